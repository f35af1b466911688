//! The doctor of mail: what receivers look at before they take a letter, and what to put into DNS.

use super::finding::{self, Finding, bad, good, look};
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::Result;
use domain::email::Email;
use domain::mail_way::{Relay, Way};
use domain::paper::Paper;
use newsroom::outbox::Outbox;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;
use wire::names::{Names, NamesError, Spf};
use wire::smtp::{Patience, Session, SmtpError};

/// An address of documentation (RFC 5737): whoever lets it send lets everybody send.
const ANYBODY: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

/// The most destinations that are named as refusing.
const STOPS: usize = 20;

/// Looks at everything about mail.
///
/// # Errors
/// When something is bad; the lines say what.
pub(crate) async fn run(
    desk: &Desk,
    addresses: &[IpAddr],
    name_server: Option<SocketAddr>,
    as_json: bool,
    report: &dyn Report,
) -> Result<()> {
    let paper = newsroom::paper::get(&desk.newsroom).await?;
    let outbox = desk.sender.outbox.holding(&desk.newsroom).await?;
    let mut findings = vec![postal(&paper)];
    findings.extend(way(&outbox, &paper).await);
    match &paper.email {
        None => findings.push(bad("sender", "mail needs a sender; `inkie paper --set email=desk@…`")),
        Some(from) => {
            let names = match name_server {
                Some(server) => Names::at(server),
                None => Names::system()?,
            };
            findings.extend(records(desk, &names, &paper, from, &outbox, addresses).await);
        }
    }
    findings.extend(stops(desk).await?);
    finding::tell(&findings, as_json, report)
}

fn postal(paper: &Paper) -> Finding {
    if paper.postal_address.trim().is_empty() {
        bad("address", "no edition goes out without a postal address; `inkie paper --set postal-address=…`")
    } else {
        good("address", paper.postal_address.clone())
    }
}

/// Somebody waits before a screen.
const PATIENCE: Patience = Patience {
    connect: Duration::from_secs(5),
    command: Duration::from_secs(10),
    data: Duration::from_secs(10),
    dot: Duration::from_secs(10),
};

/// Says hello to a relay, with TLS and login as it is set.
pub(super) async fn knock(relay: &Relay, name: &str) -> Result<Session, SmtpError> {
    Session::open(&relay.server, name, PATIENCE).await
}

/// How a connection is.
pub(super) fn how(session: &Session) -> &'static str {
    if session.is_encrypted() { " over TLS" } else { "" }
}

async fn way(outbox: &Outbox, paper: &Paper) -> Vec<Finding> {
    let relays = match outbox {
        Outbox::Unset => {
            return vec![bad("server", "no mail server is set; `inkie paper --set smtp=smtps://name:password@host`, or smtp=mx://")];
        }
        Outbox::Mailbox => return vec![look("server", "mail goes to the built-in mailbox at /-/mailbox and to nobody else")],
        Outbox::Smtp { way: Way::Direct(_), .. } => {
            return vec![good("server", "mail goes to the readers’ own servers, over TLS where they offer it")];
        }
        Outbox::Smtp { way: Way::Relays(relays), .. } => relays,
    };
    let mut findings = Vec::with_capacity(relays.len());
    for relay in relays {
        findings.push(match knock(relay, paper.host()).await {
            Err(error) => bad("server", error.to_string()),
            Ok(session) => {
                let open = !session.is_encrypted() && !relay.server.is_here();
                let says = format!("{} answers{}", relay.server, how(&session));
                session.quit().await;
                if open { look("server", format!("{says}, in clear: whoever is between reads along")) } else { good("server", says) }
            }
        });
    }
    findings
}

/// Whether the letters leave for the world from this machine: directly, or over a server on it.
fn sends_from_here(outbox: &Outbox) -> bool {
    match outbox {
        Outbox::Smtp { way: Way::Direct(_), .. } => true,
        Outbox::Smtp { way: Way::Relays(relays), .. } => relays.iter().any(|relay| relay.server.is_here()),
        Outbox::Mailbox | Outbox::Unset => false,
    }
}

async fn records(desk: &Desk, names: &Names, paper: &Paper, from: &Email, outbox: &Outbox, given: &[IpAddr]) -> Vec<Finding> {
    let mut own = given.to_vec();
    if own.is_empty() && sends_from_here(outbox) {
        own = names.addresses(paper.host()).await.unwrap_or_default();
    }
    let mut findings = vec![
        spf(names, from.domain(), &own).await.unwrap_or_else(|error| unknown("SPF", &error)),
        dkim(desk, names, paper).await,
        dmarc(names, from.domain()).await.unwrap_or_else(|error| unknown("DMARC", &error)),
    ];
    for address in &own {
        findings.push(reverse(names, paper.host(), *address).await.unwrap_or_else(|error| unknown("PTR", &error)));
    }
    if own.is_empty() && sends_from_here(outbox) {
        let says = format!("{} has no address in DNS; name the one that mail is sent from with --address", paper.host());
        findings.push(bad("PTR", says));
    }
    findings
}

fn unknown(thing: &'static str, error: &NamesError) -> Finding {
    bad(thing, format!("cannot be looked at: {error}"))
}

