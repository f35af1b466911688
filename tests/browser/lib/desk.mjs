// The desk in Chromium: the ways in, and what everybody does there, by the names that people see and by keys.
import assert from "node:assert/strict";
import { openReader } from "./browser.mjs";
import { waitForLetter } from "./mailbox.mjs";

/** The link that the first start prints, which makes the owner. */
export function printedLink(paper) {
  const found = paper.printed.match(/http:\/\/127\.0\.0\.1:\d+\/desk\/\S+/)?.[0];
  assert.ok(found, `the program printed no link to the desk:\n${paper.printed}`);
  return found;
}

/** The owner's headers to the API, in by the printed link; says who they are, as whoever founds a desk does. */
export async function ownersHeaders(paper, facts = { name: "Imogen Achterberg", email: "owner@feedback.example" }) {
  const origin = { "sec-fetch-site": "same-origin" };
  const entered = await fetch(printedLink(paper), { method: "POST", headers: origin, body: new URLSearchParams(facts), redirect: "manual" });
  const cookie = entered.headers.get("set-cookie")?.split(";")[0];
  assert.ok(cookie, `the printed link let nobody in: ${entered.status}`);
  return { ...origin, cookie, "content-type": "application/json" };
}

/** Somebody at the desk: a reader who has gone in through a link. */
async function enter(browser, paper, link, options = {}) {
  const someone = await openReader(browser, paper, options);
  await someone.context.grantPermissions(["clipboard-read", "clipboard-write"], { origin: paper.url });
  await someone.page.goto(link);
  // Whoever founds the desk says who they are.
  for (const [label, words] of [["#name", "Imogen Achterberg"], ["#email", "owner@feedback.example"]]) {
    const field = someone.page.locator(label);
    if ((await field.count()) > 0 && (await field.inputValue()) === "") await field.fill(words);
  }
  await someone.page.locator("main form button").first().click();
  await someone.page.waitForURL(/\/desk\/queue/);
  return someone;
}

/** The owner, in by the printed link. */
export function openDesk(browser, paper, options) {
  return enter(browser, paper, printedLink(paper), options);
}

/** A member of staff, in by a mailed link. */
export async function openDeskAs(browser, paper, address, options) {
  const someone = await openReader(browser, paper, { javaScriptEnabled: true, ...options });
  const { page } = someone;
  await page.goto(paper.at("/desk/sign-in"));
  await page.getByLabel(/e-?mail|address/i).first().fill(address);
  await page.locator("main form button").first().click();
  const letter = await waitForLetter(paper, address);
  const link = letter.links.find((one) => one.includes("/desk/"));
  assert.ok(link, `the letter to ${address} has no link to the desk`);
  await someone.context.close();
  return enter(browser, paper, paper.at(link), options);
}

/** Begins a story with the key for it; the page of the new story stands open, its cursor in the headline. */
export async function beginStory(page) {
  await page.keyboard.press("c");
  await page.waitForURL(/\/desk\/stories\/\d+$/);
  await page.locator("textarea.words-headline").waitFor();
  return Number(new URL(page.url()).pathname.split("/").pop());
}

/** Waits until the bar says that the server has everything. */
export async function saved(page) {
  await page.locator(".bar-saving-saved").waitFor();
}

/** Types a headline, a standfirst and paragraphs where the cursor is: in the headline. */
export async function write(page, headline, standfirst, ...paragraphs) {
  await page.keyboard.type(headline);
  await page.keyboard.press("Enter");
  await page.keyboard.type(standfirst);
  await page.keyboard.press("Enter");
  for (const [place, paragraph] of paragraphs.entries()) {
    if (place > 0) await page.keyboard.press("Enter");
    await page.keyboard.type(paragraph);
  }
}

/** The browser tells the editor of a moved cursor or a selection a moment later than it is made; no hand is as fast as a script. */
export function selected(page) {
  return page.waitForTimeout(60);
}

/** To the end of the text. */
export async function toEnd(page) {
  await selected(page);
  await page.keyboard.press("Control+End");
  await selected(page);
}

/** A block from the slash menu, by the begin of its name. */
export async function block(page, name) {
  await page.keyboard.type(`/${name}`);
  await page.locator(".slash [aria-selected=true]").waitFor();
  await page.keyboard.press("Enter");
}

/** Puts a text into the clipboard and pastes it where the cursor is. */
export async function paste(page, text) {
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press("Control+v");
}

/** Every page of the desk, by the name its pictures get: the places of the menu, and the first page behind each of their lists. */
export async function deskPages(page, paper) {
  await page.goto(paper.at("/desk/queue"));
  const places = await page.locator(".places-menu nav a").evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
  const found = new Map(places.map((path) => [`desk-${path.split("/").pop()}`, path]));
  for (const path of places) {
    await page.goto(paper.at(path));
    const behind = await page.locator(`main a[href^="${path}/"]`).evaluateAll((all) => all.map((link) => new URL(link.href).pathname));
    // Of things with a number or a day the first one; of pages with a name each.
    const one = behind.find((address) => /\/(\d+|\d{4}-\d\d-\d\d|[0-9a-f]{64}\.\w+)$/.test(address));
    if (one) found.set(`desk-${path.split("/").pop()}-one`, one);
    for (const address of behind.filter((one) => /\/[a-z-]+$/.test(one))) found.set(`desk-${address.split("/").slice(2).join("-")}`, address);
  }
  return [...found];
}
