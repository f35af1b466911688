use super::*;
use proptest::prelude::*;

fn found(pasted: &str) -> Option<(Provider, String, ClipKind)> {
    recognise(pasted).map(|clip| (clip.provider, clip.id.unwrap_or_default(), clip.kind))
}

fn is(pasted: &str, provider: Provider, id: &str, kind: ClipKind) {
    assert_eq!(found(pasted), Some((provider, id.to_owned(), kind)), "{pasted}");
}

#[test]
fn video_services() {
    for address in [
        "https://www.youtube.com/watch?v=aqz-KE-bpKQ",
        "http://youtube.com/watch?feature=share&v=aqz-KE-bpKQ&list=PLx",
        "youtu.be/aqz-KE-bpKQ?si=abc",
        "https://m.youtube.com/shorts/aqz-KE-bpKQ",
        "https://www.youtube.com/live/aqz-KE-bpKQ?feature=x",
        "https://www.youtube-nocookie.com/embed/aqz-KE-bpKQ",
        "https://www.youtube.com/v/aqz-KE-bpKQ",
        "https://music.youtube.com/watch?v=aqz-KE-bpKQ",
        "<iframe width=\"560\" src=\"https://www.youtube.com/embed/aqz-KE-bpKQ?rel=0&amp;x=1\" allowfullscreen></iframe>",
        "<iframe src='//www.youtube.com/embed/aqz-KE-bpKQ'></iframe>",
    ] {
        is(address, Provider::Youtube, "aqz-KE-bpKQ", ClipKind::Video);
    }
    is("https://www.youtube.com/playlist?list=PLSL0f2Dh_snC", Provider::Youtube, "PLSL0f2Dh_snC", ClipKind::Playlist);
    for (time, start) in [("90", 90), ("90s", 90), ("1m30s", 90), ("1h2m3s", 3723), ("x", 0), ("99999999999", 0)] {
        assert_eq!(recognise(&format!("https://youtu.be/aqz-KE-bpKQ?t={time}")).unwrap().start, start, "{time}");
    }
    for address in [
        "https://vimeo.com/1084537",
        "https://vimeo.com/channels/staff/1084537",
        "https://vimeo.com/groups/a/videos/1084537",
        "https://vimeo.com/album/1/video/1084537",
        "https://player.vimeo.com/video/1084537?dnt=1",
    ] {
        is(address, Provider::Vimeo, "1084537", ClipKind::Video);
    }
    is("https://vimeo.com/1084537/ab12cd", Provider::Vimeo, "1084537/ab12cd", ClipKind::Video);
    is("https://player.vimeo.com/video/1084537?h=ab12cd", Provider::Vimeo, "1084537/ab12cd", ClipKind::Video);
    is(
        "https://www.tiktok.com/@scout2015/video/6718335390845095173",
        Provider::Tiktok,
        "@scout2015/video/6718335390845095173",
        ClipKind::Video,
    );
    is("https://www.instagram.com/p/V8UMy0LjpX/", Provider::Instagram, "p/V8UMy0LjpX", ClipKind::Video);
    is("https://instagram.com/band/reel/V8UMy0LjpX/?igsh=1", Provider::Instagram, "reel/V8UMy0LjpX", ClipKind::Video);
}

#[test]
fn music_services() {
    is("https://soundcloud.com/forss/flickermood?in=x", Provider::Soundcloud, "forss/flickermood", ClipKind::Track);
    is("https://soundcloud.com/forss/sets/soulhack", Provider::Soundcloud, "forss/sets/soulhack", ClipKind::Playlist);
    is("https://soundcloud.com/forss/flickermood/s-AbC12", Provider::Soundcloud, "forss/flickermood/s-AbC12", ClipKind::Track);
    is(
        "<iframe src=\"https://w.soundcloud.com/player/?url=https%3A//soundcloud.com/forss/flickermood&color=f50\"></iframe>",
        Provider::Soundcloud,
        "forss/flickermood",
        ClipKind::Track,
    );
    is(
        "https://open.spotify.com/intl-de/track/2qToAcex0ruZfbEbAy9OhW?si=1",
        Provider::Spotify,
        "track/2qToAcex0ruZfbEbAy9OhW",
        ClipKind::Track,
    );
    is("spotify:album:2qToAcex0ruZfbEbAy9OhW", Provider::Spotify, "album/2qToAcex0ruZfbEbAy9OhW", ClipKind::Album);
    is(
        "https://open.spotify.com/embed/playlist/2qToAcex0ruZfbEbAy9OhW",
        Provider::Spotify,
        "playlist/2qToAcex0ruZfbEbAy9OhW",
        ClipKind::Playlist,
    );
    is(
        "https://music.apple.com/au/album/outlook/1440650428?i=1440650711",
        Provider::AppleMusic,
        "au/album/outlook/1440650428?i=1440650711",
        ClipKind::Track,
    );
    is("https://itunes.apple.com/au/album/outlook/id1440650428", Provider::AppleMusic, "au/album/outlook/1440650428", ClipKind::Album);
    is("https://www.mixcloud.com/TechnoLiveSets/jon_rundell-live/", Provider::Mixcloud, "TechnoLiveSets/jon_rundell-live", ClipKind::Set);
    is(
        "https://www.mixcloud.com/widget/iframe/?feed=%2FTechnoLiveSets%2Fjon_rundell-live%2F",
        Provider::Mixcloud,
        "TechnoLiveSets/jon_rundell-live",
        ClipKind::Set,
    );
    is(
        "<iframe style=\"border: 0\" src=\"https://bandcamp.com/EmbeddedPlayer/album=12/size=large/track=34/\" seamless><a href=\"https://x.bandcamp.com/\">x</a></iframe>",
        Provider::Bandcamp,
        "track=34",
        ClipKind::Track,
    );
    is("https://bandcamp.com/EmbeddedPlayer/v=2/album=12/", Provider::Bandcamp, "album=12", ClipKind::Album);
}

