//! Fields `Name: value` of heads and reports, as leniently as they are written in the wild.

/// A field: its name in lower case, its value on one line.
pub(super) type Field = (String, String);

/// The longest value that is kept, bytes.
const MOST_VALUE: usize = 2_000;

/// The most fields of one text that are read.
const MOST_FIELDS: usize = 2_000;

/// The fields of a mail's head.
pub(super) fn head(raw: &[u8]) -> Vec<Field> {
    let end = raw.windows(2).zip(1..).find_map(|(pair, place)| {
        let rest = raw.get(place..).unwrap_or_default();
        (pair == b"\n\n" || (pair == b"\r\n" && (rest.starts_with(b"\n\r\n") || rest.starts_with(b"\n\n")))).then_some(place)
    });
    fields(&String::from_utf8_lossy(raw.get(..end.unwrap_or(raw.len())).unwrap_or(raw)))
}

/// What follows a mail's head.
pub(super) fn body(mail: &str) -> &str {
    let end = mail.find("\n\n").into_iter().chain(mail.find("\r\n\r\n")).min();
    end.and_then(|end| mail.get(end..)).unwrap_or_default()
}

/// Every field in a text, wherever it stands.
pub(super) fn fields(text: &str) -> Vec<Field> {
    groups(text).into_iter().flatten().take(MOST_FIELDS).collect()
}

/// The fields of a text in groups that empty lines part.
pub(super) fn groups(text: &str) -> Vec<Vec<Field>> {
    let mut groups: Vec<Vec<Field>> = vec![Vec::new()];
    let mut count = 0;
    for line in text.lines() {
        let line = line.trim_end();
        if line.is_empty() {
            if groups.last().is_some_and(|group| !group.is_empty()) {
                groups.push(Vec::new());
            }
            continue;
        }
        let Some(group) = groups.last_mut() else { break };
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = group.last_mut()
                && value.len() + line.len() < MOST_VALUE
            {
                value.push(' ');
                value.push_str(line.trim_start());
            }
            continue;
        }
        count += 1;
        if count > MOST_FIELDS {
            break;
        }
        if let Some(field) = field(line) {
            group.push(field);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

fn field(line: &str) -> Option<Field> {
    let (name, value) = line.split_once(':')?;
    let name = name.trim_end();
    let named = !name.is_empty() && name.len() <= 60 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    let end = value.floor_char_boundary(MOST_VALUE);
    named.then(|| (name.to_ascii_lowercase(), value.get(..end).unwrap_or_default().trim().to_owned()))
}

/// The first value of a name.
pub(super) fn value<'a>(fields: &'a [Field], name: &str) -> Option<&'a str> {
    values(fields, name).next()
}

/// Every value of a name.
pub(super) fn values<'a>(fields: &'a [Field], name: &str) -> impl Iterator<Item = &'a str> {
    fields.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
}

/// What follows the type in a typed field: `rfc822; a@b.example`.
pub(super) fn untyped(value: &str) -> &str {
    match value.split_once(';') {
        Some((kind, rest)) if kind.len() < 30 && !kind.contains([' ', '@']) => rest.trim(),
        _ => value.trim(),
    }
}

/// The first address in a text, without angle brackets.
pub(super) fn address(text: &str) -> Option<String> {
    quoted(text).or_else(|| addresses(text).next())
}

/// An address whose local part is quoted (RFC 5321 §4.1.2).
fn quoted(text: &str) -> Option<String> {
    let (local, host) = text.trim().trim_matches(['<', '>']).strip_prefix('"')?.split_once("\"@")?;
    let plain = local.len() <= 64 && !local.contains(['"', '\\']) && !local.contains(char::is_control);
    plain.then(|| addresses(&format!("x@{host}")).next())?.map(|rest| format!("\"{local}\"{}", rest.trim_start_matches('x')))
}

/// Every address in a text.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = String> {
    let part = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.@".contains(c) || !c.is_ascii();
    text.split(move |c: char| !part(c)).filter_map(|word| {
        // `orcpt=rfc822;a@b`, `'a@b'`, `a@b.`
        let word = word.rsplit_once('=').map_or(word, |(before, after)| if before.contains('@') { word } else { after });
        let word = word.trim_matches(['.', '\'', '`', '/', '*', '-']);
        let (local, host) = word.rsplit_once('@')?;
        let host_like = !host.is_empty() && host.len() <= 253 && host.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '.');
        (host_like && !local.is_empty() && local.len() <= 128 && !local.contains('@')).then(|| word.to_owned())
    })
}
