//! A million names: how long the index takes to build and to load, how much memory it keeps, how fast texts are read.

use crate::data::{Paragraphs, World, read};
use domain::artist::{ArtistKind, Memberships};
use domain::id::ArtistId;
use domain::link::decide::Rulings;
use serde_json::Value;
use std::time::{Duration, Instant};
use text::linking::{Known, Piece, link_story};
use text::names::{Directory, NameRow, Names};
use text::suggest::{Writing, suggest};

const MANY: usize = 1_000_000;

pub(crate) fn run(world: &World, _: bool) {
    let rows = rows(world);
    println!("{} names, {} MB resident before", rows.len(), status("VmRSS"));
    let begun = Instant::now();
    let names = Names::build(rows.iter().cloned());
    println!("index built in {:?}; {} MB at the most so far", begun.elapsed(), status("VmHWM"));
    let begun = Instant::now();
    let directory = Directory::build(&rows);
    println!("directory built in {:?}", begun.elapsed());
    let folder = std::env::temp_dir().join(format!("inkie-links-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (names_at, directory_at) = (folder.join("names"), folder.join("directory"));
    std::fs::write(&names_at, names.bytes()).unwrap();
    std::fs::write(&directory_at, directory.bytes()).unwrap();
    println!("on disk: {} + {} MB", names.bytes().len() / 1_000_000, directory.bytes().len() / 1_000_000);
    drop((rows, names, directory));
    let before = status("VmRSS");
    let begun = Instant::now();
    let (names, _) = Names::read(std::fs::read(&names_at).unwrap()).unwrap();
    let loaded = begun.elapsed();
    let directory = Directory::read(std::fs::read(&directory_at).unwrap()).unwrap();
    println!("index loaded in {loaded:?}, with the directory in {:?}; {} MB more resident", begun.elapsed(), status("VmRSS") - before);
    std::fs::remove_dir_all(&folder).unwrap();
    texts(&names);
    typed(&directory);
}

/// The same of texts with the lists' own names alone.
pub(crate) fn speed(world: &World, _: bool) {
    texts(&world.names);
}

/// The lists' names, then names put together of one's beginning and another's last word.
fn rows(world: &World) -> Vec<NameRow> {
    let mut all: Vec<String> = world.artists.iter().map(|artist| artist.name.clone()).collect();
    let real = all.len();
    let last: Vec<String> = all.iter().filter_map(|name| name.split(' ').next_back().map(str::to_owned)).collect();
    let mut turn = 1;
    while all.len() < MANY {
        for index in 0..real {
            let name = format!("{} {}", all[index], last[(index * 31 + turn * 7_919) % real]);
            all.push(name);
            if all.len() == MANY {
                break;
            }
        }
        turn += 1;
    }
    let row = |(id, name)| NameRow { artist: ArtistId(id), name, is_alias: false, kind: ArtistKind::Group };
    (0..).zip(all).map(row).collect()
}

fn texts(names: &Names) {
    let gold: Vec<Value> = read("music-gold/gold.jsonl").lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let all: String = gold.iter().map(|one| one["text"].as_str().unwrap()).collect::<Vec<_>>().join("\n\n");
    let mut found = 0;
    let spent = mean(200, &mut || found = all.split('\n').map(|line| names.find(line).len()).sum::<usize>());
    println!("found {found} names at {:.1} MB/s", all.len() as f64 / 1e6 / spent.as_secs_f64());
    let (mut whole, mut offered) = (Vec::new(), Vec::new());
    for article in &gold {
        let body = Paragraphs::of(article["text"].as_str().unwrap()).body();
        let headline = article["title"].as_str().unwrap_or_default();
        let known = Known { names, memberships: &Memberships::default(), ruled: &Rulings::default() };
        whole.push(mean(100, &mut || drop(link_story(known, Piece { headline, standfirst: "", body: &body, subjects: &[] }))));
        offered.push(mean(100, &mut || drop(suggest(known, Writing { headline, standfirst: "", body: &body, line: &[] }))));
    }
    let letters: usize = gold.iter().map(|one| one["text"].as_str().unwrap().len()).sum();
    println!("a story of {} bytes: linked in {}", letters / gold.len(), spread(&mut whole));
    println!("suggestions for one: {}", spread(&mut offered));
}

fn typed(directory: &Directory) {
    let mut times = Vec::new();
    for word in ["jew", "ra", "the be", "björk", "kendrick", "mi", "zz", "olivia ro", "s", "dou"] {
        times.push(mean(50, &mut || drop(directory.search(word))));
    }
    println!("an artist sought by first letters: {}", spread(&mut times));
}

fn spread(times: &mut [Duration]) -> String {
    times.sort();
    format!("median {:?}, longest {:?}", times[times.len() / 2], times[times.len() - 1])
}

/// What one of many turns takes of a processor; the clock of the system counts in steps of some milliseconds.
fn mean(turns: u32, work: &mut dyn FnMut()) -> Duration {
    let begun = on_processor();
    for _ in 0..turns {
        work();
    }
    (on_processor() - begun) / turns
}

/// How long this thread was on a processor: others on the machine do not count.
fn on_processor() -> Duration {
    let all = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(all.split(' ').next().and_then(|spent| spent.parse().ok()).unwrap_or_default())
}

/// A line of `/proc/self/status`, in MB.
fn status(name: &str) -> u64 {
    let all = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = all.lines().find(|line| line.starts_with(name)).and_then(|line| line.split_whitespace().nth(1));
    line.and_then(|kilobytes| kilobytes.parse::<u64>().ok()).unwrap_or_default() / 1_000
}
