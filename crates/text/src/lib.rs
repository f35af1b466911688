//! Strings in, strings out: sanitising, names, quotations, renderers, feeds, templates.

pub mod clip_address;
pub mod excerpt;
pub mod fold;
pub mod feed;
pub mod html;
pub mod json_ld;
pub mod names;
pub mod people;
mod prose;
pub mod quotes;
pub mod render;
pub mod sanitise;
pub mod story_file;
pub mod template;
pub mod typography;
pub mod works;
