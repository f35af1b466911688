//! Queries for music as people type them (MusicRecoNER): small letters, no marks. One part is measured with what the others
//! teach: an averaged perceptron over words, shapes of phrases and the lists of names and titles. It is part of this
//! measurement, not of the product, which reads prose.

use crate::data::{World, read};
use crate::figures::f1;
use domain::id::ArtistId;
use std::collections::{HashMap, HashSet};
use text::fold;

const TAGS: [&str; 5] = ["O", "B-Artist", "I-Artist", "B-WoA", "I-WoA"];
const ROUNDS: usize = 12;

struct Query {
    words: Vec<String>,
    tags: Vec<usize>,
}

/// What the lists say of words: `b` a name begins here, `i` it goes on; by kind and number of words.
struct Lists {
    artists: HashSet<String>,
    works: HashSet<String>,
    /// How many names a word stands in, against how ordinary it is.
    in_names: HashMap<String, usize>,
}

pub(crate) fn run(world: &World, errors: bool) {
    let lists = lists(world);
    let parts: Vec<Vec<Query>> = (1..=3).map(|part| queries(&format!("music-ner/musicreconer/dataset{part}/ground-truth.bio"))).collect();
    let mut sums = (0, 0, 0);
    for held in 0..parts.len() {
        let taught: Vec<&Query> = parts.iter().enumerate().filter(|(part, _)| *part != held).flat_map(|(_, part)| part).collect();
        let tagger = Tagger::teach(&taught, &lists);
        let (mut right, mut found, mut gold) = (0, 0, 0);
        for query in &parts[held] {
            let is = spans(&tagger.tag(&query.words, &lists));
            let should = spans(&query.tags);
            right += is.iter().filter(|span| should.contains(span)).count();
            found += is.len();
            gold += should.len();
            if errors && is != should {
                println!("  {} is {:?} should be {:?}", query.words.join(" "), shown(query, &is), shown(query, &should));
            }
        }
        println!(
            "part {}: P {:.3} R {:.3} F {:.3}",
            held + 1,
            right as f64 / found as f64,
            right as f64 / gold as f64,
            f1(right, found, gold)
        );
        sums = (sums.0 + right, sums.1 + found, sums.2 + gold);
    }
    println!("artists in queries, strict, one part left out: F {:.3}", f1(sums.0, sums.1, sums.2));
}

fn lists(world: &World) -> Lists {
    let artists: HashSet<String> = (0..world.artists.len()).map(|id| fold::key(world.name(ArtistId(id as i64)))).collect();
    let titles = |file: &str, at: usize| {
        let lines = read(&format!("artists/{file}"));
        lines.lines().skip(1).filter_map(|line| line.split('\t').nth(at)).map(fold::key).collect::<Vec<_>>()
    };
    let works = titles("wikidata-lastfm-works.tsv", 3).into_iter().chain(titles("musicbrainz-1968-1973-release-groups.tsv", 1)).collect();
    let mut in_names = HashMap::new();
    for word in artists.iter().flat_map(|name| name.split(' ')) {
        *in_names.entry(word.to_owned()).or_default() += 1;
    }
    Lists { artists, works, in_names }
}

fn queries(path: &str) -> Vec<Query> {
    let mut all = Vec::new();
    for block in read(path).split("\n\n") {
        let lines = block.lines().filter_map(|line| line.split_once('\t'));
        let (words, tags): (Vec<String>, Vec<usize>) =
            lines.map(|(word, tag)| (word.to_owned(), TAGS.iter().position(|known| *known == tag.trim()).unwrap_or(0))).unzip();
        all.push(Query { words, tags });
    }
    all
}

/// The artists' spans.
fn spans(tags: &[usize]) -> Vec<(usize, usize)> {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for (at, tag) in tags.iter().enumerate() {
        match tag {
            1 => found.push((at, at + 1)),
            2 if found.last().is_some_and(|last| last.1 == at) => {
                if let Some(last) = found.last_mut() {
                    last.1 = at + 1;
                }
            }
            2 => found.push((at, at + 1)),
            _ => {}
        }
    }
    found
}

fn shown(query: &Query, spans: &[(usize, usize)]) -> Vec<String> {
    spans.iter().map(|(start, end)| query.words[*start..*end].join(" ")).collect()
}

/// What the lists say at each word of a query: marks like `a2b`, first word of an artist's name of two words.
fn marks(words: &[String], lists: &Lists) -> Vec<Vec<String>> {
    const LONGEST: usize = 6;
    let mut marks = vec![Vec::new(); words.len()];
    for start in 0..words.len() {
        for end in start + 1..=(start + LONGEST).min(words.len()) {
            let key = fold::key(&words[start..end].join(" "));
            let bare = key.strip_suffix('s').unwrap_or(&key).to_owned();
            let length = end - start;
            let hard = if text::names::is_hard(&key) { "h" } else { "" };
            for (kind, list) in [("a", &lists.artists), ("w", &lists.works)] {
                let exact = list.contains(&key);
                if exact || (key.len() > 4 && list.contains(&bare)) {
                    let how = if exact { "" } else { "s" };
                    for (at, marks) in marks.iter_mut().enumerate().take(end).skip(start) {
                        let place = if at == start { "b" } else { "i" };
                        marks.push(format!("{kind}{}{place}{hard}{how}", length.min(3)));
                    }
                }
            }
        }
    }
    marks
}

struct Tagger {
    weights: HashMap<String, [f64; TAGS.len()]>,
}

