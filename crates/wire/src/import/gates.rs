//! What programs keep from those who are no members, where an export does not say it of the entry itself: fields of plug-ins,
//! shortcodes and blocks around a text, a wall in it.

#[cfg(test)]
mod tests;

use super::source::{Entry, Form, Note};
use serde_json::Value;

/// Where a gate is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    /// A field of the entry with a value that does not stand for everybody.
    Field,
    /// A pair of shortcodes around a text.
    Shortcode,
    /// A block of WordPress; with a stroke at its end, all of a plug-in.
    Block,
    /// Words in HTML that stand where the text goes on for some alone.
    Wall,
}

/// Every gate that is known: where, by which name, and whose it is.
const GATES: [(Seen, &str, &str); 40] = [
    (Seen::Field, "_members_access_role", "Members lets only these roles read it"),
    (Seen::Field, "rcp_subscription_level", "Restrict Content Pro lets only these subscriptions read it"),
    (Seen::Field, "rcp_access_level", "Restrict Content Pro lets only this level read it"),
    (Seen::Field, "rcp_user_level", "Restrict Content Pro lets only these users read it"),
    (Seen::Field, "_is_paid", "Restrict Content Pro lets only who pays read it"),
    (Seen::Field, "memberful_acl", "Memberful lets only these plans read it"),
    (Seen::Field, "_jetpack_newsletter_access", "Jetpack sends it to subscribers alone"),
    (Seen::Field, "pms-content-restrict-user-status", "Paid Member Subscriptions lets only these users read it"),
    (Seen::Field, "pms-content-restrict-subscription-plan", "Paid Member Subscriptions lets only these plans read it"),
    (Seen::Field, "_wlm_is_protected", "WishList Member protects it"),
    (Seen::Shortcode, "mepr-active", "MemberPress shows it to members"),
    (Seen::Shortcode, "mepr-show", "MemberPress shows it to members"),
    (Seen::Shortcode, "mepr-protected", "MemberPress shows it to members"),
    (Seen::Shortcode, "restrict", "Restrict Content shows it to members"),
    (Seen::Shortcode, "is_paid", "Restrict Content Pro shows it to who pays"),
    (Seen::Shortcode, "membership", "Paid Memberships Pro shows it to members"),
    (Seen::Shortcode, "pmpro_membership", "Paid Memberships Pro shows it to members"),
    (Seen::Shortcode, "members_only", "a plug-in shows it to members"),
    (Seen::Shortcode, "members-only", "a plug-in shows it to members"),
    (Seen::Shortcode, "member_only", "a plug-in shows it to members"),
    (Seen::Shortcode, "member", "a plug-in shows it to members"),
    (Seen::Shortcode, "members", "a plug-in shows it to members"),
    (Seen::Shortcode, "members_access", "Members shows it to some roles"),
    (Seen::Shortcode, "members_logged_in", "Members shows it to who is signed in"),
    (Seen::Shortcode, "memberful", "Memberful shows it to members"),
    (Seen::Shortcode, "wcm_restrict", "WooCommerce Memberships shows it to members"),
    (Seen::Shortcode, "pms-restrict", "Paid Member Subscriptions shows it to members"),
    (Seen::Shortcode, "um_loggedin", "Ultimate Member shows it to who is signed in"),
    (Seen::Shortcode, "wlm_private", "WishList Member shows it to members"),
    (Seen::Shortcode, "s2if", "s2Member shows it to members"),
    (Seen::Shortcode, "paywall", "a plug-in shows it to who pays"),
    (Seen::Block, "pmpro/membership", "Paid Memberships Pro shows it to members"),
    (Seen::Block, "premium-content/", "Jetpack shows it to subscribers"),
    (Seen::Block, "jetpack/paywall", "Jetpack shows what follows it to subscribers"),
    (Seen::Block, "jetpack/premium-content", "Jetpack shows it to subscribers"),
    (Seen::Block, "memberpress/protected-content", "MemberPress shows it to members"),
    (Seen::Block, "woocommerce-memberships/member-content", "WooCommerce Memberships shows it to members"),
    (Seen::Block, "members/", "Members shows it to some roles"),
    (Seen::Wall, "paywall-jump", "Substack shows what follows it to who pays"),
    (Seen::Wall, "<!--members-only-->", "Ghost shows what follows it to members"),
];

