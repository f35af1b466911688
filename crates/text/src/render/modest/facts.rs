//! Lists of songs, tours, scores, tables and boxes without a style sheet.

use super::super::shown;
use super::Modest;
use domain::body::{InfoBox, Inlines, Score, SetList, Song, Table, TourDate, TourDates, TrackList};

pub(super) fn track_list(modest: &mut Modest<'_>, list: &TrackList) {
    modest.title(&list.title);
    modest.out.raw("<ol").raw(modest.style.list).raw(">\n");
    for track in &list.tracks {
        modest.out.raw("<li").raw(modest.style.item).raw(">").text(&track.title);
        aside(modest, &[&track.artist, &track.note, &track.length]);
        modest.out.raw("</li>\n");
    }
    modest.out.raw("</ol>\n");
}

/// What belongs to a line, in brackets.
fn aside(modest: &mut Modest<'_>, parts: &[&str]) {
    let filled: Vec<&str> = parts.iter().copied().filter(|part| !part.trim().is_empty()).collect();
    if !filled.is_empty() {
        modest.out.raw(" (").text(&filled.join(", ")).raw(")");
    }
}

pub(super) fn set_list(modest: &mut Modest<'_>, list: &SetList) {
    modest.title(&list.title);
    songs(modest, &list.songs, 1);
    if !list.encore.is_empty() {
        modest.out.raw("<p").raw(modest.style.paragraph).raw("><strong>").text(&modest.cx.words.encore).raw("</strong></p>\n");
        songs(modest, &list.encore, list.songs.len() + 1);
    }
}

fn songs(modest: &mut Modest<'_>, songs: &[Song], start: usize) {
    modest.out.raw("<ol").raw(modest.style.list);
    if start != 1 {
        modest.out.attr("start", &start.to_string());
    }
    modest.out.raw(">\n");
    for song in songs {
        modest.out.raw("<li").raw(modest.style.item).raw(">").text(&song.title);
        aside(modest, &[&song.note]);
        modest.out.raw("</li>\n");
    }
    modest.out.raw("</ol>\n");
}

pub(super) fn tour_dates(modest: &mut Modest<'_>, tour: &TourDates) {
    modest.title(if tour.title.trim().is_empty() { &modest.cx.words.dates } else { &tour.title });
    modest.out.raw("<table").raw(modest.style.table).raw(">\n");
    for date in &tour.dates {
        tour_date(modest, date);
    }
    modest.out.raw("</table>\n");
}

fn tour_date(modest: &mut Modest<'_>, date: &TourDate) {
    modest.out.raw("<tr><td").raw(modest.style.cell).raw(">").text(&shown::day(date.date, modest.cx.language)).raw("</td><td");
    modest.out.raw(modest.style.cell).raw(">").text(&date.city).raw("</td><td").raw(modest.style.cell).raw(">").text(&date.venue);
    aside(modest, &[&date.note]);
    modest.out.raw("</td><td").raw(modest.style.cell).raw(">");
    let status = shown::status(date.status, modest.cx);
    modest.out.text(status.unwrap_or_default());
    if shown::sells(&date.tickets) {
        modest.out.raw(if status.is_some() { " " } else { "" }).raw("<a").raw(modest.style.dress.link);
        modest.out.attr("href", &modest.cx.address(&date.tickets)).raw(">").text(&modest.cx.words.tickets).raw("</a>");
    }
    modest.out.raw("</td></tr>\n");
}

pub(super) fn score(modest: &mut Modest<'_>, score: &Score) {
    modest.out.raw("<p").raw(modest.style.score).raw("><strong>").text(&score.shown()).raw("</strong> ");
    modest.out.text(&shown::out_of(score, modest.cx)).raw("</p>\n");
    modest.small(&[&score.verdict]);
}

pub(super) fn table(modest: &mut Modest<'_>, table: &Table) {
    if table.rows.is_empty() {
        return;
    }
    modest.title(&table.caption);
    modest.out.raw("<table").raw(modest.style.table).raw(">\n");
    for (n, cells) in table.rows.iter().enumerate() {
        row(modest, cells, table.header && n == 0);
    }
    modest.out.raw("</table>\n");
}

fn row(modest: &mut Modest<'_>, cells: &[Inlines], heads: bool) {
    modest.out.raw("<tr>");
    for cell in cells {
        if heads {
            modest.out.raw("<th").raw(modest.style.head_cell).raw(">");
        } else {
            modest.out.raw("<td").raw(modest.style.cell).raw(">");
        }
        modest.inlines(cell);
        modest.out.raw(if heads { "</th>" } else { "</td>" });
    }
    modest.out.raw("</tr>\n");
}

pub(super) fn info_box(modest: &mut Modest<'_>, info: &InfoBox) {
    modest.title(&info.title);
    modest.out.raw("<table").raw(modest.style.table).raw(">\n");
    for fact in &info.facts {
        modest.out.raw("<tr><th").raw(modest.style.head_cell).raw(">").text(&fact.label).raw("</th><td").raw(modest.style.cell).raw(">");
        modest.out.text(&fact.value).raw("</td></tr>\n");
    }
    modest.out.raw("</table>\n");
}
