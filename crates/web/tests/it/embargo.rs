//! Before its instant a story is nowhere; at it, it is everywhere.

use crate::lists::Someone;
use crate::site::{Answer, Site, subject};
use axum::http::StatusCode;
use domain::body::{Block, Clip, ClipKind, DateStatus, Inlines, MediaKey, Picture, Provider, Quotation, TourDate, TourDates};
use domain::role::Role;
use domain::story::{Draft, Story};
use newsroom::desk;

/// What is said nowhere before the instant, in small letters.
const SECRETS: [&str; 4] = ["wunderkammer", "zebrowski", "quartzite", "/2026/11/20/wunderkammer"];

const ADDRESS: &str = "/2026/11/20/wunderkammer-opens-again";

/// Every place of the paper that could show a story of section `news` by two people about an artist, on 20 November 2026.
fn places() -> Vec<String> {
    let mut all: Vec<String> = ["/", "/news", "/archive", "/2026", "/2026/11", "/2026/11/20", "/corrections", "/search?q=reopening"]
        .iter()
        .chain(&[
            "/artists",
            "/artists?letter=z",
            "/artists/zebra",
            "/artists/zebra/dates.ics",
            "/by/staff-writer",
            "/by/quentin-zebrowski",
            "/robots.txt",
        ])
        .chain(&["/sitemap.xml", "/sitemap/1.xml", "/sitemap/2026.xml", "/sitemap/news.xml", "/newsletter", "/newsletter/2026-11-20"])
        .chain(&[
            "/newsletter/2026-11-20/1",
            "/search?q=quartz*",
            "/search?q=by:quentin",
            "/search?q=artist:zebra",
            "/api/v1/search?q=reopening",
        ])
        .chain(&["/api/v1/search/artists?q=zeb"])
        .chain(&["/api/v1/stories", "/api/v1/openapi.json", "/api/v1/people?q=que", "/desk/queue", "/healthz", "/about"])
        .map(|path| (*path).to_owned())
        .collect();
    all.push(ADDRESS.to_owned());
    all.push(format!("/cards{ADDRESS}.png"));
    for list in ["", "/news", "/artists/zebra", "/by/staff-writer", "/by/quentin-zebrowski"] {
        all.extend(["feed.xml", "feed.atom", "feed.json"].map(|file| format!("{list}/{file}")));
    }
    all
}

/// Which of the secrets an answer tells. A page of an address that is not there may say the address back.
fn told_at(place: &str, answer: &Answer) -> Vec<&'static str> {
    let own = |secret: &&str| answer.status == StatusCode::NOT_FOUND && place.to_lowercase().contains(*secret);
    told(answer).into_iter().filter(|secret| !own(secret)).collect()
}

fn told(answer: &Answer) -> Vec<&'static str> {
    let headers: String = answer.headers.iter().map(|(name, value)| format!("{name}: {}\n", value.to_str().unwrap_or_default())).collect();
    let said = format!("{headers}{}", answer.text()).to_lowercase();
    SECRETS.into_iter().filter(|secret| said.contains(secret)).collect()
}

/// A picture that only the embargoed story uses.
async fn picture(site: &Site) -> MediaKey {
    let png = include_bytes!("../../../../themes/newsprint/icons/icon-32.png");
    newsroom::intake::put_media(&site.newsroom, &site.act(), "quartzite.png", png).await.unwrap().key
}

/// The story that is under embargo, with whatever could give it away.
async fn write(site: &Site, media: &MediaKey) -> Story {
    let zebra = site.artist("Zebra").await;
    site.artist("Quite").await;
    let tx = site.newsroom.store().begin(site.now()).await.unwrap();
    let quentin =
        store::paper::put_person(&tx, &store::paper::NewPerson { house: false, ..testkit::person("Quentin Zebrowski") }).await.unwrap();
    tx.commit().await.unwrap();
    let pictured = Picture {
        media: media.clone(),
        alt: "Quartzite".to_owned(),
        decorative: false,
        credit: "Zebrowski".to_owned(),
        caption: String::new(),
        width: 32,
        height: 32,
        focus: [0.5, 0.5],
    };
    let mut draft: Draft = testkit::draft("Wunderkammer opens again");
    draft.standfirst = "A cabinet of quartzite".to_owned();
    draft.slug = testkit::slug("wunderkammer-opens-again");
    draft.bylines = vec![testkit::byline(site.staff), testkit::byline(quentin.id)];
    draft.artists = vec![subject(zebra, "Zebra")];
    draft.cover = Some(pictured.clone());
    let waits = Block::Paragraph(Inlines::plain("On the stage of the Wunderkammer stood Quite before the others came."));
    let clip = Clip {
        provider: Provider::Youtube,
        id: Some("dQw4w9WgXcQ".to_owned()),
        kind: ClipKind::Video,
        title: "The Wunderkammer".to_owned(),
        credit: "Zebrowski".to_owned(),
        start: 0,
        duration: 0,
        poster: None,
        advisory: Vec::new(),
    };
    let reopening = Block::Paragraph(Inlines::plain("The reopening of the Wunderkammer."));
    let said = vec![Inlines::plain("Nothing is older than the Wunderkammer.")];
    let quotation = Block::Quotation(Quotation { speaker: Some("Zebrowski".to_owned()), role: None, paragraphs: said });
    let night = TourDate {
        date: jiff::civil::date(2027, 1, 1),
        city: "Quartzite".to_owned(),
        venue: "Wunderkammer".to_owned(),
        tickets: String::new(),
        note: String::new(),
        status: DateStatus::On,
    };
    let tour = Block::TourDates(TourDates { title: String::new(), dates: vec![night] });
    draft.body.blocks = vec![reopening, Block::Picture(pictured), waits, Block::Clip(clip), quotation, tour];
    site.draft(draft).await
}

