//! The words of the paper's mails: what a confirmation says, and the parts of an edition.

use crate::deliver::Sender;
use crate::edition::{AsReader, FrozenCorrection};
use crate::outbox::{Outbox, UNSET};
use crate::post::Outgoing;
use crate::staff_mail::STAFF_MAIL;
use crate::subscribe::preferences_token;
use crate::token::{Claim, Purpose};
use crate::{Newsroom, Verb, VerbError, token};
use domain::body::{ClipKind, Picture};
use domain::edition::{Edition, Name, Selection};
use domain::email::Email;
use domain::id::{ArtistId, JobId, PersonId, ReaderId};
use domain::paper::Paper;
use domain::reader::{Choice, Standing};
use domain::slug::Slug;
use domain::story::{Part, Story};
use domain::time::Instant;
use serde::{Deserialize, Serialize};
use store::editions::ToTell;
use store::jobs::{self, Job};
use store::{Conn, Tx, artists, mailbox, paper as stored, readers};
use text::mail_html::{
    COLUMN, EditionFacts, EditionParts, MailAd, MailClip, MailCorrection, MailPaper, MailPicture, MailScore, MailStory, MailTemplates,
    SERVICE_HEADERS, ServiceFacts, ServiceMail, THUMB,
};
use text::render::Words;
use text::template::urls::{self, Site};
use text::template::{Manner, Sources, TemplateError};
use wire::message::Message;
use wire::smtp::{Envelope, Verdict};

/// The kind of the jobs that mail something.
const MAIL: &str = "mail";

/// The built-in mails.
const TEMPLATES: [(&str, &str); 10] = [
    ("service/subject.txt", include_str!("../mail/service/subject.txt")),
    ("service/body.txt", include_str!("../mail/service/body.txt")),
    ("service/body.mjml", include_str!("../mail/service/body.mjml")),
    ("edition/subject.txt", include_str!("../mail/edition/subject.txt")),
    ("edition/body.txt", include_str!("../mail/edition/body.txt")),
    ("edition/body.mjml", include_str!("../mail/edition/body.mjml")),
    ("staff/subject.txt", include_str!("../mail/staff/subject.txt")),
    ("staff/body.txt", include_str!("../mail/staff/body.txt")),
    ("staff/body.mjml", include_str!("../mail/staff/body.mjml")),
    ("messages.toml", include_str!("../mail/messages.toml")),
];

/// Compiles the mails.
///
/// # Errors
/// [`TemplateError`]; the built-in ones are rendered by a test.
pub(crate) fn templates() -> Result<MailTemplates, TemplateError> {
    MailTemplates::new(&Sources::new(TEMPLATES), Manner::Forgiving)
}

impl From<TemplateError> for VerbError {
    fn from(error: TemplateError) -> Self {
        Self::Template(error.to_string())
    }
}

/// A mail that answers somebody's press.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub(crate) enum Service {
    /// Asks the mailbox to confirm.
    Confirm {
        /// Who.
        reader: ReaderId,
        /// Whom they are to follow once they have.
        artist: Option<ArtistId>,
    },
    /// The way to the preferences.
    Preferences {
        /// Who.
        reader: ReaderId,
    },
    /// Asks a reader whether they want to follow an artist.
    Follow {
        /// Who.
        reader: ReaderId,
        /// Whom.
        artist: ArtistId,
    },
    /// Lets somebody who left take it back.
    Return {
        /// Who.
        reader: ReaderId,
    },
    /// A letter of an edition, to one mailbox of the newsroom.
    Test {
        /// Where it goes.
        to: String,
        /// The edition's name.
        day: String,
        /// As a reader who chose this.
        choice: String,
        /// As one who follows these artists.
        follows: Vec<Slug>,
    },
}

impl Service {
    /// Has it mailed, once this transaction is committed.
    pub(crate) async fn enqueue(&self, tx: &Tx, now: Instant) -> Verb<()> {
        let payload = serde_json::to_string(self).map_err(|error| VerbError::Unreadable(error.to_string()))?;
        jobs::enqueue(tx, MAIL, &payload, now, None).await?;
        Ok(())
    }
}

/// Why a job is not done.
pub(crate) enum JobError {
    /// Try again later.
    Retry(String),
    /// It will never be done.
    Fail(String),
}

