//! Files that did not come along are fetched from where they lay. Each is stored as it comes, with the address that it was
//! fetched from: an import that broke off asks for none of them again.

use super::{known_as, without_size};
use crate::media::{develop_file, store_developed};
use crate::moving::address::origin;
use crate::{Newsroom, Verb, VerbError};
use domain::act::Act;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use store::fetched::{self, Fetched};
use store::movings::{self, MovingState};
use text::foreign::{ForeignPicture, Known};
use tokio::task::JoinSet;
use wire::fetch::{FetchError, Fetcher};

/// Files that are asked for at once, of different hosts.
const AT_ONCE: usize = 4;

/// The files that are fetched.
pub(in crate::moving) struct Fetching {
    fetcher: Arc<Fetcher>,
    /// The paper's address there.
    base: String,
    moving: i64,
    /// What came of a file, by the first of its addresses.
    came: HashMap<String, Result<Known, String>>,
    /// Files that came and were not counted yet.
    count: u64,
}

/// Where a file may be had, the best first; none when it names no address of the web.
pub(in crate::moving) fn candidates(named: &ForeignPicture, base: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    let mut add = |address: String| all.extend(Some(address).filter(|address| !all.contains(address)).into_iter().collect::<Vec<_>>());
    for address in &named.addresses {
        let whole = if address.starts_with('/') && !address.starts_with("//") && !base.is_empty() {
            format!("{}{address}", origin(base))
        } else {
            address.clone()
        };
        if !whole.starts_with("http://") && !whole.starts_with("https://") {
            continue;
        }
        // The picture that a smaller one was made of, which lies beside it.
        if let Some((folder, name)) = whole.split(['?', '#']).next().and_then(|path| path.rsplit_once('/'))
            && without_size(name) != name
        {
            add(format!("{folder}/{}", without_size(name)));
        }
        add(whole);
    }
    all
}

/// A file whose bytes have come; they go with this.
struct Incoming(PathBuf);

impl Drop for Incoming {
    fn drop(&mut self) {
        drop(std::fs::remove_file(&self.0));
    }
}

/// A file that is asked for: the first of its addresses names it.
struct Wanted {
    first: String,
    /// Addresses that are still to be tried.
    rest: Vec<String>,
    /// Those that were, with why not, and whether that is for good.
    tried: Vec<(String, String, bool)>,
}

/// The file's address and its bytes, or neither.
type Answer = (Wanted, Option<(String, Incoming)>);

async fn ask(fetcher: Arc<Fetcher>, mut wanted: Wanted, to: Incoming) -> Answer {
    while !wanted.rest.is_empty() {
        let address = wanted.rest.remove(0);
        match fetcher.fetch(&address, &to.0).await {
            Ok(()) => return (wanted, Some((address, to))),
            Err(error) => {
                let for_good = !error.may_pass() && !matches!(error, FetchError::GivenUp(_) | FetchError::Away(_) | FetchError::Disk(_));
                wanted.tried.push((address, error.to_string(), for_good));
            }
        }
    }
    (wanted, None)
}

impl Fetching {
    /// For an import of a paper whose address there was `base`.
    pub(in crate::moving) fn new(fetcher: Fetcher, base: &str, moving: i64) -> Self {
        Self { fetcher: Arc::new(fetcher), base: base.to_owned(), moving, came: HashMap::new(), count: 0 }
    }

    /// How many files came since this was asked last.
    pub(super) fn take_count(&mut self) -> u64 {
        std::mem::take(&mut self.count)
    }

    pub(super) fn known(&self, named: &ForeignPicture) -> Result<Known, String> {
        let came = candidates(named, &self.base).first().and_then(|first| self.came.get(first).cloned());
        came.unwrap_or_else(|| Err(String::new()))
    }

