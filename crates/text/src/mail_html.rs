//! The paper's mails: MJML compiled once per theme, rendered once per story, and put together per reader.
//!
//! A mail is a folder with `subject.txt`, `body.txt` and `body.mjml`. The edition's bodies are cut by markers into a
//! head, a story in three sizes (`[[story]]` leading, `[[full]]`, `[[brief]]`), the heading over the brief ones
//! (`[[more]]`), what stands for a story that was withdrawn (`[[withdrawn]]`, HTML alone), corrections (`[[corrections]]`, their
//! heading, and `[[correction]]`) and a tail; see [`EditionParts`] for what becomes of them.

mod compile;
mod edition;
mod plain;

#[cfg(test)]
mod tests;

pub use edition::{Block, EditionParts, ReaderLinks, Run, Slot};

use crate::html::Html;
use crate::template::colours::Colours;
use crate::template::urls::Site;
use crate::template::{Engine, Manner, Setup, Sources, TemplateError};
use domain::paper::Paper;
use serde::Serialize;
use std::collections::BTreeMap;

/// What every mail carries that no person wrote, so that no machine answers it (RFC 3834).
pub const SERVICE_HEADERS: [(&str, &str); 2] = [("Auto-Submitted", "auto-generated"), ("X-Auto-Response-Suppress", "OOF, AutoReply")];

/// The message file of the mails.
const MESSAGES: &str = "messages.toml";

/// The templates of all mails, compiled.
#[derive(Debug)]
pub struct MailTemplates {
    engine: Engine,
}

/// One mail's words, without envelope and headers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// The HTML part.
    pub html: Html,
    /// The text part, lines of at most 72 characters but for addresses.
    pub text: String,
}

/// A mail that answers somebody's press: a confirmation, the way to the preferences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceMail {
    /// One line.
    pub subject: String,
    /// Its words.
    pub letter: Letter,
}

/// What a service mail says. Nothing that the person typed is in it (newsletter.md A3): the artist's name is ours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ServiceFacts {
    /// The page with the button, absolute, with its token.
    pub link: String,
    /// How many days the link works.
    pub days: u32,
    /// The artist that was to be followed, as the paper spells it.
    pub artist: Option<String>,
}

/// What a mail to the staff says. The names are those that the paper's owner gave.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffFacts {
    /// The page with the button, absolute, with its token.
    pub link: String,
    /// Whom it is for.
    pub name: String,
    /// The word of their role.
    pub role: String,
    /// Who invites them: one of the staff, or the publisher.
    pub by: String,
}

/// The paper, as mails name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailPaper {
    name: String,
    lang: String,
    url: String,
    host: String,
    publisher: String,
    postal_address: String,
    spot: String,
    on_spot: String,
    spot_text: String,
    spot_night: String,
    headline_font: Option<String>,
    name_px: NamePx,
}

/// How large the masthead is set, in pixels: as large as its column lets it in Arial, which most readers see.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct NamePx {
    wide: usize,
    narrow: usize,
}

/// An edition, but for its stories.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EditionFacts {
    /// The subject line.
    pub subject: String,
    /// What mail programs show beside the subject.
    pub preheader: String,
    /// `Friday 27 March 2015`.
    pub day: String,
    /// Outside the day's editions, about one story.
    pub special: bool,
    /// A note from the editor, before the stories: plain paragraphs.
    pub note: Vec<String>,
    /// An ad after the stories.
    pub ad: Option<MailAd>,
}

/// What was wrong in a story that readers had before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailCorrection {
    /// The story's page, absolute.
    pub url: String,
    /// Its headline.
    pub headline: String,
    /// The note.
    pub text: String,
}

/// An ad, as the edition shows it. Addresses are absolute; nothing is counted of letters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailAd {
    /// Where it leads.
    pub link: String,
    /// The picture.
    pub src: String,
    /// Pixels across, as it is shown.
    pub width: u32,
    /// Pixels down, as it is shown.
    pub height: u32,
    /// What the picture says.
    pub alt: String,
}

/// A story, as the edition shows it. All addresses are absolute and https.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MailStory {
    /// Its page.
    pub url: String,
    /// The headline.
    pub headline: String,
    /// The artist line: names as printed.
    pub artists: Vec<String>,
    /// Where the first of them is followed.
    pub follow: Option<String>,
    /// What stands there when no artist does: a place, the section.
    pub kicker: Option<String>,
    /// The standfirst.
    pub standfirst: Option<String>,
    /// `Imogen Achterberg and Jo Marchetti`.
    pub byline: Option<String>,
    /// `Contains violence`.
    pub advisory: Option<String>,
    /// Who paid for it: a name.
    pub sponsor: Option<String>,
    /// A review's score.
    pub score: Option<MailScore>,
    /// The first clip.
    pub clip: Option<MailClip>,
    /// The cover across the column, for when it leads.
    pub picture: Option<MailPicture>,
    /// The cover beside the words, for when it does not.
    pub thumb: Option<MailPicture>,
}

/// A score.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailScore {
    /// `8.5`.
    pub value: String,
    /// `10`.
    pub out_of: String,
    /// Nine tenths and more.
    pub hot: bool,
}

