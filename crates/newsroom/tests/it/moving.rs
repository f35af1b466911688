//! A whole paper moves in: what comes, what stays, and that it may break off at any moment.

mod again;
mod arrival;
mod bad;
mod dated;
mod fetching;
mod fuzzed;
mod gated;
mod given_data;
mod led;
mod noted;
mod pages;
mod restricted;
mod taken_back;

use crate::desk::Desk;
use domain::story::State;
use newsroom::moving::{self, Asked, Mapping};
use std::path::{Path, PathBuf};
use store::movings::{Moving, MovingState};

/// A paper of `stories` stories with what papers have, as an export.
fn export(stories: usize) -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel>\n<title>Old Paper</title><link>http://old.example</link>\
         <wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>http://old.example</wp:base_blog_url>\n\
         <wp:author><wp:author_login>andre</wp:author_login><wp:author_display_name>André Dack</wp:author_display_name></wp:author>\n",
    );
    for n in 1..=stories {
        let other = if n == 1 { stories } else { n - 1 };
        xml.push_str(&format!(
            "<item><title>Gilt play night {n} &amp; leave</title><link>http://old.example/2015/03/gilt-{n}/</link><dc:creator>andre</dc:creator>\
             <guid>http://old.example/?p={n}</guid><excerpt:encoded><![CDATA[Line {n}]]></excerpt:encoded>\
             <content:encoded><![CDATA[Gilt <b>played</b> night {n}.\n\nSee <a href=\"http://old.example/2015/03/gilt-{other}/\">before</a> \
             and <a href=\"http://old.example/gone/\">gone</a>.\n\nhttps://youtu.be/dQw4w9WgXcQ\n\n[gallery ids=\"9001\"]\n\n[odd a=\"1\"]]]></content:encoded>\
             <category domain=\"category\" nicename=\"reviews\"><![CDATA[Reviews]]></category>\
             <category domain=\"post_tag\" nicename=\"gilt\"><![CDATA[Gilt]]></category>\
             <wp:post_id>{n}</wp:post_id><wp:post_date>2015-03-27 20:45:00</wp:post_date><wp:post_date_gmt>2015-03-27 09:45:00</wp:post_date_gmt>\
             <wp:post_name>gilt-{n}</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>\
             <wp:postmeta><wp:meta_key>rating</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>\
             <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>9001</wp:meta_value></wp:postmeta></item>\n",
            n % 10
        ));
    }
    let state = |id: u32, kind: &str, status: &str, date: &str, more: &str| {
        format!(
            "<item><title>{status} {kind}</title><link>http://old.example/?p={id}</link><dc:creator>andre</dc:creator>\
             <content:encoded><![CDATA[Text of {status}.]]></content:encoded><wp:post_id>{id}</wp:post_id><wp:post_date>{date}</wp:post_date>\
             <wp:post_date_gmt>{date}</wp:post_date_gmt><wp:post_name>{status}-{kind}</wp:post_name><wp:status>{status}</wp:status>\
             <wp:post_type>{kind}</wp:post_type>{more}</item>\n"
        )
    };
    for (id, kind, status, date, more) in [
        (5001, "post", "draft", "0000-00-00 00:00:00", ""),
        (5002, "post", "future", "2090-01-01 10:00:00", ""),
        (5003, "post", "private", "2015-01-01 10:00:00", ""),
        (5004, "post", "trash", "2015-01-01 10:00:00", ""),
        (5005, "post", "pending", "2015-01-01 10:00:00", ""),
        (5006, "page", "publish", "2015-01-01 10:00:00", ""),
        (5007, "nav_menu_item", "publish", "2015-01-01 10:00:00", ""),
        (5008, "post", "publish", "2015-01-02 10:00:00", "<wp:post_password>x</wp:post_password>"),
        (
            9001,
            "attachment",
            "inherit",
            "2015-01-01 10:00:00",
            "<wp:attachment_url>http://old.example/wp-content/uploads/2015/03/dot.png</wp:attachment_url>\
             <excerpt:encoded>On stage. Photo: Jo Bloke</excerpt:encoded>\
             <wp:postmeta><wp:meta_key>_wp_attachment_image_alt</wp:meta_key><wp:meta_value>Gilt</wp:meta_value></wp:postmeta>",
        ),
    ] {
        xml.push_str(&state(id, kind, status, date, more));
    }
    xml.push_str("</channel></rss>\n");
    xml
}

