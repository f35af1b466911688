//! Files of the library as JSON.

use crate::api::problem::Problem;
use crate::media_view::MediaBody;
use domain::time::{Instant, Zone};
use newsroom::media::Said;
use serde::{Deserialize, Deserializer, Serialize};
use store::media::Used;
use utoipa::ToSchema;

/// The library, or a part of it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LibraryBody {
    pub(super) media: Vec<MediaBody>,
    /// The key to go on behind, when there is more.
    pub(super) next: Option<String>,
}

/// Something that uses a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UseBody {
    /// `story`, `draft` (a version that readers do not see yet), `page`, `ad` or `paper`.
    kind: &'static str,
    id: i64,
    title: String,
    /// Where a story stands; empty for others.
    state: String,
}

/// What uses a file.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct UsesBody {
    pub(super) uses: Vec<UseBody>,
}

impl UseBody {
    pub(super) fn of(used: Used) -> Self {
        let (kind, id) = used.thing.parts();
        Self { kind, id, title: used.title, state: used.state }
    }
}

/// Changes of what is said of a file.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SaidBody {
    credit: Option<String>,
    alt: Option<String>,
    decorative: Option<bool>,
    caption: Option<String>,
    licence: Option<String>,
    /// RFC 3339, a local time `2026-11-30T17:00`, or a day (its end); null: never.
    #[serde(default, deserialize_with = "said")]
    #[schema(value_type = Option<String>)]
    expires: Option<Option<String>>,
    #[schema(min_items = 2, max_items = 2)]
    focus: Option<[f64; 2]>,
}

/// Keeps “null” and “not said” apart.
fn said<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::<String>::deserialize(deserializer).map(Some)
}

impl SaidBody {
    pub(super) fn read(self, zone: &Zone) -> Result<Said, Problem> {
        let instant = |text: String| match text.trim() {
            "" => Ok(None),
            text => end_of(text, zone)
                .map(Some)
                .ok_or_else(|| Problem::field("expires", format!("“{text}” is no time; write a day as 2026-11-30, or 2026-11-30T17:00"))),
        };
        let expires = match self.expires {
            None => None,
            Some(None) => Some(None),
            Some(Some(text)) => Some(instant(text)?),
        };
        Ok(Said {
            credit: self.credit,
            alt: self.alt,
            decorative: self.decorative,
            caption: self.caption,
            licence: self.licence,
            expires,
            focus: self.focus,
        })
    }
}

/// An instant; of a day, the one at which it is over in the paper's zone.
fn end_of(text: &str, zone: &Zone) -> Option<Instant> {
    if let Ok(day) = domain::time::Day::strptime("%Y-%m-%d", text) {
        return day.tomorrow().ok().map(|next| zone.start_of(next));
    }
    if let Ok(wall) = domain::time::WallClock::strptime("%Y-%m-%dT%H:%M", text) {
        return zone.instant(wall).ok();
    }
    text.parse().ok().map(Instant::from_timestamp)
}
