//! The demo paper: loaded once into an empty data directory, as if its newest day were today.

mod queue;
mod records;

use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Context, Result};
use domain::act::Act;
use domain::email::Email;
use domain::paper::{Paper, Section};
use domain::reader::Choice;
use domain::role::Role;
use domain::slug::Slug;
use domain::time::{Day, Instant, Zone};
use jiff::Span;
use jiff::civil::{Time, date};
use newsroom::VerbError;
use newsroom::intake::{self, Options};
use newsroom::staff::Invitation;
use newsroom::{artists, deliver, edition, paper, subscribe};
use rust_embed::RustEmbed;
use serde::Deserialize;

#[derive(RustEmbed)]
#[folder = "../../demo"]
#[include = "paper.toml"]
#[include = "artists.jsonl"]
#[include = "works.tsv"]
#[include = "desk/*"]
#[include = "stories/*.md"]
#[include = "pages/*.md"]
#[include = "pictures/*.jpg"]
#[include = "audio/*.ogg"]
struct Files;

/// The day that the demo's newest stories are dated.
const NEWEST_DAY: Day = date(2026, 11, 20);
/// The time of the newest one.
const NEWEST_TIME: Time = Time::constant(11, 29, 0, 0);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PaperFile {
    name: String,
    tagline: String,
    zone: String,
    language: String,
    spot: String,
    edition_hour: String,
    house_bylines: Vec<String>,
    publisher: String,
    postal_address: String,
    email: String,
    section: Vec<SectionFile>,
    person: Vec<PersonFile>,
    staff: Vec<StaffFile>,
}

#[derive(Deserialize)]
struct SectionFile {
    slug: String,
    name: String,
}

#[derive(Deserialize)]
struct PersonFile {
    name: String,
    #[serde(rename = "slug")]
    _slug: String,
    bio: String,
}

#[derive(Deserialize)]
struct StaffFile {
    name: String,
    email: String,
    role: String,
}

/// Loads the demo paper, composes its edition and puts it into the mailbox. Does nothing when a paper is there, but goes
/// on with a demo that was interrupted: its edition is the last thing made.
///
/// # Errors
/// When the demo's own files are broken, which a test rules out, or the store fails.
pub(crate) async fn load(desk: &Desk, base_url: &str, report: &dyn Report) -> Result<()> {
    let file: PaperFile = toml::from_str(&file_text("paper.toml")?).context("demo/paper.toml")?;
    let act = doors::act("demo")?;
    let zone = paper::zone(&file.zone)?;
    match paper::get(&desk.newsroom).await {
        Err(VerbError::Absent(_)) => found(desk, &act, &file, base_url).await?,
        Err(error) => return Err(error.into()),
        Ok(there) if there.publisher == file.publisher && edition::list(&desk.newsroom, 1).await?.is_empty() => {}
        Ok(_) => return Ok(()),
    }
    people(desk, &act, &file).await?;
    staff(desk, &file).await?;
    let lines = file_text("artists.jsonl")?;
    let mut read = wire::import::artists::read(lines.as_bytes(), "demo/artists.jsonl")
        .map(|line| line.map_err(|problem| (problem.line, problem.problem)));
    artists::import(&desk.newsroom, &act, &mut read, &|_| {}).await?;
    let shift = shift(&zone, act.now)?;
    media(desk, &act).await?;
    records::works(desk, &act).await?;
    stories(desk, &act, &shift, report).await?;
    records::told(desk).await?;
    pages(desk, &act).await?;
    queue::lay(desk, &zone).await?;
    readers(desk, &act).await?;
    let today = edition::compose(&desk.newsroom, &doors::act("demo")?).await?;
    edition::release(&desk.newsroom, &doors::act("demo")?, today.id).await?;
    deliver::send(&desk.newsroom, today.id, &desk.sender, &|_| {}).await?;
    Ok(())
}

/// Says where the demo is served now: its port may be another one than last time.
///
/// # Errors
/// When the store fails.
pub(crate) async fn move_to(desk: &Desk, base_url: &str) -> Result<()> {
    let paper = paper::get(&desk.newsroom).await?;
    if paper.base_url != base_url && paper.host() == "127.0.0.1" {
        paper::change(&desk.newsroom, &doors::act("demo")?, "url", base_url).await?;
    }
    Ok(())
}

fn file_text(name: &str) -> Result<String> {
    let file = Files::get(name).with_context(|| format!("demo/{name} is not in this program"))?;
    Ok(String::from_utf8(file.data.into_owned())?)
}

fn names(folder: &str) -> Vec<String> {
    let mut names: Vec<String> = Files::iter().filter(|name| name.starts_with(folder)).map(std::borrow::Cow::into_owned).collect();
    names.sort();
    names
}

async fn found(desk: &Desk, act: &Act, file: &PaperFile, base_url: &str) -> Result<()> {
    let facts = Paper {
        name: file.name.clone(),
        tagline: file.tagline.clone(),
        zone: paper::zone(&file.zone)?,
        language: file.language.clone(),
        spot: file.spot.clone(),
        edition_minute: domain::settings::edition_minute(&file.edition_hour)?,
        publisher: file.publisher.clone(),
        postal_address: file.postal_address.clone(),
        email: Some(Email::parse(&file.email)?),
        base_url: base_url.to_owned(),
        ..Paper::default()
    };
    let section =
        |(position, section): (usize, &SectionFile)| Ok(Section::new(Slug::parse(&section.slug)?, &section.name, i64::try_from(position)?));
    let sections = file.section.iter().enumerate().map(section).collect::<Result<Vec<_>>>()?;
    let house: Vec<&str> = file.house_bylines.iter().map(String::as_str).collect();
    paper::create(&desk.newsroom, act, &facts, &sections, &house).await?;
    Ok(())
}

