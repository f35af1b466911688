//! The social card: a story's headline as a poster of type, 1200 × 630, for whoever shows a link as a picture.
//!
//! Pure: the same card and fonts give the same bytes. Drawn outline by outline rather than through a page format, so
//! that sizes come from measured advances, and a letter that no font has is left out instead of drawn as a box.

mod copy;
mod face;
mod fit;
mod sheet;
#[cfg(test)]
mod tests;

use copy::Copy;
use face::{Face, Flow, Line, Tracking};
use fit::Fitted;
use sheet::{GREY, INK, Ink, Sheet};

/// Pixels of a card, across.
pub const WIDTH: u32 = 1200;
/// Pixels of a card, down.
pub const HEIGHT: u32 = 630;

/// What is set on a card. Every text is plain and may be empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Card<'a> {
    /// The paper's name, for the masthead.
    pub paper: &'a str,
    /// The day of the story as the paper writes it, opposite the name.
    pub dateline: &'a str,
    /// Who it is about, over the headline: the one thing in the spot colour.
    pub artist_line: &'a str,
    /// The headline.
    pub headline: &'a str,
    /// The line under it; set when it leaves the headline its size.
    pub standfirst: &'a str,
    /// The spot colour `#rrggbb`, one that can be read on the paper; anything else is ink.
    pub spot: &'a str,
    /// BCP 47 language: which side lines begin on.
    pub language: &'a str,
}

/// Why a card was not drawn. No text is ever a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// The bytes given for this face are no font.
    #[error("the card's {0} font cannot be read; it should be a TrueType file as themes/newsprint/fonts/cut.py cuts it")]
    Font(&'static str),
    /// The picture could not be made or packed.
    #[error("the card could not be written as a PNG")]
    Png,
}

/// The faces of a card, read once.
#[derive(Clone)]
pub struct Fonts {
    head: Face,
    line: Face,
    standfirst: Face,
}

impl Fonts {
    /// Reads the faces: of the headline and the masthead, of the artist line, of the standfirst.
    ///
    /// # Errors
    /// [`CardError::Font`] names the one that is no font.
    pub fn read(head: &'static [u8], line: &'static [u8], standfirst: &'static [u8]) -> Result<Self, CardError> {
        Ok(Self {
            head: Face::read(head, Tracking { letters: -0.008, spaces: 0.045 }).ok_or(CardError::Font("headline"))?,
            line: Face::read(line, Tracking { letters: 0.0, spaces: 0.03 }).ok_or(CardError::Font("artist line"))?,
            standfirst: Face::read(standfirst, Tracking { letters: 0.0, spaces: 0.0 }).ok_or(CardError::Font("standfirst"))?,
        })
    }
}

/// Left and right of everything.
const MARGIN: f32 = 58.0;
/// The measure.
const COLUMN: f32 = WIDTH as f32 - 2.0 * MARGIN;
/// Where the last line of a card stands at the lowest.
const FOOT: f32 = HEIGHT as f32 - 50.0;

/// The masthead: its size, its baseline, the size opposite, the rule under it.
const NAME: f32 = 58.0;
const NAME_BASELINE: f32 = 80.0;
const DATELINE: f32 = 26.0;
const RULE_TOP: f32 = 100.0;
const RULE: f32 = 4.0;

/// The artist line and how far it may shrink before it is cut.
const ARTIST: f32 = 40.0;
const ARTIST_LEAST: f32 = 30.0;

/// Standfirst: its size and leading, and the air above it.
const STANDFIRST: f32 = 37.0;
const STANDFIRST_LEADING: f32 = 45.0;
const STANDFIRST_AIR: f32 = 34.0;
/// A standfirst of more lines is cut.
const STANDFIRST_LINES: usize = 2;
/// The share of its size that the headline gives up for a standfirst, at most.
const STANDFIRST_COST: f32 = 0.82;

/// Draws a card as a PNG.
///
/// # Errors
/// [`CardError::Png`]; never for what a text holds.
pub fn draw(card: &Card<'_>, fonts: &Fonts) -> Result<Vec<u8>, CardError> {
    let mut sheet = Sheet::new(MARGIN, Flow::of(card.language)).ok_or(CardError::Png)?;
    masthead(&mut sheet, card, fonts);
    let top = artist_line(&mut sheet, card, fonts);
    body(&mut sheet, card, fonts, top);
    sheet.png().ok_or(CardError::Png)
}

