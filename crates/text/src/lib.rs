//! Strings in, strings out: sanitising, names, quotations, renderers, feeds, templates.

pub mod advisory;
pub mod clip_address;
pub mod compare;
pub mod events;
pub mod excerpt;
pub mod feed;
pub mod fold;
pub mod gigs;
pub mod html;
pub mod ical;
pub mod json_ld;
pub mod linking;
pub mod mail_html;
pub mod names;
pub mod page;
pub mod people;
pub mod plain_story;
mod prose;
pub mod quotes;
pub mod render;
pub mod sanitise;
pub mod story_file;
pub mod suggest;
pub mod template;
pub mod titles;
pub mod typography;
pub mod works;
