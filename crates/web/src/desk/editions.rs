//! Editions: the list, and the page on which one is turned about, looked at and watched.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::edition_view::{EditionRow, EditionView};
use crate::http::answer::HTML;
use crate::http::fault::Fault;
use crate::http::headers::Guard;
use axum::extract::{Path, Query};
use axum::http::HeaderValue;
use axum::http::header::CONTENT_TYPE;
use axum::response::Response;
use domain::edition::{Name, Which};
use domain::reader::Choice;
use domain::schedule;
use domain::slug::Slug;
use domain::time::{Day, Instant};
use newsroom::VerbError;
use newsroom::edition::{self as verbs, AsReader, Goes};
use serde::{Deserialize, Serialize};
use serde_json::json;

/// Editions on the list.
const LISTED: usize = 30;

#[derive(Serialize)]
struct ListView {
    /// The editions that fill up, one for each hour, and specials that wait.
    upcoming: Vec<UpcomingView>,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct UpcomingView {
    url: String,
    day: String,
    special: bool,
    later: bool,
    goes: &'static str,
    hour: String,
    subject: String,
    stories: usize,
    /// Of a special: how many readers would get it.
    readers: Option<i64>,
}

#[derive(Serialize)]
struct RowView {
    url: String,
    day_words: String,
    #[serde(flatten)]
    row: EditionRow,
}

/// `Friday 27 March`, as a list says it.
fn day_words(day: Day) -> String {
    day.strftime("%A %-d %B %Y").to_string()
}

fn url(name: Name) -> String {
    format!("/desk/editions/{name}")
}

fn goes(goes: Goes) -> &'static str {
    match goes {
        Goes::ByItself => "by_itself",
        Goes::Held => "held",
        Goes::ByHand => "by_hand",
        Goes::Gone => "gone",
    }
}

fn time(desk: &Desk, at: Instant) -> String {
    desk.press.zone().time_words(at)
}

/// Every edition, those that fill up first.
pub(super) async fn list(desk: Desk) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom();
    let found = verbs::with_progress(newsroom, &desk.act, LISTED).await?;
    let day = verbs::upcoming(newsroom, desk.act.now).await?;
    let mut names = of_day(&desk, day);
    let waits = found.iter().filter(|(edition, _)| edition.which.is_special() && edition.released.is_none());
    names.extend(waits.map(|(edition, _)| edition.name()));
    let mut upcoming = Vec::new();
    for name in &names {
        let planned = verbs::view(newsroom, &desk.act, *name).await?;
        upcoming.push(UpcomingView {
            url: url(*name),
            day: day_words(name.day),
            special: name.which.is_special(),
            later: name.which.later().is_some(),
            goes: goes(planned.goes),
            hour: time(&desk, planned.hour),
            subject: planned.subject.clone(),
            stories: planned.stories.len(),
            readers: planned.special.as_ref().map(|whom| whom.readers),
        });
    }
    let row = |one: &(domain::edition::Edition, domain::edition::Progress)| RowView {
        url: url(one.0.name()),
        day_words: day_words(one.0.day),
        row: EditionRow::of(one),
    };
    let rows = found.iter().filter(|(edition, _)| !names.contains(&edition.name())).map(row).collect();
    desk.page(Frame::new(&desk, "editions", "editions"), ListView { upcoming, rows }).await
}

/// The day's own edition, and those of the paper's later hours.
fn of_day(desk: &Desk, day: Day) -> Vec<Name> {
    let later = &desk.press.matter.paper.later_hours;
    std::iter::once(Which::First).chain(later.iter().copied().map(Which::Later)).map(|which| Name { day, which }).collect()
}

#[derive(Serialize)]
struct HourView {
    url: String,
    words: String,
    here: bool,
}

#[derive(Serialize)]
struct PageView {
    day: String,
    hour: String,
    /// The day's other hours, where the paper has some.
    hours: Vec<HourView>,
    special: bool,
    today: bool,
    frozen: bool,
    letter_url: String,
    refused: Vec<LetterRow>,
    in_doubt: Vec<LetterRow>,
    may_see_readers: bool,
    note: String,
    times: Vec<String>,
    left_out_times: Vec<String>,
    edition: EditionView,
}

#[derive(Serialize)]
struct LetterRow {
    url: String,
    reader: i64,
    email: String,
    reply: String,
}

/// Letters that a page lists; the API has them all.
const SHOWN: usize = 50;

fn name_of(word: &str) -> Result<Name, Fault> {
    word.parse().map_err(|_| Fault::not_found())
}

/// One edition.
pub(super) async fn one(desk: Desk, Path(word): Path<String>) -> Result<Response, Fault> {
    let name = name_of(&word)?;
    let newsroom = desk.press.app.newsroom();
    let planned = verbs::view(newsroom, &desk.act, name).await?;
    let edition = EditionView::of(&planned);
    let today = desk.press.zone().day(desk.act.now) == name.day;
    let may_see_readers = desk.act.allow(domain::role::Verb::SeeReaders).is_ok();
    let (mut refused, mut in_doubt) = (Vec::new(), Vec::new());
    if may_see_readers && planned.progress.is_some() {
        refused = letters(&desk, name, domain::edition::Delivery::Failed).await?;
        in_doubt = letters(&desk, name, domain::edition::Delivery::InDoubt).await?;
    }
    let frame = Frame {
        title: day_words(name.day),
        words: &["edition"],
        data: json!({ "edition": edition }),
        ..Frame::new(&desk, "edition", "editions")
    };
    let times = |entries: &[verbs::Entry]| entries.iter().map(|entry| time(&desk, entry.at)).collect();
    let view = PageView {
        day: day_words(name.day),
        hour: time(&desk, planned.hour),
        hours: hours(&desk, name),
        special: name.which.is_special(),
        today,
        frozen: edition.released.is_some(),
        letter_url: format!("{}/letter", url(name)),
        refused,
        in_doubt,
        may_see_readers,
        note: planned.plan.note.join("\n\n"),
        times: times(&planned.stories),
        left_out_times: times(&planned.left_out),
        edition,
    };
    desk.page(frame, view).await
}

