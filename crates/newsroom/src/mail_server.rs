//! The paper's mail server: which one holds, and whether it takes mail.

use crate::deliver::Sender;
use crate::mail::templates;
use crate::outbox::{Outbox, UNSET};
use crate::post::Outgoing;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use domain::email::Email;
use domain::refusal::Refusal;
use domain::role::Verb as Right;
use std::time::Duration;
use store::mailbox;
use text::mail_html::{MailPaper, StaffFacts};
use text::template::urls::Site;
use wire::message::Message;
use wire::smtp::{Envelope, Patience, Verdict};

impl Outbox {
    /// The outbox that holds: the process's own goes before the paper's setting.
    ///
    /// # Errors
    /// [`VerbError::Store`].
    pub async fn holding(&self, newsroom: &Newsroom) -> Verb<Self> {
        if !matches!(self, Self::Unset) {
            return Ok(self.clone());
        }
        let paper = store::paper::get(&newsroom.store().read().await?).await?;
        Ok(paper.and_then(|paper| paper.smtp).map_or(Self::Unset, Self::smtp))
    }
}

impl Sender {
    /// The same sender with the outbox that holds now.
    ///
    /// # Errors
    /// [`VerbError::Store`].
    pub async fn current(&self, newsroom: &Newsroom) -> Verb<Self> {
        Ok(Self { outbox: self.outbox.holding(newsroom).await?, ..self.clone() })
    }
}

/// What a server said to a test mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// Whom it was handed to: host and port, or the mailbox of the demo.
    pub server: String,
    /// Whether the server took it.
    pub accepted: bool,
    /// Its answer, or why there was none.
    pub answer: String,
}

/// Somebody waits before a screen: the test gives up sooner than an edition would.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(10),
    command: Duration::from_secs(20),
    data: Duration::from_secs(20),
    dot: Duration::from_secs(30),
};

/// Sends one mail to whoever asks, and says what the server answered.
///
/// # Errors
/// [`VerbError::Refused`] when there is no server or no sender's address; what the server says is no error.
pub async fn try_out(newsroom: &Newsroom, act: &Act, outbox: &Outbox, to: &Email) -> Verb<Tried> {
    act.allow(Right::Configure)?;
    let paper = crate::paper::get(newsroom).await?;
    let from = paper.email.clone().ok_or_else(|| Refusal::field("email", "set the sender’s address first"))?;
    let facts = StaffFacts {
        link: Site::new(&paper.base_url).absolute("/desk/settings/mail"),
        name: act.who.clone(),
        role: act.role.word().to_owned(),
        by: String::new(),
    };
    let mail = templates()?.staff("test", &MailPaper::of(&paper, None), &facts)?;
    let bytes = Message {
        from_name: &paper.name,
        from: &from,
        to,
        subject: &mail.subject,
        date: act.now,
        message_id: &format!("{:032x}@{}", act.trace, paper.host()),
        headers: &[],
        text: &mail.letter.text,
        html: mail.letter.html.as_str(),
    }
    .to_bytes()
    .map_err(|error| VerbError::Unreadable(error.to_string()))?;
    let bytes = crate::dkim::signed(newsroom, &paper, &from, bytes, act.now).await?;
    let tried = match outbox.holding(newsroom).await? {
        Outbox::Unset => return Err(Refusal::State(UNSET.to_owned()).into()),
        Outbox::Mailbox => {
            let tx = newsroom.begin(act.now).await?;
            mailbox::put(&tx, from.as_str(), to.as_str(), &mail.subject, &bytes).await?;
            newsroom.commit(tx).await?;
            Tried {
                server: "/-/mailbox".to_owned(),
                accepted: true,
                answer: "It lies in the built-in mailbox; nothing left this machine.".to_owned(),
            }
        }
        Outbox::Smtp { way, .. } => {
            let envelope = Envelope { from: from.as_str(), to: to.as_str(), id: "", size: bytes.len() };
            let mail = Outgoing { way: &way, patience: PATIENCE, host: paper.host(), envelope, bytes: &bytes };
            let (server, answer) = mail.hand_over(newsroom, act.now).await;
            match answer {
                Ok(reply) => Tried { server, accepted: reply.verdict() == Verdict::Done, answer: reply.to_string() },
                Err(answer) => Tried { server, accepted: false, answer },
            }
        }
    };
    let tx = newsroom.begin(act.now).await?;
    store::audit::append(&tx, act, "try the mail server", &format!("{}: {}", tried.server, tried.answer)).await?;
    newsroom.commit(tx).await?;
    Ok(tried)
}
