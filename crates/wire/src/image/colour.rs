//! Colours as screens without a profile show them: sRGB.

use super::decode::Pixels;
use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

/// The largest profile that is looked at; real ones have a few kilobytes, those for printing some megabytes.
const MAX_PROFILE: usize = 4 * 1024 * 1024;

/// Turns the colours of a profile into sRGB. A profile that cannot be read, or is not one of red, green and blue,
/// leaves them as they are: the decoder has turned grey and print colours already.
pub(super) fn to_srgb(pixels: &mut Pixels, profile: &[u8]) {
    if profile.len() > MAX_PROFILE {
        return;
    }
    let Ok(from) = ColorProfile::new_from_slice(profile) else { return };
    if from.color_space != DataColorSpace::Rgb {
        return;
    }
    let layout = if pixels.alpha { Layout::Rgba } else { Layout::Rgb };
    let to = ColorProfile::new_srgb();
    let Ok(transform) = from.create_transform_8bit(layout, &to, layout, TransformOptions::default()) else { return };
    let channels = if pixels.alpha { 4 } else { 3 };
    // Row by row: a second copy of the whole picture is never held.
    let mut turned = vec![0; pixels.width as usize * channels];
    for row in pixels.bytes.chunks_exact_mut(turned.len().max(1)) {
        if transform.transform(row, &mut turned).is_err() {
            return;
        }
        row.copy_from_slice(&turned);
    }
}
