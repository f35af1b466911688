//! Every statement of this room, on both databases.

mod faults;
mod plans;
mod schema;

use super::sql::{Built, Dialect, Sql};
use crate::{Location, Store};

/// Every declared statement.
fn declared() -> Vec<(&'static str, &'static Sql)> {
    let mut all: Vec<&[(&str, &Sql)]> = vec![
        crate::ads::ALL,
        crate::artists::ALL,
        crate::audit::ALL,
        crate::bounces::ALL,
        crate::changes::ALL,
        crate::clips::ALL,
        crate::counts::ALL,
        crate::deliveries::ALL,
        crate::desk::ALL,
        crate::deliveries::FREEZE,
        crate::deliveries::TOLD,
        crate::editions::ALL,
        crate::editions::ANSWERS,
        crate::editions::CORRECTIONS,
        crate::editions::PLANS,
        crate::epochs::ALL,
        crate::fetched::ALL,
        crate::front::ALL,
        crate::gigs::ALL,
        crate::nights::ALL,
        crate::jobs::ALL,
        crate::links::ALL,
        crate::movings::ALL,
        crate::relinkings::ALL,
        crate::mail_stops::ALL,
        crate::mailbox::ALL,
        crate::media::ALL,
        crate::migrate::ALL,
        crate::paper::ALL,
        crate::quotes::ALL,
        crate::readers::ALL,
        crate::redirects::ALL,
        crate::secrets::ALL,
        crate::staff::ALL,
        crate::stories::ALL,
        crate::suppressions::ALL,
        crate::threads::ALL,
        crate::works::ALL,
        super::conn::ALL,
    ];
    all.extend(crate::stories::BELOW);
    all.extend(crate::desk::BELOW);
    all.extend(crate::artists::BELOW);
    all.extend(crate::readers::BELOW);
    all.extend(crate::staff::BELOW);
    all.extend(crate::media::BELOW);
    all.extend(crate::works::BELOW);
    all.into_iter().flatten().copied().collect()
}

/// Statements that are put together.
fn built() -> Vec<Built> {
    let mut all = crate::stories::all_filters();
    all.extend(crate::audit::all_filters());
    all.extend(crate::bounces::all_filters());
    all.extend(crate::readers::all_filters());
    all.extend(crate::desk::queue::all_filters());
    all.extend(crate::media::all_filters());
    all
}

async fn prepare_all(store: Store, dialect: Dialect) {
    let conn = store.read().await.unwrap();
    let mut wrong = Vec::new();
    for (name, sql) in declared() {
        if let Err(error) = conn.prepares(sql.text(dialect)).await {
            wrong.push(format!("{name}: {error}"));
        }
    }
    for table in crate::backup::TABLES {
        for text in [table.select.to_owned(), table.insert(dialect)] {
            if let Err(error) = conn.prepares(&text).await {
                wrong.push(format!("{text}: {error}"));
            }
        }
    }
    for built in built() {
        if let Err(error) = conn.prepares(&built.text(dialect)).await {
            wrong.push(format!("{}: {error}", built.text(dialect)));
        }
    }
    assert!(wrong.is_empty(), "{} do not prepare:\n{}", wrong.len(), wrong.join("\n"));
}

mod every_statement_prepares {
    use super::*;

    #[test]
    fn sqlite() {
        testkit::with_scratch(async |scratch| {
            let store = Store::open(&Location::Sqlite(scratch.sqlite_file())).await.unwrap();
            store.migrate().await.unwrap();
            prepare_all(store, Dialect::Sqlite).await;
        });
    }

    #[test]
    fn postgres() {
        testkit::with_scratch(async |scratch| {
            let store = Store::open(&Location::Postgres(scratch.postgres_address().await)).await.unwrap();
            prepare_all(store, Dialect::Postgres).await;
        });
    }
}

#[test]
fn dialects_part_rarely() {
    let split: Vec<_> = declared().into_iter().filter(|(_, sql)| sql.is_split()).map(|(name, _)| name).collect();
    // Claiming work is where the two part: `relinkings::NEXT` and `WAITING` are kept from other processes by a lock on the row.
    assert_eq!(split.len(), 15, "count again, and say why each new one must be: {split:#?}");
}
