// The desk as people use it, in Chromium: from the printed link to a correction on the page within five minutes; by
// keyboard alone; with a thumb; in every role; open to everybody (axe) by day and by night.
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { violations } from "./lib/axe.mjs";
import { openBrowser, openReader, overflow } from "./lib/browser.mjs";
import { beginStory, block, openDesk, openDeskAs, paste, saved, toEnd, write } from "./lib/desk.mjs";
import { none } from "./lib/none.mjs";
import { demo, freshDemo, root } from "./lib/paper.mjs";

const FIVE_MINUTES = 300_000;
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const CLIP = "https://www.youtube.com/watch?v=aqz-KE-bpKQ";
const ZONE = "Australia/Melbourne";

const STORY = {
  headline: "Watch Dead Postcodes And Odalys Kerr Share A Very Small Lift",
  standfirst: "Nobody throws a punch, and that is the trouble.",
  first: "Dead Postcodes have made a clip in a lift, and Odalys Kerr is in it for all four minutes.",
  said: "It smelled of other people’s chips, and we let it stay in the picture.",
  speaker: "Odalys Kerr",
};

test("from the printed link to a correction within five minutes", { timeout: 900_000 }, async (t) => {
  const paper = await freshDemo(t);
  const browser = await openBrowser(t);
  const began = Date.now();
  const desk = await openDesk(browser, paper);
  const { page } = desk;
  let id;
  await t.test("a story is written: two artist links, a quotation, a picture, a clip", async () => {
    id = await beginStory(page);
    await writeStory(page);
  });
  await t.test("page, card and newsletter are seen as they will be", () => previews(page, paper, id));
  await t.test("it is scheduled for 11:29", () => schedule(page));
  await t.test("it is found in the queue, and nowhere else", () => inTheQueue(browser, page, paper, id));
  const address = await t.test("it is published", () => publish(page, paper, id)).then(() => page.locator(".fact-address").getAttribute("href"));
  await t.test("readers have it", () => readersHave(browser, paper, address));
  await t.test("it is corrected, and the page says so", () => correct(browser, page, paper, address));
  const took = Date.now() - began;
  console.log(`from the printed link to the correction: ${(took / 1000).toFixed(0)} s`);
  assert.ok(took < FIVE_MINUTES, `it took ${(took / 1000).toFixed(0)} s`);
  await t.test("nobody else was asked, nothing complained", () => {
    none(desk.foreign.map((request) => `asked ${request.url()}`));
    none(desk.complaints.map((one) => `${one.text} (${one.at})`));
  });
});

async function writeStory(page) {
  await write(page, STORY.headline, STORY.standfirst, STORY.first);
  await acceptLinks(page, 2);
  await toEnd(page);
  await page.keyboard.press("Enter");
  await block(page, "quot");
  await page.keyboard.type(STORY.said);
  await page.locator("[data-kind=quotation] .field-speaker input").last().fill(STORY.speaker);
  await leaveBlock(page);
  await paste(page, CLIP);
  const clip = page.locator("[data-kind=clip]");
  await clip.waitFor();
  await clip.locator(".field-title input").fill("Between Floors");
  await clip.locator(".field-credit input").fill("Tomas Wray");
  await leaveBlock(page);
  const chooser = page.waitForEvent("filechooser");
  await block(page, "pict");
  await (await chooser).setFiles(join(root, "demo/pictures/goods-lift.jpg"));
  const picture = page.locator("[data-kind=picture]").last();
  await picture.locator("img").waitFor();
  await picture.locator(".field-alt :is(input, textarea)").fill("Two people in a lift, not looking at each other");
  await picture.locator(".field-credit input").fill("Minh-Anh Tregear");
  await byline(page, "Lottie Vukovic");
  await page.keyboard.press("Control+s");
  await saved(page);
  assert.deepEqual(await page.locator("desk-artists .who-name").allInnerTexts(), ["Dead Postcodes", "Odalys Kerr"], "the artist line filled itself");
}

/** Goes over the names that are underlined and links them, as Tab on each of them does. */
async function acceptLinks(page, count) {
  for (let n = 0; n < count; n += 1) {
    await page.locator(".words-body :is(.link-suggested, .link-sure)").first().click();
    await page.locator(".name-box").waitFor();
    await page.keyboard.press("Tab");
  }
  await page.waitForFunction((wanted) => document.querySelectorAll(".words-body [data-artist]").length >= wanted, count);
}

/** From whatever block the cursor is in to an empty paragraph at the end of the text. */
async function leaveBlock(page) {
  const last = page.locator(".words-body .ProseMirror > p").last();
  await last.click();
  await toEnd(page);
}

