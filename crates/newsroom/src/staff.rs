//! The staff: invited, in a role, dismissed. What an owner does; what everybody does to their own account is
//! [`crate::account`].

use crate::staff_mail::StaffMail;
use crate::{Newsroom, Verb, VerbError, signin};
use domain::act::Act;
use domain::email::Email;
use domain::id::{PersonId, StaffId};
use domain::role::{Role, Verb as Right};
use domain::staff::{Staff, Standing};
use store::staff::{self as stored, keys, one_time, sessions, tokens};
use store::{Conn, StoreError, Tx};
use text::fold;

/// Somebody of the staff, as an owner sees them.
#[derive(Debug, Clone)]
pub struct Member {
    /// Who.
    pub staff: Staff,
    /// On how many devices they are signed in.
    pub devices: usize,
    /// Whether they have a password with a code beside the mailed link.
    pub has_password: bool,
}

/// Everybody, those who were dismissed last.
///
/// # Errors
/// [`VerbError::Refused`] for who may not manage staff.
pub async fn list(newsroom: &Newsroom, act: &Act) -> Verb<Vec<Member>> {
    act.allow(Right::ManageStaff)?;
    let conn = newsroom.store().read().await?;
    let mut members = Vec::new();
    for staff in stored::list(&conn).await? {
        members.push(member(&conn, act, staff).await?);
    }
    members.sort_by_key(|member| (member.staff.standing == Standing::Dismissed, member.staff.id));
    Ok(members)
}

/// One of the staff.
///
/// # Errors
/// [`VerbError::Refused`] for who may not manage staff, [`VerbError::Absent`].
pub async fn get(newsroom: &Newsroom, act: &Act, id: StaffId) -> Verb<Member> {
    act.allow(Right::ManageStaff)?;
    let conn = newsroom.store().read().await?;
    let staff = by_id(&conn, id).await?;
    member(&conn, act, staff).await
}

async fn member(conn: &Conn, act: &Act, staff: Staff) -> Verb<Member> {
    let devices = sessions::of_staff(conn, staff.id, signin::seen_after(act.now)).await?.len();
    let keys = keys::get(conn, staff.id).await?;
    Ok(Member { staff, devices, has_password: keys.password.is_some() && keys.totp_since.is_some() })
}

/// Everybody who works here, by name: for lists to choose from. Everybody at the desk may see it.
///
/// # Errors
/// [`VerbError::Refused`] for who may not look at the desk.
pub async fn colleagues(newsroom: &Newsroom, act: &Act) -> Verb<Vec<Staff>> {
    act.allow(Right::Look)?;
    let mut all = stored::list(&newsroom.store().read().await?).await?;
    all.retain(Staff::may_sign_in);
    all.sort_by_cached_key(|staff| (fold::key(&staff.name), staff.id));
    Ok(all)
}

async fn by_id(conn: &Conn, id: StaffId) -> Verb<Staff> {
    stored::by_id(conn, id).await?.ok_or_else(|| VerbError::Absent("there is nobody of that number on the staff".to_owned()))
}

/// A member of staff by an address as somebody typed it.
pub(crate) async fn by_email(conn: &Conn, typed: &str) -> Verb<Staff> {
    let email = Email::parse(typed)?;
    let found = stored::by_email_key(conn, &email.key()).await?;
    found.ok_or_else(|| VerbError::Absent(format!("nobody on the staff has the address {email}; `inkie staff list` lists everybody")))
}

/// The byline that a name has already, if it is a person's.
pub(crate) async fn byline_of(conn: &Conn, name: &str) -> Verb<Option<PersonId>> {
    let Some(slug) = fold::slug(name) else { return Ok(None) };
    let person = store::paper::person_by_slug(conn, &slug).await?;
    Ok(person.filter(|person| !person.house && fold::key(&person.name) == fold::key(name)).map(|person| person.id))
}

/// Somebody who is asked to come.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Their name.
    pub name: String,
    /// Where the invitation goes.
    pub email: String,
    /// As what.
    pub role: Role,
    /// Whether they are told by mail. Else a link is handed to them ([`signin::link_for`]).
    pub mailed: bool,
}

/// Invites somebody, or again who was invited or dismissed.
///
/// # Errors
/// [`VerbError::Refused`] for who may not manage staff, for what is no name or address, and when they work here.
pub async fn invite(newsroom: &Newsroom, act: &Act, invitation: &Invitation) -> Verb<Staff> {
    act.allow(Right::ManageStaff)?;
    match try_invite(newsroom, act, invitation).await {
        // Two invited the same address at once: now that it is stored, it is known.
        Err(VerbError::Store(StoreError::Conflict(_))) => try_invite(newsroom, act, invitation).await,
        other => other,
    }
}

