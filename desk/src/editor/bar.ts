// The bar of actions: over a selection on a desk, above the keyboard on a phone, where it is always there.
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { shown } from "../keys.ts";
import { word } from "../words.ts";
import type { TextAction } from "./actions.ts";
import { el } from "./dom.ts";

const ON_SELECTION = ["strong", "em", "link", "work", "quotation", "pull_quote", "heading"];
const ON_PHONE = ["more", "strong", "em", "link", "quotation", "heading", "picture", "clip", "bullets", "undo", "redo", "down", "up"];

const phone = matchMedia("(pointer: coarse), (max-width: 640px)");

/** The plugin; the bar is a toolbar in `host`. `menu` opens the list of blocks. */
export function bar(actions: TextAction[], host: HTMLElement, menu: (view: EditorView) => void): Plugin {
  const toolbar = el("div", { class: "text-bar", role: "toolbar", "aria-label": word("editor.bar"), hidden: true });
  toolbar.addEventListener("mousedown", (event) => event.preventDefault());
  let buttons: { action: TextAction | null; button: HTMLButtonElement }[] = [];
  let current: EditorView | null = null;

  const make = (): void => {
    buttons = (phone.matches ? ON_PHONE : ON_SELECTION).map((name) => {
      const action = actions.find((one) => one.name === name) ?? null;
      const label = action ? word(`editor.action.${name}`) : word("editor.more");
      const key = action?.key ? ` (${shown(action.key).join(" ")})` : "";
      const button = el("button", { type: "button", tabindex: "-1", "aria-label": label, title: label + key, class: `bar-${name}`, click: () => {
        const view = current;
        if (!view) return;
        if (!action) return menu(view);
        action.run(view.state, view.dispatch, view);
        if (!["link", "clip", "picture"].includes(name)) view.focus();
      } }, action?.sign ?? (action ? label : "+"));
      return { action, button };
    });
    toolbar.replaceChildren(...buttons.map(({ button }) => button));
    toolbar.classList.toggle("docked", phone.matches);
  };

  const place = (view: EditorView): void => {
    if (phone.matches) {
      const seen = window.visualViewport;
      // Above the keyboard: as far up as the part of the page that is seen ends.
      const covered = seen ? Math.max(0, innerHeight - seen.height - seen.offsetTop) : 0;
      toolbar.style.setProperty("--keyboard", `${Math.round(covered)}px`);
      toolbar.style.removeProperty("top");
      toolbar.style.removeProperty("left");
      return;
    }
    const { from, to } = view.state.selection;
    const [start, end] = [view.coordsAtPos(from), view.coordsAtPos(to)];
    const around = host.getBoundingClientRect();
    const left = Math.max(8, Math.min((start.left + (end.top > start.top ? start.left : end.left)) / 2 - toolbar.offsetWidth / 2, document.documentElement.clientWidth - toolbar.offsetWidth - 8));
    toolbar.style.setProperty("left", `${Math.round(left - around.left)}px`);
    toolbar.style.setProperty("top", `${Math.round(start.top - around.top - toolbar.offsetHeight - 8)}px`);
  };

  const refresh = (view: EditorView): void => {
    current = view;
    const { selection } = view.state;
    const wanted = view.editable && view.hasFocus() && (phone.matches || (!selection.empty && selection.$from.parent.inlineContent && view.state.doc.textBetween(selection.from, selection.to).trim() !== ""));
    if (!wanted) {
      if (!toolbar.contains(document.activeElement)) toolbar.hidden = true;
      return;
    }
    toolbar.hidden = false;
    for (const { action, button } of buttons) {
      if (action?.active) button.setAttribute("aria-pressed", String(action.active(view.state)));
      if (action) button.disabled = !action.run(view.state, undefined, view);
    }
    place(view);
  };

  make();
  phone.addEventListener("change", make);
  return new Plugin({
    props: {
      handleDOMEvents: {
        focus: (view) => void refresh(view),
        blur: (view) => void setTimeout(() => !view.isDestroyed && refresh(view), 0),
      },
    },
    view(view) {
      host.append(toolbar);
      const again = (): void => refresh(view);
      window.visualViewport?.addEventListener("resize", again);
      return {
        update: refresh,
        destroy: () => {
          window.visualViewport?.removeEventListener("resize", again);
          toolbar.remove();
        },
      };
    },
  });
}
