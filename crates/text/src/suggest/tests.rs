use super::*;
use crate::names::{NameRow, Names};
use domain::artist::{ArtistKind, Memberships};
use domain::body::{Inlines, Quotation};
use domain::link::decide::Rulings;

fn names(list: &[&str]) -> Names {
    let row =
        |(name, id): (&&str, i64)| NameRow { artist: ArtistId(id), name: (*name).to_owned(), is_alias: false, kind: ArtistKind::Group };
    Names::build(list.iter().zip(1..).map(row))
}

fn read(list: &[&str], headline: &str, body: &Body, line: &[LineEntry], ruled: &Rulings) -> Suggestions {
    let known = Known { names: &names(list), memberships: &Memberships::default(), ruled };
    suggest(known, Writing { headline, standfirst: "", body, line })
}

fn paragraphs(texts: &[&str]) -> Body {
    Body { blocks: texts.iter().map(|text| Block::Paragraph(Inlines::plain(*text))).collect() }
}

fn places(suggestions: &Suggestions) -> Vec<(i64, usize, usize, &str, Vec<i64>)> {
    let place = |one: &Mention| (one.block, one.start, one.end, "", one.candidates.iter().map(|artist| artist.0).collect());
    let mut all: Vec<(i64, usize, usize, &str, Vec<i64>)> = suggestions.mentions.iter().map(place).collect();
    for (found, mention) in all.iter_mut().zip(&suggestions.mentions) {
        found.3 = &mention.text;
    }
    all
}

#[test]
fn offsets_count_as_browsers_do_and_the_line_fills_itself() {
    let body = paragraphs(&["🎸 “Non,” répond donc Björk à Vera Static.", "Saltwater Choir came with guests Paper Tigress."]);
    let found =
        read(&["Björk", "Vera Static", "Saltwater Choir", "Paper Tigress"], "Saltwater Choir Quit", &body, &[], &Rulings::default());
    assert_eq!(
        places(&found),
        [
            (-2, 0, 15, "Saltwater Choir", vec![3]),
            (0, 22, 27, "Björk", vec![1]),
            (0, 30, 41, "Vera Static", vec![2]),
            (1, 0, 15, "Saltwater Choir", vec![3]),
            (1, 33, 46, "Paper Tigress", vec![4]),
        ]
    );
    let line: Vec<_> = found.line.iter().map(|entry| (entry.artist, entry.credited_as.as_str(), entry.strength)).collect();
    assert_eq!(line, [(Some(ArtistId(3)), "Saltwater Choir", Strength::Subject), (Some(ArtistId(4)), "Paper Tigress", Strength::Featured)]);
}

#[test]
fn what_is_linked_or_rejected_stays_silent_and_a_link_tells_namesakes_apart() {
    let mut body = paragraphs(&["Gilt met Vera Static.", "Then Gilt left."]);
    let free = read(&["Gilt", "Gilt", "Vera Static"], "", &body, &[], &Rulings::default());
    assert_eq!(free.mentions[0].standing, Standing::Doubtful);
    assert_eq!(free.mentions[0].candidates, [ArtistId(1), ArtistId(2)]);
    let mark = Mark::Artist { artist: ArtistId(2), strength: Strength::Featured };
    let mut linked = Inlines::default();
    linked.push("Gilt", &[mark]);
    linked.push(" met Vera Static.", &[]);
    body.blocks[0] = Block::Paragraph(linked);
    let rejected = Rulings { accepted: Vec::new(), rejected: vec![ArtistId(3)] };
    let found = read(&["Gilt", "Gilt", "Vera Static"], "", &body, &[], &rejected);
    assert_eq!(places(&found), [(1, 5, 9, "Gilt", vec![2, 1])]);
    assert_eq!(found.mentions[0].standing, Standing::Sure);
    assert_eq!(found.line, [LineEntry { artist: Some(ArtistId(2)), credited_as: "Gilt".to_owned(), strength: Strength::Featured }]);
}

#[test]
fn a_line_that_a_person_wrote_stands() {
    let body = paragraphs(&["We saw Vera Static."]);
    let line = [
        LineEntry { artist: None, credited_as: "Vera Static".to_owned(), strength: Strength::Featured },
        LineEntry { artist: None, credited_as: "Nobody Known".to_owned(), strength: Strength::Subject },
        LineEntry { artist: None, credited_as: " ".to_owned(), strength: Strength::Subject },
    ];
    let found = read(&["Vera Static", "Gilt Edge"], "Gilt Edge: Vera Static", &body, &line, &Rulings::default()).line;
    let found: Vec<_> = found.iter().map(|entry| (entry.artist.map(|artist| artist.0), entry.credited_as.as_str())).collect();
    assert_eq!(found, [(None, "Nobody Known"), (Some(2), "Gilt Edge"), (Some(1), "Vera Static")]);
}

#[test]
fn quotations_marks_and_advisories_are_pointed_at() {
    let mut body = paragraphs(&["“We lost the van,” said Bettina Frayne.", "“Never closed", "The fucking van – a fight."]);
    let quotation = Quotation { speaker: Some("Gus".to_owned()), role: None, paragraphs: vec![Inlines::plain("It was hot there.")] };
    body.blocks.push(Block::Quotation(quotation));
    let found = read(&[], "", &body, &[], &Rulings::default());
    let said: Vec<_> = found.said.iter().map(|said| (said.block, said.start, said.end, said.speaker.as_deref(), said.is_block)).collect();
    assert!(said.contains(&(0, 1, 16, Some("Bettina Frayne"), false)), "{said:?}");
    assert!(said.contains(&(3, 0, 17, Some("Gus"), true)), "{said:?}");
    assert_eq!(found.marks, [LooseMark { block: 1, at: 0, problem: MarkProblem::NeverClosed }]);
    let hints: Vec<_> = found.advisory.iter().map(|hint| (hint.kind, hint.word.as_str(), hint.block, hint.at)).collect();
    assert_eq!(hints, [(AdvisoryKind::StrongLanguage, "fucking", 2, 4)]);
}

#[test]
fn a_long_text_full_of_quotations_is_read_in_time() {
    let sentence = "\"We lost the van,\" said Bettina Frayne. ‘It’s the artists’ choice,’ he added, 'the drummers' own'. ";
    let time = |times: usize| {
        let body = paragraphs(&[&sentence.repeat(times)]);
        let begun = std::time::Instant::now();
        let found = read(&["Vera Static"], "", &body, &[], &Rulings::default());
        assert!(found.said.len() > times);
        begun.elapsed()
    };
    let (short, long) = (time(60), time(480));
    assert!(long < short * 24, "eight times the text took {long:?}, once {short:?}");
}