async function byline(page, name) {
  await page.getByRole("button", { name: "Add a byline" }).click();
  const field = page.getByRole("combobox", { name: "Name for the byline" });
  await field.fill(name);
  await page.getByRole("option", { name }).first().click();
  await page.locator("desk-bylines .who-name", { hasText: name }).waitFor();
}

async function previews(page, paper, id) {
  const column = page.getByRole("region", { name: "As they will see it" });
  await column.scrollIntoViewIfNeeded();
  const card = column.getByRole("img", { name: /The card/ });
  await card.waitFor();
  await page.waitForFunction(() => document.querySelector(".preview-card img")?.naturalWidth === 1200);
  for (const form of ["Page", "Newsletter"]) {
    const [large] = await Promise.all([page.context().waitForEvent("page"), column.getByRole("link", { name: new RegExp(`^${form}`) }).click()]);
    await large.waitForLoadState();
    const text = await large.locator("body").innerText();
    assert.ok(text.includes(STORY.headline), `${form} shows the headline`);
    if (form === "Page") {
      assert.ok(text.includes(STORY.said) && text.includes("Between Floors"), "the page shows quotation and clip");
      assert.equal(await large.locator(".text img").count(), 1, "and the picture");
      await large.waitForFunction(() => [...document.querySelectorAll(".text img")].every((image) => image.naturalWidth > 0));
    }
    await large.close();
  }
  const answer = await page.request.get(paper.at(`/desk/stories/${id}/preview/card`));
  assert.equal(answer.headers()["content-type"], "image/png");
}

async function schedule(page) {
  await page.getByRole("button", { name: "Publish…" }).click();
  const line = page.getByRole("form", { name: "Publish" });
  await line.getByRole("textbox", { name: "When it runs" }).fill("11:29");
  await line.getByText(/\w+day \d+ \w+, 11:29/).waitFor();
  await line.getByRole("button", { name: "Schedule" }).click();
  await page.getByRole("button", { name: /^Scheduled for / }).waitFor();
  assert.match(await page.locator(".bar-state").innerText(), /runs \w+day \d+ \w+, 11:29/);
}

async function inTheQueue(browser, page, paper, id) {
  await page.keyboard.press("Control+k");
  const line = page.getByRole("combobox", { name: "Go to or do" });
  await line.fill("Queue");
  await page.getByRole("option", { name: "Queue", exact: true }).click();
  await page.waitForURL(/\/desk\/queue/);
  const heap = page.getByRole("region", { name: /^Scheduled/ });
  const row = heap.locator(`[data-story="${id}"]`);
  await row.waitFor();
  assert.match(await row.innerText(), /11:29/);
  const reader = await openReader(browser, paper);
  for (const path of ["/", "/news", "/artists/dead-postcodes", `/search?q=${encodeURIComponent("very small lift")}`, "/feed.xml"]) {
    const { text } = await paper.get(path);
    assert.ok(!text.includes("Very Small Lift"), `${path} shows a story whose time has not come`);
  }
  await reader.context.close();
  await row.getByRole("link").click();
  await page.waitForURL(new RegExp(`/desk/stories/${id}$`));
}

async function publish(page) {
  await page.getByRole("button", { name: /^Scheduled for / }).click();
  const line = page.getByRole("form", { name: "Change the time" });
  await line.getByText("Now", { exact: true }).click();
  await line.getByRole("button", { name: "Publish now" }).click();
  await page.getByText(/live since/).waitFor();
  await page.locator(".fact-address[href]").waitFor();
}

async function readersHave(browser, paper, address) {
  assert.match(address, /^\/\d{4}\/\d\d\/\d\d\/watch-dead-postcodes/);
  const { page, context } = await openReader(browser, paper);
  await page.goto(paper.at(address));
  assert.equal((await page.locator("main h1").innerText()).replace(/\s+/g, " "), STORY.headline);
  const links = await page.locator(".text a[href^='/artists/']").allInnerTexts();
  assert.deepEqual(links.slice(0, 2), ["Dead Postcodes", "Odalys Kerr"]);
  await page.locator(".quotation", { hasText: "chips" }).waitFor();
  assert.match(await page.locator(".quotation figcaption").innerText(), /Odalys Kerr/);
  assert.equal(await page.locator(".clip a.clip-link").count(), 1);
  assert.equal(await page.locator(".picture img").count(), 1);
  await context.close();
}

