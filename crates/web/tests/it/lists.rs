//! The desk's queue, its archive and the page of a story: who is shown what.

use crate::site::{Answer, Site};
use axum::http::StatusCode;
use domain::act::Act;
use domain::body::{Block, Body, Inlines};
use domain::id::{StaffId, StoryId};
use domain::role::Role;
use domain::slug::Slug;
use newsroom::desk::{Beginning, Save, Written, WrittenByline};

/// A member of staff with a session.
pub(crate) struct Someone {
    pub(crate) act: Act,
    pub(crate) cookie: String,
}

impl Someone {
    pub(crate) async fn hired(site: &Site, name: &str, role: Role) -> Self {
        let tx = site.newsroom.store().begin(site.now()).await.unwrap();
        let staff = store::staff::create(&tx, &testkit::staff(name, role)).await.unwrap();
        tx.commit().await.unwrap();
        let token = newsroom::signin::link_for(&site.newsroom, &site.act().traced(staff.id.0.unsigned_abs().into()), staff.email.as_str())
            .await
            .unwrap()
            .0;
        let opened =
            newsroom::signin::enter(&site.newsroom, &site.act().traced(77 + u128::from(staff.id.0.unsigned_abs())), &token, "a test")
                .await
                .unwrap();
        let act = Act { staff: Some(staff.id), ..Act::new(name, role, site.now()) };
        Self { act, cookie: format!("__Host-inkie={}", opened.token) }
    }

    pub(crate) async fn sees(&self, site: &Site, path: &str) -> Answer {
        site.get_with(path, &[("cookie", &self.cookie), ("host", "127.0.0.1")]).await
    }

    async fn begins(&self, site: &Site, headline: &str) -> StoryId {
        let beginning = Beginning { headline: headline.to_owned(), ..Beginning::default() };
        newsroom::desk::create(&site.newsroom, &self.act, beginning).await.unwrap().story.id
    }

    fn id(&self) -> StaffId {
        self.act.staff.unwrap()
    }
}

/// What somebody writes: a headline and a paragraph.
fn written(headline: &str, text: &str) -> Written {
    Written {
        headline: headline.to_owned(),
        standfirst: String::new(),
        slug: None,
        section: Slug::parse("news").unwrap(),
        kind: domain::story::Kind::News,
        bylines: vec![WrittenByline { name: "Staff Writer".to_owned(), house: true, part: domain::story::Part::Words }],
        artists: Vec::new(),
        cover: None,
        advisory: domain::story::Advisory::default(),
        body: Body { blocks: vec![Block::Paragraph(Inlines::plain(text))] },
        placement: domain::edition::Placement::In,
        dateline: None,
        sponsor: None,
    }
}

/// The rows that a list shows, by the headings they stand under; the archive has one heap.
fn shown(page: &str) -> Vec<String> {
    page.split("class=\"job-headline\">").skip(1).filter_map(|rest| rest.split('<').next()).map(str::to_owned).collect()
}

testkit::both! {
    async fn the_queue_shows_each_what_is_theirs(store: Store) {
        let site = Site::new(store).await;
        let (jo, hal) = (Someone::hired(&site, "Jo", Role::Editor).await, Someone::hired(&site, "Hal", Role::Writer).await);
        hal.begins(&site, "Kettle timed").await;
        jo.begins(&site, "Ferry leaves").await;
        let mine = hal.sees(&site, "/desk/queue").await;
        assert_eq!(mine.status, StatusCode::OK, "{}", mine.text());
        assert_eq!(shown(&mine.text()), ["Kettle timed"]);
        assert!(!mine.text().contains("data-ask>"), "a writer asks nobody for stories");
        let all = jo.sees(&site, "/desk/queue").await.text();
        assert_eq!(shown(&all).len(), 2);
        assert!(all.contains("data-ask>") && all.contains("name=\"writer\""));
        assert_eq!(shown(&jo.sees(&site, "/desk/queue?mine=1").await.text()), ["Ferry leaves"]);
        assert_eq!(shown(&jo.sees(&site, &format!("/desk/queue?writer={}", hal.id())).await.text()), ["Kettle timed"]);
        assert_eq!(shown(&jo.sees(&site, "/desk/queue?q=ferry").await.text()), ["Ferry leaves"]);
        assert!(shown(&jo.sees(&site, "/desk/queue?section=nowhere").await.text()).is_empty());
        assert_eq!(site.get("/desk/queue").await.status, StatusCode::SEE_OTHER);
    }

    async fn the_archive_goes_page_by_page(store: Store) {
        let site = Site::new(store).await;
        let jo = Someone::hired(&site, "Jo", Role::Editor).await;
        for n in 0..60 {
            jo.begins(&site, &format!("Story {n}")).await;
        }
        let first = jo.sees(&site, "/desk/stories?state=draft").await.text();
        assert_eq!(shown(&first).len(), 50);
        let next = first.split("rel=\"next\"").next().and_then(|before| before.rsplit("href=\"").next()).and_then(|rest| rest.split('"').next()).unwrap();
        assert!(next.contains("state=draft&amp;before=") || next.contains("state=draft&before="), "{next}");
        let second = jo.sees(&site, &next.replace("&amp;", "&")).await.text();
        assert_eq!(shown(&second).len(), 10);
        assert!(!second.contains("rel=\"next\""));
        assert!(shown(&jo.sees(&site, "/desk/stories?state=withdrawn").await.text()).is_empty());
        assert_eq!(jo.sees(&site, "/desk/stories?before=nonsense").await.status, StatusCode::BAD_REQUEST);
    }

    async fn a_story_comes_with_its_page(store: Store) {
        let site = Site::new(store).await;
        let (jo, hal) = (Someone::hired(&site, "Jo", Role::Editor).await, Someone::hired(&site, "Hal", Role::Writer).await);
        let id = jo.begins(&site, "Draft").await;
        let trick = "</script><script>alert(1)</script>";
        let save = Save { story: id, had: 1, client: "one".to_owned(), written: written(trick, "It was his fax machine & mine.") };
        newsroom::desk::save(&site.newsroom, &jo.act, &save).await.unwrap();
        let page = jo.sees(&site, &format!("/desk/stories/{id}")).await;
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        assert!(!text.contains("<script>alert"), "a headline ends no script");
        let island = text.split("id=\"story\">").nth(1).and_then(|rest| rest.split("</script>").next()).unwrap();
        let story: serde_json::Value = serde_json::from_str(island).unwrap();
        assert_eq!(story["draft"]["headline"], trick);
        assert_eq!(story["draft"]["bylines"][0]["name"], "Staff Writer");
        assert_eq!((story["state"]["name"].as_str(), story["rights"]["publish"].as_bool()), (Some("draft"), Some(true)));
        assert_eq!(story["owner"]["name"], "Jo");
        assert!(text.contains("It was his fax machine &amp; mine."), "the words stand there before any script runs");
        assert_eq!(hal.sees(&site, &format!("/desk/stories/{id}")).await.status, StatusCode::FORBIDDEN);
        assert_eq!(jo.sees(&site, "/desk/stories/999").await.status, StatusCode::NOT_FOUND);
    }
}
