//! Columns are known by their headers.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// The address. The only one that must be there.
    Email,
    /// A word for where somebody stands.
    Standing,
    /// Yes or no: gets mail.
    Subscribed,
    /// Yes or no: mail was switched off.
    Disabled,
    /// When they signed up.
    Asked,
    /// When they confirmed.
    Confirmed,
    /// When they left.
    LeftAt,
    /// Why they left.
    LeftWhy,
    /// When their mailbox refused, or they complained.
    GoneAt,
    /// Why.
    GoneWhy,
    /// General, follows, both.
    Choice,
    /// Whom they follow, parted by semicolons.
    Follows,
    /// Nothing that we keep: names, places, money, what was opened.
    Nothing,
}

impl Meaning {
    /// Every meaning.
    pub const ALL: [Self; 13] = [
        Self::Email,
        Self::Standing,
        Self::Subscribed,
        Self::Disabled,
        Self::Asked,
        Self::Confirmed,
        Self::LeftAt,
        Self::LeftWhy,
        Self::GoneAt,
        Self::GoneWhy,
        Self::Choice,
        Self::Follows,
        Self::Nothing,
    ];

    /// The word in the API.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Standing => "standing",
            Self::Subscribed => "subscribed",
            Self::Disabled => "disabled",
            Self::Asked => "asked",
            Self::Confirmed => "confirmed",
            Self::LeftAt => "left_at",
            Self::LeftWhy => "left_why",
            Self::GoneAt => "gone_at",
            Self::GoneWhy => "gone_why",
            Self::Choice => "choice",
            Self::Follows => "follows",
            Self::Nothing => "nothing",
        }
    }

    /// Reads a word.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|meaning| meaning.word() == word)
    }

    fn of_header(header: &str) -> Self {
        match header {
            "email" | "email_address" | "e_mail" | "e_mail_address" | "mail" | "address" | "subscriber_email" | "emailaddress" => {
                Self::Email
            }
            "standing" | "status" | "state" | "subscriber_type" | "member_status" | "subscription_status" => Self::Standing,
            "subscribed" | "subscribed_to_emails" | "is_subscribed" | "opted_in" => Self::Subscribed,
            "email_disabled" | "unsubscribed" | "opted_out" => Self::Disabled,
            "asked" | "created_at" | "optin_time" | "creation_date" | "created" | "signed_up" | "signup_date" | "subscribed_at"
            | "joined" | "date" | "date_added" | "subscription_date" | "start_date" => Self::Asked,
            "confirmed" | "confirm_time" | "confirmed_at" | "optin_confirmed" => Self::Confirmed,
            "unsub_time" | "unsubscription_date" | "unsubscribed_at" | "left_at" | "deleted_at" | "ended" => Self::LeftAt,
            "unsub_reason" | "unsubscription_reason" | "ended_why" | "left_why" => Self::LeftWhy,
            "clean_time" | "undeliverability_date" | "bounced_at" | "complaint_date" => Self::GoneAt,
            "undeliverability_reason" | "bounce_reason" | "complaint_reason" => Self::GoneWhy,
            "choice" => Self::Choice,
            "follows" | "artists" => Self::Follows,
            _ => Self::Nothing,
        }
    }
}

/// Which program wrote a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the program of its name")]
pub enum Origin {
    Mailchimp,
    Listmonk,
    Ghost,
    Substack,
    Buttondown,
    Inkie,
    /// A table with addresses.
    Plain,
}

impl Origin {
    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Mailchimp => "Mailchimp",
            Self::Listmonk => "listmonk",
            Self::Ghost => "Ghost",
            Self::Substack => "Substack",
            Self::Buttondown => "Buttondown",
            Self::Inkie => "Inkie",
            Self::Plain => "a plain table",
        }
    }

    fn of(headers: &[String]) -> Self {
        let has = |name: &str| headers.iter().any(|header| header == name);
        if has("wording") && has("standing") {
            Self::Inkie
        } else if has("member_rating") || has("leid") || has("euid") || has("clean_time") {
            Self::Mailchimp
        } else if has("subscribed_to_emails") {
            Self::Ghost
        } else if has("subscriber_type") {
            Self::Buttondown
        } else if has("email_disabled") || has("active_subscription") {
            Self::Substack
        } else if has("uuid") && has("attributes") {
            Self::Listmonk
        } else {
            Self::Plain
        }
    }
}

/// The columns of a list, and what each means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns {
    /// Who wrote the list.
    pub origin: Origin,
    /// Header and meaning of each column, as in the file.
    pub columns: Vec<(String, Meaning)>,
    /// There is no header: the first line is somebody already.
    pub bare: bool,
}

impl Columns {
    /// Reads the first line of a list. A column that says the same as one before it is not looked at twice.
    ///
    /// # Errors
    /// When no column holds addresses; what was found is named.
    pub fn of_first_line(cells: &[String]) -> Result<Self, String> {
        let headers: Vec<String> = cells.iter().map(|cell| folded(cell)).collect();
        let mut columns: Vec<(String, Meaning)> = Vec::with_capacity(cells.len());
        let mut seen = Vec::new();
        for (cell, header) in cells.iter().zip(&headers) {
            let mut meaning = Meaning::of_header(header);
            if meaning != Meaning::Nothing && seen.contains(&meaning) {
                meaning = Meaning::Nothing;
            }
            seen.push(meaning);
            seen.dedup();
            columns.push((cell.clone(), meaning));
        }
        if seen.contains(&Meaning::Email) {
            return Ok(Self { origin: Origin::of(&headers), columns, bare: false });
        }
        let address = cells.iter().position(|cell| domain::email::Email::parse(cell).is_ok());
        let Some(address) = address else {
            let found: Vec<&str> = cells.iter().map(String::as_str).filter(|cell| !cell.is_empty()).take(6).collect();
            return Err(format!("no column holds addresses: none of “{}” is called email", found.join("”, “")));
        };
        let bare = (0..cells.len()).map(|at| (String::new(), if at == address { Meaning::Email } else { Meaning::Nothing }));
        Ok(Self { origin: Origin::Plain, columns: bare.collect(), bare: true })
    }

    /// The same columns with other meanings, as a person chose them: in order, those left over keep theirs.
    ///
    /// # Errors
    /// When no column, or more than one, is to hold addresses.
    pub fn meaning(mut self, chosen: &[Meaning]) -> Result<Self, String> {
        for ((_, meaning), chosen) in self.columns.iter_mut().zip(chosen) {
            *meaning = *chosen;
        }
        match self.columns.iter().filter(|(_, meaning)| *meaning == Meaning::Email).count() {
            1 => Ok(self),
            0 => Err("no column is to hold addresses; choose one".to_owned()),
            _ => Err("more than one column is to hold addresses; choose one".to_owned()),
        }
    }

    /// Where a meaning stands.
    pub(super) fn place(&self, wanted: Meaning) -> Option<usize> {
        self.columns.iter().position(|(_, meaning)| *meaning == wanted)
    }

    /// Whether a date of leaving says by itself that somebody left. In our own lists `ended` says nothing that the
    /// standing does not.
    pub(super) fn ends_by_date(&self) -> bool {
        self.origin != Origin::Inkie
    }
}

fn folded(header: &str) -> String {
    let header: String = header.trim().chars().map(|c| if c.is_alphanumeric() { c.to_ascii_lowercase() } else { '_' }).collect();
    header.split('_').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("_")
}
