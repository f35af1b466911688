use super::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::sync::oneshot;

#[derive(Default)]
struct Box_ {
    kept: Mutex<Vec<(Vec<String>, Vec<u8>)>>,
    full: bool,
}

impl Room for Box_ {
    fn has(&self, recipient: &str) -> bool {
        recipient.starts_with("b+good")
    }

    fn keep(&self, recipients: Vec<String>, mail: Vec<u8>) -> Pin<Box<dyn Future<Output = Kept> + Send + '_>> {
        Box::pin(async move {
            if self.full {
                return Kept::NotNow;
            }
            self.kept.lock().unwrap().push((recipients, mail));
            Kept::Yes
        })
    }
}

/// Says everything at once and reads what is answered until the end, or for as long as nothing more comes.
async fn says(room: &Arc<Box_>, limits: Limits, said: &[u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let room: Arc<dyn Room> = Arc::clone(room) as Arc<dyn Room>;
    let serving = tokio::spawn(serve(listener, "b.example".to_owned(), room, limits, async move { drop(stopped.await) }));
    let mut stream = TcpStream::connect(address).await.unwrap();
    // A server that ends early may refuse the rest of it.
    drop(stream.write_all(said).await);
    let mut answer = Vec::new();
    let mut piece = [0; 4096];
    while let Ok(Ok(read)) = tokio::time::timeout(Duration::from_millis(500), stream.read(&mut piece)).await {
        if read == 0 {
            break;
        }
        answer.extend_from_slice(&piece[..read]);
    }
    drop(stop);
    serving.await.unwrap();
    String::from_utf8(answer).unwrap()
}

fn codes(answer: &str) -> Vec<&str> {
    answer.lines().filter(|line| line.as_bytes().get(3) == Some(&b' ')).filter_map(|line| line.get(..3)).collect()
}

const HELLO: &str = "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<b+good@b.example>\r\nDATA\r\n";

#[tokio::test]
async fn a_bounce_comes_in_as_it_was_sent() {
    let room = Arc::new(Box_::default());
    let answer = says(&room, Limits::default(), format!("{HELLO}a\r\n..b\r\n\r\n.\r\nQUIT\r\n").as_bytes()).await;
    assert_eq!(codes(&answer), ["220", "250", "250", "250", "354", "250", "221"], "{answer}");
    assert_eq!(*room.kept.lock().unwrap(), [(vec!["b+good@b.example".to_owned()], b"a\r\n.b\r\n\r\n".to_vec())]);
}

#[tokio::test]
async fn nothing_is_relayed_and_nobody_else_has_a_mailbox() {
    let room = Arc::new(Box_::default());
    let said = "EHLO x\r\nMAIL FROM:<a@b.co>\r\nRCPT TO:<someone@else.example>\r\nRCPT TO:<b+bad@b.example>\r\nRCPT TO:b+good@b.example\r\nDATA\r\nQUIT\r\n";
    assert_eq!(codes(&says(&room, Limits::default(), said.as_bytes()).await), ["220", "250", "250", "550", "550", "501", "503", "221"]);
    assert!(room.kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_could_not_be_stored_is_sent_again() {
    let room = Arc::new(Box_ { full: true, ..Box_::default() });
    let answer = says(&room, Limits::default(), format!("{HELLO}a\r\n.\r\nQUIT\r\n").as_bytes()).await;
    assert!(answer.contains("\r\n451 4.3.0"), "{answer}");
}

#[tokio::test]
async fn a_mail_is_ended_by_its_dot_alone() {
    // SMTP smuggling: a dot between bare line feeds must not end a mail and begin another.
    for smuggled in ["\n.\n", "\n.\r\n", "\r\n.\n", "\r.\r", "\r\n.\r\r\n"] {
        let room = Arc::new(Box_::default());
        let hidden = format!("{HELLO}a{smuggled}MAIL FROM:<x@y.z>\r\nRCPT TO:<b+good-2@b.example>\r\nDATA\r\nevil\r\n.\r\nQUIT\r\n");
        let answer = says(&room, Limits::default(), hidden.as_bytes()).await;
        assert_eq!(codes(&answer), ["220", "250", "250", "250", "354", "250", "221"], "{smuggled:?} {answer}");
        let kept = room.kept.lock().unwrap();
        assert_eq!((kept.len(), kept[0].0.as_slice()), (1, ["b+good@b.example".to_owned()].as_slice()), "{smuggled:?}");
        assert!(String::from_utf8_lossy(&kept[0].1).contains("evil"), "{smuggled:?}");
    }
}

#[tokio::test]
async fn hostile_guests_are_sent_away() {
    let room = Arc::new(Box_::default());
    let limits = Limits { mail: 1_000, commands: 20, pause: Duration::from_millis(300), ..Limits::default() };
    let big = format!("{HELLO}{}\r\n.\r\n", "x".repeat(5_000));
    assert!(says(&room, limits, big.as_bytes()).await.contains("552 5.3.4"));
    let many_lines = format!("{HELLO}{}.\r\n", "x\r\n".repeat(5_000));
    assert!(says(&room, limits, many_lines.as_bytes()).await.contains("552 5.3.4"));
    assert!(says(&room, limits, b"EHLO x\r\nMAIL FROM:<> SIZE=99999999\r\n").await.contains("552 5.3.4"));
    assert!(says(&room, limits, "x".repeat(100_000).as_bytes()).await.contains("500 5.5.6"));
    assert!(says(&room, limits, b"EHLO x\n").await.contains("500 5.5.2"));
    assert!(says(&room, limits, "FOO\r\n".repeat(30).as_bytes()).await.ends_with("421 4.7.0 too many faults; bye\r\n"));
    assert!(says(&room, limits, "NOOP\r\n".repeat(30).as_bytes()).await.contains("421 4.7.0 that is enough"));
    assert!(says(&room, limits, &[0xff, 0xfe, 0, b'\r', b'\n']).await.contains("502"));
    assert!(says(&room, limits, b"MAIL FROM:<>\r\nEHLO x\r\nRCPT TO:<b+good@b.example>\r\nDATA\r\n").await.contains("503"));
    let recipients = format!("EHLO x\r\nMAIL FROM:<>\r\n{}", "RCPT TO:<b+good@b.example>\r\n".repeat(11));
    assert!(says(&room, limits, recipients.as_bytes()).await.contains("452 4.5.3"));
    // Who says nothing is not waited for.
    assert_eq!(codes(&says(&room, limits, b"EHLO").await), ["220"]);
    assert!(room.kept.lock().unwrap().is_empty());
}

#[tokio::test]
async fn one_guest_cannot_keep_all_others_out() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (stop, stopped) = oneshot::channel::<()>();
    let room: Arc<dyn Room> = Arc::new(Box_::default());
    let limits = Limits { from_one: 2, ..Limits::default() };
    let serving = tokio::spawn(serve(listener, "b.example".to_owned(), room, limits, async move { drop(stopped.await) }));
    let greeting = async || {
        let mut stream = TcpStream::connect(address).await.unwrap();
        let mut code = [0; 3];
        stream.read_exact(&mut code).await.unwrap();
        (String::from_utf8(code.to_vec()).unwrap(), stream)
    };
    let (one, other) = (greeting().await, greeting().await);
    assert_eq!((one.0.as_str(), other.0.as_str()), ("220", "220"));
    assert_eq!(greeting().await.0, "421");
    drop((one, other));
    for _ in 0..50 {
        if greeting().await.0 == "220" {
            drop(stop);
            return serving.await.unwrap();
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("nobody is let in any more");
}
