//! Clips: an address alone on its line, or a service named beside the word for a clip.

use crate::prose;
use domain::body::{Clip, Provider};

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

/// Whether a line is nothing but an address.
pub(super) fn is_address(line: &str) -> bool {
    let lower = line.to_ascii_lowercase();
    (lower.starts_with("https://") || lower.starts_with("http://") || lower.starts_with("www.")) && !line.contains(char::is_whitespace)
}

/// The clip that an address alone on its line gives.
pub(super) fn of_address(line: &str, number: usize) -> Option<(ClipHint, Clip)> {
    let clip = crate::clip_address::recognise(line)?;
    let hint = ClipHint { provider: clip.provider, id: clip.id.clone(), address: Some(line.to_owned()), line: number };
    Some((hint, clip))
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
