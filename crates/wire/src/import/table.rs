//! A table of stories: Substack's `posts.csv` with a file of HTML beside it for each, or any table that has titles and texts.

mod habits;

use super::csv::{Limits, Record, Row, Table};
use super::source::{CATEGORY, Cover, Entry, Event, FileName, Form, Head, Life, Note, Sink, SourceError, TAG, Term, Text, When};
use habits::Habits;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// The table of a Substack export.
const SUBSTACK: &str = "posts.csv";
/// The largest text that stands in a file of its own, in bytes.
const LARGEST: u64 = 8 * 1024 * 1024;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Column {
    Id,
    Title,
    Summary,
    Date,
    Status,
    IsPublished,
    Kind,
    Audience,
    Authors,
    Categories,
    Tags,
    Slug,
    Address,
    Picture,
    Html,
    Markdown,
    Sound,
}

fn column(header: &str) -> Option<Column> {
    let folded: String = header.trim().to_ascii_lowercase().chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    Some(match folded.as_str() {
        "id" | "post_id" | "guid" | "story_id" => Column::Id,
        "title" | "headline" | "post_title" => Column::Title,
        "subtitle" | "standfirst" | "summary" | "excerpt" | "dek" | "description" | "post_excerpt" => Column::Summary,
        "date" | "post_date" | "published" | "published_at" | "publish_date" | "pub_date" | "created_at" => Column::Date,
        "status" | "state" | "post_status" => Column::Status,
        "is_published" => Column::IsPublished,
        "type" | "post_type" => Column::Kind,
        "audience" | "visibility" => Column::Audience,
        "author" | "authors" | "byline" | "by" | "writer" | "post_author" => Column::Authors,
        "category" | "categories" | "section" => Column::Categories,
        "tag" | "tags" | "artist" | "artists" | "keywords" => Column::Tags,
        "slug" | "post_name" => Column::Slug,
        "url" | "link" | "permalink" | "address" | "canonical_url" => Column::Address,
        "image" | "picture" | "featured_image" | "cover" | "cover_image" => Column::Picture,
        "body" | "content" | "html" | "text" | "post_content" | "body_html" => Column::Html,
        "markdown" | "body_markdown" => Column::Markdown,
        "podcast_url" | "audio" | "enclosure" => Column::Sound,
        _ => return None,
    })
}

/// The table of a path: itself, or the one of a Substack export in the folder.
fn table_of(path: &Path) -> PathBuf {
    if path.is_dir() { path.join(SUBSTACK) } else { path.to_owned() }
}

/// Whether a first line has titles, and texts or what Substack has in their place.
#[must_use]
pub fn recognises(path: &Path) -> bool {
    let mut beginning = vec![0; 8 * 1024];
    let table = table_of(path);
    // In a folder, it may be a pipe, or a link that leads out.
    let kind = if path.is_dir() { std::fs::symlink_metadata(&table) } else { std::fs::metadata(&table) };
    if !kind.is_ok_and(|data| data.is_file()) {
        return false;
    }
    let Ok(length) = File::open(table).and_then(|mut file| file.read(&mut beginning)) else { return false };
    beginning.truncate(length);
    let Some(end) = memchr::memchr(b'\n', &beginning) else { return false };
    let (mut table, mut rows) = (Table::default(), Vec::new());
    table.push(beginning.get(..=end).unwrap_or_default(), &mut rows);
    table.finish(&mut rows);
    let Some(Ok(Record { cells, .. })) = rows.first() else { return false };
    let known: Vec<Column> = cells.iter().filter_map(|cell| column(cell)).collect();
    let has = |wanted: Column| known.contains(&wanted);
    has(Column::Title) && (has(Column::Html) || has(Column::Markdown) || has(Column::Id) && has(Column::IsPublished))
}