async fn try_invite(newsroom: &Newsroom, act: &Act, invitation: &Invitation) -> Verb<Staff> {
    let name = domain::staff::name(&invitation.name)?;
    let email = Email::parse(&invitation.email)?;
    let tx = newsroom.begin(act.now).await?;
    let staff = match stored::by_email_key(&tx, &email.key()).await? {
        Some(known) => {
            let again = Staff { name, ..known.invite_again(invitation.role)? };
            stored::save(&tx, &again).await?;
            again
        }
        None => {
            let person = byline_of(&tx, &name).await?;
            let (role, standing) = (invitation.role, Standing::Invited);
            let new = Staff { id: StaffId(0), email, name, role, person, standing, created: act.now, seen: None };
            stored::create(&tx, &new).await?
        }
    };
    if invitation.mailed {
        let nonce = signin::mint(newsroom, act, "invitation");
        StaffMail::Invitation { staff: staff.id, nonce, by: act.staff.map_or_else(String::new, |_| act.who.clone()) }
            .enqueue(&tx, act.now)
            .await?;
    }
    store::audit::append(&tx, act, "invite", &format!("{} as {}", staff.name, staff.role)).await?;
    newsroom.commit(tx).await?;
    newsroom.wake();
    Ok(staff)
}

/// Puts somebody into another role. They are signed out everywhere and come back in the new one; who changes their own
/// role stays signed in where they are.
///
/// # Errors
/// [`VerbError::Refused`] for who may not manage staff, and for the last owner; [`VerbError::Absent`].
pub async fn change_role(newsroom: &Newsroom, act: &Act, id: StaffId, role: Role) -> Verb<Staff> {
    act.allow(Right::ManageStaff)?;
    let tx = newsroom.begin(act.now).await?;
    let owners = stored::hold_owners(&tx).await?;
    let old = by_id(&tx, id).await?;
    let new = old.in_role(role, owners)?;
    if new.role == old.role {
        return Ok(new);
    }
    stored::save(&tx, &new).await?;
    if act.staff != Some(id) {
        end_everything(&tx, id, Everything::Sessions).await?;
    }
    store::audit::append(&tx, act, "change a role", &format!("{} is {} now", new.name, new.role)).await?;
    newsroom.commit(tx).await?;
    Ok(new)
}

/// Dismisses somebody: every session, token and open link of theirs ends, their password and telephone are forgotten.
/// What they wrote stays, under their name.
///
/// # Errors
/// [`VerbError::Refused`] for who may not manage staff, and for the last owner; [`VerbError::Absent`].
pub async fn dismiss(newsroom: &Newsroom, act: &Act, id: StaffId) -> Verb<Staff> {
    act.allow(Right::ManageStaff)?;
    let tx = newsroom.begin(act.now).await?;
    let owners = stored::hold_owners(&tx).await?;
    let gone = by_id(&tx, id).await?.dismiss(owners)?;
    stored::save(&tx, &gone).await?;
    end_everything(&tx, id, Everything::Keys).await?;
    store::audit::append(&tx, act, "dismiss", &gone.name).await?;
    newsroom.commit(tx).await?;
    Ok(gone)
}

/// Signs somebody out on every device. Their tokens go on.
///
/// # Errors
/// [`VerbError::Refused`] for who may not manage staff; [`VerbError::Absent`].
pub async fn sign_out(newsroom: &Newsroom, act: &Act, id: StaffId) -> Verb<Staff> {
    act.allow(Right::ManageStaff)?;
    let tx = newsroom.begin(act.now).await?;
    let staff = by_id(&tx, id).await?;
    end_everything(&tx, id, Everything::Sessions).await?;
    store::audit::append(&tx, act, "sign out everywhere", &staff.name).await?;
    newsroom.commit(tx).await?;
    Ok(staff)
}

/// The number of an address, for the command line.
///
/// # Errors
/// [`VerbError::Refused`] for who may not manage staff or what is no address; [`VerbError::Absent`].
pub async fn find(newsroom: &Newsroom, act: &Act, email: &str) -> Verb<StaffId> {
    act.allow(Right::ManageStaff)?;
    Ok(by_email(&newsroom.store().read().await?, email).await?.id)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Everything {
    Sessions,
    Keys,
}

async fn end_everything(tx: &Tx, id: StaffId, what: Everything) -> Verb<()> {
    sessions::end_others(tx, id, None).await?;
    one_time::spend_all(tx, Some(id)).await?;
    if what == Everything::Keys {
        tokens::end_all(tx, id).await?;
        keys::drop_all(tx, id).await?;
    }
    Ok(())
}
