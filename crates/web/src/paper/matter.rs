//! What stands on every page: the paper's name and settings, its sections, its standing pages. Read once for all pages
//! until something changes.

use crate::http::cache::Began;
use crate::http::fault::Fault;
use crate::paper::view::{FeedLink, LogoView, Named, PaperView, SectionView};
use domain::ad::Ad;
use domain::paper::{Page, Paper, Section};
use domain::slug::Slug;
use domain::time::Instant;
use store::Conn;
use text::template::urls::{self, FeedForm, Site};

/// The paper as of one moment.
#[derive(Debug)]
pub(crate) struct Matter {
    pub(crate) began: Began,
    pub(crate) paper: Paper,
    pub(crate) sections: Vec<Section>,
    /// The ads that run or are to come.
    pub(crate) ads: Vec<Ad>,
    pub(crate) site: Site,
    pub(crate) view: PaperView,
}

impl Matter {
    /// Reads it.
    pub(crate) async fn read(conn: &Conn, began: Began, newsletter: bool, now: Instant) -> Result<Self, Fault> {
        let paper = store::paper::get(conn).await?;
        let paper = paper.ok_or_else(|| Fault::ours("the paper is not set up yet; run `inkie init`"))?;
        let sections = store::paper::sections(conn).await?;
        let standing = store::paper::pages(conn).await?;
        let ads = store::ads::not_over(conn, now).await?;
        let logo = match &paper.logo {
            Some(key) => store::media::get(conn, key).await?,
            None => None,
        };
        let navigation = navigation(&sections, &standing);
        let standing = standing.into_iter().map(|page| Named { url: urls::standing(&page.slug), name: page.title }).collect();
        let site = Site::new(&paper.base_url);
        let view = PaperView {
            initial: initial(&paper.name),
            name: paper.name.clone(),
            lang: paper.language.clone(),
            url: site.origin().to_owned(),
            description: paper.tagline.clone(),
            masthead: paper.masthead().to_owned(),
            logo: logo.map(|file| LogoView { src: urls::media(&file.key), width: file.width, height: file.height }),
            headline_face: paper.headline_face.word(),
            text_face: paper.text_face.word(),
            sections: sections.iter().map(section_view).collect(),
            navigation,
            standing,
            newsletter,
            drop_cap: false,
            imprint: imprint(&paper),
            since: None,
        };
        Ok(Self { began, paper, sections, ads, site, view })
    }

    /// The section of a slug.
    pub(crate) fn section(&self, slug: &Slug) -> Option<&Section> {
        self.sections.iter().find(|section| section.slug == *slug)
    }

    /// The section's name and address; a section that is gone keeps its slug for a name.
    pub(crate) fn section_named(&self, slug: &Slug) -> Named {
        let name = self.section(slug).map_or_else(|| slug.as_str().to_owned(), |section| section.name.clone());
        Named { name, url: urls::section(slug) }
    }

    /// The section that gigs run in, when the paper has one.
    pub(crate) fn gigs(&self) -> Option<&Section> {
        self.sections.iter().find(|section| section.slug.as_str() == GIGS)
    }

    /// The feeds of a list, in every form.
    pub(crate) fn feeds(&self, title: &str, list: &str) -> Vec<FeedLink> {
        let link = |form: FeedForm| FeedLink { title: title.to_owned(), url: urls::feed(list, form), media_type: form.media_type() };
        FeedForm::ALL.into_iter().map(link).collect()
    }
}

/// The slug under which a paper keeps its gigs.
const GIGS: &str = "gigs";

pub(crate) fn section_view(section: &Section) -> SectionView {
    SectionView { name: section.name.clone(), slug: section.slug.as_str().to_owned(), url: urls::section(&section.slug) }
}

/// Sections and those standing pages that stand among them, in one order.
fn navigation(sections: &[Section], pages: &[Page]) -> Vec<SectionView> {
    let pages = pages.iter().filter_map(|page| {
        let view = SectionView { name: page.title.clone(), slug: page.slug.as_str().to_owned(), url: urls::standing(&page.slug) };
        Some((page.position?, view))
    });
    let mut all: Vec<_> = sections.iter().map(|section| (section.position, section_view(section))).chain(pages).collect();
    all.sort_by(|one, other| (one.0, &one.1.slug).cmp(&(other.0, &other.1.slug)));
    all.into_iter().map(|(_, view)| view).collect()
}

/// The first letter of the name, an article left out.
fn initial(name: &str) -> String {
    let bare = ["The ", "A ", "An "].iter().find_map(|article| name.strip_prefix(article)).unwrap_or(name);
    bare.chars().find(|c| c.is_alphanumeric()).map(|c| c.to_uppercase().collect()).unwrap_or_default()
}

fn imprint(paper: &Paper) -> Option<String> {
    let parts: Vec<&str> = [paper.publisher.trim(), paper.postal_address.trim()].into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| parts.join(". "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_initial_leaves_the_article_out() {
        assert_eq!([initial("The Feedback"), initial("Amp"), initial("“écho”"), initial("")], ["F", "A", "É", ""]);
    }
}
