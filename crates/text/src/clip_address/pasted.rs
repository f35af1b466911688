//! What somebody pasted where a clip may stand: an address or the code of a player, read without asking anybody.

use super::{address::Address, player_sources, recognise};
use domain::body::{Clip, Provider, is_safe_href};
use domain::refusal::Refusal;

/// What a pasted text is.
#[derive(Debug, Clone, PartialEq)]
pub enum Pasted {
    /// A clip of a provider that the paper plays.
    Clip(Clip),
    /// An address that can be linked; and what would make a clip of it, where one could be made.
    Link {
        /// The address, with its scheme.
        href: String,
        /// What to paste instead to have the clip.
        hint: Option<&'static str>,
    },
}

/// The longest text that is looked at, in bytes. Player code is shorter than this.
const LONGEST: usize = 20_000;

/// Says what a pasted text is.
///
/// # Errors
/// [`Refusal::Field`] for player code of somebody else, and for what is neither an address nor player code.
pub fn read(pasted: &str) -> Result<Pasted, Refusal> {
    let pasted = pasted.trim();
    let refused = |problem: String| Err(Refusal::field("text", problem));
    if pasted.len() > LONGEST {
        return refused(format!("is longer than any address or player code ({} characters)", pasted.len()));
    }
    if let Some(clip) = recognise(pasted) {
        return Ok(Pasted::Clip(clip));
    }
    if pasted.contains('<') {
        return refused(why_not(pasted));
    }
    let with_scheme = if pasted.contains("://") || pasted.starts_with("mailto:") { pasted.to_owned() } else { format!("https://{pasted}") };
    if pasted.starts_with("mailto:") && is_safe_href(pasted) && pasted.contains('@') {
        return Ok(Pasted::Link { href: with_scheme, hint: None });
    }
    match Address::parse(&with_scheme) {
        Some(address) if is_safe_href(&with_scheme) => Ok(Pasted::Link { hint: hint(&address), href: with_scheme }),
        _ => refused("is neither an address nor the code of a player".to_owned()),
    }
}

/// Why player code is not taken.
fn why_not(code: &str) -> String {
    let names: Vec<&str> = Provider::ALL.iter().map(|provider| provider.name()).collect();
    let known = match names.split_last() {
        Some((last, rest)) => format!("{} and {last}", rest.join(", ")),
        None => String::new(),
    };
    let lower = code.to_ascii_lowercase();
    let source = player_sources(code).chain(links(code)).find_map(|source| Some((Address::parse(&source)?, source)));
    match source {
        Some((address, source)) if lower.contains("<iframe") || lower.contains("<embed") || lower.contains("<object") => {
            let known_host = recognise_host(&address);
            if known_host {
                format!("is a player of {}, but what it plays cannot be told from “{}”", address.host, shortened(&source))
            } else {
                format!(
                    "is a frame of {}, which readers’ browsers would ask before they pressed play; the paper plays {known}. Paste the address of the page to link it",
                    address.host
                )
            }
        }
        Some((address, _)) => format!(
            "is code of {}, which the paper does not play; it plays {known}. Paste the address of the page to link it",
            address.host
        ),
        None if lower.contains("<script") => "is a script; the paper runs none of others. Paste the address of the page".to_owned(),
        None => "is code without an address; paste the address of the page".to_owned(),
    }
}

/// The addresses that code links to: what a block of a post has instead of a player.
fn links(code: &str) -> impl Iterator<Item = String> + '_ {
    code.match_indices("href=\"").filter_map(|(at, name)| Some(code.get(at + name.len()..)?.split('"').next()?.replace("&amp;", "&")))
}

fn recognise_host(address: &Address) -> bool {
    const PLAYERS: [&str; 12] = [
        "youtube.com",
        "youtube-nocookie.com",
        "player.vimeo.com",
        "w.soundcloud.com",
        "open.spotify.com",
        "embed.spotify.com",
        "embed.music.apple.com",
        "mixcloud.com",
        "player-widget.mixcloud.com",
        "bandcamp.com",
        "tiktok.com",
        "instagram.com",
    ];
    PLAYERS.contains(&address.host.as_str())
}

