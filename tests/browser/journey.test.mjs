// A reader's way through the paper, with and without script: front, story, artist, sign up, mailbox, confirm, edition, leave.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./lib/axe.mjs";
import { openBrowser, openReader } from "./lib/browser.mjs";
import { PERSON, signUp } from "./lib/letters.mjs";
import { lettersTo, oneClick, readLetter, waitForLetter } from "./lib/mailbox.mjs";
import { none } from "./lib/none.mjs";
import { demo, demoPlainStory, freshDemo, newPaper } from "./lib/paper.mjs";
import { locations } from "./lib/crawl.mjs";

// An edition is of a day, and a test has only one. Zones have two at once: whatever the time, Kiritimati is at least a
// day ahead of Pago Pago, so the paper moves there for its next edition.
const TODAY = "Pacific/Pago_Pago";
const TOMORROW = "Pacific/Kiritimati";
/** What signs up, leaves, and how. */
const WITH = { name: "with script", address: "with-script@reader.example", options: { javaScriptEnabled: true, userAgent: PERSON } };
const WITHOUT = { name: "without script", address: "without-script@reader.example", options: { javaScriptEnabled: false, userAgent: PERSON } };
const CLICKER = "one-click@reader.example";
const STAYER = "stays@reader.example";

test("the whole way on a new paper", { timeout: 900_000 }, async (t) => {
  const paper = await newPaper(t, TODAY, noEditionByItself);
  const browser = await openBrowser(t);
  const readers = [];
  for (const mode of [WITH, WITHOUT]) {
    const reader = { ...(await openReader(browser, paper, mode.options)), ...mode, paper };
    readers.push(reader);
    await t.test(`${mode.name}: front, story, artist, sign up`, () => toTheCoupon(reader));
    await t.test(`${mode.name}: mailbox, confirm`, () => confirm(reader));
  }
  await t.test("two more readers come by posted forms", () => others(paper));
  await t.test("a story is imported and published beside the server, and seen at once", () => publish(paper, "01-hear-goods-lift.txt", ["goods-lift", "vera-static"]));
  await t.test("the edition is composed and sent from the command line", () => sendEdition(paper, 4));
  for (const reader of readers) await t.test(`${reader.name}: the edition has the story; one press leaves`, () => readAndLeave(reader));
  await t.test("one click of RFC 8058 leaves", () => clickOnce(paper));
  await t.test("the next edition comes to who stayed and to nobody else", () => nextEdition(paper));
  for (const reader of readers) await t.test(`${reader.name}: nobody else was asked, no cookie was set, nothing complained`, () => quiet(reader));
});

/** Puts the hour of the automatic edition where neither zone has it now, nor has had it in the last three hours. */
async function noEditionByItself(paper) {
  const hour = (new Date().getUTCHours() - 11 + 24 + 3) % 24;
  await paper.cli("paper", "--set", `edition-hour=${String(hour).padStart(2, "0")}:30`);
}

const heading = (page) => page.locator("main h1").first();

async function check(reader) {
  if (reader.options.javaScriptEnabled) none((await violations(reader.page)).map((one) => `${reader.page.url()}: ${one}`));
}

