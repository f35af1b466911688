//! Whatever is done stands in the log, with the act that did it, in its own transaction.

use crate::desk::Desk;
use crate::story_desk::{acts, hire, save, written};
use domain::edition::Plan;
use domain::id::PageId;
use domain::paper::Page;
use domain::role::Role;
use newsroom::desk::{self as verbs, Beginning, Saved};
use newsroom::{edition, paper};

/// What the log says newest first, down to what was done last before.
async fn since(desk: &Desk, known: &mut usize) -> Vec<(String, String)> {
    let all = store::audit::list(&desk.read().await, 200).await.unwrap();
    let new = all.len() - *known;
    *known = all.len();
    all.into_iter().take(new).map(|entry| (entry.verb, entry.what)).collect()
}

fn said<const N: usize>(lines: [(&str, &str); N]) -> Vec<(String, String)> {
    lines.iter().map(|(verb, what)| ((*verb).to_owned(), (*what).to_owned())).collect()
}

testkit::both! {
    async fn what_is_done_to_an_edition_is_logged_once(store: Store) {
        let desk = Desk::new(store).await;
        desk.publish("Drummer quits by fax", None).await;
        desk.readers(1).await;
        let mut known = 0;
        since(&desk, &mut known).await;
        let day = edition::compose(&desk.newsroom, &desk.act()).await.unwrap().name();
        let is = day.to_string();
        let is = is.as_str();
        assert_eq!(since(&desk, &mut known).await, said([("compose the edition", is)]));
        let plan = edition::view(&desk.newsroom, &desk.act(), day).await.unwrap().plan;
        edition::arrange(&desk.newsroom, &desk.act(), Plan { subject: "Ours".to_owned(), ..plan.clone() }).await.unwrap();
        assert!(edition::arrange(&desk.newsroom, &desk.act(), plan).await.is_err(), "somebody else saved");
        assert_eq!(since(&desk, &mut known).await, said([("arrange the edition", is)]));
        for _ in 0..2 {
            edition::hold_named(&desk.newsroom, &desk.act(), day).await.unwrap();
        }
        assert_eq!(since(&desk, &mut known).await, said([("hold the edition", is)]), "it is held once");
        edition::let_go(&desk.newsroom, &desk.act(), day).await.unwrap();
        assert_eq!(since(&desk, &mut known).await, said([("let the edition go", is)]));
        // Stopped in the middle of being sent, it goes on where it was.
        let released = edition::release_named(&desk.newsroom, &desk.act(), day, None).await.unwrap();
        assert_eq!(since(&desk, &mut known).await, said([("release the edition", is)]));
        edition::hold(&desk.newsroom, &desk.act(), released.id).await.unwrap();
        edition::let_go(&desk.newsroom, &desk.act(), day).await.unwrap();
        assert_eq!(since(&desk, &mut known).await, said([("let the edition go", is), ("hold the edition", is)]));
        let log = store::audit::list(&desk.read().await, 1).await.unwrap();
        assert_eq!(log[0].who, "Imogen Achterberg");
    }

    async fn pages_people_notes_and_texts_set_aside_are_logged(store: Store) {
        let desk = Desk::new(store).await;
        let writer = acts(&desk, "Wanda", Role::Writer, hire(&desk, "Wanda", Role::Writer).await);
        let editor = acts(&desk, "Edda", Role::Editor, hire(&desk, "Edda", Role::Editor).await);
        let mut known = 0;
        since(&desk, &mut known).await;
        let slug = testkit::slug("about");
        let page = Page { id: PageId(0), slug, title: "About".to_owned(), body: testkit::body("Us."), updated: desk.now(), position: None, revision: 1 };
        for _ in 0..2 {
            paper::put_page(&desk.newsroom, &desk.act(), &page).await.unwrap();
        }
        paper::put_person(&desk.newsroom, &desk.act(), " Wanda Vale ", "Writes of faxes.").await.unwrap();
        let expected = said([("describe a person", "Wanda Vale"), ("change a page", "About"), ("add a page", "About")]);
        assert_eq!(since(&desk, &mut known).await, expected);
        let id = verbs::create(&desk.newsroom, &writer, Beginning::default()).await.unwrap().story.id;
        save(&desk, &editor, id, 1, "e", written("Hers", &["Hers."])).await;
        assert!(matches!(save(&desk, &writer, id, 1, "w", written("Mine", &["Mine."])).await, Saved::Aside { number: 1, .. }));
        let note = verbs::notes::write(&desk.newsroom, &editor, id, "Whose?", None, None).await.unwrap();
        since(&desk, &mut known).await;
        for resolved in [true, true, false] {
            verbs::notes::resolve(&desk.newsroom, &editor, id, note, resolved).await.unwrap();
        }
        for _ in 0..2 {
            verbs::done_with_aside(&desk.newsroom, &writer, id, 1).await.unwrap();
        }
        let (on, beside) = (format!("note {note} on story {id} “Hers”"), format!("text 1 beside story {id} “Hers”"));
        let expected =
            said([("have done with a text set aside", &beside), ("open a note again", &on), ("resolve a note", &on)]);
        assert_eq!(since(&desk, &mut known).await, expected);
        let log = store::audit::list(&desk.read().await, 1).await.unwrap();
        assert_eq!((log[0].who.as_str(), log[0].staff), ("Wanda", writer.staff));
    }
}
