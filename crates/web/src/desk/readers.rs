//! Readers: the list with its numbers, one reader, lists that come in, the suppression list.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::edition_view::ReasonView;
use crate::http::fault::Fault;
use crate::reader_view::{
    CountView, FollowersView, HeldView, ImportView, OverviewView, PersonView, ReaderRow, ReadersPage, SuppressionView,
};
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::id::ReaderId;
use domain::reader::{Choice, Standing};
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::time::Instant;
use newsroom::readers::{self as verbs, Movement, Question};
use serde::{Deserialize, Serialize};
use serde_json::json;
use text::template::urls;

/// Readers on a page.
const LISTED: usize = 60;

/// Days of the chart.
const DAYS: usize = 30;

/// What the list is asked for; unknown words ask for nothing.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    standing: String,
    #[serde(default)]
    choice: String,
    #[serde(default)]
    source: String,
    /// The last word of an artist's address.
    #[serde(default)]
    follows: String,
    before: Option<i64>,
}

#[derive(Serialize)]
struct Option_ {
    value: String,
    name: String,
    chosen: bool,
}

#[derive(Serialize)]
struct ListView {
    q: String,
    follows: String,
    followed: Option<FollowersView>,
    standings: Vec<Option_>,
    choices: Vec<Option_>,
    sources: Vec<Option_>,
    rows: Vec<RowView>,
    next_url: Option<String>,
    may_manage: bool,
    counts: Vec<CountView>,
    wishes: Vec<CountView>,
    total: i64,
    chart: Chart,
    left: Vec<ReasonView>,
    suppressed: Vec<ReasonView>,
}

#[derive(Serialize)]
struct RowView {
    url: String,
    since: String,
    until: Option<String>,
    #[serde(flatten)]
    reader: ReaderRow,
}

/// Who came and went, day by day, as bars: above the line who came, below it who went.
#[derive(Serialize)]
struct Chart {
    width: usize,
    bars: Vec<Bar>,
    joined: i64,
    ended: i64,
    first: String,
    last: String,
}

#[derive(Serialize)]
struct Bar {
    x: usize,
    y: i64,
    joined: i64,
    ended: i64,
    up: i64,
    down: i64,
    day: String,
}

/// The height of the half above the line.
const HALF: i64 = 40;
/// How far bars stand apart.
const STEP: usize = 9;

fn chart(movement: &[Movement]) -> Chart {
    let most = movement.iter().map(|day| day.joined.max(day.ended)).max().unwrap_or(0).max(1);
    // One reader is seen, however many came on another day.
    let height = |readers: i64| if readers == 0 { 0 } else { (readers * HALF / most).max(2) };
    let bar = |(place, day): (usize, &Movement)| Bar {
        x: place * STEP,
        y: HALF - height(day.joined),
        joined: day.joined,
        ended: day.ended,
        up: height(day.joined),
        down: height(day.ended),
        day: day.day.strftime("%-d %B").to_string(),
    };
    let words = |day: Option<&Movement>| day.map(|day| day.day.strftime("%-d %B").to_string()).unwrap_or_default();
    Chart {
        width: movement.len() * STEP,
        bars: movement.iter().rev().enumerate().map(bar).collect(),
        joined: movement.iter().map(|day| day.joined).sum(),
        ended: movement.iter().map(|day| day.ended).sum(),
        first: words(movement.last()),
        last: words(movement.first()),
    }
}

fn may_manage(desk: &Desk) -> bool {
    desk.act.allow(Right::ManageReaders).is_ok()
}

fn date(desk: &Desk, at: Instant) -> String {
    desk.press.zone().date_words(at)
}

/// Every reader, by filters or by the beginning of an address.
pub(super) async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom();
    let question = Question {
        begins: asked.q.clone(),
        standing: Standing::from_word(&asked.standing),
        choice: Choice::from_word(&asked.choice),
        source: Some(asked.source.clone()).filter(|source| !source.is_empty()),
        follows: Slug::parse(asked.follows.trim()).ok(),
        before: asked.before.map(ReaderId),
        limit: LISTED,
    };
    let listed = verbs::list(newsroom, &desk.act, &question).await?;
    let overview = verbs::overview(newsroom, &desk.act, DAYS).await?;
    let numbers = OverviewView::of(&overview);
    let option = |value: &str, name: String, chosen: &str| Option_ { value: value.to_owned(), name, chosen: value == chosen };
    let standings = Standing::ALL.map(|one| option(one.word(), desk.word(&format!("readers.standing_{}", one.word())), &asked.standing));
    let choices = ["general", "follows", "both"].map(|one| option(one, desk.word(&format!("readers.choice_{one}")), &asked.choice));
    let last = listed.readers.last().map(|reader| reader.id);
    let next_url = last.filter(|_| listed.more && question.begins.trim().is_empty()).map(|last| {
        let kept = [("standing", &asked.standing), ("choice", &asked.choice), ("source", &asked.source), ("follows", &asked.follows)];
        urls::desk_list("/desk/readers", &kept.map(|(name, value)| (name, value.as_str())), last.0)
    });
    let rows = listed.readers.iter().map(|reader| RowView {
        url: format!("/desk/readers/{}", reader.id),
        since: date(&desk, reader.consent.confirmed.unwrap_or(reader.consent.asked)),
        until: reader.ended.map(|at| date(&desk, at)),
        reader: ReaderRow::of(reader),
    });
    let view = ListView {
        q: asked.q.clone(),
        follows: asked.follows.clone(),
        followed: ReadersPage::of(&listed).followed,
        standings: standings.into(),
        choices: choices.into(),
        sources: numbers.sources.iter().map(|source| option(source, source.clone(), &asked.source)).collect(),
        rows: rows.collect(),
        next_url,
        may_manage: may_manage(&desk),
        total: numbers.standings.iter().map(|one| one.readers).sum(),
        counts: numbers.standings,
        wishes: numbers.choices,
        chart: chart(&overview.movement),
        left: numbers.left,
        suppressed: numbers.suppressed,
    };
    desk.page(Frame::new(&desk, "readers", "readers"), view).await
}

