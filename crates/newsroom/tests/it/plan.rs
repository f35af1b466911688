//! The edition at the desk: it fills up, is turned about, previewed, tested, held and let go, and its numbers add up.

use crate::desk::Desk;
use domain::act::Act;
use domain::edition::{Delivery, Name, Plan, State};
use domain::email::Email;
use domain::id::StoryId;
use domain::reader::Choice;
use domain::role::{Role, Scope};
use newsroom::edition::{self, AsReader, Goes};
use newsroom::intake::{self, Options};
use newsroom::outbox::Outbox;
use newsroom::{VerbError, deliver, stories};

async fn filling(desk: &Desk) -> (Name, Vec<String>) {
    let day = Name::of(edition::upcoming(&desk.newsroom, desk.now()).await.unwrap());
    let planned = edition::view(&desk.newsroom, &desk.act(), day).await.unwrap();
    (day, planned.stories.into_iter().map(|entry| entry.headline).collect())
}

async fn arrange(desk: &Desk, day: Name, change: impl FnOnce(Plan) -> Plan) -> newsroom::Verb<Plan> {
    let plan = edition::view(&desk.newsroom, &desk.act(), day).await.unwrap().plan;
    edition::arrange(&desk.newsroom, &desk.act(), change(plan)).await
}

async fn scheduled(desk: &Desk, headline: &str, dateline: &str) -> StoryId {
    let text = format!("{headline}\n\n{dateline} | Staff Writer\n\nThe label has its own machine\n\nIt was his fax machine.\n");
    let story = intake::plain_story(&desk.newsroom, &desk.act(), "x.txt", &text, &Options::default()).await.unwrap().story;
    stories::publish(&desk.newsroom, &desk.act(), story.id).await.unwrap();
    story.id
}

fn ids(of: &[&domain::story::Story]) -> Vec<StoryId> {
    of.iter().map(|story| story.id).collect()
}

