// Quotation marks and dashes by language, and what a server's answer is laid over.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { EditorState } from "prosemirror-state";
import { Mapping } from "prosemirror-transform";
import { fromJson } from "../src/editor/document.ts";
import { addressOf, isSafeHref } from "../src/editor/href.ts";
import { carry, lay, mentionAt, speakerOf, type Answer } from "../src/editor/links/answer.ts";
import { schema } from "../src/editor/schema.ts";
import { inAddress, quoteFor, quoteMarks, setPlain, stripped } from "../src/editor/typography.ts";
import type { Body } from "../src/story.ts";

/** What becomes of a typed text in a plain field. */
function typed(text: string, language: string): string {
  let value = "";
  for (const letter of text) {
    const set = setPlain(letter, value, language);
    value = set ? value.slice(0, value.length - set.remove) + set.text : value + letter;
  }
  return value;
}

describe("typed text is set", () => {
  const cases: [string, string, string][] = [
    ["en-AU", "\"Don't,\" she said - and left...", "“Don’t,” she said – and left…"],
    ["en", "'Between Floors' isn't 'Stairs'", "‘Between Floors’ isn’t ‘Stairs’"],
    ["en", "the 12\" single -- out (\"now\")", "the 12″ single – out (“now”)"],
    ["de", "Er sagte: \"Nein.\"", "Er sagte: „Nein.“"],
    ["de-CH", "\"Nein\"", "«Nein»"],
    ["fr", "Il dit \"non\".", "Il dit «\u00a0non\u00a0»."],
    ["sv", "\"nej\"", "”nej”"],
    ["en", "see https://example.org/a--b?q=\"x\"", "see https://example.org/a--b?q=\"x\""],
    ["en", "well-known, 5-3", "well-known, 5-3"],
  ];
  for (const [language, text, set] of cases) test(`${language}: ${text}`, () => assert.equal(typed(text, language), set));

  test("as the server sets it", () => {
    assert.deepEqual(quoteMarks("pl-PL"), { open: "„", close: "”", innerOpen: "«", innerClose: "»" });
    assert.deepEqual(quoteMarks("xx"), { open: "“", close: "”", innerOpen: "‘", innerClose: "’" });
    assert.equal(quoteFor("'", "rock ", "en"), "‘");
  });

  test("never inside an address", () => {
    for (const text of ["https://a.example/x", "see http://a", "www.example.org/q", "jo@example.org"]) assert.ok(inAddress(text), text);
    for (const text of ["", "he said:", "10:30", "and/or"]) assert.ok(!inAddress(text), text);
  });
});

test("addresses", () => {
  assert.ok(isSafeHref("https://example.org") && isSafeHref("mailto:a@b.c") && isSafeHref("/artists/x"));
  assert.ok(!isSafeHref("javascript:alert(1)") && !isSafeHref("//evil.example") && !isSafeHref("https://a b") && !isSafeHref("https://"));
  assert.equal(addressOf("example.org/x"), "https://example.org/x");
  assert.equal(addressOf("jo@example.org"), "mailto:jo@example.org");
  assert.equal(addressOf("no address"), null);
});

test("a quotation loses its outer marks, and only those", () => {
  const paragraph = (text: string) => schema.node("paragraph", null, schema.text(text));
  assert.deepEqual(stripped([paragraph("“One."), paragraph("“Two ‘three’.”")]).map((one) => one.textContent), ["One.", "Two ‘three’."]);
  assert.deepEqual(stripped([paragraph("„Nein“, sagt er")]).map((one) => one.textContent), ["Nein“, sagt er"]);
  assert.deepEqual(stripped([paragraph("«\u00a0Non\u00a0».")]).map((one) => one.textContent), ["Non."]);
  assert.deepEqual(stripped([paragraph("No marks")]).map((one) => one.textContent), ["No marks"]);
});

const doc = (...texts: string[]) => fromJson({ type: "doc", version: 1, content: texts.map((text) => ({ type: "paragraph", content: [{ type: "text", text }] })) } as Body);
const mention = (block: number, start: number, text: string): Answer["mentions"][number] => ({
  block, start, end: start + text.length, text, standing: "doubtful", strength: "mentioned", candidates: [{ artist: 7, name: text }],
});
const answer = (mentions: Answer["mentions"]): Answer => ({ mentions, artist_line: [], quotations: [{ block: 0, start: 0, end: 5, speaker: "Jo" }], marks: [], advisory: [] });

describe("an answer about an older text", () => {
  test("moves with what was typed since", () => {
    const state = EditorState.create({ doc: doc("We met Gilt", "and Gilt again 🎺 Gilt") });
    const tr = state.tr.insertText("Yesterday: ", 1);
    const laid = lay(answer([mention(0, 7, "Gilt"), mention(1, 4, "Gilt"), mention(1, 18, "Gilt")]), state.doc, new Mapping(tr.mapping.maps), tr.doc);
    assert.deepEqual(laid.mentions.map(({ from, to }) => tr.doc.textBetween(from, to)), ["Gilt", "Gilt", "Gilt"]);
    assert.equal(mentionAt(laid, laid.mentions[0]?.to ?? 0)?.text, "Gilt");
    assert.equal(speakerOf(laid, 13, 14), "Jo");
  });

  test("is dropped where the letters changed, or a person has linked them", () => {
    const state = EditorState.create({ doc: doc("We met Gilt and Quite") });
    const artist = schema.marks.artist?.create({ artist: 1, strength: "subject" });
    assert.ok(artist);
    const tr = state.tr.insertText("s", 12).addMark(18, 23, artist);
    const laid = lay(answer([mention(0, 7, "Gilt"), mention(0, 16, "Quite")]), state.doc, new Mapping(tr.mapping.maps), tr.doc);
    assert.deepEqual(laid.mentions.map(({ text }) => text), ["Gilt"]);
    const cut = EditorState.create({ doc: tr.doc }).tr.delete(9, 10);
    assert.deepEqual(carry(laid, cut.mapping, cut.doc).mentions, []);
  });

  test("is dropped when it speaks of other letters than were asked about", () => {
    const { doc: asked } = EditorState.create({ doc: doc("Short") });
    assert.deepEqual(lay(answer([mention(0, 2, "Gilt"), mention(3, 0, "Gilt")]), asked, new Mapping(), asked).mentions, []);
  });
});
