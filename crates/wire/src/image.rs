//! Pictures from strangers: told from their bytes, checked before they are decoded, decoded once, and written again
//! in sizes that readers get. What is written again carries no metadata, no profile and nothing after its end.
//!
//! Everything here computes and may take a second: call it on a thread of its own, one picture at a time.

mod colour;
mod decode;
mod encode;
mod jpeg;
mod metadata;
mod moving;
mod svg;
#[cfg(test)]
mod tests;

use decode::Pixels;
use domain::media::widths;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The most pixels a picture may have: a camera's 61 million fit, and decoded it takes a quarter of a gigabyte.
pub const MAX_PIXELS: u64 = 64_000_000;

/// The most pixels along a side.
pub const MAX_SIDE: u64 = 30_000;

/// Why a picture was not taken. Its text is for the person who brought it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImageError {
    /// Not a picture of a kind that is read.
    #[error("this is no picture that the paper can show; it takes JPEG, PNG, GIF, WebP, TIFF, BMP and SVG")]
    Unknown,
    /// Too many pixels, or none.
    #[error(
        "the picture has {width} × {height} pixels; it must have some, at most {} million in all and {} along a side",
        MAX_PIXELS / 1_000_000,
        MAX_SIDE
    )]
    Size {
        /// Across.
        width: u64,
        /// Down.
        height: u64,
    },
    /// It ends before its picture does.
    #[error("the file ends in the middle of the picture; it was cut off on its way, send it again")]
    CutOff,
    /// It would unfold to far more than it seems.
    #[error("the file unfolds to more than a picture may be ({0}); save it again with another program")]
    Bomb(&'static str),
    /// Moves, in a form that is not taken.
    #[error("the picture is an animated {0}; save it as GIF, or show it as a clip")]
    Animated(&'static str),
    /// Broken in another way.
    #[error("the picture is damaged: {0}")]
    Damaged(String),
}

/// What is known of a picture once it has been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// The media type of the file as it came.
    pub mime: &'static str,
    /// The ending of its key, without a dot.
    pub ending: &'static str,
    /// Pixels across as it is shown, after the turn that a camera asks for; 0 for a drawing that does not say.
    pub width: u32,
    /// Pixels down as it is shown.
    pub height: u32,
    /// Who made it, as the file says; empty when it does not.
    pub credit: String,
    /// What it shows, as the file says; empty when it does not.
    pub description: String,
    /// Its thumbhash; empty for drawings.
    pub thumbhash: Vec<u8>,
    /// How dark it is, from 0 to 9.
    pub tone: u8,
}

/// A picture as readers get it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
    /// Its media type: JPEG, PNG, GIF or SVG.
    pub mime: &'static str,
    /// The ending of its file, without a dot.
    pub ending: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A picture that was read whole and found sound.
#[derive(Debug)]
pub struct Opened {
    facts: Facts,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Still(Pixels),
    /// Written again already: a moving GIF, a drawing.
    Ready(Vec<u8>),
}

/// Kinds of pictures, by how their bytes begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Jpeg,
    Png,
    Gif,
    Webp,
    Tiff,
    Bmp,
    Svg,
}

impl Kind {
    fn of(bytes: &[u8]) -> Option<Self> {
        Some(match bytes {
            [0xff, 0xd8, 0xff, ..] => Self::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Self::Png,
            [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Self::Gif,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Self::Webp,
            [b'I', b'I', 42, 0, ..] | [b'M', b'M', 0, 42, ..] => Self::Tiff,
            [b'B', b'M', _, _, _, _, 0, 0, 0, 0, ..] => Self::Bmp,
            _ if svg::looks_like(bytes) => Self::Svg,
            _ => return None,
        })
    }

    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Jpeg => ("image/jpeg", "jpg"),
            Self::Png => ("image/png", "png"),
            Self::Gif => ("image/gif", "gif"),
            Self::Webp => ("image/webp", "webp"),
            Self::Tiff => ("image/tiff", "tif"),
            Self::Bmp => ("image/bmp", "bmp"),
            Self::Svg => ("image/svg+xml", "svg"),
        }
    }
}

/// Reads a picture whole: every limit is checked before memory is taken, every pixel is decoded.
///
/// # Errors
/// [`ImageError`] with the reason, for the person who brought it.
pub fn open(bytes: &[u8]) -> Result<Opened, ImageError> {
    let kind = Kind::of(bytes).ok_or(ImageError::Unknown)?;
    // A decoder that trips over a file has refused it; nothing of it is used afterwards.
    catch_unwind(AssertUnwindSafe(|| open_as(kind, bytes))).unwrap_or_else(|_| Err(ImageError::Damaged("it cannot be decoded".to_owned())))
}

fn open_as(kind: Kind, bytes: &[u8]) -> Result<Opened, ImageError> {
    let (mime, ending) = kind.names();
    let bare = |width, height| Facts {
        mime,
        ending,
        width,
        height,
        credit: String::new(),
        description: String::new(),
        thumbhash: Vec::new(),
        tone: 5,
    };
    if kind == Kind::Svg {
        let drawing = svg::clean(bytes)?;
        return Ok(Opened { facts: bare(drawing.width, drawing.height), content: Content::Ready(drawing.bytes) });
    }
    decode::check_size(bytes)?;
    if kind == Kind::Gif
        && let Some(moving) = moving::rewrite(bytes)?
    {
        let (thumbhash, tone) = moving.first.thumbhash();
        let facts = Facts { thumbhash, tone, ..bare(moving.first.width, moving.first.height) };
        return Ok(Opened { facts, content: Content::Ready(moving.bytes) });
    }
    let still = decode::still(kind, bytes)?;
    let (thumbhash, tone) = still.pixels.thumbhash();
    let facts = Facts {
        credit: still.said.credit,
        description: still.said.description,
        thumbhash,
        tone,
        ..bare(still.pixels.width, still.pixels.height)
    };
    Ok(Opened { facts, content: Content::Still(still.pixels) })
}

impl Opened {
    /// What is known of it.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The widths in which it is to be stored, widest first. The first is what stands for the whole picture.
    #[must_use]
    pub fn widths(&self) -> Vec<u32> {
        match self.content {
            Content::Still(_) => widths(self.facts.width),
            Content::Ready(_) => vec![self.facts.width],
        }
    }

    /// The picture as readers get it, `width` pixels across, or as wide as it is when that is less.
    ///
    /// # Errors
    /// [`ImageError::Damaged`] when it cannot be written.
    pub fn form(&self, width: u32) -> Result<Form, ImageError> {
        match &self.content {
            Content::Still(pixels) => encode::form(&pixels.resized(width)?),
            Content::Ready(bytes) => Ok(Form {
                width: self.facts.width,
                height: self.facts.height,
                mime: self.facts.mime,
                ending: self.facts.ending,
                bytes: bytes.clone(),
            }),
        }
    }
}
