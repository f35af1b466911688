//! The doctor of mail before a name server and mail servers that nobody here wrote (`scripts/mail-tools`).

use crate::paper::{Done, Paper, on_both};
use serde_json::{Value, json};
use testkit::peer::Peer;

fn findings(done: &Done) -> Vec<Value> {
    done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn state<'a>(findings: &'a [Value], thing: &str) -> &'a str {
    findings.iter().find(|finding| finding["thing"] == thing).and_then(|finding| finding["state"].as_str()).unwrap_or("nothing")
}

/// What the doctor of mail says with a zone, to a mail server on this machine that sends from 203.0.113.7.
fn doctor(paper: &Paper, zone: &Value) -> Done {
    let (names, server) = (Peer::start("names.py", &zone.to_string()), Peer::start("server.py", "{\"tls\":\"off\"}"));
    let (at, smtp) = (format!("127.0.0.1:{}", names.port), format!("smtp://127.0.0.1:{}", server.port));
    paper.inkie(&["doctor", "mail", "--json", "--name-server", &at, "--address", "203.0.113.7", "--smtp", &smtp])
}

on_both! {
    fn what_the_doctor_says_to_put_into_dns_heals(paper: &Paper) {
        paper.found();
        paper.inkie(&["paper", "--set", "url=https://feedback.example"]).well();
        let key = paper.inkie(&["mail", "key", "inkie-2026"]).well();
        assert!(key.contains("inkie-2026._domainkey.feedback.example") && key.contains("v=DKIM1; k=rsa; p="), "{key}");
        assert!(paper.inkie(&["mail", "key", "inkie-2026"]).well().contains("this key is there already"));
        assert!(paper.inkie(&["paper", "--set", "dkim-selector=inkie-2027"]).failed(1).contains("`inkie mail key inkie-2027`"));
        paper.inkie(&["paper", "--set", "dkim-selector=inkie-2026"]).well();
        let mut zone = json!({
            "feedback.example": { "A": ["203.0.113.7"] },
            "7.113.0.203.in-addr.arpa": { "PTR": ["feedback.example."] },
        });
        let ill = doctor(paper, &zone);
        assert_eq!(ill.code, Some(1), "{ill:?}");
        let found = findings(&ill);
        let states = ["address", "server", "SPF", "DKIM", "DMARC", "PTR"].map(|thing| state(&found, thing));
        assert_eq!(states, ["good", "good", "bad", "bad", "bad", "good"], "{found:#?}");
        for record in found.iter().filter_map(|finding| finding["put_into_dns"].as_array()).flatten() {
            assert_eq!(record["type"], "TXT");
            zone[record["name"].as_str().unwrap()]["TXT"] = json!([record["text"]]);
        }
        let healed = doctor(paper, &zone);
        let found = findings(&healed);
        assert!(healed.code == Some(0) && found.iter().all(|finding| finding["state"] == "good"), "{healed:#?}");
        assert_eq!(found.len(), 6);
    }
}

/// What is said of one thing in a zone that is otherwise as it should be.
fn said(paper: &Paper, key: &str, thing: &str, change: impl FnOnce(&mut Value)) -> (String, String) {
    let mut zone = json!({
        "feedback.example": { "A": ["203.0.113.7"], "TXT": ["unrelated", "v=spf1 include:relay.example -all"] },
        "relay.example": { "TXT": ["v=spf1 ip4:203.0.113.0/24 ~all"] },
        "_dmarc.feedback.example": { "TXT": ["v=DMARC1; p=reject"] },
        "inkie._domainkey.feedback.example": { "TXT": [key] },
        "7.113.0.203.in-addr.arpa": { "PTR": ["feedback.example."] },
    });
    change(&mut zone);
    let done = doctor(paper, &zone);
    let found = findings(&done);
    let finding = found.iter().find(|finding| finding["thing"] == thing).unwrap();
    let bad = found.iter().filter(|finding| finding["state"] == "bad").count();
    assert_eq!((done.code, bad), (Some(i32::from(bad > 0)), usize::from(finding["state"] == "bad")), "only {thing} changed: {found:#?}");
    (finding["state"].as_str().unwrap().to_owned(), finding["says"].as_str().unwrap().to_owned())
}

