// Papers for the tests: the program, started on a directory of its own and stopped by its process.
import { execFile, spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

export const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const binary = process.env.INKIE_BINARY ?? join(root, "target/debug/inkie");
/** Where everything of one run lies; `run` makes it and takes it away. */
export const work = process.env.INKIE_BROWSER_WORK ?? mkdtempSync(join(tmpdir(), "inkie-browser."));

/** Loading the demo takes the debug build some seconds, on a busy machine many. */
const START_MS = 180_000;
const STOP_MS = 15_000;

// Whoever runs the tests may have a paper of their own in the environment.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("INKIE_")));

/** Runs a command of the program; gives what it printed, throws what it complained about. */
export async function inkie(...words) {
  try {
    return (await run(binary, words, { env: environment, cwd: root, maxBuffer: 64 << 20 })).stdout;
  } catch (error) {
    throw new Error(`inkie ${words.join(" ")}\n${error.stderr || error.message}`);
  }
}

/** A served paper. */
class Paper {
  constructor(data, words) {
    this.data = data;
    this.words = words;
    this.log = "";
    this.printed = "";
  }

  /** Starts the program, on any free address or on a given one. */
  start(address = "127.0.0.1:0") {
    const child = spawn(binary, [...this.words, "--data", this.data, "--listen", address], { env: environment, cwd: root });
    running.add(child);
    child.once("exit", () => running.delete(child));
    child.stderr.on("data", (chunk) => (this.log += chunk));
    child.stdout.on("data", (chunk) => (this.printed += chunk));
    this.child = child;
    this.ended = new Promise((resolve) => child.once("exit", (code, signal) => resolve(signal ?? code)));
    return this.ready();
  }

  /** Ends it as a power cut does. */
  kill() {
    this.child.kill("SIGKILL");
    return this.ended;
  }

  /** Starts it again on the same directory, at the same address. */
  restart() {
    return this.start(new URL(this.url).host);
  }

  /** A command beside the running server, as somebody at a terminal gives it. */
  cli(...words) {
    return inkie(...words, "--data", this.data);
  }

  /** An address of the paper. */
  at(path) {
    return new URL(path, this.url).href;
  }

  /** A page as a reader without a browser gets it; redirects are shown, not followed. */
  async get(path, init = {}) {
    const response = await fetch(this.at(path), { redirect: "manual", ...init });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  /** A form, posted from a page of the paper. */
  post(path, fields, headers = { origin: new URL(this.url).origin }) {
    return this.get(path, { method: "POST", body: new URLSearchParams(fields), headers });
  }

  /** Where a reader stands, as the paper's own export says it: nothing that a page shows would tell. */
  async standing(address) {
    const folder = join(fresh("export"), "out");
    await this.cli("export", folder);
    const rows = readFileSync(join(folder, "tables/readers.jsonl"), "utf8").trim().split("\n").map(JSON.parse);
    rmSync(folder, { recursive: true });
    return rows.find((row) => row.email === address)?.standing;
  }

  async ready() {
    const until = Date.now() + START_MS;
    let over = false;
    this.ended.then(() => (over = true));
    while (Date.now() < until && !over) {
      this.url ??= this.printed.match(/http:\/\/127\.0\.0\.1:\d+/)?.[0];
      const answer = this.url && (await fetch(`${this.url}/healthz`).catch(() => undefined));
      if (answer?.ok) return this;
      await sleep(50);
    }
    throw new Error(`the program ${over ? "ended" : "did not come up"}:\n${this.printed}${this.log}`);
  }

  async stop() {
    this.child.kill("SIGTERM");
    const end = await Promise.race([this.ended, sleep(STOP_MS, "late", { ref: false })]);
    if (end === "late") this.child.kill("SIGKILL");
    rmSync(this.data, { recursive: true, force: true });
    if (end !== 0) throw new Error(`the program did not stop by itself (${end}):\n${this.log}`);
    if (/ERROR|panicked/.test(this.log)) throw new Error(`the program logged:\n${this.log}`);
  }
}

// Whoever interrupts the tests is not left with a program that runs on.
const running = new Set();
process.on("exit", () => {
  running.forEach((child) => child.kill("SIGKILL"));
  if (!process.env.INKIE_BROWSER_WORK) rmSync(work, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.once(signal, () => process.exit(1));

function serve(t, data, words) {
  const paper = new Paper(data, words);
  t.after(() => paper.stop());
  return paper.start();
}

/** A new folder that is gone after the run. */
export const fresh = (name) => mkdtempSync(join(work, `${name}.`));

/** The demo as a newcomer meets it: loaded by the process that serves it. */
export function freshDemo(t) {
  return serve(t, fresh("demo"), ["demo"]);
}

/** The demo again: from a copy of one that was loaded before, which is quicker. */
export async function demo(t) {
  const template = join(work, "demo-template");
  if (!existsSync(template)) {
    const made = fresh("template");
    await inkie("demo", "--no-serve", "--data", made);
    renameSync(made, template);
  }
  const data = fresh("demo");
  cpSync(template, data, { recursive: true });
  return serve(t, data, ["demo"]);
}

/** A new paper with the demo's artists and a mailbox: nothing ran yet. */
export async function emptyPaper(t, zone) {
  const data = fresh("paper");
  await inkie("new", "--name", "The Backfeed", "--zone", zone, "--publisher", "Backfeed Press", "--postal-address", "1 Example Street, Collingwood",
    "--email", "desk@backfeed.example", "--language", "en-AU", "--sections", "News,Reviews,Interviews,Features,Clips,Gigs", "--data", data);
  const paper = await serve(t, data, ["serve", "--mailbox", "on"]);
  await paper.cli("paper", "--set", `url=${paper.url}`);
  await paper.cli("artists", "import", join(root, "demo/artists.jsonl"));
  return paper;
}

/** One with the demo's stories, the newest of yesterday. No edition was made yet. */
export async function newPaper(t, zone, before = async () => {}) {
  const paper = await emptyPaper(t, zone);
  // What must be so before there are stories: from then on an edition may go out by itself.
  await before(paper);
  const folder = shiftedDemo();
  const files = readdirSync(join(folder, "stories")).sort().reverse();
  await paper.cli("import", "--publish", ...files.map((name) => join(folder, "stories", name)));
  return paper;
}

/** The day of the demo's newest stories. */
const NEWEST = Date.UTC(2026, 10, 20);
const DAY = 86_400_000;

/** The demo's files, to be changed. */
export function demoFiles() {
  const folder = fresh("stories");
  cpSync(join(root, "demo"), folder, { recursive: true, filter: (path) => !path.includes("drawing") });
  return folder;
}

/** The demo's stories with every date moved so that the newest ran the day before yesterday, whatever day it is. */
function shiftedDemo() {
  const folder = demoFiles();
  const shift = Math.floor(Date.now() / DAY - 2) * DAY - NEWEST;
  const moved = (day) => new Date(Date.parse(day) + shift).toISOString().slice(0, 10);
  for (const name of readdirSync(join(folder, "stories"))) {
    const path = join(folder, "stories", name);
    writeFileSync(path, readFileSync(path, "utf8").replace(/\b20\d\d-\d\d-\d\d\b/g, moved));
  }
  return folder;
}

/** A plain-text story as papers store it, dated a minute ago in UTC: import it with `--zone UTC`. */
export function plainStory(text) {
  const at = new Date(Date.now() - 60_000);
  const day = at.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" }).replace(",", "");
  const time = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  const path = join(fresh("plain"), "story.txt");
  writeFileSync(path, text.replace("DATELINE", `${day}, ${time}`));
  return path;
}

/** One of the demo's plain-text stories, dated a minute ago. */
export function demoPlainStory(name) {
  const text = readFileSync(join(root, "demo/plain", name), "utf8");
  return plainStory(text.replace(/^\w+ \d+ November 2026, .*$/m, "DATELINE"));
}
