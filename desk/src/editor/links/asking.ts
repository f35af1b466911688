// Asking the server what a text says, after each pause in typing, without ever holding typing up.
import type { Node } from "prosemirror-model";
import { Mapping } from "prosemirror-transform";
import { Plugin, PluginKey, type EditorState, type Transaction } from "prosemirror-state";
import { Decoration, DecorationSet, type EditorView } from "prosemirror-view";
import { word } from "../../words.ts";
import { NOTHING, carry, lay, type Answer, type Laid } from "./answer.ts";

const PAUSE_MS = 250;

export interface State { laid: Laid; set: DecorationSet }

export const asking = new PluginKey<State>("asking");

/** What is laid over the text now. */
export function laidOver(state: EditorState): Laid {
  return asking.getState(state)?.laid ?? NOTHING;
}

function decorated(doc: Node, laid: Laid): DecorationSet {
  const names = laid.mentions.map(({ from, to, sure }) => Decoration.inline(from, to, { class: sure ? "link-sure" : "link-suggested" }));
  const hints = laid.hints.map(({ at, problem }) => Decoration.widget(at, () => hint(problem), { side: 1, ignoreSelection: true, key: `hint-${problem}` }));
  return DecorationSet.create(doc, [...names, ...hints]);
}

function hint(problem: string): HTMLElement {
  const element = document.createElement("span");
  element.className = "mark-hint";
  element.title = problem;
  element.textContent = "‸";
  element.setAttribute("aria-label", word("editor.hint", { problem }));
  element.setAttribute("role", "note");
  return element;
}

/** Takes a mention away that somebody rejected, with all others of the same artists. */
export function without(tr: Transaction, artists: number[]): Transaction {
  return tr.setMeta(asking, { without: artists });
}

type Change = { laid: Laid } | { without: number[] };

/** The plugin. `ask` gets the document and gives the server's answer; `told` hears each answer that was used. */
export function suggestions(ask: (doc: Node, signal: AbortSignal) => Promise<Answer>, told: (answer: Answer) => void): { plugin: Plugin; askAgain(view: EditorView): void } {
  let timer = 0;
  let since: Mapping | null = null;
  let running: AbortController | null = null;
  const rejected = new Set<number>();

  const run = async (view: EditorView): Promise<void> => {
    running?.abort();
    const current = (running = new AbortController());
    const asked = view.state.doc;
    since = new Mapping();
    try {
      const answer = await ask(asked, current.signal);
      if (current.signal.aborted || view.isDestroyed || since === null) return;
      const laid = lay(answer, asked, since, view.state.doc);
      const kept = laid.mentions.filter(({ candidates }) => candidates.length === 0 || candidates.some(({ artist }) => !rejected.has(artist)));
      view.dispatch(view.state.tr.setMeta(asking, { laid: { ...laid, mentions: kept } }).setMeta("addToHistory", false));
      told(answer);
    } catch {
      // No answer, no suggestions: the next pause asks again.
    } finally {
      if (running === current) since = null;
    }
  };
  const askAgain = (view: EditorView): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void run(view), PAUSE_MS);
  };

  const plugin = new Plugin<State>({
    key: asking,
    state: {
      init: () => ({ laid: NOTHING, set: DecorationSet.empty }),
      apply(tr, before, _old, now) {
        const change = tr.getMeta(asking) as Change | undefined;
        if (change && "without" in change) for (const artist of change.without) rejected.add(artist);
        if (!tr.docChanged && !change) return before;
        let laid = change && "laid" in change ? change.laid : carry(before.laid, tr.mapping, now.doc);
        if (change && "without" in change) laid = { ...laid, mentions: laid.mentions.filter(({ candidates }) => candidates.length === 0 || candidates.some(({ artist }) => !rejected.has(artist))) };
        return { laid, set: decorated(now.doc, laid) };
      },
    },
    props: { decorations: (state) => asking.getState(state)?.set },
    appendTransaction(transactions) {
      if (since) for (const tr of transactions) since.appendMapping(tr.mapping);
      return null;
    },
    view(view) {
      if (view.editable) askAgain(view);
      return {
        update: (view, before) => void (view.editable && !view.state.doc.eq(before.doc) && askAgain(view)),
        destroy: () => {
          clearTimeout(timer);
          running?.abort();
        },
      };
    },
  });
  return { plugin, askAgain };
}
