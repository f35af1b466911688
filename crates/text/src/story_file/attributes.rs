//! Attributes in TOML: those of pictures and clips, which name files, and how a mistake finds its line.

use super::{Problem, Resolver};
use domain::body::{AdvisoryKind, Audio, Clip, ClipKind, Picture, Provider};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Reads TOML that begins on a line of the file.
pub(super) fn parse<T: DeserializeOwned>(toml: &str, first_line: usize) -> Result<T, Problem> {
    toml::from_str(toml).map_err(|error| Problem {
        line: first_line + error.span().map_or(0, |span| lines_before(toml, span.start)),
        what: error.message().replace('\n', " "),
    })
}

/// How many line ends stand before a byte.
pub(super) fn lines_before(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count()
}

/// A picture as a file names it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PictureAttributes {
    picture: String,
    #[serde(default)]
    alt: String,
    #[serde(default)]
    decorative: bool,
    #[serde(default)]
    credit: String,
    #[serde(default)]
    caption: String,
    #[serde(default = "middle")]
    focus: [f64; 2],
}

fn middle() -> [f64; 2] {
    [0.5, 0.5]
}

impl PictureAttributes {
    pub(super) fn resolve(self, resolver: &dyn Resolver) -> Result<Picture, String> {
        let Self { picture, alt, decorative, credit, caption, focus } = self;
        if !focus.iter().all(|fraction| (0.0..=1.0).contains(fraction)) {
            return Err("focus is two fractions between 0 and 1: from the left and from the top".to_owned());
        }
        let stored = resolver.picture(&picture).ok_or_else(|| no_picture(&picture))?;
        Ok(Picture { media: stored.media, alt, decorative, credit, caption, width: stored.width, height: stored.height, focus })
    }
}

fn no_picture(name: &str) -> String {
    format!("there is no picture “{name}”; put the file into pictures/")
}

/// The pictures of a gallery.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct GalleryAttributes {
    pub(super) pictures: Vec<PictureAttributes>,
}

/// A clip whose poster is a file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ClipAttributes {
    provider: Provider,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    kind: ClipKind,
    #[serde(default)]
    title: String,
    #[serde(default)]
    credit: String,
    #[serde(default)]
    start: u32,
    #[serde(default)]
    duration: u32,
    #[serde(default)]
    poster: Option<String>,
    #[serde(default)]
    advisory: Vec<AdvisoryKind>,
}

impl ClipAttributes {
    pub(super) fn resolve(self, resolver: &dyn Resolver) -> Result<Clip, String> {
        let Self { provider, id, kind, title, credit, start, duration, poster, advisory } = self;
        let poster = match poster {
            None => None,
            Some(name) => Some(resolver.picture(&name).ok_or_else(|| no_picture(&name))?.media),
        };
        Ok(Clip { provider, id, kind, title, credit, start, duration, poster, advisory })
    }
}

/// Sound of our own.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AudioAttributes {
    file: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    credit: String,
    #[serde(default)]
    duration: u32,
}

impl AudioAttributes {
    pub(super) fn resolve(self, resolver: &dyn Resolver) -> Result<Audio, String> {
        let Self { file, title, credit, duration } = self;
        let media = resolver.audio(&file).ok_or_else(|| format!("there is no sound “{file}”; put the file into audio/"))?;
        Ok(Audio { media, title, credit, duration })
    }
}
