//! Pictures: whole or not at all, developed by themselves, kept from who must not have them.

use crate::desk::Desk;
use domain::body::{Block, MediaKey, Picture};
use domain::refusal::Refusal;
use domain::role::Role;
use newsroom::media::{self, Said};
use newsroom::outbox::Outbox;
use newsroom::worker::{Memory, round};
use newsroom::{Verb, VerbError};
use std::path::{Path, PathBuf};
use store::jobs::{self, JobState, Lane};
use store::media::MediaRow;

fn demo(name: &str) -> Vec<u8> {
    std::fs::read(demo_path(name)).unwrap()
}

fn demo_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/pictures").join(name)
}

/// The same picture from a camera that says who held it.
fn from_a_camera(jpeg: &[u8]) -> Vec<u8> {
    let mut exif = b"Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x3b\0\x02\0\0\0\x0c\0\0\0\x1a\0\0\0\0Raf Duarte\0\0".to_vec();
    let mut segment = vec![0xff, 0xe1];
    segment.extend(u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    segment.append(&mut exif);
    [&jpeg[..2], &segment, &jpeg[2..]].concat()
}

async fn put(desk: &Desk, name: &str, bytes: &[u8]) -> Verb<MediaRow> {
    media::put_bytes(&desk.newsroom, &desk.act(), name, bytes.to_vec()).await
}

async fn widths(desk: &Desk, key: &MediaKey) -> Vec<u32> {
    store::media::sizes(&desk.read().await, key).await.unwrap().into_iter().map(|size| size.width).collect()
}

/// Everything that lies under the folder of stored files.
fn stored_files(desk: &Desk) -> Vec<PathBuf> {
    let root = desk.newsroom.blobs().path(&MediaKey::parse(&format!("{}.jpg", "0".repeat(64))).unwrap());
    let mut found = Vec::new();
    for shelf in std::fs::read_dir(root.parent().unwrap().parent().unwrap()).unwrap() {
        let shelf = shelf.unwrap().path();
        if shelf.is_dir() {
            found.extend(std::fs::read_dir(shelf).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    found
}

fn picture(row: &MediaRow) -> Picture {
    Picture {
        media: row.key.clone(),
        alt: "A bus at night".to_owned(),
        decorative: false,
        credit: "Raf Duarte".to_owned(),
        caption: String::new(),
        width: row.width,
        height: row.height,
        focus: [0.2, 0.5],
    }
}

testkit::both! {
    async fn a_picture_is_developed_by_itself(store: Store) {
        let desk = Desk::new(store).await;
        let bytes = from_a_camera(&demo("night-bus.jpg"));
        let row = put(&desk, "Rolls/night bus.jpg", &bytes).await.unwrap();
        assert_eq!((row.name.as_str(), row.facts.credit.as_str(), row.width, row.height), ("night bus.jpg", "Raf Duarte", 960, 1200));
        assert_eq!((widths(&desk, &row.key).await, row.sized), (vec![960], None));
        assert!(row.thumbhash.len() > 20);
        // The same bytes again are the same file, and ask for nothing twice.
        assert_eq!(put(&desk, "again.jpg", &bytes).await.unwrap(), row);
        assert_eq!(jobs::list(&desk.read().await, 9).await.unwrap().len(), 1);
        desk.work().await;
        assert_eq!(widths(&desk, &row.key).await, [400, 800, 960]);
        let developed = media::get(&desk.read().await, &row.key).await.unwrap();
        assert!(developed.sized.is_some() && jobs::list(&desk.read().await, 9).await.unwrap().is_empty());
        // The file as it came is kept; what readers get says nothing of the camera.
        let blobs = desk.newsroom.blobs();
        assert_eq!(blobs.get(&row.key).unwrap().unwrap(), bytes);
        for size in store::media::sizes(&desk.read().await, &row.key).await.unwrap() {
            let form = blobs.get(&size.file).unwrap().unwrap();
            assert!(!form.windows(4).any(|four| four == b"Exif") && form.len() as u64 == size.bytes);
        }
    }

    async fn what_is_no_picture_leaves_nothing_behind(store: Store) {
        let desk = Desk::new(store).await;
        let whole = demo("night-bus.jpg");
        for (bytes, why) in [(&b"<script>alert(1)</script>"[..], "no picture"), (&whole[..whole.len() / 2], "cut off")] {
            match put(&desk, "odd.jpg", bytes).await {
                Err(VerbError::Unreadable(text)) => assert!(text.contains("odd.jpg") && text.contains(why), "{text}"),
                other => panic!("{other:?}"),
            }
        }
        assert!(stored_files(&desk).is_empty() && jobs::list(&desk.read().await, 9).await.unwrap().is_empty());
    }

    async fn a_job_that_was_cut_short_is_taken_up_again(store: Store) {
        let desk = Desk::new(store).await;
        let row = put(&desk, "bus.jpg", &demo("night-bus.jpg")).await.unwrap();
        // A process takes the job and dies.
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        jobs::claim(&tx, Lane::Pictures, 77, 120).await.unwrap().unwrap();
        tx.commit().await.unwrap();
        let sender = desk.sender(Outbox::Mailbox).await;
        round(&desk.newsroom, &sender, &mut Memory::default()).await.unwrap();
        assert_eq!(widths(&desk, &row.key).await, [960]);
        desk.pass(121);
        round(&desk.newsroom, &sender, &mut Memory::default()).await.unwrap();
        assert_eq!(widths(&desk, &row.key).await, [400, 800, 960]);
    }

    async fn a_file_that_is_gone_waits_and_one_that_is_broken_is_given_up(store: Store) {
        let desk = Desk::new(store).await;
        let row = put(&desk, "bus.jpg", &demo("night-bus.jpg")).await.unwrap();
        let path = desk.newsroom.blobs().path(&row.key);
        std::fs::remove_file(&path).unwrap();
        desk.work().await;
        let job = jobs::list(&desk.read().await, 9).await.unwrap().remove(0);
        assert!(job.state == JobState::Ready && job.why.contains("gone from the disk"), "{job:?}");
        std::fs::write(&path, b"not what it was").unwrap();
        desk.pass(600);
        desk.work().await;
        let job = jobs::list(&desk.read().await, 9).await.unwrap().remove(0);
        assert_eq!(job.state, JobState::Failed);
        // What stands for the whole is there all the same, and nobody asks for it again.
        assert_eq!(widths(&desk, &row.key).await, [960]);
        assert!(store::media::unsized_after(&desk.read().await, "", desk.now(), 9).await.unwrap().is_empty());
    }

    async fn pictures_from_before_are_developed_too(store: Store) {
        let desk = Desk::new(store).await;
        let key = desk.newsroom.blobs().put(&demo("no-rain.jpg"), "jpg").unwrap();
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        store::media::put(&tx, &testkit::media(&key, desk.now().plus_seconds(-7_200)), "").await.unwrap();
        tx.commit().await.unwrap();
        desk.work().await;
        desk.work().await;
        assert_eq!(widths(&desk, &key).await, [400, 800, 1200]);
        assert!(!media::get(&desk.read().await, &key).await.unwrap().thumbhash.is_empty());
    }

    async fn everybody_describes_their_own(store: Store) {
        let desk = Desk::new(store).await;
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        let mut hired = Vec::new();
        for name in ["Raf Duarte", "Jo Marchetti"] {
            hired.push(store::staff::create(&tx, &testkit::staff(name, Role::Editor)).await.unwrap().id);
        }
        tx.commit().await.unwrap();
        let staff = |role, place: usize| domain::act::Act { staff: Some(hired[place]), ..desk.act_as(role) };
        let own = staff(Role::Contributor, 0);
        let row = media::put_bytes(&desk.newsroom, &own, "bus.jpg", demo("night-bus.jpg")).await.unwrap();
        let credit = |text: &str| Said { credit: Some(text.to_owned()), ..Said::default() };
        let described = media::describe(&desk.newsroom, &own, &row.key, credit(" Raf ")).await.unwrap();
        assert_eq!(described.facts.credit, "Raf");
        for (role, id, may) in [(Role::Contributor, 1, false), (Role::Writer, 1, false), (Role::Editor, 1, true), (Role::Owner, 1, true)] {
            let outcome = media::describe(&desk.newsroom, &staff(role, id), &row.key, credit("Jo")).await;
            assert_eq!(outcome.is_ok(), may, "{role:?}");
        }
        // What is not said stays; nonsense changes nothing.
        let alt = Said { alt: Some("A bus".to_owned()), expires: Some(Some(desk.now())), ..Said::default() };
        assert_eq!(media::describe(&desk.newsroom, &own, &row.key, alt).await.unwrap().facts.credit, "Jo");
        assert!(media::describe(&desk.newsroom, &own, &row.key, credit(&"x".repeat(999))).await.is_err());
        let found = media::get(&desk.read().await, &row.key).await.unwrap();
        assert_eq!((found.facts.credit.as_str(), found.facts.alt.as_str(), found.facts.expired(desk.now())), ("Jo", "A bus", true));
        assert!(matches!(media::delete(&desk.newsroom, &own, &row.key).await, Err(VerbError::Refused(Refusal::NotAllowed { .. }))));
    }

    async fn what_is_used_stays_and_what_is_deleted_is_gone(store: Store) {
        let desk = Desk::new(store).await;
        let row = put(&desk, "bus.jpg", &demo("night-bus.jpg")).await.unwrap();
        let other = put(&desk, "rain.jpg", &demo("no-rain.jpg")).await.unwrap();
        desk.work().await;
        let mut about = testkit::body("Us.");
        about.blocks.push(Block::Picture(picture(&row)));
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        store::paper::put_page(&tx, &testkit::slug("about"), "About", &about).await.unwrap();
        tx.commit().await.unwrap();
        match media::delete(&desk.newsroom, &desk.act(), &row.key).await {
            Err(VerbError::Refused(refusal)) => assert!(refusal.to_string().contains("the page “About”"), "{refusal}"),
            outcome => panic!("{outcome:?}"),
        }
        // A better scan takes its place, with what was said of it.
        let alt = Said { alt: Some("A bus".to_owned()), ..Said::default() };
        media::describe(&desk.newsroom, &desk.act(), &row.key, alt).await.unwrap();
        let scan = demo_path("harp-strings.jpg");
        let better = media::replace(&desk.newsroom, &desk.act(), &row.key, "better.jpg", &scan).await.unwrap();
        assert_eq!(better.facts.alt, "A bus");
        assert!(store::media::used_in(&desk.read().await, &row.key, 9).await.unwrap().is_empty());
        assert_eq!(store::media::used_in(&desk.read().await, &better.key, 9).await.unwrap().len(), 1);
        media::delete(&desk.newsroom, &desk.act(), &row.key).await.unwrap();
        assert!(matches!(media::get(&desk.read().await, &row.key).await, Err(VerbError::Absent(_))));
        let before = stored_files(&desk).len();
        desk.work().await;
        // The original and three sizes go; the better one's two smaller sizes have come.
        assert_eq!(stored_files(&desk).len(), before - 4 + 2);
        assert!(desk.newsroom.blobs().get(&row.key).unwrap().is_none());
        assert!(desk.newsroom.blobs().get(&other.key).unwrap().is_some());
    }
}
