//! The JSON of links and suggestions.

use newsroom::links::{Doubt, InDoubt, Page, StoryLink};
use newsroom::relink::Progress;
use newsroom::suggest::Suggestions;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use store::artists::Entry;
use text::quotes::MarkProblem;
use utoipa::ToSchema;

/// A text that is being written.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct WritingInput {
    #[serde(default)]
    pub(super) headline: String,
    #[serde(default)]
    pub(super) standfirst: String,
    /// The document; what cannot be read yet is passed over, its words are not.
    #[serde(default)]
    #[schema(value_type = Object)]
    pub(super) body: Value,
    /// The artist line as it stands.
    #[serde(default)]
    pub(super) artists: Vec<LineInput>,
}

/// One artist of the line.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct LineInput {
    pub(super) artist: Option<i64>,
    pub(super) credited_as: String,
    /// `subject` or `featured`.
    pub(super) strength: String,
}

/// Somebody whom a name may mean.
#[derive(Debug, Serialize, ToSchema)]
struct CandidateBody {
    artist: i64,
    name: String,
    disambiguation: String,
    /// How many live stories speak of them.
    stories: i64,
    slug: String,
}

impl CandidateBody {
    fn of(entry: &Entry) -> Self {
        Self {
            artist: entry.artist.0,
            name: entry.name.clone(),
            disambiguation: entry.disambiguation.clone(),
            stories: entry.stories,
            slug: entry.slug.to_string(),
        }
    }
}

/// A name that may be linked. Offsets are in UTF-16 into linkable text `block`: the headline is -2, the standfirst -1.
#[derive(Debug, Serialize, ToSchema)]
struct MentionBody {
    block: i64,
    start: usize,
    end: usize,
    text: String,
    /// `sure` or `doubtful`.
    standing: &'static str,
    /// What they are to the story by rule: `subject`, `featured`, `mentioned` or `former`.
    strength: &'static str,
    /// Why we think so.
    evidence: String,
    /// Who may be meant, the likeliest first.
    candidates: Vec<CandidateBody>,
}

/// One artist of the line.
#[derive(Debug, Serialize, ToSchema)]
struct LinkCreditBody {
    artist: i64,
    name: String,
    credited_as: String,
    strength: &'static str,
}

/// Words that somebody says, a paragraph each.
#[derive(Debug, Serialize, ToSchema)]
struct LinkSaidBody {
    block: i64,
    start: usize,
    end: usize,
    speaker: Option<String>,
    cue: Option<String>,
    /// Whether they stand in a quotation block already.
    is_block: bool,
}

/// A quotation mark that does not balance.
#[derive(Debug, Serialize, ToSchema)]
struct MarkBody {
    block: i64,
    at: usize,
    /// `never-closed`, `never-opened` or `opened-twice`.
    kind: &'static str,
    /// The same in words.
    problem: &'static str,
}

/// A word that suggests an advisory.
#[derive(Debug, Serialize, ToSchema)]
struct HintBody {
    kind: &'static str,
    word: String,
    block: i64,
    at: usize,
    /// What it rests on, when all its words stand in titles.
    note: String,
}

/// What a text suggests.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct SuggestionsBody {
    mentions: Vec<MentionBody>,
    /// What stands there, then whom the text adds.
    artist_line: Vec<LinkCreditBody>,
    quotations: Vec<LinkSaidBody>,
    marks: Vec<MarkBody>,
    advisory: Vec<HintBody>,
}

impl SuggestionsBody {
    pub(super) fn of(found: &Suggestions) -> Self {
        let mentions = found.mentions.iter().map(|mention| MentionBody {
            block: mention.found.block,
            start: mention.found.start,
            end: mention.found.end,
            text: mention.found.text.clone(),
            standing: mention.found.standing.word(),
            strength: mention.found.strength.word(),
            evidence: mention.found.evidence.clone(),
            candidates: mention.candidates.iter().map(|entry| CandidateBody::of(entry)).collect(),
        });
        let line = found.line.iter().filter_map(|(line, entry)| {
            let entry = entry.as_ref()?;
            let (credited_as, strength) = (line.credited_as.clone(), line.strength.word());
            Some(LinkCreditBody { artist: entry.artist.0, name: entry.name.clone(), credited_as, strength })
        });
        let said = found.said.iter().map(|said| LinkSaidBody {
            block: said.block,
            start: said.start,
            end: said.end,
            speaker: said.speaker.clone(),
            cue: Some(said.cue.clone()).filter(|cue| !cue.is_empty()),
            is_block: said.is_block,
        });
        let marks = found.marks.iter().map(|mark| {
            let (kind, problem) = said_of(mark.problem);
            MarkBody { block: mark.block, at: mark.at, kind, problem }
        });
        let hints = found.advisory.iter().map(|hint| HintBody {
            kind: hint.kind.word(),
            word: hint.word.replace('-', " "),
            block: hint.block,
            at: hint.at,
            note: hint.note.clone(),
        });
        Self {
            mentions: mentions.collect(),
            artist_line: line.collect(),
            quotations: said.collect(),
            marks: marks.collect(),
            advisory: hints.collect(),
        }
    }
}

fn said_of(problem: MarkProblem) -> (&'static str, &'static str) {
    match problem {
        MarkProblem::NeverClosed => ("never-closed", "Nothing closes this quotation mark, and the next paragraph does not go on with one."),
        MarkProblem::NeverOpened => ("never-opened", "Nothing opens what this quotation mark closes."),
        MarkProblem::OpenedTwice => ("opened-twice", "This opens a quotation within one that is not closed."),
    }
}

