// Clips: nobody is asked for anything before the reader presses play, and without script there is a plain link.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openBrowser, openReader } from "./lib/browser.mjs";
import { crawl } from "./lib/crawl.mjs";
import { none } from "./lib/none.mjs";
import { demo, work } from "./lib/paper.mjs";

const CLIP = "a.clip-link[data-embed]";

/** One clip of each provider that the press knows; the demo itself has two of them. */
const IDS = {
  youtube: "aqz-KE-bpKQ",
  vimeo: "1084537",
  soundcloud: "forss/flickermood",
  spotify: "track/0123456789abcdefghijAB",
  apple_music: "au/album/one-of-each/123456789",
  mixcloud: "somebody/one-of-each",
  bandcamp: "album=123456789",
  tiktok: "@somebody/video/123456789",
  instagram: "p/abcdefg",
};

/** A story file with all of them, made for this run. */
function everyProvider() {
  const clip = ([provider, id]) => `\`\`\`clip\nprovider = "${provider}"\nid = "${id}"\nkind = "video"\ntitle = "On ${provider}"\n\`\`\``;
  const head = '+++\nheadline = "One of each"\nslug = "one-of-each"\nsection = "clips"\ntype = "news"\nbylines = ["Staff Writer"]\n+++';
  const file = join(work, "one-of-each.md");
  writeFileSync(file, `${head}\n\n${Object.entries(IDS).map(clip).join("\n\n")}\n`);
  return file;
}

test("clips of the demo", { timeout: 600_000 }, async (t) => {
  const paper = await demo(t);
  await paper.cli("import", everyProvider());
  await paper.cli("publish", "one-of-each");
  const clips = everyClip(await crawl(paper));
  const providers = [...new Map(clips.map((clip) => [clip.host, clip])).values()];
  console.log(`${clips.length} clips of ${providers.length} providers: ${providers.map((clip) => clip.host).join(", ")}`);
  assert.ok(clips.some((clip) => clip.host === "www.youtube-nocookie.com"), "the demo has a clip on YouTube");
  const browser = await openBrowser(t);

  await t.test("every player is one that the paper's policy lets in", async () => none(await keptOut(paper, clips)));
  for (const clip of providers) {
    await t.test(`${clip.host} is asked after the press, not before`, () => press(browser, paper, clip));
    await t.test(`${clip.host} is a plain link without script`, () => withoutScript(browser, paper, clip));
  }
  await t.test("the keyboard presses play", () => keyboard(browser, paper, providers[0]));
  await t.test("a press that asks for a new tab gets the provider's page", () => newTab(browser, paper, providers[0]));
});

const decode = (text) => text.replace(/&amp;/g, "&");

/** Every clip on every page, out of its markup: no clip comes with a frame. */
function everyClip({ pages }) {
  const clips = [];
  for (const { path, html } of pages) {
    assert.ok(!/<iframe|<embed|<object/i.test(html), `${path} frames something before anybody pressed`);
    for (const [, own, embed] of html.matchAll(/<a class="clip-link" href="([^"]+)" data-embed="([^"]+)"/g)) {
      clips.push({ path, own: decode(own), embed: decode(embed), host: new URL(decode(embed)).host });
    }
  }
  return clips;
}

async function keptOut(paper, clips) {
  const policy = (await paper.get(clips[0].path)).headers.get("content-security-policy");
  const frames = policy.split(";").find((part) => part.trim().startsWith("frame-src")).trim().split(" ").slice(1);
  return clips.filter((clip) => !frames.includes(new URL(clip.embed).origin)).map((clip) => `${clip.embed} on ${clip.path}`);
}

async function open(browser, paper, clip, options) {
  const reader = await openReader(browser, paper, options);
  await reader.page.goto(paper.at(clip.path), { waitUntil: "networkidle" });
  await reader.page.locator("footer.foot").scrollIntoViewIfNeeded();
  await reader.page.waitForLoadState("networkidle");
  assert.deepEqual(reader.foreign.map((request) => request.url()), [], "asked before the press");
  return { ...reader, link: reader.page.locator(`a.clip-link[data-embed="${clip.embed}"]`).first() };
}

async function press(browser, paper, clip) {
  const { context, page, foreign, complaints, link } = await open(browser, paper, clip);
  const title = await link.getAttribute("data-title");
  const before = await page.locator(CLIP).count();
  const asked = page.waitForEvent("request", (request) => new URL(request.url()).host === clip.host);
  await link.click();
  await asked;
  const frame = page.locator("iframe");
  assert.equal(await frame.count(), 1);
  assert.equal(await frame.getAttribute("src"), clip.embed);
  assert.equal(await frame.getAttribute("title"), title);
  assert.equal(await frame.getAttribute("referrerpolicy"), "strict-origin-when-cross-origin");
  assert.equal(await page.locator(CLIP).count(), before - 1, "the frame stands where the link stood");
  assert.ok(await frame.evaluate((element) => document.activeElement === element), "the frame has the focus");
  // YouTube refuses to play for a page that does not say where it is; nobody learns more than that.
  const sent = await foreign[0].allHeaders();
  assert.equal(sent.referer, `${new URL(paper.url).origin}/`);
  assert.deepEqual([...new Set(foreign.map((request) => new URL(request.url()).host))], [clip.host]);
  none(complaints.filter((one) => /Content Security Policy|Refused/.test(one.text)).map((one) => one.text));
  await context.close();
}

async function withoutScript(browser, paper, clip) {
  const { context, page, foreign, link } = await open(browser, paper, clip, { javaScriptEnabled: false });
  assert.equal(await link.getAttribute("href"), clip.own);
  assert.match(clip.own, /^https:\/\//);
  const asked = page.waitForEvent("request", (request) => request.isNavigationRequest());
  await link.click().catch(() => undefined);
  await asked;
  assert.equal(await page.locator("iframe").count(), 0);
  assert.equal(foreign[0].url(), clip.own);
  await context.close();
}

async function keyboard(browser, paper, clip) {
  const { context, page, link } = await open(browser, paper, clip);
  await link.focus();
  await page.keyboard.press("Enter");
  await page.locator("iframe").waitFor();
  await context.close();
}

async function newTab(browser, paper, clip) {
  const { context, page, link } = await open(browser, paper, clip);
  const opened = context.waitForEvent("page");
  await link.click({ modifiers: ["ControlOrMeta"] });
  await opened;
  assert.equal(await page.locator("iframe").count(), 0);
  await context.close();
}
