//! Stored files, the paper's colours, the small icon.

mod gallery;

pub(crate) use gallery::{Gallery, Shown};

use crate::app::App;
use crate::door::SignedIn;
use crate::http::answer::{Keep, Page};
use crate::http::fault::Fault;
use crate::paper::dispatch::Asked;
use crate::paper::press::Press;
use axum::body::Body;
use axum::http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, ETAG, IF_NONE_MATCH, IF_RANGE, RANGE,
};
use axum::http::{HeaderValue, StatusCode};
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use domain::body::MediaKey;
use domain::paper::{HeadlineFace, Paper, TextFace};
use domain::role::Verb;
use domain::time::Instant;
use futures_util::Stream;
use std::io::{ErrorKind, SeekFrom};
use std::ops::RangeInclusive;
use text::template::colours::Colours;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncSeekExt, Take};

/// The style sheet that sets the paper's spot colour.
pub(crate) fn colours(press: &Press) -> Result<Page, Fault> {
    let paper = &press.matter.paper;
    let sheet = Colours::of(&paper.spot).css(press.theme.engine().advances().name_em(paper.masthead()), &faces(paper));
    Ok(Page::new(StatusCode::OK, "text/css; charset=utf-8", sheet, Instant::from_micros(i64::MAX)))
}

/// Letters of the reader's own machine, where the paper wants nothing loaded.
fn faces(paper: &Paper) -> String {
    let mut faces = String::new();
    if paper.headline_face == HeadlineFace::Own {
        faces.push_str(";--head:\"Archivo Narrow Stand-in\",\"Archivo Stand-in\",\"Arial Narrow\",Arial,sans-serif");
    }
    if paper.text_face == TextFace::Own {
        faces.push_str(";--text:Charter,\"Iowan Old Style\",Georgia,\"Times New Roman\",serif");
    }
    faces
}

/// `/favicon.ico`, for whoever does not read the page's links.
pub(crate) fn favicon(app: &App, asked: &Asked) -> Result<Response, Fault> {
    let theme = app.theme();
    let address = ["icons/favicon.ico", "icons/icon-32.png"].iter().find_map(|path| theme.address(path));
    let file = address.and_then(|address| theme.file(address)).ok_or_else(Fault::not_found)?;
    let mut response = file.answer(&asked.wants);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    Ok(response)
}

/// A stored file, whole or in part: the form of a picture that fills `width`, or its widest. Strangers get what something
/// public uses, whoever is signed in gets everything; nobody gets a picture as it came but through the API.
pub(crate) async fn file(app: &App, asked: &Asked, key: &MediaKey, width: Option<u32>) -> Result<Response, Fault> {
    let shown = app.gallery().find(app, key).await?.ok_or_else(Fault::not_found)?;
    let keep = if shown.public {
        if shown.is_settled(width) { Shelf::ForEver } else { Shelf::Minute }
    } else if may_look(app, asked).await? {
        Shelf::Own
    } else {
        return Err(Fault::not_found());
    };
    serve(app, asked, &shown, width, keep).await
}

/// A stored file for somebody who has a key to the story that uses it.
pub(crate) async fn by_key(app: &App, asked: &Asked, key: &MediaKey, width: Option<u32>) -> Result<Response, Fault> {
    let shown = app.gallery().find(app, key).await?.ok_or_else(Fault::not_found)?;
    serve(app, asked, &shown, width, Shelf::Own).await
}

/// Whether it is somebody who may look at the desk.
async fn may_look(app: &App, asked: &Asked) -> Result<bool, Fault> {
    Ok(SignedIn::read(app, &asked.parts).await?.is_some_and(|who| who.act.allow(Verb::Look).is_ok()))
}

async fn serve(app: &App, asked: &Asked, shown: &Shown, width: Option<u32>, shelf: Shelf) -> Result<Response, Fault> {
    let (key, media_type) = shown.form(width);
    let served = Served { media_type: shown_type(media_type), tag: format!("\"{}\"", key.as_str()), shelf };
    let header = |name| asked.headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let path = app.newsroom().blobs().path(key);
    let file = match File::open(&path).await {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(Fault::not_found()),
        Err(error) => return Err(Fault::ours(format!("cannot read {}: {error}", path.display()))),
    };
    if header(IF_NONE_MATCH).is_some_and(|tags| tags.contains(&served.tag)) {
        return Ok(served.framed(StatusCode::NOT_MODIFIED, Body::empty()));
    }
    let bytes = file.metadata().await.map_err(|error| Fault::ours(error.to_string()))?.len();
    let total = usize::try_from(bytes).map_err(|error| Fault::ours(error.to_string()))?;
    // A range of a file that the client thinks is another one is no use to it.
    let range = header(RANGE).filter(|_| header(IF_RANGE).is_none_or(|known| known == served.tag));
    match range.map_or(Part::Whole, |range| part_of(range, total)) {
        Part::Whole => sent(asked, &served, StatusCode::OK, file, (0, total)).await,
        Part::Some(part) => {
            let (from, to) = part.into_inner();
            let mut response = sent(asked, &served, StatusCode::PARTIAL_CONTENT, file, (from, to - from + 1)).await?;
            put_text(&mut response, CONTENT_RANGE, &format!("bytes {from}-{to}/{total}"));
            Ok(response)
        }
        Part::Beyond => {
            let mut response = served.framed(StatusCode::RANGE_NOT_SATISFIABLE, Body::empty());
            put_text(&mut response, CONTENT_RANGE, &format!("bytes */{total}"));
            Ok(response)
        }
    }
}

