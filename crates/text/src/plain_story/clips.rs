//! Clips: an address alone on its line, or a service named beside the word for a clip.

use crate::prose;
use domain::body::Provider;

/// A clip that the story has or speaks of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClipHint {
    /// Who hosts it.
    pub provider: Provider,
    /// The provider's id, where the text gives an address that has one; without, the desk attaches the clip.
    pub id: Option<String>,
    /// The address as written.
    pub address: Option<String>,
    /// The line of the address, counted from 1; 0 when the service is only named.
    pub line: usize,
}

const HOSTS: [(&str, Provider); 12] = [
    ("youtube.com", Provider::Youtube),
    ("youtu.be", Provider::Youtube),
    ("youtube-nocookie.com", Provider::Youtube),
    ("vimeo.com", Provider::Vimeo),
    ("soundcloud.com", Provider::Soundcloud),
    ("spotify.com", Provider::Spotify),
    ("music.apple.com", Provider::AppleMusic),
    ("mixcloud.com", Provider::Mixcloud),
    ("bandcamp.com", Provider::Bandcamp),
    ("tiktok.com", Provider::Tiktok),
    ("instagram.com", Provider::Instagram),
    ("player.vimeo.com", Provider::Vimeo),
];

/// Whether a line is nothing but an address.
pub(super) fn is_address(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://") || lower.starts_with("www.")) && !line.contains(char::is_whitespace)
}

/// The clip that an address alone on its line gives.
pub(super) fn of_address(line: &str, number: usize) -> Option<ClipHint> {
    let bare = line.split_once("://").map_or(line, |(_, rest)| rest);
    let (host, path) = bare.split_once('/').unwrap_or((bare, ""));
    let host = host.to_ascii_lowercase();
    let fits = |name: &str| host == name || host.strip_suffix(name).is_some_and(|rest| rest.ends_with('.'));
    let provider = HOSTS.iter().find(|(name, _)| fits(name)).map(|(_, provider)| *provider)?;
    let id = match provider {
        Provider::Youtube => youtube_id(path),
        Provider::Vimeo => {
            path.split(['/', '?', '#']).rev().find(|part| part.len() >= 5 && part.bytes().all(|b| b.is_ascii_digit())).map(str::to_owned)
        }
        _ => None,
    };
    Some(ClipHint { provider, id, address: Some(line.to_owned()), line: number })
}

fn youtube_id(path: &str) -> Option<String> {
    let from_query = path.split_once('?').and_then(|(_, query)| query.split('&').find_map(|pair| pair.strip_prefix("v=")));
    let last = path.split(['?', '#']).next().and_then(|path| path.trim_end_matches('/').rsplit('/').next());
    let id = from_query.or(last)?.split('#').next()?;
    (id.len() == 11 && id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))).then(|| id.to_owned())
}

/// Services that the text names as the place of a clip, without an address.
pub(super) fn named(texts: &[&str]) -> Vec<ClipHint> {
    const CLIP_WORDS: [&str; 14] = [
        "video",
        "clip",
        "uploaded",
        "premiered",
        "stream",
        "streaming",
        "streamed",
        "watch",
        "listen",
        "posted",
        "channel",
        "visuals",
        "film",
        "track",
    ];
    let mut found: Vec<ClipHint> = Vec::new();
    for letters in texts {
        let words = prose::words(letters);
        for (index, word) in words.iter().enumerate() {
            let pair = words.get(index + 1).map(|next| format!("{} {}", word.text, next.text)).unwrap_or_default();
            let provider = Provider::ALL.into_iter().find(|provider| {
                provider.name() == word.text
                    || provider.name() == pair
                    || provider.name().eq_ignore_ascii_case(word.text) && word.is_capital()
            });
            let Some(provider) = provider.filter(|provider| !matches!(provider, Provider::Instagram)) else { continue };
            let from = prose::sentence_of(&words, index);
            let near = words.iter().skip(from).take_while(|other| other.start <= word.start || !other.opens);
            let speaks_of_clip = near.into_iter().any(|word| CLIP_WORDS.contains(&word.lower().as_str()));
            if speaks_of_clip && !found.iter().any(|known| known.provider == provider) {
                found.push(ClipHint { provider, id: None, address: None, line: 0 });
            }
        }
    }
    found
}
