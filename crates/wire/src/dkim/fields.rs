//! The head of a mail as its signature sees it.

/// Fields that a signature covers, as far as a mail has them. From stands twice: the second time it is not there, and a
/// mail to which somebody adds one is not ours any more (RFC 6376 §8.15).
const SIGNED: [&str; 14] = [
    "from",
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "list-id",
    "list-unsubscribe",
    "list-unsubscribe-post",
    "feedback-id",
    "auto-submitted",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
];

/// Head and body; the empty line between them belongs to neither.
pub(super) fn split(mail: &[u8]) -> (&[u8], &[u8]) {
    let end = mail.windows(4).position(|four| four == b"\r\n\r\n");
    let (head, rest) = mail.split_at(end.map_or(mail.len(), |end| end + 2));
    (head, rest.strip_prefix(b"\r\n").unwrap_or(rest))
}

/// The fields of a head, whole, with their folded lines.
fn fields(head: &[u8]) -> Vec<&[u8]> {
    let mut found = Vec::new();
    let mut rest = head;
    while !rest.is_empty() {
        let ends = |at: &usize| rest.get(*at) == Some(&b'\n') && !matches!(rest.get(at + 1), Some(b' ' | b'\t'));
        let end = (0..rest.len()).find(ends).map_or(rest.len(), |at| at + 1);
        let (field, more) = rest.split_at(end);
        found.push(field);
        rest = more;
    }
    found
}

fn name(field: &[u8]) -> &[u8] {
    field.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii()
}

/// The names that are signed, and what is hashed of them.
pub(super) fn signed(head: &[u8]) -> (Vec<&'static str>, Vec<u8>) {
    let fields = fields(head);
    let mut names = Vec::with_capacity(SIGNED.len());
    let mut bytes = Vec::with_capacity(2_048);
    for wanted in SIGNED {
        let seen = names.iter().filter(|name| **name == wanted).count();
        // From the bottom up, as verifiers read (RFC 6376 §5.4.2).
        let found = fields.iter().rev().filter(|field| name(field).eq_ignore_ascii_case(wanted.as_bytes())).nth(seen);
        if let Some(field) = found {
            relaxed(field, &mut bytes);
            bytes.extend_from_slice(b"\r\n");
        }
        if found.is_some() || wanted == "from" {
            names.push(wanted);
        }
    }
    (names, bytes)
}

/// One field in relaxed form (RFC 6376 §3.4.2), without its line end.
pub(super) fn relaxed(field: &[u8], into: &mut Vec<u8>) {
    let colon = field.iter().position(|byte| *byte == b':').unwrap_or(field.len());
    let (name, value) = field.split_at(colon);
    into.extend(name.trim_ascii().iter().map(u8::to_ascii_lowercase));
    into.push(b':');
    let words = value.get(1..).unwrap_or_default().split(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'));
    for (index, word) in words.filter(|word| !word.is_empty()).enumerate() {
        if index > 0 {
            into.push(b' ');
        }
        into.extend_from_slice(word);
    }
}

/// Names with colons between them, in lines that are not too long.
pub(super) fn folded(names: &[&str]) -> String {
    let mut text = String::new();
    let mut line = 0;
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            text.push(':');
        }
        if line + name.len() > 64 {
            text.push_str("\r\n\t ");
            line = 0;
        }
        text.push_str(name);
        line += name.len() + 1;
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_rfc_6376() {
        let mut bytes = Vec::new();
        for field in fields(b"A: X\r\nB : Y\t\r\n\tZ  \r\n") {
            relaxed(field, &mut bytes);
            bytes.extend_from_slice(b"\r\n");
        }
        assert_eq!(bytes, b"a:X\r\nb:Y Z\r\n");
    }

    #[test]
    fn the_last_of_several_is_signed_and_from_once_more_than_it_is_there() {
        let (names, bytes) = signed(b"To: first\r\nFROM: a@b.co\r\nto: last\r\nX-Other: no\r\n");
        assert_eq!((names, bytes), (vec!["from", "from", "to"], b"from:a@b.co\r\nto:last\r\n".to_vec()));
    }

    #[test]
    fn a_mail_without_a_body_is_all_head() {
        assert_eq!(split(b"A: b\r\n"), (&b"A: b\r\n"[..], &b""[..]));
        assert_eq!(split(b"A: b\r\n\r\nx"), (&b"A: b\r\n"[..], &b"x"[..]));
    }
}
