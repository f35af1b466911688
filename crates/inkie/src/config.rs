//! Settings of a process: where the paper lies and how it is reached. One declaration a setting gives the command-line
//! flag, the environment variable, the line in `inkie.toml`, the line in `--help` and its check.
//!
//! A flag beats the environment, the environment beats `inkie.toml` in the data directory, that beats the default.
//! What the paper *is* (name, zone, sections) stands in its database; see `inkie paper`.

use anyhow::{Context, Result, anyhow, bail};
use clap::{Arg, ArgAction, ArgMatches, Args, FromArgMatches};
use domain::mail_way::Way;
use newsroom::bounce::Relays;
use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// One setting.
pub(crate) struct Setting {
    /// The flag without dashes, and the key in `inkie.toml` (with `_`).
    pub(crate) name: &'static str,
    /// The environment variable.
    pub(crate) env: &'static str,
    /// What holds when nothing is said; empty means off.
    pub(crate) default: &'static str,
    /// How its value is named in help.
    value: &'static str,
    /// What it is for, with an example.
    pub(crate) help: &'static str,
    check: fn(&str) -> Result<()>,
}

/// Every setting, in the order of `--help`.
pub(crate) const SETTINGS: [Setting; 12] = [
    Setting {
        name: "data",
        env: "INKIE_DIR",
        default: "inkie-data",
        value: "DIR",
        help: "Data directory: database, pictures, inkie.toml. Example: --data /var/lib/inkie",
        check: |_| Ok(()),
    },
    Setting {
        name: "database",
        env: "INKIE_DATABASE",
        default: "sqlite",
        value: "ADDRESS",
        help: "“sqlite” for the file in the data directory, or a PostgreSQL address. Example: --database postgres://inkie@127.0.0.1/feedback",
        check: |value| Database::parse(value).map(drop),
    },
    Setting {
        name: "listen",
        env: "INKIE_LISTEN",
        default: "127.0.0.1:8080",
        value: "ADDRESS",
        help: "Address and port to serve on. Example: --listen 127.0.0.1:8080",
        check: |value| {
            value.parse::<SocketAddr>().map(drop).with_context(|| format!("“{value}” is no address with a port, such as 127.0.0.1:8080"))
        },
    },
    Setting {
        name: "smtp",
        env: "INKIE_SMTP",
        default: "",
        value: "SERVERS",
        help: "Mail servers that mail is handed to, or mx:// to deliver to the readers’ own; passwords are better off in inkie.toml. Example: --smtp smtp://127.0.0.1:25",
        check: |value| way(value).map(drop),
    },
    Setting {
        name: "bounce-mailbox",
        env: "INKIE_BOUNCE_MAILBOX",
        default: "",
        value: "ADDRESS",
        help: "Mailbox that bounces come to, read every minute; better in inkie.toml, as it has a password. Example: --bounce-mailbox imaps://bounces:password@imap.feedback.example/INBOX",
        check: |value| wire::imap::Address::parse(value).map(drop).map_err(Into::into),
    },
    Setting {
        name: "bounce-listen",
        env: "INKIE_BOUNCE_LISTEN",
        default: "",
        value: "ADDRESS",
        help: "Address and port to take bounces at over SMTP; nothing else is taken there. Example: --bounce-listen 0.0.0.0:25",
        check: |value| {
            value.parse::<SocketAddr>().map(drop).with_context(|| format!("“{value}” is no address with a port, such as 0.0.0.0:25"))
        },
    },
    Setting {
        name: "bounce-relays",
        env: "INKIE_BOUNCE_RELAYS",
        default: "",
        value: "KEYS",
        help: "Relays that may post bounces to /-/bounces/NAME, each with its key; better in inkie.toml. Example: --bounce-relays mailgun=KEY,postmark=USER:PASSWORD,sendgrid=KEY,ses=TOPIC@/etc/inkie/sns.pem",
        check: |value| relays(value).map(drop),
    },
    Setting {
        name: "smtp-retry",
        env: "INKIE_SMTP_RETRY",
        default: "30m",
        value: "TIME",
        help: "How long a letter waits that a server of --smtp would not take now. Example: --smtp-retry 15m",
        check: |value| retry(value).map(drop),
    },
    Setting {
        name: "mailbox",
        env: "INKIE_MAILBOX",
        default: "off",
        value: "on|off",
        help: "Built-in mailbox at /-/mailbox instead of a mail server; for the demo and for development only. Example: --mailbox on",
        check: |value| switch(value).map(drop),
    },
    Setting {
        name: "theme",
        env: "INKIE_THEME",
        default: "",
        value: "DIR",
        help: "Directory whose templates, styles and words replace those of the theme by name; read again on change. Example: --theme ./my-theme",
        check: |value| if Path::new(value).is_dir() { Ok(()) } else { Err(anyhow!("there is no directory {value}")) },
    },
    Setting {
        name: "trusted-proxies",
        env: "INKIE_TRUSTED_PROXIES",
        default: "",
        value: "ADDRESSES",
        help: "Reverse proxies whose X-Forwarded-For is believed: addresses or networks, separated by commas. Example: --trusted-proxies 127.0.0.1,10.0.0.0/8",
        check: |value| networks(value).map(drop),
    },
    Setting {
        name: "log",
        env: "INKIE_LOG",
        default: "warn",
        value: "LEVELS",
        help: "What is logged to standard error: error, warn, info, debug, or per room. Example: --log info,store=debug",
        check: |value| {
            let read = tracing_subscriber::EnvFilter::try_new(value).map(drop);
            read.map_err(|error| anyhow!("“{value}” names no levels ({error}); write info, or info,store=debug"))
        },
    },
];

