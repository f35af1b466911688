//! What a picture or sound file is, told from its bytes and never from its name.

use crate::image::{self, ImageError};

/// The largest file taken, in bytes.
pub const MAX_BYTES: usize = 40 * 1024 * 1024;

/// Why a file was not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// Neither picture nor sound of a kind that the paper shows.
    #[error("this is no picture or sound that the paper can show; it takes JPEG, PNG, GIF, WebP, TIFF, BMP, SVG, Ogg and MP3")]
    Unknown,
    /// Too many bytes.
    #[error("the file is larger than {} MB", MAX_BYTES / 1024 / 1024)]
    TooLarge,
    /// A picture that is not taken.
    #[error(transparent)]
    Picture(#[from] ImageError),
}

/// A file that the paper takes.
#[derive(Debug)]
pub enum Opened {
    /// A sound; it is served as it came.
    Sound {
        /// Its media type.
        mime: &'static str,
        /// The ending of its key, without a dot.
        ending: &'static str,
    },
    /// A picture, read whole.
    Picture(image::Opened),
}

/// Reads a file. Pictures are decoded, which may take a second: call it on a thread of its own.
///
/// # Errors
/// [`MediaError`] with the reason, for the person who brought it.
pub fn open(bytes: &[u8]) -> Result<Opened, MediaError> {
    if bytes.len() > MAX_BYTES {
        return Err(MediaError::TooLarge);
    }
    if let Some((mime, ending)) = sound(bytes) {
        return Ok(Opened::Sound { mime, ending });
    }
    match image::open(bytes) {
        Ok(picture) => Ok(Opened::Picture(picture)),
        Err(ImageError::Unknown) => Err(MediaError::Unknown),
        Err(error) => Err(error.into()),
    }
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
        assert!(matches!(open(b"OggS...."), Ok(Opened::Sound { ending: "ogg", .. })));
        assert!(matches!(open(b"ID3\x04"), Ok(Opened::Sound { mime: "audio/mpeg", .. })));
        for not_ours in [&b""[..], b"MZ\x90", b"GIF89a", b"\xff\xd8\xff", b"<html>"] {
            assert!(open(not_ours).is_err(), "{not_ours:?}");
        }
        assert_eq!(open(b"plain words").err(), Some(MediaError::Unknown));
    }
}
