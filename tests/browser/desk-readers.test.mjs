// Readers and editions at the desk, as an owner uses them: a list is looked at and brought in, a reader is found and
// erased; tomorrow's edition is turned about by key and by drag, titled, looked at as readers get it, held and let go.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./lib/axe.mjs";
import { openBrowser, openReader, overflow, SIZES } from "./lib/browser.mjs";
import { none } from "./lib/none.mjs";
import { newPaper, plainStory } from "./lib/paper.mjs";

const OWNER = "imogen@backfeed.example";
const LIST = "Email Address,MEMBER_RATING,OPTIN_TIME,UNSUB_TIME\njo@list.example,2,2015-03-27 00:29:00,\nal@list.example,2,,2020-01-01 00:00:00\nno address,2,,\n";

test("readers and editions at the desk", { timeout: 600_000 }, async (t) => {
  const paper = await newPaper(t, "Australia/Melbourne");
  await paper.cli("staff", "invite", OWNER, "--name", "Imogen Achterberg", "--role", "owner", "--no-mail");
  const browser = await openBrowser(t);
  const desk = await openReader(browser, paper);
  await t.test("signs in by a link", () => signIn(desk, paper));
  await t.test("a list is looked at, needs its proof, and is brought in", () => bringIn(desk, paper));
  await t.test("a reader is found, changed and erased; the address stays out", () => forget(desk, paper));
  await t.test("an edition fills up and is turned about by key and by drag", () => turnAbout(desk, paper));
  await t.test("an edition is not loaded again over what is being typed", () => typedOn(desk, paper));
  await t.test("its letter is shown as any reader gets it, and mailed to oneself", () => letter(desk, paper));
  await t.test("it is held and let go", () => hold(desk, paper));
  await t.test("every page holds at every width, by day and by night, and axe finds nothing", () => everyPage(browser, desk, paper));
  await t.test("nothing complained", () => none(desk.complaints.filter((one) => !/409|422/.test(one.text)).map((one) => `${one.at}: ${one.text}`)));
});

async function signIn({ page }, paper) {
  const link = (await paper.cli("staff", "link", OWNER)).match(/\/desk\/sign-in\/\S+/)[0];
  await page.goto(paper.at(link));
  await page.locator("main button").click();
  await page.waitForURL(/\/desk/);
}

async function bringIn({ page }, paper) {
  await page.goto(paper.at("/desk/readers/lists"));
  await page.setInputFiles("#list-file", { name: "members.csv", mimeType: "text/csv", buffer: Buffer.from(LIST) });
  const seen = page.locator("[data-seen]");
  await seen.getByText("From Mailchimp. 3 lines:").waitFor();
  assert.match(await seen.innerText(), /new readers\s*1[\s\S]*left that list[\s\S]*1[\s\S]*line 4: “no address”/);
  assert.equal(await page.locator("#column-0").inputValue(), "email");
  await page.fill("#proof", "bought");
  await page.getByRole("button", { name: "Bring them in" }).click();
  await page.locator("[data-proof-field] .field-error").waitFor();
  await page.fill("#proof", "double opt-in at Mailchimp since 2014");
  await page.getByRole("button", { name: "Bring them in" }).click();
  await seen.getByText("1 new readers. The list is number 1.").waitFor();
  assert.equal(await paper.standing("jo@list.example"), "active");
  assert.equal(await paper.standing("al@list.example"), "left");
}

async function forget({ page }, paper) {
  await page.goto(paper.at("/desk/readers"));
  await page.getByRole("searchbox").fill("jo@");
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("link", { name: "jo@list.example" }).click();
  await page.getByText("double opt-in at Mailchimp since 2014").waitFor();
  await page.getByLabel("Follow an artist, because they asked").fill("vera-static");
  await page.getByRole("button", { name: "Follow", exact: true }).click();
  await page.getByRole("link", { name: "Vera Static" }).waitFor();
  const given = page.waitForEvent("download");
  await page.getByRole("button", { name: "Give them everything we hold" }).click();
  assert.equal((await given).suggestedFilename(), "what-we-hold.json");
  const erase = page.getByRole("button", { name: "Erase, and never mail the address again" });
  await erase.click();
  assert.equal(await paper.standing("jo@list.example"), "active", "the first press only asks");
  // Looking that up may have taken longer than the button asks.
  await erase.waitFor();
  await erase.click();
  await page.getByRole("button", { name: "For good? Press again" }).click();
  await page.waitForURL((url) => url.pathname === "/desk/readers");
  assert.equal(await paper.standing("jo@list.example"), undefined);
  await page.goto(paper.at("/desk/readers/suppressed"));
  await page.getByText("Erased; only its hash is kept").waitFor();
}

const headlines = (page, list = "[data-order]") => page.locator(`${list} .order-headline`).allInnerTexts();
const saved = (page) => page.locator("[data-state]").filter({ hasText: "Saved" }).waitFor();

/** The stories whose order the test knows; what the paper had before stands after or between them. */
const OURS = ["Amplifier found alive", "Bass player counts to four", "Council buys a drum"];
const ours = (all) => all.filter((headline) => OURS.includes(headline));

