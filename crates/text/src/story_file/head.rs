//! The head of a story file: TOML between two lines of `+++`.

use super::attributes::{PictureAttributes, lines_before, parse};
use super::out::{Lines, quoted};
use super::{FileByline, FileCorrection, FileDate, FileStatus, Head, PageFile, Parts, Problem, Resolver};
use domain::body::AdvisoryKind;
use domain::edition::Placement;
use domain::slug::Slug;
use domain::story::{Advisory, Kind, Part, Sponsor};
use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHead {
    headline: Spanned<String>,
    #[serde(default)]
    standfirst: String,
    date: Option<Spanned<String>>,
    slug: Option<Spanned<String>>,
    section: Option<Spanned<String>>,
    #[serde(rename = "type")]
    kind: Option<Spanned<String>>,
    #[serde(default)]
    bylines: Vec<Spanned<RawByline>>,
    #[serde(default)]
    artists: Vec<String>,
    #[serde(default)]
    featured: Vec<String>,
    newsletter: Option<Spanned<String>>,
    status: Option<Spanned<String>>,
    cover: Option<Spanned<PictureAttributes>>,
    advisory: Option<RawAdvisory>,
    sponsor: Option<Spanned<RawSponsor>>,
    #[serde(default)]
    corrections: Vec<RawCorrection>,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "a byline is a name, or { name = \"…\", role = \"photographs\" }")]
