//! The settings of a paper, one declaration each: what it is called on the command line, in the API and in the desk's
//! form, what it is for, how it is read and how it is shown.

use crate::body::MediaKey;
use crate::edition::InDoubt;
use crate::email::Email;
use crate::mail_way::Way;
use crate::paper::{HeadlineFace, Paper, TextFace};
use crate::refusal::Refusal;
use crate::time::{DatelineStyle, Zone};

/// Where a setting stands at the desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tab {
    /// Who makes the paper, and where it is.
    Paper,
    /// How it looks.
    Look,
    /// When its edition goes out.
    Edition,
    /// How its mail goes out.
    Mail,
    /// What it is written in.
    Languages,
}

/// What kind of value it is: what its field in a form looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One line.
    Line,
    /// A zone of the IANA database.
    Zone,
    /// `#rrggbb`.
    Colour,
    /// A time of day, `06:30`.
    Time,
    /// An address of mail.
    Email,
    /// An address of the web.
    Address,
    /// A language tag.
    Language,
    /// The key of a stored picture.
    Picture,
    /// Mail servers, a line each.
    Servers,
    /// One of a few: the word, and what it means.
    Choice(&'static [(&'static str, &'static str)]),
}

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// Its name everywhere: `inkie paper --set NAME=VALUE`, a key of the API, a field of the form.
    pub name: &'static str,
    /// Where it stands.
    pub tab: Tab,
    /// What kind of value.
    pub form: Form,
    /// What the form calls it.
    pub label: &'static str,
    /// What it is for, for command line, API and form.
    pub help: &'static str,
    /// A good value.
    pub example: &'static str,
    read: fn(&Paper) -> String,
    write: fn(&mut Paper, &str) -> Result<(), Refusal>,
}

impl Tab {
    /// Every tab, in order.
    pub const ALL: [Self; 5] = [Self::Paper, Self::Look, Self::Edition, Self::Mail, Self::Languages];

    /// The word in its address.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Paper => "paper",
            Self::Look => "look",
            Self::Edition => "edition",
            Self::Mail => "mail",
            Self::Languages => "languages",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.word() == word)
    }
}

impl Setting {
    /// What a paper has.
    #[must_use]
    pub fn of(&self, paper: &Paper) -> String {
        (self.read)(paper)
    }

    /// Sets it, and checks what a paper must be.
    ///
    /// # Errors
    /// [`Refusal::Field`] with what would be right.
    pub fn set(&self, paper: &mut Paper, value: &str) -> Result<(), Refusal> {
        let mut new = paper.clone();
        (self.write)(&mut new, value.trim())?;
        new.check()?;
        *paper = new;
        Ok(())
    }
}

/// The setting of a name.
///
/// # Errors
/// [`Refusal::Field`] that lists the names.
pub fn named(name: &str) -> Result<&'static Setting, Refusal> {
    let names = || SETTINGS.iter().map(|setting| setting.name).collect::<Vec<_>>().join(", ");
    let found = SETTINGS.iter().find(|setting| setting.name == name);
    found.ok_or_else(|| Refusal::field("setting", format!("there is no “{name}”; there is {}", names())))
}

