//! What speaks for a mention and against it, and what each is worth.

/// One observation about a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Sign {
    /// A name of several words, not all ordinary.
    SeveralWords,
    /// A name of one word that is not ordinary.
    OneWord,
    /// A name of several words, all ordinary or known as something else.
    OrdinaryWords,
    /// Three of them and more.
    ManyOrdinaryWords,
    /// One ordinary word.
    OrdinaryWord,
    /// A town, a firm, a head of state bears it too.
    OtherThing,
    /// Spelt in the list's own odd way: `SZA`, `A$AP Rocky`, `PinkPantheress`.
    OddSpelling,
    /// The list spells it oddly, the text does not: `HAMAS` and Hamas.
    OtherSpelling,
    /// The story speaks of music.
    MusicStory,
    /// Too short to tell.
    ShortText,
    /// Long enough to tell, and nothing says music.
    NoMusic,
    /// A word that only goes with an artist stands beside it: *singer*, *band*.
    RoleBeside,
    /// A role that makes a person of it who is no artist: *director*, *minister*.
    PersonBeside,
    /// Does what artists do: *sings*, *headlines*.
    Performs,
    /// Something of music is its: *their album*, a title in marks.
    OwnsMusic,
    /// *songs by*, *fans of*, *the sound of*.
    MusicOf,
    /// A word of music in the same sentence.
    MusicNear,
    /// After *in*, *near*, *from*: rather a place.
    Placed,
    /// A noun after it that makes it something else: *episode*, *ministry*.
    OtherBeside,
    /// Any word would have a capital there.
    CapitalTellsNothing,
    /// The same word stands in small letters elsewhere in the story.
    SmallElsewhere,
    /// The story has it more than once.
    Repeated,
    /// Three times and more.
    Often,
    /// In a heading within the story.
    Heading,
    /// On the artist line.
    Subject,
    /// A member, or the group of one, is named for sure.
    Bandmate,
    /// Named for sure elsewhere in the story.
    Established,
    /// In a list with somebody who is named for sure.
    Listed,
    /// Joined to a subject: `A & B`, `A feat. B`.
    Credited,
    /// *ex-* before it, *former*.
    Former,
    /// Short for a name that the story has in full.
    ShortForm,
    /// Another name of theirs, not their own.
    Alias,
}

impl Sign {
    /// Every sign.
    pub const ALL: [Self; 32] = [
        Self::SeveralWords,
        Self::OneWord,
        Self::OrdinaryWords,
        Self::ManyOrdinaryWords,
        Self::OrdinaryWord,
        Self::OtherThing,
        Self::OddSpelling,
        Self::OtherSpelling,
        Self::MusicStory,
        Self::ShortText,
        Self::NoMusic,
        Self::RoleBeside,
        Self::PersonBeside,
        Self::Performs,
        Self::OwnsMusic,
        Self::MusicOf,
        Self::MusicNear,
        Self::Placed,
        Self::OtherBeside,
        Self::CapitalTellsNothing,
        Self::SmallElsewhere,
        Self::Repeated,
        Self::Often,
        Self::Heading,
        Self::Subject,
        Self::Bandmate,
        Self::Established,
        Self::Listed,
        Self::Credited,
        Self::Former,
        Self::ShortForm,
        Self::Alias,
    ];

    /// The words in the file of weights and in the review queue.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::SeveralWords => "full name",
            Self::OneWord => "a name of one word",
            Self::OrdinaryWords => "ordinary words",
            Self::ManyOrdinaryWords => "many words in a row",
            Self::OrdinaryWord => "one ordinary word",
            Self::OtherThing => "mostly something else",
            Self::OddSpelling => "spelt as only they spell it",
            Self::OtherSpelling => "not as they spell it",
            Self::MusicStory => "the story speaks of music",
            Self::ShortText => "a short text",
            Self::NoMusic => "nothing speaks of music",
            Self::RoleBeside => "a role beside it",
            Self::PersonBeside => "named with a role that is no artist's",
            Self::Performs => "does what artists do",
            Self::OwnsMusic => "music of theirs after it",
            Self::MusicOf => "music before it",
            Self::MusicNear => "music in the same sentence",
            Self::Placed => "after a word that goes with places",
            Self::OtherBeside => "a word after it that makes it something else",
            Self::CapitalTellsNothing => "any word has a capital there",
            Self::SmallElsewhere => "stands in small letters elsewhere",
            Self::Repeated => "named more than once",
            Self::Often => "named often",
            Self::Heading => "in a heading",
            Self::Subject => "artist line",
            Self::Bandmate => "a member or their band is named",
            Self::Established => "named for sure elsewhere",
            Self::Listed => "in a list with artists",
            Self::Credited => "credited beside the subject",
            Self::Former => "a former band",
            Self::ShortForm => "short form of a name given in full",
            Self::Alias => "another name of theirs",
        }
    }

    fn bit(self) -> u32 {
        1u32 << (self as u32)
    }
}

