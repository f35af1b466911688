//! The queue: what is being written, by how far it is. A board of columns where there is room, else one list.

use crate::desk::jobs::{Choices, JobView, Lists};
use crate::desk::page::Frame;
use crate::desk::{Desk, jobs};
use crate::http::fault::Fault;
use axum::extract::Query;
use axum::response::Response;
use newsroom::queue::{self, Counts, Filter};
use serde::{Deserialize, Serialize};

/// What an address asks for. Words that mean nothing are as if they were not there: a filter is no form to be refused.
#[derive(Debug, Default, Clone, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    mine: String,
    #[serde(default)]
    due: String,
    #[serde(default)]
    section: String,
    #[serde(default)]
    writer: String,
    #[serde(default)]
    q: String,
}

#[derive(Serialize)]
struct QueueView {
    filter: FilterView,
    columns: Vec<ColumnView>,
    may: jobs::May,
}

#[derive(Serialize)]
struct FilterView {
    mine: bool,
    due: bool,
    q: String,
    all_url: String,
    mine_url: String,
    due_url: String,
    #[serde(flatten)]
    choices: Choices,
}

#[derive(Serialize)]
struct ColumnView {
    state: &'static str,
    name: String,
    count: usize,
    rows: Vec<JobView>,
    more_url: Option<String>,
}

/// The columns, from what was only asked for to what readers have.
const COLUMNS: [&str; 6] = ["assigned", "draft", "sent_back", "submitted", "scheduled", "live_today"];
/// So many stories stand in a column; the rest are found among all stories.
const IN_A_COLUMN: usize = 40;

pub(super) async fn page(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let lists = Lists::of(&desk).await?;
    let mut columns = Vec::new();
    for state in COLUMNS {
        columns.push(column(&desk, &asked, state).await?);
    }
    let frame = Frame { words: &["queue"], data: lists.island(&desk), ..Frame::new(&desk, "queue", "queue") };
    let view = QueueView { filter: asked.view(&desk, &lists), columns, may: jobs::May::of(&desk) };
    desk.page(frame, view).await
}

async fn column(desk: &Desk, asked: &Asked, state: &'static str) -> Result<ColumnView, Fault> {
    let filter = Filter { states: vec![state.to_owned()], limit: IN_A_COLUMN, ..asked.filter() };
    let found = queue::list(desk.press.app.newsroom(), &desk.act, &filter).await?;
    // What was sent back is a draft, too, and stands in a column of its own.
    let shown = found.rows.iter().filter(|row| state != "draft" || row.story.note.is_none());
    let rows: Vec<JobView> = shown.map(|row| Lists::job(desk, row)).collect();
    let count = if asked.is_plain() { all_of(state, found.counts) } else { rows.len() };
    let more_url = found.next.is_some().then(|| jobs::address("/desk/stories", &[("state", state)]));
    Ok(ColumnView { state, name: desk.word(&format!("queue.state_{state}")), count, rows, more_url })
}

fn all_of(state: &str, counts: Counts) -> usize {
    match state {
        "assigned" => counts.assigned,
        "draft" => counts.draft.saturating_sub(counts.sent_back),
        "sent_back" => counts.sent_back,
        "submitted" => counts.submitted,
        "scheduled" => counts.scheduled,
        _ => counts.live_today,
    }
}

impl Asked {
    fn filter(&self) -> Filter {
        Filter {
            mine: !self.mine.is_empty(),
            writer: jobs::staff_id(&self.writer),
            section: jobs::section(&self.section),
            words: self.q.clone(),
            due_today: !self.due.is_empty(),
            ..Filter::default()
        }
    }

    /// Nothing is left out.
    fn is_plain(&self) -> bool {
        [&self.mine, &self.due, &self.section, &self.writer, &self.q].into_iter().all(String::is_empty)
    }

    fn view(&self, desk: &Desk, lists: &Lists) -> FilterView {
        let with = |mine: bool, due: bool| {
            let pairs = [
                ("mine", if mine { "1" } else { "" }),
                ("due", if due { "today" } else { "" }),
                ("section", &self.section),
                ("writer", &self.writer),
                ("q", &self.q),
            ];
            jobs::address("/desk/queue", &pairs)
        };
        let (mine, due) = (!self.mine.is_empty(), !self.due.is_empty());
        FilterView {
            mine,
            due,
            q: self.q.clone(),
            all_url: with(false, false),
            mine_url: with(!mine, due),
            due_url: with(mine, !due),
            choices: lists.choices(desk, &self.section, &self.writer),
        }
    }
}
