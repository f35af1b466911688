//! Why readers leave, when they care to say.

/// What somebody who left may say, with one more press.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeaveReason {
    /// A letter a day is one too many.
    TooMany,
    /// It was not what they had hoped for.
    NotForMe,
    /// They say that they never asked for it.
    NeverAsked,
    /// They read it elsewhere: the paper, the feeds, another address.
    Elsewhere,
    /// Something else.
    Other,
}

impl LeaveReason {
    /// Every reason, as the page lists them.
    pub const ALL: [Self; 5] = [Self::TooMany, Self::NotForMe, Self::Elsewhere, Self::NeverAsked, Self::Other];

    /// The word in forms.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::TooMany => "too_many",
            Self::NotForMe => "not_for_me",
            Self::NeverAsked => "never_asked",
            Self::Elsewhere => "elsewhere",
            Self::Other => "other",
        }
    }

    /// Reads a form's word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.word() == word)
    }

    /// As it stands in a reader's row and is counted.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::TooMany => "too many letters",
            Self::NotForMe => "not for me",
            Self::NeverAsked => "never asked for it",
            Self::Elsewhere => "reads it elsewhere",
            Self::Other => "another reason",
        }
    }
}
