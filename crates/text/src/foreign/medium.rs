//! A post as Medium exports it: a page in the form of microformats, whose foot says who, when and where.

use dom_query::{Document, Selection};

/// A post of a Medium export.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MediumPost {
    /// Its title.
    pub title: String,
    /// The line under it.
    pub subtitle: String,
    /// Its text, HTML: the title and the line under it are not in it.
    pub body: String,
    /// Who wrote it; empty for a draft.
    pub author: String,
    /// Its address; empty when it has none yet.
    pub address: String,
    /// When it was published, as it stands there; none for a draft.
    pub published: Option<String>,
    /// Its tags.
    pub tags: Vec<String>,
    /// Whether it looks like an answer to somebody else's post.
    pub answers: bool,
}

/// Reads a post; `None` when the page is none of a Medium export.
#[must_use]
pub fn medium(html: &str) -> Option<MediumPost> {
    if !html.contains("data-field=\"body\"") || !html.contains("h-entry") {
        return None;
    }
    let page = Document::from(html);
    let article = page.select_single("article.h-entry");
    let body = article.select_single("section[data-field=body]");
    if !body.exists() {
        return None;
    }
    let summary = article.select_single("section[data-field=subtitle]");
    let foot = article.select("footer");
    let link = |class: &str| foot.select_single(class).attr("href").map(|href| href.to_string()).unwrap_or_default();
    let post = MediumPost {
        title: line(&article.select_single("header .p-name")),
        subtitle: line(&summary),
        author: line(&foot.select_single(".p-author")),
        address: link("a.p-canonical"),
        published: foot.select_single("time.dt-published").attr("datetime").map(|at| at.to_string()),
        tags: foot.select("a.p-tag").iter().map(|tag| line(&tag)).collect(),
        answers: !summary.exists() && !body.select(".graf--title").exists(),
        body: String::new(),
    };
    // What the head says already; lines between its sections stand before the first one, too.
    body.select(".graf--title, .graf--subtitle").remove();
    let divider = body.select(".section-divider").iter().next();
    if let Some(first) = divider {
        first.remove();
    }
    Some(MediumPost { body: body.inner_html().to_string(), ..post })
}

fn line(of: &Selection<'_>) -> String {
    of.text().split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_post_says_what_it_is_in_its_foot() {
        let html = "<article class=\"h-entry\"><header><h1 class=\"p-name\">Gilt &amp; play</h1></header>\
            <section data-field=\"subtitle\" class=\"p-summary\">A line</section><section data-field=\"body\" class=\"e-content\"><section>\
            <div class=\"section-divider\"><hr class=\"section-divider\"></div><h3 class=\"graf graf--title\">Gilt &amp; play</h3>\
            <h4 class=\"graf--subtitle\">A line</h4><p>Words.</p></section><section><div class=\"section-divider\"><hr></div><p>More.</p></section></section>\
            <footer><p>Tagged in <a class=\"p-tag\" href=\"x\">Gilt</a></p><p>By <a class=\"p-author h-card\" href=\"x\">Jo Bloke</a> on \
            <time class=\"dt-published\" datetime=\"2018-08-11T11:23:34.123Z\">August</time></p>\
            <p><a href=\"https://medium.com/@jo/gilt-ef12\" class=\"p-canonical\">Canonical</a></p></footer></article>";
        let post = medium(html).unwrap();
        assert_eq!((post.title.as_str(), post.subtitle.as_str(), post.author.as_str()), ("Gilt & play", "A line", "Jo Bloke"));
        assert_eq!(post.address, "https://medium.com/@jo/gilt-ef12");
        assert_eq!(post.published.as_deref(), Some("2018-08-11T11:23:34.123Z"));
        assert_eq!((post.tags.as_slice(), post.answers), (&["Gilt".to_owned()][..], false));
        assert_eq!(post.body.matches("<hr").count(), 1, "{}", post.body);
        assert!(post.body.contains("<p>Words.</p>") && !post.body.contains("A line"), "{}", post.body);
        assert_eq!(medium("<article class=\"h-entry\"><p>Words</p></article>"), None);
    }
}