async fn spf(names: &Names, domain: &str, own: &[IpAddr]) -> Result<Finding, NamesError> {
    let terms: Vec<String> = own.iter().map(|address| format!("{}:{address}", if address.is_ipv4() { "ip4" } else { "ip6" })).collect();
    let terms = if terms.is_empty() { "include:THE-DOMAIN-THAT-YOUR-MAIL-SERVER-TELLS".to_owned() } else { terms.join(" ") };
    let wanted = format!("v=spf1 {terms} -all");
    match names.spf(domain, ANYBODY).await? {
        Spf::None => return Ok(bad("SPF", format!("{domain} has no record that says who may send its mail")).put(domain, wanted)),
        Spf::Broken(why) => return Ok(bad("SPF", why)),
        Spf::Pass => return Ok(bad("SPF", format!("the record of {domain} lets everybody send; end it with -all"))),
        Spf::Not(_) => {}
    }
    for address in own {
        match names.spf(domain, *address).await? {
            Spf::Pass => {}
            Spf::Broken(why) => return Ok(bad("SPF", why)),
            Spf::Not(_) | Spf::None => {
                let says = format!("the record of {domain} does not let {address} send; put {terms} into it, before its “all”");
                return Ok(bad("SPF", says).put(domain, wanted));
            }
        }
    }
    Ok(match own {
        [] => good("SPF", format!("{domain} has a record; whether it lets your mail server send, its keeper knows")),
        own => good("SPF", format!("{domain} lets {} send", own.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and "))),
    })
}

async fn dkim(desk: &Desk, names: &Names, paper: &Paper) -> Finding {
    let record = match newsroom::dkim::record(&desk.newsroom, paper).await {
        Ok(Some(record)) => record,
        Ok(None) => {
            return look(
                "DKIM",
                "Inkie signs nothing; unless your mail server signs, make a key with `inkie mail key`, put its record into DNS, and set it with `inkie paper --set dkim-selector=…`",
            );
        }
        Err(error) => return bad("DKIM", error.to_string()),
    };
    let found = match names.texts(&record.name).await {
        Ok(found) => found.unwrap_or_default(),
        Err(error) => return unknown("DKIM", &error),
    };
    let key = |text: &str| {
        let tag = text.split(';').filter_map(|tag| tag.split_once('=')).find(|(name, _)| name.trim() == "p");
        tag.map(|(_, value)| value.chars().filter(|c| !c.is_whitespace()).collect::<String>())
    };
    match found.as_slice() {
        [] => bad("DKIM", format!("mails are signed, and {} is not in DNS", record.name)).put(record.name, record.text),
        [one] if key(one) == key(&record.text) => good("DKIM", format!("{} holds the key that signs", record.name)),
        [_] => bad("DKIM", format!("{} holds another key than the one that signs", record.name)).put(record.name, record.text),
        _ => bad("DKIM", format!("{} has several records; there may be one", record.name)).put(record.name, record.text),
    }
}

/// The policy of the domain, or of the nearest one above it (RFC 9989 §4.10).
async fn dmarc(names: &Names, domain: &str) -> Result<Finding, NamesError> {
    let wanted = format!("v=DMARC1; p=none; rua=mailto:postmaster@{domain}");
    let mut at = domain;
    loop {
        let texts = names.texts(&format!("_dmarc.{at}")).await?.unwrap_or_default();
        let records: Vec<&String> = texts.iter().filter(|text| text.starts_with("v=DMARC1")).collect();
        match records.as_slice() {
            [] => {}
            [record] => return Ok(policy(at, record)),
            _ => return Ok(bad("DMARC", format!("_dmarc.{at} has several records; receivers then follow none"))),
        }
        match at.split_once('.') {
            Some((_, above)) if above.contains('.') => at = above,
            _ => break,
        }
    }
    let says = format!("{domain} has no record, and large receivers ask for one; begin with p=none, read the reports, then reject");
    Ok(bad("DMARC", says).put(format!("_dmarc.{domain}"), wanted))
}

fn policy(at: &str, record: &str) -> Finding {
    let tag = |wanted: &str| {
        let mut tags = record.split(';').filter_map(|tag| tag.split_once('='));
        tags.find(|(name, _)| name.trim() == wanted).map(|(_, value)| value.trim().to_ascii_lowercase())
    };
    match tag("p").as_deref() {
        Some("none") if tag("rua").is_none() => {
            look("DMARC", format!("_dmarc.{at} has p=none and no rua: nothing happens and nobody hears of it"))
        }
        Some("none") => {
            good("DMARC", format!("_dmarc.{at} has p=none; once the reports are clean, p=quarantine or p=reject keeps forgers out"))
        }
        Some(policy @ ("quarantine" | "reject")) => good("DMARC", format!("_dmarc.{at} has p={policy}")),
        _ => bad("DMARC", format!("_dmarc.{at} names no policy that receivers know: p is none, quarantine or reject")),
    }
}

/// An address must have a name that leads back to it (newsletter.md P3).
async fn reverse(names: &Names, host: &str, address: IpAddr) -> Result<Finding, NamesError> {
    let found = names.names_of(address).await?;
    let [name, ..] = found.as_slice() else {
        return Ok(bad("PTR", format!("{address} has no name; ask whoever gives you the address to name it {host}")));
    };
    if !names.addresses(name).await?.contains(&address) {
        return Ok(bad("PTR", format!("{address} is called {name}, and {name} does not lead back to it")));
    }
    Ok(if found.iter().any(|name| name == host) {
        good("PTR", format!("{address} is {host}, and back"))
    } else {
        look("PTR", format!("{address} is called {name}, while the paper says hello as {host}; one name for both is better"))
    })
}

/// Destinations that refuse the paper's mail now.
async fn stops(desk: &Desk) -> Result<Vec<Finding>> {
    let stops = store::mail_stops::list(&desk.newsroom.store().read().await?, STOPS).await?;
    let now = doors::now();
    Ok(stops
        .into_iter()
        .map(|stop| {
            let again = if stop.until > now { format!("tried again at {}", stop.until) } else { "tried with the next letter".to_owned() };
            bad("refused", format!("{} refuses this paper’s mail since {} ({}); {again}", stop.destination, stop.since, stop.reply))
        })
        .collect())
}
