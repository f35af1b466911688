// Every kind of mail of a paper, held against programs that nobody here wrote: Python's parser of mail, SpamAssassin,
// caniemail, the validator of HTML, the original of MJML, and Chromium with axe.
import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { caniemail, rawData } from "caniemail";
import mjml from "mjml";
import { ENHANCEMENTS, VALIDITY } from "./lib/mail-agreed.mjs";
import { openBrowser } from "./lib/browser.mjs";
import { LOOKS, faults } from "./lib/mail-looks.mjs";
import { PAPER_URL, mailPaper } from "./lib/mails.mjs";
import { none } from "./lib/none.mjs";
import { root, work } from "./lib/paper.mjs";
import { pythonJson } from "./lib/python.mjs";

const READER = join(dirname(fileURLToPath(import.meta.url)), "mail.py");
const SOURCES = join(root, "crates/newsroom/mail");
const COMPILED = join(root, "crates/text/src/mail_html/snapshots");
/** The highest score that SpamAssassin may give, with rules that ask nobody. */
const SPAM = 1.0;
/** Gmail cuts letters off at about 102 KB; what the law asks for stands before 60. */
const [LARGEST, EARLY] = [80_000, 60_000];
/** Whose readers must see everything, and whose at least a letter that is not broken. */
const CLIENTS = ["gmail.desktop-webmail", "gmail.ios", "gmail.android", "apple-mail.macos", "apple-mail.ios", "outlook.windows"];
/** The edition is looked at in every way, each other layout in one of each kind. */
const CLOSELY = "edition";
const ONCE = { layouts: ["edition of 40 stories", "confirmation", "preferences", "invitation"], looks: ["600-light", "320-dark", "320-forced"] };
/** caniemail has its data and does not check it. */
const OUTLOOK_COM = "outlook.outlook-com";

let paper, mails, read;
const ends = [];

before(async () => {
  ({ paper, mails } = await mailPaper({ after: (end) => ends.unshift(end) }));
  const files = written("mails", "eml", [...mails.values()].map((mail) => [mail.kind, mail.raw]));
  const found = await pythonJson(READER, "mails", ...files.values());
  read = new Map([...files.keys()].map((kind, at) => [kind, found[at]]));
}, { timeout: 900_000 });

after(async () => {
  for (const end of ends) await end();
});

/** Files of a folder, by what they hold. */
function written(folder, ending, contents) {
  const place = join(work, folder);
  mkdirSync(place, { recursive: true });
  const named = contents.map(([name, content]) => {
    const file = join(place, `${name.replaceAll(" ", "-")}.${ending}`);
    writeFileSync(file, content);
    return [name, file];
  });
  return new Map(named);
}

const isEdition = (kind) => kind.includes("edition");
const header = (kind, name) => read.get(kind).headers.filter(([known]) => known.toLowerCase() === name.toLowerCase()).map(([, value]) => value);
const part = (kind, type) => read.get(kind).parts.find((one) => one.type === type);
const told = (check) => none([...mails.keys()].flatMap((kind) => check(kind).map((what) => `${kind}: ${what}`)));

test("mails are whole to Python's strict parser", () => {
  told((kind) => read.get(kind).wrong);
  told((kind) => {
    const { type, parts } = read.get(kind);
    return type === "multipart/alternative" && parts.map((one) => one.type).join() === "text/plain,text/html" && parts.every((one) => one.charset === "utf-8")
      ? [] : [`${type} of ${parts.map((one) => `${one.type} in ${one.charset}`)}`];
  });
});

/** newsletter.md H1 to H9. */
test("headers are those of a bulk sender", () => {
  const host = new URL(PAPER_URL).host;
  const shaped = (kind, name, pattern) => {
    const values = header(kind, name);
    return values.length === 1 && pattern.test(values[0]) ? [] : [`${name}: ${JSON.stringify(values)} is not ${pattern}`];
  };
  const absent = (kind, name) => header(kind, name).map((value) => `${name}: ${value} has no place here`);
  const id = new RegExp(`^<[0-9A-Za-z._-]{16,}@${host.replaceAll(".", "\\.")}>$`);
  told((kind) => [
    ...shaped(kind, "Message-ID", id),
    ...shaped(kind, "From", /^The Backfeed <desk@backfeed\.example>$/),
    ...shaped(kind, "To", /^[^,<>\s]+@[^,<>\s]+$/),
    ...shaped(kind, "Subject", /^(?!Re:|Fwd:)\S[^\r\n]{0,200}$/i),
    ...shaped(kind, "X-Auto-Response-Suppress", /^OOF, AutoReply$/),
    ...["Precedence", "Auto-Submitted"].flatMap((name) => header(kind, name).filter((value) => !["bulk", "auto-generated"].includes(value))),
  ]);
  told((kind) => (isEdition(kind) ? bulk(kind, host, shaped, absent) : service(kind, shaped, absent)));
  const ids = [...mails.keys()].map((kind) => header(kind, "Message-ID")[0]);
  assert.equal(new Set(ids).size, ids.length, "each mail has an id of its own");
});

