//! Clips: from provider and id to the page where they live and the player that is loaded on a press.
//!
//! Ids are those of [`domain::body::Clip`]: YouTube a video's id, or a playlist's when the clip is a playlist; Vimeo the number, with
//! `/hash` when unlisted; SoundCloud and Mixcloud the path; Spotify and Apple Music the path after the host; Bandcamp
//! `album=N` or `track=N`; TikTok `@user/video/N`; Instagram `p/CODE`.

use domain::body::{Clip, ClipKind, Provider};

/// The only origins that a page of the paper may frame (`frame-src`).
pub const FRAME_ORIGINS: [&str; 9] = [
    "https://www.youtube-nocookie.com",
    "https://player.vimeo.com",
    "https://w.soundcloud.com",
    "https://open.spotify.com",
    "https://embed.music.apple.com",
    "https://www.mixcloud.com",
    "https://bandcamp.com",
    "https://www.tiktok.com",
    "https://www.instagram.com",
];

/// The page where people find the clip; `None` when it has no id, or one that is no id.
#[must_use]
pub fn page_address(clip: &Clip) -> Option<String> {
    let id = safe_id(clip)?;
    let start = clip.start;
    Some(match clip.provider {
        Provider::Youtube if clip.kind == ClipKind::Playlist => format!("https://www.youtube.com/playlist?list={id}"),
        Provider::Youtube if start > 0 => format!("https://www.youtube.com/watch?v={id}&t={start}"),
        Provider::Youtube => format!("https://www.youtube.com/watch?v={id}"),
        Provider::Vimeo if start > 0 => format!("https://vimeo.com/{id}#t={start}s"),
        Provider::Vimeo => format!("https://vimeo.com/{id}"),
        Provider::Soundcloud => format!("https://soundcloud.com/{id}"),
        Provider::Spotify => format!("https://open.spotify.com/{id}"),
        Provider::AppleMusic => format!("https://music.apple.com/{id}"),
        Provider::Mixcloud => format!("https://www.mixcloud.com/{id}/"),
        Provider::Bandcamp => format!("https://bandcamp.com/EmbeddedPlayer/{id}/"),
        Provider::Tiktok => format!("https://www.tiktok.com/{id}"),
        Provider::Instagram => format!("https://www.instagram.com/{id}/"),
    })
}

/// The address to frame once a reader pressed play: it begins at once, without cookies where the provider can.
#[must_use]
pub fn player_address(clip: &Clip) -> Option<String> {
    let id = safe_id(clip)?;
    let start = clip.start;
    Some(match clip.provider {
        Provider::Youtube if clip.kind == ClipKind::Playlist => {
            format!("https://www.youtube-nocookie.com/embed/videoseries?list={id}&autoplay=1")
        }
        Provider::Youtube if start > 0 => format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1&start={start}"),
        Provider::Youtube => format!("https://www.youtube-nocookie.com/embed/{id}?autoplay=1"),
        Provider::Vimeo => {
            let (number, hash) = id.split_once('/').map_or((id, String::new()), |(number, hash)| (number, format!("h={hash}&")));
            let from = if start > 0 { format!("#t={start}s") } else { String::new() };
            format!("https://player.vimeo.com/video/{number}?{hash}dnt=1&autoplay=1{from}")
        }
        Provider::Soundcloud => {
            format!("https://w.soundcloud.com/player/?url={}&auto_play=true", in_query(&format!("https://soundcloud.com/{id}")))
        }
        Provider::Spotify => format!("https://open.spotify.com/embed/{id}"),
        Provider::AppleMusic => format!("https://embed.music.apple.com/{id}"),
        Provider::Mixcloud => format!("https://www.mixcloud.com/widget/iframe/?feed={}&autoplay=1", in_query(&format!("/{id}/"))),
        Provider::Bandcamp => format!("https://bandcamp.com/EmbeddedPlayer/{id}/size=large/artwork=small/transparent=true/"),
        Provider::Tiktok => format!("https://www.tiktok.com/embed/v2/{}", id.rsplit('/').next().unwrap_or(id)),
        Provider::Instagram => format!("https://www.instagram.com/{id}/embed/"),
    })
}

/// An id that can do nothing but name a clip: no way up, no way out of the path.
fn safe_id(clip: &Clip) -> Option<&str> {
    let id = clip.id.as_deref()?;
    let query_allowed = clip.provider == Provider::AppleMusic;
    let harmless = |c: char| c.is_ascii_alphanumeric() || "-_./@=%~+,:".contains(c) || (query_allowed && "?&".contains(c));
    let steps_up = id.split('/').any(|step| step.is_empty() || step == "." || step == "..");
    (!id.is_empty() && id.chars().all(harmless) && !steps_up).then_some(id)
}

/// Percent-escapes a value of a query.
fn in_query(value: &str) -> String {
    let mut escaped = String::new();
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            escaped.push(char::from(byte));
        } else {
            escaped.push_str(&format!("%{byte:02X}"));
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clip(provider: Provider, id: &str) -> Clip {
        Clip {
            provider,
            id: Some(id.to_owned()),
            kind: ClipKind::Video,
            title: String::new(),
            credit: String::new(),
            start: 0,
            duration: 0,
            poster: None,
            advisory: Vec::new(),
        }
    }

    #[test]
    fn every_player_is_on_the_list_of_frames() {
        for provider in Provider::ALL {
            let player = player_address(&clip(provider, "abc/def")).unwrap();
            assert!(FRAME_ORIGINS.iter().any(|origin| player.starts_with(&format!("{origin}/"))), "{player}");
            assert!(page_address(&clip(provider, "abc/def")).unwrap().starts_with("https://"));
        }
    }

    #[test]
    fn players_are_made_from_the_id() {
        let late = Clip { start: 10, ..clip(Provider::Youtube, "aqz-KE-bpKQ") };
        assert_eq!(player_address(&late).unwrap(), "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ?autoplay=1&start=10");
        assert_eq!(page_address(&late).unwrap(), "https://www.youtube.com/watch?v=aqz-KE-bpKQ&t=10");
        let unlisted = player_address(&clip(Provider::Vimeo, "1084537/ab12")).unwrap();
        assert_eq!(unlisted, "https://player.vimeo.com/video/1084537?h=ab12&dnt=1&autoplay=1");
        let cloud = player_address(&clip(Provider::Soundcloud, "forss/flickermood")).unwrap();
        assert_eq!(cloud, "https://w.soundcloud.com/player/?url=https%3A%2F%2Fsoundcloud.com%2Fforss%2Fflickermood&auto_play=true");
        assert_eq!(player_address(&clip(Provider::Tiktok, "@a/video/12")).unwrap(), "https://www.tiktok.com/embed/v2/12");
    }

    #[test]
    fn what_is_no_id_gives_no_address() {
        for id in ["", "../x", "a b", "a\"b", "a?b", "a#b", "/a", "a//b", "é"] {
            assert_eq!(page_address(&clip(Provider::Spotify, id)), None, "{id}");
        }
        assert_eq!(player_address(&Clip { id: None, ..clip(Provider::Vimeo, "") }), None);
    }
}
