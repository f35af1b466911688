//! How the desk turned editions about.

use crate::db::{Conn, Tx, Value, json_ids, statements, values};
use crate::error::{Result, StoreError};
use domain::edition::{Name, Plan};
use domain::id::StoryId;

statements! {
    GET = "SELECT revision, ordered, dropped, subject, preheader, note, held FROM edition_plans WHERE day = ?1 AND later = ?2";
    CREATE = "INSERT INTO edition_plans (day, later, revision, ordered, dropped, subject, preheader, note, held, changed, who)
        VALUES (?1, ?2, 1, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT (day, later) DO NOTHING";
    SAVE = "UPDATE edition_plans SET revision = revision + 1, ordered = ?4, dropped = ?5, subject = ?6, preheader = ?7, note = ?8,
        held = ?9, changed = ?10, who = ?11 WHERE day = ?1 AND later = ?2 AND revision = ?3";
    DROP = "DELETE FROM edition_plans WHERE day = ?1 AND later = ?2";
}

/// The plan of an edition; an empty one when nobody made any.
///
/// # Errors
/// As every read.
pub async fn plan(conn: &Conn, name: Name) -> Result<Plan> {
    let Some(row) = conn.row(&GET, &key(name)).await? else { return Ok(Plan::empty(name)) };
    let fields = row.of("edition_plans");
    Ok(Plan {
        name,
        revision: fields.int("revision")?,
        order: fields.json::<Vec<StoryId>>("ordered")?,
        dropped: fields.json::<Vec<StoryId>>("dropped")?,
        subject: fields.owned("subject")?,
        preheader: fields.owned("preheader")?,
        note: fields.json::<Vec<String>>("note")?,
        held: fields.time_or_none("held")?,
    })
}

fn key(name: Name) -> [Value; 2] {
    values![name.day.to_string(), name.which.number()]
}

/// Forgets the plan of an edition that is dropped.
///
/// # Errors
/// As every write.
pub async fn drop_plan(tx: &Tx, name: Name) -> Result<()> {
    tx.run(&DROP, &key(name)).await?;
    Ok(())
}

/// Stores a plan over the revision that it was made from; gives it with its new one.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved in between.
pub async fn save_plan(tx: &Tx, plan: &Plan, who: &str) -> Result<Plan> {
    let ids = |ids: &[StoryId]| json_ids(ids.iter().map(|id| id.0));
    let note = serde_json::to_string(&plan.note).map_err(|error| StoreError::Other(error.to_string()))?;
    let mut params = Vec::from(key(plan.name));
    if plan.revision > 0 {
        params.push(Value::from(plan.revision));
    }
    params.extend([ids(&plan.order), ids(&plan.dropped)]);
    params.extend(values![&plan.subject, &plan.preheader, note, plan.held, tx.now(), who]);
    let stored = tx.run(if plan.revision > 0 { &SAVE } else { &CREATE }, &params).await?;
    if stored == 0 {
        return Err(StoreError::Conflict(format!("the plan of {} was saved by somebody else", plan.name)));
    }
    Ok(Plan { revision: plan.revision + 1, ..plan.clone() })
}
