//! Pictures that a page holds within itself, as programs write them that save a page as one file: `src="data:image/jpeg;base64,…"`.

use super::Saved;
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use memchr::memmem;

const SIGN: &[u8] = b"data:image/";
/// Pictures of one page.
const MOST: usize = 2_000;
/// What has fewer bytes is a dot or a sign, and stays where it is.
const LEAST: usize = 600;

/// With or without the signs at its end, as programs write it.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent).with_decode_allow_trailing_bits(true),
);

/// Whether a page may hold pictures.
pub(super) fn has_any(page: &[u8]) -> bool {
    memmem::find(page, SIGN).is_some()
}

/// Takes the pictures out of a page. Each has an address in its place, made of its bytes: no host is ever called so (RFC 6761).
pub(super) fn take_out(page: &mut Vec<u8>, place: &str) -> Vec<Saved> {
    let mut found: Vec<Saved> = Vec::new();
    if !has_any(page) {
        return found;
    }
    let (mut rest, mut without) = (page.as_slice(), Vec::new());
    while let Some(at) = memmem::find(rest, SIGN).filter(|_| found.len() < MOST) {
        let (before, from) = rest.split_at(at);
        without.extend_from_slice(before);
        let Some((kind, bytes, length)) = picture(from) else {
            let (sign, behind) = from.split_at(SIGN.len());
            without.extend_from_slice(sign);
            rest = behind;
            continue;
        };
        let name: String = digest(&SHA256, &bytes).as_ref().iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        let address = format!("https://data.invalid/{name}.{kind}");
        without.extend_from_slice(address.as_bytes());
        if !found.iter().any(|known| known.address == address) {
            let place = format!("{place}, picture {}", found.len() + 1);
            found.push(Saved { address, bytes, kind: format!("image/{kind}"), charset: None, place });
        }
        rest = from.get(length..).unwrap_or_default();
    }
    without.extend_from_slice(rest);
    *page = without;
    found
}

/// The picture that begins here: its kind, its bytes, and how long it is in the page.
fn picture(from: &[u8]) -> Option<(String, Vec<u8>, usize)> {
    let behind = from.get(SIGN.len()..)?;
    let head = behind.get(..behind.len().min(80))?;
    let comma = head.iter().position(|byte| *byte == b',')?;
    let said = std::str::from_utf8(head.get(..comma)?).ok()?.to_ascii_lowercase();
    let kind = said.strip_suffix(";base64")?.split(';').next()?.to_owned();
    // A drawing is no photograph, and may hold anything.
    if kind.is_empty() || !kind.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let packed = behind.get(comma + 1..)?;
    let ends = |byte: &u8| !(byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='));
    let length = packed.iter().position(ends).unwrap_or(packed.len());
    let bytes = LENIENT.decode(packed.get(..length)?).ok().filter(|bytes| bytes.len() >= LEAST)?;
    Some((kind, bytes, SIGN.len() + comma + 1 + length))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_come_out_whole_once_each_and_the_rest_stays() {
        let picture = vec![7_u8; 1_000];
        let packed = base64::engine::general_purpose::STANDARD.encode(&picture);
        let page = format!(
            "<img src=\"data:image/jpeg;base64,{packed}\"><p>Words.</p><img src='data:image/jpeg;charset=x;base64,{}'>\
             <img src=data:image/gif;base64,R0lGOD><img src=\"data:image/svg+xml;base64,{packed}\"><i>data:image/</i>",
            packed.trim_end_matches('=')
        );
        let mut bytes = page.into_bytes();
        let found = take_out(&mut bytes, "one.html");
        let [only] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(
            (only.bytes.as_slice(), only.kind.as_str(), only.place.as_str()),
            (picture.as_slice(), "image/jpeg", "one.html, picture 1")
        );
        assert!(only.address.starts_with("https://data.invalid/") && only.address.ends_with(".jpeg"), "{}", only.address);
        let expected = format!(
            "<img src=\"{0}\"><p>Words.</p><img src='{0}'><img src=data:image/gif;base64,R0lGOD><img src=\"data:image/svg+xml;base64,{packed}\"><i>data:image/</i>",
            only.address
        );
        assert_eq!(String::from_utf8(bytes).unwrap(), expected);
    }

    #[test]
    fn what_is_cut_off_stays() {
        for page in ["data:image/", "data:image/png", "data:image/png;base64,", "data:image/png;base64,AAA", "data:image/png,AAAA"] {
            let mut bytes = page.as_bytes().to_vec();
            assert!(take_out(&mut bytes, "").is_empty());
            assert_eq!(bytes, page.as_bytes());
        }
    }
}
