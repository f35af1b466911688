//! A body as HTML for readers that do not know our style sheet: feeds and mail. One shape for both; they differ in what
//! they add to the tags.

mod facts;
mod media;

use super::inline::{Dress, inlines};
use super::page::stanzas;
use super::{Context, shown};
use crate::html::{Html, Writer};
use crate::typography::{nested, quote_marks};
use domain::body::{Block, Body, Inlines, List, Quotation, RankedEntry, Turn, TurnKind, Verse};

/// What a medium adds to its tags: whole attributes with a leading space, or nothing.
pub(super) struct Style {
    pub(super) dress: Dress,
    pub(super) paragraph: &'static str,
    /// Small print: captions, credits, facts.
    pub(super) small: &'static str,
    pub(super) heading: &'static str,
    pub(super) subheading: &'static str,
    pub(super) quotation: &'static str,
    pub(super) pull: &'static str,
    pub(super) list: &'static str,
    pub(super) item: &'static str,
    pub(super) table: &'static str,
    pub(super) head_cell: &'static str,
    pub(super) cell: &'static str,
    pub(super) score: &'static str,
    pub(super) rule: &'static str,
    pub(super) picture: &'static str,
    /// Pictures are shown no wider than so many pixels.
    pub(super) widest: Option<u32>,
    /// A clip leads to the story rather than to its provider.
    pub(super) clip_to_story: bool,
    /// A clip is a table with a play mark.
    pub(super) clip_table: bool,
}

/// Renders a body in the given style. The caller has laid automatic links over it.
pub(super) fn modest(body: &Body, cx: &Context<'_>, style: &Style) -> Html {
    let mut modest = Modest { cx, style, out: Writer::default() };
    for block in &body.blocks {
        modest.block(block);
    }
    modest.out.finish()
}

struct Modest<'a> {
    cx: &'a Context<'a>,
    style: &'a Style,
    out: Writer,
}

