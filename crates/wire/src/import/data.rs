//! Texts that are no story: what programs read, and no export of a paper that is known.

use serde_json::Value;

/// What a text is that is no story: no headline and byline stand in it, but what a program reads.
#[must_use]
pub fn is(text: &str) -> Option<&'static str> {
    let text = text.trim_start();
    let begins: String = text.chars().take(200).collect::<String>().to_ascii_lowercase();
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (one, two) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let cells = |line: &str, by: char| line.matches(by).count();
    // Prose has blanks behind its commas.
    let is_head = |by: char| {
        cells(one, by) > 0
            && cells(two, by) >= cells(one, by)
            && !one.contains(&format!("{by} "))
            && !one.ends_with(['.', '!', '?', ';', ','])
    };
    if ["<?xml", "<rss", "<feed", "<!doctype", "<html", "<svg"].iter().any(|tag| begins.starts_with(tag)) {
        Some("XML or HTML")
    } else if text.starts_with(['{', '[']) && serde_json::from_str::<Value>(text).is_ok() {
        Some("JSON")
    } else if [',', ';', '\t'].into_iter().any(is_head) {
        Some("a table")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::is;

    #[test]
    fn what_a_program_reads_is_no_story() {
        for text in ["\n<?xml version=\"1.0\"?>\n<a/>", "<!DOCTYPE html>\n<p>x", "{\"a\": 1}", "name,date\nGilt,2015-03-27\n", "a\tb\nx\ty"]
        {
            assert!(is(text).is_some(), "{text}");
        }
        for text in [
            "Gilt play, and leave\nBy Jo, for us\n\nText, text.",
            "{Untitled}\nBy Jo\n",
            "Low\n\nBy Jo",
            "<3\n\nBy Jo",
            "10,000 came\nBy Jo\n",
        ] {
            assert!(is(text).is_none(), "{text}");
        }
    }
}