async function turnAbout({ page }, paper) {
  for (const headline of OURS) {
    const file = plainStory(`${headline}\n\nDATELINE | Staff Writer\n\nNobody was told\n\nIt was his fax machine, and it stays where it is.\n`);
    await paper.cli("import", "--publish", "--zone", "UTC", file);
  }
  await page.goto(paper.at("/desk/editions"));
  await page.locator(".upcoming h2 a").click();
  await page.waitForURL(/\/desk\/editions\/\d/);
  const row = (headline) => page.getByRole("link", { name: headline, exact: true });
  // Of the same minute, so whichever stands first: the second of them is not it.
  await row(OURS[1]).focus();
  for (let n = (await headlines(page)).indexOf(OURS[1]); n > 0; n -= 1) await page.keyboard.press("Alt+ArrowUp");
  assert.equal((await headlines(page))[0], OURS[1], "moved by key to the top");
  await saved(page);
  await row(OURS[2]).focus();
  await page.keyboard.press("x");
  await page.locator("[data-out]").getByText(OURS[2]).waitFor();
  await page.locator("[data-order] > li", { hasText: OURS[0] }).locator(".order-number").dragTo(page.locator("[data-order] > li").first());
  assert.deepEqual((await headlines(page)).slice(0, 2), [OURS[0], OURS[1]], "dragged above it");
  await page.getByLabel("A note from the editor").fill("No edition on Friday.\n\nBe loud without us.");
  await page.getByLabel("Subject").fill("Two amplifiers and a note");
  await page.getByLabel("Subject").blur();
  await page.waitForTimeout(1500);
  await saved(page);
  await page.reload();
  assert.deepEqual((await headlines(page)).slice(0, 2), [OURS[0], OURS[1]]);
  assert.ok(!(await headlines(page)).includes(OURS[2]) && (await headlines(page, "[data-out]")).includes(OURS[2]));
  assert.equal(await page.getByLabel("Subject").inputValue(), "Two amplifiers and a note");
  assert.deepEqual(ours(await headlines(page)), [OURS[0], OURS[1]]);
}

async function typedOn({ page }, paper) {
  const note = page.getByLabel("A note from the editor");
  const before = await note.inputValue();
  await page.evaluate(() => (window.sameLoad = true));
  const late = "Drum is returned to council";
  const file = plainStory(`${late}\n\nDATELINE | Staff Writer\n\nNobody was told\n\nIt had been in the lift.\n`);
  await paper.cli("import", "--publish", "--zone", "UTC", file);
  await note.focus();
  await page.keyboard.press("Control+End");
  const told = page.waitForResponse((response) => response.request().method() === "PUT" && response.ok());
  await page.keyboard.type(" Louder");
  await told;
  await page.keyboard.type(" still.");
  await page.waitForTimeout(300);
  assert.equal(await page.evaluate(() => window.sameLoad), true, "the page is the one that was typed in");
  assert.equal(await note.inputValue(), `${before} Louder still.`);
  await note.blur();
  await page.waitForFunction(() => window.sameLoad === undefined);
  assert.ok((await headlines(page)).includes(late), "with nobody in the middle of something, the new story comes in");
  assert.equal(await note.inputValue(), `${before} Louder still.`);
  await note.fill(before);
  await note.blur();
  await saved(page);
}

async function letter({ page }, paper) {
  const frame = page.frameLocator("[data-letter]");
  await frame.getByText("Be loud without us.").waitFor();
  assert.ok(!(await frame.locator("body").innerText()).includes(OURS[2]));
  await page.getByLabel("Night").check();
  await page.waitForFunction(() => document.querySelector("[data-letter]").dataset.way === "night");
  await frame.getByText("Be loud without us.").waitFor();
  assert.equal(await frame.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor), "rgb(18, 17, 15)");
  await page.getByLabel("Phone").check();
  await page.waitForFunction(() => document.querySelector("[data-letter]").clientWidth === 320);
  await page.getByLabel("Text").check();
  await frame.getByText("Be loud without us.").waitFor();
  await page.getByLabel("As whom").selectOption("follows");
  await page.getByLabel("Day", { exact: true }).check();
  await frame.getByText("Such a reader gets no letter that day").waitFor();
  await page.getByLabel("As whom").selectOption("general");
  await page.getByRole("button", { name: "Mail it to me" }).click();
  await page.locator("#main").getByText(`On its way to ${OWNER}`).waitFor();
  for (let n = 0; ; n += 1) {
    const { text } = await paper.get("/-/mailbox");
    if (text.includes("[Test] Two amplifiers and a note")) break;
    assert.ok(n < 100, "the test letter did not come");
    await page.waitForTimeout(200);
  }
}

async function hold({ page }) {
  await page.getByRole("button", { name: "Hold" }).click();
  await page.getByText("Held: it does not go by itself").waitFor();
  await page.getByRole("button", { name: "Let it go" }).click();
  await page.locator("[data-goes]").filter({ hasText: "Goes by itself" }).waitFor();
}

async function everyPage(browser, desk, paper) {
  const edition = new URL(desk.page.url()).pathname;
  const state = await desk.context.storageState();
  const wrong = [];
  for (const viewport of SIZES) {
    for (const colorScheme of ["light", "dark"]) {
      const { page, context } = await openReader(browser, paper, { viewport, colorScheme, storageState: state });
      for (const path of ["/desk/readers", "/desk/readers/2", "/desk/readers/lists", "/desk/readers/held", "/desk/readers/suppressed", "/desk/editions", edition]) {
        await page.goto(paper.at(path));
        const where = `${path} at ${viewport.width}, ${colorScheme}`;
        wrong.push(...(await overflow(page)).map((one) => `${where}: ${one}`));
        if ([1440, 390].includes(viewport.width)) wrong.push(...(await violations(page)).map((one) => `${where}: ${one}`));
      }
      await context.close();
    }
  }
  none(wrong);
}
