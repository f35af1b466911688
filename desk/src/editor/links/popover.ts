// The small box under a name: who may be meant, and the keys to say so. It never takes the cursor; Tab accepts, Escape
// rejects, arrows choose among artists of the same name and go on into the text behind the last.
import type { Mark } from "prosemirror-model";
import { Plugin, type EditorState } from "prosemirror-state";
import type { EditorView } from "prosemirror-view";
import { Problem, call } from "../../api.ts";
import type { Strength } from "../../story.ts";
import { word } from "../../words.ts";
import { STRENGTHS } from "../attributes.ts";
import { el, placeUnder } from "../dom.ts";
import { schema } from "../schema.ts";
import { mentionAt, type Candidate, type Mention } from "./answer.ts";
import { laidOver, without } from "./asking.ts";

export interface Around {
  story: number | null;
  /** The element that the box is placed in. */
  host: HTMLElement;
  /** An artist's own name, where it is known. */
  nameOf(artist: number): string | null;
  tell(line: string): void;
  announce(line: string): void;
}

/** What stands under the cursor: a name that may be linked, or one that is. */
type Subject = { kind: "mention"; mention: Mention } | { kind: "link"; mark: Mark; from: number; to: number };

const artistMark = schema.marks.artist;

function subjectOf(state: EditorState): Subject | null {
  const { empty, head } = state.selection;
  if (!empty || !artistMark) return null;
  const link = linkAt(state, head);
  if (link) return link;
  const mention = mentionAt(laidOver(state), head);
  return mention ? { kind: "mention", mention } : null;
}

/** The whole stretch of the artist link around a position. */
export function linkAt(state: EditorState, at: number): { kind: "link"; mark: Mark; from: number; to: number } | null {
  const $at = state.doc.resolve(at);
  if (!$at.parent.inlineContent || !artistMark) return null;
  const [before, after] = [$at.nodeBefore, $at.nodeAfter];
  const mark = artistMark.isInSet(after?.marks ?? []) ?? artistMark.isInSet(before?.marks ?? []);
  if (!mark) return null;
  let [from, to] = [at, at];
  const start = $at.start();
  $at.parent.forEach((node, offset) => {
    const [a, b] = [start + offset, start + offset + node.nodeSize];
    if (b < from || a > to || !mark.isInSet(node.marks)) return;
    from = Math.min(from, a);
    to = Math.max(to, b);
  });
  return from < to ? { kind: "link", mark, from, to } : null;
}

export class Popover {
  readonly plugin: Plugin;
  readonly #around: Around;
  readonly #box = el("div", { class: "name-box", hidden: true, role: "region" });
  #view: EditorView | null = null;
  #subject: Subject | null = null;
  #at = 0;
  #dismissed = "";
  #form = false;

