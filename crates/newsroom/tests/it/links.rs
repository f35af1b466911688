//! Links that persons decide about: the queue, what is remembered, what the words of a text suggest.

use crate::desk::Desk;
use domain::artist::NewArtist;
use domain::body::{Block, Body, Inlines};
use domain::id::{ArtistId, StoryId};
use domain::link::{Standing, Strength};
use domain::role::Role;
use domain::story::desk::Update;
use newsroom::links::{self, Ruling, Verdict};
use newsroom::suggest::{self, LineEntry};
use newsroom::{artists, stories};

async fn artist(desk: &Desk, name: &str, disambiguation: &str) -> ArtistId {
    let new = NewArtist { name: name.to_owned(), disambiguation: disambiguation.to_owned(), ..NewArtist::default() };
    artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap().id
}

/// A live story of one paragraph.
async fn live(desk: &Desk, headline: &str, paragraph: &str) -> StoryId {
    let dateline = testkit::paper().zone.dateline(desk.now());
    let text = format!("{headline}\n\n{dateline} | Staff Writer\n\nThe label has its own machine\n\n{paragraph}\n");
    let draft = desk.import(&text).await.story;
    stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap().id
}

async fn standing(desk: &Desk, story: StoryId) -> Vec<(i64, Standing, Strength)> {
    let found = links::of_story(&desk.newsroom, &desk.act(), story).await.unwrap();
    found.iter().map(|link| (link.artist.artist.0, link.standing, link.strength)).collect()
}

async fn spoken_of(desk: &Desk, story: StoryId) -> Vec<(ArtistId, Strength)> {
    store::links::story_artists(&desk.read().await, story).await.unwrap()
}

async fn decide(desk: &Desk, story: Option<StoryId>, artist: ArtistId, verdict: Verdict) -> usize {
    links::decide(&desk.newsroom, &desk.act(), &[Ruling { story, artist, verdict }]).await.unwrap()
}

fn text(headline: &str, paragraphs: &[&str]) -> suggest::Text {
    let blocks = paragraphs.iter().map(|text| Block::Paragraph(Inlines::plain(*text))).collect();
    suggest::Text { headline: headline.to_owned(), standfirst: String::new(), body: Body { blocks }, line: Vec::new() }
}

async fn suggested(desk: &Desk, story: StoryId, text: &suggest::Text) -> suggest::Suggestions {
    suggest::read(&desk.newsroom, &desk.act(), story, text).await.unwrap()
}

fn names(found: &suggest::Suggestions) -> Vec<(String, Standing, Vec<String>)> {
    let candidates = |mention: &suggest::Mention| mention.candidates.iter().map(|entry| entry.slug.to_string()).collect();
    found.mentions.iter().map(|mention| (mention.found.text.clone(), mention.found.standing, candidates(mention))).collect()
}

