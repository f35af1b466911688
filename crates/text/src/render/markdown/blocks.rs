//! Blocks as Markdown and fences. Each ends with a line end.

use super::super::Context;
use super::reads_as;
use super::running::{Place, running};
use crate::story_file::Lines;
use domain::body::{
    Audio, Block, BoxKind, Clip, ClipKind, DateStatus, Inlines, List, Picture, Provider, Song, Table, TourDate, Track, TurnKind,
};

/// One block. `other_marker` takes the list marker that the list before did not have.
pub(super) fn block(block: &Block, cx: &Context<'_>, other_marker: bool) -> String {
    let mut lines = Lines::default();
    match block {
        Block::Paragraph(text) => format!("{}\n", running(text, cx, Place::Paragraph)),
        Block::Heading { level, text } => {
            format!("{} {}\n", if *level <= 2 { "##" } else { "###" }, running(text, cx, Place::Heading))
        }
        Block::Quotation(quotation) => {
            lines.some("speaker", quotation.speaker.as_deref()).some("role", quotation.role.as_deref());
            fence("quotation", &lines, Some(&paragraphs(&quotation.paragraphs, cx)))
        }
        Block::PullQuote { text, speaker } => {
            lines.some("speaker", speaker.as_deref());
            fence("pull_quote", &lines, Some(&running(text, cx, Place::Paragraph)))
        }
        Block::List(list) => self::list(list, cx, other_marker),
        Block::RankedEntry(entry) => {
            lines.value("number", &entry.number.to_string()).some("artist", entry.artist.as_deref()).string("title", &entry.title);
            lines.some("label", entry.label.as_deref());
            if let Some(year) = entry.year {
                lines.value("year", &year.to_string());
            }
            fence("ranked_entry", &lines, Some(&paragraphs(&entry.paragraphs, cx)))
        }
        Block::Turn(turn) => {
            let kind = match turn.kind {
                TurnKind::Question => "question",
                TurnKind::Answer => "answer",
            };
            lines.string("kind", kind).some("speaker", turn.speaker.as_deref());
            fence("turn", &lines, Some(&paragraphs(&turn.paragraphs, cx)))
        }
        Block::Verse(verse) => {
            lines.some("credit", verse.credit.as_deref());
            fence("verse", &lines, Some(&running(&verse.text, cx, Place::Verse)))
        }
        Block::Picture(picture) => fence("picture", lines.picture(picture), None),
        Block::Gallery(pictures) => fence("gallery", lines.list("pictures", &pictures.iter().map(picture).collect::<Vec<_>>()), None),
        Block::Clip(clip) => fence("clip", &self::clip(clip), None),
        Block::Audio(audio) => fence("audio", &self::audio(audio), None),
        Block::TrackList(list) => {
            let tracks: Vec<Lines> = list.tracks.iter().map(track).collect();
            fence("track_list", lines.filled("title", &list.title).list("tracks", &tracks), None)
        }
        Block::SetList(list) => {
            lines.filled("title", &list.title).list("songs", &list.songs.iter().map(song).collect::<Vec<_>>());
            if !list.encore.is_empty() {
                lines.list("encore", &list.encore.iter().map(song).collect::<Vec<_>>());
            }
            fence("set_list", &lines, None)
        }
        Block::TourDates(tour) => {
            let dates: Vec<Lines> = tour.dates.iter().map(date).collect();
            fence("tour_dates", lines.filled("title", &tour.title).list("dates", &dates), None)
        }
        Block::Score(score) => {
            lines.value("value", &format!("{:?}", score.value)).value("out_of", &format!("{:?}", score.out_of));
            fence("score", lines.filled("verdict", &score.verdict), None)
        }
        Block::Table(table) => self::table(table, cx),
        Block::InfoBox(info) => {
            let kind = match info.kind {
                BoxKind::Gig => "gig",
                BoxKind::Release => "release",
            };
            let facts: Vec<Lines> = info.facts.iter().map(|fact| pair("label", &fact.label, "value", &fact.value)).collect();
            fence("info_box", lines.string("kind", kind).filled("title", &info.title).list("facts", &facts), None)
        }
        Block::Divider => "---\n".to_owned(),
        Block::RawHtml(html) if reads_as(html, block, &[], cx) => format!("{html}\n"),
        Block::RawHtml(html) => format!("{0}raw_html\n{html}\n{0}\n", ticks(html)),
    }
}

/// Backticks that close no earlier than they should.
pub(super) fn ticks(content: &str) -> String {
    let longest = content.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    "`".repeat((longest + 1).max(3))
}