  constructor(around: Around) {
    this.#around = around;
    this.#box.setAttribute("aria-label", word("editor.name_box"));
    this.#box.addEventListener("mousedown", (event) => !(event.target instanceof HTMLInputElement) && event.preventDefault());
    this.plugin = new Plugin({
      props: { handleKeyDown: (view, event) => this.#pressed(view, event), handleDOMEvents: { blur: () => void setTimeout(() => this.#left(), 0), focus: () => void this.refresh() } },
      view: (view) => {
        this.#view = view;
        around.host.append(this.#box);
        return { update: () => this.refresh(), destroy: () => this.#box.remove() };
      },
    });
  }

  #left(): void {
    if (!this.#box.contains(document.activeElement)) this.#close();
  }

  #close(): void {
    this.#subject = null;
    this.#form = false;
    this.#box.hidden = true;
  }

  /** Shows what belongs to the place of the cursor. */
  refresh(): void {
    const view = this.#view;
    if (!view || this.#form) return;
    const subject = view.editable && view.hasFocus() && !view.composing ? subjectOf(view.state) : null;
    if (!subject) return this.#close();
    const key = keyOf(subject);
    // Put away, it comes back when the cursor moves.
    if (this.#dismissed === `${key} ${view.state.selection.head}`) return this.#close();
    this.#dismissed = "";
    if (!this.#subject || keyOf(this.#subject) !== key) {
      this.#at = 0;
      if (subject.kind === "mention") this.#around.announce(word("editor.name_found", { name: subject.mention.candidates[0]?.name ?? subject.mention.text }));
    }
    this.#subject = subject;
    this.#draw(view, subject);
  }

  #draw(view: EditorView, subject: Subject): void {
    const rows = subject.kind === "mention" ? this.#candidates(view, subject.mention) : this.#linked(view, subject);
    this.#box.replaceChildren(...rows);
    const from = subject.kind === "mention" ? subject.mention.from : subject.from;
    const place = view.coordsAtPos(from, 1);
    placeUnder(this.#box, place, this.#around.host);
  }

  #candidates(view: EditorView, mention: Mention): HTMLElement[] {
    const rows = mention.candidates.map((candidate, n) => {
      const key = n === this.#at ? "tab" : n === this.#at + 1 ? "↓" : n === this.#at - 1 ? "↑" : "";
      return this.#row(candidate.name, said(candidate), key, n === this.#at, () => this.#accept(view, mention, candidate));
    });
    const fresh = this.#row(word("editor.new_artist", { name: mention.text }), "", mention.candidates.length === this.#at ? "tab" : word("editor.key_new"), mention.candidates.length === this.#at, () => this.#openForm(view, mention.from, mention.to, mention.text));
    const not = el("button", { type: "button", tabindex: "-1", class: "name-not", click: () => this.#reject(view, mention) }, word(mention.sure ? "editor.not_linked" : "editor.not_artist"), " ", el("kbd", {}, "esc"));
    return [...rows, fresh, not];
  }

  #row(name: string, more: string, key: string, on: boolean, run: () => void): HTMLElement {
    return el("button", { type: "button", tabindex: "-1", class: on ? "name-row on" : "name-row", "aria-current": on ? "true" : null, click: run },
      el("span", {}, name), key ? el("kbd", {}, key) : null, more ? el("small", {}, more) : null);
  }

  #linked(view: EditorView, { mark, from, to }: { mark: Mark; from: number; to: number }): HTMLElement[] {
    const name = this.#around.nameOf(Number(mark.attrs.artist)) ?? view.state.doc.textBetween(from, to);
    const strengths = STRENGTHS.map((strength) => el("button", {
      type: "button", tabindex: "-1", class: "name-strength", "aria-pressed": String(strength === mark.attrs.strength), click: () => this.#strength(view, strength),
    }, word(`editor.strength.${strength}`)));
    const off = el("button", { type: "button", tabindex: "-1", class: "name-not", click: () => view.dispatch(view.state.tr.removeMark(from, to, mark)) }, word("editor.unlink"));
    return [el("p", { class: "name-of" }, name, " ", el("kbd", {}, word("editor.key_strength"))), el("div", { class: "name-strengths", role: "group", "aria-label": word("editor.strength_of", { name }) }, ...strengths), off];
  }

  #pressed(view: EditorView, event: KeyboardEvent): boolean {
    const subject = this.#subject;
    if (event.altKey && event.code === "KeyS" && subject?.kind === "link") {
      const n = STRENGTHS.findIndex((one) => one === subject.mark.attrs.strength);
      this.#strength(view, STRENGTHS[(n + 1) % STRENGTHS.length] ?? "mentioned");
      return true;
    }
    if (subject?.kind !== "mention" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) {
      if (event.key === "Escape" && subject?.kind === "link") {
        this.#dismissed = `${keyOf(subject)} ${view.state.selection.head}`;
        this.#close();
        return true;
      }
      return false;
    }
    const { mention } = subject;
    switch (event.key) {
      case "Tab": {
        const candidate = mention.candidates[this.#at];
        if (candidate) this.#accept(view, mention, candidate);
        else this.#openForm(view, mention.from, mention.to, mention.text);
        return true;
      }
      case "Escape":
        this.#reject(view, mention);
        return true;
      case "ArrowDown":
      case "ArrowUp": {
        const next = this.#at + (event.key === "ArrowDown" ? 1 : -1);
        if (mention.candidates.length < 2 || next < 0 || next > mention.candidates.length) return false;
        this.#at = next;
        this.#around.announce(mention.candidates[next] ? `${mention.candidates[next].name}, ${said(mention.candidates[next])}` : word("editor.new_artist", { name: mention.text }));
        this.#draw(view, subject);
        return true;
      }
      default:
        return false;
    }
  }

  #accept(view: EditorView, { from, to, strength }: Mention, { artist, name }: Candidate): void {
    this.link(view, from, to, artist, strength);
    this.#around.announce(word("editor.linked", { name }));
  }

  /** Links words to an artist. */
  link(view: EditorView, from: number, to: number, artist: number, strength: Strength): void {
    const { link } = schema.marks;
    if (!artistMark || !link) return;
    const mark = artistMark.create({ artist, strength });
    view.dispatch(view.state.tr.removeMark(from, to, link).removeMark(from, to, artistMark).addMark(from, to, mark).removeStoredMark(artistMark));
    this.#dismissed = `${keyOf({ kind: "link", mark, from, to })} ${view.state.selection.head}`;
    this.#close();
    view.focus();
  }

  #reject(view: EditorView, mention: Mention): void {
    const artists = mention.candidates.map(({ artist }) => artist);
    view.dispatch(without(view.state.tr, artists));
    this.#around.announce(word("editor.rejected", { name: mention.text }));
    this.#close();
    const { story } = this.#around;
    if (story === null) return;
    for (const artist of artists) void call("POST", `/stories/${story}/rejections`, { artist }).catch((error: unknown) => error instanceof Problem && this.#around.tell(error.message));
  }

  #strength(view: EditorView, strength: Strength): void {
    const subject = linkAt(view.state, view.state.selection.head);
    if (!subject || !artistMark) return;
    const mark = artistMark.create({ ...subject.mark.attrs, strength });
    view.dispatch(view.state.tr.removeMark(subject.from, subject.to, subject.mark).addMark(subject.from, subject.to, mark));
    this.#around.announce(word(`editor.strength.${strength}`));
  }

  /** Makes a new artist of the name under the cursor, or of the chosen words. */
  newArtist(view: EditorView): void {
    const { from, to, empty } = view.state.selection;
    const subject = this.#subject ?? subjectOf(view.state);
    if (!empty) this.#openForm(view, from, to, view.state.doc.textBetween(from, to, " "));
    else if (subject?.kind === "mention") this.#openForm(view, subject.mention.from, subject.mention.to, subject.mention.text);
    else this.#around.tell(word("editor.choose_words"));
  }

  #openForm(view: EditorView, from: number, to: number, text: string): void {
    this.#form = true;
    const name = el("input", { value: text, required: true, autocomplete: "off" });
    const more = el("input", { autocomplete: "off" });
    const wrong = el("p", { class: "line-wrong", role: "alert" });
    const form = el("form", {},
      el("label", { class: "field" }, el("span", { class: "field-name" }, word("editor.field.artist_name")), name),
      el("label", { class: "field" }, el("span", { class: "field-name" }, word("editor.field.disambiguation")), more),
      wrong, el("button", { type: "submit" }, word("editor.make_artist")), " ", el("button", { type: "button", click: () => this.#endForm(view) }, word("editor.cancel")));
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      this.#endForm(view);
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const disambiguation = more.value.trim();
      call<{ id: number; name: string }>("POST", "/artists", { name: name.value.trim(), ...(disambiguation ? { disambiguation } : {}) })
        .then((artist) => {
          this.#form = false;
          // The text may have moved on while the server was asked.
          const still = view.state.doc.content.size >= to && view.state.doc.textBetween(from, to, " ") === text;
          if (still) this.link(view, from, to, artist.id, "mentioned");
          this.#around.announce(word("editor.linked", { name: artist.name }));
        })
        .catch((error: unknown) => void (wrong.textContent = error instanceof Error ? error.message : String(error)));
    });
    this.#box.replaceChildren(form);
    placeUnder(this.#box, view.coordsAtPos(from, 1), this.#around.host);
    name.select();
  }

  #endForm(view: EditorView): void {
    this.#form = false;
    this.#close();
    view.focus();
  }
}

function keyOf(subject: Subject): string {
  return subject.kind === "mention" ? `mention ${subject.mention.from} ${subject.mention.text}` : `link ${subject.from} ${String(subject.mark.attrs.artist)}`;
}

/** What tells an artist from others of the name: `band, Melbourne, 41 stories`. */
function said({ disambiguation, stories }: Candidate): string {
  return [disambiguation ?? "", stories ? word("editor.stories", { count: stories }) : ""].filter((part) => part !== "").join(", ");
}