#[test]
fn what_names_no_clip_gives_nothing() {
    for address in [
        "",
        "hello",
        "https://example.org/watch?v=aqz-KE-bpKQ",
        "https://youtube.com.evil.example/watch?v=aqz-KE-bpKQ",
        "https://www.youtube.com/watch?v=short",
        "https://user@youtube.com/watch?v=aqz-KE-bpKQ",
        "ftp://youtu.be/aqz-KE-bpKQ",
        "javascript://youtu.be/aqz-KE-bpKQ",
        "https://vimeo.com/about",
        "https://vimeo.com/ondemand/film/12",
        "https://soundcloud.com/forss",
        "https://soundcloud.com/forss/tracks",
        "https://on.soundcloud.com/abc",
        "https://spotify.link/abc",
        "https://open.spotify.com/track/short",
        "https://gilt.bandcamp.com/album/ornamental",
        "https://www.tiktok.com/@scout2015",
        "https://vm.tiktok.com/abc",
        "https://www.instagram.com/band/",
        "<iframe src=\"https://evil.example/\"></iframe>",
        "<script>alert(1)</script>",
        "https://www.youtube.com/embed/../../evil",
    ] {
        assert_eq!(found(address), None, "{address}");
    }
}

proptest! {
    #[test]
    fn nothing_pasted_breaks_it(pasted in ".{0,120}") {
        let _ = recognise(&pasted);
    }

    #[test]
    fn the_page_of_a_clip_names_the_same_clip(pasted in "https://(youtu\\.be/[a-zA-Z0-9_-]{11}|vimeo\\.com/[0-9]{3,9}(/[a-f0-9]{8})?|soundcloud\\.com/[a-z]{3,9}/[a-z-]{3,9}|open\\.spotify\\.com/(track|album)/[a-zA-Z0-9]{22}|www\\.mixcloud\\.com/[a-z]{3,9}/[a-z-]{3,9}/|www\\.instagram\\.com/(p|reel)/[A-Za-z0-9_-]{11}/|www\\.tiktok\\.com/@[a-z]{3,9}/video/[0-9]{19})") {
        if let Some(clip) = recognise(&pasted) {
            let page = crate::render::clip::page_address(&clip).unwrap();
            prop_assert_eq!(recognise(&page), Some(clip));
        }
    }
}

/// Addresses that other people listed; read from the folder of given data.
mod given_data {
    use super::*;

    #[test]
    #[expect(clippy::disallowed_methods, reason = "tests on given data are told where it lies")]
    fn the_registry_s_own_examples_are_recognised() {
        let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data").to_owned();
        let file = std::path::PathBuf::from(std::env::var("INKIE_DATA").unwrap_or(default)).join("oembed/providers.json");
        let registry: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let ours = [
            ("YouTube", Provider::Youtube),
            ("Vimeo", Provider::Vimeo),
            ("SoundCloud", Provider::Soundcloud),
            ("Spotify", Provider::Spotify),
            ("MixCloud", Provider::Mixcloud),
            ("TikTok", Provider::Tiktok),
            ("Instagram", Provider::Instagram),
        ];
        let mut recognised = 0;
        for entry in registry.as_array().unwrap() {
            let own = ours.iter().find(|(name, _)| entry["provider_name"] == *name).map(|(_, provider)| *provider);
            for endpoint in entry["endpoints"].as_array().unwrap() {
                for example in endpoint["example_urls"].as_array().unwrap_or(&Vec::new()) {
                    let Some(url) = Address::parse(example.as_str().unwrap()).and_then(|address| address.value("url")) else { continue };
                    let found = recognise(&url);
                    match own {
                        // A user's page is no clip.
                        Some(_) if url.ends_with("@scout2015") => assert_eq!(found, None),
                        Some(provider) => {
                            assert_eq!(found.map(|clip| clip.provider), Some(provider), "{url}");
                            recognised += 1;
                        }
                        None => assert_eq!(found, None, "{} is not ours: {url}", entry["provider_name"]),
                    }
                }
            }
        }
        assert!(recognised >= 12, "{recognised}");
    }
}
