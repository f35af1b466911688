// Nothing typed is lost: not by a killed server, a lost network, an expired session, a closed page, a second window. And
// typing waits for none of it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { openDeskAs } from "./lib/desk.mjs";
import { openEditing } from "./lib/editing.mjs";
import { notation } from "./lib/notation.mjs";

/** The promise: to the server within this of a change, and a little for the machine that tests. */
const SAVED_MS = 2000;
const SLACK_MS = 1500;

const text = (page) => page.locator(".ProseMirror");

/** Waits until the server has a headline or a text that fits. */
async function until(check, most, what) {
  const began = Date.now();
  for (;;) {
    const value = await check();
    if (value) return { value, took: Date.now() - began };
    if (Date.now() - began > most) throw new Error(`${what}: not within ${most} ms`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

const words = async (desk, id) => notation((await desk.draft(id)).body).join("\n");
const has = (desk, id, some, most, what) => until(async () => (await words(desk, id)).includes(some), most, what);

/** What the browser keeps of a story, whoever typed it. */
const keptHere = (page, id) => page.evaluate((id) => new Promise((resolve, reject) => {
  const request = indexedDB.open("inkie-desk");
  request.onerror = () => reject(request.error);
  request.onsuccess = () => {
    const get = request.result.transaction("copies").objectStore("copies").getAll();
    get.onsuccess = () => {
      const found = get.result.filter((one) => one.story === id).map((one) => JSON.stringify(one.draft));
      request.result.close();
      resolve(found.length > 0 ? found.join("\n") : null);
    };
    get.onerror = () => reject(get.error);
  };
}), id);

/** Cuts a page off the server, and gives what brings the line back. */
async function cutOff(page) {
  await page.route("**/api/**", (route) => route.abort());
  return () => page.unroute("**/api/**");
}

const editable = (page) => text(page).getAttribute("contenteditable");
/** A window says that it is there, and hears who else is, without waiting for its turn. */
const beat = (page) => page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));

async function begin(desk, writer, draft) {
  const id = await desk.newStory(draft);
  const page = await desk.open(writer, id);
  await text(page).click();
  return { id, page };
}

test("autosave", { timeout: 900_000 }, async (t) => {
  const desk = await openEditing(t);
  const writer = await desk.writer();

  await t.test("what is typed is here at once and on the server within two seconds", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("The first words");
    const kept = await until(async () => (await keptHere(page, id))?.includes("The first words"), 300 + SLACK_MS, "kept in the browser").catch(() => null);
    const { took } = await has(desk, id, "The first words", SAVED_MS + SLACK_MS, "saved on the server");
    // The server may have been so quick that nothing had to be kept any more.
    assert.ok(kept !== null || took < 300 + SLACK_MS);
    await until(async () => (await keptHere(page, id)) === null, 3000, "forgotten once it is saved");
    await page.close();
  });

  await t.test("a server that is killed and comes back gets everything", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("Before. ");
    await has(desk, id, "Before.", SAVED_MS + SLACK_MS, "saved before");
    await desk.kill();
    await page.keyboard.type("While it is dead. ");
    await page.locator(".words-line").waitFor();
    await until(async () => (await keptHere(page, id))?.includes("While it is dead"), 300 + SLACK_MS, "kept in the browser");
    await page.keyboard.type("Still writing.");
    await desk.restart();
    await has(desk, id, "Before. While it is dead. Still writing.", 25_000, "saved after");
    await page.locator(".words-line").waitFor({ state: "detached" });
    await page.close();
  });

  await t.test("a page that is closed while the server is dead offers its text when it is opened again", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("On the server.");
    await has(desk, id, "On the server.", SAVED_MS + SLACK_MS, "saved before");
    await desk.kill();
    await page.keyboard.type(" Only here.");
    await until(async () => (await keptHere(page, id))?.includes("Only here."), 300 + SLACK_MS, "kept in the browser");
    await page.close();
    await desk.restart();
    const again = await desk.open(writer, id);
    const offer = again.locator(".two-texts");
    await offer.waitFor();
    assert.match(await offer.locator(".two-yours").first().innerText(), /Only here\./);
    // Not silently: until somebody has chosen, the server's text stands.
    assert.ok(!(await words(desk, id)).includes("Only here."));
    assert.equal(await text(again).getAttribute("contenteditable"), "false");
    await offer.locator(".two-buttons button").first().click();
    await has(desk, id, "On the server. Only here.", SAVED_MS + SLACK_MS, "saved after the choice");
    await again.close();
  });

  await t.test("without a network, typing goes on and is saved when it is back", async () => {
    const { id, page } = await begin(desk, writer);
    await writer.context.setOffline(true);
    await page.keyboard.type("On a train.");
    await page.locator(".words-line").waitFor();
    await writer.context.setOffline(false);
    await has(desk, id, "On a train.", 20_000, "saved when the network is back");
    await page.close();
  });

  await t.test("a session that has ended asks for signing in, in a line, and goes on after", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("Signed in. ");
    await has(desk, id, "Signed in.", SAVED_MS + SLACK_MS, "saved before");
    await desk.expire(writer);
    await page.keyboard.type("Signed out. ");
    const link = page.locator(".words-line a");
    await link.waitFor();
    assert.equal(await link.getAttribute("target"), "_blank");
    assert.match(await link.getAttribute("href"), /^\/desk\/sign-in/);
    await page.keyboard.type("Still typing.");
    await desk.signIn(writer);
    await has(desk, id, "Signed in. Signed out. Still typing.", 15_000, "saved after signing in");
    await page.close();
  });

  await t.test("two windows: the second reads, takes over, and what the first had not saved is kept", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("First window. ");
    await has(desk, id, "First window.", SAVED_MS + SLACK_MS, "saved");
    const second = await desk.open(writer, id);
    await until(async () => (await text(second).getAttribute("contenteditable")) === "false", 15_000, "the second reads");
    await second.evaluate(() => document.dispatchEvent(new CustomEvent("desk:take-over", { detail: {} })));
    await until(async () => (await text(second).getAttribute("contenteditable")) === "true", 15_000, "the second writes");
    await page.bringToFront();
    await until(async () => (await text(page).getAttribute("contenteditable")) === "false", 15_000, "the first reads");
    await second.bringToFront();
    await text(second).click();
    await second.keyboard.press("Control+End");
    await second.keyboard.type("Second window.");
    await has(desk, id, "Second window.", SAVED_MS + SLACK_MS, "saved by the second");
    await Promise.all([page.close(), second.close()]);
  });

  await t.test("two texts: neither is dropped, both stand side by side, words marked", async () => {
    const { id, page } = await begin(desk, writer, undefined);
    await page.keyboard.type("The lift was quiet.");
    await has(desk, id, "The lift was quiet.", SAVED_MS + SLACK_MS, "saved");
    await desk.elsewhere(id, (draft) => {
      draft.headline = "Their headline";
      draft.body.content[0].content[0].text = "The lift was loud.";
    });
    await page.keyboard.type(" Very quiet.");
    const two = page.locator(".two-texts");
    await two.waitFor();
    assert.deepEqual(await two.locator(".two-yours mark").allInnerTexts(), ["quiet", " Very quiet."]);
    assert.ok((await two.locator(".two-theirs mark").allInnerTexts()).includes("loud"));
    assert.equal(await text(page).getAttribute("contenteditable"), "false");
    // Theirs for the headline, yours for the text.
    await two.locator(".two-place").filter({ hasText: "Their headline" }).locator(".two-theirs input").check();
    await two.locator(".two-buttons .button").click();
    await has(desk, id, "The lift was quiet. Very quiet.", SAVED_MS + SLACK_MS, "saved after the choice");
    assert.equal((await desk.draft(id)).headline, "Their headline");
    const asides = await desk.asides(id);
    assert.ok(asides.some((draft) => JSON.stringify(draft).includes("Very quiet")), "what was refused is set aside");
    await page.close();
  });

  await t.test("a second window that types before it hears who writes overwrites nobody", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("The holder writes. ");
    await has(desk, id, "The holder writes.", SAVED_MS + SLACK_MS, "saved");
    const second = await writer.context.newPage();
    let answer = () => undefined;
    const late = new Promise((resolve) => (answer = resolve));
    await second.route("**/presence", async (route) => {
      await late;
      await route.continue();
    });
    await second.goto(desk.at(`/desk/stories/${id}`));
    await text(second).click();
    await page.keyboard.type("And goes on.");
    await has(desk, id, "And goes on.", SAVED_MS + SLACK_MS, "saved meanwhile");
    await second.keyboard.press("Control+End");
    await second.keyboard.type("From a window that knew nothing.");
    answer();
    await until(async () => (await editable(second)) === "false", 5000, "the second reads");
    await second.locator(".words-told", { hasText: "set aside" }).waitFor();
    await second.locator("desk-asides .version").waitFor();
    assert.match(await text(second).innerText(), /The holder writes\. And goes on\./);
    assert.ok((await desk.asides(id)).some((draft) => JSON.stringify(draft).includes("knew nothing")), "what it had typed is set aside");
    // The holder leaves; the second may write now, and what it typed does not come back by itself.
    await page.close();
    await beat(second);
    await until(async () => (await editable(second)) === "true", 15_000, "the second writes");
    await text(second).click();
    await second.keyboard.press("Control+End");
    await second.keyboard.type(" The second, too.");
    await has(desk, id, "The holder writes. And goes on. The second, too.", SAVED_MS + SLACK_MS, "saved by the second");
    assert.ok(!(await words(desk, id)).includes("knew nothing"));
    await second.close();
  });

  await t.test("what somebody else changed is met by what was typed, never replaced by it", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("The lift was quiet.");
    await has(desk, id, "The lift was quiet.", SAVED_MS + SLACK_MS, "saved");
    let answer = () => undefined;
    const late = new Promise((resolve) => (answer = resolve));
    await page.route("**/draft", async (route) => {
      await late;
      await route.continue();
    });
    // Typed, sent, and not answered when the other text comes.
    const sent = page.waitForRequest((request) => request.url().endsWith("/draft"));
    await page.keyboard.type(" Very quiet.");
    await sent;
    await desk.elsewhere(id, (draft) => (draft.body.content[0].content[0].text = "The lift was loud."));
    // Taking a story over brings what the server has of it.
    await page.evaluate(() => document.dispatchEvent(new CustomEvent("desk:take-over", { detail: {} })));
    const two = page.locator(".two-texts");
    await two.waitFor();
    assert.deepEqual(await two.locator(".two-yours mark").allInnerTexts(), ["quiet", " Very quiet."]);
    answer();
    await until(async () => (await desk.asides(id)).some((draft) => JSON.stringify(draft).includes("Very quiet")), 5000, "what was refused is set aside");
    await two.locator(".two-buttons button").nth(1).click();
    await two.waitFor({ state: "detached" });
    assert.equal((await text(page).innerText()).trim(), "The lift was loud.");
    assert.match(await words(desk, id), /The lift was loud\./);
    await page.close();
  });

  await t.test("who may not write a story any more finds what they had typed", async () => {
    const pia = await openDeskAs(desk.browser, desk.paper, "pia@feedback.example");
    const { page } = pia;
    const headers = { origin: new URL(desk.paper.url).origin };
    const { id } = await (await pia.context.request.fetch(desk.at("/api/v1/stories"), { method: "POST", headers, data: {} })).json();
    await page.goto(desk.at(`/desk/stories/${id}`));
    await page.locator("textarea.words-headline").fill("Stairs are counted");
    await page.locator("textarea.words-standfirst").fill("By ear.");
    await text(page).click();
    await page.keyboard.type("There are nine.");
    await has(desk, id, "There are nine.", SAVED_MS + SLACK_MS, "saved");
    const back = await cutOff(page);
    await page.keyboard.type(" The tenth was typed in a tunnel.");
    await until(async () => (await keptHere(page, id))?.includes("tunnel"), 300 + SLACK_MS, "kept in the browser");
    await desk.elsewhere(id, (draft) => (draft.bylines = [{ name: "Pia", part: "words" }]));
    await desk.api("POST", `/stories/${id}/publish`, {});
    await back();
    const offered = page.locator(".two-texts", { hasText: "tunnel" });
    await offered.or(page.locator(".words-line[role=alert]")).first().waitFor({ timeout: 30_000 });
    if ((await offered.count()) === 0) await page.reload();
    await offered.waitFor();
    assert.equal(await offered.locator("input").count(), 0, "there is nothing to choose");
    assert.deepEqual(await offered.getByRole("button").allInnerTexts(), ["Copy", "Close"]);
    await offered.getByRole("button", { name: "Close" }).click();
    await offered.waitFor({ state: "detached" });
    assert.equal(await editable(page), "false");
    assert.ok(!(await words(desk, id)).includes("tunnel"));
    const aside = (await desk.asides(id)).some((draft) => JSON.stringify(draft).includes("tunnel"));
    assert.ok(aside || (await keptHere(page, id))?.includes("tunnel"), "it is set aside, or still in this browser");
    await pia.context.close();
  });

  await t.test("a copy is its window's and its writer's alone", async () => {
    const { id, page } = await begin(desk, writer);
    await page.keyboard.type("On the server.");
    await has(desk, id, "On the server.", SAVED_MS + SLACK_MS, "saved");
    await cutOff(page);
    await page.keyboard.type(" Only here.");
    await until(async () => (await keptHere(page, id))?.includes("Only here."), 300 + SLACK_MS, "kept in the browser");
    // The first window lives: the second is not offered its text, and does not forget it by saving.
    const second = await desk.open(writer, id);
    await until(async () => (await editable(second)) === "false", 15_000, "the second reads");
    await second.evaluate(() => document.dispatchEvent(new CustomEvent("desk:take-over", { detail: {} })));
    await until(async () => (await editable(second)) === "true", 15_000, "the second writes");
    assert.equal(await second.locator(".two-texts").count(), 0);
    await text(second).click();
    await second.keyboard.press("Control+End");
    await second.keyboard.type(" The second.");
    await has(desk, id, "The second.", SAVED_MS + SLACK_MS, "saved by the second");
    await until(async () => !(await keptHere(second, id))?.includes("The second."), 3000, "its own copy is forgotten");
    assert.match(await keptHere(second, id), /Only here\./);
    // Both windows are gone, and somebody else sits down at the machine.
    await Promise.all([page.close(), second.close()]);
    const [mine, other] = [await writer.context.cookies(), await openDeskAs(desk.browser, desk.paper, "desmond@feedback.example")];
    await writer.context.addCookies(await other.context.cookies());
    const theirs = await desk.open(writer, id);
    await until(async () => (await editable(theirs)) === "true", 15_000, "the editor writes");
    assert.equal(await theirs.locator(".two-texts").count(), 0, "nobody is offered what another typed");
    await theirs.close();
    await writer.context.addCookies(mine);
    const again = await desk.open(writer, id);
    const offer = again.locator(".two-texts");
    await offer.waitFor();
    assert.match(await offer.locator(".two-yours").first().innerText(), /Only here\./);
    await offer.locator(".two-buttons button").nth(1).click();
    await offer.waitFor({ state: "detached" });
    await until(async () => (await keptHere(again, id)) === null, 3000, "forgotten once it is set aside");
    assert.ok((await desk.asides(id)).some((draft) => JSON.stringify(draft).includes("Only here.")));
    await Promise.all([again.close(), other.context.close()]);
  });

  await t.test("a copy of the time before copies had owners is still offered", async () => {
    const id = await desk.newStory();
    const draft = await desk.draft(id);
    draft.headline = "Kept by an older desk";
    const someone = await desk.writer();
    const page = await someone.context.newPage();
    await page.goto(desk.at("/desk/queue"));
    await page.evaluate((old) => new Promise((resolve, reject) => {
      const request = indexedDB.open("inkie-desk", 1);
      request.onupgradeneeded = () => request.result.createObjectStore("drafts", { keyPath: "story" }).put(old);
      request.onsuccess = () => resolve(request.result.close());
      request.onerror = () => reject(request.error);
    }), { story: id, base: 1, draft, at: Date.now() - 60_000 });
    await page.goto(desk.at(`/desk/stories/${id}`));
    const offer = page.locator(".two-texts", { hasText: "Kept by an older desk" });
    await offer.waitFor();
    await offer.locator(".two-buttons button").first().click();
    await until(async () => (await desk.draft(id)).headline === draft.headline, SAVED_MS + SLACK_MS, "saved after the choice");
    await until(async () => (await keptHere(page, id)) === null, 3000, "forgotten once it is saved");
    await someone.context.close();
  });

  await t.test("typing waits for no request", async () => {
    const { id, page } = await begin(desk, writer);
    await page.route("**/api/v1/**", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 10_000));
      await route.continue().catch(() => undefined);
    });
    await page.evaluate(() => {
      window.paints = [];
      document.querySelector(".ProseMirror").addEventListener("keydown", () => {
        const began = performance.now();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => window.paints.push(performance.now() - began);
          port2.postMessage(null);
        });
      }, { capture: true });
    });
    const said = "Paper Tigress said nothing, and the server said it later than anybody. ".repeat(4);
    await page.keyboard.type(said, { delay: 25 });
    const paints = (await page.evaluate(() => window.paints)).sort((a, b) => a - b);
    assert.ok(paints.length > said.length * 0.9, `${paints.length} keys painted`);
    const [median, late] = [paints[Math.floor(paints.length / 2)], paints[Math.floor(paints.length * 0.95)]];
    t.diagnostic(`keystroke to paint: median ${median.toFixed(1)} ms, 95th of 100 ${late.toFixed(1)} ms, ${paints.length} keys`);
    assert.ok(late < 50, `the 95th of 100 keys took ${late.toFixed(1)} ms`);
    assert.ok((await text(page).innerText()).includes(said.trim()));
    await page.unrouteAll({ behavior: "ignoreErrors" });
    await has(desk, id, said.trim(), 40_000, "saved in the end");
    await page.close();
  });
});
