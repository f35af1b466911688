//! How the desk turns an edition about, before it is composed and until it is released.

use super::{Candidate, MAX_STORIES, Name, Placement, select};
use crate::id::StoryId;
use crate::refusal::Refusal;
use crate::time::Instant;

/// The most characters of a subject or preheader that are kept: mail programs cut long before.
pub const LINE_LIMIT: usize = 300;

/// The most characters of a note from the editor.
pub const NOTE_LIMIT: usize = 4_000;

/// What the desk wants of an edition. An empty plan wants nothing: the edition makes itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The edition.
    pub name: Name,
    /// How often it was saved; 0 before the first time.
    pub revision: i64,
    /// Stories in the desk's own order, the lead first. Stories that went live since come after them.
    pub order: Vec<StoryId>,
    /// Stories that are left out.
    pub dropped: Vec<StoryId>,
    /// The subject line; empty: the lead's headline.
    pub subject: String,
    /// What mail programs show beside it; empty: the lead's standfirst.
    pub preheader: String,
    /// A note from the editor at the top of the letter: plain paragraphs.
    pub note: Vec<String>,
    /// Since when a person holds it: it does not go by itself.
    pub held: Option<Instant>,
}

impl Plan {
    /// Nothing wanted yet.
    #[must_use]
    pub fn empty(name: Name) -> Self {
        Self {
            name,
            revision: 0,
            order: Vec::new(),
            dropped: Vec::new(),
            subject: String::new(),
            preheader: String::new(),
            note: Vec::new(),
            held: None,
        }
    }

    /// Picks and orders an edition's stories. What the desk ordered comes first and in its order, also a story whose
    /// editor had left it out; what came since follows as it would by itself; what was dropped stays out. A story that is
    /// no candidate any more, because it was withdrawn, falls out.
    #[must_use]
    pub fn arrange(&self, candidates: Vec<Candidate>) -> Vec<StoryId> {
        let is_candidate = |id: &StoryId| candidates.iter().any(|candidate| candidate.story == *id);
        let mut picked: Vec<StoryId> = Vec::new();
        for id in &self.order {
            if is_candidate(id) && !self.dropped.contains(id) && !picked.contains(id) {
                picked.push(*id);
            }
        }
        let since = select(candidates);
        let since: Vec<StoryId> = since.into_iter().filter(|id| !picked.contains(id) && !self.dropped.contains(id)).collect();
        picked.extend(since);
        picked.truncate(MAX_STORIES);
        picked
    }

    /// The stories that could be in and are not, newest first.
    #[must_use]
    pub fn left_out(&self, candidates: &[Candidate]) -> Vec<StoryId> {
        let inside = self.arrange(candidates.to_vec());
        let mut out: Vec<&Candidate> = candidates.iter().filter(|candidate| !inside.contains(&candidate.story)).collect();
        out.sort_by_key(|candidate| (std::cmp::Reverse(candidate.published), candidate.story));
        out.into_iter().map(|candidate| candidate.story).collect()
    }

    /// Whether a story got into the order after the desk had last saved it.
    #[must_use]
    pub fn is_since(&self, candidate: StoryId) -> bool {
        !self.order.is_empty() && !self.order.contains(&candidate)
    }

    /// The plan as it can be kept: lines without line breaks, paragraphs without empty ones, every story once.
    ///
    /// # Errors
    /// [`Refusal::Field`] for a line or note that is too long.
    pub fn checked(mut self) -> Result<Self, Refusal> {
        for (field, line) in [("subject", &mut self.subject), ("preheader", &mut self.preheader)] {
            line.retain(|c| !is_unseen(c));
            if line.chars().all(|c| c.is_whitespace() || is_joiner(c)) {
                line.clear();
            }
            *line = line.split(char::is_control).map(str::trim).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            if line.chars().count() > LINE_LIMIT {
                return Err(Refusal::field(field, format!("is longer than {LINE_LIMIT} characters; mail programs show about 70")));
            }
        }
        self.note = self.note.iter().flat_map(|text| paragraphs(text)).collect();
        if self.note.iter().map(|text| text.chars().count()).sum::<usize>() > NOTE_LIMIT {
            return Err(Refusal::field("note", format!("is longer than {NOTE_LIMIT} characters; make it a story")));
        }
        let mut seen = Vec::new();
        self.order.retain(|id| {
            !seen.contains(id) && {
                seen.push(*id);
                true
            }
        });
        self.dropped.sort_unstable();
        self.dropped.dedup();
        self.order.retain(|id| !self.dropped.contains(id));
        self.order.truncate(MAX_STORIES);
        self.dropped.truncate(10 * MAX_STORIES);
        Ok(self)
    }
}

