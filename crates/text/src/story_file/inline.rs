//! Running text in Markdown, with HTML tags for what Markdown cannot say.

use super::normal::effective;
use super::reader::{LineEnds, Reader};
use domain::body::{Inline, Inlines, Mark, WorkKind, is_safe_href};
use domain::link::Strength;
use pulldown_cmark::{Event, Tag, TagEnd};

/// A mark that was opened and not closed yet. `None` was refused and only waits for its end.
struct Open {
    mark: Option<Mark>,
    /// The tag's name when it was opened by HTML.
    tag: Option<String>,
}

impl Reader<'_> {
    /// Reads running text up to the end of the block it stands in, and past that.
    pub(super) fn inlines(&mut self, end: TagEnd) -> Inlines {
        let mut text = self.loose_inlines(|event| *event == Event::End(end));
        self.step();
        if text.is_blank() {
            text = Inlines::default();
        }
        text
    }

    /// Reads running text up to an event, which is left for the caller.
    pub(super) fn loose_inlines(&mut self, is_end: impl Fn(&Event<'_>) -> bool) -> Inlines {
        let mut text = Inlines::default();
        let mut open: Vec<Open> = Vec::new();
        while let Some((event, line)) = self.peek() {
            if is_end(&event) {
                break;
            }
            self.step();
            match event {
                Event::Text(words) => self.words(&words, &mut text, &marks_of(&open)),
                Event::SoftBreak if self.line_ends == LineEnds::Soft => text.push(" ", &marks_of(&open)),
                Event::SoftBreak | Event::HardBreak => text.0.push(Inline::HardBreak),
                Event::Start(tag) => {
                    let mark = self.mark(tag, line);
                    open.push(Open { mark, tag: None });
                }
                Event::End(_) => self.close(&mut open, None, line),
                Event::InlineHtml(html) => self.html_tag(&html, &mut text, &mut open, line),
                Event::Code(code) => self.problem(line, format!("`{code}`: there is no mark for code; write \\` for a backtick")),
                Event::InlineMath(_)
                | Event::DisplayMath(_)
                | Event::Html(_)
                | Event::FootnoteReference(_)
                | Event::Rule
                | Event::TaskListMarker(_) => self.problem(line, "this cannot stand in running text"),
            }
        }
        if let Some(left) = open.iter().find_map(|open| open.tag.as_deref()) {
            let line = self.line();
            self.problem(line, format!("<{left}> is not closed"));
        }
        text
    }

    /// Adds words. Markdown leaves `H~2~O` as it is, because the marks stand inside a word; here they are read.
    fn words(&self, words: &str, text: &mut Inlines, marks: &[Mark]) {
        let mut rest = words;
        let is_verbatim = self.is_verbatim(words);
        while let Some((before, inner, mark, after)) = raised_or_lowered(rest).filter(|_| is_verbatim) {
            text.push(before, marks);
            let with_mark: Vec<Mark> = marks.iter().cloned().chain([mark]).collect();
            text.push(inner, &effective(&with_mark));
            rest = after;
        }
        text.push(rest, marks);
    }

    fn mark(&mut self, tag: Tag<'_>, line: usize) -> Option<Mark> {
        match tag {
            Tag::Emphasis => Some(Mark::Emphasis),
            Tag::Strong => Some(Mark::Strong),
            Tag::Strikethrough => Some(Mark::Strike),
            Tag::Superscript => Some(Mark::Superscript),
            Tag::Subscript => Some(Mark::Subscript),
            Tag::Link { dest_url, title, .. } => self.link(&dest_url, &title, line),
            Tag::Image { dest_url, .. } => {
                self.problem(line, format!("the picture “{dest_url}” stands in running text; put it into a ```picture fence"));
                None
            }
            other => {
                self.problem(line, format!("{} cannot stand here", name(&other)));
                None
            }
        }
    }

    fn link(&mut self, href: &str, title: &str, line: usize) -> Option<Mark> {
        if let Some(slug) = href.strip_prefix("artist:") {
            let artist = self.resolver.artist(slug);
            let strength = if title.is_empty() { Some(Strength::Mentioned) } else { Strength::from_word(title) };
            if artist.is_none() {
                self.problem(line, format!("there is no artist “{slug}”; add the artist first, or write the name without a link"));
            }
            if strength.is_none() {
                self.problem(line, format!("“{title}” is not what an artist is to a story; use subject, featured, mentioned or former"));
            }
            return artist.zip(strength).map(|(artist, strength)| Mark::Artist { artist, strength });
        }
        if let Some(kind) = href.strip_prefix("work:") {
            if !title.is_empty() {
                self.problem(line, format!("a work title takes no “{title}”"));
            }
            let kind = self.work(kind, line)?;
            return Some(Mark::Work { kind });
        }
        if !is_safe_href(href) {
            self.problem(line, format!("“{href}” is not an address that a reader can be sent to; use https://…, mailto:… or /…"));
            return None;
        }
        if !matches!(title, "" | "sponsored") {
            self.problem(
                line,
                format!("a link's title is not shown; take “{title}” away, or write \"sponsored\" for a link that is paid for"),
            );
        }
        Some(Mark::Link { href: href.to_owned(), sponsored: title == "sponsored" })
    }

    fn work(&mut self, word: &str, line: usize) -> Option<WorkKind> {
        let kind = WORKS.into_iter().find(|(_, name)| *name == word).map(|(kind, _)| kind);
        if kind.is_none() {
            self.problem(line, format!("“{word}” is no kind of work; use song, album, ep, film, show or book"));
        }
        kind
    }

    /// Closes the newest mark that was opened by `tag`, or by Markdown when there is none.
    fn close(&mut self, open: &mut Vec<Open>, tag: Option<&str>, line: usize) {
        let Some(place) = open.iter().rposition(|open| open.tag.as_deref() == tag) else {
            self.problem(line, format!("</{}> closes nothing", tag.unwrap_or("mark")));
            return;
        };
        if place + 1 != open.len() {
            self.problem(line, "marks overlap; close the inner one first");
        }
        open.truncate(place);
    }

    fn html_tag(&mut self, html: &str, text: &mut Inlines, open: &mut Vec<Open>, line: usize) {
        if let Some(tag) = html.strip_prefix("</").and_then(|rest| rest.strip_suffix('>')) {
            self.close(open, Some(tag.trim_end()), line);
            return;
        }
        let mark = match html {
            "<br>" | "<br/>" | "<br />" => {
                text.0.push(Inline::HardBreak);
                return;
            }
            "<strong>" => Mark::Strong,
            "<em>" => Mark::Emphasis,
            "<s>" => Mark::Strike,
            "<sub>" => Mark::Subscript,
            "<sup>" => Mark::Superscript,
            other => match other.strip_prefix("<work kind=\"").and_then(|rest| rest.strip_suffix("\">")) {
                Some(kind) => {
                    let kind = self.work(kind, line);
                    open.push(Open { mark: kind.map(|kind| Mark::Work { kind }), tag: Some("work".to_owned()) });
                    return;
                }
                None => {
                    self.problem(line, format!("{html} cannot stand in running text; only br, strong, em, s, sub and sup can"));
                    return;
                }
            },
        };
        open.push(Open { mark: Some(mark), tag: Some(html.trim_matches(['<', '>']).to_owned()) });
    }
}

