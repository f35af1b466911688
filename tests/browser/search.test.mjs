// Search: with script and without, by day and by night, on a desk and on a phone; while the index is made anew.
import assert from "node:assert/strict";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { violations } from "./lib/axe.mjs";
import { SIZES, covered, openBrowser, openReader, overflow } from "./lib/browser.mjs";
import { none } from "./lib/none.mjs";
import { freshDemo } from "./lib/paper.mjs";

const PLACES = ["/search", "/search?q=lift", "/search?q=type:review", "/search?q=lift&type=review&sort=new", "/search?q=zzzzqqq", "/search?q=after:never+a*"];

test("search", { timeout: 600_000 }, async (t) => {
  const paper = await freshDemo(t);
  const browser = await openBrowser(t);
  await t.test("without script: words, filters, order, pages, what is not understood", () => plainly(browser, paper));
  await t.test("with script: artists stand under the field while somebody types", () => typed(browser, paper));
  for (const colorScheme of ["light", "dark"]) {
    await t.test(`is open to everybody and fits every window, ${colorScheme}`, () => looked(browser, paper, colorScheme));
  }
  await t.test("a damaged index is made anew while the paper stays up", () => damaged(paper));
});

async function plainly(browser, paper) {
  const reader = await openReader(browser, paper, { javaScriptEnabled: false });
  const { page } = reader;
  await page.goto(paper.at("/search"));
  await page.getByRole("searchbox").fill("lift");
  await page.keyboard.press("Enter");
  const all = await page.locator("#found-stories").innerText();
  assert.match(all, /^\d+\sstories$/);
  assert.ok(await page.locator(".rows-found mark").count() > 0, "what was looked for is marked");
  const choice = page.locator(".shelf a").nth(1);
  const count = Number(await page.locator(".shelf .shelf-count").nth(1).innerText());
  await choice.click();
  assert.equal(await page.locator("#found-stories").innerText(), count === 1 ? "1\u00a0story" : `${count}\u00a0stories`);
  await page.locator(".shelf [aria-current]").click();
  assert.equal(await page.locator("#found-stories").innerText(), all);
  await page.getByRole("link", { name: "newest first" }).click();
  const days = await page.locator(".rows-found time").evaluateAll((times) => times.map((time) => time.dateTime));
  assert.deepEqual(days, [...days].sort((one, other) => Date.parse(other) - Date.parse(one)));
  await page.goto(paper.at("/search?q=after:never+lift"));
  assert.match(await page.locator(".search-left").innerText(), /“never” is no day/);
  assert.equal(await page.locator("#found-stories").innerText(), all);
  none(reader.foreign.map((request) => request.url()));
  none(reader.cookies);
  await reader.context.close();
}

async function typed(browser, paper) {
  const reader = await openReader(browser, paper);
  const { page } = reader;
  await page.goto(paper.at("/search"));
  const field = page.locator(".search-field");
  await field.pressSequentially("dead", { delay: 40 });
  const names = page.locator(".names [role=option]");
  await names.first().waitFor();
  assert.match(await names.first().innerText(), /dead/i);
  assert.equal(await field.getAttribute("aria-expanded"), "true");
  none(await violations(page));
  await page.keyboard.press("Escape");
  assert.equal(await names.count(), 0);
  await field.pressSequentially(" ", { delay: 40 });
  await names.first().waitFor();
  await page.keyboard.press("ArrowDown");
  assert.equal(await names.first().getAttribute("aria-selected"), "true");
  const address = await names.first().getAttribute("href");
  await page.keyboard.press("Enter");
  await page.waitForURL(paper.at(address));
  none(reader.complaints.map((one) => one.text));
  await reader.context.close();
}

async function looked(browser, paper, colorScheme) {
  const reader = await openReader(browser, paper, { colorScheme });
  const { page } = reader;
  const wrong = [];
  for (const path of PLACES) {
    for (const viewport of SIZES) {
      await page.setViewportSize(viewport);
      await page.goto(paper.at(path));
      wrong.push(...(await overflow(page)).map((what) => `${path} at ${viewport.width}: ${what}`));
    }
    wrong.push(...(await violations(page)).map((what) => `${path}: ${JSON.stringify(what)}`));
    wrong.push(...(await covered(page)).map((what) => `${path}: ${JSON.stringify(what)}`));
  }
  none(wrong);
  await reader.context.close();
}

async function damaged(paper) {
  const found = async () => (await (await fetch(paper.at("/api/v1/search?q=lift"))).json()).total;
  const before = await found();
  assert.ok(before > 1);
  await sleep(2_500);
  await paper.kill();
  const [form] = readdirSync(join(paper.data, "search"));
  const folder = join(paper.data, "search", form, "paper");
  const parts = readdirSync(folder).filter((name) => /\.(idx|term|store|pos)$/.test(name));
  assert.ok(parts.length >= 4);
  for (const part of parts) writeFileSync(join(folder, part), "nothing of what it was");
  await paper.restart();
  assert.equal((await fetch(paper.at("/"))).status, 200);
  assert.equal((await fetch(paper.at("/search?q=lift"))).status, 200);
  for (let tries = 0; (await found()) !== before; tries += 1) {
    assert.ok(tries < 50, "the index is whole again");
    await sleep(300);
  }
}