impl From<VerbError> for JobError {
    fn from(error: VerbError) -> Self {
        match error {
            VerbError::Store(error) => Self::Retry(error.to_string()),
            other => Self::Fail(other.to_string()),
        }
    }
}

/// Does a job that was claimed.
pub(crate) async fn run_job(newsroom: &Newsroom, sender: &Sender, job: &Job) -> Result<(), JobError> {
    if job.kind == STAFF_MAIL {
        return crate::staff_mail::run_job(newsroom, sender, job).await;
    }
    if job.kind != MAIL {
        return Err(JobError::Fail(format!("nobody here knows the job “{}”", job.kind)));
    }
    let service: Service = serde_json::from_str(&job.payload).map_err(|error| JobError::Fail(error.to_string()))?;
    let now = (sender.clock)();
    if let Service::Test { to, day, choice, follows } = &service {
        return test_letter(newsroom, sender, job, to, (day, choice, follows)).await;
    }
    let conn = newsroom.store().read().await.map_err(VerbError::from)?;
    let (reader, artist) = match &service {
        Service::Confirm { reader, artist } => (*reader, *artist),
        Service::Follow { reader, artist } => (*reader, Some(*artist)),
        Service::Preferences { reader } | Service::Return { reader } => (*reader, None),
        Service::Test { .. } => return Ok(()),
    };
    let Some(reader) = readers::by_id(&conn, reader).await.map_err(VerbError::from)? else { return Ok(()) };
    // Suppressed since it was asked for: nothing is mailed there again.
    if reader.standing == Standing::Suppressed {
        return Ok(());
    }
    let artist = match artist {
        Some(id) => artists::by_id(&conn, id).await.map_err(VerbError::from)?,
        None => None,
    };
    let paper = crate::paper::get(newsroom).await?;
    let site = Site::new(&paper.base_url);
    let sealed = |purpose| {
        let claim = Claim { reader: reader.key.clone(), issued: now, artist: artist.as_ref().map(|artist| artist.id) };
        newsroom.secret().token(purpose, &claim)
    };
    let (name, path, days) = match service {
        Service::Confirm { .. } => ("confirm", urls::confirm(&sealed(Purpose::Confirm)), token::CONFIRM_DAYS),
        Service::Follow { .. } => ("follow", urls::follow_link(&sealed(Purpose::Follow)), token::CONFIRM_DAYS),
        // It confirms anew: who has left comes back by nothing less.
        Service::Return { .. } => ("return", urls::confirm(&sealed(Purpose::Confirm)), token::CONFIRM_DAYS),
        Service::Preferences { .. } | Service::Test { .. } => {
            ("preferences", urls::preferences(&preferences_token(newsroom, &reader, now)), token::PREFERENCES_DAYS)
        }
    };
    let facts = ServiceFacts { link: site.absolute(&path), days, artist: artist.map(|artist| artist.name) };
    let mail = templates().and_then(|templates| templates.service(name, &MailPaper::of(&paper, None), &facts)).map_err(VerbError::from)?;
    // A mail server may take minutes; the reading connection is for others meanwhile.
    drop(conn);
    let asked_by_form = matches!(service, Service::Confirm { .. } | Service::Follow { .. } | Service::Preferences { .. });
    let more = if asked_by_form { &[FORM_SUB][..] } else { &[] };
    Handed { job: job.id, paper: &paper, to: &reader.email, reader: Some(reader.id), mail: &mail, more }.over(newsroom, sender).await
}

/// Says that somebody filled in a form: a mailbox that gets thousands of these knows what is going on
/// (draft-levine-mailbomb-header).
const FORM_SUB: (&str, &str) = ("Form-Sub", "v=1");

/// A letter of an edition, to be looked at in a mailbox: nobody's, so it carries no token and no list headers.
async fn test_letter(
    newsroom: &Newsroom,
    sender: &Sender,
    job: &Job,
    to: &str,
    (day, choice, follows): (&str, &str, &[Slug]),
) -> Result<(), JobError> {
    let unread = || JobError::Fail("the test letter names no day".to_owned());
    let name: Name = day.parse().map_err(|_| unread())?;
    let reader = AsReader { choice: Choice::from_word(choice).ok_or_else(unread)?, follows: follows.to_vec() };
    let to = Email::parse(to).map_err(VerbError::from)?;
    let paper = crate::paper::get(newsroom).await?;
    // Withdrawn or sent meanwhile: there is nothing to look at any more.
    let Some(mut mail) = crate::edition::test_mail(newsroom, &sender.act(), name, &reader).await? else { return Ok(()) };
    mail.subject = format!("[Test] {}", mail.subject);
    Handed { job: job.id, paper: &paper, to: &to, reader: None, mail: &mail, more: &[] }.over(newsroom, sender).await
}

