//! The sheet that a card is printed on.

use super::face::{Face, Flow, Line};
use super::{HEIGHT, WIDTH};
use tiny_skia::{FillRule, Paint, Pixmap, Rect, Transform};

/// Red, green, blue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ink(pub(super) u8, pub(super) u8, pub(super) u8);

/// Paper, ink and grey ink of the theme by day: a card is seen on somebody else's page, which knows no night.
const PAPER: Ink = Ink(0xf6, 0xf2, 0xe9);
pub(super) const INK: Ink = Ink(0x14, 0x11, 0x0e);
pub(super) const GREY: Ink = Ink(0x5d, 0x56, 0x4c);

impl Ink {
    /// Reads `#rrggbb`.
    pub(super) fn read(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let channel = |from: usize| u8::from_str_radix(digits.get(from..from + 2)?, 16).ok();
        Some(Self(channel(0)?, channel(2)?, channel(4)?))
    }

    fn paint(self) -> Paint<'static> {
        let mut paint = Paint::default();
        paint.set_color_rgba8(self.0, self.1, self.2, 255);
        paint
    }
}

/// Whoever shows a card may round its corners: nothing hangs nearer to its edge.
const EDGE: f32 = 14.0;

/// Paper with something on it.
pub(super) struct Sheet {
    pixels: Pixmap,
    margin: f32,
    flow: Flow,
}

impl Sheet {
    /// Clean paper; lines begin on the side of `flow`.
    pub(super) fn new(margin: f32, flow: Flow) -> Option<Self> {
        let mut pixels = Pixmap::new(WIDTH, HEIGHT)?;
        pixels.fill(tiny_skia::Color::from_rgba8(PAPER.0, PAPER.1, PAPER.2, 255));
        Some(Self { pixels, margin, flow })
    }

    /// Sets a line at the margin that lines begin on, its opening quotation mark hung outside.
    pub(super) fn set(&mut self, face: &Face, line: &Line, size: f32, baseline: f32, ink: Ink) {
        let x = match self.flow {
            Flow::LeftToRight if line.hung > 0.0 => self.margin - (line.hung * size).min(self.margin - EDGE),
            // The letter stands on the margin, not the air before it.
            Flow::LeftToRight => self.margin - line.letters.first().map_or(0.0, |first| face.air_before(first.glyph)) * size,
            Flow::RightToLeft => WIDTH as f32 - self.margin - line.width * size,
        };
        self.print(face, line, size, (x, baseline), ink);
    }

    /// Sets a line so that it ends at the other margin.
    pub(super) fn set_at_end(&mut self, face: &Face, line: &Line, size: f32, baseline: f32, ink: Ink) {
        let x = match self.flow {
            Flow::LeftToRight => WIDTH as f32 - self.margin - line.width * size,
            Flow::RightToLeft => self.margin,
        };
        self.print(face, line, size, (x, baseline), ink);
    }

    /// A rule across the column.
    pub(super) fn rule(&mut self, top: f32, height: f32) {
        if let Some(rect) = Rect::from_xywh(self.margin, top, WIDTH as f32 - 2.0 * self.margin, height) {
            self.pixels.fill_rect(rect, &INK.paint(), Transform::identity(), None);
        }
    }

    fn print(&mut self, face: &Face, line: &Line, size: f32, (x, baseline): (f32, f32), ink: Ink) {
        let paint = ink.paint();
        for letter in &line.letters {
            let Some(path) = face.outline(letter.glyph) else { continue };
            // Outlines are in em, upwards.
            let place = Transform::from_row(size, 0.0, 0.0, -size, x + letter.x * size, baseline - letter.y * size);
            self.pixels.fill_path(&path, &paint, FillRule::Winding, place, None);
        }
    }

    pub(super) fn png(&self) -> Option<Vec<u8>> {
        self.pixels.encode_png().ok()
    }
}
