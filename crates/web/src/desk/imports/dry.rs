//! The dry run of a source at the desk: its sum, and its lists a page at a time.

use super::{Asked, Count, counts};
use crate::desk::Desk;
use crate::http::fault::Fault;
use domain::time::Instant;
use newsroom::VerbError;
use newsroom::moving::{self, Dry, Kept, List, Noted, Told};
use serde::Serialize;
use std::collections::BTreeMap;
use store::movings::Moving;
use text::template::urls;

/// Findings of an entry that a row shows; its page in the desk shows all, once it is in.
const SHOWN: usize = 4;

#[derive(Serialize)]
struct Tab {
    list: &'static str,
    count: u64,
    url: String,
    here: bool,
}

#[derive(Serialize)]
struct FindingView {
    about: String,
    text: String,
}

#[derive(Serialize)]
struct EntryView {
    place: u64,
    line: u64,
    headline: String,
    kind: String,
    status: String,
    becomes: String,
    date: Option<String>,
    section: Option<String>,
    bylines: String,
    artists: String,
    findings: Vec<FindingView>,
    more: usize,
}

#[derive(Serialize)]
struct KindView {
    kind: String,
    status: String,
    count: u64,
}

#[derive(Serialize)]
struct FieldView {
    name: String,
    times: u64,
    sample: String,
}

#[derive(Serialize)]
pub(super) struct DryView {
    address: String,
    version: String,
    entries: u64,
    stories: u64,
    pages: u64,
    files: u64,
    /// What stays there, by reason.
    left: Vec<Count>,
    stays: u64,
    kinds: Vec<KindView>,
    findings: Vec<Count>,
    clips: u64,
    pictures: u64,
    to_fetch: u64,
    pictures_there: u64,
    addresses: usize,
    comments: u64,
    members: u64,
    fields: Vec<FieldView>,
    tabs: Vec<Tab>,
    list: &'static str,
    rows: Vec<EntryView>,
    notes: Vec<Noted>,
    previous_url: Option<String>,
    next_url: Option<String>,
    page: usize,
    pages_in_all: usize,
}

/// The dry run of an import; nothing when none is kept any more.
pub(super) async fn view(desk: &Desk, moving: &Moving, asked: &Asked) -> Result<Option<DryView>, Fault> {
    let newsroom = desk.press.app.newsroom();
    let kept = match moving::dry(newsroom, &desk.act, moving.id).await {
        Ok(kept) => kept,
        Err(VerbError::Absent(_)) => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let list = List::from_word(&asked.list).unwrap_or(if kept.rows(List::Doubtful) > 0 { List::Doubtful } else { List::Comes });
    let (mut rows, mut notes) = (Vec::new(), Vec::new());
    if list == List::Notes {
        notes = moving::rows(newsroom, &desk.act, moving.id, list, asked.page).await?;
    } else {
        let told: Vec<Told> = moving::rows(newsroom, &desk.act, moving.id, list, asked.page).await?;
        rows = told.into_iter().map(|told| entry(desk, told, &kept.dry.mapping.new_sections)).collect();
    }
    let url = |list: List, page: usize| {
        let page = if page == 0 { String::new() } else { page.to_string() };
        urls::desk(&format!("imports/{}", moving.id), &[("list", list.word()), ("page", &page)], None)
    };
    let tabs = List::ALL.into_iter().filter(|one| *one != List::Notes || kept.rows(*one) > 0);
    let tabs = tabs.map(|one| Tab { list: one.word(), count: kept.rows(one), url: url(one, 0), here: one == list }).collect();
    let pages = kept.pages(list);
    Ok(Some(DryView {
        tabs,
        list: list.word(),
        rows,
        notes,
        previous_url: asked.page.checked_sub(1).map(|page| url(list, page)),
        next_url: Some(asked.page.saturating_add(1)).filter(|next| *next < pages).map(|next| url(list, next)),
        page: asked.page.saturating_add(1),
        pages_in_all: pages,
        ..sum(kept)
    }))
}

fn sum(kept: Kept) -> DryView {
    let Dry {
        address, version, entries, kinds, mut becomes, findings, clips, files, to_fetch, addresses, comments, members, fields, ..
    } = kept.dry;
    let mut of = |what: &str| becomes.remove(what).unwrap_or_default();
    let (stories, pages, attachments) = (of(moving::STORY), of(moving::PAGE), of("file"));
    DryView {
        address,
        version,
        entries,
        stories,
        pages,
        files: attachments,
        stays: becomes.values().sum(),
        left: counts(&becomes),
        kinds: kinds.into_iter().map(|(kind, status, count)| KindView { kind, status, count }).collect(),
        findings: counts(&findings),
        clips,
        pictures: files.0,
        to_fetch,
        pictures_there: files.1,
        addresses,
        comments: comments.0 + comments.1,
        members,
        fields: fields.into_iter().map(|(name, times, sample)| FieldView { name, times, sample }).collect(),
        tabs: Vec::new(),
        list: "",
        rows: Vec::new(),
        notes: Vec::new(),
        previous_url: None,
        next_url: None,
        page: 0,
        pages_in_all: 0,
    }
}

fn entry(desk: &Desk, told: Told, new_sections: &BTreeMap<String, String>) -> EntryView {
    let known =
        |slug: &String| desk.press.matter.sections.iter().find(|section| section.slug.as_str() == slug).map(|section| &section.name);
    let section = told.section.as_ref().map(|slug| known(slug).or(new_sections.get(slug)).unwrap_or(slug).clone());
    let date = told.date.and_then(|date| date.parse().ok()).map(Instant::from_timestamp);
    EntryView {
        place: told.place,
        line: told.line,
        headline: told.headline,
        kind: told.kind,
        status: told.status,
        becomes: told.becomes,
        date: date.map(|at| desk.press.zone().date_words(at)),
        section,
        bylines: told.bylines.join(", "),
        artists: told.artists.join(", "),
        more: told.findings.len().saturating_sub(SHOWN),
        findings: told.findings.into_iter().take(SHOWN).map(|(about, text)| FindingView { about, text }).collect(),
    }
}
