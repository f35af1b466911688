//! An edition in parts, and a reader's letter put together from them.
//!
//! Cost: one render of each body per story and one for head, heading and tail (newsletter.md §7). A letter is then only
//! copied together, so that a million readers with a million selections cost a million copies and no render.

use super::compile::{COPY, CUT, LEAVE, NUMBER, PREFERENCES, PREHEADER, SUBJECT, cleaned, set, tight};
use super::{EditionFacts, Letter, MailCorrection, MailPaper, MailStory, plain};
use crate::html::Html;
use crate::template::{Engine, TemplateError};
use domain::edition::{Contents, Selection};
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
    /// The heading over corrections.
    #[serde(default)]
    corrections_head: Piece,
    /// Corrections of stories that readers had before; an empty one is told no more.
    #[serde(default)]
    corrections: Vec<Piece>,
    /// The head of the copy on the web, as HTML: it names the day where a letter has its subject, since that says what the
    /// first story was. Editions that were frozen before there were such copies have none.
    #[serde(default)]
    web_head: Option<String>,
    /// Its end, as HTML: nobody can leave from there.
    #[serde(default)]
    web_tail: Option<String>,
    /// What the copy on the web says in place of a story that was withdrawn, as HTML.
    #[serde(default)]
    withdrawn: String,
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
    /// The letter's copy on the web, absolute, without anything of the reader but which stories they got.
    pub copy: String,
}

/// A part of a letter. A story's place is that in the edition's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Slot {
    /// Masthead, note, and what stands above the stories.
    Head,
    /// A story that leads.
    Lead(usize),
    /// A story at some length.
    Full(usize),
    /// The heading over the brief ones.
    More,
    /// A story as one line, under the number that it has in this letter.
    Brief {
        /// The story.
        place: usize,
        /// Its number.
        number: usize,
    },
    /// The heading over corrections.
    Corrections,
    /// A correction, by its place among the edition's.
    Correction(usize),
    /// Imprint and the reader's own links.
    Tail,
}

/// A stretch of a part: words that are the same in every letter, or what is put in for one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Run<'a> {
    /// The same in every letter.
    Words(&'a str),
    /// The number of a brief story.
    Number,
    /// [`ReaderLinks::leave`].
    Leave,
    /// [`ReaderLinks::preferences`].
    Preferences,
    /// [`ReaderLinks::copy`].
    Copy,
}

impl EditionParts {
    /// The subject line, one line.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// These stories under the subject and the head of other parts.
    #[must_use]
    pub fn headed(self, other: &Self) -> Self {
        Self { subject: other.subject.clone(), head: other.head.clone(), ..self }
    }

    /// How many stories there are: places of a selection.
    #[must_use]
    pub fn count(&self) -> usize {
        self.blocks.len()
    }

    /// These without some of their corrections: the others keep their places.
    #[must_use]
    pub fn untold(mut self, corrections: Selection) -> Self {
        for (place, piece) in self.corrections.iter_mut().enumerate() {
            if corrections.has(place) {
                *piece = Piece::default();
            }
        }
        self
    }

    /// The corrections that are told.
    #[must_use]
    pub fn corrections(&self) -> Selection {
        let told = self.corrections.iter().enumerate().filter(|(_, piece)| !piece.text.is_empty());
        told.fold(Selection(0), |told, (place, _)| told.with(place))
    }

