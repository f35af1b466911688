//! What runs a paper, from the command line: the same verbs as at the desk.

use crate::cli::{Ads, FrontPage, Pages, Redirects, Sections};
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Context, Result, bail};
use domain::front::Slot;
use domain::id::{AdId, LayoutId};
use domain::slug::Slug;
use domain::time::{Day, Instant, Zone};
use newsroom::{ads, counts, front, intake, navigation, redirects};
use std::path::Path;

pub(super) async fn sections(desk: &Desk, command: Sections, report: &dyn Report) -> Result<()> {
    let (newsroom, act) = (&desk.newsroom, doors::act("command line")?);
    match command {
        Sections::List => {
            let conn = newsroom.store().read().await?;
            let sections = store::paper::sections(&conn)
                .await?
                .into_iter()
                .map(|section| (Some(section.position), section.slug, section.name, "section"));
            let pages = store::paper::pages(&conn).await?.into_iter().map(|page| (page.position, page.slug, page.title, "page"));
            let mut all: Vec<_> = sections.chain(pages).collect();
            all.sort_by_key(|(position, ..)| position.unwrap_or(i64::MAX));
            for (position, slug, name, what) in all {
                let place = if position.is_some() { "" } else { " (at the foot only)" };
                report.line(&format!("/{slug:24} {name} ({what}){place}"));
            }
        }
        Sections::Add { name, slug, description } => {
            let section = navigation::add_section(newsroom, &act, &name, slug.as_deref(), &description).await?;
            report.line(&format!("added {} (/{})", section.name, section.slug));
        }
        Sections::Change { section, name, slug, description } => {
            let (name, slug, description) = (name.as_deref(), slug.as_deref(), description.as_deref());
            let section = navigation::change_section(newsroom, &act, &Slug::parse(&section)?, name, slug, description).await?;
            report.line(&format!("{} (/{})", section.name, section.slug));
        }
        Sections::Merge { from, into } => {
            let moved = navigation::remove_section(newsroom, &act, &Slug::parse(&from)?, &Slug::parse(&into)?).await?;
            report.line(&format!("{moved} stories moved; /{from} leads to /{into}"));
        }
        Sections::Order { slugs } => {
            let order = slugs.iter().map(|slug| Slug::parse(slug)).collect::<Result<Vec<_>, _>>()?;
            navigation::arrange(newsroom, &act, &order).await?;
            report.line("the navigation is in this order now");
        }
    }
    Ok(())
}

pub(super) async fn pages(desk: &Desk, command: Pages, folder: &Path, report: &dyn Report) -> Result<()> {
    let (newsroom, act) = (&desk.newsroom, doors::act("command line")?);
    match command {
        Pages::List => {
            for page in store::paper::pages(&newsroom.store().read().await?).await? {
                report.line(&format!("/{:24} {}", page.slug, page.title));
            }
        }
        Pages::Put { file } => {
            let path = folder.join(file);
            let name = path.display().to_string();
            let text = std::fs::read_to_string(&path).with_context(|| format!("{name} cannot be read"))?;
            let folders: Vec<_> = path.parent().map(Path::to_owned).into_iter().collect();
            intake::page_file(newsroom, &act, &name, &text, &folders).await?;
            report.line(&format!("{name} is on the paper"));
        }
        Pages::Remove { page, to } => {
            let slug = Slug::parse(&page)?;
            let found =
                store::paper::page(&newsroom.store().read().await?, &slug).await?.with_context(|| format!("there is no page “{page}”"))?;
            navigation::remove_page(newsroom, &act, found.id, to.as_deref()).await?;
            report.line(&format!("/{slug} leads to {}", to.as_deref().unwrap_or("/")));
        }
    }
    Ok(())
}

pub(super) async fn redirects(desk: &Desk, command: Redirects, folder: &Path, report: &dyn Report) -> Result<()> {
    let (newsroom, act) = (&desk.newsroom, doors::act("command line")?);
    match command {
        Redirects::List { search, limit } => {
            for one in store::redirects::list(&newsroom.store().read().await?, "", &search, limit).await? {
                report.line(&format!("{} → {}", one.path, one.target));
            }
        }
        Redirects::Add { path, target } => {
            let made = redirects::add(newsroom, &act, &path, &target).await?;
            report.line(&format!("{} → {}", made.path, made.target));
        }
        Redirects::Remove { path } => {
            redirects::remove(newsroom, &act, &path).await?;
            report.line(&format!("{path} leads nowhere now"));
        }
        Redirects::Import { file } => {
            let path = folder.join(file);
            let name = path.display().to_string();
            let bytes = std::fs::read(&path).with_context(|| format!("{name} cannot be read"))?;
            let read = redirects::import(newsroom, &act, &bytes).await?;
            for (line, problem) in &read.problems {
                report.warn(&format!("{name}, line {line}: {problem}"));
            }
            report.line(&format!("{name}: {} redirects stand, {} lines do not", read.done, read.problems.len()));
            if read.done == 0 {
                bail!("{name}: no redirect was read");
            }
        }
    }
    Ok(())
}

