//! The copy of a letter on the web: put together from the frozen edition, without anything of one reader.

use crate::Verb;
use crate::mail::FrozenEdition;
use domain::edition::{Edition, Name, Selection};
use std::collections::HashSet;
use store::stories::cards_by_ids;
use store::{Conn, editions};
use text::html::Html;
use text::mail_html::ReaderLinks;
use text::template::urls::{self, Site};

/// The copy of the letter that carries these of the stories of an edition; all that are its own when `set` is none. A
/// story that is not on the paper any more is named by nothing: a word stands in its place. None when no letter can be so.
///
/// # Errors
/// [`crate::VerbError::Store`], [`crate::VerbError::Unreadable`].
pub async fn copy(conn: &Conn, name: Name, set: Option<Selection>) -> Verb<Option<Html>> {
    let Some(edition) = editions::named(conn, name).await?.filter(|edition| edition.released.is_some()) else { return Ok(None) };
    let Some(stored) = editions::parts(conn, edition.id).await? else { return Ok(None) };
    let frozen = FrozenEdition::read(&stored, name)?;
    let (all, own) = (Selection::all(frozen.parts.count()), Selection::all(edition.own));
    let selection = set.unwrap_or(own);
    // One set has one address: the whole edition has its own.
    if selection.is_empty() || !selection.without(all).is_empty() || set == Some(own) {
        return Ok(None);
    }
    let links = ReaderLinks::all_to(&Site::new(&frozen.base_url).absolute(urls::NEWSLETTER));
    Ok(Some(frozen.parts.on_the_web(selection, gone(conn, &edition).await?, &links)))
}

/// Which of an edition's stories are not on the paper, by whatever way they left it.
async fn gone(conn: &Conn, edition: &Edition) -> Verb<Selection> {
    let there: HashSet<_> = cards_by_ids(conn, &edition.stories).await?.into_iter().map(|card| card.id).collect();
    let places = edition.stories.iter().enumerate().filter(|(_, story)| !there.contains(story));
    Ok(places.fold(Selection(0), |gone, (place, _)| gone.with(place)))
}
