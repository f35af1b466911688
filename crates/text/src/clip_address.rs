//! Recognises the addresses of video and music services, and their player code, without asking anybody. Pasted HTML is
//! never kept: it gives a clip or nothing. Short links (`on.soundcloud.com`, `spotify.link`, `vm.tiktok.com`) and Bandcamp pages name no
//! id and give nothing.

mod address;
mod pasted;

pub use pasted::{Pasted, read};

use address::Address;
use domain::body::{Clip, ClipKind, Provider};

/// The clip that an address, a `spotify:` URI or pasted player code stands for.
#[must_use]
pub fn recognise(pasted: &str) -> Option<Clip> {
    let pasted = pasted.trim();
    if pasted.contains('<') {
        return player_sources(pasted).find_map(|source| recognise_address(&source));
    }
    recognise_address(pasted)
}

/// Every address that player code may load: its attributes `src`, `data-instgrm-permalink` and `cite`.
fn player_sources(html: &str) -> impl Iterator<Item = String> + '_ {
    ["src=", "data-instgrm-permalink=", "cite="].into_iter().flat_map(move |name| {
        html.match_indices(name).filter_map(|(at, name)| {
            let value = html.get(at + name.len()..)?;
            let value = match value.chars().next()? {
                quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
                _ => value.split([' ', '>', '\n', '\t']).next()?,
            };
            Some(value.replace("&amp;", "&").replace("&#038;", "&"))
        })
    })
}

fn recognise_address(text: &str) -> Option<Clip> {
    if let Some(uri) = text.strip_prefix("spotify:") {
        let parts: Vec<&str> = uri.split(':').collect();
        return spotify(&parts);
    }
    let address = Address::parse(text)?;
    let path: Vec<&str> = address.path.iter().map(String::as_str).collect();
    match address.host.as_str() {
        "youtube.com" | "m.youtube.com" | "music.youtube.com" | "youtube-nocookie.com" => youtube(&address, &path),
        "youtu.be" => youtube_video(path.first()?, &address),
        "vimeo.com" | "player.vimeo.com" => vimeo(&address, &path),
        "soundcloud.com" | "m.soundcloud.com" => soundcloud(&address, &path),
        "w.soundcloud.com" => recognise_address(&address.value("url")?),
        "open.spotify.com" | "embed.spotify.com" => spotify(&path),
        "music.apple.com" | "embed.music.apple.com" | "itunes.apple.com" => apple_music(&address, &path),
        "mixcloud.com" | "m.mixcloud.com" | "player-widget.mixcloud.com" => mixcloud(&address, &path),
        "bandcamp.com" => bandcamp(&path),
        "tiktok.com" | "m.tiktok.com" => tiktok(&path),
        "instagram.com" | "instagr.am" => instagram(&path),
        _ => None,
    }
}

