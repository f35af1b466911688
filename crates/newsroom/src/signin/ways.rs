//! The ways in: a link that works once, or a password with a code. A password alone never suffices.

use super::{mint, passwords, seen_after, session_hash};
use crate::staff_mail::StaffMail;
use crate::subscribe::network_key;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::email::Email;
use domain::id::{SessionId, StaffId};
use domain::refusal::Refusal;
use domain::role::{Role, Verb as Right};
use domain::staff::limits::Attempt;
use domain::staff::{Purpose, Staff, Standing, totp};
use domain::time::Instant;
use store::Tx;
use store::staff::{attempts, keys, one_time, sessions};

/// A session that was just opened. Its token goes into the cookie and is nowhere else.
#[derive(Clone)]
pub struct Opened {
    /// What the browser sends from now on.
    pub token: String,
    /// Who signed in.
    pub staff: Staff,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Opened").field("staff", &self.staff).finish_non_exhaustive()
    }
}

/// What a one-time link would do: what a GET may know.
#[derive(Debug, Clone)]
pub struct Look {
    /// What it is for.
    pub purpose: Purpose,
    /// Whom it signs in; none makes the owner.
    pub staff: Option<Staff>,
    /// Until when it works.
    pub expires: Instant,
}

fn link_hash(newsroom: &Newsroom, token: &str) -> String {
    newsroom.secret().hash("one-time link", &[token.as_bytes()])
}

/// Stores a link of a token, in a transaction of the caller.
pub(crate) async fn put_link(newsroom: &Newsroom, tx: &Tx, token: &str, purpose: Purpose, staff: Option<StaffId>) -> Verb<()> {
    let expires = tx.now().plus_seconds(purpose.life_seconds());
    Ok(one_time::put(tx, &link_hash(newsroom, token), purpose, staff, expires).await?)
}

/// The link that makes the owner of a paper without staff; none when it has some. Links of this kind that were given out
/// before are worth nothing any more: the newest is the one that is being read.
///
/// # Errors
/// [`VerbError::Refused`] for who may not manage staff.
pub async fn first_link(newsroom: &Newsroom, act: &Act) -> Verb<Option<String>> {
    act.allow(Right::ManageStaff)?;
    let tx = newsroom.begin(act.now).await?;
    if store::staff::anybody(&tx).await? {
        return Ok(None);
    }
    let token = mint(newsroom, act, "first link");
    one_time::spend_all(&tx, None).await?;
    put_link(newsroom, &tx, &token, Purpose::Found, None).await?;
    newsroom.commit(tx).await?;
    Ok(Some(token))
}

/// A link that signs somebody in, for whoever keeps the machine to hand over.
///
/// # Errors
/// [`VerbError::Refused`] for who may not manage staff or was dismissed, [`VerbError::Absent`] for an unknown address.
pub async fn link_for(newsroom: &Newsroom, act: &Act, email: &str) -> Verb<(String, Staff)> {
    act.allow(Right::ManageStaff)?;
    let tx = newsroom.begin(act.now).await?;
    let staff = crate::staff::by_email(&tx, email).await?;
    if !staff.may_sign_in() {
        return Err(Refusal::State(format!("{} does not work here any more; invite them again", staff.name)).into());
    }
    let token = mint(newsroom, act, "link at hand");
    put_link(newsroom, &tx, &token, Purpose::Handed, Some(staff.id)).await?;
    store::audit::append(&tx, act, "make a sign-in link", &staff.name).await?;
    newsroom.commit(tx).await?;
    Ok((token, staff))
}

/// Whether anybody is signed in at the desk.
///
/// # Errors
/// [`VerbError::Store`].
pub async fn anybody_in(newsroom: &Newsroom, now: Instant) -> Verb<bool> {
    Ok(sessions::any_open(&newsroom.store().read().await?, seen_after(now)).await?)
}

async fn usable(conn: &store::Conn, hash: &str, now: Instant) -> Verb<one_time::OneTime> {
    let refused = |why: &str| VerbError::from(Refusal::State(why.to_owned()));
    let link = one_time::get(conn, hash).await?.ok_or_else(|| refused("This link is not whole. Copy it again, to its last letter."))?;
    if link.used.is_some() {
        return Err(refused("This link was used, or a newer one took its place. Each works once; ask for another."));
    }
    if link.expires <= now {
        return Err(refused("This link has run out. Ask for another."));
    }
    if link.purpose == Purpose::Found && store::staff::anybody(conn).await? {
        return Err(refused("This paper has an owner by now. Sign in with your address."));
    }
    Ok(link)
}

