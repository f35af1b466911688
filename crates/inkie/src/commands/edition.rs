//! The newsletter.

mod sending;

use crate::cli::Edition as Command;
use crate::desk::Desk;
use crate::doors;
use crate::report::{Report, counted};
use anyhow::{Context, Result};
use domain::edition::{Edition, Name, State, Tally};
use domain::email::Email;
use domain::reader::Choice;
use domain::slug::Slug;
use newsroom::edition::{AsReader, Goes, Special};
use newsroom::{deliver, edition as verbs};
use serde_json::json;

pub(super) async fn run(desk: &Desk, command: Command, report: &dyn Report) -> Result<()> {
    match command {
        Command::Compose => {
            let edition = verbs::compose(&desk.newsroom, &doors::act("command line")?).await?;
            report.line(&format!("edition of {}: {}, led by “{}”", edition.name(), stories(&edition), edition.subject));
            report.line("send it with `inkie edition send`");
            Ok(())
        }
        Command::Send { day, dry_run: false } => sending::send(desk, day.as_deref(), report).await,
        Command::Send { day, dry_run: true } => rehearse(desk, day.as_deref(), report).await,
        Command::Special { story, subject, preheader, note, send, again } => {
            sending::special(desk, &story, Special { subject, preheader, note: vec![note] }, (send, again), report).await
        }
        Command::Settle { to, day, again } => {
            let edition = verbs::find(&desk.newsroom, parse(day.as_deref())?).await?;
            let act = doors::act("command line")?;
            let reader = newsroom::readers::find(&desk.newsroom, &act, &to).await?;
            let settled = if again { verbs::Settled::Again } else { verbs::Settled::Done };
            verbs::settle(&desk.newsroom, &act, edition.name(), reader.id, settled).await?;
            report.line(&format!("settled; {}", words(&deliver::tally(&desk.newsroom, edition.id).await?)));
            Ok(())
        }
        Command::Hold { day } => {
            let day = match parse(day.as_deref())? {
                Some(day) => day,
                None => to_hold(desk).await?,
            };
            verbs::hold_named(&desk.newsroom, &doors::act("command line")?, day).await?;
            report.line(&format!(
                "the edition of {day} is held; `inkie edition let-go --day {day}` or `inkie edition send --day {day}` goes on"
            ));
            Ok(())
        }
        Command::LetGo { day } => {
            let day = match parse(day.as_deref())? {
                Some(day) => day,
                None => to_hold(desk).await?,
            };
            verbs::let_go(&desk.newsroom, &doors::act("command line")?, day).await?;
            report.line(&format!("the edition of {day} is not held"));
            Ok(())
        }
        Command::Show { day } => show(desk, day_or_upcoming(desk, day.as_deref()).await?, report).await,
        Command::Test { to, day, choice, follows } => {
            let day = day_or_upcoming(desk, day.as_deref()).await?;
            let choice =
                Choice::from_word(&choice).with_context(|| format!("there is no choice “{choice}”; there is general, follows, both"))?;
            let follows = follows.iter().map(|word| Slug::parse(word)).collect::<Result<Vec<_>, _>>()?;
            let to = Email::parse(&to)?;
            verbs::send_test(&desk.newsroom, &doors::act("command line")?, day, &AsReader { choice, follows }, &to).await?;
            report.line(&format!("the letter of {day} goes to {to} while `inkie serve` runs"));
            Ok(())
        }
        Command::List { json } => list(desk, json, report).await,
    }
}

async fn day_or_upcoming(desk: &Desk, day: Option<&str>) -> Result<Name> {
    match parse(day)? {
        Some(name) => Ok(name),
        None => Ok(Name::of(verbs::upcoming(&desk.newsroom, doors::now()).await?)),
    }
}

/// How many of the newest editions are looked at for one that has not gone.
const NEWEST: usize = 20;

/// What is held when none is named: the newest edition that has not gone, else the one that fills up. A special that was not
/// released goes nowhere by itself.
async fn to_hold(desk: &Desk) -> Result<Name> {
    let newest = verbs::list(&desk.newsroom, NEWEST).await?;
    let open = |edition: &&Edition| edition.state != State::Sent && (!edition.which.is_special() || edition.released.is_some());
    match newest.iter().find(open) {
        Some(edition) => Ok(edition.name()),
        None => Ok(Name::of(verbs::upcoming(&desk.newsroom, doors::now()).await?)),
    }
}

