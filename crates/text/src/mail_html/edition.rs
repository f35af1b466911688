//! An edition in parts, and a reader's letter put together from them.
//!
//! Cost: one render of each body per story and one for head, heading and tail (newsletter.md §7). A letter is then only
//! copied together, so that a million readers with a million selections cost a million copies and no render.

use super::compile::{CUT, LEAVE, NUMBER, PREFERENCES, cleaned, set, tight};
use super::{EditionFacts, Letter, MailPaper, MailStory, plain};
use crate::html::Html;
use crate::template::{Engine, TemplateError};
use domain::edition::Selection;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// How many stories of a letter are told at some length; the rest are lines.
const TOLD: usize = 12;

/// Everything that the letters of one edition are put together from.
///
/// It is stored with the edition and never made again: a letter that is tried twice is the same to the byte, whatever
/// became of the stories and the theme in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionParts {
    subject: String,
    head: Piece,
    blocks: Vec<Block>,
    more: Piece,
    tail: Piece,
}

/// One story, rendered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    lead: Piece,
    full: Piece,
    brief: Piece,
}

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct Piece {
    html: String,
    text: String,
}

/// The links of one reader's letter. Their pages change nothing on a GET.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderLinks {
    /// The way out, absolute, with its token.
    pub leave: String,
    /// The way to what they get, absolute, with its token.
    pub preferences: String,
}

/// A letter without its tail: the same for all readers of the same selection.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body {
    html: String,
    text: String,
}

impl EditionParts {
    /// The subject line, one line.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// How many stories there are: places of a selection.
    #[must_use]
    pub fn count(&self) -> usize {
        self.blocks.len()
    }

    /// Head and stories of a selection. Those in `first` come before the rest (a reader's own artists); both keep the
    /// edition's order.
    #[must_use]
    pub fn body(&self, selection: Selection, first: Selection) -> Body {
        let mut body = Body { html: self.head.html.clone(), text: self.head.text.clone() };
        let chosen = |wanted: bool| {
            let places = self.blocks.iter().enumerate();
            places.filter(move |(place, _)| selection.has(*place) && first.has(*place) == wanted).map(|(_, block)| block)
        };
        for (at, block) in chosen(true).chain(chosen(false)).enumerate() {
            match at {
                0 => body.push(&block.lead),
                _ if at < TOLD => body.push(&block.full),
                _ => {
                    if at == TOLD {
                        body.push(&self.more);
                    }
                    body.push_numbered(&block.brief, at + 1);
                }
            }
        }
        body
    }

    /// A reader's letter: a body and the tail with their links.
    #[must_use]
    pub fn letter(&self, body: &Body, links: &ReaderLinks) -> Letter {
        let mut html = String::with_capacity(body.html.len() + self.tail.html.len() + 200);
        html.push_str(&body.html);
        let (leave, preferences) = (attribute(&links.leave), attribute(&links.preferences));
        push_filled(&mut html, &self.tail.html, &leave, &preferences);
        let mut text = String::with_capacity(body.text.len() + self.tail.text.len() + 200);
        text.push_str(&body.text);
        push_filled(&mut text, &self.tail.text, &links.leave, &links.preferences);
        Letter { html: Html::minted(html), text }
    }

    /// A reader's letter in one go.
    #[must_use]
    pub fn assemble(&self, selection: Selection, first: Selection, links: &ReaderLinks) -> Letter {
        self.letter(&self.body(selection, first), links)
    }
}

impl Body {
    fn push(&mut self, piece: &Piece) {
        self.html.push_str(&piece.html);
        self.text.push_str(&piece.text);
    }

    fn push_numbered(&mut self, piece: &Piece, number: usize) {
        for (whole, part) in [(&mut self.html, &piece.html), (&mut self.text, &piece.text)] {
            match part.split_once(NUMBER) {
                Some((before, after)) => {
                    whole.push_str(before);
                    whole.push_str(&number.to_string());
                    whole.push_str(after);
                }
                None => whole.push_str(part),
            }
        }
    }
}