function bulk(kind, host, shaped, absent) {
  const unsubscribe = header(kind, "List-Unsubscribe")[0] ?? "";
  const ways = [...unsubscribe.matchAll(/<([^>]+)>/g)].map((match) => match[1]);
  const https = ways.filter((way) => way.startsWith("https://"));
  const feedback = (header(kind, "Feedback-ID")[0] ?? "").split(":");
  const wrong = [];
  if (https.length !== 1 || ways.filter((way) => way.startsWith("mailto:")).length !== 1 || ways.length !== 2) wrong.push(`List-Unsubscribe has ${ways}`);
  else if (new URL(https[0]).host !== host || !/^\/newsletter\/leave\/[\w.-]{32,}$/.test(new URL(https[0]).pathname)) wrong.push(`List-Unsubscribe leads to ${https[0]}`);
  if (feedback.length > 4 || !/^[\w-]{5,15}$/.test(feedback.at(-1)) || feedback.some((field) => field === "")) wrong.push(`Feedback-ID is ${feedback.join(":")}`);
  return [
    ...wrong,
    ...shaped(kind, "List-Id", new RegExp(`^"The Backfeed" <daily\\.${host.replaceAll(".", "\\.")}>$`)),
    ...shaped(kind, "List-Unsubscribe-Post", /^List-Unsubscribe=One-Click$/),
    ...shaped(kind, "List-Help", new RegExp(`^<https://${host}/[\\w-]+>$`)),
    ...shaped(kind, "List-Archive", new RegExp(`^<https://${host}/[\\w-]+>$`)),
    ...absent(kind, "Auto-Submitted"),
  ];
}

function service(kind, shaped, absent) {
  return [...shaped(kind, "Auto-Submitted", /^auto-generated$/), ...["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Feedback-ID"].flatMap((name) => absent(kind, name))];
}

test("the header's one press leaves, with nothing but its token (RFC 8058)", async () => {
  const kind = "long edition of followed artists";
  const [way] = header(kind, "List-Unsubscribe")[0].match(/https:[^>]+/);
  const address = header(kind, "To")[0];
  const path = new URL(way).pathname;
  assert.equal((await paper.get(path)).status, 200);
  assert.equal(await paper.standing(address), "active", "a GET changes nothing");
  const form = new FormData();
  form.set("List-Unsubscribe", "One-Click");
  const answer = await paper.get(path, { method: "POST", body: form });
  assert.equal(answer.status, 200, "neither a redirect nor a login");
  assert.equal(await paper.standing(address), "left");
});

