// The built-in mailbox, read as a developer reads it.
import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 20_000;

const plain = (html) => html.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&quot;|&#34;/g, '"').replace(/&#39;|&#x27;/g, "'").replace(/&#x2f;/gi, "/").replace(/&amp;/g, "&");

/** The letters to an address, newest first: number and subject. */
export async function lettersTo(paper, address) {
  const { text } = await paper.get("/-/mailbox");
  const rows = text.matchAll(/<li><time[^>]*>[^<]*<\/time> <a href="\/-\/mailbox\/(\d+)">([^<]*)<\/a> <span>([^<]*)<\/span>/g);
  return [...rows].filter((row) => plain(row[3]) === address).map((row) => ({ id: Number(row[1]), subject: plain(row[2]) }));
}

/** Waits until there are `count` letters to an address and gives the newest of them. */
export async function waitForLetter(paper, address, count = 1) {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    const letters = await lettersTo(paper, address);
    if (letters.length >= count) return readLetter(paper, letters[0].id);
    if (Date.now() > until) throw new Error(`${address} has ${letters.length} letters, not ${count}, after ${PATIENCE_MS / 1000} s`);
    await sleep(100);
  }
}

/** A letter to the byte. */
export async function sentBytes(paper, id) {
  const answer = await fetch(paper.at(`/-/mailbox/${id}/sent`));
  if (!answer.ok) throw new Error(`letter ${id}: ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** A letter: its text, its HTML, its headers and its links into the paper. */
export async function readLetter(paper, id) {
  const page = (await paper.get(`/-/mailbox/${id}`)).text;
  const headers = [...page.matchAll(/<div><dt>([^<]*)<\/dt><dd>([^<]*)<\/dd><\/div>/g)].map((row) => [plain(row[1]).toLowerCase(), plain(row[2])]);
  return {
    id,
    headers: new Map(headers),
    subject: plain(page.match(/<h2 class="mail-subject">([^<]*)/)?.[1] ?? ""),
    text: plain(page.match(/<pre class="mail-text">([^<]*)/)?.[1] ?? ""),
    html: (await paper.get(`/-/mailbox/${id}/html`)).text,
    links: [...page.matchAll(/<li><a href="([^"]*)">/g)].map((row) => plain(row[1])),
  };
}

/** The address for the one click of RFC 8058, out of `List-Unsubscribe`, as a path of this paper. */
export function oneClick(letter) {
  const address = letter.headers.get("list-unsubscribe")?.match(/<(https?:[^>]+)>/)?.[1];
  return address && new URL(address).pathname;
}