fn clip(provider: Provider, id: String, kind: ClipKind) -> Option<Clip> {
    let clip = Clip {
        provider,
        id: Some(id),
        kind,
        title: String::new(),
        credit: String::new(),
        start: 0,
        duration: 0,
        poster: None,
        advisory: Vec::new(),
    };
    // An id that gives no address is no id.
    crate::render::clip::page_address(&clip).map(|_| clip)
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn youtube(address: &Address, path: &[&str]) -> Option<Clip> {
    match path {
        ["watch"] => match address.value("v") {
            Some(id) => youtube_video(&id, address),
            None => None,
        },
        ["playlist"] | ["embed", "videoseries"] => {
            let id = address.value("list").filter(|id| is_word(id))?;
            clip(Provider::Youtube, id, ClipKind::Playlist)
        }
        ["shorts" | "live" | "embed" | "v" | "e", id, ..] => youtube_video(id, address),
        _ => None,
    }
}

fn youtube_video(id: &str, address: &Address) -> Option<Clip> {
    let well_formed = id.len() == 11 && is_word(id);
    let start = address.value("t").or_else(|| address.value("start")).and_then(|time| seconds(&time)).unwrap_or(0);
    clip(Provider::Youtube, id.to_owned(), ClipKind::Video).filter(|_| well_formed).map(|clip| Clip { start, ..clip })
}

/// `90`, `90s`, `1m30s`, `1h2m3s`.
fn seconds(time: &str) -> Option<u32> {
    let (mut total, mut number) = (0_u32, String::new());
    for c in time.chars() {
        let unit = match c {
            '0'..='9' => {
                number.push(c);
                continue;
            }
            'h' => 3600,
            'm' => 60,
            's' => 1,
            _ => return None,
        };
        total = total.checked_add(number.parse::<u32>().ok()?.checked_mul(unit)?)?;
        number.clear();
    }
    if number.is_empty() { Some(total) } else { total.checked_add(number.parse().ok()?) }
}

fn vimeo(address: &Address, path: &[&str]) -> Option<Clip> {
    let (number, hash) = match path {
        ["video", number, ..] => (number, None),
        ["album" | "showcase", _, "video", number, ..] | ["groups", _, "videos", number, ..] | ["channels", _, number, ..] => {
            (number, None)
        }
        [number, hash] if is_word(hash) => (number, Some((*hash).to_owned())),
        [number] => (number, None),
        _ => return None,
    };
    let hash = hash.or_else(|| address.value("h")).filter(|hash| is_word(hash));
    let id = hash.map_or_else(|| (*number).to_owned(), |hash| format!("{number}/{hash}"));
    let start = address.fragment.strip_prefix("t=").and_then(seconds).unwrap_or(0);
    clip(Provider::Vimeo, id, ClipKind::Video).filter(|_| is_number(number)).map(|clip| Clip { start, ..clip })
}

fn soundcloud(address: &Address, path: &[&str]) -> Option<Clip> {
    const NO_USERS: [&str; 12] =
        ["discover", "stream", "search", "you", "upload", "charts", "pages", "terms-of-use", "tags", "settings", "jobs", "player"];
    const NO_TRACKS: [&str; 10] =
        ["tracks", "albums", "sets", "reposts", "likes", "followers", "following", "popular-tracks", "comments", "spotlight"];
    let secret = address.value("secret_token");
    let (mut id, kind) = match path {
        [user, "sets", set, rest @ ..] if rest.len() < 2 => (with_secret(&format!("{user}/sets/{set}"), rest), ClipKind::Playlist),
        [user, track, rest @ ..] if rest.len() < 2 && !NO_TRACKS.contains(track) => {
            (with_secret(&format!("{user}/{track}"), rest), ClipKind::Track)
        }
        // The player's own form of an address names the track by number.
        _ => return None,
    };
    if let Some(secret) = secret.filter(|secret| is_word(secret) && !id.contains("/s-")) {
        id = format!("{id}/{secret}");
    }
    let known_user = path.first().is_some_and(|user| !NO_USERS.contains(user));
    clip(Provider::Soundcloud, id, kind).filter(|_| known_user && path.iter().all(|step| is_word(step)))
}

fn with_secret(id: &str, rest: &[&str]) -> String {
    match rest {
        [secret] if secret.starts_with("s-") => format!("{id}/{secret}"),
        _ => id.to_owned(),
    }
}

fn spotify(path: &[&str]) -> Option<Clip> {
    let path = match path {
        [locale, rest @ ..] if locale.starts_with("intl-") => rest,
        ["embed" | "embed-podcast", rest @ ..] => rest,
        all => all,
    };
    let (kind, id, what) = match path {
        // The long form of a playlist's address, from before 2018.
        ["user", _, "playlist", id, ..] => ("playlist", id, ClipKind::Playlist),
        [kind @ "track", id, ..] | [kind @ "episode", id, ..] => (*kind, id, ClipKind::Track),
        [kind @ "album", id, ..] => (*kind, id, ClipKind::Album),
        [kind @ ("playlist" | "artist" | "show"), id, ..] => (*kind, id, ClipKind::Playlist),
        _ => return None,
    };
    let well_formed = id.len() == 22 && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
    clip(Provider::Spotify, format!("{kind}/{id}"), what).filter(|_| well_formed)
}

fn apple_music(address: &Address, path: &[&str]) -> Option<Clip> {
    let [country, kind, .., last] = path else { return None };
    let what = match *kind {
        "album" if address.value("i").is_some() => ClipKind::Track,
        "album" => ClipKind::Album,
        "song" => ClipKind::Track,
        "music-video" => ClipKind::Video,
        "playlist" => ClipKind::Playlist,
        _ => return None,
    };
    let track = address.value("i").filter(|track| is_number(track)).map(|track| format!("?i={track}")).unwrap_or_default();
    // Old addresses write “id” before the number.
    let number = last.strip_prefix("id").unwrap_or(last);
    let well_formed = country.len() == 2 && (is_number(number) || number.starts_with("pl."));
    let middle: Vec<&str> = path.get(2..path.len().saturating_sub(1)).unwrap_or_default().iter().copied().take(1).collect();
    let steps: Vec<&str> = [*country, *kind].into_iter().chain(middle).chain([number]).collect();
    clip(Provider::AppleMusic, format!("{}{track}", steps.join("/")), what).filter(|_| well_formed)
}

fn mixcloud(address: &Address, path: &[&str]) -> Option<Clip> {
    if let Some(feed) = address.value("feed") {
        let own = if feed.starts_with('/') { format!("https://www.mixcloud.com{feed}") } else { feed };
        return Address::parse(&own).filter(|inner| inner.value("feed").is_none()).and_then(|_| recognise_address(&own));
    }
    const NO_SHOWS: [&str; 8] = ["playlists", "uploads", "favorites", "listens", "followers", "following", "stream", "posts"];
    match path {
        [user, "playlists", list] => clip(Provider::Mixcloud, format!("{user}/playlists/{list}"), ClipKind::Playlist),
        [user, show] if !NO_SHOWS.contains(show) && *user != "discover" && *user != "widget" => {
            clip(Provider::Mixcloud, format!("{user}/{show}"), ClipKind::Set)
        }
        _ => None,
    }
}

/// `EmbeddedPlayer/album=1234/size=large/…`, as Bandcamp's own code has it.
fn bandcamp(path: &[&str]) -> Option<Clip> {
    let ["EmbeddedPlayer" | "VideoEmbed", settings @ ..] = path else { return None };
    let named = |name: &str| settings.iter().find_map(|setting| setting.strip_prefix(name)).filter(|number| is_number(number));
    match (named("track="), named("album=")) {
        (Some(track), _) => clip(Provider::Bandcamp, format!("track={track}"), ClipKind::Track),
        (None, Some(album)) => clip(Provider::Bandcamp, format!("album={album}"), ClipKind::Album),
        (None, None) => None,
    }
}

fn tiktok(path: &[&str]) -> Option<Clip> {
    let (user, number) = match path {
        [user, "video", number] if user.starts_with('@') => (*user, number),
        // The player's address has no user; TikTok takes any.
        ["embed", "v2", number] | ["embed", number] | ["player", "v1", number] => ("@_", number),
        _ => return None,
    };
    clip(Provider::Tiktok, format!("{user}/video/{number}"), ClipKind::Video).filter(|_| is_number(number))
}

fn instagram(path: &[&str]) -> Option<Clip> {
    let (kind, code) = match path {
        [kind @ ("p" | "reel" | "tv"), code, ..] => (*kind, *code),
        ["reels", code] => ("reel", *code),
        [_, kind @ ("p" | "reel" | "tv"), code] => (*kind, *code),
        _ => return None,
    };
    clip(Provider::Instagram, format!("{kind}/{code}"), ClipKind::Video).filter(|_| is_word(code))
}

#[cfg(test)]
mod tests;
