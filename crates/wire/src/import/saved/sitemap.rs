//! A sitemap: which addresses a site has.

use quick_xml::Reader;
use quick_xml::events::Event;

/// Addresses of one sitemap.
const MOST: usize = 200_000;

/// The addresses that a sitemap lists, in its order. A broken end costs what stands behind it.
#[must_use]
pub fn addresses(xml: &str) -> Vec<String> {
    let mut reader = Reader::from_str(xml);
    let mut found = Vec::new();
    let mut address: Option<String> = None;
    while let Ok(event) = reader.read_event() {
        match event {
            // `image:loc` and `video:loc` are of pictures.
            Event::Start(tag) if tag.name().as_ref() == "loc" => address = Some(String::new()),
            Event::Text(text) => {
                if let Some(address) = address.as_mut() {
                    address.push_str(&text);
                }
            }
            Event::GeneralRef(name) => {
                if let Some(address) = address.as_mut() {
                    address.push_str(match name.as_ref() {
                        "amp" => "&",
                        "apos" => "'",
                        "quot" => "\"",
                        _ => "",
                    });
                }
            }
            Event::End(tag) if tag.name().as_ref() == "loc" => {
                found.extend(address.take().map(|address| address.trim().to_owned()).filter(|address| address.starts_with("http")));
            }
            Event::Eof => break,
            _ => {}
        }
        if found.len() >= MOST {
            break;
        }
    }
    found
}
