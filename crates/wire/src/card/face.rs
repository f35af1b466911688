//! A face: which letters it has, how they follow one another, what they look like. All measures are in em.

use harfrust::font::glyph::outline::{DrawMemory, DrawOptions, PathSink};
use harfrust::{Buffer, Direction, Font, GlyphId, ShapeOptions, ShaperFont, shape};
use tiny_skia::{Path, PathBuilder};
use unicode_bidi::{BidiInfo, Level};

/// The side that lines begin on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    LeftToRight,
    RightToLeft,
}

/// Languages that are written from the right.
const FROM_THE_RIGHT: [&str; 11] = ["ar", "arc", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"];

impl Flow {
    /// As a language is written.
    pub(super) fn of(language: &str) -> Self {
        let first = language.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        if FROM_THE_RIGHT.contains(&first.as_str()) { Self::RightToLeft } else { Self::LeftToRight }
    }
}

/// A glyph of a line, from the line's left end and its baseline.
#[derive(Debug, Clone, Copy)]
pub(super) struct Letter {
    pub(super) glyph: GlyphId,
    pub(super) x: f32,
    pub(super) y: f32,
}

/// A line of type.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) letters: Vec<Letter>,
    pub(super) width: f32,
    /// The width of the quotation mark that it opens with.
    pub(super) hung: f32,
}

impl Line {
    /// The width that has to fit in the column.
    pub(super) fn measure(&self) -> f32 {
        self.width - self.hung
    }
}

/// A still font.
#[derive(Clone)]
pub(super) struct Face {
    font: Font,
    per_em: f32,
    tracking: Tracking,
}

/// What is added to the widths of a font, in em.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tracking {
    /// After every letter.
    pub(super) letters: f32,
    /// After a space: those of a condensed face are cut for smaller sizes.
    pub(super) spaces: f32,
}

impl Face {
    /// Reads a font.
    pub(super) fn read(bytes: &'static [u8], tracking: Tracking) -> Option<Self> {
        let font = Font::new(bytes, 0)?;
        let per_em = f32::from(font.units_per_em());
        (per_em > 0.0).then_some(Self { font, per_em, tracking })
    }

    /// Whether it has a letter.
    pub(super) fn has(&self, letter: char) -> bool {
        self.glyph(letter).is_some()
    }

    fn glyph(&self, letter: char) -> Option<GlyphId> {
        self.font.charmap().map_unicode(letter).filter(|glyph| *glyph != GlyphId::NOTDEF)
    }

    /// Sets a text as one line, in the order that it is seen in.
    pub(super) fn line(&self, text: &str) -> Line {
        let shaper = ShaperFont::new(&self.font);
        // Each text has its own direction: a Latin name stays one in a paper that is written from the right.
        let order = BidiInfo::new(text, None);
        let mut line = Line::default();
        for paragraph in &order.paragraphs {
            let (levels, runs) = order.visual_runs(paragraph, paragraph.range.clone());
            for run in runs {
                let from_the_right = levels.get(run.start).is_some_and(Level::is_rtl);
                let direction = if from_the_right { Direction::RightToLeft } else { Direction::LeftToRight };
                self.add_run(&shaper, text.get(run).unwrap_or_default(), direction, &mut line);
            }
        }
        let opening = text.chars().next().filter(|first| OPENING.contains(first));
        line.hung = opening.and_then(|_| line.letters.get(1)).map_or(0.0, |second| second.x);
        line
    }

    fn add_run(&self, shaper: &ShaperFont<'_, '_>, text: &str, direction: Direction, line: &mut Line) {
        let mut buffer = Buffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        buffer.set_direction(direction);
        if shape(shaper, &mut buffer, ShapeOptions::new()).is_err() {
            return;
        }
        let spaces = [self.glyph(' '), self.glyph('\u{a0}')];
        for (info, place) in buffer.glyph_infos().iter().zip(buffer.glyph_positions()) {
            if info.glyph_id == 0 {
                continue;
            }
            let em = |units: i32| units as f32 / self.per_em;
            let (x, y) = (line.width + em(place.x_offset), em(place.y_offset));
            let glyph = GlyphId::new(info.glyph_id);
            line.letters.push(Letter { glyph, x, y });
            line.width += em(place.x_advance) + if spaces.contains(&Some(glyph)) { self.tracking.spaces } else { self.tracking.letters };
        }
    }

    /// The outline of a glyph, in em; none of a space, nor of a glyph that cannot be drawn.
    pub(super) fn outline(&self, glyph: GlyphId) -> Option<Path> {
        let outline = self.font.outline_glyphs().get(glyph)?;
        let mut pen = Pen { path: PathBuilder::new(), per_em: self.per_em };
        outline.draw(&DrawOptions::new(), DrawMemory::Scratch, &mut pen).ok()?;
        pen.path.finish()
    }

    /// How far right of its place a glyph begins.
    pub(super) fn air_before(&self, glyph: GlyphId) -> f32 {
        self.outline(glyph).map_or(0.0, |path| path.bounds().left())
    }
}

/// Marks that hang outside the column at the beginning of a line.
const OPENING: [char; 7] = ['“', '‘', '„', '‚', '«', '"', '\''];

struct Pen {
    path: PathBuilder,
    per_em: f32,
}

impl PathSink for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.path.move_to(x / self.per_em, y / self.per_em);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.path.line_to(x / self.per_em, y / self.per_em);
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let em = self.per_em;
        self.path.quad_to(cx0 / em, cy0 / em, x / em, y / em);
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let em = self.per_em;
        self.path.cubic_to(cx0 / em, cy0 / em, cx1 / em, cy1 / em, x / em, y / em);
    }

    fn close(&mut self) {
        self.path.close();
    }
}
