// A paper moves in at the desk, as an editor brings it: sent, looked at, mapped, brought in with a pause, what is to be
// looked at answered by key, read on the paper at its old address, and taken out again.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { violations } from "./lib/axe.mjs";
import { openBrowser, openReader, overflow, SIZES } from "./lib/browser.mjs";
import { none } from "./lib/none.mjs";
import { emptyPaper, fresh } from "./lib/paper.mjs";
import { oldPaper } from "./lib/old-paper.mjs";

const OWNER = "imogen@backfeed.example";
// So many that a debug build is still at it when somebody presses Pause.
const STORIES = 1680;
/** Every fortieth has one. */
const SCRIPTS = Math.floor(STORIES / 40);
const PAGES = Math.ceil((STORIES + 2) / 50);

test("a paper moves in at the desk", { timeout: 900_000 }, async (t) => {
  const paper = await emptyPaper(t, "Australia/Melbourne");
  await paper.cli("staff", "invite", OWNER, "--name", "Imogen Achterberg", "--role", "owner", "--no-mail");
  const browser = await openBrowser(t);
  const desk = await openReader(browser, paper);
  const looks = [];
  const look = (name) => everySize(browser, desk, paper, name, looks);
  await t.test("signs in by a link", () => signIn(desk, paper));
  await t.test("what cannot be read is said, and what was typed is kept", () => refused(desk, paper));
  await t.test("an export is sent and looked at", () => sent(desk, paper, look));
  await t.test("the dry run is read without script too", () => withoutScript(browser, desk, paper));
  await t.test("the mapping is changed, kept as a file and used again", () => mapped(desk, paper, look));
  await t.test("it comes in, is paused and goes on", () => broughtIn(desk, paper));
  await t.test("what is to be looked at is answered by key and at once", () => queue(desk, look));
  await t.test("readers have it, at its old address too", () => onThePaper(paper));
  await t.test("it is taken out again, but for what somebody changed", () => takenOut(desk, paper, look));
  await t.test("a folder on the server is taken up and its site taught on one page", () => taughtSite(desk, paper, look));
  await t.test("a source is let go of", () => letGo(desk, paper));
  await t.test("every page holds at every width, by day and by night, and axe finds nothing", () => none(looks));
  await t.test("nothing complained", () => none(desk.complaints.filter((one) => !/400|409|422/.test(one.text)).map((one) => `${one.at}: ${one.text}`)));
});

async function signIn({ page }, paper) {
  const link = (await paper.cli("staff", "link", OWNER)).match(/\/desk\/sign-in\/\S+/)[0];
  await page.goto(paper.at(link));
  await page.locator("main button").click();
  await page.waitForURL(/\/desk/);
}

/** Looks at the page that stands there at every size; keeps what is wrong with it, and a picture of it when somebody wants one. */
async function everySize(browser, desk, paper, name, wrong) {
  const [path, storageState] = [new URL(desk.page.url()), await desk.context.storageState()];
  for (const viewport of SIZES) {
    for (const colorScheme of ["light", "dark"]) {
      const { page, context } = await openReader(browser, paper, { viewport, colorScheme, storageState });
      await page.goto(paper.at(path.pathname + path.search));
      await page.evaluate(() => document.fonts.ready);
      const where = `${name} at ${viewport.width}, ${colorScheme}`;
      wrong.push(...(await overflow(page)).map((one) => `${where}: ${one}`));
      if ([1440, 390].includes(viewport.width)) wrong.push(...(await violations(page)).map((one) => `${where}: ${one}`));
      if (process.env.INKIE_SHOTS) await page.screenshot({ path: `${process.env.INKIE_SHOTS}/${name}-${viewport.width}-${colorScheme === "dark" ? "night" : "day"}.png`, fullPage: true });
      await context.close();
    }
  }
}

async function refused({ page }, paper) {
  await page.goto(paper.at("/desk/imports"));
  await page.getByLabel("Time zone of dates without one").fill("Europe/Berlin");
  await page.setInputFiles("#move-file", { name: "notes.docx", mimeType: "application/octet-stream", buffer: Buffer.from("PK\u0003\u0004 and more") });
  await page.getByRole("button", { name: "Look at it" }).click();
  await page.getByRole("alert").getByText("“notes.docx”: is no whole zip file").waitFor();
  assert.equal(await page.getByLabel("Time zone of dates without one").inputValue(), "Europe/Berlin");
  await page.setInputFiles("#move-file", { name: "words.txt", mimeType: "text/plain", buffer: Buffer.from("only words") });
  await page.getByRole("button", { name: "Look at it" }).click();
  await page.getByRole("alert").getByText("“words.txt” is no paper that can be read").waitFor();
  await page.getByText("Nobody has moved in yet.").waitFor();
}