async fn people(desk: &Desk, act: &Act, file: &PaperFile) -> Result<()> {
    for person in &file.person {
        paper::put_person(&desk.newsroom, act, &person.name, &person.bio).await?;
    }
    Ok(())
}

/// Who works at the desk; a demo that was interrupted knows them already.
async fn staff(desk: &Desk, file: &PaperFile) -> Result<()> {
    for one in &file.staff {
        let role = Role::from_word(&one.role).with_context(|| format!("demo/paper.toml: “{}” is no role", one.role))?;
        let invitation = Invitation { name: one.name.clone(), email: one.email.clone(), role, mailed: false };
        match newsroom::staff::invite(&desk.newsroom, &doors::act("demo")?, &invitation).await {
            Ok(_) | Err(VerbError::Refused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// The way to the desk: a link for its owner while nobody is signed in, and the desk itself once somebody is.
///
/// # Errors
/// When the store fails.
pub(crate) async fn way_to_the_desk(desk: &Desk, base_url: &str) -> Result<String> {
    let now = doors::now();
    let staff = newsroom::staff::list(&desk.newsroom, &doors::act("demo")?).await?;
    let owner = staff.iter().map(|member| &member.staff).find(|staff| staff.role == Role::Owner && staff.may_sign_in());
    let signed_in = newsroom::signin::anybody_in(&desk.newsroom, now).await?;
    let path = match owner {
        Some(owner) if !signed_in => {
            let link = newsroom::signin::link_for(&desk.newsroom, &doors::act("demo")?, owner.email.as_str()).await?;
            text::template::urls::desk_sign_in(&link.0)
        }
        _ => "/desk".to_owned(),
    };
    Ok(format!("{base_url}{path}"))
}

/// How many days the demo's dates move, so that its newest story ran today, or yesterday when its hour is to come.
fn shift(zone: &Zone, now: Instant) -> Result<Span> {
    let here = zone.wall_clock(now);
    let newest = if here.time() > NEWEST_TIME { here.date() } else { here.date().yesterday()? };
    Ok(NEWEST_DAY.until(newest)?)
}

/// Moves every date in a text that is written as `2026-11-20`.
fn moved(text: &str, shift: &Span) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("20") {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let day = from.get(..10).filter(|word| word.bytes().filter(|b| *b == b'-').count() == 2).and_then(|word| word.parse::<Day>().ok());
        match day.and_then(|day| day.checked_add(*shift).ok()) {
            Some(day) => out.push_str(&day.to_string()),
            None => out.push_str("20"),
        }
        let taken = if day.is_some() { 10 } else { 2 };
        rest = from.get(taken..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

async fn media(desk: &Desk, act: &Act) -> Result<()> {
    for name in names("pictures/").into_iter().chain(names("audio/")) {
        let file = Files::get(&name).with_context(|| format!("demo/{name} is not in this program"))?;
        let short = name.rsplit('/').next().unwrap_or(&name);
        intake::put_media(&desk.newsroom, act, short, &file.data).await?;
    }
    Ok(())
}

async fn stories(desk: &Desk, act: &Act, shift: &Span, report: &dyn Report) -> Result<()> {
    // Oldest first, so that numbers rise with time: the files count from the newest.
    let mut names = names("stories/");
    names.reverse();
    let total = names.len() as u64;
    for (done, name) in (1_u64..).zip(&names) {
        let story = moved(&file_text(name)?, shift);
        intake::story_file(&desk.newsroom, act, &format!("demo/{name}"), &story, &Options::default()).await?;
        report.progress("stories", done, total);
    }
    Ok(())
}

async fn pages(desk: &Desk, act: &Act) -> Result<()> {
    for name in names("pages/") {
        intake::page_file(&desk.newsroom, act, &format!("demo/{name}"), &file_text(&name)?, &[]).await?;
    }
    Ok(())
}

/// Three readers, one of each choice, so that the mailbox has something to show.
async fn readers(desk: &Desk, act: &Act) -> Result<()> {
    let follows = [Slug::parse("saltwater-choir")?, Slug::parse("dead-postcodes")?];
    for (name, choice) in [("everything", Choice::General), ("my-bands", Choice::Follows), ("my-bands-first", Choice::Both)] {
        let email = Email::parse(&format!("{name}@reader.example"))?;
        let follows: &[Slug] = if choice == Choice::General { &[] } else { &follows };
        subscribe::admit(&desk.newsroom, act, email, choice, follows, "demo").await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::ToSpan;

    #[test]
    fn dates_move_and_other_numbers_stay() {
        let shift = 40.days();
        assert_eq!(
            moved("date = \"2026-11-20 11:29\" of 2014, 20-odd, 2026-13-45", &shift),
            "date = \"2026-12-30 11:29\" of 2014, 20-odd, 2026-13-45"
        );
    }

    #[test]
    fn the_newest_story_is_never_in_the_future() {
        let zone = Zone::named("Australia/Melbourne").unwrap();
        for hour in 0..48 {
            let now = Instant::from_micros(1_795_000_000_000_000).plus_seconds(hour * 3_600);
            let day = NEWEST_DAY.checked_add(shift(&zone, now).unwrap()).unwrap();
            assert!(zone.instant(day.to_datetime(NEWEST_TIME)).unwrap() <= now, "{now}");
        }
    }
}
