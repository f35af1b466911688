// Notes between who edits and who writes: in the margin beside their words where there is room, in the column always.
import { html, nothing, type TemplateResult } from "lit";
import { call } from "../api.ts";
import { Bare } from "../bare.ts";
import { deskData } from "../desk-data.ts";
import { draftStore } from "../draft.ts";
import { hear, say, type DeskEvents } from "../events.ts";
import { declare } from "../keys.ts";
import type { Note } from "../story.ts";
import { brief } from "../when.ts";
import { word } from "../words.ts";
import { Part } from "./part.ts";

/** The notes of this page's story, for the margin and the column. */
const notes = {
  list: [] as Note[],
  told: new Set<() => void>(),
  set(list: Note[]): void {
    this.list = list;
    for (const tell of this.told) tell();
    say("desk:notes", { notes: this.open().filter((note) => note.block !== null && note.block !== undefined) });
  },
  open(): Note[] {
    return this.list.filter((note) => !note.resolved);
  },
  async ask(): Promise<void> {
    const found = await call<{ notes: Note[] }>("GET", `/stories/${draftStore().id}/notes`).catch(() => null);
    if (found) this.set(found.notes);
  },
  async resolve(note: Note): Promise<void> {
    await call<unknown>("POST", `/stories/${draftStore().id}/notes/${note.n}/${note.resolved ? "reopen" : "resolve"}`, {});
    await this.ask();
  },
};

function one(note: Note): TemplateResult {
  const { zone, language } = deskData();
  return html`<p class="note-who"><b>${note.who}</b> <time datetime=${note.at}>${brief(new Date(note.at), new Date(), zone, language)}</time></p>
    ${note.quote ? html`<p class="note-quote"><button type="button" class="as-text" @click=${() => say("desk:reveal", { block: note.block ?? null })}>${note.quote}</button></p>` : nothing}
    <p class="note-text">${note.text}
    ${draftStore().story.rights.annotate ? html` <button type="button" class="as-text" @click=${() => void notes.resolve(note)}>${note.resolved ? word("facts.note_reopen") : word("facts.note_done")}<span class="vh"> ${word("facts.note_of", { who: note.who })}</span></button>` : nothing}</p>`;
}

export class Notes extends Part {
  protected readonly follows = ["story"] as const;
  static override properties = { anchor: { state: true }, writing: { state: true }, resolved: { state: true }, refused: { state: true } };
  /** The words that the note being written is about. */
  declare anchor: DeskEvents["desk:annotate"] | null;
  declare writing: boolean;
  declare resolved: boolean;
  declare refused: string;

  constructor() {
    super();
    this.anchor = null;
    this.writing = false;
    this.resolved = false;
    this.refused = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const tell = (): void => this.requestUpdate();
    notes.told.add(tell);
    this.until(
      () => notes.told.delete(tell),
      hear("desk:annotate", (anchor) => void this.write(anchor)),
      declare({ key: "mod+alt+m", words: word("script.keys.note"), group: word("script.keys.column"), when: () => this.store.story.rights.annotate, run: () => void this.write(null) }),
    );
  }

  ask(): Promise<void> {
    return notes.ask();
  }

  /** Opens the field for a note on some words, or on the whole story. */
  async write(anchor: DeskEvents["desk:annotate"] | null): Promise<void> {
    this.anchor = anchor;
    this.writing = true;
    await this.updateComplete;
    this.querySelector("textarea")?.focus();
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    const field = this.querySelector("textarea");
    const text = field?.value.trim() ?? "";
    if (text === "") return;
    try {
      // The words that the note speaks of must be those that the server has.
      await this.store.flush();
      await call<unknown>("POST", `/stories/${this.store.id}/notes`, { text, ...(this.anchor ?? {}) });
      this.writing = false;
      this.anchor = null;
      this.refused = "";
      await notes.ask();
    } catch (error) {
      this.refused = String((error as Error).message);
    }
  }

  #field(): TemplateResult {
    return html`<form class="note-new" @submit=${this.#send} @keydown=${(event: KeyboardEvent) => {
      if (event.key === "Escape") { event.stopPropagation(); this.writing = false; }
      if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) void this.#send(event);
    }}>
      ${this.anchor ? html`<p class="note-quote">${this.anchor.quote}</p>` : nothing}
      <label class="line-label">${word("facts.note_new")}<textarea class="line" rows="3" aria-invalid=${this.refused !== ""}></textarea></label>
      ${this.refused ? html`<p class="facts-bad" role="alert">${this.refused}</p>` : nothing}
      <button type="submit" class="button">${word("facts.note_send")}</button> <button type="button" class="as-text" @click=${() => (this.writing = false)}>${word("facts.cancel")}</button>
    </form>`;
  }

  override render(): TemplateResult {
    const open = notes.open();
    const done = notes.list.filter((note) => note.resolved);
    return this.section("notes", html`
      ${open.length > 0 ? html`<ol class="notes">${open.map((note) => html`<li class="note">${one(note)}</li>`)}</ol>` : nothing}
      ${this.writing ? this.#field() : this.store.story.rights.annotate ? html`<button type="button" class="add" @click=${() => this.write(null)}>${word("facts.note_add")}</button>` : nothing}
      ${done.length > 0 ? html`<button type="button" class="add" aria-expanded=${this.resolved} @click=${() => (this.resolved = !this.resolved)}>${word("facts.notes_done", { count: done.length })}</button>` : nothing}
      ${this.resolved ? html`<ol class="notes notes-done">${done.map((note) => html`<li class="note">${one(note)}</li>`)}</ol>` : nothing}`);
  }
}

/** Between two notes that would lie over each other, in CSS pixels. */
const GAP = 14;

/** The open notes beside their words. From 1280 px on; below that the column alone has them. */
export class Margin extends Bare {
  static override properties = { tops: { state: true } };
  declare tops: Record<number, number>;

  constructor() {
    super();
    this.tops = {};
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const tell = (): void => this.requestUpdate();
    notes.told.add(tell);
    this.until(() => notes.told.delete(tell), hear("desk:note-places", ({ tops }) => (this.tops = tops)));
  }

  override render(): TemplateResult {
    const placed = notes.open().filter((note) => this.tops[note.n] !== undefined).sort((a, b) => (this.tops[a.n] ?? 0) - (this.tops[b.n] ?? 0));
    return html`${placed.map((note) => html`<div class="note margin-note" data-note=${note.n}>${one(note)}</div>`)}`;
  }

  protected override updated(): void {
    let free = 0;
    for (const element of this.querySelectorAll<HTMLElement>(".margin-note")) {
      const top = Math.max(free, this.tops[Number(element.dataset.note)] ?? 0);
      element.style.top = `${top}px`;
      free = top + element.offsetHeight + GAP;
    }
  }
}

customElements.define("desk-notes", Notes);
customElements.define("desk-margin", Margin);
