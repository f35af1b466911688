// Writing a story in Chromium: by keys alone, by Markdown, by menu, in the fields of every block; on a phone; for who does not see.
import assert from "node:assert/strict";
import { test } from "node:test";
import { violations } from "./lib/axe.mjs";
import { selected, toEnd } from "./lib/desk.mjs";
import { openEditing } from "./lib/editing.mjs";
import { notation } from "./lib/notation.mjs";

const text = (page) => page.locator(".ProseMirror");

async function saved(desk, page, id) {
  await page.keyboard.press("Control+s");
  for (let turn = 0; turn < 100; turn += 1) {
    if (await page.evaluate(() => document.querySelector(".waiting, .upload") === null)) break;
    await page.waitForTimeout(50);
  }
  await page.keyboard.press("Control+s");
  await page.waitForTimeout(400);
  return desk.draft(id);
}

async function begin(desk, writer, draft) {
  const id = await desk.newStory(draft);
  const page = await desk.open(writer, id);
  await text(page).click({ position: { x: 5, y: 8 } });
  return { id, page };
}

const body = async (desk, page, id) => notation((await saved(desk, page, id)).body);

const doc = (...content) => ({ type: "doc", version: 1, content });
const paragraph = (words) => ({ type: "paragraph", content: words ? [{ type: "text", text: words }] : [] });

