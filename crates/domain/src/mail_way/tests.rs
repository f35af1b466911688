use super::*;

fn relay(text: &str) -> Relay {
    match Way::parse(text) {
        Ok(Some(Way::Relays(relays))) => relays[0].clone(),
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn what_is_written_is_read_again() {
    let addresses = [
        "smtp://127.0.0.1:25",
        "smtp://127.0.0.1:2525",
        "smtp://[::1]:2525?tls=on",
        "smtp://mail.example:587",
        "smtp://mail.example:25?tls=off&weight=3&connections=10&per-hour=2000",
        "smtps://desk%40feedback.example:s%3Ae%2Fc%40ret@mail.example:465?per-second=14&ca=/etc/ssl/own.pem",
        "mx://",
        "mx://?connections=50&name-server=127.0.0.1:5353&port=2525&private=allow",
        "smtps://a:b@one.example:465\nsmtp://two.example:587?weight=2",
    ];
    for text in addresses {
        let way = Way::parse(text).unwrap().unwrap();
        assert_eq!(Way::parse(&way.with_passwords()).unwrap().unwrap(), way, "{text}");
        assert_eq!(way.with_passwords().replace("%2F", "/"), text.replace("%2F", "/"));
    }
    assert_eq!(Way::parse(" \n ").unwrap(), None);
}

#[test]
fn another_machine_is_talked_to_over_tls_unless_its_keeper_says_otherwise() {
    assert_eq!(relay("smtp://127.0.0.1:25").server.security, Security::Off);
    assert_eq!(relay("smtp://mail.example").server, Server { security: Security::StartTls, ..Server::plain("mail.example", 25) });
    assert_eq!(relay("smtp://mail.example?tls=off").server.security, Security::Off);
    assert_eq!((relay("smtps://mail.example").server.security, relay("smtps://mail.example").server.port), (Security::Implicit, 465));
    assert!(Way::parse("smtp://a:b@mail.example?tls=try").unwrap_err().to_string().contains("over TLS only"));
    assert!(Way::parse("smtp://a:b@127.0.0.1").is_ok());
}

#[test]
fn a_password_is_seen_nowhere_and_survives_a_form() {
    let stored = Way::parse("smtps://desk:hunter2@mail.example?weight=3 smtp://127.0.0.1").unwrap().unwrap();
    assert!(!format!("{stored:?} {stored}").contains("hunter2"));
    assert_eq!(stored.to_string(), "smtps://desk:…@mail.example:465?weight=3\nsmtp://127.0.0.1:25");
    let changed = Way::parse_over("smtps://desk:…@mail.example?weight=5", Some(&stored)).unwrap().unwrap();
    assert_eq!(changed.with_passwords(), "smtps://desk:hunter2@mail.example:465?weight=5");
    for other in ["smtps://desk:…@evil.example", "smtps://else:…@mail.example", "smtps://desk:…@mail.example:466"] {
        assert!(Way::parse_over(other, Some(&stored)).is_err(), "{other} must not learn the password");
    }
    let said = Way::parse("smtps://desk:hunter2@mail.example?weight=x").unwrap_err().to_string();
    assert!(!said.contains("hunter2") && said.contains("weight is a whole number"), "{said}");
}

#[test]
fn what_is_no_way_is_refused() {
    let wrong = [
        "mail.example:25",
        "http://x",
        "smtp://",
        "smtp://x:99999",
        "smtp://a@b:25",
        "smtp://a:@b",
        "smtp://b/../c",
        "smtp://b?weight=0",
        "smtp://b?speed=1",
        "smtps://b?tls=off",
        "smtp://a:%zz@127.0.0.1",
        "smtp://a:x%0Dy@127.0.0.1",
        "mx://mail.example",
        "mx://?name-server=dns.example",
        "mx:// smtp://127.0.0.1",
    ];
    for text in wrong {
        assert!(Way::parse(text).is_err(), "{text}");
    }
}