async function correct(browser, page, paper, address) {
  await page.locator(".words-body p", { hasText: "four minutes" }).first().click();
  await page.keyboard.press("End");
  await page.keyboard.type(" The lift is goods only.");
  await saved(page);
  const before = await paper.get(address);
  assert.ok(!before.text.includes("goods only"), "readers see what is being written");
  await page.getByRole("button", { name: "Update…" }).click();
  const line = page.getByRole("form", { name: "Update" });
  await line.getByRole("textbox").fill("An earlier version let people ride in the lift. It is for goods.");
  await line.getByRole("button", { name: "Update" }).click();
  await page.getByRole("region", { name: "Corrections" }).waitFor();
  const reader = await openReader(browser, paper);
  await reader.page.goto(paper.at(address));
  const shown = await reader.page.locator("main").innerText();
  assert.ok(shown.includes("It is for goods."), "the correction stands on the page");
  assert.ok(shown.includes("The lift is goods only."), "and so does what was written");
  await reader.page.goto(paper.at("/corrections"));
  assert.ok((await reader.page.locator("main").innerText()).includes("It is for goods."), "and in the list of corrections");
  await reader.context.close();
}

test("the desk", { timeout: 1_800_000 }, async (t) => {
  const paper = await demo(t);
  const browser = await openBrowser(t);
  const owner = await openDesk(browser, paper);
  await t.test("by keyboard alone: a story is begun, written, scheduled and found again", () => byKeyboard(owner.page));
  await t.test("with a thumb: a live review is filed from a phone", () => byThumb(browser, paper, owner));
  await t.test("the sheet of keys lists what is there", () => keys(owner.page, paper));
  await t.test("typing waits for no request", () => typing(owner.page, paper));
  for (const role of ROLES) await t.test(`${role.name} sees and may what they should`, () => inRole(browser, paper, role));
  await t.test("every page of lists and stories is open to everybody, day and night", () => openToAll(browser, paper, owner));
});

async function byKeyboard(page) {
  await page.goto(new URL("/desk/queue", page.url()).href);
  await page.keyboard.press("c");
  await page.waitForURL(/\/desk\/stories\/\d+$/);
  const id = Number(new URL(page.url()).pathname.split("/").pop());
  await page.locator("textarea.words-headline").waitFor();
  await write(page, "", "It is one of the better records of the year.", "Somebody fell, and it was recorded.");
  await saved(page);
  await page.keyboard.press("Control+Enter");
  await page.locator(".act-blocking .check").first().waitFor();
  const missing = await page.locator(".act-blocking").innerText();
  assert.match(missing, /headline/i, "a story without a headline cannot run, and the line says so");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+1");
  assert.equal(await page.evaluate(() => document.activeElement.name), "headline", "the check leads to its place");
  await page.keyboard.type("Council counts its stairs by ear");
  await saved(page);
  await page.keyboard.press("Control+Enter");
  await page.locator(".act-publish").waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Tab");
  await page.keyboard.type("tomorrow 9:00");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: /^Scheduled for / }).waitFor();
  await page.keyboard.press("Escape");
  await page.locator("body").click({ position: { x: 2, y: 2 }, trial: true });
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to or do" }).waitFor();
  await page.keyboard.type("council counts");
  await page.getByRole("option", { name: /Council counts its stairs/ }).waitFor();
  await Promise.all([page.waitForEvent("load"), page.keyboard.press("Enter")]);
  await page.waitForURL(new RegExp(`/desk/stories/${id}$`));
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Go to or do" }).waitFor();
  await page.keyboard.type("queue");
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk\/queue/);
  await page.keyboard.press("j");
  // A key that is pressed before the list's script is there is not lost.
  await page.waitForFunction(() => document.activeElement?.matches(".job-link"));
}

async function byThumb(browser, paper, owner) {
  const state = await owner.context.storageState();
  const phone = await openReader(browser, paper, { ...PHONE, storageState: state });
  const { page } = phone;
  await page.goto(paper.at("/desk/queue"));
  none(await overflow(page));
  await page.locator(".places-menu > summary").tap();
  await page.getByRole("link", { name: "Stories", exact: true }).waitFor();
  await page.locator(".places-menu > summary").tap();
  const button = page.getByRole("button", { name: "New story" });
  const box = await button.boundingBox();
  assert.ok(box.y + box.height > 844 - 90 && box.height >= 44, "the main action lies at the thumb");
  await button.tap();
  await page.waitForURL(/\/desk\/stories\/\d+$/);
  await page.locator("textarea.words-headline").tap();
  await write(page, "Live: Saltwater Choir at the ferry", "Filed standing up.", "They sang until the ramp came down.");
  await saved(page);
  none(await overflow(page));
  await page.locator("#fact-kind").selectOption("live-review");
  await saved(page);
  const main = page.locator(".bar-main");
  const at = await main.boundingBox();
  assert.ok(at.y + at.height >= 844 - 2 && at.height >= 44, "and so does that of a story");
  await main.tap();
  await page.locator(".act-publish").waitFor();
  none(await overflow(page));
  await phone.context.close();
}

