//! Artists change names and turn out to be one: nothing that pointed at them is lost.

use crate::desk::Desk;
use domain::link::Strength;
use domain::reader::Choice;
use domain::story::Story;
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
    async fn a_list_goes_in_once_and_its_broken_lines_are_named(store: Store) {
        let desk = Desk::new(store).await;
        let lines = "{\"name\":\"Saltwater Choir\"}\n{\"name\":\n{\"name\":\"\"}\n{\"name\":\"Vera Static\",\"aliases\":[\"V. Static\"]}\n";
        let first = import(&desk, lines).await;
        assert_eq!((first.made, first.known), (2, 0));
        assert_eq!(first.problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [2, 3]);
        let again = import(&desk, lines).await;
        assert_eq!((again.made, again.known), (0, 2));
    }

    async fn a_rename_redirects_and_keeps_links_follows_and_the_old_name(store: Store) {
        let desk = Desk::new(store).await;
        let story = desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        desk.admit("jo@example.org", Choice::Follows, &["saltwater-choir"]).await;
        let renamed = artists::rename(&desk.newsroom, &desk.act(), "saltwater-choir", "Fresh Water").await.unwrap();
        assert_eq!((renamed.slug.as_str(), renamed.aliases.as_slice()), ("fresh-water", &["Saltwater Choir".to_owned()][..]));
        assert_eq!(redirect(&desk, "/artists/saltwater-choir").await.as_deref(), Some("/artists/fresh-water"));
        assert_eq!(links(&desk, &story).await, [("Saltwater Choir".to_owned(), Strength::Subject)], "as the story prints it");
        assert_eq!(followed(&desk, "jo@example.org").await, ["fresh-water"]);
        desk.pass(60);
        let later = desk.publish("Choir is back", Some("Saltwater Choir")).await;
        assert_eq!(later.draft.artists[0].artist, renamed.id, "the old name is the same artist");
        let back = artists::rename(&desk.newsroom, &desk.act(), "fresh-water", "Saltwater Choir").await.unwrap();
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
        let merged = artists::merge(&desk.newsroom, &desk.act(), "rtj", "run-the-jewels").await.unwrap();
        assert_eq!((merged.slug.as_str(), merged.aliases.as_slice()), ("run-the-jewels", &["RTJ".to_owned()][..]));
        assert_eq!(redirect(&desk, "/artists/rtj").await.as_deref(), Some("/artists/run-the-jewels"));
        assert_eq!((links(&desk, &short).await.len(), links(&desk, &long).await.len()), (1, 1));
        assert_eq!((followed(&desk, "jo@example.org").await, followed(&desk, "al@example.org").await), (vec!["run-the-jewels".to_owned()], vec!["run-the-jewels".to_owned()]));
        // The same story again, and a new one under the old name, do not bring the merged artist back.
        assert_eq!(desk.import(&desk.text("RTJ quit by fax", Some("RTJ"))).await.outcome, newsroom::intake::Outcome::Same);
        desk.pass(60);
        let next = desk.publish("RTJ play a fax machine", Some("RTJ")).await;
        assert_eq!(next.draft.artists[0].artist, merged.id);
        let gone = artists::merge(&desk.newsroom, &desk.act(), "rtj", "run-the-jewels").await.unwrap_err().to_string();
        assert!(gone.contains("merged already"), "{gone}");
        assert!(artists::rename(&desk.newsroom, &desk.act(), "rtj", "Rtj Two").await.is_err());
        desk.admit("lee@example.org", Choice::Follows, &["rtj"]).await;
        assert_eq!(followed(&desk, "lee@example.org").await, ["run-the-jewels"]);
        assert!(artists::merge(&desk.newsroom, &desk.act(), "run-the-jewels", "run-the-jewels").await.is_err());
        let moved = artists::rename(&desk.newsroom, &desk.act(), "run-the-jewels", "The Jewels").await.unwrap();
        assert_eq!(redirect(&desk, "/artists/rtj").await, Some(format!("/artists/{}", moved.slug)), "one step, always");
    }

    async fn a_name_in_use_gets_a_number_and_no_name_is_refused(store: Store) {
        let desk = Desk::new(store).await;
        import(&desk, "{\"name\":\"Gilt\"}\n{\"name\":\"Overdue\"}\n").await;
        let second = artists::rename(&desk.newsroom, &desk.act(), "overdue", "GILT").await.unwrap();
        assert_eq!(second.slug.as_str(), "gilt-2");
        for name in ["", "   "] {
            assert!(artists::rename(&desk.newsroom, &desk.act(), "gilt", name).await.is_err(), "{name:?}");
        }
        assert!(artists::rename(&desk.newsroom, &desk.act(), "nobody", "Somebody").await.unwrap_err().to_string().contains("no artist “nobody”"));
    }
}
