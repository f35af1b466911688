// Every page of the demo: it answers, asks nobody else for anything, fits its window, and its HTML is right.
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { violations } from "./lib/axe.mjs";
import { SIZES, covered, openBrowser, openReader, overflow } from "./lib/browser.mjs";
import { crawl, kind } from "./lib/crawl.mjs";
import { privatePages, withdrawOne } from "./lib/letters.mjs";
import { none } from "./lib/none.mjs";
import { demo, work } from "./lib/paper.mjs";

const run = promisify(execFile);

/** The status of addresses that are asked for on purpose; everything else is 200. */
const EXPECTED = new Map([["/no/such/page", 404]]);

test("every page of the demo", { timeout: 1_800_000 }, async (t) => {
  const paper = await demo(t);
  const gone = await withdrawOne(paper);
  const found = await crawl(paper);
  const letters = await privatePages(paper, "saltwater-choir");
  EXPECTED.set(gone.path, gone.status);
  for (const one of letters.addresses) EXPECTED.set(one.path, one.status);
  for (const path of EXPECTED.keys()) if (!found.from.has(path)) found.pages.push(await once(paper, path));
  console.log(`${found.pages.length} pages, ${found.files.length} other addresses`);

  await t.test("answers with the status it should", () => statuses(found, letters.posted));
  await t.test("is right to the validator of HTML", () => validate([...found.pages, ...letters.posted]));
  const browser = await openBrowser(t);
  await t.test("asks nobody else, sets no cookie, complains of nothing, fits its window", () => look(browser, paper, found.pages));
  const paths = chosen(found.pages);
  console.log(`looked at closely:\n  ${paths.join("\n  ")}`);
  await t.test("is open to everybody (axe)", () => closely(browser, paper, paths, violations));
  await t.test("has links and buttons that can be pressed", () => closely(browser, paper, paths, covered));
});

async function once(paper, path) {
  const { status, headers, text } = await paper.get(path);
  return { path, status, headers, text, html: text };
}

function statuses({ pages, files, from }, posted) {
  const wrong = [...pages, ...files].filter((page) => page.status !== (EXPECTED.get(page.path) ?? 200) && !(page.status === 301 || page.status === 308));
  const named = wrong.map((page) => `${page.status} at ${page.path}, linked from ${from.get(page.path)}`);
  for (const page of posted) if (page.status !== page.expected) named.push(`${page.status} at ${page.path}`);
  none(named);
}

/** One run of the validator over all pages: its start is most of its time. */
async function validate(pages) {
  const folder = join(work, "html");
  mkdirSync(folder, { recursive: true });
  const names = new Map();
  pages.forEach((page, number) => {
    const file = `${String(number).padStart(4, "0")}.html`;
    names.set(file, page.path);
    writeFileSync(join(folder, file), page.html ?? page.text);
  });
  const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
  const words = ["-Xss4m", "-jar", jar, "--errors-only", "--format", "json", "--stdout", "--exit-zero-always", folder];
  const { stdout } = await run("java", words, { maxBuffer: 256 << 20 });
  const errors = JSON.parse(stdout).messages.map((one) => {
    const page = names.get(one.url.split("/").pop()) ?? one.url;
    return `${page}, line ${one.lastLine}: ${one.message} «${(one.extract ?? "").replace(/\s+/g, " ")}»`;
  });
  console.log(`the validator read ${pages.length} pages`);
  none(summary(errors));
}

/** The same fault stands on many pages: each is told once, with how often it is there. */
function summary(errors) {
  const counted = new Map();
  for (const error of errors) {
    const what = error.replace(/^.*?, line \d+: /, "").replace(/ «.*/, "");
    const before = counted.get(what);
    counted.set(what, { first: before?.first ?? error, times: (before?.times ?? 0) + 1 });
  }
  return [...counted.values()].map(({ first, times }) => `${times} times, first on ${first}`);
}

async function look(browser, paper, pages) {
  const reader = await openReader(browser, paper);
  const wrong = [];
  for (const page of pages) {
    reader.complaints.length = 0;
    const answer = await reader.page.goto(paper.at(page.path), { waitUntil: "load" });
    if (answer.status() !== (EXPECTED.get(page.path) ?? 200)) wrong.push(`${page.path}: ${answer.status()}`);
    for (const size of SIZES) {
      await reader.page.setViewportSize(size);
      for (const one of await overflow(reader.page)) wrong.push(`${page.path} at ${size.width}: ${one}`);
    }
    await reader.page.setViewportSize(SIZES[0]);
    wrong.push(...complaints(reader, answer, page.path));
  }
  const asked = reader.foreign.map((request) => `asked ${request.url()}`);
  const cookies = [...reader.cookies.map((url) => `${url} set a cookie`), ...(await reader.context.cookies()).map((cookie) => `the cookie ${cookie.name} is kept`)];
  await reader.context.close();
  none([...new Set([...asked, ...cookies, ...wrong])]);
}

/** What the browser complained of, but for the line it writes about a page that is an error on purpose. */
function complaints(reader, answer, path) {
  const expected = ({ text, at }) => at === answer.url() && answer.status() >= 400 && text.includes("the server responded with a status");
  return reader.complaints.filter((one) => !expected(one)).map((one) => `${path}: ${one.text}`);
}

/** One page of each kind, and every story: what writers put into a text is as many kinds again. */
function chosen(pages) {
  const kinds = new Map();
  for (const page of pages) {
    const name = `${kind(page.html)}${page.path.startsWith("/search?") ? page.path : ""}${page.path.match(/^\/\d+(\/\d+)*$/)?.[0].split("/").length ?? ""}`;
    if (!kinds.has(name)) kinds.set(name, page);
  }
  for (const page of pages.filter((page) => kind(page.html) === "story")) kinds.set(page.path, page);
  for (const { path } of pages.filter((page) => page.path.startsWith("/newsletter/") || page.path.startsWith("/-/"))) {
    kinds.set(path, { path });
  }
  return [...new Set([...kinds.values()].map((page) => page.path))];
}

/** What a look finds wrong with pages on a desk by day and on a phone by night. */
async function closely(browser, paper, paths, look) {
  const wrong = [];
  for (const options of [{ viewport: SIZES[0], colorScheme: "light" }, { viewport: SIZES[2], colorScheme: "dark" }]) {
    const reader = await openReader(browser, paper, options);
    for (const path of paths) {
      await reader.page.goto(paper.at(path));
      for (const one of await look(reader.page)) wrong.push(`${path}, ${options.viewport.width}, ${options.colorScheme}: ${one}`);
    }
    await reader.context.close();
  }
  none(wrong);
}