/// Where the tables are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Database {
    /// A file in the data directory.
    Sqlite,
    /// A server.
    Postgres(String),
}

impl Database {
    fn parse(value: &str) -> Result<Self> {
        match value {
            "sqlite" => Ok(Self::Sqlite),
            address if address.starts_with("postgres://") || address.starts_with("postgresql://") => Ok(Self::Postgres(address.to_owned())),
            other => bail!("“{other}” is no database; write sqlite or postgres://user@host/name"),
        }
    }
}

/// The settings of this process, read and checked.
#[derive(Debug, Clone)]
pub(crate) struct Config {
    /// Data directory.
    pub(crate) data: PathBuf,
    /// Where the tables are.
    pub(crate) database: Database,
    /// Where to serve.
    pub(crate) listen: SocketAddr,
    /// Whether `listen` was asked for: then a port in use is an error, not a reason to take another.
    pub(crate) listen_asked: bool,
    /// Where mail goes.
    pub(crate) smtp: Option<Way>,
    /// Mailbox of bounces.
    pub(crate) bounce_mailbox: Option<wire::imap::Address>,
    /// Where to take bounces over SMTP.
    pub(crate) bounce_listen: Option<SocketAddr>,
    /// Relays that may post bounces.
    pub(crate) bounce_relays: Relays,
    /// How long a letter waits that a server would not take now.
    pub(crate) smtp_retry: Duration,
    /// Built-in mailbox?
    pub(crate) mailbox: bool,
    /// Overriding theme.
    pub(crate) theme: Option<PathBuf>,
    /// Proxies that are believed.
    pub(crate) trusted_proxies: Vec<web::Network>,
    /// Levels of the log.
    pub(crate) log: String,
}

/// What flags, environment and default said about each setting, before it is read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given(BTreeMap<&'static str, String>);

