//! Music periodicals of 1823-1900 (MHERCL): most who are named there are in no list, and must stay silent.

use crate::data::{Paragraphs, World, read};
use crate::figures::Share;
use domain::link::Standing;
use text::fold;

/// A sentence put together from its words: the text, and where entities stand in it, with Wikidata's number.
struct Sentence {
    text: String,
    entities: Vec<(usize, usize, String)>,
}

pub(crate) fn run(world: &World, errors: bool) {
    let sentences = sentences(&read("music-ner/mhercl/mhercl_v1.0.tsv"));
    let (mut words, mut wrong) = (0, 0);
    let (mut precision, mut found) = (Share::default(), Share::default());
    for sentence in &sentences {
        words += sentence.text.split_whitespace().count();
        let parts = Paragraphs::of(&sentence.text);
        let mut hit = vec![false; sentence.entities.len()];
        for link in world.link("", &parts.body()).iter().filter(|link| link.standing == Standing::Sure) {
            let artist = world.artist(link.artist);
            let at = sentence.entities.iter().position(|(start, end, _)| link.span.start < *end && *start < link.span.end);
            let right = at.is_some_and(|at| {
                let (start, end, id) = &sentence.entities[at];
                let same_name = fold::key(&sentence.text[*start..*end]) == fold::key(&artist.name);
                id != "NIL" && artist.wikidata.as_ref().map_or(same_name, |known| known == id)
            });
            if let Some(at) = at.filter(|_| right) {
                hit[at] = true;
            }
            precision.count(right);
            wrong += usize::from(!right);
            if errors && !right {
                println!("  WRONG {} ({}): {}", artist.name, link.evidence, parts.context(0, link.span.start, link.span.end));
            }
        }
        for ((.., id), hit) in sentence.entities.iter().zip(hit) {
            if world.has_wikidata(id) {
                found.count(hit);
            }
        }
    }
    println!("{} sentences, {words} words, each sentence by itself", sentences.len());
    println!("false links: {wrong}, {:.2} in 1,000 words; precision {precision}", wrong as f64 * 1_000.0 / words as f64);
    println!("of the entities that are in the lists, linked: {found}");
}

fn sentences(file: &str) -> Vec<Sentence> {
    let mut found = Vec::new();
    for block in file.split("\n\n") {
        let mut sentence = Sentence { text: String::new(), entities: Vec::new() };
        for line in block.lines().filter(|line| !line.starts_with('#')) {
            let cells: Vec<&str> = line.split('\t').collect();
            let [word, tag, id, ..] = cells.as_slice() else { continue };
            let glued = sentence.text.is_empty()
                || word.starts_with([',', '.', ';', ':', '!', '?', ')', '\'', '’'])
                || sentence.text.ends_with('(');
            if !glued {
                sentence.text.push(' ');
            }
            let start = sentence.text.len();
            sentence.text.push_str(word);
            match tag.split('-').next() {
                Some("B") => sentence.entities.push((start, sentence.text.len(), (*id).to_owned())),
                Some("I") => {
                    if let Some(last) = sentence.entities.last_mut() {
                        last.1 = sentence.text.len();
                    }
                }
                _ => {}
            }
        }
        found.push(sentence);
    }
    found
}
