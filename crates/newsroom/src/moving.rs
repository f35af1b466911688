//! A whole paper moves in from another press. Its source is read twice: once to know what there is (and that is all that a
//! dry run does), once to store it, in batches of one transaction that commit how far it got. Nothing of it depends on the
//! moment: an import that died and was resumed gives what an undisturbed one gives.

mod address;
mod arrival;
mod batch;
mod blocks;
mod convert;
mod dry;
mod files;
mod hands;
mod homes;
mod life;
mod look;
mod mapping;
mod members;
mod out;
mod pages;
mod redirects;
mod review;
mod run;
mod source;
mod survey;
mod taught;

pub use address::NUMBERED;
pub use arrival::{How, LARGEST, arrive, discard, keep_in, lying, map, mapping, name_of, take_up};
pub use dry::{Kept, List, Noted, ROWS, Row, dry, rows};
pub(crate) use hands::Intake;
pub use hands::{Work, at_work, set_going};
pub use look::{AuthorTold, Dry, TermTold, Told, look};
pub use mapping::{LEAVE, Mapping, PAGE, STORY};
pub use members::members;
pub use out::{TakenOut, take_out};
pub use review::{Shown, findings, list, often, progress, reopen, settle, settle_all, settle_same, stayed};
pub use run::{Asked, begin, may_resume, pause, resume, run};
pub use source::{Source, recognise};
pub use taught::Taught;

use domain::time::{Instant, TimeError, Zone};
use wire::import::source::When;

/// The zones of an import.
#[derive(Debug, Clone)]
struct Zones {
    /// Of times that name none.
    told: Zone,
    /// Of the paper: addresses are of its days.
    paper: Zone,
    /// When the import began: what is to open or to close goes by it, however often it is resumed.
    now: Instant,
}

/// What an entry's time is in the paper: the instant that it says, else the clock on the wall in the zone. What no dateline
/// may name is none.
fn instant(when: &When, zone: &Zone) -> Option<Instant> {
    let read = when.instant.or_else(|| zone.instant_or_nearest(when.wall?).ok());
    read.filter(|at| domain::story::YEARS.contains(&Zone::utc().day(*at).year()))
}

/// What is to be told of a clock on the wall that names no instant, or two.
fn doubt(when: &When, zone: &Zone) -> Option<String> {
    let error = zone.instant(when.wall.filter(|_| when.instant.is_none())?).err()?;
    let taken = zone.rfc3339(instant(when, zone)?);
    Some(match error {
        TimeError::Skipped { wall, .. } => format!("its time {wall} was skipped when the clocks went forward: {taken} is taken"),
        TimeError::Doubled { wall, .. } => format!("its time {wall} was there twice when the clocks went back: {taken} is taken"),
        other => other.to_string(),
    })
}
