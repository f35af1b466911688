use super::*;
use crate::query::{Note, Query};
use crate::{Order, Said, Shelf, Standing};
use domain::story::Kind;
use proptest::prelude::*;

const START: Mark = Mark { seq: 7, at: 70 };

fn entry(story: i64, headline: &str, text: &str) -> Entry {
    Entry {
        story,
        headline: headline.to_owned(),
        text: text.to_owned(),
        section: if story % 2 == 0 { "news" } else { "reviews" }.to_owned(),
        kind: if story % 2 == 0 { Kind::News } else { Kind::Review },
        artists: vec![100 + story],
        published: story * 1_000_000,
        year: 2010 + i16::try_from(story % 5).unwrap(),
        since: story * 1_000_000,
        ..Entry::default()
    }
}

fn made(folder: &Path, entries: &[Entry]) -> Index {
    let index = Index::create(folder, "en-AU").unwrap();
    index.load(entries).unwrap();
    index.finish(START).unwrap();
    index
}

fn wanted(query: &str) -> Wanted {
    Wanted { query: Query::read(query), limit: 20, snippets: true, ..Wanted::default() }
}

fn stories(index: &Index, wanted: &Wanted) -> Vec<i64> {
    index.ask(wanted).unwrap().hits.into_iter().map(|hit| hit.story).collect()
}

fn found(index: &Index, query: &str) -> Vec<i64> {
    let mut found = stories(index, &wanted(query));
    found.sort_unstable();
    found
}

fn few() -> Vec<Entry> {
    let said = vec![Said { speaker: "Killer Mike".to_owned(), words: "Purgatory is a waiting room with doors".to_owned() }];
    vec![
        Entry {
            bylines: vec!["Imogen Achterberg".to_owned()],
            people: vec![5],
            ..entry(1, "Fax machine sold", "The guitars of Björk were sold. Mike’s too.")
        },
        Entry { said, credited: vec!["Run the Jewels".to_owned()], ..entry(2, "New clip", "The band’s fax number is out.") },
        Entry { score: Some(850), ..entry(3, "Gilt: Glass", "A guitar record. The machine sold no fax.") },
    ]
}

#[test]
fn words_in_all_forms_phrases_beginnings_and_what_must_not_be() {
    let folder = tempfile::tempdir().unwrap();
    let index = made(&folder.path().join("i"), &few());
    assert_eq!(found(&index, "guitar"), [1, 3]);
    assert_eq!(found(&index, "GUITARS bjork"), [1]);
    assert_eq!(found(&index, "\"guitars\""), [1]);
    assert_eq!(found(&index, "\"guitar\""), [3]);
    assert_eq!(found(&index, "\"machine sold\""), [1, 3]);
    assert_eq!(found(&index, "\"sold machine\""), [0; 0]);
    assert_eq!(found(&index, "gui*"), [1, 3]);
    assert_eq!(found(&index, "fax -machine"), [2]);
    assert_eq!(found(&index, "-fax"), [0; 0]);
    assert_eq!(found(&index, "mike"), [1]);
    assert_eq!(found(&index, "imogen jewels"), [0; 0]);
    assert_eq!(found(&index, "imogen"), [1]);
    assert_eq!(found(&index, "run the jewels"), [2]);
}

#[test]
fn small_typos_are_forgiven_when_nothing_is_spelt_so() {
    let folder = tempfile::tempdir().unwrap();
    let index = made(&folder.path().join("i"), &few());
    let answer = index.ask(&wanted("gutiar fax")).unwrap();
    assert!(answer.loosely);
    assert_eq!(answer.respelt, [(0..6, "guitar".to_owned())]);
    assert_eq!(answer.hits[0].story, 3);
    assert!(answer.hits[0].snippet.as_ref().unwrap().iter().any(|piece| piece.marked && piece.text == "guitar"));
    assert!(!index.ask(&wanted("guitar")).unwrap().loosely);
    assert_eq!(found(&index, "gix"), [0; 0]);
    assert_eq!(found(&index, "\"gutiar\""), [0; 0]);
}

