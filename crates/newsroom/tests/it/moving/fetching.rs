//! Pictures of an import that are fetched from where they lay, and such that lie in the archive that it is.

use super::{bring_in, by_id, export, some_picture};
use crate::desk::Desk;
use newsroom::moving::{self, Asked, Mapping};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use store::movings::MovingState;
use wire::fetch::Manner;

fn picture() -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo").join(some_picture())).unwrap()
}

/// A server of one picture, `…dot.png`; whatever else it is asked for is gone. Gives its address and what it was asked for.
fn serve() -> (String, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&asked);
    let bytes = picture();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines().map_while(Result::ok);
            let path = lines.next().unwrap_or_default().split(' ').nth(1).unwrap_or_default().to_owned();
            while lines.next().is_some_and(|line| !line.is_empty()) {}
            let (status, body) = if path.ends_with("dot.png") { ("200 OK", bytes.as_slice()) } else { ("404 Not Found", &b""[..]) };
            // A connection that ended before it asked asked for nothing.
            if !path.is_empty() {
                told.lock().unwrap().push(path);
            }
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)));
        }
    });
    (address, asked)
}

fn manner() -> Option<Manner> {
    Some(Manner::parse("pause=0 name-server=127.0.0.1:1 private=127.0.0.1").unwrap())
}