async function sent({ page }, paper, look) {
  await page.setInputFiles("#move-file", { name: "old-paper.xml", mimeType: "text/xml", buffer: Buffer.from(oldPaper(STORIES)) });
  await page.getByLabel("Time zone of dates without one").fill("");
  await look("imports");
  await page.getByRole("button", { name: "Look at it" }).click();
  await page.waitForURL(/\/desk\/imports\/\d+$/);
  // A dry run in a debug build, on a machine that has other work.
  await page.getByRole("button", { name: `Bring all ${STORIES + 2} in` }).waitFor({ timeout: 90_000 });
  assert.match(await page.locator(".move-whence").innerText(), /^old-paper\.xml, wordpress:old\.example\. Begun on /);
  const sums = await page.locator(".move-sums").innerText();
  assert.match(sums, new RegExp(`stories\\s*${STORIES + 1}\\s*pages\\s*1\\s*stay there\\s*2`));
  await look("dry-doubtful");
  await page.getByRole("link", { name: `Lost ${2 + SCRIPTS}` }).click();
  await page.getByText("Stays there: was thrown away there.").waitFor();
  await look("dry-lost");
  await page.getByRole("link", { name: `Comes ${STORIES + 2}` }).click();
  await page.getByText(`1 of ${PAGES}`).waitFor();
  await page.getByRole("link", { name: "Further" }).click();
  await page.getByText(`2 of ${PAGES}`).waitFor();
  assert.ok((await page.locator(".move-rows > li").count()) === 50);
  const rows = await page.evaluate(() => fetch(`/api/v1${location.pathname.replace("/desk", "")}/dry/lost`).then((answer) => answer.json()));
  assert.deepEqual([rows.rows.length, rows.next, rows.rows[0].line > 0], [2 + SCRIPTS, null, true], "by item and line, as JSON");
}

async function withoutScript(browser, desk, paper) {
  const { page, context } = await openReader(browser, paper, { javaScriptEnabled: false, storageState: await desk.context.storageState() });
  await page.goto(desk.page.url().split("?")[0]);
  await page.getByRole("link", { name: "Doubtful" }).click();
  await page.getByText("[odd a=\"1\"]").first().waitFor();
  await page.getByRole("link", { name: "Mapping" }).click();
  assert.equal(await page.getByLabel(/^andre|^André Dack/).first().inputValue(), "André Dack");
  await context.close();
}

const looked = (page) => page.getByRole("button", { name: /^Bring all/ }).waitFor({ timeout: 90_000 });

async function mapped({ page }, paper, look) {
  await page.getByRole("link", { name: "Mapping" }).click();
  await page.waitForURL(/\/mapping$/);
  await look("mapping");
  await page.getByLabel(/^News from there/).selectOption("news");
  await page.getByLabel("Type of story of Reviews").selectOption("review");
  await page.getByLabel(/^André Dack/).fill("Andrea Dack");
  await page.getByRole("button", { name: "Look again with this" }).click();
  await page.waitForURL(/\/desk\/imports\/\d+$/);
  await looked(page);
  await page.getByRole("link", { name: /^Comes/ }).click();
  await page.getByText("Andrea Dack.").first().waitFor();
  await page.getByRole("link", { name: "Mapping" }).click();
  const given = page.waitForEvent("download");
  await page.getByRole("link", { name: "Keep it as a file" }).click();
  const file = await given;
  assert.equal(file.suggestedFilename(), "mapping.toml");
  const path = `${fresh("mapping")}/mapping.toml`;
  await file.saveAs(path);
  const text = readFileSync(path, "utf8");
  assert.match(text, /andre = "Andrea Dack"/);
  await page.setInputFiles("#mapping-file", { name: "mapping.toml", mimeType: "application/toml", buffer: Buffer.from("types = 7\n") });
  await page.getByRole("button", { name: "Use it" }).click();
  await page.getByRole("alert").getByText("the mapping cannot be read").waitFor();
  await page.setInputFiles("#mapping-file", { name: "mapping.toml", mimeType: "application/toml", buffer: Buffer.from(text.replace("Andrea Dack", "Andy Dack")) });
  await page.getByRole("button", { name: "Use it" }).click();
  await page.waitForURL(/\/desk\/imports\/\d+$/);
  await looked(page);
}