test("writing", { timeout: 900_000 }, async (t) => {
  const desk = await openEditing(t);
  const writer = await desk.writer();

  await t.test("headline, standfirst and text by keys alone, in the paper's quotation marks", async () => {
    const id = await desk.newStory();
    const page = await desk.open(writer, id);
    await page.locator("textarea.words-headline").focus();
    await page.keyboard.type("Watch Vera's \"new\" clip");
    await page.keyboard.press("Enter");
    await page.keyboard.type("It's 'good'... - all of it");
    await page.keyboard.press("Enter");
    await page.keyboard.type("She said \"it's 'fine', rock 'n' roll in the '90s\" -- see https://example.org/a--b?q=\"x\" now.");
    const draft = await saved(desk, page, id);
    assert.equal(draft.headline, "Watch Vera’s “new” clip");
    assert.equal(draft.standfirst, "It’s ‘good’… – all of it");
    assert.deepEqual(notation(draft.body), ["paragraph(She said “it’s ‘fine’, rock ’n’ roll in the ’90s” – see https://example.org/a--b?q=\"x\" now.)"]);
    await page.keyboard.press("Control+Home");
    await page.waitForTimeout(100);
    await page.keyboard.press("ArrowUp");
    assert.equal(await page.evaluate(() => document.activeElement.name), "standfirst");
    await page.close();
  });

  await t.test("Markdown's shortcuts", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("## Head\n### Sub\nA **bold** and *soft* and ~~gone~~ [here](example.org/x) word.\n> quoted\n\n- one\ntwo\n\n3. three\nfour\n\n---end");
    assert.deepEqual(await body(desk, page, id), [
      "heading2(Head)", "heading3(Sub)",
      "paragraph(A [strong:bold] and [em:soft] and [strike:gone] [link https://example.org/x:here] word.)",
      "quotation(quoted)", "list(item(one) item(two))", "list3(item(three) item(four))", "divider", "paragraph(end)",
    ]);
    await page.close();
  });

  await t.test("the slash menu puts in every block that it lists", async () => {
    const { id, page } = await begin(desk, writer);
    for (const name of ["quot", "head", "subh", "numb", "verse", "tour", "score", "track", "set l", "box", "rank", "table", "divi"]) {
      await toEnd(page);
      await page.keyboard.type(`/${name.replace(" ", "").slice(0, 5)}`);
      await page.locator(".slash [role=option]").first().waitFor();
      assert.equal(await text(page).getAttribute("aria-activedescendant"), await page.locator(".slash .on").getAttribute("id"));
      await page.keyboard.press("Enter");
      await page.locator(".slash").waitFor({ state: "hidden" });
      // What has a text is written in; in what has fields only, the first of them has the cursor. Escape and ↓ leave it.
      if (["tour", "score", "track", "set l", "box"].includes(name)) {
        assert.equal(await page.evaluate(() => document.activeElement.matches(".ProseMirror .block input, .ProseMirror .block select")), true, name);
        await page.keyboard.press("Escape");
        await page.keyboard.press("ArrowDown");
      } else if (name !== "divi") await page.keyboard.type("x");
      // Enter in a table goes on to the next row.
      if (name === "table") for (let row = 0; row < 3; row += 1) await page.keyboard.press("ArrowDown");
      await toEnd(page);
      await page.keyboard.press("Enter");
      await page.keyboard.press("Enter");
    }
    const types = (await saved(desk, page, id)).body.content.map(({ type }) => type).filter((type) => type !== "paragraph");
    assert.deepEqual(types, ["quotation", "heading", "heading", "list", "verse", "tour_dates", "score", "track_list", "set_list", "info_box", "ranked_entry", "table", "divider"]);
    await page.close();
  });

  await t.test("a selection becomes a quotation, or a pull quote without being typed twice", async () => {
    const { id, page } = await begin(desk, writer, { body: doc(paragraph("He came in. “I was there,” he said."), paragraph("Next.")) });
    await page.keyboard.press("Control+Home");
    for (let n = 0; n < 12; n += 1) await page.keyboard.press("ArrowRight");
    await page.keyboard.down("Shift");
    for (let n = 0; n < 14; n += 1) await page.keyboard.press("ArrowRight");
    await page.keyboard.up("Shift");
    await page.locator(".text-bar").waitFor();
    await page.locator(".text-bar .bar-pull_quote").click();
    assert.deepEqual(await body(desk, page, id), ["pull_quote(I was there)", "paragraph(He came in. “I was there,” he said.)", "paragraph(Next.)"]);
    await page.keyboard.press("Control+Shift+Digit9");
    assert.deepEqual(await body(desk, page, id), ["pull_quote(I was there)", "paragraph(He came in.)", "quotation(I was there,)", "paragraph(he said.)", "paragraph(Next.)"]);
    await page.locator(".quotation input").first().fill("Vera Static");
    assert.ok((await body(desk, page, id)).includes("quotation Vera Static(I was there,)"));
    await page.close();
  });

  await t.test("blocks move by key, and undo takes it back", async () => {
    const { id, page } = await begin(desk, writer, { body: doc(paragraph("One"), paragraph("Two"), { type: "divider" }) });
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Alt+ArrowDown");
    await page.keyboard.press("Alt+ArrowDown");
    assert.deepEqual(await body(desk, page, id), ["paragraph(Two)", "divider", "paragraph(One)"]);
    await page.keyboard.press("Alt+ArrowUp");
    assert.deepEqual(await body(desk, page, id), ["paragraph(Two)", "paragraph(One)", "divider"]);
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    await page.keyboard.press("Control+z");
    assert.deepEqual(await body(desk, page, id), ["paragraph(One)", "paragraph(Two)", "divider"]);
    await page.close();
  });

  await t.test("a block is dragged to another place", async () => {
    const { id, page } = await begin(desk, writer, { body: doc(paragraph("One"), paragraph("Two"), paragraph("Three")) });
    const first = text(page).locator("p").first();
    await first.hover();
    const handle = page.locator(".block-handle");
    await handle.waitFor();
    const target = await text(page).locator("p").nth(2).boundingBox();
    const grip = await handle.boundingBox();
    await page.mouse.move(grip.x + 13, grip.y + 13, { steps: 4 });
    await page.mouse.down();
    await page.mouse.move(grip.x + 20, grip.y + 20, { steps: 4 });
    await page.mouse.move(target.x + 40, target.y + target.height - 2, { steps: 8 });
    await page.mouse.move(target.x + 40, target.y + target.height + 6, { steps: 4 });
    await page.mouse.up();
    assert.deepEqual(await body(desk, page, id), ["paragraph(Two)", "paragraph(Three)", "paragraph(One)"]);
    await page.close();
  });

  await t.test("the fields of a tour: typed, by key, pasted", async () => {
    const { id, page } = await begin(desk, writer, { body: doc(paragraph("Dates"), { type: "tour_dates", attrs: { title: "", dates: [{ date: "2026-04-09", city: "Hobart" }] } }, paragraph("End")) });
    const tour = page.locator("[data-kind=tour_dates]");
    await tour.locator(".field-venue input").fill("Altar");
    await page.keyboard.press("Enter");
    await tour.locator("li").nth(1).locator(".field-city input").fill("Geelong");
    await tour.locator("li").nth(1).locator(".field-status select").selectOption("sold-out");
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.setData("text/plain", "10 Dec 2026 – Sydney, Factory\n11 Dec 2026 – Perth, Rosemount (all ages)");
      document.querySelector("[data-kind=tour_dates] li:nth-child(2) .field-city input").dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
    });
    await tour.locator("li").nth(3).waitFor();
    const { dates } = (await saved(desk, page, id)).body.content[1].attrs;
    assert.deepEqual(dates.map(({ city, venue, status, note }) => [city, venue, status, note]), [
      ["Hobart", "Altar", "on", ""], ["Geelong", "", "sold-out", ""], ["Sydney", "Factory", "on", ""], ["Perth", "Rosemount", "on", "all ages"],
    ]);
    assert.equal(dates[2].date, "2026-12-10");
    await tour.locator("li").nth(3).locator(".field-city input").focus();
    await page.keyboard.press("Alt+ArrowUp");
    await tour.locator("li").nth(0).getByRole("button").click();
    assert.deepEqual((await saved(desk, page, id)).body.content[1].attrs.dates.map(({ city }) => city), ["Geelong", "Perth", "Sydney"]);
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.classList.contains("ProseMirror")), true);
    await page.close();
  });

  await t.test("what cannot be is not written: a score above its best, a length that is none", async () => {
    const { id, page } = await begin(desk, writer, { body: doc({ type: "score", attrs: { value: 7 } }, { type: "clip", attrs: { provider: "youtube", id: "aqz-KE-bpKQ" } }, paragraph("End")) });
    const value = page.locator("[data-kind=score] .field-value input");
    await value.fill("75");
    assert.equal(await value.getAttribute("aria-invalid"), "true");
    await value.fill("7,5");
    assert.equal(await value.getAttribute("aria-invalid"), null);
    const start = page.locator("[data-kind=clip] .field-start input");
    await start.fill("1:0x");
    await start.fill("1:05");
    await page.locator("[data-kind=clip] .field-advisory summary").click();
    await page.locator("[data-kind=clip] .field-advisory input").first().check();
    const [score, clip] = (await saved(desk, page, id)).body.content;
    assert.deepEqual([score.attrs.value, clip.attrs.start, clip.attrs.advisory], [7.5, 65, ["violence"]]);
    await page.close();
  });

  await t.test("tables: cells by Tab, rows and columns by key", async () => {
    const cell = (words) => ({ type: "table_cell", content: words ? [{ type: "text", text: words }] : [] });
    const { id, page } = await begin(desk, writer, { body: doc({ type: "table", attrs: { caption: "", header: true }, content: [{ type: "table_row", content: [cell("A"), cell("B")] }] }, paragraph("End")) });
    await page.locator(".ProseMirror td").nth(1).click();
    await page.waitForTimeout(100);
    await page.keyboard.press("Tab");
    await page.keyboard.type("c");
    await page.keyboard.press("Tab");
    await page.keyboard.type("d");
    await page.keyboard.press("Control+Alt+ArrowRight");
    assert.deepEqual((await body(desk, page, id))[0], "table(row(A | B | ) row(c | d | ))");
    await page.keyboard.press("Control+Alt+ArrowUp");
    assert.deepEqual((await body(desk, page, id))[0], "table(row(A | B | ))");
    await page.close();
  });

  await t.test("a body that cannot be edited here is shown, and left as it is", async () => {
    const { id, page } = await begin(desk, writer, { body: doc(paragraph("One")) });
    await page.close();
    const before = await desk.draft(id);
    const strange = await writer.context.newPage();
    await strange.route("**/desk/stories/*", async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: (await response.text()).replace('"type":"paragraph"', '"type":"carousel"') });
    });
    await strange.goto(desk.at(`/desk/stories/${id}`));
    await strange.locator(".words-line[role=alert]").waitFor();
    assert.match(await strange.locator(".words-line").innerText(), /content\[0\].*carousel/);
    assert.equal(await strange.locator("textarea.words-headline").evaluate((field) => field.readOnly), true);
    await strange.close();
    assert.deepEqual(await desk.draft(id), before);
  });

  await t.test("nobody is trapped: Escape leaves the text, Tab goes through it", async () => {
    const { page } = await begin(desk, writer, { body: doc(paragraph("One"), { type: "score", attrs: { value: 7 } }) });
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("Escape");
    assert.equal(await page.evaluate(() => document.activeElement.matches("aside.facts, aside.facts *")), true);
    await page.locator("textarea.words-headline").focus();
    const met = new Set();
    for (let n = 0; n < 40; n += 1) {
      await page.keyboard.press("Tab");
      met.add(await page.evaluate(() => (document.activeElement.closest(".ProseMirror") ? (document.activeElement.matches(".ProseMirror") ? "text" : "field") : document.activeElement.closest("desk-words") ? "words" : "outside")));
      if (met.has("outside")) break;
    }
    assert.deepEqual([...met].sort(), ["field", "outside", "text", "words"]);
    await page.close();
  });

  await t.test("the sheet of keys shows every action of the text", async () => {
    const { page } = await begin(desk, writer);
    await page.keyboard.press("Control+/");
    const sheet = page.locator(".key-sheet");
    await sheet.waitFor();
    for (const words of ["Quotation", "Block up", "Link the name to an artist", "Save now"]) assert.ok((await sheet.innerText()).includes(words), words);
    await page.close();
  });

  await t.test("a screen reader is told what each thing is", async () => {
    const picture = { type: "picture", attrs: { media: `${"0".repeat(64)}.png`, alt: "" } };
    const { page } = await begin(desk, writer, { headline: "A headline", standfirst: "A standfirst", body: doc(
      paragraph("One"), { type: "quotation", attrs: { speaker: "Jo" }, content: [paragraph("Quoted")] }, { type: "clip", attrs: { provider: "vimeo", id: "1" } },
      picture, { type: "score", attrs: { value: 7 } }, { type: "track_list", attrs: { title: "T", tracks: [{ title: "One" }] } },
      { type: "tour_dates", attrs: { dates: [{ date: "2026-04-09", city: "Hobart" }] } }, { type: "info_box", attrs: { facts: [{ label: "a", value: "b" }] } },
      { type: "turn", attrs: { kind: "question" }, content: [paragraph("Why?")] }, { type: "ranked_entry", attrs: { number: 1, title: "T" }, content: [paragraph("W")] },
      { type: "verse", content: [{ type: "text", text: "la" }] }, { type: "raw_html", attrs: { html: "<p>x</p>" } },
    ) });
    assert.deepEqual((await violations(page)).filter((one) => !/region|landmark|page-has-heading/.test(one)), []);
    await page.close();
  });

  // The picture that these tests only name is not there.
  await t.test("nothing complained", () => assert.deepEqual(writer.complaints.filter((words) => !/404 .*\/media\/0{64}\.png/.test(words)), []));
});

