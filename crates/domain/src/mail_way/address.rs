//! One address of a way, read and written.

use super::{CONNECTIONS, Direct, HIDDEN, Login, Pace, Relay, Security, Server, Way, is_here};
use crate::refusal::Refusal;

pub(super) enum Address {
    Relay(Relay),
    Direct(Direct),
}

/// The most connections to one server, and to all destinations together.
const MOST_CONNECTIONS: usize = 1_000;

/// The largest share.
const MOST_WEIGHT: u32 = 1_000;

fn wrong(word: &str, why: &str) -> Refusal {
    Refusal::field("smtp", format!("“{}”: {why}", without_password(word)))
}

/// What may be shown of an address that could not be read.
fn without_password(word: &str) -> String {
    match (word.split_once("://"), word.rsplit_once('@')) {
        (Some((scheme, _)), Some((login, host))) => {
            let user = login.split_once("://").map_or("", |(_, login)| login).split(':').next().unwrap_or_default();
            format!("{scheme}://{user}:{HIDDEN}@{host}")
        }
        _ => word.to_owned(),
    }
}

pub(super) fn read(word: &str) -> Result<Address, Refusal> {
    let scheme = word.split_once("://");
    let (scheme, rest) =
        scheme.ok_or_else(|| wrong(word, "is no mail server; write smtp://host:port, for instance smtp://127.0.0.1:25"))?;
    let (authority, options) = rest.split_once('?').unwrap_or((rest, ""));
    let options: Vec<(&str, &str)> =
        options.split('&').filter(|option| !option.is_empty()).map(|option| option.split_once('=').unwrap_or((option, ""))).collect();
    let authority = authority.trim_end_matches('/');
    match scheme {
        "smtp" | "smtps" => relay(word, scheme, authority, &options).map(Address::Relay),
        "mx" if authority.is_empty() => direct(word, &options).map(Address::Direct),
        "mx" => Err(wrong(word, "mx:// finds the servers itself; write it without one")),
        _ => Err(wrong(word, "is no mail server; it begins with smtp://, smtps:// or mx://")),
    }
}

fn relay(word: &str, scheme: &str, authority: &str, options: &[(&str, &str)]) -> Result<Relay, Refusal> {
    let (login, place) = match authority.rsplit_once('@') {
        Some((login, place)) => (Some(self::login(word, login)?), place),
        None => (None, authority),
    };
    let implicit = scheme == "smtps";
    let (host, port) = place_of(word, place, if implicit { 465 } else { 25 })?;
    let security = match (implicit, is_here(&host)) {
        (true, _) => Security::Implicit,
        (false, true) => Security::Off,
        (false, false) => Security::StartTls,
    };
    let mut relay = Relay::of(Server { security, login, ..Server::plain(host, port) });
    for (name, value) in options {
        match *name {
            "weight" => relay.weight = number(word, name, value, MOST_WEIGHT)?,
            "connections" => relay.connections = number(word, name, value, MOST_CONNECTIONS)?,
            "per-hour" => relay.pace = Some(Pace { mails: number(word, name, value, u32::MAX)?, seconds: 3_600 }),
            "per-second" => relay.pace = Some(Pace { mails: number(word, name, value, u32::MAX)?, seconds: 1 }),
            "ca" if !value.is_empty() => relay.server.ca = Some(decoded(word, value)?),
            "tls" if implicit => return Err(wrong(word, "smtps:// is encrypted from the start; leave tls out")),
            "tls" => {
                relay.server.security = security_of(value)
                    .ok_or_else(|| wrong(word, "tls is one of on (the server must prove its name), try (whoever it is) and off"))?;
            }
            _ => return Err(wrong(word, &format!("“{name}” is none of weight, connections, per-hour, per-second, tls and ca"))),
        }
    }
    let open = matches!(relay.server.security, Security::Off | Security::Try) && !relay.server.is_here();
    if open && relay.server.login.is_some() {
        return Err(wrong(word, "a password goes to another machine over TLS only; leave tls out"));
    }
    Ok(relay)
}

fn security_of(value: &str) -> Option<Security> {
    match value {
        "on" => Some(Security::StartTls),
        "try" => Some(Security::Try),
        "off" => Some(Security::Off),
        _ => None,
    }
}

fn login(word: &str, login: &str) -> Result<Login, Refusal> {
    let pair = login.split_once(':').filter(|(user, password)| !user.is_empty() && !password.is_empty());
    let (user, password) = pair.ok_or_else(|| wrong(word, "a login is name:password, with %40 for an @ in it"))?;
    let login = Login { user: decoded(word, user)?, password: decoded(word, password)? };
    let broken = [&login.user, &login.password].into_iter().any(|text| text.contains(['\0', '\r', '\n']));
    if broken { Err(wrong(word, "a login is one line of text")) } else { Ok(login) }
}

