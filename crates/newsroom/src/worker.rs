//! What happens by itself: scheduled stories flip, confirmations are mailed, the edition is composed and sent at the
//! paper's hour. Woken by verbs, and every second.

use crate::deliver::{self, BEAT_SECONDS, SILENT_SECONDS, Sender};
use crate::outbox::Outbox;
use crate::token::FORM_SECONDS;
use crate::{Newsroom, Verb, VerbError, alphabet, counts, desk, edition, find, mail, media, nodes, relink, subscribe};
use domain::edition::{Name, State, Which};
use domain::id::EditionId;
use domain::paper::Paper;
use domain::reader::CONFIRMATION_LIFE_SECONDS;
use domain::refusal::Refusal;
use domain::schedule::{Due, due};
use domain::time::Instant;
use std::time::Duration;
use store::jobs::{Job, Lane};
use store::{Tx, deliveries, editions, epochs, jobs, readers, staff};

/// The longest the worker sleeps: clocks jump, and other nodes write.
const NAP: Duration = Duration::from_secs(1);

/// How long it sleeps when something failed, as while the mail server is away.
const NAP_AFTER_A_FAULT: Duration = Duration::from_secs(5);

/// How often the house is put in order.
const KEEP_SECONDS: i64 = 10 * 60;

/// A window that saved nothing for so many days is not known again when an answer was lost.
const WINDOW_DAYS: i64 = 14;
/// How often what was read is stored.
const COUNT_SECONDS: i64 = 60;

/// How long a job may take before another process may take it up.
const LEASE_SECONDS: i64 = 120;

/// How often a mail that a server would not take now is tried.
const MAIL_TRIES: i64 = 20;

/// Works until `stop` is done and what is on its way has ended. Whatever fails is logged and tried again; the worker
/// itself does not end by it. The kinds of work do not wait for each other: an edition takes hours, a mail server may
/// be slow to answer, and a scheduled story flips on time all the same.
pub async fn run(newsroom: Newsroom, sender: Sender, stop: impl Future<Output = ()> + Send) {
    let work = async {
        let [house, mails, letters, pictures, links, search] = Part::ALL.map(|part| part.keep_doing(&newsroom, &sender));
        tokio::join!(house, mails, letters, pictures, links, search);
    };
    tokio::pin!(work, stop);
    tokio::select! {
        () = &mut work => {}
        () = &mut stop => {
            newsroom.stop();
            work.await;
        }
    }
    if let Err(error) = counts::flush(&newsroom, (sender.clock)()).await {
        tracing::warn!(%error, "what was read in the last minute could not be stored");
    }
}

#[derive(Clone, Copy)]
enum Part {
    House,
    Mails,
    Letters,
    Pictures,
    Links,
    Search,
}

impl Part {
    const ALL: [Self; 6] = [Self::House, Self::Mails, Self::Letters, Self::Pictures, Self::Links, Self::Search];

    async fn keep_doing(self, newsroom: &Newsroom, sender: &Sender) {
        let mut memory = Memory::default();
        while !newsroom.is_stopping() {
            let nap = match self.once(newsroom, sender, &mut memory).await {
                Ok(()) => NAP,
                Err(error) => {
                    tracing::warn!(%error, "the worker will try again");
                    NAP_AFTER_A_FAULT
                }
            };
            if newsroom.is_stopping() {
                return;
            }
            tokio::select! {
                () = newsroom.woken() => {}
                () = tokio::time::sleep(nap) => {}
            }
        }
    }

    async fn once(self, newsroom: &Newsroom, sender: &Sender, memory: &mut Memory) -> Verb<()> {
        // The paper's own setting of a mail server may have changed since the last round.
        let sender = &sender.current(newsroom).await?;
        match self {
            Self::House => {
                heartbeat(newsroom, sender, memory).await?;
                nodes::follow(newsroom, sender.epoch, &sender.clock).await?;
                newsroom.keep_register().await?;
                desk::flip_due(newsroom, &sender.act()).await?;
                daily_edition(newsroom, sender, memory).await?;
                store_counts(newsroom, sender, memory).await?;
                keep_house(newsroom, sender, memory).await
            }
            Self::Mails => {
                subscribe::answer_waiting(newsroom, || sender.act()).await?;
                while !newsroom.is_stopping() && one_job(newsroom, sender, Lane::Rest).await? {}
                Ok(())
            }
            Self::Pictures => {
                while !newsroom.is_stopping() && one_job(newsroom, sender, Lane::Pictures).await? {}
                Ok(())
            }
            Self::Letters => send_released(newsroom, sender).await,
            Self::Links => {
                while !newsroom.is_stopping() && alphabet::one_batch(newsroom, (sender.clock)()).await? {}
                while !newsroom.is_stopping() && relink::one_batch(newsroom, (sender.clock)()).await? {}
                Ok(())
            }
            Self::Search => find::keep(newsroom).await,
        }
    }
}

