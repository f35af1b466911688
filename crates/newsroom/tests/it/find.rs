//! What is searched, by readers and at the desk: as it is now, whatever happened to the index.

use crate::desk::Desk;
use crate::story_desk::{hire, save, written};
use domain::act::Act;
use domain::artist::NewArtist;
use domain::body::{Block, Inlines, Quotation, Score};
use domain::link::Strength;
use domain::role::Role;
use domain::story::desk::Update;
use domain::story::{ArtistCredit, Draft, Kind, State, Story};
use newsroom::Newsroom;
use newsroom::desk::{self as verbs, Beginning, Saved};
use newsroom::find::{self, Answer, Question};
use newsroom::queue::{self, Filter};
use search::query::Note;
use search::{Order, Shelf};
use std::time::Duration;
use store::Store;
use store::blobs::Files;
use store::stories::NewStory;

fn question(typed: &str) -> Question {
    Question { typed: typed.to_owned(), limit: 20, ..Question::default() }
}

async fn answer(newsroom: &Newsroom, typed: &str) -> Answer {
    find::public(newsroom, &question(typed)).await.unwrap()
}

async fn found(newsroom: &Newsroom, typed: &str) -> Vec<String> {
    let mut all: Vec<String> = answer(newsroom, typed).await.stories.into_iter().map(|(card, _)| card.headline).collect();
    all.sort();
    all
}

async fn draft(desk: &Desk, change: impl FnOnce(&mut Draft)) -> Story {
    let mut draft = testkit::draft("Nothing");
    let staff = store::paper::people(&desk.read().await).await.unwrap().remove(0);
    draft.bylines = vec![testkit::byline(staff.id)];
    change(&mut draft);
    draft.slug = text::fold::slug(&draft.headline).unwrap();
    let new = NewStory {
        draft,
        source: None,
        state: State::Draft,
        address: None,
        live_since: None,
        corrections: Vec::new(),
        created: desk.now(),
        updated: desk.now(),
    };
    let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
    let story = store::stories::create(&tx, &new, "Imogen").await.unwrap();
    tx.commit().await.unwrap();
    desk.newsroom.catch_up().await.unwrap();
    story
}

async fn publish(desk: &Desk, change: impl FnOnce(&mut Draft)) -> Story {
    let draft = draft(desk, change).await;
    newsroom::stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap()
}

/// Another process over the same database and folder, after the first has let go of it.
async fn begin_again(store: &Store, folder: &std::path::Path, now: domain::time::Instant) -> Newsroom {
    let newsroom = Newsroom::open(store.clone(), Files::open(folder).unwrap(), now, [7; 32]).await.unwrap();
    find::keep_in(&newsroom, &folder.join("search"));
    newsroom
}

