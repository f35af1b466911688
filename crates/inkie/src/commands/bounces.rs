//! What came back.

use crate::cli::Bounces as Command;
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Context, Result, bail};
use domain::bounce::Kind;
use newsroom::bounce::{self as verbs, Bounced, Handled, Taken};
use serde_json::json;
use std::path::Path;
use store::bounces::Filter;

pub(super) async fn run(desk: &Desk, command: Command, folder: &Path, report: &dyn Report) -> Result<()> {
    match command {
        Command::List { kind, limit, json } => list(desk, kind.as_deref(), limit, json, report).await,
        Command::Failing => failing(desk, report).await,
        Command::Take { file } => take(desk, &folder.join(file), report).await,
    }
}

async fn list(desk: &Desk, kind: Option<&str>, limit: usize, as_json: bool, report: &dyn Report) -> Result<()> {
    let known = || Kind::ALL.map(Kind::word).join(", ");
    let kind =
        kind.map(|word| Kind::from_word(word).with_context(|| format!("there is no kind “{word}”; there is {}", known()))).transpose()?;
    let listed = verbs::list(&desk.newsroom, &doors::act("command line")?, Filter { kind, ..Filter::default() }, limit).await?;
    for Bounced { bounce, day, email } in &listed.bounces {
        let day = day.map(|day| day.to_string());
        if as_json {
            let told = json!({
                "at": bounce.at.rfc3339(), "kind": bounce.kind.word(), "status": bounce.status, "reason": bounce.reason, "edition": day,
                "reader": bounce.reader, "address": email.as_ref().map(ToString::to_string), "way": bounce.via,
            });
            report.line(&told.to_string());
        } else {
            let email = email.as_ref().map_or_else(|| "(erased)".to_owned(), ToString::to_string);
            let (at, kind) = (bounce.at.rfc3339(), bounce.kind.label());
            report.line(&format!("{at}  {kind:15}  {:7}  {:10}  {email}  {}", bounce.status, day.unwrap_or_default(), bounce.reason));
        }
    }
    if !as_json && listed.bounces.is_empty() {
        report.line("nothing came back");
    }
    if !as_json && listed.more {
        report.line("and more: say --limit or --kind");
    }
    Ok(())
}

async fn failing(desk: &Desk, report: &dyn Report) -> Result<()> {
    let failing = verbs::failing(&desk.newsroom, &doors::act("command line")?).await?;
    for one in &failing {
        report.line(&format!("{}  since {}", one.reader.email, one.since.rfc3339()));
    }
    if failing.is_empty() {
        report.line("no mailbox has failed for two weeks");
    }
    Ok(())
}

async fn take(desk: &Desk, file: &Path, report: &dyn Report) -> Result<()> {
    let raw = std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let said = match verbs::take_mail(&desk.newsroom, &doors::act("command line")?, &raw, &[], "file").await? {
        Handled::Taken(Taken::Suppressed) => "taken: the reader is never mailed again",
        Handled::Taken(Taken::Left) => "taken: the reader counts as having left",
        Handled::Taken(Taken::Noted) => "taken: written down, the reader is mailed as before",
        Handled::Taken(Taken::Again) => "it was taken before; nothing was changed",
        Handled::Taken(Taken::NotOurs) => bail!("no token in it is ours, or it has run out; nothing was changed"),
        Handled::Nothing => "it tells of no failure; nothing was changed",
        Handled::Other => bail!("this is no bounce and no complaint; nothing was changed"),
    };
    report.line(said);
    Ok(())
}
