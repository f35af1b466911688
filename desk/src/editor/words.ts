// `<desk-words>`: the middle of a story's page. Artist line, headline, standfirst and body, and the lines that saving speaks in.
import type { Node } from "prosemirror-model";
import { call } from "../api.ts";
import { announce, data } from "../data.ts";
import { draftStore, lookForKept, type Conflict, type DraftStore, type Told } from "../draft.ts";
import { hear, say } from "../events.ts";
import { declare } from "../keys.ts";
import { holdName } from "../saving/client.ts";
import { watchPresence } from "../saving/presence.ts";
import { word } from "../words.ts";
import { mountBody, written, type BodyEditor } from "./body.ts";
import { Unknown } from "./document.ts";
import { el } from "./dom.ts";
import type { Answer } from "./links/answer.ts";
import { lineField, type LineField } from "./lines.ts";
import { noteMarks } from "./notes.ts";
import { reveal, showScore } from "./reveal.ts";
import { wordCount } from "./texts.ts";

/** Words are counted and suggestions' headline sent after this pause. */
const COUNT_MS = 300;

class DeskWords extends HTMLElement {
  #store: DraftStore = draftStore();
  #editor: BodyEditor | null = null;
  #artists = el("p", { class: "artist-line" });
  #lines = el("div", { class: "words-lines" });
  /** Who may be speaking: what the fields of quotations and turns suggest. */
  #speakers = el("datalist", { id: "desk-speakers" });
  #told = el("p", { class: "words-told", role: "status", hidden: true });
  /** Names the page for who does not see it: the headline itself is a field. */
  #title = el("h1", { class: "vh" });
  #headline!: LineField;
  #standfirst!: LineField;
  /** Whether the change that is being told was made here. */
  #own = false;
  #counting = 0;
  /** The two texts that are being shown. */
  #shown: Conflict | null = null;

