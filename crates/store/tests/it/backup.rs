use super::write;
use domain::act::Act;
use domain::ad::Place;
use domain::artist::{Membership, NewArtist};
use domain::body::{Block, Picture, Score};
use domain::bounce::Kind;
use domain::edition::{Contents, Edition, Selection, State};
use domain::id::AdId;
use domain::id::{EditionId, ReaderId};
use domain::link::{AutoLink, Span, Standing, Strength};
use domain::media::Facts;
use domain::navigation::Redirect;
use domain::quote::Quote;
use domain::role::Role;
use domain::story::desk::Saving;
use domain::story::{ArtistCredit, Correction, Source, Sponsor, Story};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use store::ads::Tally;
use store::blobs::Files;
use store::bounces::{self, Bounce};
use store::media::{MediaRow, Size};
use store::{
    Store, Tx, artists, audit, backup, deliveries, desk, editions, epochs, jobs, links, mailbox, media, quotes, readers, redirects, staff,
};
use store::{ads, counts, front};
use store::{paper, secrets, stories};
use testkit::{KEYS, act, artist, body, byline, minute, new_story, slug};

/// Something in every table, with texts that are hard to carry.
async fn fill(store: &Store, blobs: &Files) {
    let key = blobs.put(b"bytes of a picture", "jpg").unwrap();
    let small = blobs.put(b"a smaller one", "png").unwrap();
    write(store, minute(1), async |tx| {
        let person = testkit::set_up(tx).await;
        paper::put_page(tx, &slug("about"), "About", &body("Line\u{2028}ends, “quotes” and \u{1F941}.")).await.unwrap();
        let said = Facts { credit: "Raf".to_owned(), expires: Some(minute(90)), focus: [0.25, 0.75], ..Facts::default() };
        let row = MediaRow { name: "ruby \"the\" \\ vale.jpg".to_owned(), facts: said, ..testkit::media(&key, minute(1)) };
        media::put(tx, &row, "ruby").await.unwrap();
        let size = Size { width: 400, height: 300, file: small.clone(), mime: "image/png".to_owned(), bytes: 14 };
        media::put_sizes(tx, &key, &[size]).await.unwrap();
        let picture = Picture {
            media: key.clone(),
            alt: "Ruby".to_owned(),
            decorative: false,
            credit: "Raf".to_owned(),
            caption: String::new(),
            width: 3,
            height: 2,
            focus: [0.1 + 0.2, 1.0 / 3.0],
        };
        let (gilt, story) = fill_stories(tx, person, picture).await;
        fill_readers(tx, gilt, story).await;
        let vera = staff::create(tx, &testkit::staff("Vera Lindqvist", Role::Editor)).await.unwrap();
        let publishing = Act { staff: Some(vera.id), from: "198.51.100.7".to_owned(), ..act(minute(1)) };
        audit::append(tx, &publishing, "publish", "story 1").await.unwrap();
        ads::create(tx, &super::running::ad("Amps")).await.unwrap();
        ads::count(tx, jiff::civil::date(2026, 11, 20), &[(AdId(1), Place::Front, Tally { carried: 3, seen: 2, followed: 1 })])
            .await
            .unwrap();
        front::put(tx, &super::running::layout(3, 1), "Imogen").await.unwrap();
        counts::add_reads(tx, &[(minute(0), "/".to_owned(), 3)]).await.unwrap();
        counts::add_vain(tx, &[(jiff::civil::date(2026, 11, 20), "gilt".to_owned(), 1)]).await.unwrap();
        redirects::put(tx, "/?p=12", "/2026/11/20/story").await.unwrap();
        secrets::put_if_absent(tx, "tokens", b"never exported").await.unwrap();
        mailbox::put(tx, "a@b.co", "c@d.ef", "never exported", b"raw").await.unwrap();
        jobs::enqueue(tx, "link", "{}", minute(1), None).await.unwrap();
    })
    .await;
}

