// The editor of a body: ProseMirror with everything that belongs to it, mounted into an element. Knows neither saving nor
// the page around it.
import { dropCursor } from "prosemirror-dropcursor";
import { gapCursor } from "prosemirror-gapcursor";
import { history } from "prosemirror-history";
import type { Node } from "prosemirror-model";
import { EditorState, NodeSelection, Plugin, Selection, TextSelection } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import type { Body, Strength } from "../story.ts";
import { word } from "../words.ts";
import { actions, type TextAction } from "./actions.ts";
import { bar } from "./bar.ts";
import { fromJson, goesOn, toJson } from "./document.ts";
import { handle } from "./handle.ts";
import { jobs } from "./jobs.ts";
import { speakerOf, type Answer } from "./links/answer.ts";
import { laidOver, suggestions } from "./links/asking.ts";
import { Popover } from "./links/popover.ts";
import { pasting } from "./paste/pasting.ts";
import { keys } from "./pressed.ts";
import { rules } from "./rules.ts";
import { slash } from "./slash.ts";
import { texts } from "./texts.ts";
import { chooseFiles, upload } from "./upload.ts";
import { enterFields } from "./views/block.ts";
import { nodeViews } from "./views/shapes.ts";

export interface BodyOptions {
  body: Body;
  language: string;
  /** The day in the paper's zone: `2015-04-09`. */
  today(): string;
  /** Hears every change of the document that was made here. */
  changed(doc: Node): void;
  editable(): boolean;
  /** A line for the person, beside the text. */
  tell(line: string): void;
  /** A line for a screen reader alone. */
  announce(line: string): void;
  /** Takes the cursor out of the text. */
  leave(): void;
  /** To the field above. */
  up?(): void;
  save(): void;
  fullScreen(): void;
  /** Asks for a note on a selection; absent where there are none. */
  annotate?(place: { block: number; start: number; end: number; quote: string }): void;
  /** The story whose names are suggested; absent where nothing is suggested. */
  story?: number;
  ask?(doc: Node, signal: AbortSignal): Promise<Answer>;
  told?(answer: Answer): void;
  nameOf?(artist: number): string | null;
  plugins?: Plugin[];
}

export interface BodyEditor {
  readonly view: EditorView;
  readonly actions: TextAction[];
  /** Shows another body, as one step that cannot be undone into the old one. */
  replace(body: Body): void;
  /** Asks for suggestions again: the headline has changed. */
  askAgain(): void;
  focus(where?: "start" | "end"): void;
  /** Links words to an artist. */
  link(from: number, to: number, artist: number, strength: Strength): void;
  refresh(): void;
  destroy(): void;
}

/** Mounts an editor. Throws [`Unknown`] when the body holds what cannot be edited. */
export function mountBody(host: HTMLElement, options: BodyOptions): BodyEditor {
  const names = new Map<number, string>();
  const popover = new Popover({
    story: options.story ?? null,
    host,
    nameOf: (artist) => names.get(artist) ?? options.nameOf?.(artist) ?? null,
    tell: options.tell,
    announce: options.announce,
  });
  const asked = options.ask && suggestions(options.ask, (answer) => {
    for (const { candidates } of answer.mentions) for (const { artist, name } of candidates) names.set(artist, name);
    options.told?.(answer);
  });

  let editor: EditorView | null = null;
  const view = (): EditorView => {
    if (!editor) throw new Error("not mounted");
    return editor;
  };
  const list = actions({
    speakerOf: (from, to) => ({ speaker: speakerOf(laidOver(view().state), from, to) }),
    askForFiles: (kind) => askForFiles(view(), kind, options.tell),
    askForAddress: (what) => void import("./address.ts").then(({ askForClip, askForLink }) => (what === "link" ? askForLink : askForClip)({ view: view(), host })),
    findArtist: () => void import("./address.ts").then(({ askForArtist }) => askForArtist({ view: view(), host }, popover)),
    newArtist: () => popover.newArtist(view()),
    annotate: () => annotate(view(), options),
    fullScreen: options.fullScreen,
    save: options.save,
    today: options.today,
  });
  const plugins = [
    slash(list, host),
    popover.plugin,
    new Plugin({ props: { handleKeyDown: (current, event) => inside(current, event, options), handleDOMEvents: { keydown: (_, event) => isOfThePage(event) } } }),
    pasting({ tell: options.tell, today: options.today }),
    ...keys(list, options.leave),
    rules(options.language),
    history(),
    jobs(),
    dropCursor({ class: "drop-here", width: 4, color: false }),
    gapCursor(),
    bar(list, host, openMenu),
    handle(host),
    endings(),
    ...(asked ? [asked.plugin] : []),
    ...(options.plugins ?? []),
  ];
  const state = (body: Body): EditorState => EditorState.create({ doc: fromJson(body), plugins });
  editor = new EditorView(host, {
    state: state(options.body),
    editable: options.editable,
    nodeViews: nodeViews(options.today),
    attributes: (current) => ({
      class: "text", role: "textbox", "aria-multiline": "true", "aria-label": word("editor.body"), lang: options.language,
      spellcheck: "true", "aria-readonly": String(!(options.editable() && current.doc.childCount > 0)),
    }),
    dispatchTransaction: (tr) => {
      const now = view();
      const before = now.state.doc;
      now.updateState(now.state.apply(tr));
      if (!now.state.doc.eq(before)) options.changed(now.state.doc);
    },
  });
  const current = editor;
  return {
    view: current,
    actions: list,
    replace: (body) => replace(current, state(body)),
    askAgain: () => asked?.askAgain(current),
    focus: (where) => {
      if (where) current.dispatch(current.state.tr.setSelection(where === "start" ? Selection.atStart(current.state.doc) : Selection.atEnd(current.state.doc)).scrollIntoView());
      current.focus();
    },
    link: (from, to, artist, strength) => popover.link(current, from, to, artist, strength),
    refresh: () => current.setProps({}),
    destroy: () => current.destroy(),
  };
}

