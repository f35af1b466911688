//! A–Z as a language sorts it: keys whose bytes are in its order, and the letter under which a name stands. Collation is
//! that of CLDR; an article goes where the sort name has it.

use icu_collator::{Collator, CollatorBorrowed, CollatorPreferences, options::CollatorOptions};
use icu_locale_core::Locale;
use std::collections::HashMap;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use unicode_normalization::char::is_combining_mark;

static LETTERS: &str = include_str!("../data/alphabets.txt");

/// What has no letter stands here: digits, signs.
pub const NO_LETTER: &str = "#";

/// Writing systems that are a group of their own where they are not the language's: what the group is called, and a
/// letter that none of it is before: of Han, one of those, for each language that writes it begins elsewhere.
const SCRIPTS: [(&str, &str, &str); 22] = [
    ("latn", "A–Z", "a"),
    ("grek", "Α–Ω", "α"),
    ("cyrl", "А–Я", "а"),
    ("geor", "ა–ჰ", "ა"),
    ("armn", "Ա–Ֆ", "ա"),
    ("hebr", "א–ת", "א"),
    ("arab", "ا–ي", "ء"),
    ("ethi", "ሀ–ፐ", "ሀ"),
    ("deva", "अ–ह", "ॐ"),
    ("beng", "অ–হ", "অ"),
    ("guru", "ੳ–ੜ", "ੴ"),
    ("gujr", "અ–હ", "ૐ"),
    ("taml", "அ–ஹ", "ௐ"),
    ("telu", "అ–హ", "అ"),
    ("knda", "ಅ–ಹ", "ಅ"),
    ("mlym", "അ–ഹ", "അ"),
    ("sinh", "අ–හ", "අ"),
    ("thai", "ก–ฮ", "ก"),
    ("khmr", "ក–អ", "ក"),
    ("hang", "ㄱ–ㅎ", "ᄀ"),
    ("kana", "あ–ん", "あ"),
    ("hani", "漢字", "一亜阿吖"),
];

/// One letter of A–Z, or a writing system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// What is stored and stands in addresses: `a`, `å`, `ch`, `cyrl`; [`NO_LETTER`].
    pub word: String,
    /// What is shown: `A`, `Å`, `Ch`, `А–Я`, `0–9`.
    pub shown: String,
    /// Whether it is of the language's own alphabet, and not another writing system.
    pub own: bool,
    from: Vec<u8>,
}

/// A language's alphabet.
pub struct Alphabet {
    /// The root's data are compiled in: there always is one.
    collator: Option<CollatorBorrowed<'static>>,
    letters: Vec<Letter>,
    stamp: String,
}

/// Of a name, no more is sorted by: keys stand in an index, whose entries are bounded.
const LONGEST_NAME: usize = 120;
/// Bytes of a key.
const LONGEST_KEY: usize = 600;

impl Alphabet {
    /// The alphabet of a BCP 47 language; what is none has that of English.
    #[must_use]
    pub fn of(language: &str) -> Arc<Self> {
        static MADE: LazyLock<Mutex<HashMap<String, Arc<Alphabet>>>> = LazyLock::new(Mutex::default);
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = made.get(language) {
            return Arc::clone(known);
        }
        let new = Arc::new(Self::make(language));
        made.insert(language.to_owned(), Arc::clone(&new));
        new
    }

    fn make(language: &str) -> Self {
        let locale = Locale::try_from_str(language).unwrap_or(Locale::UNKNOWN);
        let collator = Collator::try_new(CollatorPreferences::from(&locale), CollatorOptions::default());
        let collator = collator.or_else(|_| Collator::try_new(CollatorPreferences::default(), CollatorOptions::default())).ok();
        let mut alphabet = Self { collator, letters: Vec::new(), stamp: String::new() };
        let (script, own) = listed(locale.id.language.as_str());
        let letter = |shown: &str, word: &str, first: &str, own| Letter {
            word: word.to_owned(),
            shown: shown.to_owned(),
            own,
            from: alphabet.first_of(first, own),
        };
        let mut letters: Vec<Letter> = own.split_whitespace().map(|shown| letter(shown, &shown.to_lowercase(), shown, true)).collect();
        let others = SCRIPTS.iter().filter(|(word, ..)| *word != script);
        letters.extend(others.map(|(word, shown, first)| letter(shown, word, first, false)));
        letters.push(Letter { word: NO_LETTER.to_owned(), shown: "0–9".to_owned(), own: true, from: Vec::new() });
        letters.sort_by(|one, other| one.from.cmp(&other.from));
        alphabet.letters = letters;
        alphabet.stamp = format!("{language} {:016x}", alphabet.fingerprint());
        alphabet
    }

