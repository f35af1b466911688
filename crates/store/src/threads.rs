//! Threads: stories that belong together, as a person says.

use crate::db::{Conn, Row, Tx, statements, values};
use crate::error::{Result, StoreError};
use crate::links;
use domain::id::{StoryId, ThreadId};
use domain::slug::Slug;
use domain::thread::Thread;

statements! {
    CREATE = "INSERT INTO threads (slug, name, about) VALUES (?1, ?2, ?3) ON CONFLICT (slug) DO NOTHING RETURNING id";
    SAVE = "UPDATE threads SET name = ?2, about = ?3 WHERE id = ?1";
    REMOVE = "DELETE FROM threads WHERE id = ?1";
    CLEAR = "DELETE FROM thread_stories WHERE thread = ?1";
    ADD = "INSERT INTO thread_stories (thread, story) VALUES (?1, ?2) ON CONFLICT (thread, story) DO NOTHING";
    DROP = "DELETE FROM thread_stories WHERE thread = ?1 AND story = ?2";
    BY_ID = "SELECT id, slug, name, about FROM threads WHERE id = ?1";
    BY_SLUG = "SELECT id, slug, name, about FROM threads WHERE slug = ?1";
    LIST = "SELECT id, slug, name, about FROM threads ORDER BY id DESC LIMIT ?1";
    OF_STORY = "SELECT threads.id, threads.slug, threads.name, threads.about FROM thread_stories JOIN threads ON threads.id = thread_stories.thread
        WHERE thread_stories.story = ?1 ORDER BY threads.id";
    STORIES = "SELECT story FROM thread_stories WHERE thread = ?1 ORDER BY story";
    LIVE = "SELECT stories.id FROM thread_stories JOIN stories ON stories.id = thread_stories.story
        WHERE thread_stories.thread = ?1 AND stories.state = 'live' ORDER BY stories.live_since DESC, stories.id DESC LIMIT ?2";
}

fn read(row: &Row) -> Result<Thread> {
    let fields = row.of("threads");
    Ok(Thread { id: ThreadId(fields.int("id")?), slug: fields.slug("slug")?, name: fields.owned("name")?, about: fields.owned("about")? })
}

/// Stores a new thread under a slug, numbered when it is taken.
///
/// # Errors
/// As every write.
pub async fn create(tx: &Tx, name: &str, about: &str, slug: &Slug) -> Result<Thread> {
    let (mut under, mut number) = (slug.clone(), 1);
    loop {
        if let Some(row) = tx.row(&CREATE, &values![&under, name, about]).await? {
            let id = ThreadId(row.of("threads").int("id")?);
            return Ok(Thread { id, slug: under, name: name.to_owned(), about: about.to_owned() });
        }
        number += 1;
        under = slug.numbered(number);
    }
}

/// Stores name and description of a thread.
///
/// # Errors
/// [`StoreError::Conflict`] when it is not there.
pub async fn save(tx: &Tx, thread: &Thread) -> Result<()> {
    if tx.run(&SAVE, &values![thread.id, &thread.name, &thread.about]).await? == 0 {
        return Err(StoreError::Conflict(format!("there is no thread {}", thread.id)));
    }
    note(tx, thread.id).await
}

async fn note(tx: &Tx, thread: ThreadId) -> Result<()> {
    for story in stories(tx, thread).await? {
        links::note_change(tx, story).await?;
    }
    Ok(())
}

/// Removes a thread; its stories stay.
///
/// # Errors
/// As every write.
pub async fn remove(tx: &Tx, thread: ThreadId) -> Result<()> {
    note(tx, thread).await?;
    tx.run(&CLEAR, &values![thread]).await?;
    tx.run(&REMOVE, &values![thread]).await?;
    Ok(())
}

/// Puts a story into a thread, or takes it out.
///
/// # Errors
/// As every write.
pub async fn put(tx: &Tx, thread: ThreadId, story: StoryId, within: bool) -> Result<()> {
    tx.run(if within { &ADD } else { &DROP }, &values![thread, story]).await?;
    links::note_change(tx, story).await?;
    note(tx, thread).await
}

/// A thread by id.
///
/// # Errors
/// As every read.
pub async fn by_id(conn: &Conn, id: ThreadId) -> Result<Option<Thread>> {
    conn.row(&BY_ID, &values![id]).await?.as_ref().map(read).transpose()
}

/// A thread by its word.
///
/// # Errors
/// As every read.
pub async fn by_slug(conn: &Conn, slug: &Slug) -> Result<Option<Thread>> {
    conn.row(&BY_SLUG, &values![slug]).await?.as_ref().map(read).transpose()
}

/// The threads, the newest first.
///
/// # Errors
/// As every read.
pub async fn list(conn: &Conn, limit: usize) -> Result<Vec<Thread>> {
    conn.rows(&LIST, &values![limit]).await?.iter().map(read).collect()
}

/// The threads that a story is in.
///
/// # Errors
/// As every read.
pub async fn of_story(conn: &Conn, story: StoryId) -> Result<Vec<Thread>> {
    conn.rows(&OF_STORY, &values![story]).await?.iter().map(read).collect()
}

/// The stories of a thread, whatever their state, by id.
///
/// # Errors
/// As every read.
pub async fn stories(conn: &Conn, thread: ThreadId) -> Result<Vec<StoryId>> {
    conn.rows(&STORIES, &values![thread]).await?.iter().map(|row| row.of("thread_stories").int("story").map(StoryId)).collect()
}

/// The live stories of a thread, the newest on the paper first.
///
/// # Errors
/// As every read.
pub async fn live(conn: &Conn, thread: ThreadId, limit: usize) -> Result<Vec<StoryId>> {
    conn.rows(&LIVE, &values![thread, limit]).await?.iter().map(|row| row.of("stories").int("id").map(StoryId)).collect()
}
