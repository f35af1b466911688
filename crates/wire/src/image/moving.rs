//! Moving GIFs: kept frame by frame as they are, without comments, metadata or anything after their end.

use super::ImageError;
use super::decode::{Pixels, fits};
use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, Encoder, MemoryLimit};
use image::{DynamicImage, RgbaImage};
use std::num::NonZeroU64;

/// Frames a picture may have.
const MAX_FRAMES: usize = 1_000;

/// Pixels that all frames may have together.
const MAX_PAINTED: u64 = 400_000_000;

/// A moving picture, written again.
pub(super) struct Moving {
    pub(super) bytes: Vec<u8>,
    pub(super) first: Pixels,
}

fn reader(bytes: &[u8], colours: ColorOutput) -> Result<Decoder<&[u8]>, ImageError> {
    let mut options = DecodeOptions::new();
    options.set_color_output(colours);
    options.set_memory_limit(MemoryLimit::Bytes(NonZeroU64::new(super::MAX_PIXELS).unwrap_or(NonZeroU64::MIN)));
    options.check_frame_consistency(true);
    options.read_info(bytes).map_err(refused)
}

fn refused(error: DecodingError) -> ImageError {
    match error {
        DecodingError::Io(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => ImageError::CutOff,
        DecodingError::MemoryLimit | DecodingError::OutOfMemory => ImageError::Bomb("it needs too much memory"),
        other => ImageError::Damaged(other.to_string()),
    }
}

/// Writes a moving GIF again; `None` when it has one frame only and is a picture like any other.
pub(super) fn rewrite(bytes: &[u8]) -> Result<Option<Moving>, ImageError> {
    let mut decoder = reader(bytes, ColorOutput::Indexed)?;
    let (width, height) = (decoder.width(), decoder.height());
    fits(width.into(), height.into())?;
    let palette = decoder.global_palette().unwrap_or_default().to_vec();
    let wrong = |error: gif::EncodingError| ImageError::Damaged(error.to_string());
    let mut encoder = Encoder::new(Vec::with_capacity(bytes.len()), width, height, &palette).map_err(wrong)?;
    let (mut frames, mut painted) = (0, 0);
    while let Some(frame) = decoder.next_frame_info().map_err(refused)? {
        frames += 1;
        painted += u64::from(frame.width) * u64::from(frame.height);
        if frames > MAX_FRAMES || painted > MAX_PAINTED {
            return Err(ImageError::Bomb("it has too many frames"));
        }
        let mut frame = frame.clone();
        let mut pixels = vec![0; decoder.buffer_size()];
        decoder.read_into_buffer(&mut pixels).map_err(refused)?;
        // Rows come in the order in which they are shown, whatever the file had.
        (frame.buffer, frame.interlaced) = (pixels.into(), false);
        encoder.write_frame(&frame).map_err(wrong)?;
    }
    if frames < 2 {
        return Ok(None);
    }
    let repeat = decoder.repeat();
    let body = encoder.into_inner().map_err(wrong)?;
    let bytes = with_repeat(&body, palette.len(), repeat);
    Ok(Some(Moving { bytes, first: first(bytes_of(&body))? }))
}

fn bytes_of(body: &[u8]) -> &[u8] {
    body
}

/// How often it repeats is known only at the end and stands at the beginning, behind the palette.
fn with_repeat(body: &[u8], palette: usize, repeat: gif::Repeat) -> Vec<u8> {
    let times: u16 = match repeat {
        gif::Repeat::Infinite => 0,
        gif::Repeat::Finite(0) => return body.to_vec(),
        gif::Repeat::Finite(times) => times,
    };
    let colours = if palette == 0 { 0 } else { (palette / 3).next_power_of_two().max(2) * 3 };
    let (head, tail) = body.split_at_checked(13 + colours).unwrap_or((body, &[]));
    let mut bytes = head.to_vec();
    bytes.extend_from_slice(b"\x21\xff\x0bNETSCAPE2.0\x03\x01");
    bytes.extend_from_slice(&times.to_le_bytes());
    bytes.push(0);
    bytes.extend_from_slice(tail);
    bytes
}

/// The first frame on its canvas.
fn first(bytes: &[u8]) -> Result<Pixels, ImageError> {
    let mut decoder = reader(bytes, ColorOutput::RGBA)?;
    let mut canvas = RgbaImage::new(decoder.width().into(), decoder.height().into());
    if let Some(frame) = decoder.read_next_frame().map_err(refused)?
        && let Some(drawn) = RgbaImage::from_raw(frame.width.into(), frame.height.into(), frame.buffer.to_vec())
    {
        image::imageops::overlay(&mut canvas, &drawn, frame.left.into(), frame.top.into());
    }
    Ok(Pixels::of(DynamicImage::ImageRgba8(canvas), true))
}
