//! Saving a draft.

use super::{instant, word, zone};
use crate::api::input::{Input, Path};
use crate::api::problem::{Problem, ProblemBody};
use crate::app::App;
use crate::door::SignedIn;
use axum::Json;
use axum::extract::State;
use domain::body::{AdvisoryKind, Body, Picture};
use domain::edition::Placement;
use domain::id::{ArtistId, StoryId};
use domain::link::Strength;
use domain::slug::Slug;
use domain::story::{Advisory, ArtistCredit, Kind, Part, Sponsor};
use domain::time::Zone;
use newsroom::desk::{self, Save, Saved, Written, WrittenByline};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The addresses of this subject.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(save))
}

/// A save.
#[derive(Debug, Deserialize, ToSchema)]
struct SaveInput {
    /// The revision that was read.
    revision: i64,
    /// The window: letters, digits and hyphens that no other window has. A save that is sent again is known by it.
    client: String,
    draft: DraftInput,
}

/// What a writer writes.
#[derive(Debug, Deserialize, ToSchema)]
struct DraftInput {
    #[serde(default)]
    headline: String,
    #[serde(default)]
    standfirst: String,
    /// The word in the address; empty or null: it follows the headline.
    slug: Option<String>,
    section: String,
    #[serde(default = "news")]
    kind: String,
    #[serde(default)]
    bylines: Vec<BylineInput>,
    #[serde(default)]
    artists: Vec<CreditInput>,
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    cover: Option<Picture>,
    #[serde(default)]
    advisory: AdvisoryInput,
    /// The document, in ProseMirror's shape.
    #[schema(value_type = Object)]
    body: Value,
    /// What the newsletter does with it: `lead`, `in` or `out`.
    #[serde(default = "within")]
    placement: String,
    /// RFC 3339, or a time in the paper's zone.
    dateline: Option<String>,
    sponsor: Option<SponsorInput>,
}

fn news() -> String {
    Kind::News.word().to_owned()
}

fn within() -> String {
    Placement::In.word().to_owned()
}

/// A credit by name. A name that nobody has makes a person.
#[derive(Debug, Deserialize, ToSchema)]
struct BylineInput {
    name: String,
    #[serde(default)]
    house: bool,
    /// `words`, `photographs` or `interview`.
    part: Option<String>,
}

/// An artist of the artist line.
#[derive(Debug, Deserialize, ToSchema)]
struct CreditInput {
    artist: i64,
    credited_as: String,
    /// `subject` or `featured`.
    strength: String,
}

/// What a reader should know before.
#[derive(Debug, Default, Deserialize, ToSchema)]
struct AdvisoryInput {
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    kinds: Vec<AdvisoryKind>,
    #[serde(default)]
    note: String,
}

/// Who paid for it.
#[derive(Debug, Deserialize, ToSchema)]
struct SponsorInput {
    name: String,
    link: Option<String>,
}

impl DraftInput {
    fn read(self, zone: &Zone) -> Result<Written, Problem> {
        let mut kinds = self.advisory.kinds;
        kinds.sort();
        kinds.dedup();
        let byline = |byline: BylineInput| {
            let part = byline.part.map_or(Ok(Part::Words), |part| word("part", &part, Part::from_word))?;
            Ok(WrittenByline { name: byline.name, house: byline.house, part })
        };
        let credit = |credit: CreditInput| {
            let strength = word("strength", &credit.strength, Strength::from_word)?;
            Ok(ArtistCredit { artist: ArtistId(credit.artist), credited_as: credit.credited_as.trim().to_owned(), strength })
        };
        Ok(Written {
            headline: self.headline,
            standfirst: self.standfirst,
            slug: self.slug.filter(|slug| !slug.is_empty()).map(|slug| Slug::parse(&slug)).transpose()?,
            section: Slug::parse(&self.section).map_err(|_| Problem::field("section", format!("“{}” is no section", self.section)))?,
            kind: word("kind", &self.kind, Kind::from_word)?,
            bylines: self.bylines.into_iter().map(byline).collect::<Result<_, Problem>>()?,
            artists: self.artists.into_iter().map(credit).collect::<Result<_, Problem>>()?,
            cover: self.cover,
            advisory: Advisory { kinds, note: self.advisory.note },
            body: Body::from_json(&self.body).map_err(|error| Problem::field("body", error.to_string()))?,
            placement: word("placement", &self.placement, Placement::from_word)?,
            dateline: self.dateline.filter(|text| !text.is_empty()).map(|text| instant(zone, "dateline", &text)).transpose()?,
            sponsor: self.sponsor.map(|sponsor| Sponsor { name: sponsor.name, link: sponsor.link }),
        })
    }
}

/// What stands after a save.
#[derive(Debug, Serialize, ToSchema)]
struct SavedBody {
    /// What the next save must name.
    revision: i64,
    text_version: i64,
    saved_at: String,
    /// Whether readers do not see it yet.
    pending: bool,
    /// The word in the address, when it followed the headline.
    slug: String,
}

/// Save what is written
///
/// Sent again after an answer was lost, it changes nothing. When somebody else wrote in between, it is refused with 409
/// `outdated` and the text is kept: `aside` is its number, `newest` the revision that stands, `who` last touched it. The
/// same when the story went where its own writer may not follow (an editor published or scheduled it): then `closed` is
/// the word of its state, and to send the text again is to no purpose.
#[utoipa::path(put, path = "/stories/{id}/draft", tag = "stories", params(("id" = i64, Path)), request_body = SaveInput,
    responses((status = 200, body = SavedBody), (status = "default", body = ProblemBody)))]
async fn save(
    State(app): State<App>,
    who: SignedIn,
    Path(id): Path<i64>,
    Input(input): Input<SaveInput>,
) -> Result<Json<SavedBody>, Problem> {
    let zone = zone(&app).await?;
    let save = Save { story: StoryId(id), had: input.revision, client: input.client, written: input.draft.read(&zone)? };
    match desk::save(app.newsroom(), &who.act, &save).await? {
        Saved::Stored(working) => Ok(Json(SavedBody {
            revision: working.story.revision,
            text_version: working.text_version(),
            saved_at: working.desk.saved_at.unwrap_or(who.act.now).rfc3339(),
            pending: working.pending.is_some(),
            slug: working.draft().slug.to_string(),
        })),
        Saved::Aside { number, why, who } => Err(Problem::from(why).with("who", who).with("aside", number)),
    }
}
