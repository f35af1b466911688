// Bringing a block into view, with the cursor in it.
import { NodeSelection, TextSelection } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { complete } from "./attributes.ts";
import { type } from "./commands.ts";

/** Shows the body's block of this number, counted at the first level, and puts the cursor into it: its first field, or its text. */
export function reveal(view: EditorView, block: number): void {
  const { doc } = view.state;
  if (block < 0 || block >= doc.childCount) return;
  let at = 0;
  for (let n = 0; n < block; n += 1) at += doc.child(n).nodeSize;
  const node = doc.child(block);
  const selection = node.isTextblock || node.firstChild?.isTextblock ? TextSelection.near(doc.resolve(at + 1)) : NodeSelection.create(doc, at);
  view.dispatch(view.state.tr.setSelection(selection));
  const dom = view.nodeDOM(at);
  if (!(dom instanceof HTMLElement)) return;
  dom.scrollIntoView({ block: "center" });
  // What is missing is most often in a field without words.
  const fields = [...dom.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input:not([type=checkbox]), textarea")];
  const field = fields.find((one) => one.value === "") ?? fields[0];
  if (field && !node.isTextblock) field.focus();
  else view.focus();
}

/** Shows the body's score; where there is none yet, it comes to the end. */
export function showScore(view: EditorView, block: number | null): void {
  const { doc } = view.state;
  if (block === null) view.dispatch(view.state.tr.insert(doc.content.size, type("score").create(complete("score", {}))));
  reveal(view, block ?? doc.childCount);
}
