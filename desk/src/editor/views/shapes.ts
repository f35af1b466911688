// Every block that has fields: which, where, and what stands around them. Classes are those of the story's page.
import type { NodeViewConstructor } from "prosemirror-view";
import { ADVISORIES, BOX_KINDS, CLIP_KINDS, DATE_STATES, TURN_KINDS } from "../attributes.ts";
import { loadPieces } from "../paste/pasting.ts";
import { BlockView, type Shape } from "./block.ts";
import * as face from "./faces.ts";
import type { Attrs, Field } from "./fields.ts";

const line = (name: string, more: Partial<Field> = {}): Field => ({ name, kind: "line", empty: "", ...more });
/** A line of which nothing is known until something is typed. */
const maybe = (name: string, more: Partial<Field> = {}): Field => ({ name, kind: "line", empty: null, ...more });

/** Reads a pasted list, with what reading takes. */
const reading = (read: (text: string, pieces: Awaited<ReturnType<typeof loadPieces>>) => object[]) => async (text: string): Promise<Attrs[]> => {
  const pieces = await loadPieces();
  return read(text, pieces).map((item) => ({ ...item }));
};
/** A pasted fact: `Doors: 7 pm`. */
const facts = async (text: string): Promise<Attrs[]> => text.split(/\r?\n/).filter((one) => one.trim() !== "").map((one) => {
  const [, label = "", value = one] = /^([^:\t]{1,40})[:\t]\s*(.*)$/.exec(one.trim()) ?? [];
  return { label: label.trim(), value: value.trim() };
});

/** The shapes; `today` is the day in the paper's zone. */
export function shapes(today: () => string): Record<string, Shape> {
  const songs = reading((text, { readSongs }) => [...readSongs(text).songs, ...readSongs(text).encore]);
  const song = { fields: [line("title", { quiet: true }), line("note", { quiet: true })], blank: { title: "", note: "" } };
  return {
    quotation: {
      tag: "figure", className: "quotation", content: { tag: "blockquote" },
      after: [maybe("speaker", { quiet: true, list: "desk-speakers" }), maybe("role", { quiet: true })],
    },
    pull_quote: { tag: "figure", className: "pull", content: { tag: "p" }, after: [maybe("speaker", { quiet: true, list: "desk-speakers" })] },
    turn: {
      tag: "div", className: ({ kind }) => `turn ${String(kind)}`, content: { tag: "div" },
      before: [maybe("speaker", { quiet: true, list: "desk-speakers" }), { name: "kind", kind: "choice", options: TURN_KINDS, quiet: true }],
    },
    verse: { tag: "figure", className: "verse", content: { tag: "p" }, after: [maybe("credit", { quiet: true })] },
    ranked_entry: {
      tag: "section", className: "ranked", content: { tag: "div", className: "ranked-words" },
      before: [{ name: "number", kind: "whole", quiet: true }, maybe("artist", { quiet: true }), line("title", { quiet: true }), maybe("label", { quiet: true }), { name: "year", kind: "whole", empty: null, quiet: true }],
    },
    picture: {
      tag: "figure", className: ({ width, height }) => `picture ${shapeOf(Number(width), Number(height))}`, face: face.picture,
      after: [line("alt", { kind: "text" }), { name: "decorative", kind: "check" }, line("credit"), line("caption", { kind: "text" })],
    },
    clip: {
      tag: "figure", className: ({ kind, id }) => `clip clip-${String(kind)}${id === null ? " clip-gone clip-unset" : ""}`, face: face.clip,
      after: [line("title"), line("credit"), { name: "start", kind: "length" }, { name: "duration", kind: "length" }, { name: "kind", kind: "choice", options: CLIP_KINDS }, { name: "advisory", kind: "several", options: ADVISORIES }],
    },
    audio: { tag: "figure", className: "audio", face: face.audio, after: [line("title"), line("credit"), { name: "duration", kind: "length" }] },
    gallery: { tag: "div", className: "gallery", face: face.gallery, content: { tag: "div", className: "gallery-pictures" } },
    score: {
      tag: "div", className: "score-block", face: face.score,
      after: [{ name: "value", kind: "decimal" }, { name: "out_of", kind: "decimal" }, line("verdict", { kind: "text" })],
    },
    track_list: {
      tag: "section", className: "tracks", before: [line("title", { quiet: true })],
      after: [{ name: "tracks", fields: [line("title", { quiet: true }), line("artist", { quiet: true }), line("note", { quiet: true }), line("length", { quiet: true })], blank: { title: "", length: "", artist: "", note: "" }, read: reading((text, { readTracks }) => readTracks(text)) }],
    },
    set_list: {
      tag: "section", className: "setlist", before: [line("title", { quiet: true })],
      after: [
        { name: "songs", ...song, read: songs },
        { name: "encore", ...song, read: songs },
      ],
    },
    tour_dates: {
      tag: "section", className: "dates", before: [line("title", { quiet: true })],
      after: [{
        name: "dates",
        fields: [{ name: "date", kind: "day", quiet: true }, line("city", { quiet: true }), line("venue", { quiet: true }), { name: "status", kind: "choice", options: DATE_STATES, quiet: true }, line("tickets", { quiet: true }), line("note", { quiet: true })],
        get blank() { return { date: today(), city: "", venue: "", tickets: "", note: "", status: "on" }; },
        read: reading((text, { readDates }) => readDates(text, today())),
      }],
    },
    table: { tag: "div", className: "table", content: { tag: "table" }, before: [line("caption", { quiet: true }), { name: "header", kind: "check" }] },
    info_box: {
      tag: "section", className: ({ kind }) => `info info-${String(kind)}`,
      before: [{ name: "kind", kind: "choice", options: BOX_KINDS, quiet: true }, line("title", { quiet: true })],
      after: [{ name: "facts", fields: [line("label", { quiet: true }), line("value", { quiet: true })], blank: { label: "", value: "" }, read: facts }],
    },
    raw_html: { tag: "div", className: "raw", face: face.rawHtml },
  };
}

function shapeOf(width: number, height: number): string {
  const ratio = width > 0 && height > 0 ? width / height : 1.5;
  return ratio <= 0.85 ? "shape-tall" : ratio < 1.2 ? "shape-square" : "shape-wide";
}

/** The node views of an editor. */
export function nodeViews(today: () => string): Record<string, NodeViewConstructor> {
  return Object.fromEntries(
    Object.entries(shapes(today)).map(([name, shape]) => [name, (node, view, getPos) => new BlockView(node, view, getPos, shape)] satisfies [string, NodeViewConstructor]),
  );
}