/// What a one-time link would do, without doing it: scanners of mail open every link.
///
/// # Errors
/// [`VerbError::Refused`] when it is not whole, was used, or has run out.
pub async fn look(newsroom: &Newsroom, token: &str, now: Instant) -> Verb<Look> {
    let conn = newsroom.store().read().await?;
    let link = usable(&conn, &link_hash(newsroom, token), now).await?;
    let staff = match link.staff {
        Some(id) => store::staff::by_id(&conn, id).await?,
        None => None,
    };
    Ok(Look { purpose: link.purpose, staff, expires: link.expires })
}

/// Uses a one-time link. `device` is what the list of devices calls where it was pressed.
///
/// # Errors
/// As [`look`]; [`VerbError::Refused`] for a link that makes an owner, see [`found`], and for who was dismissed.
pub async fn enter(newsroom: &Newsroom, act: &Act, token: &str, device: &str) -> Verb<Opened> {
    let tx = newsroom.begin(act.now).await?;
    let hash = link_hash(newsroom, token);
    let link = usable(&tx, &hash, act.now).await?;
    let Some(id) = link.staff else {
        return Err(Refusal::field("name", "say who you are: this link makes the owner of the paper").into());
    };
    spend(&tx, &hash).await?;
    let staff = store::staff::by_id(&tx, id).await?.ok_or_else(|| VerbError::Absent("nobody here has this link".to_owned()))?;
    let opened = open(newsroom, &tx, act, &staff, device, "by a link").await?;
    newsroom.commit(tx).await?;
    Ok(opened)
}

async fn spend(tx: &Tx, hash: &str) -> Verb<()> {
    if one_time::spend(tx, hash).await? {
        return Ok(());
    }
    Err(Refusal::State("This link was used just now. Each works once; ask for another.".to_owned()).into())
}

/// Makes the owner of a paper without staff, by its first link, and signs them in.
///
/// # Errors
/// As [`look`]; [`VerbError::Refused`] for a name or address that is none.
pub async fn found(newsroom: &Newsroom, act: &Act, token: &str, name: &str, email: &str, device: &str) -> Verb<Opened> {
    let name = domain::staff::name(name)?;
    let email = Email::parse(email)?;
    let tx = newsroom.begin(act.now).await?;
    let hash = link_hash(newsroom, token);
    if usable(&tx, &hash, act.now).await?.purpose != Purpose::Found {
        return Err(Refusal::State("This link signs somebody in who is known already.".to_owned()).into());
    }
    spend(&tx, &hash).await?;
    let person = crate::staff::byline_of(&tx, &name).await?;
    let owner = Staff { id: StaffId(0), email, name, role: Role::Owner, person, standing: Standing::Active, created: act.now, seen: None };
    let owner = store::staff::create(&tx, &owner).await?;
    let opened = open(newsroom, &tx, act, &owner, device, "as the first owner").await?;
    newsroom.commit(tx).await?;
    Ok(opened)
}

/// Opens a session in a transaction of the caller.
async fn open(newsroom: &Newsroom, tx: &Tx, act: &Act, staff: &Staff, device: &str, how: &str) -> Verb<Opened> {
    let staff = staff.sign_in(act.now)?;
    store::staff::save(tx, &staff).await?;
    let token = mint(newsroom, act, "session token");
    sessions::open(tx, &session_hash(newsroom, &token), staff.id, device, &act.from).await?;
    let theirs = Act { who: staff.name.clone(), staff: Some(staff.id), role: staff.role, ..act.clone() };
    store::audit::append(tx, &theirs, "sign in", &format!("{how}, on {device}")).await?;
    Ok(Opened { token, staff })
}

/// What an address that was typed is counted under, whether it is one or not.
pub(crate) fn account_key(newsroom: &Newsroom, typed: &str) -> String {
    newsroom.secret().hash("account", &[typed.trim().to_ascii_lowercase().as_bytes()])
}

/// Counts an attempt, if it is let through, and gives its number. What is not let through is not counted: whoever waits
/// is let in again.
async fn attempt(newsroom: &Newsroom, tx: &Tx, act: &Act, attempt: Attempt, typed: &str) -> Verb<i64> {
    let (account, network) = (account_key(newsroom, typed), network_key(newsroom, &act.from));
    let since = tx.now().plus_seconds(-attempt.limit().window_seconds);
    attempt.one_more(attempts::since(tx, attempt, &account, &network, since).await?)?;
    Ok(attempts::record(tx, attempt, &account, &network).await?)
}

