// Running the paper from the desk: the front by hand and by keys, sections, pages, settings, redirects, ads, what is read.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./lib/axe.mjs";
import { openBrowser, openReader, overflow } from "./lib/browser.mjs";
import { openDesk } from "./lib/desk.mjs";
import { none } from "./lib/none.mjs";
import { freshDemo } from "./lib/paper.mjs";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const PAGES = [
  "/desk/front", "/desk/front?at=2027-01-01T06:00", "/desk/pages", "/desk/pages/1", "/desk/ads", "/desk/ads/1", "/desk/counts",
  ...["paper", "look", "edition", "mail", "languages", "sections", "redirects"].map((tab) => `/desk/settings/${tab}`),
];

const headlines = (page) => page.locator("[data-front] .front-headline").allInnerTexts();

async function asReader(browser, paper, path, options = {}) {
  const reader = await openReader(browser, paper, options);
  await reader.page.goto(paper.at(path));
  return reader;
}

test("the paper is run from the desk", { timeout: 600_000 }, async (t) => {
  const paper = await freshDemo(t);
  const browser = await openBrowser(t);
  const desk = await openDesk(browser, paper);
  const { page } = desk;
  await t.test("a story is moved by keys, stays where it was put, and readers see it", () => frontByKeys(browser, page, paper));
  await t.test("a story is dragged to the lead", () => frontByDrag(browser, page, paper));
  await t.test("a front is scheduled, and seen before it comes", () => frontForLater(page, paper));
  await t.test("sections and pages are put in order, a page is written", () => navigation(browser, page, paper));
  await t.test("a page keeps what is typed while it is saved, and offers what was typed before somebody else saved", () => pageKept(page, paper));
  await t.test("the spot colour says how it reads; the mail server answers", () => settings(page, paper));
  await t.test("redirects are read from a table", () => redirects(page, paper));
  await t.test("an ad is made, stands on the paper, and is counted", () => ads(browser, page, paper));
  await t.test("what is read shows", () => counts(browser, page, paper));
  for (const [name, options] of [["day", {}], ["night", { colorScheme: "dark" }], ["a phone", PHONE], ["a phone by night", { ...PHONE, colorScheme: "dark" }]]) {
    await t.test(`its pages are open to everybody, ${name}`, () => open(browser, desk, paper, options));
  }
  none(desk.foreign.map((request) => `asked ${request.url()}`));
  // A browser writes down each refusal; the one for an address that is taken was asked for.
  const asked = (one) => one.at.endsWith("/redirects") && one.text.includes("409");
  none(desk.complaints.filter((one) => !asked(one)).map((one) => `${one.text} (${one.at})`));
});

async function frontByKeys(browser, page, paper) {
  await page.goto(paper.at("/desk/front"));
  const before = await headlines(page);
  const moved = before[4];
  await page.locator("[data-front] > li").nth(4).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.keyboard.press("Alt+ArrowUp");
  assert.deepEqual((await headlines(page)).slice(0, 5), [before[0], before[1], moved, before[2], before[3]]);
  assert.match(await page.locator("[data-front] > li").nth(2).innerText(), /Back to time/);
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Control+s")]);
  await page.locator("[data-front] > li.front-pinned").waitFor();
  assert.equal((await headlines(page))[2], moved);
  const reader = await asReader(browser, paper, "/");
  assert.ok((await reader.page.locator(".seconds").innerText()).includes(moved), "readers have it beside the lead");
  await reader.context.close();
}

async function frontByDrag(browser, page, paper) {
  const before = await headlines(page);
  const rows = page.locator("[data-front] > li");
  await rows.nth(6).dragTo(rows.nth(0));
  assert.equal((await headlines(page))[0], before[6]);
  const chosen = await page.locator("[data-others] > li .row-title").nth(2).innerText();
  await page.locator("[data-others] > li").nth(2).dragTo(rows.nth(5));
  assert.equal((await headlines(page))[5], chosen);
  await Promise.all([page.waitForEvent("load"), page.locator("[data-save]").click()]);
  assert.ok((await page.locator(".front-pinned").count()) > 1);
  const reader = await asReader(browser, paper, "/");
  assert.equal((await reader.page.locator(".lead h2").innerText()).trim(), before[6]);
  await reader.context.close();
  // Given back to time with a key.
  await rows.nth(0).focus();
  await page.keyboard.press("Backspace");
  assert.match(await rows.nth(0).innerText(), /By time/);
  await Promise.all([page.waitForEvent("load"), page.locator("[data-save]").click()]);
  assert.equal(await page.locator("[data-front] > li:first-child.front-pinned").count(), 0);
}

async function frontForLater(page, paper) {
  const before = await headlines(page);
  await page.locator("[data-front] > li").nth(1).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.locator("#later").fill("2027-01-01T06:00");
  await page.locator("[data-later] button").click();
  await page.waitForURL(/at=2027-01-01T06/);
  assert.equal((await headlines(page))[0], before[1]);
  const frame = page.frameLocator(".front-frame iframe");
  assert.equal((await frame.locator(".lead h2").innerText()).trim(), before[1], "the preview shows the front of that instant");
  await page.goto(paper.at("/desk/front"));
  assert.equal((await headlines(page))[0], before[0], "until then nothing changes");
  assert.equal(await page.getByRole("link", { name: /1 January 2027/ }).count(), 1);
}