fn place_of(word: &str, place: &str, usual: u16) -> Result<(String, u16), Refusal> {
    let (host, port) = match place.rsplit_once(':') {
        Some((host, port)) if !host.contains(':') || host.ends_with(']') => {
            (host, port.parse().map_err(|_| wrong(word, "the port is no number of a port"))?)
        }
        _ => (place, usual),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let plain = |c: char| c.is_ascii_alphanumeric() || ['.', '-', ':', '_'].contains(&c);
    if host.is_empty() || !host.chars().all(plain) {
        return Err(wrong(word, "names no host; write smtp://host:port, for instance smtp://127.0.0.1:25"));
    }
    Ok((host.to_ascii_lowercase(), port))
}

fn direct(word: &str, options: &[(&str, &str)]) -> Result<Direct, Refusal> {
    let mut direct = Direct::default();
    for (name, value) in options {
        match *name {
            "connections" => direct.connections = number(word, name, value, MOST_CONNECTIONS)?,
            "port" => direct.port = number(word, name, value, u16::MAX)?,
            "private" if *value == "allow" => direct.private = true,
            "name-server" if value.parse::<std::net::SocketAddr>().is_ok() => (*value).clone_into(&mut direct.name_server),
            "name-server" => return Err(wrong(word, "name-server is an address with a port, such as 127.0.0.1:53")),
            "private" => return Err(wrong(word, "private is “allow” or left out")),
            _ => return Err(wrong(word, &format!("“{name}” is none of connections, name-server, port and private"))),
        }
    }
    Ok(direct)
}

fn number<N: std::str::FromStr + PartialOrd + From<u8> + std::fmt::Display>(
    word: &str,
    name: &str,
    value: &str,
    most: N,
) -> Result<N, Refusal> {
    let found = value.parse::<N>().ok().filter(|found| *found >= N::from(1) && *found <= most);
    found.ok_or_else(|| wrong(word, &format!("{name} is a whole number from 1 to {most}")))
}

fn decoded(word: &str, text: &str) -> Result<String, Refusal> {
    let broken = || wrong(word, "a % is followed by two hexadecimal digits; a % itself is %25");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let digit = |byte: Option<u8>| char::from(byte.unwrap_or_default()).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        let (high, low) = (digit(rest.next()), digit(rest.next()));
        bytes.push(high.zip(low).map(|(high, low)| high * 16 + low).ok_or_else(broken)?);
    }
    String::from_utf8(bytes).map_err(|_| broken())
}

fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/!$*".contains(&byte);
    text.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

pub(super) fn write(way: &Way, with_passwords: bool) -> String {
    match way {
        Way::Relays(relays) => relays.iter().map(|relay| write_relay(relay, with_passwords)).collect::<Vec<_>>().join("\n"),
        Way::Direct(direct) => write_direct(direct),
    }
}

fn write_relay(relay: &Relay, with_passwords: bool) -> String {
    let Server { security, login, ca, .. } = &relay.server;
    let usual = if relay.server.is_here() { Security::Off } else { Security::StartTls };
    let scheme = if *security == Security::Implicit { "smtps" } else { "smtp" };
    let login = login.as_ref().map(|login| {
        let password = if with_passwords { encoded(&login.password) } else { HIDDEN.to_owned() };
        format!("{}:{password}@", encoded(&login.user))
    });
    let mut options = Vec::new();
    if *security != usual {
        options.extend(match security {
            Security::Off => Some("tls=off".to_owned()),
            Security::Try => Some("tls=try".to_owned()),
            Security::StartTls => Some("tls=on".to_owned()),
            Security::Implicit => None,
        });
    }
    if relay.weight != 1 {
        options.push(format!("weight={}", relay.weight));
    }
    if relay.connections != CONNECTIONS {
        options.push(format!("connections={}", relay.connections));
    }
    options.extend(relay.pace.map(|pace| match pace.seconds {
        1 => format!("per-second={}", pace.mails),
        _ => format!("per-hour={}", pace.mails),
    }));
    options.extend(ca.as_ref().map(|file| format!("ca={}", encoded(file))));
    format!("{scheme}://{}{}{}", login.unwrap_or_default(), relay.server, with_options(&options))
}

fn write_direct(direct: &Direct) -> String {
    let usual = Direct::default();
    let mut options = Vec::new();
    if direct.connections != usual.connections {
        options.push(format!("connections={}", direct.connections));
    }
    if !direct.name_server.is_empty() {
        options.push(format!("name-server={}", direct.name_server));
    }
    if direct.port != usual.port {
        options.push(format!("port={}", direct.port));
    }
    if direct.private {
        options.push("private=allow".to_owned());
    }
    format!("mx://{}", with_options(&options))
}

fn with_options(options: &[String]) -> String {
    if options.is_empty() { String::new() } else { format!("?{}", options.join("&")) }
}
