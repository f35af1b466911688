//! A body on the paper's own pages. The markup is the contract in `themes/newsprint/samples/body.html`.

mod facts;
mod media;

use super::Context;
use super::coupon::coupon_place;
use super::inline::{Dress, inlines};
use super::overlay::with_links;
use super::shown;
use crate::html::{Html, Writer};
use crate::typography::{nested, quote_marks};
use domain::body::{Block, Body, Inline, Inlines, List, Quotation, RankedEntry, Turn, TurnKind, Verse};
use std::collections::HashSet;

/// A body in two parts, with the place for the sign-up coupon between them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PageHtml {
    /// What stands above the coupon.
    pub before: Html,
    /// What stands below it; empty when the coupon stands under the text.
    pub after: Html,
}

const DRESS: Dress = Dress { artist: " class=\"artist-link\"", link: "", work: " class=\"work\"", rel: true };

/// Renders a body for a page of the paper.
#[must_use]
pub fn page(body: &Body, cx: &Context<'_>) -> PageHtml {
    let body = with_links(body, cx.links);
    let place = coupon_place(&body).unwrap_or(body.blocks.len());
    let mut page = Page { cx, out: Writer::default(), ids: HashSet::new() };
    let (before, after) = body.blocks.split_at_checked(place).unwrap_or((&body.blocks, &[]));
    PageHtml { before: page.blocks(before), after: page.blocks(after) }
}

struct Page<'a> {
    cx: &'a Context<'a>,
    out: Writer,
    /// Ids given so far, over both parts.
    ids: HashSet<String>,
}