    /// Its letters in order, [`NO_LETTER`] first; the other writing systems where the language sorts them.
    #[must_use]
    pub fn letters(&self) -> &[Letter] {
        &self.letters
    }

    /// Another one where the language is another, or what is compiled in sorts otherwise than it did.
    #[must_use]
    pub fn stamp(&self) -> &str {
        &self.stamp
    }

    /// The key by whose bytes a sort name is sorted, in hexadecimal digits, and the word of the letter under which it
    /// stands. Signs between words are a blank, those before and in them are not there.
    #[must_use]
    pub fn place(&self, sort_name: &str) -> (String, String) {
        let key = self.key(&bare(sort_name));
        let primary = primary(&key);
        let letter = self.letters.iter().rev().find(|letter| letter.from.as_slice() <= primary);
        let hex = key.iter().take(LONGEST_KEY).fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        (hex, letter.map_or(NO_LETTER, |letter| &letter.word).to_owned())
    }

    fn key(&self, text: &str) -> Vec<u8> {
        let Some(collator) = &self.collator else { return text.to_lowercase().into_bytes() };
        let mut key = Vec::new();
        let Ok(()) = collator.write_sort_key_to(text, &mut key);
        key
    }

    /// From where a letter goes, or a writing system that has one of some characters first. Korean sorts Han by how it is
    /// read: what stands among Hangul begins nothing.
    fn first_of(&self, text: &str, is_letter: bool) -> Vec<u8> {
        if is_letter {
            return self.primary(text);
        }
        let (first, last) = (self.primary("가"), self.primary("힣"));
        let keys = text.chars().map(|c| self.primary(c.encode_utf8(&mut [0; 4])));
        let outside = |key: &Vec<u8>| *key <= first || *key > last;
        keys.filter(outside).min().unwrap_or_else(|| self.primary("\u{3400}"))
    }

    fn primary(&self, text: &str) -> Vec<u8> {
        primary(&self.key(text)).to_vec()
    }

    /// FNV-1a over the keys of characters from every script that has letters here, and over the letters.
    fn fingerprint(&self) -> u64 {
        let sample = ('\u{21}'..='\u{52F}').chain(('\u{530}'..='\u{FFFD}').step_by(61));
        let mut sum = 0xcbf2_9ce4_8422_2325_u64;
        let mut add = |byte: u8| sum = (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        for c in sample {
            self.key(c.encode_utf8(&mut [0; 4])).into_iter().for_each(&mut add);
        }
        for letter in &self.letters {
            letter.word.bytes().chain(letter.from.iter().copied()).for_each(&mut add);
        }
        sum
    }
}

impl std::fmt::Debug for Alphabet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Alphabet").field("stamp", &self.stamp).finish_non_exhaustive()
    }
}

/// What of a key tells letters apart, whatever their marks and case: it ends at the first separator.
fn primary(key: &[u8]) -> &[u8] {
    key.split(|byte| *byte == 1).next().unwrap_or_default()
}

/// The script and the letters of a language.
fn listed(language: &str) -> (&'static str, &'static str) {
    let mut first = ("latn", "");
    for line in LETTERS.lines().filter(|line| !line.starts_with('#')) {
        let Some(((of, script), letters)) = line.split_once(": ").and_then(|(head, letters)| Some((head.split_once(' ')?, letters))) else {
            continue;
        };
        match of {
            "-" => first = (script, letters),
            _ if of == language => return (script, letters),
            _ => {}
        }
    }
    first
}

