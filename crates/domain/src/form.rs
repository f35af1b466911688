//! How a text of elsewhere is written: what an export says of it, and what a reader of such texts goes by.

/// A form that programs keep texts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// WordPress's own mixture: HTML, blank lines that part paragraphs, blocks in comments, shortcodes.
    WordPress,
    /// HTML.
    Html,
    /// Markdown, HTML in it.
    Markdown,
    /// Ghost's Mobiledoc, JSON.
    Mobiledoc,
    /// Ghost's Lexical, JSON.
    Lexical,
}
