import assert from "node:assert/strict";
import { test } from "node:test";
import { follow } from "../src/facts/artist-line.ts";
import type { Credit, Strength } from "../src/story.ts";

const who = (artist: number, strength: Strength = "subject", credited_as = `Artist ${artist}`): Credit => ({ artist, name: `Artist ${artist}`, credited_as, strength });
const none = new Set<number>();

test("an empty line fills itself, subjects first", () => {
  const { line, filled } = follow([], [who(1, "featured"), who(2)], [], none);
  assert.deepEqual(line, [who(2), who(1, "featured")]);
  assert.equal(filled.length, 2);
});

test("who was filled in goes when the text no longer speaks of them", () => {
  assert.deepEqual(follow([who(1), who(2)], [who(2)], [who(1), who(2)], none).line, [who(2)]);
  assert.deepEqual(follow([who(1)], [], [who(1)], none).line, []);
});

test("who a person put in or changed stays", () => {
  assert.equal(follow([who(7)], [], [], none).line, null);
  const renamed = who(1, "subject", "El-P’s Lot");
  assert.equal(follow([renamed], [who(1)], [who(1)], none).line, null);
  assert.deepEqual(follow([who(7)], [who(1)], [], none).line, [who(7), who(1)]);
});

test("who a person took off stays off", () => {
  assert.equal(follow([], [who(1)], [who(1)], new Set([1])).line, null);
});

test("a strength that the text changes its mind about follows", () => {
  assert.deepEqual(follow([who(1, "featured")], [who(1)], [who(1, "featured")], none).line, [who(1)]);
});

test("nothing is changed when the line says what the text says, in whatever order", () => {
  assert.equal(follow([who(2), who(1)], [who(1), who(2)], [], none).line, null);
});