async function keys(page, paper) {
  for (const [path, wanted] of [["/desk/queue", ["Next story", "New story", "Search"]], ["/desk/stories", ["Next story", "Search"]]]) {
    await page.goto(paper.at(path));
    await page.waitForFunction(() => document.readyState === "complete");
    await page.keyboard.press("?");
    const sheet = page.locator(".key-sheet");
    await sheet.waitFor();
    const text = await sheet.innerText();
    none(wanted.filter((words) => !text.includes(words)).map((words) => `${path}: the sheet does not list “${words}”`));
    await page.keyboard.press("Escape");
    await sheet.waitFor({ state: "hidden" });
  }
}

/** A keystroke never waits for the network: with a server that does not answer, letters stand there all the same. */
async function typing(page, paper) {
  await page.goto(paper.at("/desk/queue"));
  await beginStory(page);
  await write(page, "Nobody answers", "", "One.");
  await saved(page);
  await page.context().route("**/api/**", () => new Promise(() => {}));
  const began = Date.now();
  await page.keyboard.type(" Two words more.");
  const took = Date.now() - began;
  assert.ok((await page.locator(".words-body .ProseMirror").innerText()).includes("One. Two words more."));
  assert.ok(took < 1500, `sixteen letters took ${took} ms`);
  await page.context().unroute("**/api/**");
}

/** The people of the demo's desk, and what the page of a story offers them. */
const ROLES = [
  { name: "a contributor", address: "pia@feedback.example", sees: ["Load-outs"], main: null, places: ["Queue", "Stories"], not: ["Staff", "Settings", "Front", "Readers"], asks: false },
  { name: "a writer", address: "lottie@feedback.example", sees: [], main: "Submit", places: ["Queue", "Stories"], not: ["Staff", "Settings", "Front", "Readers"], asks: false },
  { name: "an editor", address: "desmond@feedback.example", sees: [], main: "Publish…", places: ["Queue", "Front", "Stories", "Readers"], not: ["Staff", "Settings"], asks: true },
];

async function inRole(browser, paper, role) {
  const { page, context } = await openDeskAs(browser, paper, role.address);
  const places = await page.locator(".places-menu nav a").allInnerTexts();
  const named = places.map((place) => place.split("\n")[0].trim());
  none([
    ...role.places.filter((place) => !named.some((name) => name.startsWith(place))).map((place) => `${place} is missing`),
    ...role.not.filter((place) => named.some((name) => name === place)).map((place) => `${place} is shown`),
  ]);
  assert.equal(await page.getByRole("button", { name: /Ask for a story/ }).count(), role.asks ? 1 : 0);
  const id = await beginStory(page);
  await write(page, `A story by ${role.name}`, "Short.", "It has one sentence.");
  await saved(page);
  const main = page.locator(".bar-main");
  if (role.main === null) assert.equal(await main.count(), 0, "who only drafts has nothing to press");
  else assert.equal(await main.innerText(), role.main);
  const refused = await page.request.post(paper.at(`/api/v1/stories/${id}/publish`), { data: {}, headers: { origin: paper.url, "sec-fetch-site": "same-origin" } });
  if (role.main === "Publish…") assert.notEqual(refused.status(), 403);
  else assert.equal(refused.status(), 403, "the server refuses what the page does not offer");
  if (role.main === "Submit") {
    await main.click();
    await page.getByRole("form", { name: "Submit" }).getByRole("textbox").fill("It is short on purpose.");
    await page.getByRole("form", { name: "Submit" }).getByRole("button", { name: "Submit" }).click();
    await page.getByText(/^Submitted by/).waitFor();
  }
  await context.close();
}

/** Whatever a person can open from the queue, by day and by night, large and small. */
async function openToAll(browser, paper, owner) {
  const wrong = [];
  const state = await owner.context.storageState();
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [{ width: 1440, height: 900 }, PHONE.viewport]) {
      const { page, context } = await openReader(browser, paper, { colorScheme, viewport, storageState: state });
      const look = async (name) => wrong.push(...(await violations(page)).map((one) => `${name}, ${colorScheme}, ${viewport.width} px: ${one}`), ...(await overflow(page)).map((one) => `${name}, ${viewport.width} px: ${one}`));
      await page.goto(paper.at("/desk/queue"));
      await look("queue");
      const links = await page.locator(".job-link").evaluateAll((all) => all.slice(0, 1).map((link) => link.getAttribute("href")));
      await page.goto(paper.at("/desk/stories"));
      await look("stories");
      await page.goto(paper.at(links[0]));
      await page.locator("desk-checks").waitFor();
      await page.waitForLoadState("networkidle");
      await look("story");
      const main = page.locator(".bar-main");
      if ((await main.count()) > 0) {
        await main.click();
        await page.locator(".act").waitFor();
        await look("story, publishing");
        await page.keyboard.press("Escape");
      }
      await page.keyboard.press("Control+k");
      await page.locator(".command").waitFor();
      await look("command line");
      await context.close();
    }
  }
  none(wrong);
}
