//! The front page.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::card::{Cards, Year};
use crate::paper::facts;
use crate::paper::gigs;
use crate::paper::press::Press;
use crate::paper::view::{CardView, ClipCard, DateView, Gig, PageView};
use domain::edition::Placement;
use domain::id::StoryId;
use domain::story::{Card, Kind};
use serde::Serialize;
use store::stories::{CardFilter, cards, live_since};
use text::template::urls;

#[derive(Serialize)]
struct FrontView {
    lead: Option<CardView>,
    seconds: Vec<CardView>,
    river: Vec<CardView>,
    river_more: Option<String>,
    reviews: Vec<CardView>,
    clips: Vec<ClipCard>,
    gigs: Vec<Gig>,
    gigs_more: Option<String>,
}

/// So many of the newest stories are looked at; what the modules leave is the archive's.
const LOOKED_AT: usize = 30;
const SECONDS: usize = 2;
const RIVER: usize = 12;
const REVIEWS: usize = 5;
const CLIPS: usize = 4;
/// How long a story that its editor placed first leads the paper.
const LEAD_SECONDS: i64 = 36 * 60 * 60;

/// Renders it.
pub(crate) async fn page(press: &Press) -> Result<Page, Fault> {
    let newest = cards(&press.conn, &CardFilter::default(), LOOKED_AT, 0).await?;
    let placed = live_since(&press.conn, press.now.plus_seconds(-LEAD_SECONDS), press.now).await?;
    let leads: Vec<StoryId> = placed.iter().filter(|one| one.placement == Placement::Lead).map(|one| one.story).collect();
    let layout = lay_out(newest, &leads);
    let scored = CardFilter { scored: true, exclude: layout.opening(), ..CardFilter::default() };
    let reviews = cards(&press.conn, &scored, REVIEWS, 0).await?;
    let clips = cards(&press.conn, &CardFilter { with_clip: true, ..CardFilter::default() }, CLIPS, 0).await?;
    let mut river = layout.rest;
    river.retain(|card| !reviews.iter().any(|review| review.id == card.id));
    let more = river.len() > RIVER;
    river.truncate(RIVER);
    let gigs = gigs::this_week(press).await?;

    let everything: Vec<Card> = layout.lead.iter().chain(&layout.seconds).chain(&river).chain(&reviews).chain(&clips).cloned().collect();
    let named = Cards::of(press, &everything).await?;
    let views = |cards: &[Card]| named.views(press, cards, Year::Said);
    let view = FrontView {
        lead: layout.lead.as_ref().map(|card| named.view(press, card, Year::Said)),
        seconds: views(&layout.seconds),
        river: views(&river),
        river_more: more.then(|| urls::ARCHIVE.to_owned()),
        reviews: views(&reviews),
        clips: named.clips(press, &clips),
        gigs_more: press.matter.gigs().filter(|_| !gigs.is_empty()).map(|section| urls::section(&section.slug)),
        gigs,
    };
    let name = press.matter.paper.name.clone();
    let shown = layout.lead.iter().chain(&layout.seconds).chain(&river);
    let page = PageView {
        json_ld: Some(facts::of_list(press, &name, urls::FRONT, &press.matter.paper.tagline, shown)),
        description: Some(press.matter.paper.tagline.clone()),
        masthead: "large",
        date: Some(DateView::today(press.now, press.zone())),
        ..PageView::open(press, "front", name, urls::FRONT)
    };
    press.page("front.html", page, view)
}

/// Which story stands where, from the newest ones.
struct Layout {
    lead: Option<Card>,
    seconds: Vec<Card>,
    rest: Vec<Card>,
}

impl Layout {
    fn opening(&self) -> Vec<StoryId> {
        self.lead.iter().chain(&self.seconds).map(|card| card.id).collect()
    }
}

/// What the editor placed first leads, the newest of several; else the newest story with a picture among the first
/// few, else the newest. Beside it stand other placed leads, then long pieces, then whatever is newest.
fn lay_out(mut newest: Vec<Card>, leads: &[StoryId]) -> Layout {
    let chosen = newest.iter().position(|card| leads.contains(&card.id));
    let pictured = || newest.iter().take(5).position(|card| card.cover.is_some());
    let place = chosen.or_else(pictured).unwrap_or(0);
    let lead = (place < newest.len()).then(|| newest.remove(place));
    let mut seconds = Vec::new();
    while seconds.len() < SECONDS && newest.len() > 1 {
        let placed = newest.iter().position(|card| leads.contains(&card.id));
        let long = || newest.iter().take(8).position(|card| is_long(card.kind));
        let place = placed.or_else(long).unwrap_or(0);
        seconds.push(newest.remove(place));
    }
    Layout { lead, seconds, rest: newest }
}

fn is_long(kind: Kind) -> bool {
    matches!(kind, Kind::Feature | Kind::Interview | Kind::Obituary | Kind::Premiere)
}