async fn fill_stories(tx: &Tx, person: domain::id::PersonId, cover: Picture) -> (domain::id::ArtistId, domain::id::StoryId) {
    let gilt = NewArtist { aliases: vec!["The Gilt".to_owned()], ..artist("Gilt") };
    let gilt = artists::create(tx, &gilt, &slug("gilt"), KEYS).await.unwrap().id;
    let twin = artists::create(tx, &artist("Gilt (band)"), &slug("gilt-band"), KEYS).await.unwrap().id;
    let later = artists::create(tx, &artist("Later"), &slug("later"), KEYS).await.unwrap().id;
    artists::put_membership(tx, Membership::undated(gilt, later, true)).await.unwrap();
    // Merged into a later id: the first row refers to one that comes after it.
    artists::merge(tx, twin, later).await.unwrap();
    let mut new = new_story("Story", minute(10));
    new.draft.bylines = vec![byline(person)];
    new.draft.artists = vec![ArtistCredit { artist: gilt, credited_as: "GILT".to_owned(), strength: Strength::Subject }];
    new.draft.cover = Some(cover);
    let clip = serde_json::json!({ "provider": "youtube", "id": "dQw4w9WgXcQ" });
    new.draft.body.blocks.push(Block::Clip(serde_json::from_value(clip).unwrap()));
    new.draft.body.blocks.push(Block::Score(Score { value: 7.300_000_000_000_001, out_of: 10.0, verdict: "Loud".to_owned() }));
    new.draft.sponsor = Some(Sponsor { name: "Wray “Amps”".to_owned(), link: None });
    new.source = Some(Source { system: "text".to_owned(), foreign_id: "a\tb".to_owned() });
    let story = stories::create(tx, &new, "Imogen").await.unwrap();
    let mut next = Story { revision: 2, ..story.clone() };
    next.corrections = vec![Correction { at: minute(12), text: "Two lines.\nReally.".to_owned() }];
    stories::save(tx, &next, 1, "Raf").await.unwrap();
    links::set_story_artists(tx, story.id, &[(gilt, Strength::Subject)]).await.unwrap();
    let link = AutoLink {
        story: story.id,
        text_version: 1,
        span: Span { block: Span::STANDFIRST, start: 1, end: 3 },
        artist: gilt,
        strength: Strength::Former,
        standing: Standing::Sure,
        evidence: "full name".to_owned(),
    };
    links::replace_auto(tx, story.id, 1, &[link]).await.unwrap();
    links::reject(tx, story.id, later, "I").await.unwrap();
    store::relinkings::owe(tx, "made Gilt", &["gilt".to_owned()], &[later], false).await.unwrap();
    fill_moving(tx, story.id).await;
    links::accept(tx, story.id, gilt, Some(Strength::Featured), "I").await.unwrap();
    store::clips::mark(tx, domain::body::Provider::Youtube, "dQw4w9WgXcQ", true, "I").await.unwrap();
    fill_desk(tx, story.id).await;
    let quote = Quote { speaker: None, paragraphs: vec!["Loud.".to_owned()], spans: vec![], cue: "said".to_owned() };
    quotes::replace(tx, story.id, 1, &[quote]).await.unwrap();
    fill_records(tx, gilt, story.id).await;
    (gilt, story.id)
}

/// What the archive keeps beside stories.
async fn fill_records(tx: &Tx, gilt: domain::id::ArtistId, story: domain::id::StoryId) {
    artists::links::replace(tx, gilt, &["https://gilt.example/?a=1".to_owned()]).await.unwrap();
    let new = domain::work::NewWork { title: "Guilt “II”".to_owned(), musicbrainz: Some("id".to_owned()), ..Default::default() };
    let work = store::works::create(tx, &[gilt], &new, &slug("guilt-ii"), "guilt ii").await.unwrap();
    store::works::put(tx, story, work.id, domain::work::About::Said).await.unwrap();
    let night = domain::body::TourDate {
        date: jiff::civil::date(2026, 12, 1),
        city: "Hobart".to_owned(),
        venue: "The Brisbane".to_owned(),
        tickets: String::new(),
        note: "free".to_owned(),
        status: domain::body::DateStatus::Moved,
    };
    store::gigs::replace(tx, story, &[(0, gilt, night)]).await.unwrap();
    let sorted = artists::alphabet::Sorted { stamp: "en 1".to_owned(), after: Some(gilt) };
    artists::alphabet::set_sorted(tx, &sorted).await.unwrap();
    let venue = domain::night::Venue {
        musicbrainz: "84b14cee-ff24-4a5a-adf8-bbcf78eb7b64".to_owned(),
        name: "The “Tote”".to_owned(),
        spot: domain::night::Spot::of_degrees(-37.8, 144.9),
        ..Default::default()
    };
    let listed = domain::night::ListedNight {
        musicbrainz: "0e4b6e9c-0c4c-4f0b-8e36-2b3e1c0a5d11".to_owned(),
        day: domain::part_day::PartDay::of(jiff::civil::date(2026, 12, 2)),
        venue: Some(venue),
        ..Default::default()
    };
    let kept = store::nights::Kept { night: listed, players: vec![(gilt, jiff::civil::date(2026, 12, 2))] };
    store::nights::put(tx, &[kept], minute(3)).await.unwrap();
    let thread = store::threads::create(tx, "The fax", "All of it", &slug("the-fax")).await.unwrap();
    store::threads::put(tx, thread.id, story, true).await.unwrap();
}

