//! Who may do what. The whole table stands here and nowhere else.

use std::fmt;

/// What a member of staff is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Writes own drafts only.
    Contributor,
    /// Writes own stories and submits them.
    Writer,
    /// Every story, publishing, the edition.
    Editor,
    /// Everything, staff and settings included. The command line acts as owner.
    Owner,
}

/// Something a person can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// Write or change a draft.
    Write,
    /// Bring stories in from outside.
    Import,
    /// Make a story live.
    Publish,
    /// Correct a live story.
    Correct,
    /// Take a live story down.
    Withdraw,
    /// Make, merge or rename artists.
    EditArtists,
    /// Compose, hold or release an edition.
    RunEdition,
    /// Change settings.
    Configure,
}

impl Role {
    /// Every role, least powerful first.
    pub const ALL: [Self; 4] = [Self::Contributor, Self::Writer, Self::Editor, Self::Owner];

    /// Whether this role may do `verb` at all. Whose story it is, is asked by the verb itself.
    #[must_use]
    pub fn may(self, verb: Verb) -> bool {
        match verb {
            Verb::Write => true,
            Verb::EditArtists => self >= Self::Writer,
            Verb::Import | Verb::Publish | Verb::Correct | Verb::Withdraw | Verb::RunEdition => self >= Self::Editor,
            Verb::Configure => self == Self::Owner,
        }
    }
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 8] =
        [Self::Write, Self::Import, Self::Publish, Self::Correct, Self::Withdraw, Self::EditArtists, Self::RunEdition, Self::Configure];
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Contributor => "a contributor",
            Self::Writer => "a writer",
            Self::Editor => "an editor",
            Self::Owner => "the owner",
        })
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Write => "write stories",
            Self::Import => "import stories",
            Self::Publish => "publish",
            Self::Correct => "correct live stories",
            Self::Withdraw => "withdraw stories",
            Self::EditArtists => "change artists",
            Self::RunEdition => "run the edition",
            Self::Configure => "change settings",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_role_never_loses_a_right() {
        for verb in Verb::ALL {
            for pair in Role::ALL.windows(2) {
                let [lower, higher] = pair else { unreachable!() };
                assert!(!lower.may(verb) || higher.may(verb), "{higher:?} lost {verb:?}");
            }
        }
    }

    #[test]
    fn only_editors_publish_and_only_owners_configure() {
        assert!(!Role::Writer.may(Verb::Publish));
        assert!(Role::Editor.may(Verb::Publish));
        assert!(!Role::Editor.may(Verb::Configure));
        assert!(Role::Owner.may(Verb::Configure));
    }
}
