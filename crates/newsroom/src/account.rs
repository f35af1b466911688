//! What everybody does to their own account: name and byline, password and telephone, devices, tokens. A token may look
//! at it and changes nothing.

use crate::signin::{self, TOKEN_PREFIX, code_hash, mint, prove};
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::id::{SessionId, StaffId, TokenId};
use domain::paper::Person;
use domain::refusal::Refusal;
use domain::role::{Scopes, Verb as Right};
use domain::staff::limits::Attempt;
use domain::staff::{Staff, password, totp};
use domain::time::Instant;
use store::staff::keys::Keys;
use store::staff::sessions::Session;
use store::staff::tokens::Token;
use store::staff::{self as stored, attempts, keys, sessions, tokens};
use store::{Conn, Tx};

/// Somebody's account, as they see it.
#[derive(Debug, Clone)]
pub struct Account {
    /// Who.
    pub staff: Staff,
    /// Their byline.
    pub byline: Option<Person>,
    /// When the password was chosen.
    pub password_set: Option<Instant>,
    /// Since when a telephone counts codes.
    pub totp_since: Option<Instant>,
    /// Recovery codes that were not used.
    pub codes_left: usize,
    /// Where they are signed in, the last used first.
    pub sessions: Vec<Session>,
    /// Their tokens, the newest first.
    pub tokens: Vec<Token>,
    /// Tries with a password that did not let in, in the last day.
    pub failed_tries: i64,
}

/// Somebody's own account.
///
/// # Errors
/// [`VerbError::Refused`] for who is not staff.
pub async fn get(newsroom: &Newsroom, act: &Act) -> Verb<Account> {
    act.allow(Right::OwnAccount)?;
    let conn = newsroom.store().read().await?;
    let staff = own(&conn, act.staff.ok_or(Refusal::InPerson)?).await?;
    let byline = match staff.person {
        Some(person) => store::paper::person(&conn, person).await?,
        None => None,
    };
    let Keys { password_set, totp_since, .. } = keys::get(&conn, staff.id).await?;
    let account = signin::account_key(newsroom, staff.email.as_str());
    let day = act.now.plus_seconds(-24 * 3_600);
    Ok(Account {
        byline,
        password_set,
        totp_since,
        codes_left: keys::codes_left(&conn, staff.id).await?,
        sessions: sessions::of_staff(&conn, staff.id, signin::seen_after(act.now)).await?,
        tokens: tokens::of_staff(&conn, staff.id).await?,
        failed_tries: attempts::since(&conn, Attempt::Password, &account, "", day).await?.account,
        staff,
    })
}

async fn own(conn: &Conn, id: StaffId) -> Verb<Staff> {
    stored::by_id(conn, id).await?.ok_or_else(|| VerbError::Absent("this account is gone".to_owned()))
}

/// Changes name and byline. An empty byline leaves none; a byline that nobody has yet is made.
///
/// # Errors
/// [`VerbError::Refused`] for what is no name.
pub async fn describe(newsroom: &Newsroom, act: &Act, name: &str, byline: &str) -> Verb<Staff> {
    let id = act.in_person()?;
    let tx = newsroom.begin(act.now).await?;
    let old = own(&tx, id).await?;
    let person = match byline.trim() {
        "" => None,
        byline => Some(own_byline(&tx, id, byline).await?),
    };
    let new = Staff { name: domain::staff::name(name)?, person, ..old };
    stored::save(&tx, &new).await?;
    store::audit::append(&tx, act, "change own account", &new.name).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

/// A byline that may become somebody's own: not the house's, and not that of somebody else who works here.
async fn own_byline(tx: &Tx, id: StaffId, byline: &str) -> Verb<domain::id::PersonId> {
    let person = crate::stories::person(tx, byline, false).await?;
    if person.house {
        return Err(Refusal::field("byline", format!("“{}” belongs to the house, not to one person", person.name)).into());
    }
    let all = stored::list(tx).await?;
    match all.iter().find(|other| other.person == Some(person.id) && other.id != id) {
        Some(other) => Err(Refusal::field("byline", format!("“{}” is the byline of {}", person.name, other.name)).into()),
        None => Ok(person.id),
    }
}

/// A telephone that is being made known.
#[derive(Clone)]
pub struct Enrolment {
    /// What to type into the telephone: base32.
    pub secret: String,
    /// The same as a link that telephones open, and as a picture they scan.
    pub uri: String,
}

impl std::fmt::Debug for Enrolment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Enrolment(…)")
    }
}

/// Begins to make a telephone known; its first right code ends it ([`finish_totp`]). Whoever has one already shows a code
/// of it, or a recovery code.
///
/// # Errors
/// [`VerbError::Refused`] for a token, and for a wrong code.
pub async fn begin_totp(newsroom: &Newsroom, act: &Act, code: &str) -> Verb<Enrolment> {
    let id = act.in_person()?;
    let (tx, staff) = unlock(newsroom, act, id, code).await?;
    let secret = twenty_bytes(newsroom, act);
    keys::begin_totp(&tx, id, &secret).await?;
    newsroom.commit(tx).await?;
    let paper = crate::paper::get(newsroom).await?;
    let secret = totp::base32(&secret);
    let uri = text::template::urls::otpauth(&paper.name, staff.email.as_str(), &secret);
    Ok(Enrolment { secret, uri })
}