/// What the desk lists over all stories: links that wait, clips, where a picture is used, where an artist is spoken of.
async fn at_the_desk(site: &Site, media: &MediaKey) -> Vec<String> {
    let [zebra, waits] = ["zebra", "quite"].map(testkit::slug);
    let conn = site.newsroom.store().read().await.unwrap();
    let zebra = store::artists::by_slug(&conn, &zebra).await.unwrap().unwrap().id;
    let waits = store::artists::by_slug(&conn, &waits).await.unwrap().unwrap().id;
    let key = media.as_str();
    let mut all: Vec<String> =
        ["links", "clips", "quotations"].iter().flat_map(|word| [format!("/api/v1/{word}"), format!("/desk/{word}")]).collect();
    all.extend(["/api/v1/stories?q=reopening", "/desk/stories?q=reopening"].map(str::to_owned));
    all.extend([format!("/api/v1/links?artist={waits}"), format!("/desk/links?artist={waits}")]);
    all.extend([format!("/api/v1/media/{key}/uses"), format!("/desk/pictures/{key}")]);
    all.extend([zebra, waits].iter().flat_map(|id| [format!("/api/v1/artists/{id}"), format!("/desk/artists/{id}")]));
    all
}

/// What is told of the story itself: a picture's own name is the library's, which everybody may see.
fn of_the_story(answer: &Answer) -> Vec<&'static str> {
    told(answer).into_iter().filter(|secret| secret.contains("wunderkammer")).collect()
}

