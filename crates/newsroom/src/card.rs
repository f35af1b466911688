//! The social card of a story: what somebody sees who is sent a link to it.

use crate::{Newsroom, Verb, VerbError};
use domain::id::StoryId;
use domain::paper::Paper;
use domain::quote::Quote;
use domain::story::{State, Story};
use domain::time::Instant;
use std::sync::LazyLock;
use store::{Conn, paper as stored, stories};
use text::excerpt::excerpt;
use text::template::colours::Colours;
use wire::card::{Card, CardError, Fonts, draw};

pub use wire::card::{HEIGHT, WIDTH};

/// Whether a card cannot show a headline whole.
pub(crate) fn cuts(headline: &str) -> bool {
    FONTS.as_ref().is_ok_and(|fonts| wire::card::cuts_headline(headline, fonts))
}

/// The faces of the built-in theme; another theme's cards are set in them too.
static FONTS: LazyLock<Result<Fonts, CardError>> = LazyLock::new(|| {
    Fonts::read(
        include_bytes!("../../../themes/newsprint/fonts/card-head.ttf"),
        include_bytes!("../../../themes/newsprint/fonts/card-line.ttf"),
        include_bytes!("../../../themes/newsprint/fonts/card-standfirst.ttf"),
    )
});

/// Draws the card of a live story as a PNG of [`WIDTH`] × [`HEIGHT`].
///
/// # Errors
/// [`VerbError::Absent`] when there is no such story or it is not live.
pub async fn card(newsroom: &Newsroom, id: StoryId) -> Verb<Vec<u8>> {
    let conn = newsroom.store().read().await?;
    let story = stories::by_id(&conn, id).await?;
    of_story(&conn, story.ok_or_else(|| VerbError::Absent(format!("there is no story number {id}")))?).await
}

/// As [`card`], of a story that was read, over the same state of the store: whoever holds one must not ask for another.
///
/// # Errors
/// [`VerbError::Absent`] when the story is not live or there is no paper.
pub async fn of_story(conn: &Conn, story: Story) -> Verb<Vec<u8>> {
    if story.state != State::Live {
        return Err(VerbError::Absent(format!("story number {} is not live", story.id)));
    }
    drawn(conn, story).await
}

/// The card that a story would have if it were live as it stands: for who may see it at the desk.
///
/// # Errors
/// [`VerbError::Absent`] when there is no paper.
pub async fn drawn(conn: &Conn, story: Story) -> Verb<Vec<u8>> {
    let paper = stored::get(conn).await?.ok_or_else(|| VerbError::Absent("there is no paper here yet".to_owned()))?;
    let names: Vec<&str> = story.draft.artists.iter().map(|credit| credit.credited_as.as_str()).collect();
    let artist_line = if names.is_empty() {
        let sections = stored::sections(conn).await?;
        sections.into_iter().find(|section| section.slug == story.draft.section).map(|section| section.name).unwrap_or_default()
    } else {
        names.join(", ")
    };
    set(paper, artist_line, story.draft.headline.clone(), story.draft.standfirst.clone(), story.published()).await
}

/// So many words of a quotation stand on a card.
const QUOTED: usize = 45;

/// Draws somebody's words out of a story, as large as they let themselves be set.
///
/// # Errors
/// [`VerbError::Absent`] when there is no paper.
pub async fn of_quotation(conn: &Conn, story: Story, quote: &Quote) -> Verb<Vec<u8>> {
    let paper = stored::get(conn).await?.ok_or_else(|| VerbError::Absent("there is no paper here yet".to_owned()))?;
    let words = format!("“{}”", excerpt(&quote.paragraphs.join(" "), QUOTED));
    set(paper, quote.speaker.clone().unwrap_or_default(), words, story.draft.headline.clone(), story.published()).await
}

async fn set(paper: Paper, artist_line: String, headline: String, standfirst: String, at: Instant) -> Verb<Vec<u8>> {
    let drawing = tokio::task::spawn_blocking(move || {
        let card = Card {
            paper: &paper.name,
            dateline: &paper.zone.date_words(at),
            artist_line: &artist_line,
            headline: &headline,
            standfirst: &standfirst,
            spot: &Colours::of(&paper.spot).spot_text,
            language: &paper.language,
        };
        FONTS.as_ref().map_err(|error| *error).and_then(|fonts| draw(&card, fonts))
    });
    let drawn = drawing.await.map_err(|error| VerbError::Unreadable(error.to_string()))?;
    drawn.map_err(|error| VerbError::Unreadable(error.to_string()))
}
