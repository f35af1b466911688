// The running texts of a document: their numbers, their places, their words. Counted as crates/domain/src/body/walk.rs counts.
import type { Node } from "prosemirror-model";

/** The numbers of the texts above the body. */
export const HEADLINE = -2;
export const STANDFIRST = -1;

export interface Text {
  /** Its number among the linkable texts, in reading order. */
  block: number;
  /** The position of its first letter. */
  from: number;
  node: Node;
}

/** The linkable texts in reading order: every running text but headings and verses. */
export function texts(doc: Node): Text[] {
  const all: Text[] = [];
  doc.descendants((node, at) => {
    if (!node.inlineContent) return true;
    if (node.type.name !== "heading" && node.type.name !== "verse") all.push({ block: all.length, from: at + 1, node });
    return false;
  });
  return all;
}

/** A text's letters, a hard break as a newline: one UTF-16 unit for each position. */
function lettersOf(node: Node): string {
  return node.textBetween(0, node.content.size, "", "\n");
}

/** How many words the body has, as `Body::word_count` counts them. */
export function wordCount(doc: Node): number {
  let words = 0;
  doc.descendants((node) => {
    if (!node.inlineContent) return true;
    words += countWords(lettersOf(node));
    return false;
  });
  return words;
}

/** Pieces between white space, as Rust's `split_whitespace` has it. */
export function countWords(text: string): number {
  return text.match(/[^\p{White_Space}]+/gu)?.length ?? 0;
}

/** Minutes that reading takes, at 220 words a minute, as the story's page says it. */
export function minutes(words: number): number {
  return Math.max(1, Math.ceil(words / 220));
}
