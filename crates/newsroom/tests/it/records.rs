//! The archive's records: works and the stories about them, nights, quotations that editors confirm, threads.

use crate::desk::Desk;
use crate::refused;
use crate::story_desk::{acts, hire};
use domain::artist::NewArtist;
use domain::body::WorkKind;
use domain::change::ChangeKind;
use domain::id::{ArtistId, StoryId};
use domain::part_day::PartDay;
use domain::quote::Said;
use domain::role::Role;
use domain::work::{About, NewWork};
use newsroom::artists::Time;
use newsroom::quotations::{self, Ruling, Verdict};
use newsroom::works::{self, Change};
use newsroom::{artists, relink, stories, threads};

async fn artist(desk: &Desk, name: &str) -> ArtistId {
    let new = NewArtist { name: name.to_owned(), ..NewArtist::default() };
    artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap().id
}

fn album(title: &str) -> NewWork {
    NewWork { title: title.to_owned(), kind: WorkKind::Album, released: PartDay::parse("released", "2014-10").unwrap(), musicbrainz: None }
}

/// A live story of some paragraphs about an artist.
async fn live(desk: &Desk, headline: &str, about: &str, paragraphs: &str) -> StoryId {
    let dateline = testkit::paper().zone.dateline(desk.now());
    let text =
        format!("{headline}\n\n{dateline} | Staff Writer\n\nThe label has its own machine\n\nMore {about} More {about}\n\n{paragraphs}\n");
    let draft = desk.import(&text).await.story;
    stories::publish(&desk.newsroom, &desk.act(), draft.id).await.unwrap().id
}

async fn about(desk: &Desk, story: StoryId) -> Vec<(String, About)> {
    let found = works::of_story(&desk.newsroom, &desk.act(), story).await.unwrap();
    found.into_iter().map(|(work, how)| (work.title, how)).collect()
}

async fn redirect(desk: &Desk, path: &str) -> Option<String> {
    store::redirects::get(&desk.read().await, path).await.unwrap()
}

async fn settle(desk: &Desk) {
    while relink::one_batch(&desk.newsroom, desk.now()).await.unwrap() {}
}

