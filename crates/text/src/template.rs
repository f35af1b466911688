//! Templates: the engine that runs a theme's, the words of its interface, and every address of the paper.
//!
//! A theme's author is a stranger: templates get no files, no network and no clock, and every render is bounded in work,
//! depth and size ([`Limits`]).

pub mod colours;
mod engine;
mod functions;
mod messages;
mod sources;
pub mod urls;
mod widths;

#[cfg(test)]
mod engine_tests;

pub use engine::{Engine, Limits, Manner, Setup};
pub use messages::Messages;
pub use sources::Sources;
pub use widths::Advances;

/// What is wrong with a theme, for the person who writes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A template does not parse, or does not render.
    #[error("template {template}{}: {what}", line_of(*.line))]
    Template {
        /// Its name: `story.html`.
        template: String,
        /// The line, from 1; 0 when it is not known.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// A message file does not parse.
    #[error("messages {file}: {what}")]
    Messages {
        /// Its name: `messages/en.toml`.
        file: String,
        /// What is wrong, with line and column.
        what: String,
    },
    /// A file of the overriding folder cannot be used.
    #[error("theme file {path}: {what}")]
    File {
        /// Where.
        path: String,
        /// What is wrong.
        what: String,
    },
}

fn line_of(line: usize) -> String {
    if line == 0 { String::new() } else { format!(", line {line}") }
}

impl TemplateError {
    /// An error of a template as a whole.
    pub(crate) fn whole(template: &str, what: impl Into<String>) -> Self {
        Self::Template { template: template.to_owned(), line: 0, what: what.into() }
    }
}
