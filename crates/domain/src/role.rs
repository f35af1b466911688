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

/// How far a right reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// Not at all.
    Nothing,
    /// Only what is one's own: stories that one wrote or was assigned.
    Own,
    /// Whoever's it is.
    Any,
}

/// What a personal token of the API lets its bearer do, beside what the bearer's role lets them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    /// Look at what the desk shows.
    Read,
    /// Write stories, notes and pictures.
    Write,
    /// Put stories on the paper, correct and withdraw them, lay out the front.
    Publish,
    /// Change artists and links.
    Artists,
    /// Run the edition.
    Edition,
    /// See and change readers.
    Readers,
    /// Staff and settings.
    Manage,
}

/// The scopes of one act: all of them for a person at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Scopes(u8);

macro_rules! verbs {
    ($($(#[$doc:meta])* $verb:ident: $words:literal, $scope:ident, $contributor:ident $writer:ident $editor:ident $owner:ident;)+) => {
        /// Something a person can ask for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Verb {
            $($(#[$doc])* $verb,)+
        }

        impl Verb {
            /// Every verb.
            pub const ALL: &'static [Self] = &[$(Self::$verb),+];

            /// The scope that a token needs for it.
            #[must_use]
            pub fn scope(self) -> Scope {
                match self {
                    $(Self::$verb => Scope::$scope,)+
                }
            }

            fn words(self) -> &'static str {
                match self {
                    $(Self::$verb => $words,)+
                }
            }
        }

        impl Role {
            /// How far this role's right to `verb` reaches.
            #[must_use]
            pub fn reach(self, verb: Verb) -> Reach {
                let [contributor, writer, editor, owner] = match verb {
                    $(Verb::$verb => [Reach::$contributor, Reach::$writer, Reach::$editor, Reach::$owner],)+
                };
                match self {
                    Self::Contributor => contributor,
                    Self::Writer => writer,
                    Self::Editor => editor,
                    Self::Owner => owner,
                }
            }
        }
    };
}

// The table: the verb's words in a refusal, the scope of a token, and how far it reaches for a contributor, a writer,
// an editor, the owner.
verbs! {
    /// Sign in, see one's own devices and tokens, change one's own password.
    OwnAccount: "change their own account", Read, Any Any Any Any;
    /// Look at the desk: the queue, artists, the library.
    Look: "look at the desk", Read, Any Any Any Any;
    /// Read a story at the desk, with its versions and notes.
    ReadStory: "read this story", Read, Own Own Any Any;
    /// Write or change a draft.
    Write: "write this story", Write, Own Own Any Any;
    /// Put a note into a margin, or resolve one.
    Annotate: "write notes on this story", Write, Own Own Any Any;
    /// Give a draft to the editors.
    Submit: "submit stories", Write, Nothing Own Any Any;
    /// Give out a key to a story that is not on the paper.
    SharePreview: "share a preview", Write, Nothing Own Any Any;
    /// Bring pictures and sounds in, describe them.
    AddMedia: "add pictures", Write, Any Any Any Any;
    /// Delete pictures, change those of others.
    EditMedia: "change the library", Write, Nothing Own Any Any;
    /// Ask somebody for a story, with a brief and a deadline.
    Assign: "assign stories", Write, Nothing Nothing Any Any;
    /// Send a submitted story back with a note.
    SendBack: "send stories back", Publish, Nothing Nothing Any Any;
    /// Bring stories in from outside.
    Import: "import stories", Write, Nothing Nothing Any Any;
    /// Make a story live, at once or at an instant.
    Publish: "publish", Publish, Nothing Nothing Any Any;
    /// Change or correct a live story.
    Correct: "correct live stories", Publish, Nothing Nothing Any Any;
    /// Take a live story down.
    Withdraw: "withdraw stories", Publish, Nothing Nothing Any Any;
    /// Lay out the front.
    EditFront: "lay out the front", Publish, Nothing Nothing Any Any;
    /// Standing pages.
    EditPages: "change pages", Publish, Nothing Nothing Any Any;
    /// The paper's own ads and sponsors.
    EditAds: "change ads", Publish, Nothing Nothing Any Any;
    /// Make, merge or rename artists, decide doubtful links.
    EditArtists: "change artists", Artists, Nothing Any Any Any;
    /// Say which quotations are public as data.
    ConfirmQuotes: "confirm quotations", Artists, Nothing Nothing Any Any;
    /// Make threads of stories, change them.
    EditThreads: "change threads", Publish, Nothing Nothing Any Any;
    /// Compose, hold or release an edition.
    RunEdition: "run the edition", Edition, Nothing Nothing Any Any;
    /// Make a special edition, send it or drop it.
    SendSpecial: "send special editions", Edition, Nothing Nothing Any Any;
    /// See who reads the edition.
    SeeReaders: "see readers", Readers, Nothing Nothing Any Any;
    /// Let go or drop sign-ups that looked odd.
    JudgeSignUps: "decide about sign-ups", Readers, Nothing Nothing Any Any;
    /// Import, export, change and erase readers.
    ManageReaders: "change readers", Readers, Nothing Nothing Nothing Any;
    /// See what was done by whom.
    ReadAudit: "read the log", Manage, Nothing Nothing Any Any;
    /// Invite, change and dismiss staff.
    ManageStaff: "change staff", Manage, Nothing Nothing Nothing Any;
    /// Change settings, sections, redirects.
    Configure: "change settings", Manage, Nothing Nothing Nothing Any;
}

impl Role {
    /// Every role, least powerful first.
    pub const ALL: [Self; 4] = [Self::Contributor, Self::Writer, Self::Editor, Self::Owner];

    /// The word in rows and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Contributor => "contributor",
            Self::Writer => "writer",
            Self::Editor => "editor",
            Self::Owner => "owner",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// Whether this role may do `verb` at all. Whose story it is, is asked with [`Role::reach`].
    #[must_use]
    pub fn may(self, verb: Verb) -> bool {
        self.reach(verb) > Reach::Nothing
    }
}

impl Scope {
    /// Every scope.
    pub const ALL: [Self; 7] = [Self::Read, Self::Write, Self::Publish, Self::Artists, Self::Edition, Self::Readers, Self::Manage];

    /// The word in rows and in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Publish => "publish",
            Self::Artists => "artists",
            Self::Edition => "edition",
            Self::Readers => "readers",
            Self::Manage => "manage",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scope| scope.word() == word)
    }

    fn bit(self) -> u8 {
        match self {
            Self::Read => 1,
            Self::Write => 2,
            Self::Publish => 4,
            Self::Artists => 8,
            Self::Edition => 16,
            Self::Readers => 32,
            Self::Manage => 64,
        }
    }
}