    /// The parts of a letter, in order. Stories in `first` come before the rest (a reader's own artists); both keep the
    /// edition's order.
    pub fn order(&self, contents: Contents) -> impl Iterator<Item = Slot> + use<> {
        let Contents { selection, first, corrected } = contents;
        let count = self.count();
        let told = corrected.within(self.corrections());
        let corrections = (0..self.corrections.len()).filter(move |place| told.has(*place)).map(Slot::Correction);
        let corrections = (!told.is_empty()).then_some(Slot::Corrections).into_iter().chain(corrections);
        let chosen = move |wanted: bool| (0..count).filter(move |place| selection.has(*place) && first.has(*place) == wanted);
        let stories = chosen(true).chain(chosen(false)).enumerate().flat_map(|(at, place)| {
            let (heading, story) = match at {
                0 => (None, Slot::Lead(place)),
                _ if at < TOLD => (None, Slot::Full(place)),
                _ => ((at == TOLD).then_some(Slot::More), Slot::Brief { place, number: at + 1 }),
            };
            heading.into_iter().chain([story])
        });
        std::iter::once(Slot::Head).chain(stories).chain(corrections).chain([Slot::Tail])
    }

    /// What stands in a part, as HTML.
    #[must_use]
    pub fn html(&self, slot: Slot) -> Vec<Run<'_>> {
        runs(self.piece(slot).map_or("", |piece| &piece.html))
    }

    /// What stands in a part, as text.
    #[must_use]
    pub fn text(&self, slot: Slot) -> Vec<Run<'_>> {
        runs(self.piece(slot).map_or("", |piece| &piece.text))
    }

    fn piece(&self, slot: Slot) -> Option<&Piece> {
        match slot {
            Slot::Head => Some(&self.head),
            Slot::More => Some(&self.more),
            Slot::Tail => Some(&self.tail),
            Slot::Corrections => Some(&self.corrections_head),
            Slot::Correction(place) => self.corrections.get(place),
            Slot::Lead(place) => self.blocks.get(place).map(|block| &block.lead),
            Slot::Full(place) => self.blocks.get(place).map(|block| &block.full),
            Slot::Brief { place, .. } => self.blocks.get(place).map(|block| &block.brief),
        }
    }

    /// The copy of a letter on the web: its stories, a word in place of each that was withdrawn since, and all corrections.
    #[must_use]
    pub fn on_the_web(&self, selection: Selection, withdrawn: Selection, links: &ReaderLinks) -> Html {
        let links = links.in_html();
        let mut html = String::new();
        for slot in self.order(Contents { corrected: self.corrections(), ..Contents::of(selection) }) {
            let gone = matches!(slot, Slot::Lead(place) | Slot::Full(place) | Slot::Brief { place, .. } if withdrawn.has(place));
            let own = match slot {
                Slot::Head => self.web_head.as_deref(),
                Slot::Tail => self.web_tail.as_deref(),
                _ => None,
            };
            let runs = match own {
                Some(own) => runs(own),
                None if gone => runs(&self.withdrawn),
                None => self.html(slot),
            };
            html.extend(runs.into_iter().map(|run| run.filled(&slot.number(), &links).to_owned()));
        }
        Html::minted(html)
    }

    /// A reader's letter in one go.
    #[must_use]
    pub fn assemble(&self, contents: Contents, links: &ReaderLinks) -> Letter {
        let (mut html, mut text) = (String::new(), String::new());
        let in_html = links.in_html();
        for slot in self.order(contents) {
            let number = slot.number();
            html.extend(self.html(slot).into_iter().map(|run| run.filled(&number, &in_html)));
            text.extend(self.text(slot).into_iter().map(|run| run.filled(&number, links)));
        }
        Letter { html: Html::minted(html), text }
    }
}

impl Slot {
    /// The number of a brief story, in digits.
    #[must_use]
    pub fn number(self) -> String {
        if let Self::Brief { number, .. } = self { number.to_string() } else { String::new() }
    }
}

impl<'a> Run<'a> {
    /// The words, or what stands for them in one letter.
    #[must_use]
    pub fn filled<'b>(self, number: &'b str, links: &'b ReaderLinks) -> &'b str
    where
        'a: 'b,
    {
        match self {
            Self::Words(words) => words,
            Self::Number => number,
            Self::Leave => &links.leave,
            Self::Preferences => &links.preferences,
            Self::Copy => &links.copy,
        }
    }
}

