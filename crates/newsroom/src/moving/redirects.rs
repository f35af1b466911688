//! Lists of there (tags, categories, authors) lead to lists of here.

use super::address;
use super::convert::refused;
use super::mapping::Mapping;
use super::survey::{Survey, list_of};
use crate::Verb;
use domain::navigation::Redirect;
use domain::slug::Slug;
use std::collections::BTreeMap;
use store::{Tx, movings, paper as stored, redirects};
use text::fold;
use text::template::urls;

/// Addresses that the source leads on itself: to something that came along, or to a list of there.
async fn of_redirects(tx: &Tx, survey: &Survey, led: &mut BTreeMap<String, String>) -> Verb<()> {
    for (from, to) in &survey.head.redirects {
        let Some(path) = address::to_redirect(from) else { continue };
        if led.contains_key(&path) || redirects::get(tx, &path).await?.is_some() {
            continue;
        }
        let to_list = address::to_redirect(to).and_then(|to| led.get(&to).cloned());
        if let Some(target) = survey.stands(to).map(str::to_owned).or(to_list)
            && target != path
        {
            led.insert(path, target);
        }
    }
    Ok(())
}

/// Stores where the lists of a source lead on to.
pub(super) async fn of_lists(tx: &Tx, moving: i64, survey: &Survey, mapping: &Mapping) -> Verb<()> {
    // The first that leads from somewhere counts.
    let mut led: BTreeMap<String, String> = BTreeMap::new();
    let mut lead = |path: String, target: String| {
        if path != target {
            led.entry(path).or_insert(target);
        }
    };
    for term in survey.terms.keys().filter(|term| Slug::parse(&term.slug).is_ok()) {
        let key = survey.term_key(term);
        let section = mapping.sections.get(&key).and_then(|section| Slug::parse(section).ok());
        let artist = mapping.artists.get(&key).filter(|name| !name.is_empty() && refused(name).is_none());
        let target = match (section, artist) {
            (Some(section), _) => urls::section(&section),
            (None, Some(name)) => match crate::artists::credited(tx, name).await? {
                artist if fold::slug(&artist.name).is_some() => urls::artist(&artist.slug),
                _ => continue,
            },
            (None, None) => urls::search(&text::foreign::plain(&term.name), &urls::Narrowed::default()),
        };
        lead(format!("/{}/{}", list_of(term), term.slug), target);
    }
    for author in &survey.head.authors {
        let Some(name) = mapping.bylines.get(&author.key) else { continue };
        let Some(person) = stored::person_by_name(tx, &fold::key(name)).await? else { continue };
        for word in [author.slug.clone(), fold::slug(&author.key).map(|slug| slug.to_string()).unwrap_or_default()] {
            if Slug::parse(&word).is_ok() {
                lead(format!("/author/{word}"), urls::person(&person.slug));
            }
        }
    }
    of_redirects(tx, survey, &mut led).await?;
    let led: Vec<Redirect> = led.into_iter().map(|(path, target)| Redirect { path, target }).collect();
    Ok(movings::lead_on(tx, moving, &led).await?)
}