/// 160 bits, as RFC 4226 recommends.
fn twenty_bytes(newsroom: &Newsroom, act: &Act) -> Vec<u8> {
    let digits = format!("{}{}", mint(newsroom, act, "telephone, first half"), mint(newsroom, act, "telephone, second half"));
    let pairs: Vec<char> = digits.chars().take(40).collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap_or(0);
    pairs.chunks(2).map(byte).collect()
}

/// Begins a change of the locks. Whoever has a telephone already shows its code or a recovery code: a session that
/// somebody else sits at must not change them. Wrong codes are counted with wrong passwords, so that nobody tries them all.
async fn unlock(newsroom: &Newsroom, act: &Act, id: StaffId, code: &str) -> Verb<(Tx, Staff)> {
    let conn = newsroom.store().read().await?;
    let staff = own(&conn, id).await?;
    let has_one = keys::get(&conn, id).await?.totp_since.is_some();
    drop(conn);
    let number = if has_one { Some(signin::count_try(newsroom, act, staff.email.as_str()).await?) } else { None };
    let tx = newsroom.begin(act.now).await?;
    if let Some(number) = number {
        if !prove(newsroom, &tx, id, code).await? {
            let wrong = "this is not the code that your telephone shows now, and no recovery code that is left";
            return Err(Refusal::field("code", wrong).into());
        }
        attempts::passed(&tx, number).await?;
    } else if keys::get(&tx, id).await?.totp_since.is_some() {
        return Err(Refusal::State("a telephone was made known just now; show its code".to_owned()).into());
    }
    Ok((tx, staff))
}

/// Ends it: the code is right, and the telephone is known. Gives ten recovery codes, shown once.
///
/// # Errors
/// [`VerbError::Refused`] for a token, for a wrong code, and when none was begun.
pub async fn finish_totp(newsroom: &Newsroom, act: &Act, code: &str) -> Verb<Vec<String>> {
    let id = act.in_person()?;
    let tx = newsroom.begin(act.now).await?;
    let stored = keys::get(&tx, id).await?;
    let Some(secret) = stored.totp.filter(|_| stored.totp_since.is_none()) else {
        return Err(Refusal::State("no telephone waits to be made known; begin again".to_owned()).into());
    };
    let Some(step) = totp::accept(&secret, code, act.now, stored.totp_step) else {
        return Err(Refusal::field("code", "this is not the code that your telephone shows now; look whether its clock is right").into());
    };
    keys::take_step(&tx, id, step).await?;
    let codes = fresh_codes(newsroom, &tx, act, id).await?;
    store::audit::append(&tx, act, "make a telephone known", "").await?;
    newsroom.commit(tx).await?;
    Ok(codes)
}

/// How many recovery codes there are.
const CODES: usize = 10;

async fn fresh_codes(newsroom: &Newsroom, tx: &Tx, act: &Act, id: StaffId) -> Verb<Vec<String>> {
    let code = |n: usize| {
        let digits: Vec<char> = mint(newsroom, act, &format!("recovery code {n}")).chars().take(20).collect();
        digits.chunks(5).map(String::from_iter).collect::<Vec<_>>().join("-")
    };
    let codes: Vec<String> = (0..CODES).map(code).collect();
    let hashes: Vec<String> = codes.iter().map(|code| code_hash(newsroom, code)).collect();
    keys::replace_codes(tx, id, &hashes).await?;
    Ok(codes)
}

/// Ten fresh recovery codes in the place of all old ones, shown once.
///
/// # Errors
/// [`VerbError::Refused`] for a token, for a wrong code, and without a telephone.
pub async fn renew_codes(newsroom: &Newsroom, act: &Act, code: &str) -> Verb<Vec<String>> {
    let id = act.in_person()?;
    let (tx, _) = unlock(newsroom, act, id, code).await?;
    if keys::get(&tx, id).await?.totp_since.is_none() {
        return Err(Refusal::State("make a telephone known first; recovery codes stand in for it".to_owned()).into());
    }
    let codes = fresh_codes(newsroom, &tx, act, id).await?;
    store::audit::append(&tx, act, "renew recovery codes", "").await?;
    newsroom.commit(tx).await?;
    Ok(codes)
}

/// Chooses a password. A telephone must be known, for a password alone never suffices, and its code is shown. Every other
/// device is signed out, and this one gets another token, which comes back.
///
/// # Errors
/// [`VerbError::Refused`] for a token, a wrong code, no telephone, or a password that is soon guessed.
pub async fn set_password(newsroom: &Newsroom, act: &Act, session: SessionId, chosen: &str, code: &str) -> Verb<String> {
    let id = act.in_person()?;
    let conn = newsroom.store().read().await?;
    let staff = own(&conn, id).await?;
    password::check(chosen, &staff)?;
    drop(conn);
    let hash = signin::hash_password(newsroom, chosen, &mint(newsroom, act, "salt")).await?;
    let (tx, _) = unlock(newsroom, act, id, code).await?;
    if keys::get(&tx, id).await?.totp_since.is_none() {
        return Err(Refusal::State("make a telephone known first: a password alone never lets anybody in".to_owned()).into());
    }
    keys::set_password(&tx, id, &hash).await?;
    let token = rotate(newsroom, &tx, act, id, session).await?;
    store::audit::append(&tx, act, "change the password", "").await?;
    newsroom.commit(tx).await?;
    Ok(token)
}

