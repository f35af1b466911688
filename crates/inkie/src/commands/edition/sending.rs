//! Sending: what waits, what came of it, what is in doubt.

use super::{NEWEST, parse, words};
use crate::desk::Desk;
use crate::doors;
use crate::report::{Report, counted};
use anyhow::{Result, bail};
use domain::edition::{Delivery, Edition, State, Tally};
use domain::id::EditionId;
use newsroom::edition::Special;
use newsroom::{deliver, edition as verbs};

/// Sends one edition, or goes on with every one that waits for it.
pub(super) async fn send(desk: &Desk, day: Option<&str>, report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let named = verbs::find(&desk.newsroom, parse(day)?).await;
    if day.is_some() {
        let edition = named?;
        if edition.state == State::Sent {
            doubts(desk, &edition, report).await?;
        }
        let edition = verbs::release(&desk.newsroom, &act, edition.id).await?;
        return go_out(desk, &edition, report).await;
    }
    let newest = verbs::list(&desk.newsroom, NEWEST).await?;
    let mut waiting: Vec<EditionId> = newest.iter().rev().filter(|edition| is_under_way(edition)).map(|edition| edition.id).collect();
    let of_a_day = newest.iter().find(|edition| named.as_ref().is_ok_and(|named| named.id == edition.id));
    waiting.extend(
        of_a_day.filter(|edition| !matches!(edition.state, State::Freezing | State::Sending | State::Sent)).map(|edition| edition.id),
    );
    for edition in newest.iter().filter(|edition| !waiting.contains(&edition.id)) {
        doubts(desk, edition, report).await?;
        if edition.state == State::Held && edition.released.is_some() {
            let name = edition.name();
            report.warn(&format!("the edition of {name} is held, letters of it wait; `inkie edition send --day {name}` goes on with it"));
        }
    }
    if waiting.is_empty() {
        // Says why: there is none, or it has been sent.
        waiting.push(named?.id);
    }
    for id in waiting {
        let edition = verbs::release(&desk.newsroom, &act, id).await?;
        go_out(desk, &edition, report).await?;
    }
    Ok(())
}

fn is_under_way(edition: &Edition) -> bool {
    matches!(edition.state, State::Freezing | State::Sending)
}

/// Makes a special, and sends it where that is wanted; goes on with one that was sent in part.
pub(super) async fn special(desk: &Desk, story: &str, wanted: Special, (now, again): (bool, bool), report: &dyn Report) -> Result<()> {
    let act = doors::act("command line")?;
    let story = newsroom::stories::find(&desk.newsroom, story).await?;
    let newest = verbs::list(&desk.newsroom, NEWEST).await?;
    let before = newest.iter().find(|edition| edition.which.is_special() && edition.stories.contains(&story));
    if let Some(held) = before.filter(|edition| edition.state == State::Held) {
        let name = held.name();
        bail!("the special {name} is held; `inkie edition let-go --day {name}` lets it go, `inkie edition send --day {name}` sends it");
    }
    if let Some(begun) = before.filter(|edition| now && is_under_way(edition)) {
        let edition = verbs::release(&desk.newsroom, &act, begun.id).await?;
        return go_out(desk, &edition, report).await;
    }
    let made = verbs::special(&desk.newsroom, &act, story, wanted).await?;
    let whom = verbs::view(&desk.newsroom, &act, made.name()).await?.special;
    let readers = counted(whom.as_ref().map_or(0, |whom| whom.readers), "reader", "readers");
    report.line(&format!("special {}: “{}”, for {readers} who chose specials", made.name(), made.subject));
    if !now {
        report.line(&format!("look at it with `inkie edition test --day {} --to …`, send it with --send", made.name()));
        return Ok(());
    }
    let known = whom.and_then(|whom| whom.lately).filter(|_| again).map(|special| special.id);
    let edition = verbs::release_knowing(&desk.newsroom, &act, made.id, known).await?;
    go_out(desk, &edition, report).await
}

/// Sends the letters of a released edition.
async fn go_out(desk: &Desk, edition: &Edition, report: &dyn Report) -> Result<()> {
    let total = |tally: &Tally| u64::try_from(tally.total()).unwrap_or(0);
    let done = |tally: &Tally| total(tally) - u64::try_from(tally.open()).unwrap_or(0);
    let progress = |tally: &Tally| report.progress("letters", done(tally), total(tally));
    let tally = deliver::send(&desk.newsroom, edition.id, &desk.sender, &progress).await?;
    report.line(&format!("edition of {}: {}", edition.name(), words(&tally)));
    let again = deliver::sent_again(&desk.newsroom, edition.id).await?;
    if again > 0 {
        let letters = counted(again, "letter was", "letters were");
        report.warn(&format!("{letters} in doubt before and sent once more; a second copy is the same to the byte"));
    }
    doubts(desk, edition, report).await?;
    if desk.newsroom.is_stopping() && tally.open() > tally.deferred {
        bail!("stopped at {} of {}; `inkie edition send` goes on", done(&tally), counted(total(&tally), "letter", "letters"));
    }
    if tally.deferred > 0 {
        report.line("deferred letters go out with the next `inkie edition send`, or by themselves while `inkie serve` runs");
    }
    Ok(())
}

/// Names the letters in doubt.
async fn doubts(desk: &Desk, edition: &Edition, report: &dyn Report) -> Result<()> {
    let addresses = deliver::addresses(&desk.newsroom, edition.id, Delivery::InDoubt).await?;
    if addresses.is_empty() {
        return Ok(());
    }
    let name = edition.name();
    report.warn(&format!("edition of {name}, in doubt: the mail server has the letter or not; it is not sent again by itself. To:"));
    for email in addresses {
        report.warn(&format!("  {email}"));
    }
    report.warn(&format!("say what became of one with `inkie edition settle --day {name} --to ADDRESS`, with --again to send it again"));
    Ok(())
}
