//! The paper's navigation: its sections and those of its standing pages that stand among them, in one order; and old
//! addresses that lead on.

use crate::paper::{Page, RESERVED, Section};
use crate::refusal::Refusal;
use crate::slug::Slug;
use crate::web_address::is_outward;

/// The longest name of a section or title of a page, in characters.
const MAX_NAME: usize = 120;
/// The longest line under a section's name, in characters.
const MAX_DESCRIPTION: usize = 300;
/// The longest address that redirects, in bytes.
const MAX_PATH: usize = 1_000;

/// Refuses a word that the program, a section or a page has already. `but` is the word of the thing itself.
///
/// # Errors
/// [`Refusal::Taken`].
pub fn free(slug: &Slug, but: Option<&Slug>, sections: &[Section], pages: &[Page]) -> Result<(), Refusal> {
    let word = slug.as_str();
    let taken = |by: &str| Err(Refusal::Taken { address: format!("/{slug}"), by: by.to_owned() });
    if RESERVED.contains(&word) || (word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit())) {
        return taken("the program");
    }
    if but == Some(slug) {
        return Ok(());
    }
    if let Some(section) = sections.iter().find(|section| section.slug == *slug) {
        return taken(&section.name);
    }
    pages.iter().find(|page| page.slug == *slug).map_or(Ok(()), |page| taken(&page.title))
}

/// Checks the name of a section or the title of a page; gives it without spaces around.
///
/// # Errors
/// [`Refusal::Field`].
pub fn name(field: &'static str, text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > MAX_NAME || text.contains(char::is_control) {
        return Err(Refusal::field(field, format!("write one line of at most {MAX_NAME} characters")));
    }
    Ok(text.to_owned())
}

/// Checks the line under a section's name.
///
/// # Errors
/// [`Refusal::Field`].
pub fn description(text: &str) -> Result<String, Refusal> {
    let text = text.trim();
    if text.chars().count() > MAX_DESCRIPTION || text.contains(char::is_control) {
        return Err(Refusal::field("description", format!("write one line of at most {MAX_DESCRIPTION} characters")));
    }
    Ok(text.to_owned())
}

/// The sections and pages with their places in a new order. Every section stands in it; a page that does not is left to
/// the foot.
///
/// # Errors
/// [`Refusal::Field`] for a word that is unknown, named twice, or missing.
pub fn arrange(order: &[Slug], mut sections: Vec<Section>, mut pages: Vec<Page>) -> Result<(Vec<Section>, Vec<Page>), Refusal> {
    for page in &mut pages {
        page.position = None;
    }
    let mut placed: Vec<&Slug> = Vec::new();
    for (place, slug) in (0_i64..).zip(order) {
        if placed.contains(&slug) {
            return Err(Refusal::field("order", format!("“{slug}” stands in it twice")));
        }
        placed.push(slug);
        match (sections.iter_mut().find(|section| section.slug == *slug), pages.iter_mut().find(|page| page.slug == *slug)) {
            (Some(section), _) => section.position = place,
            (None, Some(page)) => page.position = Some(place),
            (None, None) => return Err(Refusal::field("order", format!("there is no section or page “{slug}”"))),
        }
    }
    match sections.iter().find(|section| !placed.contains(&&section.slug)) {
        Some(missing) => Err(Refusal::field("order", format!("the section “{}” is missing from it", missing.slug))),
        None => Ok((sections, pages)),
    }
}

/// An old address that leads on.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Redirect {
    /// The old path, with its query if it had one.
    pub path: String,
    /// A path of the paper, or the address of another site.
    pub target: String,
}

