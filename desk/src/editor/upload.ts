// Files into the text: up to the server with progress, a placeholder in the text meanwhile, the reason where it is refused.
import type { Node } from "prosemirror-model";
import type { EditorView } from "prosemirror-view";
import { Problem } from "../api.ts";
import { upload as send, usable, type Media } from "../upload.ts";
import { word } from "../words.ts";
import { complete } from "./attributes.ts";
import { type } from "./commands.ts";
import { el } from "./dom.ts";
import { ended, placeOf, waitAt } from "./jobs.ts";

function placeholder(file: File, cancel: () => void): { element: HTMLElement; progress(fraction: number): void } {
  const bar = el("progress", { max: "1", value: "0", "aria-label": word("editor.uploading", { name: file.name }) });
  const stop = el("button", { type: "button", click: cancel }, word("editor.stop"));
  const element = el("div", { class: "upload", role: "status" }, el("span", {}, word("editor.uploading", { name: file.name })), bar, stop);
  return { element, progress: (fraction) => void (bar.value = fraction) };
}

function made(file: File, { key, width, height, credit, alt, caption }: Media): Node {
  if (file.type.startsWith("audio/")) return type("audio").create(complete("audio", { media: key, title: file.name.replace(/\.\w+$/, ""), credit }));
  return type("picture").create(complete("picture", { media: key, width, height, credit, alt, caption }));
}

/** A position between blocks at or behind a place in the text. */
function between(view: EditorView, at: number): number {
  const $at = view.state.doc.resolve(Math.min(at, view.state.doc.content.size));
  if ($at.depth === 0) return $at.pos;
  const top = $at.node(1);
  return top.type.name === "paragraph" && top.content.size === 0 ? $at.before(1) : $at.after(1);
}

/** Sends files one after the other and puts each where it was dropped. `asGallery`: all of them as one gallery. */
export async function upload(view: EditorView, files: File[], at: number, tell: (line: string) => void, asGallery = false): Promise<void> {
  const gathered: Node[] = [];
  const place = between(view, at);
  const waiting = files.map((file) => {
    const cancel = new AbortController();
    const shown = placeholder(file, () => cancel.abort());
    return { file, cancel, shown, job: waitAt(view, place, shown.element) };
  });
  for (const [n, { file, cancel, shown, job }] of waiting.entries()) {
    try {
      if (cancel.signal.aborted) throw new DOMException("", "AbortError");
      const node = made(file, await send(file, shown.progress, { signal: cancel.signal }));
      if (asGallery && node.type.name === "picture") gathered.push(node);
      else put(view, job, node);
      if (asGallery && n === waiting.length - 1 && gathered.length > 0) put(view, job, gathered.length > 1 ? type("gallery").create(null, gathered) : gathered[0] ?? node);
    } catch (error) {
      if (error instanceof Problem) tell(word("editor.upload_refused", { name: file.name, reason: error.message }));
      else if (!(error instanceof DOMException)) throw error;
      if (asGallery && n === waiting.length - 1 && gathered.length > 0) put(view, job, type("gallery").create(null, gathered));
    } finally {
      ended(view, job);
    }
  }
}

function put(view: EditorView, job: number, node: Node): void {
  const place = placeOf(view, job);
  const { tr, doc } = view.state;
  const at = place ? between(view, place.from) : doc.content.size;
  const blank = doc.resolve(at).nodeAfter;
  const inGallery = doc.resolve(at).parent.type.name === "gallery" && node.type.name === "gallery";
  if (inGallery) tr.insert(at, node.content);
  else tr.insert(at, node);
  if (!blank) tr.insert(tr.mapping.map(at), type("paragraph").create());
  view.dispatch(tr);
}

/** Asks for files; nothing happens when none is chosen. */
export function chooseFiles(accept: string, multiple: boolean, chosen: (files: File[]) => void): void {
  const input = el("input", { type: "file", accept, multiple });
  input.addEventListener("change", () => {
    const files = usable(input.files);
    if (files.length > 0) chosen(files);
  });
  input.click();
}

/** Sends pictures and gives what became of each that was taken; the reasons of the others are given as lines. */
export async function sendPictures(files: File[], told: (line: string) => void): Promise<Node[]> {
  const nodes: Node[] = [];
  for (const file of files) {
    try {
      told(word("editor.uploading", { name: file.name }));
      nodes.push(made(file, await send(file, () => undefined)));
      told("");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      told(word("editor.upload_refused", { name: file.name, reason: error.message }));
    }
  }
  return nodes.filter((node) => node.type.name === "picture");
}
