//! What is read now and was read today, in sums. Nobody is known by them: a page that is answered adds one to its
//! address, in memory; once a minute the sums of the hour go to the database. A server that is killed loses a minute.

use crate::{Newsroom, Verb};
use domain::act::Act;
use domain::ad::Place;
use domain::id::AdId;
use domain::role::Verb as Right;
use domain::time::{Instant, Zone};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use store::ads::Tally;
use store::counts as stored;

/// “Now” is this long.
pub const WINDOW_SECONDS: i64 = 5 * 60;
/// The window moves by this much.
const SLOT_SECONDS: i64 = 10;
const HOUR_SECONDS: i64 = 60 * 60;
/// So many addresses are told apart between two flushes; whoever asks for more pages than a paper has is not counted.
const MOST_PATHS: usize = 50_000;
/// Longer addresses are none of ours.
const LONGEST_PATH: usize = 300;
/// How long sums of hours are kept.
const READS_KEPT_SECONDS: i64 = 400 * 24 * HOUR_SECONDS;
/// How long searches are kept.
const VAIN_KEPT_SECONDS: i64 = 60 * 24 * HOUR_SECONDS;

/// The sums of this process. Counting is two additions under a lock that is never held over anything slow.
#[derive(Debug, Default)]
pub struct Counter(Mutex<Sums>);

#[derive(Debug, Default)]
struct Sums {
    /// The slots of the window, the newest last: the number of the slot and what was read in it.
    window: VecDeque<(i64, HashMap<Arc<str>, u32>)>,
    /// Every path that is counted, once.
    paths: HashMap<Arc<str>, ()>,
    reads: HashMap<(i64, Arc<str>), i64>,
    vain: HashMap<(i64, String), i64>,
    ads: HashMap<(i64, AdId, Place), Tally>,
}

/// What a browser with script says of an ad.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    /// It came into view.
    Seen,
    /// Its link was followed.
    Followed,
}

/// What is read now.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Now {
    /// Pages answered in the last [`WINDOW_SECONDS`].
    pub reads: u64,
    /// By address, the most read first.
    pub pages: Vec<(String, u64)>,
}

fn floor(now: Instant, seconds: i64) -> i64 {
    now.micros().div_euclid(seconds * 1_000_000)
}

impl Sums {
    fn path(&mut self, path: &str) -> Option<Arc<str>> {
        if let Some((known, ())) = self.paths.get_key_value(path) {
            return Some(Arc::clone(known));
        }
        if path.len() > LONGEST_PATH || self.paths.len() >= MOST_PATHS {
            return None;
        }
        let path: Arc<str> = path.into();
        self.paths.insert(Arc::clone(&path), ());
        Some(path)
    }

    fn slide(&mut self, now: Instant) -> i64 {
        let slot = floor(now, SLOT_SECONDS);
        while self.window.front().is_some_and(|(oldest, _)| *oldest <= slot - WINDOW_SECONDS / SLOT_SECONDS) {
            self.window.pop_front();
        }
        slot
    }
}

impl Counter {
    fn sums(&self) -> MutexGuard<'_, Sums> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A page was answered to somebody's browser, with these ads on it.
    pub fn page(&self, path: &str, ads: &[(AdId, Place)], now: Instant) {
        let hour = floor(now, HOUR_SECONDS);
        let mut sums = self.sums();
        for (ad, place) in ads {
            sums.ads.entry((hour, *ad, *place)).or_default().carried += 1;
        }
        let Some(path) = sums.path(path) else { return };
        let slot = sums.slide(now);
        if sums.window.back().is_none_or(|(newest, _)| *newest < slot) {
            sums.window.push_back((slot, HashMap::new()));
        }
        if let Some((_, reads)) = sums.window.back_mut() {
            *reads.entry(Arc::clone(&path)).or_default() += 1;
        }
        *sums.reads.entry((hour, path)).or_default() += 1;
    }

    /// A search found nothing; `folded` is what is kept of it, if it may be kept at all.
    pub fn vain(&self, query: &str, folded: &str, now: Instant) {
        if !domain::counts::may_keep(query, folded) {
            return;
        }
        let mut sums = self.sums();
        if sums.vain.len() < MOST_PATHS {
            *sums.vain.entry((floor(now, HOUR_SECONDS), folded.to_owned())).or_default() += 1;
        }
    }