/// Reads a table.
///
/// # Errors
/// [`SourceError::Io`]; a line that cannot be read is told, and the others come.
pub fn read(path: &Path, sink: &mut Sink<'_>) -> Result<(), SourceError> {
    let file = table_of(path);
    let folder = file.parent().unwrap_or(Path::new("")).join("posts");
    if sink(Event::Head(Head::default())).is_break() {
        return Ok(());
    }
    // What a column means shows in all of it: it is read once before.
    let (mut columns, mut habits) = (None, Habits::default());
    rows(&file, &mut |row| {
        if let Ok(record) = row {
            match &columns {
                None => columns = Some(columns_of(&record)),
                Some(columns) => habits.see(columns, &record),
            }
        }
        ControlFlow::Continue(())
    })?;
    let mut reading = Reading { columns: None, habits, folder, place: 0 };
    rows(&file, &mut |row| reading.row(row, sink))
}

/// Hands out the rows of a file, until somebody has enough.
fn rows(file: &Path, each: &mut dyn FnMut(Row) -> ControlFlow<()>) -> Result<(), SourceError> {
    let mut input = File::open(file)?;
    let (mut table, mut buffer) = (Table::within(Limits::TEXTS), vec![0; 256 * 1024]);
    loop {
        let length = input.read(&mut buffer)?;
        let mut rows = Vec::new();
        match length {
            0 => table.finish(&mut rows),
            _ => table.push(buffer.get(..length).unwrap_or_default(), &mut rows),
        }
        if rows.into_iter().any(|row| each(row).is_break()) || length == 0 {
            return Ok(());
        }
    }
}

/// Where each column stands; of two that mean the same, the first.
fn columns_of(head: &Record) -> HashMap<Column, usize> {
    let mut columns = HashMap::new();
    for (column, at) in head.cells.iter().enumerate().filter_map(|(at, cell)| Some((column(cell)?, at))) {
        columns.entry(column).or_insert(at);
    }
    columns
}

struct Reading {
    columns: Option<HashMap<Column, usize>>,
    habits: Habits,
    folder: PathBuf,
    place: u64,
}

impl Reading {
    fn row(&mut self, row: Row, sink: &mut Sink<'_>) -> ControlFlow<()> {
        let record = match row {
            Ok(record) => record,
            Err(broken) => return sink(Event::Note(Note { line: broken.line, text: broken.problem })),
        };
        let Some(columns) = &self.columns else {
            self.columns = Some(columns_of(&record));
            return ControlFlow::Continue(());
        };
        self.place += 1;
        let entry = entry(columns, &self.habits, &record, self.place, &self.folder);
        sink(Event::Entry(Box::new(entry)))
    }
}

fn entry(columns: &HashMap<Column, usize>, habits: &Habits, record: &Record, place: u64, folder: &Path) -> Entry {
    let cell =
        |column: Column| columns.get(&column).and_then(|at| record.cells.get(*at)).map(|cell| cell.trim().to_owned()).unwrap_or_default();
    let several = |column: Column| habits.names(column, &cell(column));
    let terms = |column: Column, taxonomy: &str| {
        several(column).into_iter().map(|name| Term { taxonomy: taxonomy.to_owned(), slug: String::new(), name }).collect::<Vec<_>>()
    };
    let id = cell(Column::Id);
    let status = if columns.contains_key(&Column::IsPublished) { cell(Column::IsPublished) } else { cell(Column::Status) };
    // `123401.gilt-play`: Substack's number and word.
    let word = id.split_once('.').map(|(_, word)| word.to_owned()).unwrap_or_default();
    let slug = [cell(Column::Slug), word].into_iter().find(|slug| !slug.is_empty()).unwrap_or_default();
    let address = cell(Column::Address);
    let is_substack = columns.contains_key(&Column::IsPublished);
    let mut entry = Entry {
        place,
        line: record.line,
        kind: match cell(Column::Kind).as_str() {
            "page" => "page".to_owned(),
            "" | "newsletter" | "podcast" | "thread" | "post" | "article" | "story" => "post".to_owned(),
            other => other.to_owned(),
        },
        life: life(&status),
        title: cell(Column::Title),
        address: if address.is_empty() && is_substack && !slug.is_empty() { format!("/p/{slug}") } else { address },
        summary: cell(Column::Summary),
        when: habits.when(&cell(Column::Date)),
        authors: several(Column::Authors),
        terms: terms(Column::Categories, CATEGORY).into_iter().chain(terms(Column::Tags, TAG)).collect(),
        readers: Some(cell(Column::Audience))
            .filter(|audience| !matches!(audience.to_ascii_lowercase().as_str(), "everyone" | "everybody" | "all"))
            .unwrap_or_default(),
        cover: Some(cell(Column::Picture)).filter(|picture| !picture.is_empty()).map(|picture| Cover {
            file: FileName::Address(picture),
            alt: String::new(),
            caption: String::new(),
        }),
        id,
        slug,
        status,
        ..Entry::default()
    };
    let date = cell(Column::Date);
    if !date.is_empty() && entry.when == When::default() {
        entry.notes.push(Note { line: record.line, text: format!("its date “{date}” cannot be read{}", habits.why_not(&date)) });
    }
    let sound = cell(Column::Sound);
    let player = if sound.starts_with("http") { format!("<audio src=\"{}\"></audio>", sound.replace('"', "%22")) } else { String::new() };
    let (html, markdown) = (cell(Column::Html), cell(Column::Markdown));
    if is_substack && html.is_empty() {
        match beside(folder, &entry.id) {
            Ok(text) => entry.texts.push(Text { form: Form::Html, text: format!("{player}{text}") }),
            Err(problem) => entry.notes.push(Note { line: record.line, text: problem }),
        }
    } else if !markdown.is_empty() {
        entry.texts.push(Text { form: Form::Markdown, text: markdown });
    } else if !html.is_empty() {
        // Cells hold what people typed: lines mean something where there are no tags.
        let form = if html.contains("</") { Form::Html } else { Form::Markdown };
        entry.texts.push(Text { form, text: format!("{player}{html}") });
    }
    super::gates::mark(&mut entry);
    entry
}

