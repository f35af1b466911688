//! Artists at the desk: the list, and one with all that is said of them.

use crate::desk::Desk;
use crate::desk::page::Frame;
use crate::desk::works::WorkRow;
use crate::http::fault::Fault;
use axum::extract::{Path, Query};
use axum::response::Response;
use domain::artist::{Artist, Membership};
use domain::id::ArtistId;
use domain::role::Verb;
use newsroom::artists::{self, Doubled, Found, Listing, Which};
use serde::{Deserialize, Serialize};
use serde_json::json;
use text::alphabet::{Alphabet, Letter};
use text::template::urls;

/// Artists on a page.
const LISTED: usize = 60;

/// What the list is asked for; unknown words ask for nothing.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    letter: String,
    #[serde(default)]
    only: String,
    #[serde(default)]
    from: i64,
}

#[derive(Serialize)]
struct Row {
    id: i64,
    name: String,
    disambiguation: String,
    kind: &'static str,
    stories: i64,
    followers: i64,
}

impl Row {
    fn of(found: &Found) -> Self {
        Self {
            id: found.id.0,
            name: found.name.clone(),
            disambiguation: found.disambiguation.clone(),
            kind: found.kind.word(),
            stories: found.stories,
            followers: found.followers,
        }
    }
}

#[derive(Serialize)]
struct LetterView {
    word: String,
    here: bool,
    url: String,
}

#[derive(Serialize)]
struct ListView {
    q: String,
    only: &'static str,
    letters: Vec<LetterView>,
    rows: Vec<Row>,
    doubled: Vec<Vec<Row>>,
    total: Option<usize>,
    next_url: Option<String>,
    may_edit: bool,
}

/// The list: by what is typed, by letter, without stories, of names that are shared.
pub(super) async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom().clone();
    let from = asked.from.max(0);
    let letter = asked.letter.trim().to_lowercase();
    let alphabet = Alphabet::of(&desk.press.matter.paper.language);
    let one_letter = alphabet.letters().iter().any(|one| one.word == letter);
    let only = match asked.only.as_str() {
        "doubled" => "doubled",
        "without" => "without",
        _ => "",
    };
    let mut view = ListView {
        q: asked.q.trim().to_owned(),
        only,
        letters: letters(&alphabet, &artists::letters(&newsroom, &desk.act).await?, if one_letter { &letter } else { "" }),
        rows: Vec::new(),
        doubled: Vec::new(),
        total: None,
        next_url: None,
        may_edit: desk.act.role.may(Verb::EditArtists),
    };
    let next = if only == "doubled" && view.q.is_empty() {
        let found = Doubled::list(&newsroom, &desk.act, from, LISTED).await?;
        view.doubled = found.names.iter().map(|same| same.iter().map(Row::of).collect()).collect();
        view.total = Some(found.total);
        found.next
    } else {
        let listing = match () {
            () if only == "without" => Listing::WithoutStories,
            () if one_letter => Listing::Letter(letter.clone()),
            () => Listing::All,
        };
        let page = artists::list(&newsroom, &desk.act, &view.q, &listing, from, LISTED).await?;
        view.rows = page.artists.iter().map(Row::of).collect();
        view.total = page.total;
        page.next
    };
    let words = [("q", view.q.as_str()), ("letter", if one_letter { &letter } else { "" }), ("only", only)];
    view.next_url = next.map(|next| urls::desk("artists", &words, Some(("from", next))));
    let frame = Frame { words: &["script.artist"], ..Frame::new(&desk, "artists", "artists") };
    desk.page(frame, view).await
}

/// The paper's own letters, and the other writing systems in which somebody is called.
fn letters(alphabet: &Alphabet, found: &[String], here: &str) -> Vec<LetterView> {
    let view = |letter: &Letter| LetterView {
        word: letter.shown.clone(),
        here: letter.word == here,
        url: urls::desk("artists", &[("letter", letter.word.as_str())], None),
    };
    alphabet.letters().iter().filter(|letter| letter.own || found.contains(&letter.word)).map(view).collect()
}

#[derive(Serialize)]
struct ArtistFacts {
    id: i64,
    name: String,
    sort_name: String,
    kind: &'static str,
    disambiguation: String,
    aliases: Vec<String>,
    musicbrainz: Option<String>,
    wikidata: Option<String>,
    links: Vec<String>,
    address: String,
}