/// Every setting of a paper, in the order of forms and lists.
pub static SETTINGS: &[Setting] = &[
    Setting {
        name: "name",
        tab: Tab::Paper,
        form: Form::Line,
        label: "Name",
        help: "What the paper is called, in titles, feeds and mails",
        example: "The Feedback",
        read: |paper| paper.name.clone(),
        write: |paper, value| text(&mut paper.name, value),
    },
    Setting {
        name: "tagline",
        tab: Tab::Paper,
        form: Form::Line,
        label: "Tagline",
        help: "A line that says what the paper is; search engines show it",
        example: "What was loud yesterday",
        read: |paper| paper.tagline.clone(),
        write: |paper, value| text(&mut paper.tagline, value),
    },
    Setting {
        name: "zone",
        tab: Tab::Paper,
        form: Form::Zone,
        label: "Time zone",
        help: "The zone of every date and hour: datelines, schedules, the edition",
        example: "Australia/Melbourne",
        read: |paper| paper.zone.name().to_owned(),
        write: |paper, value| {
            let zone = Zone::named(value).map_err(|error| Refusal::field("zone", error.to_string()))?;
            paper.zone = zone.styled(paper.zone.style());
            Ok(())
        },
    },
    Setting {
        name: "url",
        tab: Tab::Paper,
        form: Form::Address,
        label: "Address",
        help: "Where readers find the paper; links in feeds and mails begin with it",
        example: "https://feedback.example",
        read: |paper| paper.base_url.clone(),
        write: |paper, value| text(&mut paper.base_url, value.trim_end_matches('/')),
    },
    Setting {
        name: "publisher",
        tab: Tab::Paper,
        form: Form::Line,
        label: "Publisher",
        help: "Who answers for the paper, in the imprint and every edition",
        example: "Feedback Press",
        read: |paper| paper.publisher.clone(),
        write: |paper, value| text(&mut paper.publisher, value),
    },
    Setting {
        name: "postal-address",
        tab: Tab::Paper,
        form: Form::Line,
        label: "Postal address",
        help: "Where post reaches the publisher; the law asks for it in every edition",
        example: "1 Example Street, Collingwood VIC 3066",
        read: |paper| paper.postal_address.clone(),
        write: |paper, value| text(&mut paper.postal_address, value),
    },
    Setting {
        name: "masthead",
        tab: Tab::Look,
        form: Form::Line,
        label: "Masthead",
        help: "What stands large on the front when it is not the name; left empty, it is the name",
        example: "Feedback",
        read: |paper| paper.masthead.clone(),
        write: |paper, value| text(&mut paper.masthead, value),
    },
    Setting {
        name: "logo",
        tab: Tab::Look,
        form: Form::Picture,
        label: "Logo",
        help: "A picture of the library (SVG or PNG) that stands on the masthead in place of letters",
        example: "the key of a picture",
        read: |paper| paper.logo.as_ref().map(|key| key.as_str().to_owned()).unwrap_or_default(),
        write: |paper, value| {
            paper.logo = if value.is_empty() { None } else { Some(MediaKey::parse(value)?) };
            Ok(())
        },
    },
    Setting {
        name: "spot",
        tab: Tab::Look,
        form: Form::Colour,
        label: "Spot colour",
        help: "The paper’s one colour; where text needs it darker or lighter to be read, it is",
        example: "#e4002b",
        read: |paper| paper.spot.clone(),
        write: |paper, value| text(&mut paper.spot, &value.to_ascii_lowercase()),
    },
    Setting {
        name: "headline-face",
        tab: Tab::Look,
        form: Form::Choice(HeadlineFace::CHOICES),
        label: "Headlines are set in",
        help: "The face of headlines and the masthead",
        example: "archivo",
        read: |paper| paper.headline_face.word().to_owned(),
        write: |paper, value| {
            paper.headline_face = choice("headline face", HeadlineFace::CHOICES, HeadlineFace::from_word(value), value)?;
            Ok(())
        },
    },
    Setting {
        name: "text-face",
        tab: Tab::Look,
        form: Form::Choice(TextFace::CHOICES),
        label: "Text is set in",
        help: "The face of running text",
        example: "newsreader",
        read: |paper| paper.text_face.word().to_owned(),
        write: |paper, value| {
            paper.text_face = choice("text face", TextFace::CHOICES, TextFace::from_word(value), value)?;
            Ok(())
        },
    },
    Setting {
        name: "edition-hour",
        tab: Tab::Edition,
        form: Form::Time,
        label: "Newsletter hour",
        help: "When the daily edition goes out, in the paper’s zone",
        example: "06:30",
        read: |paper| clock(paper.edition_minute),
        write: |paper, value| {
            paper.edition_minute = edition_minute(value)?;
            paper.later_hours.retain(|minute| *minute > paper.edition_minute);
            Ok(())
        },
    },
    Setting {
        name: "later-hours",
        tab: Tab::Edition,
        form: Form::Line,
        label: "Later hours",
        help: "Hours that readers may choose instead; each gets what is live by then. Empty: none",
        example: "12:00, 18:00",
        read: |paper| {
            let shown: Vec<String> = paper.later_hours.iter().map(|minute| clock(*minute)).collect();
            shown.join(", ")
        },
        write: |paper, value| {
            paper.later_hours = later_hours(paper.edition_minute, value)?;
            Ok(())
        },
    },
    Setting {
        name: "in-doubt",
        tab: Tab::Mail,
        form: Form::Choice(InDoubt::CHOICES),
        label: "Letters in doubt",
        help: "What becomes of a letter that a mail server was given and never answered for",
        example: "again",
        read: |paper| paper.in_doubt.word().to_owned(),
        write: |paper, value| {
            paper.in_doubt = choice("in doubt", InDoubt::CHOICES, InDoubt::from_word(value), value)?;
            Ok(())
        },
    },
    Setting {
        name: "email",
        tab: Tab::Mail,
        form: Form::Email,
        label: "Sender",
        help: "The address that editions come from and that readers can write to",
        example: "desk@feedback.example",
        read: |paper| paper.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
        write: |paper, value| {
            paper.email = if value.is_empty() { None } else { Some(Email::parse(value)?) };
            Ok(())
        },
    },
    Setting {
        name: "bounces-to",
        tab: Tab::Mail,
        form: Form::Email,
        label: "Bounces go to",
        help: "The mailbox that takes what comes back; every letter is sent from it with a token of its own (b+token@…). Left empty, letters are sent from the sender",
        example: "b@bounces.feedback.example",
        read: |paper| paper.bounces_to.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default(),
        write: |paper, value| {
            paper.bounces_to = if value.is_empty() { None } else { Some(bounces_to(value)?) };
            Ok(())
        },
    },
    Setting {
        name: "smtp",
        tab: Tab::Mail,
        form: Form::Servers,
        label: "Mail servers",
        help: "The servers that mail is handed to, an address a line: smtps://name:password@host, smtp://host:587?weight=3&per-hour=2000, or mx:// alone to deliver to the readers’ own servers. --smtp, INKIE_SMTP or inkie.toml of the process go before it. Stays on this machine, passwords unseen: no export has it",
        example: "smtp://127.0.0.1:25",
        read: |paper| paper.smtp.as_ref().map(ToString::to_string).unwrap_or_default(),
        write: |paper, value| {
            paper.smtp = Way::parse_over(value, paper.smtp.as_ref())?;
            Ok(())
        },
    },
    Setting {
        name: "dkim-selector",
        tab: Tab::Mail,
        form: Form::Line,
        label: "DKIM selector",
        help: "Which of the paper’s keys signs its mails, once its record stands in DNS; “inkie mail key” makes one and says what to put there. Left empty, nothing is signed",
        example: "inkie-2026",
        read: |paper| paper.dkim_selector.clone(),
        write: |paper, value| text(&mut paper.dkim_selector, value),
    },
    Setting {
        name: "language",
        tab: Tab::Languages,
        form: Form::Language,
        label: "Language",
        help: "What the paper is written in, as a language tag; browsers, feeds and search engines are told, hyphens and quotation marks follow",
        example: "en-AU",
        read: |paper| paper.language.clone(),
        write: |paper, value| text(&mut paper.language, value),
    },
    Setting {
        name: "dateline-style",
        tab: Tab::Languages,
        form: Form::Choice(DatelineStyle::CHOICES),
        label: "Datelines",
        help: "How a story’s date and time are written",
        example: "day-first",
        read: |paper| paper.zone.style().word().to_owned(),
        write: |paper, value| {
            let style = choice("dateline style", DatelineStyle::CHOICES, DatelineStyle::from_word(value), value)?;
            paper.zone = paper.zone.clone().styled(style);
            Ok(())
        },
    },
];

