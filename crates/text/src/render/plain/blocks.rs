//! The blocks of a body as plain text.

use super::super::context::fill;
use super::super::modest::signature;
use super::super::{clip as addresses, shown};
use super::{Manner, Plain, WIDTH};
use crate::typography::{nested, quote_marks};
use domain::body::{
    Audio, Block, Clip, InfoBox, Inlines, List, Picture, Quotation, RankedEntry, Score, SetList, Song, Table, TourDate, TrackList, Turn,
};

impl Plain<'_> {
    pub(super) fn block(&mut self, block: &Block) {
        match block {
            Block::Paragraph(text) => self.add("", "", &self.inlines(text)),
            Block::Heading { text, .. } => self.heading(&self.inlines(text)),
            Block::Quotation(quotation) => self.quotation(quotation),
            Block::PullQuote { text, speaker } => {
                // A search finds these words where they were lifted from.
                if self.manner == Manner::Mail {
                    let quotation = Quotation { speaker: speaker.clone(), role: None, paragraphs: vec![text.clone()] };
                    self.quotation(&quotation);
                }
            }
            Block::List(list) => self.list(list),
            Block::RankedEntry(entry) => self.ranked_entry(entry),
            Block::Turn(turn) => self.turn(turn),
            Block::Verse(verse) => {
                let indent = self.indent();
                self.add(indent, indent, &self.inlines(&verse.text));
                self.add(indent, indent, verse.credit.as_deref().unwrap_or_default());
            }
            Block::Picture(picture) => self.picture(picture),
            Block::Gallery(pictures) => pictures.iter().for_each(|picture| self.picture(picture)),
            Block::Clip(clip) => self.clip(clip),
            Block::Audio(audio) => self.audio(audio),
            Block::TrackList(tracks) => self.track_list(tracks),
            Block::SetList(songs) => self.set_list(songs),
            Block::TourDates(tour) => {
                self.title(if tour.title.is_empty() { &self.cx.words.dates } else { &tour.title });
                let lines: Vec<_> = tour.dates.iter().map(|date| (String::new(), self.tour_date(date))).collect();
                self.add_lines(&lines);
            }
            Block::Score(score) => self.score(score),
            Block::Table(table) => self.table(table),
            Block::InfoBox(info) => self.info_box(info),
            Block::Divider => {
                if self.manner == Manner::Mail {
                    self.add("", "", "* * *");
                }
            }
            Block::RawHtml(html) => self.add("", "", &crate::sanitise::words(html)),
        }
    }

    fn indent(&self) -> &'static str {
        if self.manner == Manner::Mail { "    " } else { "" }
    }

    fn heading(&mut self, text: &str) {
        self.title(text);
        let width = text.lines().map(|line| line.chars().count()).max().unwrap_or(0).min(WIDTH);
        if let Some(last) = self.parts.last_mut().filter(|_| self.manner == Manner::Mail && width > 0) {
            last.push_str(&format!("\n{}", "-".repeat(width)));
        }
    }

    fn title(&mut self, text: &str) {
        self.add("", "", text);
    }

    fn quotation(&mut self, quotation: &Quotation) {
        let marks = quote_marks(self.cx.language);
        let indent = self.indent();
        let paragraphs: Vec<&Inlines> = quotation.paragraphs.iter().filter(|text| !text.is_blank()).collect();
        for (n, text) in paragraphs.iter().enumerate() {
            let words = self.inlines(&nested(text, self.cx.language));
            let close = if n + 1 == paragraphs.len() { marks.close } else { "" };
            self.add(indent, indent, &format!("{}{words}{close}", marks.open));
        }
        if let Some(signature) = signature(quotation.speaker.as_deref(), quotation.role.as_deref()) {
            self.add(indent, indent, &signature);
        }
    }

    fn list(&mut self, list: &List) {
        let lines: Vec<(String, String)> = list
            .items
            .iter()
            .zip(u64::from(list.start)..)
            .map(|(item, number)| {
                let words: Vec<String> = item.iter().map(|text| self.inlines(text)).collect();
                (if list.ordered { format!("{number}. ") } else { "- ".to_owned() }, words.join("\n"))
            })
            .collect();
        self.add_lines(&lines);
    }

    fn ranked_entry(&mut self, entry: &RankedEntry) {
        let artist = entry.artist.as_deref().map(|artist| format!("{artist}, ")).unwrap_or_default();
        let facts = shown::ranked_facts(entry.label.as_deref(), entry.year).map(|facts| format!(" ({facts})")).unwrap_or_default();
        self.title(&format!("{}. {artist}{}{facts}", entry.number, entry.title));
        for text in &entry.paragraphs {
            self.add("", "", &self.inlines(text));
        }
    }

    fn turn(&mut self, turn: &Turn) {
        for (n, text) in turn.paragraphs.iter().filter(|text| !text.is_blank()).enumerate() {
            let speaker = turn.speaker.as_deref().filter(|speaker| n == 0 && !speaker.trim().is_empty());
            self.add(&speaker.map(|speaker| format!("{speaker}: ")).unwrap_or_default(), "", &self.inlines(text));
        }
    }

    fn picture(&mut self, picture: &Picture) {
        let words = if picture.caption.trim().is_empty() && !picture.decorative { &picture.alt } else { &picture.caption };
        match self.manner {
            Manner::Words => self.add("", "", &picture.caption),
            Manner::Mail if words.trim().is_empty() => {}
            Manner::Mail if picture.credit.trim().is_empty() => self.add("", "", &format!("[{words}]")),
            Manner::Mail => self.add("", "", &format!("[{words} / {}]", picture.credit)),
        }
    }

    fn clip(&mut self, clip: &Clip) {
        let gone = (self.cx.clip_gone)(clip);
        if self.manner == Manner::Words {
            self.add("", "", &clip.title);
            return;
        }
        let mut line = format!("> {} ({}", shown::clip_title(clip), clip.provider.name());
        if clip.duration > 0 {
            line.push_str(&format!(", {}", shown::length(clip.duration)));
        }
        line.push(')');
        if let Some(advisory) = shown::advisory(clip, self.cx) {
            line.push_str(&format!(". {advisory}."));
        }
        let story = Some(self.cx.story_url.to_owned()).filter(|url| !url.is_empty());
        if let Some(address) = addresses::page_address(clip).filter(|_| gone.is_none()) {
            line.push_str(&format!("\n{}", story.unwrap_or(address)));
        }
        if let Some(day) = gone {
            line.push_str(&format!("\n{}", fill(&self.cx.words.clip_gone, &[("provider", clip.provider.name()), ("date", &day)])));
        }
        self.add("", "  ", &line);
    }

    fn audio(&mut self, audio: &Audio) {
        if self.manner == Manner::Words {
            self.add("", "", &audio.title);
            return;
        }
        let own_file = self.cx.address(&(self.cx.media)(&audio.media).src);
        let address = if self.cx.story_url.is_empty() { &own_file } else { self.cx.story_url };
        let length = if audio.duration > 0 { format!(" ({})", shown::length(audio.duration)) } else { String::new() };
        self.add("", "  ", &format!("> {}{length}\n{address}", audio.title));
    }

    fn track_list(&mut self, list: &TrackList) {
        self.title(&list.title);
        let lines: Vec<_> = (1..)
            .zip(&list.tracks)
            .map(|(n, track)| (format!("{n}. "), with_aside(&track.title, &[&track.artist, &track.note, &track.length])))
            .collect();
        self.add_lines(&lines);
    }

    fn set_list(&mut self, list: &SetList) {
        self.title(&list.title);
        self.songs(&list.songs, 1);
        if !list.encore.is_empty() {
            self.title(&self.cx.words.encore);
            self.songs(&list.encore, list.songs.len() + 1);
        }
    }

    fn songs(&mut self, songs: &[Song], start: usize) {
        let lines: Vec<_> = (start..).zip(songs).map(|(n, song)| (format!("{n}. "), with_aside(&song.title, &[&song.note]))).collect();
        self.add_lines(&lines);
    }

    fn tour_date(&self, date: &TourDate) -> String {
        let mut parts = vec![shown::day(date.date, self.cx.language)];
        let status = shown::status(date.status, self.cx).unwrap_or_default();
        parts.extend(
            [date.city.as_str(), &date.venue, &date.note, status].into_iter().filter(|part| !part.trim().is_empty()).map(str::to_owned),
        );
        let line = parts.join(", ");
        let sells = self.manner == Manner::Mail && shown::sells(&date.tickets);
        if sells { format!("{line} ({})", self.cx.address(&date.tickets)) } else { line }
    }

    fn score(&mut self, score: &Score) {
        self.add("", "", &format!("{} {}", score.shown(), shown::out_of(score, self.cx)));
        self.add("", "", &score.verdict);
    }

    fn table(&mut self, table: &Table) {
        self.title(&table.caption);
        let line = |cells: &Vec<Inlines>| cells.iter().map(|cell| self.inlines(cell)).collect::<Vec<_>>().join(" | ");
        let lines: Vec<_> = table.rows.iter().map(|cells| (String::new(), line(cells))).collect();
        self.add_lines(&lines);
    }

    fn info_box(&mut self, info: &InfoBox) {
        self.title(&info.title);
        let lines: Vec<_> = info.facts.iter().map(|fact| (format!("{}: ", fact.label), fact.value.clone())).collect();
        self.add_lines(&lines);
    }
}

fn with_aside(title: &str, parts: &[&str]) -> String {
    let filled: Vec<&str> = parts.iter().copied().filter(|part| !part.trim().is_empty()).collect();
    if filled.is_empty() { title.to_owned() } else { format!("{title} ({})", filled.join(", ")) }
}
