// How long a story takes to open in Chromium: from the press on its link until its text can be typed in.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const usage = `measures how long a story takes to open: from the press on its link until its text can be typed in

usage: node bench/opening.mjs [--stories N]

  --stories N   how many stories of the demo are opened, each once (default 20)

The browser has been at the desk before: what it may keep, it has. One story is opened before the first that counts.

environment: INKIE_BINARY (default target/release/inkie), CHROMIUM (default /usr/bin/chromium)
example: INKIE_BINARY=target/release/inkie node bench/opening.mjs --stories 10`;

/** The limit: below it, opening is felt as part of the press. */
const LIMIT_MS = 150;
/** What desk/src/editor/words.ts marks when the text can be typed in. */
const MARK = "desk-words";
const PATIENCE_MS = 5 * 60_000;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

if (process.argv.includes("--help") || process.argv.includes("-h")) {
  console.log(usage);
  process.exit(0);
}
const at = process.argv.indexOf("--stories");
const wanted = at < 0 ? 20 : Number(process.argv[at + 1]);
process.env.INKIE_BINARY ??= join(root, "target/release/inkie");
if (!Number.isInteger(wanted) || wanted < 1 || !existsSync(process.env.INKIE_BINARY)) {
  console.error(wanted >= 1 ? `opening: there is no ${process.env.INKIE_BINARY}; cargo build --release -p inkie` : "opening: --stories needs a number, see --help");
  process.exit(2);
}
setTimeout(() => {
  console.error(`opening: not done within ${PATIENCE_MS / 60_000} minutes`);
  process.exit(1);
}, PATIENCE_MS).unref();

// They look for the program when they are loaded.
const { openBrowser } = await import("../tests/browser/lib/browser.mjs");
const { openDesk } = await import("../tests/browser/lib/desk.mjs");
const { demo } = await import("../tests/browser/lib/paper.mjs");

/** Opens one story by its link in the list; milliseconds from the start of that navigation to the mark, and of it to the last
    byte of the page. */
async function open(page, list, link) {
  await page.goto(list);
  await page.locator(`.job-link[href="${link}"]`).first().click();
  await page.waitForURL(`**${link}`);
  await page.waitForFunction((mark) => performance.getEntriesByName(mark).length > 0, MARK);
  return page.evaluate((mark) => {
    const [navigation] = performance.getEntriesByType("navigation");
    // A page that was made before it was asked for begins when it is shown.
    const since = (time) => Math.max(0, time - (navigation.activationStart ?? 0));
    return { whole: since(performance.getEntriesByName(mark)[0].startTime), page: since(navigation.responseEnd) };
  }, MARK);
}

const ends = [];
const t = { after: (end) => ends.unshift(end) };
try {
  const paper = await demo(t);
  const browser = await openBrowser(t);
  const owner = await openDesk(browser, paper);
  // A context of its own: where a test listens in on requests, the browser keeps nothing.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies(await owner.context.cookies());
  await owner.context.close();
  const page = await context.newPage();
  const list = paper.at("/desk/stories");
  await page.goto(list);
  const links = [...new Set(await page.locator(".job-link").evaluateAll((all) => all.map((link) => link.getAttribute("href"))))];
  if (links.length < 2) throw new Error(`the list of stories has ${links.length} links`);
  await open(page, list, links.at(-1));
  const times = [];
  for (const link of links.slice(0, wanted)) times.push(await open(page, list, link));
  const sorted = (name) => times.map((time) => time[name]).sort((a, b) => a - b);
  const middle = (all) => all[Math.floor((all.length - 1) / 2)];
  const [median, worst] = [middle(sorted("whole")), sorted("whole").at(-1)];
  const said = (name, time) => console.log(`${name.padEnd(8)}${time.toFixed(0).padStart(5)} ms ${(time / LIMIT_MS).toFixed(2).padStart(6)} of the limit`);
  console.log(`${times.length} stories opened, limit ${LIMIT_MS} ms`);
  said("median", median);
  said("worst", worst);
  console.log(`of the median, ${middle(sorted("page")).toFixed(0)} ms until the page had come`);
  if (worst > LIMIT_MS) process.exitCode = 1;
} finally {
  for (const end of ends) await end();
}