#[derive(Serialize)]
struct OneView {
    person: PersonView,
    letter_days: Vec<String>,
    bounce_times: Vec<String>,
    failing: Option<String>,
    since: String,
    asked: String,
    confirmed: Option<String>,
    until: Option<String>,
    imported: Option<String>,
    suppressed: Option<String>,
    may_manage: bool,
    choices: [&'static str; 3],
    give_url: String,
}

/// One reader.
pub(super) async fn one(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let person = verbs::one(desk.press.app.newsroom(), &desk.act, ReaderId(id)).await?;
    let moment = |at: Instant| desk.press.zone().dateline(at);
    let reader = &person.reader;
    let view = OneView {
        letter_days: person.letters.iter().map(|(_, edition)| edition.day.strftime("%-d %B %Y").to_string()).collect(),
        bounce_times: person.bounces.iter().map(|one| moment(one.bounce.at)).collect(),
        failing: person.failing.map(|at| date(&desk, at)),
        since: moment(reader.consent.confirmed.unwrap_or(reader.consent.asked)),
        asked: moment(reader.consent.asked),
        confirmed: reader.consent.confirmed.map(moment),
        until: reader.ended.map(moment),
        imported: person.import.as_ref().map(|import| moment(import.at)),
        suppressed: person.suppression.as_ref().map(|entry| moment(entry.since)),
        may_manage: may_manage(&desk),
        choices: ["general", "follows", "both"],
        give_url: format!("/api/v1/readers/{id}/give"),
        person: PersonView::of(&person),
    };
    let frame = Frame { title: reader.email.as_str().to_owned(), ..Frame::new(&desk, "reader", "readers") };
    desk.page(frame, view).await
}

#[derive(Serialize)]
struct ImportsView {
    may_manage: bool,
    imports: Vec<ImportRow>,
}

#[derive(Serialize)]
struct ImportRow {
    when: String,
    #[serde(flatten)]
    import: ImportView,
}

/// Lists that were brought in, and the place to bring in another.
pub(super) async fn imports(desk: Desk) -> Result<Response, Fault> {
    let overview = verbs::overview(desk.press.app.newsroom(), &desk.act, 0).await?;
    let imports = overview.imports.iter().map(|import| ImportRow { when: date(&desk, import.at), import: ImportView::of(import) });
    let frame = Frame { words: &["readers_import"], data: json!({}), ..Frame::new(&desk, "readers_import", "readers") };
    desk.page(frame, ImportsView { may_manage: may_manage(&desk), imports: imports.collect() }).await
}

#[derive(Serialize)]
struct HeldPage {
    rows: Vec<HeldRow>,
}

#[derive(Serialize)]
struct HeldRow {
    when: String,
    #[serde(flatten)]
    held: HeldView,
}

/// Sign-ups that wait for a person.
pub(super) async fn held(desk: Desk) -> Result<Response, Fault> {
    let waiting = newsroom::subscribe::held(desk.press.app.newsroom(), &desk.act).await?;
    let rows = waiting.iter().map(|held| HeldRow { when: date(&desk, held.coupon.at), held: HeldView::of(held) }).collect();
    desk.page(Frame::new(&desk, "readers_held", "readers"), HeldPage { rows }).await
}

#[derive(Serialize)]
struct SuppressedView {
    may_manage: bool,
    rows: Vec<SuppressionRow>,
    next_url: Option<String>,
}

#[derive(Serialize)]
struct SuppressionRow {
    when: String,
    #[serde(flatten)]
    entry: SuppressionView,
}

/// The suppression list.
pub(super) async fn suppressed(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let list = verbs::suppressions(desk.press.app.newsroom(), &desk.act, asked.before, LISTED + 1).await?;
    let next = list.get(LISTED.saturating_sub(1)).filter(|_| list.len() > LISTED).map(|entry| entry.id);
    let rows = list.iter().take(LISTED).map(|entry| SuppressionRow { when: date(&desk, entry.since), entry: SuppressionView::of(entry) });
    let view = SuppressedView {
        may_manage: may_manage(&desk),
        rows: rows.collect(),
        next_url: next.map(|id| format!("/desk/readers/suppressed?before={id}")),
    };
    desk.page(Frame::new(&desk, "readers_suppressed", "readers"), view).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_reader_is_seen_beside_thousands() {
        let day = |n: i8, joined, ended| Movement { day: jiff_day(n), joined, ended };
        let chart = chart(&[day(3, 1, 0), day(2, 10_000, 3), day(1, 0, 0)]);
        let heights: Vec<_> = chart.bars.iter().map(|bar| (bar.x, bar.up, bar.down)).collect();
        assert_eq!(heights, [(0, 0, 0), (STEP, HALF, 2), (2 * STEP, 2, 0)], "the oldest at the left");
        assert_eq!((chart.joined, chart.ended, chart.first.as_str()), (10_001, 3, "1 November"));
    }

    fn jiff_day(n: i8) -> domain::time::Day {
        format!("2026-11-0{n}").parse().unwrap()
    }
}
