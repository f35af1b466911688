// What writers notice of pictures being developed: the p99 of autosave and of suggestions, busy over idle.
import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { Agent, request } from "node:http";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const usage = `measures autosave and suggestions while pictures are developed, as a ratio to the same server idle

usage: node bench/desk.mjs [--pictures N] [--artists N] [--idle SECONDS]

  --pictures N    pictures of 4000 × 3000 that are brought in, two at a time (default 200)
  --artists N     artists that the paper knows (default 100000)
  --idle SECONDS  how long the idle server is measured, before and after (default 30)

environment: INKIE_BINARY (default target/release/inkie), INKIE_DATA (default ../shared/data)
example: node bench/desk.mjs --pictures 20 --idle 10`;

/** The limit of the ratio. */
const LIMIT = 2;
/** Developing 200 pictures takes minutes; whatever hangs ends here. */
const PATIENCE_MS = 20 * 60_000;
/** Two writers, each of whom pauses this long between two requests: more than a newsroom types. */
const PAUSE_MS = 20;

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const binary = process.env.INKIE_BINARY ?? join(root, "target/release/inkie");
const data = process.env.INKIE_DATA ?? join(root, "../shared/data");
const agent = new Agent({ keepAlive: true });

function option(name, fallback) {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : Number(process.argv[at + 1]);
}

/** Names from the given lists; each more is one with the last word of another. */
function names(wanted) {
  const known = new Set();
  for (const file of readdirSync(join(data, "artists")).filter((name) => name.endsWith(".tsv")).sort()) {
    for (const line of readFileSync(join(data, "artists", file), "utf8").split("\n").slice(1)) {
      const name = line.split("\t")[1];
      if (name) known.add(name);
    }
  }
  const all = [...known];
  for (let n = 0; all.length < wanted; n += 1) all.push(`${all[n % known.size]} ${all[(n * 7 + 13) % known.size].split(" ").at(-1)} ${Math.floor(n / known.size) + 2}`);
  return all.slice(0, wanted);
}

/** The demo paper, served by the program that is measured. */
class Server {
  constructor(folder) {
    this.folder = folder;
    this.printed = "";
  }

  inkie(...words) {
    return execFileSync(binary, [...words, "--data", join(this.folder, "paper")], { cwd: root, encoding: "utf8", maxBuffer: 64 << 20 });
  }

  async start() {
    this.child = spawn(binary, ["demo", "--data", join(this.folder, "paper"), "--listen", "127.0.0.1:0"], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
    this.child.stdout.on("data", (chunk) => (this.printed += chunk));
    for (let turn = 0; turn < 1200; turn += 1) {
      this.link = this.printed.match(/http:\/\/127\.0\.0\.1:\d+\/desk\/\S+/)?.[0];
      if (this.link && (await fetch(new URL("/healthz", this.link)).catch(() => null))?.ok) return;
      await sleep(50);
    }
    throw new Error(`the program did not come up:\n${this.printed}`);
  }

  /** In by the printed link. */
  async enter() {
    const origin = new URL(this.link).origin;
    const answer = await fetch(this.link, { method: "POST", redirect: "manual", headers: { origin, "sec-fetch-site": "same-origin" }, body: new URLSearchParams() });
    this.cookie = answer.headers.getSetCookie().map((one) => one.split(";")[0]).join("; ");
    if (!this.cookie) throw new Error(`the link did not let us in: ${answer.status}`);
  }

  /** A request to the API over a connection that stays open: status, answer, milliseconds. */
  ask(method, path, body, headers = {}) {
    const bytes = Buffer.isBuffer(body) ? body : Buffer.from(JSON.stringify(body ?? null));
    const began = performance.now();
    return new Promise((resolve, reject) => {
      const asked = request(new URL(`/api/v1${path}`, this.link), {
        method, agent, headers: { cookie: this.cookie, "sec-fetch-site": "same-origin", "content-type": "application/json", "content-length": method === "GET" ? 0 : bytes.length, ...headers },
      }, (answer) => {
        const chunks = [];
        answer.on("data", (chunk) => chunks.push(chunk));
        answer.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          const took = performance.now() - began;
          if (answer.statusCode >= 300) reject(new Error(`${method} ${path}: ${answer.statusCode} ${text.slice(0, 300)}`));
          else resolve({ took, answer: text === "" ? null : JSON.parse(text) });
        });
      });
      asked.on("error", reject);
      asked.end(method === "GET" ? undefined : bytes);
    });
  }

  async stop() {
    if (!this.child || this.child.exitCode !== null) return;
    this.child.kill("SIGTERM");
    await new Promise((resolve) => this.child.once("exit", resolve));
  }
}

/** A story that is typed until it is told to end; what each autosave and each suggestion took. */
class Writer {
  constructor(server, story, text) {
    Object.assign(this, { server, story, text, letters: 0, took: null });
  }

  body() {
    const content = this.text.map((text) => ({ type: "paragraph", content: [{ type: "text", text }] }));
    content.push({ type: "paragraph", content: [{ type: "text", text: `And so on, letter ${this.letters}` }] });
    return { type: "doc", version: 1, content };
  }