/// The text of a story that lies in a file beside the table.
fn beside(folder: &Path, id: &str) -> Result<String, String> {
    if id.is_empty() || id.starts_with('.') || id.contains(['/', '\\']) {
        return Err(format!("“{id}” names no file of a text"));
    }
    let path = folder.join(format!("{id}.html"));
    let bytes = super::read_within(&path, LARGEST).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => format!("its text is missing: {} is not there", path.display()),
        _ => format!("its text is not read: {} {error}", path.display()),
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn life(status: &str) -> Life {
    match status.to_ascii_lowercase().as_str() {
        "true" | "published" | "publish" | "live" | "public" | "1" | "yes" => Life::Published,
        "scheduled" | "future" => Life::Scheduled,
        "private" => Life::Private,
        "pending" | "submitted" => Life::Pending,
        "trash" | "deleted" => Life::Trash,
        _ => Life::Draft,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(path: &Path) -> (Vec<Entry>, Vec<Note>) {
        let (mut entries, mut notes) = (Vec::new(), Vec::new());
        read(path, &mut |event| {
            match event {
                Event::Entry(entry) => entries.push(*entry),
                Event::Note(note) => notes.push(note),
                Event::Head(_) | Event::Member(_) => {}
            }
            ControlFlow::Continue(())
        })
        .unwrap();
        (entries, notes)
    }

    #[test]
    fn a_table_of_stories() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stories.csv");
        std::fs::write(&path, "Title,Date,Author,Tags,Status,Body,Other\n\"A, b\",2015-03-27,Jo; Raf,\"Gilt,RTJ\",published,\"One\n\nTwo\",x\nC,,,,,<p>x</p>,\n")
            .unwrap();
        assert!(recognises(&path));
        let (entries, notes) = read_all(&path);
        assert!(notes.is_empty());
        let one = &entries[0];
        assert_eq!((one.title.as_str(), one.life, one.line, one.authors.len(), one.terms.len()), ("A, b", Life::Published, 2, 2, 2));
        assert_eq!((one.texts[0].form, entries[1].texts[0].form, entries[1].life), (Form::Markdown, Form::Html, Life::Draft));
    }

    #[test]
    fn texts_of_many_lines_are_cells_and_an_open_quote_costs_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stories.csv");
        let long = "A line of it.\n\n".repeat(3_000);
        std::fs::write(&path, format!("Title,Body\nOne,\"{long}\"\nTwo,\"never\nThree,x\n")).unwrap();
        let (entries, notes) = read_all(&path);
        assert_eq!(entries.iter().map(|entry| entry.title.as_str()).collect::<Vec<_>>(), ["One", "Three"]);
        assert_eq!((entries[0].texts[0].text.as_str(), notes.len(), notes[0].line), (long.trim(), 1, 6_003));
        let many = format!("Title,Body\n{}", "x\",\"z\n".repeat(100_000));
        std::fs::write(&path, many).unwrap();
        let begun = std::time::Instant::now();
        assert!(!read_all(&path).1.is_empty());
        assert!(begun.elapsed() < std::time::Duration::from_secs(60), "{:?}", begun.elapsed());
    }

    #[test]
    fn a_comma_is_part_of_a_name_where_the_column_has_something_better() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stories.csv");
        std::fs::write(&path, "Title,Author,Tags,Body\nA,Jo,\"Tyler, the Creator\",x\nB,\"Jo, Raf\",Gilt; RTJ,x\n").unwrap();
        let (entries, _) = read_all(&path);
        let names = |entry: &Entry| entry.terms.iter().map(|term| term.name.clone()).collect::<Vec<_>>();
        assert_eq!(
            (names(&entries[0]), names(&entries[1])),
            (vec!["Tyler, the Creator".to_owned()], vec!["Gilt".to_owned(), "RTJ".to_owned()])
        );
        assert_eq!(entries[1].authors, ["Jo", "Raf"]);
    }

    #[test]
    fn a_column_tells_day_from_month() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("stories.csv");
        let walls = |dates: [&str; 3]| {
            let rows: String = dates.iter().map(|date| format!("A,{date},published,x\n")).collect();
            std::fs::write(&path, format!("Title,Date,Status,Body\n{rows}")).unwrap();
            let (entries, _) = read_all(&path);
            let told: usize = entries.iter().map(|entry| entry.notes.len()).sum();
            (entries.iter().map(|entry| entry.when.wall.map(|wall| wall.to_string()).unwrap_or_default()).collect::<Vec<_>>(), told)
        };
        let wanted = |days: [&str; 3]| days.map(|day| if day.is_empty() { String::new() } else { format!("2015-{day}") }).to_vec();
        assert_eq!(walls(["03/04/2015", "27/03/2015 20:45", "soon"]), (wanted(["04-03T00:00:00", "03-27T20:45:00", ""]), 1));
        assert_eq!(walls(["03/04/2015", "3/27/2015 8:45 PM", ""]), (wanted(["03-04T00:00:00", "03-27T20:45:00", ""]), 0));
        assert_eq!(walls(["03/04/2015", "27/03/2015", "03/27/2015"]), (wanted(["", "", ""]), 3), "the column contradicts itself");
        assert_eq!(walls(["03/04/2015", "05/06/2015", "2015-06-07"]), (wanted(["", "", "06-07T00:00:00"]), 2), "nothing tells");
    }

    #[test]
    fn a_substack_export() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("posts")).unwrap();
        std::fs::write(
            folder.path().join("posts.csv"),
            "post_id,post_date,is_published,email_sent_at,type,audience,title,subtitle,podcast_url\n\
             1.gilt,2019-07-26T20:48:19.814Z,TRUE,,newsletter,only_paid,Gilt,Line,https://a.example/a.mp3\n2.gone,,FALSE,,newsletter,everyone,Gone,,\n",
        )
        .unwrap();
        std::fs::write(folder.path().join("posts/1.gilt.html"), "<p>x</p>").unwrap();
        assert!(recognises(folder.path()));
        let (entries, _) = read_all(folder.path());
        let one = &entries[0];
        assert_eq!(
            (one.slug.as_str(), one.address.as_str(), one.readers.as_str(), one.life),
            ("gilt", "/p/gilt", "only_paid", Life::Published)
        );
        assert_eq!(one.texts[0].text, "<audio src=\"https://a.example/a.mp3\"></audio><p>x</p>");
        assert!(entries[1].notes[0].text.contains("missing"));
    }

    #[test]
    fn lists_of_readers_are_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("members.csv");
        std::fs::write(&path, "email,name,created_at\na@b.example,A,2020\n").unwrap();
        assert!(!recognises(&path));
    }
}
