//! The mapping of a source at the desk: what things of there are here, proposed by what it has, to be changed.

use super::{ImportRow, row};
use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::http::fault::Fault;
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::story::Kind;
use newsroom::moving::{self, Dry, LEAVE, List, Mapping, PAGE, STORY, Taught, TermTold, Told};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use text::fold;
use text::template::urls;

/// Tags on a page: who saves sends only what changed, so that the rest may stand on others.
const LISTED: usize = 100;

/// What is asked for.
#[derive(Debug, Default, Deserialize)]
pub(in crate::desk) struct Asked {
    #[serde(default)]
    page: usize,
}

#[derive(Serialize)]
struct Choice {
    value: String,
    name: String,
    chosen: bool,
    /// It is made by being chosen: its name.
    new: Option<String>,
}

#[derive(Serialize)]
struct TypeView {
    key: String,
    count: u64,
    choices: Vec<Choice>,
}

#[derive(Serialize)]
struct TermView {
    key: String,
    name: String,
    stories: u64,
    sections: Vec<Choice>,
    kinds: Vec<Choice>,
    /// The artist that a tag is.
    artist: String,
}

#[derive(Serialize)]
struct BylineView {
    key: String,
    there: String,
    times: u64,
    name: String,
    house: bool,
}

#[derive(Serialize)]
struct FieldView {
    key: String,
    times: Option<u64>,
    sample: String,
    choices: Vec<Choice>,
}

/// What was shown on one saved page; what a file shows on others stays as it is.
#[derive(Serialize)]
struct TaughtView {
    #[serde(flatten)]
    shown: Taught,
    /// `ANDRÉ = André Dack`, a line each.
    people: String,
    others: String,
    /// Pages to choose from.
    pages: Vec<String>,
}

impl TaughtView {
    fn of(mapping: &Mapping, pages: Vec<String>) -> Self {
        let mut shown = mapping.taught.first().cloned().unwrap_or_default();
        let people: Vec<String> = std::mem::take(&mut shown.bylines).iter().map(|(word, person)| format!("{word} = {person}")).collect();
        let others: Vec<&Taught> = mapping.taught.iter().skip(1).collect();
        Self { shown, people: people.join("\n"), others: serde_json::json!(others).to_string(), pages }
    }
}

#[derive(Serialize)]
struct MappingView {
    import: ImportRow,
    sections: Vec<Choice>,
    byline: String,
    trash: bool,
    types: Vec<TypeView>,
    categories: Vec<TermView>,
    bylines: Vec<BylineView>,
    /// Names that belong to nobody and are none of these, as JSON.
    other_houses: String,
    tags: Vec<TermView>,
    tags_in_all: usize,
    fields: Vec<FieldView>,
    /// Of saved pages alone.
    taught: Option<TaughtView>,
    first: bool,
    previous_url: Option<String>,
    next_url: Option<String>,
}

/// The mapping, as a form.
pub(in crate::desk) async fn page(desk: Desk, Path(id): Path<i64>, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom();
    let (moving, ..) = moving::progress(newsroom, &desk.act, id, 0, 0).await?;
    let kept = moving::dry(newsroom, &desk.act, id).await?;
    let mapping = moving::mapping(newsroom, &desk.act, id).await?;
    let here: Vec<(String, String)> =
        desk.press.matter.sections.iter().map(|section| (section.slug.to_string(), section.name.clone())).collect();
    let title = desk.word("import_mapping.title");
    let mut view = view(&desk, row(&desk, &moving), &kept.dry, &mapping, &here, asked.page);
    if kept.dry.system == "pages" && asked.page == 0 {
        let told: Vec<Told> = moving::rows(newsroom, &desk.act, id, List::Comes, 0).await?;
        view.taught = Some(TaughtView::of(&mapping, told.into_iter().map(|told| told.foreign_id).collect()));
    }
    let frame = Frame { title, words: &["script.imports"], ..Frame::new(&desk, "import_mapping", "imports") };
    desk.page(frame, view).await
}

fn choice(value: &str, name: String, chosen: &str) -> Choice {
    Choice { value: value.to_owned(), name, chosen: value == chosen, new: None }
}

