//! SIGKILL at random moments of a whole paper's import, in the command and in a server: gone on with, it ends as one that
//! nobody disturbed; brought in again it changes nothing, and taken out it leaves the paper that was there before.

use crate::paper::{Paper, Server, postgres_url};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::time::{Duration, Instant};

const STORIES: usize = 340;
const KILLS: usize = 20;
/// Kills of one import, before it may end.
const OF_ONE: usize = 7;

/// Numbers that look like chance and are the same on every run.
struct Chance(u64);

impl Chance {
    fn up_to(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % most.max(1)
    }
}

/// An export with all that an import stores: stories, pages, people, sections, artists, pictures, links, things to look at.
fn export() -> String {
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:excerpt=\"http://wordpress.org/export/1.2/excerpt/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:wp=\"http://wordpress.org/export/1.2/\">\n<channel><title>Old</title><link>http://old.example</link>\
         <wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>http://old.example</wp:base_blog_url>\n",
    );
    let artists = ["Gilt Foxes", "Neon Bakery", "Marble Postcodes", "Dead Rivers", "Tidal Kerr"];
    for n in 1..=STORIES {
        let (artist, other) = (artists[n % 5], artists[(n + 2) % 5]);
        let (kind, section) = (if n % 70 == 0 { "page" } else { "post" }, ["Reviews", "Columns", "Tapes"][n % 3]);
        let status = ["publish", "publish", "publish", "draft", "pending"][n / 3 % 5];
        xml.push_str(&format!(
            "<item><title>{artist} play night {n}</title><link>http://old.example/2015/{n}/</link><dc:creator>writer{}</dc:creator>\
             <content:encoded><![CDATA[{artist} <b>played</b> night {n} before {other}.\n\n“It was his machine,” {artist} said.\n\n\
             See <a href=\"http://old.example/2015/{}/\">before</a> and <a href=\"http://old.example/gone/\">gone</a>.\n\n\
             <img src=\"http://old.example/wp-content/uploads/dot{}.gif\" alt=\"A dot\" />\n\n[odd a=\"{n}\"]]]></content:encoded>\
             <category domain=\"category\" nicename=\"{}\"><![CDATA[{section}]]></category>\
             <category domain=\"post_tag\" nicename=\"{}\"><![CDATA[{artist}]]></category>\
             <wp:post_id>{n}</wp:post_id><wp:post_date_gmt>2015-03-{:02} 09:{:02}:00</wp:post_date_gmt><wp:post_name>night-{n}</wp:post_name>\
             <wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type></item>\n",
            n % 4,
            n.saturating_sub(1).max(1),
            n % 3,
            section.to_lowercase(),
            artist.to_lowercase().replace(' ', "-"),
            n % 28 + 1,
            n % 60,
        ));
    }
    xml.push_str("</channel></rss>\n");
    xml
}

/// The paper that there is before: stories, an artist and an old address of its own, which the import leads elsewhere.
fn settle(paper: &Paper) -> (String, String) {
    paper.found();
    let files = [paper.story(1), paper.story(2)];
    let artists = paper.write("a.jsonl", "{\"name\":\"Dead Postcodes\"}\n");
    paper.inkie(&["artists", "import", &artists]).well();
    paper.inkie(&["import", "--publish", &files[0], &files[1]]).well();
    paper.inkie(&["redirects", "add", "/2015/7", "/news"]).well();
    for (n, colour) in [[255_u8, 0, 0], [0, 255, 0], [0, 0, 255]].iter().enumerate() {
        let dot = [&b"GIF89a\x01\x00\x01\x00\x80\x00\x00"[..], colour, b"\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;"].concat();
        paper.write(&format!("uploads/dot{n}.gif"), dot);
    }
    (paper.write("export.xml", export()), paper.folder().join("uploads").display().to_string())
}

type Rows = BTreeMap<String, BTreeSet<String>>;

/// Tables in which a moment, the order of an import, or its own history stands, and no more; and whether a worker ever looked
/// at the order of names.
const HISTORY: [&str; 7] = ["alphabet", "audit", "movings", "relinkings", "paper", "media_sizes", "page_reads"];

/// Everything that is stored, without the numbers of rows and the instants at which programs ran.
fn everything(paper: &Paper) -> Rows {
    let folder = paper.folder().join("everything");
    drop(std::fs::remove_dir_all(&folder));
    paper.inkie(&["export", &folder.display().to_string()]).well();
    let tables: BTreeMap<String, Vec<Map<String, Value>>> = std::fs::read_dir(folder.join("tables"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let rows = std::fs::read_to_string(&path).unwrap();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, rows.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
        })
        .collect();
    let named = |table: &str, by: &[&str]| -> BTreeMap<i64, String> {
        let name = |row: &Map<String, Value>| by.iter().map(|column| row[*column].to_string()).collect::<Vec<_>>().join(" ");
        tables[table].iter().map(|row| (row["id"].as_i64().unwrap(), name(row))).collect()
    };
    let stories = named("stories", &["source_system", "source_id", "headline"]);
    let (artists, people, pages) = (named("artists", &["slug"]), named("people", &["slug"]), named("pages", &["slug"]));
    let of = |table: &str, row: &Map<String, Value>, column: &str| match (table, column) {
        ("stories", "id") | (_, "story") => Some(&stories),
        ("artists", "id") | (_, "artist") => Some(&artists),
        ("people", "id") | (_, "person") => Some(&people),
        ("pages", "id") | (_, "page") => Some(&pages),
        ("media_uses", "id") => Some(if row["thing"] == "story" { &stories } else { &pages }),
        _ => None,
    };
    let mut all = Rows::new();
    for (table, rows) in tables.iter().filter(|(table, _)| !HISTORY.contains(&table.as_str())) {
        let kept = all.entry(table.clone()).or_default();
        for row in rows {
            let mut plain = Map::new();
            for (column, value) in row {
                let passes = ["created", "updated", "saved_at", "state_at", "at", "sized", "moving"].contains(&column.as_str());
                let own = column == "id" && of(table, row, column).is_none();
                if passes || own {
                    continue;
                }
                let known = of(table, row, column).zip(value.as_i64());
                let value = known.map_or_else(|| value.clone(), |(names, id)| Value::from(names.get(&id).map_or("gone", String::as_str)));
                plain.insert(column.clone(), value);
            }
            kept.insert(Value::Object(plain).to_string());
        }
    }
    all
}