testkit::both! {
    async fn what_lies_in_no_folder_is_fetched_once_and_what_is_gone_is_named(store: Store) {
        let desk = Desk::new(store).await;
        let (address, asked) = serve();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.xml");
        let xml = export(25).replace("http://old.example/wp-content", &format!("http://{address}/wp-content"));
        let gone = format!("[odd a=\"1\"]\n\n<img src=\"http://{address}/gone-300x200.jpg\" alt=\"Gone\">");
        std::fs::write(&path, xml.replacen("[odd a=\"1\"]", &gone, 1)).unwrap();
        let asked_for = Asked { path, fetch: manner(), ..Asked::default() };
        let dry = moving::look(&desk.newsroom, &desk.act(), &asked_for, |_| {}).await.unwrap();
        assert_eq!((dry.files, dry.to_fetch), ((51, 0), 51), "{dry:?}");
        assert!(asked.lock().unwrap().is_empty(), "a dry run asks nobody");
        let steps = std::sync::atomic::AtomicU64::new(0);
        let progress = |_: u64, _: u64| {
            steps.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        };
        let done = moving::run(&desk.newsroom, &desk.act(), &asked_for, &progress).await.unwrap();
        assert_eq!((done.state, done.counts.get("fetched")), (MovingState::Done, Some(&1)), "{:?}", done.counts);
        assert!(steps.into_inner() >= 3, "progress is told while pictures come");
        let mut all = std::mem::take(&mut *asked.lock().unwrap());
        all.sort();
        assert_eq!(all, ["/gone-300x200.jpg", "/gone.jpg", "/wp-content/uploads/2015/03/dot.png"]);
        let story = by_id(&desk, "1").await;
        let cover = story.draft.cover.as_ref().unwrap();
        assert_eq!((cover.caption.as_str(), cover.credit.as_str()), ("On stage.", "Jo Bloke"));
        assert_eq!(desk.newsroom.blobs().get(&cover.media).unwrap(), Some(picture()), "the original is kept");
        let shown = moving::findings(&desk.newsroom, &desk.act(), done.id, Some("picture"), 0, 10).await.unwrap();
        let told: Vec<&str> = shown.iter().map(|shown| shown.finding.text.as_str()).collect();
        let named = format!("the picture http://{address}/gone-300x200.jpg is not there (the server {address} says 404); a link stands in its place");
        assert_eq!(told, [named]);
        // Another import asks again only for what was not had.
        bring_in(&desk, &asked_for).await;
        assert_eq!(*asked.lock().unwrap(), ["/gone.jpg", "/gone-300x200.jpg"].map(str::to_owned));
    }

    async fn an_import_that_broke_off_asks_for_nothing_twice(store: Store) {
        let desk = Desk::new(store).await;
        let (address, asked) = serve();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.xml");
        let mut xml = export(60).replace("http://old.example/wp-content", &format!("http://{address}/wp-content"));
        for n in 1..=60 {
            xml = xml.replacen("[gallery ids=\"9001\"]", &format!("<img src=\"http://{address}/{n}/dot.png\" alt=\"\">"), 1);
        }
        std::fs::write(&path, xml).unwrap();
        let asked_for = Asked { path, fetch: manner(), ..Asked::default() };
        let act = desk.act();
        let died = async {
            while asked.lock().unwrap().len() < 25 {
                tokio::time::sleep(std::time::Duration::from_millis(1)).await;
            }
        };
        tokio::select! { _ = moving::run(&desk.newsroom, &act, &asked_for, &|_, _| {}) => {}, () = died => {} }
        let latest = moving::list(&desk.newsroom, &desk.act(), 1).await.unwrap().remove(0);
        assert_eq!(latest.state, MovingState::Running);
        let done = moving::resume(&desk.newsroom, &desk.act(), latest.id, &|_, _| {}).await.unwrap();
        assert_eq!(done.state, MovingState::Done);
        let mut all = asked.lock().unwrap().clone();
        all.sort();
        let often = all.len();
        all.dedup();
        // What was on its way as the process died was not had.
        assert!(all.len() == 61 && often <= all.len() + 5, "{often} questions for {} files", all.len());
        let story = by_id(&desk, "40").await;
        assert!(story.draft.body.to_json().to_string().contains("\"picture\""));
    }

    async fn an_export_without_its_address_has_it_from_the_mapping(store: Store) {
        let desk = Desk::new(store).await;
        let (address, asked) = serve();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ghost.json");
        let json = r#"{"db":[{"meta":{"version":"5.1"},"data":{"posts":[{"id":"a1","title":"One","slug":"one","html":"<p>Words <a href=\"__GHOST_URL__/two/\">two</a></p><figure class=\"kg-card kg-image-card\"><img src=\"__GHOST_URL__/content/images/dot.png\" alt=\"A\"><figcaption>Photo: Jo Bloke</figcaption></figure>","type":"post","status":"published","published_at":"2015-03-27T09:45:00.000Z"},{"id":"a2","title":"Two","slug":"two","html":"<p>x</p>","type":"post","status":"published","published_at":"2015-03-28T09:45:00.000Z"}],"users":[],"tags":[]}}]}"#;
        std::fs::write(&path, json).unwrap();
        let mapping = Mapping { address: format!("http://{address}"), ..Mapping::default() };
        bring_in(&desk, &Asked { path, mapping, fetch: manner(), ..Asked::default() }).await;
        assert_eq!(*asked.lock().unwrap(), ["/content/images/dot.png"].map(str::to_owned));
        let story = store::stories::by_source(&desk.read().await, "ghost:ghost.json", "a1").await.unwrap().unwrap();
        let json = story.draft.body.to_json().to_string();
        assert!(json.contains("Jo Bloke") && json.contains("/2015/03/28/two"), "{json}");
    }

    async fn pictures_in_archives_of_pages_come_along(store: Store) {
        use base64::Engine as _;
        let desk = Desk::new(store).await;
        let folder = tempfile::tempdir().unwrap();
        let bytes = picture();
        let page = |title: &str, picture: &str| format!(
            "<!doctype html><html lang=\"en\"><head><title>{title}</title><meta property=\"article:published_time\" content=\"2015-03-27T20:45:00+11:00\"></head>\
             <body><article><h1>{title}</h1><p class=\"byline\">By Jo Bloke</p><p>Saltwater Choir have left the building, and it was loud, and nobody in the room asked it to be quieter.</p>\
             <figure><img src=\"{picture}\" alt=\"The lift\"><figcaption>The lift. Photo: Raf Low</figcaption></figure>\
             <p>The band goes on tour in March, with the machine, and the lift has been serviced twice since then, at night.</p></article></body></html>"
        );
        let encoded = base64::engine::general_purpose::STANDARD.encode(&bytes);
        let mhtml = format!(
            "From: <Saved by Blink>\r\nSnapshot-Content-Location: https://old.example/2015/a\r\nSubject: a\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"B\"\r\n\r\n\
             --B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Location: https://old.example/2015/a\r\n\r\n{}\r\n--B\r\nContent-Type: image/jpeg\r\nContent-ID: <lift@old>\r\nContent-Transfer-Encoding: base64\r\n\r\n{encoded}\r\n--B--\r\n",
            page("Drummer quits by fax again", "cid:lift@old")
        );
        std::fs::write(folder.path().join("a.mhtml"), mhtml).unwrap();
        let mut warc = Vec::new();
        let mut record = |address: &str, kind: &str, body: &[u8]| {
            let head = format!("HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\n\r\n", body.len());
            write!(warc, "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{head}", head.len() + body.len()).unwrap();
            warc.extend_from_slice(body);
            warc.extend_from_slice(b"\r\n\r\n");
        };
        record("https://old.example/2015/b", "text/html; charset=utf-8", page("Bass player stays by telex", "/pictures/show?of=lift").as_bytes());
        record("https://old.example/pictures/show?of=lift", "image/jpeg", &bytes);
        std::fs::write(folder.path().join("b.warc"), warc).unwrap();
        let single = page("Guitarist goes by post", &format!("data:image/jpeg;base64,{encoded}"));
        let single = single.replacen("<html", "<!--\n Page saved with SingleFile \n url: https://old.example/2015/c \n saved date: today\n--><html", 1);
        std::fs::write(folder.path().join("c.html"), single).unwrap();
        let done = bring_in(&desk, &Asked { path: folder.path().to_owned(), ..Asked::default() }).await;
        for id in ["https://old.example/2015/a", "https://old.example/2015/b", "https://old.example/2015/c"] {
            let story = store::stories::by_source(&desk.read().await, "pages:old.example", id).await.unwrap().unwrap();
            let cover = story.draft.cover.iter().map(|cover| (cover.media.clone(), cover.credit.clone()));
            let pictures: Vec<_> = story.draft.body.pictures().map(|picture| (picture.media.clone(), picture.credit.clone())).chain(cover).collect();
            assert_eq!(pictures.len(), 1, "{id}: {:?} {:?}", story.draft.body, done.counts);
            assert_eq!(pictures[0].1, "Raf Low");
            assert_eq!(desk.newsroom.blobs().get(&pictures[0].0).unwrap(), Some(bytes.clone()));
        }
        let left = std::fs::read_dir(desk.newsroom.blobs().incoming().parent().unwrap()).unwrap();
        let left: Vec<_> = left.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with(".incoming")).collect();
        assert!(left.is_empty(), "what was unpacked is gone: {left:?}");
    }
}
