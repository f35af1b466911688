//! MHTML: a mail whose parts are a page and what it shows.

use super::{MHTML_LIMIT, PAGE_LIMIT, Saved, SavedError};
use mail_parser::{MessageParser, MimeHeaders, PartType};

/// Parts of one file.
const MOST_PARTS: usize = 5000;

/// The page first, then what it shows.
pub(super) fn read(bytes: &[u8], place: &str) -> Result<Vec<Saved>, SavedError> {
    if bytes.len() > MHTML_LIMIT {
        return Err(SavedError::TooLarge { place: place.to_owned(), limit: MHTML_LIMIT });
    }
    let broken = |problem: &str| SavedError::Broken { place: place.to_owned(), problem: problem.to_owned() };
    let message = MessageParser::default().parse(bytes).ok_or_else(|| broken("is no whole MHTML: its head cannot be read"))?;
    let snapshot = message.header("Snapshot-Content-Location").and_then(|value| value.as_text()).map(|address| address.trim().to_owned());
    let (mut found, mut named) = (Vec::new(), Vec::new());
    for (number, part) in message.parts.iter().enumerate().take(MOST_PARTS) {
        let contents = match &part.body {
            // The parser decodes text to UTF-8, whatever it was.
            PartType::Text(text) | PartType::Html(text) => text.as_bytes(),
            PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes,
            PartType::Message(_) | PartType::Multipart(_) => continue,
        };
        if contents.len() > PAGE_LIMIT {
            continue;
        }
        let kind = part.content_type().map_or_else(String::new, |kind| match kind.subtype() {
            Some(sub) => format!("{}/{sub}", kind.ctype()).to_ascii_lowercase(),
            None => kind.ctype().to_ascii_lowercase(),
        });
        let is_text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
        let own = part.content_location().map(|address| address.trim().to_owned()).filter(|address| !address.is_empty());
        let own = match (own, part.content_id()) {
            (own, Some(id)) => {
                let address = own.unwrap_or_else(|| address_of(id));
                named.push((format!("cid:{id}"), address.clone()));
                address
            }
            (own, None) => own.unwrap_or_default(),
        };
        found.push(Saved {
            address: own,
            bytes: contents.to_vec(),
            kind,
            charset: is_text.then(|| "utf-8".to_owned()),
            place: format!("{place}, part {}", number + 1),
        });
    }
    let first = found.iter().position(Saved::is_page).ok_or_else(|| broken("holds no page"))?;
    found.rotate_left(first);
    // Frames within a page are pages too, but not the one that was saved.
    let mut is_first = true;
    found.retain(|part| !part.is_page() || std::mem::take(&mut is_first));
    if let Some(page) = found.first_mut() {
        page.address = snapshot.unwrap_or_else(|| std::mem::take(&mut page.address));
        page.bytes = with_addresses(&page.bytes, &named);
    }
    Ok(found)
}

/// What stands for the address of a part that has a name only (RFC 2392). No host is ever called so (RFC 6761).
fn address_of(id: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '@') { c } else { '-' };
    format!("http://cid.invalid/{}", id.chars().map(plain).collect::<String>())
}

/// A page that names its parts by their addresses.
fn with_addresses(page: &[u8], named: &[(String, String)]) -> Vec<u8> {
    if named.is_empty() || memchr::memmem::find(page, b"cid:").is_none() {
        return page.to_vec();
    }
    let text = String::from_utf8_lossy(page).into_owned();
    named.iter().fold(text, |text, (name, address)| text.replace(name, address)).into_bytes()
}
