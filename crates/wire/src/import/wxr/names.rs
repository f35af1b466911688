//! Whose an element is. Prefixes are what the file says they are; one that it says nothing of is what it is everywhere.

use super::super::loose::{Element, attributes, tag_length};

/// Whose an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    /// RSS itself: no prefix.
    Rss,
    /// WordPress's own.
    Wp,
    /// The content module's.
    Content,
    /// WordPress's summary.
    Excerpt,
    /// Dublin Core.
    Dc,
    /// Somebody else's.
    Other,
}

/// The prefixes of a file.
#[derive(Debug, Default)]
pub(super) struct Names(Vec<(String, Space)>);

impl Names {
    /// As the root's tag declares them.
    pub(super) fn of_root(text: &str) -> Self {
        let tag = text.find("<rss").and_then(|at| {
            let rest = text.get(at..)?;
            rest.get(..tag_length(rest.as_bytes())?)
        });
        let declared = attributes(tag.unwrap_or_default().trim_start_matches("<rss"));
        let prefixes = declared.filter_map(|(name, uri)| Some((name.strip_prefix("xmlns:")?.to_owned(), space_of(uri))));
        Self(prefixes.collect())
    }

    /// Whose an element is, and its name without the prefix. It or the element round it may declare prefixes anew.
    pub(super) fn of<'a>(&self, element: &Element<'a>, parent: Option<&Element<'_>>) -> (Space, &'a str) {
        let Some((prefix, name)) = element.name.split_once(':') else {
            let own = element.attributes().find(|(name, _)| *name == "xmlns").map(|(_, uri)| space_of(uri));
            return (own.filter(|space| *space == Space::Wp).unwrap_or(Space::Rss), element.name);
        };
        let declares = |(named, uri): (&str, &str)| (named.strip_prefix("xmlns:") == Some(prefix)).then(|| space_of(uri));
        let local = element.attributes().find_map(declares).or_else(|| parent.and_then(|parent| parent.attributes().find_map(declares)));
        let declared = || self.0.iter().find(|(known, _)| known == prefix).map(|(_, space)| *space);
        let space = local.or_else(declared).unwrap_or(match prefix {
            "wp" => Space::Wp,
            "content" => Space::Content,
            "excerpt" => Space::Excerpt,
            "dc" => Space::Dc,
            _ => Space::Other,
        });
        (space, name)
    }
}

fn space_of(uri: &str) -> Space {
    let uri = uri.trim().trim_end_matches('/');
    match uri {
        _ if uri.contains("wordpress.org/export/") && uri.ends_with("/excerpt") => Space::Excerpt,
        _ if uri.contains("wordpress.org/export/") => Space::Wp,
        _ if uri.contains("purl.org/rss/1.0/modules/content") => Space::Content,
        _ if uri.contains("purl.org/dc/elements") => Space::Dc,
        _ => Space::Other,
    }
}
