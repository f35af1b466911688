//! What a file says of itself: who made the picture, and what it shows. Read once; what readers get has none of it.

use super::Kind;
use encoding_rs::WINDOWS_1252;
use exif::{In, Tag, Value};
use image::ImageDecoder;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

/// The longest credit or description that is taken over, in letters.
const LONGEST: usize = 300;

/// Metadata larger than this is not looked at, in bytes.
const MAX_BYTES: usize = 1024 * 1024;

/// What a file says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) credit: String,
    pub(super) description: String,
}

/// The words of one kind of metadata.
#[derive(Debug, Default)]
struct Words {
    maker: String,
    agency: String,
    rights: String,
    description: String,
}

/// Reads EXIF, XMP and IPTC. Whatever cannot be read is not there.
pub(super) fn read(decoder: &mut impl ImageDecoder, kind: Kind, bytes: &[u8]) -> Said {
    let exif = match kind {
        Kind::Tiff => Some(bytes.to_vec()),
        _ => decoder.exif_metadata().ok().flatten(),
    };
    let small = |bytes: &Vec<u8>| bytes.len() <= MAX_BYTES || kind == Kind::Tiff;
    let found = [
        decoder.xmp_metadata().ok().flatten().filter(small).map(|xmp| of_xmp(&xmp)),
        decoder.iptc_metadata().ok().flatten().filter(small).map(|iptc| of_iptc(&iptc)),
        exif.filter(small).map(of_exif),
    ];
    let first = |word: fn(&Words) -> &String| {
        let mut all = found.iter().flatten().map(|words| tidy(word(words)));
        all.find(|text| !text.is_empty()).unwrap_or_default()
    };
    let (maker, agency) = (first(|words| &words.maker), first(|words| &words.agency));
    let credit = match (maker.as_str(), agency.as_str()) {
        ("", "") => first(|words| &words.rights),
        (_, "") => maker,
        ("", _) => agency,
        _ if agency.contains(&maker) => agency,
        _ => tidy(&format!("{maker}/{agency}")),
    };
    Said { credit, description: first(|words| &words.description) }
}

/// One line of bounded length. What cameras write when nobody set it says nothing.
fn tidy(text: &str) -> String {
    let line = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect::<String>();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    let dull = ["OLYMPUS DIGITAL CAMERA", "SAMSUNG", "default", "Picasa", "unknown", "SONY DSC", "KONICA MINOLTA DIGITAL CAMERA"];
    if dull.contains(&line.as_str()) { String::new() } else { line.chars().take(LONGEST).collect() }
}

fn decoded(bytes: &[u8]) -> String {
    std::str::from_utf8(bytes).map_or_else(|_| WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(), str::to_owned)
}

fn of_exif(bytes: Vec<u8>) -> Words {
    let bytes = bytes.strip_prefix(b"Exif\0\0").map(<[u8]>::to_vec).unwrap_or(bytes);
    let Ok(exif) = exif::Reader::new().read_raw(bytes) else { return Words::default() };
    let text = |tag| match exif.get_field(tag, In::PRIMARY).map(|field| &field.value) {
        Some(Value::Ascii(parts)) => parts.iter().map(|part| decoded(part)).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    Words { maker: text(Tag::Artist), agency: String::new(), rights: text(Tag::Copyright), description: text(Tag::ImageDescription) }
}

/// IIM: records of 0x1c, record 2, a number, a length, a text. They may stand inside Photoshop's own blocks.
fn of_iptc(bytes: &[u8]) -> Words {
    let mut words = Words::default();
    let mut rest = bytes.windows(2).position(|two| two == [0x1c, 0x02]).and_then(|at| bytes.get(at..)).unwrap_or_default();
    while let [0x1c, 0x02, number, high, low, tail @ ..] = rest {
        let length = usize::from(u16::from_be_bytes([*high, *low]));
        let Some((value, after)) = tail.split_at_checked(length) else { break };
        let place = match number {
            80 => &mut words.maker,
            110 => &mut words.agency,
            116 => &mut words.rights,
            120 => &mut words.description,
            _ => {
                rest = after;
                continue;
            }
        };
        if place.is_empty() {
            *place = decoded(value);
        }
        rest = after;
    }
    words
}

fn of_xmp(bytes: &[u8]) -> Words {
    let mut words = Words::default();
    let text = String::from_utf8_lossy(bytes);
    let mut reader = Reader::from_str(&text);
    let mut path: Vec<String> = Vec::new();
    // A packet ends where it is broken; what came before counts.
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(element) => {
                attributes(&element, &mut words);
                path.push(element.name().as_ref().to_owned());
                if path.len() > 64 {
                    break;
                }
            }
            Event::Empty(element) => attributes(&element, &mut words),
            Event::End(_) => drop(path.pop()),
            Event::Text(text) => add(&path, &text.xml_content(quick_xml::XmlVersion::Implicit1_0), &mut words),
            Event::GeneralRef(name) => {
                let letter = name.resolve_char_ref().ok().flatten().map(String::from);
                let letter = letter.or_else(|| resolve_predefined_entity(&name).map(str::to_owned));
                add(&path, &letter.unwrap_or_default(), &mut words);
            }
            Event::Eof => break,
            _ => {}
        }
    }
    words
}

fn place<'a>(name: &str, words: &'a mut Words) -> Option<&'a mut String> {
    match name {
        "dc:creator" => Some(&mut words.maker),
        "photoshop:Credit" => Some(&mut words.agency),
        "dc:rights" => Some(&mut words.rights),
        "dc:description" => Some(&mut words.description),
        _ => None,
    }
}

fn add(path: &[String], text: &str, words: &mut Words) {
    // At once, or inside `rdf:Seq` and `rdf:li`.
    for name in path.iter().rev().take(3) {
        let Some(place) = place(name, words) else { continue };
        let blank = text.trim().is_empty() && place.is_empty();
        if !blank && place.len() < 4 * LONGEST {
            place.push_str(text);
        }
        return;
    }
}

fn attributes(element: &BytesStart<'_>, words: &mut Words) {
    for attribute in element.attributes().flatten().take(200) {
        if let Some(place) = place(attribute.key.as_ref(), words)
            && let Ok(value) = attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0)
        {
            *place = value.chars().take(LONGEST).collect();
        }
    }
}
