// Quotation marks and dashes as the paper's language sets them, while typing. The marks are those of crates/text/src/typography.rs.
import { InputRule } from "prosemirror-inputrules";
import type { Node } from "prosemirror-model";
import type { EditorState } from "prosemirror-state";
import { schema } from "./schema.ts";

export interface Marks { open: string; close: string; innerOpen: string; innerClose: string }

const marks = (open: string, close: string, innerOpen: string, innerClose: string): Marks => ({ open, close, innerOpen, innerClose });

const SPACED = marks("«\u00a0", "\u00a0»", "“", "”");
const BY_LANGUAGE: [RegExp, Marks][] = [
  [/^de-(ch|li)$/, marks("«", "»", "‹", "›")],
  [/^(de|cs|sk|sl|is|lt|bg)\b/, marks("„", "“", "‚", "‘")],
  [/^(fr-ch|(it|es|pt|ca|gl|el)(-.*)?)$/, marks("«", "»", "“", "”")],
  [/^fr\b/, SPACED],
  [/^(ru|uk|be)\b/, marks("«", "»", "„", "“")],
  [/^(pl|hu|ro|hr|sr)\b/, marks("„", "”", "«", "»")],
  [/^da\b/, marks("»", "«", "›", "‹")],
  [/^(sv|fi)\b/, marks("”", "”", "’", "’")],
  [/^(nb|nn|no)\b/, marks("«", "»", "‘", "’")],
  [/^(ja|zh)\b/, marks("「", "」", "『", "』")],
];

/** The quotation marks of a BCP 47 language; English ones where it is not known. */
export function quoteMarks(language: string): Marks {
  const lower = language.toLowerCase().replace(/_/g, "-");
  return BY_LANGUAGE.find(([pattern]) => pattern.test(lower))?.[1] ?? marks("“", "”", "‘", "’");
}

/** Behind these, or at the beginning, a quotation mark opens. */
const BEFORE_OPENING = /[\s([{–—/“„«‘‚»‹›-]$/;

/** What a typed `"` or `'` becomes behind these letters. */
export function quoteFor(typed: string, before: string, language: string): string {
  const set = quoteMarks(language);
  const opens = before === "" || BEFORE_OPENING.test(before);
  if (typed === '"') {
    if (!opens && /\d$/.test(before) && isBalanced(before, set)) return "″";
    return opens ? set.open : set.close;
  }
  if (opens) return set.innerOpen;
  return isOpen(before, set) ? set.innerClose : "’";
}

/** Whether an inner quotation was opened and not closed. */
function isOpen(before: string, set: Marks): boolean {
  return before.lastIndexOf(set.innerOpen) > before.lastIndexOf(set.innerClose);
}

function isBalanced(before: string, set: Marks): boolean {
  const count = (mark: string): number => before.split(mark.trim()).length - 1;
  return set.open === set.close ? count(set.open) % 2 === 0 : count(set.open) <= count(set.close);
}

/** Whether the letters before the cursor belong to an address: nothing is set there. */
export function inAddress(before: string): boolean {
  const word = before.slice(Math.max(before.lastIndexOf(" "), before.lastIndexOf("\n"), before.lastIndexOf("\u00a0")) + 1);
  return /^(\(|<)?(https?:|mailto:|www\.)|:\/\/|^\S+@\S+$|^\S+\.(com|org|net|fm|io|de|co|au|uk|fr)\//i.test(word);
}

function inLink(state: EditorState, at: number): boolean {
  const link = schema.marks.link;
  return link !== undefined && link.isInSet(state.doc.resolve(at).marks()) !== undefined;
}

/** The text of the block before a position, as it reads. */
function before(state: EditorState, at: number): string {
  const $at = state.doc.resolve(at);
  return $at.parent.textBetween(0, $at.parentOffset, "", "\n");
}

/** Replaces what was typed, unless it is part of an address. */
function setting(pattern: RegExp, set: (match: RegExpMatchArray, before: string) => string | null): InputRule {
  return new InputRule(pattern, (state, match, start, end) => {
    const typed = match[1] ?? "";
    const from = start + match[0].length - typed.length;
    const text = before(state, Math.min(from, end));
    if (inAddress(text) || inLink(state, Math.min(from, end))) return null;
    const letters = set(match, text);
    if (letters === null) return null;
    const at = Math.min(from, end);
    return state.tr.insertText(letters, at, end);
  });
}

/** The rules for a language: quotation marks, dashes, the ellipsis. */
export function typographyRules(language: string): InputRule[] {
  const { innerOpen, innerClose } = quoteMarks(language);
  return [
    setting(new RegExp(`(?:^|\\s)(${innerOpen}n['’])$`, "i"), ([, typed = ""]) => `’${typed[1] ?? ""}’`),
    setting(/(?:^|[\s\S])(")$/, (_, text) => quoteFor('"', text, language)),
    setting(/(?:^|[\s\S])(')$/, (_, text) => quoteFor("'", text, language)),
    // What was set as a quotation mark turns out to be letters left out: ’90s, ’n’, ’tis; Wie geht’s.
    setting(new RegExp(`(?:^|\\s)(${innerOpen}\\d)$`), ([, typed = ""]) => (innerOpen === "’" ? null : `’${typed.slice(-1)}`)),
    setting(new RegExp(`(?:^|\\s)(${innerOpen}(?:n|tis|twas|em|cause|til)[\\s.,;:!?])$`, "i"), ([, typed = ""]) => `’${typed.slice(1)}`),
    setting(new RegExp(`\\p{L}(${innerClose}\\p{L})$`, "u"), ([, typed = ""]) => (innerClose === "’" ? null : `’${typed.slice(1)}`)),
    setting(/(\.\.\.)$/, () => "…"),
    setting(/(?:^|[^-])(--)$/, (_, text) => (text === "" ? null : "–")),
    setting(/(–-)$/, () => "—"),
    setting(/[^\s-]( - )$/, () => " – "),
  ];
}

/** A plain text as the desk would have typed it: for the headline and the standfirst. Gives what to put for the last letter. */
export function setPlain(typed: string, beforeIt: string, language: string): { remove: number; text: string } | null {
  if (inAddress(beforeIt)) return null;
  if (typed === '"' || typed === "'") return { remove: 0, text: quoteFor(typed, beforeIt, language) };
  if (typed === "." && beforeIt.endsWith("..")) return { remove: 2, text: "…" };
  if (typed === "-" && beforeIt.endsWith("-") && !beforeIt.endsWith("--") && beforeIt.length > 1) return { remove: 1, text: "–" };
  if (typed === " " && / -$/.test(beforeIt)) return { remove: 1, text: "– " };
  return null;
}

const OPENING = /^[“„«»”"‚‘‹›]\u00a0?/u;
const CLOSING = /\u00a0?[”“»«"‘’‹›]([.,!?…]?)$/u;

/** The paragraphs of a quotation without its outer marks: each paragraph's opening one, the last one's closing one. */
export function stripped(paragraphs: Node[]): Node[] {
  const opened = OPENING.test(paragraphs[0]?.textContent ?? "");
  if (!opened) return paragraphs;
  return paragraphs.map((paragraph, n) => {
    const text = paragraph.textContent;
    const start = OPENING.exec(text)?.[0].length ?? 0;
    const closing = n === paragraphs.length - 1 ? CLOSING.exec(text) : null;
    const inside = paragraph.cut(start, paragraph.content.size - (closing?.[0].length ?? 0));
    const point = closing?.[1] ?? "";
    return point === "" ? inside : inside.copy(inside.content.addToEnd(schema.text(point, inside.lastChild?.marks ?? [])));
  });
}