/// Counts a try with a password or a code, before it is looked at: also one that breaks off is counted. See
/// [`attempts::passed`].
pub(crate) async fn count_try(newsroom: &Newsroom, act: &Act, typed: &str) -> Verb<i64> {
    let tx = newsroom.begin(act.now).await?;
    let number = attempt(newsroom, &tx, act, Attempt::Password, typed).await?;
    newsroom.commit(tx).await?;
    Ok(number)
}

/// Has a sign-in link mailed to an address, if somebody here has it. The answer, and what is written before it, are the
/// same for every address; only the mailbox tells.
///
/// # Errors
/// [`VerbError::Refused`] when what was typed is no address, or was asked for too often.
pub async fn ask_for_link(newsroom: &Newsroom, act: &Act, email: &str) -> Verb<()> {
    let email = Email::parse(email)?;
    let tx = newsroom.begin(act.now).await?;
    attempt(newsroom, &tx, act, Attempt::Link, email.as_str()).await?;
    let nonce = mint(newsroom, act, "mailed link");
    StaffMail::SignIn { email: email.to_string(), nonce }.enqueue(&tx, act.now).await?;
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(())
}

/// The one answer to an address, a password and a code that do not let in.
const NOT_TOGETHER: &str = "That address, password and code do not go together. Try again, or have a link mailed.";

/// Signs in with a password and a code: six digits from a telephone, or a recovery code.
///
/// # Errors
/// [`VerbError::Refused`], the same for an unknown address, a wrong password and a wrong code.
pub async fn enter_with_password(newsroom: &Newsroom, act: &Act, typed: &Typed<'_>, device: &str) -> Verb<Opened> {
    let number = count_try(newsroom, act, typed.email).await?;
    let conn = newsroom.store().read().await?;
    let key = Email::parse(typed.email).map(|email| email.key()).unwrap_or_default();
    let staff = store::staff::by_email_key(&conn, &key).await?.filter(Staff::may_sign_in);
    let id = staff.as_ref().map_or(StaffId(0), |staff| staff.id);
    let stored = keys::get(&conn, id).await?;
    drop(conn);
    let fits = passwords::fits(newsroom, typed.password, stored.password.as_deref()).await?;
    let tx = newsroom.begin(act.now).await?;
    let proven = prove(newsroom, &tx, if fits { id } else { StaffId(0) }, typed.code).await?;
    let Some(staff) = staff.filter(|_| fits && proven) else {
        return Err(Refusal::State(NOT_TOGETHER.to_owned()).into());
    };
    attempts::passed(&tx, number).await?;
    let opened = open(newsroom, &tx, act, &staff, device, "with password and code").await?;
    newsroom.commit(tx).await?;
    Ok(opened)
}

/// What was typed into the form for signing in.
#[derive(Clone, Copy)]
pub struct Typed<'a> {
    /// The address.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
    /// Six digits, or a recovery code.
    pub code: &'a str,
}

impl std::fmt::Debug for Typed<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Typed").field("email", &self.email).finish_non_exhaustive()
    }
}

/// What the store knows a recovery code by. Blanks, dashes and case do not count.
pub(crate) fn code_hash(newsroom: &Newsroom, code: &str) -> String {
    let plain: String = code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    newsroom.secret().hash("recovery code", &[plain.as_bytes()])
}

/// Takes a telephone's code or a recovery code, once. For nobody (id 0) the same statements are run for nothing.
pub(crate) async fn prove(newsroom: &Newsroom, tx: &Tx, staff: StaffId, code: &str) -> Verb<bool> {
    let stored = keys::get(tx, staff).await?;
    let secret = stored.totp.filter(|_| stored.totp_since.is_some()).unwrap_or_default();
    let step = if secret.is_empty() { None } else { totp::accept(&secret, code, tx.now(), stored.totp_step) };
    let by_telephone = keys::take_step(tx, staff, step.unwrap_or(0)).await?;
    let by_recovery = keys::use_code(tx, staff, &code_hash(newsroom, code)).await?;
    Ok(by_telephone || by_recovery)
}

/// Signs out on the device that asks.
///
/// # Errors
/// [`VerbError::Store`]. Signing out twice is once.
pub async fn sign_out(newsroom: &Newsroom, act: &Act, session: SessionId) -> Verb<()> {
    let Some(staff) = act.staff else { return Ok(()) };
    let tx = newsroom.begin(act.now).await?;
    if sessions::end(&tx, session, staff).await? {
        store::audit::append(&tx, act, "sign out", "").await?;
    }
    newsroom.commit(tx).await
}