testkit::both! {
    async fn nothing_is_lost_of_a_question_that_is_given_up_nor_of_one_beside_the_worker(store: Store) {
        let desk = Desk::new(store).await;
        find::keep(&desk.newsroom).await.unwrap();
        assert_eq!(find::artists(&desk.newsroom, "gi", 4).await.unwrap().len(), 0);
        for number in 0..12_u64 {
            let (name, patience) = (format!("Gilt{number}"), Duration::from_micros(number * 150));
            let new = NewArtist { name: name.clone(), ..NewArtist::default() };
            let artist = newsroom::artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap().id;
            publish(&desk, |draft| {
                draft.headline = format!("Fax sold by {name}");
                draft.artists = vec![ArtistCredit { artist, credited_as: name.clone(), strength: Strength::Subject }];
            })
            .await;
            drop(tokio::time::timeout(patience, find::artists(&desk.newsroom, &name, 4)).await);
            drop(tokio::time::timeout(patience, answer(&desk.newsroom, &name)).await);
            // At once with the worker, who has some of it in hand or has not.
            let newsroom = desk.newsroom.clone();
            let worker = tokio::spawn(async move { find::keep(&newsroom).await });
            tokio::time::sleep(patience).await;
            assert_eq!(found(&desk.newsroom, &name).await, [format!("Fax sold by {name}")]);
            assert_eq!(find::artists(&desk.newsroom, &name, 4).await.unwrap().len(), 1, "{name}");
            worker.await.unwrap().unwrap();
        }
    }

    async fn a_name_is_found_among_many_of_whom_nothing_was_written(store: Store) {
        let desk = Desk::new(store).await;
        let many: Vec<_> = (0..400).map(|number| Ok::<_, (usize, String)>((number, NewArtist { name: format!("Bla {number}"), ..NewArtist::default() }))).collect();
        newsroom::artists::import(&desk.newsroom, &desk.act(), &mut many.into_iter(), &|_| {}).await.unwrap();
        for (name, stories) in [("Blubber", 1), ("Blur", 2)] {
            let new = NewArtist { name: name.to_owned(), ..NewArtist::default() };
            let artist = newsroom::artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap().id;
            for number in 0..stories {
                publish(&desk, |draft| {
                    draft.headline = format!("{name} sell fax {number}");
                    draft.artists = vec![ArtistCredit { artist, credited_as: name.to_owned(), strength: Strength::Subject }];
                })
                .await;
            }
        }
        let names = async |typed: &str| find::artists(&desk.newsroom, typed, 4).await.unwrap().into_iter().map(|one| one.name).collect::<Vec<_>>();
        assert_eq!(names("bl").await, ["Blur", "Blubber"]);
        assert_eq!(names("blubber").await, ["Blubber"]);
    }

    async fn a_story_is_found_from_the_moment_it_is_acknowledged_until_it_is_withdrawn(store: Store) {
        let desk = Desk::new(store).await;
        find::keep(&desk.newsroom).await.unwrap();
        let quartz = Block::Paragraph(Inlines::plain("The guitars were made of quartzite."));
        let story = draft(&desk, |draft| (draft.headline, draft.body.blocks) = ("Fax machine sold".to_owned(), vec![quartz])).await;
        assert_eq!(found(&desk.newsroom, "quartzite").await, [""; 0]);
        newsroom::stories::publish(&desk.newsroom, &desk.act(), story.id).await.unwrap();
        let seen = answer(&desk.newsroom, "guitar").await;
        assert_eq!(seen.stories.len(), 1);
        assert!(seen.stories[0].1.as_ref().unwrap().iter().any(|piece| piece.marked && piece.text == "guitars"));
        verbs::update(&desk.newsroom, &desk.act(), story.id, Update::Corrected("It was a telex.")).await.unwrap();
        assert_eq!(found(&desk.newsroom, "\"made of quartzite\"").await, ["Fax machine sold"]);
        newsroom::stories::withdraw(&desk.newsroom, &desk.act(), story.id, "It was a joke").await.unwrap();
        for typed in ["quartzite", "quartzit*", "fax", "-nothing", "by:staff", "type:news", "quartzte", "\"fax machine\""] {
            let answer = answer(&desk.newsroom, typed).await;
            assert_eq!((answer.stories.len(), answer.tally.total), (0, 0), "{typed}");
        }
    }

    async fn filters_ask_for_names_days_kinds_scores_and_speakers(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Gilt sells a fax", Some("Gilt")).await;
        publish(&desk, |draft| {
            draft.headline = "Glass, reviewed".to_owned();
            draft.kind = Kind::Review;
            draft.dateline = Some(testkit::at("2015-03-27T09:00:00+11:00"));
            let said = Quotation { speaker: Some("Killer Mike".to_owned()), role: None, paragraphs: vec![Inlines::plain("Purgatory has doors.")] };
            draft.body.blocks = vec![Block::Quotation(said), Block::Score(Score { value: 8.0, out_of: 10.0, verdict: String::new() })];
        }).await;
        for (typed, expected) in [
            ("artist:gilt", vec!["Gilt sells a fax"]),
            ("artist:gil", vec!["Gilt sells a fax"]),
            ("by:staff", vec!["Gilt sells a fax", "Glass, reviewed"]),
            ("section:news type:review", vec!["Glass, reviewed"]),
            ("section:News", vec!["Gilt sells a fax", "Glass, reviewed"]),
            ("before:2016", vec!["Glass, reviewed"]),
            ("after:2015-03-27 before:2015-03-28", vec!["Glass, reviewed"]),
            ("after:2015-03-28", vec!["Gilt sells a fax"]),
            ("score:>=8", vec!["Glass, reviewed"]),
            ("score:4/5", vec!["Glass, reviewed"]),
            ("score:>8", vec![]),
            ("said:\"killer mike\" purgatory", vec!["Glass, reviewed"]),
            ("said:mike door", vec!["Glass, reviewed"]),
            ("said:mike fax", vec![]),
            ("said:gilt", vec![]),
        ] {
            assert_eq!(found(&desk.newsroom, typed).await, expected, "{typed}");
        }
        for (typed, note) in [
            ("artist:nobody", Note::Artist("nobody".to_owned())),
            ("by:nobody", Note::Person("nobody".to_owned())),
            ("section:nowhere", Note::Section("nowhere".to_owned())),
        ] {
            let answer = answer(&desk.newsroom, typed).await;
            assert_eq!((answer.notes, answer.tally.total), (vec![note], 0), "{typed}");
        }
        let artists = find::artists(&desk.newsroom, "gi", 5).await.unwrap();
        assert_eq!(artists.iter().map(|entry| (entry.name.as_str(), entry.stories)).collect::<Vec<_>>(), [("Gilt", 1)]);
        let year = Question { choices: Shelf { year: Some(2015), ..Shelf::default() }, order: Order::Newest, ..question("section:news") };
        let answer = find::public(&desk.newsroom, &year).await.unwrap();
        assert_eq!((answer.tally.total, answer.tally.years.len()), (1, 2));
    }

    async fn an_artist_who_becomes_another_takes_the_stories_along(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Gilt sells a fax", Some("Gilt")).await;
        desk.publish("Vale buys it", Some("Vale")).await;
        let conn = desk.read().await;
        let [gilt, vale] = ["gilt", "vale"].map(testkit::slug);
        let gilt = store::artists::by_slug(&conn, &gilt).await.unwrap().unwrap().id;
        let vale = store::artists::by_slug(&conn, &vale).await.unwrap().unwrap().id;
        drop(conn);
        assert_eq!(found(&desk.newsroom, "artist:vale").await, ["Vale buys it"]);
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        store::artists::merge(&tx, gilt, vale).await.unwrap();
        tx.commit().await.unwrap();
        desk.newsroom.catch_up().await.unwrap();
        assert_eq!(found(&desk.newsroom, "artist:vale").await, ["Gilt sells a fax", "Vale buys it"]);
    }

    async fn the_desk_finds_drafts_for_who_may_read_them(store: Store) {
        let desk = Desk::new(store).await;
        let act = async |name: &str, role: Role| {
            let staff = Some(hire(&desk, name, role).await);
            Act { staff, ..Act::new(name, role, desk.now()).traced(staff.map_or(0, |id| u128::from(id.0.unsigned_abs()))) }
        };
        let (editor, writer, other) = (act("Edda", Role::Editor).await, act("Wim", Role::Writer).await, act("Cora", Role::Contributor).await);
        let beginning = Beginning { headline: "Quartzite found".to_owned(), ..Beginning::default() };
        let made = verbs::create(&desk.newsroom, &writer, beginning).await.unwrap();
        let sees = async |act: &Act, words: &str| {
            let filter = Filter { words: words.to_owned(), limit: 9, ..Filter::default() };
            queue::list(&desk.newsroom, act, &filter).await.unwrap().rows.into_iter().map(|row| row.story.headline).collect::<Vec<_>>()
        };
        for words in ["quartzite", "quartz", "\"quartzite found\""] {
            assert_eq!(sees(&editor, words).await, ["Quartzite found"], "{words}");
            assert_eq!(sees(&writer, words).await, ["Quartzite found"], "{words}");
            assert_eq!(sees(&other, words).await, [""; 0], "{words}");
            assert_eq!(found(&desk.newsroom, words).await, [""; 0], "{words}");
        }
        let written = written("Telex found", &["It was in a drawer."]);
        assert!(matches!(save(&desk, &writer, made.story.id, made.story.revision, "window", written).await, Saved::Stored(_)));
        assert_eq!((sees(&editor, "telex").await, sees(&editor, "quartzite").await), (vec!["Telex found".to_owned()], Vec::new()));
    }

    async fn what_lies_in_the_folder_is_opened_again_and_read_on_from_where_it_ends(store: Store) {
        let desk = Desk::new(store.clone()).await;
        desk.publish("Fax sold", None).await;
        let folder = tempfile::tempdir().unwrap();
        let first = begin_again(&store, folder.path(), desk.now()).await;
        find::keep(&first).await.unwrap();
        assert_eq!(found(&first, "fax sold").await, ["Fax sold"]);
        drop(first);
        desk.pass(60);
        desk.publish("Fax bought", None).await;
        let second = begin_again(&store, folder.path(), desk.now()).await;
        assert_eq!(found(&second, "fax sold").await, ["Fax sold"]);
        assert_eq!(found(&second, "bought").await, ["Fax bought"]);
        drop(second);
        // Another paper's index, or that of a database that was put back: the feed has another change of that number.
        let foreign = folder.path().join("foreign");
        let (index, _) = search::Index::open(&search::Index::folder(&folder.path().join("search"), "paper"), "en-AU Australia/Melbourne").unwrap();
        index.put(vec![(999, Some(search::Entry { story: 999, headline: "Foreign".to_owned(), ..search::Entry::default() }))]).unwrap();
        index.commit(Some(search::Mark { seq: 1, at: 1 })).unwrap();
        drop(index);
        std::fs::rename(folder.path().join("search"), &foreign).unwrap();
        let third = Newsroom::open(store.clone(), Files::open(folder.path()).unwrap(), desk.now(), [7; 32]).await.unwrap();
        find::keep_in(&third, &foreign);
        let answer = answer(&third, "foreign").await;
        assert_eq!((answer.tally.total, answer.stories.len()), (0, 0));
        assert_eq!(found(&third, "bought").await, ["Fax bought"]);
    }

    async fn a_damaged_index_is_made_anew_while_the_paper_stays_up(store: Store) {
        let desk = Desk::new(store.clone()).await;
        for n in 0..3 {
            desk.publish(&format!("Fax number {n}"), None).await;
            desk.pass(60);
        }
        let folder = tempfile::tempdir().unwrap();
        let first = begin_again(&store, folder.path(), desk.now()).await;
        find::keep(&first).await.unwrap();
        assert_eq!(found(&first, "fax number").await.len(), 3);
        drop(first);
        let at = search::Index::folder(&folder.path().join("search"), "paper");
        for part in ["idx", "term", "pos", "store", "fast", "fieldnorm"] {
            for cut in [false, true] {
                let mut files = std::fs::read_dir(&at).unwrap().map(|entry| entry.unwrap().path());
                let path = files.find(|path| path.extension().is_some_and(|end| end == part)).unwrap();
                let whole = std::fs::read(&path).unwrap();
                let wrong = if cut { whole[..whole.len() / 3].to_vec() } else { whole.iter().map(|byte| byte ^ 0x5A).collect() };
                std::fs::write(&path, wrong).unwrap();
                let again = begin_again(&store, folder.path(), desk.now()).await;
                // Whatever it answers meanwhile, it answers; the worker's round finds out what is wrong.
                find::public(&again, &question("fax")).await.unwrap();
                find::keep(&again).await.unwrap();
                find::keep(&again).await.unwrap();
                assert_eq!(found(&again, "fax number").await.len(), 3, "{}", path.display());
                drop(again);
            }
        }
        std::fs::write(at.join("meta.json"), "{}").unwrap();
        let again = begin_again(&store, folder.path(), desk.now()).await;
        assert_eq!(found(&again, "fax number").await.len(), 3);
    }

    async fn another_language_or_a_section_that_is_gone_makes_another_index(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Guitars sold", None).await;
        assert_eq!(found(&desk.newsroom, "guitar").await, ["Guitars sold"]);
        newsroom::paper::change(&desk.newsroom, &desk.act(), "language", "fi").await.unwrap();
        find::keep(&desk.newsroom).await.unwrap();
        assert_eq!(found(&desk.newsroom, "guitars").await, ["Guitars sold"]);
        assert!(answer(&desk.newsroom, "guitar").await.loosely, "in Finnish it is no form of the same word");
    }
}