/// An import of a paper with an entry, an old address and something to look at.
async fn fill_moving(tx: &Tx, story: domain::id::StoryId) {
    use store::movings::{self, Moved, MovedPath, Moving, MovingFinding, MovingState};
    let new = Moving {
        id: 0,
        system: "wordpress:old.example".to_owned(),
        source: "/tmp/“export”.xml".to_owned(),
        title: "Old".to_owned(),
        sign: "1/2".to_owned(),
        mapping: "{\"section\":\"news\"}".to_owned(),
        options: "{}".to_owned(),
        state: MovingState::Running,
        after_place: 0,
        total: 1,
        counts: std::collections::BTreeMap::new(),
        why: String::new(),
        who: "I".to_owned(),
        began: minute(1),
        changed: minute(1),
    };
    let id = movings::begin(tx, &new).await.unwrap();
    let moved = Moved {
        place: 1,
        foreign_id: "7".to_owned(),
        kind: "post".to_owned(),
        line: 3,
        title: "A\tB".to_owned(),
        outcome: "new".to_owned(),
        story: Some(story),
        page: None,
        revision: Some(1),
    };
    movings::put_moved(tx, id, &[moved]).await.unwrap();
    let gone = store::fetched::Fetched { moving: id, media: None, why: "the server says 404".to_owned() };
    store::fetched::put(tx, "http://old.example/“a”.jpg", &gone).await.unwrap();
    let led = Redirect { path: "/?p=7".to_owned(), target: "/2015/03/27/story".to_owned() };
    movings::lead_on(tx, id, std::slice::from_ref(&led)).await.unwrap();
    // Again, as after a process died: where it led before is not what the import led it to.
    movings::lead_on(tx, id, std::slice::from_ref(&led)).await.unwrap();
    assert_eq!(movings::paths(tx, id, 5).await.unwrap(), [MovedPath { led, was: None }]);
    movings::put_sections(tx, id, &[testkit::slug("late")]).await.unwrap();
    assert_eq!(movings::sections(tx, id).await.unwrap(), [testkit::slug("late")]);
    let finding = MovingFinding { id: 0, place: 1, about: "shortcode".to_owned(), text: "[odd]".to_owned(), story: Some(story) };
    movings::put_findings(tx, id, &[finding.clone(), finding]).await.unwrap();
    let open = movings::findings(tx, id, None, 0, 10).await.unwrap();
    assert_eq!(movings::settle(tx, id, &[open[0].id], "I").await.unwrap(), 1);
    let counts = std::collections::BTreeMap::from([("new".to_owned(), 1)]);
    assert!(movings::advance(tx, 0, &Moving { id, after_place: 1, state: MovingState::Done, counts, ..new }).await.unwrap());
}

/// A new version, a refused text and a note, with texts that are hard to carry.
async fn fill_desk(tx: &Tx, story: domain::id::StoryId) {
    let before = desk::working(tx, story).await.unwrap().unwrap();
    let draft = domain::story::Draft { body: body("Beside:\u{2028}“new”."), ..before.story.draft.clone() };
    let Saving::Changed { working, begins } = before.save(draft, 2, None, &act(minute(13))).unwrap() else { unreachable!("the same") };
    desk::put(tx, &before, &working, begins, "Raf").await.unwrap();
    desk::saves::put_aside(tx, &working.as_written(), "window", 1, "Ana").await.unwrap();
    let note = desk::notes::NewNote { text: "Who said “so”?\n", reply_to: None, anchor: None };
    desk::notes::put(tx, story, &note, "Raf").await.unwrap();
}