/// Characters that nobody sees, but for those that join letters and faces: zero widths, and what turns the direction of text,
/// which could make a subject read otherwise than it was typed.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Paragraphs as typed: a blank line parts them, a single line break is a space.
fn paragraphs(text: &str) -> Vec<String> {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut all = vec![String::new()];
    for line in text.split('\n').map(|line| line.split(char::is_control).collect::<String>()) {
        let line = line.trim();
        match all.last_mut() {
            Some(last) if !line.is_empty() => {
                if !last.is_empty() {
                    last.push(' ');
                }
                last.push_str(line);
            }
            _ => all.push(String::new()),
        }
    }
    all.retain(|text| !text.is_empty());
    all
}

/// What a plan keeps out of an edition that is over, so that the next does not take it up.
#[must_use]
pub fn was_left_out(plan: &Plan, candidate: &Candidate) -> bool {
    plan.dropped.contains(&candidate.story) || (candidate.placement == Placement::Out && !plan.order.contains(&candidate.story))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plan(order: &[i64], dropped: &[i64]) -> Plan {
        let ids = |ids: &[i64]| ids.iter().copied().map(StoryId).collect();
        Plan { order: ids(order), dropped: ids(dropped), ..Plan::empty(Name::of(jiff::civil::date(2026, 11, 20))) }
    }

    fn candidates(of: &[(i64, Placement)]) -> Vec<Candidate> {
        let candidate = |(story, placement): &(i64, Placement)| Candidate {
            story: StoryId(*story),
            published: Instant::from_micros(*story),
            placement: *placement,
        };
        of.iter().map(candidate).collect()
    }

    fn ids(stories: &[StoryId]) -> Vec<i64> {
        stories.iter().map(|id| id.0).collect()
    }

    #[test]
    fn an_empty_plan_changes_nothing() {
        let all = candidates(&[(1, Placement::In), (2, Placement::Lead), (3, Placement::In), (4, Placement::Out)]);
        assert_eq!(plan(&[], &[]).arrange(all.clone()), select(all.clone()));
        assert_eq!(ids(&plan(&[], &[]).left_out(&all)), [4]);
    }

    #[test]
    fn the_order_holds_and_what_came_since_follows() {
        let all = candidates(&[(1, Placement::In), (2, Placement::In), (3, Placement::In), (4, Placement::Lead), (5, Placement::Out)]);
        let turned = plan(&[1, 5, 3, 9], &[2]);
        assert_eq!(ids(&turned.arrange(all.clone())), [1, 5, 3, 4], "9 was withdrawn, 2 dropped, 4 came since, 5 was brought in");
        assert_eq!(ids(&turned.left_out(&all)), [2]);
        assert!(turned.is_since(StoryId(4)) && !turned.is_since(StoryId(1)) && !plan(&[], &[]).is_since(StoryId(4)));
        let many: Vec<_> = (0..100).map(|n| (n, Placement::In)).collect();
        assert_eq!(plan(&[0], &[]).arrange(candidates(&many)).len(), MAX_STORIES);
    }

    #[test]
    fn what_is_typed_is_cleaned_and_bounded() {
        let typed = Plan {
            subject: " Two\r\nlines ".to_owned(),
            note: vec!["Dear readers,\nno edition tomorrow.\n\n\n  Yours ".to_owned(), " ".to_owned()],
            ..plan(&[1, 2, 1, 3], &[3, 3])
        };
        let kept = typed.checked().unwrap();
        assert_eq!(kept.subject, "Two lines");
        assert_eq!(kept.note, ["Dear readers, no edition tomorrow.", "Yours"]);
        assert_eq!((ids(&kept.order), ids(&kept.dropped)), (vec![1, 2], vec![3]));
        let turned = Plan {
            subject: " \u{200B}\u{202E} \u{200D}".into(),
            preheader: "a\u{202E}b \u{1F469}\u{200D}\u{1F3A4}".into(),
            ..plan(&[], &[])
        };
        let kept = turned.checked().unwrap();
        assert_eq!((kept.subject.as_str(), kept.preheader.as_str()), ("", "ab \u{1F469}\u{200D}\u{1F3A4}"));
        assert!(Plan { subject: "x".repeat(LINE_LIMIT + 1), ..plan(&[], &[]) }.checked().is_err());
        assert!(Plan { note: vec!["x".repeat(NOTE_LIMIT + 1)], ..plan(&[], &[]) }.checked().is_err());
    }
}