testkit::both! {
    async fn before_its_instant_a_story_is_nowhere_and_then_everywhere(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let contributor = Someone::hired(&site, "Cora", Role::Contributor).await;
        site.publish("Something else", |_| {}).await;
        let media = picture(&site).await;
        let story = write(&site, &media).await;
        let act = domain::act::Act { now: site.now(), ..editor.act.clone() };
        let at = site.now().plus_seconds(600);
        desk::publish(&site.newsroom, &act, story.id, Some(at)).await.unwrap();
        newsroom::edition::compose(&site.newsroom, &site.act()).await.unwrap();
        let file = format!("/media/{}", media.as_str());
        for seconds in [0, 599] {
            site.pass(seconds);
            site.work().await;
            for place in places() {
                let answer = site.get(&place).await;
                assert_eq!(told_at(&place, &answer), [""; 0], "{place} after {seconds} seconds: {}", answer.text());
            }
            assert_eq!(site.get(ADDRESS).await.status, StatusCode::NOT_FOUND);
            assert_eq!(site.get(&format!("/cards{ADDRESS}.png")).await.status, StatusCode::NOT_FOUND);
            assert_eq!(site.get("/by/quentin-zebrowski").await.status, StatusCode::NOT_FOUND, "nothing of theirs is on the paper");
            assert_eq!(site.get(&file).await.status, StatusCode::NOT_FOUND);
            for path in [format!("/api/v1/stories/{}", story.id), format!("/api/v1/stories/{}/versions", story.id), format!("/desk/stories/{}", story.id)] {
                assert_eq!(told(&site.get(&path).await), [""; 0], "{path} for a stranger");
                let answer = contributor.sees(&site, &path).await;
                assert_eq!((told(&answer), answer.status), (Vec::new(), StatusCode::FORBIDDEN), "{path} for a contributor");
            }
            assert_eq!(told(&contributor.sees(&site, "/api/v1/stories").await), [""; 0]);
            for path in at_the_desk(&site, &media).await {
                let answer = contributor.sees(&site, &path).await;
                assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
                assert_eq!(of_the_story(&answer), [""; 0], "{path} for a contributor: {}", answer.text());
                let answer = editor.sees(&site, &path).await;
                assert!(answer.status == StatusCode::OK && !of_the_story(&answer).is_empty(), "{path} for an editor: {}", answer.text());
            }
        }
        site.pass(1);
        site.work().await;
        let silent = ["/archive", "/2026", "/2026/11", "/corrections", "/artists", "/artists?letter=z", "/robots.txt", "/sitemap.xml", "/sitemap/1.xml",
            "/newsletter", "/newsletter/2026-11-20", "/newsletter/2026-11-20/1", "/api/v1/stories", "/api/v1/openapi.json", "/api/v1/search/artists?q=zeb", "/api/v1/people?q=que", "/desk/queue", "/healthz", "/about"];
        for place in places().iter().filter(|place| !silent.contains(&place.as_str())) {
            let answer = site.get(place).await;
            assert_eq!(answer.status, StatusCode::OK, "{place}");
            assert!(place.ends_with(".png") || !told(&answer).is_empty(), "{place} says nothing of it: {}", answer.text());
        }
        assert_eq!(site.get(&file).await.status, StatusCode::OK);
    }

    async fn a_key_opens_a_story_for_who_has_it_and_nobody_else(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let media = picture(&site).await;
        let story = write(&site, &media).await;
        let act = domain::act::Act { now: site.now(), trace: 5, ..editor.act.clone() };
        let made = desk::previews::make(&site.newsroom, &act, story.id, 2).await.unwrap();
        let page = site.get(&made.path).await;
        assert_eq!((page.status, page.header("cache-control"), page.header("referrer-policy")), (StatusCode::OK, "no-store", "no-referrer"));
        assert!(page.header("x-robots-tag").contains("noindex"));
        let text = page.text();
        assert!(text.contains("The reopening of the Wunderkammer.") && text.contains("noindex") && text.contains("href=\"/artists/zebra\""), "{text}");
        assert!(!text.contains("\"/media/") && !text.contains("og:image") && !text.contains("ld+json"), "{text}");
        let file = format!("{}/media/{}", made.path, media.as_str());
        assert!(text.contains(&file), "{text}");
        assert_eq!(site.get(&file).await.status, StatusCode::OK);
        let other = MediaKey::parse(&format!("{}.png", "a".repeat(64))).unwrap();
        assert_eq!(site.get(&format!("{}/media/{}", made.path, other.as_str())).await.status, StatusCode::NOT_FOUND);
        let wrong = format!("/story/preview/{}", "0".repeat(32));
        let [none, never] = [site.get(&wrong).await, site.get("/story/preview/x").await];
        assert_eq!((none.status, never.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(told(&none), [""; 0]);
        site.pass(2 * 86_400);
        for gone in [&made.path, &file] {
            assert_eq!(site.get(gone).await.status, StatusCode::NOT_FOUND, "{gone}");
        }
    }

    async fn a_key_leaves_the_papers_own_pictures_where_they_are(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let media = picture(&site).await;
        let png = include_bytes!("../../../../themes/newsprint/icons/icon-180.png");
        let logo = newsroom::intake::put_media(&site.newsroom, &site.act(), "logo.png", png).await.unwrap().key;
        newsroom::paper::change(&site.newsroom, &site.act(), "logo", logo.as_str()).await.unwrap();
        let story = write(&site, &media).await;
        let act = domain::act::Act { now: site.now(), trace: 5, ..editor.act.clone() };
        let made = desk::previews::make(&site.newsroom, &act, story.id, 2).await.unwrap();
        let text = site.get(&made.path).await.text();
        let shown = format!("\"/media/{}\"", logo.as_str());
        assert!(text.contains(&shown) && text.contains(&format!("\"{}/media/{}\"", made.path, media.as_str())), "{text}");
        assert_eq!(site.get(&format!("/media/{}", logo.as_str())).await.status, StatusCode::OK);
    }

    async fn the_desk_frames_what_readers_will_see(store: Store) {
        let site = Site::new(store).await;
        let editor = Someone::hired(&site, "Edda", Role::Editor).await;
        let contributor = Someone::hired(&site, "Cora", Role::Contributor).await;
        let media = picture(&site).await;
        let story = write(&site, &media).await;
        for (form, media_type) in [("page", "text/html"), ("card", "image/png"), ("newsletter", "text/html"), ("newsletter.txt", "text/plain")] {
            let path = format!("/desk/stories/{}/preview/{form}", story.id);
            let answer = editor.sees(&site, &path).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text());
            assert!(answer.header("content-type").starts_with(media_type), "{path}");
            assert!(answer.header("content-security-policy").contains("frame-ancestors 'self'"), "{path}");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert!(form == "card" || answer.text().contains("Wunderkammer opens again"), "{path}: {}", answer.text());
            assert_eq!(contributor.sees(&site, &path).await.status, StatusCode::FORBIDDEN, "{path}");
            assert_ne!(site.get(&path).await.status, StatusCode::OK, "{path}");
        }
    }

    async fn a_correction_stands_on_the_page_in_the_list_and_in_the_feeds(store: Store) {
        let site = Site::new(store).await;
        let story = site.publish("Fax machine sold", |_| {}).await;
        site.pass(60);
        desk::update(&site.newsroom, &site.act(), story.id, domain::story::desk::Update::Corrected("It was a <telex> machine.")).await.unwrap();
        let address = story.address.unwrap();
        for place in [address.as_str(), "/corrections", "/feed.xml", "/feed.atom", "/feed.json", "/news/feed.xml"] {
            let text = site.get(place).await.text();
            assert!(text.contains("telex") && !text.contains("<telex>"), "{place}: {text}");
        }
        let json: serde_json::Value = serde_json::from_slice(&site.get("/feed.json").await.bytes).unwrap();
        assert_eq!(json["items"][0]["date_modified"], "2026-11-20T14:01:00+11:00");
    }
}
