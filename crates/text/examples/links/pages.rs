//! Pages that are not about music: nothing may be linked there that is not truly named.

use crate::data::{Paragraphs, World, folder};
use domain::link::Standing;
use serde_json::Value;
use std::collections::HashMap;
use std::process::Command;

/// The pages that are not about music, by set and id.
static LIST: &str = include_str!("not_music.txt");

pub(crate) fn run(world: &World, errors: bool) {
    let lines = LIST.lines().filter(|line| !line.starts_with('#'));
    let listed: HashMap<&str, usize> =
        lines.map(|line| line.split_once('\t').map_or((line, 0), |(id, right)| (id, right.parse().unwrap()))).collect();
    let all = std::env::var_os("INKIE_ALL_PAGES").is_some();
    let (mut words, mut links, mut right, mut pages) = (0, 0, 0, 0);
    let sets: &[&str] = if all { &["fundus", "scrapinghub", "wcxb-dev", "newspaper4k"] } else { &["fundus", "scrapinghub"] };
    for set in sets {
        let packed = folder().join(format!("pages/{set}.truth.jsonl.xz"));
        let out = Command::new("xz").arg("-dc").arg(&packed).output().unwrap().stdout;
        for line in String::from_utf8(out).unwrap().lines() {
            let page: Value = serde_json::from_str(line).unwrap();
            let id = format!("{set}/{}", page["id"].as_str().unwrap());
            let Some(text) = page["body"].as_str().filter(|_| all || listed.contains_key(id.as_str())) else { continue };
            let parts = Paragraphs::of(text);
            pages += 1;
            words += text.split_whitespace().count();
            right += listed.get(id.as_str()).copied().unwrap_or_default();
            let headline = page["title"].as_str().unwrap_or_default();
            for link in world.link(headline, &parts.body()) {
                let Ok(paragraph) = usize::try_from(link.span.block) else { continue };
                if link.standing == Standing::Sure {
                    links += 1;
                    if errors {
                        let context = parts.context(paragraph, link.span.start, link.span.end);
                        println!("  {id} {} ({}): {context}", world.name(link.artist), link.evidence);
                    }
                }
            }
        }
    }
    let each = |links: usize| links as f64 * 750.0 / words as f64;
    println!("{pages} pages, {words} words: {links} links, {:.3} in 750 words", each(links));
    let wrong = links.saturating_sub(right);
    println!("{right} of them truly name an artist; false: {wrong}, {:.3} in 750 words", each(wrong));
}
