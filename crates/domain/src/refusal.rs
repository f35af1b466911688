//! Why a verb did not happen, in words for the person who asked.

use crate::role::{Role, Scope, Verb};

/// A verb that was refused. Nothing was changed; the text says what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The role may not do this.
    #[error("{role} may not {verb}; ask an editor or the owner of the paper")]
    NotAllowed {
        /// Who asked.
        role: Role,
        /// What was asked.
        verb: Verb,
    },
    /// The token that the act came with does not reach so far.
    #[error("this token lacks the scope “{}”; make one that has it, at the desk under Account", .scope.word())]
    OutOfScope {
        /// What it would need.
        scope: Scope,
    },
    /// A field is empty or wrong.
    #[error("{field}: {problem}")]
    Field {
        /// The field's name as the desk shows it.
        field: &'static str,
        /// What is wrong and what would be right.
        problem: String,
    },
    /// Tried too often; the text is the same for everybody.
    #[error("that was tried too often; wait {minutes} minutes")]
    TooMany {
        /// For how long, at most.
        minutes: i64,
    },
    /// Only a person who is signed in may do this, no token.
    #[error("a token cannot do this; sign in at the desk")]
    InPerson,
    /// The thing is in a state in which this cannot be done.
    #[error("{0}")]
    State(String),
    /// Somebody saved in between: both texts are kept by the caller.
    #[error(
        "the {what} was changed by somebody else since you opened it (you have version {had}, the newest is {newest}); open it again and compare"
    )]
    Outdated {
        /// The kind of thing.
        what: &'static str,
        /// The revision the caller had read.
        had: i64,
        /// The revision that is stored.
        newest: i64,
    },
    /// The story moved on since: who wrote this may write, but not in a story in that state. The text is kept by the caller.
    #[error("the story is {state} by now, and you may not change it any more; an editor can put in what you wrote")]
    Closed {
        /// The word of the state.
        state: &'static str,
        /// The revision that is stored.
        newest: i64,
    },
    /// The address is taken by something else.
    #[error("the address {address} is taken by “{by}”; choose another slug")]
    Taken {
        /// The path on the paper.
        address: String,
        /// What stands there.
        by: String,
    },
}

impl Refusal {
    /// A refusal for one field.
    pub fn field(field: &'static str, problem: impl Into<String>) -> Self {
        Self::Field { field, problem: problem.into() }
    }
}
