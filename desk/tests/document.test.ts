// The document between the server's JSON and ProseMirror: every story of the demo paper and the text room's own sample go
// through and come out as they were. The stories come from the program itself, by its export.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { Unknown, fromJson, toJson } from "../src/editor/document.ts";
import { schema } from "../src/editor/schema.ts";
import { countWords, minutes, texts, wordCount } from "../src/editor/texts.ts";
import type { Block, Body } from "../src/story.ts";

const root = join(process.cwd(), "..");
const binary = process.env.INKIE_BINARY ?? join(root, "target/debug/inkie");
const SAMPLE = "crates/text/tests/files/whole.md";

interface Row { headline: string; body: Body; words: number }

let folder: string;
let rows: Row[] = [];

before(() => {
  assert.ok(existsSync(binary), `${binary} is missing: cargo build -p inkie`);
  folder = mkdtempSync(join(tmpdir(), "inkie-desk-documents-"));
  const inkie = (...words: string[]): void => void execFileSync(binary, [...words, "--data", join(folder, "paper")], { cwd: root, stdio: "pipe" });
  inkie("demo", "--no-serve");
  try {
    inkie("import", join(root, SAMPLE));
  } catch (error) {
    // The sample names pictures that are not there; its text is read all the same when it is imported as far as it goes.
    assert.match(String((error as { stderr: Buffer }).stderr), /picture|media|file/i);
  }
  inkie("export", join(folder, "out"));
  const lines = ["stories", "pages"].flatMap((table) => readFileSync(join(folder, `out/tables/${table}.jsonl`), "utf8").trim().split("\n"));
  rows = lines.map((line) => JSON.parse(line)).map((row) => ({ ...row, body: typeof row.body === "string" ? JSON.parse(row.body) : row.body }));
});

after(() => rmSync(folder, { recursive: true, force: true }));

/** Marks in one order: which of two marks on the same letters is written first says nothing. */
function inOrder(block: unknown): unknown {
  if (Array.isArray(block)) return block.map(inOrder);
  if (typeof block !== "object" || block === null) return block;
  const entries = Object.entries(block).map(([key, value]) => [key, inOrder(value)] as const);
  const sorted = Object.fromEntries(entries);
  if (Array.isArray(sorted.marks)) sorted.marks = [...sorted.marks].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));
  return sorted;
}

describe("the demo's stories", () => {
  test("come out as they went in", () => {
    assert.ok(rows.length > 40, `${rows.length} documents`);
    for (const { headline, body } of rows) {
      const out = toJson(fromJson(body));
      assert.deepEqual(inOrder(out), inOrder(body), headline);
      assert.deepEqual(toJson(fromJson(out)), out, headline);
    }
  });

  test("use every block and every mark", () => {
    const used = new Set<string>();
    const walk = (block: Block): void => {
      used.add(block.type);
      for (const mark of (block.marks ?? []) as Block[]) used.add(mark.type);
      block.content?.forEach(walk);
    };
    for (const { body } of rows) walk(body as Block);
    const known = [...Object.keys(schema.nodes), ...Object.keys(schema.marks)];
    assert.deepEqual(known.filter((name) => !used.has(name)).sort(), []);
  });

  test("have as many words as the server counts", () => {
    for (const { headline, body, words } of rows) if (words !== undefined) assert.equal(wordCount(fromJson(body)), words, headline);
  });
});

const doc = (...content: unknown[]): Body => ({ type: "doc", version: 1, content }) as Body;

test("a document without blocks gets a place to write and stays empty", () => {
  assert.deepEqual(toJson(fromJson(doc())), doc());
});

test("what the JSON leaves out is written out, as the server does", () => {
  const out = toJson(fromJson(doc({ type: "clip", attrs: { provider: "vimeo" } }, { type: "quotation", content: [{ type: "paragraph" }] })));
  assert.deepEqual(out.content?.[0]?.attrs, {
    provider: "vimeo", id: null, kind: "video", title: "", credit: "", start: 0, duration: 0, poster: null, advisory: [],
  });
  assert.deepEqual(out.content?.[1], { type: "quotation", attrs: { speaker: null, role: null }, content: [{ type: "paragraph", content: [] }] });
});

test("what is not known is refused with its place", () => {
  const cases: [Body, string][] = [
    [{ ...doc(), version: 2 }, "doc"],
    [doc({ type: "carousel" }), "content[0]"],
    [doc({ type: "paragraph", attrs: { align: "left" } }), "content[0].attrs"],
    [doc({ type: "paragraph", content: [{ type: "text", text: "a", marks: [{ type: "code" }] }] }), "content[0].content[0].marks[0]"],
    [doc({ type: "paragraph", content: [{ type: "text", text: "a", marks: [{ type: "link", attrs: { href: "javascript:1" } }] }] }), "content[0].content[0].marks[0]"],
    [doc({ type: "heading", attrs: { level: 4 } }), "content[0].attrs"],
    [doc({ type: "score", attrs: { value: 11 } }), "content[0].attrs"],
    [doc({ type: "clip", attrs: { provider: "vimeo" }, content: [] }), "content[0].content"],
    [doc({ type: "list", attrs: { ordered: true }, content: [{ type: "paragraph" }] }), "content[0]"],
    [doc({ type: "quotation", content: [] , colour: "red" }), "content[0]"],
    [doc({ type: "tour_dates", attrs: { dates: [{ date: "2015-02-30", city: "Ghent" }] } }), "content[0].attrs"],
    [doc({ type: "table", content: [
      { type: "table_row", content: [{ type: "table_cell" }] },
      { type: "table_row", content: [{ type: "table_cell" }, { type: "table_cell" }] },
    ] }), "content[0]"],
  ];
  for (const [body, path] of cases) {
    assert.throws(() => fromJson(body), (error) => error instanceof Unknown && error.path === path, `${path} ${JSON.stringify(body)}`);
  }
});

test("texts are numbered without headings and verses", () => {
  const paragraph = (text: string) => ({ type: "paragraph", content: [{ type: "text", text }] });
  const read = fromJson(doc(
    paragraph("one"),
    { type: "heading", attrs: { level: 2 }, content: [{ type: "text", text: "no" }] },
    { type: "list", attrs: { ordered: false }, content: [{ type: "list_item", content: [paragraph("two")] }] },
    { type: "verse", content: [{ type: "text", text: "no" }] },
    { type: "table", content: [{ type: "table_row", content: [{ type: "table_cell", content: [{ type: "text", text: "three" }] }] }] },
  ));
  assert.deepEqual(texts(read).map(({ block, from, node }) => [block, read.textBetween(from, from + node.content.size)]), [[0, "one"], [1, "two"], [2, "three"], [3, ""]],
    "the paragraph to go on in behind the table is one of them");
});

test("words and minutes", () => {
  assert.deepEqual(["", " a  b\u00a0c\n", "don’t – stop"].map(countWords), [0, 3, 3]);
  assert.deepEqual([0, 1, 220, 221].map(minutes), [1, 1, 1, 2]);
});
