//! Every mistake that the paper owned up to.

use crate::http::answer::Page;
use crate::http::fault::Fault;
use crate::paper::press::Press;
use crate::paper::view::{CorrectionView, DateView, PageView, Pages, StoryRef, escaped};
use serde::Serialize;
use text::template::urls;

#[derive(Serialize)]
struct CorrectionsView {
    corrections: Vec<CorrectionView>,
    pages: Option<Pages>,
}

const PER_PAGE: usize = 50;
/// So many corrected stories are listed; beyond, a correction stands on its story's page only.
const MOST: usize = 2_000;

/// Renders page `number` of the list, newest first.
pub(crate) async fn page(press: &Press, number: usize) -> Result<Page, Fault> {
    let stories = store::stories::corrections(&press.conn, MOST).await?;
    let mut all: Vec<_> = stories.iter().flat_map(|story| story.corrections.iter().map(move |correction| (correction, story))).collect();
    all.sort_by_key(|(correction, story)| (std::cmp::Reverse(correction.at), story.id));
    if number > 1 && (number - 1) * PER_PAGE >= all.len() {
        return Err(Fault::not_found());
    }
    let corrections = all.iter().skip((number - 1) * PER_PAGE).take(PER_PAGE).map(|(correction, story)| CorrectionView {
        at: DateView::of(correction.at, press.now, press.zone()),
        html: escaped(&correction.text),
        story: Some(StoryRef { headline: story.headline.clone(), url: urls::story(&story.address) }),
    });
    let pages = Pages::of(urls::CORRECTIONS, number, PER_PAGE, all.len());
    let title = press.word("corrections.title");
    let page = PageView::open(press, "corrections", title, urls::CORRECTIONS).in_list(press, urls::CORRECTIONS, number, pages.as_ref());
    press.page("corrections.html", page, CorrectionsView { corrections: corrections.collect(), pages })
}
