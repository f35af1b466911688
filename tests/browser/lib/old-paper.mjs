// A paper of elsewhere as WordPress exports it: stories with what papers have, and a thing of every other kind.
const head = `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel>
<title>The Old Paper</title><link>http://old.example</link><wp:wxr_version>1.2</wp:wxr_version><wp:base_blog_url>http://old.example</wp:base_blog_url>
<wp:author><wp:author_login>andre</wp:author_login><wp:author_display_name>André Dack</wp:author_display_name></wp:author>
`;

function item({ id, title, slug, kind = "post", status = "publish", date = "2015-03-27 09:45:00", text, more = "" }) {
  return `<item><title>${title}</title><link>http://old.example/2015/03/${slug}/</link><dc:creator>andre</dc:creator>
<content:encoded><![CDATA[${text}]]></content:encoded>${more}<wp:post_id>${id}</wp:post_id><wp:post_date>${date}</wp:post_date><wp:post_date_gmt>${date}</wp:post_date_gmt>
<wp:post_name>${slug}</wp:post_name><wp:status>${status}</wp:status><wp:post_type>${kind}</wp:post_type></item>
`;
}

const category = (slug, name) => `<category domain="category" nicename="${slug}"><![CDATA[${name}]]></category>`;
const tag = (slug, name) => `<category domain="post_tag" nicename="${slug}"><![CDATA[${name}]]></category>`;
const rating = (value) => `<wp:postmeta><wp:meta_key>rating</wp:meta_key><wp:meta_value>${value}</wp:meta_value></wp:postmeta>`;

/** An export of so many stories, a draft, a page, and three things that stay there or belong to others: 5 entries more. */
export function oldPaper(stories) {
  const all = Array.from({ length: stories }, (_, place) => {
    const n = place + 1;
    const text = `Gilt <b>played</b> night ${n}, louder than before.\n\nSee <a href="http://old.example/gone/">what went before</a>.\n\nhttps://youtu.be/dQw4w9WgXcQ\n\n${n % 40 === 0 ? "<script>track()</script>[poll id=\"" + n + "\"]" : "[odd a=\"1\"]"}`;
    const more = (n % 2 ? category("reviews", "Reviews") : category("news-there", "News from there")) + tag("gilt", "Gilt") + rating(n % 10);
    return item({ id: n, title: `Gilt play night ${n}`, slug: `gilt-${n}`, text, more });
  });
  const file = `<wp:attachment_url>http://old.example/wp-content/uploads/2015/03/gilt.jpg</wp:attachment_url>`;
  return [
    head,
    ...all,
    item({ id: 5001, title: "A thought", slug: "a-thought", status: "draft", text: "Not yet." }),
    item({ id: 5002, title: "About us", slug: "about-us", kind: "page", text: "We were loud." }),
    item({ id: 5003, title: "Gone for good", slug: "gone-for-good", status: "trash", text: "Never mind." }),
    item({ id: 5004, title: "Menu", slug: "menu", kind: "nav_menu_item", text: "" }),
    item({ id: 5005, title: "gilt", slug: "gilt-picture", kind: "attachment", status: "inherit", text: "", more: file }),
    "</channel></rss>\n",
  ].join("");
}
