//! What is read, as the API answers it and the desk's page shows it.

use crate::app::App;
use domain::act::Act;
use domain::role::Verb as Right;
use newsroom::{Verb, counts};
use serde::Serialize;
use utoipa::ToSchema;

/// A page that is read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct ReadBody {
    path: String,
    /// The headline of the story that stands there.
    headline: Option<String>,
    reads: i64,
}

/// An hour of today.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct HourBody {
    /// Its first instant.
    pub(crate) from: String,
    pub(crate) reads: i64,
}

/// A search that found nothing.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct VainBody {
    /// Folded: small letters, no signs.
    query: String,
    times: i64,
}

/// What is read.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct CountsBody {
    /// Pages answered to browsers by this process in the last five minutes.
    now: u64,
    now_pages: Vec<ReadBody>,
    /// Pages answered today.
    today: i64,
    today_pages: Vec<ReadBody>,
    pub(crate) hours: Vec<HourBody>,
    /// Searches of the last week that found nothing, most often first.
    vain: Vec<VainBody>,
}

/// What the API and the desk's page show.
pub(crate) async fn body(app: &App, act: &Act, limit: usize) -> Verb<CountsBody> {
    act.allow(Right::Look)?;
    let now = app.newsroom().counts().now(act.now, limit);
    let today = counts::today(app.newsroom(), act, limit).await?;
    let conn = app.newsroom().store().read().await?;
    let mut now_pages = Vec::new();
    for (path, reads) in now.pages {
        let headline = store::stories::headline_at(&conn, &path).await?;
        now_pages.push(ReadBody { path, headline, reads: i64::try_from(reads).unwrap_or(i64::MAX) });
    }
    Ok(CountsBody {
        now: now.reads,
        now_pages,
        today: today.reads,
        today_pages: today.pages.into_iter().map(|page| ReadBody { path: page.path, headline: page.headline, reads: page.reads }).collect(),
        hours: today.hours.into_iter().map(|(from, reads)| HourBody { from: from.rfc3339(), reads }).collect(),
        vain: today.vain.into_iter().map(|(query, times)| VainBody { query, times }).collect(),
    })
}
