//! The paper's own ads: made, changed, stopped; what is counted of them.

use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::ad::{Ad, AdDraft, Place};
use domain::body::MediaKey;
use domain::id::AdId;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::time::{Day, Instant};
use store::ads::{self, Tally};
use store::{Conn, StoreError, Tx};

/// What somebody wishes of an ad; the picture's size is looked up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// What the desk calls it.
    pub name: String,
    /// The key of a picture of the library.
    pub media: String,
    /// What the picture says.
    pub alt: String,
    /// Where it leads.
    pub link: String,
    /// The words of its places.
    pub places: Vec<String>,
    /// Slugs of sections; none: in all.
    pub sections: Vec<String>,
    /// From when.
    pub from: Instant,
    /// Up to when.
    pub until: Instant,
}

impl Wish {
    async fn looked_up(self, conn: &Conn) -> Verb<AdDraft> {
        let media = MediaKey::parse(self.media.trim()).map_err(|_| Refusal::field("media", "choose a picture of the library"))?;
        let file = store::media::get(conn, &media).await?.filter(|file| file.mime.starts_with("image/"));
        let file = file.ok_or_else(|| Refusal::field("media", "is no picture of the library"))?;
        let place = |word: &String| {
            Place::from_word(word)
                .ok_or_else(|| Refusal::field("places", format!("there is no place “{word}”; it is front, section, story, edition")))
        };
        let sections = self.sections.iter().map(|slug| Slug::parse(slug)).collect::<Result<Vec<_>, _>>()?;
        let known = store::paper::sections(conn).await?;
        if let Some(missing) = sections.iter().find(|slug| known.iter().all(|section| section.slug != **slug)) {
            return Err(Refusal::field("sections", format!("there is no section “{missing}”")).into());
        }
        let draft = AdDraft {
            name: self.name.trim().to_owned(),
            media,
            width: file.width,
            height: file.height,
            alt: self.alt.trim().to_owned(),
            link: self.link.trim().to_owned(),
            places: self.places.iter().map(place).collect::<Result<_, _>>()?,
            sections,
            from: self.from,
            until: self.until,
        };
        Ok(draft.checked()?)
    }
}

async fn load(tx: &Tx, id: AdId) -> Verb<Ad> {
    ads::get(tx, id).await?.ok_or_else(|| absent(id))
}

fn absent(id: AdId) -> VerbError {
    VerbError::Absent(format!("there is no ad number {id}"))
}

/// An ad with its counts by day and place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The ad.
    pub ad: Ad,
    /// All days and places together.
    pub total: Tally,
}

/// Every ad with its sums, the last to end first.
///
/// # Errors
/// [`VerbError::Refused`], [`VerbError::Store`].
pub async fn list(newsroom: &Newsroom, act: &Act, limit: usize) -> Verb<Vec<Counted>> {
    act.allow(Right::EditAds)?;
    let conn = newsroom.store().read().await?;
    let all = ads::list(&conn, limit).await?;
    let totals = ads::totals(&conn, &all.iter().map(|ad| ad.id).collect::<Vec<_>>()).await?;
    let total = |id: AdId| totals.iter().find(|(ad, _)| *ad == id).map(|(_, tally)| *tally).unwrap_or_default();
    Ok(all.into_iter().map(|ad| Counted { total: total(ad.id), ad }).collect())
}

/// An ad with its sums of each day and place, newest day first.
///
/// # Errors
/// [`VerbError::Absent`].
pub async fn one(newsroom: &Newsroom, act: &Act, id: AdId) -> Verb<(Counted, Vec<(Day, Place, Tally)>)> {
    act.allow(Right::EditAds)?;
    let conn = newsroom.store().read().await?;
    let ad = ads::get(&conn, id).await?.ok_or_else(|| absent(id))?;
    let total = ads::totals(&conn, &[id]).await?.first().map(|(_, tally)| *tally).unwrap_or_default();
    Ok((Counted { ad, total }, ads::counts(&conn, id).await?))
}

/// Makes an ad.
///
/// # Errors
/// [`VerbError::Refused`] with the field that is wrong.
pub async fn add(newsroom: &Newsroom, act: &Act, wish: Wish) -> Verb<Ad> {
    act.allow(Right::EditAds)?;
    let tx = newsroom.begin(act.now).await?;
    let draft = wish.looked_up(&tx).await?;
    let ad = ads::create(&tx, &draft).await?;
    store::audit::append(&tx, act, "add an ad", &ad.draft.name).await?;
    newsroom.commit(tx).await?;
    Ok(ad)
}

/// Changes an ad that was read at revision `had`.
///
/// # Errors
/// [`VerbError::Refused`] with the field that is wrong, or when somebody saved in between; [`VerbError::Absent`].
pub async fn change(newsroom: &Newsroom, act: &Act, id: AdId, had: i64, wish: Wish) -> Verb<Ad> {
    act.allow(Right::EditAds)?;
    let tx = newsroom.begin(act.now).await?;
    let old = load(&tx, id).await?;
    let new = Ad { draft: wish.looked_up(&tx).await?, ..old };
    save(&tx, &new, had).await?;
    store::audit::append(&tx, act, "change an ad", &new.draft.name).await?;
    newsroom.commit(tx).await?;
    Ok(Ad { revision: had + 1, ..new })
}

async fn save(tx: &Tx, ad: &Ad, had: i64) -> Verb<()> {
    match ads::save(tx, ad, had).await {
        Err(StoreError::Conflict(_)) => Err(Refusal::Outdated { what: "ad", had, newest: ad.revision }.into()),
        other => Ok(other?),
    }
}

/// Stops an ad at once, or lets it run again.
///
/// # Errors
/// [`VerbError::Absent`].
pub async fn stop(newsroom: &Newsroom, act: &Act, id: AdId, stopped: bool) -> Verb<Ad> {
    act.allow(Right::EditAds)?;
    let tx = newsroom.begin(act.now).await?;
    let old = load(&tx, id).await?;
    let new = Ad { stopped: stopped.then_some(act.now), ..old.clone() };
    save(&tx, &new, old.revision).await?;
    store::audit::append(&tx, act, if stopped { "stop an ad" } else { "let an ad run" }, &new.draft.name).await?;
    newsroom.commit(tx).await?;
    Ok(Ad { revision: old.revision + 1, ..new })
}

/// Forgets an ad and its counts.
///
/// # Errors
/// [`VerbError::Absent`].
pub async fn remove(newsroom: &Newsroom, act: &Act, id: AdId) -> Verb<()> {
    act.allow(Right::EditAds)?;
    let tx = newsroom.begin(act.now).await?;
    let old = load(&tx, id).await?;
    ads::remove(&tx, id).await?;
    store::audit::append(&tx, act, "remove an ad", &old.draft.name).await?;
    newsroom.commit(tx).await
}