async function navigation(browser, page, paper) {
  await page.goto(paper.at("/desk/pages"));
  await page.getByLabel("Title").fill("Our stickers");
  await page.getByRole("button", { name: "Add" }).click();
  await page.waitForURL(/\/desk\/pages\/\d+$/);
  await page.locator("#words .ProseMirror").click();
  await page.keyboard.type("They are round, and they do not come off.");
  assert.match(await page.locator("[data-said]").innerText(), /Not saved/);
  const address = await page.getByRole("link", { name: "See it on the paper" }).getAttribute("href");
  assert.doesNotMatch((await paper.get(address)).text, /do not come off/, "readers see it when it is saved, not before");
  await page.reload();
  await page.locator("#words .ProseMirror", { hasText: "do not come off" }).waitFor();
  await page.keyboard.press("Control+s");
  await page.locator("[data-said]", { hasText: "Readers see it now" }).waitFor();
  assert.match((await paper.get(address)).text, /do not come off/);
  await page.goto(paper.at("/desk/settings/sections"));
  const row = page.locator("[data-order] > li", { hasText: "Our stickers" });
  await row.locator("[data-in-nav]").check();
  await page.locator("[data-order-said]", { hasText: "order" }).waitFor();
  await page.locator("[data-order] > li").nth(1).focus();
  await page.keyboard.press("Alt+ArrowUp");
  await page.waitForResponse((response) => response.url().endsWith("/navigation") && response.ok());
  const reader = await asReader(browser, paper, "/");
  const links = await reader.page.locator(".bar-sections a").allInnerTexts();
  assert.deepEqual([links[0], links.includes("Our stickers")], ["Reviews", true]);
  await reader.context.close();
}

async function pageKept(page, paper) {
  await page.goto(paper.at("/desk/pages"));
  await page.getByLabel("Title").fill("Our badges");
  await page.getByRole("button", { name: "Add" }).click();
  await page.waitForURL(/\/desk\/pages\/\d+$/);
  const id = Number(new URL(page.url()).pathname.split("/").pop());
  const address = await page.getByRole("link", { name: "See it on the paper" }).getAttribute("href");
  const words = page.locator("#words .ProseMirror");
  const said = page.locator("[data-said]");
  let answer = () => undefined;
  const late = new Promise((resolve) => (answer = resolve));
  await page.route(`**/api/v1/pages/${id}`, async (route) => {
    await late;
    await route.continue();
  });
  await words.click();
  await page.keyboard.type("They are square.");
  await page.keyboard.press("Control+s");
  await page.keyboard.type(" Typed while it was saved.");
  answer();
  await said.filter({ hasText: "Not saved" }).waitFor();
  await page.unroute(`**/api/v1/pages/${id}`);
  assert.doesNotMatch((await paper.get(address)).text, /while it was saved/);
  await page.reload();
  await words.filter({ hasText: "Typed while it was saved." }).waitFor();
  await page.keyboard.press("Control+s");
  await said.filter({ hasText: "Readers see it now" }).waitFor();
  assert.match((await paper.get(address)).text, /Typed while it was saved\./);

  await words.click();
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" Mine.");
  await said.filter({ hasText: "Not saved" }).waitFor();
  const headers = { origin: new URL(paper.url).origin };
  const found = await (await page.request.get(paper.at(`/api/v1/pages/${id}`))).json();
  found.body.content[0].content[0].text = "They are theirs.";
  const put = await page.request.put(paper.at(`/api/v1/pages/${id}`), { headers, data: { revision: found.revision, title: found.title, slug: found.slug, body: found.body } });
  assert.equal(put.status(), 200);
  await page.reload();
  const offer = page.locator(".two-texts");
  await offer.waitFor();
  assert.match(await offer.locator(".two-yours").first().innerText(), /Mine\./);
  assert.match(await offer.locator(".two-theirs").first().innerText(), /They are theirs\./);
  assert.equal(await words.getAttribute("contenteditable"), "false", "nothing is typed over it before it is chosen");
  none(await violations(page));
  none(await overflow(page));
  await offer.getByRole("button", { name: "Go on with yours" }).click();
  await offer.waitFor({ state: "detached" });
  await page.keyboard.press("Control+s");
  await said.filter({ hasText: "Readers see it now" }).waitFor();
  assert.match((await paper.get(address)).text, /Mine\./);

  // A press that was not meant is forgotten.
  await page.locator(".page-remove > summary").click();
  const remove = page.locator("[data-remove] button");
  const asks = await remove.innerText();
  await remove.click();
  assert.notEqual(await remove.innerText(), asks);
  await page.waitForTimeout(4500);
  assert.equal(await remove.innerText(), asks);
  await remove.click();
  await page.waitForTimeout(500);
  assert.equal((await paper.get(address)).status, 200, "one press does not take it away");
}

