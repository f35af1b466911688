//! Pixels written as the files that readers get: JPEG, or PNG where something shows through or every pixel counts.
//!
//! No WebP: its one maintained encoder that keeps quality is a C library behind `unsafe`, which this program has none
//! of; mail programs want JPEG anyway.

use super::decode::Pixels;
use super::{Form, ImageError};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{ExtendedColorType, ImageEncoder as _};
use jpeg_encoder::{ColorType, Encoder};

/// Of a hundred. Above, files grow faster than eyes can tell.
const QUALITY: u8 = 82;

pub(super) fn form(pixels: &Pixels) -> Result<Form, ImageError> {
    if pixels.alpha {
        return png(pixels);
    }
    let jpeg = jpeg(pixels)?;
    if pixels.exact {
        // A screenshot or a plan is smaller as it was drawn, and its letters stay sharp.
        let exact = png(pixels)?;
        if exact.bytes.len() <= jpeg.bytes.len() {
            return Ok(exact);
        }
    }
    Ok(jpeg)
}

fn unwritable(error: &dyn std::fmt::Display) -> ImageError {
    ImageError::Damaged(format!("it cannot be written again ({error})"))
}

fn jpeg(pixels: &Pixels) -> Result<Form, ImageError> {
    let side = |side: u32| u16::try_from(side).map_err(|error| unwritable(&error));
    let mut bytes = Vec::new();
    // Without tables of its own: with them this encoder stores the colours one after another, which some decoders mix up.
    let encoder = Encoder::new(&mut bytes, QUALITY);
    encoder.encode(&pixels.bytes, side(pixels.width)?, side(pixels.height)?, ColorType::Rgb).map_err(|error| unwritable(&error))?;
    Ok(Form { width: pixels.width, height: pixels.height, mime: "image/jpeg", ending: "jpg", bytes })
}

fn png(pixels: &Pixels) -> Result<Form, ImageError> {
    let mut bytes = Vec::new();
    let colour = if pixels.alpha { ExtendedColorType::Rgba8 } else { ExtendedColorType::Rgb8 };
    PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive)
        .write_image(&pixels.bytes, pixels.width, pixels.height, colour)
        .map_err(|error| unwritable(&error))?;
    Ok(Form { width: pixels.width, height: pixels.height, mime: "image/png", ending: "png", bytes })
}
