use super::*;
use crate::import::source::{Entry, Life};
use std::io::Cursor;
use std::ops::ControlFlow;

fn read_all(json: &str) -> (Head, Vec<Entry>, Vec<Vec<String>>, Result<(), String>) {
    let (mut head, mut entries, mut members) = (Head::default(), Vec::new(), Vec::new());
    let done = read(Cursor::new(json), &mut |event| {
        match event {
            Event::Head(read) => head = read,
            Event::Entry(entry) => entries.push(*entry),
            Event::Member(member) => members.push(member),
            Event::Note(note) => panic!("{note:?}"),
        }
        ControlFlow::Continue(())
    });
    (head, entries, members, done.map_err(|error| error.to_string()))
}

const EXPORT: &str = r##"{"db":[{"meta":{"exported_on":1,"version":"5.1.0"},"data":{
"posts":[{"id":"a1","title":"One","slug":"one","mobiledoc":null,"lexical":"{}","html":"<p>x</p>","type":"post","status":"published","visibility":"members","published_at":"2015-03-27T09:45:00.000Z","custom_excerpt":"Line","feature_image":"__GHOST_URL__/content/images/a.jpg"},
 {"id":2,"title":"Two","slug":"two","markdown":"*x*","page":1,"status":"draft","author_id":7,"published_at":"2015-03-27 09:45:00","featured":true}],
"posts_authors":[{"post_id":"a1","author_id":"u2","sort_order":1},{"post_id":"a1","author_id":"u1","sort_order":0}],
"posts_tags":[{"post_id":"a1","tag_id":"t1","sort_order":0}],
"posts_meta":[{"post_id":"a1","feature_image_alt":"A picture"}],
"settings":[{"key":"title","value":"Paper"},{"key":"url","value":"https://paper.example/"}],
"tags":[{"id":"t1","name":"#hash","slug":"hash-hash"}],
"users":[{"id":"u1","name":"Jo","slug":"jo"},{"id":"u2","name":"Raf","slug":"raf"}],
"members":[{"id":"m1","email":"a@b.example","name":"A","subscribed":1,"created_at":"2020-01-01"}],
"labels":[{"id":"l1","name":"old"}],"members_labels":[{"member_id":"m1","label_id":"l1"}]
}}]}"##;

#[test]
fn posts_come_with_what_stands_in_other_tables() {
    let (head, entries, members, done) = read_all(EXPORT);
    assert_eq!(done, Ok(()));
    assert_eq!((head.title.as_str(), head.version.as_str(), head.authors.len()), ("Paper", "5.1.0", 2));
    let one = &entries[0];
    assert_eq!(one.authors, ["u1", "u2"]);
    assert_eq!(one.terms[0].name, "#hash");
    assert_eq!((one.summary.as_str(), one.readers.as_str(), one.life), ("Line", "members", Life::Published));
    assert_eq!(one.when.instant.map(domain::time::Instant::rfc3339).as_deref(), Some("2015-03-27T09:45:00Z"));
    let cover = one.cover.as_ref().unwrap();
    assert_eq!(
        (&cover.file, cover.alt.as_str()),
        (&crate::import::source::FileName::Address("https://paper.example/content/images/a.jpg".to_owned()), "A picture")
    );
    let two = &entries[1];
    assert_eq!((two.id.as_str(), two.kind.as_str(), two.life, two.authors[0].as_str()), ("2", "page", Life::Draft, "7"));
    assert_eq!(two.when.instant, one.when.instant);
    assert_eq!(members, [["a@b.example", "A", "true", "false", "2020-01-01", "old"].map(str::to_owned)]);
}

#[test]
fn other_shapes_and_broken_ones() {
    for shape in [r#"{"meta":{},"data":{"posts":[{"title":"x"}],"users":[]}}"#, r#"{"db":{"data":{"posts":[{"title":"x"}]}}}"#] {
        let (_, entries, _, done) = read_all(shape);
        assert_eq!((entries.len(), done), (1, Ok(())), "{shape}");
    }
    let cut = EXPORT.split_once("\"posts_tags\"").unwrap().0;
    let (_, _, _, done) = read_all(cut);
    assert!(done.clone().unwrap_err().starts_with("line 5"), "{done:?}");
    for none in ["{}", "[]", "{\"db\":[]}", "\"x\"", "{\"data\":{\"other\":[1]}}"] {
        assert!(read_all(none).3.is_err(), "{none}");
    }
    let deep = format!("{{\"data\":{{\"posts\":{}", "[".repeat(100_000));
    assert!(read_all(&deep).3.is_err());
}

proptest::proptest! {
    #[test]
    fn anything_is_read_to_its_end(json in "(\\{\"data\":|\\{\"posts\":\\[|\\{\"id\":1\\}|\"db\":|[\\[\\]{},:\"0-9a-z]){0,30}") {
        let _ = read_all(&json);
    }
}
