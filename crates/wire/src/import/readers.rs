//! Lists of readers that other newsletters write out: which column means what, and what a line says of somebody.
//!
//! Known by their headers: Mailchimp (subscribed, unsubscribed and cleaned), listmonk, Ghost members, Substack,
//! Buttondown, our own; any other table needs a column with addresses.

mod columns;
mod moments;

pub use columns::{Columns, Meaning, Origin};

use super::truth;
use domain::email::Email;
use domain::reader::Choice;
use domain::reader::import::{Incoming, Said};

/// Puts a mark before a cell that a spreadsheet would run as a formula.
#[must_use]
pub fn harmless(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell.to_owned() }
}

/// Takes that mark off again.
fn plain(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest,
        _ => cell,
    }
}

impl Columns {
    /// What a line says of somebody.
    ///
    /// # Errors
    /// Why it says nothing, in words that follow “line 7”.
    pub fn line(&self, cells: &[String]) -> Result<Incoming, String> {
        let cell = |meaning: Meaning| self.place(meaning).and_then(|at| cells.get(at)).map_or("", |cell| plain(cell.trim()));
        let typed = cell(Meaning::Email);
        if typed.is_empty() {
            return Err("has no address".to_owned());
        }
        let email = Email::parse(typed).map_err(|refusal| format!("“{}”: {refusal}", shortened(typed)))?;
        let moment = |meaning| moments::read(cell(meaning));
        let (left_at, gone_at) = (moment(Meaning::LeftAt).or(moment(Meaning::Disabled)), moment(Meaning::GoneAt));
        let said = self.said(&cell)?;
        let why = [Meaning::LeftWhy, Meaning::GoneWhy].map(cell).into_iter().find(|why| !why.is_empty()).unwrap_or_default();
        Ok(Incoming {
            email,
            said,
            choice: Choice::from_word(&cell(Meaning::Choice).to_ascii_lowercase()),
            asked: moment(Meaning::Asked),
            confirmed: moment(Meaning::Confirmed),
            ended: if said == Said::Gone { gone_at.or(left_at) } else { left_at.or(gone_at) },
            ended_why: shortened(why),
            follows: cell(Meaning::Follows).split([';', '|']).map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect(),
        })
    }

    /// The strictest of what the columns say: who left in one and is subscribed in another has left.
    fn said<'a>(&self, cell: &impl Fn(Meaning) -> &'a str) -> Result<Said, String> {
        let mut said = vec![status(cell(Meaning::Standing))?];
        if !cell(Meaning::GoneAt).is_empty() {
            said.push(Said::Gone);
        }
        if !cell(Meaning::LeftAt).is_empty() && self.ends_by_date() {
            said.push(Said::Left);
        }
        let flag = |meaning, header: &str| match cell(meaning) {
            "" => Ok(None),
            cell => truth(cell)
                .map(Some)
                .ok_or_else(|| format!("“{}” under {header} is neither yes nor no, and guessing would be wrong", shortened(cell))),
        };
        // A day on which mail was switched off is a yes.
        let disabled = is_day(cell(Meaning::Disabled)) || flag(Meaning::Disabled, "unsubscribed")? == Some(true);
        if disabled || flag(Meaning::Subscribed, "subscribed")? == Some(false) {
            said.push(Said::Left);
        }
        let strictest = [Said::Gone, Said::Left, Said::Unconfirmed].into_iter().find(|one| said.contains(one));
        Ok(strictest.unwrap_or(Said::Subscribed))
    }
}

/// Whether a cell holds a day, in whatever order it is written.
fn is_day(cell: &str) -> bool {
    let digits = cell.bytes().filter(u8::is_ascii_digit).count();
    let is_numbers = digits >= 6 && cell.contains(['-', '/', '.']) && cell.bytes().all(|b| b.is_ascii_digit() || b"-/.:+ TZ".contains(&b));
    !cell.starts_with("0000") && (is_numbers || moments::read(cell).is_some())
}

/// The words that the known newsletters and people have for where somebody stands. Guessing is no way to treat consent:
/// an unknown word leaves its line out.
fn status(word: &str) -> Result<Said, String> {
    let folded = word.trim().to_ascii_lowercase().replace(['-', '_', ' '], "");
    match folded.as_str() {
        "" | "subscribed" | "subscriber" | "active" | "enabled" | "confirmed" | "regular" | "premium" | "gift" | "trialed" | "free"
        | "paid" | "comped" | "comp" | "member" | "churning" | "pastdue" | "yes" | "true" => Ok(Said::Subscribed),
        "pending" | "unconfirmed" | "unactivated" | "optin" | "inactive" => Ok(Said::Unconfirmed),
        "unsubscribed" | "unsubscribe" | "disabled" | "removed" | "left" | "optedout" | "optout" | "nonsubscribed" | "archived"
        | "churned" | "paused" | "no" | "false" | "deleted" => Ok(Said::Left),
        "bounced" | "cleaned" | "complained" | "spam" | "spammed" | "spammy" | "blocklisted" | "blacklisted" | "blocked"
        | "undeliverable" | "suppressed" | "invalid" | "abuse" | "hardbounce" | "hardbounced" => Ok(Said::Gone),
        _ => Err(format!("the status “{}” is not known, and guessing would be wrong", shortened(word))),
    }
}

/// What is shown of a cell that somebody else wrote.
fn shortened(cell: &str) -> String {
    let clean: String = cell.chars().map(|c| if c.is_control() { ' ' } else { c }).take(81).collect();
    if clean.chars().count() > 80 { clean.chars().take(79).chain(['…']).collect() } else { clean }
}

#[cfg(test)]
mod tests;