#[expect(clippy::unnecessary_wraps, reason = "every setting is written by a function of one shape")]
fn text(field: &mut String, value: &str) -> Result<(), Refusal> {
    value.clone_into(field);
    Ok(())
}

/// The longest part before the @ that leaves room for a plus and a token (RFC 5321 §4.5.3.1.1: 64 octets).
const BOUNCES_LOCAL: usize = 20;

fn bounces_to(value: &str) -> Result<Email, Refusal> {
    let email = Email::parse(value).map_err(|refusal| match refusal {
        Refusal::Field { problem, .. } => Refusal::field("bounces-to", problem),
        other => other,
    })?;
    let local = email.as_str().split('@').next().unwrap_or_default();
    if local.contains('+') || local.len() > BOUNCES_LOCAL {
        return Err(Refusal::field(
            "bounces-to",
            format!("must have no plus and {BOUNCES_LOCAL} letters at most before the @: a token stands there"),
        ));
    }
    Ok(email)
}

fn choice<T>(field: &'static str, choices: &[(&str, &str)], read: Option<T>, value: &str) -> Result<T, Refusal> {
    let words = || choices.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(" or ");
    read.ok_or_else(|| Refusal::field(field, format!("“{value}” is none of them; it is {}", words())))
}

/// Reads `06:30` as minutes after midnight.
///
/// # Errors
/// [`Refusal::Field`].
pub fn edition_minute(text: &str) -> Result<u16, Refusal> {
    let wrong = || Refusal::field("edition hour", format!("“{text}” is no time of day; write it as 06:30"));
    let (hour, minute) = text.split_once(':').ok_or_else(wrong)?;
    if minute.len() != 2 || !(1..=2).contains(&hour.len()) || !(hour.to_owned() + minute).bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(wrong());
    }
    let (hour, minute): (u16, u16) = (hour.parse().map_err(|_| wrong())?, minute.parse().map_err(|_| wrong())?);
    if hour < 24 && minute < 60 { Ok(hour * 60 + minute) } else { Err(wrong()) }
}

