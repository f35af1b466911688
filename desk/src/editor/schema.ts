// The document of crates/domain/src/body as ProseMirror's schema: the same blocks, marks and attributes under the same names.
import { Schema, type AttributeSpec, type DOMOutputSpec, type MarkSpec, type Node, type NodeSpec } from "prosemirror-model";
import * as shape from "./attributes.ts";
import { isSafeHref } from "./href.ts";

/** Attributes with the value that each has when the JSON does not say. */
function withDefaults(defaults: Record<string, unknown>, required: string[] = []): Record<string, AttributeSpec> {
  const specs: Record<string, AttributeSpec> = {};
  for (const [name, value] of Object.entries(defaults)) specs[name] = required.includes(name) ? {} : { default: value };
  return specs;
}

/** How a data block travels through the clipboard: its attributes as JSON on the element, read back only when they are sound. */
function carried(name: string, tag = "div"): Pick<NodeSpec, "toDOM" | "parseDOM"> {
  return {
    toDOM: (node: Node): DOMOutputSpec => [tag, { "data-block": name, "data-attrs": JSON.stringify(node.attrs) }],
    parseDOM: [{ tag: `[data-block="${name}"]`, getAttrs: (element) => carriedAttrs(name, element) }],
  };
}

function carriedAttrs(name: string, element: HTMLElement): Record<string, unknown> | false {
  try {
    const attrs: unknown = JSON.parse(element.getAttribute("data-attrs") ?? "{}");
    return shape.problemOf(name, attrs) === null ? shape.complete(name, attrs as Record<string, unknown>) : false;
  } catch {
    return false;
  }
}

/** A block of attributes alone. */
function facts(name: string): NodeSpec {
  return { group: "block", atom: true, selectable: true, draggable: false, attrs: withDefaults(shape.DEFAULTS[name] ?? {}), ...carried(name) };
}

/** A block with attributes and text inside it. */
function words(name: string, content: string, tag: string, className: string): NodeSpec {
  return {
    group: "block",
    content,
    defining: true,
    attrs: withDefaults(shape.DEFAULTS[name] ?? {}),
    toDOM: (node) => [tag, { class: className, "data-block": name, "data-attrs": JSON.stringify(node.attrs) }, 0],
    parseDOM: [{ tag: `[data-block="${name}"]`, getAttrs: (element) => carriedAttrs(name, element) }],
  };
}

const nodes: Record<string, NodeSpec> = {
  doc: { content: "block+" },
  paragraph: { group: "block", content: "inline*", parseDOM: [{ tag: "p" }], toDOM: () => ["p", 0] },
  heading: {
    group: "block",
    content: "inline*",
    defining: true,
    attrs: { level: { default: 2 } },
    parseDOM: [
      { tag: "h1, h2", attrs: { level: 2 } },
      { tag: "h3, h4, h5, h6", attrs: { level: 3 } },
    ],
    toDOM: (node) => [node.attrs.level === 3 ? "h3" : "h2", 0],
  },
  quotation: {
    ...words("quotation", "paragraph+", "blockquote", "quotation"),
    parseDOM: [
      { tag: '[data-block="quotation"]', getAttrs: (element) => carriedAttrs("quotation", element) },
      { tag: "blockquote" },
    ],
  },
  pull_quote: words("pull_quote", "inline*", "aside", "pull"),
  list: {
    group: "block",
    content: "list_item+",
    attrs: { ordered: { default: false }, start: { default: 1 } },
    parseDOM: [
      { tag: "ul", attrs: { ordered: false, start: 1 } },
      { tag: "ol", getAttrs: (element) => ({ ordered: true, start: Math.max(0, Math.floor(Number(element.getAttribute("start") ?? 1)) || 0) }) },
    ],
    toDOM: (node) => (node.attrs.ordered ? ["ol", node.attrs.start === 1 ? {} : { start: String(node.attrs.start) }, 0] : ["ul", 0]),
  },
  list_item: { content: "paragraph+", defining: true, parseDOM: [{ tag: "li" }], toDOM: () => ["li", 0] },
  ranked_entry: { ...words("ranked_entry", "paragraph*", "section", "ranked"), isolating: true },
  turn: words("turn", "paragraph+", "div", "turn"),
  verse: words("verse", "inline*", "div", "verse"),
  picture: facts("picture"),
  gallery: {
    group: "block",
    content: "picture*",
    selectable: true,
    toDOM: () => ["div", { "data-block": "gallery" }, 0],
    parseDOM: [{ tag: '[data-block="gallery"]' }],
  },
  clip: facts("clip"),
  audio: facts("audio"),
  track_list: facts("track_list"),
  set_list: facts("set_list"),
  tour_dates: facts("tour_dates"),
  score: facts("score"),
  table: {
    group: "block",
    content: "table_row+",
    isolating: true,
    attrs: { caption: { default: "" }, header: { default: false } },
    parseDOM: [
      {
        tag: "table",
        getAttrs: (element) => ({
          caption: element.querySelector("caption")?.textContent?.trim() ?? "",
          header: element.querySelector("tr:first-child th") !== null,
        }),
      },
    ],
    toDOM: (node) => ["table", { "data-caption": node.attrs.caption }, ["tbody", 0]],
  },
  table_row: { content: "table_cell+", parseDOM: [{ tag: "tr" }], toDOM: () => ["tr", 0] },
  table_cell: { content: "inline*", isolating: true, parseDOM: [{ tag: "td, th" }], toDOM: () => ["td", 0] },
  info_box: facts("info_box"),
  divider: { group: "block", parseDOM: [{ tag: "hr" }], toDOM: () => ["hr"] },
  raw_html: facts("raw_html"),
  text: { group: "inline" },
  hard_break: { group: "inline", inline: true, selectable: false, parseDOM: [{ tag: "br" }], toDOM: () => ["br"] },
};

