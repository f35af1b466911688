// Every action on the text, once: its key, its words, what it does. Keys, the bar and the slash menu are made of this list.
import { toggleMark } from "prosemirror-commands";
import { redo, undo } from "prosemirror-history";
import type { Command, EditorState } from "prosemirror-state";
import { blankRow, insertBlock, moveBlock, pullQuote, quotation, reshape, toggleHeading, toggleList, toggleVerse, toggleWrap, type, within, type SpeakerOf } from "./commands.ts";
import { DEFAULTS, complete } from "./attributes.ts";
import { schema } from "./schema.ts";

/** What actions need from the editor around them. */
export interface Around {
  speakerOf: SpeakerOf;
  /** Asks for picture or sound files and puts them where the cursor is. */
  askForFiles(kind: "picture" | "gallery" | "audio"): void;
  /** Opens the line in which an address is typed: of a link, of a clip. */
  askForAddress(what: "link" | "clip"): void;
  findArtist(): void;
  newArtist(): void;
  annotate(): void;
  fullScreen(): void;
  save(): void;
  today(): string;
}

export interface TextAction {
  /** Its words are `editor.action.<name>`. */
  name: string;
  /** As `keys.ts` writes keys; absent: by menu only. */
  key?: string;
  group: "marks" | "blocks" | "insert" | "text";
  run: Command;
  /** Whether it is on at the selection. */
  active?: (state: EditorState) => boolean;
  /** A letter or two for the bar. */
  sign?: string;
  /** Stands in the slash menu; further words under which it is found are `editor.find.<name>`. */
  slash?: boolean;
  /** Shown only where it makes sense. */
  when?: (state: EditorState) => boolean;
}

function mark(name: string, key: string, sign: string, attrs: Record<string, unknown> | null = null): TextAction {
  const found = schema.marks[name];
  if (!found) throw new Error(`no mark ${name}`);
  return {
    name, key, sign, group: "marks",
    run: toggleMark(found, attrs),
    active: ({ doc, selection: { from, $from, to, empty }, storedMarks }) => (empty ? found.isInSet(storedMarks ?? $from.marks()) !== undefined : doc.rangeHasMark(from, to, found)),
  };
}

const call = (run: () => void): Command => (_state, dispatch) => {
  if (dispatch) run();
  return true;
};

const inside = (...names: string[]) => (state: EditorState): boolean => within(state.selection.$from, ...names) !== null;

function facts(name: string, attrs: Record<string, unknown> = {}): Command {
  return insertBlock(() => type(name).create(complete(name, { ...DEFAULTS[name], ...attrs })));
}