    /// A browser with script says something of an ad that stood on its page.
    pub fn ad(&self, ad: AdId, place: Place, told: Told, now: Instant) {
        let mut sums = self.sums();
        if sums.ads.len() >= MOST_PATHS {
            return;
        }
        let tally = sums.ads.entry((floor(now, HOUR_SECONDS), ad, place)).or_default();
        match told {
            Told::Seen => tally.seen += 1,
            Told::Followed => tally.followed += 1,
        }
    }

    /// What is read now, the `limit` most read pages by address.
    #[must_use]
    pub fn now(&self, now: Instant, limit: usize) -> Now {
        let mut sums = self.sums();
        sums.slide(now);
        let mut pages: HashMap<&str, u64> = HashMap::new();
        for (path, reads) in sums.window.iter().flat_map(|(_, slot)| slot) {
            *pages.entry(path).or_default() += u64::from(*reads);
        }
        let mut all = Now { reads: pages.values().sum(), pages: pages.into_iter().map(|(path, reads)| (path.to_owned(), reads)).collect() };
        all.pages.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        all.pages.truncate(limit);
        all
    }

    /// Takes the sums out, to be stored.
    fn take(&self) -> Sums {
        let mut sums = self.sums();
        let window = std::mem::take(&mut sums.window);
        let mut taken = std::mem::take(&mut *sums);
        sums.window = window;
        taken.paths.clear();
        taken
    }

    /// Puts sums back that could not be stored.
    fn put_back(&self, taken: Sums) {
        let mut sums = self.sums();
        for (key, many) in taken.reads {
            *sums.reads.entry(key).or_default() += many;
        }
        for (key, many) in taken.vain {
            *sums.vain.entry(key).or_default() += many;
        }
        for (key, more) in taken.ads {
            let tally = sums.ads.entry(key).or_default();
            *tally =
                Tally { carried: tally.carried + more.carried, seen: tally.seen + more.seen, followed: tally.followed + more.followed };
        }
    }
}

fn hour(number: i64) -> Instant {
    Instant::from_micros(0).plus_seconds(number.saturating_mul(HOUR_SECONDS))
}

/// Stores the sums since the last time.
///
/// # Errors
/// [`crate::VerbError::Store`]; the sums are kept for the next time.
pub async fn flush(newsroom: &Newsroom, now: Instant) -> Verb<()> {
    let taken = newsroom.counts().take();
    if taken.reads.is_empty() && taken.vain.is_empty() && taken.ads.is_empty() {
        return Ok(());
    }
    let stored = store(newsroom, &taken, now).await;
    if stored.is_err() {
        newsroom.counts().put_back(taken);
    }
    stored
}

async fn store(newsroom: &Newsroom, sums: &Sums, now: Instant) -> Verb<()> {
    let zone = zone(newsroom).await?;
    let tx = newsroom.begin(now).await?;
    let reads: Vec<_> = sums.reads.iter().map(|((number, path), many)| (hour(*number), path.to_string(), *many)).collect();
    stored::add_reads(&tx, &reads).await?;
    let vain: Vec<_> = sums.vain.iter().map(|((number, query), many)| (zone.day(hour(*number)), query.clone(), *many)).collect();
    stored::add_vain(&tx, &vain).await?;
    for ((number, ad, place), tally) in &sums.ads {
        store::ads::count(&tx, zone.day(hour(*number)), &[(*ad, *place, *tally)]).await?;
    }
    newsroom.commit(tx).await
}

async fn zone(newsroom: &Newsroom) -> Verb<Zone> {
    Ok(store::paper::get(&newsroom.store().read().await?).await?.map_or_else(Zone::utc, |paper| paper.zone))
}

/// Forgets sums that are too old to be of use.
///
/// # Errors
/// [`crate::VerbError::Store`].
pub(crate) async fn forget(newsroom: &Newsroom, now: Instant) -> Verb<()> {
    let zone = zone(newsroom).await?;
    let tx = newsroom.begin(now).await?;
    stored::forget(&tx, now.plus_seconds(-READS_KEPT_SECONDS), zone.day(now.plus_seconds(-VAIN_KEPT_SECONDS))).await?;
    newsroom.commit(tx).await
}

