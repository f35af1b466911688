use super::{small_paper, write};
use domain::id::{ArtistId, StoryId};
use domain::link::{AutoLink, Span, Standing, Strength};
use domain::quote::Quote;
use store::{links, quotes, stories};
use testkit::{minute, new_story};

fn link(story: StoryId, artist: ArtistId, start: usize) -> AutoLink {
    AutoLink {
        story,
        text_version: 2,
        span: Span { block: Span::HEADLINE, start, end: start + 4 },
        artist,
        strength: Strength::Mentioned,
        standing: Standing::Doubtful,
        evidence: "surname".to_owned(),
    }
}

testkit::both! {
    async fn a_rejected_artist_stays_rejected(store: Store) {
        let (_, gilt) = small_paper(&store).await;
        let story = write(&store, minute(1), async |tx| {
            let story = stories::create(tx, &new_story("Story", minute(10)), "I").await.unwrap().id;
            links::replace_auto(tx, story, 2, &[link(story, gilt, 0), link(story, gilt, 9)]).await.unwrap();
            story
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(links::auto(&conn, story, 2).await.unwrap(), [link(story, gilt, 0), link(story, gilt, 9)]);
        assert_eq!(links::auto(&conn, story, 1).await.unwrap(), []);
        assert_eq!(links::doubtful_before(&conn, domain::id::StoryId(i64::MAX), None, None, 9).await.unwrap().len(), 2);
        write(&store, minute(2), async |tx| links::reject(tx, story, gilt, "I").await.unwrap()).await;
        assert_eq!(links::doubtful_before(&conn, domain::id::StoryId(i64::MAX), None, None, 9).await.unwrap(), []);
        write(&store, minute(3), async |tx| links::replace_auto(tx, story, 3, &[link(story, gilt, 1)]).await.unwrap()).await;
        assert_eq!(links::auto(&conn, story, 3).await.unwrap()[0].standing, Standing::Rejected);
        assert_eq!(links::rejected(&conn, story).await.unwrap(), [gilt]);
    }

    async fn quotations_belong_to_a_version(store: Store) {
        let quote = Quote {
            speaker: Some("Ruby Vale".to_owned()),
            paragraphs: vec!["“Quoted” inside".to_owned(), "and on".to_owned()],
            spans: vec![Span { block: 0, start: 1, end: 5 }, Span { block: 1, start: 0, end: 6 }],
            cue: "said".to_owned(),
        };
        let nobody = Quote { speaker: None, ..quote.clone() };
        let story = write(&store, minute(1), async |tx| {
            let story = stories::create(tx, &new_story("Story", minute(10)), "I").await.unwrap().id;
            quotes::replace(tx, story, 1, std::slice::from_ref(&quote)).await.unwrap();
            quotes::replace(tx, story, 2, &[quote.clone(), nobody.clone()]).await.unwrap();
            story
        })
        .await;
        let conn = store.read().await.unwrap();
        assert_eq!(quotes::of_story(&conn, story, 2).await.unwrap(), [quote, nobody]);
        assert_eq!(quotes::of_story(&conn, story, 1).await.unwrap(), []);
    }
}