/// A set of signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen(u32);

impl Seen {
    /// Adds a sign where a condition holds.
    pub fn note(&mut self, sign: Sign, holds: bool) {
        if holds {
            self.0 |= sign.bit();
        }
    }

    /// The same set with one more.
    #[must_use]
    pub fn with(mut self, sign: Sign) -> Self {
        self.note(sign, true);
        self
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those of its signs that another set has too.
    #[must_use]
    pub fn only(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Takes a sign away.
    pub fn drop(&mut self, sign: Sign) {
        self.0 &= !sign.bit();
    }

    /// Whether a sign is there.
    #[must_use]
    pub fn has(self, sign: Sign) -> bool {
        self.0 & sign.bit() != 0
    }

    /// Its signs.
    pub fn signs(self) -> impl Iterator<Item = Sign> {
        Sign::ALL.into_iter().filter(move |sign| self.has(*sign))
    }
}

/// What signs are worth together, and from what sum on a link is sure or asked about.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights {
    /// In the order of [`Sign::ALL`].
    of: [f64; Sign::ALL.len()],
    /// From here on a link stands without a person.
    pub sure: f64,
    /// From here on a person is asked.
    pub doubtful: f64,
}

impl Weights {
    /// Where nothing weighs anything yet.
    #[must_use]
    pub fn new(sure: f64, doubtful: f64) -> Self {
        Self { of: [0.0; Sign::ALL.len()], sure, doubtful }
    }

    /// Sets what a sign is worth.
    pub fn set(&mut self, sign: Sign, worth: f64) {
        if let Some(of) = self.of.get_mut(sign as usize) {
            *of = worth;
        }
    }

    /// What a sign is worth.
    #[must_use]
    pub fn of(&self, sign: Sign) -> f64 {
        self.of.get(sign as usize).copied().unwrap_or_default()
    }

    /// What a set is worth.
    #[must_use]
    pub fn sum(&self, seen: Seen) -> f64 {
        seen.signs().map(|sign| self.of(sign)).sum()
    }

    /// The three signs that weigh most for a link, or against one, in words.
    #[must_use]
    pub fn reasons(&self, seen: Seen, against: bool) -> String {
        let mut signs: Vec<Sign> = seen.signs().filter(|sign| if against { self.of(*sign) < 0.0 } else { self.of(*sign) > 0.0 }).collect();
        signs.sort_by(|one, other| self.of(*other).abs().total_cmp(&self.of(*one).abs()));
        signs.into_iter().take(3).map(Sign::words).collect::<Vec<_>>().join(", ")
    }
}

/// Signs that hold for an artist in a story, whichever mention they stand beside.
pub(super) fn shared() -> Seen {
    let shared = [
        Sign::RoleBeside,
        Sign::PersonBeside,
        Sign::Performs,
        Sign::OwnsMusic,
        Sign::MusicOf,
        Sign::MusicNear,
        Sign::Heading,
        Sign::OddSpelling,
    ];
    shared.into_iter().fold(Seen::default(), Seen::with)
}

/// Signs that speak for an artist, where the name by itself does not.
pub(super) fn context() -> Seen {
    let context = [
        Sign::MusicStory,
        Sign::RoleBeside,
        Sign::Performs,
        Sign::OwnsMusic,
        Sign::MusicOf,
        Sign::MusicNear,
        Sign::Subject,
        Sign::Bandmate,
        Sign::Established,
        Sign::Listed,
        Sign::Credited,
        Sign::Former,
        Sign::ShortForm,
    ];
    context.into_iter().fold(Seen::default(), Seen::with)
}
