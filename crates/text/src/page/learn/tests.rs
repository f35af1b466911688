//! Three sites of three ages, made of the demo paper's stories: none says anything to machines.

use super::*;
use crate::html::Html;
use crate::page::words::tokens;
use domain::time::Zone;

struct Story {
    headline: String,
    person: String,
    day: Day,
    /// Paragraphs; a quotation begins with `> `.
    lines: Vec<String>,
}

impl Story {
    fn word(&self) -> String {
        self.person.split(' ').next().unwrap_or_default().to_uppercase()
    }

    fn text(&self) -> String {
        self.lines.iter().map(|line| line.trim_start_matches("> ")).collect::<Vec<_>>().join("\n\n")
    }
}

const PEOPLE: [&str; 4] = ["André Dack", "Tess Obermann", "Li Vance", "Rut Øster"];

fn stories() -> Vec<Story> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../demo/stories");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |(n, path): (usize, &std::path::PathBuf)| {
        let text = std::fs::read_to_string(path).unwrap();
        let mut parts = text.splitn(3, "+++");
        let (head, body) = (parts.nth(1).unwrap(), parts.next().unwrap());
        let head: toml::Table = head.parse().unwrap();
        let lines: Vec<String> = body
            .split("\n\n")
            .map(str::trim)
            .filter(|line| line.starts_with(|c: char| c.is_alphabetic() || "“‘>".contains(c)))
            .map(plain)
            .collect();
        let day = head.get("date").and_then(|date| date.as_str()?.get(..10)?.parse().ok()).unwrap_or_else(|| Day::constant(2015, 3, 27));
        Story { headline: head["headline"].as_str().unwrap().to_owned(), person: PEOPLE[n % PEOPLE.len()].to_owned(), day, lines }
    };
    files.iter().enumerate().map(read).filter(|story| story.lines.len() > 1).collect()
}

/// A line of a story file without its marks.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((words, after)) = after.split_once("](") else { break };
        out.push_str(before);
        out.push_str(words);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    let out = out.replace("\n> ", " ").replace(['*', '_', '\\', '`'], "");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn escaped(text: &str) -> String {
    Html::escaped(text).into_string()
}

fn others(stories: &[Story], own: usize) -> String {
    let teaser = |n: usize| {
        let story = &stories[(own * 7 + n * 5 + 1) % stories.len()];
        format!(
            "<li><a href=\"/{n}\">{}</a> <em>{}</em></li>",
            escaped(&story.headline),
            escaped(&story.lines[0].chars().take(90).collect::<String>())
        )
    };
    (0..4).map(teaser).collect()
}

/// A blog: names for its parts, the byline at the end by a word, a box in the middle of the text.
fn blog(stories: &[Story], n: usize) -> String {
    let story = &stories[n];
    let mut body: Vec<String> = story
        .lines
        .iter()
        .map(|line| match line.strip_prefix("> ") {
            Some(quote) => format!("<blockquote><p>{}</p></blockquote>", escaped(quote)),
            None => format!("<p>{}</p>", escaped(line)),
        })
        .collect();
    body.insert(
        body.len() / 2,
        "<div class=\"box\"><p>One letter a day: what we heard, and why. It costs nothing and leaves as easily as it comes.</p></div>"
            .to_owned(),
    );
    format!(
        "<html><head><title>{0} — The Long Player Blog</title></head><body><div id=head><h1><a href=/>The Long Player Blog</a></h1><ul><li><a href=/news>News</a><li><a href=/reviews>Reviews</a></ul></div>\
        <div id=\"wrap\"><div class=\"entry-{n}\"><h2 class=\"t\">{0}</h2><p class=\"d\">{1}</p>{2}<p class=\"sig\">Words: {3}</p></div><h3>Elsewhere</h3><ul class=more>{4}</ul></div>\
        <div id=side><h4>About us</h4><p>We write about bands that nobody asked us to write about, since 2009, from a room above a launderette.</p></div></body></html>",
        escaped(&story.headline),
        story.day.strftime("%d.%m.%y"),
        body.concat(),
        escaped(&story.word()),
        others(stories, n)
    )
}