#[test]
fn each_ailment_has_its_words() {
    let paper = Paper::bare();
    paper.found();
    paper.inkie(&["paper", "--set", "url=https://feedback.example"]).well();
    let key = paper.inkie(&["mail", "key"]).well();
    let key = key.lines().find_map(|line| line.trim().strip_prefix("text  ")).unwrap();
    paper.inkie(&["paper", "--set", "dkim-selector=inkie"]).well();
    let text = |name: &'static str, texts: Value| move |zone: &mut Value| zone[name]["TXT"] = texts;
    let check = |thing: &str, wanted: (&str, &str), change: &dyn Fn(&mut Value)| {
        let (state, says) = said(&paper, key, thing, change);
        assert!(state == wanted.0 && says.contains(wanted.1), "{thing} is {state}: {says}; wanted {wanted:?}");
    };
    check("SPF", ("good", "lets 203.0.113.7 send"), &|_| {});
    let spf = |record: &str| text("feedback.example", json!([record]));
    check("SPF", ("bad", "lets everybody send"), &|zone| spf("v=spf1 +all")(zone));
    check("SPF", ("bad", "does not let 203.0.113.7 send"), &|zone| spf("v=spf1 ip4:203.0.113.8 -all")(zone));
    check("SPF", ("bad", "no term of SPF"), &|zone| spf("v=spf1 ipv4:203.0.113.7 -all")(zone));
    check("SPF", ("bad", "without a record"), &|zone| spf("v=spf1 include:gone.example -all")(zone));
    check("SPF", ("bad", "more than 10 names"), &|zone| spf("v=spf1 include:feedback.example -all")(zone));
    check("SPF", ("bad", "several records"), &|zone| text("feedback.example", json!(["v=spf1 -all", "v=spf1 a -all"]))(zone));
    check("SPF", ("good", "send"), &|zone| spf("v=spf1 a -all")(zone));
    check("DKIM", ("bad", "another key"), &|zone| text("inkie._domainkey.feedback.example", json!(["v=DKIM1; p=AAAA"]))(zone));
    check("DMARC", ("look", "nobody hears of it"), &|zone| text("_dmarc.feedback.example", json!(["v=DMARC1; p=none"]))(zone));
    check("DMARC", ("bad", "no policy"), &|zone| text("_dmarc.feedback.example", json!(["v=DMARC1; p=some"]))(zone));
    check("PTR", ("bad", "has no name"), &|zone| zone["7.113.0.203.in-addr.arpa"] = json!({}));
    check("PTR", ("bad", "does not lead back"), &|zone| zone["7.113.0.203.in-addr.arpa"]["PTR"] = json!(["relay.example."]));
    check("PTR", ("look", "one name for both"), &|zone| {
        zone["7.113.0.203.in-addr.arpa"]["PTR"] = json!(["mail.feedback.example."]);
        zone["mail.feedback.example"] = json!({ "A": ["203.0.113.7"] });
    });
}

#[test]
fn a_password_goes_in_and_never_out() {
    let paper = Paper::bare();
    paper.found();
    paper.inkie(&["paper", "--set", "smtp=smtps://desk:hunter2@127.0.0.1:1?weight=3 smtp://127.0.0.1:2"]).well();
    let shown = paper.inkie(&["paper"]).well();
    assert!(shown.contains("smtps://desk:…@127.0.0.1:1?weight=3") && !shown.contains("hunter2"), "{shown}");
    paper.inkie(&["paper", "--set", "smtp=smtps://desk:…@127.0.0.1:1"]).well();
    let doctor = paper.inkie(&["doctor", "mail", "--json", "--name-server", "127.0.0.1:1"]);
    assert!(doctor.out.contains("no mail server answers at 127.0.0.1:1") && !format!("{doctor:?}").contains("hunter2"), "{doctor:?}");
    assert!(paper.inkie(&["paper", "--set", "smtp=smtp://desk:hunter2@mail.example?tls=off"]).failed(1).contains("over TLS only"));
}
