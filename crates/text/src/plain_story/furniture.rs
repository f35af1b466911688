//! Lines that speak of the paper and not of the story: sign up, follow, read more.

static LIST: &str = include_str!("../../data/furniture.txt");

/// The longest line that can be furniture, in characters.
const LONGEST: usize = 110;

/// What a line asks the reader to do, when it is furniture: a short line without closing punctuation that asks to sign
/// up, to follow or to read more.
pub(super) fn asks_to(line: &str) -> Option<&'static str> {
    let plain = line.trim().replace('’', "'").to_lowercase();
    let closed = plain.ends_with(['.', '!', '?', '…', '"', '”', ',', ';', ':']);
    if plain.chars().count() > LONGEST || closed || plain.starts_with(['"', '“', '‘', '\'']) {
        return None;
    }
    LIST.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(": "))
        .find(|(_, sign)| fits(&plain, sign))
        .map(|(asks, _)| asks)
}

fn fits(plain: &str, sign: &str) -> bool {
    match (sign.strip_prefix('^'), sign.strip_prefix('=')) {
        (Some(start), _) => plain
            .strip_prefix(start)
            .is_some_and(|rest| rest.is_empty() || start.ends_with(':') || !rest.starts_with(char::is_alphanumeric)),
        (_, Some(whole)) => plain == whole,
        _ => plain.match_indices(sign).any(|(at, _)| {
            let before = plain.get(..at).and_then(|head| head.chars().last());
            before.is_none_or(|c| !c.is_alphanumeric())
        }),
    }
}

/// The reason in words, with the place that it stood in.
pub(super) fn why(asks: &str, place: &str) -> String {
    if asks == "advertisement" { format!("an advertisement's mark; stood {place}") } else { format!("asks to {asks}; stood {place}") }
}
