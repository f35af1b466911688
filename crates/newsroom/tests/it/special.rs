//! Specials: about one story, for who chose them, beside the day's letter, and by no way of their own.

use crate::desk::{Desk, header, unfolded};
use crate::refused;
use crate::subscribe::chosen;
use domain::edition::{Name, Plan, Selection, State, Which};
use domain::reader::{Choice, Without};
use domain::role::Role;
use domain::story::Story;
use newsroom::edition::{self, AsReader, Goes, Special};
use newsroom::subscribe::{self, Chosen};
use newsroom::token::{Claim, Purpose, Secret};

const JO: &str = "jo@example.org";
const AL: &str = "al@example.org";

/// Jo chose specials, Al did not.
async fn readers(desk: &Desk) {
    for email in [JO, AL] {
        desk.admit(email, Choice::General, &[]).await;
    }
    choose(desk, JO, Chosen { specials: true, ..chosen() }).await;
}

async fn choose(desk: &Desk, email: &str, chosen: Chosen) {
    let claim = Claim { reader: desk.reader(email).await.key, issued: desk.now(), artist: None };
    let token = Secret::new([7; 32]).token(Purpose::Preferences, &claim);
    subscribe::choose(&desk.newsroom, &desk.act(), &token, &chosen).await.unwrap();
}

async fn special(desk: &Desk, story: &Story) -> domain::edition::Edition {
    edition::special(&desk.newsroom, &desk.act(), story.id, Special::default()).await.unwrap()
}

async fn letters_to(desk: &Desk, email: &str) -> Vec<String> {
    desk.mailbox().await.into_iter().filter(|(item, _)| item.recipient == email).map(|(_, raw)| unfolded(&raw)).collect()
}

