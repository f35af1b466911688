//! Threads at the desk: the list, and one with its stories.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::extract::Path;
use axum::response::Response;
use domain::id::ThreadId;
use domain::role::Verb;
use domain::thread::Thread;
use newsroom::threads::{self, Within};
use serde::Serialize;

#[derive(Serialize)]
struct ThreadRow {
    id: i64,
    name: String,
    about: String,
}

impl ThreadRow {
    fn of(thread: &Thread) -> Self {
        Self { id: thread.id.0, name: thread.name.clone(), about: thread.about.clone() }
    }
}

#[derive(Serialize)]
struct StoryRow {
    id: i64,
    headline: String,
    state: &'static str,
}

#[derive(Serialize)]
struct ListView {
    threads: Vec<ThreadRow>,
    may_edit: bool,
}

#[derive(Serialize)]
struct SheetView {
    thread: ThreadRow,
    stories: Vec<StoryRow>,
    may_edit: bool,
}

/// The list.
pub(super) async fn list(desk: Desk) -> Result<Response, Fault> {
    let threads = threads::list(desk.press.app.newsroom(), &desk.act).await?;
    let view = ListView { threads: threads.iter().map(ThreadRow::of).collect(), may_edit: desk.act.role.may(Verb::EditThreads) };
    desk.page(Frame::new(&desk, "threads", "threads"), view).await
}

/// One thread.
pub(super) async fn one(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    let (thread, within) = threads::sheet(desk.press.app.newsroom(), &desk.act, &ThreadId(id).into()).await?;
    let row = |one: &Within| StoryRow { id: one.id.0, headline: one.headline.clone(), state: one.state };
    let frame = Frame { title: thread.name.clone(), ..Frame::new(&desk, "thread", "threads") };
    let view = SheetView {
        thread: ThreadRow::of(&thread),
        stories: within.iter().map(row).collect(),
        may_edit: desk.act.role.may(Verb::EditThreads),
    };
    desk.page(frame, view).await
}
