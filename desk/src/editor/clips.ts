// Addresses that become clips: the text has the address at once as a link, the clip stands there when the server has answered.
import type { EditorView } from "prosemirror-view";
import { Problem, call } from "../api.ts";
import { word } from "../words.ts";
import { complete, problemOf } from "./attributes.ts";
import { type } from "./commands.ts";
import { isSafeHref } from "./href.ts";
import { ended, placeOf, waitOver } from "./jobs.ts";
import { schema } from "./schema.ts";

interface Answer { clip?: Record<string, unknown>; link?: string }

export type Tell = (line: string) => void;

/** Asks what an address or an embed code is. */
export function ask(text: string): Promise<Answer> {
  return call<Answer>("POST", "/clips", { text });
}

/** Whether a pasted text is an address and nothing else. */
export function loneAddress(text: string): string | null {
  const trimmed = text.trim();
  return /^https?:\/\/\S+$/i.test(trimmed) && isSafeHref(trimmed) ? trimmed : null;
}

/** Whether a pasted text is an embed code: an `<iframe>`, or a block of one with what providers put round it. */
export function embedCode(text: string): string | null {
  const trimmed = text.trim();
  return /^<(iframe|blockquote|div|object|embed|script)\b[\s\S]*>$/i.test(trimmed) && /<(iframe|embed|object)\b|class="(instagram-media|tiktok-embed)"/i.test(trimmed) ? trimmed : null;
}

/** Puts the address in as a link and asks whether it is a clip. With words chosen, it becomes their link. */
export function insertAddress(view: EditorView, address: string, tell: Tell): void {
  const link = schema.marks.link;
  if (!link) return;
  const { from, to, empty } = view.state.selection;
  const { tr } = view.state;
  if (!empty && view.state.selection.$from.parent.inlineContent) {
    view.dispatch(tr.addMark(from, to, link.create({ href: address, sponsored: false })).scrollIntoView());
    return;
  }
  tr.replaceSelectionWith(schema.text(address, [link.create({ href: address, sponsored: false })]), false).removeStoredMark(link);
  const end = tr.mapping.map(to);
  view.dispatch(tr.scrollIntoView());
  watch(view, end - address.length, end, address, tell);
}

/**
 * Waits for the server's word on the link at a place; a clip takes the place of a paragraph that holds nothing else.
 * `meant`: it was put in as a clip (a frame of a pasted page), so the reason is told when it is none.
 */
export function watch(view: EditorView, from: number, to: number, source: string, tell: Tell, meant = false): void {
  const job = waitOver(view, from, to);
  ask(source)
    .then((answer) => {
      if (answer.clip && problemOf("clip", answer.clip) === null) become(view, job, answer.clip);
      else if (meant) tell(word("editor.stays_link", { reason: word("editor.no_clip") }));
    })
    .catch((error: unknown) => {
      if (meant && error instanceof Problem) tell(word("editor.stays_link", { reason: error.message }));
    })
    .finally(() => ended(view, job));
}

function become(view: EditorView, job: number, clip: Record<string, unknown>): void {
  const place = placeOf(view, job);
  if (!place) return;
  const $from = view.state.doc.resolve(place.from);
  const alone = $from.depth === 1 && $from.parent.type.name === "paragraph" && $from.parent.textContent.trim() === view.state.doc.textBetween(place.from, place.to).trim();
  const node = type("clip").create(complete("clip", clip));
  const { tr } = view.state;
  // In the middle of a sentence the address was meant as a link.
  if (!alone) return;
  const last = $from.after() >= view.state.doc.content.size;
  tr.replaceWith($from.before(), $from.after(), last ? [node, type("paragraph").create()] : node);
  view.dispatch(tr);
}

/** Asks about an embed code; nothing is put in before the answer, for a code is no text. */
export async function insertEmbed(view: EditorView, code: string, tell: Tell): Promise<void> {
  try {
    const answer = await ask(code);
    if (answer.clip && problemOf("clip", answer.clip) === null) insertClip(view, answer.clip);
    else if (answer.link) insertAddress(view, answer.link, tell);
    else tell(word("editor.no_clip"));
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    tell(error.message);
  }
}

/** A clip behind the block that the cursor is in, or in place of an empty paragraph. */
export function insertClip(view: EditorView, clip: Record<string, unknown>): void {
  const { $from } = view.state.selection;
  const node = type("clip").create(complete("clip", clip));
  const { tr, doc } = view.state;
  const top = $from.depth > 0 ? $from.node(1) : null;
  const empty = top?.type.name === "paragraph" && top.content.size === 0;
  const at = $from.depth === 0 ? $from.pos : empty ? $from.before(1) : $from.after(1);
  const end = empty ? $from.after(1) : at;
  tr.replaceWith(at, end, end >= doc.content.size ? [node, type("paragraph").create()] : node);
  view.dispatch(tr.scrollIntoView());
}
