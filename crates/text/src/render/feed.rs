//! A body for a feed: the full text with absolute addresses, without classes and styles.

use super::Context;
use super::inline::Dress;
use super::modest::{Style, modest};
use super::overlay::with_links;
use crate::html::{Html, Writer};
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

/// A feed's text with what was corrected under it: for each correction what stands before it (`Correction, 27 March
/// 2015`) and what it says.
#[must_use]
pub fn with_corrections(body: Html, corrections: &[(String, String)]) -> Html {
    let mut writer = Writer::default();
    writer.html(&body);
    for (head, says) in corrections {
        writer.raw("<p><strong>").text(head).raw(":</strong> ").text(says).raw("</p>");
    }
    writer.finish()
}