/// A service mail on its way to one mailbox.
pub(crate) struct Handed<'a> {
    /// The job that mails it; it makes the mail's id.
    pub(crate) job: JobId,
    /// Whose mail it is.
    pub(crate) paper: &'a Paper,
    /// Where it goes.
    pub(crate) to: &'a Email,
    /// Whose mailbox that is; nobody's at the desk.
    pub(crate) reader: Option<ReaderId>,
    /// Its words.
    pub(crate) mail: &'a ServiceMail,
    /// Headers that only some of them carry.
    pub(crate) more: &'a [(&'static str, &'static str)],
}

impl Handed<'_> {
    /// Hands it to the next hop. A crash between its reply and the end of the job sends it again: a second confirmation
    /// does no harm, none at all would.
    pub(crate) async fn over(&self, newsroom: &Newsroom, sender: &Sender) -> Result<(), JobError> {
        let Some(from) = &self.paper.email else {
            return Err(JobError::Fail("the paper has no e-mail address to send from".to_owned()));
        };
        let now = (sender.clock)();
        let bytes = self.bytes(newsroom, from, now).await?;
        let sent_from = match (&self.paper.bounces_to, self.reader) {
            (Some(to), Some(reader)) => newsroom.secret().envelope_sender(to, token::Envelope::at(reader, None, now)),
            _ => from.to_string(),
        };
        let (way, patience) = match &sender.outbox {
            Outbox::Smtp { way, patience, .. } => (way, *patience),
            Outbox::Unset => return Err(JobError::Retry(UNSET.to_owned())),
            Outbox::Mailbox => {
                let tx = newsroom.begin((sender.clock)()).await?;
                let put = mailbox::put(&tx, &sent_from, self.to.as_str(), &self.mail.subject, &bytes).await;
                put.map_err(VerbError::from)?;
                return Ok(newsroom.commit(tx).await?);
            }
        };
        let envelope = Envelope { from: &sent_from, to: self.to.as_str(), id: "", size: bytes.len() };
        let mail = Outgoing { way, patience, host: self.paper.host(), envelope, bytes: &bytes };
        let (_, answer) = mail.hand_over(newsroom, now).await;
        let reply = answer.map_err(JobError::Retry)?;
        match reply.verdict() {
            Verdict::Done => Ok(()),
            Verdict::Never => Err(JobError::Fail(reply.to_string())),
            Verdict::GoOn | Verdict::NotNow => Err(JobError::Retry(reply.to_string())),
        }
    }

    async fn bytes(&self, newsroom: &Newsroom, from: &Email, now: Instant) -> Result<Vec<u8>, JobError> {
        let id = newsroom.secret().hash("service mail", &[&self.job.0.to_be_bytes()]);
        let headers: Vec<_> = SERVICE_HEADERS.iter().chain(self.more).map(|(name, value)| (*name, (*value).to_owned())).collect();
        let message = Message {
            from_name: &self.paper.name,
            from,
            to: self.to,
            subject: &self.mail.subject,
            date: now,
            message_id: &format!("{id}@{}", self.paper.host()),
            headers: &headers,
            text: &self.mail.letter.text,
            html: self.mail.letter.html.as_str(),
        };
        let bytes = message.to_bytes().map_err(|error| JobError::Fail(error.to_string()))?;
        Ok(crate::dkim::signed(newsroom, self.paper, from, bytes, now).await?)
    }
}

/// The edition's mail, compiled.
pub(crate) struct EditionMail(MailTemplates);

impl EditionMail {
    pub(crate) fn compile() -> Verb<Self> {
        Ok(Self(templates()?))
    }