/// Tables: nothing has a name, lines are broken, the byline and the date share a line.
fn tables(stories: &[Story], n: usize) -> String {
    let story = &stories[n];
    let body: Vec<String> = story.lines.iter().map(|line| escaped(line.trim_start_matches("> "))).collect();
    format!(
        "<html><head><title>{0}</title></head><body><table width=760><tr><td colspan=2><img src=/logo.gif alt=Fanzine></td></tr><tr><td width=140><a href=/>home</a><br><a href=/r>reviews</a><br><a href=/i>interviews</a><br><br>\
        <font size=1>This zine is made by hand on Sundays and by people who have other jobs to go to on Mondays.</font></td>\
        <td><font size=5><b>{0}</b></font><br><i>by {1} | {2}</i><br><br>{3}<br><br><hr><font size=1><a href=/mail>write to us</a> | <a href=/print>print this</a> | all words are ours</font></td></tr></table></body></html>",
        escaped(&story.headline),
        escaped(&story.person),
        story.day.strftime("%m/%d/%Y"),
        body.join("<br><br>")
    )
}

/// A magazine of our days: names made by machines, furniture within lines and quotations.
fn machine(stories: &[Story], n: usize) -> String {
    let story = &stories[n];
    let body: Vec<String> = story
        .lines
        .iter()
        .enumerate()
        .map(|(at, line)| {
            let text = line.trim_start_matches("> ");
            let half = text.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at).nth(text.matches(' ').count() / 2).unwrap_or(0);
            let (first, second) = text.split_at(half);
            match at {
                1 => format!(
                    "<div class=\"css-9k2\">{}<div class=\"css-77a\">More of this? Join the club</div>{}</div>",
                    escaped(first),
                    escaped(second)
                ),
                2 => format!(
                    "<div class=\"css-9k2\">{} <span class=\"css-31c\">Ad · ends soon</span>{}</div>",
                    escaped(first),
                    escaped(second)
                ),
                _ => format!("<div class=\"css-9k2\">{}</div>", escaped(text)),
            }
        })
        .collect();
    format!(
        "<html><head><title>Noise Weekly</title></head><body><div class=\"css-a1\"><h1>Noise Weekly</h1><span>Stories</span><span>Charts</span></div><main><div class=\"css-b7\"><h3>{0}</h3>\
        <div class=\"css-c3\"><span>{1}</span> <span>{2}</span></div></div><section>{3}</section></main><div class=\"css-z9\"><span>Terms</span> <span>Made in a basement with no windows and very good speakers</span></div></body></html>",
        escaped(&story.headline),
        escaped(&story.person),
        story.day.strftime("%B %-d, %Y"),
        body.concat()
    )
}

/// The harmonic mean of precision and recall over words, mean over pages.
fn f1(gold: &str, found: &str) -> f64 {
    crate::page::words::likeness(&tokens(gold), &tokens(found))
}

