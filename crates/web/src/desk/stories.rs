//! Every story that the desk has, the last touched first: search, filters, pages.

use crate::desk::Desk;
use crate::desk::jobs::{self, Choice, Choices, JobView, Lists, May};
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::extract::Query;
use axum::response::Response;
use newsroom::queue::{self, Filter};
use serde::{Deserialize, Serialize};

/// What an address asks for. Words that mean nothing are as if they were not there.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    section: String,
    #[serde(default)]
    writer: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    before: String,
}

#[derive(Serialize)]
struct StoriesView {
    filter: FilterView,
    rows: Vec<JobView>,
    next_url: Option<String>,
    may: May,
}

#[derive(Serialize)]
struct FilterView {
    q: String,
    states: Vec<Choice>,
    #[serde(flatten)]
    choices: Choices,
}

/// So many stand on a page.
const ON_A_PAGE: usize = 50;

pub(super) async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let lists = Lists::of(&desk).await?;
    let filter = Filter {
        states: jobs::STATES.iter().filter(|state| **state == asked.state).map(|state| (*state).to_owned()).collect(),
        writer: jobs::staff_id(&asked.writer),
        section: jobs::section(&asked.section),
        words: asked.q.clone(),
        before: Some(asked.before.clone()).filter(|before| !before.is_empty()),
        limit: ON_A_PAGE,
        ..Filter::default()
    };
    let found = queue::list(desk.press.app.newsroom(), &desk.act, &filter).await?;
    let next_url = found.next.as_deref().map(|next| asked.address(next));
    let states = jobs::STATES.into_iter().map(|one| Choice {
        value: one.to_owned(),
        name: desk.word(&format!("queue.state_{one}")),
        chosen: one == asked.state,
    });
    let view = StoriesView {
        filter: FilterView { q: asked.q.clone(), states: states.collect(), choices: lists.choices(&desk, &asked.section, &asked.writer) },
        rows: found.rows.iter().map(|row| Lists::job(&desk, row)).collect(),
        next_url,
        may: May::of(&desk),
    };
    let frame = Frame { words: &["queue"], data: lists.island(&desk), ..Frame::new(&desk, "stories", "stories") };
    desk.page(frame, view).await
}

impl Asked {
    fn address(&self, before: &str) -> String {
        let pairs =
            [("state", self.state.as_str()), ("section", &self.section), ("writer", &self.writer), ("q", &self.q), ("before", before)];
        jobs::address("/desk/stories", &pairs)
    }
}