  connectedCallback(): void {
    if (this.#editor) return;
    const language = data.language;
    this.#headline = lineField({
      name: "headline", className: "words-headline", language,
      changed: (headline) => this.#set({ headline }), down: () => this.#standfirst.focus(), leave: () => this.#leave(),
    });
    this.#standfirst = lineField({
      name: "standfirst", className: "words-standfirst standfirst", language,
      changed: (standfirst) => this.#set({ standfirst }), down: () => this.#editor?.focus("start"), up: () => this.#headline.focus(), leave: () => this.#leave(),
    });
    const host = el("div", { class: "words-body" });
    this.replaceChildren(this.#title, this.#lines, this.#artists, this.#headline.element, this.#standfirst.element, host, this.#told, this.#speakers);
    this.#mount(host, language);
    this.#showAll();
    // The end of what opening a story is measured by: from here on the text can be typed in.
    performance.mark("desk-words");
    this.#store.subscribe((what) => this.#heard(what));
    this.#listen();
    void this.#begin();
  }

  #mount(host: HTMLElement, language: string): void {
    const store = this.#store;
    const notes = noteMarks(() => document.querySelector<HTMLElement>(".sheet") ?? this);
    try {
      this.#editor = mountBody(host, {
        body: store.draft.body,
        language,
        today,
        changed: (doc) => this.#changed(doc),
        editable: () => !store.readOnly,
        tell: (line) => this.#tell(line),
        announce,
        leave: () => this.#leave(),
        up: () => this.#standfirst.focus(),
        save: () => void store.flush(),
        fullScreen: () => this.#fullScreen(),
        ...(store.story.rights.annotate ? { annotate: (place) => say("desk:annotate", place) } : {}),
        story: store.id,
        ask: (doc, signal) => this.#ask(doc, signal),
        told: (answer) => {
          const { artist_line, advisory } = answer;
          say("desk:suggestions", { artist_line, advisory });
          this.#nameSpeakers(answer);
        },
        nameOf: (artist) => store.draft.artists.find((one) => one.artist === artist)?.name ?? null,
        plugins: [notes],
      });
      store.countWords(wordCount(this.#editor.view.state.doc));
      this.#declare(this.#editor);
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
      // What cannot be edited here is not touched either.
      host.append(el("p", { class: "words-line", role: "alert" }, word("editor.unknown", { path: error.path, what: error.what })));
      store.holdBack("unknown document", true);
    }
  }

  #declare(editor: BodyEditor): void {
    const group = (name: string): string => word(`editor.group.${name}`);
    // These two are of the whole page; the others are done where the cursor is.
    const everywhere: Record<string, () => void> = { save: () => void this.#store.flush(), full_screen: () => this.#fullScreen() };
    for (const { key, name, group: where } of editor.actions) {
      const run = everywhere[name];
      if (key) declare({ key, words: word(`editor.action.${name}`), group: group(where), ...(run ? { run } : {}) });
    }
    for (const { key, name } of [{ key: "/", name: "slash" }, { key: "Tab", name: "accept" }, { key: "Escape", name: "reject" }, { key: "alt+s", name: "strength" }]) {
      declare({ key, words: word(`editor.key.${name}`), group: group("names") });
    }
    declare({ key: "e", words: word("editor.key.write"), group: group("text"), run: () => editor.focus() });
  }

  async #begin(): Promise<void> {
    const store = this.#store;
    store.client = await holdName(store.client);
    await lookForKept();
    watchPresence(store, () => this.#showLines(), (who) => this.#tell(word("editor.given_up", { who })));
    if (store.draft.headline === "" && !store.readOnly && document.activeElement === document.body) this.#headline.focus();
  }

  #listen(): void {
    hear("desk:reveal", ({ field, block }) => {
      if (field === "headline") this.#headline.focus();
      else if (field === "standfirst") this.#standfirst.focus();
      else if (this.#editor && typeof block === "number") reveal(this.#editor.view, block);
    });
    hear("desk:score", ({ block }) => this.#editor && showScore(this.#editor.view, block));
    // A full-screen text is left with the key that any full screen is left with.
    document.addEventListener("fullscreenchange", () => document.documentElement.classList.toggle("words-alone", document.fullscreenElement !== null));
  }

  #set(change: { headline?: string; standfirst?: string }): void {
    this.#own = true;
    this.#store.set(change);
    this.#own = false;
    this.#later();
  }

  #changed(doc: Node): void {
    this.#own = true;
    this.#store.setBody(() => written(doc));
    this.#own = false;
    this.#later();
  }

  #later(): void {
    clearTimeout(this.#counting);
    this.#counting = window.setTimeout(() => {
      if (!this.#editor) return;
      this.#store.countWords(wordCount(this.#editor.view.state.doc));
      this.#editor.askAgain();
    }, COUNT_MS);
  }

  #ask(doc: Node, signal: AbortSignal): Promise<Answer> {
    const { headline, standfirst, artists } = this.#store.draft;
    const credits = artists.map(({ artist, credited_as, strength }) => ({ artist, credited_as, strength }));
    return call<Answer>("POST", `/stories/${this.#store.id}/suggestions`, { headline, standfirst, body: written(doc), artists: credits }, { signal });
  }

  #nameSpeakers({ mentions, quotations }: Answer): void {
    const names = [...quotations.map(({ speaker }) => speaker), ...this.#store.draft.artists.map(({ credited_as }) => credited_as), ...mentions.map(({ text }) => text)];
    const said = [...new Set(names.filter((name): name is string => name !== null && name !== ""))].slice(0, 30);
    this.#speakers.replaceChildren(...said.map((value) => el("option", { value })));
  }

  #heard(what: Told): void {
    if (what.has("headline")) this.#showTitle();
    if (what.has("artists") || what.has("story")) this.#showArtists();
    if (what.has("saving") || what.has("story")) this.#showLines();
    if (this.#own) return;
    if (what.has("headline")) this.#headline.show(this.#store.draft.headline);
    if (what.has("standfirst")) this.#standfirst.show(this.#store.draft.standfirst);
    if (what.has("body")) this.#replace();
  }

  #replace(): void {
    if (!this.#editor) return;
    try {
      this.#editor.replace(this.#store.draft.body);
      this.#store.countWords(wordCount(this.#editor.view.state.doc));
    } catch (error) {
      if (!(error instanceof Unknown)) throw error;
      this.#tell(word("editor.unknown", { path: error.path, what: error.what }));
      this.#store.holdBack("unknown document", true);
    }
  }

  #showAll(): void {
    this.#showTitle();
    this.#headline.show(this.#store.draft.headline);
    this.#standfirst.show(this.#store.draft.standfirst);
    this.#showArtists();
    this.#showLines();
  }

  #showTitle(): void {
    this.#title.textContent = this.#store.draft.headline.trim() || word("facts.untitled");
  }

  #showArtists(): void {
    const names = this.#store.draft.artists.map(({ credited_as, name }) => credited_as || name);
    this.#artists.textContent = names.join(", ");
    this.#artists.hidden = names.length === 0;
  }

  /** What stands between the writer and a saved text, and what to do about it. */
  #showLines(): void {
    const { saving, readOnly, conflict } = this.#store;
    this.#headline.lock(readOnly);
    this.#standfirst.lock(readOnly);
    this.#editor?.refresh();
    this.classList.toggle("held", readOnly);
    if (conflict) {
      if (this.#shown !== conflict) void this.#showConflict(conflict);
      return;
    }
    const lines: HTMLElement[] = [];
    if (saving === "signed-out") lines.push(el("p", { class: "words-line" }, word("editor.signed_out"), " ", el("a", { href: "/desk/sign-in", target: "_blank" }, word("editor.sign_in"))));
    if (saving === "offline") lines.push(el("p", { class: "words-line" }, word(this.#store.keptHere ? "editor.offline_kept" : "editor.offline_open")));
    if (saving === "refused" && this.#store.problem) lines.push(el("p", { class: "words-line", role: "alert" }, word("editor.not_saved", { reason: this.#store.problem })));
    const said = lines.map((line) => line.textContent).join("\n");
    if (this.#lines.dataset.said === said && !this.#lines.querySelector(".two-texts")) return;
    this.#lines.dataset.said = said;
    this.#lines.replaceChildren(...lines);
  }

  async #showConflict(conflict: Conflict): Promise<void> {
    this.#shown = conflict;
    const { twoTexts } = await import("../saving/two-texts.ts");
    if (this.#store.conflict !== conflict) return;
    const shown = twoTexts(conflict, async (draft) => {
      await this.#store.settle(draft);
      this.#lines.replaceChildren();
      this.#showAll();
      this.#replace();
      this.#editor?.focus();
    });
    this.#lines.replaceChildren(shown);
    shown.focus();
  }

  /** A line beside the text that goes when the next is said or the text is written on for a while. */
  #tell(line: string): void {
    const close = el("button", { type: "button", "aria-label": word("editor.close"), click: () => void (this.#told.hidden = true) }, "×");
    this.#told.replaceChildren(line, " ", close);
    this.#told.hidden = false;
  }

  /** From the text to the next region of the page. */
  #leave(): void {
    const next = document.querySelector<HTMLElement>("aside.facts");
    if (!next) return (document.activeElement as HTMLElement | null)?.blur();
    next.tabIndex = -1;
    next.focus();
  }

  #fullScreen(): void {
    const root = document.documentElement;
    if (document.fullscreenElement) void document.exitFullscreen();
    else if (root.classList.contains("words-alone")) root.classList.remove("words-alone");
    else {
      root.classList.add("words-alone");
      void root.requestFullscreen?.().catch(() => undefined);
    }
  }
}

/** The day in the paper's zone. */
function today(): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: data.zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date());
  return parts.slice(0, 10);
}

customElements.define("desk-words", DeskWords);
