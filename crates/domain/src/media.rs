//! What is said of a stored file, and where it is used.

use crate::body::MediaKey;
use crate::id::{PageId, StoryId};
use crate::refusal::Refusal;
use crate::story::Draft;
use crate::time::Instant;
use std::collections::BTreeSet;

/// What persons say of a file. A story that takes it from the library begins with these.
#[derive(Debug, Clone, PartialEq)]
pub struct Facts {
    /// Who made it.
    pub credit: String,
    /// What it shows, for who does not see it.
    pub alt: String,
    /// It says nothing that a text beside it does not.
    pub decorative: bool,
    /// The line under it.
    pub caption: String,
    /// Under which terms it may be shown: `press kit`, `CC BY 4.0`, `bought, agency no. 81`.
    pub licence: String,
    /// When those terms end.
    pub expires: Option<Instant>,
    /// What must stay in view when cropped: fractions from the left and from the top.
    pub focus: [f64; 2],
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            credit: String::new(),
            alt: String::new(),
            decorative: false,
            caption: String::new(),
            licence: String::new(),
            expires: None,
            focus: [0.5, 0.5],
        }
    }
}

/// The longest credit, licence or caption, in letters.
const LONGEST_LINE: usize = 300;

/// The longest alt text, in letters: screen readers read it in one breath.
const LONGEST_ALT: usize = 1_000;

impl Facts {
    /// The facts as they are kept: without blanks around them, the focal point inside the picture.
    ///
    /// # Errors
    /// [`Refusal::Field`] when a text is too long, or the focal point is no point.
    pub fn tidy(self) -> Result<Self, Refusal> {
        let line = |field: &'static str, text: String, longest: usize| {
            let text = text.trim().to_owned();
            let letters = text.chars().count();
            if letters > longest {
                return Err(Refusal::field(field, format!("has {letters} letters; at most {longest} are kept")));
            }
            Ok(text)
        };
        if self.focus.iter().any(|part| !part.is_finite()) {
            return Err(Refusal::field("focus", "must be two numbers from 0 to 1"));
        }
        Ok(Self {
            credit: line("credit", self.credit, LONGEST_LINE)?,
            alt: line("alt", self.alt, LONGEST_ALT)?,
            decorative: self.decorative,
            caption: line("caption", self.caption, LONGEST_ALT)?,
            licence: line("licence", self.licence, LONGEST_LINE)?,
            expires: self.expires,
            focus: self.focus.map(|part| part.clamp(0.0, 1.0)),
        })
    }

    /// Whether its terms have ended.
    #[must_use]
    pub fn expired(&self, now: Instant) -> bool {
        self.expires.is_some_and(|end| end <= now)
    }
}

/// Widths that readers are offered beside a picture's own, in pixels, narrowest first.
pub const WIDTHS: [u32; 4] = [400, 800, 1200, 1600];

/// No picture is served wider, in pixels.
pub const WIDEST: u32 = 2400;

/// The widths in which a still picture of `natural` pixels across is stored, widest first.
#[must_use]
pub fn widths(natural: u32) -> Vec<u32> {
    let widest = natural.min(WIDEST);
    std::iter::once(widest).chain(WIDTHS.into_iter().rev().filter(|width| *width < widest)).collect()
}

/// The size of a picture as it is served at its widest, in its own ratio.
#[must_use]
pub fn served(width: u32, height: u32) -> (u32, u32) {
    if width <= WIDEST {
        return (width, height);
    }
    let in_ratio = (u64::from(height) * u64::from(WIDEST) + u64::from(width) / 2) / u64::from(width);
    (WIDEST, u32::try_from(in_ratio.max(1)).unwrap_or(u32::MAX))
}

/// Something that uses a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Use {
    /// A story as it stands: body, cover, posters of its clips. Readers see it once the story is live.
    Story(StoryId),
    /// A version of a live story that readers do not see yet.
    Draft(StoryId),
    /// A standing page.
    Page(PageId),
    /// An ad of the paper's own, by its id.
    Ad(i64),
    /// The paper itself: its logo.
    Paper,
}

impl Use {
    /// The word and the id in rows.
    #[must_use]
    pub fn parts(self) -> (&'static str, i64) {
        match self {
            Self::Story(id) => ("story", id.0),
            Self::Draft(id) => ("draft", id.0),
            Self::Page(id) => ("page", id.0),
            Self::Ad(id) => ("ad", id),
            Self::Paper => ("paper", 0),
        }
    }

    /// Reads a row's word and id.
    #[must_use]
    pub fn from_parts(word: &str, id: i64) -> Option<Self> {
        Some(match word {
            "story" => Self::Story(StoryId(id)),
            "draft" => Self::Draft(StoryId(id)),
            "page" => Self::Page(PageId(id)),
            "ad" => Self::Ad(id),
            "paper" => Self::Paper,
            _ => return None,
        })
    }
}

/// Every stored file of a draft: those of its body, and its cover.
#[must_use]
pub fn of_draft(draft: &Draft) -> BTreeSet<&MediaKey> {
    let mut all = draft.body.media();
    all.extend(draft.cover.as_ref().map(|cover| &cover.media));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_kept_tidy() {
        let facts = Facts { credit: " Raf Duarte ".to_owned(), focus: [1.4, -0.2], ..Facts::default() };
        let tidy = facts.tidy().unwrap();
        assert_eq!((tidy.credit.as_str(), tidy.focus), ("Raf Duarte", [1.0, 0.0]));
        let long = Facts { credit: "x".repeat(301), ..Facts::default() };
        assert!(long.tidy().unwrap_err().to_string().contains("credit"));
        assert!(Facts { focus: [f64::NAN, 0.0], ..Facts::default() }.tidy().is_err());
    }

    #[test]
    fn sizes_are_told_from_the_width_alone() {
        assert_eq!(widths(3000), [2400, 1600, 1200, 800, 400]);
        assert_eq!(widths(1200), [1200, 800, 400]);
        assert_eq!(widths(90), [90]);
        assert_eq!((served(1200, 800), served(4800, 3201)), ((1200, 800), (2400, 1601)));
    }

    #[test]
    fn uses_come_back_from_their_words() {
        for one in [Use::Story(StoryId(3)), Use::Draft(StoryId(4)), Use::Page(PageId(5)), Use::Ad(6), Use::Paper] {
            let (word, id) = one.parts();
            assert_eq!(Use::from_parts(word, id), Some(one));
        }
        assert_eq!(Use::from_parts("shelf", 1), None);
    }
}
