//! Readers as JSON: what the API answers and what the desk's pages of them are made of.

use crate::edition_view::ReasonView;
use domain::reader::Reader;
use domain::time::Instant;
use newsroom::bounce::{Bounced, Listed as CameBack};
use newsroom::readers::{Listed, Overview, Person};
use newsroom::subscribe::Held;
use serde::Serialize;
use store::readers::Imported;
use store::suppressions::Suppression;
use utoipa::ToSchema;

/// A reader in a list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReaderRow {
    pub(crate) id: i64,
    pub(crate) email: String,
    /// `pending`, `active`, `left` or `suppressed`.
    pub(crate) standing: &'static str,
    /// `general`, `follows` or `both`.
    pub(crate) choice: &'static str,
    /// The way they came: `coupon`, `artist`, `import-3`.
    pub(crate) source: String,
    /// When they asked for it, UTC.
    pub(crate) asked: String,
    /// When their mailbox confirmed.
    pub(crate) confirmed: Option<String>,
    /// When they left or were suppressed.
    pub(crate) ended: Option<String>,
    /// Why.
    pub(crate) ended_why: String,
}

impl ReaderRow {
    pub(crate) fn of(reader: &Reader) -> Self {
        Self {
            id: reader.id.0,
            email: reader.email.as_str().to_owned(),
            standing: reader.standing.word(),
            choice: reader.choice.word(),
            source: reader.consent.source.clone(),
            asked: reader.consent.asked.rfc3339(),
            confirmed: reader.consent.confirmed.map(Instant::rfc3339),
            ended: reader.ended.map(Instant::rfc3339),
            ended_why: reader.ended_why.clone(),
        }
    }
}

/// A list of readers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ReadersPage {
    pub(crate) readers: Vec<ReaderRow>,
    /// There are more: ask with `before` = the last one's id, or say more of the address.
    pub(crate) more: bool,
    /// Whom they all follow, when that was asked.
    pub(crate) followed: Option<FollowersView>,
}

/// An artist, and how many readers follow them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowersView {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) followers: i64,
}

impl ReadersPage {
    pub(crate) fn of(listed: &Listed) -> Self {
        let followed = listed.followed.as_ref().map(|(artist, followers)| FollowersView {
            slug: artist.slug.as_str().to_owned(),
            name: artist.name.clone(),
            followers: *followers,
        });
        Self { readers: listed.readers.iter().map(ReaderRow::of).collect(), more: listed.more, followed }
    }
}

/// An artist whom a reader follows.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FollowedView {
    pub(crate) slug: String,
    pub(crate) name: String,
    /// Since when, UTC.
    pub(crate) since: String,
}

/// One letter of a reader.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LetterView {
    /// The edition: `2015-03-27`, of a later hour `2015-03-27-1800`, a special `2015-03-27-special-1`.
    pub(crate) edition: String,
    /// Its day.
    pub(crate) day: String,
    pub(crate) subject: String,
    /// `pending`, `claimed`, `dotting`, `accepted`, `deferred`, `failed`, `in_doubt` or `suppressed`.
    pub(crate) state: &'static str,
    /// How often it was tried.
    pub(crate) attempts: i64,
    /// The last reply of the next hop.
    pub(crate) reply: String,
}

/// Something that came back of a reader's letter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BounceView {
    /// Ours.
    pub(crate) id: i64,
    /// When it came in, UTC.
    pub(crate) at: String,
    /// The reader; none once they were erased.
    pub(crate) reader: Option<i64>,
    /// Their address.
    pub(crate) email: Option<String>,
    /// The edition's day, when it is known.
    pub(crate) day: Option<String>,
    /// `hard`, `soft`, `ours`, `complaint` or `opt-out`.
    pub(crate) kind: &'static str,
    /// `5.1.1`; empty when there is none.
    pub(crate) status: String,
    /// The server's words, or the kind of complaint.
    pub(crate) reason: String,
    /// The way it came: `imap`, `smtp`, or the relay.
    pub(crate) via: String,
}

impl BounceView {
    pub(crate) fn of(Bounced { bounce, day, email }: &Bounced) -> Self {
        Self {
            id: bounce.id,
            at: bounce.at.rfc3339(),
            reader: bounce.reader.map(|reader| reader.0),
            email: email.as_ref().map(|email| email.as_str().to_owned()),
            day: day.map(|day| day.to_string()),
            kind: bounce.kind.word(),
            status: bounce.status.clone(),
            reason: bounce.reason.clone(),
            via: bounce.via.clone(),
        }
    }
}

/// What came back.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct BouncesPage {
    /// The newest first.
    pub(crate) bounces: Vec<BounceView>,
    /// There are more: ask with `before` = the last one's id.
    pub(crate) more: bool,
}

impl BouncesPage {
    pub(crate) fn of(listed: &CameBack) -> Self {
        Self { bounces: listed.bounces.iter().map(BounceView::of).collect(), more: listed.more }
    }
}

/// A list that was brought in.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ImportView {
    /// Its readers' source is `import-<id>`.
    pub(crate) id: i64,
    pub(crate) at: String,
    pub(crate) who: String,
    pub(crate) file: String,
    /// The program that wrote it.
    pub(crate) origin: String,
    /// Where the proof of consent is.
    pub(crate) proof: String,
    pub(crate) added: i64,
    pub(crate) known: i64,
    pub(crate) kept_out: i64,
    pub(crate) broken: i64,
}

