//! The newsletter.

use crate::cli::Edition as Command;
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::{Context, Result};
use domain::edition::{Delivery, Edition, Tally};
use domain::time::Day;
use newsroom::{deliver, edition as verbs};
use serde_json::json;

pub(super) async fn run(desk: &Desk, command: Command, report: &dyn Report) -> Result<()> {
    match command {
        Command::Compose => {
            let edition = verbs::compose(&desk.newsroom, &doors::act("command line")?).await?;
            report.line(&format!("edition of {}: {} stories, led by “{}”", edition.day, edition.stories.len(), edition.subject));
            report.line("send it with `inkie edition send`");
            Ok(())
        }
        Command::Send { day } => send(desk, day.as_deref(), report).await,
        Command::Hold { day } => {
            let edition = verbs::find(&desk.newsroom, parse(day.as_deref())?).await?;
            verbs::hold(&desk.newsroom, &doors::act("command line")?, edition.id).await?;
            report.line(&format!("the edition of {} is held; `inkie edition send` goes on", edition.day));
            Ok(())
        }
        Command::List { json } => list(desk, json, report).await,
    }
}

fn parse(day: Option<&str>) -> Result<Option<Day>> {
    day.map(|day| day.parse().with_context(|| format!("“{day}” is no day; write it as 2015-03-27"))).transpose()
}

async fn send(desk: &Desk, day: Option<&str>, report: &dyn Report) -> Result<()> {
    let edition = verbs::find(&desk.newsroom, parse(day)?).await?;
    let edition = verbs::release(&desk.newsroom, &doors::act("command line")?, edition.id).await?;
    let total = |tally: &Tally| u64::try_from(tally.total()).unwrap_or(0);
    let progress = |tally: &Tally| report.progress("letters", total(tally) - u64::try_from(tally.open()).unwrap_or(0), total(tally));
    let tally = deliver::send(&desk.newsroom, edition.id, &desk.sender, &progress).await?;
    tell(desk, &edition, &tally, report).await
}

async fn tell(desk: &Desk, edition: &Edition, tally: &Tally, report: &dyn Report) -> Result<()> {
    report.line(&format!("edition of {}: {}", edition.day, words(tally)));
    if tally.in_doubt > 0 {
        report.warn("in doubt: the mail server has the letter or not; it is not sent again by itself. To:");
        for email in deliver::addresses(&desk.newsroom, edition.id, Delivery::InDoubt).await? {
            report.warn(&format!("  {email}"));
        }
    }
    if tally.deferred > 0 {
        report.line("deferred letters go out with the next `inkie edition send`, or by themselves while `inkie serve` runs");
    }
    Ok(())
}

/// Every state that has letters, in words.
fn words(tally: &Tally) -> String {
    let states = [
        ("accepted", tally.accepted),
        ("refused", tally.failed),
        ("deferred", tally.deferred),
        ("in doubt", tally.in_doubt),
        ("left before it began", tally.suppressed),
        ("still to go", tally.pending + tally.claimed + tally.dotting),
    ];
    let told: Vec<String> = states.iter().filter(|(_, n)| *n > 0).map(|(state, n)| format!("{n} {state}")).collect();
    if told.is_empty() { "no letters".to_owned() } else { told.join(", ") }
}

async fn list(desk: &Desk, as_json: bool, report: &dyn Report) -> Result<()> {
    for edition in verbs::list(&desk.newsroom, 30).await? {
        let tally = deliver::tally(&desk.newsroom, edition.id).await?;
        if as_json {
            let counts = json!({ "pending": tally.pending, "claimed": tally.claimed, "dotting": tally.dotting, "accepted": tally.accepted, "deferred": tally.deferred, "failed": tally.failed, "in_doubt": tally.in_doubt, "suppressed": tally.suppressed });
            report.line(&json!({ "day": edition.day.to_string(), "state": edition.state.word(), "subject": edition.subject, "stories": edition.stories.len(), "letters": counts }).to_string());
        } else {
            report.line(&format!(
                "{}  {:9}  {} stories  {}  “{}”",
                edition.day,
                edition.state.word(),
                edition.stories.len(),
                words(&tally),
                edition.subject
            ));
        }
    }
    Ok(())
}
