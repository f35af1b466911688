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
    (Server::plain("127.0.0.1", port), played)
}

fn envelope<'a>(from: &'a str, to: &'a str) -> Envelope<'a> {
    Envelope { from, to, id: "", size: 0 }
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
    assert_eq!(session.offer(&envelope("b+1@feedback.example", "r@example.org")).await.unwrap().verdict(), Verdict::GoOn);
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
    assert_eq!(session.offer(&envelope("a@b.co", "gone@example.org")).await.unwrap().verdict(), Verdict::Never);
    let later = session.offer(&envelope("a@b.co", "full@example.org")).await.unwrap();
    assert_eq!((later.verdict(), later.code()), (Verdict::NotNow, 450));
}

#[tokio::test]
async fn a_server_that_says_goodbye_is_heard_though_it_is_gone() {
    for (hello_, closing) in [("250-sink\r\n250 PIPELINING\r\n", "DATA"), ("250 sink\r\n", "MAIL")] {
        let script = vec![("EHLO", Some(hello_)), (closing, Some("421 4.7.0 too many from you\r\n"))];
        let (mut session, _played) = hello(script).await;
        let reply = session.offer(&envelope("a@b.co", "r@example.org")).await.unwrap();
        assert_eq!((reply.closes(), reply.status()), (true, Some((4, 7, 0))));
    }
}

#[tokio::test]
async fn without_pipelining_each_command_waits() {
    let script =
        vec![("EHLO", Some("250 sink\r\n")), ("MAIL", Some("250 ok\r\n")), ("RCPT", Some("250 ok\r\n")), ("DATA", Some("354 go\r\n"))];
    let (mut session, _played) = hello(script).await;
    assert_eq!(session.offer(&envelope("a@b.co", "r@example.org")).await.unwrap().verdict(), Verdict::GoOn);
}

#[tokio::test]
async fn a_line_that_breaks_at_the_dot_is_an_error_not_a_verdict() {
    let script = vec![("EHLO", Some("250 PIPELINING\r\n")), ("DATA", Some("250 ok\r\n250 ok\r\n354 go\r\n")), (".", None)];
    let (mut session, _played) = hello(script).await;
    session.offer(&envelope("a@b.co", "r@example.org")).await.unwrap();
    session.body(b"x").await.unwrap();
    assert!(matches!(session.dot().await, Err(SmtpError::Broken(_))));
}

#[tokio::test]
async fn what_is_not_smtp_is_said_so() {
    let (server, _played) = scripted(vec![("EHLO", Some("HTTP/1.1 400 Bad Request\r\n"))]).await;
    let error = Session::open(&server, "x", Patience::default()).await.unwrap_err();
    assert!(matches!(error, SmtpError::Gibberish { phase: "EHLO", .. }), "{error}");
    let nobody = Server::plain("127.0.0.1", 1);
    assert!(matches!(Session::open(&nobody, "x", Patience::default()).await, Err(SmtpError::Away { .. })));
}

#[tokio::test]
async fn what_a_server_offers_is_used() {
    let hello_ = "250-sink\r\n250-SIZE 1000\r\n250-DSN\r\n250-AUTH PLAIN LOGIN\r\n250 SMTPUTF8\r\n";
    let script = vec![("EHLO", Some(hello_)), ("MAIL", Some("250 ok\r\n")), ("RCPT", Some("250 ok\r\n")), ("DATA", Some("354 go\r\n"))];
    let (mut session, played) = hello(script).await;
    assert_eq!(session.offers().logins, ["PLAIN", "LOGIN"]);
    let too_large = Envelope { size: 1_001, ..envelope("a@b.co", "r@example.org") };
    assert_eq!(session.offer(&too_large).await.unwrap().status(), Some((5, 3, 4)), "and the session is as it was");
    let asked = Envelope { id: "7+x", size: 90, from: "a@b.co", to: "r=1@exämple.org" };
    assert_eq!(session.offer(&asked).await.unwrap().verdict(), Verdict::GoOn);
    drop(session);
    let heard = played.await.unwrap();
    assert_eq!(heard[1..3], ["MAIL FROM:<a@b.co> SIZE=90 SMTPUTF8 RET=HDRS ENVID=7+2Bx", "RCPT TO:<r=1@exämple.org>"]);
}

#[tokio::test]
async fn an_address_beyond_ascii_is_refused_where_it_cannot_go() {
    let (mut session, _played) = hello(vec![("EHLO", Some("250 sink\r\n"))]).await;
    let reply = session.offer(&envelope("a@b.co", "ü@example.org")).await.unwrap();
    assert_eq!((reply.verdict(), reply.status()), (Verdict::Never, Some((5, 6, 7))));
}

#[tokio::test]
async fn words_in_clear_after_starttls_are_not_believed() {
    let script = vec![("EHLO", Some("250-sink\r\n250 STARTTLS\r\n")), ("STARTTLS", Some("220 go\r\n250 injected\r\n"))];
    let (server, _played) = scripted(script).await;
    let server = Server { security: Security::StartTls, ..server };
    let error = Session::open(&server, "x", Patience::default()).await.unwrap_err().to_string();
    assert!(error.contains("between STARTTLS and TLS"), "{error}");
}

#[tokio::test]
async fn mail_does_not_go_in_clear_where_it_must_not() {
    let (server, played) = scripted(vec![("EHLO", Some("250 sink\r\n")), ("EHLO", None)]).await;
    let server = Server { security: Security::StartTls, ..server };
    let error = Session::open(&server, "x", Patience::default()).await.unwrap_err();
    assert!(matches!(error, SmtpError::NoTls { .. }), "{error}");
    assert_eq!(played.await.unwrap(), ["EHLO x"]);
}
