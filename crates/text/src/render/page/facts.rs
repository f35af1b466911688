//! Lists of songs, tours, scores, tables and boxes on a page.

use super::super::context::fill;
use super::super::shown;
use super::Page;
use super::media::time;
use domain::body::{BoxKind, DateStatus, InfoBox, Inlines, Score, SetList, Song, Table, TourDate, TourDates, TrackList};

/// An element with words, or nothing when there are none.
fn words(page: &mut Page<'_>, open: &'static str, text: &str, close: &'static str) {
    if !text.trim().is_empty() {
        page.out.raw(open).text(text).raw(close);
    }
}

pub(super) fn track_list(page: &mut Page<'_>, list: &TrackList) {
    page.out.raw("<section class=\"tracks\">\n");
    words(page, "<h2>", &list.title, "</h2>\n");
    page.out.raw("<ol>\n");
    for track in &list.tracks {
        page.out.raw("<li><span class=\"track-title\">").text(&track.title).raw("</span>");
        words(page, " <span class=\"track-artist\">", &track.artist, "</span>");
        words(page, " <span class=\"track-note\">", &track.note, "</span>");
        match shown::seconds_of(&track.length) {
            Some(seconds) => {
                page.out.raw(" ");
                time(page, seconds);
            }
            None => words(page, " <span class=\"track-length\">", &track.length, "</span>"),
        }
        page.out.raw("</li>\n");
    }
    page.out.raw("</ol>\n</section>\n");
}

pub(super) fn set_list(page: &mut Page<'_>, list: &SetList) {
    page.out.raw("<section class=\"setlist\">\n");
    words(page, "<h2>", &list.title, "</h2>\n");
    page.out.raw("<ol>\n");
    songs(page, &list.songs);
    page.out.raw("</ol>\n");
    if !list.encore.is_empty() {
        page.out.raw("<h3>").text(&page.cx.words.encore).raw("</h3>\n<ol");
        page.out.attr("start", &(list.songs.len() + 1).to_string()).raw(">\n");
        songs(page, &list.encore);
        page.out.raw("</ol>\n");
    }
    page.out.raw("</section>\n");
}

fn songs(page: &mut Page<'_>, songs: &[Song]) {
    for song in songs {
        page.out.raw("<li>").text(&song.title);
        words(page, " <span class=\"song-note\">", &song.note, "</span>");
        page.out.raw("</li>\n");
    }
}

pub(super) fn tour_dates(page: &mut Page<'_>, tour: &TourDates) {
    let heads = page.cx.words;
    let title = if tour.title.trim().is_empty() { &heads.dates } else { &tour.title };
    page.out.raw("<table class=\"dates\">\n<caption>").text(title).raw("</caption>\n<thead>\n<tr>");
    for head in [&heads.date, &heads.city, &heads.venue, &heads.tickets] {
        page.out.raw("<th scope=\"col\">").text(head).raw("</th>");
    }
    page.out.raw("</tr>\n</thead>\n<tbody>\n");
    for date in &tour.dates {
        tour_date(page, date);
    }
    page.out.raw("</tbody>\n</table>\n");
}

fn tour_date(page: &mut Page<'_>, date: &TourDate) {
    let day = shown::day(date.date, page.cx.language);
    page.out.raw(match date.status {
        DateStatus::On => "<tr class=\"gig gig-on\">",
        DateStatus::SoldOut => "<tr class=\"gig gig-sold-out\">",
        DateStatus::Moved => "<tr class=\"gig gig-moved\">",
        DateStatus::Cancelled => "<tr class=\"gig gig-cancelled\">",
    });
    page.out.raw("<td class=\"gig-date\"><time").attr("datetime", &date.date.to_string()).raw(">").text(&day).raw("</time></td>");
    page.out.raw("<td class=\"gig-city\">").text(&date.city).raw("</td><td class=\"gig-venue\">").text(&date.venue);
    words(page, " <span class=\"gig-note\">", &date.note, "</span>");
    page.out.raw("</td><td class=\"gig-tickets\">");
    let status = shown::status(date.status, page.cx);
    if let Some(status) = status {
        page.out.raw("<span class=\"gig-state\">").text(status).raw("</span>");
    }
    if shown::sells(&date.tickets) {
        let told_apart = fill(&page.cx.words.tickets_for, &[("city", &date.city), ("date", &day)]);
        page.out.raw(if status.is_some() { " " } else { "" }).raw("<a").attr("href", &page.cx.address(&date.tickets));
        page.out.raw(" rel=\"external noopener\">").text(&page.cx.words.tickets);
        page.out.raw("<span class=\"vh\">").text(&told_apart).raw("</span></a>");
    }
    page.out.raw("</td></tr>\n");
}

pub(super) fn score(page: &mut Page<'_>, score: &Score) {
    let (value, out_of) = (score.shown(), shown::out_of(score, page.cx));
    page.out.raw("<div class=\"score-block\">\n<p class=\"score\"><data").attr("value", &value).raw(">").text(&value).raw("</data> ");
    page.out.raw("<span class=\"score-of\">").text(&out_of).raw("</span></p>\n");
    words(page, "<p class=\"verdict\">", &score.verdict, "</p>\n");
    page.out.raw("</div>\n");
}

pub(super) fn table(page: &mut Page<'_>, table: &Table) {
    if table.rows.is_empty() {
        return;
    }
    let label = if table.caption.trim().is_empty() { &page.cx.words.table } else { &table.caption };
    page.out.raw("<div class=\"table\" role=\"region\"").attr("aria-label", label).raw(" tabindex=\"0\">\n<table>\n");
    words(page, "<caption>", &table.caption, "</caption>\n");
    let (head, rows) = match table.rows.split_first() {
        Some((head, rows)) if table.header => (Some(head), rows),
        _ => (None, table.rows.as_slice()),
    };
    if let Some(head) = head {
        page.out.raw("<thead>\n<tr>");
        for cell in head {
            heading_cell(page, cell);
        }
        page.out.raw("</tr>\n</thead>\n");
    }
    page.out.raw("<tbody>\n");
    for cells in rows {
        page.out.raw("<tr>");
        for cell in cells {
            page.out.raw("<td>");
            page.inlines(cell);
            page.out.raw("</td>");
        }
        page.out.raw("</tr>\n");
    }
    page.out.raw("</tbody>\n</table>\n</div>\n");
}

/// A column's heading. The empty corner over row names heads nothing, and says so to a screen reader.
fn heading_cell(page: &mut Page<'_>, cell: &Inlines) {
    if cell.is_blank() {
        page.out.raw("<td></td>");
        return;
    }
    page.out.raw("<th scope=\"col\">");
    page.inlines(cell);
    page.out.raw("</th>");
}

pub(super) fn info_box(page: &mut Page<'_>, info: &InfoBox) {
    page.out.raw(match info.kind {
        BoxKind::Gig => "<section class=\"info info-gig\">\n",
        BoxKind::Release => "<section class=\"info info-release\">\n",
    });
    words(page, "<h2>", &info.title, "</h2>\n");
    page.out.raw("<dl>\n");
    for fact in &info.facts {
        page.out.raw("<div><dt>").text(&fact.label).raw("</dt><dd>").text(&fact.value).raw("</dd></div>\n");
    }
    page.out.raw("</dl>\n</section>\n");
}
