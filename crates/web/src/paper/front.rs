//! The front page.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::card::{Cards, Year};
use crate::paper::facts;
use crate::paper::gigs;
use crate::paper::press::Press;
use crate::paper::view::{CardView, ClipCard, DateView, Gig, PageView};
use domain::ad::Place;
use domain::story::Card;
use newsroom::front::Laid;
use serde::Serialize;
use store::stories::{CardFilter, cards};
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

const CLIPS: usize = 4;

/// Renders it.
pub(crate) async fn page(press: &Press) -> Result<Page, Fault> {
    page_of(press, newsroom::front::now(&press.conn, press.now).await?).await
}

/// Renders a front that was laid out: the one of now, or for the desk one that is to come.
pub(crate) async fn page_of(press: &Press, laid: Laid) -> Result<Page, Fault> {
    let front = &laid.front;
    let lead = front.lead.and_then(|story| laid.card(story).cloned());
    let seconds = laid.cards(&front.seconds);
    let river = laid.cards(&front.river);
    let reviews = laid.cards(&front.rail);
    let more = front.more;
    let clips = cards(&press.conn, &CardFilter { with_clip: true, ..CardFilter::default() }, CLIPS, 0).await?;
    let gigs = gigs::this_week(press).await?;

    let everything: Vec<Card> = lead.iter().chain(&seconds).chain(&river).chain(&reviews).chain(&clips).cloned().collect();
    let named = Cards::of(press, &everything).await?;
    let views = |cards: &[Card]| named.views(press, cards, Year::Said);
    let view = FrontView {
        lead: lead.as_ref().map(|card| named.view(press, card, Year::Said)),
        seconds: views(&seconds),
        river: views(&river),
        river_more: more.then(|| urls::ARCHIVE.to_owned()),
        reviews: views(&reviews),
        clips: named.clips(press, &clips),
        gigs_more: press.matter.gigs().filter(|_| !gigs.is_empty()).map(|section| urls::section(&section.slug)),
        gigs,
    };
    let name = press.matter.paper.name.clone();
    let shown = lead.iter().chain(&seconds).chain(&river);
    let mut page = PageView {
        json_ld: Some(facts::of_list(press, &name, urls::FRONT, &press.matter.paper.tagline, shown)),
        description: Some(press.matter.paper.tagline.clone()),
        masthead: "large",
        date: Some(DateView::today(press.now, press.zone())),
        ..PageView::open(press, "front", name, urls::FRONT).with_ad(press, Place::Front, None)
    };
    page.right_until(front.until);
    press.page("front.html", page, view)
}
