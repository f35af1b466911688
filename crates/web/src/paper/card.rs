//! Cards: stories as lists show them, with the names behind their ids.

use crate::http::fault::Fault;
use crate::paper::press::Press;
use crate::paper::view::{self, ArtistView, CardView, ClipCard, ClipView, DateView, PictureView, ScoreView, filled};
use domain::artist::Artist;
use domain::id::{ArtistId, PersonId};
use domain::paper::Person;
use domain::story::{ArtistCredit, Byline, Card, Kind, Part};
use std::collections::{BTreeSet, HashMap};
use text::template::urls;

/// Whether a list's dates need their year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Year {
    /// `12 Mar 2014`
    Said,
    /// `12 Mar`, under a heading with the year.
    Above,
}

/// The artists and people that some cards name.
#[derive(Debug, Default)]
pub(crate) struct Cards {
    artists: HashMap<ArtistId, Artist>,
    people: HashMap<PersonId, Person>,
}

impl Cards {
    /// Reads whom these cards name.
    pub(crate) async fn of(press: &Press, cards: &[Card]) -> Result<Self, Fault> {
        let credits = cards.iter().flat_map(|card| &card.artists);
        let bylines = cards.iter().flat_map(|card| &card.bylines);
        Self::named(press, credits, bylines).await
    }

    /// Reads whom these credits and bylines name.
    pub(crate) async fn named(
        press: &Press,
        credits: impl Iterator<Item = &ArtistCredit>,
        bylines: impl Iterator<Item = &Byline>,
    ) -> Result<Self, Fault> {
        let artists: Vec<ArtistId> = credits.map(|credit| credit.artist).collect::<BTreeSet<_>>().into_iter().collect();
        let people: Vec<PersonId> = bylines.map(|byline| byline.person).collect::<BTreeSet<_>>().into_iter().collect();
        let mut named = Self::default();
        if !artists.is_empty() {
            let found = store::artists::by_ids(&press.conn, &artists).await?;
            named.artists = found.into_iter().map(|artist| (artist.id, artist)).collect();
        }
        if !people.is_empty() {
            let found = store::paper::people_by_ids(&press.conn, &people).await?;
            named.people = found.into_iter().map(|person| (person.id, person)).collect();
        }
        Ok(named)
    }

    /// An artist that was read.
    pub(crate) fn artist(&self, id: ArtistId) -> Option<&Artist> {
        self.artists.get(&id)
    }

    /// A person that was read.
    pub(crate) fn person(&self, id: PersonId) -> Option<&Person> {
        self.people.get(&id)
    }

    /// An artist line, under the names that the story prints.
    pub(crate) fn credited(&self, credits: &[ArtistCredit]) -> Vec<ArtistView> {
        let view = |credit: &ArtistCredit| {
            let artist = self.artists.get(&credit.artist)?;
            let name = filled(&credit.credited_as).unwrap_or_else(|| artist.name.clone());
            Some(ArtistView { name, url: urls::artist(&artist.slug) })
        };
        credits.iter().filter_map(view).collect()
    }

    /// Who wrote it: `Imogen Achterberg and Jo Marchetti`.
    pub(crate) fn byline(&self, bylines: &[Byline]) -> Option<String> {
        let of_part = |wanted: Part| -> Vec<String> {
            let credited = bylines.iter().filter(|byline| byline.part == wanted);
            credited.filter_map(|byline| self.people.get(&byline.person)).map(|person| person.name.clone()).collect()
        };
        view::listed(&of_part(Part::Words)).or_else(|| view::listed(&of_part(Part::Interview)))
    }

    /// A card.
    pub(crate) fn view(&self, press: &Press, card: &Card, year: Year) -> CardView {
        let date = match year {
            Year::Said => DateView::of(card.published, press.now, press.zone()),
            Year::Above => DateView::within_year(card.published, press.now, press.zone()),
        };
        CardView {
            url: urls::story(&card.address),
            headline: card.headline.clone(),
            artists: self.credited(&card.artists),
            kicker: None,
            standfirst: filled(&card.standfirst),
            byline: self.byline(&card.bylines),
            date,
            minutes: Some(card.words.div_ceil(220).max(1)),
            section: press.matter.section_named(&card.section),
            kind: card.kind.word(),
            type_name: view::type_name(card.kind, press),
            picture: card.cover.as_ref().map(PictureView::of),
            score: card.score.as_ref().map(ScoreView::of),
            clip: card.clip.as_ref().map(|clip| ClipView::of(clip, &card.headline)),
            advisory: view::advisory(&card.advisory, press),
            work: reviewed(card),
            sponsor: card.sponsor.as_ref().map(|sponsor| view::paid_for(press, sponsor)),
        }
    }

    /// Cards, in their order.
    pub(crate) fn views(&self, press: &Press, cards: &[Card], year: Year) -> Vec<CardView> {
        cards.iter().map(|card| self.view(press, card, year)).collect()
    }

    /// The clips of cards, in their order.
    pub(crate) fn clips(&self, press: &Press, cards: &[Card]) -> Vec<ClipCard> {
        let view = |card: &Card| {
            let clip = card.clip.as_ref()?;
            let mut kinds = card.advisory.clone();
            kinds.extend(&clip.advisory);
            kinds.sort_unstable();
            kinds.dedup();
            Some(ClipCard {
                clip: ClipView::of(clip, &card.headline),
                artists: self.credited(&card.artists),
                url: urls::clip(&card.address, 1),
                story: card.headline.clone(),
                poster: PictureView::poster(clip),
                advisory: view::advisory(&kinds, press),
            })
        };
        cards.iter().filter_map(view).collect()
    }
}

/// The title that a review is of, from a headline that is `Artist: Title`, as house style has it.
fn reviewed(card: &Card) -> Option<String> {
    if card.kind != Kind::Review {
        return None;
    }
    let artists = card.artists.iter().map(|credit| credit.credited_as.as_str());
    artists.filter(|name| !name.is_empty()).find_map(|name| filled(card.headline.strip_prefix(name)?.strip_prefix(':')?))
}
