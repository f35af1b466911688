//! The sum of the migrations is `schema/<database>/*.sql`, on both databases.

use super::Dialect;
use crate::{Location, Store};
use domain::time::Instant;

const SQLITE: [&str; 4] = [
    "SELECT m.name AS a, c.name AS b, c.type || ' ' || c.\"notnull\" || ' ' || c.pk || ' ' || coalesce(c.dflt_value, '') AS c
        FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS c WHERE m.type = 'table' ORDER BY 1, 2",
    "SELECT m.name AS a, i.name || ' ' || i.\"unique\" || ' ' || i.partial AS b, (SELECT group_concat(x.name || ' ' || x.\"desc\") FROM pragma_index_xinfo(i.name) AS x) AS c
        FROM sqlite_schema AS m JOIN pragma_index_list(m.name) AS i WHERE m.type = 'table' ORDER BY 1, 2",
    "SELECT m.name AS a, f.\"from\" AS b, f.\"table\" || ' ' || f.\"to\" || ' ' || f.on_delete AS c
        FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' ORDER BY 1, 2",
    "SELECT name AS a, 'strict' AS b, strict || ' ' || wr AS c FROM pragma_table_list WHERE schema = 'main' ORDER BY 1",
];

const POSTGRES: [&str; 3] = [
    "SELECT CAST(table_name AS text) AS a, CAST(column_name AS text) AS b, data_type || ' ' || is_nullable || ' ' || is_identity || ' '
        || coalesce(collation_name, '') || ' ' || coalesce(column_default, '') AS c
        FROM information_schema.columns WHERE table_schema = current_schema() ORDER BY 1, 2",
    "SELECT CAST(tablename AS text) AS a, CAST(indexname AS text) AS b, indexdef AS c FROM pg_indexes WHERE schemaname = current_schema() ORDER BY 1, 2",
    "SELECT CAST(conrelid AS regclass)::text AS a, CAST(conname AS text) AS b, pg_get_constraintdef(oid) AS c FROM pg_constraint
        WHERE connamespace = CAST(current_schema() AS regnamespace) ORDER BY 1, 2",
];

/// What is in a database, a line each. The list of migrations itself is not part of the schema files.
async fn catalogue(store: &Store, questions: &[&str]) -> Vec<String> {
    let conn = store.read().await.unwrap();
    let mut lines = Vec::new();
    for question in questions {
        for row in conn.peek(question).await.unwrap() {
            let fields = row.of("catalogue");
            lines.push(format!("{} {}: {}", fields.text("a").unwrap(), fields.text("b").unwrap(), fields.text("c").unwrap_or_default()));
        }
    }
    lines.retain(|line| !line.starts_with("schema_migrations ") && !line.starts_with("sqlite_"));
    lines
}

async fn agree(migrated: Location, straight: Location, schema: &str, questions: &[&str]) {
    let migrated = Store::open(&migrated).await.unwrap();
    migrated.migrate().await.unwrap();
    let straight = Store::open(&straight).await.unwrap();
    let tx = straight.begin(Instant::from_micros(0)).await.unwrap();
    tx.batch(schema).await.unwrap();
    tx.commit().await.unwrap();
    let (one, other) = (catalogue(&migrated, questions).await, catalogue(&straight, questions).await);
    assert!(one.len() > 200, "{}", one.len());
    let missing: Vec<_> = one.iter().filter(|line| !other.contains(line)).collect();
    let more: Vec<_> = other.iter().filter(|line| !one.contains(line)).collect();
    assert!(missing.is_empty() && more.is_empty(), "schema lacks {missing:#?} and has {more:#?}");
}

mod migrations_add_up {
    use super::*;

    #[test]
    fn sqlite() {
        let schema = concat!(
            include_str!("../../../schema/sqlite/paper.sql"),
            include_str!("../../../schema/sqlite/artists.sql"),
            include_str!("../../../schema/sqlite/stories.sql"),
            include_str!("../../../schema/sqlite/readers.sql"),
            include_str!("../../../schema/sqlite/work.sql"),
            include_str!("../../../schema/sqlite/staff.sql"),
            include_str!("../../../schema/sqlite/running.sql"),
            include_str!("../../../schema/sqlite/moving.sql"),
            include_str!("../../../schema/sqlite/desk.sql"),
        );
        testkit::with_scratch(async |scratch| {
            agree(Location::Sqlite(scratch.sqlite_file()), Location::Sqlite(scratch.sqlite_file()), schema, &SQLITE).await;
        });
    }

    #[test]
    fn postgres() {
        let schema = concat!(
            include_str!("../../../schema/postgres/paper.sql"),
            include_str!("../../../schema/postgres/artists.sql"),
            include_str!("../../../schema/postgres/stories.sql"),
            include_str!("../../../schema/postgres/readers.sql"),
            include_str!("../../../schema/postgres/work.sql"),
            include_str!("../../../schema/postgres/staff.sql"),
            include_str!("../../../schema/postgres/running.sql"),
            include_str!("../../../schema/postgres/moving.sql"),
            include_str!("../../../schema/postgres/desk.sql"),
        );
        testkit::with_scratch(async |scratch| {
            let (one, other) = (scratch.blank_postgres().await, scratch.blank_postgres().await);
            agree(Location::Postgres(one), Location::Postgres(other), schema, &POSTGRES).await;
        });
    }
}

