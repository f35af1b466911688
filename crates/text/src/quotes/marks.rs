//! Quotation marks: which stretches of a text stand in them, over paragraphs too.

/// A stretch in quotation marks within one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quoted {
    /// Which text.
    pub(crate) text: usize,
    /// First byte of the opening mark.
    pub(crate) outer_start: usize,
    /// First byte of the words.
    pub(crate) start: usize,
    /// One past the last byte of the words.
    pub(crate) end: usize,
    /// One past the closing mark; the same as `end` where none stands.
    pub(crate) outer_end: usize,
    /// Goes on from the stretch before it: the same quotation in a new paragraph.
    pub(crate) goes_on: bool,
    /// Never closed, and nothing goes on from it.
    pub(crate) unclosed: bool,
    /// In single marks.
    pub(crate) single: bool,
}

pub(super) fn opens_double(c: char) -> bool {
    matches!(c, '“' | '„' | '«' | '‟')
}

/// Whether a mark closes speech.
pub(crate) fn closes_double(c: char) -> bool {
    matches!(c, '”' | '»')
}

/// Whether a mark closes what another opened, in the ways of all languages: “so”, „so“, «so», »so«.
pub(super) fn closes(opened: char, mark: char) -> bool {
    match opened {
        '“' | '‟' => matches!(mark, '”' | '"'),
        '„' => matches!(mark, '“' | '”' | '"'),
        '«' => mark == '»',
        '»' => mark == '«',
        _ => matches!(mark, '"' | '”'),
    }
}

/// Whether a text begins with an opening double mark.
pub(crate) fn begins_quoted(text: &str) -> bool {
    text.trim_start().starts_with(|c| c == '"' || opens_double(c))
}

/// Every stretch in double marks, and in single marks where the story uses those for speech.
pub(crate) fn scan(texts: &[&str]) -> Vec<Quoted> {
    let mut found: Vec<Quoted> = Vec::new();
    let mut open_run = false;
    for (text, letters) in texts.iter().enumerate() {
        let goes_on = open_run && begins_quoted(letters);
        if open_run
            && !goes_on
            && let Some(last) = found.last_mut()
        {
            last.unclosed = true;
        }
        let from = found.len();
        open_run = scan_double(text, letters, goes_on, &mut found);
        let doubles: Vec<Quoted> = found.get(from..).unwrap_or_default().to_vec();
        found.extend(scan_single(text, letters, &doubles));
        if let Some(new) = found.get_mut(from..) {
            new.sort_by_key(|quoted| quoted.start);
        }
    }
    if open_run && let Some(last) = found.last_mut() {
        last.unclosed = true;
    }
    found
}

/// Returns whether the last stretch is still open at the text's end.
fn scan_double(text: usize, letters: &str, goes_on: bool, found: &mut Vec<Quoted>) -> bool {
    let chars: Vec<(usize, char)> = letters.char_indices().collect();
    let mut open: Option<(usize, usize, char)> = None;
    let mut carries = goes_on;
    for (index, &(at, c)) in chars.iter().enumerate() {
        if c != '"' && !opens_double(c) && !closes_double(c) {
            continue;
        }
        let next = at + c.len_utf8();
        match open {
            None if !closes_double(c) && may_open(&chars, index, c) => open = Some((at, next, c)),
            None if c == '»' && may_open(&chars, index, '"') => open = Some((at, next, c)),
            Some((outer_start, start, opened)) if closes(opened, c) && (c != '"' || may_close(&chars, index)) => {
                found.push(Quoted { text, outer_start, start, end: at, outer_end: next, goes_on: carries, unclosed: false, single: false });
                (open, carries) = (None, false);
            }
            _ => {}
        }
    }
    if let Some((outer_start, start, _)) = open {
        let end = letters.trim_end().len().max(start);
        found.push(Quoted { text, outer_start, start, end, outer_end: end, goes_on: carries, unclosed: false, single: false });
    }
    open.is_some()
}