async function toTheCoupon(reader) {
  const { page, paper, address } = reader;
  await page.goto(paper.at("/"));
  const headline = page.locator("main .headline a").first();
  const words = (await headline.innerText()).trim();
  await headline.click();
  await page.waitForURL(/\/\d{4}\/\d\d\/\d\d\//);
  assert.equal((await heading(page).innerText()).trim(), words);
  const story = page.url();
  const artist = page.locator(".story-head .artist-line a").first();
  const name = (await artist.innerText()).trim();
  await artist.click();
  await page.waitForURL(/\/artists\/[a-z0-9-]+$/);
  assert.equal((await heading(page).innerText()).trim(), name);
  await page.locator(`main a[href="${new URL(story).pathname}"]`).first().click();
  await page.waitForURL(story);
  const coupon = page.locator("form.coupon-form");
  await coupon.locator("input[type=email]").fill(address);
  await coupon.locator("button").click();
  await page.waitForURL(/\/artists\/[a-z0-9-]+\/follow$/);
  if (!reader.options.javaScriptEnabled) {
    assert.equal(await paper.standing(address), undefined, "one press without script is half of it");
    await check(reader);
    await page.waitForTimeout(4_000);
    await page.locator("main form button").first().click();
  }
  await page.locator(".notice-small a[href='/newsletter']").first().waitFor();
  assert.ok((await page.locator("main").innerText()).includes(address), "the page says where to look");
  await waitForLetter(paper, address);
  assert.equal(await paper.standing(address), "pending");
  await check(reader);
}

async function confirm(reader) {
  const { page, paper, address } = reader;
  const letter = await waitForLetter(paper, address);
  await page.goto(paper.at("/-/mailbox"));
  await page.locator("li", { hasText: address }).locator("a").first().click();
  await page.waitForURL(/\/-\/mailbox\/\d+$/);
  assert.ok((await page.locator(".mail-text").innerText()).includes("/newsletter/confirm/"), "the text part has the link");
  assert.ok((await page.frameLocator(".mail-frame").locator("body").innerText()).length > 40, "the HTML part is shown");
  assert.ok(letter.html.includes("/newsletter/confirm/"), "the HTML part has the link");
  const link = page.locator('.mail-links a[href^="/newsletter/confirm/"]').first();
  await looked(paper, await link.getAttribute("href"), address, "pending");
  await link.click();
  await page.waitForURL(/\/newsletter\/confirm\//);
  await check(reader);
  await page.locator("main form button").click();
  await page.locator('a[href^="/newsletter/preferences/"]').waitFor();
  assert.equal(await paper.standing(address), "active");
  await check(reader);
  await page.locator('a[href^="/newsletter/preferences/"]').click();
  await page.waitForURL(/\/newsletter\/preferences\//);
  assert.ok((await page.locator("main").innerText()).includes(address));
  await check(reader);
}

/** Programs that look through mail follow every link, several times, and change nothing by it. */
async function looked(paper, link, address, standing) {
  for (const method of ["GET", "GET", "HEAD"]) {
    const answer = await paper.get(link, { method });
    assert.equal(answer.status, 200, `${method} ${link}`);
    assert.equal(answer.headers.get("referrer-policy"), "no-referrer");
    assert.equal(answer.headers.get("set-cookie"), null);
  }
  assert.equal(await paper.standing(address), standing, "a GET changed something");
}

async function others(paper) {
  for (const address of [CLICKER, STAYER]) {
    await signUp(paper, address);
    const letter = await waitForLetter(paper, address);
    assert.equal((await paper.post(letter.links.find((path) => path.startsWith("/newsletter/confirm/")), {})).status, 200);
    assert.equal(await paper.standing(address), "active");
  }
}

/** Everywhere that a new story must be seen, of the paper, its section and its artists. */
function places(address, section, artists) {
  const lists = ["", `/${section}`, ...artists.map((artist) => `/artists/${artist}`)];
  const feeds = lists.flatMap((list) => ["xml", "atom", "json"].map((form) => `${list}/feed.${form}`));
  const [, year, month, day] = address.split("/");
  return [...lists.map((list) => list || "/"), ...feeds, "/sitemap/news.xml", `/sitemap/${year}.xml`, `/${year}/${month}`, `/${year}/${month}/${day}`];
}

/** Imports a story as a draft, makes sure that nobody sees it, publishes it, and looks everywhere. */
async function publish(paper, file, artists) {
  const read = JSON.parse((await paper.cli("import", "--json", "--zone", "UTC", demoPlainStory(file))).trim().split("\n").pop());
  assert.deepEqual([read.outcome, read.state, read.unread], ["new", "draft", []]);
  // Every page is asked for before, so that each is in the cache when the story comes.
  const day = new Date(Date.now() - 60_000).toLocaleDateString("en-CA", { timeZone: TODAY }).replaceAll("-", "/");
  const expected = `/${day}/${read.slug}`;
  for (const place of places(expected, read.section, artists)) assert.ok(!(await paper.get(place)).text.includes(expected), `${place} shows a draft`);
  const said = await paper.cli("publish", read.slug);
  const address = new URL(said.match(/http\S+/)[0]).pathname;
  const page = await paper.get(address);
  assert.equal(page.status, 200, address);
  const unseen = [];
  for (const place of places(address, read.section, artists)) if (!(await paper.get(place)).text.includes(address)) unseen.push(`${place} does not show ${address}`);
  none(unseen);
  assert.ok(locations((await paper.get("/sitemap.xml")).text).some((part) => part.endsWith(`/sitemap/${address.split("/")[1]}.xml`)));
  return address;
}

async function sendEdition(paper, letters) {
  const composed = await paper.cli("edition", "compose");
  assert.match(composed, /edition of \d{4}-\d\d-\d\d/);
  const sent = await paper.cli("edition", "send");
  assert.ok(sent.includes(`${letters} accepted`), sent);
}

async function readAndLeave(reader) {
  const { page, paper, address } = reader;
  const [{ id }] = await lettersTo(paper, address);
  const letter = await readLetter(paper, id);
  for (const part of [letter.text, letter.html]) assert.ok(part.includes("goods-lift-vera-statics"), "the letter has the story's address");
  assert.ok(letter.text.includes("Hear Goods Lift"), "the letter has the story's headline");
  await linksAnswer(paper, letter);
  const leave = letter.links.find((path) => path.startsWith("/newsletter/leave/"));
  await looked(paper, leave, address, "active");
  await page.goto(paper.at(`/-/mailbox/${id}`));
  await page.locator(`.mail-links a[href="${leave}"]`).click();
  await page.waitForURL(paper.at(leave));
  await check(reader);
  await page.locator("main form button").first().click();
  await page.locator('main a[href="/"]').waitFor();
  assert.equal(await paper.standing(address), "left");
  await check(reader);
}

/** Every link of a letter leads somewhere, and nothing in it is fetched from elsewhere. */
async function linksAnswer(paper, letter) {
  const own = new URL(paper.url).origin;
  const inHtml = [...letter.html.matchAll(/href="([^"]+)"/g)].map((match) => match[1].replace(/&amp;/g, "&")).filter((address) => address.startsWith(own));
  const wrong = [];
  for (const address of new Set([...letter.links.map((path) => paper.at(path)), ...inHtml])) {
    const { status } = await paper.get(address);
    if (status !== 200) wrong.push(`${status} at ${address}`);
  }
  for (const [, source] of letter.html.matchAll(/\ssrc="([^"]+)"/g)) if (!source.startsWith(`${own}/`) && !source.startsWith("cid:")) wrong.push(`the letter loads ${source}`);
  none(wrong);
}

async function clickOnce(paper) {
  const [{ id }] = await lettersTo(paper, CLICKER);
  const letter = await readLetter(paper, id);
  assert.equal(letter.headers.get("list-unsubscribe-post"), "List-Unsubscribe=One-Click");
  const path = oneClick(letter);
  await looked(paper, path, CLICKER, "active");
  // As a mail provider posts it: from nowhere, with no page and no cookie before it.
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const answer = await paper.get(path, { method: "POST", body: "List-Unsubscribe=One-Click", headers });
  assert.ok(answer.status === 200 || answer.status === 202, `${answer.status}`);
  assert.equal(await paper.standing(CLICKER), "left");
}

async function nextEdition(paper) {
  const before = new Map();
  for (const address of [WITH.address, WITHOUT.address, CLICKER, STAYER]) before.set(address, (await lettersTo(paper, address)).length);
  // Read in and then published, as news is; `import --publish` is for archives, which no edition is made of.
  const read = JSON.parse((await paper.cli("import", "--json", "--zone", "UTC", demoPlainStory("03-odalys-kerr-unleaded.txt"))).trim().split("\n").pop());
  await paper.cli("publish", read.slug);
  await paper.cli("paper", "--set", `zone=${TOMORROW}`);
  await sendEdition(paper, 1);
  const stayed = await lettersTo(paper, STAYER);
  assert.equal(stayed.length, before.get(STAYER) + 1);
  assert.ok((await readLetter(paper, stayed[0].id)).text.includes("Odalys Kerr"));
  for (const address of [WITH.address, WITHOUT.address, CLICKER]) assert.equal((await lettersTo(paper, address)).length, before.get(address), `${address} left and got a letter`);
}

async function quiet(reader) {
  assert.deepEqual(reader.foreign.map((request) => request.url()), []);
  assert.deepEqual(reader.cookies, []);
  assert.deepEqual(await reader.context.cookies(), []);
  none(reader.complaints.map((one) => `${one.at}: ${one.text}`));
}

test("the demo's own edition", { timeout: 300_000 }, async (t) => {
  const paper = await freshDemo(t);
  const [{ id, subject }] = await lettersTo(paper, "everything@reader.example");
  const letter = await readLetter(paper, id);
  assert.ok(subject.length > 0 && letter.text.includes(subject));
  await t.test("every link of its letter answers", () => linksAnswer(paper, letter));
  await t.test("each of its three readers has one letter", async () => {
    for (const name of ["everything", "my-bands", "my-bands-first"]) assert.equal((await lettersTo(paper, `${name}@reader.example`)).length, 1);
  });
  await t.test("today's edition is not composed twice", () => assert.rejects(() => paper.cli("edition", "compose"), /sent already/));
  await t.test("its reader leaves with one press", async () => {
    const reader = { ...(await openReader(await openBrowser(t), paper)), ...WITH };
    await reader.page.goto(paper.at(letter.links.find((path) => path.startsWith("/newsletter/leave/"))));
    await reader.page.locator("main form button").first().click();
    await reader.page.locator('main a[href="/"]').waitFor();
    assert.equal(await paper.standing("everything@reader.example"), "left");
    await quiet(reader);
  });
});

test("the demo moved to another port", { timeout: 300_000 }, async (t) => {
  const paper = await demo(t);
  assert.ok((await paper.get("/")).text.includes(`href="${paper.url}/"`), "its front names the port it is served at");
});