enum RawByline {
    Name(String),
    Credit(RawCredit),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCredit {
    name: String,
    #[serde(default)]
    role: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAdvisory {
    #[serde(default)]
    kinds: Vec<AdvisoryKind>,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSponsor {
    name: String,
    #[serde(default)]
    link: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCorrection {
    at: Spanned<String>,
    text: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPage {
    title: Spanned<String>,
    slug: Option<Spanned<String>>,
}

/// Reads the head of a story. Without one, the problems say why.
pub(super) fn read(parts: &Parts, resolver: &dyn Resolver, problems: &mut Vec<Problem>) -> Option<Head> {
    let raw: RawHead = parse(&parts.head, parts.head_line).map_err(|problem| problems.push(problem)).ok()?;
    let mut checker = Checker { parts, problems };
    let date = raw.date.and_then(|date| checker.date(&date));
    let status = checker.word(raw.status.as_ref(), FileStatus::from_word, "status is draft, live or withdrawn");
    let head = Head {
        headline: checker.filled(raw.headline, "headline"),
        standfirst: raw.standfirst,
        slug: raw.slug.and_then(|slug| checker.slug(&slug)),
        section: raw.section.and_then(|section| checker.slug(&section)),
        kind: checker.word(raw.kind.as_ref(), Kind::from_word, KINDS).unwrap_or_default(),
        bylines: raw.bylines.into_iter().filter_map(|byline| checker.byline(byline)).collect(),
        artists: raw.artists,
        featured: raw.featured,
        placement: checker.word(raw.newsletter.as_ref(), Placement::from_word, "newsletter is lead, in or out").unwrap_or_default(),
        status: status.unwrap_or(FileStatus::unsaid(date.is_some())),
        cover: raw.cover.and_then(|cover| {
            let at = cover.span().start;
            cover.into_inner().resolve(resolver).map_err(|what| checker.problem(at, what)).ok()
        }),
        advisory: raw.advisory.map_or_else(Advisory::default, |advisory| Advisory { kinds: advisory.kinds, note: advisory.note }),
        sponsor: raw.sponsor.and_then(|sponsor| {
            let at = sponsor.span().start;
            let RawSponsor { name, link } = sponsor.into_inner();
            let sponsor = Sponsor { name, link };
            sponsor.check().map_err(|refusal| checker.problem(at, refusal.to_string())).ok().map(|()| sponsor)
        }),
        corrections: raw
            .corrections
            .into_iter()
            .filter_map(|correction| checker.date(&correction.at).map(|at| FileCorrection { at, text: correction.text }))
            .collect(),
        date,
    };
    Some(head)
}

const KINDS: &str = "type is news, feature, interview, review, live-review, premiere, tour, list or obituary";

/// Reads the head of a standing page: title and slug.
pub(super) fn read_page(parts: &Parts, problems: &mut Vec<Problem>) -> Option<(String, Option<Slug>)> {
    let raw: RawPage = parse(&parts.head, parts.head_line).map_err(|problem| problems.push(problem)).ok()?;
    let mut checker = Checker { parts, problems };
    Some((checker.filled(raw.title, "title"), raw.slug.and_then(|slug| checker.slug(&slug))))
}

/// Checks values, and knows where they stand.
struct Checker<'a> {
    parts: &'a Parts,
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    fn problem(&mut self, at: usize, what: impl Into<String>) {
        let line = self.parts.head_line + lines_before(&self.parts.head, at);
        self.problems.push(Problem { line, what: what.into() });
    }

    fn filled(&mut self, text: Spanned<String>, key: &str) -> String {
        let at = text.span().start;
        let text = text.into_inner();
        if text.trim().is_empty() {
            self.problem(at, format!("the {key} is empty"));
        } else if text.contains(['\n', '\r']) {
            self.problem(at, format!("the {key} has more than one line"));
        }
        text
    }

    fn date(&mut self, written: &Spanned<String>) -> Option<FileDate> {
        let date = FileDate::parse(written.get_ref());
        if date.is_none() {
            let what = format!("“{}” is no date; write 2026-03-27 11:29, or 2026-03-27T11:29:00+11:00", written.get_ref());
            self.problem(written.span().start, what);
        }
        date
    }

    fn slug(&mut self, written: &Spanned<String>) -> Option<Slug> {
        Slug::parse(written.get_ref()).map_err(|refusal| self.problem(written.span().start, refusal.to_string())).ok()
    }

    fn word<T>(&mut self, written: Option<&Spanned<String>>, read: impl Fn(&str) -> Option<T>, what: &str) -> Option<T> {
        let written = written?;
        let value = read(written.get_ref());
        if value.is_none() {
            self.problem(written.span().start, format!("{what}, not “{}”", written.get_ref()));
        }
        value
    }

    fn byline(&mut self, raw: Spanned<RawByline>) -> Option<FileByline> {
        let at = raw.span().start;
        let (name, role) = match raw.into_inner() {
            RawByline::Name(name) => (name, None),
            RawByline::Credit(RawCredit { name, role }) => (name, role),
        };
        if name.trim().is_empty() {
            self.problem(at, "a byline needs a name");
            return None;
        }
        let Some(part) = role.as_deref().map_or(Some(Part::default()), Part::from_word) else {
            self.problem(at, format!("a byline's role is words, photographs or interview, not “{}”", role.unwrap_or_default()));
            return None;
        };
        Some(FileByline { name, part })
    }
}

/// Writes the head of a story, without its lines of `+++`.
pub(super) fn write(head: &Head) -> String {
    let mut lines = Lines::default();
    lines.string("headline", &head.headline).filled("standfirst", &head.standfirst);
    lines.some("date", head.date.as_ref().map(|date| date.written.as_str()));
    lines.some("slug", head.slug.as_ref().map(Slug::as_str)).some("section", head.section.as_ref().map(Slug::as_str));
    lines.string("type", head.kind.word());
    let bylines: Vec<String> = head.bylines.iter().map(byline).collect();
    lines.value("bylines", &format!("[{}]", bylines.join(", "))).strings("artists", &head.artists);
    if !head.featured.is_empty() {
        lines.strings("featured", &head.featured);
    }
    if head.placement != Placement::default() {
        lines.string("newsletter", head.placement.word());
    }
    if head.status != FileStatus::unsaid(head.date.is_some()) {
        lines.string("status", head.status.word());
    }
    if let Some(cover) = &head.cover {
        let mut attributes = Lines::default();
        lines.value("cover", &attributes.picture(cover).inline());
    }
    if head.advisory != Advisory::default() {
        let mut advisory = Lines::default();
        advisory.strings("kinds", head.advisory.kinds.iter().map(|kind| kind.word())).filled("note", &head.advisory.note);
        lines.value("advisory", &advisory.inline());
    }
    if let Some(sponsor) = &head.sponsor {
        let mut said = Lines::default();
        said.string("name", &sponsor.name).some("link", sponsor.link.as_deref());
        lines.value("sponsor", &said.inline());
    }
    if !head.corrections.is_empty() {
        let corrections: Vec<Lines> = head.corrections.iter().map(correction).collect();
        lines.list("corrections", &corrections);
    }
    lines.lines()
}

fn byline(byline: &FileByline) -> String {
    if byline.part == Part::default() {
        return quoted(&byline.name);
    }
    let mut lines = Lines::default();
    lines.string("name", &byline.name).string("role", byline.part.word()).inline()
}

fn correction(correction: &FileCorrection) -> Lines {
    let mut lines = Lines::default();
    lines.string("at", &correction.at.written).string("text", &correction.text);
    lines
}

/// Writes the head of a standing page.
pub(super) fn write_page(page: &PageFile) -> String {
    let mut lines = Lines::default();
    lines.string("title", &page.title).some("slug", page.slug.as_ref().map(Slug::as_str)).lines()
}