test("names while typing", { timeout: 300_000 }, async (t) => {
  const desk = await openEditing(t);
  const writer = await desk.writer();

  await t.test("accepted by Tab, chosen by arrow, rejected for good by Escape", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("We met Paper Tigress");
    const suggested = page.locator(".link-suggested, .link-sure");
    await suggested.first().waitFor();
    const box = page.locator(".name-box");
    await box.waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type(" today.");
    const linked = (await saved(desk, page, id)).body.content[0].content.find(({ marks }) => marks?.some(({ type }) => type === "artist"));
    assert.equal(linked.text, "Paper Tigress");
    await page.keyboard.press("Enter");
    await page.keyboard.type("And Odalys Kerr");
    await suggested.first().waitFor();
    await box.waitFor();
    await page.keyboard.press("Escape");
    await suggested.first().waitFor({ state: "detached" });
    await page.keyboard.type(" left. Odalys Kerr again.");
    await page.waitForTimeout(900);
    assert.equal(await suggested.count(), 0);
    await page.close();
  });

  await t.test("the strength of a link is shown and changed", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("We met Paper Tigress");
    await page.locator(".name-box .name-row").first().waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("ArrowLeft");
    const box = page.locator(".name-box");
    await box.locator(".name-strength").first().waitFor();
    await box.locator(".name-strength").first().click();
    const mark = (await saved(desk, page, id)).body.content[0].content[1].marks.find(({ type }) => type === "artist");
    assert.equal(mark.attrs.strength, "subject");
    await page.keyboard.press("Alt+s");
    assert.equal(await box.locator("[aria-pressed=true]").innerText(), await box.locator(".name-strength").nth(1).innerText());
    await page.close();
  });

  await t.test("a new artist is made of the name with one key", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("Nobody knows Wendy Sparkplug");
    for (let n = 0; n < 2; n += 1) await page.keyboard.press("Control+Shift+ArrowLeft");
    await selected(page);
    await page.keyboard.press("Alt+n");
    await page.locator(".name-box form").waitFor();
    await page.keyboard.press("Enter");
    await page.locator(".ProseMirror .artist-link").waitFor();
    assert.deepEqual(notation((await saved(desk, page, id)).body), ["paragraph(Nobody knows [artist mentioned:Wendy Sparkplug])"]);
    await page.close();
  });
});