impl ReaderLinks {
    /// Those of a letter that is nobody's: all lead to one page.
    #[must_use]
    pub fn all_to(page: &str) -> Self {
        Self { leave: page.to_owned(), preferences: page.to_owned(), copy: page.to_owned() }
    }

    /// The links as they stand inside a quoted attribute.
    #[must_use]
    pub fn in_html(&self) -> Self {
        Self { leave: attribute(&self.leave), preferences: attribute(&self.preferences), copy: attribute(&self.copy) }
    }
}

fn runs(piece: &str) -> Vec<Run<'_>> {
    let marks = [NUMBER, LEAVE, PREFERENCES, COPY];
    let mut runs = Vec::new();
    for part in piece.split_inclusive(marks) {
        let mark = part.chars().next_back().filter(|last| marks.contains(last));
        let words = part.trim_end_matches(marks);
        if !words.is_empty() {
            runs.push(Run::Words(words));
        }
        runs.extend(mark.map(|mark| match mark {
            NUMBER => Run::Number,
            LEAVE => Run::Leave,
            PREFERENCES => Run::Preferences,
            _ => Run::Copy,
        }));
    }
    runs
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
    corrections: &[MailCorrection],
) -> Result<EditionParts, TemplateError> {
    let mut context = cleaned(&json!({ "paper": paper, "edition": edition }));
    let links = json!({ "leave": LEAVE.to_string(), "preferences": PREFERENCES.to_string(), "copy": COPY.to_string() });
    set(&mut context, "reader", links);
    let subject = plain::line(&engine.render_text("edition/subject.txt", &context)?);
    let said = |name: &str| context.pointer(name).and_then(Value::as_str).map(attribute).unwrap_or_default();
    let (line, preheader, title) =
        (said("/edition/subject"), said("/edition/preheader"), [said("/paper/name"), said("/edition/day")].join(", "));
    if let Some(edition) = context.get_mut("edition") {
        set(edition, "subject", SUBJECT.to_string().into());
        set(edition, "preheader", PREHEADER.to_string().into());
    }
    let [head, more, tail] = ["head", "more", "tail"].map(|part| piece(engine, part, &context));
    let (mut head, mut more, mut tail) = (head?, more?, tail?);
    let (letter, copy) = two_ways(&head.html)?;
    let headed = |head: &str, subject: &str, preheader: &str| head.replace(SUBJECT, subject).replace(PREHEADER, preheader);
    let web_head = Some(headed(&copy, &title, ""));
    head.html = headed(&letter, &line, &preheader);
    let (letter, copy) = two_ways(&tail.html)?;
    let web_tail = Some(copy);
    tail.html = letter;
    let (heading, withdrawn) = more.html.split_once(CUT).unwrap_or((&more.html, ""));
    let withdrawn = withdrawn.trim_start().to_owned();
    more.html = format!("{}\n", heading.trim_end());
    let blocks = stories.iter().map(|story| block(engine, paper, story)).collect::<Result<_, _>>()?;
    let corrections_head = piece(engine, "corrections", &context)?;
    let corrections = corrections.iter().map(|one| piece(engine, "correction", &cleaned(&json!({ "correction": one }))));
    let corrections = corrections.collect::<Result<_, _>>()?;
    Ok(EditionParts { subject, head, blocks, more, tail, corrections_head, corrections, web_head, web_tail, withdrawn })
}

/// What was rendered at once, as a letter has it and as its copy on the web does.
fn two_ways(html: &str) -> Result<(String, String), TemplateError> {
    let [before, letter, copy, after] = html.split(CUT).collect::<Vec<_>>()[..] else {
        return Err(TemplateError::whole("edition/body.mjml", "[[letter]], [[copy]] and [[both]] are to stand in its head and its end"));
    };
    Ok((tight(&[before, letter, after].concat()) + "\n", tight(&[before, copy, after].concat()) + "\n"))
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