/** Another document in the same editor; the cursor stays as near as it can. */
function replace(view: EditorView, next: EditorState): void {
  const { head } = view.state.selection;
  const at = Math.min(head, next.doc.content.size);
  view.updateState(next.apply(next.tr.setSelection(Selection.near(next.doc.resolve(at), -1)).setMeta("replaced", true)));
}

/** Behind a picture or a quotation that ends the text there is a paragraph, so that nobody has to find a way out of it. */
function endings(): Plugin {
  return new Plugin({
    appendTransaction: (_, __, { tr, doc, schema }) => (goesOn(doc.lastChild) ? null : tr.insert(doc.content.size, schema.node("paragraph")).setMeta("addToHistory", false)),
  });
}

/** Ctrl Enter is the page's main action. The view takes every Enter for its own unless it is not given it. */
function isOfThePage(event: KeyboardEvent): boolean {
  return event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.isComposing;
}

/** Keys between the text and what stands around and inside it. */
function inside(view: EditorView, event: KeyboardEvent, options: BodyOptions): boolean {
  const { selection } = view.state;
  const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
  if (event.key === "Enter" && plain && selection instanceof NodeSelection) return enterFields(view);
  if (event.key === "ArrowUp" && plain && options.up && selection instanceof TextSelection && selection.empty && selection.$from.index(0) === 0 && view.endOfTextblock("up")) {
    options.up();
    return true;
  }
  return false;
}

function annotate(view: EditorView, options: BodyOptions): void {
  const { from, to } = view.state.selection;
  const text = texts(view.state.doc).find((one) => from >= one.from && from <= one.from + one.node.content.size);
  if (!text || !options.annotate) return;
  const whole = from === to;
  const end = Math.min(to, text.from + text.node.content.size);
  const [start, stop] = whole ? [0, text.node.content.size] : [from - text.from, end - text.from];
  options.annotate({ block: text.block, start, end: stop, quote: text.node.textBetween(start, stop, "", "\n") });
}

function askForFiles(view: EditorView, kind: "picture" | "gallery" | "audio", tell: (line: string) => void): void {
  const at = view.state.selection.to;
  chooseFiles(kind === "audio" ? "audio/*" : "image/*", kind !== "audio", (files) => void upload(view, files, Math.min(at, view.state.doc.content.size), tell, kind === "gallery"));
}

/** Opens the list of blocks at the cursor: in an empty paragraph, made if there is none. */
function openMenu(view: EditorView): void {
  const { $from } = view.state.selection;
  const { tr } = view.state;
  if ($from.depth === 1 && $from.parent.type.name === "paragraph" && $from.parent.content.size === 0) tr.insertText("/");
  else {
    const at = $from.depth > 0 ? $from.after(1) : $from.pos;
    tr.insert(at, view.state.schema.node("paragraph", null, view.state.schema.text("/")));
    tr.setSelection(TextSelection.create(tr.doc, at + 2));
  }
  view.dispatch(tr.scrollIntoView());
  view.focus();
}

/** The body as the server keeps it. */
export const written = (doc: Node): Body => toJson(doc);
