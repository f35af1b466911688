// The archive: an artist's page without script, and at the desk the queue of doubtful links by keys, names merged, split and
// changed, with where their addresses lead.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./lib/axe.mjs";
import { SIZES, openBrowser, openReader, overflow } from "./lib/browser.mjs";
import { openDesk } from "./lib/desk.mjs";
import { none } from "./lib/none.mjs";
import { freshDemo } from "./lib/paper.mjs";

const KEPT = { name: "Nobody’s Aunt", slug: "nobodys-aunt" };
const DOUBLED = { name: "Goods Lift", slug: "goods-lift" };

test("archive", { timeout: 600_000 }, async (t) => {
  const paper = await freshDemo(t);
  const browser = await openBrowser(t);
  await t.test("an artist's page says everything without script", () => read(browser, paper));
  const desk = await openDesk(browser, paper);
  await t.test("doubtful links are answered by keys, and taken back", () => answered(desk.page, paper));
  await t.test("all of one artist are answered at once", () => answeredAtOnce(desk.page, paper));
  await t.test("an artist is merged into another, with stories, addresses and feeds", () => merged(desk.page, paper));
  await t.test("an artist is split, and takes stories along", () => split(desk.page, paper));
  await t.test("another name leads there from the old address", () => renamed(desk.page, paper));
  for (const colorScheme of ["light", "dark"]) {
    await t.test(`fits every window and is open to everybody, ${colorScheme}`, () => looked(desk, paper, colorScheme));
  }
  none(desk.complaints.map((one) => one.text));
});

/** The stories that the public page of an artist lists. */
async function storiesOf(paper, slug) {
  const answer = await fetch(paper.at(`/artists/${slug}/feed.json`));
  assert.equal(answer.status, 200, `the feed of ${slug}`);
  return (await answer.json()).items.map((item) => item.title);
}

async function idOf(page, name) {
  const id = await page.evaluate(async (q) => {
    const answer = await fetch(`/api/v1/artists?q=${encodeURIComponent(q)}&limit=8`);
    return (await answer.json()).artists.find((one) => one.name === q)?.id;
  }, name);
  assert.ok(id, `there is an artist called ${name}`);
  return id;
}

/** Presses a button that asks whether one is sure. */
async function surely(button) {
  await button.click();
  await button.click();
}

async function read(browser, paper) {
  const reader = await openReader(browser, paper, { javaScriptEnabled: false });
  const { page } = reader;
  await page.goto(paper.at("/artists"));
  await page.getByRole("link", { name: KEPT.name, exact: true }).click();
  await page.waitForURL(paper.at(`/artists/${KEPT.slug}`));
  assert.match(await page.locator("h1").innerText(), /aunt/i);
  const listed = await page.locator("main a[href]").evaluateAll((links) => links.map((link) => link.textContent));
  const stories = await storiesOf(paper, KEPT.slug);
  assert.ok(stories.length > 1);
  for (const headline of stories) assert.ok(listed.some((words) => words.includes(headline)), `the page lists “${headline}”`);
  assert.equal(await page.locator(`link[rel=alternate][href*='/artists/${KEPT.slug}/feed']`).count() > 0, true, "its feed is named");
  none(reader.foreign.map((request) => request.url()));
  none(reader.cookies);
  await reader.context.close();
}

async function answered(page, paper) {
  await page.goto(paper.at("/desk/links"));
  const waiting = async () => Number((await page.locator(".room-bar .fact").innerText()).match(/\d+/)?.[0]);
  const before = await waiting();
  const [first, second] = [page.locator("[data-doubt]").nth(0), page.locator("[data-doubt]").nth(1)];
  await page.keyboard.press("n");
  await page.waitForFunction(() => document.querySelector("[data-doubt]").dataset.decided !== undefined);
  assert.notEqual(await first.locator(".doubt-said").innerText(), "");
  assert.equal(await second.evaluate((one) => one === document.activeElement), true, "the next one is at hand");
  await page.keyboard.press("y");
  await page.waitForFunction(() => document.querySelectorAll("[data-doubt]")[1].dataset.decided !== undefined);
  await page.keyboard.press("k");
  await page.keyboard.press("k");
  const left = await first.evaluate((one) => one === document.activeElement);
  if (!left) await first.focus();
  await page.keyboard.press("u");
  await page.waitForFunction(() => document.querySelector("[data-doubt]").dataset.decided === undefined);
  await page.goto(paper.at("/desk/links"));
  assert.equal(await waiting(), before - 1, "one was taken back, the other is decided");
}

