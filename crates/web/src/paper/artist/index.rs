//! The A–Z of all artists: on one page while they are few, else a letter at a time, page by page.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::press::Press;
use crate::paper::view::{Named, PageView};
use domain::slug::Slug;
use serde::Serialize;
use store::artists::{self, Entry, Place};
use text::alphabet::{Alphabet, Letter, NO_LETTER};
use text::template::urls;

#[derive(Serialize)]
struct IndexView {
    letters: Vec<LetterView>,
    letter: Option<String>,
    all_letters: Vec<LetterLink>,
    total: Option<usize>,
    before: Option<String>,
    after: Option<String>,
}

#[derive(Serialize)]
struct LetterView {
    letter: String,
    anchor: String,
    artists: Vec<EntryView>,
}

#[derive(Serialize)]
struct EntryView {
    #[serde(flatten)]
    artist: Named,
    count: i64,
    latest: Option<String>,
}

#[derive(Serialize)]
struct LetterLink {
    letter: String,
    url: String,
    here: bool,
    empty: bool,
}

/// Up to so many artists stand on one page; with more, each letter has its own.
const ON_ONE_PAGE: usize = 600;
/// Names on a page of a letter.
const OF_A_LETTER: usize = 300;

/// From where a letter's page goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum From {
    /// Its first.
    First,
    /// After an artist.
    After(Slug),
    /// Up to before one.
    Before(Slug),
}

/// Renders the A–Z, whole or cut to a letter of the paper's alphabet (`a`, `å`, `cyrl`, `0-9`).
pub(crate) async fn page(press: &Press, wanted: Option<&str>, from: &From) -> Result<Page, Fault> {
    let alphabet = Alphabet::of(&press.matter.paper.language);
    if wanted.is_some_and(|wanted| !alphabet.letters().iter().any(|letter| anchor(letter) == wanted)) {
        return Err(Fault::not_found());
    }
    let found = artists::letters(&press.conn).await?;
    let found: Vec<&Letter> = alphabet.letters().iter().filter(|letter| found.contains(&letter.word)).collect();
    let total = artists::total(&press.conn, ON_ONE_PAGE + 1).await?;
    let cut = total > ON_ONE_PAGE;
    let here = wanted.or_else(|| found.first().filter(|_| cut).map(|letter| anchor(letter)));
    let (mut letters, mut before, mut after) = (Vec::new(), None, None);
    for letter in found.iter().filter(|letter| here.is_none_or(|here| anchor(letter) == here)) {
        let part = if cut { part(press, letter, from).await? } else { Part::whole(press, letter).await? };
        (before, after) = (part.before, part.after);
        letters.push(LetterView {
            letter: letter.shown.clone(),
            anchor: anchor(letter).to_owned(),
            artists: part.entries.into_iter().map(entry).collect(),
        });
    }
    if *from != From::First && letters.iter().all(|letter| letter.artists.is_empty()) {
        return Err(Fault::not_found());
    }
    let is_found = |letter: &Letter| found.iter().any(|found| found.word == letter.word);
    let all_letters = alphabet.letters().iter().filter(|letter| letter.own || is_found(letter)).map(|letter| LetterLink {
        letter: letter.shown.clone(),
        url: if cut || wanted.is_some() { urls::artists_of_letter(anchor(letter)) } else { format!("#{}", anchor(letter)) },
        here: here == Some(anchor(letter)),
        empty: !is_found(letter),
    });
    let path = match (wanted, from) {
        (None, _) => urls::ARTISTS.to_owned(),
        (Some(letter), From::First) => urls::artists_of_letter(letter),
        (Some(letter), From::After(slug)) => urls::artists_after(letter, slug),
        (Some(letter), From::Before(slug)) => urls::artists_before(letter, slug),
    };
    let mut page = PageView::open(press, "artists", press.word("artists.title"), path);
    (page.prev, page.next) = (before.clone(), after.clone());
    let view = IndexView {
        letters,
        letter: alphabet.letters().iter().find(|letter| wanted == Some(anchor(letter))).map(|letter| letter.shown.clone()),
        all_letters: all_letters.collect(),
        total: (!cut).then_some(total),
        before,
        after,
    };
    press.page("artists.html", page, view)
}

/// What of a letter stands on a page, and the pages before and after it.
struct Part {
    entries: Vec<Entry>,
    before: Option<String>,
    after: Option<String>,
}

impl Part {
    async fn whole(press: &Press, letter: &Letter) -> Result<Self, Fault> {
        let entries = artists::index(&press.conn, &letter.word, Place::First, ON_ONE_PAGE).await?;
        Ok(Self { entries, before: None, after: None })
    }
}

async fn part(press: &Press, letter: &Letter, from: &From) -> Result<Part, Fault> {
    let place = match from {
        From::First => Place::First,
        From::After(slug) => Place::After(slug),
        From::Before(slug) => Place::Before(slug),
    };
    let mut entries = artists::index(&press.conn, &letter.word, place, OF_A_LETTER + 1).await?;
    let more = entries.len() > OF_A_LETTER;
    let backwards = matches!(from, From::Before(_));
    if more && backwards {
        entries.remove(0);
    } else if more {
        entries.pop();
    }
    let anchor = anchor(letter);
    // Who came backwards from a page has it after them; who came forwards, before.
    let has_before = if backwards { more } else { matches!(from, From::After(_)) };
    let has_after = backwards || more;
    let before = entries.first().filter(|_| has_before).map(|first| urls::artists_before(anchor, &first.slug));
    let after = entries.last().filter(|_| has_after).map(|last| urls::artists_after(anchor, &last.slug));
    Ok(Part { entries, before, after })
}

fn entry(entry: Entry) -> EntryView {
    EntryView { artist: Named { url: urls::artist(&entry.slug), name: entry.name }, count: entry.stories, latest: None }
}

/// What has no letter goes by `0-9` in addresses.
fn anchor(letter: &Letter) -> &str {
    if letter.word == NO_LETTER { "0-9" } else { &letter.word }
}
