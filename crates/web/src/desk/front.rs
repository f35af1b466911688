//! The front as a list that looks like the front in small, and the front as readers will see it at an instant.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::answer::Wants;
use crate::http::fault::Fault;
use crate::http::form::Pairs;
use crate::http::headers::Guard;
use crate::paper::front as paper_front;
use crate::paper::press::Press;
use crate::running_view::front::{FrontBody, body};
use axum::extract::RawQuery;
use axum::response::Response;
use domain::role::Verb;
use domain::time::Instant;
use serde::Serialize;

#[derive(Serialize)]
struct FrontView {
    front: FrontBody,
    /// The instant that is shown, as a field has it: `2026-11-20T18:00`; empty for now.
    at: String,
    /// The same in words.
    at_words: String,
    to_come: Vec<ToCome>,
}

#[derive(Serialize)]
struct ToCome {
    id: i64,
    url: String,
    words: String,
}

fn asked(query: Option<&str>) -> Option<String> {
    Pairs::read(query.unwrap_or_default()).word("at").map(str::to_owned)
}

pub(super) async fn page(desk: Desk, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    desk.act.allow(Verb::EditFront).map_err(|refusal| Fault::not_allowed(refusal.to_string()))?;
    let zone = desk.press.zone().clone();
    let asked = asked(query.as_deref());
    let front = match body(&desk.press.app, &zone, asked.as_deref()).await {
        Ok(front) => front,
        // A time that cannot be read shows the front of now.
        Err(_) => body(&desk.press.app, &zone, None).await?,
    };
    let then = zone.read(front.at()).unwrap_or(desk.act.now);
    let later = then > desk.act.now;
    let field = |at: Instant| zone.wall_clock(at).strftime("%Y-%m-%dT%H:%M").to_string();
    let to_come = store::front::to_come(&desk.press.conn, desk.act.now).await?;
    let view = FrontView {
        at: if later { field(then) } else { String::new() },
        at_words: zone.dateline(then),
        to_come: to_come
            .iter()
            .map(|saved| ToCome {
                id: saved.id.0,
                url: format!("/desk/front?at={}", field(saved.layout.from)),
                words: zone.dateline(saved.layout.from),
            })
            .collect(),
        front,
    };
    let data = serde_json::json!({ "front": &view.front, "at": &view.at });
    desk.page(Frame { words: &["front.script"], data, ..Frame::new(&desk, "front", "front") }, view).await
}

/// The paper's own front of an instant, for a frame of the desk. It shows what no reader may see yet.
pub(super) async fn preview(desk: Desk, RawQuery(query): RawQuery) -> Result<Response, Fault> {
    desk.act.allow(Verb::EditFront).map_err(|refusal| Fault::not_allowed(refusal.to_string()))?;
    let zone = desk.press.zone().clone();
    let then = asked(query.as_deref()).and_then(|text| zone.read(&text).ok()).unwrap_or(desk.act.now);
    let laid = newsroom::front::at(&desk.press.conn, desk.act.now, then).await?;
    let press = Press { now: then.max(desk.act.now), ..desk.press };
    let page = paper_front::page_of(&press, laid).await?;
    let mut response = page.answer(&Wants::default());
    response.extensions_mut().insert(Guard::Preview);
    Ok(response)
}