impl Redirect {
    /// Reads the two as a person typed them. Addresses of the paper itself lose their host.
    ///
    /// # Errors
    /// [`Refusal::Field`].
    pub fn parse(path: &str, target: &str, base_url: &str) -> Result<Self, Refusal> {
        let own = |text: &str| {
            let text = text.trim();
            let rest = text.strip_prefix(base_url).filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
            rest.map_or_else(|| text.to_owned(), |rest| if rest.starts_with('/') { rest.to_owned() } else { format!("/{rest}") })
        };
        let (path, target) = (own(path), own(target));
        let is_path = |text: &str| {
            let clean = !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '\\' | '#'));
            text.starts_with('/') && !text.starts_with("//") && text.len() <= MAX_PATH && clean
        };
        if !is_path(&path) || path == "/" {
            return Err(Refusal::field("path", format!("“{path}” is no old address; write the path alone, as /2015/an-old-story")));
        }
        if !is_path(&target) && !is_outward(&target) {
            return Err(Refusal::field("target", format!("“{target}” is no address; write /2015/03/27/story, or https://…")));
        }
        Ok(Self { path, target })
    }

    /// Where it leads in one step, given where its own target leads on to.
    ///
    /// # Errors
    /// [`Refusal::Field`] when it would go round in a circle.
    pub fn collapsed(self, onward: Option<&str>) -> Result<Self, Refusal> {
        let target = onward.map_or(self.target, str::to_owned);
        if same(&target, &self.path) {
            return Err(Refusal::field("target", format!("{} would lead to itself", self.path)));
        }
        Ok(Self { path: self.path, target })
    }
}

/// Whether two paths are one to a reader: a slash at the end makes none another.
fn same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::body::Body;
    use crate::id::PageId;
    use crate::time::Instant;

    fn slug(word: &str) -> Slug {
        Slug::parse(word).unwrap()
    }

    fn section(word: &str) -> Section {
        Section { slug: slug(word), name: word.to_owned(), position: 0, description: String::new() }
    }

    fn page(word: &str) -> Page {
        let body = Body { blocks: Vec::new() };
        Page {
            id: PageId(1),
            slug: slug(word),
            title: word.to_owned(),
            body,
            updated: Instant::from_micros(0),
            position: Some(9),
            revision: 1,
        }
    }

    #[test]
    fn a_word_belongs_to_one_thing() {
        let (sections, pages) = ([section("news")], [page("about")]);
        for taken in ["desk", "healthz", "2015", "news", "about"] {
            assert!(free(&slug(taken), None, &sections, &pages).is_err(), "{taken}");
        }
        assert_eq!(free(&slug("reviews"), None, &sections, &pages), Ok(()));
        assert_eq!(free(&slug("news"), Some(&slug("news")), &sections, &pages), Ok(()));
    }

    #[test]
    fn one_order_holds_sections_and_pages() {
        let all = || (vec![section("news"), section("reviews")], vec![page("about"), page("contact")]);
        let arranged = |order: &[&str]| {
            let (sections, pages) = all();
            arrange(&order.iter().map(|word| slug(word)).collect::<Vec<_>>(), sections, pages)
        };
        let (sections, pages) = arranged(&["reviews", "about", "news"]).unwrap();
        assert_eq!(sections.iter().map(|section| section.position).collect::<Vec<_>>(), [2, 0]);
        assert_eq!(pages.iter().map(|page| page.position).collect::<Vec<_>>(), [Some(1), None]);
        for wrong in [&["news"][..], &["news", "reviews", "news"], &["news", "reviews", "gigs"]] {
            assert!(arranged(wrong).is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_redirect_is_read_and_never_goes_round() {
        let read = |path: &str, target: &str| Redirect::parse(path, target, "https://feedback.example");
        let led = read("https://feedback.example/old?p=1", " /new ").unwrap();
        assert_eq!((led.path.as_str(), led.target.as_str()), ("/old?p=1", "/new"));
        assert_eq!(led.clone().collapsed(Some("/newer")).unwrap().target, "/newer");
        assert!(led.clone().collapsed(Some("/old?p=1")).is_err());
        assert!(read("/a", "/a/").unwrap().collapsed(None).is_err());
        assert!(read("/a", "https://other.example/b").is_ok());
        for (path, target) in [("/", "/a"), ("old", "/a"), ("//evil.example", "/a"), ("/a b", "/c"), ("/a", "javascript:1"), ("/a", "")] {
            assert!(read(path, target).is_err(), "{path} {target}");
        }
    }
}