/// The hours of a day, to go from one to another; none for a special, or where the paper has one alone.
fn hours(desk: &Desk, name: Name) -> Vec<HourView> {
    let mut names = of_day(desk, name.day);
    // An hour that the paper gave up since has its edition all the same.
    if !names.contains(&name) {
        names.push(name);
    }
    if name.which.is_special() || names.len() < 2 {
        return Vec::new();
    }
    let paper = &desk.press.matter.paper;
    let words = |name: Name| time(desk, schedule::hour_of(name.which.later().unwrap_or(paper.edition_minute), &paper.zone, name.day));
    names.into_iter().map(|one| HourView { url: url(one), words: words(one), here: one == name }).collect()
}

async fn letters(desk: &Desk, name: Name, state: domain::edition::Delivery) -> Result<Vec<LetterRow>, Fault> {
    let found = verbs::letters(desk.press.app.newsroom(), &desk.act, name, state, domain::id::ReaderId(0), SHOWN).await?;
    let row = |(letter, email): &verbs::Sent| LetterRow {
        url: format!("/desk/readers/{}", letter.reader),
        reader: letter.reader.0,
        email: email.as_str().to_owned(),
        reply: letter.reply.clone(),
    };
    Ok(found.iter().map(row).collect())
}

/// As which reader a letter is shown, and how.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Shown {
    choice: Option<String>,
    follows: Option<String>,
    part: Option<String>,
    light: Option<String>,
}

/// A letter in a frame of that page: its own HTML, or its text part.
pub(super) async fn letter(desk: Desk, Path(word): Path<String>, Query(shown): Query<Shown>) -> Result<Response, Fault> {
    let name = name_of(&word)?;
    let choice = shown.choice.as_deref().and_then(Choice::from_word).unwrap_or_default();
    let words = shown.follows.as_deref().unwrap_or_default().split(',').map(str::trim).filter(|word| !word.is_empty());
    let follows: Vec<Slug> = words.filter_map(|word| Slug::parse(word).ok()).collect();
    let is_text = shown.part.as_deref() == Some("text");
    let found = match verbs::preview(desk.press.app.newsroom(), &desk.act, name, &AsReader { choice, follows }).await {
        Ok(found) => found,
        // Nothing in it yet, or an artist whom nobody knows: said in the frame, where the letter would be.
        Err(VerbError::Refused(refusal)) if desk.act.allow(domain::role::Verb::RunEdition).is_ok() => {
            return Ok(framed(remark(&refusal.to_string()), HTML));
        }
        Err(VerbError::Absent(said)) => return Ok(framed(remark(&said), HTML)),
        Err(error) => return Err(error.into()),
    };
    let Some(letter) = found else {
        return Ok(framed(remark(&desk.word("edition.no_letter")), HTML));
    };
    if is_text {
        return Ok(framed(letter.text, "text/plain; charset=utf-8"));
    }
    // What the reader's own device would decide: shown both ways, whatever this one is set to.
    let night = if shown.light.as_deref() == Some("night") { "all" } else { "not all" };
    Ok(framed(own_pictures(&letter.html.replace("(prefers-color-scheme: dark)", night)), HTML))
}

/// A letter names its pictures where readers find the paper; this page may stand at another address, and its frame shows
/// only what comes from there.
fn own_pictures(html: &str) -> String {
    let mut parts = html.split("src=\"");
    let mut own = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        own.push_str("src=\"");
        let (address, rest) = part.split_once('"').unwrap_or((part, ""));
        match address.split_once("/media/") {
            Some((_, name)) => own.extend(["/media/", name]),
            None => own.push_str(address),
        }
        own.extend(["\"", rest]);
    }
    own
}

/// What is said in the frame when there is no letter.
fn remark(text: &str) -> String {
    let style = "body{margin:24px;font:italic 20px/1.45 Georgia,serif;color:#5d564c;background:#fbfaf6}";
    let mut letters = escaped(text).chars().collect::<Vec<char>>().into_iter();
    let first: String = letters.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    format!("<!doctype html><meta charset=\"utf-8\"><style>{style}</style><p>{first}{}</p>", letters.collect::<String>())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn framed(body: String, kind: &'static str) -> Response {
    let mut response = Response::new(body.into());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response.extensions_mut().insert(Guard::Letter);
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_a_frame_is_text() {
        assert_eq!(escaped("<b>&"), "&lt;b&gt;&amp;");
        assert!(remark("nothing <yet>").ends_with("<p>Nothing &lt;yet&gt;</p>"));
    }

    #[test]
    fn pictures_come_from_this_address() {
        let letter = "<img src=\"https://feedback.example/media/a.jpg\" alt=\"x\"><img src=\"https://other.example/b.png\">";
        assert_eq!(own_pictures(letter), "<img src=\"/media/a.jpg\" alt=\"x\"><img src=\"https://other.example/b.png\">");
        assert_eq!(own_pictures("no picture"), "no picture");
    }
}
