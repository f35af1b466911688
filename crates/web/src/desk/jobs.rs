//! Stories as rows of the desk's lists, and what lists can be filtered by.

use crate::desk::Desk;
use crate::http::fault::Fault;
use domain::id::StaffId;
use domain::role::Verb;
use domain::slug::Slug;
use domain::staff::Staff;
use domain::story::State;
use domain::time::{Instant, Zone};
use newsroom::queue::Row;
use serde::Serialize;
use serde_json::{Value, json};
use std::fmt::Write as _;

/// A story as a list shows it.
#[derive(Debug, Serialize)]
pub(super) struct JobView {
    id: i64,
    headline: String,
    artist_line: String,
    section_name: String,
    writer: Option<String>,
    writer_id: Option<i64>,
    state_name: String,
    at: String,
    at_iso: String,
    words: usize,
    brief: Option<String>,
    deadline: Option<String>,
    /// Past its deadline and not written yet.
    late: bool,
    note: Option<String>,
    pending: bool,
    checks: usize,
    holder: Option<String>,
}

/// The states that a list can be filtered by, as the newsroom's filter takes them.
pub(super) const STATES: [&str; 8] = ["assigned", "draft", "sent_back", "submitted", "scheduled", "live_today", "live", "withdrawn"];

/// What who looks may do with a list.
#[derive(Debug, Serialize)]
pub(super) struct May {
    write: bool,
    assign: bool,
}

impl May {
    pub(super) fn of(desk: &Desk) -> Self {
        Self { write: desk.act.role.may(Verb::Write), assign: desk.act.role.may(Verb::Assign) }
    }
}

/// One of the things that a list can be filtered by.
#[derive(Debug, Serialize)]
pub(super) struct Choice {
    pub(super) value: String,
    pub(super) name: String,
    pub(super) chosen: bool,
}

/// What a list can be filtered by. No writers for who sees only their own stories.
#[derive(Debug, Serialize)]
pub(super) struct Choices {
    sections: Vec<Choice>,
    writers: Vec<Choice>,
}

/// The people of the desk: whose stories there may be, and whom something can be assigned to.
pub(super) struct Lists {
    staff: Vec<Staff>,
}

impl Lists {
    /// Reads them.
    pub(super) async fn of(desk: &Desk) -> Result<Self, Fault> {
        Ok(Self { staff: store::staff::list(&desk.press.conn).await? })
    }

    /// What forms and filters of the scripts choose from.
    pub(super) fn island(&self, desk: &Desk) -> Value {
        let sections: Vec<Value> =
            desk.press.matter.sections.iter().map(|one| json!({ "slug": one.slug.as_str(), "name": one.name })).collect();
        let here = self.staff.iter().filter(|_| desk.act.role.may(Verb::Assign)).filter(|one| one.may_sign_in());
        let staff: Vec<Value> = here.map(|one| json!({ "id": one.id.0, "name": one.name })).collect();
        json!({ "sections": sections, "staff": staff })
    }

    /// Sections and writers to filter by, with what is chosen.
    pub(super) fn choices(&self, desk: &Desk, section: &str, writer: &str) -> Choices {
        let sections = desk.press.matter.sections.iter().map(|one| Choice {
            value: one.slug.as_str().to_owned(),
            name: one.name.clone(),
            chosen: one.slug.as_str() == section,
        });
        let seen = self.staff.iter().filter(|_| desk.act.role.reach(Verb::ReadStory) == domain::role::Reach::Any);
        let writers =
            seen.map(|one| Choice { value: one.id.0.to_string(), name: one.name.clone(), chosen: one.id.0.to_string() == writer });
        Choices { sections: sections.collect(), writers: writers.collect() }
    }

