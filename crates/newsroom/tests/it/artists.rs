//! Artists change names and turn out to be one: nothing that pointed at them is lost.

use crate::desk::Desk;
use domain::artist::{ArtistKind, NewArtist};
use domain::link::Strength;
use domain::reader::Choice;
use domain::role::Role;
use domain::story::Story;
use newsroom::artists::{Change, Doubled, Follows, Listing, Page, Split};
use newsroom::{artists, stories};

async fn import(desk: &Desk, lines: &str) -> artists::Imported {
    let mut read =
        wire::import::artists::read(lines.as_bytes(), "artists.jsonl").map(|line| line.map_err(|problem| (problem.line, problem.problem)));
    artists::import(&desk.newsroom, &desk.act(), &mut read, &|_| {}).await.unwrap()
}

async fn links(desk: &Desk, story: &Story) -> Vec<(String, Strength)> {
    stories::facts(&desk.newsroom, story).await.unwrap().links
}

async fn redirect(desk: &Desk, path: &str) -> Option<String> {
    store::redirects::get(&desk.read().await, path).await.unwrap()
}

async fn followed(desk: &Desk, email: &str) -> Vec<String> {
    let reader = desk.reader(email).await;
    let follows = store::readers::follows(&desk.read().await, reader.id).await.unwrap();
    follows.into_iter().map(|artist| artist.slug.to_string()).collect()
}

