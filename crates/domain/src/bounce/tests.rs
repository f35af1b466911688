use super::*;

fn kind(status: &str, reply: u16, words: &str) -> Kind {
    weigh(Status::parse(status), Some(reply).filter(|reply| *reply > 0), words, "jo@example.org")
}

#[test]
fn numbers_mean_what_the_rules_say() {
    for dead in ["5.1.1", "5.1.2", "5.1.3", "5.1.10", "5.2.1", "5.1.6", "5.4.4"] {
        assert_eq!(kind(dead, 550, "no"), Kind::Hard, "{dead}");
    }
    for soft in ["5.2.2", "4.2.2", "4.1.1", "4.4.7", "5.3.4", "5.0.0", "5.5.0", "5.3.2"] {
        assert_eq!(kind(soft, 0, "no"), Kind::Soft, "{soft}");
    }
    for ours in ["5.7.1", "5.7.26", "5.7.509", "4.7.0", "5.1.7", "5.1.8", "5.6.0"] {
        assert_eq!(kind(ours, 0, "no"), Kind::Ours, "{ours}");
    }
    assert_eq!((kind("", 521, "no mail here"), kind("", 550, "no"), kind("", 0, "")), (Kind::Hard, Kind::Soft, Kind::Soft));
}

#[test]
fn words_mean_more_than_numbers() {
    assert_eq!(kind("5.0.0", 550, "550 no such user here"), Kind::Hard);
    assert_eq!(kind("5.1.1", 550, "550 5.1.1 mailbox full"), Kind::Soft, "nobody is dropped for a full mailbox");
    assert_eq!(kind("5.1.1", 550, "550 5.1.1 blocked: your IP is on a blacklist"), Kind::Ours);
    assert_eq!(kind("5.7.1", 550, "550 5.7.1 user unknown"), Kind::Ours, "policy, said by the server itself");
    assert_eq!(kind("5.7.1", 553, "553 invalid recipient"), Kind::Hard, "policy, made of it on the way");
    assert_eq!(kind("5.1.8", 553, "553 5.1.8 domain of sender address does not exist"), Kind::Ours);
    assert_eq!(kind("", 550, "Sender address rejected: user unknown"), Kind::Ours);
    assert_eq!(kind("4.1.1", 450, "450 4.1.1 user unknown"), Kind::Soft, "for now is not for good");
    assert_eq!(kind("", 0, "DNS lookup failure: host mx.example.org not found"), Kind::Hard);
    assert_eq!(kind("", 0, "Host not found, try again"), Kind::Soft);
    assert_eq!(kind("5.0.0", 550, "account is disabled, user unknown"), Kind::Soft);
    assert_eq!(kind("5.0.0", 550, "550 <jo@example.org>: Recipient address rejected."), Kind::Hard);
    assert_eq!((kind("5.0.0", 550, "550 : User unknown"), kind("5.0.0", 550, "550 <a@b.c>: User unknown")), (Kind::Soft, Kind::Hard));
    let carrier = |words| weigh(Status::parse("5.0.0"), Some(550), words, "jo@docomo.ne.jp");
    assert_eq!((carrier("550 Unknown user"), kind("5.0.0", 550, "550 Unknown user")), (Kind::Soft, Kind::Hard));
}

#[test]
fn statuses_are_found_and_networks_are_none() {
    let found = |words| Status::find(words).map(|status| status.to_string());
    assert_eq!(found("550-5.7.26 no, 5.1.1"), Some("5.7.26".to_owned()));
    assert_eq!(found("host mx[5.1.1.2] said: 550 5.2.2 full"), Some("5.2.2".to_owned()));
    assert_eq!(found("smtp; 550 #5.1.0 Address rejected"), Some("5.1.0".to_owned()));
    assert_eq!(found("version 5.10.2-3"), None);
    assert_eq!(found("took 4.5 seconds"), None);
    assert_eq!((reply_code("said: 550-5.1.1 no"), reply_code("port 5501"), reply_code("\"452 full\"")), (Some(550), None, Some(452)));
    for odd in ["", ".", "5", "5.", "5.1", "6.1.1", "5.1.1.1", "5.1111.1", "ü.1.1", "5..1"] {
        assert_eq!(Status::parse(odd), None, "{odd}");
    }
}

#[test]
fn who_holds_the_link_can_do_what_the_link_does() {
    for kind in Kind::ALL {
        let letter = if matches!(kind, Kind::Hard | Kind::Complaint) {
            Effect::Suppress
        } else if kind == Kind::OptOut {
            Effect::Leave
        } else {
            Effect::Note
        };
        let link = if matches!(kind, Kind::Complaint | Kind::OptOut) { Effect::Leave } else { Effect::Nothing };
        assert_eq!((effect(kind, Proof::Letter), effect(kind, Proof::Link)), (letter, link), "{kind:?}");
        assert_eq!(Kind::from_word(kind.word()), Some(kind));
        assert!(!kind.label().is_empty());
    }
}

#[test]
fn two_weeks_are_told_when_nothing_came_through_between() {
    let day = |n: i64| Instant::from_micros(0).plus_seconds(n * 86_400);
    let failing = |days: &[i64], now: i64| failing_since(&days.iter().map(|n| day(*n)).collect::<Vec<_>>(), day(now));
    assert_eq!(failing(&[0, 7, 14], 14), Some(day(0)));
    assert_eq!(failing(&[0, 7, 13], 13), None, "not two weeks yet");
    assert_eq!(failing(&[0, 14], 14), None, "a fortnight without a word between");
    assert_eq!(failing(&[0, 1, 2, 20, 21, 22], 23), None);
    assert_eq!(failing(&[0, 7, 14], 30), None, "letters arrive again");
    assert_eq!(failing(&(0..20).collect::<Vec<_>>(), 19), Some(day(0)));
    assert_eq!(failing(&[], 0), None);
}