async function answeredAtOnce(page, paper) {
  const id = await idOf(page, KEPT.name);
  await page.goto(paper.at(`/desk/links?artist=${id}`));
  const many = await page.locator("[data-doubt]").count();
  assert.ok(many > 0, "something of them waits");
  const before = (await storiesOf(paper, KEPT.slug)).length;
  await surely(page.locator(".links-bulk button").first());
  await page.waitForURL(paper.at("/desk/links"));
  await page.goto(paper.at(`/desk/artists/${id}`));
  assert.equal(await page.locator(".artist-numbers dd").nth(3).innerText(), "0", "nothing of them waits any more");
  assert.ok((await storiesOf(paper, KEPT.slug)).length >= before);
}

async function merged(page, paper) {
  const [from, into] = [await idOf(page, DOUBLED.name), await idOf(page, KEPT.name)];
  const [moving, there] = [await storiesOf(paper, DOUBLED.slug), await storiesOf(paper, KEPT.slug)];
  await page.goto(paper.at(`/desk/artists/${from}`));
  const field = page.locator("#merge artist-pick input");
  await field.pressSequentially(KEPT.name, { delay: 20 });
  await page.locator("#merge [role=option]").first().waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(/merge=/);
  await surely(page.locator("#merge .artist-merge button"));
  await page.waitForURL(paper.at(`/desk/artists/${into}`));
  const led = await fetch(paper.at(`/artists/${DOUBLED.slug}`), { redirect: "manual" });
  assert.equal(led.status, 301);
  assert.equal(new URL(led.headers.get("location"), paper.url).pathname, `/artists/${KEPT.slug}`);
  for (const form of ["feed.xml", "feed.atom", "feed.json"]) {
    const feed = await fetch(paper.at(`/artists/${DOUBLED.slug}/${form}`), { redirect: "manual" });
    assert.equal(feed.status, 301, form);
    assert.equal(new URL(feed.headers.get("location"), paper.url).pathname, `/artists/${KEPT.slug}/${form}`);
  }
  const now = await storiesOf(paper, KEPT.slug);
  none([...moving, ...there].filter((headline) => !now.includes(headline)));
}

async function split(page, paper) {
  const from = await idOf(page, KEPT.name);
  await page.goto(paper.at(`/desk/artists/${from}`));
  await page.locator("#split summary").click();
  await page.locator("#split-apart").fill("another band of that name");
  await page.locator("#split-old").fill("the one that was here");
  const choice = page.locator("#split .artist-choices").first().locator("label").first();
  const headline = (await choice.locator("span").first().evaluate((one) => one.firstChild.textContent)).trim();
  await choice.click();
  await page.locator("#split form button").last().click();
  await page.waitForURL((url) => /\/desk\/artists\/\d+$/.test(url.pathname) && !url.pathname.endsWith(`/${from}`));
  assert.equal(await page.locator("h1").innerText(), KEPT.name);
  assert.match(await page.locator(".artists-apart").first().innerText(), /another band/);
  const address = await page.locator(".room-end a").first().getAttribute("href");
  assert.notEqual(address, `/artists/${KEPT.slug}`);
  assert.equal((await fetch(paper.at(address))).status, 200);
  const listed = await page.locator(".artist-stories .artist-story").allInnerTexts();
  assert.ok(listed.includes(headline), `“${headline}” came along`);
}

async function renamed(page, paper) {
  const id = await idOf(page, "Saltwater Choir");
  await page.goto(paper.at(`/desk/artists/${id}`));
  await page.locator("#name").fill("The Saltwater Choirs");
  await Promise.all([page.waitForEvent("load"), page.locator("form[data-api^='PATCH /artists/'] button").click()]);
  assert.equal(await page.locator("h1").innerText(), "The Saltwater Choirs");
  const address = await page.locator(".room-end a").first().getAttribute("href");
  const led = await fetch(paper.at("/artists/saltwater-choir"), { redirect: "manual" });
  assert.equal(led.status, 301);
  assert.equal(new URL(led.headers.get("location"), paper.url).pathname, address);
  assert.equal((await fetch(paper.at(address))).status, 200);
}

async function looked({ page }, paper, colorScheme) {
  await page.emulateMedia({ colorScheme });
  const id = await idOf(page, KEPT.name);
  const wrong = [];
  for (const path of ["/artists", `/artists/${KEPT.slug}`, "/desk/links", "/desk/artists", `/desk/artists/${id}`]) {
    for (const viewport of SIZES) {
      await page.setViewportSize(viewport);
      await page.goto(paper.at(path));
      wrong.push(...(await overflow(page)).map((what) => `${path} at ${viewport.width}: ${what}`));
    }
    wrong.push(...(await violations(page)).map((what) => `${path}: ${JSON.stringify(what)}`));
  }
  none(wrong);
}
