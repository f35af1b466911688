use super::*;
use domain::artist::ArtistKind;
use proptest::prelude::*;

fn all(text: &[u8]) -> (Vec<LineArtist>, Vec<LineProblem>) {
    let (good, bad): (Vec<_>, Vec<_>) = read(text, "list").partition(Result::is_ok);
    (good.into_iter().filter_map(Result::ok).collect(), bad.into_iter().filter_map(Result::err).collect())
}

#[test]
fn our_own_lines_and_the_bad_ones_among_them() {
    let text = "\u{feff}{\"name\": \" Gilt  & Sons\", \"type\": \"group\", \"members\": [{\"name\": \"Helena Thrupp\", \"ended\": true}]}\r\n\r\n{\"name\": }\n{\"name\": \"\"}\n{\"name\": \"Quite\"}";
    let (good, bad) = all(text.as_bytes());
    assert_eq!(good.iter().map(|(line, artist)| (*line, artist.name.as_str())).collect::<Vec<_>>(), [(1, "Gilt & Sons"), (5, "Quite")]);
    assert!(good[0].1.members[0].ended);
    assert_eq!(bad.iter().map(|problem| problem.line).collect::<Vec<_>>(), [3, 4]);
    assert!(bad[0].to_string().starts_with("list, line 3: "), "{}", bad[0]);
}

#[test]
fn a_line_with_a_nul_anywhere_is_named_and_the_rest_goes_in() {
    let id = "42a8f507-8412-4611-854f-926571049fa0";
    let fields = ["\"sort-name\":\"a\\u0000\"", "\"disambiguation\":\"\\u0000\"", "\"aliases\":[{\"name\":\"x\\u0000\"}]"];
    let mut text = format!("{{\"id\":\"{id}\\u0000\",\"name\":\"Gilt\"}}\n");
    for field in fields {
        text.push_str(&format!("{{\"id\":\"{id}\",\"name\":\"Gilt\",{field}}}\n"));
    }
    text.push_str("{\"name\":\"Gi\\u0000lt\"}\n{\"name\":\"Quite\",\"members\":[{\"name\":\"\\u0000b\"}]}\n{\"name\":\"Quite\"}\n");
    let (good, bad) = all(text.as_bytes());
    assert_eq!(bad.iter().map(|problem| problem.line).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6], "{bad:?}");
    assert_eq!(good.iter().map(|(line, artist)| (*line, artist.name.as_str())).collect::<Vec<_>>(), [(7, "Quite")]);
    let (good, bad) = all(b"name\tsortname\nGilt\tGi\0lt\nQuite\tQuite\n");
    assert_eq!((good.len(), bad[0].line), (1, 2));
}

#[test]
fn tables_by_their_header() {
    let (good, bad) = all("mbid\tname\tsortname\ttype\nabc\tKate Bush\tBush, Kate\tPerson\nx\ty\tz\tGroup\tq\n".as_bytes());
    assert_eq!(
        (good[0].1.sort_name.as_str(), good[0].1.kind, good[0].1.musicbrainz.as_deref()),
        ("Bush, Kate", ArtistKind::Person, Some("abc"))
    );
    assert_eq!(bad[0].line, 3);
    let (_, bad) = all(b"one two three\nfour");
    assert!(bad.len() == 1 && bad[0].problem.contains("not recognised"), "{bad:?}");
    assert!(all(b"mbid\ttitle\ttype\tartist_credit\n").1[0].problem.contains("another list"));
    assert_eq!(all(b"").0.len() + all(b"").1.len(), 0);
}

#[test]
fn a_dump_gives_only_what_is_free() {
    let line = r#"{"id":"42a8f507-8412-4611-854f-926571049fa0","name":"Low Voices","sort-name":"Low Voices","type":"Group","disambiguation":"choir","aliases":[{"name":"Lows","sort-name":"Lows"},{"name":"Low Voices"}],"annotation":"not free","tags":[{"name":"slow","count":3}],"genres":[{"name":"folk"}],"rating":{"value":4.5},"relations":[{"type":"member of band","direction":"backward","ended":true,"artist":{"name":"Ada Flett","id":"x"}},{"type":"member of band","direction":"forward","artist":{"name":"Other"}},{"type":"wikidata","url":{"resource":"https://www.wikidata.org/wiki/Q123"}}]}"#;
    let (good, bad) = all(line.as_bytes());
    assert!(bad.is_empty(), "{bad:?}");
    let artist = &good[0].1;
    assert_eq!(
        (artist.aliases.as_slice(), artist.members.len(), artist.wikidata.as_deref()),
        (["Lows".to_owned()].as_slice(), 1, Some("Q123"))
    );
    assert!(!format!("{artist:?}").contains("free") && !format!("{artist:?}").contains("slow"));
}

proptest! {
    #[test]
    fn any_bytes_are_read_to_their_end(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let lines = bytes.split(|byte| *byte == b'\n').count();
        prop_assert!(read(bytes.as_slice(), "x").count() <= lines);
    }
}

mod given_data {
    use super::*;

    fn file(name: &str) -> std::io::BufReader<std::fs::File> {
        let folder = std::env::var_os("INKIE_DATA").map_or_else(|| "../../../shared/data".into(), std::path::PathBuf::from);
        std::io::BufReader::new(std::fs::File::open(folder.join(name)).unwrap())
    }

    #[test]
    fn every_given_list_goes_in() {
        for (name, count) in [
            ("artists/musicbrainz-1968-1973-artists.tsv", 4601),
            ("artists/musicbrainz-ru-artists.tsv", 14363),
            ("artists/wikidata-lastfm-names.tsv", 36118),
            ("stories/close-your-eyes.artists.jsonl", 5),
        ] {
            let (good, bad): (Vec<_>, Vec<_>) = read(file(name), name).partition(Result::is_ok);
            assert!(bad.is_empty(), "{name}: {:?}", bad.first());
            assert_eq!(good.len(), count, "{name}");
        }
    }
}
