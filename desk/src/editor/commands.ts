// What can be done to the blocks of a text.
import { chainCommands, lift, liftEmptyBlock, setBlockType, splitBlock } from "prosemirror-commands";
import { Fragment, type Node, type NodeType, type ResolvedPos } from "prosemirror-model";
import { liftListItem, wrapInList } from "prosemirror-schema-list";
import { NodeSelection, Selection, TextSelection, type Command, type EditorState, type Transaction } from "prosemirror-state";
import { canSplit, findWrapping } from "prosemirror-transform";
import { schema } from "./schema.ts";
import { stripped } from "./typography.ts";

export const type = (name: string): NodeType => {
  const found = schema.nodes[name];
  if (!found) throw new Error(`no block ${name}`);
  return found;
};

/** The innermost ancestor of the selection of one of these types. */
export function within(at: ResolvedPos, ...names: string[]): { node: Node; depth: number; before: number } | null {
  for (let depth = at.depth; depth > 0; depth -= 1) {
    const node = at.node(depth);
    if (names.includes(node.type.name)) return { node, depth, before: at.before(depth) };
  }
  return null;
}

/** The block of the document's first level that the selection begins in. */
function topBlock(state: EditorState): { node: Node; from: number; index: number } | null {
  const { $from, from } = state.selection;
  const index = $from.index(0);
  const node = state.doc.maybeChild(index);
  return node ? { node, from: $from.depth > 0 ? $from.before(1) : from, index } : null;
}

export function toggleHeading(level: 2 | 3): Command {
  return (state, dispatch, view) => {
    const { parent } = state.selection.$from;
    const same = parent.type.name === "heading" && parent.attrs.level === level;
    return (same ? setBlockType(type("paragraph")) : setBlockType(type("heading"), { level }))(state, dispatch, view);
  };
}

/** A list of the paragraphs of the selection; out of the list when they are in one of this kind. */
export function toggleList(ordered: boolean): Command {
  return (state, dispatch, view) => {
    const list = within(state.selection.$from, "list");
    if (!list) return wrapInList(type("list"), { ordered, start: 1 })(state, dispatch);
    if (list.node.attrs.ordered === ordered) return liftListItem(type("list_item"))(state, dispatch, view);
    dispatch?.(state.tr.setNodeMarkup(list.before, null, { ordered, start: 1 }));
    return true;
  };
}

/** Puts blocks in place of the selection's own paragraph when that is empty, else after its block; the cursor goes into them. */
export function insertBlock(make: () => Node): Command {
  return (state, dispatch) => {
    const top = topBlock(state);
    if (!top) return false;
    if (dispatch) {
      const node = make();
      const { tr } = state;
      const empty = top.node.type.name === "paragraph" && top.node.content.size === 0;
      const at = empty ? top.from : top.from + top.node.nodeSize;
      tr.replaceWith(at, empty ? at + top.node.nodeSize : at, node);
      const after = at + node.nodeSize;
      if (after >= tr.doc.content.size) tr.insert(after, type("paragraph").create());
      // Into its text, on its fields, or behind what has neither.
      const inside = !node.isLeaf ? Selection.near(tr.doc.resolve(at + 1)) : node.isAtom && node.type.spec.attrs ? NodeSelection.create(tr.doc, at) : Selection.near(tr.doc.resolve(after));
      dispatch(tr.setSelection(inside).scrollIntoView());
    }
    return true;
  };
}

/** The selection, or the paragraphs that the cursor is in, as whole paragraphs: what stands before and after is split off. */
function isolated(state: EditorState): { tr: Transaction; from: number; to: number } | null {
  const { $from, $to, empty } = state.selection;
  if (!$from.parent.isTextblock || $from.depth !== 1 || $to.depth !== 1) return null;
  const { tr } = state;
  if (!empty) {
    if ($to.parentOffset < $to.parent.content.size && $to.parentOffset > 0) parted(tr, $to.pos);
    if ($from.parentOffset > 0 && $from.parentOffset < $from.parent.content.size) parted(tr, $from.pos);
  }
  const start = tr.mapping.map($from.pos, 1);
  const end = tr.mapping.map($to.pos, -1);
  return { tr, from: tr.doc.resolve(start).before(1), to: tr.doc.resolve(Math.max(start, end)).after(1) };
}

