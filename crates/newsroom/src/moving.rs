//! A whole paper moves in from another press. Its source is read twice: once to know what there is (and that is all that a
//! dry run does), once to store it, in batches of one transaction that commit how far it got. Nothing of it depends on the
//! moment: an import that died and was resumed gives what an undisturbed one gives.

mod address;
mod batch;
mod blocks;
mod convert;
mod files;
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

pub use look::{Dry, Told, look};
pub use mapping::{LEAVE, Mapping, PAGE, STORY};
pub use members::members;
pub use out::{TakenOut, take_out};
pub use review::{Shown, findings, list, progress, settle, settle_all};
pub use run::{Asked, may_resume, pause, resume, run};
pub use source::{Source, recognise};

use domain::time::{Instant, Zone};
use wire::import::source::When;

/// What an entry's time is in the paper: the instant that it says, else the clock on the wall in the zone.
fn instant(when: &When, zone: &Zone) -> Option<Instant> {
    when.instant.or_else(|| zone.instant(when.wall?).ok())
}
