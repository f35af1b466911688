//! The index of a million stories: making it, opening it, asking it, changing it.
//!
//! `cargo run --release -p search --example search -- [--stories N] [--questions N] [--folder DIR] [--keep] [--dump FILE]`
//! `--dump` writes stories and questions for `bench/search_sql.py` instead.
#![expect(clippy::indexing_slicing, clippy::unwrap_used, clippy::panic, reason = "a bench ends where something is wrong")]

mod made;

use made::{Question, SECTIONS, World};
use search::query::Query;
use search::{Entry, Index, Mark, Order, Shelf, Wanted};
use std::io::Write;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

struct Asked {
    stories: usize,
    questions: usize,
    folder: PathBuf,
    keep: bool,
    dump: Option<PathBuf>,
}

fn arguments() -> Asked {
    let mut asked =
        Asked { stories: 1_000_000, questions: 10_000, folder: std::env::temp_dir().join("inkie-search-bench"), keep: false, dump: None };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut value = || words.next().unwrap_or_else(|| panic!("{word} needs a value"));
        match word.as_str() {
            "--stories" => asked.stories = value().parse().unwrap(),
            "--questions" => asked.questions = value().parse().unwrap(),
            "--folder" => asked.folder = value().into(),
            "--dump" => asked.dump = Some(value().into()),
            "--keep" => asked.keep = true,
            other => panic!("{other}: see the head of this file"),
        }
    }
    asked
}

/// As the product's.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() {
    let asked = arguments();
    let world = World::new(20_150_327);
    if let Some(path) = &asked.dump {
        return dump(&world, &asked, path);
    }
    let folder = Index::folder(&asked.folder, "bench");
    let whole = asked.keep && Index::open(&folder, "en-AU").is_ok();
    if !whole {
        build(&world, asked.stories, &folder);
    }
    let began = Instant::now();
    let (index, _) = Index::open(&folder, "en-AU").unwrap();
    println!("open: {:.1} ms; {} stories", milliseconds(began.elapsed()), index.stories());
    questions(&index, &world, &asked);
    hostile(&index);
    changes(&index, &world, asked.stories);
    let began = Instant::now();
    index.verify().unwrap();
    println!("every byte held against its sum: {:.1} s", began.elapsed().as_secs_f64());
    drop(index);
    if !asked.keep {
        std::fs::remove_dir_all(&asked.folder).unwrap();
    }
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

/// Anonymous memory of this process, in MB.
fn anonymous() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kb| kb.parse::<u64>().ok()).unwrap_or(0) / 1024
}

/// Processor time of this process so far, in seconds.
fn processor() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    fields.iter().skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

fn build(world: &World, many: usize, folder: &std::path::Path) {
    let (peak, done) = (AtomicU64::new(0), AtomicBool::new(false));
    let before = anonymous();
    let began = processor();
    // What the stories themselves cost: somebody else writes them in a real paper.
    let bytes: usize = (0..many / 100).map(|number| world.story(number * 100).text.len()).sum();
    let writing = (processor() - began) * 100.0;
    std::thread::scope(|threads| {
        threads.spawn(|| {
            while !done.load(Ordering::Relaxed) {
                peak.fetch_max(anonymous(), Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(50));
            }
        });
        let (began, busy, mut shown) = (Instant::now(), processor(), Instant::now());
        let index = Index::create(folder, "en-AU").unwrap();
        for batch in (0..many).collect::<Vec<_>>().chunks(500) {
            let entries: Vec<Entry> = batch.iter().rev().map(|number| world.story(*number)).collect();
            index.load(&entries).unwrap();
            // As the newsroom does, so that what there is can be found.
            if shown.elapsed() > Duration::from_secs(30) {
                index.commit(None).unwrap();
                shown = Instant::now();
            }
        }
        let loaded = began.elapsed();
        index.finish(Mark { seq: 1, at: 1 }).unwrap();
        let whole = began.elapsed();
        done.store(true, Ordering::Relaxed);
        let busy = processor() - busy;
        println!(
            "build: {busy:.0} s of processor time, {writing:.0} of it writing the stories: {:.0} stories/s on two cores that do nothing else",
            2.0 * many as f64 / (busy - writing),
        );
        println!(
            "build: {many} stories ({:.2} GB of text) in {:.1} s ({:.1} s until all were found): {:.0} stories/s, {:.0} without the {writing:.0} s of one core that writing them takes",
            bytes as f64 * 100.0 / 1e9,
            whole.as_secs_f64(),
            loaded.as_secs_f64(),
            many as f64 / whole.as_secs_f64(),
            many as f64 / (whole.as_secs_f64() - writing / 2.0),
        );
    });
    let size: u64 = std::fs::read_dir(folder).unwrap().filter_map(|entry| Some(entry.ok()?.metadata().ok()?.len())).sum();
    println!(
        "build: at most {} MB of anonymous memory ({before} MB of it the words); {:.2} GB on disk",
        peak.into_inner(),
        size as f64 / 1e9
    );
}

fn wanted(question: &Question) -> Wanted {
    let mut query = Query::read(&question.typed);
    let mut wanted = Wanted { limit: 20, snippets: true, ..Wanted::default() };
    match question.facet {
        Some(0) => wanted.shelf.section = Some(SECTIONS[question.value].to_owned()),
        Some(1) => wanted.shelf.kind = Some(domain::story::Kind::ALL[question.value]),
        Some(2) => wanted.shelf.year = Some(2_010 + question.value as i16),
        Some(_) => {
            query.artists.push("artist".to_owned());
            wanted.artists = vec![vec![question.value as i64 * 3 + 1]];
        }
        None => {}
    }
    wanted.order = if question.newest { Order::Newest } else { Order::Best };
    wanted.query = query;
    wanted
}

