// What the server says of a text, laid over the document: places that move with the text, or are dropped with their words.
import type { Node } from "prosemirror-model";
import type { Mapping } from "prosemirror-transform";
import type { Advisory, Credit, Strength } from "../../story.ts";
import { schema } from "../schema.ts";
import { texts } from "../texts.ts";

export interface Candidate { artist: number; name: string; disambiguation?: string | null; stories?: number | null; slug?: string }
interface Stretch { block: number; start: number; end: number }

/** The answer of `POST …/suggestions`. Offsets are UTF-16 units of a linkable text. */
export interface Answer {
  mentions: (Stretch & { text: string; standing: "sure" | "doubtful"; strength: Strength; candidates: Candidate[] })[];
  artist_line: Credit[];
  quotations: (Stretch & { speaker: string | null; cue?: string | null })[];
  marks: { block: number; at: number; problem: string }[];
  advisory: { kind: Advisory; word: string; block: number }[];
}

export interface Mention { from: number; to: number; text: string; sure: boolean; strength: Strength; candidates: Candidate[] }
export interface Speech { from: number; to: number; speaker: string }
export interface Hint { at: number; problem: string }

export interface Laid { mentions: Mention[]; speeches: Speech[]; hints: Hint[] }

export const NOTHING: Laid = { mentions: [], speeches: [], hints: [] };

/** Lays an answer about `asked` over what the document has become since. */
export function lay(answer: Answer, asked: Node, since: Mapping, now: Node): Laid {
  const places = texts(asked);
  const stretch = ({ block, start, end }: Stretch): { from: number; to: number } | null => {
    const text = places[block];
    return text && start >= 0 && start < end && end <= text.node.content.size ? { from: text.from + start, to: text.from + end } : null;
  };
  const laid: Laid = { mentions: [], speeches: [], hints: [] };
  for (const { standing, strength, candidates, text, ...where } of answer.mentions) {
    const place = stretch(where);
    // The letters decide: an answer about other letters than those asked about is none.
    if (place && letters(asked, place.from, place.to) === text) laid.mentions.push({ ...place, text, sure: standing === "sure", strength, candidates });
  }
  for (const { speaker, ...where } of answer.quotations) {
    const place = stretch(where);
    if (place && speaker) laid.speeches.push({ ...place, speaker });
  }
  for (const { block, at, problem } of answer.marks) {
    const text = places[block];
    if (text && at >= 0 && at <= text.node.content.size) laid.hints.push({ at: text.from + at, problem });
  }
  return carry(laid, since, now);
}

/** Moves what is laid over a text with a change of it. A name whose letters changed is dropped; it will be asked about again. */
export function carry(laid: Laid, mapping: { mapResult(at: number, side?: number): { pos: number; deleted: boolean }; map(at: number, side?: number): number }, now: Node): Laid {
  const mentions: Mention[] = [];
  for (const mention of laid.mentions) {
    const [from, to] = [mapping.map(mention.from, 1), mapping.map(mention.to, -1)];
    if (from < to && to <= now.content.size && letters(now, from, to) === mention.text && !linked(now, from, to)) mentions.push({ ...mention, from, to });
  }
  const speeches = laid.speeches.map((one) => ({ ...one, from: mapping.map(one.from, 1), to: mapping.map(one.to, -1) })).filter(({ from, to }) => from < to);
  const hints = laid.hints.filter(({ at }) => !mapping.mapResult(at).deleted).map((one) => ({ ...one, at: mapping.map(one.at) }));
  return { mentions, speeches, hints };
}

function letters(doc: Node, from: number, to: number): string {
  return doc.textBetween(from, to, "\u0000", "\n");
}

/** Whether a person has linked these words already. */
function linked(doc: Node, from: number, to: number): boolean {
  return ["artist", "link"].some((name) => {
    const mark = schema.marks[name];
    return mark !== undefined && doc.rangeHasMark(from, to, mark);
  });
}

/** The name that a position stands in or at the end of. */
export function mentionAt(laid: Laid, at: number): Mention | null {
  return laid.mentions.find(({ from, to }) => from <= at && at <= to) ?? null;
}

/** Who speaks the words of a stretch, when the text says so. */
export function speakerOf(laid: Laid, from: number, to: number): string | null {
  const meets = laid.speeches.filter((one) => one.from <= Math.max(to, from + 1) && from <= one.to);
  return meets[0]?.speaker ?? null;
}
