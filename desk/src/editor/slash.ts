// The slash menu: `/` at the beginning of an empty paragraph, then letters that narrow it down, Enter puts the block in.
import { Plugin, PluginKey, TextSelection } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { shown } from "../keys.ts";
import { word } from "../words.ts";
import type { TextAction } from "./actions.ts";
import { el, placeUnder } from "./dom.ts";
import { enterFields } from "./views/block.ts";

const key = new PluginKey("slash");

/** The plugin; `host` is the element that the menu is placed in. */
export function slash(actions: TextAction[], host: HTMLElement): Plugin {
  const offered = actions.filter((action) => action.slash);
  const id = `slash-${Math.floor(performance.now())}`;
  const menu = el("div", { class: "slash", hidden: true, role: "listbox", id, "aria-label": word("editor.slash") });
  let found: TextAction[] = [];
  let at = 0;
  let closed: number | null = null;

  /** What was typed behind the slash; `null` when no slash is open. */
  const query = (view: EditorView): { text: string; from: number } | null => {
    const { selection } = view.state;
    if (!(selection instanceof TextSelection) || !selection.empty || !view.editable) return null;
    const { $from } = selection;
    if ($from.parent.type.name !== "paragraph" || $from.depth !== 1) return null;
    const before = $from.parent.textBetween(0, $from.parentOffset, "", "\n");
    const match = /^\/(\p{L}{0,20})$/u.exec(before);
    return match && $from.parentOffset === $from.parent.content.size ? { text: (match[1] ?? "").toLowerCase(), from: $from.start() } : null;
  };

  const matching = (text: string): TextAction[] => {
    const rank = (action: TextAction): number => {
      const names = [word(`editor.action.${action.name}`), ...word(`editor.find.${action.name}`).split(" ")].map((name) => name.toLowerCase().replace(/\s/g, ""));
      return names.some((name) => name.startsWith(text)) ? 0 : names.some((name) => name.includes(text)) ? 1 : 2;
    };
    return offered.map((action, n) => ({ action, n, rank: rank(action) })).filter((one) => one.rank < 2).sort((a, b) => a.rank - b.rank || a.n - b.n).map(({ action }) => action);
  };

  const choose = (view: EditorView, action: TextAction | undefined): void => {
    const open = query(view);
    if (!action || !open) return;
    close(view);
    view.dispatch(view.state.tr.delete(open.from, view.state.selection.from));
    action.run(view.state, view.dispatch, view);
    // What has fields only is filled in there.
    if (!enterFields(view) && document.activeElement === document.body) view.focus();
  };

  const close = (view: EditorView): void => {
    menu.hidden = true;
    found = [];
    view.dom.removeAttribute("aria-activedescendant");
    view.dom.removeAttribute("aria-controls");
  };

  const draw = (view: EditorView): void => {
    menu.replaceChildren(...found.map((action, n) => {
      const option = el("div", { role: "option", id: `${id}-${n}`, class: n === at ? "on" : "", "aria-selected": String(n === at), mousedown: (event: MouseEvent) => {
        event.preventDefault();
        choose(view, action);
      } }, el("span", {}, word(`editor.action.${action.name}`)), el("small", {}, word(`editor.about.${action.name}`)), action.key ? el("kbd", {}, shown(action.key).join(" ")) : null);
      return option;
    }));
    view.dom.setAttribute("aria-controls", id);
    view.dom.setAttribute("aria-activedescendant", `${id}-${at}`);
    placeUnder(menu, view.coordsAtPos(view.state.selection.from), host);
    menu.children[at]?.scrollIntoView({ block: "nearest" });
  };

  const refresh = (view: EditorView): void => {
    const open = query(view);
    if (!open) closed = null;
    if (!open || closed === open.from || !view.hasFocus()) return close(view);
    const now = matching(open.text);
    if (now.length !== found.length || now.some((action, n) => action !== found[n])) at = 0;
    found = now;
    if (found.length === 0) return close(view);
    draw(view);
  };

  return new Plugin({
    key,
    props: {
      handleKeyDown(view, event) {
        if (menu.hidden || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return false;
        if (event.key === "ArrowDown" || event.key === "ArrowUp") {
          at = (at + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
          draw(view);
          return true;
        }
        if (event.key === "Enter" || event.key === "Tab") {
          choose(view, found[at]);
          return true;
        }
        if (event.key === "Escape") {
          closed = query(view)?.from ?? null;
          close(view);
          return true;
        }
        return false;
      },
      handleDOMEvents: { blur: (view) => void close(view) },
      // The hint in the paragraph where the next words will stand.
      decorations(state) {
        const { selection, doc } = state;
        const { $from } = selection;
        if (!selection.empty || $from.depth !== 1 || $from.parent.type.name !== "paragraph" || $from.parent.content.size > 0) return null;
        return DecorationSet.create(doc, [Decoration.node($from.before(), $from.after(), { class: "slash-hint", "data-hint": word(doc.childCount === 1 ? "editor.begin" : "editor.slash_hint") })]);
      },
    },
    view() {
      host.append(menu);
      return { update: refresh, destroy: () => menu.remove() };
    },
  });
}