// In the order in which marks stand in the JSON, outermost first.
const marks: Record<string, MarkSpec> = {
  artist: {
    inclusive: false,
    attrs: { artist: {}, strength: {} },
    parseDOM: [{ tag: "a[data-artist]", priority: 60, getAttrs: artistAttrs }],
    toDOM: (mark) => ["a", { class: "artist-link", "data-artist": String(mark.attrs.artist), "data-strength": mark.attrs.strength }, 0],
  },
  link: {
    inclusive: false,
    attrs: { href: {}, sponsored: { default: false } },
    parseDOM: [{ tag: "a[href]", getAttrs: linkAttrs }],
    toDOM: (mark) => ["a", { href: mark.attrs.href, ...(mark.attrs.sponsored ? { rel: "sponsored" } : {}) }, 0],
  },
  work: {
    attrs: { kind: { default: "song" } },
    parseDOM: [{ tag: "cite", getAttrs: workAttrs }],
    toDOM: (mark) => ["cite", { class: "work", "data-kind": mark.attrs.kind }, 0],
  },
  strong: {
    parseDOM: [
      { tag: "strong" },
      { tag: "b", getAttrs: (element) => element.style.fontWeight !== "normal" && null },
      { style: "font-weight", getAttrs: (value) => /^(bold(er)?|[6-9]\d\d)$/.test(value) && null },
    ],
    toDOM: () => ["strong", 0],
  },
  em: {
    parseDOM: [{ tag: "em" }, { tag: "i", getAttrs: (element) => element.style.fontStyle !== "normal" && null }, { style: "font-style=italic" }],
    toDOM: () => ["em", 0],
  },
  strike: { parseDOM: [{ tag: "s, strike, del" }, { style: "text-decoration=line-through" }], toDOM: () => ["s", 0] },
  sub: { excludes: "sub sup", parseDOM: [{ tag: "sub" }, { style: "vertical-align=sub" }], toDOM: () => ["sub", 0] },
  sup: { excludes: "sub sup", parseDOM: [{ tag: "sup" }, { style: "vertical-align=super" }], toDOM: () => ["sup", 0] },
};

function artistAttrs(element: HTMLElement): Record<string, unknown> | false {
  const attrs = { artist: Number(element.dataset.artist), strength: element.dataset.strength };
  return shape.problemOfMark("artist", attrs) === null ? attrs : false;
}

function linkAttrs(element: HTMLElement): Record<string, unknown> | false {
  const href = (element.getAttribute("href") ?? "").trim();
  return isSafeHref(href) && { href, sponsored: /\bsponsored\b/.test(element.getAttribute("rel") ?? "") };
}

function workAttrs(element: HTMLElement): Record<string, unknown> {
  const kind = element.dataset.kind;
  return { kind: shape.WORK_KINDS.some((known) => known === kind) ? kind : "song" };
}

/** The one schema of the desk. */
export const schema = new Schema({ nodes, marks });
