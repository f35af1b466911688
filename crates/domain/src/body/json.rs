//! The JSON form of a body, which is its definition. Read strictly: an unknown node, mark or attribute is refused with
//! its path, so that nothing a writer typed is dropped in silence.

use super::{Block, Body, Inline, Inlines, List, Mark, Quotation, RankedEntry, Table, Turn, Verse, WorkKind};
use crate::id::ArtistId;
use crate::link::Strength;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// The version of the JSON form that is written. Older ones are read and brought up to it.
pub const BODY_VERSION: u64 = 1;

/// A body that was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {problem}")]
pub struct BodyError {
    /// `content[3].content[0].marks[1]`.
    pub path: String,
    /// What is wrong there.
    pub problem: String,
}

type Read<T> = Result<T, BodyError>;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadingAttrs {
    level: u8,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct QuotationAttrs {
    #[serde(default)]
    speaker: Option<String>,
    #[serde(default)]
    role: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SpeakerAttrs {
    #[serde(default)]
    speaker: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ListAttrs {
    ordered: bool,
    #[serde(default = "one")]
    start: u32,
}

fn one() -> u32 {
    1
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct RankedAttrs {
    number: u32,
    title: String,
    #[serde(default)]
    artist: Option<String>,
    #[serde(default)]
    label: Option<String>,
    #[serde(default)]
    year: Option<u16>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TurnAttrs {
    kind: super::TurnKind,
    #[serde(default)]
    speaker: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VerseAttrs {
    #[serde(default)]
    credit: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TableAttrs {
    #[serde(default)]
    caption: String,
    #[serde(default)]
    header: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct HtmlAttrs {
    html: String,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LinkAttrs {
    href: String,
    #[serde(default)]
    sponsored: bool,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ArtistAttrs {
    artist: ArtistId,
    strength: Strength,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct WorkAttrs {
    #[serde(default)]
    kind: WorkKind,
}

impl Body {
    /// The JSON form.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "type": "doc", "version": BODY_VERSION, "content": self.blocks.iter().map(write_block).collect::<Vec<_>>() })
    }

    /// Reads the JSON form.
    ///
    /// # Errors
    /// [`BodyError`] with the path of the first thing that is not known.
    pub fn from_json(value: &Value) -> Read<Self> {
        let doc = Node::open(value, "doc".to_owned())?;
        if doc.kind != "doc" {
            return Err(doc.wrong("the outermost node must be “doc”"));
        }
        match value.get("version").and_then(Value::as_u64) {
            Some(BODY_VERSION) => {}
            Some(newer) => {
                return Err(doc.wrong(format!("version {newer} of the document is not known here; this program knows {BODY_VERSION}")));
            }
            None => return Err(doc.wrong("the document has no version")),
        }
        let blocks = doc.children()?.into_iter().map(|node| read_block(&node)).collect::<Read<_>>()?;
        Ok(Self { blocks })
    }
}

/// A JSON node, opened: its type is known to be a word, its keys to be ProseMirror's.
pub(super) struct Node<'a> {
    kind: &'a str,
    object: &'a Map<String, Value>,
    path: String,
}

impl<'a> Node<'a> {
    pub(super) fn open(value: &'a Value, path: String) -> Read<Self> {
        let problem = |path: &str, problem: &str| BodyError { path: path.to_owned(), problem: problem.to_owned() };
        let object = value.as_object().ok_or_else(|| problem(&path, "a node must be an object"))?;
        let kind = object.get("type").and_then(Value::as_str).ok_or_else(|| problem(&path, "the node has no type"))?;
        for key in object.keys() {
            let known = matches!(key.as_str(), "type" | "attrs" | "content" | "marks" | "text") || (key == "version" && kind == "doc");
            if !known {
                return Err(problem(&format!("{path}.{key}"), "is not part of a node"));
            }
        }
        Ok(Self { kind, object, path })
    }

    fn wrong(&self, problem: impl Into<String>) -> BodyError {
        BodyError { path: self.path.clone(), problem: problem.into() }
    }

    fn attrs<T: DeserializeOwned>(&self) -> Read<T> {
        let attrs = self.object.get("attrs").cloned().unwrap_or_else(|| Value::Object(Map::new()));
        serde_json::from_value(attrs).map_err(|error| BodyError { path: format!("{}.attrs", self.path), problem: error.to_string() })
    }

    fn children(&self) -> Read<Vec<Node<'a>>> {
        let content = match self.object.get("content") {
            None => return Ok(Vec::new()),
            Some(Value::Array(content)) => content,
            Some(_) => return Err(BodyError { path: format!("{}.content", self.path), problem: "must be a list of nodes".to_owned() }),
        };
        let prefix = if self.path == "doc" { String::new() } else { format!("{}.", self.path) };
        content.iter().enumerate().map(|(n, value)| Node::open(value, format!("{prefix}content[{n}]"))).collect()
    }

    /// Children that must all be of one type.
    fn children_of(&self, kind: &str) -> Read<Vec<Node<'a>>> {
        let children = self.children()?;
        match children.iter().find(|child| child.kind != kind) {
            Some(stranger) => Err(stranger.wrong(format!("“{}” cannot stand in “{}”; only “{kind}” can", stranger.kind, self.kind))),
            None => Ok(children),
        }
    }

    fn paragraphs(&self) -> Read<Vec<Inlines>> {
        self.children_of("paragraph")?.iter().map(read_inlines).collect()
    }

    fn some_paragraphs(&self) -> Read<Vec<Inlines>> {
        let paragraphs = self.paragraphs()?;
        if paragraphs.is_empty() {
            Err(self.wrong(format!("a {} needs at least one paragraph", self.kind.replace('_', " "))))
        } else {
            Ok(paragraphs)
        }
    }

    fn leaf<T: DeserializeOwned>(&self) -> Read<T> {
        if self.object.contains_key("content") {
            return Err(self.wrong(format!("“{}” has no content, only attributes", self.kind)));
        }
        self.attrs()
    }
}

pub(super) fn read_block(node: &Node<'_>) -> Read<Block> {
    Ok(match node.kind {
        "paragraph" => Block::Paragraph(read_inlines(node)?),
        "heading" => read_heading(node)?,
        "quotation" => {
            let QuotationAttrs { speaker, role } = node.attrs()?;
            Block::Quotation(Quotation { speaker, role, paragraphs: node.some_paragraphs()? })
        }
        "pull_quote" => Block::PullQuote { speaker: node.attrs::<SpeakerAttrs>()?.speaker, text: read_inlines(node)? },
        "list" => read_list(node)?,
        "ranked_entry" => {
            let RankedAttrs { number, title, artist, label, year } = node.attrs()?;
            Block::RankedEntry(RankedEntry { number, title, artist, label, year, paragraphs: node.paragraphs()? })
        }
        "turn" => {
            let TurnAttrs { kind, speaker } = node.attrs()?;
            Block::Turn(Turn { kind, speaker, paragraphs: node.some_paragraphs()? })
        }
        "verse" => Block::Verse(Verse { credit: node.attrs::<VerseAttrs>()?.credit, text: read_inlines(node)? }),
        "picture" => Block::Picture(node.leaf()?),
        "gallery" => Block::Gallery(node.children_of("picture")?.iter().map(Node::leaf).collect::<Read<_>>()?),
        "clip" => Block::Clip(node.leaf()?),
        "audio" => Block::Audio(node.leaf()?),
        "track_list" => Block::TrackList(node.leaf()?),
        "set_list" => Block::SetList(node.leaf()?),
        "tour_dates" => Block::TourDates(node.leaf()?),
        "score" => read_score(node)?,
        "table" => read_table(node)?,
        "info_box" => Block::InfoBox(node.leaf()?),
        "divider" => Block::Divider,
        "raw_html" => Block::RawHtml(node.leaf::<HtmlAttrs>()?.html),
        other => return Err(node.wrong(format!("there is no block “{other}”"))),
    })
}

fn read_heading(node: &Node<'_>) -> Read<Block> {
    let HeadingAttrs { level } = node.attrs()?;
    if !(2..=3).contains(&level) {
        return Err(node.wrong(format!("a heading has level 2 or 3, not {level}")));
    }
    Ok(Block::Heading { level, text: read_inlines(node)? })
}

fn read_list(node: &Node<'_>) -> Read<Block> {
    let ListAttrs { ordered, start } = node.attrs()?;
    let items = node.children_of("list_item")?.iter().map(Node::paragraphs).collect::<Read<_>>()?;
    Ok(Block::List(List { ordered, start, items }))
}

fn read_score(node: &Node<'_>) -> Read<Block> {
    let score: super::Score = node.leaf()?;
    if score.out_of > 0.0 && (0.0..=score.out_of).contains(&score.value) {
        Ok(Block::Score(score))
    } else {
        Err(node.wrong(format!("a score of {} out of {} cannot be", score.value, score.out_of)))
    }
}

fn read_table(node: &Node<'_>) -> Read<Block> {
    let TableAttrs { caption, header } = node.attrs()?;
    let rows: Vec<Vec<Inlines>> = node
        .children_of("table_row")?
        .iter()
        .map(|row| row.children_of("table_cell")?.iter().map(read_inlines).collect::<Read<Vec<_>>>())
        .collect::<Read<_>>()?;
    if rows.windows(2).any(|pair| matches!(pair, [a, b] if a.len() != b.len())) {
        return Err(node.wrong("the rows of a table must have the same number of cells"));
    }
    Ok(Block::Table(Table { caption, header, rows }))
}

fn read_inlines(node: &Node<'_>) -> Read<Inlines> {
    let mut inlines = Inlines::default();
    for child in node.children()? {
        match child.kind {
            "hard_break" => inlines.0.push(Inline::HardBreak),
            "text" => {
                let text = child.object.get("text").and_then(Value::as_str).ok_or_else(|| child.wrong("a text node has no text"))?;
                inlines.push(text, &read_marks(&child)?);
            }
            other => return Err(child.wrong(format!("“{other}” cannot stand in running text"))),
        }
    }
    Ok(inlines)
}

fn read_marks(node: &Node<'_>) -> Read<Vec<Mark>> {
    let marks = match node.object.get("marks") {
        None => return Ok(Vec::new()),
        Some(Value::Array(marks)) => marks,
        Some(_) => return Err(node.wrong("marks must be a list")),
    };
    marks.iter().enumerate().map(|(n, value)| read_mark(&Node::open(value, format!("{}.marks[{n}]", node.path))?)).collect()
}

fn read_mark(mark: &Node<'_>) -> Read<Mark> {
    Ok(match mark.kind {
        "strong" => Mark::Strong,
        "em" => Mark::Emphasis,
        "strike" => Mark::Strike,
        "sub" => Mark::Subscript,
        "sup" => Mark::Superscript,
        "link" => {
            let LinkAttrs { href, sponsored } = mark.attrs()?;
            if !is_safe_href(&href) {
                return Err(mark.wrong(format!("“{href}” is not an address that a reader can be sent to; use https://…, mailto:… or /…")));
            }
            Mark::Link { href, sponsored }
        }
        "artist" => {
            let ArtistAttrs { artist, strength } = mark.attrs()?;
            Mark::Artist { artist, strength }
        }
        "work" => Mark::Work { kind: mark.attrs::<WorkAttrs>()?.kind },
        other => return Err(mark.wrong(format!("there is no mark “{other}”"))),
    })
}

/// Whether an address may stand in a link: http, https, mailto, or a path of the paper itself.
#[must_use]
pub fn is_safe_href(href: &str) -> bool {
    let lower = href.to_ascii_lowercase();
    let known = ["http://", "https://", "mailto:"].iter().any(|scheme| lower.len() > scheme.len() && lower.starts_with(scheme));
    let own_path = href.starts_with('/') && !href.starts_with("//") && !href.contains('\\');
    (known || own_path) && !href.chars().any(|c| c.is_control() || c.is_whitespace())
}

fn node(kind: &str, attrs: Value, content: Option<Vec<Value>>) -> Value {
    let mut object = Map::new();
    object.insert("type".to_owned(), Value::String(kind.to_owned()));
    if attrs.as_object().is_some_and(|attrs| !attrs.is_empty()) {
        object.insert("attrs".to_owned(), attrs);
    }
    if let Some(content) = content {
        object.insert("content".to_owned(), Value::Array(content));
    }
    Value::Object(object)
}

fn attrs<T: Serialize>(of: &T) -> Value {
    serde_json::to_value(of).unwrap_or(Value::Null)
}

fn write_block(block: &Block) -> Value {
    match block {
        Block::Paragraph(text) => write_paragraph(text),
        Block::Heading { level, text } => node("heading", json!({ "level": level }), Some(write_inlines(text))),
        Block::Quotation(Quotation { speaker, role, paragraphs }) => {
            node("quotation", json!({ "speaker": speaker, "role": role }), Some(paragraphs.iter().map(write_paragraph).collect()))
        }
        Block::PullQuote { text, speaker } => node("pull_quote", json!({ "speaker": speaker }), Some(write_inlines(text))),
        Block::List(List { ordered, start, items }) => {
            let item = |paragraphs: &Vec<Inlines>| node("list_item", Value::Null, Some(paragraphs.iter().map(write_paragraph).collect()));
            node("list", json!({ "ordered": ordered, "start": start }), Some(items.iter().map(item).collect()))
        }
        Block::RankedEntry(RankedEntry { number, title, artist, label, year, paragraphs }) => node(
            "ranked_entry",
            json!({ "number": number, "title": title, "artist": artist, "label": label, "year": year }),
            Some(paragraphs.iter().map(write_paragraph).collect()),
        ),
        Block::Turn(Turn { kind, speaker, paragraphs }) => {
            node("turn", json!({ "kind": kind, "speaker": speaker }), Some(paragraphs.iter().map(write_paragraph).collect()))
        }
        Block::Verse(Verse { text, credit }) => node("verse", json!({ "credit": credit }), Some(write_inlines(text))),
        Block::Picture(picture) => node("picture", attrs(picture), None),
        Block::Gallery(pictures) => {
            node("gallery", Value::Null, Some(pictures.iter().map(|picture| node("picture", attrs(picture), None)).collect()))
        }
        Block::Clip(clip) => node("clip", attrs(clip), None),
        Block::Audio(audio) => node("audio", attrs(audio), None),
        Block::TrackList(tracks) => node("track_list", attrs(tracks), None),
        Block::SetList(songs) => node("set_list", attrs(songs), None),
        Block::TourDates(dates) => node("tour_dates", attrs(dates), None),
        Block::Score(score) => node("score", attrs(score), None),
        Block::Table(Table { caption, header, rows }) => {
            let cell = |text: &Inlines| node("table_cell", Value::Null, Some(write_inlines(text)));
            let row = |cells: &Vec<Inlines>| node("table_row", Value::Null, Some(cells.iter().map(cell).collect()));
            node("table", json!({ "caption": caption, "header": header }), Some(rows.iter().map(row).collect()))
        }
        Block::InfoBox(info) => node("info_box", attrs(info), None),
        Block::Divider => node("divider", Value::Null, None),
        Block::RawHtml(html) => node("raw_html", json!({ "html": html }), None),
    }
}

fn write_paragraph(text: &Inlines) -> Value {
    node("paragraph", Value::Null, Some(write_inlines(text)))
}

fn write_inlines(inlines: &Inlines) -> Vec<Value> {
    inlines
        .0
        .iter()
        .map(|piece| match piece {
            Inline::HardBreak => json!({ "type": "hard_break" }),
            Inline::Text { text, marks } if marks.is_empty() => json!({ "type": "text", "text": text }),
            Inline::Text { text, marks } => {
                json!({ "type": "text", "text": text, "marks": marks.iter().map(write_mark).collect::<Vec<_>>() })
            }
        })
        .collect()
}

fn write_mark(mark: &Mark) -> Value {
    match mark {
        Mark::Strong => node("strong", Value::Null, None),
        Mark::Emphasis => node("em", Value::Null, None),
        Mark::Strike => node("strike", Value::Null, None),
        Mark::Subscript => node("sub", Value::Null, None),
        Mark::Superscript => node("sup", Value::Null, None),
        Mark::Link { href, sponsored } => node("link", json!({ "href": href, "sponsored": sponsored }), None),
        Mark::Artist { artist, strength } => node("artist", json!({ "artist": artist, "strength": strength }), None),
        Mark::Work { kind } => node("work", json!({ "kind": kind }), None),
    }
}

#[cfg(test)]
mod tests;