/** Splits a paragraph and takes the white space that stood there. */
function parted(tr: Transaction, at: number): void {
  const { parent, parentOffset } = tr.doc.resolve(at);
  const text = parent.textBetween(0, parent.content.size, "", "\u0000");
  const after = /^\s*/.exec(text.slice(parentOffset))?.[0].length ?? 0;
  const before = /\s*$/.exec(text.slice(0, parentOffset))?.[0].length ?? 0;
  tr.split(at).delete(at + 2, at + 2 + after).delete(at - before, at);
}

/** What is known of who speaks the words from one position to another. */
export type SpeakerOf = (from: number, to: number) => { speaker: string | null; role?: string | null };

/** The selection as a quotation, without its outer marks. In a quotation: back to paragraphs. */
export function quotation(speakerOf: SpeakerOf): Command {
  return (state, dispatch, view) => {
    if (within(state.selection.$from, "quotation")) return lift(state, dispatch);
    const { from, to } = state.selection;
    const speaker = speakerOf(from, to);
    const found = isolated(state);
    if (!found) return false;
    if (dispatch) {
      const { tr } = found;
      const paragraphs: Node[] = [];
      tr.doc.nodesBetween(found.from, found.to, (node) => {
        if (node.isTextblock) paragraphs.push(type("paragraph").create(null, node.content));
        return !node.isTextblock;
      });
      const node = type("quotation").create({ speaker: speaker.speaker, role: speaker.role ?? null }, stripped(trimmed(paragraphs)));
      tr.replaceWith(found.from, found.to, node);
      tr.setSelection(Selection.near(tr.doc.resolve(found.from + node.nodeSize - 2), -1));
      dispatch(tr.scrollIntoView());
      view?.focus();
    }
    return true;
  };
}

/** A line by itself ends with no comma of the sentence it was part of. */
function withoutComma(paragraph: Node): Node {
  return /[,;]$/.test(paragraph.textContent) ? paragraph.cut(0, paragraph.content.size - 1) : paragraph;
}

/** Without the white space that splitting left at the ends. */
function trimmed(paragraphs: Node[]): Node[] {
  return paragraphs.map((paragraph) => {
    const text = paragraph.textContent;
    const start = text.length - text.trimStart().length;
    const end = paragraph.content.size - (text.length - text.trimEnd().length);
    return start < end ? paragraph.cut(start, end) : paragraph;
  });
}

/** The selected words once more as a pull quote above their block; the text keeps them. */
export function pullQuote(speakerOf: SpeakerOf): Command {
  return (state, dispatch) => {
    const { from, to, empty, $from } = state.selection;
    if (empty) return insertBlock(() => type("pull_quote").create())(state, dispatch);
    if (!$from.sameParent(state.selection.$to) || !$from.parent.inlineContent) return false;
    if (dispatch) {
      const quoted = within($from, "quotation");
      const speaker = (quoted?.node.attrs.speaker as string | null | undefined) ?? speakerOf(from, to).speaker;
      const words = trimmed([type("paragraph").create(null, state.doc.slice(from, to).content)]);
      const [paragraph] = stripped(words).map((one) => withoutComma(one));
      const node = type("pull_quote").create({ speaker }, paragraph?.content ?? Fragment.empty);
      dispatch(state.tr.insert($from.before(1), node).scrollIntoView());
    }
    return true;
  };
}

/** The paragraphs of the selection wrapped in a block, or out of it when they are in one already. */
export function toggleWrap(name: string, attrs: Record<string, unknown>): Command {
  return (state, dispatch) => {
    const there = within(state.selection.$from, name);
    if (there && Object.entries(attrs).every(([key, value]) => there.node.attrs[key] === value)) return lift(state, dispatch);
    if (there) {
      dispatch?.(state.tr.setNodeMarkup(there.before, null, { ...there.node.attrs, ...attrs }));
      return true;
    }
    const range = state.selection.$from.blockRange(state.selection.$to);
    const wrapping = range && findWrapping(range, type(name), attrs);
    if (!range || !wrapping) return false;
    dispatch?.(state.tr.wrap(range, wrapping).scrollIntoView());
    return true;
  };
}