async fn show(desk: &Desk, day: Name, report: &dyn Report) -> Result<()> {
    let planned = verbs::view(&desk.newsroom, &doors::act("command line")?, day).await?;
    let goes = match planned.goes {
        Goes::ByItself => format!("goes by itself at {}", planned.hour),
        Goes::Held => "is held".to_owned(),
        Goes::ByHand => "waits for `inkie edition send`".to_owned(),
        Goes::Gone => "has gone".to_owned(),
    };
    report.line(&format!("the edition of {day} {goes}"));
    report.line(&format!("subject: {}", planned.subject));
    for paragraph in &planned.plan.note {
        report.line(&format!("note: {paragraph}"));
    }
    for (place, entry) in (1..).zip(&planned.stories) {
        let coming = if entry.coming { " (not live yet)" } else { "" };
        report.line(&format!("{place:>3}  {}  ({}){coming}", entry.headline, entry.story));
    }
    for entry in &planned.left_out {
        report.line(&format!("  -  {}  ({})", entry.headline, entry.story));
    }
    Ok(())
}

fn parse(name: Option<&str>) -> Result<Option<Name>> {
    Ok(name.map(str::parse).transpose()?)
}

/// Everything but the network.
async fn rehearse(desk: &Desk, day: Option<&str>, report: &dyn Report) -> Result<()> {
    let name = match parse(day)? {
        Some(name) => name,
        None => to_hold(desk).await?,
    };
    let begun = std::time::Instant::now();
    let total = match verbs::find(&desk.newsroom, Some(name)).await {
        Ok(edition) => u64::try_from(deliver::tally(&desk.newsroom, edition.id).await?.open()).unwrap_or(0),
        Err(_) => 0,
    };
    let told = |done: u64| report.progress("letters", done, total.max(done));
    let rehearsal = deliver::rehearse(&desk.newsroom, &doors::act("command line")?, name, &told).await?;
    let seconds = begun.elapsed().as_secs_f64();
    report.line(&format!("edition of {name}: {} would be sent, nothing was", counted(rehearsal.letters, "letter", "letters")));
    report.line(&format!("{:.1} MB in all, {:.1} KB the largest", megabytes(rehearsal.bytes), megabytes(rehearsal.largest) * 1_000.0));
    report.line(&format!("put together in {seconds:.1} s without the network"));
    for (domain, letters) in rehearsal.domains.iter().take(10) {
        report.line(&format!("{letters:>9}  {domain}"));
    }
    for (reason, readers) in &rehearsal.excluded {
        report.line(&format!("{readers:>9}  {} without a letter: {reason}", if *readers == 1 { "reader" } else { "readers" }));
    }
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "told to one digit")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}

/// Every state that has letters, in words.
fn words(tally: &Tally) -> String {
    let states = [
        ("accepted", tally.accepted),
        ("refused", tally.failed),
        ("deferred", tally.deferred),
        ("in doubt", tally.in_doubt),
        ("called back before they began", tally.suppressed),
        ("still to go", tally.pending + tally.claimed + tally.dotting),
    ];
    let told: Vec<String> = states.iter().filter(|(_, n)| *n > 0).map(|(state, n)| format!("{n} {state}")).collect();
    if told.is_empty() { "no letters".to_owned() } else { told.join(", ") }
}

fn stories(edition: &Edition) -> String {
    counted(edition.stories.len(), "story", "stories")
}

async fn list(desk: &Desk, as_json: bool, report: &dyn Report) -> Result<()> {
    for edition in verbs::list(&desk.newsroom, 30).await? {
        let tally = deliver::tally(&desk.newsroom, edition.id).await?;
        if as_json {
            let counts = json!({ "pending": tally.pending, "claimed": tally.claimed, "dotting": tally.dotting, "accepted": tally.accepted, "deferred": tally.deferred, "failed": tally.failed, "in_doubt": tally.in_doubt, "suppressed": tally.suppressed });
            report.line(&json!({ "day": edition.day.to_string(), "name": edition.name().to_string(), "state": edition.state.word(), "subject": edition.subject, "stories": edition.stories.len(), "letters": counts }).to_string());
        } else {
            report.line(&format!(
                "{}  {:9}  {}  {}  “{}”",
                edition.name(),
                edition.state.word(),
                stories(&edition),
                words(&tally),
                edition.subject
            ));
        }
    }
    Ok(())
}
