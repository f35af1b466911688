//! What a JPEG's segments tell before it is decoded: whether it is whole, and how much work it asks for.

use super::ImageError;

/// A progressive picture is painted over by each of its scans. Cameras and programs make about ten.
const MAX_SCANS: usize = 40;

/// Walks the segments to the end of the picture. What follows the end is nobody's.
pub(super) fn check(bytes: &[u8]) -> Result<(), ImageError> {
    let mut at = 2;
    let (mut scans, mut progressive) = (0, false);
    loop {
        let marker = next_marker(bytes, &mut at).ok_or(ImageError::CutOff)?;
        match marker {
            0xd9 if scans > 0 => return Ok(()),
            0xd9 => return Err(ImageError::Damaged("it ends before it begins".to_owned())),
            // A restart inside a scan, or a marker without contents.
            0x01 | 0xd0..=0xd8 => continue,
            0xda => scans += 1,
            0xc2 | 0xc6 | 0xca | 0xce => progressive = true,
            _ => {}
        }
        if scans > 1 && !progressive {
            // The decoder reads such files without complaint, and in wrong colours.
            let why = "its colours are stored one after another, which cannot be read; save it again as an ordinary JPEG";
            return Err(ImageError::Damaged(why.to_owned()));
        }
        if scans > MAX_SCANS {
            return Err(ImageError::Bomb("it is painted over again and again"));
        }
        let length = bytes.get(at..at + 2).and_then(|two| <[u8; 2]>::try_from(two).ok()).map(u16::from_be_bytes);
        at += usize::from(length.ok_or(ImageError::CutOff)?.max(2));
    }
}

/// The next marker at or after `at`, which is moved behind it. Coded letters of a scan are passed over: a 0xff among
/// them is followed by a zero.
fn next_marker(bytes: &[u8], at: &mut usize) -> Option<u8> {
    loop {
        let rest = bytes.get(*at..)?;
        let found = rest.iter().position(|byte| *byte == 0xff)?;
        let marker = *rest.get(found + 1)?;
        *at += found + 1;
        if !matches!(marker, 0x00 | 0xff) {
            *at += 1;
            return Some(marker);
        }
    }
}
