//! Where what comes will stand, when its address is another's here already: links lead to it before it is stored.

use super::mapping::Mapping;
use super::survey::{Expected, Survey};
use crate::{Newsroom, Verb};
use domain::paper::Section;
use domain::slug::Slug;
use std::collections::{HashMap, HashSet};
use store::{Conn, movings, paper as stored, stories};

/// The same address with another word at its end.
fn numbered(address: &str, number: u32) -> Option<String> {
    let (folder, word) = address.rsplit_once('/')?;
    Some(format!("{folder}/{}", Slug::parse(word).ok()?.numbered(number)))
}

/// By the address that was expected, the one that it comes to. The run numbers as this does, in the same order.
pub(super) async fn of(newsroom: &Newsroom, survey: &Survey, mapping: &Mapping, system: &str) -> Verb<HashMap<String, String>> {
    let conn = newsroom.store().read().await?;
    let (mut taken, mut own) = (HashSet::new(), HashMap::new());
    for (address, source) in stories::addresses(&conn).await? {
        if let Some((_, foreign_id)) = source.filter(|(of, _)| of == system) {
            own.insert(foreign_id, address.clone());
        }
        taken.insert(address);
    }
    let mut homes = HashMap::new();
    for expected in survey.expected.iter().filter(|expected| !expected.is_page) {
        let home = own.get(&expected.foreign_id).cloned().unwrap_or_else(|| {
            let wished = std::iter::once(expected.address.clone()).chain((2..=100).filter_map(|n| numbered(&expected.address, n)));
            wished.into_iter().find(|address| !taken.contains(address)).unwrap_or_else(|| expected.address.clone())
        });
        taken.insert(home.clone());
        if home != expected.address {
            homes.insert(expected.address.clone(), home);
        }
    }
    let mut sections = stored::sections(&conn).await?;
    let new = mapping.new_sections.iter().filter_map(|(slug, name)| Some(Section::new(Slug::parse(slug).ok()?, name.clone(), 0)));
    sections.extend(new);
    let mut made = HashSet::new();
    for expected in survey.expected.iter().filter(|expected| expected.is_page) {
        if let Some(home) = page(&conn, expected, system, &sections, &mut made).await? {
            homes.insert(expected.address.clone(), home);
        }
    }
    Ok(homes)
}

/// Where a standing page comes to stand, if not where it was expected.
async fn page(conn: &Conn, expected: &Expected, system: &str, sections: &[Section], made: &mut HashSet<Slug>) -> Verb<Option<String>> {
    let Ok(wished) = Slug::parse(expected.address.trim_start_matches('/')) else { return Ok(None) };
    for slug in std::iter::once(wished.clone()).chain((2..100).map(|number| wished.numbered(number))) {
        let is_ours = match stored::page(conn, &slug).await? {
            Some(known) => movings::left_page_at(conn, known.id, system, &expected.foreign_id).await?.is_some(),
            None => domain::navigation::free(&slug, None, sections, &[]).is_ok() && made.insert(slug.clone()),
        };
        if is_ours {
            return Ok((slug != wished).then(|| format!("/{slug}")));
        }
    }
    Ok(None)
}
