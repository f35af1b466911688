// What the words, the column of facts and the bar say to each other: events on `document`, each with its detail.
import type { Note, Presence, Suggestions } from "./story.ts";

export interface DeskEvents {
  /** Anyone → words or column: bring this place into view and put the cursor there. Blocks are counted as checks count them. */
  "desk:reveal": { field?: string | null; block?: number | null };
  /** Words → column: the person wants to write a note on this selection. */
  "desk:annotate": { block: number; start: number; end: number; quote: string };
  /** Column → words: the open notes that are anchored, to be marked in the text. */
  "desk:notes": { notes: Note[] };
  /** Words → column: how far below the top of `.sheet` each anchored note's words stand, in CSS pixels. */
  "desk:note-places": { tops: Record<number, number> };
  /** Column → words: bring the score (the body's block of this number) into view; put one at the end when there is none. */
  "desk:score": { block: number | null };
  /** Words → column: what the server made of the text. */
  "desk:suggestions": Suggestions;
  /** Words → column: the server has the draft as of this revision. */
  "desk:saved": { revision: number };
  /** Words → column: the server has set a text aside. */
  "desk:aside": Record<string, never>;
  /** Words → bar: who is in the story. */
  "desk:presence": Presence;
  /** Bar → words: the person wants the story from who holds it. */
  "desk:take-over": Record<string, never>;
}

export type DeskEvent = keyof DeskEvents;

/** Says something to whoever listens. */
export function say<E extends DeskEvent>(name: E, detail: DeskEvents[E]): void {
  document.dispatchEvent(new CustomEvent(name, { detail }));
}

/** Listens until the returned function is called. */
export function hear<E extends DeskEvent>(name: E, told: (detail: DeskEvents[E]) => void): () => void {
  const listener = (event: Event): void => told((event as CustomEvent<DeskEvents[E]>).detail);
  document.addEventListener(name, listener);
  return () => document.removeEventListener(name, listener);
}
