//! What goes wrong is said in words, with the exit code that the help promises, and nothing half is done.

use crate::paper::{Paper, new, postgres_url};
use crate::proxy::Proxy;
use std::net::TcpListener;
use std::time::{Duration, Instant};

#[test]
fn wrong_words_are_exit_code_two() {
    let paper = Paper::bare();
    for words in
        [&["publihs"][..], &["publish"], &["stories", "--limit", "many"], &["new", "--name", "x"], &["serve", "--colour", "red"], &[]]
    {
        let done = paper.inkie(words);
        assert_eq!(done.code, Some(2), "{words:?}: {done:?}");
    }
    assert!(!paper.data().exists(), "nothing was made");
    assert_eq!(paper.inkie(&["--help"]).code, Some(0));
}

#[test]
fn without_a_paper_it_says_how_to_make_one() {
    let paper = Paper::bare();
    let story = paper.story(1);
    for words in [&["serve"][..], &["paper"], &["import", &story], &["edition", "compose"], &["paper", "--set", "spot=#000000"]] {
        let said = paper.inkie(words).failed(1);
        assert!(said.contains("inkie new"), "{words:?}: {said}");
    }
}

#[test]
fn a_zone_that_is_none_is_refused_before_anything_is_made() {
    let paper = Paper::bare();
    let said = paper.inkie(&new("Mars/Olympus")).failed(1);
    assert!(said.contains("Mars/Olympus") && said.contains("Europe/Berlin"), "{said}");
    paper.found();
    let story = paper.story(1);
    assert!(paper.inkie(&["import", &story, "--zone", "Nowhere"]).failed(1).contains("Nowhere"));
    assert!(paper.inkie(&["import", &story, "--section", "gossip"]).failed(1).contains("gossip"));
    assert_eq!(paper.inkie(&["stories", "--json"]).well(), "");
}

#[test]
fn a_port_in_use_is_named() {
    let paper = Paper::bare();
    paper.found();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let said = paper.inkie(&["serve", "--listen", &address]).failed(1);
    assert!(said.contains(&address) && said.contains("--listen"), "{said}");
    let said = paper.inkie(&["serve", "--listen", "8080"]).failed(1);
    assert!(said.contains("127.0.0.1:8080"), "{said}");
    let said = paper.inkie(&["serve", "--mailbox", "on", "--listen", "0.0.0.0:0"]).failed(1);
    assert!(said.contains("this machine only"), "{said}");
}

#[test]
fn a_data_directory_that_cannot_be_used_is_named() {
    let paper = Paper::bare();
    std::fs::write(paper.data(), "I am a file").unwrap();
    let said = paper.inkie(&new("Europe/Berlin")).failed(1);
    assert!(said.contains("data directory") && said.contains("--data"), "{said}");
    assert!(paper.inkie(&["paper"]).failed(1).contains("--data"));
    let other = Paper::bare();
    std::fs::create_dir_all(other.data().join("paper.db")).unwrap();
    let said = other.inkie(&["paper"]).failed(1);
    assert!(said.contains("paper.db"), "{said}");
    let damaged = Paper::bare();
    damaged.write(
        "data/paper.db",
        "this is no database, and it is longer than a hundred bytes so that nobody takes it for an empty one; really",
    );
    let said = damaged.inkie(&["paper"]).failed(1);
    assert!(said.contains("not a database") || said.contains("paper.db"), "{said}");
}

#[test]
fn a_database_of_a_newer_program_is_left_alone() {
    let paper = Paper::bare();
    paper.found();
    let script = "import sqlite3,sys; c=sqlite3.connect(sys.argv[1]); t=[r[0] for r in c.execute(\"select name from sqlite_schema where name like '%migration%' and type='table'\")][0]; \
                  cols=[r[1] for r in c.execute('pragma table_info('+t+')')]; row=c.execute('select * from '+t+' order by 1 desc').fetchone(); \
                  c.execute('insert into '+t+' values ('+','.join('?'*len(cols))+')', (row[0]+1000,)+row[1:]); c.commit()";
    let bumped = std::process::Command::new("python3").args(["-c", script]).arg(paper.data().join("paper.db")).output().unwrap();
    assert!(bumped.status.success(), "{bumped:?}");
    for words in [&["paper"][..], &["serve"], &["migrate"]] {
        let said = paper.inkie(words).failed(1);
        assert!(said.contains("run the newer program"), "{words:?}: {said}");
    }
}

#[test]
fn a_file_that_is_no_story_says_what_it_is() {
    let paper = Paper::bare();
    paper.found();
    let utf16: Vec<u8> =
        [0xFF, 0xFE].into_iter().chain("Drummer quits by fax\n\nIt was his.\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let cases: [(&str, Vec<u8>, i32, &str); 6] = [
        ("empty.txt", Vec::new(), 1, "empty.txt"),
        ("blank.txt", b"\n  \n\t\n".to_vec(), 1, "blank.txt"),
        ("huge.txt", vec![b'a'; 50 * 1024 * 1024], 1, "huge.txt"),
        ("picture.txt", [&b"\x89PNG\r\n\x1a\n"[..], &[0; 64]].concat(), 1, "picture.txt"),
        ("utf16.txt", utf16, 0, ""),
        ("windows.txt", b"B\xF6sen quits by fax\n\nIt\x92s \x93his\x94.\n".to_vec(), 0, ""),
    ];
    for (name, bytes, code, said) in cases {
        let file = paper.write(name, bytes);
        let begun = Instant::now();
        let done = paper.inkie(&["import", &file]);
        assert_eq!(done.code, Some(code), "{name}: {done:?}");
        assert!(done.err.contains(said), "{name}: {done:?}");
        assert!(begun.elapsed() < Duration::from_secs(20), "{name}");
    }
    let stories = paper.inkie(&["stories"]).well();
    assert!(stories.contains("Drummer quits by fax") && stories.contains("Bösen quits by fax"), "{stories}");
    assert_eq!(stories.lines().count(), 2, "{stories}");
    let good = paper.story(1);
    let mixed = paper.inkie(&["import", "empty.txt", &good]);
    assert!(mixed.out.contains("new: “Story number 1"), "one bad file does not keep the others out: {mixed:?}");
    assert!(mixed.failed(1).contains("1 of 2 files"));
}

