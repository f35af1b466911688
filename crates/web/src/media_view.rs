//! A picture or sound as the API answers it and the desk shows it: one shape for both.

use domain::act::Act;
use domain::role::Verb;
use domain::time::Instant;
use serde::Serialize;
use store::media::{MediaRow, Only};
use store::{Conn, StoreError};
use text::template::urls;
use utoipa::ToSchema;

/// Terms that end within this time are said to end soon.
const SOON_SECONDS: i64 = 30 * 24 * 3_600;

/// Reads the word of a filter.
pub(crate) fn only(word: &str, now: Instant) -> Option<Only> {
    Some(match word {
        "" | "all" => Only::All,
        "uncredited" => Only::Uncredited,
        "undescribed" => Only::Undescribed,
        "expiring" => Only::Expiring { by: now.plus_seconds(SOON_SECONDS) },
        "unused" => Only::Unused,
        "sounds" => Only::Sounds,
        _ => return None,
    })
}

/// A file of the library.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MediaBody {
    /// Its digest and ending; how stories name it.
    pub(crate) key: String,
    /// What it was called where it came from.
    pub(crate) name: String,
    pub(crate) mime: String,
    /// Its size as it came.
    pub(crate) bytes: u64,
    /// Pixels across as it is shown; 0 when it has none.
    pub(crate) width: u32,
    /// Pixels down.
    pub(crate) height: u32,
    /// RFC 3339.
    pub(crate) created: String,
    /// Its widest clean form.
    pub(crate) url: String,
    /// A small form.
    pub(crate) thumbnail: String,
    /// All its forms, narrowest first.
    pub(crate) widths: Vec<WidthBody>,
    /// Whether every size has been made; until then a larger one stands in.
    pub(crate) ready: bool,
    /// Hexadecimal; empty when it has none.
    pub(crate) thumbhash: String,
    /// How dark it is, 0 to 9.
    pub(crate) tone: u8,
    /// Who made it.
    pub(crate) credit: String,
    /// What it shows, for who does not see it.
    pub(crate) alt: String,
    /// It says nothing that the text beside it does not.
    pub(crate) decorative: bool,
    /// The line under it.
    pub(crate) caption: String,
    /// Under which terms it may be shown.
    pub(crate) licence: String,
    /// When they end: RFC 3339.
    pub(crate) expires: Option<String>,
    /// Whether they have ended.
    pub(crate) expired: bool,
    /// What must stay in view: fractions from the left and from the top.
    #[schema(min_items = 2, max_items = 2)]
    pub(crate) focus: [f64; 2],
    /// Who brought it in.
    pub(crate) who: String,
    /// How many things use it.
    pub(crate) used: usize,
    /// Whether strangers see it.
    pub(crate) public: bool,
    pub(crate) rights: MediaRights,
}

/// One form of a picture.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct WidthBody {
    pub(crate) width: u32,
    pub(crate) url: String,
}

/// What who asks may do with a file.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(crate) struct MediaRights {
    pub(crate) describe: bool,
    pub(crate) delete: bool,
}

impl MediaBody {
    pub(crate) async fn of(conn: &Conn, row: &MediaRow, act: &Act) -> Result<Self, StoreError> {
        let used = store::media::used_in(conn, &row.key, newsroom::media::USES_SHOWN).await?.len();
        let public = used > 0 && store::media::is_public(conn, &row.key).await?;
        let widths = urls::media_widths(&row.key, row.width);
        let own = act.staff.is_some() && act.staff == row.staff;
        let facts = &row.facts;
        Ok(Self {
            key: row.key.as_str().to_owned(),
            name: row.name.clone(),
            mime: row.mime.clone(),
            bytes: row.bytes,
            width: row.width,
            height: row.height,
            created: row.created.rfc3339(),
            url: urls::media(&row.key),
            thumbnail: urls::media_filling(&row.key, row.width, 400),
            widths: widths.into_iter().map(|(width, url)| WidthBody { width, url }).collect(),
            ready: row.sized.is_some(),
            thumbhash: row.thumbhash.clone(),
            tone: row.tone,
            credit: facts.credit.clone(),
            alt: facts.alt.clone(),
            decorative: facts.decorative,
            caption: facts.caption.clone(),
            licence: facts.licence.clone(),
            expires: facts.expires.map(Instant::rfc3339),
            expired: facts.expired(act.now),
            focus: facts.focus,
            who: row.who.clone(),
            used,
            public,
            rights: MediaRights {
                describe: (own && act.allow(Verb::AddMedia).is_ok()) || act.allow_on(Verb::EditMedia, row.staff).is_ok(),
                delete: act.allow_on(Verb::EditMedia, row.staff).is_ok(),
            },
        })
    }
}