/// How long an answer may be kept, and by whom.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shelf {
    /// The address names its contents.
    ForEver,
    /// A larger form that stands in for one that is being made.
    Minute,
    /// What strangers must not see: by this browser alone, and not for long.
    Own,
}

impl Shelf {
    fn header(self) -> HeaderValue {
        match self {
            Self::ForEver => Keep::ForEver.header(),
            Self::Minute => HeaderValue::from_static("public, max-age=60"),
            Self::Own => HeaderValue::from_static("private, max-age=300"),
        }
    }
}

/// One form of a file on its way out.
struct Served {
    media_type: &'static str,
    tag: String,
    shelf: Shelf,
}

async fn sent(
    asked: &Asked,
    served: &Served,
    status: StatusCode,
    mut file: File,
    (from, length): (usize, usize),
) -> Result<Response, Fault> {
    let body = if asked.wants.is_head() {
        Body::empty()
    } else {
        file.seek(SeekFrom::Start(from as u64)).await.map_err(|error| Fault::ours(error.to_string()))?;
        Body::from_stream(pieces(file.take(length as u64)))
    };
    let mut response = served.framed(status, body);
    response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(length));
    Ok(response)
}

/// A file of hours of sound is never in memory whole.
fn pieces(file: Take<File>) -> impl Stream<Item = std::io::Result<Bytes>> {
    futures_util::stream::try_unfold(file, |mut file| async move {
        let mut piece = BytesMut::with_capacity(PIECE);
        let read = file.read_buf(&mut piece).await?;
        Ok((read > 0).then(|| (piece.freeze(), file)))
    })
}

/// Bytes of a file that are read at a time.
const PIECE: usize = 64 * 1024;

impl Served {
    fn framed(&self, status: StatusCode, body: Body) -> Response {
        let mut response = Response::new(body);
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(self.media_type));
        headers.insert(CACHE_CONTROL, self.shelf.header());
        headers.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
        if self.media_type == "application/octet-stream" {
            headers.insert(CONTENT_DISPOSITION, HeaderValue::from_static("attachment"));
        }
        put_text(&mut response, ETAG, &self.tag);
        response
    }
}

/// The media type of pictures and sounds; whatever else is stored is for downloading only.
fn shown_type(known: &str) -> &'static str {
    SHOWN.into_iter().find(|shown| *shown == known).unwrap_or("application/octet-stream")
}

/// What browsers are told that a stored file is.
const SHOWN: [&str; 9] =
    ["image/jpeg", "image/png", "image/gif", "image/webp", "image/svg+xml", "image/tiff", "image/bmp", "audio/mpeg", "audio/ogg"];

fn put_text(response: &mut Response, name: axum::http::HeaderName, text: &str) {
    if let Ok(value) = HeaderValue::from_str(text) {
        response.headers_mut().insert(name, value);
    }
}

/// What a `Range` asks for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    /// Several ranges, another unit, or nonsense: the whole file is a right answer to all of them.
    Whole,
    /// These bytes.
    Some(RangeInclusive<usize>),
    /// Nothing that is there.
    Beyond,
}

fn part_of(range: &str, total: usize) -> Part {
    let Some((from, to)) = range.trim().strip_prefix("bytes=").filter(|list| !list.contains(',')).and_then(|one| one.split_once('-'))
    else {
        return Part::Whole;
    };
    let (from, to) = (from.trim(), to.trim());
    let read = |text: &str| text.parse::<usize>().ok().filter(|_| text.bytes().all(|b| b.is_ascii_digit()));
    match (read(from), read(to)) {
        (Some(from), _) if from >= total => Part::Beyond,
        (Some(from), Some(to)) if from <= to => Part::Some(from..=to.min(total - 1)),
        (Some(from), None) if to.is_empty() => Part::Some(from..=total - 1),
        (None, Some(0)) if from.is_empty() => Part::Beyond,
        (None, Some(last)) if from.is_empty() && total > 0 => Part::Some(total.saturating_sub(last)..=total - 1),
        _ => Part::Whole,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_players_send_them() {
        let cases = [
            ("bytes=0-", Part::Some(0..=9)),
            ("bytes=2-4", Part::Some(2..=4)),
            ("bytes=5-99", Part::Some(5..=9)),
            ("bytes=-3", Part::Some(7..=9)),
            ("bytes=-99", Part::Some(0..=9)),
            ("bytes=10-", Part::Beyond),
            ("bytes=-0", Part::Beyond),
            ("bytes=4-2", Part::Whole),
            ("bytes=0-1,4-5", Part::Whole),
            ("lines=1-2", Part::Whole),
            ("bytes=a-b", Part::Whole),
            ("bytes=+1-2", Part::Whole),
            ("bytes=-", Part::Whole),
        ];
        for (range, part) in cases {
            assert_eq!(part_of(range, 10), part, "{range}");
        }
        assert_eq!(part_of("bytes=0-", 0), Part::Beyond);
    }

    #[test]
    fn only_pictures_and_sounds_are_shown() {
        assert_eq!(shown_type("image/jpeg"), "image/jpeg");
        assert_eq!(shown_type("audio/mpeg"), "audio/mpeg");
        for other in ["text/html", "image/jpeg; x", "application/pdf", ""] {
            assert_eq!(shown_type(other), "application/octet-stream", "{other}");
        }
    }
}