/// Of a block of Ghost's HTML that has its own readers: what follows says whether everybody is one of them.
const GHOST_BLOCK: &str = "<!--kg-gated-block:begin";

/// Who reads what stands behind a gate, where the gate does not say it.
const MEMBERS: &str = "members";

/// Says of an entry that it was not for everybody, if it has a gate, and which.
pub(super) fn mark(entry: &mut Entry) {
    let of_field = entry.fields.iter().find_map(|(name, value)| of_field(name, value));
    let Some(why) = of_field.or_else(|| entry.texts.iter().find_map(|text| of_text(text.form, &text.text))) else { return };
    if entry.readers.is_empty() || entry.readers.eq_ignore_ascii_case("public") {
        MEMBERS.clone_into(&mut entry.readers);
    }
    entry.notes.push(Note { line: entry.line, text: why });
}

fn gates(seen: Seen) -> impl Iterator<Item = (&'static str, &'static str)> {
    GATES.into_iter().filter(move |gate| gate.0 == seen).map(|(_, name, why)| (name, why))
}

fn of_field(name: &str, value: &str) -> Option<String> {
    let (_, why) = gates(Seen::Field).find(|(known, _)| name.eq_ignore_ascii_case(known))?;
    (!is_everybody(value)).then(|| format!("{why} ({name}: {})", value.chars().take(60).collect::<String>()))
}

/// Whether a value restricts nothing. PHP's lists have a value behind each key: one without any is empty.
fn is_everybody(value: &str) -> bool {
    let value = value.trim().to_ascii_lowercase();
    let is_empty_list = || value.starts_with("a:") && ![";s:", ";i:", ";b:", ";d:"].iter().any(|held| value.contains(held));
    let all = ["", "0", "none", "all", "no", "false", "off", "public", "everybody", "everyone", "default"];
    all.contains(&value.as_str()) || is_empty_list() || value.contains("\"all\"")
}

fn of_text(form: Form, text: &str) -> Option<String> {
    match form {
        Form::WordPress => of_block(text).or_else(|| of_shortcode(text)),
        Form::Lexical | Form::Mobiledoc => of_cards(text),
        Form::Html => of_wall(text).or_else(|| of_ghost_block(text)),
        _ => None,
    }
}

fn of_block(text: &str) -> Option<String> {
    let block = |(name, why): (&str, &str)| {
        let begins = |(at, mark): (usize, &str)| {
            let rest = text.get(at + mark.len()..).and_then(|rest| rest.strip_prefix(name));
            rest.is_some_and(|rest| name.ends_with('/') || rest.starts_with([' ', '/', '\n']))
        };
        text.match_indices("<!-- wp:").any(begins).then(|| format!("{why} (the block {})", name.trim_end_matches('/')))
    };
    text.contains("<!-- wp:").then(|| gates(Seen::Block).find_map(block)).flatten()
}

/// A pair of shortcodes: what is not closed has nothing in it. Doubled brackets write one down.
fn of_shortcode(text: &str) -> Option<String> {
    if !text.contains("[/") {
        return None;
    }
    let folded = text.to_ascii_lowercase();
    let pair = |(name, why): (&str, &str)| {
        let begins = |(at, opened): (usize, &str)| {
            let before = folded.get(..at).is_some_and(|before| before.ends_with('['));
            let behind = folded.get(at + opened.len()..).unwrap_or_default();
            let end = format!("[/{name}]");
            !before && behind.starts_with([' ', ']', '\n', '\t']) && behind.contains(&end)
        };
        folded.match_indices(&format!("[{name}")).any(begins).then(|| format!("{why} ([{name}])"))
    };
    gates(Seen::Shortcode).find_map(pair)
}