impl Page<'_> {
    fn blocks(&mut self, blocks: &[Block]) -> Html {
        for block in blocks {
            self.block(block);
        }
        std::mem::take(&mut self.out).finish()
    }

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
            Block::Gallery(pictures) => media::gallery(self, pictures),
            Block::Clip(clip) => media::clip(self, clip),
            Block::Audio(audio) => media::audio(self, audio),
            Block::TrackList(tracks) => facts::track_list(self, tracks),
            Block::SetList(songs) => facts::set_list(self, songs),
            Block::TourDates(dates) => facts::tour_dates(self, dates),
            Block::Score(score) => facts::score(self, score),
            Block::Table(table) => facts::table(self, table),
            Block::InfoBox(info) => facts::info_box(self, info),
            Block::Divider => {
                self.out.raw("<hr>\n");
            }
            Block::RawHtml(html) => {
                let clean = self.cx.sanitised(html);
                if !clean.is_empty() {
                    self.out.raw("<div class=\"raw\">\n").html(&clean).raw("\n</div>\n");
                }
            }
        }
    }

    fn inlines(&mut self, text: &Inlines) {
        inlines(&mut self.out, text, self.cx, &DRESS);
    }

    fn paragraph(&mut self, text: &Inlines) {
        if !text.is_blank() {
            self.out.raw("<p>");
            self.inlines(text);
            self.out.raw("</p>\n");
        }
    }

    fn heading(&mut self, level: u8, text: &Inlines) {
        if !text.is_blank() {
            self.out.raw(if level <= 2 { "<h2>" } else { "<h3>" });
            self.inlines(text);
            self.out.raw(if level <= 2 { "</h2>\n" } else { "</h3>\n" });
        }
    }

    fn quotation(&mut self, quotation: &Quotation) {
        let marks = quote_marks(self.cx.language);
        let paragraphs: Vec<&Inlines> = quotation.paragraphs.iter().filter(|text| !text.is_blank()).collect();
        if paragraphs.is_empty() {
            return;
        }
        self.out.raw("<figure class=\"quotation\">\n<blockquote>\n");
        for (n, text) in paragraphs.iter().enumerate() {
            self.out.raw("<p>").text(marks.open);
            self.inlines(&nested(text, self.cx.language));
            self.out.text(if n + 1 == paragraphs.len() { marks.close } else { "" }).raw("</p>\n");
        }
        self.out.raw("</blockquote>\n");
        self.speaker_caption(quotation.speaker.as_deref(), quotation.role.as_deref());
        self.out.raw("</figure>\n");
    }

    fn pull_quote(&mut self, text: &Inlines, speaker: Option<&str>) {
        if text.is_blank() {
            return;
        }
        let marks = quote_marks(self.cx.language);
        self.out.raw("<figure class=\"pull\">\n<blockquote>\n<p>").text(marks.open);
        self.inlines(&nested(text, self.cx.language));
        self.out.text(marks.close).raw("</p>\n</blockquote>\n");
        self.speaker_caption(speaker, None);
        self.out.raw("</figure>\n");
    }

    /// `— Tomas Wray, director`, whichever of the two there is.
    fn speaker_caption(&mut self, speaker: Option<&str>, role: Option<&str>) {
        let filled = |words: Option<&str>| words.map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned);
        let (speaker, role) = (filled(speaker), filled(role));
        if speaker.is_none() && role.is_none() {
            return;
        }
        self.out.raw("<figcaption>— ");
        if let Some(speaker) = &speaker {
            self.named(speaker, "speaker");
        }
        if let Some(role) = &role {
            self.out.raw(if speaker.is_some() { ", " } else { "" }).raw("<span class=\"role\">").text(role).raw("</span>");
        }
        self.out.raw("</figcaption>\n");
    }

    /// A name in an element of the given class: a link when it is an artist of the paper.
    fn named(&mut self, name: &str, class: &str) {
        match (self.cx.artist_named)(name) {
            Some(artist) => {
                let class = format!("{class} artist-link");
                self.out.raw("<a").attr("class", &class).attr("href", &self.cx.artist_address(&artist)).raw(">").text(name).raw("</a>");
            }
            None => {
                self.out.raw("<span").attr("class", class).raw(">").text(name).raw("</span>");
            }
        }
    }

    fn list(&mut self, list: &List) {
        if list.ordered {
            self.out.raw("<ol");
            if list.start != 1 {
                self.out.attr("start", &list.start.to_string());
            }
            self.out.raw(">\n");
        } else {
            self.out.raw("<ul>\n");
        }
        for item in &list.items {
            self.out.raw("<li>");
            match item.as_slice() {
                [only] => self.inlines(only),
                several => {
                    self.out.raw("\n");
                    several.iter().for_each(|text| self.paragraph(text));
                }
            }
            self.out.raw("</li>\n");
        }
        self.out.raw(if list.ordered { "</ol>\n" } else { "</ul>\n" });
    }

    fn ranked_entry(&mut self, entry: &RankedEntry) {
        let number = entry.number.to_string();
        let id = self.fresh_id(&format!("no-{number}"));
        self.out
            .raw("<section class=\"ranked\"")
            .attr("id", &id)
            .raw(">\n<h2><span class=\"ranked-number\">")
            .text(&number)
            .raw("</span> ");
        if let Some(artist) = entry.artist.as_deref().filter(|artist| !artist.trim().is_empty()) {
            self.named(artist, "ranked-artist");
            self.out.raw(" ");
        }
        self.out.raw("<cite class=\"work\">").text(&entry.title).raw("</cite></h2>\n");
        if let Some(facts) = shown::ranked_facts(entry.label.as_deref(), entry.year) {
            self.out.raw("<p class=\"ranked-facts\">").text(&facts).raw("</p>\n");
        }
        entry.paragraphs.iter().for_each(|text| self.paragraph(text));
        self.out.raw("</section>\n");
    }

    fn fresh_id(&mut self, wanted: &str) -> String {
        let mut id = wanted.to_owned();
        for n in 2_u32.. {
            if self.ids.insert(id.clone()) {
                break;
            }
            id = format!("{wanted}-{n}");
        }
        id
    }

    fn turn(&mut self, turn: &Turn) {
        self.out.raw(match turn.kind {
            TurnKind::Question => "<div class=\"turn question\">\n",
            TurnKind::Answer => "<div class=\"turn answer\">\n",
        });
        let speaker = turn.speaker.as_deref().filter(|speaker| !speaker.trim().is_empty());
        for (n, text) in turn.paragraphs.iter().filter(|text| !text.is_blank()).enumerate() {
            self.out.raw("<p>");
            if let Some(speaker) = speaker.filter(|_| n == 0) {
                self.out.raw("<b class=\"speaker\">").text(speaker).raw("</b> ");
            }
            self.inlines(text);
            self.out.raw("</p>\n");
        }
        self.out.raw("</div>\n");
    }

    fn verse(&mut self, verse: &Verse) {
        if verse.text.is_blank() {
            return;
        }
        self.out.raw("<figure class=\"verse\">\n<blockquote>\n");
        for stanza in stanzas(&verse.text) {
            self.paragraph(&stanza);
        }
        self.out.raw("</blockquote>\n");
        if let Some(credit) = verse.credit.as_deref().filter(|credit| !credit.trim().is_empty()) {
            self.out.raw("<figcaption>").text(credit).raw("</figcaption>\n");
        }
        self.out.raw("</figure>\n");
    }
}

/// A verse's stanzas: parted by two hard breaks or more.
pub(super) fn stanzas(text: &Inlines) -> Vec<Inlines> {
    let mut stanzas = Vec::new();
    let mut stanza = Inlines::default();
    let mut breaks = 0_usize;
    for piece in &text.0 {
        match piece {
            Inline::HardBreak => breaks += 1,
            Inline::Text { .. } => {
                if breaks > 1 && !stanza.0.is_empty() {
                    stanzas.push(std::mem::take(&mut stanza));
                } else if breaks == 1 && !stanza.0.is_empty() {
                    stanza.0.push(Inline::HardBreak);
                }
                breaks = 0;
                stanza.0.push(piece.clone());
            }
        }
    }
    stanzas.push(stanza);
    stanzas
}
