//! What everybody does to their own account.

use crate::desk::Desk;
use crate::refused;
use domain::act::Act;
use domain::role::{Role, Scope, Scopes};
use domain::staff::{Staff, totp};
use newsroom::account::{self, NewToken};
use newsroom::signin::{self, Typed};
use newsroom::{Verb, VerbError};

const PASSWORD: &str = "saltwater choir quits by telex";

async fn session(desk: &Desk, token: &str) -> Option<domain::id::SessionId> {
    signin::session(&desk.newsroom, token, desk.now()).await.unwrap().map(|found| found.session)
}

async fn token(desk: &Desk, staff: &Staff, scopes: &[Scope], days: Option<u16>) -> Verb<String> {
    let new = NewToken { name: "reading list".to_owned(), scopes: scopes.iter().copied().collect(), days };
    Ok(account::make_token(&desk.newsroom, &desk.act_of(staff), &new).await?.1)
}

testkit::both! {
    async fn a_password_needs_a_telephone_and_its_code(store: Store) {
        let desk = Desk::new(store).await;
        let vera = desk.hire("Vera Lindqvist", Role::Editor).await;
        let mine = desk.session_of(&vera).await;
        let id = session(&desk, &mine).await.unwrap();
        let choose = async |password: &str, code: &str| account::set_password(&desk.newsroom, &desk.act_of(&vera), id, password, code).await;
        assert!(refused(choose(PASSWORD, "").await).contains("telephone known first"));
        let telephone = account::begin_totp(&desk.newsroom, &desk.act_of(&vera), "").await.unwrap();
        assert!(telephone.uri.starts_with("otpauth://totp/Feedback:vera.lindqvist%40feedback.example?secret="), "{}", telephone.uri);
        assert!(refused(choose(PASSWORD, "").await).contains("telephone known first"), "begun is not known");
        assert!(refused(account::finish_totp(&desk.newsroom, &desk.act_of(&vera), "000000").await).contains("clock"));
        let secret = desk.totp_secret(vera.id).await;
        assert_eq!(totp::base32(&secret), telephone.secret);
        let code = |desk: &Desk| totp::code(&secret, totp::step(desk.now()));
        let recovery = account::finish_totp(&desk.newsroom, &desk.act_of(&vera), &code(&desk)).await.unwrap();
        assert_eq!(recovery.len(), 10);
        refused(account::finish_totp(&desk.newsroom, &desk.act_of(&vera), &code(&desk)).await);
        assert!(refused(choose(PASSWORD, "").await).contains("code"));
        assert!(refused(choose(PASSWORD, &code(&desk)).await).contains("code"), "its code was taken a moment ago");
        desk.pass(30);
        assert!(refused(choose("short", &code(&desk)).await).contains("12 characters"));
        choose(PASSWORD, &code(&desk)).await.unwrap();
        desk.pass(30);
        let typed = Typed { email: vera.email.as_str(), password: PASSWORD, code: &code(&desk) };
        assert!(signin::enter_with_password(&desk.newsroom, &desk.visitor("203.0.113.9"), &typed, "curl").await.is_ok());
        let shown = account::get(&desk.newsroom, &desk.act_of(&vera)).await.unwrap();
        assert!(shown.password_set.is_some() && shown.totp_since.is_some());
        assert_eq!((shown.codes_left, shown.failed_tries), (10, 2));
    }

    async fn a_new_password_signs_out_everybody_else_and_turns_the_key(store: Store) {
        let desk = Desk::new(store).await;
        let (vera, phone) = desk.with_keys("Vera Lindqvist", Role::Editor).await;
        let (here, there) = (desk.session_of(&vera).await, desk.session_of(&vera).await);
        let id = session(&desk, &here).await.unwrap();
        desk.pass(60);
        let turned = account::set_password(&desk.newsroom, &desk.act_of(&vera), id, PASSWORD, &phone.code(&desk)).await.unwrap();
        assert_eq!((session(&desk, &here).await, session(&desk, &there).await, session(&desk, &turned).await), (None, None, Some(id)));
        desk.pass(60);
        for (password, fits) in [(desk.password(), false), (PASSWORD, true)] {
            let typed = Typed { email: vera.email.as_str(), password, code: &phone.code(&desk) };
            let answer = signin::enter_with_password(&desk.newsroom, &desk.visitor("203.0.113.9"), &typed, "curl").await;
            assert_eq!(answer.is_ok(), fits);
        }
    }

    async fn the_locks_are_not_changed_without_a_code(store: Store) {
        let desk = Desk::new(store).await;
        let (vera, phone) = desk.with_keys("Vera Lindqvist", Role::Editor).await;
        let mine = desk.session_of(&vera).await;
        let id = session(&desk, &mine).await.unwrap();
        let act = || desk.act_of(&vera);
        for code in ["", "000000", "nope"] {
            refused(account::begin_totp(&desk.newsroom, &act(), code).await);
            refused(account::renew_codes(&desk.newsroom, &act(), code).await);
            refused(account::drop_keys(&desk.newsroom, &act(), id, code).await);
        }
        refused(account::set_password(&desk.newsroom, &act(), id, PASSWORD, "000000").await);
        let said = refused(account::drop_keys(&desk.newsroom, &act(), id, &phone.recovery[0]).await);
        assert!(said.contains("15 minutes"), "all codes are not tried at once: {said}");
        desk.pass(901);
        let renewed = account::renew_codes(&desk.newsroom, &act(), &phone.recovery[0]).await.unwrap();
        assert!(!renewed.iter().any(|code| phone.recovery.contains(code)));
        refused(account::renew_codes(&desk.newsroom, &act(), &phone.recovery[1]).await);
        let turned = account::drop_keys(&desk.newsroom, &act(), id, &renewed[0]).await.unwrap();
        assert!(session(&desk, &turned).await.is_some());
        let shown = account::get(&desk.newsroom, &act()).await.unwrap();
        assert_eq!((shown.password_set, shown.totp_since, shown.codes_left), (None, None, 0));
        let typed = Typed { email: vera.email.as_str(), password: desk.password(), code: &renewed[1] };
        refused(signin::enter_with_password(&desk.newsroom, &desk.visitor("203.0.113.9"), &typed, "curl").await);
    }

    async fn devices_are_listed_and_signed_out(store: Store) {
        let desk = Desk::new(store).await;
        let vera = desk.hire("Vera Lindqvist", Role::Editor).await;
        let raf = desk.hire("Raf Okafor", Role::Owner).await;
        let his = session(&desk, &desk.session_of(&raf).await).await.unwrap();
        let tokens = [desk.session_of(&vera).await, desk.session_of(&vera).await, desk.session_of(&vera).await];
        let here = session(&desk, &tokens[0]).await.unwrap();
        let listed = account::get(&desk.newsroom, &desk.act_of(&vera)).await.unwrap().sessions;
        assert_eq!((listed.len(), listed[0].device.as_str(), listed[0].network.as_str()), (3, "Firefox on Linux", "203.0.113.9"));
        let second = session(&desk, &tokens[1]).await.unwrap();
        account::end_session(&desk.newsroom, &desk.act_of(&vera), second).await.unwrap();
        for gone in [second, his] {
            assert!(matches!(account::end_session(&desk.newsroom, &desk.act_of(&vera), gone).await, Err(VerbError::Absent(_))), "nobody ends another's");
        }
        assert_eq!(account::end_other_sessions(&desk.newsroom, &desk.act_of(&vera), here).await.unwrap(), 1);
        assert_eq!((session(&desk, &tokens[2]).await, session(&desk, &tokens[0]).await), (None, Some(here)));
        assert_eq!(account::get(&desk.newsroom, &desk.act_of(&raf)).await.unwrap().sessions.len(), 1);
    }

    async fn tokens_have_scopes_and_an_end(store: Store) {
        let desk = Desk::new(store).await;
        let vera = desk.hire("Vera Lindqvist", Role::Editor).await;
        let short = token(&desk, &vera, &[Scope::Read, Scope::Edition], Some(2)).await.unwrap();
        let long = token(&desk, &vera, &[Scope::Publish], None).await.unwrap();
        let whose = async |token: &str| signin::bearer(&desk.newsroom, token, desk.now()).await.unwrap();
        let (bearer, scopes) = whose(&short).await.unwrap();
        assert_eq!((bearer.id, scopes.words().as_str()), (vera.id, "read edition"));
        assert!(short.starts_with("inkie_") && short.len() == 38);
        for odd in ["", "inkie_", short.trim_start_matches("inkie_"), &format!("{short}0"), &short.to_uppercase()] {
            assert!(whose(odd).await.is_none(), "{odd}");
        }
        desk.pass(2 * 24 * 3600 - 1);
        assert!(whose(&short).await.is_some());
        desk.pass(1);
        assert_eq!((whose(&short).await.is_none(), whose(&long).await.is_some()), (true, true));
        let listed = account::get(&desk.newsroom, &desk.act_of(&vera)).await.unwrap().tokens;
        assert_eq!((listed.len(), listed[0].used, listed[0].name.as_str()), (2, Some(desk.now()), "reading list"));
        let raf = desk.hire("Raf Okafor", Role::Owner).await;
        assert!(matches!(account::end_token(&desk.newsroom, &desk.act_of(&raf), listed[0].id).await, Err(VerbError::Absent(_))));
        account::end_token(&desk.newsroom, &desk.act_of(&vera), listed[0].id).await.unwrap();
        assert!(whose(&long).await.is_none());
        assert!(refused(token(&desk, &vera, &[], None).await).contains("used for"));
        assert!(refused(token(&desk, &vera, &[Scope::Read], Some(0)).await).contains("a day"));
    }

    async fn a_token_makes_itself_no_better(store: Store) {
        let desk = Desk::new(store).await;
        let (vera, phone) = desk.with_keys("Vera Lindqvist", Role::Owner).await;
        let id = session(&desk, &desk.session_of(&vera).await).await.unwrap();
        let every_scope: Scopes = Scope::ALL.into_iter().collect();
        let act = || Act { scopes: every_scope, ..desk.act_of(&vera) };
        desk.pass(60);
        let code = phone.code(&desk);
        let new = NewToken { name: "better".to_owned(), scopes: every_scope, days: None };
        let said = [
            refused(account::make_token(&desk.newsroom, &act(), &new).await),
            refused(account::end_token(&desk.newsroom, &act(), domain::id::TokenId(1)).await),
            refused(account::describe(&desk.newsroom, &act(), "Mallory", "").await),
            refused(account::begin_totp(&desk.newsroom, &act(), &code).await),
            refused(account::finish_totp(&desk.newsroom, &act(), &code).await),
            refused(account::renew_codes(&desk.newsroom, &act(), &code).await),
            refused(account::set_password(&desk.newsroom, &act(), id, PASSWORD, &code).await),
            refused(account::drop_keys(&desk.newsroom, &act(), id, &code).await),
            refused(account::end_session(&desk.newsroom, &act(), id).await),
            refused(account::end_other_sessions(&desk.newsroom, &act(), id).await),
        ];
        assert!(said.iter().all(|said| said.contains("a token cannot do this")), "{said:#?}");
        assert_eq!(account::get(&desk.newsroom, &act()).await.unwrap().staff.name, vera.name);
    }

    async fn a_byline_is_one_persons(store: Store) {
        let desk = Desk::new(store).await;
        let vera = desk.hire("Vera Lindqvist", Role::Editor).await;
        let raf = desk.hire("Raf Okafor", Role::Writer).await;
        let as_vera = async |name: &str, byline: &str| account::describe(&desk.newsroom, &desk.act_of(&vera), name, byline).await;
        let new = as_vera(" Vera  L. ", "V. Lindqvist").await.unwrap();
        assert_eq!(new.name, "Vera L.");
        assert_eq!(account::get(&desk.newsroom, &desk.act_of(&vera)).await.unwrap().byline.unwrap().name, "V. Lindqvist");
        assert!(refused(account::describe(&desk.newsroom, &desk.act_of(&raf), "Raf", "v. lindqvist").await).contains("byline of Vera L."));
        assert!(refused(as_vera("Vera", "Staff Writer").await).contains("belongs to the house"));
        assert!(refused(as_vera("", "Vera").await).contains("name"));
        assert_eq!(as_vera("Vera", " ").await.unwrap().person, None);
        assert!(account::describe(&desk.newsroom, &desk.act_of(&raf), "Raf", "V. Lindqvist").await.unwrap().person.is_some());
    }
}