#[test]
fn filters_and_shelves() {
    let folder = tempfile::tempdir().unwrap();
    let index = made(&folder.path().join("i"), &few());
    let ask = |query: &str, change: &dyn Fn(&mut Wanted)| {
        let mut wanted = wanted(query);
        change(&mut wanted);
        let mut found = stories(&index, &wanted);
        found.sort_unstable();
        found
    };
    assert_eq!(ask("type:review", &|_| {}), [1, 3]);
    assert_eq!(ask("score:>=8", &|_| {}), [3]);
    assert_eq!(ask("score:8.5 guitar", &|_| {}), [3]);
    assert_eq!(ask("score:9..10", &|_| {}), [0; 0]);
    assert_eq!(ask("artist:x", &|wanted| wanted.artists = vec![vec![101, 102]]), [1, 2]);
    assert_eq!(ask("artist:x", &|wanted| wanted.artists = vec![Vec::new()]), [0; 0]);
    assert_eq!(ask("by:imogen", &|wanted| wanted.people = vec![vec![5]]), [1]);
    assert_eq!(ask("section:news", &|wanted| wanted.sections = vec!["news".to_owned()]), [2]);
    assert_eq!(ask("section:nowhere", &|_| {}), [0; 0]);
    assert_eq!(ask("", &|wanted| (wanted.from, wanted.until) = (Some(2_000_000), Some(3_000_000))), [2]);
    let shelf = |shelf: Shelf| index.ask(&Wanted { shelf, ..wanted("fax") }).unwrap().tally;
    let all = shelf(Shelf::default());
    assert_eq!((all.total, all.sections["news"], all.sections["reviews"]), (3, 1, 2));
    assert_eq!(all.kinds, [(Kind::News, 1), (Kind::Review, 2)]);
    assert_eq!(all.years.into_iter().collect::<Vec<_>>(), [(2011, 1), (2012, 1), (2013, 1)]);
    let reviews = shelf(Shelf { section: Some("reviews".to_owned()), ..Shelf::default() });
    assert_eq!((reviews.total, reviews.sections["news"], reviews.years.len()), (2, 1, 2));
    let none = shelf(Shelf { section: Some("nowhere".to_owned()), ..Shelf::default() });
    assert_eq!((none.total, none.sections.len()), (0, 2));
}

#[test]
fn what_somebody_says_is_found_by_who_says_it() {
    let folder = tempfile::tempdir().unwrap();
    let index = made(&folder.path().join("i"), &few());
    for query in ["said:\"killer mike\" purgatory", "said:mike door", "said:\"Killer Mike\"", "said:mike \"waiting room\""] {
        assert_eq!(found(&index, query), [2], "{query}");
    }
    assert_eq!(found(&index, "said:\"killer mike\" fax"), [0; 0]);
    assert_eq!(found(&index, "said:killer purgatory"), [0; 0]);
    let hit = index.ask(&wanted("said:mike doors")).unwrap().hits.remove(0);
    assert!(hit.snippet.unwrap().iter().any(|piece| piece.marked && piece.text == "doors"));
}

#[test]
fn newest_or_best_first_and_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let mut entries: Vec<Entry> = (10..60).map(|story| entry(story, "Nothing", "one fax among many other words here")).collect();
    entries.push(entry(5, "Fax", "fax fax"));
    let index = made(&folder.path().join("i"), &entries);
    assert_eq!(stories(&index, &Wanted { limit: 1, ..wanted("fax") }), [5]);
    let newest = Wanted { order: Order::Newest, ..wanted("fax") };
    assert_eq!(stories(&index, &newest), (40..60).rev().collect::<Vec<_>>());
    let all: Vec<i64> = (0..3).flat_map(|page| stories(&index, &Wanted { offset: page * 20, ..newest.clone() })).collect();
    assert_eq!((all.len(), all[50]), (51, 5));
    index.put(vec![(59, None), (61, Some(entry(61, "Fax", "new")))]).unwrap();
    let now = index.ask(&newest).unwrap();
    assert_eq!((now.tally.total, now.hits[0].story, now.hits[1].story), (51, 61, 58));
    let best = index.ask(&wanted("fax")).unwrap();
    assert!(best.hits[..2].iter().all(|hit| [5, 61].contains(&hit.story)));
}