fn measured(name: &str, make: impl Fn(&[Story], usize) -> String, shown: impl Fn(&Story) -> Shown) {
    let stories = stories();
    let pages: Vec<String> = (0..stories.len()).map(|n| make(&stories, n)).collect();
    let sources: Vec<Source<'_>> = pages.iter().map(|html| Source { html, address: "" }).collect();
    let mut site = Site::learn(&sources, &[shown(&stories[3])]).unwrap();
    // Words that stand for nobody yet are listed; the editor says once whom each means.
    let strange: BTreeSet<String> =
        site.doubtful(&sources).into_iter().filter(|(_, doubt)| doubt.what == Part::Authors).map(|(_, doubt)| doubt.why).collect();
    for person in PEOPLE {
        let word = person.split(' ').next().unwrap().to_uppercase();
        if strange.iter().any(|why| why.contains(&word)) {
            site.name(&word, person);
        }
    }
    let saved = serde_json::to_string(&site).unwrap();
    let site: Site = serde_json::from_str(&saved).unwrap();
    let (mut headlines, mut authors, mut dates, mut body) = (0, 0, 0, 0.0);
    for (story, source) in stories.iter().zip(&sources) {
        let article = site.read(*source).unwrap();
        headlines += usize::from(article.headline == story.headline);
        authors += usize::from(article.authors == [story.person.clone()]);
        dates += usize::from(article.published.is_some_and(|date| Zone::utc().day(date.instant(&Zone::utc()).unwrap()) == story.day));
        let share = f1(&story.text(), &article.text);
        if share < 0.99 {
            let missing: Vec<&String> = story.lines.iter().filter(|line| !article.text.contains(line.trim_start_matches("> "))).collect();
            println!("{name}: {share:.3} {} lacks {missing:?}", story.headline);
        }
        body += share;
    }
    let share = |count: usize| count as f64 / stories.len() as f64;
    let body = body / stories.len() as f64;
    println!(
        "{name}: headline {:.3} authors {:.3} date {:.3} body {body:.4} of {}",
        share(headlines),
        share(authors),
        share(dates),
        stories.len()
    );
    assert!(share(headlines) >= 0.99 && share(authors) >= 0.95 && share(dates) >= 0.99 && body >= 0.99, "{name}");
}

fn shown(story: &Story, byline: &str, date: &str) -> Shown {
    Shown {
        page: 3,
        headline: Some(story.headline.clone()),
        bylines: vec![(byline.to_owned(), story.person.clone())],
        date: Some((story.day.strftime(date).to_string(), story.day)),
        opening: Some(story.lines[0].chars().take(60).collect()),
        ..Shown::default()
    }
}

#[test]
fn a_blog_is_learnt_from_one_page() {
    measured("blog", blog, |story| shown(story, &story.word(), "%d.%m.%y"));
}

#[test]
fn a_site_of_tables_is_learnt_from_one_page() {
    measured("tables", tables, |story| shown(story, &story.person, "%m/%d/%Y"));
}

#[test]
fn a_site_made_by_machines_is_learnt_from_one_page() {
    measured("machine", machine, |story| shown(story, &story.person, "%B %-d, %Y"));
}

#[test]
fn what_does_not_stand_there_is_refused_by_name() {
    let html = "<html><body><h1>A night out</h1><p>By ANNA</p><p>They played until two and nobody went home.</p></body></html>";
    let page = [Source { html, address: "" }];
    let shown = Shown { headline: Some("A night in".to_owned()), ..Shown::default() };
    assert_eq!(Site::learn(&page, &[shown]), Err(LearnError::NotThere { text: "A night in".to_owned() }));
    assert_eq!(Site::learn(&page, &[Shown { page: 4, ..Shown::default() }]), Err(LearnError::NoPage(4)));
    let shown = Shown { date: Some(("ANNA".to_owned(), Day::constant(2015, 3, 27))), ..Shown::default() };
    assert_eq!(Site::learn(&page, &[shown]), Err(LearnError::NoDate("ANNA".to_owned())));
}

#[test]
fn a_score_is_read_in_its_place() {
    let page = |score: &str, name: &str| {
        format!(
            "<html><head><title>{name}</title></head><body><h1>{name}</h1><p class=mark>Our mark: {score}</p><p>They played until two and nobody went home, which says most of it.</p></body></html>"
        )
    };
    let pages = [page("8/10", "One"), page("6.5/10", "Two"), page("3/10", "Three")];
    let sources: Vec<Source<'_>> = pages.iter().map(|html| Source { html, address: "" }).collect();
    let site = Site::learn(&sources, &[Shown { score: Some("8/10".to_owned()), ..Shown::default() }]).unwrap();
    let read: Vec<String> = sources
        .iter()
        .map(|source| {
            site.read(*source)
                .unwrap()
                .score
                .map(|score| format!("{} of {}", score.value, score.best.unwrap_or_default()))
                .unwrap_or_default()
        })
        .collect();
    assert_eq!(read, ["8 of 10", "6.5 of 10", "3 of 10"]);
}
