// The attributes of blocks and marks, as crates/domain/src/body/{attrs,json}.rs read them: names, defaults, what each may be.
import { isSafeHref } from "./href.ts";

const PROVIDERS = ["youtube", "vimeo", "soundcloud", "spotify", "apple_music", "mixcloud", "bandcamp", "tiktok", "instagram"] as const;
export const CLIP_KINDS = ["video", "track", "album", "playlist", "set"] as const;
export const DATE_STATES = ["on", "sold-out", "moved", "cancelled"] as const;
export const BOX_KINDS = ["gig", "release"] as const;
export const TURN_KINDS = ["question", "answer"] as const;
export const WORK_KINDS = ["song", "album", "ep", "film", "show", "book"] as const;
export const STRENGTHS = ["subject", "featured", "mentioned", "former"] as const;
export const ADVISORIES = ["violence", "strong-language", "flashing", "self-harm", "slurs", "nudity", "sexual-content", "drugs"] as const;

export interface TourDate { date: string; city: string; venue: string; tickets: string; note: string; status: (typeof DATE_STATES)[number] }
export interface Track { title: string; length: string; artist: string; note: string }
export interface Song { title: string; note: string }

type Rule = (value: unknown) => boolean;

const text: Rule = (value) => typeof value === "string";
const maybeText: Rule = (value) => value === null || typeof value === "string";
const flag: Rule = (value) => typeof value === "boolean";
const whole = (most: number): Rule => (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
const count = whole(4294967295);
const number: Rule = (value) => typeof value === "number" && Number.isFinite(value);
const oneOf = (words: readonly string[]): Rule => (value) => typeof value === "string" && words.includes(value);
const listOf = (rule: Rule): Rule => (value) => Array.isArray(value) && value.every(rule);
const key: Rule = (value) => typeof value === "string" && /^[0-9a-f]{64}\.[a-z0-9]{2,5}$/.test(value);
const maybe = (rule: Rule): Rule => (value) => value === null || rule(value);
const year = maybe(whole(65535));
const focus: Rule = (value) => Array.isArray(value) && value.length === 2 && value.every(number);
const day: Rule = (value) => typeof value === "string" && isDay(value);

/** An object of these keys and no others; those without a default must be there. */
const record = (rules: Record<string, Rule>, required: string[]): Rule => (value) =>
  typeof value === "object" && value !== null && !Array.isArray(value) &&
  Object.entries(value).every(([name, one]) => rules[name]?.(one) === true) && required.every((name) => name in value);

/** Whether a text is a day that the calendar has: `2015-04-09`. */
export function isDay(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  if (!parts) return false;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const date = new Date(Date.UTC(2000, month - 1, day));
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

const TRACK = { title: text, length: text, artist: text, note: text };
const SONG = { title: text, note: text };
const DATE = { date: day, city: text, venue: text, tickets: text, note: text, status: oneOf(DATE_STATES) };
const FACT = { label: text, value: text };

const RULES: Record<string, Record<string, Rule>> = {
  heading: { level: (value) => value === 2 || value === 3 },
  quotation: { speaker: maybeText, role: maybeText },
  pull_quote: { speaker: maybeText },
  list: { ordered: flag, start: count },
  ranked_entry: { number: count, title: text, artist: maybeText, label: maybeText, year },
  turn: { kind: oneOf(TURN_KINDS), speaker: maybeText },
  verse: { credit: maybeText },
  picture: { media: key, alt: text, decorative: flag, credit: text, caption: text, width: count, height: count, focus },
  clip: {
    provider: oneOf(PROVIDERS), id: maybeText, kind: oneOf(CLIP_KINDS), title: text, credit: text, start: count, duration: count,
    poster: maybe(key), advisory: listOf(oneOf(ADVISORIES)),
  },
  audio: { media: key, title: text, credit: text, duration: count },
  track_list: { title: text, tracks: listOf(record(TRACK, ["title"])) },
  set_list: { title: text, songs: listOf(record(SONG, ["title"])), encore: listOf(record(SONG, ["title"])) },
  tour_dates: { title: text, dates: listOf(record(DATE, ["date", "city"])) },
  score: { value: number, out_of: number, verdict: text },
  table: { caption: text, header: flag },
  info_box: { kind: oneOf(BOX_KINDS), title: text, facts: listOf(record(FACT, ["label", "value"])) },
  raw_html: { html: text },
};

/** What each attribute is when the JSON does not say it. */
export const DEFAULTS: Record<string, Record<string, unknown>> = {
  heading: { level: 2 },
  quotation: { speaker: null, role: null },
  pull_quote: { speaker: null },
  list: { ordered: false, start: 1 },
  ranked_entry: { number: 1, title: "", artist: null, label: null, year: null },
  turn: { kind: "question", speaker: null },
  verse: { credit: null },
  picture: { media: "", alt: "", decorative: false, credit: "", caption: "", width: 0, height: 0, focus: [0.5, 0.5] },
  clip: { provider: "youtube", id: null, kind: "video", title: "", credit: "", start: 0, duration: 0, poster: null, advisory: [] },
  audio: { media: "", title: "", credit: "", duration: 0 },
  track_list: { title: "", tracks: [] },
  set_list: { title: "", songs: [], encore: [] },
  tour_dates: { title: "", dates: [] },
  score: { value: 0, out_of: 10, verdict: "" },
  table: { caption: "", header: false },
  info_box: { kind: "gig", title: "", facts: [] },
  raw_html: { html: "" },
};

const REQUIRED: Record<string, string[]> = {
  heading: ["level"], list: ["ordered"], ranked_entry: ["number", "title"], turn: ["kind"], picture: ["media"], clip: ["provider"],
  audio: ["media"], track_list: ["tracks"], set_list: ["songs"], tour_dates: ["dates"], score: ["value"], info_box: ["facts"], raw_html: ["html"],
};

const MARK_RULES: Record<string, { rules: Record<string, Rule>; required: string[] }> = {
  artist: { rules: { artist: (value) => Number.isSafeInteger(value), strength: oneOf(STRENGTHS) }, required: ["artist", "strength"] },
  link: { rules: { href: (value) => typeof value === "string" && isSafeHref(value), sponsored: flag }, required: ["href"] },
  work: { rules: { kind: oneOf(WORK_KINDS) }, required: [] },
};

/** Items of lists in attributes: what is filled in where the JSON leaves it out. */
const ITEMS: Record<string, Record<string, Record<string, unknown>>> = {
  track_list: { tracks: { title: "", length: "", artist: "", note: "" } },
  set_list: { songs: { title: "", note: "" }, encore: { title: "", note: "" } },
  tour_dates: { dates: { date: "", city: "", venue: "", tickets: "", note: "", status: "on" } },
  info_box: { facts: { label: "", value: "" } },
};

/** What is wrong with a block's attributes: the name of the first that cannot be, or `null`. */
export function problemOf(block: string, attrs: unknown): string | null {
  return problem(RULES[block] ?? {}, REQUIRED[block] ?? [], attrs) ?? (block === "score" ? scoreProblem(attrs as { value: number; out_of?: number }) : null);
}

/** The same for a mark. */
export function problemOfMark(mark: string, attrs: unknown): string | null {
  const { rules, required } = MARK_RULES[mark] ?? { rules: {}, required: [] };
  return problem(rules, required, attrs);
}

function problem(rules: Record<string, Rule>, required: string[], attrs: unknown): string | null {
  if (typeof attrs !== "object" || attrs === null || Array.isArray(attrs)) return "attrs";
  for (const [name, value] of Object.entries(attrs)) if (rules[name]?.(value) !== true) return name;
  return required.find((name) => !(name in attrs)) ?? null;
}

function scoreProblem({ value, out_of = 10 }: { value: number; out_of?: number }): string | null {
  return out_of > 0 && value >= 0 && value <= out_of ? null : "value";
}

/** A block's attributes with what the JSON left out, in the order in which they are written. */
export function complete(block: string, attrs: Record<string, unknown>): Record<string, unknown> {
  const whole: Record<string, unknown> = { ...(DEFAULTS[block] ?? {}), ...attrs };
  for (const [name, blank] of Object.entries(ITEMS[block] ?? {})) {
    whole[name] = (whole[name] as Record<string, unknown>[]).map((item) => ({ ...blank, ...item }));
  }
  return whole;
}