/** The paragraphs of the selection as one verse, a line each; a verse as paragraphs again. */
export const toggleVerse: Command = (state, dispatch) => {
  const { $from, $to } = state.selection;
  if ($from.depth !== 1 || $to.depth !== 1) return false;
  const [from, to] = [$from.before(1), $to.after(1)];
  if (dispatch) {
    const lines: Fragment[] = [];
    state.doc.nodesBetween(from, to, (node) => {
      if (node.isTextblock) lines.push(...(node.type.name === "verse" ? verseLines(node) : [node.content]));
      return !node.isTextblock;
    });
    const isVerse = $from.parent.type.name === "verse";
    const inside = lines.reduce((all, line, n) => (n === 0 ? line : all.append(Fragment.from(schema.node("hard_break"))).append(line)), Fragment.empty);
    const made = isVerse ? lines.map((line) => type("paragraph").create(null, line)) : [type("verse").create(null, inside)];
    const tr = state.tr.replaceWith(from, to, made);
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(from + 1))).scrollIntoView());
  }
  return true;
};

function verseLines(verse: Node): Fragment[] {
  const lines: Fragment[] = [Fragment.empty];
  verse.forEach((piece) => {
    if (piece.type.name === "hard_break") lines.push(Fragment.empty);
    else lines.push((lines.pop() ?? Fragment.empty).addToEnd(piece));
  });
  return lines;
}

/** Moves the first-level block of the selection past its neighbour; inside a list the item, inside a gallery the picture. */
export function moveBlock(direction: -1 | 1): Command {
  return (state, dispatch) => {
    const { $from, $to } = state.selection;
    const inner = within($from, "list", "gallery");
    const depth = inner && moves(inner.node, $from.index(inner.depth), direction) ? inner.depth : 0;
    const parent = $from.node(depth);
    const index = $from.index(depth);
    if (!moves(parent, index, direction) || (depth === 0 && $from.index(0) !== $to.index(0) && $to.parentOffset > 0)) return false;
    if (dispatch) {
      const node = parent.child(index);
      const at = $from.posAtIndex(index, depth);
      const neighbour = parent.child(index + direction);
      const target = direction < 0 ? at - neighbour.nodeSize : at + neighbour.nodeSize;
      const { tr } = state;
      tr.delete(at, at + node.nodeSize).insert(target, node);
      const shift = target - at;
      const { selection } = state;
      tr.setSelection(
        selection instanceof NodeSelection
          ? NodeSelection.create(tr.doc, selection.from + shift)
          : TextSelection.create(tr.doc, selection.anchor + shift, Math.min(selection.head + shift, tr.doc.content.size)),
      );
      dispatch(tr.scrollIntoView());
    }
    return true;
  };
}

function moves(parent: Node, index: number, direction: -1 | 1): boolean {
  const to = index + direction;
  return index < parent.childCount && to >= 0 && to < parent.childCount;
}

export const hardBreak: Command = (state, dispatch) => {
  if (!state.selection.$from.parent.inlineContent) return false;
  dispatch?.(state.tr.replaceSelectionWith(schema.node("hard_break"), true).scrollIntoView());
  return true;
};

/** Enter where it is not a new paragraph: a line in a verse, the next cell below in a table, out of a pull quote. */
export const enter: Command = (state, dispatch, view) => {
  const { $from } = state.selection;
  const { parent } = $from;
  switch (parent.type.name) {
    case "verse": {
      const last = parent.lastChild?.type.name === "hard_break" && $from.parentOffset === parent.content.size;
      if (!last) return hardBreak(state, dispatch, view);
      if (dispatch) {
        const tr = state.tr.delete($from.pos - 1, $from.pos);
        dispatch(paragraphAfter(tr, $from.after() - 1));
      }
      return true;
    }
    case "pull_quote":
      if ($from.parentOffset < parent.content.size) return false;
      dispatch?.(paragraphAfter(state.tr, $from.after()));
      return true;
    case "table_cell":
      return below(state, dispatch) || hardBreak(state, dispatch, view);
    default:
      return chainCommands(liftEmptyTurn, liftEmptyBlock)(state, dispatch, view);
  }
};

function paragraphAfter(tr: Transaction, at: number): Transaction {
  tr.insert(at, type("paragraph").create());
  return tr.setSelection(TextSelection.create(tr.doc, at + 1)).scrollIntoView();
}

