// Comparing texts: whether they are the same, and which words differ.
import assert from "node:assert/strict";
import { test } from "node:test";
import { sameJson } from "../src/saving/same.ts";
import { compareWords, kept } from "../src/saving/words-diff.ts";

test("the same JSON", () => {
  assert.ok(sameJson({ a: 1, b: [1, { c: null }] }, { b: [1, {}], a: 1 }));
  assert.ok(!sameJson({ a: 1 }, { a: "1" }));
  assert.ok(!sameJson([1, 2], [2, 1]));
  assert.ok(!sameJson([], {}));
  assert.ok(sameJson(undefined, null));
  assert.ok(!sameJson(0, null));
});

test("words that differ", () => {
  assert.deepEqual(compareWords("The lift was quiet.", "The lift was very loud."), [
    { text: "The lift was ", change: "same" },
    { text: "quiet", change: "removed" },
    { text: "very loud", change: "added" },
    { text: ".", change: "same" },
  ]);
  assert.deepEqual(compareWords("", "a b"), [{ text: "a b", change: "added" }]);
  assert.deepEqual(compareWords("a", ""), [{ text: "a", change: "removed" }]);
  assert.deepEqual(compareWords("a b", "a b"), [{ text: "a b", change: "same" }]);
});

test("the pieces are both texts again, whatever they are", () => {
  let seed = 7;
  const chance = (most: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % most;
  const text = (): string => Array.from({ length: chance(40) }, () => ["lift", "the", "–", "“no”", "\n", "a"][chance(6)]).join(" ");
  for (let n = 0; n < 300; n += 1) {
    const [before, after] = [text(), text()];
    const pieces = compareWords(before, after);
    assert.equal(pieces.filter(({ change }) => change !== "added").map((piece) => piece.text).join(""), before);
    assert.equal(pieces.filter(({ change }) => change !== "removed").map((piece) => piece.text).join(""), after);
  }
});

test("what is kept is as much as can be", () => {
  const same = (a: string, b: string): boolean => a === b;
  assert.deepEqual(kept([..."abcabba"], [..."cbabac"], same).length, 4);
  assert.deepEqual(kept([], ["a"], same), []);
});