async function settings(page, paper) {
  // What a page does beyond its form comes after it has loaded.
  await page.goto(paper.at("/desk/settings/look"), { waitUntil: "networkidle" });
  await page.locator("[data-contrast]:not(:empty)").waitFor();
  await page.locator("[data-spot]").fill("#ffff00");
  assert.match(await page.locator("[data-contrast]").innerText(), /1\.\d : 1 on paper.*darker/);
  await page.locator("[data-spot]").fill("red");
  assert.match(await page.locator("[data-contrast]").innerText(), /#e4002b/);
  await page.locator("[data-spot]").fill("#0047ff");
  await page.getByLabel("Masthead").fill("FEEDBACK");
  await Promise.all([page.waitForEvent("load"), page.getByRole("button", { name: "Save" }).click()]);
  assert.match((await paper.get("/")).text, />FEEDBACK<\/a><\/h1>/);
  assert.match((await paper.get("/assets/paper-colours.css")).text, /--spot:#0047ff/);
  await page.goto(paper.at("/desk/settings/mail"), { waitUntil: "networkidle" });
  await page.locator("[data-try-mail]").click();
  await page.locator("[data-answer]", { hasText: "took it" }).waitFor();
}

async function redirects(page, paper) {
  await page.goto(paper.at("/desk/settings/redirects"));
  await page.locator("[data-csv]").setInputFiles({ name: "moved.csv", mimeType: "text/csv", buffer: Buffer.from("old,new\n/2009/one,/archive\n/2009/two,/2009/one\n/loop,/loop/\n") });
  await page.locator("[data-csv-said]", { hasText: "2 redirects" }).waitFor();
  assert.match(await page.locator("[data-csv-said]").innerText(), /Line 4/);
  assert.equal((await paper.get("/2009/two")).headers.get("location"), "/archive");
  await page.getByLabel("Old address").fill("/news");
  await page.getByLabel("Leads to").fill("/archive");
  await page.getByRole("button", { name: "Add" }).click();
  await page.locator(".field-error").waitFor();
  assert.equal(await page.getByLabel("Old address").inputValue(), "/news", "nothing typed is lost");
}

async function ads(browser, page, paper) {
  await page.goto(paper.at("/desk/ads"));
  await page.getByLabel("Name", { exact: true }).fill("Wray Amps");
  const picture = (await paper.get("/")).text.match(/\/media\/([0-9a-f]{64}\.\w+)/)[1];
  await page.getByLabel("Picture", { exact: true }).fill(picture);
  await page.getByLabel("What the picture says").fill("Amplifiers, made by hand");
  await page.getByLabel("Where it leads").fill("https://amps.example/");
  await page.getByRole("button", { name: "Save" }).click();
  await page.locator(".sums", { hasText: "Wray Amps" }).waitFor();
  const reader = await asReader(browser, paper, "/", { userAgent: FIREFOX });
  const ad = reader.page.locator("[data-ad]");
  assert.equal(await ad.locator("a").getAttribute("rel"), "sponsored external noopener");
  const told = [];
  reader.page.on("request", (request) => { if (request.url().endsWith("/-/told")) told.push(request.postData()); });
  await ad.scrollIntoViewIfNeeded();
  await reader.page.waitForFunction(() => document.querySelector("[data-ad] img")?.complete);
  const seen = reader.page.waitForRequest((request) => request.url().endsWith("/-/told") && /followed/.test(request.postData() ?? ""));
  await ad.locator("a").evaluate((link) => { link.addEventListener("click", (event) => event.preventDefault()); link.click(); });
  await seen;
  assert.ok(told.some((body) => /told=seen/.test(body)), "it came into view");
  none(reader.cookies);
  none(reader.foreign.map((request) => request.url()));
  await reader.context.close();
}

async function counts(browser, page, paper) {
  const options = { userAgent: FIREFOX };
  const reader = await asReader(browser, paper, "/", options);
  const story = await reader.page.locator(".lead h2 a").getAttribute("href");
  await reader.page.goto(paper.at(story));
  await reader.page.goto(paper.at("/search?q=zyzzyva+quux"));
  none(reader.cookies);
  await reader.context.close();
  await page.goto(paper.at("/desk/counts"));
  assert.ok(Number(await page.locator("[data-now]").innerText()) >= 2);
  assert.equal(await page.locator(`.counts-list a[href="${story}"]`).count() >= 1, true);
  assert.match(await page.locator("main").innerText(), /zyzzyva quux/);
}

async function open(browser, desk, paper, options) {
  const state = await desk.context.storageState();
  const someone = await openReader(browser, paper, { ...options, storageState: state });
  const wrong = [];
  for (const path of PAGES) {
    const response = await someone.page.goto(paper.at(path));
    if (response.status() !== 200) wrong.push(`${path}: ${response.status()}`);
    await someone.page.waitForLoadState("networkidle");
    wrong.push(...(await violations(someone.page)).map((one) => `${path}: ${one}`));
    wrong.push(...(await overflow(someone.page)).map((one) => `${path}: ${JSON.stringify(one)} sticks out`));
  }
  none(wrong);
  none(someone.complaints.map((one) => `${one.text} (${one.at})`));
  await someone.context.close();
}
