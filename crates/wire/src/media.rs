//! What a picture or sound file is, told from its bytes and never from its name.

use imagesize::ImageType;

/// A file that the paper takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// Its media type.
    pub mime: &'static str,
    /// The ending of its key, without a dot.
    pub ending: &'static str,
    /// Pixels across; 0 for sound.
    pub width: u32,
    /// Pixels down; 0 for sound.
    pub height: u32,
}

/// The largest file taken, in bytes.
pub const MAX_BYTES: usize = 40 * 1024 * 1024;

/// The most pixels a picture may have.
const MAX_PIXELS: u64 = 100_000_000;

/// Why a file was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// Neither picture nor sound of a kind that browsers and mail programs know.
    #[error("this is no picture or sound that the paper can show; it takes JPEG, PNG, GIF, WebP, Ogg and MP3")]
    Unknown,
    /// Too many bytes.
    #[error("the file is larger than {} MB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// Too many pixels, or none.
    #[error("the picture has {width} × {height} pixels; it must have some, and at most a hundred million")]
    Size {
        /// Across.
        width: u64,
        /// Down.
        height: u64,
    },
}

/// Tells what a file is.
///
/// # Errors
/// [`MediaError`].
pub fn probe(bytes: &[u8]) -> Result<Kind, MediaError> {
    if bytes.len() > MAX_BYTES {
        return Err(MediaError::TooLarge);
    }
    if let Some((mime, ending)) = sound(bytes) {
        return Ok(Kind { mime, ending, width: 0, height: 0 });
    }
    let (mime, ending) = match imagesize::image_type(bytes) {
        Ok(ImageType::Jpeg) => ("image/jpeg", "jpg"),
        Ok(ImageType::Png) => ("image/png", "png"),
        Ok(ImageType::Gif) => ("image/gif", "gif"),
        Ok(ImageType::Webp) => ("image/webp", "webp"),
        _ => return Err(MediaError::Unknown),
    };
    let size = imagesize::blob_size(bytes).map_err(|_| MediaError::Unknown)?;
    let (width, height) = (size.width as u64, size.height as u64);
    let wrong = MediaError::Size { width, height };
    if width == 0 || height == 0 || width.saturating_mul(height) > MAX_PIXELS {
        return Err(wrong);
    }
    Ok(Kind { mime, ending, width: u32::try_from(width).map_err(|_| wrong)?, height: u32::try_from(height).map_err(|_| wrong)? })
}

fn sound(bytes: &[u8]) -> Option<(&'static str, &'static str)> {
    match bytes {
        [b'O', b'g', b'g', b'S', ..] => Some(("audio/ogg", "ogg")),
        [b'I', b'D', b'3', ..] | [0xff, 0xfb | 0xf3 | 0xf2, ..] => Some(("audio/mpeg", "mp3")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_bytes() {
        let gif = b"GIF89a\x02\x00\x03\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff;";
        assert_eq!(probe(gif), Ok(Kind { mime: "image/gif", ending: "gif", width: 2, height: 3 }));
        assert_eq!(probe(b"OggS....").map(|kind| kind.ending), Ok("ogg"));
        for not_ours in [&b""[..], b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"MZ\x90", b"GIF89a", b"\xff\xd8\xff"] {
            assert!(probe(not_ours).is_err(), "{not_ours:?}");
        }
    }
}