/** The actions of one editor. */
export function actions(around: Around): TextAction[] {
  const parent = (name: string, attrs: Record<string, unknown>) => ({ selection }: EditorState): boolean =>
    selection.$from.parent.type.name === name && Object.entries(attrs).every(([key, value]) => selection.$from.parent.attrs[key] === value);
  const wrapped = (name: string, attrs: Record<string, unknown>) => (state: EditorState): boolean => {
    const there = within(state.selection.$from, name);
    return there !== null && Object.entries(attrs).every(([key, value]) => there.node.attrs[key] === value);
  };
  const turn = (kind: "question" | "answer"): Pick<TextAction, "run" | "active"> => ({
    run: toggleWrap("turn", { kind }),
    active: wrapped("turn", { kind }),
  });
  return [
    mark("strong", "mod+b", "B"),
    mark("em", "mod+i", "I"),
    { name: "link", key: "mod+k", sign: "↗", group: "marks", run: call(() => around.askForAddress("link")), active: inMark("link"), when: (state) => !state.selection.empty || inMark("link")(state) },
    mark("work", "mod+alt+w", "‘W’", { kind: "song" }),
    mark("strike", "mod+shift+x", "S"),
    mark("sub", "mod+,", "x₂"),
    mark("sup", "mod+.", "x²"),
    { name: "artist", key: "mod+alt+a", group: "marks", run: call(() => around.findArtist()), when: ({ selection }) => !selection.empty },
    { name: "new_artist", key: "alt+n", group: "marks", run: call(() => around.newArtist()) },

    { name: "quotation", key: "mod+shift+9", sign: "“ ”", group: "blocks", slash: true, run: quotation(around.speakerOf), active: inside("quotation") },
    { name: "clip", group: "insert", slash: true, run: call(() => around.askForAddress("clip")) },
    { name: "picture", key: "mod+alt+p", sign: "▣", group: "insert", slash: true, run: call(() => around.askForFiles("picture")) },
    { name: "heading", key: "mod+alt+2", sign: "H", group: "blocks", slash: true, run: toggleHeading(2), active: parent("heading", { level: 2 }) },
    { name: "subheading", key: "mod+alt+3", sign: "h", group: "blocks", slash: true, run: toggleHeading(3), active: parent("heading", { level: 3 }) },
    { name: "pull_quote", key: "mod+shift+0", group: "blocks", slash: true, run: pullQuote(around.speakerOf) },
    { name: "bullets", key: "mod+shift+8", sign: "—", group: "blocks", slash: true, run: toggleList(false), active: wrapped("list", { ordered: false }) },
    { name: "numbers", key: "mod+shift+7", sign: "1.", group: "blocks", slash: true, run: toggleList(true), active: wrapped("list", { ordered: true }) },
    { name: "question", key: "mod+alt+q", group: "blocks", slash: true, ...turn("question") },
    { name: "answer", key: "mod+alt+r", group: "blocks", slash: true, ...turn("answer") },
    { name: "verse", key: "mod+alt+v", group: "blocks", slash: true, run: toggleVerse, active: parent("verse", {}) },
    { name: "tour_dates", group: "insert", slash: true, run: facts("tour_dates", { dates: [{ date: around.today(), city: "" }] }) },
    { name: "score", group: "insert", slash: true, run: facts("score") },
    { name: "gallery", group: "insert", slash: true, run: call(() => around.askForFiles("gallery")) },
    { name: "audio", group: "insert", slash: true, run: call(() => around.askForFiles("audio")) },
    { name: "track_list", group: "insert", slash: true, run: facts("track_list", { tracks: [{ title: "" }] }) },
    { name: "set_list", group: "insert", slash: true, run: facts("set_list", { songs: [{ title: "" }] }) },
    { name: "info_box", group: "insert", slash: true, run: facts("info_box", { facts: [{ label: "", value: "" }] }) },
    { name: "ranked_entry", group: "insert", slash: true, run: (state, dispatch, view) => ranked(state)(state, dispatch, view) },
    { name: "table", group: "insert", slash: true, run: insertBlock(() => type("table").create({ caption: "", header: true }, [blankRow(3), blankRow(3)])) },
    { name: "divider", group: "insert", slash: true, run: insertBlock(() => type("divider").create()) },

    { name: "table_row", key: "mod+alt+ArrowDown", group: "blocks", run: reshape("row"), when: inside("table") },
    { name: "table_column", key: "mod+alt+ArrowRight", group: "blocks", run: reshape("column"), when: inside("table") },
    { name: "table_drop_row", key: "mod+alt+ArrowUp", group: "blocks", run: reshape("drop-row"), when: inside("table") },
    { name: "table_drop_column", key: "mod+alt+ArrowLeft", group: "blocks", run: reshape("drop-column"), when: inside("table") },

    { name: "up", key: "alt+ArrowUp", group: "text", run: moveBlock(-1) },
    { name: "down", key: "alt+ArrowDown", group: "text", run: moveBlock(1) },
    { name: "undo", key: "mod+z", sign: "↶", group: "text", run: undo },
    { name: "redo", key: "mod+shift+z", sign: "↷", group: "text", run: redo },
    { name: "note", key: "mod+alt+m", group: "text", run: call(() => around.annotate()) },
    { name: "save", key: "mod+s", group: "text", run: call(() => around.save()) },
    { name: "full_screen", key: "mod+shift+f", group: "text", run: call(() => around.fullScreen()) },
  ];
}

function inMark(name: string): (state: EditorState) => boolean {
  return ({ doc, selection: { from, to, $from, empty } }) => {
    const found = schema.marks[name];
    return found !== undefined && (empty ? found.isInSet($from.marks()) !== undefined : doc.rangeHasMark(from, to, found));
  };
}

/** The next entry of a ranked list: one down from the last when the list counts down, else one up. */
function ranked(state: EditorState): Command {
  const numbers: number[] = [];
  state.doc.forEach((node) => void (node.type.name === "ranked_entry" && numbers.push(Number(node.attrs.number))));
  const [last, before] = [numbers.at(-1), numbers.at(-2)];
  const down = last !== undefined && (before === undefined ? last > 1 : before > last);
  const number = last === undefined ? 1 : Math.max(0, last + (down ? -1 : 1));
  return insertBlock(() => type("ranked_entry").create({ ...DEFAULTS.ranked_entry, number }, type("paragraph").create()));
}