/// The letters and digits of a name, its words parted by single blanks; a name that has none is itself.
fn bare(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars().take(LONGEST_NAME) {
        if c.is_alphanumeric() || is_combining_mark(c) {
            text.push(c);
        } else if !matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '.') && !text.is_empty() && !text.ends_with(' ') {
            text.push(' ');
        }
    }
    if text.trim().is_empty() { name.trim().chars().take(LONGEST_NAME).collect() } else { text.trim_end().to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The names in the order of a language, with the letter of each.
    fn sorted<'a>(language: &str, names: &[&'a str]) -> Vec<(&'a str, String)> {
        let alphabet = Alphabet::of(language);
        let mut placed: Vec<_> = names.iter().map(|name| (alphabet.place(name), *name)).collect();
        placed.sort();
        placed.into_iter().map(|((_, letter), name)| (name, letter)).collect()
    }

    fn told(language: &str, names: &[&str]) -> String {
        sorted(language, names).into_iter().map(|(name, letter)| format!("{name} {letter}")).collect::<Vec<_>>().join(", ")
    }

    #[test]
    fn each_language_has_its_order() {
        assert_eq!(told("sv", &["Öxin", "Zebra", "Åsa", "Abba", "Ärla"]), "Abba a, Zebra z, Åsa å, Ärla ä, Öxin ö");
        assert_eq!(told("de-AT", &["Äxte", "Azur", "Ärzte, Die", "Aha", "Öl", "Oz"]), "Aha a, Ärzte, Die a, Äxte a, Azur a, Öl o, Oz o");
        assert_eq!(told("da", &["Århus", "Øst", "Ære", "Zig", "Aalborg"]), "Zig z, Ære æ, Øst ø, Aalborg å, Århus å");
        assert_eq!(told("es", &["Ñu", "Nz", "Oa", "Nubes, Las"]), "Nubes, Las n, Nz n, Ñu ñ, Oa o");
        assert_eq!(
            told("cs", &["Chinaski", "Hz", "Čechomor", "Cz", "Ida", "Ďáblice"]),
            "Cz c, Čechomor č, Ďáblice d, Hz h, Chinaski ch, Ida i"
        );
        assert_eq!(told("en-AU", &["Öxin", "Zebra", "Åsa", "Oz", "Ab"]), "Ab a, Åsa a, Öxin o, Oz o, Zebra z");
        assert_eq!(told("tr", &["İpek", "Irmak", "Jale", "Şan", "Su"]), "Irmak i, İpek i\u{307}, Jale j, Su s, Şan ş");
        assert_eq!(told("nonsense-nonsense", &["b", "a"]), told("en", &["b", "a"]));
    }

    #[test]
    fn digits_and_other_scripts_are_groups_of_their_own() {
        let names = ["Кино", "Zebra", "10cc", "!!!", "Αρλέτα", "סטטי", "椎名林檎", "きのこ", "방탄", "فيروز"];
        assert_eq!(
            told("en", &names),
            "!!! #, 10cc #, Zebra z, Αρλέτα grek, Кино cyrl, סטטי hebr, فيروز arab, 방탄 hang, きのこ kana, 椎名林檎 hani"
        );
        assert_eq!(told("ja", &["Zebra", "椎名林檎", "亜", "きのこ"]), "Zebra z, きのこ kana, 亜 hani, 椎名林檎 hani");
        assert_eq!(told("zh", &["Zebra", "阿", "崔健"]), "阿 hani, 崔健 hani, Zebra z");
        assert_eq!(told("ko", &["Zebra", "방탄", "하늘"]), "방탄 hang, 하늘 hang, Zebra z");
        assert_eq!(told("ru", &["Zebra", "Кино", "Ария", "10cc", "Ёлка"]), "10cc #, Ария а, Ёлка е, Кино к, Zebra latn");
    }

    #[test]
    fn signs_and_case_count_for_nothing_and_words_are_sorted_by() {
        assert_eq!(
            told("en", &["airborne", "Air Traffic", "…And You", "AC/DC", "(hed) p.e.", "D’Angelo", "Dang"]),
            "AC/DC a, Air Traffic a, airborne a, …And You a, Dang d, D’Angelo d, (hed) p.e. h"
        );
    }

    #[test]
    fn every_alphabet_is_in_the_order_of_its_collation() {
        let languages = LETTERS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split(' ').next());
        for language in languages.chain(["de", "fr", "ja", "zh", "ko"]) {
            let alphabet = Alphabet::of(language);
            let pairs = alphabet.letters().windows(2);
            for pair in pairs {
                assert!(pair[0].from < pair[1].from, "{language}: {} and {}", pair[0].shown, pair[1].shown);
            }
            assert_eq!(alphabet.letters()[0].word, NO_LETTER);
            let own: Vec<&str> =
                alphabet.letters().iter().skip(1).filter(|letter| letter.own).map(|letter| letter.shown.as_str()).collect();
            assert_eq!(own, listed(language).1.split(' ').collect::<Vec<_>>(), "{language}");
            for letter in alphabet.letters().iter().skip(1).filter(|letter| letter.own) {
                assert_eq!(alphabet.place(&letter.shown).1, letter.word, "{language}");
            }
        }
    }

    #[test]
    fn keys_are_bounded_and_stamps_tell_languages_apart() {
        let alphabet = Alphabet::of("en");
        for name in ["ﷺ".repeat(500), "x".repeat(500), "漢".repeat(500), "e\u{301}".repeat(250), String::new()] {
            assert!(alphabet.place(&name).0.len() <= 2 * LONGEST_KEY);
        }
        assert_ne!(alphabet.stamp(), Alphabet::of("sv").stamp());
    }
}