fn table(name: &str, mut times: Vec<f64>, found: usize) {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times.get(((times.len() as f64 * part) as usize).min(times.len().saturating_sub(1))).copied().unwrap_or(0.0);
    println!("  {name:<28}{:>7}{:>9.2}{:>9.2}{:>9.2}{:>9.2}{found:>12}", times.len(), at(0.5), at(0.95), at(0.99), at(1.0));
}

fn questions(index: &Index, world: &World, asked: &Asked) {
    let questions = world.questions(asked.questions, asked.stories);
    let mut times = Vec::with_capacity(questions.len());
    let mut none = 0;
    for question in &questions {
        let began = Instant::now();
        let wanted = wanted(question);
        let answer = index.ask(&wanted).unwrap();
        times.push((milliseconds(began.elapsed()), answer.tally.total));
        none += usize::from(answer.tally.total == 0);
    }
    println!(
        "ask: {} distinct questions, 20 answers each with snippets and all tallies, milliseconds; {none} found nothing",
        questions.len()
    );
    println!("  {:<28}{:>7}{:>9}{:>9}{:>9}{:>9}{:>12}", "", "many", "p50", "p95", "p99", "most", "found (mean)");
    let show = |name: &str, holds: &dyn Fn(&Question) -> bool| {
        let of: Vec<(f64, usize)> = questions.iter().zip(&times).filter(|(question, _)| holds(question)).map(|(_, time)| *time).collect();
        let found = of.iter().map(|(_, found)| found).sum::<usize>() / of.len().max(1);
        table(name, of.into_iter().map(|(time, _)| time).collect(), found);
    };
    show("all", &|_| true);
    show("a word of a tenth", &|question| question.frequent);
    show("faceted", &|question| question.facet.is_some());
    for kind in ["words", "artist's name", "phrase", "beginning", "typo"] {
        show(kind, &|question| question.kind == kind);
    }
}

/// What is built to be slow.
fn hostile(index: &Index) {
    let common = index.ask(&Wanted { limit: 1, ..Wanted::default() }).unwrap().hits[0].story;
    let world = World::new(20_150_327);
    let text = world.story(common as usize - 1).text;
    let mut words: Vec<&str> = text.split_whitespace().filter(|word| word.len() <= 3).collect();
    words.sort_unstable();
    words.dedup();
    let two = format!("\"{} {}\"", words[0], words[1]);
    let phrase = format!("\"{}\"", words.join(" "));
    let begins = words.iter().map(|word| format!("{}*", word.get(..2).unwrap_or("ab"))).collect::<Vec<_>>().join(" ");
    let wrong = (0..24).map(|n| format!("throoqckstea{n}rting")).collect::<Vec<_>>().join(" ");
    let cases = [
        ("a phrase of two frequent words", two),
        ("a phrase of 24", phrase),
        ("24 frequent words", words.join(" ")),
        ("24 beginnings of two letters", begins),
        ("24 typos", wrong),
        ("10,000 characters", "st* ".repeat(2_500)),
        ("10,000 marks", "\"".repeat(10_000)),
    ];
    println!("hostile, milliseconds:");
    for (name, typed) in cases {
        let began = Instant::now();
        let wanted = Wanted { query: Query::read(&typed), limit: 20, snippets: true, ..Wanted::default() };
        let answer = index.ask(&wanted).unwrap();
        println!("  {name:<32}{:>9.1}  {} found, {} notes", milliseconds(began.elapsed()), answer.tally.total, answer.notes.len());
    }
}

fn changes(index: &Index, world: &World, many: usize) {
    let mut times = Vec::new();
    let mut commits = Vec::new();
    for round in 0..1_000 {
        let number = many + round;
        let entry = Entry { headline: format!("zzyx{round}"), ..world.story(number) };
        let began = Instant::now();
        index.put(vec![(entry.story, Some(entry))]).unwrap();
        let wanted =
            Wanted { query: Query::read(&format!("zzyx{round}")), limit: 20, snippets: true, shelf: Shelf::default(), ..Wanted::default() };
        assert_eq!(index.ask(&wanted).unwrap().hits.len(), 1);
        times.push(milliseconds(began.elapsed()));
        if round % 20 == 19 {
            let began = Instant::now();
            index.commit(Some(Mark { seq: 1, at: 1 })).unwrap();
            commits.push(milliseconds(began.elapsed()));
        }
    }
    println!("change: put and found, a commit after every 20, milliseconds");
    table("put and asked", times, 1);
    table("commit", commits, 0);
}

fn dump(world: &World, asked: &Asked, path: &std::path::Path) {
    let mut stories = std::io::BufWriter::new(std::fs::File::create(path).unwrap());
    for number in 0..asked.stories {
        let story = world.story(number);
        let words = format!("{} {} {} {}", story.headline, story.credited.join(" "), story.standfirst, story.text.replace('\n', " "));
        writeln!(stories, "{}\t{}\t{}\t{}\t{}\t{}", story.story, story.section, story.kind.word(), story.year, story.since, words).unwrap();
    }
    let mut questions = std::io::BufWriter::new(std::fs::File::create(path.with_extension("questions")).unwrap());
    for question in world.questions(asked.questions, asked.stories) {
        let facet = match question.facet {
            Some(0) => format!("section={}", SECTIONS[question.value]),
            Some(1) => format!("kind={}", domain::story::Kind::ALL[question.value].word()),
            Some(2) => format!("year={}", 2_010 + question.value),
            _ => String::new(),
        };
        writeln!(questions, "{}\t{}\t{}\t{facet}", question.kind, question.frequent, question.typed).unwrap();
    }
}
