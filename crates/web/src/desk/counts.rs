//! What is read now and was today.

use crate::api;
use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::door::SignedIn;
use crate::http::fault::Fault;
use axum::response::Response;
use serde::Serialize;

#[derive(Serialize)]
struct CountsView {
    counts: api::counts::CountsBody,
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
    let who = SignedIn { staff: desk.staff.clone(), act: desk.act.clone(), session: None };
    let counts = api::counts::body(&desk.press.app, &who, SHOWN).await.map_err(|_| Fault::bad_request())?;
    let zone = desk.press.zone();
    let most = counts.hours.iter().map(|hour| hour.reads).max().unwrap_or(1).max(1);
    let hour = |hour: &api::counts::HourBody| HourView {
        name: zone.read(&hour.from).map(|at| zone.wall_clock(at).strftime("%H").to_string()).unwrap_or_default(),
        reads: hour.reads,
        height: (hour.reads * 12 + most - 1) / most,
    };
    let hours = counts.hours.iter().map(hour).collect();
    desk.page(Frame { words: &["counts.script"], ..Frame::new(&desk, "counts", "counts") }, CountsView { counts, hours }).await
}
