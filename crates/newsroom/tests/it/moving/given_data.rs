//! Real exports, item by item against what an independent reader counted in them; docs/import.md has the table.

use crate::desk::Desk;
use newsroom::moving::{self, Asked, Told};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex};

#[expect(clippy::disallowed_methods, reason = "where given inputs lie is a setting of tests")]
fn data() -> PathBuf {
    std::env::var("INKIE_DATA").map_or_else(|_| Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"), PathBuf::from)
}

fn truth(set: &Path) -> BTreeMap<String, Vec<Value>> {
    let out = Command::new("xz").arg("-dc").arg(set.join("truth.jsonl.xz")).output().unwrap();
    let mut files: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in String::from_utf8(out.stdout).unwrap().lines() {
        let item: Value = serde_json::from_str(line).unwrap();
        files.entry(item["file"].as_str().unwrap().to_owned()).or_default().push(item);
    }
    files
}

/// What of a file came through.
#[derive(Default)]
struct Row {
    items: (usize, usize),
    stories: usize,
    pages: usize,
    left: usize,
    pictures: (u64, u64),
    clips: (usize, usize),
    findings: usize,
    wrong: Vec<String>,
}

/// Letters and digits alone: readers differ in what they make of a broken escape.
fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn words(item: &Value, name: &str) -> String {
    match &item[name] {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        _ => String::new(),
    }
}

fn list(item: &Value, name: &str) -> Vec<String> {
    item[name].as_array().map(|all| all.iter().filter_map(Value::as_str).map(str::to_owned).collect()).unwrap_or_default()
}

fn agree(row: &mut Row, told: &Told, item: &Value, mapped: &dyn Fn(&str) -> String) {
    let at = format!("{} entry {} “{}”", words(item, "file"), told.place, told.headline);
    let mut wrong = |what: String| row.wrong.push(format!("{at}: {what}"));
    let brings = matches!(told.becomes.as_str(), "story" | "page");
    let id = words(item, "id");
    if !id.is_empty() && told.foreign_id.split('/').next() != Some(&id) {
        wrong(format!("id {} is not {id}", told.foreign_id));
    }
    let same = |one: &str, other: &str| other.is_empty() || one == other;
    if !same(&told.kind, &words(item, "type")) || !same(&told.status, &words(item, "status")) {
        wrong(format!("{} {} is not {} {}", told.kind, told.status, words(item, "type"), words(item, "status")));
    }
    // What stands in tags is no letter of a title.
    let title: String = words(item, "title")
        .split('<')
        .enumerate()
        .map(|(n, part)| if n == 0 { part } else { part.split_once('>').map_or("", |(_, rest)| rest) })
        .collect();
    let title = letters(&title.replace("&amp;", "").replace("&quot;", ""));
    if !title.is_empty() && !title.contains(&letters(&told.headline)) && !letters(&told.headline).contains(&title) {
        wrong(format!("title “{}”", words(item, "title")));
    }
    if !brings {
        return;
    }
    let date =
        [words(item, "date_gmt"), words(item, "published_at")].into_iter().find(|date| date.len() >= 19 && !date.starts_with("0000"));
    if let Some(date) = date {
        let said = told.date.clone().unwrap_or_default();
        if said.get(..19).unwrap_or_default().replace('T', " ") != date.get(..19).unwrap_or_default().replace('T', " ") {
            wrong(format!("date {said} is not {date}"));
        }
    }
    for author in list(item, "authors").into_iter().chain([words(item, "creator")]).filter(|author| !author.is_empty()) {
        let name = mapped(&author);
        if !told.bylines.iter().any(|byline| letters(byline) == letters(&name)) && !letters(&name).is_empty() {
            wrong(format!("author {name} is not among {:?}", told.bylines));
        }
    }
    for term in list(item, "categories").into_iter().chain(list(item, "tags")) {
        if !told.terms.iter().any(|known| letters(known) == letters(&term)) {
            wrong(format!("term {term} is not among {:?}", told.terms));
        }
    }
    let pictures = item["images"].as_u64().unwrap_or(0);
    let told_of = told.findings.iter().filter(|(about, _)| about != "entry").count() as u64;
    row.pictures.1 += pictures;
    row.pictures.0 += pictures.min(told.pictures as u64);
    if (told.pictures as u64) + told_of < pictures {
        wrong(format!("{} pictures of {pictures}, {:?}", told.pictures, told.findings));
    }
    for (provider, ids) in item["clips"].as_object().into_iter().flatten() {
        for id in ids.as_array().into_iter().flatten().filter_map(Value::as_str) {
            row.clips.1 += 1;
            let holds = |text: &String| text.contains(id);
            let known = told.clips.iter().any(holds) || told.links.iter().any(holds) || told.findings.iter().any(|(_, text)| holds(text));
            row.clips.0 += usize::from(known);
            if !known {
                row.wrong.push(format!("{at}: clip {provider} {id}"));
            }
        }
    }
}

async fn measure(desk: &Desk, set: &str, name: &str, items: &[Value]) -> Row {
    let asked = Asked { path: data().join(set).join(name), ..Asked::default() };
    let told = Arc::new(Mutex::new(Vec::new()));
    let sink = Arc::clone(&told);
    let dry = match moving::look(&desk.newsroom, &desk.act(), &asked, move |one| sink.lock().unwrap().push(one)).await {
        Ok(dry) => dry,
        Err(error) => return Row { wrong: vec![format!("{name}: {error}")], ..Row::default() },
    };
    let told = std::mem::take(&mut *told.lock().unwrap());
    let mut row = Row { items: (told.len(), items.len()), ..Row::default() };
    if told.len() != items.len() {
        row.wrong.push(format!("{name}: {} entries of {}", told.len(), items.len()));
    }
    let mapped = |author: &str| dry.mapping.bylines.get(author).cloned().unwrap_or_else(|| author.to_owned());
    for (one, item) in told.iter().zip(items) {
        row.stories += usize::from(one.becomes == "story");
        row.pages += usize::from(one.becomes == "page");
        row.left += usize::from(!matches!(one.becomes.as_str(), "story" | "page" | "file"));
        row.findings += one.findings.len();
        agree(&mut row, one, item, &mapped);
    }
    row
}

async fn table(desk: &Desk, set: &str) -> (String, Vec<String>, (usize, usize)) {
    let mut lines =
        String::from("| file | entries | stories | pages | left | pictures | clips | to look at |\n|---|---|---|---|---|---|---|---|\n");
    let (mut wrong, mut clips) = (Vec::new(), (0, 0));
    for (name, items) in truth(&data().join(set)) {
        let row = measure(desk, set, &name, &items).await;
        let _ = writeln!(
            lines,
            "| {name} | {} of {} | {} | {} | {} | {} of {} | {} of {} | {} |",
            row.items.0,
            row.items.1,
            row.stories,
            row.pages,
            row.left,
            row.pictures.0,
            row.pictures.1,
            row.clips.0,
            row.clips.1,
            row.findings
        );
        wrong.extend(row.wrong);
        clips = (clips.0 + row.clips.0, clips.1 + row.clips.1);
    }
    (lines, wrong, clips)
}

#[test]
fn every_item_of_real_papers_is_accounted_for() {
    testkit::with_scratch(async |scratch| {
        let store = store::Store::open(&store::Location::Sqlite(scratch.sqlite_file())).await.unwrap();
        store.migrate().await.unwrap();
        let desk = Desk::new(store).await;
        let documented = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/import.md")).unwrap_or_default();
        let mut all_wrong = Vec::new();
        for set in ["wxr", "ghost"] {
            let (lines, wrong, clips) = table(&desk, set).await;
            println!("{lines}\n{set}: {} of {} clips\n{}", clips.0, clips.1, wrong.join("\n"));
            assert!(clips.0 * 100 >= clips.1 * 99, "{set}: {} of {} clips", clips.0, clips.1);
            all_wrong.extend(wrong);
            if !documented.contains(&lines) {
                all_wrong.push(format!("docs/import.md has another table than this for {set}; put it in"));
            }
        }
        assert!(all_wrong.is_empty(), "{}", all_wrong.join("\n"));
    });
}