/// A paper's export and its uploads in a folder.
struct Old {
    folder: tempfile::TempDir,
}

impl Old {
    fn of(xml: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("export.xml"), xml).unwrap();
        let uploads = folder.path().join("uploads/2015/03");
        std::fs::create_dir_all(&uploads).unwrap();
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo").join(some_picture()), uploads.join("dot.png")).unwrap();
        Self { folder }
    }

    fn asked(&self) -> Asked {
        Asked { path: self.folder.path().join("export.xml"), uploads: vec![self.folder.path().join("uploads")], ..Asked::default() }
    }
}

/// Any picture of the demo paper.
fn some_picture() -> PathBuf {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo/pictures");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    files.sort();
    Path::new("pictures").join(files.into_iter().find(|name| name.to_string_lossy().ends_with(".jpg")).unwrap())
}

async fn bring_in(desk: &Desk, asked: &Asked) -> Moving {
    moving::run(&desk.newsroom, &desk.act(), asked, &|_, _| {}).await.unwrap()
}

/// Every story as it is stored, without numbers and instants that are drawn as it comes.
async fn paper(desk: &Desk) -> Vec<String> {
    let conn = desk.read().await;
    let mut all = Vec::new();
    for id in store::stories::after(&conn, domain::id::StoryId(0), 10_000).await.unwrap() {
        let story = store::stories::by_id(&conn, id).await.unwrap().unwrap();
        let links = store::links::auto(&conn, id, story.text_version).await.unwrap().len();
        all.push(format!("{:?} {:?} {:?} {:?} {links}", story.source, story.state, story.address, story.draft));
    }
    let redirects = store::redirects::list(&conn, "", "", 10_000).await.unwrap();
    all.extend(redirects.into_iter().map(|redirect| format!("{redirect:?}")));
    all.sort();
    all
}

async fn by_id(desk: &Desk, id: &str) -> domain::story::Story {
    store::stories::by_source(&desk.read().await, "wordpress:old.example", id).await.unwrap().unwrap()
}

