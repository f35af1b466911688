//! The settings, a tab each: made from their declarations; sections, and redirects.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use crate::http::form::Pairs;
use crate::running_view::settings::{self as shown, SettingBody};
use axum::extract::{Path, RawQuery};
use axum::response::{Redirect, Response};
use domain::navigation::Redirect as Leads;
use domain::role::Verb;
use domain::settings::Tab;
use newsroom::outbox::Outbox;
use serde::Serialize;
use store::stories::{CardFilter, count};

#[derive(Serialize)]
struct StopView {
    destination: String,
    until: String,
    reply: String,
}

#[derive(Serialize)]
struct SettingsView {
    tab: String,
    tabs: Vec<TabView>,
    settings: Vec<SettingBody>,
    zones: Vec<String>,
    sections: Vec<SectionView>,
    redirects: Vec<RedirectView>,
    redirects_next: Option<String>,
    q: String,
    /// Destinations that refuse the paper's mail.
    stops: Vec<StopView>,
    /// Where this process was told to hand mail to, when it was.
    process_outbox: Option<String>,
    own_email: String,
}

#[derive(Serialize)]
struct TabView {
    name: String,
    url: String,
    here: bool,
}

#[derive(Serialize)]
struct SectionView {
    slug: String,
    name: String,
    description: String,
    url: String,
    page: bool,
    /// A page that stands among the sections; a section always does.
    in_navigation: bool,
    stories: usize,
    others: Vec<(String, String)>,
}

#[derive(Serialize)]
struct RedirectView {
    path: String,
    target: String,
    /// The path as a query has it.
    query: String,
}

/// Tabs beside those of the declarations.
const OTHERS: [&str; 2] = ["sections", "redirects"];
const REDIRECTS: usize = 100;

pub(super) async fn first() -> Redirect {
    Redirect::to("/desk/settings/paper")
}

pub(super) async fn page(desk: Desk, Path(tab): Path<String>, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    desk.act.allow(Verb::Configure).map_err(|refusal| Fault::not_allowed(refusal.to_string()))?;
    if Tab::from_word(&tab).is_none() && !OTHERS.contains(&tab.as_str()) {
        return Err(Fault::not_found());
    }
    let query = Pairs::read(query.as_deref().unwrap_or_default());
    let paper = desk.press.matter.paper.clone();
    let mut settings = shown::body(&paper).settings;
    settings.retain(|setting| setting.tab() == tab);
    let names = Tab::ALL.map(Tab::word).into_iter().chain(OTHERS);
    let (redirects, redirects_next) = if tab == "redirects" { redirects(&desk, &query).await? } else { (Vec::new(), None) };
    let view = SettingsView {
        tabs: names
            .map(|word| TabView {
                name: desk.word(&format!("settings.tab_{word}")),
                url: format!("/desk/settings/{word}"),
                here: word == tab,
            })
            .collect(),
        settings,
        zones: if tab == "paper" { zone_names() } else { Vec::new() },
        sections: if tab == "sections" { sections(&desk).await? } else { Vec::new() },
        redirects,
        redirects_next,
        q: query.word("q").unwrap_or_default().to_owned(),
        stops: if tab == "mail" { stops(&desk).await? } else { Vec::new() },
        process_outbox: match &desk.press.app.settings().outbox {
            Outbox::Unset => None,
            Outbox::Mailbox => Some("/-/mailbox".to_owned()),
            Outbox::Smtp { way, .. } => Some(way.to_string()),
        },
        own_email: desk.staff.email.as_str().to_owned(),
        tab,
    };
    desk.page(Frame { words: &["settings.script"], ..Frame::new(&desk, "settings", "settings") }, view).await
}

/// The most destinations that are shown.
const STOPS: usize = 50;

async fn stops(desk: &Desk) -> Result<Vec<StopView>, Fault> {
    let zone = &desk.press.matter.paper.zone;
    let stops = store::mail_stops::list(&desk.press.conn, STOPS).await?;
    Ok(stops
        .into_iter()
        .map(|stop| StopView { until: zone.dateline(stop.until), destination: stop.destination, reply: stop.reply })
        .collect())
}

/// The names of all zones that have a place's name.
fn zone_names() -> Vec<String> {
    domain::time::zones().into_iter().filter(|name| name.contains('/') && !name.starts_with("Etc/")).collect()
}

async fn sections(desk: &Desk) -> Result<Vec<SectionView>, Fault> {
    let all = &desk.press.matter.sections;
    let mut rows = Vec::new();
    for section in all {
        let filter = CardFilter { section: Some(section.slug.clone()), ..CardFilter::default() };
        let others = all.iter().filter(|other| other.slug != section.slug);
        let view = SectionView {
            slug: section.slug.as_str().to_owned(),
            name: section.name.clone(),
            description: section.description.clone(),
            url: format!("/{}", section.slug),
            page: false,
            in_navigation: true,
            stories: count(&desk.press.conn, &filter).await?,
            others: others.map(|other| (other.slug.as_str().to_owned(), other.name.clone())).collect(),
        };
        rows.push((section.position, view));
    }
    for page in store::paper::pages(&desk.press.conn).await? {
        let view = SectionView {
            slug: page.slug.as_str().to_owned(),
            name: page.title,
            description: String::new(),
            url: format!("/{}", page.slug),
            page: true,
            in_navigation: page.position.is_some(),
            stories: 0,
            others: Vec::new(),
        };
        rows.push((page.position.unwrap_or(i64::MAX), view));
    }
    rows.sort_by_key(|(position, _)| *position);
    Ok(rows.into_iter().map(|(_, view)| view).collect())
}

async fn redirects(desk: &Desk, query: &Pairs) -> Result<(Vec<RedirectView>, Option<String>), Fault> {
    let (after, q) = (query.word("after").unwrap_or_default(), query.word("q").unwrap_or_default());
    let mut found = store::redirects::list(&desk.press.conn, after, q, REDIRECTS + 1).await?;
    let more = found.len() > REDIRECTS;
    found.truncate(REDIRECTS);
    let next = found.last().filter(|_| more).map(|last| encoded(&last.path));
    let view = |Leads { path, target }: Leads| RedirectView { query: encoded(&path), path, target };
    Ok((found.into_iter().map(view).collect(), next))
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