/// Copies a tail, with the reader's links where their marks stand.
fn push_filled(whole: &mut String, tail: &str, leave: &str, preferences: &str) {
    for part in tail.split_inclusive([LEAVE, PREFERENCES]) {
        match part.strip_suffix(LEAVE) {
            Some(before) => whole.extend([before, leave]),
            None => match part.strip_suffix(PREFERENCES) {
                Some(before) => whole.extend([before, preferences]),
                None => whole.push_str(part),
            },
        }
    }
}

/// Safe inside a quoted attribute.
fn attribute(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

pub(super) fn render(
    engine: &Engine,
    paper: &MailPaper,
    edition: &EditionFacts,
    stories: &[MailStory],
) -> Result<EditionParts, TemplateError> {
    let mut context = cleaned(&json!({ "paper": paper, "edition": edition }));
    let links = json!({ "leave": LEAVE.to_string(), "preferences": PREFERENCES.to_string() });
    set(&mut context, "reader", links);
    let subject = plain::line(&engine.render_text("edition/subject.txt", &context)?);
    let [head, more, tail] = ["head", "more", "tail"].map(|part| piece(engine, part, &context));
    let blocks = stories.iter().map(|story| block(engine, paper, story)).collect::<Result<_, _>>()?;
    Ok(EditionParts { subject, head: head?, blocks, more: more?, tail: tail? })
}

fn piece(engine: &Engine, part: &str, context: &Value) -> Result<Piece, TemplateError> {
    let html = engine.render(&format!("edition/{part}.html"), context)?;
    let text = engine.render_text(&format!("edition/{part}.txt"), context)?;
    Ok(Piece { html: tight(html.as_str()) + "\n", text: plain::wrapped(&text) })
}

/// A story with what is said of its clip put into words: one press, one line, in every size.
fn told(engine: &Engine, story: &MailStory) -> Result<Value, TemplateError> {
    let mut value = json!(story);
    if let (Some(clip), Some(shown)) = (&story.clip, value.get_mut("clip")) {
        let key = match (clip.sound, clip.title.is_empty()) {
            (false, false) => "edition.watch",
            (false, true) => "edition.watch_plain",
            (true, false) => "edition.hear",
            (true, true) => "edition.hear_plain",
        };
        let messages = engine.messages();
        let say = |key: &str, values: &[(&str, String)]| {
            messages.text(key, values).map_err(|what| TemplateError::Messages { file: "messages.toml".to_owned(), what })
        };
        set(shown, "call", say(key, &[("title", clip.title.clone())])?.into());
        let from = match &clip.duration {
            Some(duration) => say("edition.clip_from", &[("provider", clip.provider.clone()), ("duration", duration.clone())])?,
            None => clip.provider.clone(),
        };
        set(shown, "from", from.into());
    }
    Ok(value)
}

fn block(engine: &Engine, paper: &MailPaper, story: &MailStory) -> Result<Block, TemplateError> {
    let mut context = cleaned(&json!({ "paper": paper, "story": told(engine, story)? }));
    set(&mut context, "number", Value::String(NUMBER.to_string()));
    let html = engine.render("edition/story.html", &context)?;
    let text = engine.render_text("edition/story.txt", &context)?;
    let mut sizes = html.as_str().split(CUT).map(|size| tight(size) + "\n");
    let mut texts = text.split(CUT).map(plain::wrapped);
    let (Some(lead), Some(full), Some(brief)) = (sizes.next(), sizes.next(), sizes.next()) else {
        return Err(TemplateError::whole("edition/body.mjml", "a story has not three sizes"));
    };
    let (Some(words), Some(line)) = (texts.next(), texts.next()) else {
        return Err(TemplateError::whole("edition/body.txt", "a story has not two sizes"));
    };
    Ok(Block {
        lead: Piece { html: lead, text: words.clone() },
        full: Piece { html: full, text: words },
        brief: Piece { html: brief, text: line },
    })
}
