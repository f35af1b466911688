// The story as the API gives it: one set of types for the words, the column of facts and the bar.

export type StateName = "assigned" | "draft" | "submitted" | "scheduled" | "live" | "withdrawn";
export type Kind = "news" | "feature" | "interview" | "review" | "live-review" | "premiere" | "tour" | "list" | "obituary";
export type Strength = "subject" | "featured" | "mentioned" | "former";
export type Part = "words" | "photographs" | "interview";
export type Placement = "lead" | "in" | "out";

export const KINDS: readonly Kind[] = ["news", "feature", "interview", "review", "live-review", "premiere", "tour", "list", "obituary"];
export const PARTS: readonly Part[] = ["words", "photographs", "interview"];
export const PLACEMENTS: readonly Placement[] = ["in", "lead", "out"];
export const ADVISORIES = ["violence", "strong-language", "flashing", "self-harm", "slurs", "nudity", "sexual-content", "drugs"] as const;
export type Advisory = (typeof ADVISORIES)[number];

export interface Person { id: number; name: string }
export interface Byline { name: string; house: boolean; part: Part }
/** One artist of the artist line; `name` is the artist's own, `credited_as` what the story prints. */
export interface Credit { artist: number; name: string; credited_as: string; strength: Strength }
export interface Picture {
  media: string; alt: string; decorative: boolean; credit: string; caption: string;
  /** Pixels, 0 when unknown. */
  width: number; height: number;
  /** What stays in view when it is cropped: fractions from the left and from the top. */
  focus: [number, number];
}

/** The document, in ProseMirror's JSON; the column reads no more of it than its blocks' types. */
export interface Body { version?: number; type?: string; content?: Block[]; [more: string]: unknown }
export interface Block { type: string; attrs?: Record<string, unknown>; content?: Block[]; text?: string; marks?: unknown[] }

export interface Draft {
  headline: string;
  standfirst: string;
  slug: string;
  section: string;
  kind: Kind;
  bylines: Byline[];
  artists: Credit[];
  cover: Picture | null;
  advisory: { kinds: Advisory[]; note: string };
  body: Body;
  placement: Placement;
  /** RFC 3339, UTC. */
  dateline: string | null;
  /** Who paid for it, with their address; null for all that nobody paid for. */
  sponsor: { name: string; link: string | null } | null;
}

export interface State { name: StateName; at?: string; reason?: string; note?: string }
export interface Rights {
  write: boolean; submit: boolean; send_back: boolean; publish: boolean; correct: boolean; withdraw: boolean; annotate: boolean; share: boolean; assign: boolean; special: boolean;
}

export interface Story {
  id: number;
  revision: number;
  text_version: number;
  state: State;
  owner: Person | null;
  draft: Draft;
  address: string | null;
  proposed_address: string;
  /** The word in the address is that of the headline, and changes with it until somebody chooses another. */
  slug_follows: boolean;
  live_since: string | null;
  updated: string;
  /** A live story has a new version that readers do not see yet; then `draft` is that version. */
  pending: boolean;
  corrections: { at: string; text: string }[];
  assignment: Assignment | null;
  saved: { at: string; who: string };
  rights: Rights;
}

export interface Assignment { writer: Person | null; deadline: string | null; brief: string }

/** Something to put right before the story runs. */
export interface Check { code: string; message: string; field?: string | null; block?: number | null; blocking: boolean }

/** A note in the margin; without `block` it speaks of the whole story. */
export interface Note {
  n: number; text: string; who: string; at: string;
  block?: number | null; quote?: string | null; start?: number | null; end?: number | null;
  resolved?: { who: string; at: string } | null;
}

export interface Version { revision: number; at: string; who: string; state: string; headline: string; words: number; added: number; removed: number; correction: string | null }
/** A text that was refused because somebody else had saved; kept until somebody has looked at it. */
export interface Aside { n: number; at: string; who: string; had: number; headline: string; words: number }

export type Changed = "same" | "added" | "removed" | "changed";
export interface Piece { change: Changed; text: string }
/** Two versions beside each other, words marked. */
export interface Comparison {
  from: number; to: number; headline: Piece[]; standfirst: Piece[];
  facts: { field: string; from: string; to: string }[];
  /** `html`: ready to be shown, written by the server. */
  blocks: { change: Changed; pieces: Piece[]; html: string }[];
  added: number; removed: number;
}
/** A key to a preview; what it opens was told when it was made. */
export interface Preview { n: number; made: string; expires: string; who: string }

/** Another artist than the one named, or a name that is not one: what suggestions say of a text. */
export interface Suggestions {
  artist_line: Credit[];
  advisory: { kind: Advisory; word: string; block: number }[];
}

export interface Presence { holder: { who: string; since: string } | null; yours: boolean; others: { who: string }[]; newest: number }