test("on a phone", { timeout: 300_000 }, async (t) => {
  const desk = await openEditing(t);
  const writer = await desk.writer({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const { id, page } = await begin(desk, writer);
  const bar = page.locator(".text-bar.docked");
  await bar.waitFor();
  // The bar is put above the main action once that has its height.
  const above = () => Math.abs(document.querySelector(".text-bar").getBoundingClientRect().bottom - document.querySelector(".bar-main").getBoundingClientRect().top) < 2;
  await page.waitForFunction(above, null, { timeout: 5000 }).catch(() => undefined);
  const [box, main] = [await bar.boundingBox(), await page.locator(".bar-main").boundingBox()];
  assert.ok(Math.abs(main.y + main.height - 844) < 2, `the main action ends at ${main.y + main.height}`);
  assert.ok(Math.abs(box.y + box.height - main.y) < 2, `the bar ends at ${box.y + box.height}, the main action begins at ${main.y}`);
  for (const button of await bar.locator("button").all()) assert.ok((await button.boundingBox()).height >= 44);
  await page.keyboard.type("On a phone");
  await bar.locator(".bar-more").tap();
  await page.locator(".slash [role=option]").filter({ hasText: "Score" }).first().tap();
  await page.locator("[data-kind=score] .field-value input").fill("8");
  assert.deepEqual((await body(desk, page, id)).slice(0, 2), ["paragraph(On a phone)", "score"]);
  assert.equal(await page.evaluate(() => document.scrollingElement.scrollWidth), 390);
});
