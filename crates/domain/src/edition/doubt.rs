//! Letters of which nobody knows whether they were taken: the final dot was sent, and no answer came back (RFC 1047).

/// What becomes of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum InDoubt {
    /// Each is sent once more, the same to the byte: nobody goes without, somebody may get two.
    #[default]
    Again,
    /// Each waits for a person: nobody gets two, somebody may go without.
    Hold,
}

impl InDoubt {
    /// The words, and what they mean.
    pub const CHOICES: &'static [(&'static str, &'static str)] =
        &[("again", "Sent once more, the same to the byte"), ("hold", "Listed, until somebody decides")];

    /// The word in rows and settings.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Again => "again",
            Self::Hold => "hold",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Again, Self::Hold].into_iter().find(|choice| choice.word() == word)
    }
}
