//! Where what comes will stand, when its address is another's here already: links lead to it before it is stored.

use super::mapping::Mapping;
use super::survey::{Expected, Survey};
use crate::{Newsroom, Verb};
use domain::paper::Section;
use domain::slug::Slug;
use std::collections::{HashMap, HashSet};
use store::{Conn, movings, paper as stored, stories};

/// Stories that are looked for at once.
const AT_ONCE: usize = 500;

/// The same address with another word at its end.
fn numbered(address: &str, number: u32) -> Option<String> {
    let (folder, word) = address.rsplit_once('/')?;
    Some(format!("{folder}/{}", Slug::parse(word).ok()?.numbered(number)))
}

/// The address, or the first with a number at which no story stands. What is taken of the addresses themselves is known.
async fn free(conn: &Conn, address: &str, taken: &HashSet<String>) -> Verb<String> {
    if !taken.contains(address) {
        return Ok(address.to_owned());
    }
    for numbered in (2..=100).filter_map(|number| numbered(address, number)) {
        if !taken.contains(&numbered) && stories::taken(conn, std::iter::once(numbered.as_str())).await?.is_empty() {
            return Ok(numbered);
        }
    }
    Ok(address.to_owned())
}

/// By the address that was expected, the one that it comes to. The run numbers as this does, in the same order.
pub(super) async fn of(newsroom: &Newsroom, survey: &Survey, mapping: &Mapping, system: &str) -> Verb<HashMap<String, String>> {
    let conn = newsroom.store().read().await?;
    let (mut taken, mut homes) = (HashSet::new(), HashMap::new());
    let expected: Vec<&Expected> = survey.expected.iter().filter(|expected| !expected.is_page).collect();
    for part in expected.chunks(AT_ONCE) {
        taken.extend(stories::taken(&conn, part.iter().map(|expected| expected.address.as_str())).await?);
        let ids = part.iter().map(|expected| expected.foreign_id.as_str());
        let own: HashMap<String, String> = stories::addresses_of_source(&conn, system, ids).await?.into_iter().collect();
        for expected in part {
            let home = match own.get(&expected.foreign_id) {
                Some(home) => home.clone(),
                None => free(&conn, &expected.address, &taken).await?,
            };
            taken.insert(home.clone());
            if home != expected.address {
                homes.insert(expected.address.clone(), home);
            }
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