/// Every table of the paper is exported, or is named here with a reason.
#[test]
fn every_table_is_exported_or_left_out_on_purpose() {
    let left_out = [
        ("secrets", "keys of an installation"),
        ("signups", "counts of some days"),
        ("coupons", "sign-ups on their way"),
        ("follow_asks", "follows on their way"),
        ("confirmations", "counts of a month, under a key of this installation"),
        ("spent_tokens", "a day of a form"),
        ("staff_keys", "passwords and codes of an installation"),
        ("recovery_codes", "the same"),
        ("sessions", "devices that are signed in here"),
        ("api_tokens", "keys to this installation"),
        ("one_time_links", "the same"),
        ("sign_in_attempts", "counts of a day"),
        ("epochs", "running processes"),
        ("changes", "the feed begins anew with the copy"),
        ("cursors", "places in that feed"),
        ("jobs", "what derives from facts is made again"),
        ("mailbox", "letters that went nowhere"),
        ("mail_stops", "what other servers say of this one now"),
        ("story_saves", "windows that are open"),
        ("story_presence", "windows that are open"),
        ("story_previews", "keys of an installation"),
        ("schema_migrations", "the program's own"),
    ];
    testkit::with_scratch(async |scratch| {
        let store = Store::open(&Location::Sqlite(scratch.sqlite_file())).await.unwrap();
        store.migrate().await.unwrap();
        let conn = store.read().await.unwrap();
        let columns = "SELECT m.name AS a, c.name AS b FROM sqlite_schema AS m JOIN pragma_table_xinfo(m.name) AS c
            WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'";
        for row in conn.peek(columns).await.unwrap() {
            let (table, column) = (row.of("t").owned("a").unwrap(), row.of("t").owned("b").unwrap());
            let exported = crate::backup::TABLES.iter().any(|known| {
                let columns = known.select.trim_start_matches("SELECT ").split(" FROM ").next().unwrap_or_default();
                known.select.contains(&format!(" FROM {table} ")) && columns.split(", ").any(|known| known == column)
            });
            let leased = (table.as_str(), column.as_str()) == ("deliveries", "epoch");
            assert!(exported || leased || left_out.iter().any(|(name, _)| *name == table), "{table}.{column} is not exported");
        }
    });
}

/// A story that is taken out with its import leaves nothing behind, whatever is added to stories later.
#[test]
fn whatever_hangs_on_a_story_goes_with_it() {
    testkit::with_scratch(async |scratch| {
        let store = Store::open(&Location::Sqlite(scratch.sqlite_file())).await.unwrap();
        store.migrate().await.unwrap();
        let conn = store.read().await.unwrap();
        let hanging = "SELECT DISTINCT m.name AS a FROM sqlite_schema AS m JOIN pragma_foreign_key_list(m.name) AS f
            WHERE m.type = 'table' AND f.\"table\" = 'stories'";
        let goes: Vec<&str> = crate::stories::BELOW.iter().flat_map(|all| all.iter()).map(|(_, sql)| sql.text(Dialect::Sqlite)).collect();
        for row in conn.peek(hanging).await.unwrap() {
            let delete = format!("DELETE FROM {} WHERE story = ", row.of("t").owned("a").unwrap());
            assert!(goes.iter().any(|sql| sql.starts_with(&delete)), "{delete}… is missing in stories/forget.rs");
        }
    });
}

/// What refers to a table that is made anew finds it again.
async fn letters_outlive(location: Location) {
    let store = Store::open(&location).await.unwrap();
    store.migrate_through(11).await.unwrap();
    let tx = store.begin(Instant::from_micros(0)).await.unwrap();
    tx.batch(
        "INSERT INTO readers (id, email, email_key, key, standing, choice, asked, wording, source, ended_why)
            VALUES (1, 'a@b.co', 'a@b.co', 'k', 'active', 'general', 0, 'w', 's', '');
        INSERT INTO editions VALUES (7, '2026-11-20', 'sent', 's', 'p', '[1]', 1, 2, 3);
        INSERT INTO edition_parts VALUES (7, '{}');
        INSERT INTO deliveries VALUES (7, 1, 1, 0, 'accepted', 1, 0, '', NULL, NULL, 0)",
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    store.migrate().await.unwrap();
    let conn = store.read().await.unwrap();
    let edition = crate::editions::by_id(&conn, domain::id::EditionId(7)).await.unwrap().unwrap();
    assert_eq!((edition.which, edition.own, edition.stories.len()), (domain::edition::Which::First, 1, 1));
    assert_eq!(crate::deliveries::tally(&conn, edition.id).await.unwrap().accepted, 1);
    drop(conn);
    let tx = store.begin(Instant::from_micros(0)).await.unwrap();
    assert!(tx.batch("INSERT INTO edition_parts VALUES (8, '{}')").await.is_err(), "what refers to an edition still needs one");
}

#[test]
fn letters_outlive_a_table_that_is_made_anew() {
    testkit::with_scratch(async |scratch| {
        letters_outlive(Location::Sqlite(scratch.sqlite_file())).await;
        letters_outlive(Location::Postgres(scratch.blank_postgres().await)).await;
    });
}
