//! The staff: invited, in a role, dismissed; the last owner stays.

use crate::desk::{Desk, unfolded};
use crate::refused;
use domain::id::StaffId;
use domain::role::{Role, Scope, Scopes};
use domain::staff::{Purpose, Standing};
use newsroom::VerbError;
use newsroom::account::{self, NewToken};
use newsroom::signin::{self, Typed};
use newsroom::staff::{self, Invitation};
use store::paper::NewPerson;

const NOOR: &str = "noor@example.org";

fn noor(role: Role) -> Invitation {
    Invitation { name: "Noor Haddad".to_owned(), email: NOOR.to_owned(), role, mailed: true }
}

async fn signs_in(desk: &Desk, link: &str) -> newsroom::Verb<signin::Opened> {
    signin::enter(&desk.newsroom, &desk.visitor("203.0.113.9"), link, "Firefox on Linux").await
}

async fn is_in(desk: &Desk, token: &str) -> bool {
    signin::session(&desk.newsroom, token, desk.now()).await.unwrap().is_some()
}

testkit::both! {
    async fn who_is_invited_comes_by_one_press(store: Store) {
        let desk = Desk::new(store).await;
        let vera = desk.hire("Vera Lindqvist", Role::Owner).await;
        let invited = staff::invite(&desk.newsroom, &desk.act_of(&vera), &noor(Role::Writer)).await.unwrap();
        assert_eq!((invited.standing, invited.role), (Standing::Invited, Role::Writer));
        desk.work().await;
        let letter = unfolded(&desk.letter_to(NOOR).await);
        assert!(letter.contains("Vera Lindqvist") && letter.contains("a writer") && !letter.contains("invitation."), "{letter}");
        let link = desk.desk_link(NOOR).await;
        desk.pass(7 * 24 * 3600 - 60);
        assert_eq!(signin::look(&desk.newsroom, &link, desk.now()).await.unwrap().purpose, Purpose::Invitation);
        let opened = signs_in(&desk, &link).await.unwrap();
        assert_eq!((opened.staff.id, opened.staff.standing, opened.staff.role), (invited.id, Standing::Active, Role::Writer));
        let said = refused(staff::invite(&desk.newsroom, &desk.act_of(&vera), &noor(Role::Editor)).await);
        assert!(said.contains("works here already, as a writer"), "{said}");
    }

    async fn invited_twice_is_one_person_and_the_newest_role(store: Store) {
        let desk = Desk::new(store).await;
        let vera = desk.hire("Vera Lindqvist", Role::Owner).await;
        let act = desk.act_of(&vera);
        let other = desk.act_of(&vera);
        let (contributor, editor) = (noor(Role::Contributor), noor(Role::Editor));
        let (one, two) = tokio::join!(
            staff::invite(&desk.newsroom, &act, &contributor),
            staff::invite(&desk.newsroom, &other, &editor)
        );
        assert_eq!(one.unwrap().id, two.unwrap().id);
        let again = staff::invite(&desk.newsroom, &desk.act_of(&vera), &noor(Role::Writer)).await.unwrap();
        assert_eq!(staff::list(&desk.newsroom, &desk.act_of(&vera)).await.unwrap().len(), 2);
        assert_eq!(again.role, Role::Writer);
    }

    async fn a_byline_of_the_name_becomes_theirs(store: Store) {
        let desk = Desk::new(store).await;
        let tx = desk.newsroom.store().begin(desk.now()).await.unwrap();
        let known = store::paper::put_person(&tx, &NewPerson { house: false, ..testkit::person("Noor Haddad") }).await.unwrap();
        tx.commit().await.unwrap();
        let invited = staff::invite(&desk.newsroom, &desk.act(), &noor(Role::Writer)).await.unwrap();
        assert_eq!(invited.person, Some(known.id));
        let house = Invitation { name: "Staff Writer".to_owned(), email: "desk@example.org".to_owned(), role: Role::Writer, mailed: true };
        assert_eq!(staff::invite(&desk.newsroom, &desk.act(), &house).await.unwrap().person, None, "the house's byline is nobody's");
    }

    async fn another_role_takes_effect_at_once(store: Store) {
        let desk = Desk::new(store).await;
        let vera = desk.hire("Vera Lindqvist", Role::Owner).await;
        let raf = desk.hire("Raf Okafor", Role::Editor).await;
        let (on_phone, hers) = (desk.session_of(&raf).await, desk.session_of(&vera).await);
        let token = account::make_token(&desk.newsroom, &desk.act_of(&raf), &everything()).await.unwrap().1;
        staff::change_role(&desk.newsroom, &desk.act_of(&vera), raf.id, Role::Contributor).await.unwrap();
        assert!(!is_in(&desk, &on_phone).await, "signed out, to come back in the new role");
        let (raf_now, _) = signin::bearer(&desk.newsroom, &token, desk.now()).await.unwrap().unwrap();
        assert_eq!(raf_now.role, Role::Contributor, "a token never has more than its bearer");
        let same = staff::change_role(&desk.newsroom, &desk.act_of(&vera), vera.id, Role::Owner).await.unwrap();
        assert_eq!(same.role, Role::Owner);
        assert!(is_in(&desk, &hers).await);
        assert!(matches!(staff::change_role(&desk.newsroom, &desk.act(), StaffId(99), Role::Writer).await, Err(VerbError::Absent(_))));
    }

    async fn who_is_dismissed_is_out_everywhere(store: Store) {
        let desk = Desk::new(store).await;
        let (raf, phone) = desk.with_keys("Raf Okafor", Role::Editor).await;
        let email = raf.email.as_str();
        let session = desk.session_of(&raf).await;
        let token = account::make_token(&desk.newsroom, &desk.act_of(&raf), &everything()).await.unwrap().1;
        let link = signin::link_for(&desk.newsroom, &desk.act(), email).await.unwrap().0;
        signin::ask_for_link(&desk.newsroom, &desk.visitor("203.0.113.9"), email).await.unwrap();
        staff::dismiss(&desk.newsroom, &desk.act(), raf.id).await.unwrap();
        assert!(!is_in(&desk, &session).await);
        assert!(signin::bearer(&desk.newsroom, &token, desk.now()).await.unwrap().is_none());
        refused(signs_in(&desk, &link).await);
        desk.work().await;
        assert_eq!(desk.mailbox().await.len(), 0, "the link that was asked for before is not mailed");
        desk.pass(60);
        let typed = Typed { email, password: desk.password(), code: &phone.code(&desk) };
        refused(signin::enter_with_password(&desk.newsroom, &desk.visitor("203.0.113.9"), &typed, "Firefox").await);
        assert!(refused(signin::link_for(&desk.newsroom, &desk.act(), email).await).contains("any more"));
        assert!(refused(staff::dismiss(&desk.newsroom, &desk.act(), raf.id).await).contains("any more"));
        let back = Invitation { name: "Raf Okafor".to_owned(), email: email.to_uppercase(), role: Role::Writer, mailed: true };
        let invited = staff::invite(&desk.newsroom, &desk.act(), &back).await.unwrap();
        assert_eq!(invited.id, raf.id);
        desk.work().await;
        let opened = signs_in(&desk, &desk.desk_link(email).await).await.unwrap();
        assert!(is_in(&desk, &opened.token).await);
        assert!(!is_in(&desk, &session).await, "an old session stays ended");
        assert!(signin::bearer(&desk.newsroom, &token, desk.now()).await.unwrap().is_none(), "an old token too");
        let typed = Typed { email, password: desk.password(), code: &phone.code(&desk) };
        refused(signin::enter_with_password(&desk.newsroom, &desk.visitor("203.0.113.9"), &typed, "Firefox").await);
    }

    async fn the_last_owner_stays(store: Store) {
        let desk = Desk::new(store).await;
        let vera = desk.hire("Vera Lindqvist", Role::Owner).await;
        assert!(refused(staff::dismiss(&desk.newsroom, &desk.act_of(&vera), vera.id).await).contains("only owner"));
        assert!(refused(staff::change_role(&desk.newsroom, &desk.act_of(&vera), vera.id, Role::Editor).await).contains("only owner"));
        staff::invite(&desk.newsroom, &desk.act_of(&vera), &noor(Role::Owner)).await.unwrap();
        assert!(refused(staff::dismiss(&desk.newsroom, &desk.act_of(&vera), vera.id).await).contains("only owner"), "who was only asked does not count");
        let raf = desk.hire("Raf Okafor", Role::Owner).await;
        let (by_vera, by_raf) = (desk.act_of(&vera), desk.act_of(&raf));
        let (one, other) = tokio::join!(
            staff::dismiss(&desk.newsroom, &by_vera, raf.id),
            staff::change_role(&desk.newsroom, &by_raf, vera.id, Role::Writer)
        );
        assert!(one.is_ok() != other.is_ok(), "of two who remove each other one stays: {one:?} {other:?}");
        assert_eq!(store::staff::owners(&desk.read().await).await.unwrap(), 1);
    }

    async fn colleagues_are_seen_by_everybody_and_the_staff_by_owners(store: Store) {
        let desk = Desk::new(store).await;
        let zoe = desk.hire("Zora Ahn", Role::Contributor).await;
        desk.hire("alia Marsh", Role::Owner).await;
        desk.dismissed("Mallory Gone").await;
        let names: Vec<_> = staff::colleagues(&desk.newsroom, &desk.act_of(&zoe)).await.unwrap().into_iter().map(|staff| staff.name).collect();
        assert_eq!(names, ["alia Marsh", "Zora Ahn"]);
        refused(staff::list(&desk.newsroom, &desk.act_of(&zoe)).await);
        let all: Vec<_> = staff::list(&desk.newsroom, &desk.act()).await.unwrap().into_iter().map(|member| member.staff.name).collect();
        assert_eq!(all, ["Zora Ahn", "alia Marsh", "Mallory Gone"]);
    }

    async fn an_owner_signs_others_out(store: Store) {
        let desk = Desk::new(store).await;
        let raf = desk.hire("Raf Okafor", Role::Editor).await;
        let vera = desk.hire("Vera Lindqvist", Role::Owner).await;
        let (his, hers) = (desk.session_of(&raf).await, desk.session_of(&vera).await);
        staff::sign_out(&desk.newsroom, &desk.act_of(&vera), raf.id).await.unwrap();
        assert_eq!((is_in(&desk, &his).await, is_in(&desk, &hers).await), (false, true));
        let log = store::audit::list(&desk.read().await, 1).await.unwrap();
        assert_eq!((log[0].verb.as_str(), log[0].what.as_str(), log[0].staff), ("sign out everywhere", "Raf Okafor", Some(vera.id)));
    }
}

fn everything() -> NewToken {
    let scopes: Scopes = Scope::ALL.into_iter().collect();
    NewToken { name: "all of it".to_owned(), scopes, days: None }
}
