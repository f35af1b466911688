//! The ways that bounces come in by, against programs that nobody here wrote: dovecot for the mailbox, swaks for the door.

use crate::bounce::{gone, secret, sent_from};
use crate::desk::Desk;
use domain::email::Email;
use domain::reader::{Choice, Standing};
use hmac::{Hmac, KeyInit, Mac};
use newsroom::bounce::{self, Headers, Passed, Posted, Relays};
use sha2::Sha256;
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use wire::imap::Address;

/// Who dovecot serves mail as, when it is started by root: it serves none as root.
const NOBODY: u32 = 65_534;

struct Dovecot {
    process: Child,
    folder: tempfile::TempDir,
    plain: u16,
    tls: u16,
    root: bool,
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        // Its own children end with it on a term, not on a kill.
        drop(Command::new("kill").arg(self.process.id().to_string()).status());
        drop(self.process.wait());
    }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

impl Dovecot {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
        let own = path.metadata().unwrap();
        let root = own.uid() == 0;
        let (uid, gid) = if root { (NOBODY, NOBODY) } else { (own.uid(), own.gid()) };
        let certified = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        std::fs::write(path.join("cert.pem"), certified.cert.pem()).unwrap();
        std::fs::write(path.join("key.pem"), certified.signing_key.serialize_pem()).unwrap();
        for part in ["", ".Done"] {
            for place in ["cur", "new", "tmp"] {
                std::fs::create_dir_all(path.join("mail").join(part).join(place)).unwrap();
            }
        }
        if root {
            let all = Command::new("chown").arg("-R").arg(format!("{uid}:{gid}")).arg(path.join("mail")).status().unwrap();
            assert!(all.success());
        }
        let (plain, tls) = (free_port(), free_port());
        let user = String::from_utf8(Command::new("id").arg("-un").output().unwrap().stdout).unwrap();
        let users = if root { String::new() } else { format!("default_internal_user = {0}\ndefault_login_user = {0}\n", user.trim()) };
        let conf = format!(
            "base_dir = {dir}/run\nstate_dir = {dir}/state\nlog_path = {dir}/log\nprotocols = imap\nlisten = 127.0.0.1\nssl = yes\n\
             ssl_cert = <{dir}/cert.pem\nssl_key = <{dir}/key.pem\ndisable_plaintext_auth = no\nmail_location = maildir:{dir}/mail\n\
             first_valid_uid = 0\nfirst_valid_gid = 0\n{users}\
             passdb {{\n driver = static\n args = password=s3cret\n}}\n\
             userdb {{\n driver = static\n args = uid={uid} gid={gid} home={dir}/mail\n}}\n\
             service imap-login {{\n chroot =\n inet_listener imap {{\n  port = {plain}\n }}\n inet_listener imaps {{\n  port = {tls}\n  ssl = yes\n }}\n}}\n\
             service anvil {{\n chroot =\n}}\n",
            dir = path.display()
        );
        std::fs::write(path.join("dovecot.conf"), conf).unwrap();
        let program = if Path::new("/usr/sbin/dovecot").is_file() { "/usr/sbin/dovecot" } else { "dovecot" };
        let process = Command::new(program)
            .args(["-F", "-c"])
            .arg(path.join("dovecot.conf"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| {
                panic!("dovecot (of dovecot-imapd) cannot be started: {error}; scripts/check --without smtp leaves it out")
            });
        let dovecot = Self { process, folder, plain, tls, root };
        for _ in 0..250 {
            if TcpStream::connect(("127.0.0.1", tls)).is_ok() {
                return dovecot;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("dovecot does not listen: {}", std::fs::read_to_string(dovecot.folder.path().join("log")).unwrap_or_default());
    }

    fn deliver(&self, name: &str, mail: &str) {
        let (made, new) = (self.folder.path().join("mail/tmp").join(name), self.folder.path().join("mail/new").join(name));
        std::fs::write(&made, mail).unwrap();
        if self.root {
            chown(&made, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        std::fs::rename(made, new).unwrap();
    }

    /// The mails in a folder, each with whether it was seen.
    fn mails(&self, folder: &str) -> Vec<(String, bool)> {
        let mut all = Vec::new();
        for place in ["cur", "new"] {
            for entry in std::fs::read_dir(self.folder.path().join("mail").join(folder).join(place)).unwrap() {
                let name = entry.unwrap().file_name().into_string().unwrap();
                let (mail, flags) = name.split_once(":2,").unwrap_or((&name, ""));
                all.push((mail.split(',').next().unwrap().to_owned(), flags.contains('S')));
            }
        }
        all.sort();
        all
    }

    fn plain(&self) -> Address {
        Address::parse(&format!("imap://bounces:s3cret@127.0.0.1:{}/INBOX", self.plain)).unwrap()
    }

    fn tls(&self, options: &str) -> Address {
        Address::parse(&format!("imaps://bounces%40feedback.example:s3cret@localhost:{}/INBOX?{options}", self.tls)).unwrap()
    }
}

async fn three_readers(store: store::Store) -> Desk {
    let desk = Desk::new(store).await;
    for who in ["one", "two", "three"] {
        desk.admit(&format!("{who}@example.org"), Choice::General, &[]).await;
    }
    desk
}

async fn standing(desk: &Desk, who: &str) -> Standing {
    desk.reader(&format!("{who}@example.org")).await.standing
}

async fn bounced(desk: &Desk, who: &str) -> String {
    gone(&sent_from(desk, &desk.reader(&format!("{who}@example.org")).await, None))
}

testkit::both! {
    async fn a_mailbox_of_dovecot_is_read_and_what_is_for_people_stays(store: Store) {
        let (desk, dovecot) = (three_readers(store).await, Dovecot::start());
        dovecot.deliver("gone", &bounced(&desk, "one").await);
        dovecot.deliver("forged", &gone("b+aaaa@bounces.example"));
        dovecot.deliver("person", "From: jo@example.org\r\nSubject: Re: Today\r\n\r\nI liked it.\r\n");
        dovecot.deliver("away", "From: jo@example.org\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nuser unknown\r\n");
        let mut passed = Passed::default();
        let read = async |address: &Address, passed: &mut Passed| bounce::read_mailbox(&desk.newsroom, &desk.clock(), address, passed).await;
        assert_eq!(read(&dovecot.plain(), &mut passed).await.unwrap(), 2);
        let seen = [("away", true), ("forged", false), ("gone", true), ("person", false)].map(|(name, seen)| (name.to_owned(), seen));
        assert_eq!(dovecot.mails(""), seen);
        assert_eq!((standing(&desk, "one").await, standing(&desk, "two").await), (Standing::Suppressed, Standing::Active));
        assert_eq!(read(&dovecot.plain(), &mut passed).await.unwrap(), 0);
        let ca = format!("ca={}/cert.pem", dovecot.folder.path().display());
        dovecot.deliver("second", &bounced(&desk, "two").await);
        assert_eq!(read(&dovecot.tls(&format!("{ca}&done=Done")), &mut passed).await.unwrap(), 1, "over TLS, and moved");
        assert_eq!(dovecot.mails(".Done").iter().map(|(_, seen)| *seen).collect::<Vec<_>>(), [true], "under a name of dovecot's");
        assert!(dovecot.mails("").iter().all(|(name, _)| name != "second"));
        assert_eq!(standing(&desk, "two").await, Standing::Suppressed);
        let said = read(&dovecot.tls(""), &mut passed).await.unwrap_err().to_string();
        assert!(said.contains("cannot be reached") && !said.contains("s3cret"), "a stranger’s certificate: {said}");
        let wrong = Address::parse(&format!("imap://bounces:wrong@127.0.0.1:{}", dovecot.plain)).unwrap();
        assert!(read(&wrong, &mut passed).await.is_err());
    }

    async fn the_door_takes_bounces_from_swaks_and_nothing_else(store: Store) {
        let desk = three_readers(store).await;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let serving = bounce::listen(desk.newsroom.clone(), desk.clock(), listener, "bounces.example".to_owned(), async { drop(stopped.await) });
        let serving = tokio::spawn(serving);
        let files = tempfile::tempdir().unwrap();
        let swaks = async |to: &str, mail: &str| {
            let file = files.path().join("mail");
            std::fs::write(&file, mail).unwrap();
            let mut command = Command::new("swaks");
            command.args(["--server", &format!("127.0.0.1:{port}"), "--from", "<>", "--to", to, "--data", &format!("@{}", file.display())]);
            let out = tokio::task::spawn_blocking(move || command.output().unwrap_or_else(|error| panic!("swaks cannot be started: {error}; scripts/check --without smtp leaves it out"))).await.unwrap();
            String::from_utf8_lossy(&out.stdout).into_owned()
        };
        let to = sent_from(&desk, &desk.reader("one@example.org").await, None);
        // The mail's own head names nobody: its envelope does.
        let said = swaks(&to, &gone("somebody@else.example")).await;
        assert!(said.contains("<-  250 2.0.0 taken"), "{said}");
        assert_eq!(standing(&desk, "one").await, Standing::Suppressed);
        let said = swaks("two@example.org", &bounced(&desk, "two").await).await;
        assert!(said.contains("<** 550 5.1.1"), "{said}");
        let forged = secret().envelope_sender(&Email::parse("b@bounces.example").unwrap(), newsroom::token::Envelope::at(desk.reader("two@example.org").await.id, None, desk.now()));
        let forged = forged.replace("@bounces", "x@bounces");
        assert!(swaks(&forged, &bounced(&desk, "two").await).await.contains("<** 550 5.1.1"));
        assert_eq!(standing(&desk, "two").await, Standing::Active);
        drop(stop);
        serving.await.unwrap();
    }

    async fn a_seal_beside_the_body_is_good_for_one_post(store: Store) {
        let desk = three_readers(store).await;
        let relays = Relays::parse("mailgun=key-1", |_| Err("no file".to_owned())).unwrap();
        let seal = |token: &str| {
            let time = (desk.now().micros() / 1_000_000).to_string();
            let mut mac = Hmac::<Sha256>::new_from_slice(b"key-1").unwrap();
            mac.update(format!("{time}{token}").as_bytes());
            let seal: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
            serde_json::json!({ "timestamp": time, "token": token, "signature": seal })
        };
        let body = |token: &str, who: &str| {
            let event = serde_json::json!({ "event": "complained", "recipient": format!("{who}@example.org"), "id": token });
            serde_json::json!({ "signature": seal(token), "event-data": event }).to_string().into_bytes()
        };
        let post = async |relay: &str, body: &[u8]| bounce::post(&desk.newsroom, &desk.act(), &relays, relay, &Headers::new(), body).await.unwrap();
        assert_eq!(post("postmark", b"{}").await, Posted::NoRelay);
        assert!(matches!(post("mailgun", b"{}").await, Posted::Refused(_)));
        assert_eq!(post("mailgun", &body("t-1", "one")).await, Posted::Taken(1));
        assert_eq!(post("mailgun", &body("t-1", "two")).await, Posted::Taken(0), "the same seal on another body");
        assert_eq!((standing(&desk, "one").await, standing(&desk, "two").await), (Standing::Suppressed, Standing::Active));
        assert_eq!(post("mailgun", &body("t-2", "nobody")).await, Posted::Taken(0));
    }
}