#[test]
fn a_change_is_found_at_once_and_after_a_commit_and_after_opening_again() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("i");
    let index = made(&folder, &few());
    index.put(vec![(1, None), (2, Some(entry(2, "Telex", "quartz"))), (4, Some(entry(4, "Quartz", "")))]).unwrap();
    let holds = |index: &Index| {
        assert_eq!(found(index, "quartz"), [2, 4]);
        assert_eq!(found(index, "fax"), [3]);
        assert_eq!(found(index, "said:mike"), [0; 0]);
        assert_eq!(index.ask(&wanted("")).unwrap().tally.total, 3);
    };
    assert!(index.is_behind());
    holds(&index);
    index.commit(Some(Mark { seq: 9, at: 90 })).unwrap();
    holds(&index);
    drop(index);
    let (index, mark) = Index::open(&folder, "en-AU").unwrap();
    assert_eq!(mark, Mark { seq: 9, at: 90 });
    holds(&index);
    index.put(vec![(5, Some(entry(5, "Quartz", "")))]).unwrap();
    drop(index);
    let (index, mark) = Index::open(&folder, "en-AU").unwrap();
    assert_eq!(mark.seq, 9);
    holds(&index);
}

#[test]
fn many_changes_at_once_are_committed() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("i");
    let index = made(&folder, &few());
    index.put((10..300).map(|story| (story, Some(entry(story, "Quartz", "")))).collect()).unwrap();
    assert_eq!(index.ask(&wanted("quartz")).unwrap().tally.total, 290);
    assert!(index.is_behind(), "up to where it goes is not written yet");
    drop(index);
    let (index, mark) = Index::open(&folder, "en-AU").unwrap();
    assert_eq!(mark, START);
    assert_eq!(index.ask(&wanted("quartz")).unwrap().tally.total, 290);
    index.commit(Some(Mark { seq: 9, at: 90 })).unwrap();
    assert!(!index.is_behind());
}

#[test]
fn what_is_not_as_it_should_be_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("i");
    assert!(matches!(Index::open(&folder, "en"), Err(SearchError::Absent)));
    let index = Index::create(&folder, "en").unwrap();
    index.load(&few()).unwrap();
    index.commit(None).unwrap();
    assert_eq!(found(&index, "guitar"), [1, 3]);
    drop(index);
    assert!(matches!(Index::open(&folder, "en"), Err(SearchError::Absent)));
    drop(made(&folder, &few()));
    assert!(Index::open(&folder, "en-AU").is_ok());
    assert!(matches!(Index::open(&folder, "de"), Err(SearchError::Absent)));
    std::fs::write(folder.join("meta.json"), "{").unwrap();
    assert!(matches!(Index::open(&folder, "en-AU"), Err(SearchError::Damaged(_))));
}

#[test]
fn every_damaged_file_is_found_out() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("i");
    drop(made(&folder, &few()));
    let files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    let segment = |path: &&PathBuf| !path.to_string_lossy().contains(".json") && !path.to_string_lossy().contains(".lock");
    let segments: Vec<&PathBuf> = files.iter().filter(segment).collect();
    assert!(segments.len() >= 5);
    for path in segments {
        let whole = std::fs::read(path).unwrap();
        let mut flipped = whole.clone();
        flipped[0] ^= 0x55;
        for wrong in [flipped, whole[..whole.len() / 2].to_vec(), Vec::new()] {
            std::fs::write(path, wrong).unwrap();
            let outcome = Index::open(&folder, "en-AU").and_then(|(index, _)| index.verify());
            assert!(matches!(outcome, Err(SearchError::Damaged(_))), "{}: {outcome:?}", path.display());
        }
        std::fs::write(path, whole).unwrap();
    }
    Index::open(&folder, "en-AU").unwrap().0.verify().unwrap();
}