/// The sections that something may be: none, those of here, those that are made, and one that is called as it is there.
fn sections(desk: &Desk, mapping: &Mapping, here: &[(String, String)], chosen: &str, own: Option<&str>) -> Vec<Choice> {
    let mut all = vec![choice("", desk.word("import_mapping.no_section"), chosen)];
    all.extend(here.iter().map(|(slug, name)| choice(slug, name.clone(), chosen)));
    let made = |slug: &str, name: &str| Choice { new: Some(name.to_owned()), ..choice(slug, name.to_owned(), chosen) };
    let unknown = |all: &[Choice], slug: &str| all.iter().all(|one| one.value != slug);
    for (slug, name) in &mapping.new_sections {
        if unknown(&all, slug) {
            all.push(made(slug, name));
        }
    }
    if let Some((slug, name)) = own.and_then(|name| Some((fold::slug(name)?.to_string(), name)))
        && unknown(&all, &slug)
    {
        all.push(made(&slug, name));
    }
    all
}

fn kinds(desk: &Desk, chosen: &str) -> Vec<Choice> {
    let none = choice("", desk.word("import_mapping.no_kind"), chosen);
    std::iter::once(none)
        .chain(Kind::ALL.map(|kind| choice(kind.word(), desk.word(&format!("facts.kind_{}", kind.word().replace('-', "_"))), chosen)))
        .collect()
}

fn fields(desk: &Desk, dry: &Dry, mapping: &Mapping) -> Vec<FieldView> {
    let view = |(key, what): (&String, &String)| {
        let seen = dry.fields.iter().find(|(name, ..)| name == key);
        let mut choices = vec![
            choice("", desk.word("import_mapping.no_field"), what),
            choice("standfirst", desk.word("import_mapping.field_standfirst"), what),
        ];
        choices.extend(
            ["5", "10", "100"]
                .map(|most| choice(&format!("score/{most}"), format!("{} {most}", desk.word("import_mapping.field_score")), what)),
        );
        if choices.iter().all(|one| !one.chosen) {
            choices.push(choice(what, what.clone(), what));
        }
        FieldView {
            key: key.clone(),
            times: seen.map(|(_, times, _)| *times),
            sample: seen.map(|(_, _, sample)| sample.clone()).unwrap_or_default(),
            choices,
        }
    };
    mapping.fields.iter().map(view).collect()
}

fn view(desk: &Desk, import: ImportRow, dry: &Dry, mapping: &Mapping, here: &[(String, String)], page: usize) -> MappingView {
    let of = |table: &BTreeMap<String, String>, key: &str| table.get(key).cloned().unwrap_or_default();
    let types = mapping.types.iter().map(|(key, what)| TypeView {
        key: key.clone(),
        count: dry.kinds.iter().filter(|(kind, ..)| kind == key).map(|(.., count)| count).sum(),
        choices: [STORY, PAGE, LEAVE].map(|word| choice(word, desk.word(&format!("import_mapping.type_{word}")), what)).into(),
    });
    let term = |term: &TermTold| TermView {
        key: term.key.clone(),
        name: term.name.clone(),
        stories: term.stories,
        sections: if term.category {
            sections(desk, mapping, here, &of(&mapping.sections, &term.key), Some(&term.name))
        } else {
            Vec::new()
        },
        kinds: if term.category { kinds(desk, &of(&mapping.kinds, &term.key)) } else { Vec::new() },
        artist: of(&mapping.artists, &term.key),
    };
    // What a mapping does not name has no field either: formats and menus of the program there.
    let tags: Vec<&TermTold> = dry.terms.iter().filter(|term| !term.category && mapping.artists.contains_key(&term.key)).collect();
    let others = mapping.house_bylines.iter().filter(|name| !mapping.bylines.values().any(|known| known == *name));
    let other_houses = serde_json::json!(others.collect::<Vec<_>>()).to_string();
    let bylines = dry.authors.iter().map(|author| {
        let name = of(&mapping.bylines, &author.key);
        let house = mapping.house_bylines.contains(&name);
        BylineView { key: author.key.clone(), there: author.name.clone(), times: author.times, name, house }
    });
    let url = |page: usize| {
        let place = format!("imports/{}/mapping", import.id);
        let number = if page == 0 { String::new() } else { page.to_string() };
        urls::desk(&place, &[("page", &number)], None)
    };
    MappingView {
        sections: sections(desk, mapping, here, &mapping.section, None),
        byline: mapping.byline.clone(),
        trash: mapping.trash,
        types: types.collect(),
        categories: dry.terms.iter().filter(|term| term.category).map(term).collect(),
        bylines: bylines.collect(),
        other_houses,
        tags: tags.iter().skip(page.saturating_mul(LISTED)).take(LISTED).map(|tag| term(tag)).collect(),
        tags_in_all: tags.len(),
        fields: fields(desk, dry, mapping),
        taught: None,
        first: page == 0,
        previous_url: page.checked_sub(1).map(url),
        next_url: Some(page.saturating_add(1)).filter(|next| next.saturating_mul(LISTED) < tags.len()).map(url),
        import,
    }
}
