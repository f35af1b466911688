// The line under the text in which something short is typed: an address for chosen words, for a clip, an artist's name.
import type { EditorView } from "prosemirror-view";
import { call } from "../api.ts";
import { word } from "../words.ts";
import { ask, insertClip } from "./clips.ts";
import { el, placeUnder } from "./dom.ts";
import { addressOf } from "./href.ts";
import { linkAt, type Popover } from "./links/popover.ts";
import { problemOf } from "./attributes.ts";
import { schema } from "./schema.ts";
import type { Candidate } from "./links/answer.ts";

interface Line { view: EditorView; host: HTMLElement }

let serial = 0;

/** A form in a box under the selection. `submit` gives what is wrong, or nothing when it is done. */
function open({ view, host }: Line, label: string, value: string, extra: HTMLElement[], submit: (text: string) => Promise<string | null>): { input: HTMLInputElement; close(): void } {
  const input = el("input", { value, autocomplete: "off", spellcheck: "false" });
  const wrong = el("p", { class: "line-wrong", role: "alert" });
  const box = el("form", { class: "line-box" }, el("label", { class: "field" }, el("span", { class: "field-name" }, label), input), ...extra, wrong);
  const close = (): void => {
    box.remove();
    view.focus();
  };
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    close();
  });
  box.addEventListener("focusout", () => setTimeout(() => !box.contains(document.activeElement) && box.isConnected && document.hasFocus() && box.remove(), 0));
  box.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit(input.value).then((problem) => (problem === null ? close() : void (wrong.textContent = problem)));
  });
  host.append(box);
  placeUnder(box, view.coordsAtPos(view.state.selection.from), host);
  input.focus();
  input.select();
  return { input, close };
}

/** The address of the chosen words' link; without words chosen, of the link that the cursor is in. Empty takes the link away. */
export function askForLink(line: Line): void {
  const { view } = line;
  const { link, artist } = schema.marks;
  if (!link || !artist) return;
  const { from, to, empty, $from } = view.state.selection;
  const there = link.isInSet($from.marks()) ?? (empty ? undefined : link.isInSet($from.nodeAfter?.marks ?? []));
  const [start, end] = empty ? stretch(view, from, link.name) : [from, to];
  const sponsored = el("input", { type: "checkbox" });
  sponsored.checked = there?.attrs.sponsored === true;
  const box = el("label", { class: "field field-check" }, sponsored, ` ${word("editor.field.sponsored")}`);
  open(line, word("editor.field.href"), String(there?.attrs.href ?? ""), [box, el("button", { type: "submit" }, word("editor.set_link"))], (text) => {
    const href = text.trim() === "" ? "" : addressOf(text);
    if (href === null) return Promise.resolve(word("editor.no_address"));
    const tr = view.state.tr.removeMark(start, end, link);
    if (href !== "") tr.removeMark(start, end, artist).addMark(start, end, link.create({ href, sponsored: sponsored.checked }));
    view.dispatch(tr.removeStoredMark(link));
    return Promise.resolve(null);
  });
}

function stretch(view: EditorView, at: number, name: string): [number, number] {
  const $at = view.state.doc.resolve(at);
  const mark = schema.marks[name]?.isInSet($at.marks());
  let [from, to] = [at, at];
  if (!mark) return [from, to];
  const start = $at.start();
  $at.parent.forEach((node, offset) => {
    const [a, b] = [start + offset, start + offset + node.nodeSize];
    if (b < from || a > to || !mark.isInSet(node.marks)) return;
    from = Math.min(from, a);
    to = Math.max(to, b);
  });
  return [from, to];
}

/** The address or embed code of a clip. */
export function askForClip(line: Line): void {
  open(line, word("editor.field.clip"), "", [el("button", { type: "submit" }, word("editor.set_clip"))], async (text) => {
    try {
      const answer = await ask(text.trim());
      if (!answer.clip || problemOf("clip", answer.clip) !== null) return word("editor.no_clip");
      insertClip(line.view, answer.clip);
      return null;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });
}

/** Looks for an artist of the paper by name, and links the chosen words to the one that is taken. */
export function askForArtist(line: Line, popover: Popover): void {
  const { view } = line;
  const { from, to } = view.state.selection;
  const words = view.state.doc.textBetween(from, to, " ");
  const listId = `artists-${(serial += 1)}`;
  const list = el("datalist", { id: listId });
  let found: Candidate[] = [];
  const label = ({ name, disambiguation }: Candidate): string => (disambiguation ? `${name} (${disambiguation})` : name);
  const look = async (text: string): Promise<void> => {
    const answer = await call<unknown>("GET", `/artists?q=${encodeURIComponent(text)}&limit=8`).catch(() => null);
    found = candidatesIn(answer);
    list.replaceChildren(...found.map((one) => el("option", { value: label(one) })));
  };
  const { input } = open(line, word("editor.field.artist_name"), words, [list, el("button", { type: "submit" }, word("editor.set_link"))], async (text) => {
    await look(text.replace(/\s*\([^)]*\)\s*$/, ""));
    const taken = found.find((one) => label(one) === text.trim()) ?? (found.length === 1 ? found[0] : found.find(({ name }) => name.toLowerCase() === text.trim().toLowerCase()));
    if (!taken) return word("editor.no_artist", { name: text.trim() });
    popover.link(view, from, to, taken.artist, linkAt(view.state, from) ? "featured" : "mentioned");
    return null;
  });
  input.setAttribute("list", listId);
  let timer = 0;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(input.value), 120);
  });
  void look(words);
}

function candidatesIn(answer: unknown): Candidate[] {
  const rows = Array.isArray(answer) ? answer : ((answer as { artists?: unknown[] } | null)?.artists ?? []);
  return (rows as (Candidate & { id?: number })[]).map((row) => ({ ...row, artist: row.artist ?? row.id ?? 0 })).filter(({ artist }) => artist > 0);
}
