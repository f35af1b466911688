//! Accounts and staff, as the desk shows them and the API gives them.

use domain::id::SessionId;
use domain::role::Scope;
use newsroom::account::Account;
use newsroom::staff::Member;
use serde::Serialize;
use store::audit::Entry;
use store::staff::sessions::Session;
use store::staff::tokens::Token;
use utoipa::ToSchema;

/// Somebody's own account.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AccountView {
    id: i64,
    name: String,
    email: String,
    /// `contributor`, `writer`, `editor` or `owner`.
    role: &'static str,
    /// The byline that is theirs.
    byline: Option<String>,
    /// When the password was chosen.
    password_set: Option<String>,
    /// Since when a telephone counts codes.
    telephone_since: Option<String>,
    /// Recovery codes that were not used.
    recovery_codes_left: usize,
    /// Tries in the last day that did not let in.
    failed_tries: i64,
    pub(crate) sessions: Vec<SessionView>,
    pub(crate) tokens: Vec<TokenView>,
}

/// A device that is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    id: i64,
    /// `Firefox on Linux`.
    device: String,
    /// The address that they signed in from.
    network: String,
    pub(crate) created: String,
    /// When it was last used, to some minutes.
    pub(crate) seen: String,
    /// The one that asks.
    this: bool,
}

/// A personal token, without itself.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct TokenView {
    id: i64,
    name: String,
    scopes: Vec<&'static str>,
    pub(crate) created: String,
    pub(crate) expires: Option<String>,
    pub(crate) used: Option<String>,
}

impl AccountView {
    pub(crate) fn of(account: &Account, this: Option<SessionId>) -> Self {
        Self {
            id: account.staff.id.0,
            name: account.staff.name.clone(),
            email: account.staff.email.to_string(),
            role: account.staff.role.word(),
            byline: account.byline.as_ref().map(|person| person.name.clone()),
            password_set: account.password_set.map(domain::time::Instant::rfc3339),
            telephone_since: account.totp_since.map(domain::time::Instant::rfc3339),
            recovery_codes_left: account.codes_left,
            failed_tries: account.failed_tries,
            sessions: account.sessions.iter().map(|session| SessionView::of(session, this)).collect(),
            tokens: account.tokens.iter().map(TokenView::of).collect(),
        }
    }
}

impl SessionView {
    fn of(session: &Session, this: Option<SessionId>) -> Self {
        Self {
            id: session.id.0,
            device: session.device.clone(),
            network: session.network.clone(),
            created: session.created.rfc3339(),
            seen: session.seen.rfc3339(),
            this: this == Some(session.id),
        }
    }
}

impl TokenView {
    pub(crate) fn of(token: &Token) -> Self {
        Self {
            id: token.id.0,
            name: token.name.clone(),
            scopes: Scope::ALL.into_iter().filter(|scope| token.scopes.has(*scope)).map(Scope::word).collect(),
            created: token.created.rfc3339(),
            expires: token.expires.map(domain::time::Instant::rfc3339),
            used: token.used.map(domain::time::Instant::rfc3339),
        }
    }
}

/// Somebody of the staff, as an owner sees them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MemberView {
    id: i64,
    name: String,
    email: String,
    /// `contributor`, `writer`, `editor` or `owner`.
    role: &'static str,
    /// `invited`, `active` or `dismissed`.
    standing: &'static str,
    /// On how many devices they are signed in.
    devices: usize,
    /// Whether they sign in with password and code, too.
    has_password: bool,
    created: String,
    /// When they last signed in.
    pub(crate) seen: Option<String>,
}

impl MemberView {
    pub(crate) fn of(member: &Member) -> Self {
        let staff = &member.staff;
        Self {
            id: staff.id.0,
            name: staff.name.clone(),
            email: staff.email.to_string(),
            role: staff.role.word(),
            standing: staff.standing.word(),
            devices: member.devices,
            has_password: member.has_password,
            created: staff.created.rfc3339(),
            seen: staff.seen.map(domain::time::Instant::rfc3339),
        }
    }
}

/// One line of the log.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LineView {
    id: i64,
    pub(crate) at: String,
    /// The name that they had.
    who: String,
    /// The member of staff; none for a reader, the worker and the command line.
    staff: Option<i64>,
    /// What was done.
    verb: String,
    /// To what.
    what: String,
    /// From which address; empty on the machine itself.
    from: String,
}

impl LineView {
    pub(crate) fn of(entry: &Entry) -> Self {
        Self {
            id: entry.id,
            at: entry.at.rfc3339(),
            who: entry.who.clone(),
            staff: entry.staff.map(|staff| staff.0),
            verb: entry.verb.clone(),
            what: entry.what.clone(),
            from: entry.origin.clone(),
        }
    }
}