fn shortened(text: &str) -> String {
    let short: String = text.chars().take(80).collect();
    if short.len() < text.len() { format!("{short}…") } else { short }
}

/// What to paste to have a clip of an address that names none.
fn hint(address: &Address) -> Option<&'static str> {
    let host = address.host.as_str();
    match host {
        "on.soundcloud.com" | "spotify.link" | "vm.tiktok.com" | "vt.tiktok.com" | "snd.sc" | "spoti.fi" | "apple.co" => {
            Some("a short address; open it and paste the one that it leads to")
        }
        _ if host.ends_with(".bandcamp.com") && matches!(address.path.first().map(String::as_str), Some("album" | "track")) => {
            Some("a page of Bandcamp names no player; paste the code under Share / Embed")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(pasted: &str) -> Option<(String, bool)> {
        match read(pasted) {
            Ok(Pasted::Link { href, hint }) => Some((href, hint.is_some())),
            _ => None,
        }
    }

    fn reason(pasted: &str) -> String {
        read(pasted).err().map(|refusal| refusal.to_string()).unwrap_or_default()
    }

    #[test]
    fn known_players_become_clips() {
        for pasted in [
            "https://youtu.be/dQw4w9WgXcQ",
            "vimeo.com/148751763",
            "<iframe src=\"https://bandcamp.com/EmbeddedPlayer/album=3866443265/size=large/\" seamless><a href=\"https://a.bandcamp.com/album/b\">B</a></iframe>",
            "<iframe width=100% src=https://www.youtube.com/embed/dQw4w9WgXcQ allowfullscreen></iframe>",
            "<blockquote class=\"instagram-media\" data-instgrm-permalink=\"https://www.instagram.com/p/Cabc-12/\"></blockquote><script async src=\"//www.instagram.com/embed.js\"></script>",
            "<p>Look:</p> <iframe src='https://open.spotify.com/embed/track/4uLU6hMCjMI75M1A2tKUQC'></iframe>",
        ] {
            assert!(matches!(read(pasted), Ok(Pasted::Clip(_))), "{pasted}: {:?}", read(pasted));
        }
    }

    #[test]
    fn other_addresses_become_links() {
        assert_eq!(link("https://example.org/a?b=c"), Some(("https://example.org/a?b=c".to_owned(), false)));
        assert_eq!(link("example.org"), Some(("https://example.org".to_owned(), false)));
        assert_eq!(link("https://gilt.bandcamp.com/album/bakery"), Some(("https://gilt.bandcamp.com/album/bakery".to_owned(), true)));
        assert_eq!(link("https://on.soundcloud.com/abc"), Some(("https://on.soundcloud.com/abc".to_owned(), true)));
        assert_eq!(link("mailto:desk@example.org"), Some(("mailto:desk@example.org".to_owned(), false)));
    }

    #[test]
    fn what_is_refused_says_why() {
        let frame = reason("<iframe src=\"https://tracker.example/x?a=1\"></iframe>");
        assert!(frame.contains("tracker.example") && frame.contains("YouTube") && frame.contains("Paste the address"), "{frame}");
        assert!(reason("<iframe src=\"https://www.youtube.com/embed/short\"></iframe>").contains("cannot be told"));
        assert!(reason("<blockquote><a href=\"https://twitter.com/a/status/1\">x</a></blockquote>").contains("twitter.com"));
        assert!(reason("<script>alert(1)</script>").contains("script"));
        for nothing in ["", "two words", "javascript:alert(1)", "ftp://example.org/a", "word"] {
            assert!(reason(nothing).contains("neither"), "{nothing}: {}", reason(nothing));
        }
        assert!(reason(&"a".repeat(30_000)).contains("longer"));
    }
}
