//! The schema and how it came about. Migrations are frozen once released: a change is a new file.

use crate::db::sql::Dialect;
use crate::db::{Store, statements, values};
use crate::error::{Result, StoreError};
use domain::time::Instant;

macro_rules! migration {
    ($number:literal, $name:literal) => {
        Migration {
            number: $number,
            name: $name,
            sqlite: include_str!(concat!("../migrations/", $name, ".sqlite.sql")),
            postgres: include_str!(concat!("../migrations/", $name, ".postgres.sql")),
        }
    };
}

struct Migration {
    number: i64,
    name: &'static str,
    sqlite: &'static str,
    postgres: &'static str,
}

const MIGRATIONS: &[Migration] = &[
    migration!(1, "0001_paper"),
    migration!(2, "0002_artists"),
    migration!(3, "0003_stories"),
    migration!(4, "0004_readers"),
    migration!(5, "0005_work"),
    migration!(6, "0006_staff"),
    migration!(7, "0007_desk"),
    migration!(8, "0008_media"),
    migration!(9, "0009_links"),
    migration!(10, "0010_running"),
    migration!(11, "0011_desk_readers"),
    migration!(12, "0012_mail_way"),
    migration!(13, "0013_bounces"),
    migration!(14, "0014_reader"),
    migration!(15, "0015_sending"),
    migration!(16, "0016_audience"),
    migration!(17, "0017_special"),
    migration!(18, "0018_relinkings"),
    migration!(19, "0019_search"),
    migration!(20, "0020_sent_again"),
    migration!(21, "0021_movings"),
    migration!(22, "0022_archive"),
    migration!(24, "0024_moved_out"),
    migration!(25, "0025_fetched"),
    migration!(26, "0026_letters"),
    migration!(27, "0027_nights"),
];

statements! {
    HAS_TABLE = {
        sqlite: "SELECT count(*) AS tables FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'",
        postgres: "SELECT count(*) AS tables FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_migrations'",
    };
    NEWEST = "SELECT coalesce(max(number), 0) AS newest FROM schema_migrations";
    SOUND = { sqlite: "SELECT quick_check AS verdict FROM pragma_quick_check", postgres: "SELECT 'ok' AS verdict" };
    APPLIED = "INSERT INTO schema_migrations (number, name) VALUES (?1, ?2)";
    LOCK = { sqlite: "SELECT 1", postgres: "SELECT 1 FROM (SELECT pg_advisory_xact_lock(7381200444)) AS held" };
}

/// The number of the newest migration that this program knows.
#[must_use]
pub fn schema_version() -> i64 {
    MIGRATIONS.last().map_or(0, |migration| migration.number)
}

impl Store {
    /// Looks whether the database is sound: on SQLite its pages are read, a PostgreSQL server minds its own.
    ///
    /// # Errors
    /// [`StoreError::Other`] with what is damaged.
    pub async fn check(&self) -> Result<()> {
        let row = self.read().await?.row(&SOUND, &[]).await?;
        let verdict = row.map_or(Ok(String::new()), |row| row.of("schema").owned("verdict"))?;
        if verdict == "ok" {
            Ok(())
        } else {
            Err(StoreError::Other(format!("the database is damaged ({verdict}); restore it from a backup")))
        }
    }

    /// The names of the migrations that are still to be run.
    ///
    /// # Errors
    /// [`StoreError::Newer`] when the database has one that this program does not know.
    pub async fn pending_migrations(&self) -> Result<Vec<String>> {
        let conn = self.read().await?;
        Ok(after(newest(&conn).await?)?.map(|migration| migration.name.to_owned()).collect())
    }

    /// Brings the schema up to this program's, all or nothing. Gives the names of what was run.
    ///
    /// # Errors
    /// [`StoreError::Newer`]; otherwise whatever the database says.
    pub async fn migrate(&self) -> Result<Vec<String>> {
        self.migrate_through(schema_version()).await
    }

    /// As [`Store::migrate`], no further than one of them.
    pub(crate) async fn migrate_through(&self, last: i64) -> Result<Vec<String>> {
        // Nothing in a migration depends on the clock, and no change is noted: the instant is never used.
        let tx = self.begin(Instant::from_micros(0)).await?;
        tx.row(&LOCK, &[]).await?;
        tx.batch("CREATE TABLE IF NOT EXISTS schema_migrations (number BIGINT PRIMARY KEY, name TEXT NOT NULL)").await?;
        let mut applied = Vec::new();
        for migration in after(newest(&tx).await?)?.filter(|migration| migration.number <= last) {
            let text = match self.dialect() {
                Dialect::Sqlite => migration.sqlite,
                Dialect::Postgres => migration.postgres,
            };
            tx.batch(text).await?;
            tx.run(&APPLIED, &values![migration.number, migration.name]).await?;
            applied.push(migration.name.to_owned());
        }
        tx.commit().await?;
        Ok(applied)
    }
}

async fn newest(conn: &crate::db::Conn) -> Result<i64> {
    let has = conn.row(&HAS_TABLE, &[]).await?;
    if has.is_none_or(|row| row.of("schema").int("tables").unwrap_or(0) == 0) {
        return Ok(0);
    }
    conn.row(&NEWEST, &[]).await?.map_or(Ok(0), |row| row.of("schema_migrations").int("newest"))
}

fn after(newest: i64) -> Result<impl Iterator<Item = &'static Migration>> {
    let known = schema_version();
    if newest > known {
        return Err(StoreError::Newer { found: newest, known });
    }
    Ok(MIGRATIONS.iter().filter(move |migration| migration.number > newest))
}
