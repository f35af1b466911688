//! Who works at the desk, and below: how they sign in.

pub mod attempts;
pub mod keys;
pub mod one_time;
pub mod sessions;
pub mod tokens;

use crate::db::{Conn, Fields, Tx, Value, certain, statements, values};
use crate::error::Result;
use domain::email::Email;
use domain::id::{PersonId, StaffId};
use domain::role::Role;
use domain::staff::{Staff, Standing};

macro_rules! columns {
    () => {
        "id, email, name, role, standing, person, created, seen"
    };
}

statements! {
    CREATE = "INSERT INTO staff (email, email_key, name, role, standing, person, created, seen)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) RETURNING id";
    SAVE = "UPDATE staff SET email = ?2, email_key = ?3, name = ?4, role = ?5, standing = ?6, person = ?7, created = ?8, seen = ?9
        WHERE id = ?1";
    BY_ID = (concat!("SELECT ", columns!(), " FROM staff WHERE id = ?1"));
    BY_IDS = (concat!("SELECT ", columns!(), " FROM staff WHERE id IN json_ids(?1) ORDER BY id"));
    BY_EMAIL = (concat!("SELECT ", columns!(), " FROM staff WHERE email_key = ?1"));
    LIST = (concat!("SELECT ", columns!(), " FROM staff ORDER BY id"));
    // Two owners who remove each other at once take their turns here, and the second counts what the first left.
    HOLD_OWNERS = "UPDATE staff SET standing = standing WHERE role = 'owner' AND standing = 'active'";
    OWNERS = "SELECT count(*) AS owners FROM staff WHERE role = 'owner' AND standing = 'active'";
    ANYBODY = "SELECT id FROM staff ORDER BY id LIMIT 1";
}

/// The statements of the modules below.
#[cfg(test)]
pub(crate) const BELOW: [&[(&str, &crate::db::Sql)]; 5] = [attempts::ALL, keys::ALL, one_time::ALL, sessions::ALL, tokens::ALL];

fn read(fields: Fields<'_>) -> Result<Staff> {
    Ok(Staff {
        id: StaffId(fields.int("id")?),
        email: fields.word("email", |text| Email::parse(text).ok())?,
        name: fields.owned("name")?,
        role: fields.word("role", Role::from_word)?,
        person: fields.int_or_none("person")?.map(PersonId),
        standing: fields.word("standing", Standing::from_word)?,
        created: fields.time("created")?,
        seen: fields.time_or_none("seen")?,
    })
}

fn params(staff: &Staff) -> [Value; 8] {
    values![
        staff.email.as_str(),
        staff.email.key(),
        &staff.name,
        staff.role.word(),
        staff.standing.word(),
        staff.person,
        staff.created,
        staff.seen
    ]
}

/// Stores a new member of staff; the id is ignored, the one given by the database comes back.
///
/// # Errors
/// [`crate::StoreError::Conflict`] when the address is there already.
pub async fn create(tx: &Tx, staff: &Staff) -> Result<Staff> {
    let row = certain(tx.row(&CREATE, &params(staff)).await?)?;
    Ok(Staff { id: StaffId(row.of("staff").int("id")?), ..staff.clone() })
}

/// Stores a member of staff over the one with the id.
///
/// # Errors
/// As every write; [`crate::StoreError::Conflict`] when another has the address.
pub async fn save(tx: &Tx, staff: &Staff) -> Result<()> {
    let mut all = Vec::from(values![staff.id]);
    all.extend(params(staff));
    tx.run(&SAVE, &all).await?;
    Ok(())
}

async fn one(conn: &Conn, sql: &'static crate::db::Sql, param: Value) -> Result<Option<Staff>> {
    conn.row(sql, &[param]).await?.map(|row| read(row.of("staff"))).transpose()
}

/// A member of staff by id.
///
/// # Errors
/// As every read.
pub async fn by_id(conn: &Conn, id: StaffId) -> Result<Option<Staff>> {
    one(conn, &BY_ID, id.into()).await
}

/// Members of staff by their ids, in the order of ids.
///
/// # Errors
/// As every read.
pub async fn by_ids(conn: &Conn, ids: &[StaffId]) -> Result<Vec<Staff>> {
    let listed = crate::db::json_ids(ids.iter().map(|id| id.0));
    conn.rows(&BY_IDS, &[listed]).await?.iter().map(|row| read(row.of("staff"))).collect()
}

/// A member of staff by [`Email::key`].
///
/// # Errors
/// As every read.
pub async fn by_email_key(conn: &Conn, email_key: &str) -> Result<Option<Staff>> {
    one(conn, &BY_EMAIL, email_key.into()).await
}

/// Everybody, those who were dismissed too, in the order in which they came. A newsroom is small.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn) -> Result<Vec<Staff>> {
    conn.rows(&LIST, &[]).await?.iter().map(|row| read(row.of("staff"))).collect()
}

/// How many own the paper and have signed in; nobody else changes that before this transaction ends.
///
/// # Errors
/// As every write.
pub async fn hold_owners(tx: &Tx) -> Result<usize> {
    tx.run(&HOLD_OWNERS, &[]).await?;
    owners(tx).await
}

/// How many own the paper and have signed in.
///
/// # Errors
/// As every read.
pub async fn owners(conn: &Conn) -> Result<usize> {
    certain(conn.row(&OWNERS, &[]).await?)?.of("staff").size("owners")
}

/// Whether the paper has staff at all.
///
/// # Errors
/// As every read.
pub async fn anybody(conn: &Conn) -> Result<bool> {
    Ok(conn.row(&ANYBODY, &[]).await?.is_some())
}
