//! The paper on a socket.

use crate::site::Site;
use std::io::ErrorKind;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::time::timeout;

const SOON: Duration = Duration::from_secs(5);

#[test]
fn answers_on_one_connection_and_stops_when_asked() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (stop, stopped) = oneshot::channel::<()>();
        let server = tokio::spawn(web::serve(listener, site.router.clone(), async move { drop(stopped.await) }));
        let mut stream = TcpStream::connect(address).await.unwrap();
        for _ in 0..2 {
            stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n").await.unwrap();
            let answer = read_until(&mut stream, "ok\n").await;
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
        let mut idle = TcpStream::connect(address).await.unwrap();
        stop.send(()).unwrap();
        timeout(SOON, server).await.unwrap().unwrap();
        let mut rest = Vec::new();
        // A connection that still waited to be accepted is reset, one that was accepted is closed.
        let end = timeout(SOON, idle.read_to_end(&mut rest)).await.unwrap();
        assert!(end.is_ok() || end.is_err_and(|error| error.kind() == ErrorKind::ConnectionReset));
        assert!(TcpStream::connect(address).await.is_err(), "nobody listens any more");
    });
}

#[test]
fn what_is_no_http_is_refused() {
    testkit::on_sqlite(|store| async move {
        let site = Site::new(store).await;
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let server = tokio::spawn(web::serve(listener, site.router.clone(), std::future::pending()));
        for nonsense in ["\x16\x03\x01\x02\x00", "GET / HTTP/1.1\r\nHost: a\r\nX: \0\r\n\r\n", "GET /\u{e9} HTTP/9\r\n\r\n"] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            stream.write_all(nonsense.as_bytes()).await.unwrap();
            let mut answer = String::new();
            timeout(SOON, stream.read_to_string(&mut answer)).await.unwrap().unwrap();
            assert!(answer.is_empty() || answer.starts_with("HTTP/1.1 400"), "{nonsense:?}: {answer}");
        }
        server.abort();
    });
}

async fn read_until(stream: &mut TcpStream, end: &str) -> String {
    let mut read = String::new();
    let mut bytes = [0_u8; 4096];
    while !read.ends_with(end) {
        let n = timeout(SOON, stream.read(&mut bytes)).await.unwrap().unwrap();
        assert!(n > 0, "closed after {read}");
        read.push_str(&String::from_utf8_lossy(bytes.get(..n).unwrap()));
    }
    read
}
