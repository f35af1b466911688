//! A dry run of an edition that was not released says what its release comes to, and changes nothing.

use crate::desk::Desk;
use crate::refused;
use domain::edition::{Name, Which};
use domain::reader::{Choice, Without};
use newsroom::deliver::{self, Rehearsal};
use newsroom::edition::{self, Special};

async fn rehearse(desk: &Desk, name: Name) -> newsroom::Verb<Rehearsal> {
    deliver::rehearse(&desk.newsroom, &desk.act(), name, &|_| {}).await
}

/// Every table of a paper, as a backup has it.
async fn everything(desk: &Desk) -> Vec<(String, Vec<u8>)> {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("out");
    store::backup::export(&desk.read().await, &place, desk.newsroom.blobs()).await.unwrap();
    let mut all = Vec::new();
    let mut open = vec![place.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path)
            } else {
                all.push((path.strip_prefix(&place).unwrap().display().to_string(), std::fs::read(&path).unwrap()))
            }
        }
    }
    all.sort();
    all
}

testkit::both! {
    async fn what_fills_up_is_weighed_as_it_would_go_and_stays_as_it_is(store: Store) {
        let desk = Desk::new(store).await;
        desk.readers(40).await;
        desk.admit("follower@elsewhere.example", Choice::Follows, &[]).await;
        let name = Name::of(edition::upcoming(&desk.newsroom, desk.now()).await.unwrap());
        assert!(refused(rehearse(&desk, name).await).contains("no story went live"));
        desk.publish("Drummer quits by fax", None).await;
        desk.publish("Tape echo", None).await;
        let before = everything(&desk).await;
        let dry = rehearse(&desk, name).await.unwrap();
        assert_eq!((dry.letters, dry.domains.clone(), dry.excluded.clone()), (40, vec![("example.org".to_owned(), 40)], vec![(Without::NothingForThem.words().to_owned(), 1)]));
        assert!(before.len() > 20 && everything(&desk).await == before, "nothing was changed");
        // Composed and released, the letters are as heavy as was said.
        desk.turn_to("2026-11-21T06:30:00+11:00");
        let composed = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        let before = everything(&desk).await;
        let again = rehearse(&desk, composed.name()).await.unwrap();
        assert_eq!(everything(&desk).await, before);
        edition::release(&desk.newsroom, &desk.act(), composed.id).await.unwrap();
        let real = rehearse(&desk, composed.name()).await.unwrap();
        assert_eq!((real.letters, real.bytes, real.largest), (again.letters, again.bytes, again.largest));
    }

    async fn a_special_is_weighed_too(store: Store) {
        let desk = Desk::new(store).await;
        desk.readers(3).await;
        let story = desk.publish("Drummer quits by fax", None).await;
        let made = edition::special(&desk.newsroom, &desk.act(), story.id, Special::default()).await.unwrap();
        let dry = rehearse(&desk, made.name()).await.unwrap();
        assert_eq!((dry.letters, dry.excluded), (0, vec![(Without::NoSpecials.words().to_owned(), 3)]));
        let none = Name { day: made.day, which: Which::Special(9) };
        assert!(rehearse(&desk, none).await.is_err());
    }
}
