//! From a file to pixels in sRGB, turned as the camera asks.

use super::metadata::{self, Said};
use super::{ImageError, Kind, MAX_PIXELS, MAX_SIDE, colour, jpeg};
use fast_image_resize::images::{Image, ImageRef};
use fast_image_resize::{PixelType, ResizeOptions, Resizer};
use image::codecs::png::PngDecoder;
use image::error::{LimitErrorKind, UnsupportedErrorKind};
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::{Cursor, ErrorKind};

/// Bytes that a decoder may take: the largest picture with four channels of 8 bits, and its own tables.
const MAX_MEMORY: u64 = MAX_PIXELS * 4 + 32 * 1024 * 1024;

/// Bytes that a PNG's other chunks may unfold to.
const MAX_BESIDE: u64 = 16 * 1024 * 1024;

/// A decoded picture: three or four bytes a pixel, row by row.
pub(super) struct Pixels {
    pub(super) width: u32,
    pub(super) height: u32,
    /// Whether a fourth byte says how opaque a pixel is.
    pub(super) alpha: bool,
    /// Whether the file kept every pixel as it was drawn, as screenshots and drawings are kept.
    pub(super) exact: bool,
    pub(super) bytes: Vec<u8>,
}

impl std::fmt::Debug for Pixels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Pixels {} × {}, alpha {}", self.width, self.height, self.alpha)
    }
}

/// A still picture and what its file says of itself.
pub(super) struct Still {
    pub(super) pixels: Pixels,
    pub(super) said: Said,
}

/// Refuses sizes that no picture has, as the file states them, before anything is decoded.
pub(super) fn check_size(bytes: &[u8]) -> Result<(), ImageError> {
    // Kinds whose size cannot be told so are checked once their decoder has read it.
    imagesize::blob_size(bytes).map_or(Ok(()), |size| fits(size.width as u64, size.height as u64))
}

pub(super) fn fits(width: u64, height: u64) -> Result<(), ImageError> {
    let fits = width > 0 && height > 0 && width.max(height) <= MAX_SIDE && width.saturating_mul(height) <= MAX_PIXELS;
    if fits { Ok(()) } else { Err(ImageError::Size { width, height }) }
}

fn limits(memory: u64) -> Limits {
    let mut limits = Limits::default();
    let side = u32::try_from(MAX_SIDE).ok();
    (limits.max_image_width, limits.max_image_height, limits.max_alloc) = (side, side, Some(memory));
    limits
}

pub(super) fn still(kind: Kind, bytes: &[u8]) -> Result<Still, ImageError> {
    let format = match kind {
        Kind::Jpeg => ImageFormat::Jpeg,
        Kind::Png => ImageFormat::Png,
        Kind::Gif => ImageFormat::Gif,
        Kind::Webp => ImageFormat::WebP,
        Kind::Tiff => ImageFormat::Tiff,
        Kind::Bmp => ImageFormat::Bmp,
        Kind::Svg => return Err(ImageError::Unknown),
    };
    match kind {
        Kind::Jpeg => jpeg::check(bytes)?,
        Kind::Webp => check_webp(bytes)?,
        Kind::Png if bytes.windows(4).take(200_000).any(|four| four == b"acTL") => return Err(ImageError::Animated("PNG")),
        _ => {}
    }
    let mut decoder: Box<dyn ImageDecoder + '_> = if kind == Kind::Png {
        // What stands beside the picture is unfolded on the way: it gets little room.
        Box::new(PngDecoder::with_limits(Cursor::new(bytes), limits(MAX_BESIDE)).map_err(refused)?)
    } else {
        let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
        reader.limits(limits(MAX_MEMORY));
        Box::new(reader.into_decoder().map_err(refused)?)
    };
    let (width, height) = decoder.dimensions();
    fits(width.into(), height.into())?;
    if decoder.total_bytes() > MAX_MEMORY {
        return Err(ImageError::Bomb("it has many more shades than can be shown"));
    }
    let said = metadata::read(&mut decoder, kind, bytes);
    // A profile that cannot be read is one that is not there.
    let profile = decoder.icc_profile().ok().flatten();
    let turn = decoder.orientation().unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut decoded = DynamicImage::from_decoder(decoder).map_err(refused)?;
    decoded.apply_orientation(turn);
    let exact = matches!(kind, Kind::Png | Kind::Gif | Kind::Bmp | Kind::Tiff);
    let mut pixels = Pixels::of(decoded, exact);
    if let Some(profile) = profile {
        colour::to_srgb(&mut pixels, &profile);
    }
    Ok(Still { pixels, said })
}

