//! No statement walks a large table from end to end, but for those that are meant to.

use super::{built, declared};
use crate::db::Conn;
use crate::db::sql::Dialect;
use crate::{Location, Store};

/// Tables that grow with the paper.
const LARGE: &[&str] = &[
    "stories",
    "story_desk",
    "story_saves",
    "story_asides",
    "story_presence",
    "story_notes",
    "story_bylines",
    "story_credits",
    "story_artists",
    "story_versions",
    "redirects",
    "auto_links",
    "accepted_links",
    "story_clips",
    "quotes",
    "artists",
    "artist_aliases",
    "memberships",
    "works",
    "work_artists",
    "story_works",
    "story_gigs",
    "venues",
    "listed_nights",
    "listed_night_artists",
    "thread_stories",
    "readers",
    "follows",
    "deliveries",
    "changes",
    "media",
    "media_sizes",
    "media_uses",
    "audit",
    "sessions",
    "sign_in_attempts",
    "jobs",
    "suppressions",
    "bounces",
];

/// Statements that may, and why.
const MAY_SCAN: [(&str, &str); 4] = [
    ("artists::MEMBERSHIPS", "the linker loads them all, once"),
    ("quotes::HOW_MANY", "counts what waits for an editor, along an index of just that, for the desk"),
    ("stories::searched::MANY", "counts every story, along an index, while an index of the search is made"),
    ("readers::COUNT", "counts every reader, along an index, for the desk"),
];

/// How SQLite would go about a statement, a step a line.
async fn plan(conn: &Conn, text: &str) -> Vec<String> {
    let params = (1..100).take_while(|number| text.contains(&format!("?{number}"))).count();
    let nulls = vec![crate::db::Value::Null; params];
    let mut steps = Vec::new();
    conn.each_of(&format!("EXPLAIN QUERY PLAN {text}"), &nulls, &mut |row| {
        steps.push(row.of("plan").owned("detail")?);
        Ok(())
    })
    .await
    .unwrap();
    steps
}

/// The step that walks a large table, if there is one. A walk along an index that a limit ends early is none.
fn scan<'a>(text: &str, steps: &'a [String]) -> Option<&'a String> {
    let sorted = steps.iter().any(|step| step.contains("TEMP B-TREE"));
    let ends_early = text.contains("LIMIT") && !sorted;
    steps.iter().find(|step| {
        let table = step.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
        let aliases = [
            ("d", "deliveries"),
            ("r", "readers"),
            ("moved", "story_artists"),
            ("a", "story_artists"),
            ("b", "story_bylines"),
            ("c", "story_bylines"),
            ("newer", "jobs"),
        ];
        let table = table.map(|table| aliases.iter().find(|(alias, _)| *alias == table).map_or(table, |(_, name)| name));
        table.is_some_and(|table| LARGE.contains(&table)) && !ends_early
    })
}

#[test]
fn no_statement_scans_a_large_table_unless_marked() {
    testkit::with_scratch(async |scratch| {
        let store = Store::open(&Location::Sqlite(scratch.sqlite_file())).await.unwrap();
        store.migrate().await.unwrap();
        let conn = store.begin(domain::time::Instant::from_micros(0)).await.unwrap();
        let mut wrong = Vec::new();
        let mut all: Vec<(String, String)> =
            declared().into_iter().map(|(name, sql)| (name.to_owned(), sql.text(Dialect::Sqlite).to_owned())).collect();
        all.extend(built().iter().map(|built| ("built".to_owned(), built.text(Dialect::Sqlite))));
        for (name, text) in &all {
            let steps = plan(&conn, text).await;
            let marked = MAY_SCAN.iter().any(|(may, _)| name.ends_with(may));
            match scan(text, &steps) {
                Some(step) if !marked => wrong.push(format!("{name}: {step}\n    {text}")),
                None if marked => wrong.push(format!("{name} is marked and does not scan")),
                _ => {}
            }
        }
        assert!(wrong.is_empty(), "{} statements:\n{}", wrong.len(), wrong.join("\n"));
    });
}
