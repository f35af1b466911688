//! What this process knows of destinations: how much each may be given, and which are left alone.

use crate::{Newsroom, Verb};
use domain::mail_way::destination::{Destination, Heard, Turn};
use domain::time::Instant;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use store::mail_stops;

/// Every destination that was heard of.
#[derive(Debug, Default)]
pub(crate) struct Pacing(Mutex<HashMap<String, Destination>>);

/// The most stops that are taken over from earlier processes.
const STOPS: usize = 10_000;

impl Pacing {
    /// Takes over what earlier processes stored.
    pub(super) async fn recall(&self, newsroom: &Newsroom) -> Verb<()> {
        let stops = mail_stops::list(&newsroom.store().read().await?, STOPS).await?;
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for stop in stops {
            known.entry(stop.destination).or_insert_with(|| Destination::stopped(stop.until));
        }
        Ok(())
    }

    /// Until when a destination is left alone.
    pub(super) fn until(&self, domain: &str, now: Instant) -> Option<Instant> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(domain).and_then(|destination| destination.until(now))
    }

    /// How many connections a destination may have.
    pub(super) fn connections(&self, domain: &str, now: Instant) -> usize {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(domain).copied().unwrap_or_default().connections(now)
    }

    /// Learns from what a destination said; stores what somebody should know.
    pub(super) async fn hear(&self, newsroom: &Newsroom, domain: &str, heard: Heard, reply: &str, now: Instant) -> Verb<()> {
        let turn = {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            match known.get_mut(domain) {
                Some(destination) => destination.hear(heard, now),
                None => known.entry(domain.to_owned()).or_default().hear(heard, now),
            }
        };
        let Some(turn) = turn else { return Ok(()) };
        let tx = newsroom.begin(now).await?;
        match turn {
            Turn::Stopped(until) => {
                tracing::warn!(domain, reply, %until, "a destination refuses this paper’s mail; it is left alone for a while");
                mail_stops::put(&tx, domain, until, reply).await?;
            }
            Turn::Recovered => mail_stops::clear(&tx, domain).await?,
        }
        newsroom.commit(tx).await
    }
}