test("both parts say the same, and lead to the same places", () => {
  told((kind) => {
    const [text, html] = [part(kind, "text/plain").text, part(kind, "text/html").text];
    const plain = html.replace(/&amp;/g, "&");
    // Leads that only pictures and the masthead have: the paper's front, an ad's picture.
    const linked = new Set([...plain.matchAll(/<a [^>]*href="([^"]+)"/g)].map((match) => match[1]));
    const missing = [...linked].filter((link) => !text.split(/\s/).includes(link));
    const extra = [...text.matchAll(/https:\/\/\S+/g)].map((match) => match[0]).filter((link) => !linked.has(link));
    const foreign = [...linked, ...[...plain.matchAll(/ src="([^"]+)"/g)].map((match) => match[1])].filter((link) => {
      const url = new URL(link);
      return url.protocol !== "https:" || (url.host !== new URL(PAPER_URL).host && url.host !== "amps.example");
    });
    return [
      ...missing.map((link) => `the text part lacks ${link}`),
      ...extra.map((link) => `the HTML part lacks ${link}`),
      ...foreign.map((link) => `${link} is not the paper's, by https`),
      ...(/<(script|form|iframe|video|audio|object|link)\b|\son\w+=|src="data:/.exec(html) ?? []).slice(0, 1).map((what) => `${what} is in it`),
      ...(/\balt=/.test(html) || !html.includes("<img") ? [] : ["a picture has no words"]),
    ];
  });
});

test("letters are small, and the way out comes before they could be cut off", () => {
  const sizes = [];
  told((kind) => {
    const { encoded, text: html } = part(kind, "text/html");
    sizes.push(`${kind}: ${mails.get(kind).raw.length} bytes, of them ${encoded} HTML, ${part(kind, "text/plain").encoded} text`);
    const wrong = encoded > LARGEST ? [`its HTML part has ${encoded} bytes as sent`] : [];
    if (!isEdition(kind)) return wrong;
    const raw = mails.get(kind).raw.toString("latin1").split(/Content-Type: text\/html[^]*?\r\n\r\n/)[1];
    const plain = raw.replace(/=\r\n/g, "");
    for (const what of ["/newsletter/leave/", "1 Example Street"]) {
      const at = plain.indexOf(what);
      if (at < 0 || at > EARLY) wrong.push(`${what} stands at byte ${at}`);
    }
    const line = html.match(/display:none[^>]*>([^<&]*)/)?.[1]?.trim() ?? "";
    return line ? wrong : [...wrong, "it has no preheader"];
  });
  console.log(sizes.join("\n"));
});

test("SpamAssassin finds little (local rules)", { timeout: 600_000 }, async () => {
  const home = mkdtempSync(join(work, "spam."));
  const lines = [];
  const wrong = [];
  for (const mail of mails.values()) {
    const { score, rules } = await spamScore(home, mail.raw);
    lines.push(`${mail.kind}: ${score} ${rules.join(" ")}`);
    if (!(score <= SPAM)) wrong.push(`${mail.kind}: ${score} ${rules.join(" ")}`);
  }
  console.log(lines.join("\n"));
  none(wrong);
});

async function spamScore(home, raw) {
  const words = ["--local", "--test-mode", "--nocreate-prefs", `--prefspath=${join(home, "none")}`, "--cf=use_bayes 0", "--cf=use_auto_whitelist 0", "--cf=bayes_path " + join(home, "bayes"),
    "--cf=trusted_networks 127.0.0.1", "--cf=fold_headers 0"];
  const child = spawn("spamassassin", words, { env: { ...process.env, HOME: home }, stdio: ["pipe", "pipe", "pipe"] });
  let [said, complained] = ["", ""];
  child.stdout.on("data", (chunk) => (said += chunk));
  child.stderr.on("data", (chunk) => (complained += chunk));
  child.stdin.end(raw);
  const code = await new Promise((resolve) => child.once("close", resolve));
  const status = said.match(/^X-Spam-Status: \w+, score=(-?[\d.]+) .*?tests=(\S*)/m);
  assert.ok(status, `spamassassin ended with ${code}: ${complained}`);
  const points = new Map([...said.matchAll(/^[* ]*(-?\d+\.\d) +([A-Z][A-Z0-9_]+)/gm)].map((match) => [match[2], match[1]]));
  return { score: Number(status[1]), rules: status[2].split(",").filter((rule) => rule !== "none").map((rule) => `${rule}(${points.get(rule) ?? "0"})`) };
}

test("nothing is used that Gmail, Apple Mail and Outlook lack, but what is agreed", () => {
  const used = new Set();
  const partly = new Set();
  told((kind) => {
    const html = part(kind, "text/html").text;
    const lacking = [];
    const { issues } = caniemail({ clients: CLIENTS, html });
    for (const [client, list] of issues.errors) lacking.push(...list.map((issue) => [issue.title, client]));
    for (const [client, list] of issues.warnings) list.forEach((issue) => partly.add(`${issue.title} (${client})`));
    lacking.push(...titles(html).filter(lacksOutlookCom).map((title) => [title, OUTLOOK_COM]));
    return lacking.flatMap(([title, client]) => {
      const agreed = ENHANCEMENTS.find((one) => one.title === title && one.clients.includes(client));
      if (agreed) used.add(agreed);
      return agreed ? [] : [`${title} is not there in ${client}`];
    });
  });
  none(ENHANCEMENTS.filter((one) => !used.has(one)).map((one) => `${one.title} is agreed and no mail uses it`));
  console.log(`agreed and used: ${used.size}; there in part: ${partly.size}`);
});

/** Every feature of a mail that some client, whichever, lacks. */
function titles(html) {
  const { issues } = caniemail({ clients: ["*"], html });
  return [...new Set([...issues.errors.values(), ...issues.warnings.values()].flat().map((issue) => issue.title))];
}

function lacksOutlookCom(title) {
  const versions = rawData.data.find((feature) => feature.title === title)?.stats.outlook["outlook-com"];
  return versions !== undefined && Object.values(versions).at(-1).startsWith("n");
}

test("the validator of HTML has no errors, but what is agreed", { timeout: 300_000 }, async () => {
  const files = written("mail-html", "html", [...mails.keys()].map((kind) => [kind, part(kind, "text/html").text]));
  const jar = createRequire(import.meta.url).resolve("vnu-jar/build/dist/vnu.jar");
  const words = ["-Xss4m", "-jar", jar, "--errors-only", "--format", "json", "--stdout", "--exit-zero-always", ...files.values()];
  const { stdout } = await promisify(execFile)("java", words, { maxBuffer: 256 << 20 });
  const counted = new Map();
  for (const { message } of JSON.parse(stdout).messages) counted.set(message, (counted.get(message) ?? 0) + 1);
  const agreed = (message) => VALIDITY.find((one) => message.includes(one.words));
  none([...counted].filter(([message]) => !agreed(message)).map(([message, times]) => `${times} times: ${message}`));
  none(VALIDITY.filter((one) => ![...counted.keys()].some((message) => message.includes(one.words))).map((one) => `“${one.words}” is agreed and never said`));
});

test("our compiler of MJML and the original make the same of every source", async () => {
  for (const mail of ["edition", "service", "staff"]) {
    const source = readFileSync(join(SOURCES, mail, "body.mjml"), "utf8");
    const { html, errors } = await mjml(source, { validationLevel: "strict", keepComments: false, ignoreIncludes: true, fonts: {} });
    assert.deepEqual(errors, [], mail);
    const ours = readFileSync(join(COMPILED, `text__mail_html__tests__compiled_${mail}.snap`), "utf8").split("\n---\n")[1];
    const files = written("mjml", "html", [[`${mail} ours`, ours], [`${mail} theirs`, html]]);
    const [mine, theirs] = await pythonJson(READER, "shape", ...files.values());
    assert.ok(mine.length > 50, `${mail} has ${mine.length} elements and words`);
    assert.deepEqual(mine, theirs, mail);
  }
});

test("words can be read by day, by night and turned about by force, with pictures and without", { timeout: 900_000 }, async (t) => {
  const browser = await openBrowser(t);
  const wrong = [];
  const seen = { words: 0, least: Infinity };
  for (const kind of [CLOSELY, ...ONCE.layouts]) {
    for (const look of LOOKS.filter((one) => kind === CLOSELY || ONCE.looks.includes(one.name))) {
      const { named, words, least } = await faults(browser, paper, part(kind, "text/html").text, look);
      wrong.push(...named.map((one) => `${kind}, ${look.name}: ${one}`));
      seen.words += words;
      seen.least = Math.min(seen.least, least);
    }
  }
  console.log(`${seen.words} lines of words, the least contrast ${seen.least.toFixed(2)}`);
  none(wrong);
});

test("a letter's copy in the browser is that of its reader", async () => {
  for (const kind of ["edition", "edition of followed artists", "long edition of followed artists"]) {
    const html = part(kind, "text/html").text;
    const [copy] = html.match(/https:[^"]+\/newsletter\/\d{4}-\d\d-\d\d[^"]*/);
    const answer = await paper.get(new URL(copy).pathname);
    assert.equal(answer.status, 200, copy);
    const stories = (text) => [...new Set([...text.matchAll(/href="([^"]+\/\d{4}\/\d\d\/\d\d\/[^"]+)"/g)].map((match) => match[1]))];
    assert.ok(stories(html).length > 1, kind);
    assert.deepEqual(stories(answer.text), stories(html), kind);
    assert.equal(answer.headers.get("x-robots-tag"), "noindex");
    assert.ok(!/\/(leave|preferences)\//.test(answer.text), "no token is in it");
  }
});
