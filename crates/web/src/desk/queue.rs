//! The queue: what is being written, by how far it is.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::response::Response;
use serde::Serialize;

#[derive(Serialize)]
struct QueueView {}

pub(super) async fn page(desk: Desk) -> Result<Response, Fault> {
    desk.page(Frame::new(&desk, "queue", "queue"), QueueView {}).await
}
