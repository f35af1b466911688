//! Who is in a group, what else they are in, and what somebody is in.

use crate::http::fault::Fault;
use crate::paper::press::Press;
use crate::paper::view::Named;
use domain::artist::{Artist, Membership};
use domain::id::ArtistId;
use domain::part_day::PartDay;
use serde::Serialize;
use std::collections::HashMap;
use text::template::urls;

#[derive(Serialize)]
pub(super) struct MemberView {
    pub(super) name: String,
    pub(super) url: Option<String>,
    role: Option<String>,
    years: Option<String>,
    former: bool,
    /// What else they are or were in.
    also: Vec<Named>,
    #[serde(skip)]
    pub(super) artist: ArtistId,
}

/// Members, and what the artist is a member of.
#[derive(Default)]
pub(super) struct People {
    pub(super) members: Vec<MemberView>,
    pub(super) groups: Vec<MemberView>,
}

impl People {
    pub(super) async fn read(press: &Press, artist: ArtistId) -> Result<Self, Fault> {
        let members = store::artists::members_of(&press.conn, artist).await?;
        let groups = store::artists::groups_of(&press.conn, artist).await?;
        let ids: Vec<ArtistId> = members.iter().map(|one| one.member).collect();
        let elsewhere = if ids.is_empty() { Vec::new() } else { store::artists::memberships_of(&press.conn, &ids).await? };
        let elsewhere: Vec<Membership> = elsewhere.into_iter().filter(|one| one.group != artist && ids.contains(&one.member)).collect();
        let all = members.iter().map(|one| one.member).chain(groups.iter().chain(&elsewhere).map(|one| one.group));
        let mut all: Vec<ArtistId> = all.collect();
        all.sort();
        all.dedup();
        if all.is_empty() {
            return Ok(Self::default());
        }
        let known: HashMap<ArtistId, Artist> =
            store::artists::by_ids(&press.conn, &all).await?.into_iter().map(|artist| (artist.id, artist)).collect();
        let view = |one: &Membership, other: ArtistId| {
            let artist = known.get(&other)?;
            let also = elsewhere.iter().filter(|more| more.member == other).filter_map(|more| known.get(&more.group));
            Some(MemberView {
                name: artist.name.clone(),
                url: Some(urls::artist(&artist.slug)),
                role: None,
                years: years(press, one),
                former: one.ended,
                also: also.map(|group| Named { name: group.name.clone(), url: urls::artist(&group.slug) }).collect(),
                artist: other,
            })
        };
        Ok(Self {
            members: members.iter().filter_map(|one| view(one, one.member)).collect(),
            groups: groups.iter().filter_map(|one| view(one, one.group)).collect(),
        })
    }
}

/// `2009–2013`, `since 2009`, `until 2013`.
fn years(press: &Press, one: &Membership) -> Option<String> {
    let year = |day: PartDay| day.year().map(|year| year.to_string());
    match (year(one.began), year(one.left)) {
        (Some(began), Some(left)) if began == left => Some(began),
        (Some(began), Some(left)) => Some(format!("{began}–{left}")),
        (Some(began), None) => Some(press.theme.word("artist.since", &[("year", began)])),
        (None, Some(left)) => Some(press.theme.word("artist.until", &[("year", left)])),
        (None, None) => None,
    }
}