    /// Fetches files that are not known yet. Says whether to go on: somebody may have paused the import, or ends the process.
    pub(super) async fn bring(&mut self, newsroom: &Newsroom, act: &Act, named: &[&ForeignPicture]) -> Verb<bool> {
        let mut waiting = Vec::new();
        for picture in named {
            let rest = candidates(picture, &self.base);
            let Some(first) = rest.first().cloned() else { continue };
            if self.came.contains_key(&first) || waiting.iter().any(|known: &Wanted| known.first == first) {
                continue;
            }
            match self.before(newsroom, &rest).await? {
                Some(came) => drop(self.came.insert(first, came)),
                None => waiting.push(Wanted { first, rest, tried: Vec::new() }),
            }
        }
        waiting.reverse();
        let mut asking: JoinSet<Answer> = JoinSet::new();
        loop {
            while asking.len() < AT_ONCE
                && let Some(wanted) = waiting.pop()
            {
                asking.spawn(ask(Arc::clone(&self.fetcher), wanted, Incoming(newsroom.blobs().incoming())));
            }
            let Some(answer) = asking.join_next().await else { return Ok(true) };
            let answer = answer.map_err(|error| VerbError::Unreadable(format!("the fetching of a file broke off: {error}")))?;
            waiting.extend(self.take(newsroom, act, answer).await?);
            if newsroom.is_stopping() || !self.runs(newsroom).await? {
                return Ok(false);
            }
        }
    }

    async fn runs(&self, newsroom: &Newsroom) -> Verb<bool> {
        let moving = movings::by_id(&newsroom.store().read().await?, self.moving).await?;
        Ok(moving.is_some_and(|moving| moving.state == MovingState::Running))
    }

    /// What came of a file before this process: a file that was had, or nothing to be had for this import.
    async fn before(&self, newsroom: &Newsroom, addresses: &[String]) -> Verb<Option<Result<Known, String>>> {
        let conn = newsroom.store().read().await?;
        let mut why = Vec::new();
        for address in addresses {
            let Some(asked) = fetched::get(&conn, address).await? else { continue };
            if let Some(key) = &asked.media
                && let Some(row) = store::media::get(&conn, key).await?
            {
                return Ok(Some(known_as(row)));
            }
            if asked.media.is_none() && asked.moving == self.moving {
                why.push(asked.why);
            }
        }
        let all_failed = why.len() == addresses.len();
        Ok(why.into_iter().next_back().filter(|_| all_failed).map(Err))
    }

    /// Stores a file that came. Gives it back when what came is none, and it may be had elsewhere.
    async fn take(&mut self, newsroom: &Newsroom, act: &Act, answer: Answer) -> Verb<Option<Wanted>> {
        let (mut wanted, had) = answer;
        if let Some((address, bytes)) = had {
            let name = super::steps(&address).pop().unwrap_or_default();
            match develop_file(newsroom, act, &name, &bytes.0).await {
                Ok(developed) => {
                    let tx = newsroom.begin(act.now).await?;
                    let row = store_developed(&tx, act, developed).await?;
                    let asked = Fetched { moving: self.moving, media: Some(row.key.clone()), why: String::new() };
                    fetched::put(&tx, &address, &asked).await?;
                    newsroom.commit(tx).await?;
                    self.count += 1;
                    self.came.insert(wanted.first, known_as(row));
                    return Ok(None);
                }
                Err(VerbError::Unreadable(why)) => wanted.tried.push((address, why, true)),
                Err(error) => return Err(error),
            }
            if !wanted.rest.is_empty() {
                return Ok(Some(wanted));
            }
        }
        let tx = newsroom.begin(act.now).await?;
        for (address, why, _) in wanted.tried.iter().filter(|(_, _, for_good)| *for_good) {
            fetched::put(&tx, address, &Fetched { moving: self.moving, media: None, why: why.clone() }).await?;
        }
        newsroom.commit(tx).await?;
        let why = wanted.tried.pop().map(|(_, why, _)| why).unwrap_or_default();
        tracing::info!(address = wanted.first, why, "a file of an import cannot be fetched");
        self.came.insert(wanted.first, Err(why));
        Ok(None)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_asked_for_where_its_largest_form_may_lie() {
        let of = |addresses: &[&str], base: &str| {
            let addresses = addresses.iter().map(|address| (*address).to_owned()).collect();
            candidates(&ForeignPicture { addresses, ..ForeignPicture::default() }, base)
        };
        assert_eq!(
            of(&["http://p.example/u/gilt-300x200.jpg?w=1"], ""),
            ["http://p.example/u/gilt.jpg", "http://p.example/u/gilt-300x200.jpg?w=1"]
        );
        assert_eq!(of(&["/content/a.png"], "https://p.example/blog/"), ["https://p.example/content/a.png"]);
        assert_eq!(of(&["/a.png"], ""), Vec::<String>::new());
        assert_eq!(of(&["file:///a.png", "data:image/png;base64,x"], "https://p.example"), Vec::<String>::new());
    }
}