/// Forgets password, telephone and recovery codes; mailed links remain. Devices as in [`set_password`].
///
/// # Errors
/// [`VerbError::Refused`] for a token and for a wrong code.
pub async fn drop_keys(newsroom: &Newsroom, act: &Act, session: SessionId, code: &str) -> Verb<String> {
    let id = act.in_person()?;
    let (tx, _) = unlock(newsroom, act, id, code).await?;
    keys::drop_all(&tx, id).await?;
    let token = rotate(newsroom, &tx, act, id, session).await?;
    store::audit::append(&tx, act, "forget password and telephone", "").await?;
    newsroom.commit(tx).await?;
    Ok(token)
}

async fn rotate(newsroom: &Newsroom, tx: &Tx, act: &Act, id: StaffId, session: SessionId) -> Verb<String> {
    let token = mint(newsroom, act, "session token");
    sessions::end_others(tx, id, Some(session)).await?;
    sessions::rotate(tx, session, &signin::session_hash(newsroom, &token)).await?;
    Ok(token)
}

/// Signs out on one of one's own devices.
///
/// # Errors
/// [`VerbError::Refused`] for a token; [`VerbError::Absent`] when there is none of the number, or it is somebody else's.
pub async fn end_session(newsroom: &Newsroom, act: &Act, session: SessionId) -> Verb<()> {
    let id = act.in_person()?;
    let tx = newsroom.begin(act.now).await?;
    if !sessions::end(&tx, session, id).await? {
        return Err(VerbError::Absent("that device is signed out already".to_owned()));
    }
    store::audit::append(&tx, act, "sign out a device", "").await?;
    newsroom.commit(tx).await
}

/// Signs out on every device but the one that asks. Gives how many those were.
///
/// # Errors
/// [`VerbError::Refused`] for a token.
pub async fn end_other_sessions(newsroom: &Newsroom, act: &Act, session: SessionId) -> Verb<u64> {
    let id = act.in_person()?;
    let tx = newsroom.begin(act.now).await?;
    let ended = sessions::end_others(&tx, id, Some(session)).await?;
    store::audit::append(&tx, act, "sign out everywhere else", "").await?;
    newsroom.commit(tx).await?;
    Ok(ended)
}

/// A token that somebody asks for.
#[derive(Debug, Clone)]
pub struct NewToken {
    /// What it is for, in its owner's words.
    pub name: String,
    /// What it may be used for.
    pub scopes: Scopes,
    /// After how many days it ends; never when left out.
    pub days: Option<u16>,
}

/// Makes a personal token. The token itself is shown once.
///
/// # Errors
/// [`VerbError::Refused`] for a token, and for a token without name or scopes.
pub async fn make_token(newsroom: &Newsroom, act: &Act, new: &NewToken) -> Verb<(Token, String)> {
    let id = act.in_person()?;
    let name = domain::staff::name(&new.name)?;
    if new.scopes.words().is_empty() {
        return Err(Refusal::field("scopes", "say what it may be used for").into());
    }
    let expires = match new.days {
        Some(0) => return Err(Refusal::field("days", "a token works for a day at least").into()),
        days => days.map(|days| act.now.plus_seconds(i64::from(days) * 86_400)),
    };
    let tx = newsroom.begin(act.now).await?;
    if tokens::of_staff(&tx, id).await?.len() >= MOST_TOKENS {
        return Err(Refusal::State(format!("{MOST_TOKENS} tokens are enough; end one that you do not need")).into());
    }
    let secret = format!("{TOKEN_PREFIX}{}", mint(newsroom, act, "personal token"));
    let token = tokens::create(&tx, &signin::token_hash(newsroom, &secret), id, &name, new.scopes, expires).await?;
    store::audit::append(&tx, act, "make a token", &format!("“{name}” for {}", new.scopes.words())).await?;
    newsroom.commit(tx).await?;
    Ok((token, secret))
}

/// More tokens than anybody needs.
const MOST_TOKENS: usize = 50;

/// Ends one of one's own tokens.
///
/// # Errors
/// [`VerbError::Refused`] for a token; [`VerbError::Absent`] when there is none of the number, or it is somebody else's.
pub async fn end_token(newsroom: &Newsroom, act: &Act, token: TokenId) -> Verb<()> {
    let id = act.in_person()?;
    let tx = newsroom.begin(act.now).await?;
    if !tokens::end(&tx, token, id).await? {
        return Err(VerbError::Absent("that token has ended already".to_owned()));
    }
    store::audit::append(&tx, act, "end a token", "").await?;
    newsroom.commit(tx).await
}