/** Enter in an empty paragraph at the end of a turn begins the other's turn; in an empty turn it leaves the conversation. */
const liftEmptyTurn: Command = (state, dispatch) => {
  const { $from } = state.selection;
  const turn = within($from, "turn");
  if (!turn || $from.parent.content.size > 0 || turn.node.childCount < 2 || $from.index(turn.depth) !== turn.node.childCount - 1) return false;
  if (dispatch) {
    const { tr } = state;
    tr.delete($from.before(), $from.after());
    const at = tr.mapping.map(turn.before + turn.node.nodeSize);
    const kind = turn.node.attrs.kind === "question" ? "answer" : "question";
    tr.insert(at, type("turn").create({ kind, speaker: otherSpeaker(state.doc, kind, turn.before) }, type("paragraph").create()));
    dispatch(tr.setSelection(TextSelection.create(tr.doc, at + 2)).scrollIntoView());
  }
  return true;
};

/** Who spoke last in this part. */
function otherSpeaker(doc: Node, kind: string, before: number): string | null {
  let speaker: string | null = null;
  doc.forEach((node, at) => {
    if (at < before && node.type.name === "turn" && node.attrs.kind === kind) speaker = (node.attrs.speaker as string | null) ?? speaker;
  });
  return speaker;
}

/** A new paragraph, which is never a heading or a quotation's continuation by surprise. */
export const split: Command = (state, dispatch, view) => {
  const { $from, $to } = state.selection;
  if ($from.parent.type.name === "heading" && $from.parentOffset === 0 && $to.pos === $from.pos && $from.parent.content.size > 0 && canSplit(state.doc, $from.pos)) {
    dispatch?.(state.tr.insert($from.before(), type("paragraph").create()));
    return true;
  }
  return splitBlock(state, dispatch, view);
};

function below(state: EditorState, dispatch?: (tr: Transaction) => void): boolean {
  return step(state, dispatch, "below");
}

/** To the next or last cell, or the one below; behind the last cell a new row begins. */
export function step(state: EditorState, dispatch: ((tr: Transaction) => void) | undefined, where: "next" | "previous" | "below"): boolean {
  const table = within(state.selection.$from, "table");
  if (!table) return false;
  const { $from } = state.selection;
  const row = $from.index(table.depth);
  const columns = table.node.firstChild?.childCount ?? 1;
  const column = $from.index(table.depth + 1);
  const target = row * columns + column + (where === "next" ? 1 : where === "previous" ? -1 : columns);
  if (target < 0) return false;
  if (dispatch) {
    const { tr } = state;
    if (target >= columns * table.node.childCount) tr.insert(table.before + table.node.nodeSize - 1, blankRow(columns));
    dispatch(tr.setSelection(Selection.near(tr.doc.resolve(cellStart(tr.doc, table.before, target, columns)))).scrollIntoView());
  }
  return true;
}

function cellStart(doc: Node, table: number, cell: number, columns: number): number {
  const node = doc.nodeAt(table);
  let at = table + 1;
  for (let row = 0; node && row < Math.floor(cell / columns); row += 1) at += node.child(row).nodeSize;
  const row = node?.child(Math.floor(cell / columns));
  at += 1;
  for (let column = 0; row && column < cell % columns; column += 1) at += row.child(column).nodeSize;
  return at + 1;
}

export function blankRow(columns: number): Node {
  return type("table_row").create(null, Array.from({ length: columns }, () => type("table_cell").create()));
}

/** Changes the rows or columns of the table that the cursor is in. */
export function reshape(what: "row" | "column" | "drop-row" | "drop-column"): Command {
  return (state, dispatch) => {
    const table = within(state.selection.$from, "table");
    if (!table) return false;
    const row = state.selection.$from.index(table.depth);
    const column = state.selection.$from.index(table.depth + 1);
    const rows: Node[] = [];
    table.node.forEach((one) => rows.push(one));
    const cells = rows.map((one) => Array.from({ length: one.childCount }, (_, n) => one.child(n)));
    if (what === "row") cells.splice(row + 1, 0, Array.from({ length: cells[0]?.length ?? 1 }, () => type("table_cell").create()));
    if (what === "column") for (const one of cells) one.splice(column + 1, 0, type("table_cell").create());
    if (what === "drop-row") cells.splice(row, 1);
    if (what === "drop-column") for (const one of cells) one.splice(column, 1);
    if (cells.length === 0 || cells[0]?.length === 0) return false;
    if (dispatch) {
      const made = table.node.copy(Fragment.from(cells.map((one) => type("table_row").create(null, one))));
      const tr = state.tr.replaceWith(table.before, table.before + table.node.nodeSize, made);
      dispatch(tr.setSelection(Selection.near(tr.doc.resolve(Math.min(state.selection.from, table.before + made.nodeSize - 2)), -1)));
    }
    return true;
  };
}
