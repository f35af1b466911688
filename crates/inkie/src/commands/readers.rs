//! Readers.

use crate::cli::Readers as Command;
use crate::desk::Desk;
use crate::doors;
use crate::report::{Report, counted};
use anyhow::{Context, Result, bail};
use domain::email::Email;
use domain::reader::import::Outcome;
use domain::reader::{Choice, Days, Reader, Standing, Wishes};
use domain::slug::Slug;
use newsroom::readers::{self as verbs, Export, Import, Question, Setup, Suppressed};
use serde_json::json;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::Path;

pub(super) async fn run(desk: &Desk, command: Command, folder: &Path, report: &dyn Report) -> Result<()> {
    let (newsroom, act) = (&desk.newsroom, doors::act("command line")?);
    match command {
        Command::List { begins, standing, choice, source, follows, limit, json } => {
            let question = Question {
                begins: begins.unwrap_or_default(),
                standing: word(standing, "standing", Standing::from_word, "pending, active, left, suppressed")?,
                choice: word(choice, "choice", Choice::from_word, "general, follows, both")?,
                source,
                follows: follows.map(|word| Slug::parse(&word)).transpose()?,
                before: None,
                limit,
            };
            list(desk, &question, json, report).await
        }
        Command::Show { address } => {
            let reader = verbs::find(newsroom, &act, &address).await?;
            show(desk, &reader, report).await
        }
        Command::Import { file, proof, look } => import(desk, &folder.join(file), proof.unwrap_or_default(), look, report).await,
        Command::Export { file } => export(desk, &folder.join(file), report).await,
        Command::Give { address } => {
            let reader = verbs::find(newsroom, &act, &address).await?;
            let all = verbs::give(newsroom, &act, reader.id).await?;
            report.line(&serde_json::to_string_pretty(&all)?);
            Ok(())
        }
        Command::Erase { address, suppress, yes } => {
            if !yes {
                bail!("this cannot be undone: say --yes; with --suppress the address is never mailed again either");
            }
            verbs::erase(newsroom, &act, &Email::parse(&address)?, suppress).await?;
            report.line(if suppress { "erased; a hash stays, and nothing is mailed there again" } else { "erased" });
            Ok(())
        }
        Command::Suppress { address, reason } => {
            let said = match verbs::suppress(newsroom, &act, &Email::parse(&address)?, &reason).await? {
                Suppressed::New => "on the suppression list: nothing is mailed there again",
                Suppressed::Already => "was on the suppression list already",
            };
            report.line(said);
            Ok(())
        }
        Command::Lift { address } => {
            verbs::lift(newsroom, &act, Some(&Email::parse(&address)?), None).await?;
            report.line("off the list; they get letters again when they sign up and confirm");
            Ok(())
        }
    }
}

fn word<T>(typed: Option<String>, what: &str, read: impl Fn(&str) -> Option<T>, known: &str) -> Result<Option<T>> {
    typed.map(|typed| read(&typed).with_context(|| format!("there is no {what} “{typed}”; there is {known}"))).transpose()
}

async fn list(desk: &Desk, question: &Question, as_json: bool, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let listed = verbs::list(&desk.newsroom, &act, question).await?;
    for reader in &listed.readers {
        let since = reader.consent.confirmed.unwrap_or(reader.consent.asked).rfc3339();
        if as_json {
            let told = json!({
                "number": reader.id, "address": reader.email.as_str(), "standing": reader.standing.word(), "choice": reader.choice.word(),
                "source": reader.consent.source, "since": since, "ended_why": reader.ended_why,
            });
            report.line(&told.to_string());
        } else {
            report.line(&format!(
                "{since}  {:10}  {:7}  {:10}  {}",
                reader.standing.word(),
                reader.choice.word(),
                reader.consent.source,
                reader.email
            ));
        }
    }
    if !as_json {
        let overview = verbs::overview(&desk.newsroom, &act, 1).await?;
        if let Some((artist, followers)) = &listed.followed {
            report.line(&format!("{followers} {} {}", if *followers == 1 { "follows" } else { "follow" }, artist.name));
        }
        let counts: Vec<String> = overview.standings.iter().map(|(standing, n)| format!("{n} {}", standing.word())).collect();
        report.line(&format!("in all: {}", if counts.is_empty() { "nobody yet".to_owned() } else { counts.join(", ") }));
        if listed.more {
            report.line("and more: say --limit, or how the address begins");
        }
    }
    Ok(())
}