/// The first `^…^` or `~…~` inside a word: what stands before it, its letters, its mark, and what follows. The first
/// letter of a text is left alone, because it may have been escaped.
fn raised_or_lowered(words: &str) -> Option<(&str, &str, Mark, &str)> {
    let inner_end = |from: usize, sign: char| {
        let inner = words.get(from..)?.split(sign).next()?;
        let end = from + inner.len();
        let is_closed = words.get(end..)?.starts_with(sign) && !words.get(end + 1..)?.starts_with(sign);
        (is_closed && !inner.is_empty() && !inner.contains(char::is_whitespace)).then_some((inner, end + 1))
    };
    words.char_indices().find_map(|(at, sign)| {
        let mark = match sign {
            '^' => Mark::Superscript,
            '~' => Mark::Subscript,
            _ => return None,
        };
        let before = words.get(..at).filter(|before| !before.is_empty() && !before.ends_with(['^', '~']))?;
        let (inner, end) = inner_end(at + 1, sign)?;
        Some((before, inner, mark, words.get(end..)?))
    })
}

/// The kinds of works and their words.
pub(crate) const WORKS: [(WorkKind, &str); 6] = [
    (WorkKind::Song, "song"),
    (WorkKind::Album, "album"),
    (WorkKind::Ep, "ep"),
    (WorkKind::Film, "film"),
    (WorkKind::Show, "show"),
    (WorkKind::Book, "book"),
];

fn marks_of(open: &[Open]) -> Vec<Mark> {
    effective(open.iter().filter_map(|open| open.mark.as_ref()))
}

/// What a Markdown construct is called.
pub(super) fn name(tag: &Tag<'_>) -> &'static str {
    match tag {
        Tag::Paragraph => "a paragraph",
        Tag::Heading { .. } => "a heading",
        Tag::BlockQuote(_) => "a quotation",
        Tag::CodeBlock(_) => "a fence or a line that begins with four spaces",
        Tag::HtmlBlock => "an HTML block",
        Tag::List(_) | Tag::Item => "a list",
        Tag::Table(_) | Tag::TableHead | Tag::TableRow | Tag::TableCell => "a table",
        _ => "this",
    }
}