  async write(until) {
    while (!until()) {
      this.letters += 1;
      const { headline, standfirst } = this.story.draft;
      const suggested = await this.server.ask("POST", `/stories/${this.story.id}/suggestions`, { headline, standfirst, body: this.body(), artists: [] });
      const saved = await this.server.ask("PUT", `/stories/${this.story.id}/draft`, { revision: this.story.revision, client: `bench-${this.story.id}`, draft: { ...this.story.draft, body: this.body() } });
      this.story.revision = saved.answer.revision;
      this.took?.suggestions.push(suggested.took);
      this.took?.autosave.push(saved.took);
      await sleep(PAUSE_MS);
    }
  }
}

async function measure(writers, until) {
  const took = { autosave: [], suggestions: [] };
  for (const writer of writers) writer.took = took;
  await Promise.all(writers.map((writer) => writer.write(until)));
  return took;
}

function after(ms) {
  const end = performance.now() + ms;
  return () => performance.now() > end;
}

/** A picture of 12 MP with as much in it as a photograph has. */
function photograph(folder) {
  const path = join(folder, "photograph.jpg");
  execFileSync("convert", ["-seed", "1", "-size", "1000x750", "plasma:fractal", "-attenuate", ".4", "+noise", "Gaussian", "-resize", "4000x3000!", "-quality", "88", path]);
  return readFileSync(path);
}

/** The same picture as another file: a comment behind its first mark. */
function variant(jpeg, n) {
  const words = Buffer.from(`picture ${n}`);
  const head = Buffer.from([0xff, 0xfe, 0, words.length + 2]);
  return Buffer.concat([jpeg.subarray(0, 2), head, words, jpeg.subarray(2)]);
}

async function bring(server, jpeg, count, progress) {
  let next = 0;
  const keys = [];
  const one = async () => {
    while (next < count) {
      const n = next++;
      const { answer } = await server.ask("POST", "/media", variant(jpeg, n), { "content-type": "image/jpeg", "x-file-name": `bench-${n}.jpg` });
      keys.push(answer.key);
      progress(keys.length);
    }
  };
  await Promise.all([one(), one()]);
  // Done is when every size of each has been made.
  for (const key of keys) while (!(await server.ask("GET", `/media/${key}`)).answer.ready) await sleep(500);
}

const at = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];

function print(name, took) {
  const sorted = [...took].sort((a, b) => a - b);
  console.log(`${name}: ${sorted.length} requests, p50 ${at(sorted, 0.5).toFixed(2)} ms, p99 ${at(sorted, 0.99).toFixed(2)} ms, most ${sorted.at(-1).toFixed(2)} ms`);
  return at(sorted, 0.99);
}

async function main() {
  const [pictures, artists, idle] = [option("pictures", 200), option("artists", 100_000), option("idle", 30)];
  const folder = mkdtempSync(join(tmpdir(), "inkie-bench."));
  const server = new Server(folder);
  const given = setTimeout(() => { console.error(`not done after ${PATIENCE_MS / 60_000} minutes`); process.exit(1); }, PATIENCE_MS);
  try {
    server.inkie("demo", "--no-serve");
    const list = join(folder, "artists.jsonl");
    writeFileSync(list, names(artists).map((name) => JSON.stringify({ name })).join("\n"));
    server.inkie("artists", "import", list);
    await server.start();
    await server.enter();
    const jpeg = photograph(folder);
    console.log(`${cpus().length} processors, ${artists} artists, ${pictures} pictures of 12 MP and ${(jpeg.length / 1e6).toFixed(1)} MB`);
    const text = readFileSync(join(root, "demo/plain", readdirSync(join(root, "demo/plain")).sort()[0]), "utf8").split("\n").filter((line) => line.trim() !== "").slice(0, 30);
    const writers = [];
    for (let n = 0; n < 2; n += 1) writers.push(new Writer(server, (await server.ask("POST", "/stories", {})).answer, text));
    await measure(writers, after(3000));
    const before = await measure(writers, after(idle * 1000));
    let done = false;
    const began = performance.now();
    const coming = bring(server, jpeg, pictures, (count) => count % 20 === 0 && console.log(`  ${count} pictures in`)).finally(() => (done = true));
    const busy = await measure(writers, () => done);
    await coming;
    console.log(`all sizes of ${pictures} pictures made in ${((performance.now() - began) / 1000).toFixed(0)} s`);
    const again = await measure(writers, after(idle * 1000));
    let over = false;
    for (const name of ["autosave", "suggestions"]) {
      const idleP99 = print(`${name}, idle`, [...before[name], ...again[name]]);
      const busyP99 = print(`${name}, busy`, busy[name]);
      const ratio = busyP99 / idleP99;
      over ||= ratio > LIMIT;
      console.log(`${name}: p99 busy / idle = ${ratio.toFixed(2)} (limit ${LIMIT})`);
    }
    process.exitCode = over ? 1 : 0;
  } finally {
    clearTimeout(given);
    await server.stop();
    agent.destroy();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv.includes("--help") || process.argv.includes("-h")) console.log(usage);
else await main();
