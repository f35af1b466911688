// One mail of each kind, as the program writes them for a paper of its own.
import assert from "node:assert/strict";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownersHeaders } from "./desk.mjs";
import { signUp } from "./letters.mjs";
import { sentBytes, waitForLetter } from "./mailbox.mjs";
import { demoFiles, emptyPaper, fresh } from "./paper.mjs";

/** Where the paper says it stands: mails are read as those of a paper in the world, not of a demo on this machine. */
export const PAPER_URL = "https://backfeed.example";
// An edition is of a day, and zones have two at once: see `journey.test.mjs`.
const TODAY = "Pacific/Pago_Pago";
const TOMORROW = "Pacific/Kiritimati";
const GENERAL = "general@reader.example";
const FOLLOWER = "follower@reader.example";
const KNOWN = "known@reader.example";
const FAN = "fan@reader.example";
/** Whom the follower follows: a few in the short edition, more than twelve stories' worth in the long one. */
const FEW = ["saltwater-choir", "dead-postcodes"];
const MORE = ["odalys-kerr", "goods-lift", "vera-static", "hi-vis-requiem", "paper-tigress", "lesser-harbour", "nobodys-aunt", "weather-permitting", "concrete-pavlova", "the-big-sorry", "marlo-quick"];
/** A day of the demo: a lead, a clip with its advisory, a score, a live review, no artist at all. */
const SHORT = ["001", "002", "003", "005", "006", "007", "009", "013"];
const LONG = 40;
/** So many stories are told at some length, and a few more. */
const TOLD = 14;
const NOTE = "No edition on Friday: the press is at a wedding, and so is the drummer.\n\nBe loud without us.";
const CORRECTION = "The band owns two microphones";
const WRITER = "writer@staff.example";
const ORIGIN = { "sec-fetch-site": "same-origin" };

/** The paper with its mails: `mails` has one of each kind, `raw` to the byte and read. */
export async function mailPaper(t) {
  const paper = await emptyPaper(t, TODAY);
  await paper.cli("paper", "--set", `url=${PAPER_URL}`);
  const away = (new Date().getUTCHours() - 11 + 24 + 3) % 24;
  await paper.cli("paper", "--set", `edition-hour=${String(away).padStart(2, "0")}:30`);
  const mails = new Map();
  const keep = async (kind, letter) => mails.set(kind, { kind, ...letter, raw: await sentBytes(paper, letter.id) });
  const preferences = await bringIn(paper, keep);
  const headers = await ownersHeaders(paper);
  await staff(paper, keep);

  const files = demoFiles();
  await advertise(paper, files);
  await run(paper, files, SHORT, 60);
  await arrange(paper, headers);
  await paper.cli("edition", "test", "--to", WRITER);
  await keep("test letter", await waitForLetter(paper, WRITER, 3));
  await send(paper);
  await keep("edition", await waitForLetter(paper, GENERAL, 2));
  await keep("edition of followed artists", await waitForLetter(paper, FOLLOWER, 2));
  await special(paper, preferences, keep);
  await correct(paper);
  for (const follow of MORE) assert.equal((await paper.post(preferences, { follow }, ORIGIN)).status, 200, follow);
  await paper.cli("paper", "--set", `zone=${TOMORROW}`);
  await run(paper, files, others(files), 1);
  await send(paper);
  const long = await waitForLetter(paper, GENERAL, 3);
  assert.match(long.text ?? "", new RegExp(CORRECTION), "those who had the story are told");
  await keep(`edition of ${LONG} stories`, long);
  await keep("long edition of followed artists", await waitForLetter(paper, FOLLOWER, 4));
  return { paper, mails };
}

/** Every day ticked, as the page has it. */
const DAYS = Object.fromEntries(["mon", "tue", "wed", "thu", "fri", "sat", "sun"].map((day) => [day, "on"]));

/** Two readers come; what they get on their way is kept. Gives the follower's page of preferences. */
async function bringIn(paper, keep) {
  await confirmed(paper, GENERAL, {}, (letter) => keep("confirmation", letter));
  const chosen = await confirmed(paper, FOLLOWER, { artist: FEW[0] }, (letter) => keep("confirmation of an artist", letter));
  assert.equal((await paper.post(chosen, { edition: "follows", ...DAYS }, ORIGIN)).status, 200);
  assert.equal((await paper.post(chosen, { follow: FEW[1] }, ORIGIN)).status, 200);
  // Who is a reader already and signs up gets the way to the preferences.
  const table = join(fresh("readers"), "readers.csv");
  writeFileSync(table, `email\n${KNOWN}\n${FAN}\n`);
  await paper.cli("readers", "import", table, "--proof", "a list of the old paper");
  await signUp(paper, KNOWN, {}, PAPER_URL);
  await keep("preferences", await waitForLetter(paper, KNOWN));
  await signUp(paper, FAN, { artist: FEW[0] }, PAPER_URL);
  await keep("following", await waitForLetter(paper, FAN));
  return chosen;
}