async fn fill_readers(tx: &Tx, gilt: domain::id::ArtistId, story: domain::id::StoryId) {
    let reader = readers::create(tx, &testkit::reader(1)).await.unwrap().id;
    let gone = readers::create(tx, &testkit::reader(2).leave(minute(2), "one press")).await.unwrap();
    assert_eq!(gone.ended, Some(minute(2)));
    readers::follow(tx, reader, gilt).await.unwrap();
    readers::record_signup(tx, "ip", "example.org").await.unwrap();
    let edition = Edition {
        id: EditionId(0),
        day: jiff::civil::date(2026, 11, 20),
        which: domain::edition::Which::Special(2),
        state: State::Sending,
        subject: "Story".to_owned(),
        preheader: String::new(),
        stories: vec![story],
        own: 2,
        released: Some(minute(3)),
        covers_until: minute(2),
        composed: minute(2),
        withdrawn: domain::edition::Selection(0),
    };
    let edition = editions::create(tx, &edition).await.unwrap().id;
    deliveries::freeze(
        tx,
        edition,
        &[(reader, Contents { selection: Selection(3), first: Selection(2), corrected: Selection(1) })],
        &[(domain::reader::Without::Paused, 1)],
        ReaderId(2),
    )
    .await
    .unwrap();
    editions::put_parts(tx, edition, r#"{"layout":[1,2.50]}"#).await.unwrap();
    let erased = readers::create(tx, &testkit::reader(3)).await.unwrap();
    deliveries::freeze(tx, edition, &[(erased.id, Contents::of(Selection(1)))], &[], erased.id).await.unwrap();
    let bounce = Bounce {
        id: 0,
        at: minute(1),
        reader: Some(erased.id),
        edition: Some(edition),
        kind: Kind::Hard,
        status: "5.1.1".to_owned(),
        reason: "550 5.1.1 “nobody”".to_owned(),
        via: "imap".to_owned(),
    };
    assert!(bounces::put(tx, &bounce, "of the erased").await.unwrap());
    assert!(
        bounces::put(tx, &Bounce { reader: Some(reader), edition: None, kind: Kind::Complaint, ..bounce }, "of a reader").await.unwrap()
    );
    readers::erase(tx, erased.id, &erased.email).await.unwrap();
    readers::begin_import(tx, "Imogen", "members.csv", "Ghost", "asked “twice”").await.unwrap();
    store::suppressions::salt_or(tx, "salt").await.unwrap();
    store::suppressions::put(tx, "hash", Some("d@e.fg"), "complained", "Imogen").await.unwrap();
    let evening = domain::edition::Name { day: jiff::civil::date(2026, 11, 21), which: domain::edition::Which::Later(1_080) };
    let plan = domain::edition::Plan { order: vec![story], held: Some(minute(2)), ..domain::edition::Plan::empty(evening) };
    editions::save_plan(tx, &plan, "Imogen").await.unwrap();
    editions::ask_to_tell(tx, story, "It was a “telex”.").await.unwrap();
    editions::count_left(tx, edition).await.unwrap();
    let epoch = epochs::begin(tx, "test").await.unwrap();
    let (in_doubt, withdrawn) = (domain::edition::InDoubt::Hold, domain::edition::Selection(0));
    let mut wanted = deliveries::Wanted { limit: 9, in_doubt, withdrawn, after: Some(domain::id::ReaderId(0)) };
    deliveries::claim(tx, edition, epoch, &mut wanted).await.unwrap();
}

/// Every file below a directory, by its path from there.
fn tree(root: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(directory) = open.pop() {
        for entry in std::fs::read_dir(&directory).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                files.insert(path.strip_prefix(root).unwrap().to_owned(), std::fs::read(&path).unwrap());
            }
        }
    }
    files
}

async fn export(store: &Store, dir: &Path, blobs: &Files) -> BTreeMap<PathBuf, Vec<u8>> {
    let done = backup::export(&store.snapshot().await.unwrap(), dir, blobs).await.unwrap();
    assert_eq!((done.files, done.lost.len()), (2, 0));
    tree(dir)
}