testkit::both! {
    async fn it_goes_to_who_chose_specials_beside_the_days_letter(store: Store) {
        let desk = Desk::new(store).await;
        readers(&desk).await;
        let old = desk.publish("Council keeps the venue", None).await;
        desk.turn_to("2026-11-21T06:30:00+11:00");
        desk.work().await;
        let story = desk.publish("Drummer quits by fax", None).await;
        let wanted = Special { subject: "It happened".to_owned(), note: vec!["Just now.\n\nMore as it comes.".to_owned()], ..Special::default() };
        let made = edition::special(&desk.newsroom, &desk.act(), story.id, wanted).await.unwrap();
        assert_eq!((made.name().to_string().as_str(), made.state, &made.stories), ("2026-11-21-special-1", State::Composed, &vec![story.id]));
        desk.work().await;
        assert_eq!(letters_to(&desk, JO).await.len(), 1, "it waits for its editor");
        let seen = edition::view(&desk.newsroom, &desk.act(), made.name()).await.unwrap();
        let whom = seen.special.unwrap();
        assert_eq!((seen.goes, whom.readers, whom.lately.is_none(), seen.subject.as_str()), (Goes::ByHand, 1, true, "It happened"));
        let follower = AsReader { choice: Choice::Follows, follows: Vec::new() };
        let preview = edition::preview(&desk.newsroom, &desk.act(), made.name(), &follower).await.unwrap().unwrap();
        assert!(preview.text.contains("Special edition") && preview.text.contains("More as it comes."), "whomever they follow: {}", preview.text);
        edition::release_named(&desk.newsroom, &desk.act(), made.name(), None).await.unwrap();
        desk.work().await;
        let [daily, letter] = letters_to(&desk, JO).await.try_into().unwrap();
        assert!(daily.contains("Council keeps the venue") && letter.contains("Drummer quits by fax") && !letter.contains("Council keeps"));
        assert_eq!((header(&letter, "Subject"), header(&letter, "Feedback-ID")[0].contains(":special:")), (vec!["It happened"], true));
        assert!(letter.contains("/newsletter/2026-11-21-special-1") && letter.contains("because you chose special editions"));
        assert_ne!(header(&daily, "Message-ID"), header(&letter, "Message-ID"));
        assert_eq!(letters_to(&desk, AL).await.len(), 1);
        let (sent, progress) = edition::progress(&desk.newsroom, &desk.act(), made.name()).await.unwrap();
        assert_eq!((sent.state, progress.accepted, progress.audience()), (State::Sent, 1, 2));
        assert_eq!(progress.excluded, [(Without::NoSpecials.words().to_owned(), 1)]);
        let conn = desk.read().await;
        let copy = edition::copy(&conn, made.name(), None).await.unwrap().unwrap().into_string();
        assert!(copy.contains("Drummer quits by fax") && !copy.contains("/newsletter/leave/"));
        assert!(edition::copy(&conn, Name::of(made.day), None).await.unwrap().unwrap().into_string().contains(&old.draft.headline));
    }

    async fn what_a_special_told_the_daily_tells_only_the_others_unless_it_leads(store: Store) {
        let desk = Desk::new(store).await;
        readers(&desk).await;
        let told = desk.publish("Drummer quits by fax", None).await;
        let made = special(&desk, &told).await;
        edition::release(&desk.newsroom, &desk.act(), made.id).await.unwrap();
        desk.work().await;
        desk.pass(60);
        desk.publish("Council keeps the venue", None).await;
        desk.turn_to("2026-11-21T06:30:00+11:00");
        desk.work().await;
        let has = |letter: &String| (letter.contains("Drummer quits"), letter.contains("Council keeps"));
        let of_jo = letters_to(&desk, JO).await;
        assert_eq!((of_jo.iter().map(has).collect::<Vec<_>>(), of_jo[1].contains("/newsletter/2026-11-21/1")), (vec![(true, false), (false, true)], true));
        assert_eq!(letters_to(&desk, AL).await.iter().map(has).collect::<Vec<_>>(), [(true, true)]);
        // Where it leads the next day, every letter names it in its subject, and tells it.
        let lead = desk.publish("Tape echo", None).await;
        let made = special(&desk, &lead).await;
        edition::release(&desk.newsroom, &desk.act(), made.id).await.unwrap();
        desk.turn_to("2026-11-22T06:30:00+11:00");
        desk.work().await;
        assert!(letters_to(&desk, JO).await.last().unwrap().contains("Tape echo"));
        assert_eq!(letters_to(&desk, JO).await.len(), 4);
    }

    async fn pressed_twice_it_is_one_and_the_next_is_asked_about(store: Store) {
        let desk = Desk::new(store).await;
        readers(&desk).await;
        let (first, second) = (desk.publish("Drummer quits by fax", None).await, desk.publish("Tape echo", None).await);
        let made = special(&desk, &first).await;
        assert_eq!(special(&desk, &first).await, made, "made once");
        let anew = Special { subject: "Fax machine found".to_owned(), ..Special::default() };
        let changed = edition::special(&desk.newsroom, &desk.act(), first.id, anew).await.unwrap();
        assert_eq!((changed.id, changed.subject.as_str()), (made.id, "Fax machine found"), "what was said last holds");
        let made = special(&desk, &first).await;
        assert_eq!(made, changed, "nothing said, nothing changed");
        let (one, two) = (desk.act(), desk.act());
        let (one, two) = tokio::join!(
            edition::release_named(&desk.newsroom, &one, made.name(), None),
            edition::release_named(&desk.newsroom, &two, made.name(), None)
        );
        assert!(one.is_ok() || two.is_ok(), "{one:?} {two:?}");
        desk.work().await;
        assert_eq!(letters_to(&desk, JO).await.len(), 1);
        assert!(refused(edition::special(&desk.newsroom, &desk.act(), first.id, Special::default()).await).contains("one story has one special"));
        desk.pass(5 * 3_600);
        let next = special(&desk, &second).await;
        assert_eq!(next.name().which, if next.day == made.day { Which::Special(2) } else { Which::Special(1) });
        let lately = edition::view(&desk.newsroom, &desk.act(), next.name()).await.unwrap().special.unwrap().lately.unwrap();
        assert_eq!(lately.id, made.id);
        assert!(refused(edition::release_named(&desk.newsroom, &desk.act(), next.name(), None).await).contains("last six hours"));
        desk.work().await;
        assert_eq!(letters_to(&desk, JO).await.len(), 1);
        edition::release_named(&desk.newsroom, &desk.act(), next.name(), Some(made.id)).await.unwrap();
        desk.work().await;
        assert_eq!(letters_to(&desk, JO).await.len(), 2);
    }

    async fn it_is_turned_about_held_and_dropped_like_any_and_counts_in_the_log(store: Store) {
        let desk = Desk::new(store).await;
        readers(&desk).await;
        let story = desk.publish("Drummer quits by fax", None).await;
        let writer = desk.act_as(Role::Writer);
        let denied = edition::special(&desk.newsroom, &writer, story.id, Special::default()).await;
        assert!(refused(denied).contains("a writer may not send special editions"));
        let draft = desk.import(&desk.text("Nobody sees this", None)).await.story;
        assert!(refused(edition::special(&desk.newsroom, &desk.act(), draft.id, Special::default()).await).contains("publish it first"));
        let made = special(&desk, &story).await;
        assert!(refused(edition::discard(&desk.newsroom, &writer, made.name()).await).contains("may not send special editions"));
        let plan = edition::view(&desk.newsroom, &desk.act(), made.name()).await.unwrap().plan;
        edition::arrange(&desk.newsroom, &desk.act(), Plan { subject: "Ours".to_owned(), note: vec!["Loud.".to_owned()], ..plan }).await.unwrap();
        edition::hold_named(&desk.newsroom, &desk.act(), Name::of(made.day)).await.unwrap();
        let open = edition::find(&desk.newsroom, Some(made.name())).await.unwrap();
        assert_eq!((open.subject.as_str(), open.state), ("Ours", State::Composed), "a hold of the day is not its");
        let released = edition::release(&desk.newsroom, &desk.act(), made.id).await.unwrap();
        edition::hold_named(&desk.newsroom, &desk.act(), made.name()).await.unwrap();
        desk.work().await;
        assert_eq!(letters_to(&desk, JO).await.len(), 0);
        assert!(refused(edition::discard(&desk.newsroom, &desk.act(), made.name()).await).contains("was released"));
        edition::let_go(&desk.newsroom, &desk.act(), made.name()).await.unwrap();
        desk.work().await;
        assert!(letters_to(&desk, JO).await[0].contains("Loud.") && released.released.is_some());
        let dropped = special(&desk, &desk.publish("Tape echo", None).await).await;
        edition::discard(&desk.newsroom, &desk.act(), dropped.name()).await.unwrap();
        assert!(edition::view(&desk.newsroom, &desk.act(), dropped.name()).await.is_err());
        let log: Vec<_> = store::audit::list(&desk.read().await, 99).await.unwrap().into_iter().map(|entry| entry.verb).collect();
        for verb in ["make a special", "arrange the edition", "release the edition", "hold the edition", "let the edition go", "drop a special"] {
            assert!(log.contains(&verb.to_owned()), "{verb}: {log:?}");
        }
    }

    async fn withdrawn_while_it_goes_out_it_is_sent_to_nobody_else(store: Store) {
        let desk = Desk::new(store).await;
        readers(&desk).await;
        let story = desk.publish("Drummer quits by fax", None).await;
        let made = special(&desk, &story).await;
        edition::release(&desk.newsroom, &desk.act(), made.id).await.unwrap();
        newsroom::stories::withdraw(&desk.newsroom, &desk.act(), story.id, "It was another drummer.").await.unwrap();
        assert_eq!(edition::find(&desk.newsroom, Some(made.name())).await.unwrap().state, State::Held);
        edition::let_go(&desk.newsroom, &desk.act(), made.name()).await.unwrap();
        desk.work().await;
        let (sent, progress) = edition::progress(&desk.newsroom, &desk.act(), made.name()).await.unwrap();
        assert_eq!((letters_to(&desk, JO).await.len(), sent.state, progress.left), (0, State::Sent, 1));
        let copy = edition::copy(&desk.read().await, made.name(), Some(Selection(1))).await.unwrap();
        assert!(copy.is_none(), "one set has one address");
        let copy = edition::copy(&desk.read().await, made.name(), None).await.unwrap().unwrap().into_string();
        assert!(!copy.contains("Drummer quits by fax</a>") && copy.contains("It was withdrawn."));
    }
}