impl Args for Given {
    fn augment_args(command: clap::Command) -> clap::Command {
        SETTINGS.iter().fold(command, |command, setting| {
            command.arg(
                Arg::new(setting.name)
                    .long(setting.name)
                    .env(setting.env)
                    .hide_env_values(true)
                    .value_name(setting.value)
                    .help(setting.help)
                    .help_heading("Settings")
                    .global(true)
                    .action(ArgAction::Set),
            )
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Given {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let said = |setting: &Setting| matches.get_one::<String>(setting.name).map(|value| (setting.name, value.clone()));
        Ok(Self(SETTINGS.iter().filter_map(said).collect()))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Given {
    /// The same with a setting filled in where nobody said anything.
    pub(crate) fn or(mut self, name: &'static str, value: &str) -> Self {
        self.0.entry(name).or_insert_with(|| value.to_owned());
        self
    }

    /// What was said about a setting on the command line or in the environment.
    pub(crate) fn said(&self, name: &str) -> Option<String> {
        self.0.get(name).cloned()
    }

    /// Where the data directory is, before anything else is read.
    pub(crate) fn data(&self) -> PathBuf {
        PathBuf::from(self.0.get("data").map_or("inkie-data", String::as_str))
    }

    /// Reads everything: flags and environment first, then `inkie.toml`, then the defaults.
    ///
    /// # Errors
    /// The first setting that is wrong, with where it was said.
    pub(crate) fn read(&self) -> Result<Config> {
        let file = read_file(&self.data().join("inkie.toml"))?;
        let value = |name: &str| -> Result<String> {
            let setting = SETTINGS.iter().find(|setting| setting.name == name).with_context(|| format!("no setting {name}"))?;
            let (value, said) = match (self.0.get(name), file.get(name)) {
                (Some(value), _) => (value.clone(), format!("--{name} or {}", setting.env)),
                (None, Some(value)) => (value.clone(), format!("{name} in inkie.toml")),
                (None, None) => (setting.default.to_owned(), String::new()),
            };
            if !value.is_empty() {
                (setting.check)(&value).with_context(|| said)?;
            }
            Ok(value)
        };
        let some = |text: String| if text.is_empty() { None } else { Some(text) };
        Ok(Config {
            data: self.data(),
            database: Database::parse(&value("database")?)?,
            listen: value("listen")?.parse()?,
            listen_asked: self.0.contains_key("listen") || file.contains_key("listen"),
            smtp: way(&value("smtp")?)?,
            bounce_mailbox: some(value("bounce-mailbox")?).map(|text| wire::imap::Address::parse(&text)).transpose()?,
            bounce_listen: some(value("bounce-listen")?).map(|text| text.parse()).transpose()?,
            bounce_relays: relays(&value("bounce-relays")?)?,
            smtp_retry: retry(&value("smtp-retry")?)?,
            mailbox: switch(&value("mailbox")?)?,
            theme: some(value("theme")?).map(PathBuf::from),
            trusted_proxies: networks(&value("trusted-proxies")?)?,
            log: value("log")?,
        })
    }
}

fn read_file(path: &Path) -> Result<BTreeMap<String, String>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        // A file in the place of the data directory is told of by whoever takes the directory.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(BTreeMap::new()),
        Err(error) => return Err(error).with_context(|| format!("{} cannot be read", path.display())),
    };
    let table: toml::Table = text.parse().with_context(|| format!("{} is not TOML", path.display()))?;
    table
        .into_iter()
        .map(|(key, value)| {
            let name = key.replace('_', "-");
            if name == "data" || !SETTINGS.iter().any(|setting| setting.name == name) {
                bail!("{}: there is no setting “{key}”", path.display());
            }
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Boolean(on) => if on { "on" } else { "off" }.to_owned(),
                toml::Value::Array(items) => {
                    let words: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
                    let between = if name == "smtp" { " " } else { "," };
                    words.with_context(|| format!("{}: “{key}” must be a list of texts", path.display()))?.join(between)
                }
                other => bail!("{}: “{key}” must be text, not {}", path.display(), other.type_str()),
            };
            Ok((name, value))
        })
        .collect()
}

fn switch(value: &str) -> Result<bool> {
    match value {
        "on" | "true" | "yes" => Ok(true),
        "off" | "false" | "no" | "" => Ok(false),
        other => bail!("“{other}” is neither on nor off"),
    }
}

/// Mail servers; the certificates that they are trusted by must be there, or the first edition would find out.
fn way(value: &str) -> Result<Option<Way>> {
    let way = Way::parse(value)?;
    if let Some(Way::Relays(relays)) = &way {
        for file in relays.iter().filter_map(|relay| relay.server.ca.as_deref()) {
            wire::smtp::certificates(file).map_err(|error| anyhow!(error))?;
        }
    }
    Ok(way)
}

fn relays(value: &str) -> Result<Relays> {
    let read = |file: &str| std::fs::read(file).map_err(|error| format!("{file} cannot be read: {error}"));
    Relays::parse(value, read).map_err(|error| anyhow!(error))
}

/// A letter that no server has taken after a day is given up: it must be tried again before.
const LONGEST_RETRY: Duration = Duration::from_secs(24 * 60 * 60);

fn retry(value: &str) -> Result<Duration> {
    let time = value.parse::<jiff::SignedDuration>().ok().and_then(|time| Duration::try_from(time).ok());
    let time = time.filter(|time| (Duration::from_secs(1)..=LONGEST_RETRY).contains(time));
    time.with_context(|| format!("“{value}” is no time from a second to a day, such as 30m or 90s"))
}

fn networks(value: &str) -> Result<Vec<web::Network>> {
    let words = value.split(',').map(str::trim).filter(|word| !word.is_empty());
    words.map(|word| web::Network::parse(word).map_err(|error| anyhow!(error))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(&'static str, &str)]) -> Given {
        Given(pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect())
    }

    #[test]
    fn a_flag_beats_the_file_and_the_file_beats_the_default() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("inkie.toml"),
            "listen = \"127.0.0.1:9999\"\nmailbox = true\ntrusted_proxies = [\"127.0.0.1\", \"::1\"]\n",
        )
        .unwrap();
        let data = folder.path().to_string_lossy().into_owned();
        let config = given(&[("data", &data)]).read().unwrap();
        assert_eq!((config.listen.port(), config.mailbox, config.trusted_proxies.len()), (9999, true, 2));
        assert_eq!(given(&[("data", &data), ("listen", "127.0.0.1:7")]).read().unwrap().listen.port(), 7);
        assert_eq!(config.database, Database::Sqlite);
        assert_eq!(config.smtp_retry, Duration::from_secs(30 * 60));
    }

    #[test]
    fn a_list_of_mail_servers_is_read_as_one() {
        let folder = tempfile::tempdir().unwrap();
        let servers = "smtp = [\"smtp://127.0.0.1:25?weight=3\", \"smtp://127.0.0.1:2525\"]\n";
        std::fs::write(folder.path().join("inkie.toml"), servers).unwrap();
        let config = given(&[("data", &folder.path().to_string_lossy())]).read().unwrap();
        assert_eq!(config.smtp, Way::parse("smtp://127.0.0.1:25?weight=3 smtp://127.0.0.1:2525").unwrap());
    }

    #[test]
    fn what_is_wrong_is_said_with_its_place() {
        let said = |name, value| format!("{:#}", given(&[("data", "/nowhere"), (name, value)]).read().unwrap_err());
        assert!(said("database", "mysql://x").contains("--database or INKIE_DATABASE"), "{}", said("database", "mysql://x"));
        assert!(said("listen", "8080").contains("127.0.0.1:8080"));
        assert!(said("smtp-retry", "soon").contains("30m"));
        assert!(said("smtp-retry", "25h").contains("to a day"));
        assert!(said("smtp", "smtps://mail.example?ca=/nope.pem").contains("/nope.pem cannot be read"));
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("inkie.toml"), "lissen = \"x\"\n").unwrap();
        let unknown = given(&[("data", &folder.path().to_string_lossy())]).read().unwrap_err();
        assert!(format!("{unknown:#}").contains("there is no setting “lissen”"));
    }

    #[test]
    fn every_setting_has_an_example_and_a_good_default() {
        for setting in &SETTINGS {
            assert!(setting.help.contains("Example: --"), "{}", setting.name);
            assert!(setting.default.is_empty() || (setting.check)(setting.default).is_ok(), "{}", setting.name);
        }
    }
}
