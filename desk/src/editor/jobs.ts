// Places in the text that wait for an answer: a picture on its way up, an address that may become a clip. The place moves
// with the text; what waits is not part of the document, so it is never saved.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";

type Change = { add: Decoration } | { end: number };

const key = new PluginKey<DecorationSet>("jobs");
let serial = 0;

export function jobs(): Plugin {
  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply(tr, set) {
        const mapped = set.map(tr.mapping, tr.doc);
        const change = tr.getMeta(key) as Change | undefined;
        if (!change) return mapped;
        if ("add" in change) return mapped.add(tr.doc, [change.add]);
        return mapped.remove(mapped.find(undefined, undefined, (spec) => spec.job === change.end));
      },
    },
    props: { decorations: (state) => key.getState(state) },
  });
}

/** Marks a place between blocks with an element that says what is waited for. */
export function waitAt(view: EditorView, at: number, element: HTMLElement): number {
  const job = (serial += 1);
  element.contentEditable = "false";
  view.dispatch(view.state.tr.setMeta(key, { add: Decoration.widget(at, element, { job, side: -1, ignoreSelection: true, stopEvent: () => true }) }));
  return job;
}

/** Marks letters that may become something else. */
export function waitOver(view: EditorView, from: number, to: number): number {
  const job = (serial += 1);
  view.dispatch(view.state.tr.setMeta(key, { add: Decoration.inline(from, to, { class: "waiting" }, { job }) }));
  return job;
}

/** Where a place has moved to; `null` when the text around it is gone. */
export function placeOf(view: EditorView, job: number): { from: number; to: number } | null {
  const [found] = key.getState(view.state)?.find(undefined, undefined, (spec) => spec.job === job) ?? [];
  return found ? { from: found.from, to: found.to } : null;
}

export function ended(view: EditorView, job: number): void {
  if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(key, { end: job }));
}
