//! Percent-encoding and forms: strangers' bytes as text, or not at all.

/// A path's step or a form's value with its escapes undone; `None` when it is no UTF-8 or holds a control character.
pub(crate) fn decoded(escaped: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(escaped.len());
    let mut rest = escaped.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok().filter(|text| !text.chars().any(char::is_control))
}

/// A query or a form, in order. A pair that cannot be read is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Pairs(Vec<(String, String)>);

/// No form of the paper has more fields.
const MOST: usize = 32;

impl Pairs {
    /// Reads `application/x-www-form-urlencoded`.
    pub(crate) fn read(text: &str) -> Self {
        let plain = |part: &str| decoded(&part.replace('+', " "));
        let pairs = text.split('&').filter(|pair| !pair.is_empty()).take(MOST).filter_map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((plain(name)?, plain(value)?))
        });
        Self(pairs.collect())
    }

    /// The first value of a name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a name, without blanks around; `None` when it is empty.
    pub(crate) fn word(&self, name: &str) -> Option<&str> {
        self.get(name).map(str::trim).filter(|value| !value.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_browsers_send() {
        let form = Pairs::read("email=jo%40feedback.example&artist=&q=a+b%26c&flag&email=second");
        assert_eq!(form.get("email"), Some("jo@feedback.example"));
        assert_eq!((form.word("artist"), form.get("artist"), form.word("q"), form.get("flag")), (None, Some(""), Some("a b&c"), Some("")));
    }

    #[test]
    fn odd_bytes_are_no_text() {
        for odd in ["%", "%4", "%zz", "%00", "%ff", "a%0d%0ab", "%C3%28"] {
            assert_eq!(decoded(odd), None, "{odd}");
        }
        assert_eq!(decoded("El%E2%80%91P").as_deref(), Some("El\u{2011}P"));
    }
}