testkit::both! {
    async fn a_paper_comes_with_states_dates_pictures_scores_and_old_addresses(store: Store) {
        let desk = Desk::new(store).await;
        let old = Old::of(&export(30));
        let done = bring_in(&desk, &old.asked()).await;
        assert_eq!((done.state, done.after_place, done.total), (MovingState::Done, 39, 39));
        assert_eq!(done.counts.get("new"), Some(&36), "{:?}", done.counts);
        let story = by_id(&desk, "2").await;
        assert_eq!((story.state.clone(), story.address.as_deref()), (State::Live, Some("/2015/03/27/gilt-2")));
        let draft = &story.draft;
        assert_eq!((draft.headline.as_str(), draft.standfirst.as_str()), ("Gilt play night 2 & leave", "Line 2"));
        assert_eq!(draft.dateline.map(domain::time::Instant::rfc3339).as_deref(), Some("2015-03-27T09:45:00Z"));
        assert_eq!(draft.kind, domain::story::Kind::Review);
        let cover = draft.cover.as_ref().unwrap();
        assert_eq!((cover.alt.as_str(), cover.caption.as_str(), cover.credit.as_str()), ("Gilt", "On stage.", "Jo Bloke"));
        assert_eq!(draft.artists.first().map(|credit| credit.credited_as.as_str()), Some("Gilt"));
        let json = draft.body.to_json().to_string();
        for part in ["/2015/03/27/gilt-1", "http://old.example/gone/", "dQw4w9WgXcQ", "[odd a=", "\"out_of\":10.0", "\"picture\""] {
            assert!(json.contains(part), "{part}: {json}");
        }
        for (id, state) in [("5001", "draft"), ("5002", "scheduled"), ("5003", "draft"), ("5005", "submitted"), ("5008", "draft")] {
            assert_eq!(by_id(&desk, id).await.state.word(), state, "{id}");
        }
        let conn = desk.read().await;
        assert!(store::stories::by_source(&conn, "wordpress:old.example", "5004").await.unwrap().is_none(), "it was thrown away");
        assert_eq!(store::paper::pages(&conn).await.unwrap().len(), 1);
        for (path, target) in [("/?p=2", "/2015/03/27/gilt-2"), ("/2015/03/gilt-2", "/2015/03/27/gilt-2"), ("/tag/gilt", "/artists/gilt"), ("/author/andre", "/by/andre-dack")] {
            assert_eq!(store::redirects::get(&conn, path).await.unwrap().as_deref(), Some(target), "{path}");
        }
        let (_, counts, _) = moving::progress(&desk.newsroom, &desk.act(), done.id, 0, 0).await.unwrap();
        assert_eq!(counts.iter().map(|(about, count)| (about.as_str(), *count)).collect::<Vec<_>>(), [("entry", 2), ("link", 30), ("shortcode", 30)]);
    }

    async fn an_import_that_breaks_off_anywhere_ends_as_an_undisturbed_one(store: Store) {
        let desk = Desk::new(store).await;
        let old = Old::of(&export(250));
        let undisturbed = bring_in(&desk, &old.asked()).await;
        let whole = paper(&desk).await;
        let out = moving::take_out(&desk.newsroom, &desk.act(), undisturbed.id).await.unwrap();
        assert_eq!((out.stories, out.pages, out.stay.len()), (255, 1, 0), "{out:?}");
        assert!(paper(&desk).await.is_empty());
        for broken_at in [0_u64, 1, 2] {
            // The process dies in the middle of a batch: the future is dropped where it stands.
            let seen = std::sync::atomic::AtomicU64::new(0);
            let progress = |_: u64, _: u64| {
                seen.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            };
            let (act, asked) = (desk.act(), old.asked());
            let import = moving::run(&desk.newsroom, &act, &asked, &progress);
            let died = async {
                while seen.load(std::sync::atomic::Ordering::Relaxed) < broken_at {
                    tokio::time::sleep(std::time::Duration::from_millis(1)).await;
                }
                tokio::time::sleep(std::time::Duration::from_millis(7)).await;
            };
            tokio::select! { _ = import => {}, () = died => {} }
            let latest = moving::list(&desk.newsroom, &desk.act(), 1).await.unwrap().remove(0);
            let id = if latest.state == MovingState::Running {
                moving::resume(&desk.newsroom, &desk.act(), latest.id, &|_, _| {}).await.unwrap().id
            } else if latest.state == MovingState::Done {
                latest.id
            } else {
                bring_in(&desk, &old.asked()).await.id
            };
            let resumed = paper(&desk).await;
            assert_eq!(resumed.len(), whole.len(), "broken off at {broken_at}");
            assert!(resumed == whole, "broken off at {broken_at}");
            moving::take_out(&desk.newsroom, &desk.act(), id).await.unwrap();
        }
    }

    async fn a_paper_again_is_the_same_paper_and_what_was_edited_stays(store: Store) {
        let desk = Desk::new(store).await;
        let old = Old::of(&export(5));
        bring_in(&desk, &old.asked()).await;
        let before = paper(&desk).await;
        let story = by_id(&desk, "3").await;
        let again = bring_in(&desk, &old.asked()).await;
        assert_eq!(again.counts.get("same"), Some(&11), "{:?}", again.counts);
        assert_eq!(paper(&desk).await, before);
        newsroom::stories::withdraw(&desk.newsroom, &desk.act(), story.id, "Not ours.").await.unwrap();
        let third = bring_in(&desk, &old.asked()).await;
        assert_eq!((third.counts.get("kept"), third.counts.get("same")), (Some(&1), Some(&10)), "{:?}", third.counts);
        assert_eq!(by_id(&desk, "3").await.state.word(), "withdrawn");
        let out = moving::take_out(&desk.newsroom, &desk.act(), 1).await.unwrap();
        assert_eq!((out.stories, out.stay.len()), (9, 1), "{out:?}");
        let twice = moving::take_out(&desk.newsroom, &desk.act(), 1).await;
        assert!(crate::refused(twice).contains("already"));
    }

    async fn what_was_edited_stays_however_often_its_source_comes_again(store: Store) {
        let desk = Desk::new(store).await;
        let old = Old::of(&export(2));
        let asked = old.asked();
        bring_in(&desk, &asked).await;
        let story = by_id(&desk, "1").await;
        let draft = domain::story::Draft { headline: "Edited here".to_owned(), ..story.draft.clone() };
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        let edited = domain::story::Story { draft, revision: story.revision + 1, ..story.clone() };
        store::stories::save(&tx, &edited, story.revision, "I").await.unwrap();
        tx.commit().await.unwrap();
        for _ in 0..3 {
            let again = bring_in(&desk, &asked).await;
            assert_eq!((again.counts.get("kept"), again.counts.get("changed")), (Some(&1), None), "{:?}", again.counts);
            assert_eq!(by_id(&desk, "1").await.draft.headline, "Edited here");
        }
    }

    async fn what_people_built_upon_stays_when_an_import_is_taken_out(store: Store) {
        let desk = Desk::new(store).await;
        let old = Old::of(&export(6));
        bring_in(&desk, &old.asked()).await;
        let (ruled, threaded, laid) = (by_id(&desk, "1").await, by_id(&desk, "2").await, by_id(&desk, "3").await);
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        store::links::reject(&tx, ruled.id, ruled.draft.artists[0].artist, "I").await.unwrap();
        let thread = store::threads::create(&tx, "A night", "", &testkit::slug("a-night")).await.unwrap();
        store::threads::put(&tx, thread.id, threaded.id, true).await.unwrap();
        let slots = vec![domain::front::Slot { place: 0, story: laid.id, until: None }];
        store::front::put(&tx, &domain::front::Layout { from: desk.now(), slots }, "I").await.unwrap();
        store::redirects::put_many(&tx, &[domain::navigation::Redirect { path: "/2015/03/gilt-5".to_owned(), target: "/news".to_owned() }]).await.unwrap();
        tx.commit().await.unwrap();
        let out = moving::take_out(&desk.newsroom, &desk.act(), 1).await.unwrap();
        let stay: Vec<(&str, &str)> = out.stay.iter().map(|(headline, why)| (headline.as_str(), *why)).collect();
        let wanted = [
            ("Gilt play night 1 & leave", "somebody said what it speaks of"),
            ("Gilt play night 2 & leave", "is part of a thread"),
            ("Gilt play night 3 & leave", "stands on the front, or was sent to readers"),
        ];
        assert_eq!((stay.as_slice(), out.stories, out.pages), (&wanted[..], 8, 1));
        let conn = desk.read().await;
        let leads = async |path: &str| store::redirects::get(&conn, path).await.unwrap();
        // What stays is still found under its old addresses; what somebody led elsewhere since leads there.
        assert_eq!(leads("/?p=2").await, threaded.address);
        assert_eq!((leads("/?p=4").await, leads("/2015/03/gilt-5").await.as_deref()), (None, Some("/news")));
        let gilt = store::artists::by_ids(&conn, &[ruled.draft.artists[0].artist]).await.unwrap();
        let counted = store::stories::artist_counts(&conn, gilt[0].id).await.unwrap();
        assert_eq!(counted.stories, 3, "{counted:?}");
    }

    async fn a_mapping_is_obeyed_and_an_import_is_for_editors(store: Store) {
        let desk = Desk::new(store).await;
        let old = Old::of(&export(3));
        let mut asked = old.asked();
        asked.mapping = Mapping { trash: true, ..Mapping::default() };
        asked.mapping.types.insert("page".to_owned(), "leave".to_owned());
        asked.mapping.artists.insert("gilt".to_owned(), "Gilt Trio".to_owned());
        asked.mapping.bylines.insert("andre".to_owned(), "A. Dack".to_owned());
        asked.mapping.fields.insert("rating".to_owned(), String::new());
        let dry = moving::look(&desk.newsroom, &desk.act(), &asked, |_| {}).await.unwrap();
        assert_eq!((dry.entries, dry.becomes.get("story"), dry.files), (12, Some(&9), (6, 6)), "{dry:?}");
        assert!(paper(&desk).await.is_empty(), "a dry run stores nothing");
        bring_in(&desk, &asked).await;
        let story = by_id(&desk, "1").await;
        assert_eq!(story.draft.artists[0].credited_as, "Gilt Trio");
        assert!(!story.draft.body.to_json().to_string().contains("\"score\""));
        assert_eq!(by_id(&desk, "5004").await.state.word(), "draft");
        let facts = newsroom::stories::facts(&desk.newsroom, &story).await.unwrap();
        assert_eq!(facts.bylines[0].0, "A. Dack");
        let writer = domain::act::Act::new("Ana", domain::role::Role::Writer, desk.now());
        let answer = moving::run(&desk.newsroom, &writer, &asked, &|_, _| {}).await;
        assert!(crate::refused(answer).contains("import"));
    }
}
