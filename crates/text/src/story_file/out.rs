//! TOML as a story file has it: one line a key, strings on one line.

use domain::body::Picture;

/// A string as TOML has it, on one line whatever it holds.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// `["a", "b"]`.
fn strings<S: AsRef<str>>(all: impl IntoIterator<Item = S>) -> String {
    let all: Vec<String> = all.into_iter().map(|text| quoted(text.as_ref())).collect();
    format!("[{}]", all.join(", "))
}

/// Keys and values, a line each.
#[derive(Default)]
pub(crate) struct Lines(Vec<String>);

impl Lines {
    /// A value that is TOML already.
    pub(crate) fn value(&mut self, key: &str, value: &str) -> &mut Self {
        self.0.push(format!("{key} = {value}"));
        self
    }

    /// A string.
    pub(crate) fn string(&mut self, key: &str, text: &str) -> &mut Self {
        self.value(key, &quoted(text))
    }

    /// A string, unless it is empty.
    pub(crate) fn filled(&mut self, key: &str, text: &str) -> &mut Self {
        if text.is_empty() { self } else { self.string(key, text) }
    }

    /// A string, if there is one.
    pub(crate) fn some(&mut self, key: &str, text: Option<&str>) -> &mut Self {
        match text {
            Some(text) => self.string(key, text),
            None => self,
        }
    }

    /// A number, unless it is zero.
    pub(crate) fn count(&mut self, key: &str, number: u32) -> &mut Self {
        if number == 0 { self } else { self.value(key, &number.to_string()) }
    }

    /// Strings in a list.
    pub(crate) fn strings<S: AsRef<str>>(&mut self, key: &str, all: impl IntoIterator<Item = S>) -> &mut Self {
        self.value(key, &strings(all))
    }

    /// A list with a line an entry.
    pub(crate) fn list(&mut self, key: &str, entries: &[Self]) -> &mut Self {
        let inside: String = entries.iter().map(|entry| format!("  {},\n", entry.inline())).collect();
        self.value(key, &format!("[\n{inside}]"))
    }

    /// The attributes of a picture.
    pub(crate) fn picture(&mut self, picture: &Picture) -> &mut Self {
        self.string("picture", picture.media.as_str()).filled("alt", &picture.alt);
        if picture.decorative {
            self.value("decorative", "true");
        }
        self.filled("credit", &picture.credit).filled("caption", &picture.caption);
        let [left, top] = picture.focus;
        if picture.focus != [0.5, 0.5] {
            self.value("focus", &format!("[{left:?}, {top:?}]"));
        }
        self
    }

    /// As a table on one line.
    pub(crate) fn inline(&self) -> String {
        if self.0.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", self.0.join(", ")) }
    }

    /// As lines, each ended.
    pub(crate) fn lines(&self) -> String {
        self.0.iter().map(|line| format!("{line}\n")).collect()
    }
}