#[test]
fn papers_among_several_paths_are_papers_and_data_is_no_story() {
    let paper = Paper::bare();
    paper.found();
    let export = |id: u32| {
        format!(
            "<?xml version=\"1.0\"?><rss xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\
             <channel><link>http://old.example</link><wp:wxr_version>1.2</wp:wxr_version><item><title>Moved {id}</title>\
             <content:encoded>Text.</content:encoded><wp:post_id>{id}</wp:post_id><wp:post_date_gmt>2015-01-01 10:00:00</wp:post_date_gmt>\
             <wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item></channel></rss>\n"
        )
    };
    let (one, two, story) = (paper.write("v1.xml", export(1)), paper.write("v2.xml", export(2)), paper.story(1));
    assert!(paper.inkie(&["import", &one, &story]).failed(1).contains("import it by itself"));
    let other = paper.write("other.xml", "<?xml version=\"1.0\"?>\n<catalogue><title>Moved</title></catalogue>\n");
    assert!(paper.inkie(&["import", &other]).failed(1).contains("has no entries"));
    let table = paper.write("names.csv", "name,country\nGilt,NZ\nLow,US\n");
    assert!(paper.inkie(&["import", &table]).failed(1).contains("is a table, and no story"));
    assert!(paper.inkie(&["import", &table, &table]).failed(1).contains("2 of 2 files are not in"));
    assert_eq!(paper.inkie(&["stories"]).well().trim(), "", "nothing of it is a story");
    let both = paper.inkie(&["import", &one, &two]).well();
    assert!(both.contains("import 1") && both.contains("import 2"), "{both}");
    let stories = paper.inkie(&["stories"]).well();
    assert!(stories.lines().count() == 2 && stories.contains("Moved 1") && stories.contains("Moved 2"), "{stories}");
}

#[test]
fn a_dateline_that_is_no_instant_is_said_with_its_line() {
    let paper = Paper::bare();
    paper.found();
    for (dateline, words) in [
        ("31 February 2015 | 11:29 am", &["31 February"][..]),
        ("4 October 2026 | 2:30 am", &["clocks went forward"]),
        ("5 April 2026 | 2:30 am", &["happened twice", "+11", "+10"]),
    ] {
        let file = paper
            .write("odd.txt", format!("Drummer quits by fax\n\n{dateline} | Staff Writer\n\nStandfirst here\n\nIt was his fax machine.\n"));
        let done = paper.inkie(&["import", &file, "--publish"]);
        assert_eq!(done.code, Some(0), "{done:?}");
        assert!(words.iter().all(|word| done.err.contains(word)) && done.err.contains("line 3"), "{dateline}: {done:?}");
        assert!(done.err.contains("stays a draft"), "{dateline}: {done:?}");
    }
}

/// PostgreSQL away: at the start, and while a server runs.
mod away {
    use super::*;

    fn through_a_proxy(body: fn(&Paper, &Proxy)) {
        testkit::with_scratch(|scratch| async move {
            let url = postgres_url(&scratch).await;
            let (before, name) = url.rsplit_once('/').unwrap();
            let (user, server) = before.rsplit_once('@').unwrap();
            let proxy = Proxy::start(server);
            let paper = Paper::on(format!("{user}@127.0.0.1:{}/{name}", proxy.port));
            tokio::task::spawn_blocking(move || body(&paper, &proxy)).await.unwrap();
        });
    }

    mod at_the_start {
        use super::*;

        #[test]
        fn postgres() {
            let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
            let paper = Paper::on(format!("postgres://postgres@{nobody}/feedback"));
            for words in [&["paper"][..], &["serve"]] {
                let said = paper.inkie(words).failed(1);
                assert!(said.contains("cannot be reached"), "{said}");
            }
        }
    }

    mod in_between {
        use super::*;

        #[test]
        fn postgres() {
            through_a_proxy(|paper, proxy| {
                paper.found();
                let story = paper.story(1);
                paper.inkie(&["import", &story, "--publish"]).well();
                let server = paper.serve(&[]);
                assert_eq!(server.get("/2015/03/27/story-number-1-quits-by-fax").status, 200);
                proxy.cut();
                let page = server.get("/archive");
                assert!(page.status == 503 && page.text.contains("Try again"), "{}", page.text);
                assert!(paper.inkie(&["publish", "1"]).failed(1).contains("database"));
                proxy.join();
                let mut status = 0;
                for _ in 0..100 {
                    status = server.get("/archive").status;
                    if status == 200 {
                        break;
                    }
                    std::thread::sleep(Duration::from_millis(100));
                }
                assert_eq!(status, 200, "it recovers by itself");
                paper.inkie(&["correct", "1", "--note", "It was a telex."]).well();
                assert!(server.get("/2015/03/27/story-number-1-quits-by-fax").text.contains("It was a telex."));
                assert_eq!(server.stop(), Some(0));
            });
        }
    }
}