testkit::both! {
    async fn a_story_that_names_a_work_is_about_it_until_a_person_says_otherwise(store: Store) {
        let desk = Desk::new(store).await;
        let gilt = artist(&desk, "Gilt").await;
        let before = desk.publish("Gilt: Guilt", Some("Gilt")).await.id;
        let work = works::create(&desk.newsroom, &desk.act(), &[gilt], &album("Guilt")).await.unwrap();
        assert_eq!(about(&desk, before).await, [], "the archive is looked through by the worker");
        settle(&desk).await;
        assert_eq!(about(&desk, before).await, [("Guilt".to_owned(), About::Found)]);
        desk.pass(60);
        let after = live(&desk, "Gilt are back", "Gilt", "Their album GUILT is out, and so is the fax.").await;
        assert_eq!(about(&desk, after).await, [("Guilt".to_owned(), About::Found)], "found when it is made");
        works::about(&desk.newsroom, &desk.act(), after, &work.id.into(), Some(false)).await.unwrap();
        relink::everything(&desk.newsroom, &desk.act()).await.unwrap();
        settle(&desk).await;
        assert_eq!(about(&desk, after).await, [("Guilt".to_owned(), About::Denied)], "a person's word holds");
        works::about(&desk.newsroom, &desk.act(), after, &work.id.into(), None).await.unwrap();
        assert_eq!(about(&desk, after).await, [("Guilt".to_owned(), About::Found)]);
        desk.pass(60);
        let strange = desk.publish("Choir: Guilt", Some("Choir")).await.id;
        assert_eq!(about(&desk, strange).await, [], "somebody else's");
    }

    async fn works_are_changed_merged_and_removed_and_their_addresses_lead_on(store: Store) {
        let desk = Desk::new(store).await;
        let (gilt, choir) = (artist(&desk, "Gilt").await, artist(&desk, "Saltwater Choir").await);
        let act = desk.act();
        let first = works::create(&desk.newsroom, &act, &[gilt], &album("Guilt")).await.unwrap();
        assert_eq!(first.slug.as_str(), "guilt");
        assert!(refused(works::create(&desk.newsroom, &act, &[gilt], &album("GUILT!")).await).contains("already"));
        assert!(refused(works::create(&desk.newsroom, &act, &[gilt], &album(" ")).await).contains("title"));
        let other = works::create(&desk.newsroom, &act, &[gilt, choir], &NewWork { kind: WorkKind::Ep, ..album("Guilt") }).await.unwrap();
        assert_eq!(other.slug.as_str(), "guilt-2", "another kind of the same title");
        let renamed = Change { title: Some("Guilt Trip".to_owned()), released: Some(PartDay::UNKNOWN), ..Change::default() };
        let renamed = works::edit(&desk.newsroom, &act, &"gilt/guilt-2".into(), &renamed).await.unwrap();
        assert_eq!((renamed.slug.as_str(), renamed.released.to_string().as_str()), ("guilt-trip", ""));
        assert_eq!(redirect(&desk, "/artists/gilt/works/guilt-2").await.as_deref(), Some("/artists/gilt/works/guilt-trip"));
        let story = desk.publish("Gilt: Guilt", Some("Gilt")).await.id;
        works::merge(&desk.newsroom, &act, &first.id.into(), &renamed.id.into()).await.unwrap();
        assert_eq!(about(&desk, story).await, [("Guilt Trip".to_owned(), About::Found)]);
        relink::everything(&desk.newsroom, &act).await.unwrap();
        settle(&desk).await;
        assert_eq!(about(&desk, story).await, [("Guilt Trip".to_owned(), About::Found)], "its other title still means it");
        assert!(refused(works::create(&desk.newsroom, &act, &[gilt], &album("Guilt")).await).contains("already"));
        assert_eq!(redirect(&desk, "/artists/gilt/works/guilt").await.as_deref(), Some("/artists/gilt/works/guilt-trip"));
        assert!(refused(works::merge(&desk.newsroom, &act, &first.id.into(), &renamed.id.into()).await).contains("merged already"));
        artists::rename(&desk.newsroom, &act, &"gilt".into(), "Gild", None).await.unwrap();
        assert_eq!(redirect(&desk, "/artists/gilt/works/guilt").await.as_deref(), Some("/artists/gild/works/guilt-trip"), "one step, always");
        artists::merge(&desk.newsroom, &act, &"gild".into(), &"saltwater-choir".into()).await.unwrap();
        let moved = works::sheet(&desk.newsroom, &act, &"saltwater-choir/guilt-trip".into()).await.unwrap();
        assert_eq!((moved.artists.len(), moved.address.as_str()), (1, "/artists/saltwater-choir/works/guilt-trip"));
        assert_eq!(redirect(&desk, "/artists/gild/works/guilt-trip").await.as_deref(), Some("/artists/saltwater-choir/works/guilt-trip"));
        works::remove(&desk.newsroom, &act, &moved.work.id.into()).await.unwrap();
        assert_eq!(about(&desk, story).await, []);
        assert_eq!(redirect(&desk, "/artists/gilt/works/guilt").await.as_deref(), Some("/artists/saltwater-choir"));
        let cora = acts(&desk, "Cora", Role::Contributor, hire(&desk, "Cora", Role::Contributor).await);
        assert!(refused(works::create(&desk.newsroom, &cora, &[choir], &album("X")).await).contains("contributor"));
    }

    async fn an_address_once_given_to_a_work_is_given_to_no_other(store: Store) {
        let desk = Desk::new(store).await;
        let (gilt, choir) = (artist(&desk, "Gilt").await, artist(&desk, "Saltwater Choir").await);
        let act = desk.act();
        let title = |title: &str| Change { title: Some(title.to_owned()), ..Change::default() };
        let first = works::create(&desk.newsroom, &act, &[gilt], &album("Guilt")).await.unwrap();
        works::edit(&desk.newsroom, &act, &first.id.into(), &title("Guilt Trip")).await.unwrap();
        let second = works::create(&desk.newsroom, &act, &[gilt], &album("Gilded")).await.unwrap();
        let second = works::edit(&desk.newsroom, &act, &second.id.into(), &title("Guilt")).await.unwrap();
        assert_eq!(second.slug.as_str(), "guilt-2");
        assert_eq!(redirect(&desk, "/artists/gilt/works/guilt").await.as_deref(), Some("/artists/gilt/works/guilt-trip"));
        let back = works::edit(&desk.newsroom, &act, &second.id.into(), &title("Gilded")).await.unwrap();
        assert_eq!(back.slug.as_str(), "gilded", "its own it may have back");
        // The same where an artist's works come to another.
        let other = works::create(&desk.newsroom, &act, &[choir], &album("Guilt")).await.unwrap();
        artists::merge(&desk.newsroom, &act, &choir.into(), &gilt.into()).await.unwrap();
        assert_eq!(redirect(&desk, "/artists/saltwater-choir/works/guilt").await.as_deref(), Some("/artists/gilt/works/guilt-3"));
        assert_eq!(works::sheet(&desk.newsroom, &act, &other.id.into()).await.unwrap().address, "/artists/gilt/works/guilt-3");
        assert_eq!(redirect(&desk, "/artists/gilt/works/guilt").await.as_deref(), Some("/artists/gilt/works/guilt-trip"));
    }

    async fn a_list_of_works_goes_in_once_and_strangers_stay_out(store: Store) {
        let desk = Desk::new(store).await;
        let gilt = artist(&desk, "Gilt").await;
        let lines = "title\tartist\tyear\nGuilt\tGILT\t2014\nGilded\tGilt\t\n\tGilt\t\nAlone\tNobody Known\t2011\n";
        let read = async |make: bool| {
            let mut lines = wire::import::works::read(lines.as_bytes(), "works.tsv").map(|line| line.map_err(|problem| (problem.line, problem.problem)));
            works::import(&desk.newsroom, &desk.act(), &mut lines, make, &|_| {}).await.unwrap()
        };
        let first = read(false).await;
        assert_eq!((first.made, first.known, first.strangers), (2, 0, 1));
        assert_eq!(first.problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4]);
        let again = read(true).await;
        assert_eq!((again.made, again.known, again.strangers), (1, 2, 0));
        let all = works::of_artist(&desk.newsroom, &desk.act(), &gilt.into()).await.unwrap();
        assert_eq!(all.iter().map(|(work, _)| work.title.as_str()).collect::<Vec<_>>(), ["Guilt", "Gilded"], "the newest first, undated last");
    }

    async fn outside_ids_lead_on_and_those_that_are_gone_are_told(store: Store) {
        let desk = Desk::new(store).await;
        let id = |n: u32| format!("{n:08x}-0000-4000-8000-000000000000");
        for (name, n) in [("Gilt", 1), ("Gild", 2), ("Quite", 3), ("Choir", 4)] {
            let new = NewArtist { name: name.to_owned(), musicbrainz: Some(id(n)), ..NewArtist::default() };
            artists::create(&desk.newsroom, &desk.act(), &new).await.unwrap();
        }
        let lines = format!("old\tnew\n{}\t{}\n{},{}\nnonsense\n{} {}\n{} {}\n{} {}\n", id(1), id(2), id(3), id(8), id(8), id(9), id(5), id(6), id(6), id(5));
        let followed = artists::follow_redirects(&desk.newsroom, &desk.act(), &lines).await.unwrap();
        assert_eq!((followed.changed, followed.merged), (1, 1), "{followed:?}");
        assert_eq!(followed.problems.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [4, 6, 7], "{followed:?}");
        assert_eq!(redirect(&desk, "/artists/gilt").await.as_deref(), Some("/artists/gild"));
        let quite = artists::find(&desk.newsroom, &"quite".into()).await.unwrap();
        assert_eq!(quite.musicbrainz, Some(id(9)), "to the end, not half of the way");
        let there = [id(2), id(9)].into_iter().collect();
        let gone = artists::vanished(&desk.newsroom, &desk.act(), &there).await.unwrap();
        assert_eq!(gone.iter().map(|artist| artist.name.as_str()).collect::<Vec<_>>(), ["Choir"]);
    }

    async fn memberships_have_their_years_and_addresses_are_addresses(store: Store) {
        let desk = Desk::new(store).await;
        let (gilt, ruby) = (artist(&desk, "Gilt").await, artist(&desk, "Ruby Vale").await);
        let time = Time { began: PartDay::parse("began", "2009").unwrap(), left: PartDay::parse("left", "2013-04").unwrap(), ended: false };
        artists::join(&desk.newsroom, &desk.act(), &gilt.into(), &ruby.into(), time).await.unwrap();
        let sheet = artists::sheet(&desk.newsroom, &desk.act(), &gilt.into()).await.unwrap();
        let one = sheet.members[0].0;
        assert_eq!((one.ended, one.began.year(), one.left.year()), (true, Some(2009), Some(2013)), "who left at a time has left");
        let links = |links: &[&str]| artists::Change { links: Some(links.iter().map(|link| (*link).to_owned()).collect()), ..Default::default() };
        assert!(refused(artists::edit(&desk.newsroom, &desk.act(), &gilt.into(), &links(&["javascript:alert(1)"])).await).contains("no address"));
        artists::edit(&desk.newsroom, &desk.act(), &gilt.into(), &links(&["https://gilt.example/", "", "https://gilt.example/"])).await.unwrap();
        assert_eq!(artists::sheet(&desk.newsroom, &desk.act(), &gilt.into()).await.unwrap().links, ["https://gilt.example/"]);
    }

    async fn what_was_said_goes_with_its_story_when_one_record_is_split(store: Store) {
        let desk = Desk::new(store).await;
        let ruby = artist(&desk, "Ruby Vale").await;
        let said = "“It was the label’s own machine,” said Ruby Vale. “Nobody else has one.”";
        let story = live(&desk, "Ruby Vale quits by fax", "Ruby Vale", said).await;
        let ruling = Ruling { story, position: None, text_version: None, verdict: Verdict::Confirm { speaker: None, artist: Some(Some(ruby)) } };
        quotations::decide(&desk.newsroom, &desk.act(), &[ruling]).await.unwrap();
        let public = async |artist| store::quotes::said(&desk.read().await, artist, 9).await.unwrap().len();
        let all = public(ruby).await;
        assert!(all > 0);
        let split = artists::Split { disambiguation: "Berlin duo".to_owned(), stories: vec![story], ..artists::Split::default() };
        let (_, new) = artists::split(&desk.newsroom, &desk.act(), &ruby.into(), &split).await.unwrap();
        assert_eq!((public(ruby).await, public(new.id).await), (0, all));
    }

    async fn a_quotation_is_public_once_an_editor_says_so_and_as_long_as_its_words_stand(store: Store) {
        let desk = Desk::new(store).await;
        artist(&desk, "Gilt").await;
        let ruby = artist(&desk, "Ruby Vale").await;
        let said = "“It was the label’s own machine,” said Ruby Vale of Gilt. “Nobody else has one.”\n\nThe rest is silence.";
        let story = live(&desk, "Gilt quit by fax", "Gilt", said).await;
        let queue = quotations::queue(&desk.newsroom, &desk.act(), None, 30).await.unwrap();
        assert!(queue.total > 0 && !queue.waiting.is_empty(), "{queue:?}");
        assert_eq!(queue.waiting[0].candidates.first().map(|entry| entry.artist), Some(ruby), "{queue:?}");
        let public = async || store::quotes::said(&desk.read().await, ruby, 9).await.unwrap().len();
        assert_eq!(public().await, 0);
        let rule = async |verdict: Verdict| {
            let ruling = Ruling { story, position: None, text_version: None, verdict };
            quotations::decide(&desk.newsroom, &desk.act(), &[ruling]).await.unwrap()
        };
        let confirmed = rule(Verdict::Confirm { speaker: None, artist: None }).await;
        assert!(confirmed > 0);
        assert_eq!(public().await, confirmed);
        assert_eq!(quotations::queue(&desk.newsroom, &desk.act(), None, 30).await.unwrap().waiting.iter().filter(|one| one.ruled.quote.speaker.is_some()).count(), 0);
        // Text that changes elsewhere keeps it; other words ask again.
        let change = async |old: &str, new: &str| {
            let story = store::stories::by_id(&desk.read().await, story).await.unwrap().unwrap();
            let mut changed = story.clone();
            let text = changed.draft.body.to_json().to_string().replace(old, new);
            changed.draft.body = domain::body::Body::from_json(&serde_json::from_str(&text).unwrap()).unwrap();
            (changed.revision, changed.text_version) = (story.revision + 1, story.text_version + 1);
            let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
            store::stories::save(&tx, &changed, story.revision, "test").await.unwrap();
            let quotes = text::quotes::of_body(&changed.draft.body, &["Gilt".to_owned()]);
            store::quotes::replace(&tx, changed.id, changed.text_version, &quotes).await.unwrap();
            tx.commit().await.unwrap();
        };
        change("The rest is silence", "The rest is noise").await;
        assert_eq!(public().await, confirmed);
        change("own machine", "old machine").await;
        assert!(public().await < confirmed, "other words were never confirmed");
        let writer = acts(&desk, "Wanda", Role::Writer, hire(&desk, "Wanda", Role::Writer).await);
        let ruling = Ruling { story, position: Some(0), text_version: None, verdict: Verdict::Reject };
        assert!(refused(quotations::decide(&desk.newsroom, &writer, std::slice::from_ref(&ruling)).await).contains("a writer may not"));
        let outdated = Ruling { text_version: Some(1), ..ruling.clone() };
        assert!(refused(quotations::decide(&desk.newsroom, &desk.act(), &[outdated]).await).contains("changed"));
        quotations::decide(&desk.newsroom, &desk.act(), &[ruling]).await.unwrap();
        let all = quotations::of_story(&desk.newsroom, &desk.act(), story).await.unwrap();
        assert_eq!(all[0].said, Said::Rejected);
        stories::withdraw(&desk.newsroom, &desk.act(), story, "It was not true.").await.unwrap();
        assert_eq!(public().await, 0, "nothing of what was withdrawn");
    }

    async fn what_is_said_of_a_draft_drops_no_page(store: Store) {
        let desk = Desk::new(store).await;
        let (gilt, act) = (artist(&desk, "Gilt").await, desk.act());
        let work = works::create(&desk.newsroom, &act, &[gilt], &album("Guilt")).await.unwrap();
        let thread = threads::create(&desk.newsroom, &act, "The fax affair", "").await.unwrap();
        let draft = desk.import(&desk.text("Nobody knows this yet", Some("Gilt"))).await.story.id;
        let before = store::changes::last(&desk.read().await).await.unwrap();
        works::about(&desk.newsroom, &act, draft, &work.id.into(), Some(true)).await.unwrap();
        works::about(&desk.newsroom, &act, draft, &work.id.into(), None).await.unwrap();
        threads::put(&desk.newsroom, &act, &thread.id.into(), draft, true).await.unwrap();
        threads::remove(&desk.newsroom, &act, &thread.id.into()).await.unwrap();
        let since = store::changes::since(&desk.read().await, before, 99).await.unwrap();
        assert!(!since.is_empty() && since.iter().all(|change| change.kind == ChangeKind::Draft), "{since:?}");
    }

    async fn a_thread_is_made_by_an_editor_and_seen_by_who_may_see_its_stories(store: Store) {
        let desk = Desk::new(store).await;
        let one = desk.publish("Choir quits by fax", Some("Saltwater Choir")).await.id;
        let act = desk.act();
        let thread = threads::create(&desk.newsroom, &act, "The fax affair", "").await.unwrap();
        assert_eq!(thread.slug.as_str(), "the-fax-affair");
        threads::put(&desk.newsroom, &act, &"the-fax-affair".into(), one, true).await.unwrap();
        let draft = desk.import(&desk.text("Nobody knows this yet", None)).await.story.id;
        threads::put(&desk.newsroom, &act, &thread.id.into(), draft, true).await.unwrap();
        let writer = acts(&desk, "Wanda", Role::Writer, hire(&desk, "Wanda", Role::Writer).await);
        let seen = async |act: &domain::act::Act| threads::sheet(&desk.newsroom, act, &thread.id.into()).await.unwrap().1.len();
        assert_eq!((seen(&act).await, seen(&writer).await), (2, 1));
        assert!(refused(threads::create(&desk.newsroom, &writer, "Mine", "").await).contains("a writer may not"));
        for guess in ["nobody-knows-this-yet", "nothing-at-all"] {
            assert!(refused(threads::put_named(&desk.newsroom, &writer, &thread.id.into(), guess).await).contains("a writer may not"), "{guess}");
        }
        let absent = threads::put_named(&desk.newsroom, &act, &thread.id.into(), "nothing-at-all").await.unwrap_err().to_string();
        assert!(absent.contains("number, address or slug") && !absent.contains("inkie"), "{absent}");
        threads::put_named(&desk.newsroom, &act, &thread.id.into(), "nobody-knows-this-yet").await.unwrap();
        threads::edit(&desk.newsroom, &act, &thread.id.into(), None, Some("All of it")).await.unwrap();
        threads::put(&desk.newsroom, &act, &thread.id.into(), draft, false).await.unwrap();
        assert_eq!(threads::of_story(&desk.newsroom, &act, one).await.unwrap()[0].about, "All of it");
        threads::remove(&desk.newsroom, &act, &thread.id.into()).await.unwrap();
        assert!(threads::of_story(&desk.newsroom, &act, one).await.unwrap().is_empty());
        assert!(refused(threads::create(&desk.newsroom, &act, " ", "").await).contains("name"));
    }
}