/// An artist as a story speaks of them.
#[derive(Debug, Serialize, ToSchema)]
struct StoryLinkBody {
    artist: i64,
    name: String,
    disambiguation: String,
    slug: String,
    strength: &'static str,
    /// `sure`: readers see it; `doubtful`: a person is asked.
    standing: &'static str,
    evidence: String,
    /// How often the text has the name.
    times: usize,
    /// As the text has it first.
    text: String,
}

/// The links of a story.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct StoryLinksBody {
    links: Vec<StoryLinkBody>,
}

impl StoryLinksBody {
    pub(super) fn of(links: &[StoryLink]) -> Self {
        let body = |link: &StoryLink| StoryLinkBody {
            artist: link.artist.artist.0,
            name: link.artist.name.clone(),
            disambiguation: link.artist.disambiguation.clone(),
            slug: link.artist.slug.to_string(),
            strength: link.strength.word(),
            standing: link.standing.word(),
            evidence: link.evidence.clone(),
            times: link.times,
            text: link.text.clone(),
        };
        Self { links: links.iter().map(body).collect() }
    }
}

/// Whom a story does not mean.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RejectionInput {
    pub(super) artist: i64,
}

/// One decision.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RulingInput {
    /// The story; without it every story in which the artist waits for a person.
    pub(super) story: Option<i64>,
    pub(super) artist: i64,
    /// `accept`, `reject`, `instead` (another of the name is meant) or `forget`.
    pub(super) verdict: String,
    /// With `accept`: what they are to the story. By rule when not given.
    pub(super) strength: Option<String>,
    /// With `instead`: who is meant.
    pub(super) instead: Option<i64>,
}

/// Decisions, 500 at most.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DecideInput {
    pub(super) decisions: Vec<RulingInput>,
}

/// What deciding came to.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DecidedBody {
    /// How many stories were linked anew.
    pub(super) stories: usize,
}

/// A name in a story that waits for a person.
#[derive(Debug, Serialize, ToSchema)]
struct DoubtBody {
    story: i64,
    headline: String,
    state: &'static str,
    address: Option<String>,
    artist: i64,
    strength: &'static str,
    evidence: String,
    /// How often the story has the name.
    times: usize,
    before: String,
    name: String,
    after: String,
    candidates: Vec<CandidateBody>,
    /// In how many stories persons said that this artist is meant.
    accepted: i64,
    /// In how many stories persons said that they are not.
    rejected: i64,
}

/// Some of the queue.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct QueueBody {
    links: Vec<DoubtBody>,
    /// How many wait in all: a story and an artist each.
    waiting: i64,
    /// What to give as `before` to go on; null at the end.
    next: Option<i64>,
}

impl QueueBody {
    pub(super) fn of(page: &Page) -> Self {
        let body = |doubt: &Doubt| DoubtBody {
            story: doubt.story.0,
            headline: doubt.headline.clone(),
            state: doubt.state,
            address: doubt.address.clone(),
            artist: doubt.artist.artist.0,
            strength: doubt.strength.word(),
            evidence: doubt.evidence.clone(),
            times: doubt.times,
            before: doubt.context.before.clone(),
            name: doubt.context.name.clone(),
            after: doubt.context.after.clone(),
            candidates: doubt.candidates.iter().map(|entry| CandidateBody::of(entry)).collect(),
            accepted: doubt.decided.0,
            rejected: doubt.decided.1,
        };
        Self { links: page.doubts.iter().map(body).collect(), waiting: page.waiting, next: page.next.map(|story| story.0) }
    }
}

/// An artist who waits.
#[derive(Debug, Serialize, ToSchema)]
struct WaitingBody {
    #[serde(flatten)]
    artist: CandidateBody,
    /// In how many stories they wait.
    waiting: i64,
}

/// The artists who wait in the most stories.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct InDoubtBody {
    artists: Vec<WaitingBody>,
}

impl InDoubtBody {
    pub(super) fn of(found: &[InDoubt]) -> Self {
        let body = |one: &InDoubt| WaitingBody { artist: CandidateBody::of(&one.artist), waiting: one.stories };
        Self { artists: found.iter().map(body).collect() }
    }
}

/// The archive linked anew because artists changed.
#[derive(Debug, Serialize, ToSchema)]
struct LinkedAnewBody {
    /// For persons: `made Gilt`.
    why: String,
    /// Stories up to this number are done.
    through: i64,
    /// The newest story there is.
    last_story: i64,
    /// Stories that were looked at.
    looked_at: i64,
    /// Stories whose links changed.
    changed: i64,
    /// Links that wait for a person since.
    asked: i64,
    /// When it was done; null while it is not.
    ended: Option<String>,
}

/// What is being linked anew and what was, the newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct AnewBody {
    anew: Vec<LinkedAnewBody>,
}

impl AnewBody {
    pub(super) fn of(all: &[Progress]) -> Self {
        let body = |one: &Progress| LinkedAnewBody {
            why: one.of.why.clone(),
            through: one.of.after_story.0,
            last_story: one.last_story.0,
            looked_at: one.of.looked_at,
            changed: one.of.changed,
            asked: one.of.asked,
            ended: one.of.ended.map(domain::time::Instant::rfc3339),
        };
        Self { anew: all.iter().map(body).collect() }
    }
}