/// A WebP says how long it is, and whether it moves.
fn check_webp(bytes: &[u8]) -> Result<(), ImageError> {
    let stated = bytes.get(4..8).and_then(|four| <[u8; 4]>::try_from(four).ok()).map(u32::from_le_bytes);
    if stated.is_none_or(|stated| stated as usize > bytes.len().saturating_sub(8)) {
        return Err(ImageError::CutOff);
    }
    let moves = bytes.get(12..16) == Some(b"VP8X") && bytes.get(20).is_some_and(|flags| flags & 2 != 0);
    if moves { Err(ImageError::Animated("WebP")) } else { Ok(()) }
}

/// What a decoder says, for a person.
fn refused(error: image::ImageError) -> ImageError {
    match error {
        image::ImageError::Limits(limit) => match limit.kind() {
            LimitErrorKind::DimensionError => ImageError::Bomb("it is larger than it may be"),
            _ => ImageError::Bomb("it needs too much memory"),
        },
        image::ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => ImageError::CutOff,
        image::ImageError::Unsupported(what) => match what.kind() {
            UnsupportedErrorKind::Color(_) => ImageError::Damaged("its kind of colours is not known; save it as RGB".to_owned()),
            _ => ImageError::Damaged("it uses a form of its kind that is not known; save it as JPEG or PNG".to_owned()),
        },
        other => {
            let said: String = other.to_string().chars().filter(|c| !c.is_control()).take(160).collect();
            if said.contains("nexpected end") || said.contains("EOF") { ImageError::CutOff } else { ImageError::Damaged(said) }
        }
    }
}

impl Pixels {
    pub(super) fn of(decoded: DynamicImage, exact: bool) -> Self {
        let (width, height) = (decoded.width(), decoded.height());
        if decoded.color().has_alpha() {
            let bytes = decoded.into_rgba8().into_raw();
            if bytes.as_chunks::<4>().0.iter().any(|[_, _, _, opaque]| *opaque < 255) {
                return Self { width, height, alpha: true, exact, bytes };
            }
            let bytes = bytes.as_chunks::<4>().0.iter().flat_map(|[r, g, b, _]| [*r, *g, *b]).collect();
            return Self { width, height, alpha: false, exact, bytes };
        }
        Self { width, height, alpha: false, exact, bytes: decoded.into_rgb8().into_raw() }
    }

    fn pixel_type(&self) -> PixelType {
        if self.alpha { PixelType::U8x4 } else { PixelType::U8x3 }
    }

    /// The same picture at most `width` across.
    pub(super) fn resized(&self, width: u32) -> Result<Self, ImageError> {
        let width = width.clamp(1, self.width.max(1));
        let height = (u64::from(self.height) * u64::from(width) + u64::from(self.width) / 2) / u64::from(self.width.max(1));
        self.scaled(width, u32::try_from(height.max(1)).unwrap_or(u32::MAX))
    }

    fn scaled(&self, width: u32, height: u32) -> Result<Self, ImageError> {
        let wrong = |error: &dyn std::fmt::Display| ImageError::Damaged(format!("it cannot be made smaller ({error})"));
        if (width, height) == (self.width, self.height) {
            return Ok(Self { bytes: self.bytes.clone(), ..*self });
        }
        let source = ImageRef::new(self.width, self.height, &self.bytes, self.pixel_type()).map_err(|error| wrong(&error))?;
        let mut target = Image::new(width, height, self.pixel_type());
        Resizer::new().resize(&source, &mut target, &ResizeOptions::new()).map_err(|error| wrong(&error))?;
        Ok(Self { width, height, bytes: target.into_vec(), ..*self })
    }

    /// Its thumbhash, and how dark it is from 0 to 9.
    pub(super) fn thumbhash(&self) -> (Vec<u8>, u8) {
        let longest = self.width.max(self.height).max(1);
        let side = |side: u32| u32::try_from((u64::from(side) * 100 / u64::from(longest)).max(1)).unwrap_or(1);
        let (width, height) = if longest > 100 { (side(self.width), side(self.height)) } else { (self.width, self.height) };
        let Ok(small) = self.scaled(width, height) else { return (Vec::new(), 5) };
        let rgba: Vec<u8> =
            if small.alpha { small.bytes } else { small.bytes.as_chunks::<3>().0.iter().flat_map(|[r, g, b]| [*r, *g, *b, 255]).collect() };
        let hash = thumbhash::rgba_to_thumb_hash(width as usize, height as usize, &rgba);
        let (r, g, b, a) = thumbhash::thumb_hash_to_average_rgba(&hash).unwrap_or((0.5, 0.5, 0.5, 1.0));
        // What shows through is paper.
        let light = (0.2126 * r + 0.7152 * g + 0.0722 * b) * a + (1.0 - a);
        let tone = (0..=9_u8).min_by_key(|tone| ((f32::from(*tone) - (1.0 - light) * 9.0).abs() * 1000.0) as u32).unwrap_or(5);
        (hash, tone)
    }
}
