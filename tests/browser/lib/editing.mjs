// The editor in Chromium: a demo paper, somebody who writes for it, stories to write in, and what the server has of them.
import assert from "node:assert/strict";
import { openBrowser } from "./browser.mjs";
import { openDesk, printedLink } from "./desk.mjs";
import { demo } from "./paper.mjs";

/** A paper with its owner signed in. */
class Editing {
  constructor(paper, browser, owner) {
    this.paper = paper;
    this.browser = browser;
    this.owner = owner;
  }

  at(path) {
    return this.paper.at(path);
  }

  /** A browser of its own in which the owner is signed in. */
  async writer(options = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: "reduce", ...options });
    await context.addCookies(await this.owner.context.cookies());
    const writer = { context, complaints: [] };
    context.on("console", (message) => message.type() === "error" && writer.complaints.push(`${message.text()} ${message.location().url}`));
    context.on("weberror", (error) => writer.complaints.push(String(error.error())));
    context.setDefaultTimeout(20_000);
    return writer;
  }

  /** A request to the API as the owner. */
  async api(method, path, data) {
    const { request } = this.owner.context;
    const response = await request.fetch(this.at(`/api/v1${path}`), { method, headers: { origin: new URL(this.paper.url).origin }, ...(data === undefined ? {} : { data }) });
    assert.ok(response.ok(), `${method} ${path}: ${response.status()} ${await response.text()}`);
    return response.status() === 204 ? null : response.json();
  }

  /** A new story with some of its draft written. */
  async newStory(draft) {
    const story = await this.api("POST", "/stories", {});
    if (draft) await this.api("PUT", `/stories/${story.id}/draft`, { revision: story.revision, client: "test", draft: { ...story.draft, ...draft } });
    return story.id;
  }

  async draft(id) {
    return (await this.api("GET", `/stories/${id}`)).draft;
  }

  /** Somebody else saves the story, whoever holds it. */
  async elsewhere(id, change) {
    const { revision, draft } = await this.api("GET", `/stories/${id}`);
    change(draft);
    await this.api("PUT", `/stories/${id}/draft`, { revision, client: "elsewhere", draft });
  }

  /** The texts of a story that were set aside. */
  async asides(id) {
    const { asides } = await this.api("GET", `/stories/${id}/asides`);
    return Promise.all(asides.map(({ n }) => this.api("GET", `/stories/${id}/asides/${n}`).then(({ draft }) => draft)));
  }

  /** The page of a story, its text ready. */
  async open(writer, id) {
    const page = await writer.context.newPage();
    await page.goto(this.at(`/desk/stories/${id}`));
    await page.locator(".ProseMirror").waitFor();
    return page;
  }

  kill() {
    return this.paper.kill();
  }

  restart() {
    return this.paper.restart();
  }

  /** The writer's session ends. */
  async expire(writer) {
    await writer.context.clearCookies();
  }

  /** The writer signs in again, in another window. */
  async signIn(writer) {
    await writer.context.addCookies(await this.owner.context.cookies());
  }
}

/** The demo paper and its owner. */
export async function openEditing(t) {
  const paper = await demo(t);
  const browser = await openBrowser(t);
  assert.ok(printedLink(paper));
  const owner = await openDesk(browser, paper);
  return new Editing(paper, browser, owner);
}