pub(super) async fn front_page(desk: &Desk, command: FrontPage, report: &dyn Report) -> Result<()> {
    let (newsroom, act) = (&desk.newsroom, doors::act("command line")?);
    let zone = newsroom::paper::get(newsroom).await?.zone;
    match command {
        FrontPage::Show { at } => show(desk, &zone, at.map_or(Ok(act.now), |at| zone.read(&at))?, act.now, report).await?,
        FrontPage::Place { stories, from, until } => {
            let until = until.map(|until| zone.read(&until)).transpose()?;
            let from = from.map(|from| zone.read(&from)).transpose()?;
            let mut slots = Vec::new();
            for pair in &stories {
                let (place, story) = pair.split_once('=').with_context(|| format!("“{pair}” is not PLACE=STORY; write 0=some-story"))?;
                let place = place.trim().parse().with_context(|| format!("“{place}” is no place; 0 is the lead"))?;
                slots.push(Slot { place, story: newsroom::stories::find(newsroom, story.trim()).await?, until });
            }
            let conn = newsroom.store().read().await?;
            let had = match from {
                None => store::front::holding(&conn, act.now).await?,
                Some(from) => store::front::at(&conn, from).await?,
            };
            drop(conn);
            let saved = front::lay_out(newsroom, &act, had.map(|saved| saved.id), from, slots).await?;
            report.line(&format!("{} placed from {}", saved.layout.slots.len(), zone.dateline(saved.layout.from)));
        }
        FrontPage::GiveUp { number } => {
            front::give_up(newsroom, &act, LayoutId(number)).await?;
            report.line("given up");
        }
    }
    Ok(())
}

async fn show(desk: &Desk, zone: &Zone, then: Instant, now: Instant, report: &dyn Report) -> Result<()> {
    let conn = desk.newsroom.store().read().await?;
    let laid = front::at(&conn, now, then).await?;
    let shown = &laid.front;
    let stands = shown.lead.iter().chain(&shown.seconds).chain(&shown.river);
    for (place, story) in stands.enumerate() {
        let headline = laid.card(*story).map(|card| card.headline.clone()).unwrap_or_default();
        let by_hand =
            laid.layout.iter().flat_map(|layout| &layout.slots).any(|slot| slot.story == *story && shown.by_hand.contains(&slot.place));
        report.line(&format!("{place:>3}  {story:>6}  {headline}{}", if by_hand { "  (placed)" } else { "" }));
    }
    for saved in store::front::to_come(&conn, now).await? {
        report.line(&format!(
            "scheduled: number {} from {}, {} placed",
            saved.id,
            zone.dateline(saved.layout.from),
            saved.layout.slots.len()
        ));
    }
    Ok(())
}

fn day(text: &str) -> Result<Day> {
    text.parse().with_context(|| format!("“{text}” is no day; write it as 2026-11-20"))
}

pub(super) async fn run_ads(desk: &Desk, command: Ads, folder: &Path, report: &dyn Report) -> Result<()> {
    let (newsroom, act) = (&desk.newsroom, doors::act("command line")?);
    let zone = newsroom::paper::get(newsroom).await?.zone;
    match command {
        Ads::List => {
            for counted in ads::list(newsroom, &act, 500).await? {
                let (ad, total) = (&counted.ad, counted.total);
                let days = format!("{} to {}", zone.day(ad.draft.from), zone.day(ad.draft.until.plus_seconds(-1)));
                let run = ad.run(act.now).word();
                report.line(&format!(
                    "{:>4}  {:24} {days}  {run:8} pages {} seen {} followed {}",
                    ad.id, ad.draft.name, total.carried, total.seen, total.followed
                ));
            }
        }
        Ads::Add { picture, name, alt, link, places, sections, from, until } => {
            let path = folder.join(picture);
            let shown = path.display().to_string();
            let bytes = std::fs::read(&path).with_context(|| format!("{shown} cannot be read"))?;
            let file = path.file_name().and_then(|name| name.to_str()).unwrap_or("ad");
            let media = intake::put_media(newsroom, &act, file, &bytes).await?.key.as_str().to_owned();
            let (from, after) = (zone.start_of(day(&from)?), day(&until)?.tomorrow()?);
            let wish = ads::Wish { name, media, alt, link, places, sections, from, until: zone.start_of(after) };
            let ad = ads::add(newsroom, &act, wish).await?;
            report.line(&format!("ad number {} “{}”", ad.id, ad.draft.name));
        }
        Ads::Stop { number } => said(report, &ads::stop(newsroom, &act, AdId(number), true).await?, "stopped"),
        Ads::Run { number } => said(report, &ads::stop(newsroom, &act, AdId(number), false).await?, "runs"),
        Ads::Remove { number } => {
            ads::remove(newsroom, &act, AdId(number)).await?;
            report.line("removed, with its sums");
        }
    }
    Ok(())
}

fn said(report: &dyn Report, ad: &domain::ad::Ad, what: &str) {
    report.line(&format!("“{}” {what}", ad.draft.name));
}

pub(super) async fn read_today(desk: &Desk, limit: usize, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let today = counts::today(&desk.newsroom, &act, limit).await?;
    report.line(&format!(
        "{} pages today, {} in the last five minutes by this process",
        today.reads,
        desk.newsroom.counts().now(act.now, 1).reads
    ));
    for page in today.pages {
        report.line(&format!("{:>8}  {}", page.reads, page.headline.unwrap_or(page.path)));
    }
    for (query, times) in today.vain {
        report.line(&format!("{times:>8}  looked for in vain this week: {query}"));
    }
    Ok(())
}

pub(super) async fn try_mail(desk: &Desk, to: &str, report: &dyn Report) -> Result<()> {
    let to = domain::email::Email::parse(to)?;
    let tried = newsroom::mail_server::try_out(&desk.newsroom, &doors::act("command line")?, &desk.sender.outbox, &to).await?;
    report.line(&format!("{}: {}", tried.server, tried.answer));
    if tried.accepted { Ok(()) } else { bail!("the test mail was not taken") }
}