async function broughtIn({ page }) {
  await page.getByRole("button", { name: /^Bring all/ }).click();
  await page.locator(".move-far").getByText(/entries are in|counted once more/).waitFor();
  const pause = page.getByRole("button", { name: "Pause" });
  await pause.waitFor();
  const far = await page.locator("progress").evaluate((bar) => [bar.value, bar.max]);
  assert.equal(far[1], STORIES + 5, `of all entries, not of some: ${far}`);
  await pause.click();
  const goOn = page.getByRole("button", { name: "Go on" });
  await goOn.waitFor();
  const done = Number((await page.getByText(/of \d+ entries\./).first().innerText()).match(/^(\d+) of/)[1]);
  assert.ok(done > 0 && done < STORIES + 5, `paused between: ${done}`);
  await goOn.click();
  await page.getByText("What became of it").waitFor({ timeout: 120_000 });
  await page.locator(".room-bar").getByText("In", { exact: true }).waitFor({ timeout: 120_000 });
  assert.match(await page.locator(".move-outcome").innerText(), new RegExp(`new\\s*${STORIES + 2}`));
}

async function queue({ page }, look) {
  await look("review");
  await page.getByRole("link", { name: /^Unknown shortcodes/ }).click();
  await page.waitForURL(/about=shortcode/);
  // The page has its keys once it stands on the first of them.
  const listens = () => page.locator("[data-doubt]:focus").waitFor();
  await listens();
  const waiting = async () => Number((await page.locator(".move-bar .places-count").innerText()).trim());
  const before = await waiting();
  const first = page.locator("[data-doubt]").first();
  await page.keyboard.press("y");
  await first.getByText("Looked at.", { exact: true }).waitFor();
  await first.focus();
  await page.keyboard.press("u");
  await first.getByRole("button", { name: "Looked at" }).waitFor();
  await page.keyboard.press("y");
  await first.getByText("Looked at.", { exact: true }).waitFor();
  await page.reload();
  await listens();
  assert.equal(await waiting(), before - 1);
  await look("review-shortcodes");
  await page.getByRole("button", { name: "All of these", exact: true }).click();
  await page.getByRole("link", { name: `Unknown shortcodes ${SCRIPTS}`, exact: true }).waitFor();
  await listens();
  const all = page.getByRole("button", { name: "All of these were looked at" });
  await all.click();
  await page.getByRole("button", { name: "Sure? Press again" }).click();
  await page.getByText("Nothing is to be looked at.").waitFor();
  await page.getByRole("link", { name: "All", exact: true }).click();
  await page.waitForURL((url) => url.search === "");
  await listens();
  await page.keyboard.press("o");
  await page.waitForURL(/\/desk\/stories\/\d+/);
  await page.goBack();
}

async function onThePaper(paper) {
  const old = await paper.get("/2015/03/gilt-7/");
  assert.equal(old.status, 301);
  const story = await paper.get(new URL(old.headers.get("location"), paper.url).pathname);
  assert.equal(story.status, 200);
  assert.match(story.text, /Gilt play night 7/);
  assert.match(story.text, /Andy Dack/);
  assert.equal((await paper.get("/?p=7")).status, 301);
}

async function takenOut({ page }, paper, look) {
  const one = page.url().split("?")[0];
  // Somebody corrects one of them: it is theirs now.
  const headers = { "content-type": "application/json" };
  const id = await page.evaluate((path) => fetch(`/api/v1${path}`).then((answer) => answer.json()).then((answer) => answer.entries.find((entry) => entry.title === "Gilt play night 9").story), new URL(one).pathname.replace("/desk", ""));
  const noted = await page.evaluate(([id, headers]) => fetch(`/api/v1/stories/${id}/notes`, { method: "POST", headers, body: JSON.stringify({ text: "Was that not in April?" }) }).then((answer) => answer.status), [id, headers]);
  assert.equal(noted, 201);
  await page.goto(one);
  await page.getByText("Take it out again").click();
  await page.getByText(`What it made goes, ${STORIES + 2} stories and pages`).waitFor();
  await look("before-taking-out");
  await page.getByRole("button", { name: "Take all of it out" }).click();
  await page.getByRole("button", { name: "Sure? Press again" }).click();
  await page.getByText("These stay").waitFor({ timeout: 120_000 });
  await page.getByText("Gilt play night 9", { exact: true }).waitFor();
  await look("taken-out");
  assert.equal((await paper.get("/2015/03/gilt-7")).status, 404);
}