/// What the worker remembers between rounds.
#[derive(Debug, Default)]
pub struct Memory {
    /// The days and hours whose missing was logged.
    stale_told: Vec<Name>,
    /// The last heartbeat.
    beat: Option<Instant>,
    /// When the house was last put in order.
    kept: Option<Instant>,
    /// When what was read was last stored.
    counted: Option<Instant>,
}

/// Everything that is due now.
///
/// # Errors
/// The first thing that failed; the rest waits for the next round.
pub async fn round(newsroom: &Newsroom, sender: &Sender, memory: &mut Memory) -> Verb<()> {
    for part in Part::ALL {
        part.once(newsroom, sender, memory).await?;
    }
    Ok(())
}

/// Now and then: who never confirmed is forgotten, as the confirmation promises, with the counts of old sign-ups; the
/// database's log is written back.
async fn keep_house(newsroom: &Newsroom, sender: &Sender, memory: &mut Memory) -> Verb<()> {
    let now = (sender.clock)();
    if memory.kept.is_some_and(|kept| now < kept.plus_seconds(KEEP_SECONDS)) {
        return Ok(());
    }
    memory.kept = Some(now);
    let tx = newsroom.begin(now).await?;
    readers::forget_pending(&tx, now.plus_seconds(-CONFIRMATION_LIFE_SECONDS)).await?;
    readers::forget_signups(&tx, now.plus_seconds(-24 * 3_600)).await?;
    readers::coupons::forget(&tx, now.plus_seconds(-2 * FORM_SECONDS), now.plus_seconds(-CONFIRMATION_LIFE_SECONDS)).await?;
    staff::attempts::forget(&tx, now.plus_seconds(-24 * 3_600)).await?;
    staff::one_time::forget(&tx, now.plus_seconds(-30 * 24 * 3_600)).await?;
    staff::sessions::forget(&tx, now.plus_seconds(-domain::staff::SESSION_SECONDS)).await?;
    store::desk::presence::forget(&tx, now.plus_seconds(-24 * 3_600)).await?;
    store::desk::saves::forget(&tx, now.plus_seconds(-WINDOW_DAYS * 24 * 3_600)).await?;
    store::relinkings::forget(&tx, now.plus_seconds(-relink::TOLD_DAYS * 24 * 3_600)).await?;
    newsroom.commit(tx).await?;
    media::take_up_unsized(newsroom, now).await?;
    counts::forget(newsroom, now).await?;
    Ok(newsroom.store().upkeep().await?)
}

/// Once a minute, what was read since goes to the database.
async fn store_counts(newsroom: &Newsroom, sender: &Sender, memory: &mut Memory) -> Verb<()> {
    let now = (sender.clock)();
    if memory.counted.is_some_and(|counted| now < counted.plus_seconds(COUNT_SECONDS)) {
        return Ok(());
    }
    memory.counted = Some(now);
    counts::flush(newsroom, now).await
}

async fn heartbeat(newsroom: &Newsroom, sender: &Sender, memory: &mut Memory) -> Verb<()> {
    let now = (sender.clock)();
    if memory.beat.is_some_and(|beat| now < beat.plus_seconds(BEAT_SECONDS)) {
        return Ok(());
    }
    memory.beat = Some(now);
    let tx = newsroom.begin(now).await?;
    epochs::heartbeat(&tx, sender.epoch).await?;
    let mut live = epochs::live(&tx, now.plus_seconds(-SILENT_SECONDS)).await?;
    live.push(sender.epoch);
    deliveries::revive(&tx, &live).await?;
    newsroom.commit(tx).await
}

async fn one_job(newsroom: &Newsroom, sender: &Sender, lane: Lane) -> Verb<bool> {
    let next = jobs::next_run(&newsroom.store().read().await?, lane).await?;
    if next.is_none_or(|next| next > (sender.clock)()) {
        return Ok(false);
    }
    let tx = newsroom.begin((sender.clock)()).await?;
    let Some(job) = jobs::claim(&tx, lane, sender.epoch, LEASE_SECONDS).await? else { return Ok(false) };
    newsroom.commit(tx).await?;
    let done = match lane {
        Lane::Pictures => media::run_job(newsroom, (sender.clock)(), &job).await,
        Lane::Rest => mail::run_job(newsroom, sender, &job).await,
    };
    let now = (sender.clock)();
    let tx = newsroom.begin(now).await?;
    match done {
        Ok(()) => jobs::done(&tx, job.id).await?,
        Err(mail::JobError::Fail(why)) => give_up(&tx, &job, &why).await?,
        Err(mail::JobError::Retry(why)) if job.attempts >= MAIL_TRIES => give_up(&tx, &job, &why).await?,
        Err(mail::JobError::Retry(why)) => jobs::retry(&tx, job.id, now.plus_seconds(60 * job.attempts.max(1)), &why).await?,
    }
    newsroom.commit(tx).await?;
    Ok(true)
}

