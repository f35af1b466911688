//! Addresses as other presses have them: forms of a story, numbers of things, lists, feeds, dates and searches.

use crate::app::App;
use crate::http::fault::Fault;
use crate::http::form::{Pairs, decoded};
use crate::paper::dispatch::Asked;
use crate::paper::place::Place;
use domain::time::Day;
use newsroom::moving::NUMBERED;
use store::Conn;
use text::template::urls::{self, FeedForm};

/// What the front of another press is asked for by name, beside [`NUMBERED`]: the list that it means.
const NAMED: [(&str, &str); 2] = [("category_name", "category"), ("author_name", "author")];
/// What it is asked for by, and means the same everywhere.
const MEANT: [&str; 3] = ["feed", "m", "s"];

/// Whether a query of the front may be one of another press.
pub(crate) fn may_be_old(query: &Pairs) -> bool {
    NUMBERED.iter().chain(&MEANT).chain(NAMED.iter().map(|(name, _)| name)).any(|name| query.get(name).is_some())
}

/// Where an old address leads: by the redirects, with its query or without, with its last slash or without; or because it
/// means the same everywhere.
pub(crate) async fn old_address(app: &App, asked: &Asked) -> Result<Option<String>, Fault> {
    if asked.path.len() + asked.raw_query.len() > 2048 {
        return Ok(None);
    }
    let conn = app.newsroom().store().read().await?;
    let plain = decoded(&asked.path).filter(|plain| *plain != asked.path);
    let with_query = (!asked.raw_query.is_empty()).then(|| format!("{}?{}", asked.path, asked.raw_query));
    for path in [with_query, Some(asked.path.clone()), plain].into_iter().flatten() {
        if let Some(target) = redirected(&conn, &path).await? {
            return Ok(Some(target));
        }
    }
    let of_query = if matches!(asked.path.as_str(), "/" | "/index.php") { of_query(&conn, &asked.query).await? } else { None };
    if of_query.is_some() {
        return Ok(of_query);
    }
    if let Some(form) = feed_of_paper(&asked.path) {
        return Ok(Some(urls::feed("/", form)));
    }
    // What other presses hang on to a story's address: its feed, its other forms, pages of it and of its comments.
    let Some((of, form)) = story_of(&asked.path) else { return Ok(None) };
    let plain = decoded(of).unwrap_or_else(|| of.to_owned());
    let Some(target) = redirected(&conn, &plain).await? else { return Ok(None) };
    Ok(Some(match form {
        Some(form) => feed_of(&conn, target, form).await?,
        None => target,
    }))
}

async fn redirected(conn: &Conn, path: &str) -> Result<Option<String>, Fault> {
    let trimmed = path.trim_end_matches('/').to_owned();
    let other = if trimmed == path { format!("{path}/") } else { trimmed };
    for candidate in [path, &other] {
        if candidate != "/"
            && !candidate.is_empty()
            && let Some(target) = store::redirects::get(conn, candidate).await?
        {
            return Ok(Some(target));
        }
    }
    Ok(None)
}

async fn of_query(conn: &Conn, query: &Pairs) -> Result<Option<String>, Fault> {
    let numbered = NUMBERED.iter().filter_map(|name| Some(format!("/?{name}={}", query.word(name)?)));
    let named = NAMED.iter().filter_map(|(name, list)| Some(format!("/{list}/{}", query.word(name)?)));
    let form = query.word("feed").map(|form| feed_form(form).unwrap_or(FeedForm::Rss));
    for path in numbered.chain(named) {
        if let Some(target) = redirected(conn, &path).await? {
            return Ok(Some(match form {
                Some(form) => feed_of(conn, target, form).await?,
                None => target,
            }));
        }
    }
    if let Some(form) = form {
        return Ok(Some(urls::feed("/", form)));
    }
    if let Some(words) = query.word("s") {
        return Ok(Some(urls::search(words, &urls::Narrowed::default())));
    }
    Ok(query.word("m").and_then(date))
}