impl Tagger {
    fn teach(queries: &[&Query], lists: &Lists) -> Self {
        let mut weights: HashMap<String, [f64; TAGS.len()]> = HashMap::new();
        let mut sums: HashMap<String, [f64; TAGS.len()]> = HashMap::new();
        let all: Vec<Vec<Vec<String>>> = queries.iter().map(|query| signs(&query.words, lists)).collect();
        let mut turn = 0.0;
        let mut order: Vec<usize> = (0..queries.len()).collect();
        for round in 0..ROUNDS {
            // Another order each round, the same every time that this is run.
            order.sort_by_key(|index| (index * 7_919 + round * 104_729) % 1_000_003);
            for index in &order {
                let (query, signs) = (queries[*index], &all[*index]);
                let is = best(&weights, signs);
                turn += 1.0;
                let mut last = (0, 0);
                for at in 0..query.tags.len() {
                    if is[at] != query.tags[at] || last.0 != last.1 {
                        for (tag, by, before) in [(query.tags[at], 1.0, last.1), (is[at], -1.0, last.0)] {
                            for sign in signs[at].iter().chain([&format!("after {before}")]) {
                                weights.entry(sign.clone()).or_default()[tag] += by;
                                sums.entry(sign.clone()).or_default()[tag] += by * turn;
                            }
                        }
                    }
                    last = (is[at], query.tags[at]);
                }
            }
        }
        for (sign, weight) in &mut weights {
            for (tag, weight) in weight.iter_mut().enumerate() {
                *weight -= sums.get(sign).map_or(0.0, |sums| sums[tag]) / turn;
            }
        }
        Self { weights }
    }

    fn tag(&self, words: &[String], lists: &Lists) -> Vec<usize> {
        best(&self.weights, &signs(words, lists))
    }
}

/// The likeliest tags together (Viterbi).
fn best(weights: &HashMap<String, [f64; TAGS.len()]>, signs: &[Vec<String>]) -> Vec<usize> {
    let after: Vec<[f64; TAGS.len()]> =
        (0..TAGS.len()).map(|before| weights.get(&format!("after {before}")).copied().unwrap_or_default()).collect();
    let may_follow = |before: usize, tag: usize| (tag != 2 || matches!(before, 1 | 2)) && (tag != 4 || matches!(before, 3 | 4));
    let mut scores = [f64::NEG_INFINITY; TAGS.len()];
    scores[0] = 0.0;
    let mut back: Vec<[usize; TAGS.len()]> = Vec::new();
    for at in signs {
        let mut here = [0.0; TAGS.len()];
        for sign in at {
            for (here, weight) in here.iter_mut().zip(weights.get(sign).copied().unwrap_or_default()) {
                *here += weight;
            }
        }
        let mut next = [f64::NEG_INFINITY; TAGS.len()];
        let mut from = [0; TAGS.len()];
        for tag in 0..TAGS.len() {
            for before in (0..TAGS.len()).filter(|before| may_follow(*before, tag)) {
                let score = scores[before] + after[before][tag] + here[tag];
                if score > next[tag] {
                    (next[tag], from[tag]) = (score, before);
                }
            }
        }
        scores = next;
        back.push(from);
    }
    let mut tag = (0..TAGS.len()).max_by(|one, other| scores[*one].total_cmp(&scores[*other])).unwrap_or(0);
    let mut tags = vec![0; signs.len()];
    for at in (0..signs.len()).rev() {
        tags[at] = tag;
        tag = back[at][tag];
    }
    tags
}

/// What is seen at each word.
fn signs(words: &[String], lists: &Lists) -> Vec<Vec<String>> {
    let marks = marks(words, lists);
    let word = |at: isize| usize::try_from(at).ok().and_then(|at| words.get(at)).map_or("-", String::as_str);
    let rare = |word: &str| {
        let ordinary = fold::is_ordinary(word);
        let names = lists.in_names.get(word).copied().unwrap_or(0);
        format!("{}{}", if ordinary { "o" } else { "r" }, names.min(9).ilog2_or())
    };
    let all = |at: usize| {
        let here = at as isize;
        let mut signs = vec!["any".to_owned(), format!("w {}", word(here)), format!("r {}", rare(word(here)))];
        for step in [-3, -2, -1, 1, 2, 3] {
            signs.push(format!("w{step} {}", word(here + step)));
        }
        for step in [-1, 1, 2] {
            signs.push(format!("r{step} {}", rare(word(here + step))));
        }
        signs.push(format!("w-1w {} {}", word(here - 1), word(here)));
        signs.push(format!("w-2w-1 {} {}", word(here - 2), word(here - 1)));
        signs.push(format!("w1w2 {} {}", word(here + 1), word(here + 2)));
        signs.push(format!("r-1r {}{}", rare(word(here - 1)), rare(word(here))));
        signs.push(format!("rr1 {}{}", rare(word(here)), rare(word(here + 1))));
        signs.push(format!("w-1r {} {}", word(here - 1), rare(word(here))));
        signs.push(format!("w-1rr1 {} {}{}", word(here - 1), rare(word(here)), rare(word(here + 1))));
        let end: String = word(here).chars().rev().take(3).collect();
        signs.push(format!("end {end}"));
        signs.push(format!("place {} {}", at.min(3), (words.len() - at).min(3)));
        for mark in &marks[at] {
            signs.push(format!("m {mark}"));
            signs.push(format!("m {mark} w-1 {}", word(here - 1)));
        }
        for (step, other) in [(-1, at.checked_sub(1)), (1, Some(at + 1))] {
            for mark in other.and_then(|other| marks.get(other)).into_iter().flatten() {
                signs.push(format!("m{step} {mark}"));
            }
        }
        signs
    };
    (0..words.len()).map(all).collect()
}

/// The logarithm of a count; nothing counts as zero.
trait Log {
    fn ilog2_or(self) -> u32;
}

impl Log for usize {
    fn ilog2_or(self) -> u32 {
        self.checked_ilog2().map_or(0, |log| log + 1)
    }
}
