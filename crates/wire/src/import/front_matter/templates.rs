//! What the programs of Markdown sites put in as they make a page: Liquid (`{% include %}`, `{{ page.title }}`) and Hugo's
//! shortcodes (`{{< figure >}}`). Nobody here knows what it would have come to.

/// The longest that is shown, in bytes.
const LONGEST: usize = 200;

/// Those of each line of a text; in a block of code they are what the text speaks of.
pub(super) fn in_lines(text: &str) -> impl Iterator<Item = impl Iterator<Item = &str>> {
    let mut in_code = false;
    text.lines().map(move |line| {
        let is_fence = line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~");
        in_code ^= is_fence;
        in_line(if in_code || is_fence || line.starts_with("    ") { "" } else { line })
    })
}

fn in_line(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let begins = ["{%", "{{"].iter().filter_map(|mark| rest.find(mark)).min()?;
        let from = rest.get(begins..)?;
        let ends = if from.starts_with("{%") { "%}" } else { "}}" };
        let length = from.find(ends)? + ends.len();
        rest = from.get(length..)?;
        from.get(..from.floor_char_boundary(length.min(LONGEST)))
    })
}
