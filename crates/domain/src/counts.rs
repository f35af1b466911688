//! What is counted of readers: sums, and never anything of anybody.

/// The longest search that is kept, in characters.
const MAX_QUERY: usize = 60;
/// So many digits make it a number: of a telephone, a card, an account.
const MAX_DIGITS: usize = 5;

/// Whether a search that found nothing may be kept for the desk, under its folded form. What could name a person beyond
/// the public ones of music is dropped: addresses of mail and the web, numbers, whole sentences.
#[must_use]
pub fn may_keep(query: &str, folded: &str) -> bool {
    let digits = query.chars().filter(char::is_ascii_digit).count();
    let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
    let addressed = query.contains(['@', '\\']) || query.contains("://") || query.to_lowercase().contains("www.");
    let words = folded.split_whitespace().count();
    letters >= 2 && digits < MAX_DIGITS && !addressed && words <= 8 && folded.chars().count() <= MAX_QUERY
}

/// Whether a request is of a person's browser, as far as it says: programs name themselves, and browsers that only fetch
/// ahead say so.
#[must_use]
pub fn is_person(user_agent: &str, purpose: &str) -> bool {
    const PROGRAMS: [&str; 16] = [
        "bot",
        "crawl",
        "spider",
        "slurp",
        "fetch",
        "monitor",
        "preview",
        "scan",
        "headless",
        "lighthouse",
        "curl",
        "wget",
        "python",
        "feed",
        "validator",
        "http",
    ];
    let lower = user_agent.to_ascii_lowercase();
    lower.starts_with("mozilla/")
        && !PROGRAMS.iter().any(|word| lower.replace("http://", "").replace("https://", "").contains(word))
        && !purpose.to_ascii_lowercase().contains("prefetch")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_searches_that_name_nobody_private_are_kept() {
        for good in ["gilt tour 2026", "Ruby Vale", "блюз", "2 Unlimited"] {
            assert!(may_keep(good, &good.to_lowercase()), "{good}");
        }
        let sentence = "what was the name of that band we saw on friday night";
        for bad in [
            "imogen@feedback.example",
            "0412 345 678",
            "4111111111111111",
            "https://feedback.example",
            "www.gilt.example",
            "?",
            "",
            sentence,
        ] {
            assert!(!may_keep(bad, &bad.to_lowercase()), "{bad}");
        }
    }

    #[test]
    fn programs_are_not_counted() {
        let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
        assert!(is_person(firefox, ""));
        assert!(is_person(
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
            ""
        ));
        assert!(!is_person(firefox, "prefetch;prerender"));
        for program in [
            "",
            "curl/8.1",
            "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
            "Mozilla/5.0 HeadlessChrome/140",
            "FeedFetcher",
        ] {
            assert!(!is_person(program, ""), "{program}");
        }
    }
}