impl ImportView {
    pub(crate) fn of(import: &Imported) -> Self {
        Self {
            id: import.id,
            at: import.at.rfc3339(),
            who: import.who.clone(),
            file: import.file.clone(),
            origin: import.origin.clone(),
            proof: import.proof.clone(),
            added: import.counts.added,
            known: import.counts.known,
            kept_out: import.counts.kept_out,
            broken: import.counts.broken,
        }
    }
}

/// An entry of the suppression list.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SuppressionView {
    pub(crate) id: i64,
    /// None once the person was erased: only a keyed hash is left.
    pub(crate) email: Option<String>,
    pub(crate) reason: String,
    pub(crate) who: String,
    pub(crate) since: String,
}

impl SuppressionView {
    pub(crate) fn of(entry: &Suppression) -> Self {
        Self {
            id: entry.id,
            email: entry.email.clone(),
            reason: entry.reason.clone(),
            who: entry.who.clone(),
            since: entry.since.rfc3339(),
        }
    }
}

/// A sign-up that waits for a person.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct HeldView {
    pub(crate) id: i64,
    pub(crate) email: String,
    /// When it came, UTC.
    pub(crate) at: String,
    /// The artist that they want to follow.
    pub(crate) artist: Option<String>,
    /// What was odd about it: `trap`, `no-work`, `robot`, `disposable`, `office`, `typo`, `crowd`.
    pub(crate) signs: Vec<&'static str>,
}

impl HeldView {
    pub(crate) fn of(held: &Held) -> Self {
        Self {
            id: held.coupon.id,
            email: held.coupon.email.to_string(),
            at: held.coupon.at.rfc3339(),
            artist: held.artist.clone(),
            signs: held.coupon.signs.iter().map(|sign| sign.word()).collect(),
        }
    }
}

/// One reader, with all that is known.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PersonView {
    #[serde(flatten)]
    pub(crate) reader: ReaderRow,
    /// The version of the wording that they agreed to.
    pub(crate) wording: String,
    /// Its words.
    pub(crate) words: Option<&'static str>,
    /// The list that they came with.
    pub(crate) import: Option<ImportView>,
    pub(crate) follows: Vec<FollowedView>,
    /// Their letters, the newest first.
    pub(crate) letters: Vec<LetterView>,
    /// What came back of their letters, the newest first.
    pub(crate) bounces: Vec<BounceView>,
    /// Since when their mailbox fails, if for two weeks or more: nobody is dropped for that, somebody decides.
    pub(crate) failing_since: Option<String>,
    pub(crate) suppression: Option<SuppressionView>,
}

impl PersonView {
    pub(crate) fn of(person: &Person) -> Self {
        Self {
            reader: ReaderRow::of(&person.reader),
            wording: person.reader.consent.wording.clone(),
            words: person.wording,
            import: person.import.as_ref().map(ImportView::of),
            follows: person
                .follows
                .iter()
                .map(|one| FollowedView { slug: one.slug.clone(), name: one.name.clone(), since: one.since.rfc3339() })
                .collect(),
            letters: person
                .letters
                .iter()
                .map(|(letter, edition)| LetterView {
                    edition: edition.name().to_string(),
                    day: edition.day.to_string(),
                    subject: edition.subject.clone(),
                    state: letter.state.word(),
                    attempts: letter.attempts,
                    reply: letter.reply.clone(),
                })
                .collect(),
            bounces: person.bounces.iter().map(BounceView::of).collect(),
            failing_since: person.failing.map(Instant::rfc3339),
            suppression: person.suppression.as_ref().map(SuppressionView::of),
        }
    }
}

/// How many of a kind.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CountView {
    pub(crate) word: &'static str,
    pub(crate) readers: i64,
}

/// A day's comings and goings.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MovementView {
    pub(crate) day: String,
    pub(crate) joined: i64,
    pub(crate) ended: i64,
}

/// The readers in numbers.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OverviewView {
    pub(crate) standings: Vec<CountView>,
    /// What active readers chose.
    pub(crate) choices: Vec<CountView>,
    /// The ways they came.
    pub(crate) sources: Vec<String>,
    /// The last days, the newest first.
    pub(crate) days: Vec<MovementView>,
    /// Why readers left.
    pub(crate) left: Vec<ReasonView>,
    /// Why readers were suppressed.
    pub(crate) suppressed: Vec<ReasonView>,
    pub(crate) imports: Vec<ImportView>,
}

impl OverviewView {
    pub(crate) fn of(overview: &Overview) -> Self {
        Self {
            standings: overview.standings.iter().map(|(one, readers)| CountView { word: one.word(), readers: *readers }).collect(),
            choices: overview.choices.iter().map(|(one, readers)| CountView { word: one.word(), readers: *readers }).collect(),
            sources: overview.sources.clone(),
            days: overview
                .movement
                .iter()
                .map(|one| MovementView { day: one.day.to_string(), joined: one.joined, ended: one.ended })
                .collect(),
            left: ReasonView::all(&overview.left),
            suppressed: ReasonView::all(&overview.suppressed),
            imports: overview.imports.iter().map(ImportView::of).collect(),
        }
    }
}