/** A page of a site that says nothing to machines. */
function barePage(number) {
  const [by, day] = [number % 2 ? "LOTTIE" : "ANDRÉ", String(9 + number).padStart(2, "0")];
  return `<!doctype html><html><head><meta charset="utf-8"><title>Bare Paper</title></head><body><p class="m">Bare Paper | News | Gigs</p><p class="t">Night ${number} of the fax machine</p>
    <span class="d">${day}.03.2015</span> <span class="w">${by}</span><div class="x"><p>Paragraph one of night ${number}, which was louder than the night before it and went on for longer, too.</p>
    <p>Nobody owns the fax machine, said the band of number ${number}, who carried it up four floors, and down again, in the rain.</p></div><p class="f">All rights reserved, all wrongs reversed</p></body></html>`;
}

async function taughtSite({ page }, paper, look) {
  const folder = join(paper.data, "imports", "bare-paper");
  mkdirSync(folder, { recursive: true });
  for (let number = 1; number <= 12; number += 1) writeFileSync(join(folder, `night-${number}.html`), barePage(number));
  await page.goto(paper.at("/desk/imports"));
  await page.getByRole("heading", { name: "On the server" }).waitFor();
  await look("imports-lying");
  const lying = page.locator("form[data-api='POST /imports/sources']");
  await lying.getByLabel("What", { exact: true }).selectOption("bare-paper");
  await lying.getByRole("button", { name: "Look at it" }).click();
  await page.waitForURL(/\/desk\/imports\/\d+$/);
  await looked(page);
  await page.getByRole("link", { name: "Mapping" }).click();
  await page.getByRole("heading", { name: "The site, taught on one page" }).waitFor();
  const shown = async (headline) => {
    await page.getByLabel("The page: its address or file").fill("night-2.html");
    await page.getByLabel("Headline", { exact: true }).fill(headline);
    await page.getByLabel("Date, as it is written").fill("11.03.2015");
    await page.getByLabel("The day that it means").fill("2015-03-11");
    await page.getByLabel("First words of the text").fill("Paragraph one of night 2");
    await page.getByLabel("Bylines, and whom each means").fill("ANDRÉ = André Dack");
    await page.getByRole("button", { name: "Look again with this" }).click();
    await page.waitForURL(/\/desk\/imports\/\d+$/);
  };
  await shown("Nights of the fax machine");
  await page.getByText("“Nights of the fax machine” does not stand on the page").waitFor();
  await look("unreadable");
  await page.getByRole("link", { name: "Mapping" }).click();
  await shown("Night 2 of the fax machine");
  await looked(page);
  await page.getByText("“LOTTIE” stands for nobody yet").first().waitFor();
  await page.getByRole("link", { name: /^Comes 12/ }).click();
  await page.getByText("Night 11 of the fax machine").waitFor();
  await page.getByRole("link", { name: "Mapping" }).click();
  assert.equal(await page.getByLabel("Bylines, and whom each means").inputValue(), "ANDRÉ = André Dack");
  await look("mapping-taught");
  await page.goBack();
  await page.getByRole("button", { name: /^Bring all 12/ }).click();
  await page.getByText("What became of it").waitFor({ timeout: 120_000 });
  const story = await paper.get("/2015/03/11/night-2-of-the-fax-machine");
  assert.equal(story.status, 200);
  assert.match(story.text, /André Dack/);
  assert.ok(!story.text.includes("All rights reserved"), "what repeats on its pages stays there");
}

async function letGo({ page }, paper) {
  await page.goto(paper.at("/desk/imports"));
  const feed = "<rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\"><channel><title></title><link></link><item><title>One</title><content:encoded><![CDATA[<p>Words.</p>]]></content:encoded></item></channel></rss>";
  await page.setInputFiles("#move-file", { name: "unnamed-feed.xml", mimeType: "text/xml", buffer: Buffer.from(feed) });
  await page.locator("form:has(#move-file)").getByRole("button", { name: "Look at it" }).click();
  await page.waitForURL(/\/desk\/imports\/\d+$/);
  await page.getByRole("heading", { name: "unnamed-feed.xml", level: 1 }).waitFor();
  await page.getByRole("button", { name: "Let it go" }).click();
  await page.getByRole("button", { name: "Sure? Press again" }).click();
  await page.waitForURL(/\/desk\/imports$/);
  assert.equal(await page.getByText("unnamed-feed.xml").count(), 0);
}
