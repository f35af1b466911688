//! How large a headline can be set, and where its lines end.

use super::copy::Copy;
use super::face::{Face, Line};

/// From one baseline to the next, in em.
pub(super) const LEADING: f32 = 0.94;
/// What stands above the first baseline and below the last one, in em.
pub(super) const ASCENT: f32 = 0.72;
pub(super) const DESCENT: f32 = 0.17;

/// A headline of more lines is a text.
const MOST_LINES: usize = 5;
/// Pixels per em: larger is a shout, smaller is cut.
const LARGEST: f32 = 440.0;
const SMALLEST: f32 = 62.0;
/// Pixels per em at which the pieces of a word that is too long fill the column.
const PIECE: f32 = 110.0;

/// A headline at its size.
#[derive(Debug, Clone)]
pub(super) struct Fitted {
    pub(super) lines: Vec<Line>,
    pub(super) size: f32,
}

/// Sets a headline as large as a column of `column` × `height` pixels takes it.
pub(super) fn headline(face: &Face, copy: &Copy, column: f32, height: f32) -> Fitted {
    let copy = &copy.with_words_within(face, column / SMALLEST, column / PIECE);
    let whole = best(face, copy, column, height);
    if whole.size >= SMALLEST {
        return whole;
    }
    let lines = lines_at(SMALLEST, height);
    let cut = Copy::of(&copy.cut_to(face, column / SMALLEST, lines), face);
    best(face, &cut, column, height)
}

/// Whether a headline has to be cut, however small it is set.
pub(super) fn is_cut(face: &Face, copy: &Copy, column: f32, height: f32) -> bool {
    best(face, &copy.with_words_within(face, column / SMALLEST, column / PIECE), column, height).size < SMALLEST
}

/// How many lines of a size stand in a height, at least one.
fn lines_at(size: f32, height: f32) -> usize {
    (1..=MOST_LINES).rev().find(|lines| block(*lines) * size <= height).unwrap_or(1)
}

/// The height of so many lines, in em.
fn block(lines: usize) -> f32 {
    ASCENT + DESCENT + LEADING * (lines as f32 - 1.0)
}

fn best(face: &Face, copy: &Copy, column: f32, height: f32) -> Fitted {
    let words = Words::of(face, copy);
    let mut best = Fitted { lines: Vec::new(), size: 0.0 };
    for most in 1..=MOST_LINES.min(copy.words().len().max(1)) {
        let lines = words.set(face, copy, words.narrowest(most), most);
        let widest = lines.iter().map(Line::measure).fold(0.001, f32::max);
        let size = (column / widest).min(height.max(1.0) / block(lines.len())).min(LARGEST);
        if size > best.size {
            best = Fitted { lines, size };
        }
    }
    best
}

/// Lines of at most `column` em, as few as it takes, of about one length.
pub(super) fn balanced(face: &Face, copy: &Copy, column: f32, most: usize) -> Vec<Line> {
    let words = Words::of(face, copy);
    let lines = words.lines_within(column).clamp(1, most);
    words.set(face, copy, words.narrowest(lines), lines)
}

/// How many lines a text needs in a column of so many em.
pub(super) fn needs(face: &Face, copy: &Copy, column: f32) -> usize {
    let words = Words::of(face, copy);
    let overlong = words.widths.iter().any(|width| *width > column);
    if overlong { usize::MAX } else { words.lines_within(column) }
}

/// The measures of a text's words.
struct Words {
    widths: Vec<f32>,
    space: f32,
}

impl Words {
    fn of(face: &Face, copy: &Copy) -> Self {
        let width = |text: &str| face.line(text).width;
        Self { widths: copy.words().iter().map(|word| width(word)).collect(), space: width("n n") - width("nn") }
    }

    fn lines_within(&self, column: f32) -> usize {
        let (mut lines, mut filled) = (0, f32::INFINITY);
        for width in &self.widths {
            if filled + self.space + width <= column {
                filled += self.space + width;
            } else {
                lines += 1;
                filled = *width;
            }
        }
        lines
    }

    /// The narrowest column that holds them in so many lines.
    fn narrowest(&self, lines: usize) -> f32 {
        let mut low = self.widths.iter().copied().fold(0.0, f32::max);
        let mut high = self.widths.iter().sum::<f32>() + self.space * self.widths.len() as f32;
        for _ in 0..24 {
            let middle = f32::midpoint(low, high);
            if self.lines_within(middle) <= lines { high = middle } else { low = middle }
        }
        high
    }

    /// Where lines end in a column, so that they differ least in length: for every word the cheapest way to end a line
    /// before it, from the last word to the first.
    fn ends(&self, column: f32, most: usize) -> Vec<usize> {
        let count = self.widths.len();
        // By lines left: the cost from each word on, and where its line ends.
        let mut costs = vec![f32::INFINITY; count];
        costs.push(0.0);
        let mut steps = Vec::new();
        for _ in 0..most {
            let row: Vec<(f32, usize)> = (0..count).map(|from| self.cheapest(from, column, &costs)).collect();
            costs = row.iter().map(|(cost, _)| *cost).chain([0.0]).collect();
            steps.push(row);
        }
        let (mut ends, mut from) = (Vec::new(), 0);
        while let Some((_, end)) = steps.pop().and_then(|row| row.get(from).copied()) {
            from = end;
            ends.push(end);
        }
        ends
    }

    fn cheapest(&self, from: usize, column: f32, costs: &[f32]) -> (f32, usize) {
        let mut best = (f32::INFINITY, self.widths.len());
        let mut filled = -self.space;
        for (at, width) in self.widths.iter().enumerate().skip(from) {
            filled += self.space + width;
            if filled > column + 0.001 {
                break;
            }
            let cost = (column - filled).powi(2) + costs.get(at + 1).copied().unwrap_or(f32::INFINITY);
            if cost < best.0 {
                best = (cost, at + 1);
            }
        }
        best
    }

    fn set(&self, face: &Face, copy: &Copy, column: f32, most: usize) -> Vec<Line> {
        let (mut lines, mut from) = (Vec::new(), 0);
        for end in self.ends(column, most) {
            let words = copy.words().get(from..end).unwrap_or_default();
            lines.push(face.line(&words.join(" ")));
            from = end;
        }
        lines
    }
}
