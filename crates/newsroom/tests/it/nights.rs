//! Nights that no story tells of, out of MusicBrainz' dumps.

use crate::desk::Desk;
use domain::artist::NewArtist;
use domain::id::ArtistId;
use domain::work::{ListedWork, NewWork};
use newsroom::{artists, nights, works};
use std::collections::HashSet;
use store::nights::List;

const GILT: &str = "64b14cee-ff24-4a5a-adf8-bbcf78eb7b64";
const RUBY: &str = "64b14cee-ff24-4a5a-adf8-bbcf78eb7b65";
const FIRST: &str = "0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d11";
const SECOND: &str = "0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d12";
const PLACE: &str = "84b14cee-ff24-4a5a-adf8-bbcf78eb7b64";

async fn artist(desk: &Desk, name: &str, id: &str) -> ArtistId {
    let new = NewArtist { name: name.to_owned(), musicbrainz: Some(id.to_owned()), ..NewArtist::default() };
    artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap().id
}

fn event(id: &str, day: &str, players: &[&str], rest: &str) -> String {
    let plays = |player: &&str| format!(r#"{{"type":"main performer","artist":{{"id":"{player}"}}}}"#);
    let players = players.iter().map(plays).collect::<Vec<_>>().join(",");
    let place = format!(r#"{{"type":"held at","place":{{"id":"{PLACE}","name":"Palladium","area":{{"name":"Köln","type":"City"}}}}}}"#);
    format!(r#"{{"id":"{id}","name":"Gilt","type":"Concert","life-span":{{"begin":"{day}"}}{rest},"relations":[{place},{players}]}}"#)
}

async fn import(desk: &Desk, lines: &[String]) -> nights::Imported {
    let text = lines.join("\n");
    let mut read = wire::import::nights::read(text.as_bytes(), "event").map(|line| line.map_err(|problem| (problem.line, problem.problem)));
    nights::import(&desk.newsroom, &desk.act(), &mut read, &|_| {}).await.unwrap()
}

async fn played(desk: &Desk, artist: ArtistId) -> Vec<(String, String, bool)> {
    let found = store::nights::coming(&desk.read().await, artist, domain::time::Day::constant(2026, 1, 1), 10).await.unwrap();
    let told = |night: store::nights::Played| {
        let date = night.night.date(night.day);
        (date.date.to_string(), format!("{}, {}", date.venue, date.city), night.night.cancelled)
    };
    found.into_iter().map(told).collect()
}

testkit::both! {
    async fn a_list_that_is_read_again_leaves_merged_what_was_merged(store: Store) {
        let desk = Desk::new(store).await;
        let (gilt, ruby) = (artist(&desk, "Gilt", GILT).await, artist(&desk, "Ruby Vale", RUBY).await);
        let events = [event(FIRST, "2026-12-24", &[GILT], ""), event(SECOND, "2026-12-26", &[GILT, RUBY], "")];
        import(&desk, &events).await;
        let work = |title: &str, id: &str| NewWork { title: title.to_owned(), musicbrainz: Some(id.to_owned()), ..NewWork::default() };
        let (mut albums, ids) = (Vec::new(), ["a4b14cee-ff24-4a5a-adf8-bbcf78eb7b64", "b4b14cee-ff24-4a5a-adf8-bbcf78eb7b64"]);
        for (title, id) in [("Guilt", ids[0]), ("Guilt Trip", ids[1])] {
            albums.push(works::create(&desk.newsroom, &desk.act(), &[gilt], &work(title, id)).await.unwrap());
        }
        works::merge(&desk.newsroom, &desk.act(), &albums[0].id.into(), &albums[1].id.into()).await.unwrap();
        artists::merge(&desk.newsroom, &desk.act(), &gilt.into(), &ruby.into()).await.unwrap();
        let again = import(&desk, &events).await;
        assert_eq!((again.made, again.changed, again.same, again.strangers), (0, 0, 2, 0));
        assert_eq!(played(&desk, ruby).await.len(), 2, "the nights that the merge moved stay");
        let list = format!("{{\"id\":\"{GILT}\",\"name\":\"Gilt\",\"sort-name\":\"Zilt\",\"type\":\"Person\"}}\n{{\"id\":\"{RUBY}\",\"name\":\"Ruby Vale\"}}\n");
        let mut read = wire::import::artists::read(list.as_bytes(), "artists").map(|line| line.map_err(|problem| (problem.line, problem.problem)));
        let imported = artists::import(&desk.newsroom, &desk.act(), &mut read, &|_| {}).await.unwrap();
        assert_eq!((imported.made, imported.known), (0, 2));
        let found = artists::find(&desk.newsroom, &gilt.into()).await.unwrap();
        assert_eq!((found.id, found.musicbrainz.as_deref(), found.sort_name.as_str()), (ruby, Some(RUBY), "Ruby Vale"));
        let listed = |title: &str, id: &str| {
            Ok::<_, (usize, String)>((1, ListedWork { artists: vec![("Gilt".to_owned(), Some(GILT.to_owned()))], work: work(title, id) }))
        };
        let mut lines = [listed("Guilt", ids[0]), listed("Guilt Trip", ids[1])].into_iter();
        let imported = works::import(&desk.newsroom, &desk.act(), &mut lines, false, &|_| {}).await.unwrap();
        assert_eq!((imported.made, imported.known, imported.strangers), (0, 2, 0));
        let new_id = "c4b14cee-ff24-4a5a-adf8-bbcf78eb7b64";
        artists::follow_redirects(&desk.newsroom, &desk.act(), &format!("{GILT} {new_id}")).await.unwrap();
        let found = store::artists::by_musicbrainz(&desk.read().await, new_id).await.unwrap().unwrap();
        assert_eq!((found.id, found.musicbrainz.as_deref()), (ruby, Some(RUBY)), "whom they became keeps their own");
    }

    async fn nights_of_the_papers_artists_go_in_once_and_follow_the_dump(store: Store) {
        let desk = Desk::new(store).await;
        let (gilt, ruby) = (artist(&desk, "Gilt", GILT).await, artist(&desk, "Ruby Vale", RUBY).await);
        let stranger = event("0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d13", "2026-12-01", &["94b14cee-ff24-4a5a-adf8-bbcf78eb7b64"], "");
        let lines = [
            event(FIRST, "2026-12-24", &[GILT, RUBY], ""),
            "{\"id\":".to_owned(),
            event(SECOND, "2026-12-26", &[RUBY], r#","time":"20:00""#),
            stranger,
            event("0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d14", "2026", &[GILT], ""),
        ];
        let first = import(&desk, &lines).await;
        assert_eq!((first.made, first.changed, first.same, first.strangers, first.undated), (2, 0, 0, 1, 1));
        assert_eq!(first.problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2]);
        let there = || ("2026-12-24".to_owned(), "Palladium, Köln".to_owned(), false);
        assert_eq!((played(&desk, gilt).await, played(&desk, ruby).await.len()), (vec![there()], 2));
        let before = store::changes::last(&desk.read().await).await.unwrap();
        let again = import(&desk, &lines).await;
        assert_eq!((again.made, again.changed, again.same), (0, 0, 2));
        assert_eq!(store::changes::last(&desk.read().await).await.unwrap(), before, "what is as it was changes nothing");
        let next = [event(FIRST, "2026-12-24", &[GILT], r#","cancelled":true"#), event(SECOND, "2026", &[RUBY], "")];
        let changed = import(&desk, &next).await;
        assert_eq!((changed.made, changed.changed, changed.undated), (0, 1, 1));
        assert!(played(&desk, gilt).await[0].2, "cancelled");
        assert_eq!(played(&desk, ruby).await, [], "she plays neither any more");
    }

    async fn venues_are_completed_and_ids_followed_or_missed(store: Store) {
        let desk = Desk::new(store).await;
        let gilt = artist(&desk, "Gilt", GILT).await;
        import(&desk, &[event(FIRST, "2026-12-24", &[GILT], ""), event(SECOND, "2026-12-26", &[GILT], "")]).await;
        let places = format!(
            "{{\"id\":\"{PLACE}\",\"name\":\"E-Werk\",\"address\":\"Schanzenstraße 37\",\"area\":{{\"name\":\"Köln\",\"iso-3166-2-codes\":[\"DE-NW\"]}}}}\n{{\"id\":\"x\",\"name\":\"y\"}}"
        );
        let mut read = wire::import::nights::venues(places.as_bytes(), "place").map(|line| line.map_err(|problem| (problem.line, problem.problem)));
        let imported = nights::import_venues(&desk.newsroom, &desk.act(), &mut read, &|_| {}).await.unwrap();
        assert_eq!((imported.put, imported.same, imported.problems.len()), (1, 0, 1));
        assert_eq!(played(&desk, gilt).await[0].1, "E-Werk, Köln, DE");
        let there = HashSet::from([SECOND.to_owned()]);
        let gone = nights::vanished(&desk.newsroom, &desk.act(), List::Nights, &there).await.unwrap();
        assert_eq!(gone.iter().map(|one| one.musicbrainz.as_str()).collect::<Vec<_>>(), [FIRST]);
        let new_place = "84b14cee-ff24-4a5a-adf8-bbcf78eb7b99";
        let leads = format!("{PLACE}\t{new_place}\nnonsense");
        let followed = nights::follow_redirects(&desk.newsroom, &desk.act(), List::Venues, &leads).await.unwrap();
        assert_eq!((followed.done, followed.problems.len()), (1, 1));
        let followed = nights::follow_redirects(&desk.newsroom, &desk.act(), List::Nights, &format!("{FIRST} {SECOND}")).await.unwrap();
        assert_eq!((followed.done, played(&desk, gilt).await.len()), (1, 1), "one gave way to the other");
        assert!(nights::vanished(&desk.newsroom, &desk.act(), List::Nights, &there).await.unwrap().is_empty());
        nights::remove(&desk.newsroom, &desk.act(), SECOND).await.unwrap();
        assert!(nights::remove(&desk.newsroom, &desk.act(), SECOND).await.is_err() && played(&desk, gilt).await.is_empty());
    }

    async fn nights_go_along_when_artists_are_merged(store: Store) {
        let desk = Desk::new(store).await;
        let (gilt, ruby) = (artist(&desk, "Gilt", GILT).await, artist(&desk, "Gilded", RUBY).await);
        import(&desk, &[event(FIRST, "2026-12-24", &[GILT, RUBY], ""), event(SECOND, "2026-12-26", &[RUBY], "")]).await;
        artists::merge(&desk.newsroom, &desk.act(), &ruby.into(), &gilt.into()).await.unwrap();
        assert_eq!((played(&desk, gilt).await.len(), played(&desk, ruby).await.len()), (2, 0));
    }
}
