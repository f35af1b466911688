use super::*;
use tokio::net::TcpListener;

/// A server on loopback that plays a script: for each line it reads, the next answer. `None` closes the connection.
async fn scripted(script: Vec<(&'static str, Option<&'static str>)>) -> (Server, tokio::task::JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let played = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut stream = BufReader::new(stream);
        let mut heard = Vec::new();
        stream.write_all(b"220 sink\r\n").await.unwrap();
        for (until, answer) in script {
            loop {
                let mut line = String::new();
                if stream.read_line(&mut line).await.unwrap() == 0 {
                    return heard;
                }
                heard.push(line.trim_end().to_owned());
                if line.starts_with(until) {
                    break;
                }
            }
            match answer {
                Some(answer) => stream.write_all(answer.as_bytes()).await.unwrap(),
                None => return heard,
            }
        }
        heard
    });
    (Server { host: "127.0.0.1".to_owned(), port }, played)
}

async fn hello(script: Vec<(&'static str, Option<&'static str>)>) -> (Session, tokio::task::JoinHandle<Vec<String>>) {
    let (server, played) = scripted(script).await;
    (Session::open(&server, "feedback.example", Patience::default()).await.unwrap(), played)
}

#[tokio::test]
async fn a_message_goes_in_three_steps() {
    let script = vec![
        ("EHLO", Some("250-sink\r\n250 PIPELINING\r\n")),
        ("DATA", Some("250 ok\r\n250 ok\r\n354 go\r\n")),
        (".\r\n", Some("250 2.0.0 queued as 7\r\n")),
        ("QUIT", Some("221 bye\r\n")),
    ];
    let (mut session, played) = hello(script).await;
    assert_eq!(session.offer("b+1@feedback.example", "r@example.org").await.unwrap().verdict(), Verdict::GoOn);
    session.body(b"Subject: x\r\n\r\n.leading dot\r\nlast").await.unwrap();
    let reply = session.dot().await.unwrap();
    assert_eq!((reply.verdict(), reply.to_string().as_str()), (Verdict::Done, "250 2.0.0 queued as 7"));
    session.quit().await;
    let heard = played.await.unwrap();
    assert_eq!(
        heard,
        [
            "EHLO feedback.example",
            "MAIL FROM:<b+1@feedback.example>",
            "RCPT TO:<r@example.org>",
            "DATA",
            "Subject: x",
            "",
            "..leading dot",
            "last",
            ".",
            "QUIT"
        ]
    );
}

#[tokio::test]
async fn a_refused_reader_leaves_the_session_fit_for_the_next() {
    let script = vec![
        ("EHLO", Some("250-sink\r\n250 PIPELINING\r\n")),
        ("DATA", Some("250 ok\r\n550 5.1.1 no such user\r\n554 no valid recipients\r\n")),
        ("RSET", Some("250 ok\r\n")),
        ("DATA", Some("250 ok\r\n450 4.2.1 later\r\n354 go\r\n")),
        (".", Some("554 no recipients\r\n")),
        ("RSET", Some("250 ok\r\n")),
    ];
    let (mut session, _played) = hello(script).await;
    assert_eq!(session.offer("a@b.co", "gone@example.org").await.unwrap().verdict(), Verdict::Never);
    let later = session.offer("a@b.co", "full@example.org").await.unwrap();
    assert_eq!((later.verdict(), later.code()), (Verdict::NotNow, 450));
}

#[tokio::test]
async fn without_pipelining_each_command_waits() {
    let script =
        vec![("EHLO", Some("250 sink\r\n")), ("MAIL", Some("250 ok\r\n")), ("RCPT", Some("250 ok\r\n")), ("DATA", Some("354 go\r\n"))];
    let (mut session, _played) = hello(script).await;
    assert_eq!(session.offer("a@b.co", "r@example.org").await.unwrap().verdict(), Verdict::GoOn);
}

#[tokio::test]
async fn a_line_that_breaks_at_the_dot_is_an_error_not_a_verdict() {
    let script = vec![("EHLO", Some("250 PIPELINING\r\n")), ("DATA", Some("250 ok\r\n250 ok\r\n354 go\r\n")), (".", None)];
    let (mut session, _played) = hello(script).await;
    session.offer("a@b.co", "r@example.org").await.unwrap();
    session.body(b"x").await.unwrap();
    assert!(matches!(session.dot().await, Err(SmtpError::Broken(_))));
}

#[tokio::test]
async fn what_is_not_smtp_is_said_so() {
    let (server, _played) = scripted(vec![("EHLO", Some("HTTP/1.1 400 Bad Request\r\n"))]).await;
    let error = Session::open(&server, "x", Patience::default()).await.unwrap_err();
    assert!(matches!(error, SmtpError::Gibberish { phase: "EHLO", .. }), "{error}");
    let nobody = Server { host: "127.0.0.1".to_owned(), port: 1 };
    assert!(matches!(Session::open(&nobody, "x", Patience::default()).await, Err(SmtpError::Away { .. })));
}

#[test]
fn server_addresses() {
    assert_eq!(Server::parse("smtp://127.0.0.1:2525").unwrap(), Server { host: "127.0.0.1".to_owned(), port: 2525 });
    assert_eq!(Server::parse("smtp://[::1]:2525/").unwrap().host, "::1");
    assert_eq!(Server::parse("smtp://mail.example").unwrap().port, 25);
    for bad in ["", "mail.example:25", "http://x", "smtp://", "smtp://x:99999", "smtp://a@b:25"] {
        assert!(Server::parse(bad).is_err(), "{bad}");
    }
}
