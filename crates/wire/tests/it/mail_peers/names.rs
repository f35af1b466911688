//! Questions to dnslib with a zone of its own.

use domain::mail_way::{Direct, Server};
use serde_json::{Value, json};
use testkit::peer::Peer;
use wire::names::{Exchangers, Names, NamesError};

fn zone(zone: &Value) -> (Peer, Names) {
    let peer = Peer::start("names.py", &zone.to_string());
    let names = Names::at(([127, 0, 0, 1], peer.port).into());
    (peer, names)
}

fn at(host: &str, address: [u8; 4]) -> Server {
    Server::of_destination(host, address.into(), 25)
}

#[tokio::test]
async fn servers_come_in_the_order_of_their_preference() {
    let (_peer, names) = zone(&json!({
        "example.org": { "MX": ["20 second.example.org", "10 first.example.org", "30 third.example.org"] },
        "first.example.org": { "A": ["8.8.8.1"], "AAAA": ["2a00:1450::1"] },
        "second.example.org": { "A": ["8.8.8.2"] },
        "third.example.org": {},
    }));
    let found = names.exchangers("Example.ORG", &Direct::default()).await;
    let v6 = Server::of_destination("first.example.org", "2a00:1450::1".parse().unwrap(), 25);
    let wanted = [at("first.example.org", [8, 8, 8, 1]), v6, at("second.example.org", [8, 8, 8, 2])];
    assert_eq!(found, Exchangers::At(wanted.to_vec()));
}

#[tokio::test]
async fn without_mx_the_domain_itself_takes_mail_and_null_mx_is_a_no() {
    let (_peer, names) = zone(&json!({
        "plain.example": { "A": ["8.8.8.3"] },
        "null.example": { "MX": ["0 ."], "A": ["8.8.8.3"] },
        "nowhere.example": { "MX": ["10 gone.nowhere.example"] },
        "broken.example": { "fails": true },
        "half.example": { "MX": ["10 broken.example", "20 plain.example"] },
        "home.example": { "MX": ["10 home.example"], "A": ["192.168.1.7", "127.0.0.1"] },
        "cloud.example": { "MX": ["10 cloud.example"], "A": ["169.254.169.254", "8.8.8.4"] },
    }));
    let direct = Direct::default();
    let never = async |domain: &str| match names.exchangers(domain, &direct).await {
        Exchangers::None(reply) => reply.to_string(),
        other => panic!("{domain}: {other:?}"),
    };
    assert_eq!(names.exchangers("plain.example", &direct).await, Exchangers::At(vec![at("plain.example", [8, 8, 8, 3])]));
    assert!(never("null.example").await.starts_with("556 5.1.10"));
    assert!(never("no-such.example").await.starts_with("550 5.1.2"));
    assert!(never("nowhere.example").await.starts_with("550 5.4.4"));
    assert!(never("home.example").await.contains("private network"));
    assert_eq!(names.exchangers("cloud.example", &direct).await, Exchangers::At(vec![at("cloud.example", [8, 8, 8, 4])]));
    let allowed = Direct { private: true, ..Direct::default() };
    assert!(matches!(names.exchangers("home.example", &allowed).await, Exchangers::At(servers) if servers.len() == 2));
    assert_eq!(names.exchangers("half.example", &direct).await, Exchangers::At(vec![at("plain.example", [8, 8, 8, 3])]));
    assert!(matches!(names.exchangers("broken.example", &direct).await, Exchangers::None(reply) if reply.code() == 451));
}

#[tokio::test]
async fn long_texts_come_over_tcp_and_what_is_not_there_is_none() {
    let long = "v=DKIM1; p=".to_owned() + &"A".repeat(900);
    let (peer, names) = zone(&json!({
        "long.example": { "TXT": [long] },
        "short.example": { "TXT": ["v=spf1 -all", "other"] },
        "7.2.0.192.in-addr.arpa": { "PTR": ["mail.feedback.example."] },
    }));
    assert_eq!(names.texts("long.example").await.unwrap().unwrap(), [long]);
    while !peer.next().contains("tcp") {}
    assert_eq!(names.texts("short.example").await.unwrap().unwrap(), ["v=spf1 -all", "other"]);
    assert_eq!(names.texts("no-such.example").await, Ok(None));
    assert_eq!(names.names_of([192, 0, 2, 7].into()).await.unwrap(), ["mail.feedback.example"]);
}

#[tokio::test]
async fn a_silent_server_is_no_answer() {
    let silent = tokio::net::UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let names = Names::at(silent.local_addr().unwrap());
    assert_eq!(names.texts("example.org").await, Err(NamesError::Silent("example.org".to_owned())));
}
