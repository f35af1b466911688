//! One name of the index: whose it is, and what a text must have to mean it.

use super::index::{Word, spelling};
use super::{NameRow, gap_is_soft, is_hard, is_odd};
use crate::fold;
use domain::artist::ArtistKind;
use domain::id::ArtistId;

/// A name of the index.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) artist: ArtistId,
    pub(super) flags: u8,
    /// A number made of the name as it is spelt.
    pub(super) spelt: u32,
}

const KIND: u8 = 0b11;
const ALIAS: u8 = 1 << 2;
const HARD: u8 = 1 << 3;
const THE: u8 = 1 << 4;
const SIGNS: u8 = 1 << 5;
const APOSTROPHE: u8 = 1 << 6;
const ODD: u8 = 1 << 7;

impl Entry {
    pub(super) const fn kind(self) -> ArtistKind {
        match self.flags & KIND {
            0 => ArtistKind::Person,
            1 => ArtistKind::Group,
            _ => ArtistKind::Other,
        }
    }

    pub(super) const fn is_alias(self) -> bool {
        self.flags & ALIAS != 0
    }

    pub(super) const fn is_hard(self) -> bool {
        self.flags & HARD != 0
    }

    /// The list's name begins with *The*.
    pub(super) const fn has_the(self) -> bool {
        self.flags & THE != 0
    }

    /// `The Band` is not meant by a bare `band`.
    pub(super) const fn needs_the(self) -> bool {
        self.has_the() && self.is_hard()
    }

    /// The name has signs between its words (`Earth, Wind & Fire`), so the text may have them too.
    pub(super) const fn has_signs(self) -> bool {
        self.flags & SIGNS != 0
    }

    /// The name has an apostrophe of its own (`Destiny's Child`): others are not meant by a possessive.
    pub(super) const fn has_apostrophe(self) -> bool {
        self.flags & APOSTROPHE != 0
    }

    pub(super) const fn is_odd(self) -> bool {
        self.flags & ODD != 0
    }
}

/// A row's entry and the words of its path; `None` where nothing of the name can be folded.
pub(super) fn of(row: &NameRow) -> Option<(Entry, Vec<Word>)> {
    let tokens = fold::tokens(&row.name);
    let has_the = tokens.len() > 1 && tokens.first().is_some_and(|token| token.key == "the");
    let signs = tokens.windows(2).any(|pair| {
        let [a, b] = pair else { return false };
        !gap_is_soft(a.key.chars().count() <= 3, row.name.get(a.end..b.start).unwrap_or_default())
    });
    let words: Vec<Word> = tokens.iter().skip(usize::from(has_the)).map(|token| Word::of(&token.key)).collect();
    let kind = match row.kind {
        ArtistKind::Person => 0,
        ArtistKind::Group => 1,
        ArtistKind::Other => 2,
    };
    let flag = |flag: u8, holds: bool| if holds { flag } else { 0 };
    let flags = kind
        | flag(ALIAS, row.is_alias)
        | flag(HARD, is_hard(&row.name))
        | flag(THE, has_the)
        | flag(SIGNS, signs)
        | flag(APOSTROPHE, row.name.contains(fold::is_apostrophe))
        | flag(ODD, is_odd(&row.name));
    let entry = Entry { artist: row.artist, flags, spelt: spelling(row.name.trim()) };
    (!words.is_empty()).then_some((entry, words))
}
