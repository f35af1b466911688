//! A standing page, as the API answers it and the desk's editor reads it.

use domain::act::Act;
use domain::paper::Page;
use domain::role::Verb;
use serde::Serialize;
use serde_json::Value;
use text::template::urls;
use utoipa::ToSchema;

/// A standing page.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PageBody {
    id: i64,
    /// A save names the revision that it was made from.
    revision: i64,
    slug: String,
    title: String,
    /// The document, as stories have it.
    #[schema(value_type = Object)]
    body: Value,
    updated: String,
    address: String,
    in_navigation: bool,
    rights: PageRights,
}

/// What one may do with it.
#[derive(Debug, Serialize, ToSchema)]
struct PageRights {
    write: bool,
}

/// What the API and the desk's page show of a standing page.
pub(crate) fn page_body(page: &Page, act: &Act) -> PageBody {
    PageBody {
        id: page.id.0,
        revision: page.revision,
        slug: page.slug.as_str().to_owned(),
        title: page.title.clone(),
        body: page.body.to_json(),
        updated: page.updated.rfc3339(),
        address: urls::standing(&page.slug),
        in_navigation: page.position.is_some(),
        rights: PageRights { write: act.allow(Verb::EditPages).is_ok() },
    }
}