/// A year, a month or a day, written without anything between.
fn date(digits: &str) -> Option<String> {
    let part = |from: usize, to: usize| digits.get(from..to).filter(|part| part.bytes().all(|byte| byte.is_ascii_digit()));
    let year: i16 = part(0, 4)?.parse().ok()?;
    match digits.len() {
        4 => Some(urls::year(year)),
        6 => part(4, 6)?.parse().ok().filter(|month| (1..=12).contains(month)).map(|month| urls::month(year, month)),
        8 => Day::new(year, part(4, 6)?.parse().ok()?, part(6, 8)?.parse().ok()?).ok().map(urls::day),
        _ => None,
    }
}

/// The feed of a list, in the form that is asked for; a story has none and is shown itself.
async fn feed_of(conn: &Conn, target: String, form: FeedForm) -> Result<String, Fault> {
    let has_feed = match Place::read(&target, &Pairs::read("")) {
        Some(Place::Artist { .. } | Place::Person { .. }) => true,
        Some(Place::Word { slug, .. }) => store::paper::sections(conn).await?.iter().any(|section| section.slug == slug),
        _ => false,
    };
    Ok(if has_feed { urls::feed(&target, form) } else { target })
}

fn feed_form(word: &str) -> Option<FeedForm> {
    match word {
        "feed" | "rss" | "rss2" | "rdf" => Some(FeedForm::Rss),
        "atom" => Some(FeedForm::Atom),
        "json" => Some(FeedForm::Json),
        _ => None,
    }
}

/// The feed of the whole paper, where other presses have it.
fn feed_of_paper(path: &str) -> Option<FeedForm> {
    match path.trim_matches('/') {
        "feed" | "rss" | "rss.xml" | "index.xml" | "index.rdf" | "feed.rss" | "feeds/posts/default" => Some(FeedForm::Rss),
        "atom" | "atom.xml" => Some(FeedForm::Atom),
        other => feed_form(other.strip_prefix("feed/")?),
    }
}

/// The address of the thing that a path is a form of: `/a/feed/`, `/a/amp`, `/a/page/2/`, `/a/comment-page-3`; and which
/// feed it is, if it is one.
fn story_of(path: &str) -> Option<(&str, Option<FeedForm>)> {
    let path = path.trim_end_matches('/');
    let (before, last) = path.rsplit_once('/')?;
    let (of, form) = match last {
        "feed" | "rss" | "rss2" | "atom" | "rdf" | "json" => {
            let form = feed_form(last);
            // `json` alone is an ordinary word.
            match before.strip_suffix("/feed") {
                Some(of) => (Some(of), form),
                None => (Some(before).filter(|_| last != "json"), form),
            }
        }
        "amp" | "embed" | "trackback" => (Some(before), None),
        _ if last.strip_prefix("comment-page-").is_some_and(is_number) => (Some(before), None),
        _ if is_number(last) => (before.strip_suffix("/page"), None),
        _ => (None, None),
    };
    of.filter(|of| !of.is_empty()).map(|of| (of, form))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_a_story_lead_to_it() {
        for (path, form) in [
            ("/2015/03/a/feed/", Some(FeedForm::Rss)),
            ("/2015/03/a/amp", None),
            ("/2015/03/a/page/2/", None),
            ("/2015/03/a/comment-page-3", None),
            ("/2015/03/a/feed/atom/", Some(FeedForm::Atom)),
        ] {
            assert_eq!(story_of(path), Some(("/2015/03/a", form)), "{path}");
        }
        for path in ["/feed", "/page/2", "/2015/03/27", "/a", "/", "/a/json"] {
            assert_eq!(story_of(path), None, "{path}");
        }
    }

    #[test]
    fn dates_and_feeds_mean_the_same_everywhere() {
        for (digits, path) in [("2015", "/2015"), ("201503", "/2015/03"), ("20150327", "/2015/03/27")] {
            assert_eq!(date(digits).as_deref(), Some(path));
        }
        for digits in ["201513", "20150230", "x", "2015032", "２０１５"] {
            assert_eq!(date(digits), None, "{digits}");
        }
        for (path, form) in [
            ("/feed/", Some(FeedForm::Rss)),
            ("/feed/atom", Some(FeedForm::Atom)),
            ("/index.xml", Some(FeedForm::Rss)),
            ("/feed/x", None),
            ("/", None),
        ] {
            assert_eq!(feed_of_paper(path), form, "{path}");
        }
    }
}