const path = (letter, begin) => {
  const found = letter.links.find((link) => link.startsWith(begin));
  assert.ok(found, `no link to ${begin} in “${letter.subject}”: ${letter.links}`);
  return found;
};

async function confirmed(paper, address, more, keep) {
  await signUp(paper, address, more, PAPER_URL);
  const letter = await waitForLetter(paper, address);
  await keep(letter);
  const answer = await paper.post(path(letter, "/newsletter/confirm/"), {}, ORIGIN);
  return answer.text.match(/\/newsletter\/preferences\/[^"]+/)[0];
}

/** An invitation, and a way in that was asked for. */
async function staff(paper, keep) {
  await paper.cli("staff", "invite", "--name", "Jo Marchetti", WRITER);
  await keep("invitation", await waitForLetter(paper, WRITER));
  assert.ok((await paper.post("/desk/sign-in", { email: WRITER }, ORIGIN)).status < 400);
  await keep("sign-in", await waitForLetter(paper, WRITER, 2));
}

async function advertise(paper, files) {
  const [from, until] = [-2, 3].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10));
  await paper.cli("ads", "add", "--name", "Wray", "--alt", "Wray Amplifiers: louder than your brother", "--link", "https://amps.example/", "--places", "edition",
    "--from", from, "--until", until, join(files, "pictures/goods-lift.jpg"));
}

/** Numbers of stories for the long edition: of those that run, not withdrawn ones or drafts. */
function others(files) {
  const runs = (name) => !/^status = /m.test(readFileSync(join(files, "stories", name), "utf8"));
  const numbers = readdirSync(join(files, "stories")).filter(runs).map((name) => name.slice(0, 3));
  return numbers.filter((number) => !SHORT.includes(number)).slice(0, LONG);
}

/** Publishes the demo's stories of these numbers, all of them gone live some minutes ago; one was paid for. */
async function run(paper, files, numbers, minutesAgo) {
  const [zone] = (await paper.cli("paper")).match(/Pacific\/\w+/);
  const at = new Date(Date.now() - minutesAgo * 60_000).toLocaleString("sv-SE", { timeZone: zone }).slice(0, 16);
  const folder = join(files, "stories");
  const names = readdirSync(folder).filter((name) => numbers.includes(name.slice(0, 3)));
  for (const [place, name] of names.entries()) {
    let text = readFileSync(join(folder, name), "utf8").replace(/^date = .*$/m, `date = "${at}"`).replace(/^newsletter = "out"\n/m, "");
    // Those that will be lines show no picture, and bringing them in takes time.
    if (place >= TOLD) text = text.replace(/^(cover|poster) = .*\n/gm, "");
    if (name.startsWith("003")) text = text.replace(/^section = .*$/m, '$&\nsponsor = { name = "Wray Amplifiers", link = "https://amps.example/" }');
    writeFileSync(join(folder, name), text);
  }
  await paper.cli("import", "--publish", ...names.map((name) => join(folder, name)));
}

/** The follower chooses specials, and gets one about the story that leads. */
async function special(paper, preferences, keep) {
  assert.equal((await paper.post(preferences, { edition: "follows", specials: "on", ...DAYS }, ORIGIN)).status, 200);
  await paper.cli("edition", "special", await led(paper), "--note", "It happened ten minutes ago.", "--send");
  await keep("special edition", await waitForLetter(paper, FOLLOWER, 3));
}

/** The story that led is corrected, and its readers are to be told. */
async function correct(paper) {
  await paper.cli("correct", await led(paper), "--note", `${CORRECTION}, and each of them counts it.`, "--tell");
}

/** The number of the story that leads the edition. */
async function led(paper) {
  const stories = (await paper.cli("stories", "--limit", "200", "--json")).trim().split("\n").map((line) => JSON.parse(line));
  return String(stories.find((story) => story.headline.startsWith("The loudest quiet band")).id);
}

/** Puts the lead where it belongs, with a note over it. */
async function arrange(paper, headers) {
  const { upcoming } = await (await fetch(paper.at("/api/v1/editions"), { headers })).json();
  const shown = await (await fetch(paper.at(`/api/v1/editions/${upcoming}`), { headers })).json();
  const lead = shown.stories.find((story) => story.headline.startsWith("The loudest quiet band"));
  const body = JSON.stringify({ revision: shown.revision, order: [lead.id], note: NOTE });
  const answer = await fetch(paper.at(`/api/v1/editions/${upcoming}`), { method: "PUT", headers, body });
  assert.equal(answer.status, 200, await answer.text());
}

async function send(paper) {
  await paper.cli("edition", "compose");
  await paper.cli("edition", "send");
}
