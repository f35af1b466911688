//! Stories and questions that nobody wrote: words and artists after Zipf, the same for the same seed.

use domain::story::Kind;
use search::Entry;

/// Different words of the language.
const WORDS: usize = 200_000;
/// Artists of the paper.
pub(crate) const ARTISTS: usize = 100_000;
/// Half of the stories have fewer words.
const MEDIAN: f64 = 400.0;
/// The rank at which a word stands in a tenth of the stories.
const TENTH: std::ops::Range<usize> = 265..345;

pub(crate) const SECTIONS: [&str; 6] = ["news", "reviews", "interviews", "features", "clips", "gigs"];

/// SplitMix64.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.part() * end as f64) as usize
    }

    /// A rank from 0 after Zipf with exponent one.
    fn rank(&mut self, many: usize) -> usize {
        ((many as f64 + 1.0).powf(self.part()) as usize).saturating_sub(1).min(many - 1)
    }

    fn bell(&mut self) -> f64 {
        (0..12).map(|_| self.part()).sum::<f64>() - 6.0
    }
}

pub(crate) struct World {
    words: Vec<String>,
    artists: Vec<String>,
    seed: u64,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let mut seen = std::collections::HashSet::new();
        let mut words = Vec::with_capacity(WORDS);
        while words.len() < WORDS {
            // Frequent words are short.
            let syllables = 1 + ((words.len() as f64 + 1.0).log10() / 2.4 + dice.part() * 0.6) as usize;
            let mut word: String = (0..syllables).map(|_| syllable(&mut dice)).collect();
            if words.len() > 150 {
                word.push_str(["", "", "", "s", "ed", "ing", "er", ""][dice.below(8)]);
            }
            if seen.insert(word.clone()) {
                words.push(word);
            }
        }
        let artists = (0..ARTISTS)
            .map(|_| (0..1 + dice.below(3)).map(|_| capital(&words[1_000 + dice.below(WORDS - 1_000)])).collect::<Vec<_>>().join(" "))
            .collect();
        Self { words, artists, seed }
    }

    /// The story of a number; any of them, in any order.
    pub(crate) fn story(&self, number: usize) -> Entry {
        let mut dice = Dice::new(self.seed ^ (number as u64 + 1).wrapping_mul(0xA24B_AED4_963E_E407));
        let artists: Vec<usize> = (0..1 + dice.below(3)).map(|_| dice.rank(ARTISTS)).collect();
        let many = (MEDIAN.ln() + dice.bell() * 0.5).exp() as usize;
        let mut text = String::with_capacity(many * 7);
        let mut left = 0;
        for place in 0..many {
            if place % 60 == 0 && place > 0 {
                text.push_str("\n\n");
            }
            let opens = left == 0;
            if opens {
                left = 8 + dice.below(14);
            }
            left -= 1;
            if place % 90 == 4 {
                text.push_str(&self.artists[artists[place % artists.len()]]);
            } else {
                let word = &self.words[dice.rank(WORDS)];
                if opens { text.push_str(&capital(word)) } else { text.push_str(word) }
            }
            text.push_str(if left == 0 { ". " } else { " " });
        }
        let headline: Vec<String> = (0..7).map(|_| self.words[dice.rank(WORDS)].clone()).collect();
        let at = 946_684_800_000_000 + (number as i64) * 788_000_000;
        Entry {
            story: number as i64 + 1,
            headline: format!("{}: {}", self.artists[artists[0]], headline.join(" ")),
            standfirst: (0..18).map(|_| self.words[dice.rank(WORDS)].clone()).collect::<Vec<_>>().join(" "),
            credited: artists.iter().map(|artist| self.artists[*artist].clone()).collect(),
            bylines: vec![self.artists[dice.below(40)].clone()],
            text,
            section: SECTIONS[dice.rank(SECTIONS.len())].to_owned(),
            kind: Kind::ALL[dice.rank(Kind::ALL.len())],
            artists: artists.iter().map(|artist| *artist as i64 + 1).collect(),
            people: vec![dice.below(40) as i64 + 1],
            published: at,
            year: 2000 + (number / 40_000) as i16,
            since: at,
            score: (dice.below(5) == 0).then(|| dice.below(21) as i64 * 50),
            ..Entry::default()
        }
    }

    fn some(&self, dice: &mut Dice) -> &str {
        &self.words[(60 + dice.rank(WORDS - 60)).min(WORDS - 1)]
    }

    /// Distinct questions as a reader types them, and the kind of each for the table.
    pub(crate) fn questions(&self, many: usize, stories: usize) -> Vec<Question> {
        let mut dice = Dice::new(self.seed ^ 0x5EED);
        let mut seen = std::collections::HashSet::new();
        let mut all = Vec::with_capacity(many);
        while all.len() < many {
            let mut parts: Vec<String> = Vec::new();
            let frequent = dice.below(10) < 2;
            if frequent {
                parts.push(self.words[TENTH.start + dice.below(TENTH.len())].clone());
            }
            let kind = match dice.below(20) {
                0..2 => {
                    let story = self.story(dice.below(stories));
                    let words: Vec<&str> = story.text.split_whitespace().skip(dice.below(80)).take(2).collect();
                    parts.push(format!("\"{}\"", words.join(" ").replace('.', "")));
                    "phrase"
                }
                2 => {
                    let word = self.some(&mut dice);
                    parts.push(format!("{}*", word.get(..5).unwrap_or(word)));
                    "beginning"
                }
                3 => {
                    let mut word = self.words[2_000 + dice.below(20_000)].clone();
                    let last = word.pop().unwrap_or('x');
                    let middle = word.len() / 2;
                    word.insert(middle, 'q');
                    word.push(last);
                    parts.push(word);
                    "typo"
                }
                4..7 => {
                    parts.push(self.artists[dice.rank(ARTISTS)].clone());
                    "artist's name"
                }
                _ => {
                    for _ in 0..usize::from(!frequent) + dice.below(2) {
                        parts.push(self.some(&mut dice).to_owned());
                    }
                    "words"
                }
            };
            let typed = parts.join(" ").to_lowercase();
            if typed.is_empty() {
                continue;
            }
            let question = Question {
                typed,
                kind,
                frequent,
                facet: (dice.below(10) < 3).then(|| dice.below(4)),
                value: dice.rank(6),
                newest: dice.below(10) == 0,
            };
            if seen.insert((question.typed.clone(), question.facet, question.value)) {
                all.push(question);
            }
        }
        all
    }
}

/// Something to ask.
pub(crate) struct Question {
    pub(crate) typed: String,
    pub(crate) kind: &'static str,
    /// With a word that stands in a tenth of the stories.
    pub(crate) frequent: bool,
    /// Section, kind, year or artist.
    pub(crate) facet: Option<usize>,
    pub(crate) value: usize,
    pub(crate) newest: bool,
}

fn syllable(dice: &mut Dice) -> String {
    const FIRST: [&str; 22] =
        ["b", "br", "c", "d", "dr", "f", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "r", "s", "st", "t", "th", "v", "w"];
    const MIDDLE: [&str; 9] = ["a", "e", "i", "o", "u", "ea", "ou", "ai", "oo"];
    const LAST: [&str; 8] = ["", "", "", "n", "r", "l", "t", "ck"];
    format!("{}{}{}", FIRST[dice.below(22)], MIDDLE[dice.below(9)], LAST[dice.below(8)])
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