testkit::both! {
    async fn a_member_is_who_the_list_says_and_nobody_is_in_themselves(store: Store) {
        let desk = Desk::new(store).await;
        let (group, person) = ("64b14cee-ff24-4a5a-adf8-bbcf78eb7b64", "74b14cee-ff24-4a5a-adf8-bbcf78eb7b64");
        let member = |name: &str, id: &str| format!(r#"{{"type":"member of band","direction":"backward","artist":{{"name":"{name}","id":"{id}"}}}}"#);
        let dump = format!(
            "{{\"id\":\"{group}\",\"name\":\"Marilyn Manson\",\"type\":\"Group\",\"relations\":[{}]}}\n{{\"id\":\"{person}\",\"name\":\"Marilyn Manson\",\"type\":\"Person\",\"disambiguation\":\"singer\"}}\n",
            member("Marilyn Manson", person)
        );
        import(&desk, "{\"name\":\"Gilt\",\"members\":[{\"name\":\"Gilt\"}]}\n").await;
        import(&desk, &dump).await;
        let conn = desk.read().await;
        let found = async |id: &str| store::artists::by_musicbrainz(&conn, id).await.unwrap().unwrap();
        let (group, person) = (found(group).await, found(person).await);
        assert_eq!((person.kind, person.disambiguation.as_str()), (ArtistKind::Person, "singer"));
        let members = async |group| store::artists::members_of(&conn, group).await.unwrap().into_iter().map(|one| one.member).collect::<Vec<_>>();
        assert_eq!(members(group.id).await, [person.id]);
        let gilt = store::artists::by_key(&conn, "gilt").await.unwrap().remove(0);
        assert_eq!((members(gilt.id).await, gilt.kind), (Vec::new(), ArtistKind::Group));
    }

    async fn artists_are_sorted_anew_when_the_papers_language_is_another(store: Store) {
        let desk = Desk::new(store).await;
        import(&desk, "{\"name\":\"Åsa\"}\n{\"name\":\"The Zed\",\"sort_name\":\"Zed, The\"}\n{\"name\":\"Abba\"}\n{\"name\":\"Кино\"}\n").await;
        let names = async || {
            let page = artists::list(&desk.newsroom, &desk.act(), "", &Listing::All, 0, 50).await.unwrap();
            page.artists.into_iter().map(|artist| artist.name).collect::<Vec<_>>()
        };
        while newsroom::alphabet::one_batch(&desk.newsroom, desk.now()).await.unwrap() {}
        assert_eq!(names().await, ["Abba", "Åsa", "The Zed", "Кино"]);
        newsroom::paper::change(&desk.newsroom, &desk.act(), "language", "sv").await.unwrap();
        assert!(newsroom::alphabet::one_batch(&desk.newsroom, desk.now()).await.unwrap());
        assert!(!newsroom::alphabet::one_batch(&desk.newsroom, desk.now()).await.unwrap(), "done once");
        assert_eq!(names().await, ["Abba", "The Zed", "Åsa", "Кино"]);
        let listed = artists::list(&desk.newsroom, &desk.act(), "", &Listing::Letter("å".to_owned()), 0, 50).await.unwrap();
        assert_eq!(listed.artists.len(), 1);
    }

    async fn a_list_goes_in_once_and_its_broken_lines_are_named(store: Store) {
        let desk = Desk::new(store).await;
        let lines = "{\"name\":\"Saltwater Choir\"}\n{\"name\":\n{\"name\":\"\"}\n{\"name\":\"Vera Static\",\"aliases\":[\"V. Static\"]}\n";
        let first = import(&desk, lines).await;
        assert_eq!((first.made, first.known), (2, 0));
        assert_eq!(first.problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3]);
        let again = import(&desk, lines).await;
        assert_eq!((again.made, again.known), (0, 2));
    }

    async fn only_who_a_list_changes_has_the_archive_looked_through(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        let settled = async || while newsroom::relink::one_batch(&desk.newsroom, desk.now()).await.unwrap() {};
        let owed = async || store::relinkings::latest(&desk.read().await, 1).await.unwrap().remove(0);
        let list = |rest: &str| format!("{{\"name\":\"Saltwater Choir\",\"members\":[{{\"name\":\"Ada Flett\"}}]}}\n{{\"name\":\"Vera Static\"{rest}}}\n");
        import(&desk, &list("")).await;
        settled().await;
        let before = owed().await.id;
        import(&desk, &list("")).await;
        assert_eq!(owed().await.id, before, "the same list again owes nothing");
        import(&desk, &list(",\"aliases\":[\"V. Static\"]")).await;
        assert_eq!(owed().await.names, [text::fold::key("V. Static"), text::fold::key("Vera Static")]);
    }

    async fn a_rename_redirects_and_keeps_links_follows_and_the_old_name(store: Store) {
        let desk = Desk::new(store).await;
        let story = desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        desk.admit("jo@example.org", Choice::Follows, &["saltwater-choir"]).await;
        let renamed = artists::rename(&desk.newsroom, &desk.act(), &"saltwater-choir".into(), "Fresh Water", None).await.unwrap();
        assert_eq!((renamed.slug.as_str(), renamed.aliases.as_slice()), ("fresh-water", &["Saltwater Choir".to_owned()][..]));
        assert_eq!(redirect(&desk, "/artists/saltwater-choir").await.as_deref(), Some("/artists/fresh-water"));
        assert_eq!(links(&desk, &story).await, [("Saltwater Choir".to_owned(), Strength::Subject)], "as the story prints it");
        assert_eq!(followed(&desk, "jo@example.org").await, ["fresh-water"]);
        desk.pass(60);
        let later = desk.publish("Choir is back", Some("Saltwater Choir")).await;
        assert_eq!(later.draft.artists[0].artist, renamed.id, "the old name is the same artist");
        let back = artists::rename(&desk.newsroom, &desk.act(), &"fresh-water".into(), "Saltwater Choir", None).await.unwrap();
        assert_eq!((back.id, back.slug.as_str()), (renamed.id, "saltwater-choir"));
        assert_eq!(redirect(&desk, "/artists/fresh-water").await.as_deref(), Some("/artists/saltwater-choir"));
        assert_eq!(redirect(&desk, "/artists/saltwater-choir").await, None);
    }

    async fn a_merge_moves_everything_and_holds_for_stories_to_come(store: Store) {
        let desk = Desk::new(store).await;
        let short = desk.publish("RTJ quit by fax", Some("RTJ")).await;
        let long = desk.publish("Run The Jewels are back", Some("Run The Jewels")).await;
        desk.admit("jo@example.org", Choice::Follows, &["rtj"]).await;
        desk.admit("al@example.org", Choice::Follows, &["rtj", "run-the-jewels"]).await;
        let merged = artists::merge(&desk.newsroom, &desk.act(), &"rtj".into(), &"run-the-jewels".into()).await.unwrap();
        assert_eq!((merged.slug.as_str(), merged.aliases.as_slice()), ("run-the-jewels", &["RTJ".to_owned()][..]));
        assert_eq!(redirect(&desk, "/artists/rtj").await.as_deref(), Some("/artists/run-the-jewels"));
        assert_eq!((links(&desk, &short).await.len(), links(&desk, &long).await.len()), (1, 1));
        assert_eq!((followed(&desk, "jo@example.org").await, followed(&desk, "al@example.org").await), (vec!["run-the-jewels".to_owned()], vec!["run-the-jewels".to_owned()]));
        // The same story again, and a new one under the old name, do not bring the merged artist back.
        assert_eq!(desk.import(&desk.text("RTJ quit by fax", Some("RTJ"))).await.outcome, newsroom::intake::Outcome::Same);
        desk.pass(60);
        let next = desk.publish("RTJ play a fax machine", Some("RTJ")).await;
        assert_eq!(next.draft.artists[0].artist, merged.id);
        let gone = artists::merge(&desk.newsroom, &desk.act(), &"rtj".into(), &"run-the-jewels".into()).await.unwrap_err().to_string();
        assert!(gone.contains("merged already"), "{gone}");
        assert!(artists::rename(&desk.newsroom, &desk.act(), &"rtj".into(), "Rtj Two", None).await.is_err());
        desk.admit("lee@example.org", Choice::Follows, &["rtj"]).await;
        assert_eq!(followed(&desk, "lee@example.org").await, ["run-the-jewels"]);
        assert!(artists::merge(&desk.newsroom, &desk.act(), &"run-the-jewels".into(), &"run-the-jewels".into()).await.is_err());
        let moved = artists::rename(&desk.newsroom, &desk.act(), &"run-the-jewels".into(), "The Jewels", None).await.unwrap();
        assert_eq!(redirect(&desk, "/artists/rtj").await, Some(format!("/artists/{}", moved.slug)), "one step, always");
    }

    async fn a_name_in_use_gets_a_number_and_no_name_is_refused(store: Store) {
        let desk = Desk::new(store).await;
        import(&desk, "{\"name\":\"Gilt\"}\n{\"name\":\"Overdue\"}\n").await;
        let unsaid = artists::rename(&desk.newsroom, &desk.act(), &"overdue".into(), "GILT", None).await.unwrap_err().to_string();
        assert!(unsaid.contains("tells them apart"), "{unsaid}");
        let second = artists::rename(&desk.newsroom, &desk.act(), &"overdue".into(), "GILT", Some("Berlin duo")).await.unwrap();
        assert_eq!(second.slug.as_str(), "gilt-2");
        for name in ["", "   "] {
            assert!(artists::rename(&desk.newsroom, &desk.act(), &"gilt".into(), name, None).await.is_err(), "{name:?}");
        }
        assert!(artists::rename(&desk.newsroom, &desk.act(), &"nobody".into(), "Somebody", None).await.unwrap_err().to_string().contains("no artist “nobody”"));
    }

    async fn who_stays_of_two_stays_what_they_are(store: Store) {
        let desk = Desk::new(store).await;
        import(&desk, "{\"name\":\"Gilt\",\"kind\":\"group\"}\n{\"name\":\"Gill\",\"kind\":\"person\"}\n").await;
        let merged = artists::merge(&desk.newsroom, &desk.act(), &"gill".into(), &"gilt".into()).await.unwrap();
        assert_eq!(merged.kind, ArtistKind::Group);
        let aliased = artists::alias(&desk.newsroom, &desk.act(), &"gill".into(), "Gilly", true).await.unwrap();
        assert_eq!((aliased.id, aliased.aliases), (merged.id, vec!["Gill".to_owned(), "Gilly".to_owned()]));
    }

    async fn one_record_that_is_two_artists_is_split(store: Store) {
        let desk = Desk::new(store).await;
        let first = desk.publish("Gilt quit by fax", Some("Gilt")).await;
        desk.pass(60);
        let second = desk.publish("Gilt open a bakery", Some("Gilt")).await;
        let old = artists::find(&desk.newsroom, &"gilt".into()).await.unwrap();
        artists::edit(&desk.newsroom, &desk.act(), &old.id.into(), &Change { aliases: Some(vec!["The Gilded".to_owned(), "Guilt".to_owned()]), ..Change::default() }).await.unwrap();
        desk.admit("jo@example.org", Choice::Follows, &["gilt"]).await;
        let split = Split { stories: vec![second.id], aliases: vec!["Guilt".to_owned()], follows: Follows::Both, ..Split::default() };
        let unsaid = artists::split(&desk.newsroom, &desk.act(), &old.id.into(), &split).await.unwrap_err().to_string();
        assert!(unsaid.contains("tells them apart"), "{unsaid}");
        let split = Split { disambiguation: "Berlin duo".to_owned(), old_disambiguation: Some("Hobart band".to_owned()), ..split };
        let (stays, new) = artists::split(&desk.newsroom, &desk.act(), &old.id.into(), &split).await.unwrap();
        assert_eq!((stays.slug.as_str(), stays.disambiguation.as_str(), stays.aliases.as_slice()), ("gilt", "Hobart band", &["The Gilded".to_owned()][..]));
        assert_eq!((new.slug.as_str(), new.name.as_str(), new.aliases.as_slice()), ("gilt-berlin-duo", "Gilt", &["Guilt".to_owned()][..]));
        let of = async |story: &Story| store::links::story_artists(&desk.read().await, story.id).await.unwrap();
        assert_eq!((of(&first).await, of(&second).await), (vec![(old.id, Strength::Subject)], vec![(new.id, Strength::Subject)]));
        let stored = store::stories::by_id(&desk.read().await, second.id).await.unwrap().unwrap();
        assert_eq!(stored.draft.artists[0].artist, new.id);
        let counted = store::artists::entries(&desk.read().await, &[old.id, new.id]).await.unwrap();
        assert_eq!(counted.iter().map(|entry| entry.stories).collect::<Vec<_>>(), [1, 1], "what the A–Z says");
        assert_eq!(followed(&desk, "jo@example.org").await.len(), 2);
        // Linked anew, each story still means its own.
        for story in [&first, &second] {
            let ruling = newsroom::links::Ruling { story: Some(story.id), artist: if story.id == first.id { old.id } else { new.id }, verdict: newsroom::links::Verdict::Accept(None) };
            newsroom::links::decide(&desk.newsroom, &desk.act(), &[ruling]).await.unwrap();
        }
        assert_eq!((of(&first).await, of(&second).await), (vec![(old.id, Strength::Subject)], vec![(new.id, Strength::Subject)]));
        let stranger = Split { stories: vec![domain::id::StoryId(99)], ..split };
        assert!(artists::split(&desk.newsroom, &desk.act(), &old.id.into(), &stranger).await.is_err());
    }

    async fn links_that_persons_made_go_with_their_story(store: Store) {
        let desk = Desk::new(store).await;
        let story = desk.publish("Gilt quit by fax", Some("Gilt")).await;
        let old = artists::find(&desk.newsroom, &"gilt".into()).await.unwrap();
        let mut body = story.draft.body.clone();
        let mut linked = domain::body::Inlines::default();
        linked.push("Gilt", &[domain::body::Mark::Artist { artist: old.id, strength: Strength::Featured }]);
        body.blocks.push(domain::body::Block::Paragraph(linked));
        let marked = Story { revision: story.revision + 1, draft: domain::story::Draft { body, ..story.draft.clone() }, ..story.clone() };
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        store::stories::save(&tx, &marked, story.revision, "Imogen").await.unwrap();
        tx.commit().await.unwrap();
        let split = Split { disambiguation: "Berlin duo".to_owned(), stories: vec![story.id], follows: Follows::Move, ..Split::default() };
        let (_, new) = artists::split(&desk.newsroom, &desk.act(), &old.id.into(), &split).await.unwrap();
        let stored = store::stories::by_id(&desk.read().await, story.id).await.unwrap().unwrap();
        assert_eq!(stored.draft.body.artist_marks().collect::<Vec<_>>(), [(new.id, Strength::Featured)]);
    }

    async fn an_artist_is_made_changed_and_joined_at_the_desk(store: Store) {
        let desk = Desk::new(store).await;
        let make = async |name: &str, apart: &str| {
            let new = NewArtist { name: name.to_owned(), disambiguation: apart.to_owned(), ..NewArtist::default() };
            artists::create(&desk.newsroom, &desk.act(), &new).await
        };
        let gilt = make(" Gilt ", "").await.unwrap();
        assert_eq!((gilt.name.as_str(), gilt.sort_name.as_str(), gilt.slug.as_str()), ("Gilt", "Gilt", "gilt"));
        assert!(make("GILT", "").await.unwrap_err().to_string().contains("already"));
        let twin = make("GILT", "Berlin duo").await.unwrap();
        assert_eq!(twin.slug.as_str(), "gilt-berlin-duo");
        assert!(make("Gilt", "berlin duo").await.is_err());
        let change = Change {
            sort_name: Some("Gilt, The".to_owned()),
            wikidata: Some("https://www.wikidata.org/wiki/Q42".to_owned()),
            musicbrainz: Some("64b14cee-ff24-4a5a-adf8-bbcf78eb7b64".to_owned()),
            aliases: Some(vec!["Guilt".to_owned(), "guilt".to_owned(), "gilt".to_owned(), " ".to_owned()]),
            ..Change::default()
        };
        let changed = artists::edit(&desk.newsroom, &desk.act(), &gilt.id.into(), &change).await.unwrap();
        assert_eq!((changed.aliases.as_slice(), changed.wikidata.as_deref()), (&["Guilt".to_owned()][..], Some("Q42")));
        let same_id = Change { musicbrainz: change.musicbrainz.clone(), ..Change::default() };
        assert!(artists::edit(&desk.newsroom, &desk.act(), &twin.id.into(), &same_id).await.unwrap_err().to_string().contains("merge the two"));
        let vera = make("Vera Halloran", "").await.unwrap();
        artists::join(&desk.newsroom, &desk.act(), &gilt.id.into(), &vera.id.into(), artists::Time { ended: true, ..artists::Time::default() }).await.unwrap();
        let sheet = artists::sheet(&desk.newsroom, &desk.act(), &gilt.id.into()).await.unwrap();
        assert_eq!((sheet.members.len(), sheet.members[0].0.ended, sheet.members[0].1.name.as_str()), (1, true, "Vera Halloran"));
        assert_eq!(sheet.namesakes.iter().map(|one| one.id).collect::<Vec<_>>(), [twin.id]);
        artists::part(&desk.newsroom, &desk.act(), &gilt.id.into(), &vera.id.into()).await.unwrap();
        assert!(artists::sheet(&desk.newsroom, &desk.act(), &vera.id.into()).await.unwrap().groups.is_empty());
        assert!(artists::create(&desk.newsroom, &desk.act_as(Role::Contributor), &NewArtist::default()).await.is_err());
    }

    async fn an_address_that_leads_somewhere_is_given_to_nobody_else(store: Store) {
        let desk = Desk::new(store).await;
        import(&desk, "{\"name\":\"Gilt\"}\n{\"name\":\"Overdue\"}\n").await;
        artists::rename(&desk.newsroom, &desk.act(), &"gilt".into(), "Gilded", None).await.unwrap();
        let new = NewArtist { name: "Gilt".to_owned(), disambiguation: "Berlin duo".to_owned(), ..NewArtist::default() };
        let new = artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap();
        assert_eq!(new.slug.as_str(), "gilt-2", "/artists/gilt leads to Gilded");
        assert_eq!(redirect(&desk, "/artists/gilt").await.as_deref(), Some("/artists/gilded"));
        let renamed = artists::rename(&desk.newsroom, &desk.act(), &"overdue".into(), "Gilt", None).await.unwrap();
        assert_eq!(renamed.slug.as_str(), "gilt-3");
        let back = artists::rename(&desk.newsroom, &desk.act(), &"gilded".into(), "Gilt", Some("Hobart band")).await.unwrap();
        assert_eq!(back.slug.as_str(), "gilt", "one's own old address may be had again");
    }

    async fn lists_find_any_word_of_a_name_and_those_without_stories(store: Store) {
        let desk = Desk::new(store).await;
        import(&desk, "{\"name\":\"Run The Jewels\",\"aliases\":[\"RTJ\"]}\n{\"name\":\"Jewel\"}\n{\"name\":\"Gilt\"}\n{\"name\":\"Björk\"}\n").await;
        desk.publish("Jewel quits by fax", Some("Jewel")).await;
        let list = async |typed: &str, wanted: &Listing, from: i64, limit: usize| artists::list(&desk.newsroom, &desk.act(), typed, wanted, from, limit).await.unwrap();
        let names = |page: &Page| page.artists.iter().map(|one| one.name.clone()).collect::<Vec<_>>();
        assert_eq!(names(&list("jew", &Listing::All, 0, 9).await), ["Jewel", "Run The Jewels"]);
        assert_eq!(names(&list("rtj", &Listing::All, 0, 9).await), ["Run The Jewels"]);
        let first = list("jew", &Listing::All, 0, 1).await;
        assert_eq!((first.total, first.next), (Some(2), Some(1)));
        assert_eq!(names(&list("jew", &Listing::All, 1, 1).await), ["Run The Jewels"]);
        let all = list("", &Listing::All, 0, 3).await;
        assert_eq!(names(&all), ["Björk", "Gilt", "Jewel"]);
        assert_eq!(names(&list("", &Listing::All, all.next.unwrap(), 3).await), ["Run The Jewels"]);
        assert_eq!(names(&list("", &Listing::Letter("j".to_owned()), 0, 9).await), ["Jewel"]);
        assert_eq!(names(&list("", &Listing::WithoutStories, 0, 9).await), ["Björk", "Gilt", "Run The Jewels"]);
        let new = NewArtist { name: "GILT".to_owned(), disambiguation: "Berlin duo".to_owned(), ..NewArtist::default() };
        artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap();
        let doubled = Doubled::list(&desk.newsroom, &desk.act(), 0, 9).await.unwrap();
        assert_eq!((doubled.total, doubled.names[0].len()), (1, 2));
    }

    async fn a_merge_says_first_what_it_would_move(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("RTJ quit by fax", Some("RTJ")).await;
        desk.publish("Run The Jewels are back", Some("Run The Jewels")).await;
        desk.admit("al@example.org", Choice::Follows, &["rtj", "run-the-jewels"]).await;
        let preview = artists::merge_preview(&desk.newsroom, &desk.act(), &"rtj".into(), &"run-the-jewels".into()).await.unwrap();
        assert_eq!((preview.moves.stories, preview.moves.credits, preview.moves.follows, preview.moves.follow_both), (1, 1, 1, 1));
        assert!(preview.both.is_empty() && preview.refused.is_none());
        let itself = artists::merge_preview(&desk.newsroom, &desk.act(), &"rtj".into(), &"rtj".into()).await.unwrap();
        assert!(itself.refused.unwrap().contains("itself"));
    }
}
