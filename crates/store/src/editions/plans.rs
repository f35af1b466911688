//! How the desk turned editions about.

use crate::db::{Conn, Tx, Value, json_ids, statements, values};
use crate::error::{Result, StoreError};
use domain::edition::Plan;
use domain::id::StoryId;
use domain::time::Day;

statements! {
    GET = "SELECT day, revision, ordered, dropped, subject, preheader, note, held FROM edition_plans WHERE day = ?1";
    CREATE = "INSERT INTO edition_plans (day, revision, ordered, dropped, subject, preheader, note, held, changed, who)
        VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT (day) DO NOTHING";
    SAVE = "UPDATE edition_plans SET revision = revision + 1, ordered = ?3, dropped = ?4, subject = ?5, preheader = ?6, note = ?7,
        held = ?8, changed = ?9, who = ?10 WHERE day = ?1 AND revision = ?2";
}

/// The plan of a day's edition; an empty one when nobody made any.
///
/// # Errors
/// As every read.
pub async fn plan(conn: &Conn, day: Day) -> Result<Plan> {
    let Some(row) = conn.row(&GET, &values![day.to_string()]).await? else { return Ok(Plan::empty(day)) };
    let fields = row.of("edition_plans");
    Ok(Plan {
        day,
        revision: fields.int("revision")?,
        order: fields.json::<Vec<StoryId>>("ordered")?,
        dropped: fields.json::<Vec<StoryId>>("dropped")?,
        subject: fields.owned("subject")?,
        preheader: fields.owned("preheader")?,
        note: fields.json::<Vec<String>>("note")?,
        held: fields.time_or_none("held")?,
    })
}

/// Stores a plan over the revision that it was made from; gives it with its new one.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody saved in between.
pub async fn save_plan(tx: &Tx, plan: &Plan, who: &str) -> Result<Plan> {
    let ids = |ids: &[StoryId]| json_ids(ids.iter().map(|id| id.0));
    let note = serde_json::to_string(&plan.note).map_err(|error| StoreError::Other(error.to_string()))?;
    let mut params = Vec::from(values![plan.day.to_string()]);
    if plan.revision > 0 {
        params.push(Value::from(plan.revision));
    }
    params.extend([ids(&plan.order), ids(&plan.dropped)]);
    params.extend(values![&plan.subject, &plan.preheader, note, plan.held, tx.now(), who]);
    let stored = tx.run(if plan.revision > 0 { &SAVE } else { &CREATE }, &params).await?;
    if stored == 0 {
        return Err(StoreError::Conflict(format!("the plan of {} was saved by somebody else", plan.day)));
    }
    Ok(Plan { revision: plan.revision + 1, ..plan.clone() })
}
