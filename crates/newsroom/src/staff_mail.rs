//! Mails to the staff: a way in, and an invitation. The link in one is made from a nonce that was drawn when it was
//! asked for, and stored by its hash before the mail is handed over: a mail that is tried again carries the same link.

use crate::deliver::Sender;
use crate::mail::{Handed, JobError, templates};
use crate::{Newsroom, Verb, VerbError, signin};
use domain::email::Email;
use domain::id::StaffId;
use domain::staff::{Purpose, Staff};
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::jobs::{self, Job};
use text::mail_html::{MailPaper, StaffFacts};
use text::template::urls::{self, Site};

/// The kind of these jobs.
pub(crate) const STAFF_MAIL: &str = "staff mail";

/// A mail to somebody of the staff.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub(crate) enum StaffMail {
    /// A link to sign in with, asked for by whoever typed the address. Whether anybody has it is looked up here and not
    /// when it is asked for, so that asking takes the same time for every address.
    SignIn {
        /// What was typed.
        email: String,
        /// What the link is made from.
        nonce: String,
    },
    /// An invitation.
    Invitation {
        /// Who is invited.
        staff: StaffId,
        /// What the link is made from.
        nonce: String,
        /// Who of the staff invites; empty when it was nobody of them, but somebody who keeps the machine.
        by: String,
    },
}

impl StaffMail {
    /// Has it mailed, once this transaction is committed.
    pub(crate) async fn enqueue(&self, tx: &Tx, now: Instant) -> Verb<()> {
        let payload = serde_json::to_string(self).map_err(|error| VerbError::Unreadable(error.to_string()))?;
        jobs::enqueue(tx, STAFF_MAIL, &payload, now, None).await?;
        Ok(())
    }
}

/// Mails one.
pub(crate) async fn run_job(newsroom: &Newsroom, sender: &Sender, job: &Job) -> Result<(), JobError> {
    let mail: StaffMail = serde_json::from_str(&job.payload).map_err(|error| JobError::Fail(error.to_string()))?;
    let now = (sender.clock)();
    let Some(due) = due(newsroom, &mail, now).await? else { return Ok(()) };
    let paper = crate::paper::get(newsroom).await?;
    let facts = StaffFacts {
        link: Site::new(&paper.base_url).absolute(&urls::desk_sign_in(&due.token)),
        name: due.staff.name.clone(),
        role: due.staff.role.word().to_owned(),
        by: [due.by, paper.publisher.clone(), paper.name.clone()].into_iter().find(|by| !by.is_empty()).unwrap_or_default(),
    };
    let written = templates().and_then(|templates| templates.staff(due.words, &MailPaper::of(&paper, None), &facts));
    let written = written.map_err(VerbError::from)?;
    Handed { job: job.id, paper: &paper, to: &due.staff.email, reader: None, mail: &written, more: &[] }.over(newsroom, sender).await
}

struct Due {
    staff: Staff,
    token: String,
    words: &'static str,
    by: String,
}

/// Whom it goes to, with a link that is stored; nobody when the address is nobody's or they were dismissed meanwhile.
async fn due(newsroom: &Newsroom, mail: &StaffMail, now: Instant) -> Verb<Option<Due>> {
    let tx = newsroom.begin(now).await?;
    let (staff, nonce, purpose, words, by) = match mail {
        StaffMail::SignIn { email, nonce } => {
            let key = Email::parse(email)?.key();
            (store::staff::by_email_key(&tx, &key).await?, nonce, Purpose::SignIn, "sign_in", String::new())
        }
        StaffMail::Invitation { staff, nonce, by } => {
            (store::staff::by_id(&tx, *staff).await?, nonce, Purpose::Invitation, "invitation", by.clone())
        }
    };
    let Some(staff) = staff.filter(Staff::may_sign_in) else { return Ok(None) };
    let token = newsroom.secret().hash("mailed token", &[nonce.as_bytes()]);
    signin::put_link(newsroom, &tx, &token, purpose, Some(staff.id)).await?;
    newsroom.commit(tx).await?;
    Ok(Some(Due { staff, token, words, by }))
}
