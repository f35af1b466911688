//! The words of the interface: one TOML file per language.

use super::TemplateError;
use std::collections::BTreeMap;

/// Messages by dotted key. `{name}` in a message is a place for a value; a table of `one` and `other` is chosen by `count`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Messages(BTreeMap<String, Message>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Message {
    Plain(String),
    Counted { one: String, other: String },
}

impl Messages {
    /// Reads a message file. `file` is its name, for errors.
    ///
    /// # Errors
    /// [`TemplateError::Messages`] when it is not TOML or holds anything but text.
    pub fn parse(file: &str, toml: &str) -> Result<Self, TemplateError> {
        let wrong = |what: String| TemplateError::Messages { file: file.to_owned(), what };
        let table: toml::Table = toml.parse().map_err(|error: toml::de::Error| wrong(error.to_string()))?;
        let mut messages = BTreeMap::new();
        gather("", &table, &mut messages).map_err(wrong)?;
        Ok(Self(messages))
    }

    /// These messages, and where one is missing, the other's: a half-translated theme speaks English for the rest.
    #[must_use]
    pub fn or(mut self, fallback: Self) -> Self {
        for (key, message) in fallback.0 {
            self.0.entry(key).or_insert(message);
        }
        self
    }

    /// Whether there is a message of this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    /// The patterns of every message whose key begins with one of `tables` and a dot: text, or an object of `one` and
    /// `other`. For scripts that fill the places themselves.
    #[must_use]
    pub fn patterns(&self, tables: &[&str]) -> BTreeMap<String, serde_json::Value> {
        let inside = |key: &str| tables.iter().any(|table| key.strip_prefix(table).is_some_and(|rest| rest.starts_with('.')));
        let pattern = |message: &Message| match message {
            Message::Plain(text) => serde_json::Value::from(text.as_str()),
            Message::Counted { one, other } => serde_json::json!({ "one": one, "other": other }),
        };
        self.0.iter().filter(|(key, _)| inside(key)).map(|(key, message)| (key.clone(), pattern(message))).collect()
    }

    /// The message of a key with values put in their places.
    ///
    /// # Errors
    /// Says what is missing: the key, `count`, or the value of a place.
    pub fn text(&self, key: &str, values: &[(&str, String)]) -> Result<String, String> {
        let message = self.0.get(key).ok_or_else(|| format!("there is no message “{key}”"))?;
        let value = |name: &str| values.iter().find(|(given, _)| *given == name).map(|(_, value)| value.as_str());
        let pattern = match message {
            Message::Plain(text) => text,
            Message::Counted { one, other } => {
                let count = value("count").ok_or_else(|| format!("message “{key}” is chosen by count, which was not given"))?;
                if count == "1" { one } else { other }
            }
        };
        fill(pattern, value).map_err(|name| format!("message “{key}” has a place {{{name}}} and no value was given for it"))
    }
}

fn gather(prefix: &str, table: &toml::Table, messages: &mut BTreeMap<String, Message>) -> Result<(), String> {
    for (name, value) in table {
        let key = if prefix.is_empty() { name.clone() } else { format!("{prefix}.{name}") };
        match value {
            toml::Value::String(text) => {
                messages.insert(key, Message::Plain(text.clone()));
            }
            toml::Value::Table(inner) => match counted(inner) {
                Some(message) => {
                    messages.insert(key, message);
                }
                None => gather(&key, inner, messages)?,
            },
            other => return Err(format!("{key} is {}, a message is text", other.type_str())),
        }
    }
    Ok(())
}

fn counted(table: &toml::Table) -> Option<Message> {
    match (table.get("one")?, table.get("other")?, table.len()) {
        (toml::Value::String(one), toml::Value::String(other), 2) => Some(Message::Counted { one: one.clone(), other: other.clone() }),
        _ => None,
    }
}

/// Puts values in the places of a pattern; a brace that opens no place stands for itself.
fn fill<'a>(pattern: &str, value: impl Fn(&str) -> Option<&'a str>) -> Result<String, String> {
    let mut filled = String::with_capacity(pattern.len());
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        match after.split_once('}').filter(|(name, _)| is_name(name)) {
            Some((name, tail)) => {
                filled.push_str(value(name).ok_or_else(|| name.to_owned())?);
                rest = tail;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    Ok(filled)
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "hello = 'Hello'\n[story]\nby = 'By {name}, {{odd}'\nnotes = { one = '{count} note', other = '{count} notes' }\n";

    fn messages() -> Messages {
        Messages::parse("en.toml", FILE).unwrap()
    }

    #[test]
    fn keys_are_dotted_and_places_are_filled() {
        assert_eq!(messages().text("hello", &[]), Ok("Hello".to_owned()));
        let said = messages().text("story.by", &[("name", "{count}".to_owned()), ("odd", "x".to_owned())]);
        assert_eq!(said, Ok("By {count}, {x".to_owned()), "a value is never a pattern");
    }

    #[test]
    fn count_chooses() {
        let say = |count: &str| messages().text("story.notes", &[("count", count.to_owned())]).unwrap();
        assert_eq!((say("0"), say("1"), say("2")), ("0 notes".to_owned(), "1 note".to_owned(), "2 notes".to_owned()));
        assert!(messages().text("story.notes", &[]).unwrap_err().contains("count"));
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(messages().text("story.no", &[]).unwrap_err().contains("story.no"));
        assert!(messages().text("story.by", &[]).unwrap_err().contains("{name}"));
        assert!(Messages::parse("en.toml", "a = 1").unwrap_err().to_string().contains("messages en.toml: a is integer"));
        assert!(Messages::parse("en.toml", "a = 'x'\nb = [").unwrap_err().to_string().contains("line 2"));
    }

    #[test]
    fn patterns_come_by_table_with_their_places() {
        let patterns = messages().patterns(&["story"]);
        assert_eq!(patterns.get("story.by"), Some(&"By {name}, {{odd}".into()));
        assert_eq!(patterns.get("story.notes"), Some(&serde_json::json!({ "one": "{count} note", "other": "{count} notes" })));
        assert_eq!(patterns.len(), 2);
    }

    #[test]
    fn another_language_fills_the_gaps() {
        let german = Messages::parse("de.toml", "hello = 'Guten Tag'").unwrap().or(messages());
        assert_eq!(german.text("hello", &[]), Ok("Guten Tag".to_owned()));
        assert!(german.has("story.notes"));
    }
}