/// `06:30`.
fn clock(minute: u16) -> String {
    format!("{:02}:{:02}", minute / 60, minute % 60)
}

/// The most hours of a paper beside the first.
const MOST_LATER_HOURS: usize = 6;

/// Reads `12:00, 18:00`. All of them come after the first hour: an edition of a day goes on from the day's own.
fn later_hours(first: u16, text: &str) -> Result<Vec<u16>, Refusal> {
    let mut hours = Vec::new();
    for word in text.split([',', ' ']).filter(|word| !word.is_empty()) {
        hours.push(edition_minute(word)?);
    }
    hours.sort_unstable();
    hours.dedup();
    if hours.iter().any(|hour| *hour <= first) {
        return Err(Refusal::field("later hours", format!("each comes after the newsletter’s first hour, {}", clock(first))));
    }
    if hours.len() > MOST_LATER_HOURS {
        return Err(Refusal::field("later hours", format!("are at most {MOST_LATER_HOURS}")));
    }
    Ok(hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paper() -> Paper {
        Paper {
            name: "Feedback".to_owned(),
            tagline: String::new(),
            zone: Zone::utc(),
            language: "en".to_owned(),
            spot: "#e4002b".to_owned(),
            edition_minute: 390,
            publisher: String::new(),
            postal_address: String::new(),
            email: None,
            base_url: "https://feedback.example".to_owned(),
            ..Paper::default()
        }
    }

    #[test]
    fn every_setting_takes_its_example_and_gives_it_back() {
        let names: std::collections::BTreeSet<_> = SETTINGS.iter().map(|setting| setting.name).collect();
        assert_eq!(names.len(), SETTINGS.len(), "a name is used twice");
        for setting in SETTINGS {
            let key = format!("{}.png", "a".repeat(64));
            let example = if setting.form == Form::Picture { key.as_str() } else { setting.example };
            let mut paper = paper();
            setting.set(&mut paper, example).unwrap();
            assert_eq!(setting.of(&paper), example, "{}", setting.name);
            assert!(!setting.label.is_empty() && setting.help.len() > 15, "{}", setting.name);
            let others = SETTINGS.iter().filter(|other| other.name != setting.name);
            for other in others {
                assert_eq!(other.of(&paper), other.of(&self::paper()), "{} changes {}", setting.name, other.name);
            }
            if let Form::Choice(choices) = setting.form {
                for (word, meaning) in choices {
                    setting.set(&mut paper, word).unwrap();
                    assert!(setting.of(&paper) == *word && !meaning.is_empty());
                }
            }
        }
        assert!(
            Tab::ALL.into_iter().all(|tab| SETTINGS.iter().any(|setting| setting.tab == tab) && Tab::from_word(tab.word()) == Some(tab))
        );
    }

    #[test]
    fn what_no_paper_can_be_is_refused_and_changes_nothing() {
        let wrong = [
            ("name", " "),
            ("name", "two\nlines"),
            ("zone", "Mars/Olympus"),
            ("url", "feedback.example"),
            ("url", "https:///x"),
            ("spot", "red"),
            ("headline-face", "comic-sans"),
            ("edition-hour", "24:00"),
            ("edition-hour", "6:3"),
            ("edition-hour", "+6:30"),
            ("later-hours", "12:0"),
            ("bounces-to", "xx"),
            ("email", "desk"),
            ("smtp", "http://mail.example"),
            ("smtp", "smtp://mail example"),
            ("dkim-selector", "two words"),
            ("language", "Englisch, bitte"),
            ("dateline-style", "backwards"),
            ("logo", "logo.png"),
        ];
        for (name, value) in wrong {
            let mut paper = paper();
            assert!(named(name).unwrap().set(&mut paper, value).is_err(), "{name}={value}");
            assert_eq!(paper, self::paper());
        }
        assert!(named("colour").unwrap_err().to_string().contains("there is name, tagline"));
    }
}