impl ArtistFacts {
    fn of(artist: &Artist) -> Self {
        Self {
            id: artist.id.0,
            name: artist.name.clone(),
            sort_name: artist.sort_name.clone(),
            kind: artist.kind.word(),
            disambiguation: artist.disambiguation.clone(),
            aliases: artist.aliases.clone(),
            musicbrainz: artist.musicbrainz.clone(),
            wikidata: artist.wikidata.clone(),
            links: Vec::new(),
            address: urls::artist(&artist.slug),
        }
    }
}

#[derive(Serialize)]
struct MemberView {
    #[serde(flatten)]
    artist: Row,
    ended: bool,
    began: String,
    left: String,
    group: i64,
    member: i64,
}

impl MemberView {
    fn of((membership, other): &(Membership, Found)) -> Self {
        Self {
            artist: Row::of(other),
            ended: membership.ended,
            began: membership.began.to_string(),
            left: membership.left.to_string(),
            group: membership.group.0,
            member: membership.member.0,
        }
    }
}

#[derive(Serialize)]
struct StoryView {
    id: i64,
    headline: String,
    state: &'static str,
    strength: &'static str,
}

#[derive(Serialize)]
struct MergeView {
    into: ArtistFacts,
    stories: i64,
    links: i64,
    followers: i64,
    follow_both: i64,
    memberships: i64,
    names: i64,
    both: usize,
    refused: Option<String>,
}

#[derive(Serialize)]
struct SheetView {
    artist: ArtistFacts,
    became: Option<ArtistFacts>,
    members: Vec<MemberView>,
    groups: Vec<MemberView>,
    namesakes: Vec<Row>,
    works: Vec<WorkRow>,
    stories: Vec<StoryView>,
    story_count: i64,
    link_count: i64,
    followers: i64,
    waiting: usize,
    accepted: i64,
    rejected: i64,
    merge: Option<MergeView>,
    may_edit: bool,
}

/// What of one artist is asked for.
#[derive(Debug, Default, Deserialize)]
pub(super) struct AskedOne {
    /// Into whom they would be merged.
    merge: Option<i64>,
}

/// One artist.
pub(super) async fn one(desk: Desk, Path(id): Path<i64>, Query(asked): Query<AskedOne>) -> Result<Response, Fault> {
    let newsroom = desk.press.app.newsroom().clone();
    let which = Which::Id(ArtistId(id));
    let sheet = artists::sheet(&newsroom, &desk.act, &which).await?;
    let may_edit = desk.act.role.may(Verb::EditArtists) && sheet.became.is_none();
    let merge = match asked.merge.filter(|_| may_edit) {
        Some(into) => Some(merge_view(&artists::merge_preview(&newsroom, &desk.act, &which, &Which::Id(ArtistId(into))).await?)),
        None => None,
    };
    let story = |story: &artists::StoryOf| StoryView {
        id: story.id.0,
        headline: story.headline.clone(),
        state: story.state,
        strength: story.strength.map_or("doubtful", domain::link::Strength::word),
    };
    let view = SheetView {
        artist: ArtistFacts { links: sheet.links.clone(), ..ArtistFacts::of(&sheet.artist) },
        works: if sheet.became.is_none() { WorkRow::of_artist(&desk, sheet.artist.id).await? } else { Vec::new() },
        became: sheet.became.as_ref().map(ArtistFacts::of),
        members: sheet.members.iter().map(MemberView::of).collect(),
        groups: sheet.groups.iter().map(MemberView::of).collect(),
        namesakes: sheet.namesakes.iter().map(Row::of).collect(),
        stories: sheet.stories.iter().map(story).collect(),
        story_count: sheet.extent.stories,
        link_count: sheet.extent.links,
        followers: sheet.extent.follows,
        waiting: sheet.waiting,
        accepted: sheet.decided.0,
        rejected: sheet.decided.1,
        merge,
        may_edit,
    };
    let frame = Frame {
        title: sheet.artist.name.clone(),
        words: &["script.artist"],
        data: json!({ "artist": id }),
        ..Frame::new(&desk, "artist", "artists")
    };
    desk.page(frame, view).await
}

fn merge_view(preview: &artists::Preview) -> MergeView {
    MergeView {
        into: ArtistFacts::of(&preview.into),
        stories: preview.moves.stories,
        links: preview.moves.links,
        followers: preview.moves.follows,
        follow_both: preview.moves.follow_both,
        memberships: preview.moves.memberships,
        names: preview.moves.aliases + 1,
        both: preview.both.len(),
        refused: preview.refused.clone(),
    }
}
