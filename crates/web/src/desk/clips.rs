//! The clips that stories use.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::extract::Query;
use axum::response::Response;
use domain::body::Clip;
use domain::id::StoryId;
use domain::role::Verb;
use newsroom::clips::{self, Use, Wanted};
use serde::{Deserialize, Serialize};
use serde_json::json;
use text::template::urls;

/// Clips on a page.
const LISTED: usize = 50;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    only: String,
    before: Option<i64>,
}

#[derive(Serialize)]
struct ClipRow {
    story: i64,
    headline: String,
    state: String,
    provider: &'static str,
    /// Where it stands at its provider.
    url: Option<String>,
    title: String,
    credit: String,
    uses: i64,
    gone: Option<String>,
    mark: String,
    unmark: String,
}

#[derive(Serialize)]
struct ClipsView {
    only: &'static str,
    rows: Vec<ClipRow>,
    next_url: Option<String>,
    may_mark: bool,
}

fn row(desk: &Desk, clip: &Use) -> ClipRow {
    let as_clip = Clip {
        provider: clip.provider,
        id: Some(clip.id.clone()).filter(|id| !id.is_empty()),
        kind: clip.kind,
        title: clip.title.clone(),
        credit: clip.credit.clone(),
        start: 0,
        duration: 0,
        poster: None,
        advisory: Vec::new(),
    };
    let input = |gone: bool| json!({ "provider": clip.provider, "id": clip.id, "gone": gone }).to_string();
    ClipRow {
        story: clip.story.0,
        headline: clip.headline.clone(),
        state: clip.state.clone(),
        provider: clip.provider.name(),
        url: text::render::clip::page_address(&as_clip),
        title: clip.title.clone(),
        credit: clip.credit.clone(),
        uses: clip.uses,
        gone: clip.gone.map(|at| desk.press.zone().date_words(at)),
        mark: input(true),
        unmark: input(false),
    }
}

/// The list: everything, without title or credit, found gone.
pub(super) async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let (only, wanted) = match asked.only.as_str() {
        "unnamed" => ("unnamed", Wanted::Unnamed),
        "gone" => ("gone", Wanted::Gone),
        _ => ("", Wanted::All),
    };
    let found = clips::list(desk.press.app.newsroom(), &desk.act, wanted, asked.before.map(StoryId), LISTED).await?;
    let view = ClipsView {
        only,
        rows: found.clips.iter().map(|clip| row(&desk, clip)).collect(),
        next_url: found.next.map(|next| urls::desk("clips", &[("only", only)], Some(("before", next.0)))),
        may_mark: desk.act.role.may(Verb::AddMedia),
    };
    desk.page(Frame::new(&desk, "clips", "clips"), view).await
}
