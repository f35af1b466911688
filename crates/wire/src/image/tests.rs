use super::*;
use ::image::codecs::bmp::BmpEncoder;
use ::image::codecs::gif::GifEncoder;
use ::image::codecs::png::PngEncoder;
use ::image::codecs::tiff::TiffEncoder;
use ::image::codecs::webp::WebPEncoder;
use ::image::{Delay, ExtendedColorType, Frame, ImageEncoder as _, Rgb, RgbImage, Rgba, RgbaImage};
use domain::media::WIDEST;
use proptest::prelude::*;
use std::io::Cursor;
use std::time::{Duration, Instant};

/// A picture with edges and gradients.
fn drawn(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x * 255 / width) as u8, (y * 255 / height) as u8, if (x / 8 + y / 8) % 2 == 0 { 40 } else { 200 }])
    })
}

fn jpeg_with(picture: &RgbImage, dress: impl FnOnce(&mut jpeg_encoder::Encoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
    dress(&mut encoder);
    encoder.encode(picture.as_raw(), picture.width() as u16, picture.height() as u16, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

fn jpeg(picture: &RgbImage) -> Vec<u8> {
    jpeg_with(picture, |_| {})
}

fn png_with(picture: &RgbImage, dress: impl FnOnce(&mut PngEncoder<&mut Vec<u8>>)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = PngEncoder::new(&mut bytes);
    dress(&mut encoder);
    encoder.write_image(picture.as_raw(), picture.width(), picture.height(), ExtendedColorType::Rgb8).unwrap();
    bytes
}

fn png(picture: &RgbImage) -> Vec<u8> {
    png_with(picture, |_| {})
}

fn moving_gif(frames: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    {
        let mut encoder = GifEncoder::new(&mut bytes);
        encoder.set_repeat(::image::codecs::gif::Repeat::Infinite).unwrap();
        for number in 0..frames {
            let shade = (number * 40 % 256) as u8;
            let picture = RgbaImage::from_pixel(24, 16, Rgba([shade, 90, 255 - shade, 255]));
            encoder.encode_frame(Frame::from_parts(picture, 0, 0, Delay::from_numer_denom_ms(100, 1))).unwrap();
        }
    }
    bytes
}

/// One small file of every kind, by name.
fn one_of_each() -> Vec<(&'static str, Vec<u8>)> {
    let picture = drawn(64, 48);
    let raw = picture.as_raw();
    let mut all = vec![
        ("jpeg", jpeg(&picture)),
        ("progressive jpeg", jpeg_with(&picture, |encoder| encoder.set_progressive(true))),
        ("png", png(&picture)),
        ("moving gif", moving_gif(3)),
        ("gif", moving_gif(1)),
    ];
    let mut webp = Vec::new();
    WebPEncoder::new_lossless(&mut webp).encode(raw, 64, 48, ExtendedColorType::Rgb8).unwrap();
    let mut tiff = Cursor::new(Vec::new());
    TiffEncoder::new(&mut tiff).write_image(raw, 64, 48, ExtendedColorType::Rgb8).unwrap();
    let mut bmp = Vec::new();
    BmpEncoder::new(&mut bmp).encode(raw, 64, 48, ExtendedColorType::Rgb8).unwrap();
    all.extend([("webp", webp), ("tiff", tiff.into_inner()), ("bmp", bmp), ("svg", SVG.as_bytes().to_vec())]);
    all
}

const SVG: &str = r##"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 80" onload="alert(1)">
<script>alert(2)</script><style>rect{fill:url(https://evil.example/x.svg#a)}</style>
<a href="javascript:alert(3)"><rect width="120" height="80" fill="#b52a1c"/></a><image href="https://evil.example/pixel.png" width="1" height="1"/>
<foreignObject><iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example/"/></foreignObject><circle id="c" r="9" cx="20" cy="20"/><use href="#c" x="40"/></svg>"##;

/// EXIF of one IFD: tags with their short value or text.
fn exif(orientation: u16, texts: &[(u16, &str)]) -> Vec<u8> {
    let mut out = b"MM\0*\0\0\0\x08".to_vec();
    out.extend(((texts.len() + 1) as u16).to_be_bytes());
    let mut data = Vec::new();
    let after = 8 + 2 + 12 * (texts.len() + 1) + 4;
    let mut entries: Vec<(u16, Vec<u8>)> =
        vec![(0x0112, [&3_u16.to_be_bytes()[..], &1_u32.to_be_bytes(), &orientation.to_be_bytes(), &[0, 0]].concat())];
    for (tag, text) in texts {
        let value = [text.as_bytes(), &[0, 0, 0, 0]].concat();
        let at = (after + data.len()) as u32;
        entries.push((*tag, [&2_u16.to_be_bytes()[..], &(value.len() as u32).to_be_bytes(), &at.to_be_bytes()].concat()));
        data.extend(value);
    }
    entries.sort();
    for (tag, rest) in entries {
        out.extend(tag.to_be_bytes());
        out.extend(rest);
    }
    out.extend([0; 4]);
    out.extend(data);
    out
}

fn holds(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn every_kind_is_read_and_written_again() {
    for (name, bytes) in one_of_each() {
        let opened = open(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let facts = opened.facts();
        let expected = if name.contains("gif") {
            (24, 16)
        } else if name == "svg" {
            (120, 80)
        } else {
            (64, 48)
        };
        assert_eq!((facts.width, facts.height), expected, "{name}");
        let form = opened.form(facts.width).unwrap();
        assert_eq!((form.width, form.height), expected, "{name}");
        assert_eq!(name == "svg", facts.thumbhash.is_empty(), "{name}");
        if !["svg", "moving gif"].contains(&name) {
            assert!(["image/jpeg", "image/png"].contains(&form.mime), "{name}: {}", form.mime);
            let again = open(&form.bytes).unwrap();
            assert_eq!((again.facts().width, again.facts().height), expected, "{name}");
        }
    }
}

#[test]
fn sizes_are_ordered_and_never_larger_than_the_picture() {
    let smooth = RgbImage::from_fn(1000, 500, |x, y| Rgb([(x / 4) as u8, (y / 2) as u8, (x % 200) as u8]));
    let opened = open(&jpeg(&smooth)).unwrap();
    assert_eq!(opened.widths(), [1000, 800, 400]);
    let forms: Vec<Form> = opened.widths().into_iter().map(|width| opened.form(width).unwrap()).collect();
    assert_eq!(forms.iter().map(|form| (form.width, form.height)).collect::<Vec<_>>(), [(1000, 500), (800, 400), (400, 200)]);
    assert!(forms.windows(2).all(|pair| pair[0].bytes.len() > pair[1].bytes.len()));
    assert_eq!(opened.form(5000).unwrap().width, 1000);
}

#[test]
fn the_camera_is_turned_its_credit_read_and_nothing_of_it_goes_out() {
    let tags = [(0x010e, "A crowd"), (0x013b, "Imogen Achterberg"), (0x8298, "(c) Feedback Press"), (0x0110, "SECRET-SERIAL")];
    let bytes = jpeg_with(&drawn(60, 40), |encoder| encoder.add_exif_metadata(&exif(6, &tags)).unwrap());
    let opened = open(&bytes).unwrap();
    let facts = opened.facts();
    assert_eq!((facts.width, facts.height), (40, 60));
    assert_eq!((facts.credit.as_str(), facts.description.as_str()), ("Imogen Achterberg", "A crowd"));
    let form = opened.form(40).unwrap();
    assert!(holds(&bytes, b"SECRET-SERIAL") && !holds(&form.bytes, b"SECRET-SERIAL") && !holds(&form.bytes, b"Exif"));
    // The upper left corner of the file is the upper right one of the picture.
    let shown = ::image::load_from_memory(&form.bytes).unwrap().into_rgb8();
    let (left, right) = (shown.get_pixel(1, 1), shown.get_pixel(38, 1));
    assert!(left[1] > 200 && right[1] < 60, "{left:?} {right:?}");
}

#[test]
fn credits_are_read_from_agencies_words_too() {
    let xmp = br#"http://ns.adobe.com/xap/1.0/ <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" photoshop:Credit="Wire &amp; Sons">
        <dc:creator><rdf:Seq><rdf:li>Jo Marchetti</rdf:li></rdf:Seq></dc:creator><dc:description><rdf:Alt><rdf:li xml:lang="x-default">The &lt;Gilt&gt; room</rdf:li></rdf:Alt></dc:description>
        </rdf:Description></rdf:RDF></x:xmpmeta>"#;
    let xmp: Vec<u8> = xmp.iter().enumerate().map(|(at, byte)| if at == 28 { 0 } else { *byte }).collect();
    let bytes = jpeg_with(&drawn(60, 40), |encoder| encoder.add_app_segment(1, xmp).unwrap());
    let facts = open(&bytes).unwrap().facts().clone();
    assert_eq!((facts.credit.as_str(), facts.description.as_str()), ("Jo Marchetti/Wire & Sons", "The <Gilt> room"));

    let record = |number: u8, text: &[u8]| [&[0x1c, 2, number][..], &(text.len() as u16).to_be_bytes(), text].concat();
    let iim = [record(5, b"x"), record(80, b"Zo\xeb Quill"), record(110, b"AAP"), record(120, b"Rain")].concat();
    let block = [&b"Photoshop 3.0\08BIM\x04\x04\0\0"[..], &(iim.len() as u32).to_be_bytes(), &iim].concat();
    let bytes = jpeg_with(&drawn(60, 40), |encoder| encoder.add_app_segment(13, block).unwrap());
    let facts = open(&bytes).unwrap().facts().clone();
    assert_eq!((facts.credit.as_str(), facts.description.as_str()), ("Zoë Quill/AAP", "Rain"));
}

#[test]
fn colours_of_other_profiles_are_turned_into_srgb() {
    let profile = moxcms::ColorProfile::new_display_p3().encode().unwrap();
    let bytes = png_with(&RgbImage::from_pixel(32, 32, Rgb([180, 90, 60])), |encoder| encoder.set_icc_profile(profile).unwrap());
    let form = open(&bytes).unwrap().form(32).unwrap();
    let shown = ::image::load_from_memory(&form.bytes).unwrap().into_rgb8();
    let pixel = shown.get_pixel(16, 16);
    // As the definitions of the two spaces give it.
    for (channel, expected) in pixel.0.iter().zip([193_i16, 83, 51]) {
        assert!((i16::from(*channel) - expected).abs() <= 3, "{pixel:?}");
    }
}

#[test]
fn what_shows_through_stays_so_and_what_is_drawn_stays_sharp() {
    let mut bytes = Vec::new();
    let holed = RgbaImage::from_fn(900, 300, |x, _| Rgba([200, 30, 30, if x < 450 { 0 } else { 255 }]));
    PngEncoder::new(&mut bytes).write_image(holed.as_raw(), 900, 300, ExtendedColorType::Rgba8).unwrap();
    let form = open(&bytes).unwrap().form(400).unwrap();
    let shown = ::image::load_from_memory(&form.bytes).unwrap().into_rgba8();
    assert_eq!((form.mime, shown.get_pixel(10, 10)[3], shown.get_pixel(390, 10)[3]), ("image/png", 0, 255));
    // Two flat areas: smaller as PNG, and exact.
    let plan = RgbImage::from_fn(600, 400, |x, y| if x > 200 && y > 100 { Rgb([255, 255, 255]) } else { Rgb([181, 42, 28]) });
    let form = open(&png(&plan)).unwrap().form(600).unwrap();
    assert_eq!((form.mime, ::image::load_from_memory(&form.bytes).unwrap().into_rgb8() == plan), ("image/png", true));
    // Noise: smaller as JPEG.
    let mut seed = 7_u32;
    let noise = RgbImage::from_fn(300, 200, |_, _| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        Rgb([(seed >> 24) as u8, (seed >> 16) as u8, (seed >> 8) as u8])
    });
    assert_eq!(open(&png(&noise)).unwrap().form(300).unwrap().mime, "image/jpeg");
}

#[test]
fn moving_pictures_keep_their_frames_and_lose_the_rest() {
    let mut bytes = moving_gif(4);
    // A comment before the end, and a stowaway behind it.
    let end = bytes.len() - 1;
    bytes.splice(end..end, *b"\x21\xfe\x06secret\0");
    bytes.extend_from_slice(b"PK\x03\x04stowaway");
    let opened = open(&bytes).unwrap();
    let form = opened.form(24).unwrap();
    assert_eq!((form.mime, opened.widths().len()), ("image/gif", 1));
    assert!(!holds(&form.bytes, b"secret") && !holds(&form.bytes, b"stowaway"));
    let frames = |bytes: &[u8]| {
        let decoder = ::image::codecs::gif::GifDecoder::new(Cursor::new(bytes.to_vec())).unwrap();
        let frames = ::image::AnimationDecoder::into_frames(decoder).collect_frames().unwrap();
        frames.into_iter().map(|frame| (frame.delay(), frame.into_buffer())).collect::<Vec<_>>()
    };
    assert_eq!(frames(&bytes), frames(&form.bytes));
    let mut decoder = gif::DecodeOptions::new().read_info(form.bytes.as_slice()).unwrap();
    while decoder.read_next_frame().unwrap().is_some() {}
    assert_eq!(decoder.repeat(), gif::Repeat::Infinite);
}

#[test]
fn drawings_only_draw() {
    let form = open(SVG.as_bytes()).unwrap().form(120).unwrap();
    let text = String::from_utf8(form.bytes).unwrap();
    for gone in ["script", "alert", "evil.example", "onload", "foreignObject", "iframe"] {
        assert!(!text.contains(gone), "{gone}: {text}");
    }
    assert!(text.contains("<rect") && text.contains("#c"), "{text}");
    let lol = "<!DOCTYPE svg [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;'>\
        <!ENTITY d '&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;'><!ENTITY e '&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;'><!ENTITY f '&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;'>\
        <!ENTITY g '&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;'>]><svg xmlns='http://www.w3.org/2000/svg'><text>&g;&g;&g;&g;&g;&g;&g;</text></svg>";
    let began = Instant::now();
    drop(open(lol.as_bytes()));
    assert!(began.elapsed() < Duration::from_secs(2));
    for hostile in ["<svg", "<svg xmlns='http://www.w3.org/2000/svg'>", "<html><svg></svg></html>", "<svg><rect/></svg>"] {
        assert!(open(hostile.as_bytes()).is_err(), "{hostile}");
    }
}

/// A PNG's chunk with its sum.
fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [&name[..], data].concat();
    let mut sum = u32::MAX;
    for byte in &body {
        sum ^= u32::from(*byte);
        for _ in 0..8 {
            sum = if sum & 1 == 1 { 0xedb8_8320 ^ (sum >> 1) } else { sum >> 1 };
        }
    }
    [&(data.len() as u32).to_be_bytes()[..], &body, &(!sum).to_be_bytes()].concat()
}

fn png_header(width: u32, height: u32) -> Vec<u8> {
    let data = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
    [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &data)].concat()
}

#[test]
fn sizes_that_no_picture_has_are_refused_before_memory_is_taken() {
    let end = [chunk(b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]), chunk(b"IEND", &[])].concat();
    for (width, height) in [(60_000, 60_000), (0, 0), (0, 10), (20_000, 20_000), (40_000, 10)] {
        let began = Instant::now();
        let found = open(&[png_header(width, height), end.clone()].concat()).unwrap_err();
        assert_eq!(found, ImageError::Size { width: width.into(), height: height.into() });
        assert!(began.elapsed() < Duration::from_millis(500));
    }
    let mut bmp = one_of_each().into_iter().find(|(name, _)| *name == "bmp").unwrap().1;
    bmp[18..22].copy_from_slice(&60_000_u32.to_le_bytes());
    bmp[22..26].copy_from_slice(&60_000_u32.to_le_bytes());
    assert!(matches!(open(&bmp), Err(ImageError::Size { .. } | ImageError::Bomb(_))), "{:?}", open(&bmp));
    let mut jpeg = jpeg(&drawn(64, 48));
    let frame = jpeg.windows(2).position(|two| two == [0xff, 0xc0]).unwrap();
    jpeg[frame + 5..frame + 9].copy_from_slice(&[0xea, 0x60, 0xea, 0x60]);
    assert_eq!(open(&jpeg).unwrap_err(), ImageError::Size { width: 60_000, height: 60_000 });
}

#[test]
fn bombs_do_not_go_off() {
    // Chunks beside the picture that unfold to gigabytes.
    let zeros = {
        let mut packed = Vec::new();
        let mut out = flate2::write::ZlibEncoder::new(&mut packed, flate2::Compression::best());
        let block = vec![0_u8; 1 << 20];
        (0..512).for_each(|_| std::io::Write::write_all(&mut out, &block).unwrap());
        out.finish().unwrap();
        packed
    };
    let picture = png(&drawn(32, 32));
    let header = 8 + 25;
    for (name, head) in [(b"iCCP", &b"bomb\0\0"[..]), (b"zTXt", b"bomb\0\0"), (b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0")] {
        let bomb = chunk(name, &[head, &zeros].concat());
        let began = Instant::now();
        let opened = open(&[&picture[..header], &bomb, &picture[header..]].concat());
        assert!(began.elapsed() < Duration::from_secs(3), "{name:?}: {:?}", began.elapsed());
        if let Ok(opened) = opened {
            assert!(opened.facts().description.is_empty());
        }
    }
    // More picture than the header promises is not unfolded at all.
    let idat = [png_header(10, 10), chunk(b"IDAT", &zeros), chunk(b"IEND", &[])].concat();
    let began = Instant::now();
    drop(open(&idat));
    assert!(began.elapsed() < Duration::from_secs(3));
    // A scan over and over.
    let progressive = jpeg_with(&drawn(64, 48), |encoder| encoder.set_progressive(true));
    let scan = progressive.windows(2).rposition(|two| two == [0xff, 0xda]).unwrap();
    let last = progressive[scan..progressive.len() - 2].to_vec();
    let mut painted = progressive[..progressive.len() - 2].to_vec();
    (0..2_000).for_each(|_| painted.extend_from_slice(&last));
    painted.extend_from_slice(&[0xff, 0xd9]);
    assert!(matches!(open(&painted), Err(ImageError::Bomb(_))));
    assert!(matches!(open(&moving_gif(1_001)), Err(ImageError::Bomb(_))));
}

#[test]
fn broken_files_are_refused_with_the_reason() {
    for (name, bytes) in one_of_each() {
        for part in [2, 4, 10] {
            let cut = &bytes[..bytes.len() - bytes.len() / part];
            let error = open(cut).err();
            assert!(error.is_some(), "{name}, without a part in {part}");
            if name.contains("jpeg") || name == "png" {
                assert_eq!(error, Some(ImageError::CutOff), "{name}, without a part in {part}");
            }
        }
    }
    for not_ours in
        [&b""[..], b"\xff\xd8\xff", b"GIF89a", b"<!doctype html><script>alert(1)</script>", b"MZ\x90\0", b"%PDF-1.7", b"PK\x03\x04"]
    {
        assert!(open(not_ours).is_err(), "{not_ours:?}");
    }
}

#[test]
fn colours_stored_one_after_another_are_refused_for_the_decoder_mixes_them_up() {
    let picture = RgbImage::from_pixel(64, 48, Rgb([200, 30, 60]));
    let apart = jpeg_with(&picture, |encoder| {
        encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::R_4_2_0);
        encoder.set_optimized_huffman_tables(true);
    });
    assert!(open(&apart).unwrap_err().to_string().contains("save it again"));
    // What is written here is read right again, by us as by others.
    for sampling in [jpeg_encoder::SamplingFactor::R_4_2_0, jpeg_encoder::SamplingFactor::R_4_4_4] {
        for progressive in [false, true] {
            let bytes = jpeg_with(&picture, |encoder| {
                encoder.set_sampling_factor(sampling);
                encoder.set_progressive(progressive);
            });
            let form = open(&bytes).unwrap().form(64).unwrap();
            let shown = ::image::load_from_memory(&form.bytes).unwrap().into_rgb8();
            let pixel = shown.get_pixel(40, 40);
            assert!(pixel.0.iter().zip([200_u8, 30, 60]).all(|(is, was)| is.abs_diff(was) < 6), "{sampling:?} {progressive}: {pixel:?}");
        }
    }
}

#[test]
fn stowaways_are_left_behind() {
    for (name, mut bytes) in one_of_each() {
        if name == "svg" {
            continue;
        }
        bytes.extend_from_slice(b"PK\x03\x04<script>alert(document.domain)</script>");
        if let Ok(opened) = open(&bytes) {
            assert!(!holds(&opened.form(4000).unwrap().bytes, b"<script>"), "{name}");
        }
    }
    let bytes = jpeg_with(&drawn(60, 40), |encoder| encoder.add_app_segment(9, b"<script>alert(1)</script>".to_vec()).unwrap());
    assert!(!holds(&open(&bytes).unwrap().form(60).unwrap().bytes, b"<script>"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn whatever_comes_is_answered_soon(which in 0_usize..9, cut in 0.0_f64..1.3, flips in prop::collection::vec((0.0_f64..1.0, 1_u8..=255), 0..6)) {
        let (name, mut bytes) = one_of_each().swap_remove(which);
        bytes.truncate(((bytes.len() as f64) * cut) as usize);
        for (place, flip) in flips {
            // Most of the harm can be done in the head.
            let at = (place * place * bytes.len() as f64) as usize;
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= flip;
            }
        }
        let began = Instant::now();
        if let Ok(opened) = open(&bytes) {
            let (width, height) = (u64::from(opened.facts().width), u64::from(opened.facts().height));
            prop_assert!(width * height <= MAX_PIXELS);
            for width in opened.widths() {
                let form = opened.form(width).unwrap();
                prop_assert!(form.width <= WIDEST || name.contains("gif") || name == "svg");
            }
        }
        prop_assert!(began.elapsed() < Duration::from_secs(10), "{name}: {:?}", began.elapsed());
    }
}
