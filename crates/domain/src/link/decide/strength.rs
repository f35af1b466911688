//! What artists are to a story: by the artist line where it has one, else by where and how often the text names them.

use super::{Decision, Mention, Sign, Story};
use crate::id::ArtistId;
use crate::link::{Span, Standing, Strength};
use std::collections::HashMap;

/// Named so often, and so large a part of all that is named for sure, somebody is what a story is about.
const OFTEN: usize = 4;
const PART: usize = 3;

/// What all mentions of one artist say together.
#[derive(Debug, Default)]
struct Told {
    times: usize,
    in_headline: bool,
    in_heading: bool,
    early: bool,
    guest: bool,
    former: bool,
}

/// Gives every decision its artist's strength; each stands with the place of its mention.
pub(super) fn give(decisions: &mut [(usize, Decision)], mentions: &[Mention], story: Story<'_>) {
    let mut told: HashMap<ArtistId, Told> = HashMap::new();
    let mut sure = 0;
    for (index, decision) in decisions.iter() {
        let Some(mention) = mentions.get(*index) else { continue };
        let of = told.entry(decision.artist).or_default();
        let counts = decision.standing == Standing::Sure;
        sure += usize::from(counts);
        of.times += usize::from(counts);
        of.in_headline |= mention.span.block == Span::HEADLINE;
        of.in_heading |= mention.signs.seen.has(Sign::Heading);
        of.early |= (0..=1).contains(&mention.span.block) || mention.span.block == Span::STANDFIRST;
        of.guest |= mention.signs.guest;
        of.former |= mention.signs.seen.has(Sign::Former);
    }
    for (_, decision) in decisions {
        let earned = told.get(&decision.artist).map(|of| earned(decision.artist, of, sure, story));
        decision.strength = story.ruled.strength(decision.artist).or(earned).unwrap_or(decision.strength);
    }
}

fn earned(artist: ArtistId, told: &Told, sure: usize, story: Story<'_>) -> Strength {
    let has_line = !story.subjects.is_empty();
    let member_of_subject = story.subjects.iter().any(|group| story.memberships.has(*group, artist));
    let former = told.former && !told.in_headline;
    let by_text = !has_line && (told.in_headline || told.in_heading || (told.early && told.times >= OFTEN && told.times * PART >= sure));
    match () {
        () if story.subjects.contains(&artist) => Strength::Subject,
        () if former => Strength::Former,
        () if by_text => Strength::Subject,
        () if (told.in_headline || told.guest) && !member_of_subject => Strength::Featured,
        () => Strength::Mentioned,
    }
}
