//! What pages and texts of elsewhere say of a picture: who made it, and where its largest form is.

/// How a credit begins.
const WORDS: [&str; 22] = [
    "photo:",
    "photo :",
    "photo by",
    "photo credit:",
    "photos by",
    "photos:",
    "photograph by",
    "photography by",
    "photograph:",
    "picture:",
    "picture by",
    "image:",
    "image by",
    "image credit:",
    "credit:",
    "crédit :",
    "crédit:",
    "foto:",
    "foto von",
    "bild:",
    "bild von",
    "©",
];
/// The longest name.
const LONGEST: usize = 80;

/// A caption without the credit in it, and the credit: `Gilt at the Tote (Photo: Jo Bloke)`.
pub(crate) fn credited(said: &str) -> (String, String) {
    let none = || (said.to_owned(), String::new());
    let lower = said.to_lowercase();
    if lower.len() != said.len() {
        return none();
    }
    // The last such word, if nothing but a name follows; of two that end together, the longer.
    let found = WORDS.iter().filter_map(|word| lower.rfind(word).map(|at| (at + word.len(), word.len()))).max();
    let Some((ends, length)) = found else { return none() };
    let mut before = said.get(..ends - length).unwrap_or_default();
    // `Foto: © Jo Bloke` has two.
    let doubled = |before: &str| {
        let lower = before.trim_end().to_lowercase();
        WORDS.iter().filter(|word| lower.ends_with(*word)).map(|word| word.len()).max()
    };
    while let Some(length) = doubled(before) {
        let trimmed = before.trim_end();
        before = trimmed.get(..trimmed.len().saturating_sub(length)).unwrap_or_default();
    }
    let begins = before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || "([/|—–.".contains(c));
    let credit = said.get(ends..).unwrap_or_default().trim().trim_start_matches("courtesy of ");
    let credit = credit.trim_end_matches([')', ']', '.', ' ']);
    if !begins || credit.is_empty() || credit.chars().count() > LONGEST {
        return none();
    }
    let caption = before.trim_end_matches(|c: char| c.is_whitespace() || "([/|—–-".contains(c)).trim();
    (caption.to_owned(), credit.to_owned())
}

/// The address of the widest picture of a `srcset`.
pub(crate) fn largest(set: &str) -> Option<String> {
    let width = |entry: &str| {
        let width = entry.split_whitespace().nth(1).and_then(|width| width.trim_end_matches(['w', 'x']).parse::<f64>().ok());
        width.unwrap_or_default()
    };
    let entries = set.split(", ").map(str::trim).filter(|entry| !entry.is_empty());
    let best = entries.max_by(|one, other| width(one).total_cmp(&width(other)))?;
    best.split_whitespace().next().map(|address| address.trim_end_matches(',').to_owned())
}

#[cfg(test)]
mod tests {
    use super::{credited, largest};

    #[test]
    fn a_credit_is_told_from_a_caption() {
        for (said, caption, credit) in [
            ("Gilt at the Tote (Photo: Jo Bloke)", "Gilt at the Tote", "Jo Bloke"),
            ("The band. Photo credit: Jane Doe.", "The band.", "Jane Doe"),
            ("Die Band – Foto: © Jo Bloke", "Die Band", "Jo Bloke"),
            ("The band © Jo Bloke", "The band", "Jo Bloke"),
            ("Photo by Jo Bloke", "", "Jo Bloke"),
            ("Telephoto: a lens", "Telephoto: a lens", ""),
            ("No credit here", "No credit here", ""),
        ] {
            assert_eq!(credited(said), (caption.to_owned(), credit.to_owned()), "{said}");
        }
    }

    #[test]
    fn the_widest_of_a_set_is_taken() {
        assert_eq!(largest("/a-300.jpg 300w, /a-1200.jpg 1200w, /a-600.jpg 600w").as_deref(), Some("/a-1200.jpg"));
        assert_eq!(largest("/a.jpg, /b.jpg 2x").as_deref(), Some("/b.jpg"));
        assert_eq!(largest(""), None);
    }
}
