//! A body for mail: HTML for the one column of 600 pixels that the mail's frame opens, and the text part.
//!
//! Styles stand in the tags, because Gmail drops what stands elsewhere for some accounts; colours are hexadecimal,
//! because it drops every attribute with another form; nothing here floats, flexes or is positioned.

use super::Context;
use super::inline::Dress;
use super::modest::{Style, modest};
use super::overlay::with_links;
use super::plain::{Manner, text};
use crate::html::Html;
use domain::body::Body;

const STYLE: Style = Style {
    dress: Dress {
        artist: " style=\"color:#14110e;font-weight:bold;text-decoration:underline\"",
        link: " style=\"color:#14110e;text-decoration:underline\"",
        work: " style=\"font-style:italic\"",
        rel: false,
    },
    paragraph: " style=\"margin:0 0 16px;font-family:Georgia,'Times New Roman',serif;font-size:17px;line-height:26px;color:#14110e\"",
    small: " style=\"margin:0 0 16px;font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:19px;color:#55504a\"",
    heading: " style=\"margin:28px 0 10px;font-family:Arial,Helvetica,sans-serif;font-size:21px;line-height:26px;font-weight:bold;color:#14110e\"",
    subheading: " style=\"margin:22px 0 8px;font-family:Arial,Helvetica,sans-serif;font-size:17px;line-height:23px;font-weight:bold;color:#14110e\"",
    quotation: " style=\"margin:0 0 16px;padding:0 0 0 18px;border-left:3px solid #14110e\"",
    pull: " style=\"margin:0 0 10px;font-family:Arial,Helvetica,sans-serif;font-size:23px;line-height:29px;font-weight:bold;color:#14110e\"",
    list: " style=\"margin:0 0 16px;padding:0 0 0 26px\"",
    item: " style=\"margin:0 0 6px;font-family:Georgia,'Times New Roman',serif;font-size:17px;line-height:25px;color:#14110e\"",
    table: " width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"width:100%;border-collapse:collapse;margin:0 0 20px\"",
    head_cell: " align=\"left\" valign=\"top\" style=\"padding:6px 10px 6px 0;border-bottom:1px solid #14110e;font-family:Arial,Helvetica,sans-serif;font-size:13px;line-height:19px;font-weight:bold;color:#14110e\"",
    cell: " align=\"left\" valign=\"top\" style=\"padding:6px 10px 6px 0;border-bottom:1px solid #c9c3b8;font-family:Georgia,'Times New Roman',serif;font-size:15px;line-height:21px;color:#14110e\"",
    score: " style=\"margin:0 0 6px;font-family:Arial,Helvetica,sans-serif;font-size:23px;line-height:29px;color:#14110e\"",
    rule: " style=\"margin:24px 0;border:0;border-top:1px solid #14110e\"",
    picture: " border=\"0\" style=\"display:block;width:100%;max-width:600px;height:auto;border:0\"",
    widest: Some(600),
    clip_to_story: true,
    clip_table: true,
};

/// Renders a body for the HTML part of a mail. The context needs a `base_url`, and a `story_url` for clips to lead to.
#[must_use]
pub fn mail_html(body: &Body, cx: &Context<'_>) -> Html {
    modest(&with_links(body, cx.links), cx, &STYLE)
}

/// Renders a body for the text part of a mail: lines of 76 characters at most (longer words and addresses excepted), every
/// address in brackets, the artists' pages at the end.
#[must_use]
pub fn mail_text(body: &Body, cx: &Context<'_>) -> String {
    text(&with_links(body, cx.links), cx, Manner::Mail)
}