async fn show(desk: &Desk, reader: &Reader, report: &dyn Report) -> Result<()> {
    let person = verbs::one(&desk.newsroom, &doors::act("command line")?, reader.id).await?;
    report.line(&format!("{}  {}  {}", reader.email, reader.standing.word(), reader.choice.word()));
    report.line(&wishes(&reader.wishes));
    let confirmed = reader.consent.confirmed.map_or("not confirmed".to_owned(), |at| format!("confirmed {}", at.rfc3339()));
    report.line(&format!("came by {}, asked {}, {confirmed}", reader.consent.source, reader.consent.asked.rfc3339()));
    match (&person.wording, &person.import) {
        (Some(words), _) => report.line(&format!("agreed to: “{words}”")),
        (None, Some(import)) => report.line(&format!("proof: {} ({}, {})", import.proof, import.file, import.at.rfc3339())),
        (None, None) => {}
    }
    if let Some(ended) = reader.ended {
        report.line(&format!("ended {}: {}", ended.rfc3339(), reader.ended_why));
    }
    for followed in &person.follows {
        report.line(&format!("follows {} since {}", followed.name, followed.since.rfc3339()));
    }
    for (letter, edition) in &person.letters {
        report.line(&format!("{}  {:10}  {}", edition.name(), letter.state.word(), letter.reply));
    }
    Ok(())
}

/// When they want it, in a line.
fn wishes(wishes: &Wishes) -> String {
    let days = if wishes.days == Days::ALL { "every day".to_owned() } else { wishes.days.words().join(" ") };
    let hour = wishes.hour.map_or_else(|| "the first hour".to_owned(), |minute| format!("{:02}:{:02}", minute / 60, minute % 60));
    let specials = if wishes.specials { "specials" } else { "no specials" };
    let paused = wishes.paused_until.map(|until| format!(", paused until {until}")).unwrap_or_default();
    format!("{days} at {hour}, {specials}{paused}")
}

/// Broken lines listed one by one.
const SHOWN: usize = 30;

async fn import(desk: &Desk, path: &Path, proof: String, look: bool, report: &dyn Report) -> Result<()> {
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    let mut file = File::open(path).with_context(|| format!("{} cannot be opened", path.display()))?;
    let setup = Setup { file: name.clone(), proof, columns: None, dry: look };
    let mut import = Import::start(&desk.newsroom, &doors::act("command line")?, setup)?;
    let (mut piece, mut read, total) = (vec![0; 256 * 1024], 0_u64, file.metadata().map_or(0, |facts| facts.len()));
    loop {
        let some = file.read(&mut piece).with_context(|| format!("{} cannot be read", path.display()))?;
        if some == 0 {
            break;
        }
        import.feed(piece.get(..some).unwrap_or_default()).await?;
        read += some as u64;
        report.progress("bytes", read, total);
    }
    let done = import.finish().await?;
    let columns: Vec<String> = done
        .columns
        .iter()
        .filter(|(_, meaning)| *meaning != wire::import::readers::Meaning::Nothing)
        .map(|(header, meaning)| format!("{header} = {}", meaning.word()))
        .collect();
    report.line(&format!("{name}: from {}; {}", done.origin, if columns.is_empty() { "no header".to_owned() } else { columns.join(", ") }));
    for outcome in Outcome::ALL.into_iter().filter(|outcome| done.of(*outcome) > 0) {
        report.line(&format!("{:>8}  {}", done.of(outcome), words(outcome)));
    }
    for broken in done.broken.iter().take(SHOWN) {
        report.warn(&format!("{name}, line {}: {}", broken.line, broken.problem));
    }
    if done.broken_in_all > 0 {
        report.warn(&format!("{name}: {} lines were left out", done.broken_in_all));
    }
    if !done.unknown_artists.is_empty() {
        report.warn(&format!("{name}: the paper does not know {}", done.unknown_artists.join(", ")));
    }
    if look {
        report.line("nothing was stored; leave out --look and say --proof to bring them in");
    }
    Ok(())
}

fn words(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Added => "new readers",
        Outcome::Confirmed => "had signed up and not confirmed: readers now",
        Outcome::Known => "are readers already",
        Outcome::Unconfirmed => "never confirmed there: left out",
        Outcome::LeftThere => "left that list: kept as having left",
        Outcome::GoneThere => "refused or complained there: never mailed",
        Outcome::StaysLeft => "left here: stay so",
        Outcome::StaysSuppressed => "are suppressed here: stay so",
    }
}

async fn export(desk: &Desk, to: &Path, report: &dyn Report) -> Result<()> {
    let mut file = File::options()
        .write(true)
        .create_new(true)
        .open(to)
        .with_context(|| format!("{} cannot be made, or is there already", to.display()))?;
    let mut export = Export::start(&desk.newsroom, &doors::act("command line")?).await?;
    let mut lines = 0;
    while let Some(piece) = export.piece().await? {
        lines += piece.matches("\r\n").count();
        file.write_all(piece.as_bytes()).with_context(|| format!("{} cannot be written", to.display()))?;
    }
    file.sync_all().with_context(|| format!("{} cannot be written", to.display()))?;
    report.line(&format!(
        "wrote {} to {}; it holds their addresses: keep it as such",
        counted(lines.saturating_sub(1), "reader", "readers"),
        to.display()
    ));
    Ok(())
}