async fn carries(from: Store, to: Store, path: &Path) {
    let (old, new) = (Files::open(&path.join("old")).unwrap(), Files::open(&path.join("new")).unwrap());
    fill(&from, &old).await;
    let first = export(&from, &path.join("first"), &old).await;
    for (file, bytes) in &first {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("never exported"), "{}", file.display());
        assert!(file.extension().is_none_or(|ending| ending != "jsonl") || !bytes.is_empty(), "{} is not tested", file.display());
    }
    let done = backup::import(&to, &path.join("first"), &new, minute(50)).await.unwrap();
    assert_eq!(done.files, 2);
    let second = export(&to, &path.join("second"), &new).await;
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (file, bytes) in &first {
        assert_eq!(String::from_utf8_lossy(bytes), String::from_utf8_lossy(&second[file]), "{}", file.display());
    }
    // New rows go on after the highest ids.
    write(&to, minute(60), async |tx| {
        let story = stories::create(tx, &new_story("After", minute(60)), "I").await.unwrap();
        assert_eq!(story.id.0, 2);
        readers::create(tx, &testkit::reader(3)).await.unwrap();
        artists::create(tx, &artist("Next"), &slug("next"), KEYS).await.unwrap();
    })
    .await;
    let again = backup::import(&to, &path.join("first"), &new, minute(61)).await;
    assert!(again.err().unwrap().to_string().contains("there is a paper here already"));
}

mod a_paper_is_carried_from {
    use super::carries;

    mod sqlite_to {
        #[test]
        fn sqlite() {
            testkit::with_scratch(async |scratch| super::carries(scratch.sqlite().await, scratch.sqlite().await, scratch.path()).await);
        }

        #[test]
        fn postgres() {
            testkit::with_scratch(async |scratch| super::carries(scratch.sqlite().await, scratch.postgres().await, scratch.path()).await);
        }
    }

    mod postgres_to {
        mod sqlite {
            #[test]
            fn postgres() {
                testkit::with_scratch(async |scratch| {
                    super::super::carries(scratch.postgres().await, scratch.sqlite().await, scratch.path()).await;
                });
            }
        }

        mod postgres {
            #[test]
            fn postgres() {
                testkit::with_scratch(async |scratch| {
                    super::super::carries(scratch.postgres().await, scratch.postgres().await, scratch.path()).await;
                });
            }
        }
    }
}

testkit::both! {
    async fn a_broken_export_half_applies_nothing(store: Store) {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path();
        let blobs = Files::open(&path.join("media")).unwrap();
        let source = Store::open(&store::Location::Sqlite(path.join("source.db"))).await.unwrap();
        source.migrate().await.unwrap();
        fill(&source, &blobs).await;
        export(&source, &path.join("export"), &blobs).await;
        let deliveries = path.join("export/tables/deliveries.jsonl");
        let sound = std::fs::read_to_string(&deliveries).unwrap();
        let cases = [
            (sound.replace("\"attempts\":1", "\"attempts\":\"one\""), "line 1: “attempts”"),
            (sound.replace("\"reader\":1", "\"reader\":77"), "deliveries.jsonl"),
            (sound.replace("\"attempts\"", "\"tries\""), "“attempts” is missing"),
            (String::new(), "not complete"),
            (format!("{sound}{sound}"), "deliveries.jsonl, in lines 1 to 2"),
            ("{".to_owned(), "line 1"),
        ];
        for (broken, expected) in cases {
            std::fs::write(&deliveries, broken).unwrap();
            let said = backup::import(&store, &path.join("export"), &blobs, minute(50)).await.err().unwrap().to_string();
            assert!(said.contains(expected), "{said}");
            assert_eq!(paper::get(&store.read().await.unwrap()).await.unwrap(), None);
        }
        std::fs::write(&deliveries, sound).unwrap();
        backup::import(&store, &path.join("export"), &blobs, minute(50)).await.unwrap();
    }
}

#[test]
fn an_export_needs_an_empty_directory_and_tells_lost_files() {
    testkit::with_scratch(async |scratch| {
        let store = scratch.sqlite().await;
        let blobs = Files::open(&scratch.path().join("media")).unwrap();
        fill(&store, &blobs).await;
        std::fs::remove_dir_all(scratch.path().join("media")).unwrap();
        let snapshot = store.snapshot().await.unwrap();
        let done = backup::export(&snapshot, &scratch.path().join("out"), &blobs).await.unwrap();
        assert_eq!((done.files, done.lost.len()), (0, 2));
        let again = backup::export(&snapshot, &scratch.path().join("out"), &blobs).await;
        assert!(again.err().unwrap().to_string().contains("not empty"));
    });
}
