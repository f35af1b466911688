// Every address of a paper that a reader can come to by pressing links.

const SEEDS = ["/", "/archive", "/artists", "/search", "/search?q=dead", "/search?q=zzzzqqq", "/newsletter", "/corrections", "/no/such/page"];
const AT_ONCE = 6;
/** The demo has some hundred pages; more than this is a page that breeds links. */
const MOST = 3000;

const decode = (text) => text.replace(/&amp;/g, "&").replace(/&#x2f;/gi, "/").replace(/&#39;|&#x27;/gi, "'").replace(/&quot;/g, '"');

/** The addresses in a sitemap, an index of sitemaps, or anything else with `<loc>`. */
export const locations = (xml) => [...xml.matchAll(/<loc>([^<]+)<\/loc>/g)].map((match) => decode(match[1]));

/** The paths of this paper that a page links to, each once, without what comes after `#`. */
export function links(paper, html, from) {
  const found = new Set();
  for (const [, , address] of html.matchAll(/\s(href|src|action)="([^"]*)"/g)) {
    const url = new URL(decode(address), paper.at(from));
    // What narrows an answer multiplies: one choice of each is looked at, not each of each.
    if (url.pathname === "/search" && [...url.searchParams.keys()].filter((name) => !["q", "page"].includes(name)).length > 1) continue;
    if (url.origin === new URL(paper.url).origin) found.add(url.pathname + url.search);
  }
  return found;
}

/** The template a page was made with. */
export const kind = (html) => html.match(/<body class="page-([a-z0-9]+)/)?.[1];

async function visit(paper, path) {
  const answer = await paper.get(path);
  const type = answer.headers.get("content-type") ?? "";
  return { path, ...answer, type, html: type.startsWith("text/html") ? answer.text : undefined };
}

/** Everything that the sitemap and the seeds lead to: `pages` (HTML), `files` (the rest), `from` (who links to an address). */
export async function crawl(paper) {
  const parts = locations((await paper.get("/sitemap.xml")).text);
  const listed = (await Promise.all(parts.map(async (part) => locations((await paper.get(part)).text)))).flat();
  const waiting = [...new Set([...SEEDS, ...listed.map((address) => new URL(address).pathname)])];
  const from = new Map(waiting.map((path) => [path, "the sitemap or the test"]));
  const done = [];
  const add = (path, source) => {
    if (from.has(path)) return;
    from.set(path, source);
    waiting.push(path);
  };
  const worker = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      if (done.length > MOST) throw new Error(`more than ${MOST} addresses, the last one ${path} on ${from.get(path)}`);
      const page = await visit(paper, path);
      done.push(page);
      const location = page.headers.get("location");
      if (location) add(new URL(location, paper.at(path)).pathname, path);
      for (const link of page.html ? links(paper, page.html, path) : []) add(link, path);
    }
  };
  // A worker that finds nothing to do ends; the next round starts as many as there is work for.
  while (waiting.length > 0) await Promise.all(Array.from({ length: AT_ONCE }, worker));
  done.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { pages: done.filter((page) => page.html), files: done.filter((page) => !page.html), from };
}
