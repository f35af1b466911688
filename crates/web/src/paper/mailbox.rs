//! The built-in mailbox of demo and development. Where it is off, there is nothing at these addresses.

use crate::app::App;
use crate::http::answer::{HTML, once};
use crate::http::fault::Fault;
use crate::paper::dispatch::Asked;
use crate::paper::press::Press;
use crate::paper::view::{DateView, PageView};
use axum::http::StatusCode;
use axum::response::Response;
use mail_parser::MessageParser;
use serde::Serialize;
use store::mailbox::Item;

#[derive(Serialize)]
struct MailboxView {
    messages: Vec<ItemView>,
    message: Option<MessageView>,
}

#[derive(Serialize)]
struct ItemView {
    id: String,
    to: String,
    subject: String,
    at: DateView,
    kind: String,
    url: String,
}

#[derive(Serialize)]
struct MessageView {
    from: String,
    to: String,
    subject: String,
    at: DateView,
    headers: Vec<HeaderView>,
    html_url: Option<String>,
    sent_url: String,
    text: String,
    links: Vec<LinkView>,
}

#[derive(Serialize)]
struct HeaderView {
    name: String,
    value: String,
}

#[derive(Serialize)]
struct LinkView {
    label: String,
    url: String,
}

/// So many of the newest letters are listed.
const LISTED: usize = 200;

/// Its own address; nothing outside this module leads here.
const MAILBOX: &str = "/-/mailbox";

fn only_when_on(app: &App) -> Result<(), Fault> {
    if app.settings().mailbox { Ok(()) } else { Err(Fault::not_found()) }
}

/// The newest letters.
pub(crate) async fn list(app: &App, asked: &Asked) -> Result<Response, Fault> {
    only_when_on(app)?;
    let press = Press::start(app).await?;
    let items = store::mailbox::list(&press.conn, LISTED).await?;
    let view = MailboxView { messages: items.iter().map(|item| item_view(&press, item)).collect(), message: None };
    print(&press, asked, view)
}

fn item_view(press: &Press, item: &Item) -> ItemView {
    ItemView {
        id: item.id.to_string(),
        to: item.recipient.clone(),
        subject: item.subject.clone(),
        at: DateView::of(item.at, press.now, press.zone()),
        kind: String::new(),
        url: format!("{MAILBOX}/{}", item.id),
    }
}

/// One letter.
pub(crate) async fn message(app: &App, asked: &Asked, id: i64) -> Result<Response, Fault> {
    only_when_on(app)?;
    let press = Press::start(app).await?;
    let (item, raw) = store::mailbox::get(&press.conn, id).await?.ok_or_else(Fault::not_found)?;
    let parsed = MessageParser::default().parse(&raw);
    let text = parsed.as_ref().and_then(|letter| letter.body_text(0)).map(|text| text.into_owned()).unwrap_or_default();
    let has_html = parsed.as_ref().is_some_and(|letter| letter.html_body_count() > 0);
    let headers = parsed
        .iter()
        .flat_map(|letter| letter.headers_raw())
        .map(|(name, value)| HeaderView { name: name.to_owned(), value: value.split_whitespace().collect::<Vec<_>>().join(" ") });
    let message = MessageView {
        from: item.sender.clone(),
        to: item.recipient.clone(),
        subject: item.subject.clone(),
        at: DateView::of(item.at, press.now, press.zone()),
        headers: headers.collect(),
        html_url: has_html.then(|| format!("{MAILBOX}/{id}/html")),
        sent_url: format!("{MAILBOX}/{id}/sent"),
        links: links(press.matter.site.origin(), &text),
        text,
    };
    print(&press, asked, MailboxView { messages: Vec::new(), message: Some(message) })
}

/// The paper's own addresses in a letter, each once, as paths: they lead back here wherever the demo runs.
fn links(origin: &str, text: &str) -> Vec<LinkView> {
    let mut links: Vec<LinkView> = Vec::new();
    for word in text.split(|c: char| c.is_whitespace() || "<>()\"".contains(c)) {
        let path = word.strip_prefix(origin).filter(|path| path.starts_with('/')).map(|path| path.trim_end_matches(['.', ',']));
        if let Some(path) = path.filter(|path| !links.iter().any(|known| known.url == *path)) {
            links.push(LinkView { label: path.to_owned(), url: path.to_owned() });
        }
    }
    links
}

fn print(press: &Press, asked: &Asked, view: MailboxView) -> Result<Response, Fault> {
    let page = PageView::hidden(press, "mailbox", press.word("mailbox.title"), MAILBOX);
    Ok(once(StatusCode::OK, HTML, press.markup("mailbox.html", page, view)?, &asked.wants))
}

/// A letter's own HTML, for the frame.
pub(crate) async fn letter(app: &App, asked: &Asked, id: i64) -> Result<Response, Fault> {
    only_when_on(app)?;
    let conn = app.newsroom().store().read().await?;
    let (_, raw) = store::mailbox::get(&conn, id).await?.ok_or_else(Fault::not_found)?;
    let parsed = MessageParser::default().parse(&raw);
    let html = parsed.as_ref().and_then(|letter| letter.body_html(0)).map(|html| html.into_owned());
    Ok(once(StatusCode::OK, HTML, html.ok_or_else(Fault::not_found)?, &asked.wants))
}

/// A letter to the byte, as a mail program opens it.
pub(crate) async fn sent(app: &App, asked: &Asked, id: i64) -> Result<Response, Fault> {
    only_when_on(app)?;
    let conn = app.newsroom().store().read().await?;
    let (_, raw) = store::mailbox::get(&conn, id).await?.ok_or_else(Fault::not_found)?;
    Ok(once(StatusCode::OK, "message/rfc822", raw, &asked.wants))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_a_letter_lead_to_this_paper() {
        let text = "Press https://paper.example/newsletter/confirm/abc. Or <https://other.example/x> or https://paper.example/newsletter/confirm/abc";
        let found: Vec<String> = links("https://paper.example", text).into_iter().map(|link| link.url).collect();
        assert_eq!(found, ["/newsletter/confirm/abc"]);
    }
}
