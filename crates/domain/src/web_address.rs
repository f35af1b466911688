//! Addresses of other sites that the paper sends readers to: sponsors', advertisers', redirects', artists'.

/// The longest one that is kept, in bytes.
const MAX: usize = 2_000;

/// Whether a text is the address of a page on another site, `https://host/…` or `http://host/…`, in one piece.
#[must_use]
pub fn is_outward(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let host = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    let named = host.is_some_and(|host| {
        let first = host.chars().next();
        first.is_some_and(char::is_alphanumeric) && !host.contains('@')
    });
    let clean = !text.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '"' | '<' | '>' | '\\'));
    named && clean && text.len() <= MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_sites_and_nothing_else() {
        for good in ["https://amps.example", "http://amps.example:8080/new?a=b#c", "https://bücher.example/x"] {
            assert!(is_outward(good), "{good}");
        }
        let long = format!("https://amps.example/{}", "x".repeat(2_000));
        for bad in [
            "",
            "https://",
            "https:///x",
            "javascript:alert(1)",
            "/about",
            "//amps.example",
            "https://a b.example",
            "https://me@amps.example",
            "ftp://amps.example",
            "https://amps.example/\"onclick=",
            &long,
        ] {
            assert!(!is_outward(bad), "{bad}");
        }
    }
}