#[test]
fn indexes_of_other_forms_are_swept_away() {
    let root = tempfile::tempdir().unwrap();
    let folder = Index::folder(root.path(), "paper");
    drop(made(&folder, &few()));
    std::fs::create_dir_all(root.path().join("form-0-tantivy-1/paper")).unwrap();
    Index::sweep(root.path());
    assert_eq!(std::fs::read_dir(root.path()).unwrap().count(), 1);
    assert!(Index::open(&folder, "en-AU").is_ok());
}

#[test]
fn what_changes_while_an_index_is_made_is_not_overwritten_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let index = Index::create(&folder.path().join("i"), "en-AU").unwrap();
    index.load(&[entry(9, "Quartz", "")]).unwrap();
    index.put(vec![(1, None), (2, Some(entry(2, "Quartz", ""))), (9, Some(entry(9, "Telex", "")))]).unwrap();
    index.load(&few()).unwrap();
    index.finish(START).unwrap();
    assert_eq!(found(&index, "quartz"), [2]);
    assert_eq!(found(&index, "telex"), [9]);
    assert_eq!(index.ask(&wanted("")).unwrap().tally.total, 3);
}

#[test]
fn the_desk_asks_by_whose_it_is_and_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    let entries: Vec<Entry> = [(1, 7, "draft"), (2, 8, "draft"), (3, 7, "live")]
        .map(|(story, owner, state)| Entry { standing: Some(Standing { owner, state }), ..entry(story, "Fax", "") })
        .into();
    let index = made(&folder.path().join("i"), &entries);
    assert_eq!(stories(&index, &Wanted { owner: Some(7), order: Order::Newest, ..wanted("fax") }), [3, 1]);
    assert_eq!(stories(&index, &Wanted { states: vec!["draft".to_owned()], order: Order::Newest, ..wanted("fax") }), [2, 1]);
    assert_eq!(stories(&index, &Wanted { owner: Some(9), ..wanted("fax") }), [0; 0]);
}

#[test]
fn a_vague_beginning_says_so() {
    let folder = tempfile::tempdir().unwrap();
    let text = (0..1_200).map(|n| format!("quartz{n}")).collect::<Vec<_>>().join(" ");
    let index = made(&folder.path().join("i"), &[entry(1, "", &text)]);
    let answer = index.ask(&wanted("qua*")).unwrap();
    assert_eq!((answer.hits.len(), answer.notes), (1, vec![Note::Vague("qua*".to_owned())]));
    assert!(index.ask(&wanted("quartz11*")).unwrap().notes.is_empty());
}

#[test]
fn a_lock_that_is_held_a_little_longer_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("i");
    let index = made(&at, &few());
    let held = std::thread::spawn(move || {
        std::thread::sleep(Duration::from_millis(100));
        drop(index);
    });
    let (again, mark) = Index::open(&at, "en-AU").unwrap();
    held.join().unwrap();
    assert_eq!((mark, found(&again, "guitar")), (START, vec![1, 3]));
}

/// What a feed of this many changes has made of a story.
fn after(changes: i64, story: i64) -> Option<Entry> {
    let last = (1..=changes).rev().find(|change| change % 40 == story)?;
    (last % 11 != 0).then(|| entry(story, if last % 3 == 0 { "Fax" } else { "Telex" }, &format!("change{last} of the machine")))
}

const FED: &str = "fed";