#[track_caller]
fn same(found: &Rows, wanted: &Rows, but: &[&str], when: &str) {
    for (table, rows) in wanted.iter().filter(|(table, _)| !but.contains(&table.as_str())) {
        let other: Vec<&String> = found[table].symmetric_difference(rows).take(4).collect();
        assert!(other.is_empty(), "{when}: {table}: {} rows, and {} wanted: {other:#?}", found[table].len(), rows.len());
    }
}

/// Begins an import, or goes on with the one that there is; `None` when it is through.
fn words<'w>(paper: &Paper, source: &'w str, uploads: &'w str, id: &'w mut String) -> Option<Vec<&'w str>> {
    let list = paper.inkie(&["import", "--list"]).well();
    let Some(first) = list.lines().find(|line| line.starts_with("import ")) else {
        return Some(vec!["import", source, "--media", uploads]);
    };
    if !list.contains("is not through") {
        return None;
    }
    *id = first.split([' ', ',']).nth(1).unwrap().to_owned();
    Some(vec!["import", "--resume", id])
}

/// Kills an import again and again; gives how many kills struck one that ran, and how many of those left a part of it.
fn killed(paper: &Paper, source: &str, uploads: &str, chance: &mut Chance, whole: Duration, on_server: bool) -> (usize, usize) {
    let (mut struck, mut parts) = (0, 0);
    for _ in 0..OF_ONE {
        let server: Option<Server> = on_server.then(|| paper.serve(&[]));
        let mut id = String::new();
        let Some(words) = words(paper, source, uploads, &mut id) else { break };
        parts += usize::from(words.contains(&"--resume"));
        let mut import = paper.command(&words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let after = chance.up_to(u64::try_from(whole.as_millis()).unwrap());
        std::thread::sleep(Duration::from_millis(after));
        struck += usize::from(import.try_wait().unwrap().is_none());
        match server {
            Some(server) => server.kill(),
            None => drop(import.kill()),
        }
        import.wait().unwrap();
    }
    (struck, parts)
}

fn import(paper: &Paper, source: &str, uploads: &str) {
    let mut id = String::new();
    if let Some(words) = words(paper, source, uploads, &mut id) {
        paper.inkie(&words).well();
    }
}

fn undisturbed_or_killed(mut fresh: impl FnMut() -> Paper) {
    let paper = fresh();
    let (source, uploads) = settle(&paper);
    let before = everything(&paper);
    let begun = Instant::now();
    import(&paper, &source, &uploads);
    let whole = begun.elapsed();
    let wanted = everything(&paper);
    assert_eq!(wanted["moved"].len(), STORIES);
    for table in
        ["stories", "pages", "redirects", "moving_findings", "people", "sections", "auto_links", "quotes", "media", "story_artists"]
    {
        assert!(wanted[table].len() > before[table].len(), "nothing came into {table}");
    }

    let (mut chance, mut struck, mut parts, mut imports) = (Chance(0x5eed_0006), 0, 0, 0);
    let mut last = (paper, source, uploads);
    while struck < KILLS {
        assert!(imports < 12, "only {struck} kills of {imports} imports struck one that ran");
        let paper = fresh();
        let (source, uploads) = settle(&paper);
        let (more, begun) = killed(&paper, &source, &uploads, &mut chance, whole, imports % 2 == 1);
        (struck, parts) = (struck + more, parts + begun);
        imports += 1;
        import(&paper, &source, &uploads);
        same(&everything(&paper), &wanted, &[], "killed and gone on with");
        last = (paper, source, uploads);
    }
    let (last, source, uploads) = last;
    assert!(parts >= 5, "only {parts} of {struck} kills left a part of an import");
    println!(
        "{struck} kills struck {imports} imports (and left a part of them {parts} times) of {STORIES} entries on {}; undisturbed, one takes {whole:?}",
        last.database
    );

    last.inkie(&["import", &source, "--media", &uploads]).well();
    same(&everything(&last), &wanted, &["moved", "moved_paths", "moving_findings"], "brought in again");
    for id in ["2", "1"] {
        last.inkie(&["import", "--take-out", id]).well();
    }
    // Who and what is named stays with the pictures; whatever else came is gone.
    same(&everything(&last), &before, &["moved", "artists", "people", "media"], "taken out again");
}

#[test]
fn sqlite() {
    undisturbed_or_killed(Paper::bare);
}

#[test]
fn postgres() {
    testkit::with_scratch(|scratch| async move {
        let runtime = tokio::runtime::Handle::current();
        let all = tokio::task::spawn_blocking(move || undisturbed_or_killed(|| Paper::on(runtime.block_on(postgres_url(&scratch)))));
        all.await.unwrap();
    });
}