    /// Renders every block once and gives all that is to be stored: letters are put together from it alone.
    pub(crate) async fn freeze(&self, conn: &Conn, paper: &Paper, edition: &Edition, matter: &Matter<'_>) -> Verb<FrozenEdition> {
        let from = paper.email.as_ref().map(ToString::to_string).unwrap_or_default();
        let corrections = matter.corrections.iter();
        Ok(FrozenEdition {
            paper_name: paper.name.clone(),
            from,
            base_url: paper.base_url.clone(),
            host: paper.host().to_owned(),
            dkim_selector: paper.dkim_selector.clone(),
            corrections: corrections.map(|one| FrozenCorrection { id: one.id, story: one.story, at: one.at.micros() }).collect(),
            parts: self.parts(conn, paper, edition, matter).await?,
        })
    }

    /// Renders every block once.
    pub(crate) async fn parts(&self, conn: &Conn, paper: &Paper, edition: &Edition, matter: &Matter<'_>) -> Verb<EditionParts> {
        let site = Site::new(&paper.base_url);
        let facts = EditionFacts {
            subject: edition.subject.clone(),
            preheader: edition.preheader.clone(),
            day: edition.day.strftime("%A %-d %B %Y").to_string(),
            special: edition.which.is_special(),
            note: matter.note.to_vec(),
            ad: edition_ad(conn, &site, edition).await?,
        };
        let mut told = Vec::with_capacity(matter.stories.len());
        for story in matter.stories {
            told.push(mail_story(conn, &site, edition.name(), story).await?);
        }
        let mut corrections = Vec::with_capacity(matter.corrections.len());
        for one in matter.corrections {
            corrections.extend(mail_correction(conn, &site, one).await?);
        }
        Ok(self.0.edition(&MailPaper::of(paper, None), &facts, &told, &corrections)?)
    }
}

/// What the letters of an edition are made of.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Matter<'a> {
    /// The note from the editor.
    pub(crate) note: &'a [String],
    /// Its stories.
    pub(crate) stories: &'a [Story],
    /// Corrections of stories that readers had before.
    pub(crate) corrections: &'a [ToTell],
}

async fn mail_correction(conn: &Conn, site: &Site, correction: &ToTell) -> Verb<Option<MailCorrection>> {
    let story = store::stories::by_id(conn, correction.story).await?;
    Ok(story.map(|story| MailCorrection {
        url: site.absolute(&urls::story(story.address.as_deref().unwrap_or_default())),
        headline: story.draft.headline,
        text: correction.text.clone(),
    }))
}

/// The ad whose day it is.
async fn edition_ad(conn: &Conn, site: &Site, edition: &Edition) -> Verb<Option<MailAd>> {
    let ads = store::ads::not_over(conn, edition.composed).await?;
    Ok(domain::ad::of_edition(&ads, edition.day, edition.composed).map(|ad| {
        let width = ad.draft.width.min(COLUMN);
        let height = u64::from(ad.draft.height) * u64::from(width) / u64::from(ad.draft.width.max(1));
        MailAd {
            link: ad.draft.link.clone(),
            src: site.absolute(&urls::media(&ad.draft.media)),
            width,
            height: u32::try_from(height).unwrap_or(ad.draft.height),
            alt: ad.draft.alt.clone(),
        }
    }))
}

/// All that the letters of an edition say, as it was when the edition was released. What the paper is called or where it
/// stands at a later try changes none of them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FrozenEdition {
    /// The name beside the sender.
    pub(crate) paper_name: String,
    /// The sender.
    pub(crate) from: String,
    /// Where the links lead.
    pub(crate) base_url: String,
    /// The host of message ids.
    pub(crate) host: String,
    /// Which key signs: another that is chosen later changes none of them.
    #[serde(default)]
    pub(crate) dkim_selector: String,
    /// The corrections that it tells, as `parts` has them.
    #[serde(default)]
    pub(crate) corrections: Vec<FrozenCorrection>,
    /// The rendered blocks.
    pub(crate) parts: EditionParts,
}

impl FrozenEdition {
    /// As it was stored.
    pub(crate) fn read(stored: &str, of: Name) -> Verb<Self> {
        serde_json::from_str(stored).map_err(|error| VerbError::Unreadable(format!("the frozen edition of {of}: {error}")))
    }

