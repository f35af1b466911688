//! The texts of statements: constants, one for both databases wherever their dialects agree.
//!
//! Shared text writes placeholders as `?1` (SQLite would read `$1` as a name, numbered by first use) and a list of ids
//! as `IN json_ids(?1)`, of words as `IN json_words(?1)`. Both are turned into each database's own form here and nowhere else.

use crate::db::Value;
use std::sync::OnceLock;

/// Which database a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

/// One statement.
#[derive(Debug)]
pub(crate) struct Sql {
    sqlite: &'static str,
    postgres: &'static str,
    for_sqlite: OnceLock<String>,
    for_postgres: OnceLock<String>,
}

impl Sql {
    /// A text that both understand.
    pub(crate) const fn same(text: &'static str) -> Self {
        Self::split(text, text)
    }

    /// Two texts, where dialects part.
    pub(crate) const fn split(sqlite: &'static str, postgres: &'static str) -> Self {
        Self { sqlite, postgres, for_sqlite: OnceLock::new(), for_postgres: OnceLock::new() }
    }

    /// The text as one database takes it.
    pub(crate) fn text(&self, dialect: Dialect) -> &str {
        match dialect {
            Dialect::Sqlite => self.for_sqlite.get_or_init(|| render(self.sqlite, dialect)),
            Dialect::Postgres => self.for_postgres.get_or_init(|| render(self.postgres, dialect)),
        }
    }

    /// Whether it has two texts.
    #[cfg(test)]
    pub(crate) fn is_split(&self) -> bool {
        self.sqlite != self.postgres
    }
}

/// Declares a module's statements and its list of them, so that none can be forgotten by the test that prepares all.
macro_rules! statements {
    ($($name:ident = $text:tt;)+) => {
        $(pub(crate) static $name: $crate::db::Sql = $crate::db::sql::one_statement!($text);)+
        /// Every statement of this module, by name.
        #[cfg(test)]
        pub(crate) static ALL: &[(&str, &$crate::db::Sql)] = &[$((concat!(module_path!(), "::", stringify!($name)), &$name)),+];
    };
}

macro_rules! one_statement {
    ({ sqlite: $sqlite:expr, postgres: $postgres:expr $(,)? }) => {
        $crate::db::Sql::split($sqlite, $postgres)
    };
    ($text:expr) => {
        $crate::db::Sql::same($text)
    };
}
pub(crate) use {one_statement, statements};

/// A statement put together from constant fragments. Each fragment numbers its own placeholders from `?1`.
#[derive(Debug, Default, Clone)]
pub(crate) struct Built {
    text: String,
    params: Vec<Value>,
}

impl Built {
    /// Begins with a fragment.
    pub(crate) fn new(fragment: &'static str, params: &[Value]) -> Self {
        let mut built = Self::default();
        built.push(fragment, params);
        built
    }

    /// Adds a fragment.
    pub(crate) fn push(&mut self, fragment: &'static str, params: &[Value]) {
        let before = self.params.len();
        rewrite_placeholders(fragment, &mut self.text, |number, out| out.push_str(&format!("?{}", number + before)));
        self.params.extend_from_slice(params);
    }

    pub(crate) fn text(&self, dialect: Dialect) -> String {
        render(&self.text, dialect)
    }

    pub(crate) fn params(&self) -> &[Value] {
        &self.params
    }
}

/// Turns shared text into a dialect's own.
pub(crate) fn render(text: &str, dialect: Dialect) -> String {
    let (ids, words, close, sign) = match dialect {
        Dialect::Sqlite => ("IN (SELECT value FROM json_each(", "IN (SELECT value FROM json_each(", "))", '?'),
        // An array, not a sub-select: PostgreSQL takes that for half of the table, and reads the whole of it.
        Dialect::Postgres => (
            "= ANY (ARRAY(SELECT CAST(listed AS BIGINT) FROM json_array_elements_text(CAST(",
            "= ANY (ARRAY(SELECT listed FROM json_array_elements_text(CAST(",
            " AS json)) AS list (listed)))",
            '$',
        ),
    };
    let lists = unfold(&unfold(text, "IN json_ids(", ids, close), "IN json_words(", words, close);
    let mut out = String::with_capacity(lists.len());
    rewrite_placeholders(&lists, &mut out, |number, out| {
        out.push(sign);
        out.push_str(&number.to_string());
    });
    out
}

/// Writes each list `name?1)` as a dialect's own.
fn unfold(text: &str, name: &str, open: &str, close: &str) -> String {
    let mut lists = String::with_capacity(text.len() + 32);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(name) {
        let (placeholder, tail) = after.split_once(')').unwrap_or((after, ""));
        lists.extend([before, open, placeholder, close]);
        rest = tail;
    }
    lists.push_str(rest);
    lists
}

/// Copies a text and hands the number of each placeholder to `write`. No statement has a `?` in a literal.
fn rewrite_placeholders(text: &str, out: &mut String, mut write: impl FnMut(usize, &mut String)) {
    let mut parts = text.split('?');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let digits = part.chars().take_while(char::is_ascii_digit).count();
        let (number, tail) = part.split_at_checked(digits).unwrap_or((part, ""));
        write(number.parse().unwrap_or(0), out);
        out.push_str(tail);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_become_the_dialects_own() {
        let shared = "SELECT ?2, ?1 FROM t WHERE id IN json_ids(?3) AND x = ?10";
        assert_eq!(render(shared, Dialect::Sqlite), "SELECT ?2, ?1 FROM t WHERE id IN (SELECT value FROM json_each(?3)) AND x = ?10");
        assert!(render(shared, Dialect::Postgres).starts_with("SELECT $2, $1 FROM t WHERE id = ANY (ARRAY(SELECT CAST(listed AS BIGINT)"));
        assert!(render(shared, Dialect::Postgres).ends_with("CAST($3 AS json)) AS list (listed))) AND x = $10"));
    }

    #[test]
    fn fragments_number_on() {
        let mut built = Built::new("SELECT ?1", &[Value::Int(7)]);
        built.push(" WHERE a = ?2 AND b = ?1", &[Value::Int(8), Value::Int(9)]);
        assert_eq!(built.text(Dialect::Postgres), "SELECT $1 WHERE a = $3 AND b = $2");
        assert_eq!(built.params().len(), 3);
    }
}