    /// A row as it is shown.
    pub(super) fn job(desk: &Desk, row: &Row) -> JobView {
        let (zone, now) = (desk.press.zone(), desk.press.now);
        let story = &row.story;
        let open = matches!(story.state, State::Assigned | State::Draft | State::Submitted);
        let deadline = story.deadline.filter(|_| open);
        let at = known_by(row);
        JobView {
            id: story.id.0,
            headline: story.headline.clone(),
            artist_line: row.artist_line.clone(),
            section_name: desk.press.matter.section_named(&story.section).name,
            writer: row.owner.as_ref().map(|(_, name)| name.clone()),
            writer_id: row.owner.as_ref().map(|(id, _)| id.0),
            state_name: desk.word(&format!("queue.one_{}", story.state.word())),
            at: moment(at, now, zone),
            at_iso: zone.rfc3339(at),
            words: story.words,
            brief: story.brief.clone().filter(|_| story.words == 0),
            deadline: deadline.map(|at| moment(at, now, zone)),
            late: deadline.is_some_and(|at| at < now),
            note: story.note.clone().filter(|_| open),
            pending: story.pending,
            checks: if open { story.checks } else { 0 },
            holder: row.holder.clone(),
        }
    }
}

/// The moment by which a story is known where it stands: when it goes live, went live, was taken down, was last saved.
fn known_by(row: &Row) -> Instant {
    match &row.story.state {
        State::Scheduled { at } | State::Withdrawn { at, .. } => *at,
        State::Live => row.story.live_since.unwrap_or(row.story.saved_at),
        State::Assigned | State::Draft | State::Submitted => row.story.saved_at,
    }
}

/// A moment in as few letters as tell it: `11:29` today, `Mon` in the last week, `Thu 11:29` in the next, else its day.
pub(super) fn moment(at: Instant, now: Instant, zone: &Zone) -> String {
    let (wall, today) = (zone.wall_clock(at), zone.day(now));
    let days = today.until(wall.date()).map_or(i32::MAX, |span| span.get_days());
    let pattern = match days {
        0 => "%-H:%M",
        1..=6 => "%a %-H:%M",
        -6..=-1 => "%a",
        _ if at > now => "%-d %b %-H:%M",
        _ if wall.year() == today.year() => "%-d %b",
        _ => "%-d %b %Y",
    };
    wall.strftime(pattern).to_string()
}

/// The number of a member of staff, as an address names it.
pub(super) fn staff_id(typed: &str) -> Option<StaffId> {
    typed.trim().parse().ok().map(StaffId)
}

/// A section, as an address names it.
pub(super) fn section(typed: &str) -> Option<Slug> {
    Slug::parse(typed.trim()).ok()
}

/// An address with what of its query is not empty.
pub(super) fn address(path: &str, pairs: &[(&str, &str)]) -> String {
    let mut all = path.to_owned();
    for (name, value) in pairs.iter().filter(|(_, value)| !value.is_empty()) {
        let sign = if all.contains('?') { '&' } else { '?' };
        let _ = write!(all, "{sign}{name}=");
        for byte in value.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
                all.push(char::from(byte));
            } else {
                let _ = write!(all, "%{byte:02X}");
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        Instant::from_timestamp(text.parse().unwrap())
    }

    #[test]
    fn a_moment_is_told_from_now() {
        let zone = Zone::named("Australia/Melbourne").unwrap();
        let now = at("2026-11-25T03:10:00Z");
        let told = |text: &str| moment(at(text), now, &zone);
        assert_eq!(told("2026-11-25T00:29:00Z"), "11:29");
        assert_eq!(told("2026-11-26T00:29:00Z"), "Thu 11:29");
        assert_eq!(told("2026-11-23T00:29:00Z"), "Mon");
        assert_eq!(told("2026-12-24T00:29:00Z"), "24 Dec 11:29");
        assert_eq!(told("2026-09-24T00:29:00Z"), "24 Sep");
        assert_eq!(told("2015-03-27T00:29:00Z"), "27 Mar 2015");
    }

    #[test]
    fn an_address_holds_what_was_chosen() {
        assert_eq!(address("/desk/queue", &[("mine", ""), ("q", "")]), "/desk/queue");
        assert_eq!(address("/desk/queue", &[("mine", "1"), ("q", "zoë & co")]), "/desk/queue?mine=1&q=zo%C3%AB%20%26%20co");
    }
}