testkit::both! {
    async fn tomorrows_edition_fills_up_and_keeps_the_desks_order(store: Store) {
        let desk = Desk::new(store).await;
        let one = desk.publish("Drummer quits by fax", None).await;
        desk.pass(60);
        let two = desk.publish("Council keeps the venue", None).await;
        desk.pass(60);
        let three = desk.publish("Tape echo", None).await;
        let (day, headlines) = filling(&desk).await;
        assert_eq!((day.to_string().as_str(), headlines), ("2026-11-21", vec!["Tape echo".to_owned(), "Council keeps the venue".to_owned(), "Drummer quits by fax".to_owned()]));
        arrange(&desk, day, |plan| Plan { order: ids(&[&one, &three]), dropped: ids(&[&two]), subject: "Ours".to_owned(), note: vec!["Dear all,\n\nloud.".to_owned()], ..plan }).await.unwrap();
        desk.pass(60);
        desk.publish("Static on the night bus", None).await;
        let planned = edition::view(&desk.newsroom, &desk.act(), day).await.unwrap();
        let told: Vec<_> = planned.stories.iter().map(|entry| (entry.headline.as_str(), entry.since)).collect();
        assert_eq!(told, [("Drummer quits by fax", false), ("Tape echo", false), ("Static on the night bus", true)]);
        assert_eq!(planned.left_out[0].headline, "Council keeps the venue");
        assert_eq!((planned.subject.as_str(), planned.preheader.as_str(), planned.goes), ("Ours", "The label has its own machine", Goes::ByItself));
        // Withdrawn, it falls out; nobody turned the edition about for it.
        stories::withdraw(&desk.newsroom, &desk.act(), one.id, "Not true.").await.unwrap();
        assert_eq!(filling(&desk).await.1, ["Tape echo", "Static on the night bus"]);
        desk.readers(2).await;
        desk.turn_to("2026-11-21T06:30:00+11:00");
        desk.work().await;
        let letter = crate::desk::unfolded(&desk.letter_to("reader-1@example.org").await);
        let at = |words: &str| letter.find(words).unwrap_or_else(|| panic!("{words} is not in {letter}"));
        assert!(letter.contains("Subject: Ours") && at("Dear all,") < at("loud.") && at("loud.") < at("Tape echo") && at("Tape echo") < at("Static on the night bus"));
        assert!(!letter.contains("Council keeps") && !letter.contains("Drummer quits"));
        let late = arrange(&desk, day, |plan| Plan { subject: "Too late".to_owned(), ..plan }).await.unwrap_err().to_string();
        assert!(late.contains("has been released"), "{late}");
        // What was dropped is not in the next one either.
        desk.pass(3600);
        desk.publish("Choir quits by fax", None).await;
        assert_eq!(filling(&desk).await.1, ["Choir quits by fax"]);
    }

    async fn two_desks_do_not_overwrite_each_other(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        let day = filling(&desk).await.0;
        let read = edition::view(&desk.newsroom, &desk.act(), day).await.unwrap().plan;
        edition::arrange(&desk.newsroom, &desk.act(), Plan { subject: "First".to_owned(), ..read.clone() }).await.unwrap();
        let second = edition::arrange(&desk.newsroom, &desk.act(), Plan { subject: "Second".to_owned(), ..read }).await;
        assert!(matches!(second, Err(VerbError::Refused(domain::refusal::Refusal::Outdated { .. }))), "{second:?}");
        assert_eq!(edition::view(&desk.newsroom, &desk.act(), day).await.unwrap().subject, "First");
        let writer = desk.act_as(Role::Writer);
        for said in [
            edition::view(&desk.newsroom, &writer, day).await.unwrap_err().to_string(),
            edition::arrange(&desk.newsroom, &writer, Plan::empty(day)).await.unwrap_err().to_string(),
            edition::hold_named(&desk.newsroom, &writer, day).await.unwrap_err().to_string(),
            edition::preview(&desk.newsroom, &writer, day, &AsReader::default()).await.unwrap_err().to_string(),
        ] {
            assert!(said.contains("run the edition"), "{said}");
        }
    }

    async fn a_composed_edition_is_turned_about_until_it_is_released(store: Store) {
        let desk = Desk::new(store).await;
        let one = desk.publish("Drummer quits by fax", None).await;
        desk.pass(60);
        let two = desk.publish("Tape echo", None).await;
        let composed = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        assert_eq!(composed.stories, ids(&[&two, &one]));
        arrange(&desk, composed.name(), |plan| Plan { order: ids(&[&one, &two]), preheader: "Read it loud".to_owned(), ..plan }).await.unwrap();
        let turned = edition::find(&desk.newsroom, Some(composed.name())).await.unwrap();
        assert_eq!((turned.stories, turned.subject.as_str(), turned.preheader.as_str()), (ids(&[&one, &two]), "Drummer quits by fax", "Read it loud"));
        // A new text of a story is in it until it is frozen, in the subject too.
        let mut draft = store::stories::by_id(&desk.read().await, one.id).await.unwrap().unwrap();
        draft.draft.headline = "Drummer quits by telex".to_owned();
        draft.revision += 1;
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        store::stories::save(&tx, &draft, draft.revision - 1, "Raf").await.unwrap();
        tx.commit().await.unwrap();
        desk.readers(1).await;
        let released = edition::release_named(&desk.newsroom, &desk.act(), composed.name(), None).await.unwrap();
        assert_eq!(released.subject, "Drummer quits by telex");
        desk.work().await;
        assert!(crate::desk::unfolded(&desk.letter_to("reader-0@example.org").await).contains("Drummer quits by telex"));
    }

    async fn a_held_edition_waits_for_a_person(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(1).await;
        let day = filling(&desk).await.0;
        edition::hold_named(&desk.newsroom, &desk.act(), day).await.unwrap();
        edition::hold_named(&desk.newsroom, &desk.act(), day).await.unwrap();
        assert_eq!(edition::view(&desk.newsroom, &desk.act(), day).await.unwrap().goes, Goes::Held);
        let early = edition::release_named(&desk.newsroom, &desk.act(), day, None).await.unwrap_err().to_string();
        assert!(early.contains("goes out on its day"), "{early}");
        desk.turn_to("2026-11-21T06:30:00+11:00");
        desk.work().await;
        assert_eq!(desk.mailbox().await.len(), 0, "its hour came and it was held");
        edition::let_go(&desk.newsroom, &desk.act(), day).await.unwrap();
        desk.work().await;
        assert_eq!(desk.mailbox().await.len(), 1);
        // The next day: held again, then sent by hand.
        desk.publish("Tape echo", None).await;
        let next = filling(&desk).await.0;
        edition::hold_named(&desk.newsroom, &desk.act(), next).await.unwrap();
        let far = "2099-01-01".parse().unwrap();
        let said = edition::hold_named(&desk.newsroom, &desk.act(), far).await.unwrap_err().to_string();
        assert!(said.contains("more than 60 days from today"), "{said}");
        desk.turn_to("2026-11-22T12:00:00+11:00");
        desk.work().await;
        assert_eq!(desk.mailbox().await.len(), 1);
        let sent = edition::release_named(&desk.newsroom, &desk.act(), next, None).await.unwrap();
        desk.work().await;
        assert_eq!((desk.mailbox().await.len(), edition::find(&desk.newsroom, Some(next)).await.unwrap().state), (2, State::Sent), "{sent:?}");
    }

    async fn a_held_composed_edition_is_let_go_by_its_hour(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(1).await;
        desk.turn_to("2026-11-21T05:00:00+11:00");
        let composed = edition::compose(&desk.newsroom, &desk.act()).await.unwrap();
        edition::hold_named(&desk.newsroom, &desk.act(), composed.name()).await.unwrap();
        assert_eq!(edition::find(&desk.newsroom, None).await.unwrap().state, State::Held);
        edition::let_go(&desk.newsroom, &desk.act(), composed.name()).await.unwrap();
        assert_eq!(edition::find(&desk.newsroom, None).await.unwrap().state, State::Composed);
        desk.turn_to("2026-11-21T06:30:00+11:00");
        desk.work().await;
        assert_eq!(desk.mailbox().await.len(), 1);
    }

    async fn it_is_previewed_as_any_reader(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Choir quits by fax", Some("Saltwater Choir")).await;
        desk.pass(60);
        desk.publish("Council keeps the venue", None).await;
        let day = filling(&desk).await.0;
        let seen = async |choice, follows: &[&str]| {
            let reader = AsReader { choice, follows: follows.iter().map(|word| testkit::slug(word)).collect() };
            edition::preview(&desk.newsroom, &desk.act(), day, &reader).await
        };
        let general = seen(Choice::General, &[]).await.unwrap().unwrap();
        assert_eq!((general.stories, general.subject.as_str()), (2, "Council keeps the venue"));
        assert!(general.html.contains("Choir quits by fax") && general.text.contains("Council keeps") && !general.html.contains("/leave/"));
        let follows = seen(Choice::Follows, &["saltwater-choir"]).await.unwrap().unwrap();
        assert!(follows.stories == 1 && follows.text.contains("Choir quits") && !follows.text.contains("Council keeps"));
        let both = seen(Choice::Both, &["saltwater-choir"]).await.unwrap().unwrap();
        assert!(both.text.find("Choir quits").unwrap() < both.text.find("Council keeps").unwrap());
        assert!(seen(Choice::Follows, &[]).await.unwrap().is_none(), "no letter for who follows nobody");
        assert!(matches!(seen(Choice::Follows, &["nobody"]).await, Err(VerbError::Absent(_))));
        desk.readers(1).await;
        let edition = desk.release().await;
        let frozen = edition::preview(&desk.newsroom, &desk.act(), edition.name(), &AsReader::default()).await.unwrap().unwrap();
        assert_eq!(frozen.stories, 2);
    }

    async fn what_is_embargoed_is_seen_by_who_may_read_it_and_mailed_to_nobody(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        scheduled(&desk, "Embargoed until six", "21 November 2026 | 6:00 am").await;
        scheduled(&desk, "Embargoed until noon", "21 November 2026 | 12:00 pm").await;
        let day = filling(&desk).await.0;
        let headlines = |planned: &edition::Planned| {
            let told = planned.stories.iter().chain(&planned.left_out).map(|entry| (entry.headline.clone(), entry.coming));
            told.collect::<Vec<_>>()
        };
        let editor = edition::view(&desk.newsroom, &desk.act_as(Role::Editor), day).await.unwrap();
        assert_eq!(headlines(&editor), [("Embargoed until six".to_owned(), true), ("Drummer quits by fax".to_owned(), false)]);
        // A token for the edition alone does not read stories.
        let scopes = [Scope::Edition, Scope::Readers].into_iter().collect();
        let token = Act { scopes, ..desk.act() };
        let seen = edition::view(&desk.newsroom, &token, day).await.unwrap();
        assert_eq!(headlines(&seen), [("Drummer quits by fax".to_owned(), false)]);
        for act in [&token, &desk.act()] {
            let preview = edition::preview(&desk.newsroom, act, day, &AsReader::default()).await.unwrap().unwrap();
            let may_read = act.scopes.has(Scope::Read);
            assert_eq!((preview.html.contains("Embargoed until six"), preview.html.contains("noon")), (may_read, false));
        }
        let to = Email::parse("desk@feedback.example").unwrap();
        edition::send_test(&desk.newsroom, &desk.act(), day, &AsReader::default(), &to).await.unwrap();
        desk.work().await;
        let letter = crate::desk::unfolded(&desk.letter_to("desk@feedback.example").await);
        assert!(letter.contains("Subject: [Test] Drummer quits by fax") && !letter.contains("Embargoed"), "{letter}");
        assert!(!letter.contains("List-Unsubscribe"), "it is nobody's letter");
        newsroom::readers::suppress(&desk.newsroom, &desk.act(), &to, "left the paper").await.unwrap();
        let refused = edition::send_test(&desk.newsroom, &desk.act(), day, &AsReader::default(), &to).await.unwrap_err().to_string();
        assert!(refused.contains("suppression list"), "{refused}");
    }

    async fn the_numbers_add_up_to_the_audience_at_every_sample(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.many_readers(1_500).await;
        desk.admit("nobody@example.org", Choice::Follows, &[]).await;
        let released = desk.release().await;
        let sender = desk.sender(Outbox::Mailbox).await;
        let (newsroom, act, day) = (desk.newsroom.clone(), desk.act(), released.name());
        let (reading, reader) = (newsroom.clone(), act.clone());
        // Tasks of their own: SQLite does not give way between two letters.
        let sampling = tokio::spawn(async move {
            let mut samples = Vec::new();
            loop {
                let (edition, progress) = edition::progress(&reading, &reader, day).await.unwrap();
                samples.push(progress.accepted);
                assert_eq!((progress.letters(), progress.audience()), (1_500, 1_501), "{progress:?}");
                if edition.state == State::Sent {
                    return samples;
                }
                tokio::time::sleep(std::time::Duration::from_millis(2)).await;
            }
        });
        let (leaver, keeper) = (newsroom.clone(), act.clone());
        let leaving = tokio::spawn(async move {
            for n in [1_499, 1_498, 3] {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                let email = Email::parse(&format!("reader-{n}@example.org")).unwrap();
                newsroom::readers::erase(&leaver, &keeper, &email, n == 3).await.unwrap();
            }
        });
        let sent = deliver::send(&newsroom, released.id, &sender, &|_| {}).await.unwrap();
        let (samples, left) = tokio::join!(sampling, leaving);
        let (samples, tally) = (samples.unwrap(), deliver::tally(&newsroom, released.id).await.unwrap());
        left.unwrap();
        assert_eq!(sent.open(), 0);
        assert_eq!((tally.total(), tally.open()), (1_500, 0));
        assert!(samples.windows(2).all(|pair| pair[0] <= pair[1]) && samples.len() > 3, "{} samples", samples.len());
        let listed = edition::with_progress(&newsroom, &act, 5).await.unwrap();
        assert_eq!((listed.len(), listed[0].1.audience(), listed[0].1.excluded_in_all()), (1, 1_501, 1));
        let letters = edition::letters(&newsroom, &act, day, Delivery::Accepted, domain::id::ReaderId(0), 2).await.unwrap();
        assert_eq!(letters.len(), 2);
    }
}
