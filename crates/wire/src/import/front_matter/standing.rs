//! Where a file says that it stands: on the site or not, for whom, from when and until when.

use super::super::source::{Life, When, when};
use super::super::truth;
use super::{find, plain};
use serde_json::Value;

/// What front matter says of that.
#[derive(Debug, Default)]
pub(super) struct Standing {
    pub(super) life: Life,
    pub(super) locked: bool,
    pub(super) readers: String,
    pub(super) opens: When,
    pub(super) closes: When,
    /// Why it was not on the site, where nothing else says so.
    pub(super) notes: Vec<String>,
}

/// Words of `status` and `visibility` for what is not on the site.
fn hidden(word: &str) -> Option<Life> {
    match word.to_ascii_lowercase().as_str() {
        "private" => Some(Life::Private),
        "draft" | "drafts" | "hidden" | "unlisted" | "skip" => Some(Life::Draft),
        "pending" | "review" => Some(Life::Pending),
        "trash" | "deleted" => Some(Life::Trash),
        _ => None,
    }
}

pub(super) fn of(head: &Value, name: &str) -> Standing {
    let mut all = Standing { life: Life::Published, ..Standing::default() };
    let said = |field: &str| find(head, &[field]).map(plain).unwrap_or_default();
    let extra = find(head, &["extra"]).unwrap_or(&Value::Null);
    if name.starts_with("_drafts/") || name.contains("/_drafts/") {
        all.life = Life::Draft;
    }
    for (field, meant) in [("draft", true), ("published", false), ("permalink", false), ("render", false)] {
        // What is in a list of years or addresses is no word for yes.
        if truth(&said(field)) == Some(meant) {
            all.is_not(Life::Draft, field, &said(field));
        }
    }
    for field in ["status", "visibility"] {
        if let Some(life) = hidden(&said(field)) {
            all.is_not(life, field, &said(field));
        } else if field == "visibility" && !["public", "everyone", "everybody", "all"].contains(&said(field).as_str()) {
            all.readers = said(field);
        }
    }
    if truth(&said("private")) == Some(true) {
        all.life = Life::Private;
    }
    if let Some(rendered) = unrendered(head) {
        all.is_not(Life::Draft, "build.render", &rendered);
    }
    let for_members = [head, extra].into_iter().filter_map(|of| find(of, &["members_only", "membersonly", "members-only"]));
    if all.readers.is_empty() && for_members.map(plain).any(|word| truth(&word) == Some(true)) {
        "members".clone_into(&mut all.readers);
    }
    all.locked = !said("password").is_empty();
    all.opens = when(&said("publishDate"));
    all.closes = when(&find(head, &["expiryDate", "unpublishDate"]).map(plain).unwrap_or_default());
    all
}

impl Standing {
    fn is_not(&mut self, life: Life, field: &str, word: &str) {
        self.life = life;
        // What every program says in the same words needs none.
        if !matches!((field, word), ("draft", "true") | ("published", "false") | ("status", "draft" | "private")) {
            self.notes.push(format!("says “{field}: {word}”, which kept it off the site: comes as a draft"));
        }
    }
}

/// What Hugo is told to do with a page that it does not write.
fn unrendered(head: &Value) -> Option<String> {
    let build = find(head, &["build", "_build"])?;
    let word = match build {
        // A map on one line.
        Value::String(line) => line.split(['{', '}', ',']).find_map(|part| Some(part.trim().strip_prefix("render:")?.trim().to_owned()))?,
        build => find(build, &["render"]).map(plain)?,
    };
    let word = word.trim_matches(['"', '\'']).to_owned();
    (word == "never" || word == "link" || truth(&word) == Some(false)).then_some(word)
}
