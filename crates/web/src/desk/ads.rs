//! The paper's own ads: the list with its sums, and one as it is changed.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use crate::running_view::ads::{AdBody, body};
use axum::extract::Path;
use axum::response::Response;
use domain::ad::Place;
use domain::id::AdId;
use newsroom::ads;
use serde::Serialize;

#[derive(Serialize)]
struct AdsView {
    ads: Vec<AdBody>,
    /// The one that is changed.
    ad: Option<AdBody>,
    days: Vec<DayView>,
    where_to: Vec<ChoiceView>,
    sections: Vec<ChoiceView>,
    today: String,
    in_a_month: String,
}

#[derive(Serialize)]
struct DayView {
    day: String,
    place: String,
    carried: i64,
    seen: i64,
    followed: i64,
}

#[derive(Serialize)]
struct ChoiceView {
    value: String,
    name: String,
    chosen: bool,
}

pub(super) async fn list(desk: Desk) -> Result<Response, Fault> {
    shown(desk, None).await
}

pub(super) async fn one(desk: Desk, Path(id): Path<i64>) -> Result<Response, Fault> {
    shown(desk, Some(AdId(id))).await
}

async fn shown(desk: Desk, id: Option<AdId>) -> Result<Response, Fault> {
    let (newsroom, zone, now) = (desk.press.app.newsroom().clone(), desk.press.zone().clone(), desk.act.now);
    let opened = match id {
        Some(id) => Some(ads::one(&newsroom, &desk.act, id).await?),
        None => None,
    };
    let chosen = opened.as_ref().map(|(counted, _)| counted.ad.draft.clone());
    let all = ads::list(&newsroom, &desk.act, 500).await?;
    let place = |place: Place| ChoiceView {
        value: place.word().to_owned(),
        name: desk.word(&format!("ads.place_{}", place.word())),
        chosen: chosen.as_ref().is_none_or(|draft| draft.places.contains(&place)),
    };
    let section = |section: &domain::paper::Section| ChoiceView {
        value: section.slug.as_str().to_owned(),
        name: section.name.clone(),
        chosen: chosen.as_ref().is_some_and(|draft| draft.sections.contains(&section.slug)),
    };
    let today = zone.day(now);
    let view = AdsView {
        ads: all.iter().map(|counted| body(counted, &zone, now)).collect(),
        ad: opened.as_ref().map(|(counted, _)| body(counted, &zone, now)),
        days: opened
            .iter()
            .flat_map(|(_, days)| days)
            .map(|(day, place, sums)| DayView {
                day: day.to_string(),
                place: desk.word(&format!("ads.place_{}", place.word())),
                carried: sums.carried,
                seen: sums.seen,
                followed: sums.followed,
            })
            .collect(),
        where_to: Place::ALL.into_iter().map(place).collect(),
        sections: desk.press.matter.sections.iter().map(section).collect(),
        today: today.to_string(),
        in_a_month: zone.day(now.plus_seconds(30 * 24 * 3600)).to_string(),
    };
    desk.page(Frame::new(&desk, "ads", "ads"), view).await
}