/// Not a test: what [`it_is_whole_after_a_sudden_end`] starts and kills. It works in the folder it was started in.
#[test]
#[ignore = "runs until it is killed"]
fn writes_until_it_is_killed() {
    let folder = Path::new(FED);
    let (index, mut seq) = match Index::open(folder, "en-AU") {
        Ok((index, mark)) => (index, mark.seq),
        Err(_) => (made(folder, &[]), 0),
    };
    loop {
        seq += 1;
        index.put(vec![(seq % 40, after(seq, seq % 40))]).unwrap();
        if seq % 3 == 0 {
            index.commit(Some(Mark { seq, at: 0 })).unwrap();
        }
        println!("at {seq}");
    }
}

#[test]
fn it_is_whole_after_a_sudden_end() {
    use std::io::BufRead as _;
    let folder = tempfile::tempdir().unwrap();
    let mut reached = 0;
    for patience in [5, 12, 3, 20, 9] {
        let mut child = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "index::tests::writes_until_it_is_killed", "--ignored", "--nocapture", "--test-threads=1"])
            .current_dir(folder.path())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines().map_while(std::result::Result::ok);
        let told = lines.filter_map(|line| line.strip_prefix("at ")?.parse::<i64>().ok()).take(patience).last().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
        let (index, mark) = Index::open(&folder.path().join(FED), "en-AU").unwrap();
        index.verify().unwrap();
        assert!(mark.seq >= reached && mark.seq > told - 4, "{mark:?} {told}");
        reached = mark.seq;
        for change in mark.seq + 1..=told {
            index.put(vec![(change % 40, after(change, change % 40))]).unwrap();
        }
        let now = told.max(mark.seq);
        let anew: Vec<Entry> = (0..40).filter_map(|story| after(now, story)).collect();
        let anew = made(&folder.path().join("anew"), &anew);
        for query in ["fax", "machine", "-telex", "change1*", "type:review"] {
            let newest = Wanted { order: Order::Newest, limit: 50, ..wanted(query) };
            let (one, other) = (index.ask(&newest).unwrap(), anew.ask(&newest).unwrap());
            assert_eq!((&one.hits, &one.tally), (&other.hits, &other.tally), "{query} after {now}");
        }
    }
}

/// Something that happens to one of a few stories.
#[derive(Debug, Clone)]
enum Step {
    Put(i64, u8),
    Drop(i64),
    Commit,
    Reopen,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (1_i64..6, 0_u8..4).prop_map(|(story, word)| Step::Put(story, word)),
        2 => (1_i64..6).prop_map(Step::Drop),
        1 => Just(Step::Commit),
        1 => Just(Step::Reopen),
    ];
    prop::collection::vec(step, 0..14)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_happens_it_is_as_if_made_anew(steps in steps()) {
        let folder = tempfile::tempdir().unwrap();
        let at = folder.path().join("i");
        let mut index = made(&at, &[]);
        let mut should: BTreeMap<i64, Entry> = BTreeMap::new();
        for (number, step) in steps.into_iter().enumerate() {
            match step {
                Step::Put(story, word) => {
                    let entry = entry(story, ["fax", "telex", "fax telex", "quartz"][usize::from(word)], "a machine");
                    should.insert(story, entry.clone());
                    index.put(vec![(story, Some(entry))]).unwrap();
                }
                Step::Drop(story) => {
                    should.remove(&story);
                    index.put(vec![(story, None)]).unwrap();
                }
                Step::Commit => index.commit(Some(START)).unwrap(),
                Step::Reopen => {
                    index.commit(Some(START)).unwrap();
                    drop(index);
                    index = Index::open(&at, "en-AU").unwrap().0;
                }
            }
            let anew = made(&folder.path().join(format!("anew-{number}")), &should.values().cloned().collect::<Vec<_>>());
            for query in ["fax", "telex machine", "qua*", "-fax", "\"fax telex\"", "type:review"] {
                let newest = Wanted { order: Order::Newest, ..wanted(query) };
                let (one, other) = (index.ask(&newest).unwrap(), anew.ask(&newest).unwrap());
                prop_assert_eq!(&one.hits, &other.hits, "{}", query);
                prop_assert_eq!(&one.tally, &other.tally, "{}", query);
            }
        }
    }
}
