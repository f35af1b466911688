// Takes every kind of page of the paper and of its desk, and every kind of mail, by day and by night, for eyes to look at.
// Not a test. Mails look as most readers see them where Arial, or its twin in fonts-liberation, is installed.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openBrowser, openReader } from "./lib/browser.mjs";
import { crawl, kind } from "./lib/crawl.mjs";
import { deskPages, openDesk } from "./lib/desk.mjs";
import { privatePages, withdrawOne } from "./lib/letters.mjs";
import { LOOKS, openMail } from "./lib/mail-looks.mjs";
import { mailPaper } from "./lib/mails.mjs";
import { demo } from "./lib/paper.mjs";

const WIDTHS = [390, 820, 1440];
/** The desk is used on a phone and at a desk. */
const DESK_WIDTHS = [390, 1440];
/** Stories of other shapes than the first one: by what their article is called. */
const SHAPES = ["news", "feature", "interview", "review", "live-review", "premiere", "tour", "list", "obituary"];

const usage = `takes every kind of page of the demo at ${WIDTHS.join(", ")} pixels, its desk at ${DESK_WIDTHS.join(" and ")}, day and night;
every kind of mail at 600 and 320 pixels, by day, by night, turned dark by force, with pictures and without

usage: node tests/browser/screenshots.mjs FOLDER [KIND…]

KIND: begin of a picture's name, such as front, story-review, desk-queue or mail-edition; all when none is named
The program must be built before: cargo build -p inkie

example: node tests/browser/screenshots.mjs /tmp/shots front artist`;

/** The first page of each kind, by the name its pictures get. */
function chosen(pages) {
  const found = new Map();
  const add = (name, path) => found.has(name) || found.set(name, path);
  for (const { path, html } of pages) {
    const name = kind(html);
    if (name === "story") add(`story-${SHAPES.find((shape) => html.includes(`class="story story-${shape}`)) ?? "other"}`, path);
    else if (name === "archive") add(`archive-${path.split("/").length - 1}${path === "/archive" ? "-root" : ""}`, path);
    else if (name === "search") add(path === "/search" ? "search" : path.includes("zzz") ? "search-none" : "search-found", path);
    else add(name, path);
  }
  return found;
}

async function shoot(browser, paper, folder, names, width, colorScheme, more = {}) {
  const reader = await openReader(browser, paper, { viewport: { width, height: width < 600 ? 844 : 1000 }, colorScheme, ...more });
  for (const [name, path] of names) {
    await reader.page.goto(paper.at(path), { waitUntil: "networkidle" });
    await reader.page.evaluate(() => document.fonts.ready);
    const file = join(folder, `${name}-${width}-${colorScheme === "dark" ? "night" : "day"}.png`);
    await reader.page.screenshot({ path: file, fullPage: true });
  }
  await reader.context.close();
}

/** Every kind of mail in every look, each beside its text part. */
async function shootMails(t, folder, wanted) {
  const { paper, mails } = await mailPaper(t);
  const browser = await openBrowser(t);
  const chosen = [...mails.values()].map((mail) => ({ ...mail, name: `mail-${mail.kind.replaceAll(" ", "-")}` })).filter(({ name }) => wanted(name));
  for (const { name, html, text } of chosen) {
    writeFileSync(join(folder, `${name}.txt`), text);
    for (const look of LOOKS) {
      const { page, context } = await openMail(browser, paper, html, look);
      await page.screenshot({ path: join(folder, `${name}-${look.name}.png`), fullPage: true });
      await context.close();
    }
  }
  console.log(`${chosen.length} mails in ${LOOKS.length} looks, in ${folder}`);
}

async function main([folder, ...kinds]) {
  const ends = [];
  const t = { after: (end) => ends.unshift(end) };
  const isWanted = (name) => kinds.length === 0 || kinds.some((one) => name.startsWith(one));
  mkdirSync(folder, { recursive: true });
  try {
    if (kinds.length === 0 || kinds.some((one) => one.startsWith("mail"))) await shootMails(t, folder, isWanted);
    if (kinds.length > 0 && kinds.every((one) => one.startsWith("mail-") || one === "mail")) return;
    const paper = await demo(t);
    const gone = await withdrawOne(paper);
    const { pages } = await crawl(paper);
    const names = chosen(pages);
    names.set("410", gone.path);
    const letters = await privatePages(paper, "saltwater-choir");
    for (const [place, { path }] of letters.addresses.entries()) names.set(`private-${place + 1}-${path.split("/")[2]}`, path);
    const wanted = [...names].filter(([name]) => isWanted(name));
    const browser = await openBrowser(t);
    for (const width of WIDTHS) for (const scheme of ["light", "dark"]) await shoot(browser, paper, folder, wanted, width, scheme);
    const desk = await openDesk(browser, paper);
    const rooms = (await deskPages(desk.page, paper)).filter(([name]) => isWanted(name));
    const storageState = await desk.context.storageState();
    for (const width of DESK_WIDTHS) for (const scheme of ["light", "dark"]) await shoot(browser, paper, folder, rooms, width, scheme, { storageState });
    console.log(`${wanted.length} pages of the paper, ${rooms.length} of the desk, in ${folder}`);
  } finally {
    for (const end of ends) await end();
  }
}

const words = process.argv.slice(2);
if (words.length === 0 || words.includes("--help")) {
  console.log(usage);
  process.exit(words.length === 0 ? 2 : 0);
}
await main(words);
