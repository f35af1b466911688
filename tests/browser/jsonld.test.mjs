// What pages tell search engines: it parses, says what it must, and speaks schema.org's language.
import { test } from "node:test";
import { crawl, kind } from "./lib/crawl.mjs";
import { none } from "./lib/none.mjs";
import { demo } from "./lib/paper.mjs";
import { kinds, nodes, unknownWords, vocabulary } from "./lib/vocabulary.mjs";

const SCRIPT = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/g;
/** Kinds of page that search engines may show, and so speak to them. */
const SPEAKING = ["front", "story", "artist", "section", "byline"];
const ARTICLES = ["Article", "NewsArticle", "ReportageNewsArticle", "ReviewNewsArticle", "OpinionNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "AskPublicNewsArticle", "Review", "CriticReview"];
const ZONED = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

test("JSON-LD of the demo", { timeout: 600_000 }, async (t) => {
  const paper = await demo(t);
  const { pages, from } = await crawl(paper);
  const documents = pages.flatMap(({ path, html }) => [...html.matchAll(SCRIPT)].map(([, text]) => ({ path, html, text })));
  console.log(`${documents.length} documents on ${pages.length} pages`);

  await t.test("parses, and has context and types", () => none(documents.flatMap(malformed)));
  for (const one of documents) one.said = JSON.parse(one.text);
  await t.test("stands on every page that is to be found", () => {
    const having = new Set(documents.map((one) => one.path));
    none(pages.filter((page) => page.status === 200 && SPEAKING.includes(kind(page.html)) && !having.has(page.path)).map((page) => page.path));
  });
  await t.test("tells of every story what must be told", () => none(documents.filter((one) => kind(one.html) === "story").flatMap((one) => storyFaults(paper, one))));
  await t.test("names addresses that answer", async () => none(await deadAddresses(paper, documents, from)));
  await t.test("has breadcrumbs that lead from the front to the page", () => none(documents.flatMap((one) => crumbFaults(paper, one))));
  const words = await vocabulary();
  if (!words) {
    console.log("NOT RUN: the words of the documents against schema.org's vocabulary; INKIE_DATA names no folder that has it");
    return;
  }
  await t.test("speaks schema.org's words, each where it may stand", () => none(documents.flatMap((one) => unknownWords(words, one.said).map((wrong) => `${one.path}: ${wrong}`))));
  await t.test("calls articles what schema.org calls articles", () => none(ARTICLES.filter((type) => ![...kinds(words.types, type)].some((up) => up === "Article" || up === "Review"))));
});

function malformed({ path, text }) {
  try {
    const said = JSON.parse(text);
    const wrong = [];
    if (said["@context"] !== "https://schema.org") wrong.push(`${path}: the context is ${said["@context"]}`);
    for (const node of list(said["@graph"] ?? said)) if (!node["@type"]) wrong.push(`${path}: a node without a type`);
    return wrong;
  } catch (error) {
    return [`${path}: ${error.message}`];
  }
}

function storyFaults(paper, { path, html, said }) {
  const article = list(said["@graph"] ?? said).find((node) => list(node["@type"]).some((type) => ARTICLES.includes(type)));
  if (!article) return [`${path}: no article`];
  const wrong = [];
  const need = (what, ok) => ok || wrong.push(`${path}: ${what}: ${JSON.stringify(article[what.split(" ")[0]])}`);
  need("headline", article.headline);
  need("datePublished with its zone", ZONED.test(article.datePublished ?? ""));
  need("dateModified with its zone", ZONED.test(article.dateModified ?? ""));
  need("author with a name and an address", list(article.author).length > 0 && list(article.author).every((one) => one.name && one.url));
  // A story without a picture has none to name.
  if (html.includes('<figure class="cover')) need("image", list(article.image).length > 0 && list(article.image).every((one) => typeof one === "string" || one.url));
  need("publisher", article.publisher?.name && article.publisher?.url);
  need("mainEntityOfPage, its own address", (article.mainEntityOfPage?.["@id"] ?? article.mainEntityOfPage) === paper.at(path));
  return wrong;
}

/** Addresses of this paper in the documents that are not there. */
async function deadAddresses(paper, documents, from) {
  const addresses = new Map();
  for (const { path, said } of documents) {
    for (const node of nodes(said)) {
      for (const value of Object.values(node).flatMap(list)) if (typeof value === "string" && value.startsWith(`${paper.url}/`)) addresses.set(value.split("#")[0], path);
    }
  }
  const wrong = [];
  for (const [address, path] of addresses) {
    if (from.has(new URL(address).pathname)) continue;
    const { status } = await paper.get(address);
    if (status !== 200) wrong.push(`${path} names ${address}, which is ${status}`);
  }
  return wrong;
}

function crumbFaults(paper, { path, said }) {
  const crumbs = nodes(said).filter((node) => node["@type"] === "BreadcrumbList");
  return crumbs.flatMap((crumb) => {
    const steps = crumb.itemListElement;
    const wrong = [];
    if (!steps.every((step, place) => step["@type"] === "ListItem" && step.position === place + 1 && step.name)) wrong.push(`${path}: steps out of order or without a name`);
    if ((steps[0].item?.["@id"] ?? steps[0].item) !== `${paper.url}/`) wrong.push(`${path}: does not begin at the front`);
    const last = steps.at(-1).item?.["@id"] ?? steps.at(-1).item;
    if (last !== undefined && last !== paper.at(path)) wrong.push(`${path}: ends at ${last}`);
    return wrong;
  });
}
