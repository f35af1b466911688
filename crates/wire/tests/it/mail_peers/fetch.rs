//! Names that lead into private networks, by a name server of others.

use serde_json::json;
use testkit::peer::Peer;
use wire::fetch::{FetchError, Fetcher, Manner};

#[tokio::test]
async fn a_name_is_judged_by_where_it_leads() {
    let zone = json!({
        "trap.example": { "A": ["127.0.0.1"] },
        "half.example": { "A": ["8.8.8.8", "192.168.1.7"] },
        "six.example": { "AAAA": ["fd00::1"] },
        "home.example": { "A": ["127.0.0.1"] },
    });
    let peer = Peer::start("names.py", &zone.to_string());
    let manner = Manner { name_server: format!("127.0.0.1:{}", peer.port), attempts: 1, ..Manner::default() };
    let strict = Fetcher::new(manner.clone()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("file");
    for name in ["trap", "half", "six"] {
        let answer = strict.fetch(&format!("http://{name}.example:8080/a.jpg"), &to).await;
        assert!(matches!(answer, Err(FetchError::Private { .. })), "{name}: {answer:?}");
    }
    let answer = strict.fetch("http://no-such.example/a.jpg", &to).await;
    assert!(matches!(answer, Err(FetchError::NoHost(_))), "{answer:?}");
    // With leave, the connection goes to where the name led.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().unwrap();
        let mut asked = [0; 1024];
        let length = stream.read(&mut asked).unwrap();
        assert!(String::from_utf8_lossy(&asked[..length]).to_lowercase().contains("host: home.example"));
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").unwrap();
    });
    let lenient = Fetcher::new(Manner { private: vec![[127, 0, 0, 1].into()], ..manner }).await.unwrap();
    lenient.fetch(&format!("http://home.example:{port}/a.jpg"), &to).await.unwrap();
    assert_eq!(std::fs::read(&to).unwrap(), b"ok");
}
