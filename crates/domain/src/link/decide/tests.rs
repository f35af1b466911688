use super::*;

fn weights() -> Weights {
    let mut weights = Weights::new(2.0, 0.0);
    let worths = [
        (Sign::SeveralWords, 2.0),
        (Sign::OneWord, 0.5),
        (Sign::OrdinaryWord, -1.0),
        (Sign::CapitalTellsNothing, -1.5),
        (Sign::MusicStory, 1.0),
        (Sign::RoleBeside, 3.0),
        (Sign::PersonBeside, -2.0),
        (Sign::Subject, 4.0),
        (Sign::Listed, 2.0),
        (Sign::Established, 1.0),
        (Sign::ShortForm, 1.0),
        (Sign::OddSpelling, 9.0),
        (Sign::Bandmate, 3.0),
    ];
    for (sign, worth) in worths {
        weights.set(sign, worth);
    }
    weights
}

fn signs(seen: &[Sign]) -> Signs {
    let hard = seen.contains(&Sign::OrdinaryWord);
    let seen = seen.iter().fold(Seen::default(), |all, sign| all.with(*sign));
    Signs { hard, words: if seen.has(Sign::SeveralWords) { 2 } else { 1 }, capitalised: true, seen, ..Signs::default() }
}

fn mention(artist: i64, block: i64, start: usize, signs: Signs) -> Mention {
    let candidates = vec![Candidate { artist: ArtistId(artist), is_alias: false }];
    Mention { span: Span { block, start, end: start + 4 }, candidates, signs, short_for: None, listed_with: Vec::new() }
}

fn clear() -> Signs {
    signs(&[Sign::SeveralWords])
}

fn hard(more: &[Sign]) -> Signs {
    signs(&[&[Sign::OrdinaryWord], more].concat())
}

fn decided(mentions: &[Mention], subjects: &[ArtistId]) -> Vec<(i64, Strength, Standing)> {
    ruled(mentions, subjects, &Rulings::default())
}

fn ruled(mentions: &[Mention], subjects: &[ArtistId], ruled: &Rulings) -> Vec<(i64, Strength, Standing)> {
    let story = Story { subjects, memberships: &Memberships::default(), ruled, weights: &weights() };
    decide(mentions, story).into_iter().map(|one| (one.artist.0, one.strength, one.standing)).collect()
}

#[test]
fn what_persons_decided_holds() {
    let mut twice = mention(1, 0, 0, clear());
    twice.candidates.push(Candidate { artist: ArtistId(2), is_alias: false });
    let twice = [twice];
    let accepted = |strength| Rulings { accepted: vec![(ArtistId(2), strength)], rejected: Vec::new() };
    assert_eq!(ruled(&twice, &[], &accepted(None)), [(2, Strength::Mentioned, Standing::Sure)]);
    assert_eq!(ruled(&twice, &[], &accepted(Some(Strength::Featured))), [(2, Strength::Featured, Standing::Sure)]);
    let rejected = |ids: &[i64]| Rulings { accepted: Vec::new(), rejected: ids.iter().copied().map(ArtistId).collect() };
    assert_eq!(ruled(&twice, &[], &rejected(&[1])), [(2, Strength::Mentioned, Standing::Doubtful)]);
    assert!(ruled(&twice, &[], &rejected(&[1, 2])).is_empty());
    let bare = mention(1, 0, 0, hard(&[Sign::CapitalTellsNothing]));
    let yes = Rulings { accepted: vec![(ArtistId(1), None)], rejected: Vec::new() };
    assert_eq!(ruled(std::slice::from_ref(&bare), &[], &yes)[0].2, Standing::Sure);
    assert!(ruled(&[Mention { signs: Signs { in_title: true, ..bare.signs }, ..bare }], &[], &yes).is_empty());
}

#[test]
fn strengths_follow_the_artist_line_or_the_text() {
    let former = signs(&[Sign::SeveralWords, Sign::Former]);
    let heading = signs(&[Sign::SeveralWords, Sign::Heading]);
    let all = [
        mention(1, Span::HEADLINE, 0, clear()),
        mention(2, Span::HEADLINE, 9, clear()),
        mention(3, 0, 0, former),
        mention(4, 1, 0, clear()),
        mention(5, 2, 0, heading),
    ];
    let strengths = |subjects: &[ArtistId]| decided(&all, subjects).into_iter().map(|one| one.1).collect::<Vec<_>>();
    assert_eq!(
        strengths(&[ArtistId(1)]),
        [Strength::Subject, Strength::Featured, Strength::Former, Strength::Mentioned, Strength::Mentioned]
    );
    assert_eq!(strengths(&[]), [Strength::Subject, Strength::Subject, Strength::Former, Strength::Mentioned, Strength::Subject]);
    let often: Vec<Mention> = (0..4).map(|start| mention(7, 0, start * 9, clear())).collect();
    assert_eq!(decided(&often, &[])[0].1, Strength::Subject, "named early and often");
}

#[test]
fn ordinary_words_are_never_sure_without_context() {
    assert!(decided(&[mention(1, 0, 0, hard(&[]))], &[]).is_empty());
    assert_eq!(decided(&[mention(1, 0, 0, hard(&[Sign::OddSpelling]))], &[])[0].2, Standing::Doubtful, "whatever the name is worth");
    assert_eq!(decided(&[mention(1, 0, 0, hard(&[Sign::MusicStory]))], &[])[0].2, Standing::Doubtful);
    assert_eq!(decided(&[mention(1, 0, 0, hard(&[Sign::RoleBeside]))], &[])[0].2, Standing::Sure);
    assert_eq!(decided(&[mention(1, 0, 0, hard(&[]))], &[ArtistId(1)])[0].2, Standing::Sure);
    let bare = [mention(1, 0, 0, hard(&[Sign::RoleBeside])), mention(1, 0, 9, hard(&[Sign::CapitalTellsNothing]))];
    assert_eq!(decided(&bare, &[]).len(), 1, "a bare word at the head of a sentence leans on nothing");
}

#[test]
fn artists_help_those_in_one_list_with_them_and_their_short_forms() {
    let one = signs(&[Sign::OneWord]);
    let mut list = [mention(1, 0, 0, clear()), mention(2, 0, 9, one), mention(3, 0, 18, one)];
    for (index, beside) in [(0, vec![1]), (1, vec![0, 2]), (2, vec![1])] {
        list[index].listed_with = beside;
    }
    assert!(decided(&list, &[]).iter().all(|link| link.2 == Standing::Sure));
    list[0].signs.seen.note(Sign::PersonBeside, true);
    assert!(decided(&list, &[]).iter().all(|link| link.2 == Standing::Doubtful));
    let mut short = mention(1, 1, 0, one);
    short.short_for = Some(ArtistId(1));
    assert_eq!(decided(&[mention(1, 0, 0, clear()), short.clone()], &[])[1].2, Standing::Sure);
    assert_eq!(decided(&[short], &[])[0].2, Standing::Doubtful);
}

#[test]
fn one_name_of_several_artists_is_asked() {
    let mut twice = mention(1, 0, 0, clear());
    twice.candidates.push(Candidate { artist: ArtistId(2), is_alias: false });
    assert_eq!(decided(std::slice::from_ref(&twice), &[])[0].2, Standing::Doubtful);
    assert_eq!(decided(&[twice], &[ArtistId(2)]), [(2, Strength::Subject, Standing::Sure)]);
}

#[test]
fn titles_are_no_mentions() {
    assert!(decided(&[mention(1, 0, 0, Signs { in_title: true, ..clear() })], &[ArtistId(1)]).is_empty());
}