testkit::both! {
    async fn a_doubtful_link_waits_and_one_word_decides_it_for_good(store: Store) {
        let desk = Desk::new(store).await;
        let quite = artist(&desk, "Quite", "").await;
        let story = live(&desk, "Something happened today", "On the stage stood Quite before the others came.").await;
        let other = live(&desk, "Nothing happened today", "Later we heard of Quite and went home.").await;
        assert_eq!(standing(&desk, story).await, [(quite.0, Standing::Doubtful, Strength::Mentioned)]);
        assert!(spoken_of(&desk, story).await.is_empty(), "readers see no doubtful link");
        let page = links::queue(&desk.newsroom, &desk.act(), None, None, 50).await.unwrap();
        assert_eq!((page.waiting, page.doubts.len(), page.next), (2, 2, None));
        let doubt = &page.doubts[1];
        assert_eq!((doubt.story, doubt.artist.artist, doubt.times), (story, quite, 1));
        assert_eq!((doubt.context.before.as_str(), doubt.context.name.as_str()), ("On the stage stood ", "Quite"));
        assert_eq!(doubt.context.after, " before the others came.");
        assert_eq!(decide(&desk, Some(story), quite, Verdict::Accept(Some(Strength::Featured))).await, 1);
        assert_eq!(decide(&desk, Some(other), quite, Verdict::Reject).await, 1);
        assert_eq!(standing(&desk, story).await, [(quite.0, Standing::Sure, Strength::Featured)]);
        assert_eq!(spoken_of(&desk, story).await, [(quite, Strength::Featured)]);
        assert!(standing(&desk, other).await.is_empty(), "what was rejected is silent");
        // Linked anew, as after an edit, it holds.
        desk.pass(60);
        newsroom::desk::update(&desk.newsroom, &desk.act(), story, Update::NoteAlone("It was late.")).await.unwrap();
        stories::publish(&desk.newsroom, &desk.act(), story).await.ok();
        assert_eq!(spoken_of(&desk, story).await, [(quite, Strength::Featured)]);
        let page = links::queue(&desk.newsroom, &desk.act(), None, None, 50).await.unwrap();
        assert_eq!((page.waiting, page.doubts.len()), (0, 0));
        decide(&desk, Some(other), quite, Verdict::Forget).await;
        let page = links::queue(&desk.newsroom, &desk.act(), None, None, 50).await.unwrap();
        assert_eq!(page.doubts[0].decided, (1, 0), "what was decided before is shown");
    }

    async fn one_of_several_of_a_name_is_chosen(store: Store) {
        let desk = Desk::new(store).await;
        let (band, duo) = (artist(&desk, "Overdraft Limit", "").await, artist(&desk, "Overdraft Limit", "Berlin duo").await);
        let story = live(&desk, "Something happened today", "On the stage stood Overdraft Limit before the others came.").await;
        let page = links::queue(&desk.newsroom, &desk.act(), Some(band), None, 50).await.unwrap();
        let slugs: Vec<_> = page.doubts[0].candidates.iter().map(|entry| entry.slug.as_str()).collect();
        assert_eq!(slugs, ["overdraft-limit", "overdraft-limit-berlin-duo"]);
        decide(&desk, Some(story), band, Verdict::Instead(duo)).await;
        assert_eq!(spoken_of(&desk, story).await, [(duo, Strength::Mentioned)]);
        assert_eq!(standing(&desk, story).await, [(duo.0, Standing::Sure, Strength::Mentioned)]);
    }

    async fn an_artist_is_decided_in_every_story_at_once(store: Store) {
        let desk = Desk::new(store).await;
        let quite = artist(&desk, "Quite", "").await;
        for n in 0..5 {
            live(&desk, &format!("Something happened {n}"), "On the stage stood Quite before the others came.").await;
            desk.pass(60);
        }
        let most = links::in_doubt(&desk.newsroom, &desk.act(), 10).await.unwrap();
        assert_eq!((most.len(), most[0].artist.artist, most[0].stories), (1, quite, 5));
        let first = links::queue(&desk.newsroom, &desk.act(), None, None, 2).await.unwrap();
        assert_eq!(first.doubts.len(), 2);
        let rest = links::queue(&desk.newsroom, &desk.act(), None, first.next, 50).await.unwrap();
        assert_eq!((rest.doubts.len(), rest.next), (3, None));
        assert_eq!(decide(&desk, None, quite, Verdict::Accept(None)).await, 5);
        assert_eq!(links::queue(&desk.newsroom, &desk.act(), None, None, 9).await.unwrap().waiting, 0);
    }

    async fn who_may_not_change_artists_decides_nothing(store: Store) {
        let desk = Desk::new(store).await;
        let quite = artist(&desk, "Quite", "").await;
        let story = live(&desk, "Something happened today", "On the stage stood Quite before the others came.").await;
        for (role, may) in [(Role::Contributor, false), (Role::Writer, true), (Role::Editor, true)] {
            let ruling = Ruling { story: Some(story), artist: quite, verdict: Verdict::Reject };
            let done = links::decide(&desk.newsroom, &desk.act_as(role), std::slice::from_ref(&ruling)).await;
            assert_eq!(done.is_ok(), may, "{role:?}");
        }
        let nobody = links::decide(&desk.newsroom, &desk.act(), &[Ruling { story: Some(story), artist: ArtistId(99), verdict: Verdict::Reject }]).await;
        assert!(nobody.unwrap_err().to_string().contains("no artist number 99"));
    }

    async fn words_that_are_typed_suggest_links_at_once_after_an_artist_was_made(store: Store) {
        let desk = Desk::new(store).await;
        let story = live(&desk, "Something happened today", "Nobody was there.").await;
        let typed = text("Vera Halloran Is Back", &["It was “loud”, said Vera Halloran in the evening."]);
        assert!(names(&suggested(&desk, story, &typed).await).is_empty());
        let vera = artist(&desk, "Vera Halloran", "").await;
        let found = suggested(&desk, story, &typed).await;
        let vera_at = ("Vera Halloran".to_owned(), Standing::Sure, vec!["vera-halloran".to_owned()]);
        assert_eq!(names(&found), [vera_at.clone(), vera_at]);
        assert_eq!(found.line[0].0, LineEntry { artist: Some(vera), credited_as: "Vera Halloran".to_owned(), strength: Strength::Subject });
        assert_eq!(found.line[0].1.as_ref().map(|entry| entry.name.as_str()), Some("Vera Halloran"));
        let twin = artist(&desk, "Vera Halloran", "Berlin DJ").await;
        let doubled = suggested(&desk, story, &typed).await;
        assert_eq!(names(&doubled)[0].1, Standing::Doubtful);
        decide(&desk, Some(story), vera, Verdict::Instead(twin)).await;
        let told = suggested(&desk, story, &typed).await;
        assert_eq!(names(&told)[0], ("Vera Halloran".to_owned(), Standing::Sure, vec!["vera-halloran-berlin-dj".to_owned()]));
        decide(&desk, Some(story), twin, Verdict::Reject).await;
        assert!(names(&suggested(&desk, story, &typed).await).is_empty(), "what was rejected stays silent");
    }

    async fn a_text_longer_than_any_story_is_refused_and_strangers_are_too(store: Store) {
        let desk = Desk::new(store).await;
        let story = live(&desk, "Something happened today", "Nobody was there.").await;
        let endless = text("", &["word ".repeat(50_000).as_str()]);
        let refused = suggest::read(&desk.newsroom, &desk.act(), story, &endless).await.unwrap_err().to_string();
        assert!(refused.contains("bytes of letters"), "{refused}");
    }

    async fn clips_are_listed_where_they_are_used(store: Store) {
        let desk = Desk::new(store).await;
        let text = "Watch this\n\n20 November 2026 | 2:00 pm | Staff Writer\n\nThe label has a camera\n\nhttps://www.youtube.com/watch?v=dQw4w9WgXcQ\n\nIt was loud.\n";
        let story = desk.import(text).await.story;
        let clips = store::clips::used(&desk.read().await, store::clips::Wanted::All, StoryId(i64::MAX), None, 9).await.unwrap();
        assert_eq!(clips.len(), 1, "{:?}", story.draft.body);
        assert_eq!((clips[0].story, clips[0].id.as_str(), clips[0].uses, clips[0].gone), (story.id, "dQw4w9WgXcQ", 1, None));
    }
}
