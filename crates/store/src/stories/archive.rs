//! How many live stories there are per year, month and day of the paper's zone.

use crate::db::{Conn, Sql, Value, statements, values};
use crate::error::Result;

statements! {
    YEARS = "SELECT substr(day, 1, 4) AS span, count(*) AS stories FROM stories WHERE state = 'live' AND day IS NOT NULL
        GROUP BY substr(day, 1, 4) ORDER BY span";
    MONTHS = "SELECT substr(day, 6, 2) AS span, count(*) AS stories FROM stories WHERE state = 'live' AND day >= ?1 AND day < ?2
        GROUP BY substr(day, 6, 2) ORDER BY span";
    DAYS = "SELECT substr(day, 9, 2) AS span, count(*) AS stories FROM stories WHERE state = 'live' AND day >= ?1 AND day < ?2
        GROUP BY substr(day, 9, 2) ORDER BY span";
}

/// The years with stories, oldest first, and how many.
///
/// # Errors
/// As every read.
pub async fn archive_years(conn: &Conn) -> Result<Vec<(i16, i64)>> {
    spans(conn, &YEARS, &[]).await
}

/// The months of a year with stories, and how many.
///
/// # Errors
/// As every read.
pub async fn archive_months(conn: &Conn, year: i16) -> Result<Vec<(u8, i64)>> {
    spans(conn, &MONTHS, &values![format!("{year:04}-"), format!("{year:04}-~")]).await
}

/// The days of a month with stories, and how many.
///
/// # Errors
/// As every read.
pub async fn archive_days(conn: &Conn, year: i16, month: u8) -> Result<Vec<(u8, i64)>> {
    spans(conn, &DAYS, &values![format!("{year:04}-{month:02}-"), format!("{year:04}-{month:02}-~")]).await
}

async fn spans<T: std::str::FromStr>(conn: &Conn, sql: &'static Sql, params: &[Value]) -> Result<Vec<(T, i64)>> {
    let rows = conn.rows(sql, params).await?;
    rows.iter()
        .map(|row| {
            let fields = row.of("stories");
            Ok((fields.word("span", |text| text.parse().ok())?, fields.int("stories")?))
        })
        .collect()
}
