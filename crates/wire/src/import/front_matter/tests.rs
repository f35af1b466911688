use super::*;
use std::ops::ControlFlow;

fn read_files(files: &[(&str, &str)]) -> (Head, Vec<Entry>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    assert!(recognises_folder(folder.path()));
    let (mut head, mut entries) = (Head::default(), Vec::new());
    read(folder.path(), &mut |event| {
        match event {
            Event::Head(read) => head = read,
            Event::Entry(entry) => entries.push(*entry),
            Event::Note(note) => assert!(note.text.starts_with("README.md: has no front matter"), "{note:?}"),
            other @ Event::Member(_) => panic!("{other:?}"),
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    (head, entries)
}

#[test]
fn jekyll_hugo_zola_and_pelican() {
    let (head, entries) = read_files(&[
        ("_config.yml", "title: My Paper\nurl: \"https://p.example\"\n"),
        (
            "_posts/2015-03-27-gilt.md",
            "---\nlayout: post\ntitle: \"Gilt: a play\"\ndate: 2015-03-27 20:45:00 +1100\ncategories: [News, 'Live, loud']\ntags:\n- Gilt\n- RTJ\n\
             redirect_from:\n  - /old/\nrating: 8 # of ten\nexcerpt: >\n  One\n  two\n---\nBody *text*\n",
        ),
        (
            "content/posts/hugo/index.md",
            "+++\ntitle = \"Hugo\"\ndate = 2015-03-27T09:45:00Z\ndraft = true\naliases = [\"/h\"]\n[taxonomies]\ntags = [\"A\"]\n+++\nText\n",
        ),
        ("pelican.md", "Title: Pelican\nDate: 2015-03-27 20:45\nCategory: News\nTags: a, b\nAuthors: Jo, Raf\n\nText\n"),
        ("README.md", "# No story\n\nNothing.\n"),
        ("node_modules/x.md", "---\ntitle: x\n---\n"),
    ]);
    assert_eq!((head.title.as_str(), head.address.as_str()), ("My Paper", "https://p.example"));
    let seen: Vec<(&str, &str, &str)> = entries.iter().map(|one| (one.title.as_str(), one.slug.as_str(), one.address.as_str())).collect();
    assert_eq!(
        seen,
        [("Gilt: a play", "gilt", "/2015/03/27/gilt.html"), ("Hugo", "hugo", "/posts/hugo/"), ("Pelican", "pelican", "/pelican/")]
    );
    let gilt = &entries[0];
    assert_eq!(gilt.when.instant.map(domain::time::Instant::rfc3339).as_deref(), Some("2015-03-27T09:45:00Z"));
    assert_eq!(gilt.terms.iter().map(|term| term.name.as_str()).collect::<Vec<_>>(), ["News", "Live, loud", "Gilt", "RTJ"]);
    assert_eq!(
        (gilt.also.as_slice(), gilt.summary.as_str(), gilt.texts[0].text.as_str()),
        (&["/old/".to_owned()][..], "One two", "Body *text*\n")
    );
    assert_eq!(gilt.fields, [("rating".to_owned(), "8".to_owned())]);
    assert_eq!((entries[1].life, entries[1].terms.len(), entries[1].when.instant), (Life::Draft, 1, gilt.when.instant));
    assert_eq!(entries[2].authors, ["Jo", "Raf"]);
}

#[test]
fn broken_heads_are_told() {
    let (_, entries) = read_files(&[("a.md", "+++\ntitle = \n+++\nText\n")]);
    assert!(entries[0].notes[0].text.contains("cannot be read"), "{:?}", entries[0].notes);
    assert!(!recognises(b"+++\ntitle = \"x\"\n+++\n") && recognises(b"---\ntitle: x\n---\n") && !recognises(b"--- \n\nno"));
}

#[test]
fn lists_in_lists_end_somewhere() {
    let deep = format!("a: {}1{}\nb: [1, [2]]\n", "[".repeat(10_000), "]".repeat(10_000));
    let read = yaml::read(&deep);
    assert_eq!(read["b"], serde_json::json!(["1", ["2"]]));
    let mut depth = 0;
    let mut at = &read["a"];
    while let Some(inner) = at.get(0) {
        (at, depth) = (inner, depth + 1);
    }
    assert!(depth < 20, "{depth}");
}

proptest::proptest! {
    #[test]
    fn any_head_is_read(text in "(---|- |a:|  b: \\||\n|[a-z\"'\\[\\],: #]){0,40}") {
        let _ = parts(&format!("---\n{text}\n---\nx"));
        let _ = yaml::read(&text);
    }
}

#[test]
fn templates_in_a_text_are_told() {
    let text = "---\ntitle: x\n---\nA {{< youtube w7Ft2ymGmfc >}} b\n\n{% include a.html %} and {{ site.title }}\n\n```\n{% code %}\n```\n\n{ open {{ for ever\n";
    let (_, entries) = read_files(&[("a.md", text), ("README.md", "x")]);
    let told: Vec<_> = entries[0].notes.iter().map(|note| (note.line, note.text.rsplit(": ").next().unwrap())).collect();
    assert_eq!(told, [(4, "{{< youtube w7Ft2ymGmfc >}}"), (6, "{% include a.html %}"), (6, "{{ site.title }}")]);
}

#[test]
fn pages_of_lists_are_no_stories() {
    let folder = tempfile::tempdir().unwrap();
    for name in
        ["_index.md", "content/posts/_index.md", "content/posts/_index.de.md", "index.html", "404.html", "content/posts/a/index.md", "b.md"]
    {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, "---\ntitle: x\n---\ntext\n").unwrap();
    }
    let archive = "---\ntitle: Archive\n---\n{% for post in site.posts %}{{ post.title }}{% endfor %}\n";
    std::fs::create_dir(folder.path().join("blog")).unwrap();
    std::fs::write(folder.path().join("blog/index.html"), archive).unwrap();
    let (mut ids, mut notes) = (Vec::new(), 0);
    read(folder.path(), &mut |event| {
        match event {
            Event::Entry(entry) => ids.push(entry.id.clone()),
            Event::Note(note) => notes += usize::from(note.text.contains("no story; it is left out")),
            _ => {}
        }
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!((ids.as_slice(), notes), (&["b.md".to_owned(), "content/posts/a/index.md".to_owned()][..], 6));
}

#[test]
fn front_matter_in_json() {
    let head = "{\n  \"title\": \"J\",\n  \"date\": \"2015-03-27T09:45:00Z\",\n  \"tags\": [\"Gilt\", \"RTJ\"]\n}\n";
    let (_, entries) = read_files(&[
        ("content/eleventy.md", &format!("---json\n{head}---\nText *e*\n")),
        ("content/hugo.md", &format!("{head}\nText *h*\n")),
        ("README.md", "{\n\"none\": 1}\n"),
    ]);
    assert_eq!(entries.len(), 2);
    for (entry, text) in entries.iter().zip(["Text *e*", "Text *h*"]) {
        assert_eq!((entry.title.as_str(), entry.terms.len(), entry.texts[0].text.trim()), ("J", 2, text));
        assert_eq!(entry.when.instant.map(domain::time::Instant::rfc3339).as_deref(), Some("2015-03-27T09:45:00Z"));
    }
    assert!(recognises(format!("---json\n{head}---\n").as_bytes()));
}

#[test]
fn what_was_not_on_the_site_says_so_in_many_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("2015-03-27-a.md");
    let read = |line: &str| {
        std::fs::write(&path, format!("---\ntitle: A\n{line}\n---\nText.\n")).unwrap();
        let mut found = None;
        super::read(&path, &mut |event| {
            if let Event::Entry(entry) = event {
                found = Some(*entry);
            }
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
        found.unwrap()
    };
    for line in [
        "published: no",
        "published: Off",
        "draft: Yes",
        "draft: on",
        "draft: 1",
        "status: hidden",
        "visibility: unlisted",
        "permalink: false",
        "build:\n  render: never",
        "_build: {render: never, list: false}",
    ] {
        let entry = read(line);
        assert_eq!((entry.life, entry.notes.len(), entry.when.wall.is_some()), (Life::Draft, 1, true), "{line}: {:?}", entry.notes);
    }
    for line in ["status: private", "private: true", "private: yes"] {
        assert_eq!(read(line).life, Life::Private, "{line}");
    }
    for (line, readers) in [
        ("visibility: members", "members"),
        ("extra:\n  members_only: true", "members"),
        ("visibility: public", ""),
        ("published: yes", ""),
    ] {
        let entry = read(line);
        assert_eq!((entry.life, entry.readers.as_str(), entry.notes.len()), (Life::Published, readers, 0), "{line}");
    }
    assert!(read("password: x").locked && read("password: x").fields.is_empty());
    let entry = read("publishDate: 2090-01-01\nexpiryDate: 2091-01-01");
    assert!(entry.opens.wall.is_some() && entry.closes.wall.is_some() && entry.life == Life::Published);
}
