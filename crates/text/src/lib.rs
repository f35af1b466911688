//! Strings in, strings out: sanitising, names, quotations, renderers, feeds, templates.

pub mod clip_address;
pub mod excerpt;
pub mod html;
pub mod render;
pub mod sanitise;
pub mod story_file;
pub mod template;
pub mod typography;
