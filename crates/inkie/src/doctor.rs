//! The doctor looks at everything a paper stands on and says what to do.

mod finding;
pub(crate) mod mail;

use crate::config::Database;
use crate::desk::Desk;
use crate::doors;
use crate::report::Report;
use anyhow::Result;
use domain::mail_way::Way;
use domain::paper::Paper;
pub(crate) use finding::quoted;
use finding::{Finding, bad, good, look};
use newsroom::outbox::Outbox;
use std::time::{Duration, UNIX_EPOCH};

/// Space below which the doctor warns.
const LITTLE_SPACE: u64 = 500 * 1024 * 1024;

/// Looks at everything.
///
/// # Errors
/// When something is bad; the lines say what.
pub(crate) async fn run(desk: &Desk, as_json: bool, report: &dyn Report) -> Result<()> {
    let mut findings = vec![settings(desk), database(desk).await, disk(desk), clock(desk).await];
    match newsroom::paper::get(&desk.newsroom).await {
        Ok(paper) => {
            findings.push(facts(&paper));
            findings.push(address(&paper));
            findings.push(names(&paper).await);
        }
        Err(error) => findings.push(bad("paper", error.to_string())),
    }
    findings.push(mail(desk).await);
    finding::tell(&findings, as_json, report)
}

fn settings(desk: &Desk) -> Finding {
    let config = &desk.config;
    if config.mailbox && !config.listen.ip().is_loopback() {
        return bad(
            "settings",
            "the built-in mailbox shows every mail to whoever asks, and this paper listens beyond this machine; set mailbox = \"off\"",
        );
    }
    good("settings", format!("{} settings read, data in {}", crate::config::SETTINGS.len(), config.data.display()))
}

async fn database(desk: &Desk) -> Finding {
    let kind = match &desk.config.database {
        Database::Sqlite => "SQLite",
        Database::Postgres(_) => "PostgreSQL",
    };
    let store = desk.newsroom.store();
    match (store.pending_migrations().await, store.check().await) {
        (Ok(pending), Ok(())) if pending.is_empty() => good("database", format!("{kind}, schema {}, sound", store::schema_version())),
        (Ok(pending), Ok(())) => bad("database", format!("{kind}: {} migrations to run; `inkie migrate`", pending.len())),
        (Err(error), _) | (_, Err(error)) => bad("database", error.to_string()),
    }
}

fn disk(desk: &Desk) -> Finding {
    let data = &desk.config.data;
    let probe = data.join(".doctor");
    if let Err(error) = std::fs::write(&probe, b"x").and_then(|()| std::fs::remove_file(&probe)) {
        return bad("disk", format!("{} cannot be written: {error}", data.display()));
    }
    match rustix::fs::statvfs(data) {
        Ok(space) => {
            let free = space.f_bavail.saturating_mul(space.f_frsize);
            let says = format!("{} MB free", free / 1024 / 1024);
            if free < LITTLE_SPACE { look("disk", format!("{says}; make room before it runs out")) } else { good("disk", says) }
        }
        Err(error) => look("disk", format!("free space cannot be told: {error}")),
    }
}

/// A clock that went back would date stories before those that are there.
async fn clock(desk: &Desk) -> Finding {
    let now = doors::now();
    let newest_file = std::fs::metadata(crate::data_dir::database(&desk.config.data)).and_then(|data| data.modified()).ok();
    let newest_file = newest_file.and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or(Duration::ZERO);
    let behind = i64::try_from(newest_file.as_micros()).unwrap_or(0) - now.micros();
    if behind > 60_000_000 {
        return bad("clock", format!("{now}: the database was written {} s later than that; set the clock, by NTP", behind / 1_000_000));
    }
    good("clock", now.to_string())
}

fn facts(paper: &Paper) -> Finding {
    let missing: Vec<&str> = [
        (paper.postal_address.trim().is_empty(), "postal-address"),
        (paper.email.is_none(), "email"),
        (paper.publisher.trim().is_empty(), "publisher"),
    ]
    .into_iter()
    .filter_map(|(missing, name)| missing.then_some(name))
    .collect();
    if missing.is_empty() {
        good(
            "paper",
            format!("“{}”, {}, edition at {:02}:{:02}", paper.name, paper.zone, paper.edition_minute / 60, paper.edition_minute % 60),
        )
    } else {
        bad("paper", format!("no edition goes out without {}; `inkie paper --set NAME=VALUE`", missing.join(", ")))
    }
}

fn address(paper: &Paper) -> Finding {
    let loopback = matches!(paper.host(), "localhost" | "127.0.0.1");
    match (loopback, paper.base_url.starts_with("https://")) {
        (true, _) => {
            look("address", format!("{} is this machine only; set the real one with `inkie paper --set url=https://…`", paper.base_url))
        }
        (false, false) => bad("address", format!("{} is not https; mail programs and readers expect it", paper.base_url)),
        (false, true) => good("address", paper.base_url.clone()),
    }
}

/// Whether the names in DNS that readers and mail servers will ask for are there. The mail records themselves (SPF, DKIM,
/// DMARC) are for the doctor of mail.
async fn names(paper: &Paper) -> Finding {
    let mut hosts = vec![paper.host()];
    hosts.extend(paper.email.as_ref().map(domain::email::Email::domain));
    hosts.dedup();
    let mut lost = Vec::new();
    for host in &hosts {
        if tokio::net::lookup_host((*host, 443)).await.map_or(true, |mut found| found.next().is_none()) {
            lost.push(*host);
        }
    }
    if lost.is_empty() {
        good("DNS", format!("{} found", hosts.join(" and ")))
    } else {
        look(
            "DNS",
            format!("{} not found from here; add an address record, and SPF, DKIM and DMARC records for the sender", lost.join(" and ")),
        )
    }
}

async fn mail(desk: &Desk) -> Finding {
    let outbox = match desk.sender.outbox.holding(&desk.newsroom).await {
        Ok(outbox) => outbox,
        Err(error) => return bad("mail", error.to_string()),
    };
    match &outbox {
        Outbox::Unset => look("mail", "no mail server is set, nothing is sent; --smtp smtp://host:port, or `inkie paper --set smtp=…`"),
        Outbox::Mailbox => look("mail", "goes to the built-in mailbox at /-/mailbox and to nobody else"),
        Outbox::Smtp { way: Way::Direct(_), .. } => good("mail", "goes to the readers’ own servers; `inkie doctor mail` looks closer"),
        Outbox::Smtp { way: Way::Relays(relays), .. } => {
            let (mut answer, mut away) = (Vec::new(), Vec::new());
            for relay in relays {
                match mail::knock(relay, "localhost").await {
                    Ok(session) => answer.push(format!("{} answers{}", relay.server, mail::how(&session))),
                    Err(error) => away.push(error.to_string()),
                }
            }
            match (answer.is_empty(), away.is_empty()) {
                (_, true) => good("mail", answer.join(", ")),
                (false, false) => look("mail", format!("{}; {}", answer.join(", "), away.join("; "))),
                (true, false) => bad("mail", away.join("; ")),
            }
        }
    }
}