/// The day so far.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Today {
    /// Pages that were answered.
    pub reads: i64,
    /// The most read pages, by address, with a story's headline.
    pub pages: Vec<Page>,
    /// By hour.
    pub hours: Vec<(Instant, i64)>,
    /// What was looked for in vain in the last week, most often first.
    pub vain: Vec<(String, i64)>,
}

/// A page that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its address.
    pub path: String,
    /// The headline of the story that stands there.
    pub headline: Option<String>,
    /// How often.
    pub reads: i64,
}

/// How many days back searches are looked at.
const VAIN_DAYS: i64 = 7;

/// What was read today, in the paper's zone, and looked for in vain this week. Includes what is not stored yet.
///
/// # Errors
/// [`crate::VerbError::Refused`], [`crate::VerbError::Store`].
pub async fn today(newsroom: &Newsroom, act: &Act, limit: usize) -> Verb<Today> {
    act.allow(Right::Look)?;
    let zone = zone(newsroom).await?;
    let (from, until) = (zone.start_of(zone.day(act.now)), act.now.plus_seconds(1));
    let from = hour(floor(from, HOUR_SECONDS));
    let conn = newsroom.store().read().await?;
    let mut pages: HashMap<String, i64> = stored::top(&conn, from, until, limit.saturating_mul(4)).await?.into_iter().collect();
    let mut hours: std::collections::BTreeMap<Instant, i64> = stored::hours(&conn, from, until).await?.into_iter().collect();
    let since = zone.day(act.now.plus_seconds(-VAIN_DAYS * 24 * HOUR_SECONDS));
    let mut vain: HashMap<String, i64> = stored::top_vain(&conn, since, limit.saturating_mul(4)).await?.into_iter().collect();
    {
        let sums = newsroom.counts().sums();
        for ((number, path), many) in sums.reads.iter().filter(|((number, _), _)| hour(*number) >= from) {
            *pages.entry(path.to_string()).or_default() += many;
            *hours.entry(hour(*number)).or_default() += many;
        }
        for ((_, query), many) in &sums.vain {
            *vain.entry(query.clone()).or_default() += many;
        }
    }
    let mut shown = Vec::new();
    for (path, reads) in ranked(pages, limit) {
        shown.push(Page { headline: store::stories::headline_at(&conn, &path).await?, path, reads });
    }
    Ok(Today { reads: hours.values().sum(), pages: shown, hours: hours.into_iter().collect(), vain: ranked(vain, limit) })
}

fn ranked(all: HashMap<String, i64>, limit: usize) -> Vec<(String, i64)> {
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    all.truncate(limit);
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Instant {
        Instant::from_micros(0).plus_seconds(second)
    }

    #[test]
    fn now_is_five_minutes() {
        let counter = Counter::default();
        for second in [0, 5, 9] {
            counter.page("/", &[], at(second));
        }
        counter.page("/news", &[], at(200));
        assert_eq!(counter.now(at(200), 9), Now { reads: 4, pages: vec![("/".to_owned(), 3), ("/news".to_owned(), 1)] });
        assert_eq!(counter.now(at(309), 9).reads, 1);
        assert_eq!(counter.now(at(509), 9), Now::default());
    }

    #[test]
    fn what_could_not_be_stored_is_not_lost() {
        let counter = Counter::default();
        counter.page("/", &[(AdId(1), Place::Front)], at(0));
        let taken = counter.take();
        counter.page("/", &[(AdId(1), Place::Front)], at(1));
        counter.ad(AdId(1), Place::Front, Told::Followed, at(1));
        counter.put_back(taken);
        let all = counter.take();
        assert_eq!(all.reads.values().copied().collect::<Vec<_>>(), [2]);
        assert_eq!(all.ads.values().copied().collect::<Vec<_>>(), [Tally { carried: 2, seen: 0, followed: 1 }]);
        assert_eq!(counter.now(at(1), 9).reads, 2, "what is read now is not stored away");
    }

    #[test]
    fn strangers_cannot_fill_the_memory() {
        let counter = Counter::default();
        for number in 0..MOST_PATHS + 100 {
            counter.page(&format!("/{number}"), &[], at(0));
        }
        counter.page(&format!("/{}", "x".repeat(400)), &[], at(0));
        assert_eq!(counter.sums().paths.len(), MOST_PATHS);
    }
}
