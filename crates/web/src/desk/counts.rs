//! What is read now and was today.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use crate::running_view::counts::{CountsBody, HourBody, body};
use axum::response::Response;
use serde::Serialize;

#[derive(Serialize)]
struct CountsView {
    counts: CountsBody,
    hours: Vec<HourView>,
}

#[derive(Serialize)]
struct HourView {
    name: String,
    reads: i64,
    /// Twelfths of the highest hour, for the style sheet.
    height: i64,
}

const SHOWN: usize = 20;

pub(super) async fn page(desk: Desk) -> Result<Response, Fault> {
    let counts = body(&desk.press.app, &desk.act, SHOWN).await?;
    let zone = desk.press.zone();
    let most = counts.hours.iter().map(|hour| hour.reads).max().unwrap_or(1).max(1);
    let hour = |hour: &HourBody| HourView {
        name: zone.read(&hour.from).map(|at| zone.wall_clock(at).strftime("%H").to_string()).unwrap_or_default(),
        reads: hour.reads,
        height: (hour.reads * 12 + most - 1) / most,
    };
    let hours = counts.hours.iter().map(hour).collect();
    desk.page(Frame { words: &["counts.script"], ..Frame::new(&desk, "counts", "counts") }, CountsView { counts, hours }).await
}
