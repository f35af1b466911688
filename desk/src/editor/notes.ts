// Margin notes in the text: the words that each speaks of are marked, and the column is told how far down they stand.
import { Plugin, PluginKey } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { hear, say } from "../events.ts";
import type { Note } from "../story.ts";
import { HEADLINE, STANDFIRST, texts } from "./texts.ts";

const key = new PluginKey<DecorationSet>("notes");

/** The plugin; places are measured from the top of `sheet`. */
export function noteMarks(sheet: () => HTMLElement): Plugin {
  let notes: Note[] = [];
  let frame = 0;

  const decorated = (view: EditorView): DecorationSet => {
    const places = texts(view.state.doc);
    const marks = notes.flatMap((note) => {
      const text = typeof note.block === "number" ? places[note.block] : undefined;
      if (!text) return [];
      const [start, end] = stretch(note, text.node.textBetween(0, text.node.content.size, "", "\n"));
      return start < end ? [Decoration.inline(text.from + start, text.from + end, { class: "noted", "data-note": String(note.n) }, { note: note.n })] : [];
    });
    return DecorationSet.create(view.state.doc, marks);
  };

  const measure = (view: EditorView): void => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      if (view.isDestroyed || notes.length === 0) return;
      const top = sheet().getBoundingClientRect().top;
      const tops: Record<number, number> = {};
      for (const note of notes) {
        const place = placed(view, note);
        if (place) tops[note.n] = Math.round(place.getBoundingClientRect().top - top);
      }
      say("desk:note-places", { tops });
    });
  };

  return new Plugin<DecorationSet>({
    key,
    state: {
      init: () => DecorationSet.empty,
      apply: (tr, set) => (tr.getMeta(key) as DecorationSet | undefined) ?? set.map(tr.mapping, tr.doc),
    },
    props: { decorations: (state) => key.getState(state) },
    view(view) {
      const end = hear("desk:notes", ({ notes: told }) => {
        notes = told.filter((note) => !note.resolved);
        view.dispatch(view.state.tr.setMeta(key, decorated(view)).setMeta("addToHistory", false));
      });
      const resized = new ResizeObserver(() => measure(view));
      resized.observe(view.dom);
      return {
        update: () => measure(view),
        destroy: () => {
          end();
          resized.disconnect();
        },
      };
    },
  });
}

/** Where a note's words stand now: at the place that was given, or where the same words are when the text has moved. */
function stretch(note: Note, text: string): [number, number] {
  const [start, end] = [note.start ?? 0, note.end ?? text.length];
  const quote = note.quote ?? "";
  if (quote === "" || text.slice(start, end) === quote) return [Math.min(start, text.length), Math.min(end, text.length)];
  const found = text.indexOf(quote);
  return found < 0 ? [0, 0] : [found, found + quote.length];
}

function placed(view: EditorView, note: Note): Element | null {
  if (note.block === HEADLINE) return document.querySelector("textarea.words-headline");
  if (note.block === STANDFIRST) return document.querySelector("textarea.words-standfirst");
  return view.dom.querySelector(`[data-note="${note.n}"]`);
}