/// A clip: in mail a picture and a link to the story, never a player.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailClip {
    /// Its title; may be empty.
    pub title: String,
    /// Sound without pictures: heard, not watched.
    pub sound: bool,
    /// `YouTube`.
    pub provider: String,
    /// `4:12`.
    pub duration: Option<String>,
    /// Its poster; the play mark stands under it as text, so that it is there without pictures.
    pub poster: Option<MailPicture>,
}

/// A picture at the size it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailPicture {
    src: String,
    width: u32,
    height: u32,
    alt: String,
    credit: Option<String>,
}

/// The column's inner width in pixels: lead pictures and posters are shown this wide.
pub const COLUMN: u32 = 560;
/// How wide a picture stands beside a story's words, in pixels.
pub const THUMB: u32 = 152;

impl MailPicture {
    /// A picture of `pixels` (across, down), shown `width` wide. `None` when its size is not known: without height and
    /// width a letter jumps, and falls apart with images off.
    #[must_use]
    pub fn shown(src: String, pixels: (u32, u32), width: u32, alt: String, credit: String) -> Option<Self> {
        let (across, down) = pixels;
        let height = u64::from(width) * u64::from(down) / u64::from(across).max(1);
        let height = u32::try_from(height).ok().filter(|height| *height > 0 && across > 0)?;
        Some(Self { src, width, height, alt, credit: Some(credit).filter(|credit| !credit.is_empty()) })
    }
}

impl MailPaper {
    /// The paper's settings. `headline_font` is the absolute address of a WOFF2 file, for the few programs that load one.
    #[must_use]
    pub fn of(paper: &Paper, headline_font: Option<String>) -> Self {
        let colours = Colours::of(&paper.spot);
        Self {
            name: paper.name.clone(),
            lang: paper.language.clone(),
            url: Site::new(&paper.base_url).absolute("/"),
            host: paper.host().to_owned(),
            publisher: paper.publisher.clone(),
            postal_address: paper.postal_address.clone(),
            spot: colours.spot,
            on_spot: colours.on_spot,
            spot_text: colours.spot_text,
            spot_night: colours.spot_night,
            headline_font,
            name_px: NamePx::of(&paper.name),
        }
    }
}

impl NamePx {
    /// A heavy letter is about 0.56 of its size wide; on a phone the name may take two lines, so its longest word counts.
    fn of(name: &str) -> Self {
        let letters = name.chars().count().max(1);
        let longest = name.split_whitespace().map(|word| word.chars().count()).max().unwrap_or(1);
        let fit = |pixels: usize, letters: usize| pixels * 100 / (56 * letters);
        Self { wide: fit(560, letters).clamp(40, 104), narrow: fit(280, longest).clamp(28, 64) }
    }
}

impl MailTemplates {
    /// Compiles the mails of a theme: MJML becomes HTML with its styles inlined and its template tags in place.
    ///
    /// # Errors
    /// [`TemplateError`] with file and, where known, line.
    pub fn new(sources: &Sources, manner: Manner) -> Result<Self, TemplateError> {
        let compiled = compile::compile(sources)?;
        let setup = Setup { sources: Sources::new(compiled), messages: vec![MESSAGES.to_owned()], manner, ..Setup::default() };
        Ok(Self { engine: Engine::new(&setup)? })
    }

    /// A mail to a reader, in the words of one table: `confirm`, `preferences`, `follow` or `return`.
    ///
    /// # Errors
    /// [`TemplateError`] with template and line.
    pub fn service(&self, words: &str, paper: &MailPaper, facts: &ServiceFacts) -> Result<ServiceMail, TemplateError> {
        #[derive(Serialize)]
        struct Context<'a> {
            paper: &'a MailPaper,
            words: &'a str,
            #[serde(flatten)]
            facts: &'a ServiceFacts,
        }
        self.written("service", compile::cleaned(&Context { paper, words, facts }))
    }

    /// A mail to the staff, in the words of one table: `sign_in` or `invitation`.
    ///
    /// # Errors
    /// [`TemplateError`] with template and line.
    pub fn staff(&self, words: &str, paper: &MailPaper, facts: &StaffFacts) -> Result<ServiceMail, TemplateError> {
        #[derive(Serialize)]
        struct Context<'a> {
            paper: &'a MailPaper,
            words: &'a str,
            #[serde(flatten)]
            facts: &'a StaffFacts,
        }
        self.written("staff", compile::cleaned(&Context { paper, words, facts }))
    }

    fn written(&self, mail: &str, mut context: serde_json::Value) -> Result<ServiceMail, TemplateError> {
        let subject = plain::line(&self.engine.render_text(&format!("{mail}/subject.txt"), &context)?);
        compile::set(&mut context, "subject", subject.clone().into());
        let html = self.engine.render(&format!("{mail}/body.html"), &context)?;
        let text = plain::wrapped(&self.engine.render_text(&format!("{mail}/body.txt"), &context)?);
        Ok(ServiceMail { subject, letter: Letter { html, text } })
    }

    /// The parts of an edition: one render of each body for every story and correction, and one for what stands round them.
    ///
    /// # Errors
    /// [`TemplateError`] with template and line.
    pub fn edition(
        &self,
        paper: &MailPaper,
        edition: &EditionFacts,
        stories: &[MailStory],
        corrections: &[MailCorrection],
    ) -> Result<EditionParts, TemplateError> {
        edition::render(&self.engine, paper, edition, stories, corrections)
    }
}

/// Template texts by name.
type Texts = BTreeMap<String, String>;