impl Modest<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => self.paragraph(text),
            Block::Heading { level, text } => self.heading(*level, text),
            Block::Quotation(quotation) => self.quotation(quotation),
            Block::PullQuote { text, speaker } => self.pull_quote(text, speaker.as_deref()),
            Block::List(list) => self.list(list),
            Block::RankedEntry(entry) => self.ranked_entry(entry),
            Block::Turn(turn) => self.turn(turn),
            Block::Verse(verse) => self.verse(verse),
            Block::Picture(picture) => media::picture(self, picture),
            Block::Gallery(pictures) => pictures.iter().for_each(|picture| media::picture(self, picture)),
            Block::Clip(clip) => media::clip(self, clip),
            Block::Audio(audio) => media::audio(self, audio),
            Block::TrackList(tracks) => facts::track_list(self, tracks),
            Block::SetList(songs) => facts::set_list(self, songs),
            Block::TourDates(dates) => facts::tour_dates(self, dates),
            Block::Score(score) => facts::score(self, score),
            Block::Table(table) => facts::table(self, table),
            Block::InfoBox(info) => facts::info_box(self, info),
            Block::Divider => {
                self.out.raw("<hr").raw(self.style.rule).raw(">\n");
            }
            Block::RawHtml(html) => {
                let clean = self.cx.sanitised(html);
                if !clean.is_empty() {
                    self.out.raw("<div").raw(self.style.paragraph).raw(">").html(&clean).raw("</div>\n");
                }
            }
        }
    }

    fn inlines(&mut self, text: &Inlines) {
        inlines(&mut self.out, text, self.cx, &self.style.dress);
    }

    fn paragraph(&mut self, text: &Inlines) {
        if !text.is_blank() {
            self.out.raw("<p").raw(self.style.paragraph).raw(">");
            self.inlines(text);
            self.out.raw("</p>\n");
        }
    }

    /// A line of small print; nothing when the parts are all empty.
    fn small(&mut self, parts: &[&str]) {
        let filled: Vec<&str> = parts.iter().copied().filter(|part| !part.trim().is_empty()).collect();
        if !filled.is_empty() {
            self.out.raw("<p").raw(self.style.small).raw(">").text(&filled.join(" ")).raw("</p>\n");
        }
    }

    fn heading(&mut self, level: u8, text: &Inlines) {
        if text.is_blank() {
            return;
        }
        let (open, style, close) =
            if level <= 2 { ("<h2", self.style.heading, "</h2>\n") } else { ("<h3", self.style.subheading, "</h3>\n") };
        self.out.raw(open).raw(style).raw(">");
        self.inlines(text);
        self.out.raw(close);
    }

    /// The title of a block, as a heading of its own.
    fn title(&mut self, title: &str) {
        if !title.trim().is_empty() {
            self.out.raw("<h3").raw(self.style.subheading).raw(">").text(title).raw("</h3>\n");
        }
    }

    fn quotation(&mut self, quotation: &Quotation) {
        let marks = quote_marks(self.cx.language);
        let paragraphs: Vec<&Inlines> = quotation.paragraphs.iter().filter(|text| !text.is_blank()).collect();
        if paragraphs.is_empty() {
            return;
        }
        self.out.raw("<blockquote").raw(self.style.quotation).raw(">\n");
        for (n, text) in paragraphs.iter().enumerate() {
            self.out.raw("<p").raw(self.style.paragraph).raw(">").text(marks.open);
            self.inlines(&nested(text, self.cx.language));
            self.out.text(if n + 1 == paragraphs.len() { marks.close } else { "" }).raw("</p>\n");
        }
        self.signed(quotation.speaker.as_deref(), quotation.role.as_deref());
        self.out.raw("</blockquote>\n");
    }

    fn signed(&mut self, speaker: Option<&str>, role: Option<&str>) {
        if let Some(signature) = signature(speaker, role) {
            self.small(&[&signature]);
        }
    }

    fn pull_quote(&mut self, text: &Inlines, speaker: Option<&str>) {
        if text.is_blank() {
            return;
        }
        let marks = quote_marks(self.cx.language);
        self.out.raw("<blockquote").raw(self.style.quotation).raw(">\n<p").raw(self.style.pull).raw(">").text(marks.open);
        self.inlines(&nested(text, self.cx.language));
        self.out.text(marks.close).raw("</p>\n");
        self.signed(speaker, None);
        self.out.raw("</blockquote>\n");
    }

    fn list(&mut self, list: &List) {
        self.out.raw(if list.ordered { "<ol" } else { "<ul" }).raw(self.style.list);
        if list.ordered && list.start != 1 {
            self.out.attr("start", &list.start.to_string());
        }
        self.out.raw(">\n");
        for item in &list.items {
            self.out.raw("<li").raw(self.style.item).raw(">");
            match item.as_slice() {
                [only] => self.inlines(only),
                several => several.iter().for_each(|text| self.paragraph(text)),
            }
            self.out.raw("</li>\n");
        }
        self.out.raw(if list.ordered { "</ol>\n" } else { "</ul>\n" });
    }

    fn ranked_entry(&mut self, entry: &RankedEntry) {
        self.out.raw("<h3").raw(self.style.subheading).raw(">").text(&format!("{}. ", entry.number));
        if let Some(artist) = entry.artist.as_deref().filter(|artist| !artist.trim().is_empty()) {
            match (self.cx.artist_named)(artist) {
                Some(found) => {
                    self.out.raw("<a").raw(self.style.dress.artist).attr("href", &self.cx.artist_address(&found)).raw(">");
                    self.out.text(artist).raw("</a>");
                }
                None => {
                    self.out.text(artist);
                }
            }
            self.out.raw(", ");
        }
        self.out.raw("<cite").raw(self.style.dress.work).raw(">").text(&entry.title).raw("</cite></h3>\n");
        if let Some(facts) = shown::ranked_facts(entry.label.as_deref(), entry.year) {
            self.small(&[&facts]);
        }
        entry.paragraphs.iter().for_each(|text| self.paragraph(text));
    }

    fn turn(&mut self, turn: &Turn) {
        let speaker = turn.speaker.as_deref().filter(|speaker| !speaker.trim().is_empty());
        for (n, text) in turn.paragraphs.iter().filter(|text| !text.is_blank()).enumerate() {
            self.out.raw("<p").raw(self.style.paragraph).raw(">");
            if let Some(speaker) = speaker.filter(|_| n == 0) {
                self.out.raw("<strong>").text(speaker).raw(":</strong> ");
            }
            let asks = turn.kind == TurnKind::Question;
            self.out.raw(if asks { "<strong>" } else { "" });
            self.inlines(text);
            self.out.raw(if asks { "</strong>" } else { "" }).raw("</p>\n");
        }
    }

    fn verse(&mut self, verse: &Verse) {
        if verse.text.is_blank() {
            return;
        }
        self.out.raw("<blockquote").raw(self.style.quotation).raw(">\n");
        for stanza in stanzas(&verse.text) {
            self.paragraph(&stanza);
        }
        self.small(&[verse.credit.as_deref().unwrap_or_default()]);
        self.out.raw("</blockquote>\n");
    }
}

/// `— Tomas Wray, director`.
pub(super) fn signature(speaker: Option<&str>, role: Option<&str>) -> Option<String> {
    let parts: Vec<&str> = [speaker, role].into_iter().flatten().map(str::trim).filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| format!("— {}", parts.join(", ")))
}