/// Whether a card cannot show a headline whole.
#[must_use]
pub fn cuts_headline(headline: &str, fonts: &Fonts) -> bool {
    let copy = Copy::of(headline, &fonts.head);
    let top = RULE_TOP + RULE + 28.0 + ARTIST * CAPITAL + 30.0;
    copy.is_legible() && fit::is_cut(&fonts.head, &copy, COLUMN, FOOT - top)
}

fn masthead(sheet: &mut Sheet, card: &Card<'_>, fonts: &Fonts) {
    let dateline = fonts.line.line(&Copy::of(card.dateline, &fonts.line).text());
    let (date_size, date_width) = (DATELINE, dateline.width * DATELINE);
    let room = if date_width > 0.0 { (COLUMN - date_width - 40.0).max(COLUMN / 2.0) } else { COLUMN };
    if date_width <= COLUMN / 2.0 {
        sheet.set_at_end(&fonts.line, &dateline, date_size, NAME_BASELINE, GREY);
    }
    let name = Copy::of(card.paper, &fonts.head);
    let (line, size) = one_line(&fonts.head, &name, room, NAME, NAME * 0.6);
    sheet.set(&fonts.head, &line, size, NAME_BASELINE, INK);
    sheet.rule(RULE_TOP, RULE);
}

/// Sets the artist line; gives where the headline may begin.
fn artist_line(sheet: &mut Sheet, card: &Card<'_>, fonts: &Fonts) -> f32 {
    let copy = Copy::of(card.artist_line, &fonts.line);
    let bottom = RULE_TOP + RULE;
    if !copy.is_legible() {
        return bottom + 34.0;
    }
    let (line, size) = one_line(&fonts.line, &copy, COLUMN, ARTIST, ARTIST_LEAST);
    let baseline = bottom + 28.0 + ARTIST * CAPITAL;
    sheet.set(&fonts.line, &line, size, baseline, Ink::read(card.spot).unwrap_or(INK));
    baseline + 30.0
}

/// Height of a capital of the heavy faces, in em.
const CAPITAL: f32 = 0.686;

/// A text on one line: smaller where it must be, cut where that is not enough.
fn one_line(face: &Face, copy: &Copy, room: f32, size: f32, least: f32) -> (Line, f32) {
    let line = face.line(&copy.text());
    if line.width * size <= room {
        return (line, size);
    }
    let fits = room / line.width;
    if fits >= least {
        return (line, fits);
    }
    (face.line(&copy.cut_to(face, room / least, 1)), least)
}

/// Headline and standfirst, in what is left of the sheet under `top`.
fn body(sheet: &mut Sheet, card: &Card<'_>, fonts: &Fonts, top: f32) {
    let said = [card.headline, card.artist_line, card.paper].into_iter().map(|text| Copy::of(text, &fonts.head));
    let Some(headline) = said.into_iter().find(Copy::is_legible) else { return };
    let alone = fit::headline(&fonts.head, &headline, COLUMN, FOOT - top);
    let below = standfirst(card, fonts);
    let lines = below.len() as f32;
    let taken = if below.is_empty() { 0.0 } else { STANDFIRST_AIR + STANDFIRST_LEADING * lines - STANDFIRST_LEADING * 0.3 };
    let with = fit::headline(&fonts.head, &headline, COLUMN, FOOT - top - taken);
    let (fitted, below) = if with.size >= alone.size * STANDFIRST_COST { (with, below) } else { (alone, Vec::new()) };
    set_headline(sheet, &fonts.head, &fitted, top);
    let mut baseline = FOOT - STANDFIRST_LEADING * (below.len() as f32 - 1.0);
    for line in &below {
        sheet.set(&fonts.standfirst, line, STANDFIRST, baseline, INK);
        baseline += STANDFIRST_LEADING;
    }
}

fn set_headline(sheet: &mut Sheet, face: &Face, fitted: &Fitted, top: f32) {
    let mut baseline = top + fitted.size * fit::ASCENT;
    for line in &fitted.lines {
        sheet.set(face, line, fitted.size, baseline, INK);
        baseline += fitted.size * fit::LEADING;
    }
}

fn standfirst(card: &Card<'_>, fonts: &Fonts) -> Vec<Line> {
    let face = &fonts.standfirst;
    let copy = Copy::of(card.standfirst, face);
    if !copy.is_legible() {
        return Vec::new();
    }
    let text = copy.cut_to(face, COLUMN / STANDFIRST, STANDFIRST_LINES);
    fit::balanced(face, &Copy::of(&text, face), COLUMN / STANDFIRST, STANDFIRST_LINES)
}
