// The handle beside a block: drag it to another place, press it for the list of blocks. What it does is on keys too.
import { NodeSelection, Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { word } from "../words.ts";
import { el } from "./dom.ts";

/** The plugin; `host` is the element that the handle is placed in. */
export function handle(host: HTMLElement): Plugin {
  // No button: a browser lets none be dragged.
  const grip = el("div", { role: "button", class: "block-handle", tabindex: "-1", draggable: "true", hidden: true, "aria-label": word("editor.handle"), title: word("editor.handle") }, "⠿");
  let block: number | null = null;

  const over = (view: EditorView, event: MouseEvent): void => {
    if (!view.editable) return;
    const box = view.dom.getBoundingClientRect();
    if (event.clientX < box.left - 60 || event.clientX > box.right + 20) return void (grip.hidden = true);
    const found = blockAt(view, event.clientY);
    if (!found) return void (grip.hidden = true);
    block = found.at;
    const around = host.getBoundingClientRect();
    grip.hidden = false;
    grip.style.setProperty("top", `${Math.round(found.top - around.top)}px`);
    grip.style.setProperty("left", `${Math.round(box.left - around.left - 34)}px`);
  };

  return new Plugin({
    view(view) {
      host.append(grip);
      const moved = (event: MouseEvent): void => over(view, event);
      host.addEventListener("mousemove", moved);
      host.addEventListener("mouseleave", () => (grip.hidden = true));
      const choose = (): void => {
        if (block !== null && NodeSelection.isSelectable(view.state.doc.nodeAt(block) ?? view.state.doc)) {
          view.dispatch(view.state.tr.setSelection(NodeSelection.create(view.state.doc, block)));
        }
      };
      grip.addEventListener("mousedown", choose);
      grip.addEventListener("click", () => view.focus());
      grip.addEventListener("dragstart", (event) => {
        choose();
        const { selection } = view.state;
        if (!event.dataTransfer || !(selection instanceof NodeSelection)) return;
        const slice = selection.content();
        const { dom, text } = view.serializeForClipboard(slice);
        event.dataTransfer.clearData();
        event.dataTransfer.setData("text/html", dom.innerHTML);
        event.dataTransfer.setData("text/plain", text);
        event.dataTransfer.effectAllowed = "copyMove";
        const shown = view.nodeDOM(selection.from);
        if (shown instanceof Element) event.dataTransfer.setDragImage(shown, 0, 0);
        // ProseMirror moves what it finds here when the drop comes.
        view.dragging = { slice, move: true };
      });
      return { destroy: () => grip.remove() };
    },
  });
}

/** The first-level block at a height of the window. */
function blockAt(view: EditorView, y: number): { at: number; top: number } | null {
  let found: { at: number; top: number } | null = null;
  view.state.doc.forEach((_, at) => {
    const dom = view.nodeDOM(at);
    if (!(dom instanceof HTMLElement)) return;
    const box = dom.getBoundingClientRect();
    if (y >= box.top - 8 && y <= box.bottom + 8) found ??= { at, top: box.top };
  });
  return found;
}
