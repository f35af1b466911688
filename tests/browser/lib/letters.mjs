// The pages that only somebody with a mailed link comes to, and the pages of errors, for tests that want one of each.
import assert from "node:assert/strict";
import { lettersTo, readLetter, waitForLetter } from "./mailbox.mjs";

/** What a browser calls itself that is driven by a person. */
export const PERSON = "Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0";

/** Fills in a coupon as somebody without script: the page that answers has a button, and nobody presses it at once. */
export async function signUp(paper, address, fields = {}, origin = new URL(paper.url).origin) {
  const headers = { origin, "user-agent": PERSON };
  const asked = await paper.post("/newsletter", { email: address, ...fields }, headers);
  assert.equal(asked.status, 200);
  const token = asked.text.match(/name="token" value="([0-9a-z]+)"/)?.[1];
  assert.ok(token, "the answer has a token");
  await new Promise((done) => { setTimeout(done, 4_000); });
  const sent = await paper.post("/newsletter", { email: address, token, ...fields }, headers);
  assert.equal(sent.status, 200);
  return { asked, sent };
}

async function mailedLink(paper, address, begin, fields = {}) {
  await signUp(paper, address, fields);
  const letter = await waitForLetter(paper, address);
  const link = letter.links.find((path) => path.startsWith(begin));
  assert.ok(link, `no link to ${begin} in the letter to ${address}: ${letter.links}`);
  return { link, letter };
}

/** The address in a page that begins so. */
export const linkIn = (html, begin) => html.split(`"${begin}`)[1]?.split('"')[0]?.replace(/^/, begin);

/** Addresses of these pages, each with the status it must have; posts give the page itself. */
export async function privatePages(paper, artist) {
  const pending = await mailedLink(paper, "pending@reader.example", "/newsletter/confirm/");
  const active = await mailedLink(paper, "active@reader.example", "/newsletter/confirm/", { artist });
  const confirmed = await paper.post(active.link, {});
  const preferences = linkIn(confirmed.text, "/newsletter/preferences/");
  const gone = await mailedLink(paper, "gone@reader.example", "/newsletter/confirm/");
  const goneLeave = linkIn((await paper.get(linkIn((await paper.post(gone.link, {})).text, "/newsletter/preferences/"))).text, "/newsletter/leave/");
  const left = await paper.post(goneLeave, {});
  // A letter's own way to the preferences may be in other hands: it opens a page that mails the way to the mailbox.
  const [edition] = await lettersTo(paper, "everything@reader.example");
  const { asked, sent } = await signUp(paper, "sent@reader.example");
  const follow = `/artists/${artist}/follow`;
  const ask = (await readLetter(paper, edition.id)).text.match(/\/newsletter\/preferences\/\S+/)[0];
  return {
    addresses: [
      { path: pending.link, status: 200 },
      { path: preferences, status: 200 },
      { path: preferences.replace("preferences", "leave"), status: 200 },
      { path: goneLeave, status: 200 },
      { path: ask, status: 200 },
      { path: follow, status: 200 },
      { path: "/newsletter/confirm/none", status: 410 },
      { path: "/-/mailbox", status: 200 },
      { path: `/-/mailbox/${pending.letter.id}`, status: 200 },
    ],
    posted: [
      { path: "/newsletter, pressed once", expected: 200, ...asked },
      { path: "/newsletter, sent", expected: 200, ...sent },
      { path: "/newsletter, misspelled", expected: 200, ...(await paper.post("/newsletter", { email: "sent@gmial.com" })) },
      { path: "/artists/…/follow, without an address", expected: 200, ...(await paper.post(follow, {})) },
      { path: "/newsletter, no address", expected: 422, ...(await paper.post("/newsletter", { email: "nobody" })) },
      { path: "/newsletter, from elsewhere", expected: 403, ...(await paper.post("/newsletter", {}, { origin: "https://elsewhere.example" })) },
      { path: "/about, posted to", expected: 405, ...(await paper.post("/about", {})) },
      { path: "confirmed", expected: 200, ...confirmed },
      { path: "preferences kept", expected: 200, ...(await paper.post(preferences, { edition: "both", mon: "1", sat: "1" })) },
      { path: "left", expected: 200, ...left },
    ],
  };
}

/** Takes one story down, so that there is a page for what is gone. */
export async function withdrawOne(paper) {
  const [first] = (await paper.cli("stories", "--limit", "60", "--json")).trim().split("\n").slice(-1).map(JSON.parse);
  await paper.cli("withdraw", first.slug, "--reason", "It was about another band of the same name.");
  return { path: first.address, status: 410 };
}
