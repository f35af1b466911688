// Feeds and maps: read by feedparser, an XML parser and a JSON parser, never by our own.
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { locations } from "./lib/crawl.mjs";
import { none } from "./lib/none.mjs";
import { demo, work } from "./lib/paper.mjs";
import { pythonJson } from "./lib/python.mjs";

const READER = join(dirname(fileURLToPath(import.meta.url)), "feeds.py");
const SECTIONS = ["news", "reviews", "interviews", "features", "clips", "gigs"];
const ARTISTS = ["dead-postcodes", "saltwater-choir", "odalys-kerr"];
const LISTS = ["", ...SECTIONS.map((slug) => `/${slug}`), ...ARTISTS.map((slug) => `/artists/${slug}`), "/by/lottie-vukovic"];
const TYPES = { xml: "application/rss+xml", atom: "application/atom+xml", json: "application/feed+json" };
const VERSIONS = { xml: "rss20", atom: "atom10" };

test("feeds of the demo", { timeout: 600_000 }, async (t) => {
  const paper = await demo(t);
  const feeds = new Map();
  for (const list of LISTS) for (const form of Object.keys(TYPES)) feeds.set(`${list}/feed.${form}`, await fetched(paper, list, form));
  const read = await parsed(feeds);
  console.log(`${feeds.size} feeds`);

  await t.test("RSS and Atom are whole to feedparser", () => none([...feeds.keys()].filter((path) => !path.endsWith("json")).flatMap((path) => broken(path, read.get(path)))));
  await t.test("JSON feeds are version 1.1", () => none(LISTS.flatMap((list) => brokenJson(paper, `${list}/feed.json`, feeds))));
  await t.test("the three forms say the same", () => none(LISTS.flatMap((list) => different(list, feeds, read))));
  await t.test("a feed that is unchanged is not sent again", () => conditional(paper));
  await t.test("pages name their feeds", () => named(paper));
  await t.test("the maps are well-formed and every address in them answers", () => maps(paper));
});

async function fetched(paper, list, form) {
  const answer = await paper.get(`${list}/feed.${form}`);
  assert.equal(answer.status, 200, `${list}/feed.${form}`);
  assert.ok(answer.headers.get("content-type").startsWith(TYPES[form]), `${list}/feed.${form} is ${answer.headers.get("content-type")}`);
  return answer.text;
}

function write(folder, texts) {
  const place = join(work, folder);
  mkdirSync(place, { recursive: true });
  return texts.map((text, number) => {
    const file = join(place, `${number}.xml`);
    writeFileSync(file, text);
    return file;
  });
}

/** What feedparser made of each feed that is XML. */
async function parsed(feeds) {
  const paths = [...feeds.keys()].filter((path) => !path.endsWith("json"));
  const files = write("feeds", paths.map((path) => feeds.get(path)));
  const found = await pythonJson(READER, "feeds", ...files);
  return new Map(paths.map((path, number) => [path, found[number]]));
}

function broken(path, read) {
  const wrong = [];
  if (read.bozo !== 0) wrong.push(`${path}: bozo, ${read.why}`);
  if (read.version !== VERSIONS[path.split(".").pop()]) wrong.push(`${path}: feedparser takes it for “${read.version}”`);
  if (!read.title) wrong.push(`${path} has no title`);
  if (read.entries.length === 0) wrong.push(`${path} has no entries`);
  for (const entry of read.entries) {
    if (!entry.title || !entry.link || !entry.id || !entry.dated) wrong.push(`${path}: an entry lacks title, link, id or date: ${JSON.stringify(entry)}`);
    if (entry.words === 0) wrong.push(`${path}: “${entry.title}” comes without its text`);
  }
  return wrong;
}

function brokenJson(paper, path, feeds) {
  const feed = JSON.parse(feeds.get(path));
  const wrong = [];
  if (feed.version !== "https://jsonfeed.org/version/1.1") wrong.push(`${path}: version ${feed.version}`);
  if (feed.feed_url !== paper.at(path)) wrong.push(`${path}: feed_url ${feed.feed_url}`);
  if (!feed.title || !feed.items?.length) wrong.push(`${path} has no title or no items`);
  for (const item of feed.items ?? []) {
    if (!item.id || !item.url || !item.title || !item.content_html) wrong.push(`${path}: an item lacks id, url, title or text: ${item.url}`);
    if (!/T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(item.date_published ?? "")) wrong.push(`${path}: ${item.url} is dated ${item.date_published}`);
  }
  return wrong;
}

function different(list, feeds, read) {
  const facts = (items) => JSON.stringify(items.map((item) => [item.title, item.url ?? item.link]));
  const json = facts(JSON.parse(feeds.get(`${list}/feed.json`)).items);
  return ["xml", "atom"].filter((form) => facts(read.get(`${list}/feed.${form}`).entries) !== json).map((form) => `${list}/feed.${form} and its feed.json differ`);
}

async function conditional(paper) {
  const first = await paper.get("/feed.xml");
  const etag = first.headers.get("etag");
  assert.ok(etag, "a feed has an ETag");
  assert.equal((await paper.get("/feed.xml", { headers: { "if-none-match": etag } })).status, 304);
}

async function named(paper) {
  for (const list of LISTS) {
    const page = (await paper.get(list || "/")).text;
    for (const [form, type] of Object.entries(TYPES)) {
      const link = new RegExp(`<link rel="alternate" type="${type.replace("+", "\\+")}" title="[^"]+" href="${list}/feed\\.${form}">`);
      assert.match(page, link, `${list || "/"} does not name ${list}/feed.${form}`);
    }
  }
}

async function maps(paper) {
  const robots = (await paper.get("/robots.txt")).text;
  const index = await paper.get("/sitemap.xml");
  const parts = locations(index.text);
  const news = await paper.get("/sitemap/news.xml");
  for (const path of ["/sitemap.xml", "/sitemap/news.xml"]) assert.ok(robots.includes(`Sitemap: ${paper.at(path)}`), `robots.txt does not name ${path}`);
  const texts = [index.text, news.text, ...(await Promise.all(parts.map(async (part) => (await paper.get(part)).text)))];
  const read = await pythonJson(READER, "xml", ...write("maps", texts));
  none(read.filter((one) => one.wrong).map((one) => `${one.path}: ${one.wrong}`));
  assert.ok(read[0].root.endsWith("}sitemapindex") && read.slice(1).every((one) => one.root.endsWith("}urlset")));
  const addresses = [...new Set(texts.flatMap(locations))];
  console.log(`${addresses.length} addresses in ${texts.length} maps`);
  assert.ok(locations(news.text).length > 0, "the news map has the newest stories");
  const wrong = [];
  for (const address of addresses) {
    if (new URL(address).origin !== new URL(paper.url).origin) wrong.push(`${address} is not of this paper`);
    else if ((await paper.get(address)).status !== 200) wrong.push(`${address} does not answer`);
  }
  none(wrong);
}
