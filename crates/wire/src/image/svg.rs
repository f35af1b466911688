//! Drawings as SVG: taken apart and written again with what only draws.

use super::ImageError;
use quick_xml::Reader;
use quick_xml::events::Event;

/// The largest drawing, in bytes. One that is larger is a picture in disguise.
const MAX_BYTES: usize = 2 * 1024 * 1024;

/// A drawing that was cleaned.
pub(super) struct Drawing {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
}

/// Whether a text begins like a drawing, perhaps after a declaration and remarks.
pub(super) fn looks_like(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start();
    head.first() == Some(&b'<') && head.windows(4).any(|four| four == b"<svg")
}

/// Scripts, event handlers, styles that fetch, links and pictures from elsewhere are left out.
pub(super) fn clean(bytes: &[u8]) -> Result<Drawing, ImageError> {
    if bytes.len() > MAX_BYTES {
        return Err(ImageError::Bomb("a drawing has at most 2 MB"));
    }
    let mut clean = Vec::with_capacity(bytes.len());
    let filter = svg_hush::Filter::new();
    filter.filter(bytes, &mut clean).map_err(|error| ImageError::Damaged(error.to_string().chars().take(160).collect()))?;
    let (width, height) = size(&clean).ok_or_else(|| ImageError::Damaged("it draws nothing".to_owned()))?;
    Ok(Drawing { width, height, bytes: clean })
}

/// Width and height in pixels: as stated, else those of the view box; zeros when the drawing states neither.
fn size(clean: &[u8]) -> Option<(u32, u32)> {
    let mut reader = Reader::from_reader(clean);
    let mut buffer = Vec::new();
    let root = loop {
        match reader.read_event_into(&mut buffer).ok()? {
            Event::Start(element) | Event::Empty(element) => break element.into_owned(),
            Event::Eof => return None,
            _ => buffer.clear(),
        }
    };
    if root.local_name().as_ref() != "svg" {
        return None;
    }
    let attribute = |name: &str| {
        let found = root.attributes().flatten().find(|attribute| attribute.key.as_ref() == name)?;
        Some(found.value.into_owned())
    };
    let length = |text: String| {
        let number = text.trim().trim_end_matches("px");
        number.parse::<f64>().ok().filter(|pixels| (1.0..=30_000.0).contains(pixels)).map(|pixels| pixels.round() as u32)
    };
    let stated = attribute("width").and_then(length).zip(attribute("height").and_then(length));
    let boxed = || {
        let numbers: Vec<f64> = attribute("viewBox")?.split([' ', ',']).filter_map(|part| part.parse().ok()).collect();
        match numbers.as_slice() {
            [_, _, width, height] => length(width.to_string()).zip(length(height.to_string())),
            _ => None,
        }
    };
    Some(stated.or_else(boxed).unwrap_or((0, 0)))
}
