//! Commands on an opened paper. They run the same in a process of their own and inside a server that was asked.

mod artists;
mod bounces;
mod edition;
mod import;
mod links;
mod mail;
mod moving;
mod nights;
mod paper;
mod quotations;
mod readers;
mod running;
mod staff;
mod stories;
mod works;

use crate::cli::{Command, DoctorPart};
use crate::desk::Desk;
use crate::report::Report;
use anyhow::{Result, bail};
use domain::mail_way::Way;
use std::path::Path;

/// Runs a command; relative paths in it begin at `folder`, letters go to the mail server that it names.
///
/// # Errors
/// What it failed with, in words for the person.
pub(crate) async fn run(desk: &Desk, command: Command, smtp: Option<&str>, folder: &Path, report: &dyn Report) -> Result<()> {
    let desk = &desk.with_smtp(smtp.map(Way::parse).transpose()?.flatten());
    match command {
        Command::New(new) => paper::create(desk, new, report).await,
        Command::Paper { try_mail: Some(to), .. } => running::try_mail(desk, &to, report).await,
        Command::Paper { set, try_mail: None } => paper::show_or_set(desk, &set, report).await,
        Command::Sections(command) => running::sections(desk, command, report).await,
        Command::Pages(command) => running::pages(desk, command, folder, report).await,
        Command::Redirects(command) => running::redirects(desk, command, folder, report).await,
        Command::Front(command) => running::front_page(desk, command, report).await,
        Command::Ads(command) => running::run_ads(desk, command, folder, report).await,
        Command::Counts { limit } => running::read_today(desk, limit, report).await,
        Command::Import(import) => import::run(desk, import, folder, report).await,
        Command::Publish { story } => stories::publish(desk, &story, report).await,
        Command::Withdraw { story, reason } => stories::withdraw(desk, &story, &reason, report).await,
        Command::Correct { story, note, new_version, tell } => stories::correct(desk, &story, &note, (new_version, tell), report).await,
        Command::Stories { limit, json } => stories::list(desk, limit, json, report).await,
        Command::Artists(command) => artists::run(desk, command, folder, report).await,
        Command::Works(command) => works::run(desk, command, folder, report).await,
        Command::Nights(command) => nights::run(desk, command, folder, report).await,
        Command::Quotations(command) => quotations::run(desk, command, report).await,
        Command::Threads(command) => quotations::threads(desk, command, report).await,
        Command::Links(command) => links::run(desk, command, report).await,
        Command::Edition(command) => edition::run(desk, command, report).await,
        Command::Readers(command) => readers::run(desk, command, folder, report).await,
        Command::Bounces(command) => bounces::run(desk, command, folder, report).await,
        Command::Staff(command) => staff::run(desk, command, report).await,
        Command::Export { folder: to } => export(desk, &folder.join(to), report).await,
        Command::Mail(command) => mail::run(desk, command, report).await,
        Command::Doctor { part: None, json } => crate::doctor::run(desk, json, report).await,
        Command::Doctor { part: Some(DoctorPart::Mail { address, name_server }), json } => {
            crate::doctor::mail::run(desk, &address, name_server, json, report).await
        }
        Command::Demo { .. } | Command::Serve | Command::Migrate => bail!("this runs on its own, not beside a running server"),
    }
}

async fn export(desk: &Desk, to: &Path, report: &dyn Report) -> Result<()> {
    let snapshot = desk.newsroom.store().snapshot().await?;
    let exported = store::backup::export(&snapshot, to, desk.newsroom.blobs()).await?;
    for key in &exported.lost {
        report.warn(&format!("the file {} is gone or damaged and was left out", key.as_str()));
    }
    report.line(&format!("wrote {} rows and {} files to {}", exported.rows, exported.files, to.display()));
    report.line("it holds the addresses of readers: keep it as such");
    Ok(())
}
