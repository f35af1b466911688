//! A body for a feed: the full text with absolute addresses, without classes and styles.

use super::Context;
use super::inline::Dress;
use super::modest::{Style, modest};
use super::overlay::with_links;
use crate::html::Html;
use domain::body::Body;

const STYLE: Style = Style {
    dress: Dress { artist: "", link: "", work: "", rel: false },
    paragraph: "",
    small: "",
    heading: "",
    subheading: "",
    quotation: "",
    pull: "",
    list: "",
    item: "",
    table: "",
    head_cell: "",
    cell: "",
    score: "",
    rule: "",
    picture: "",
    widest: None,
    clip_to_story: false,
    clip_table: false,
};

/// Renders a body for a feed. The context needs a `base_url`.
#[must_use]
pub fn feed(body: &Body, cx: &Context<'_>) -> Html {
    modest(&with_links(body, cx.links), cx, &STYLE)
}
