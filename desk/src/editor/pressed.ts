// Keys of the text: the actions by their keys, and what editing itself needs.
import { baseKeymap, chainCommands, exitCode, joinTextblockBackward } from "prosemirror-commands";
import { undoInputRule } from "prosemirror-inputrules";
import { keymap } from "prosemirror-keymap";
import { splitListItem } from "prosemirror-schema-list";
import type { Command, Plugin } from "prosemirror-state";
import type { TextAction } from "./actions.ts";
import { enter, hardBreak, split, step, type } from "./commands.ts";

/** `mod+alt+2` as ProseMirror writes it: `Mod-Alt-2`. */
function named(key: string): string {
  return key.split("+").map((part, n, all) => (n < all.length - 1 ? part[0]?.toUpperCase() + part.slice(1) : part)).join("-");
}

/** Backspace at the beginning of a heading or a verse makes a paragraph of it. */
const plain: Command = (state, dispatch) => {
  const { $from, empty } = state.selection;
  if (!empty || $from.parentOffset > 0 || $from.parent.type.name !== "heading") return false;
  dispatch?.(state.tr.setBlockType($from.pos, $from.pos, type("paragraph")));
  return true;
};

/** The keys of the actions, over those of plain editing. `leave` takes the cursor out of the text. */
export function keys(actions: TextAction[], leave: () => void): Plugin[] {
  const bound: Record<string, Command> = {};
  for (const { key, run, when } of actions) {
    if (key) bound[named(key)] = (state, dispatch, view) => (when?.(state) ?? true) && run(state, dispatch, view);
  }
  const redo = actions.find(({ name }) => name === "redo");
  if (redo) bound["Mod-y"] = redo.run;
  return [
    keymap(bound),
    keymap({
      Backspace: chainCommands(undoInputRule, plain, joinTextblockBackward),
      Enter: chainCommands(splitListItem(type("list_item")), enter, split),
      "Shift-Enter": chainCommands(exitCode, hardBreak),
      Tab: (state, dispatch) => step(state, dispatch, "next"),
      "Shift-Tab": (state, dispatch) => step(state, dispatch, "previous"),
      Escape: (_state, dispatch) => {
        if (dispatch) leave();
        return true;
      },
    }),
    keymap(baseKeymap),
  ];
}