impl Scopes {
    /// Every scope: a person, not a token.
    pub const ALL: Self = Self(u8::MAX);

    /// Whether a scope is among them.
    #[must_use]
    pub fn has(self, scope: Scope) -> bool {
        self.0 & scope.bit() != 0
    }

    /// The words of those that are among them, as rows and the API have them: `read write`.
    #[must_use]
    pub fn words(self) -> String {
        let words: Vec<&str> = Scope::ALL.into_iter().filter(|scope| self.has(*scope)).map(Scope::word).collect();
        words.join(" ")
    }

    /// Reads a row's words. Never [`Scopes::ALL`], which no token has.
    #[must_use]
    pub fn from_words(words: &str) -> Option<Self> {
        words.split(' ').map(Scope::from_word).collect()
    }
}

impl FromIterator<Scope> for Scopes {
    fn from_iter<I: IntoIterator<Item = Scope>>(scopes: I) -> Self {
        Self(scopes.into_iter().fold(0, |bits, scope| bits | scope.bit()))
    }
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
        f.write_str(self.words())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::act::Act;
    use crate::id::StaffId;
    use crate::refusal::Refusal;
    use crate::time::Instant;

    #[test]
    fn a_higher_role_never_loses_a_right() {
        for verb in Verb::ALL.iter().copied() {
            for pair in Role::ALL.windows(2) {
                let [lower, higher] = pair else { unreachable!() };
                assert!(lower.reach(verb) <= higher.reach(verb), "{higher:?} lost {verb:?}");
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

    #[test]
    fn contributors_and_writers_keep_to_their_own_stories() {
        for verb in [Verb::ReadStory, Verb::Write, Verb::Annotate] {
            assert_eq!((Role::Contributor.reach(verb), Role::Writer.reach(verb)), (Reach::Own, Reach::Own), "{verb:?}");
            assert_eq!(Role::Editor.reach(verb), Reach::Any, "{verb:?}");
        }
        assert_eq!((Role::Contributor.reach(Verb::Submit), Role::Writer.reach(Verb::Submit)), (Reach::Nothing, Reach::Own));
    }

    #[test]
    fn scopes_hold_what_was_put_in() {
        let scopes: Scopes = [Scope::Read, Scope::Edition].into_iter().collect();
        for scope in Scope::ALL {
            assert_eq!(scopes.has(scope), matches!(scope, Scope::Read | Scope::Edition), "{scope:?}");
            assert!(Scopes::ALL.has(scope));
            assert_eq!(Scope::from_word(scope.word()), Some(scope));
        }
    }

    /// Every verb in every role, written out by hand a second time: a right changes here too, or not at all.
    const TABLE: &str = "
            verb          contrib. writer   editor   owner    scope
            OwnAccount    Any      Any      Any      Any      read
            Look          Any      Any      Any      Any      read
            ReadStory     Own      Own      Any      Any      read
            Write         Own      Own      Any      Any      write
            Annotate      Own      Own      Any      Any      write
            Submit        Nothing  Own      Any      Any      write
            SharePreview  Nothing  Own      Any      Any      write
            AddMedia      Any      Any      Any      Any      write
            EditMedia     Nothing  Own      Any      Any      write
            Assign        Nothing  Nothing  Any      Any      write
            SendBack      Nothing  Nothing  Any      Any      publish
            Import        Nothing  Nothing  Any      Any      write
            Publish       Nothing  Nothing  Any      Any      publish
            Correct       Nothing  Nothing  Any      Any      publish
            Withdraw      Nothing  Nothing  Any      Any      publish
            EditFront     Nothing  Nothing  Any      Any      publish
            EditPages     Nothing  Nothing  Any      Any      publish
            EditAds       Nothing  Nothing  Any      Any      publish
            EditArtists   Nothing  Any      Any      Any      artists
            ConfirmQuotes Nothing  Nothing  Any      Any      artists
            EditThreads   Nothing  Nothing  Any      Any      publish
            RunEdition    Nothing  Nothing  Any      Any      edition
            SendSpecial   Nothing  Nothing  Any      Any      edition
            SeeReaders    Nothing  Nothing  Any      Any      readers
            JudgeSignUps  Nothing  Nothing  Any      Any      readers
            ManageReaders Nothing  Nothing  Nothing  Any      readers
            ReadAudit     Nothing  Nothing  Any      Any      manage
            ManageStaff   Nothing  Nothing  Nothing  Any      manage
            Configure     Nothing  Nothing  Nothing  Any      manage
    ";

    #[test]
    fn every_role_may_do_what_the_table_says_and_nothing_else() {
        let mut rows = TABLE.lines().map(str::split_whitespace).map(Iterator::collect::<Vec<_>>).filter(|row| !row.is_empty()).skip(1);
        for verb in Verb::ALL.iter().copied() {
            let row = rows.next().unwrap_or_default();
            let said: Vec<String> = std::iter::once(format!("{verb:?}"))
                .chain(Role::ALL.map(|role| format!("{:?}", role.reach(verb))))
                .chain([verb.scope().word().to_owned()])
                .collect();
            assert_eq!(said, row);
            for role in Role::ALL {
                assert_eq!(role.may(verb), role.reach(verb) != Reach::Nothing, "{role:?} {verb:?}");
                in_person_and_by_token(role, verb);
            }
        }
        assert_eq!(rows.next(), None);
    }

    /// What an act makes of a role: on its own things, on those of others, and with a token of every scope.
    fn in_person_and_by_token(role: Role, verb: Verb) {
        let (own, other) = (StaffId(1), StaffId(2));
        let act = Act { staff: Some(own), ..Act::new("Vera", role, Instant::from_micros(0)) };
        let reach = role.reach(verb);
        assert_eq!(act.allow(verb).is_ok(), reach != Reach::Nothing);
        assert_eq!(act.allow_on(verb, Some(own)).is_ok(), reach != Reach::Nothing);
        for not_own in [Some(other), None] {
            assert_eq!(act.allow_on(verb, not_own).is_ok(), reach == Reach::Any, "{role:?} {verb:?}");
        }
        let nobody = Act::new("a reader", role, Instant::from_micros(0));
        assert_eq!(nobody.allow_on(verb, None).is_ok(), reach == Reach::Any, "who is nobody owns nothing");
        for scope in Scope::ALL {
            let token = Act { scopes: [scope].into_iter().collect(), ..act.clone() };
            assert_eq!(token.allow(verb).is_ok(), reach != Reach::Nothing && scope == verb.scope(), "{role:?} {verb:?} {scope:?}");
            assert_eq!(
                token.in_person(),
                Err(if scope == Scope::Read { Refusal::InPerson } else { Refusal::OutOfScope { scope: Scope::Read } })
            );
        }
        let every_scope = Act { scopes: Scope::ALL.into_iter().collect(), ..act.clone() };
        assert_eq!((every_scope.in_person(), act.in_person()), (Err(Refusal::InPerson), Ok(own)));
    }

    #[test]
    fn scopes_are_read_as_they_are_written() {
        for words in ["read", "read write", "publish edition manage"] {
            assert_eq!(Scopes::from_words(words).unwrap().words(), words);
        }
        for odd in ["", "read  write", "READ", "everything"] {
            assert_eq!(Scopes::from_words(odd), None, "{odd}");
        }
        assert_ne!(Scopes::from_words(&Scopes::ALL.words()).unwrap(), Scopes::ALL, "no token is a person");
    }
}