async fn give_up(tx: &Tx, job: &Job, why: &str) -> Verb<()> {
    tracing::error!(job = job.id.0, kind = %job.kind, %why, "a job failed for good");
    Ok(jobs::fail(tx, job.id, why).await?)
}

/// Composes and releases today's edition when its hour has come. One whose hour passed long ago waits for a person.
async fn daily_edition(newsroom: &Newsroom, sender: &Sender, memory: &mut Memory) -> Verb<()> {
    if matches!(sender.outbox, Outbox::Unset) {
        return Ok(());
    }
    let paper = crate::paper::get(newsroom).await?;
    for later in std::iter::once(None).chain(paper.later_hours.iter().copied().map(Some)) {
        edition_of(newsroom, sender, memory, &paper, later).await?;
    }
    Ok(())
}

/// The same for one of the paper's hours; `None`: the first. Without a reader at a later hour nothing is made for it.
async fn edition_of(newsroom: &Newsroom, sender: &Sender, memory: &mut Memory, paper: &Paper, later: Option<u16>) -> Verb<()> {
    let act = sender.act();
    let conn = newsroom.store().read().await?;
    if let Some(hour) = later
        && !deliveries::has_hour(&conn, hour).await?
    {
        return Ok(());
    }
    let last = editions::latest(&conn, later).await?;
    drop(conn);
    let made_today = last.as_ref().map(|edition| edition.day);
    let waiting = last.filter(|edition| edition.state == State::Composed && edition.day == paper.zone.day(act.now));
    let last_sent = if waiting.is_some() { None } else { made_today };
    match due(later.unwrap_or(paper.edition_minute), &paper.zone, last_sent, act.now) {
        Due::NotBefore(_) => Ok(()),
        Due::Stale(day) => {
            if waiting.is_none() && !memory.stale_told.contains(&Name { day, which: Which::at(later) }) {
                match later {
                    None => {
                        tracing::warn!(%day, "the hour of today's edition passed long ago; send it with `inkie edition compose` and `inkie edition send`")
                    }
                    Some(_) => tracing::warn!(%day, "a later hour passed long ago; its readers get all of it with their next edition"),
                }
                memory.stale_told.retain(|told| told.day == day);
                memory.stale_told.push(Name { day, which: Which::at(later) });
            }
            Ok(())
        }
        // A person holds it before it is composed.
        Due::Now(day) if edition::is_held(newsroom, Name { day, which: Which::at(later) }).await? => Ok(()),
        Due::Now(_) => {
            let edition = match waiting {
                Some(edition) => edition,
                None => match edition::compose_for(newsroom, &act, Which::at(later)).await {
                    Ok(edition) => edition,
                    // Nothing new, or no address yet: a quiet day, not a fault.
                    Err(VerbError::Refused(Refusal::State(_) | Refusal::Field { .. })) => return Ok(()),
                    Err(error) => return Err(error),
                },
            };
            edition::release(newsroom, &act, edition.id).await.map(drop)
        }
    }
}

/// A letter of a daily edition that no server has taken by the next one is given up, and its row says so (newsletter.md H12).
const GIVE_UP_SECONDS: i64 = 24 * 60 * 60;

async fn give_up_deferred(newsroom: &Newsroom, sender: &Sender, edition: EditionId) -> Verb<()> {
    let tx = newsroom.begin((sender.clock)()).await?;
    let given_up = deliveries::give_up(&tx, edition).await?;
    newsroom.commit(tx).await?;
    if given_up > 0 {
        tracing::warn!(letters = given_up, "letters of yesterday's edition were given up");
    }
    Ok(())
}

/// Goes on with every edition that is being frozen or sent.
async fn send_released(newsroom: &Newsroom, sender: &Sender) -> Verb<()> {
    if matches!(sender.outbox, Outbox::Unset) {
        return Ok(());
    }
    let conn = newsroom.store().read().await?;
    let mut open = editions::in_state(&conn, State::Freezing).await?;
    for edition in &open {
        edition::release(newsroom, &sender.act(), edition.id).await?;
    }
    open.extend(editions::in_state(&conn, State::Sending).await?);
    drop(conn);
    for edition in open {
        if edition.released.is_some_and(|released| (sender.clock)() > released.plus_seconds(GIVE_UP_SECONDS)) {
            give_up_deferred(newsroom, sender, edition.id).await?;
        }
        let tally = deliver::tally(newsroom, edition.id).await?;
        let waits = deliveries::next_due(&newsroom.store().read().await?, edition.id).await?.is_some_and(|due| due > (sender.clock)());
        let only_deferred = tally.open() == tally.deferred && tally.deferred > 0 && deliver::resendable(newsroom, edition.id).await? == 0;
        if !(only_deferred && waits) {
            deliver::send(newsroom, edition.id, sender, &|_| {}).await?;
        }
    }
    Ok(())
}