pub(super) fn may_open(chars: &[(usize, char)], index: usize, mark: char) -> bool {
    let before = index.checked_sub(1).and_then(|index| chars.get(index)).map(|(_, c)| *c);
    let after = chars.get(index + 1).map(|(_, c)| *c);
    let blank_before = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '—' | '–' | '-' | '/' | ':' | '‘' | '\''));
    let inches = before.is_some_and(|c| c.is_ascii_digit());
    (mark != '"' || (blank_before && !inches)) && after.is_some_and(|c| !c.is_whitespace())
}

pub(super) fn may_close(chars: &[(usize, char)], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|index| chars.get(index)).map(|(_, c)| *c);
    before.is_some_and(|c| !c.is_whitespace())
}

/// Single marks: opened before a word, closed after one by the last mark that no letter follows.
fn scan_single(text: usize, letters: &str, doubles: &[Quoted]) -> Vec<Quoted> {
    let chars: Vec<(usize, char)> = letters.char_indices().collect();
    let within_double = |at: usize| {
        let last = doubles.partition_point(|double| double.outer_start <= at).checked_sub(1).and_then(|index| doubles.get(index));
        last.is_some_and(|double| at < double.outer_end)
    };
    let mut found: Vec<Quoted> = Vec::new();
    let mut open: Option<(usize, usize)> = None;
    for (index, &(at, c)) in chars.iter().enumerate() {
        if !matches!(c, '\'' | '‘' | '’') || within_double(at) {
            continue;
        }
        let before = index.checked_sub(1).and_then(|index| chars.get(index)).map(|(_, c)| *c);
        let after = chars.get(index + 1).map(|(_, c)| *c);
        let word_before = before.is_some_and(char::is_alphanumeric);
        let word_after = after.is_some_and(char::is_alphanumeric);
        let opens = c != '’'
            && !word_before
            && !before.is_some_and(|c| matches!(c, '.' | ',' | '!' | '?'))
            && after.is_some_and(|c| !c.is_whitespace());
        let closes = c != '‘' && !word_after && before.is_some_and(|c| !c.is_whitespace());
        match open {
            None if opens && !elides(letters, at + c.len_utf8()) => open = Some((at, at + c.len_utf8())),
            Some((outer_start, start)) if closes && !plural_possessive(letters, before, at, c) => {
                found.push(Quoted {
                    text,
                    outer_start,
                    start,
                    end: at,
                    outer_end: at + c.len_utf8(),
                    goes_on: false,
                    unclosed: false,
                    single: true,
                });
                open = None;
            }
            _ => {}
        }
    }
    found
}

/// `'90s`, `'til`, `'n'`: an apostrophe before a word, not an opening mark.
fn elides(letters: &str, from: usize) -> bool {
    let word: String =
        letters.get(from..).unwrap_or_default().chars().take_while(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    word.starts_with(|c: char| c.is_ascii_digit())
        || matches!(word.as_str(), "til" | "n" | "em" | "cause" | "bout" | "round" | "tis" | "twas")
}

/// `the artists' choice`: an apostrophe after a plural, when a better closing mark follows.
fn plural_possessive(letters: &str, before: Option<char>, at: usize, mark: char) -> bool {
    let rest = letters.get(at + mark.len_utf8()..).unwrap_or_default();
    let word_follows = rest.strip_prefix(' ').and_then(|rest| rest.chars().next()).is_some_and(char::is_lowercase);
    before.is_some_and(|c| matches!(c, 's' | 'S')) && word_follows && closes_later(rest)
}

/// Whether a closing mark follows before anything is opened again. No single-marked speech is as long as what is not
/// looked through.
fn closes_later(rest: &str) -> bool {
    const FAR: usize = 2_000;
    let mut last = ' ';
    let mut letters = rest.chars().take(FAR).peekable();
    while let Some(c) = letters.next() {
        let ends_word = !letters.peek().is_some_and(|next| next.is_alphanumeric());
        if matches!(c, '\'' | '’') && ends_word && !last.is_whitespace() {
            return true;
        }
        if c == '‘' {
            return false;
        }
        last = c;
    }
    false
}
