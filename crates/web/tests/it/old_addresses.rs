//! A paper that moved in is found where it was: every form of address that its press had leads to the right place.

use crate::site::Site;
use axum::http::StatusCode;
use newsroom::moving::{self, Asked};

const EXPORT: &str = r#"<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel>
<title>Old Paper</title><link>http://old.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>http://old.example</wp:base_blog_url>
<wp:author><wp:author_id>4</wp:author_id><wp:author_login>andre</wp:author_login><wp:author_display_name>André Dack</wp:author_display_name></wp:author>
<wp:category><wp:term_id>2</wp:term_id><wp:category_nicename>music</wp:category_nicename><wp:category_parent></wp:category_parent><wp:cat_name>Music</wp:cat_name></wp:category>
<wp:category><wp:term_id>3</wp:term_id><wp:category_nicename>news</wp:category_nicename><wp:category_parent>music</wp:category_parent><wp:cat_name>News</wp:cat_name></wp:category>
<wp:tag><wp:term_id>9</wp:term_id><wp:tag_slug>gilt</wp:tag_slug><wp:tag_name>Gilt</wp:tag_name></wp:tag>
<item><title>Gilt play on</title><link>http://old.example/2015/03/gilt-play-on/</link><dc:creator>andre</dc:creator>
<content:encoded><![CDATA[Words, and <a href="http://old.example/category/music/news/">more</a>, <a href="http://old.example/?p=12">again</a>, <a href="http://old.example/gone/">gone</a>.

<!-- wp:block {"ref":20} /-->]]></content:encoded>
<category domain="category" nicename="news">News</category><category domain="post_tag" nicename="gilt">Gilt</category>
<wp:post_id>11</wp:post_id><wp:post_date>2015-03-27 20:45:00</wp:post_date><wp:post_date_gmt>2015-03-27 09:45:00</wp:post_date_gmt>
<wp:post_name>gilt-play-on</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>Gilt stop</title><link>http://old.example/2015/03/gilt-stop/</link><dc:creator>andre</dc:creator><content:encoded>Words.</content:encoded>
<category domain="category" nicename="news">News</category><wp:post_id>12</wp:post_id><wp:post_date>2015-03-28 20:45:00</wp:post_date>
<wp:post_date_gmt>2015-03-28 09:45:00</wp:post_date_gmt><wp:post_name>gilt-stop</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>
<item><title>About us</title><link>http://old.example/about-us/</link><content:encoded>Words.</content:encoded><wp:post_id>13</wp:post_id>
<wp:post_date_gmt>2015-03-28 09:45:00</wp:post_date_gmt><wp:post_name>about-us</wp:post_name><wp:status>publish</wp:status><wp:post_type>page</wp:post_type></item>
<item><title>Rule</title><wp:post_id>14</wp:post_id><wp:status>publish</wp:status><wp:post_type>redirect_rule</wp:post_type>
<wp:postmeta><wp:meta_key>_redirect_rule_from</wp:meta_key><wp:meta_value>/short</wp:meta_value></wp:postmeta>
<wp:postmeta><wp:meta_key>_redirect_rule_to</wp:meta_key><wp:meta_value>http://old.example/2015/03/gilt-stop/</wp:meta_value></wp:postmeta></item>
<item><title>Foot</title><content:encoded><![CDATA[<!-- wp:paragraph --><p>Kept once, shown often.</p><!-- /wp:paragraph -->]]></content:encoded>
<wp:post_id>20</wp:post_id><wp:status>publish</wp:status><wp:post_type>wp_block</wp:post_type></item>
</channel></rss>"#;

testkit::both! {
    async fn every_form_of_an_old_address_leads_on(store: Store) {
        let site = Site::new(store).await;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.xml");
        std::fs::write(&path, EXPORT).unwrap();
        let mut asked = Asked { path, ..Asked::default() };
        asked.mapping.artists.insert("gilt".to_owned(), "Gilt".to_owned());
        let done = moving::run(&site.newsroom, &site.act(), &asked, &|_, _| {}).await.unwrap();
        assert_eq!(done.counts.get("new"), Some(&3), "{:?}", done.counts);
        let story = "/2015/03/27/gilt-play-on";
        for (old, here) in [
            ("/2015/03/gilt-play-on/", story),
            ("/2015/03/gilt-play-on/feed/", story),
            ("/2015/03/gilt-play-on/amp/", story),
            ("/2015/03/gilt-play-on/comment-page-2/", story),
            ("/?p=11", story),
            ("/?p=11&preview=true", story),
            ("/index.php?p=11", story),
            ("/?page_id=13", "/about-us"),
            ("/short", "/2015/03/28/gilt-stop"),
            ("/category/news/", "/news"),
            ("/category/music/news/", "/news"),
            ("/category/news/page/4/", "/news"),
            ("/category/news/feed/", "/news/feed.xml"),
            ("/category/music/news/feed/atom/", "/news/feed.atom"),
            ("/?cat=3", "/news"),
            ("/?cat=3&feed=rss2", "/news/feed.xml"),
            ("/?category_name=news", "/news"),
            ("/tag/gilt/", "/artists/gilt"),
            ("/tag/gilt/feed/", "/artists/gilt/feed.xml"),
            ("/?tag=gilt", "/artists/gilt"),
            ("/author/andre/", "/by/andre-dack"),
            ("/author/andre/page/2/", "/by/andre-dack"),
            ("/?author=4", "/by/andre-dack"),
            ("/2015/03/", "/2015/03"),
            ("/2015/", "/2015"),
            ("/?m=201503", "/2015/03"),
            ("/?m=20150327", "/2015/03/27"),
            ("/feed/", "/feed.xml"),
            ("/feed/atom/", "/feed.atom"),
            ("/?feed=rss2", "/feed.xml"),
            ("/rss.xml", "/feed.xml"),
            ("/?s=fax+machine", "/search?q=fax%20machine"),
        ] {
            let answer = site.get(old).await;
            assert_eq!((answer.status, answer.header("location")), (StatusCode::MOVED_PERMANENTLY, here), "{old}");
            assert_eq!(site.get(here).await.status, StatusCode::OK, "{here}");
        }
        for nothing in ["/?p=99", "/?m=999999", "/?utm_source=x"] {
            assert_eq!(site.get(nothing).await.status, StatusCode::OK, "{nothing}: the front");
        }
        assert_eq!(site.get("/category/none/feed").await.status, StatusCode::NOT_FOUND);
        let shown = site.get(story).await.text();
        for part in ["href=\"/category/music/news\"", "href=\"/2015/03/28/gilt-stop\"", "Kept once, shown often."] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        let found = moving::findings(&site.newsroom, &site.act(), done.id, Some("link"), 0, 10).await.unwrap();
        assert_eq!(found.iter().map(|shown| shown.finding.text.as_str()).collect::<Vec<_>>(), ["http://old.example/gone/"]);
    }
}
