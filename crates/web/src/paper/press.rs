//! What one page is made with: the paper's matter, the theme, the clock's reading, and one state of the store.

use crate::app::App;
use crate::http::answer::{HTML, Page};
use crate::http::cache::Began;
use crate::http::fault::Fault;
use crate::paper::matter::Matter;
use crate::paper::view::{Context, PageView};
use crate::theme::Theme;
use axum::http::StatusCode;
use domain::ad::Place;
use domain::id::AdId;
use domain::time::{Instant, Zone};
use serde::Serialize;
use std::sync::Arc;
use store::Snapshot;

/// Everything a view is made from.
pub(crate) struct Press {
    pub(crate) app: App,
    /// What the paper looked like before the first read.
    pub(crate) began: Began,
    pub(crate) matter: Arc<Matter>,
    pub(crate) theme: Arc<Theme>,
    pub(crate) now: Instant,
    pub(crate) conn: Snapshot,
}

impl Press {
    /// Begins a page: from here on, everything is read from one state.
    pub(crate) async fn start(app: &App) -> Result<Self, Fault> {
        app.refresh_theme();
        let began = app.cache().begin();
        let theme = app.theme();
        let conn = app.newsroom().store().snapshot().await?;
        let matter = match app.known_matter() {
            Some(matter) => matter,
            None => {
                let matter = Arc::new(Matter::read(&conn, began, app.settings().newsletter, app.now()).await?);
                app.keep_matter(Arc::clone(&matter));
                matter
            }
        };
        Ok(Self { app: app.clone(), began, matter, theme, now: app.now(), conn })
    }

    pub(crate) fn zone(&self) -> &Zone {
        &self.matter.paper.zone
    }

    /// The next midnight in the paper's zone: pages say “Thu” and “11:29”, and then that is wrong.
    pub(crate) fn midnight(&self) -> Instant {
        let today = self.zone().day(self.now);
        today.tomorrow().map_or(self.now, |tomorrow| self.zone().start_of(tomorrow))
    }

    /// A word of the interface.
    pub(crate) fn word(&self, key: &str) -> String {
        self.theme.word(key, &[])
    }

    /// The markup of a template.
    pub(crate) fn markup(&self, template: &str, page: PageView, view: impl Serialize) -> Result<String, Fault> {
        let context = Context { paper: &self.matter.view, page, view };
        Ok(self.theme.engine().render(template, context)?.into_string())
    }

    /// A page of a template, right until midnight or until its view says.
    pub(crate) fn page(&self, template: &str, page: PageView, view: impl Serialize) -> Result<Page, Fault> {
        self.page_with(StatusCode::OK, template, page, view)
    }

    /// A page with another status than 200.
    pub(crate) fn page_with(&self, status: StatusCode, template: &str, page: PageView, view: impl Serialize) -> Result<Page, Fault> {
        let until = page.until.into_iter().chain([self.midnight()]).min().unwrap_or(self.now);
        let ad = page.ad.as_ref().and_then(|ad| Some((AdId(ad.id), Place::from_word(ad.place)?)));
        Ok(Page::new(status, HTML, self.markup(template, page, view)?, until).carrying(ad))
    }
}