    /// As it is stored.
    pub(crate) fn written(&self) -> Verb<String> {
        serde_json::to_string(self).map_err(|error| VerbError::Unreadable(error.to_string()))
    }

    /// The same without some of its corrections.
    pub(crate) fn untold(self, corrections: Selection) -> Self {
        Self { parts: self.parts.untold(corrections), ..self }
    }

    /// The same under the head of other parts.
    pub(crate) fn headed(self, head: &EditionParts) -> Self {
        Self { parts: self.parts.headed(head), ..self }
    }
}

async fn mail_story(conn: &Conn, site: &Site, of: Name, story: &Story) -> Verb<MailStory> {
    let draft = &story.draft;
    let picture = |width: u32| draft.cover.as_ref().and_then(|cover| shown(site, cover, width));
    let clip = draft.body.blocks.iter().find_map(|block| match block {
        domain::body::Block::Clip(clip) => Some(clip),
        _ => None,
    });
    let score = draft.body.score();
    let first = match draft.artists.first() {
        Some(credit) => artists::by_id(conn, credit.artist).await?,
        None => None,
    };
    Ok(MailStory {
        url: site.absolute(&urls::story(story.address.as_deref().unwrap_or_default())),
        headline: draft.headline.clone(),
        artists: draft.artists.iter().map(|credit| credit.credited_as.clone()).collect(),
        follow: first.map(|artist| site.absolute(&urls::follow_from(&artist.slug, of))),
        kicker: section_name(conn, story).await?,
        standfirst: Some(draft.standfirst.clone()).filter(|line| !line.is_empty()),
        byline: byline(conn, story).await?,
        sponsor: draft.sponsor.as_ref().map(|sponsor| sponsor.name.clone()),
        advisory: text::render::contains(&draft.advisory.kinds, &Words::default()),
        score: score.map(|score| MailScore {
            value: score.shown(),
            out_of: domain::body::Score { value: score.out_of, ..score.clone() }.shown(),
            hot: score.value >= score.out_of * 0.9,
        }),
        clip: match clip {
            Some(clip) => Some(mail_clip(conn, site, clip).await?),
            None => None,
        },
        picture: picture(COLUMN),
        thumb: picture(THUMB),
    })
}

fn shown(site: &Site, picture: &Picture, width: u32) -> Option<MailPicture> {
    // Mail programs draw no drawings; a picture twice as wide as its place is sharp on every screen.
    if picture.media.as_str().ends_with(".svg") {
        return None;
    }
    let src = site.absolute(&urls::media_filling(&picture.media, picture.width, 2 * width));
    MailPicture::shown(src, (picture.width, picture.height), width, picture.alt.clone(), picture.credit.clone())
}

async fn mail_clip(conn: &Conn, site: &Site, clip: &domain::body::Clip) -> Verb<MailClip> {
    let mut poster = None;
    if let Some(key) = &clip.poster
        && let Some(row) = store::media::get(conn, key).await?
    {
        let src = site.absolute(&urls::media_filling(key, row.width, 2 * COLUMN));
        poster = MailPicture::shown(src, (row.width, row.height), COLUMN, clip.title.clone(), String::new());
    }
    let duration = (clip.duration > 0).then(|| text::render::length(clip.duration));
    Ok(MailClip {
        title: clip.title.clone(),
        provider: clip.provider.name().to_owned(),
        duration,
        poster,
        sound: clip.kind != ClipKind::Video,
    })
}

async fn section_name(conn: &Conn, story: &Story) -> Verb<Option<String>> {
    let sections = stored::sections(conn).await?;
    Ok(sections.into_iter().find(|section| section.slug == story.draft.section).map(|section| section.name))
}

async fn byline(conn: &Conn, story: &Story) -> Verb<Option<String>> {
    let ids: Vec<PersonId> =
        story.draft.bylines.iter().filter(|byline| byline.part != Part::Photographs).map(|byline| byline.person).collect();
    let people = stored::people_by_ids(conn, &ids).await?;
    let names: Vec<&str> =
        ids.iter().filter_map(|id| people.iter().find(|person| person.id == *id)).map(|person| person.name.as_str()).collect();
    Ok(match names.as_slice() {
        [] => None,
        [one] => Some((*one).to_owned()),
        [first @ .., last] => Some(format!("{} and {last}", first.join(", "))),
    })
}