fn of_wall(text: &str) -> Option<String> {
    let wall = |(name, why): (&str, &str)| {
        let behind = text.split_once(name)?.1;
        // The wall is in a tag, which ends first.
        let behind = if name.starts_with('<') { behind } else { behind.split_once('>')?.1 };
        has_words(behind).then(|| format!("{why} ({})", name.trim_matches(['<', '!', '-', '>'])))
    };
    gates(Seen::Wall).find_map(wall)
}

/// Whether there is anything to read in HTML.
fn has_words(html: &str) -> bool {
    let mut rest = html;
    while let Some((words, tag)) = rest.split_once('<') {
        if words.contains(char::is_alphanumeric) || tag.starts_with("img") || tag.starts_with("figure") {
            return true;
        }
        rest = tag.split_once('>').map_or("", |(_, behind)| behind);
    }
    rest.contains(char::is_alphanumeric)
}

fn of_ghost_block(text: &str) -> Option<String> {
    let gated = |(_, rest): (&str, &str)| {
        let of = rest.split("-->").next().unwrap_or_default().replace(['"', ' '], "");
        of.contains("nonMember:false") || of.contains("nonMember=false")
    };
    let mut blocks = text.match_indices(GHOST_BLOCK).filter_map(|(at, _)| text.split_at_checked(at));
    blocks.any(gated).then(|| "Ghost shows a part of it to members (kg-gated-block)".to_owned())
}

/// Cards of Ghost's own forms: a wall with something behind it, or one that has its own readers.
fn of_cards(text: &str) -> Option<String> {
    let suspect = ["paywall", "nonMember", "kg-gated-block"].iter().any(|word| text.contains(word));
    let value: Value = suspect.then(|| serde_json::from_str(text).ok()).flatten()?;
    if after_wall(value.pointer("/root/children")).unwrap_or(false) || walled_section(&value) {
        return Some("Ghost shows what follows a wall to members (the card paywall)".to_owned());
    }
    has_own_readers(&value, 0).then(|| "Ghost shows a part of it to members (a card with its own visibility)".to_owned())
}

fn after_wall(children: Option<&Value>) -> Option<bool> {
    let children = children?.as_array()?;
    let is_wall = |child: &Value| child.get("type").and_then(Value::as_str) == Some("paywall");
    let at = children.iter().position(is_wall)?;
    Some(children.get(at + 1..).unwrap_or_default().iter().any(is_filled))
}

/// Whether a child of a text says anything: its editor keeps an empty paragraph at the end.
fn is_filled(child: &Value) -> bool {
    let is_empty = child.get("type").and_then(Value::as_str) == Some("paragraph")
        && child.get("children").and_then(Value::as_array).is_none_or(Vec::is_empty);
    !is_empty
}

/// The same of Mobiledoc, whose sections name their cards by number: `[10, 2]`.
fn walled_section(value: &Value) -> bool {
    let rows = |name: &str| value.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let wall = rows("cards").iter().position(|card| card.get(0).and_then(Value::as_str) == Some("paywall"));
    let is_wall = |section: &Value| {
        section.get(0).and_then(Value::as_u64) == Some(10)
            && wall.is_some_and(|wall| section.get(1).and_then(Value::as_u64) == u64::try_from(wall).ok())
    };
    let is_text = |section: &Value| section.get(2).and_then(Value::as_array).is_none_or(|markers| !markers.is_empty());
    let sections = rows("sections");
    let behind = sections.iter().position(is_wall).and_then(|at| sections.get(at + 1..));
    behind.unwrap_or_default().iter().any(is_text)
}

/// Cards within cards that are looked into.
const DEEPEST: usize = 40;

fn has_own_readers(value: &Value, depth: usize) -> bool {
    if depth > DEEPEST {
        return false;
    }
    match value {
        Value::Array(all) => all.iter().any(|one| has_own_readers(one, depth + 1)),
        Value::Object(map) => {
            value.pointer("/visibility/web/nonMember") == Some(&Value::Bool(false))
                || map.get("html").and_then(Value::as_str).is_some_and(|html| of_ghost_block(html).is_some())
                || map.values().any(|one| has_own_readers(one, depth + 1))
        }
        _ => false,
    }
}
