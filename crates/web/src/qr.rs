//! Pictures that telephones read.

use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;
use std::fmt::Write as _;

/// A QR code as one path of an SVG: squares of one unit, without the quiet border.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub(crate) struct Picture {
    /// Width and height, in units.
    size: usize,
    /// The path's `d`.
    path: String,
}

/// The code of a text; nothing when it is too long for one.
pub(crate) fn of(text: &str) -> Option<Picture> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let size = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(size).enumerate() {
        for (x, _) in row.iter().enumerate().filter(|(_, colour)| **colour == Color::Dark) {
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    Some(Picture { size, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_corners_are_where_telephones_look_for_them() {
        let uri = "otpauth://totp/Feedback:vera%40feedback.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Feedback";
        let picture = of(uri).unwrap();
        assert_eq!(picture.size % 4, 1, "versions are 21, 25, 29 … wide");
        for (x, y) in [(0, 0), (picture.size - 1, 0), (0, picture.size - 1)] {
            assert!(picture.path.contains(&format!("M{x} {y}h1")), "{x} {y}");
        }
        assert!(!picture.path.contains("M7 7h1"), "the corner's white frame");
        assert_eq!(of(&"x".repeat(5_000)), None);
    }
}
