//! TLS and logins, to aiosmtpd.

use domain::mail_way::{Login, Security, Server};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};
use serde_json::{Value, json};
use tempfile::TempDir;
use testkit::peer::Peer;
use wire::smtp::{Envelope, Patience, Session, SmtpError, Verdict};

/// An authority, and a certificate of it.
struct Papers(TempDir);

impl Papers {
    fn of(name: &str, valid: (i32, i32)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut params = CertificateParams::new([]).unwrap();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, folder.path().display().to_string());
        let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        (params.not_before, params.not_after) = (rcgen::date_time_ymd(valid.0, 1, 1), rcgen::date_time_ymd(valid.1, 1, 1));
        let key = KeyPair::generate().unwrap();
        let leaf = params.signed_by(&key, &authority).unwrap();
        for (file, text) in [("ca.pem", authority.pem()), ("cert.pem", leaf.pem()), ("key.pem", key.serialize_pem())] {
            std::fs::write(folder.path().join(file), text).unwrap();
        }
        Self(folder)
    }

    fn good() -> Self {
        Self::of("127.0.0.1", (2020, 2090))
    }

    fn file(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn server(&self, tls: &str, more: Value) -> Peer {
        let mut options = json!({ "tls": tls, "cert": self.file("cert.pem"), "key": self.file("key.pem") });
        options.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        Peer::start("server.py", &options.to_string())
    }

    fn trusted(&self, peer: &Peer, security: Security) -> Server {
        Server { security, ca: Some(self.file("ca.pem")), ..Server::plain("127.0.0.1", peer.port) }
    }
}

async fn hand_over(server: &Server) -> Result<wire::smtp::Reply, SmtpError> {
    let mut session = Session::open(server, "feedback.example", Patience::default()).await?;
    let envelope = Envelope { from: "b+7@feedback.example", to: "reader@example.org", id: "7", size: 31 };
    assert_eq!(session.offer(&envelope).await?.verdict(), Verdict::GoOn);
    session.body(b"Subject: x\r\n\r\n.leading\r\nlast\r\n").await?;
    let reply = session.dot().await?;
    session.quit().await;
    Ok(reply)
}

async fn refused(server: &Server) -> String {
    Session::open(server, "feedback.example", Patience::default()).await.unwrap_err().to_string()
}

fn login(password: &str) -> Option<Login> {
    Some(Login { user: "desk@feedback.example".to_owned(), password: password.to_owned() })
}

const KNOWN: &str = "hunter2 + ünïcode";

#[tokio::test]
async fn a_letter_goes_over_tls_from_the_start() {
    let papers = Papers::good();
    let peer = papers.server("implicit", json!({}));
    let reply = hand_over(&papers.trusted(&peer, Security::Implicit)).await.unwrap();
    assert_eq!(reply.verdict(), Verdict::Done);
    let took: Value = serde_json::from_str(&peer.next()).unwrap();
    assert_eq!((&took["tls"], &took["letter"]), (&json!(true), &json!("Subject: x\r\n\r\n.leading\r\nlast\r\n")));
    assert!(took["options"].as_array().unwrap().contains(&json!("SIZE=31")), "{took}");
}

#[tokio::test]
async fn a_letter_goes_over_tls_after_starttls_with_either_login() {
    let papers = Papers::good();
    for mechanism in ["PLAIN", "LOGIN"] {
        let known = json!({ "user": "desk@feedback.example", "password": KNOWN, "logins": [mechanism] });
        let peer = papers.server("starttls", known);
        let server = papers.trusted(&peer, Security::StartTls);
        assert_eq!(hand_over(&Server { login: login(KNOWN), ..server.clone() }).await.unwrap().verdict(), Verdict::Done);
        let took: Value = serde_json::from_str(&peer.next()).unwrap();
        assert_eq!((&took["tls"], &took["login"], &took["hello"]), (&json!(true), &json!(true), &json!("feedback.example")), "{mechanism}");
        let wrong = refused(&Server { login: login("guess"), ..server }).await;
        assert!(wrong.contains("does not accept the login of desk@feedback.example: 535") && !wrong.contains("guess"), "{wrong}");
    }
}

#[tokio::test]
async fn who_does_not_prove_its_name_gets_nothing() {
    let (papers, others) = (Papers::good(), Papers::good());
    for (tls, security) in [("implicit", Security::Implicit), ("starttls", Security::StartTls)] {
        let peer = papers.server(tls, json!({}));
        let stranger = Server { ca: Some(others.file("ca.pem")), ..papers.trusted(&peer, security) };
        assert!(refused(&stranger).await.contains("nobody known vouches for its certificate"), "{tls}");
        let system = Server { ca: None, ..stranger };
        assert!(refused(&system).await.contains("cannot be trusted"), "{tls}");
        let renamed = Server { host: "localhost".to_owned(), ..papers.trusted(&peer, security) };
        assert!(refused(&renamed).await.contains("its certificate is not for localhost"), "{tls}");
        assert!(peer.told().is_empty());
    }
    let old = Papers::of("127.0.0.1", (2001, 2002));
    let peer = old.server("implicit", json!({}));
    assert!(refused(&old.trusted(&peer, Security::Implicit)).await.contains("its certificate has run out"));
    let gone = Server { ca: Some("/nowhere/ca.pem".to_owned()), ..old.trusted(&peer, Security::Implicit) };
    assert!(refused(&gone).await.contains("/nowhere/ca.pem cannot be read"));
}

#[tokio::test]
async fn a_strangers_server_gets_tls_whoever_vouches_for_it() {
    let papers = Papers::of("mail.elsewhere.example", (2001, 2002));
    let peer = papers.server("starttls", json!({}));
    assert_eq!(hand_over(&Server::of_destination("mx.example", [127, 0, 0, 1].into(), peer.port)).await.unwrap().verdict(), Verdict::Done);
    assert_eq!(serde_json::from_str::<Value>(&peer.next()).unwrap()["tls"], json!(true));
}

#[tokio::test]
async fn what_is_set_wrong_is_said_in_words() {
    let papers = Papers::good();
    let plain = papers.server("off", json!({}));
    assert!(refused(&papers.trusted(&plain, Security::StartTls)).await.contains("offers no TLS"));
    let no_tls = refused(&papers.trusted(&plain, Security::Implicit)).await;
    assert!(no_tls.contains("does not speak TLS on this port"), "{no_tls}");
    let without = papers.server("off", json!({ "logins": [] }));
    let open = Server { login: login("x"), ..Server::plain("127.0.0.1", without.port) };
    let no_logins = refused(&open).await;
    assert!(no_logins.contains("takes no logins here"), "{no_logins}");
}
