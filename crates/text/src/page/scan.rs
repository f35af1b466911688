//! One walk over a page: everything that says something of it is noted by place.

use super::dom::{Dom, Id};
use super::linked::{self, Linked};
use super::marks::{self, Sign, Signs};
use super::words::squeezed;

/// What one walk found.
#[derive(Debug, Clone)]
pub(crate) struct Scan {
    /// By node.
    pub(crate) signs: Vec<Signs>,
    /// Names (`property`, `name`, `itemprop`) in small letters, with what they say.
    pub(crate) metas: Vec<(String, String)>,
    pub(crate) title: String,
    pub(crate) canonical: String,
    pub(crate) base: String,
    pub(crate) lang: String,
    /// Headings of the first two ranks and what is called a headline, in order.
    pub(crate) headings: Vec<Id>,
    pub(crate) times: Vec<Id>,
    /// Elements that are called a byline, or link to an author.
    pub(crate) bylines: Vec<Id>,
    pub(crate) standfirsts: Vec<Id>,
    pub(crate) dates: Vec<Id>,
    pub(crate) scores: Vec<Id>,
    pub(crate) linked: Linked,
    /// Below it stands what is seen.
    pub(crate) top: Id,
}

/// Whether a link leads to a page about an author, as most systems name such pages.
fn is_author_address(href: &str) -> bool {
    const FOLDERS: [&str; 10] = [
        "/author/",
        "/authors/",
        "/staff/",
        "/contributor/",
        "/contributors/",
        "/journalist/",
        "/writers/",
        "/autor/",
        "/auteur/",
        "/autori/",
    ];
    href.len() < 400 && FOLDERS.iter().any(|folder| href.contains(folder))
}

impl Scan {
    pub(crate) fn of(dom: &Dom, address: &str) -> Self {
        let mut scan = Self {
            signs: vec![Signs::default(); dom.len()],
            metas: Vec::new(),
            title: String::new(),
            canonical: String::new(),
            base: String::new(),
            lang: String::new(),
            headings: Vec::new(),
            times: Vec::new(),
            bylines: Vec::new(),
            standfirsts: Vec::new(),
            dates: Vec::new(),
            scores: Vec::new(),
            linked: Linked::default(),
            top: dom.root(),
        };
        let mut scripts = Vec::new();
        for id in dom.below(dom.root()).filter(|id| dom.is_element(*id)) {
            scan.note(dom, id, &mut scripts);
        }
        scan.linked = linked::read(dom, &scripts, address);
        scan
    }

    fn note(&mut self, dom: &Dom, id: Id, scripts: &mut Vec<Id>) {
        let attr = |name: &str| dom.attr(id, name).unwrap_or_default();
        match dom.name(id) {
            "script" => {
                if attr("type").to_ascii_lowercase().contains("ld+json") {
                    scripts.push(id);
                }
                return;
            }
            "meta" => {
                // Old systems write `value`.
                let content = squeezed(dom.attr(id, "content").unwrap_or_else(|| attr("value")));
                if !content.is_empty() {
                    for name in ["property", "name", "itemprop"] {
                        if let Some(name) = dom.attr(id, name) {
                            self.metas.push((name.trim().to_lowercase(), content.clone()));
                        }
                    }
                }
                return;
            }
            "link" => {
                if attr("rel").eq_ignore_ascii_case("canonical") && self.canonical.is_empty() {
                    attr("href").trim().clone_into(&mut self.canonical);
                }
                return;
            }
            "base" if self.base.is_empty() => attr("href").trim().clone_into(&mut self.base),
            "title" if self.title.is_empty() && !dom.ancestors(id).any(|above| dom.name(above) == "svg") => self.title = dom.words(id),
            "html" => attr("lang").clone_into(&mut self.lang),
            "body" => self.top = id,
            "time" => self.times.push(id),
            "h1" | "h2" => self.headings.push(id),
            _ => {}
        }
        if dom.attrs(id).is_empty() {
            return;
        }
        let signs = marks::of(dom, id);
        if let Some(known) = self.signs.get_mut(id as usize) {
            *known = signs;
        }
        let leads_to_author = dom.name(id) == "a" && is_author_address(attr("href"));
        if signs == Signs::default() && attr("rel").is_empty() && !leads_to_author {
            return;
        }
        if leads_to_author || signs.has(Sign::Byline) || attr("rel").split(' ').any(|rel| rel == "author") {
            self.bylines.push(id);
        }
        for (sign, list) in [(Sign::Standfirst, &mut self.standfirsts), (Sign::Date, &mut self.dates), (Sign::Score, &mut self.scores)] {
            if signs.has(sign) {
                list.push(id);
            }
        }
        if signs.has(Sign::Headline) && !matches!(dom.name(id), "h1" | "h2" | "body" | "html") {
            self.headings.push(id);
        }
    }

    pub(crate) fn signs(&self, id: Id) -> Signs {
        self.signs.get(id as usize).copied().unwrap_or_default()
    }

    /// Adds a sign to an element.
    pub(crate) fn mark(&mut self, id: Id, sign: Sign) {
        if let Some(signs) = self.signs.get_mut(id as usize) {
            signs.set(sign);
        }
    }

    /// What the first of some names says.
    pub(crate) fn meta(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.metas.iter().find(|(known, _)| known == name).map(|(_, content)| content.as_str()))
    }

    /// All that one name says.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.metas.iter().filter(move |(known, _)| known == name).map(|(_, content)| content.as_str())
    }

    /// The site's names as the page gives them.
    pub(crate) fn site_names(&self) -> Vec<&str> {
        let metas = [
            "og:site_name",
            "application-name",
            "dc.publisher",
            "article:publisher",
            "twitter:app:name:iphone",
            "apple-mobile-web-app-title",
        ];
        let named = metas.iter().filter_map(|name| self.meta(&[name])).filter(|name| !name.starts_with("http"));
        named.chain(self.linked.publishers.iter().map(String::as_str)).filter(|name| !name.is_empty()).collect()
    }
}
