//! The paper's own facts.

use crate::cli::NewPaper;
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Context, Result};
use domain::email::Email;
use domain::paper::{Paper, Section};
use newsroom::paper as verbs;

/// What a new paper's house byline is called until its owner says otherwise.
const HOUSE_BYLINE: &str = "Staff Writer";

pub(super) async fn create(desk: &Desk, new: NewPaper, report: &dyn Report) -> Result<()> {
    let paper = Paper {
        name: new.name,
        tagline: String::new(),
        zone: verbs::zone(&new.zone)?,
        language: new.language,
        spot: "#e4002b".to_owned(),
        edition_minute: 390,
        publisher: new.publisher,
        postal_address: new.postal_address,
        email: Some(Email::parse(&new.email)?),
        base_url: new.url.trim_end_matches('/').to_owned(),
        ..Paper::default()
    };
    let sections = sections(&new.sections)?;
    verbs::create(&desk.newsroom, &doors::act("command line")?, &paper, &sections, &[HOUSE_BYLINE]).await?;
    report.line(&format!("“{}” is there. Next:", paper.name));
    report.line("  inkie import story.txt     read a first story");
    report.line("  inkie publish SLUG         make it live");
    report.line("  inkie serve                let it be read");
    Ok(())
}

fn sections(names: &[String]) -> Result<Vec<Section>> {
    let section = |(position, name): (usize, &String)| {
        let slug = text::fold::slug(name).with_context(|| format!("the section “{name}” gives no address"))?;
        Ok(Section::new(slug, name.trim(), i64::try_from(position)?))
    };
    names.iter().enumerate().map(section).collect()
}

pub(super) async fn show_or_set(desk: &Desk, set: &[String], report: &dyn Report) -> Result<()> {
    let mut values = Vec::new();
    for pair in set {
        let (name, value) = pair.split_once('=').with_context(|| format!("“{pair}” is not NAME=VALUE; write --set spot=#0047ff"))?;
        values.push((name.trim(), value));
    }
    if !values.is_empty() {
        verbs::change_all(&desk.newsroom, &doors::act("command line")?, &values).await?;
    }
    let paper = verbs::get(&desk.newsroom).await?;
    for setting in domain::settings::SETTINGS {
        report.line(&format!("{:15} {}", setting.name, setting.of(&paper)));
    }
    Ok(())
}
