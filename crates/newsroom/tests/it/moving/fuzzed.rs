//! The targets of `scripts/fuzz` on their seeds and on some thousand files made of them, the same on every run: what the
//! fuzzer found once stays found, and the targets stay true.

#[path = "../../../../../fuzz/lib.rs"]
#[expect(unreachable_pub, reason = "it is a crate of its own there")]
mod targets;

use std::path::Path;

/// Files made of the seeds, for each target.
const MADE: usize = 150;

/// Pieces that mean something somewhere.
const PIECES: [&str; 40] = [
    "<![CDATA[",
    "]]>",
    "</item>",
    "<item>",
    "<!--",
    "-->",
    "&#x0;",
    "&amp;",
    "\"",
    "'",
    "\\u0000",
    "\\ud800",
    "{",
    "}",
    "[",
    "]",
    "[/a]",
    "[caption]",
    "<p>",
    "<b>",
    "<a href=\"javascript:x\">",
    "<script>",
    "</pre>",
    "\r\n",
    "\n\n",
    "\0",
    "\u{feff}",
    "\u{202e}",
    "é",
    "---\n",
    ": ",
    ",",
    ";",
    "\t",
    "WARC/1.0\r\n",
    "Content-Length: 99999999999\r\n",
    "PK\u{3}\u{4}",
    "99999999999999999999",
    "-1",
    "\u{1}",
];

struct Chance(u64);

impl Chance {
    fn up_to(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(most.max(1)).unwrap()).unwrap()
    }

    /// A file that is like some of these.
    fn made_of(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut made = seeds[self.up_to(seeds.len())].clone();
        for _ in 0..=self.up_to(6) {
            let (at, end) = (self.up_to(made.len() + 1), self.up_to(made.len() + 1));
            let (from, to) = (at.min(end), at.max(end));
            match self.up_to(7) {
                0 if !made.is_empty() => {
                    let at = at.min(made.len() - 1);
                    made[at] ^= 1 << self.up_to(8);
                }
                1 => drop(made.drain(from..to.min(from + 40))),
                2 => drop(made.splice(from..from, PIECES[self.up_to(PIECES.len())].bytes())),
                3 => {
                    let piece = made[from..to.min(from + 200)].repeat(1 + self.up_to(20));
                    made.splice(from..from, piece);
                }
                4 => {
                    let other = &seeds[self.up_to(seeds.len())];
                    made.truncate(from);
                    made.extend_from_slice(&other[self.up_to(other.len())..]);
                }
                5 => made.truncate(to),
                _ => drop(made.splice(from..to.min(from + 4), [u8::try_from(self.up_to(256)).unwrap()])),
            }
            made.truncate(16 * 1024);
        }
        made
    }
}

fn run(name: &str, target: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds").join(name);
    let mut files: Vec<_> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let seeds: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
    assert!(!seeds.is_empty(), "no seeds for {name}");
    let mut chance = Chance(0x5eed_0005);
    let made = (0..MADE).map(|_| chance.made_of(&seeds)).collect::<Vec<_>>();
    for bytes in seeds.iter().chain(&made) {
        if std::panic::catch_unwind(|| super::bad::soon(name, || target(bytes))).is_err() {
            let find = std::env::temp_dir().join(format!("inkie-find-{name}"));
            std::fs::write(&find, bytes).unwrap();
            panic!("{name} does not withstand {}", find.display());
        }
    }
}

macro_rules! targets {
    ($($name:ident)+) => {$(
        #[test]
        fn $name() {
            run(stringify!($name), targets::$name);
        }
    )+

    #[test]
    fn every_target_is_run() {
        let known = [$(stringify!($name)),+];
        for entry in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/seeds")).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(known.contains(&name.as_str()), "{name} has seeds and is not run");
        }
    }};
}

targets!(wxr ghost feed front_matter table page mhtml warc sitemap decode taught readers artists foreign query zipped);
