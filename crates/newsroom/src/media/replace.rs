//! A better file in the place of another: a scan without dust, a picture whose rights were bought.

use super::{Said, develop_file, get, store_developed};
use crate::link::relink;
use crate::{Newsroom, Verb, stories};
use domain::act::Act;
use domain::body::{Block, Body, MediaKey, Picture};
use domain::id::StoryId;
use domain::media::{Facts, Use};
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use domain::slug::Slug;
use domain::story::{Draft, Revision, revise};
use std::path::Path;
use store::media::{self, MediaRow};
use store::{Tx, audit, paper};

/// The most uses that are changed at once: each story is linked anew, and whoever saves meanwhile waits.
const MOST: usize = 500;

/// Stores a file that lies on this machine and puts it wherever `old` stands: in stories, with a version of each kept, and on pages. What was said
/// of the old one is said of the new one, where it says nothing itself. All of it happens at once or nothing does; the
/// old file stays in the library, unused.
///
/// # Errors
/// [`crate::VerbError::Refused`] when the act may not change one of its uses, there are more than 500, or one is where only its own page can change it.
pub async fn replace(newsroom: &Newsroom, act: &Act, old: &MediaKey, name: &str, path: &Path) -> Verb<MediaRow> {
    act.allow(Right::AddMedia)?;
    let developed = develop_file(newsroom, act, name, path).await?;
    let tx = newsroom.begin_to_link(act.now).await?;
    let before = get(&tx, old).await?;
    act.allow_on(Right::EditMedia, before.staff)?;
    let mut row = store_developed(&tx, act, developed).await?;
    if row.key == *old {
        return Err(Refusal::State("this is the same file; nothing was changed".to_owned()).into());
    }
    if is_picture(&row) != is_picture(&before) {
        return Err(Refusal::field("file", "a picture can be replaced by a picture only, a sound by a sound").into());
    }
    row.facts = inherited(&before.facts, &row.facts).over(row.facts).tidy()?;
    media::describe(&tx, &row.key, &row.facts, &super::search_text(&row.name, &row.facts)).await?;
    let mut uses = media::used_in(&tx, old, MOST + 1).await?;
    if uses.len() > MOST {
        let why = format!("it is used in more than {MOST} places, too many to change at once; bring the new one in beside it");
        return Err(Refusal::State(why).into());
    }
    uses.iter_mut().for_each(|used| super::blank(act, used));
    for used in uses {
        match used.thing {
            Use::Story(id) => in_story(newsroom, &tx, act, id, old, &row).await?,
            Use::Page(_) => in_pages(&tx, act, old, &row).await?,
            Use::Draft(_) | Use::Ad(_) | Use::Paper => {
                let place = super::in_words(&used);
                return Err(Refusal::State(format!("it is used in {place}, which is not changed from here; change it there first")).into());
            }
        }
    }
    audit::append(&tx, act, "replace a picture", &format!("{} by {}", before.name, row.name)).await?;
    newsroom.commit(tx).await?;
    Ok(row)
}

fn is_picture(row: &MediaRow) -> bool {
    row.mime.starts_with("image/")
}

/// What the old file's facts say and the new one's do not.
fn inherited(old: &Facts, new: &Facts) -> Said {
    let unsaid = |old: &String, new: &String| Some(old.clone()).filter(|_| new.is_empty());
    Said {
        credit: unsaid(&old.credit, &new.credit),
        alt: unsaid(&old.alt, &new.alt),
        decorative: Some(old.decorative),
        caption: unsaid(&old.caption, &new.caption),
        licence: unsaid(&old.licence, &new.licence),
        expires: None,
        focus: None,
    }
}

async fn in_story(newsroom: &Newsroom, tx: &Tx, act: &Act, id: StoryId, old: &MediaKey, new: &MediaRow) -> Verb<()> {
    let working = crate::desk::load(tx, id).await?;
    working.may_write(act)?;
    let story = working.story;
    let mut draft: Draft = story.draft.clone();
    if let Some(cover) = &mut draft.cover {
        swap(cover, old, new);
    }
    in_body(&mut draft.body, old, new);
    if let Revision::Changed(changed) = revise(&story, draft, story.revision, act)? {
        stories::save(tx, &changed, story.revision, act).await?;
        relink(newsroom, tx, &changed).await?;
    }
    Ok(())
}

async fn in_pages(tx: &Tx, act: &Act, old: &MediaKey, new: &MediaRow) -> Verb<()> {
    act.allow(Right::EditPages)?;
    for page in paper::pages(tx).await? {
        if page.body.media().contains(old) {
            let mut body = page.body.clone();
            in_body(&mut body, old, new);
            let slug: &Slug = &page.slug;
            paper::put_page(tx, slug, &page.title, &body).await?;
        }
    }
    Ok(())
}

fn in_body(body: &mut Body, old: &MediaKey, new: &MediaRow) {
    for block in &mut body.blocks {
        match block {
            Block::Picture(picture) => swap(picture, old, new),
            Block::Gallery(pictures) => pictures.iter_mut().for_each(|picture| swap(picture, old, new)),
            Block::Clip(clip) if clip.poster.as_ref() == Some(old) => clip.poster = Some(new.key.clone()),
            Block::Audio(audio) if audio.media == *old => audio.media = new.key.clone(),
            _ => {}
        }
    }
}

/// The words of the use stay; the focal point was the other picture's.
fn swap(picture: &mut Picture, old: &MediaKey, new: &MediaRow) {
    if picture.media == *old {
        picture.media = new.key.clone();
        (picture.width, picture.height, picture.focus) = (new.width, new.height, new.facts.focus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_new_file_says_itself_stands() {
        let old = Facts { credit: "Raf".to_owned(), alt: "A lift".to_owned(), ..Facts::default() };
        let new = Facts { credit: "Jo".to_owned(), ..Facts::default() };
        let facts = inherited(&old, &new).over(new);
        assert_eq!((facts.credit.as_str(), facts.alt.as_str()), ("Jo", "A lift"));
    }
}
