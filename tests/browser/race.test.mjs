// Never stale: whatever is asked for at the moment of publishing, the next answer after it shows the story.
import assert from "node:assert/strict";
import { test } from "node:test";
import { none } from "./lib/none.mjs";
import { demo, plainStory } from "./lib/paper.mjs";

const TIMES = 50;
/** Lists that must show a new story about this artist in this section. */
const LISTS = ["/", "/news", "/artists/dead-postcodes", "/feed.xml", "/feed.json", "/artists/dead-postcodes/feed.atom", "/sitemap/news.xml"];

const story = (number) => `Dead Postcodes Count To ${number} Without Looking

DATELINE

By Lottie Vukovic

It is their ${number}th record of the kind

More Dead Postcodes

Dead Postcodes have counted to ${number} in a lift that was standing still. Nobody asked them to stop.

“${number} is a good number,” said nobody in particular. “There is another one after it.”
`;

test(`${TIMES} stories, each seen by the first answer after it went live`, { timeout: 900_000 }, async (t) => {
  const paper = await demo(t);
  const crowd = readers(paper);
  const late = [];
  const began = Date.now();
  for (let number = 1; number <= TIMES; number++) late.push(...(await one(paper, number)));
  const asked = await crowd.stop();
  console.log(`${TIMES} stories in ${((Date.now() - began) / 1000).toFixed(1)} s, while ${asked.answers} pages were read`);
  none(late);
  none(asked.wrong);
});

/** Readers who ask for the same pages all the time, so that a page is always just being made, or just made. */
function readers(paper) {
  let over = false;
  const asked = { answers: 0, wrong: [] };
  const read = async (path) => {
    while (!over) {
      const { status } = await paper.get(path);
      asked.answers += 1;
      if (status !== 200) asked.wrong.push(`${status} at ${path}`);
    }
  };
  const all = Promise.all(LISTS.slice(0, 4).map(read));
  return {
    stop: async () => {
      over = true;
      await all;
      return asked;
    },
  };
}

async function one(paper, number) {
  const read = JSON.parse((await paper.cli("import", "--json", "--zone", "UTC", "--section", "news", plainStory(story(number)))).trim().split("\n").pop());
  assert.deepEqual([read.outcome, read.state, read.unread], ["new", "draft", []]);
  const said = await paper.cli("publish", read.slug);
  const address = new URL(said.match(/http\S+/)[0]).pathname;

  // All at once: the first of them must not be the one that sweeps up for the others.
  const [page, ...shown] = await Promise.all([address, ...LISTS].map((path) => paper.get(path)));
  const late = LISTS.filter((path, place) => !shown[place].text.includes(address)).map((path) => `number ${number}: ${path} does not show ${address}`);
  if (page.status !== 200) late.push(`number ${number}: ${address} is ${page.status}`);
  return late;
}
