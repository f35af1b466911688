// Between the JSON that the server keeps and ProseMirror's document. Read as strictly as the Rust side reads it: what the
// schema cannot hold is refused with its place, never dropped.
import type { Mark, Node } from "prosemirror-model";
import type { Block, Body } from "../story.ts";
import { complete, problemOf, problemOfMark } from "./attributes.ts";
import { schema } from "./schema.ts";

/** The version of the JSON that is read and written here. */
const VERSION = 1;

/** A document that cannot be edited here, and where the first thing stands that is not known. */
export class Unknown extends Error {
  readonly path: string;
  readonly what: string;
  constructor(path: string, what: string) {
    super(`${path}: ${what}`);
    this.path = path;
    this.what = what;
  }
}

type Json = Record<string, unknown>;

function object(value: unknown, path: string): Json {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Unknown(path, "{}");
  return value as Json;
}

function children(node: Json, path: string): { node: Json; path: string }[] {
  const content = node.content ?? [];
  if (!Array.isArray(content)) throw new Unknown(`${path}.content`, "[]");
  const prefix = path === "doc" ? "" : `${path}.`;
  return content.map((child, n) => ({ node: object(child, `${prefix}content[${n}]`), path: `${prefix}content[${n}]` }));
}

/** Reads a body. One that does not end with a text gets an empty paragraph to go on in. Throws [`Unknown`]. */
export function fromJson(body: Body): Node {
  const doc = object(body, "doc");
  if (doc.type !== "doc" || doc.version !== VERSION) throw new Unknown("doc", `version ${String(doc.version)}`);
  for (const key of Object.keys(doc)) if (!["type", "version", "content"].includes(key)) throw new Unknown("doc", key);
  const blocks = children(doc, "doc").map(({ node, path }) => readBlock(node, path));
  if (!goesOn(blocks.at(-1))) blocks.push(schema.node("paragraph"));
  const read = schema.node("doc", null, blocks);
  read.check();
  return read;
}

/** Whether somebody who is done with the last block can write on behind it. */
export function goesOn(last: Node | null | undefined): boolean {
  return last?.type.name === "paragraph" || last?.type.name === "heading";
}

function readBlock(json: Json, path: string): Node {
  const name = String(json.type);
  const type = schema.nodes[name];
  if (!type || name === "doc" || name === "text") throw new Unknown(path, name);
  for (const key of Object.keys(json)) if (!["type", "attrs", "content"].includes(key)) throw new Unknown(path, key);
  const attrs = object(json.attrs ?? {}, `${path}.attrs`);
  const wrong = problemOf(name, attrs);
  if (wrong !== null) throw new Unknown(`${path}.attrs`, wrong);
  if (type.isLeaf && "content" in json) throw new Unknown(`${path}.content`, name);
  const content = isBareEntry(name, json) ? [schema.node("paragraph")] : type.inlineContent ? children(json, path).map(readInline) : children(json, path).map((child) => readBlock(child.node, child.path));
  // What may be empty there but needs a place to write in here is given one.
  const node = content.length === 0 ? type.createAndFill(complete(name, attrs)) : type.create(complete(name, attrs), content);
  if (node === null) throw new Unknown(path, name);
  if (!type.validContent(node.content)) throw new Unknown(path, name);
  if (name === "table") sameLength(node, path);
  return node;
}

/** A ranked entry of which nothing is said has a place to say it here. */
function isBareEntry(name: string, json: Json): boolean {
  return name === "ranked_entry" && (json.content === undefined || (Array.isArray(json.content) && json.content.length === 0));
}

function sameLength(table: Node, path: string): void {
  table.forEach((row) => {
    if (row.childCount !== table.firstChild?.childCount) throw new Unknown(path, "table_row");
  });
}

function readInline({ node: json, path }: { node: Json; path: string }): Node {
  const allowed = json.type === "text" ? ["type", "text", "marks"] : ["type"];
  for (const key of Object.keys(json)) if (!allowed.includes(key)) throw new Unknown(path, key);
  if (json.type === "hard_break") return schema.node("hard_break");
  if (json.type !== "text" || typeof json.text !== "string" || json.text === "") throw new Unknown(path, String(json.type));
  const marks = json.marks ?? [];
  if (!Array.isArray(marks)) throw new Unknown(`${path}.marks`, "[]");
  return schema.text(json.text, marks.map((mark, n) => readMark(object(mark, path), `${path}.marks[${n}]`)));
}

function readMark(json: Json, path: string): Mark {
  const type = schema.marks[String(json.type)];
  if (!type) throw new Unknown(path, String(json.type));
  for (const key of Object.keys(json)) if (!["type", "attrs"].includes(key)) throw new Unknown(path, key);
  const attrs = object(json.attrs ?? {}, path);
  const wrong = problemOfMark(type.name, attrs);
  if (wrong !== null) throw new Unknown(path, wrong);
  return type.create(attrs);
}

/**
 * Writes a body, letter for letter as the Rust side writes it: every attribute of a block, no `attrs` where there are none.
 * Empty paragraphs at the end are places to write in, and say nothing.
 */
export function toJson(doc: Node): Body {
  const content = contentOf(doc);
  while (isEmptyParagraph(content.at(-1))) content.pop();
  return { type: "doc", version: VERSION, content };
}

function isEmptyParagraph(block: Block | undefined): boolean {
  return block?.type === "paragraph" && (block.content ?? []).length === 0;
}

/** Whether nothing stands in it but the empty paragraph that it was given to write in. */
function isBlank(node: Node): boolean {
  const only = node.childCount === 1 ? node.firstChild : null;
  return only !== null && only.type.name === "paragraph" && only.content.size === 0;
}

function contentOf(node: Node): Block[] {
  const content: Block[] = [];
  node.forEach((child) => content.push(child.isInline ? writeInline(child) : writeBlock(child)));
  return content;
}

function writeBlock(node: Node): Block {
  const block: Block = { type: node.type.name };
  if (Object.keys(node.attrs).length > 0) block.attrs = { ...node.attrs };
  if (!node.isLeaf) block.content = node.type.name === "ranked_entry" && isBlank(node) ? [] : contentOf(node);
  return block;
}

function writeInline(node: Node): Block {
  if (!node.isText) return { type: node.type.name };
  const text: Block = { type: "text", text: node.text ?? "" };
  if (node.marks.length > 0) text.marks = node.marks.map(writeMark);
  return text;
}

function writeMark(mark: Mark): Json {
  return Object.keys(mark.attrs).length > 0 ? { type: mark.type.name, attrs: { ...mark.attrs } } : { type: mark.type.name };
}
