// What comes in by paste and drop: pieces of other documents, addresses, embed codes, files.
import { Fragment, Slice, type Node } from "prosemirror-model";
import { Plugin } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { whenIdle } from "../../idle.ts";
import { usable } from "../../upload.ts";
import { word } from "../../words.ts";
import { complete, type TourDate } from "../attributes.ts";
import { embedCode, insertAddress, insertEmbed, loneAddress, watch, type Tell } from "../clips.ts";
import { type } from "../commands.ts";
import { schema } from "../schema.ts";
import { upload } from "../upload.ts";
import { spaced } from "./spaces.ts";

export interface Around { tell: Tell; today(): string }

/** A list of dates is one when it has at least so many and nothing else. */
const FEW = 3;

type Pieces = typeof import("./pieces.ts");

let pieces: Pieces | null = null;

/** Loads what reading pieces takes. */
export async function loadPieces(): Promise<Pieces> {
  pieces ??= await import("./pieces.ts");
  return pieces;
}

/** What a clipboard or a drop holds. */
interface Brought { text: string; html: string; files: File[] }

export function pasting({ tell, today }: Around): Plugin {
  let frames: string[] = [];
  let pictures: File[] = [];

  /** Everything that is not simply put in as a piece of text. */
  const special = (view: EditorView, { text, html, files }: Brought, loaded: Pieces): boolean => {
    if (isOwn(html)) return false;
    const address = loneAddress(text);
    const code = embedCode(text);
    if (address && !hasMore(html, address)) insertAddress(view, address, tell);
    else if (code) void insertEmbed(view, code, tell);
    else if (files.length > 0 && !hasWords(html, text)) void upload(view, files, view.state.selection.to, tell);
    else return pasteDates(view, loaded.readDates(text, today()), text);
    return true;
  };

  const pasted = (view: EditorView, event: ClipboardEvent): boolean => {
    const data = event.clipboardData;
    if (!data || !view.editable || !view.dom.contains(event.target as Element) || isField(event.target)) return false;
    const brought = { text: data.getData("text/plain"), html: data.getData("text/html"), files: usable(data.files) };
    if (pieces && !special(view, brought, pieces)) return false;
    event.preventDefault();
    if (pieces) return true;
    void loadPieces().then((loaded) => {
      if (view.isDestroyed || special(view, brought, loaded)) return;
      if (brought.html) view.pasteHTML(brought.html);
      else view.pasteText(brought.text);
    });
    return true;
  };

  return new Plugin({
    view() {
      whenIdle(() => void loadPieces().catch(() => undefined));
      return {};
    },
    props: {
      handleDOMEvents: { paste: pasted },
      handleDrop(view, event, _slice, moved) {
        const files = usable(event.dataTransfer?.files);
        if (moved || files.length === 0 || !view.editable) return false;
        event.preventDefault();
        const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos ?? view.state.doc.content.size;
        void upload(view, files, at, tell);
        return true;
      },
      transformPastedHTML(html) {
        [frames, pictures] = [[], []];
        if (isOwn(html) || !pieces) return html;
        const cleaned = pieces.clean(html);
        ({ frames, pictures } = cleaned);
        if (cleaned.missing > 0) tell(word("editor.pictures_missing", { count: cleaned.missing }));
        return cleaned.html;
      },
      transformPasted(slice, view) {
        if (frames.length > 0 || pictures.length > 0) afterwards(view, frames, pictures, tell);
        [frames, pictures] = [[], []];
        return new Slice(holdable(slice.content), slice.openStart, slice.openEnd);
      },
      clipboardTextParser(text, $context) {
        const lines = spaced(text).split(/(?:\r\n?|\n)/).map((line) => line.replace(/\s+$/, ""));
        if ($context.parent.type.name === "verse") {
          const inside = lines.flatMap((line, n) => [...(n > 0 ? [schema.node("hard_break")] : []), ...(line ? [schema.text(line)] : [])]);
          return new Slice(Fragment.from(inside), 0, 0);
        }
        const paragraphs = lines.filter((line) => line.trim() !== "").map((line) => type("paragraph").create(null, schema.text(line.trim(), $context.marks())));
        return new Slice(Fragment.from(paragraphs), paragraphs.length > 0 ? 1 : 0, paragraphs.length > 0 ? 1 : 0);
      },
    },
  });
}

/** A piece of this editor: nothing in it is foreign. */
function isOwn(html: string): boolean {
  return /data-pm-slice=/.test(html);
}

function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select") !== null;
}

/** Whether the HTML of a lone address says more than the address: a page's headline that links, say. */
function hasMore(html: string, address: string): boolean {
  const words = html.replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/gi, "").replace(/&amp;/g, "&").trim();
  return words !== "" && words !== address && words.length > address.length;
}

function hasWords(html: string, text: string): boolean {
  return text.trim() !== "" || html.replace(/<style[\s\S]*?<\/style>|<!--[\s\S]*?-->|<[^>]*>/gi, "").replace(/&nbsp;/g, " ").trim() !== "";
}

/** Lines of a press release that are dates and nothing else become a tour. */
function pasteDates(view: EditorView, dates: TourDate[], text: string): boolean {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (lines.length < FEW || dates.length !== lines.length || dates.some(({ city }) => city === "" || city.length > 60)) return false;
  const { $from } = view.state.selection;
  if ($from.depth !== 1 || $from.parent.type.name !== "paragraph") return false;
  const node = type("tour_dates").create(complete("tour_dates", { dates }));
  const empty = $from.parent.content.size === 0;
  const last = $from.after() >= view.state.doc.content.size;
  view.dispatch(view.state.tr.replaceWith(empty ? $from.before() : $from.after(), $from.after(), last ? [node, type("paragraph").create()] : node).scrollIntoView());
  return true;
}

/** Rows of a pasted table of one length: ProseMirror cuts where a selection ended. */
function holdable(content: Fragment): Fragment {
  const nodes: Node[] = [];
  content.forEach((node) => {
    if (node.type.name !== "table") return void nodes.push(node);
    const widest = Math.max(...rowsOf(node).map((row) => row.childCount));
    nodes.push(node.copy(Fragment.from(rowsOf(node).map((row) => row.copy(row.content.append(Fragment.from(Array.from({ length: widest - row.childCount }, () => type("table_cell").create()))))))));
  });
  return Fragment.from(nodes);
}

function rowsOf(table: Node): Node[] {
  return Array.from({ length: table.childCount }, (_, n) => table.child(n));
}

/** Once the piece stands in the text: its frames are looked at as clips, its pictures go up. */
function afterwards(view: EditorView, frames: string[], pictures: File[], tell: Tell): void {
  setTimeout(() => {
    if (view.isDestroyed) return;
    const wanted = new Map(frames.map((frame) => [frame, true]));
    view.state.doc.descendants((node, at) => {
      const href = node.isText ? node.marks.find(({ type: { name } }) => name === "link")?.attrs.href : null;
      if (typeof href !== "string" || node.text !== href || !wanted.delete(href)) return;
      watch(view, at, at + node.nodeSize, href, tell, true);
    });
    if (pictures.length > 0) void upload(view, pictures, view.state.selection.to, tell);
  }, 0);
}