fn fence(name: &str, attributes: &Lines, text: Option<&str>) -> String {
    let mut content = attributes.lines();
    if let Some(text) = text {
        content.push_str("---\n");
        content.push_str(text);
        if !text.is_empty() {
            content.push('\n');
        }
    }
    format!("{0}{name}\n{content}{0}\n", ticks(&content))
}

fn paragraphs(all: &[Inlines], cx: &Context<'_>) -> String {
    all.iter().map(|text| running(text, cx, Place::Paragraph)).collect::<Vec<_>>().join("\n\n")
}

fn list(list: &List, cx: &Context<'_>, other_marker: bool) -> String {
    let mut written = String::new();
    for (number, item) in (u64::from(list.start)..).zip(&list.items) {
        let marker = match (list.ordered, other_marker) {
            // Only the first number counts, and nine digits are the most that a marker has.
            (true, false) => format!("{}. ", number.min(999_999_999)),
            (true, true) => format!("{}) ", number.min(999_999_999)),
            (false, false) => "- ".to_owned(),
            (false, true) => "* ".to_owned(),
        };
        let indent = " ".repeat(marker.len());
        for (n, line) in paragraphs(item, cx).split('\n').enumerate() {
            let start = if n == 0 { &marker } else { &indent };
            written.push_str(if line.is_empty() { "" } else { start });
            written.push_str(line);
            written.push('\n');
        }
    }
    written
}

fn table(table: &Table, cx: &Context<'_>) -> String {
    let row = |cells: &[Inlines]| {
        let cells: Vec<String> = cells.iter().map(|cell| running(cell, cx, Place::Cell)).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let Some((head, rows)) = table.rows.split_first() else { return String::new() };
    let mut written = row(head);
    written.push_str(&format!("|{}\n", " --- |".repeat(head.len())));
    written.extend(rows.iter().map(|cells| row(cells)));
    if table.header && table.caption.is_empty() {
        return written;
    }
    let mut lines = Lines::default();
    lines.filled("caption", &table.caption);
    if !table.header {
        lines.value("header", "false");
    }
    fence("table", &lines, Some(written.trim_end_matches('\n')))
}

fn picture(picture: &Picture) -> Lines {
    let mut lines = Lines::default();
    lines.picture(picture);
    lines
}

fn clip(clip: &Clip) -> Lines {
    let provider = match clip.provider {
        Provider::Youtube => "youtube",
        Provider::Vimeo => "vimeo",
        Provider::Soundcloud => "soundcloud",
        Provider::Spotify => "spotify",
        Provider::AppleMusic => "apple_music",
        Provider::Mixcloud => "mixcloud",
        Provider::Bandcamp => "bandcamp",
        Provider::Tiktok => "tiktok",
        Provider::Instagram => "instagram",
    };
    let kind = match clip.kind {
        ClipKind::Video => "video",
        ClipKind::Track => "track",
        ClipKind::Album => "album",
        ClipKind::Playlist => "playlist",
        ClipKind::Set => "set",
    };
    let mut lines = Lines::default();
    lines.string("provider", provider).some("id", clip.id.as_deref()).string("kind", kind);
    lines.filled("title", &clip.title).filled("credit", &clip.credit).count("start", clip.start).count("duration", clip.duration);
    lines.some("poster", clip.poster.as_ref().map(domain::body::MediaKey::as_str));
    if !clip.advisory.is_empty() {
        lines.strings("advisory", clip.advisory.iter().map(|kind| kind.word()));
    }
    lines
}

fn audio(audio: &Audio) -> Lines {
    let mut lines = Lines::default();
    lines.string("file", audio.media.as_str()).filled("title", &audio.title).filled("credit", &audio.credit);
    lines.count("duration", audio.duration);
    lines
}

fn pair(one: &str, value: &str, other: &str, more: &str) -> Lines {
    let mut lines = Lines::default();
    lines.string(one, value).string(other, more);
    lines
}

fn track(track: &Track) -> Lines {
    let mut lines = Lines::default();
    lines.string("title", &track.title).filled("length", &track.length).filled("artist", &track.artist).filled("note", &track.note);
    lines
}

fn song(song: &Song) -> Lines {
    let mut lines = Lines::default();
    lines.string("title", &song.title).filled("note", &song.note);
    lines
}

fn date(date: &TourDate) -> Lines {
    let mut lines = Lines::default();
    lines.string("date", &date.date.to_string()).string("city", &date.city).filled("venue", &date.venue);
    lines.filled("tickets", &date.tickets).filled("note", &date.note);
    if date.status != DateStatus::On {
        lines.string("status", date.status.word());
    }
    lines
}
