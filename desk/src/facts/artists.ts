// The artist line. It fills itself from what the text speaks of, until a person has said otherwise: what was taken out
// stays out, what was put in or changed stays as it is.
import { html, nothing, type TemplateResult } from "lit";
import { call } from "../api.ts";
import type { Choice } from "../combo.ts";
import { hear } from "../events.ts";
import type { Credit, Strength } from "../story.ts";
import { word } from "../words.ts";
import { follow } from "./artist-line.ts";
import { Part, fact } from "./part.ts";

interface Found { id: number; name: string; disambiguation: string; stories?: number }

/** On the line stand subjects and who takes part; others are links in the text. */
const ON_THE_LINE: readonly Strength[] = ["subject", "featured"];

export class Artists extends Part {
  protected readonly follows = ["artists", "story", "saving"] as const;
  static override properties = { adding: { state: true } };
  declare adding: boolean;
  /** Artists that the text put on the line, not a person, as they were put there. */
  #filled: Credit[] = [];
  /** Looking at a story changes nothing of it: the line follows a text that is being written. */
  #writing = false;

  constructor() {
    super();
    this.adding = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      this.store.subscribe((what) => {
        if (what.has("headline") || what.has("standfirst") || what.has("body")) this.#writing = true;
      }),
      hear("desk:suggestions", ({ artist_line: line }) => {
        if (this.store.readOnly || !this.#writing) return;
        const next = follow(this.store.draft.artists, line, this.#filled, this.#taken());
        this.#filled = next.filled;
        if (next.line) this.store.set({ artists: next.line });
      }),
    );
  }

  get #key(): string {
    return `inkie.off-the-line.${this.store.id}`;
  }

  /** Who a person took off this story's line, in this browser. */
  #taken(): Set<number> {
    try {
      return new Set(JSON.parse(localStorage.getItem(this.#key) ?? "[]") as number[]);
    } catch {
      return new Set();
    }
  }

  #take(change: (taken: Set<number>) => void): void {
    const taken = this.#taken();
    change(taken);
    try {
      localStorage.setItem(this.#key, JSON.stringify([...taken]));
    } catch {
      // A full or forbidden store costs only the memory of what was taken off.
    }
  }

  async #find(text: string): Promise<Choice<Found>[]> {
    const query = text.trim();
    if (query === "") return [];
    const { artists } = await call<{ artists: Found[] }>("GET", `/artists?q=${encodeURIComponent(query)}&limit=8`);
    return artists.map((one) => {
      const more = [one.disambiguation, one.stories === undefined ? "" : word("facts.artist_stories", { count: one.stories })];
      return { label: one.name, more: more.filter(Boolean).join(", "), value: one };
    });
  }

  #add(choice: Choice<Found> | null): void {
    this.adding = false;
    const { artists } = this.store.draft;
    if (!choice || artists.some((one) => one.artist === choice.value.id)) return;
    this.#take((taken) => taken.delete(choice.value.id));
    const strength: Strength = artists.some((one) => one.strength === "subject") ? "featured" : "subject";
    const { id, name } = choice.value;
    this.store.set({ artists: ordered([...artists, { artist: id, name, credited_as: name, strength }]) });
  }

  #remove(credit: Credit): void {
    this.#take((taken) => taken.add(credit.artist));
    this.store.set({ artists: this.store.draft.artists.filter((one) => one.artist !== credit.artist) });
  }

  #strength(credit: Credit, strength: Strength): void {
    if (!ON_THE_LINE.includes(strength)) return this.#remove(credit);
    const { artists } = this.store.draft;
    this.store.set({ artists: ordered(artists.map((one) => (one.artist === credit.artist ? { ...one, strength } : one))) });
  }

  #row(credit: Credit): TemplateResult {
    const own = credit.credited_as === credit.name ? nothing : html`<small>${credit.name}</small>`;
    return html`<li class="who-row">
      <span class="who-name">${credit.credited_as}${own}</span>
      <select class="plain who-part" aria-label=${word("facts.strength_of", { name: credit.credited_as })} ?disabled=${this.store.readOnly}
        @change=${(event: Event) => this.#strength(credit, (event.target as HTMLSelectElement).value as Strength)}>
        ${ON_THE_LINE.map((one) => html`<option value=${one} ?selected=${one === credit.strength}>${word(`facts.strength_${one}`)}</option>`)}
        <option value="mentioned">${word("facts.strength_off")}</option>
      </select>
      <button type="button" class="as-text" aria-label=${word("facts.remove", { name: credit.credited_as })} ?disabled=${this.store.readOnly}
        @click=${() => this.#remove(credit)}>×</button>
    </li>`;
  }

  override render(): TemplateResult {
    const { artists } = this.store.draft;
    return fact("artists", html`
      ${artists.length > 0 ? html`<ul class="who">${artists.map((one) => this.#row(one))}</ul>` : html`<p class="facts-quiet">${word("facts.artists_none")}</p>`}
      ${this.adding
        ? html`<desk-combo class="fact-add" .label=${word("facts.artist_new")} .placeholder=${word("facts.artist_hint")} .empty=${word("facts.artist_unknown")}
            .find=${(text: string) => this.#find(text)} .chosen=${(choice: Choice<Found> | null) => this.#add(choice)} .left=${() => (this.adding = false)}></desk-combo>`
        : nothing}`, undefined, this.store.readOnly || this.adding ? nothing : html` <button type="button" class="plus" aria-label=${word("facts.artist_add")} title=${word("facts.artist_add")} @click=${() => void this.reveal()}>+</button>`);
  }

  /** Opens the field that adds one. */
  async reveal(): Promise<void> {
    this.adding = true;
    await this.updateComplete;
    const combo = this.querySelector<HTMLElement & { updateComplete: Promise<boolean> }>("desk-combo");
    await combo?.updateComplete;
    combo?.focus();
  }
}

/** Subjects stand before who takes part; else everybody stays where they are. */
function ordered(line: Credit[]): Credit[] {
  return [...line.filter((one) => one.strength === "subject"), ...line.filter((one) => one.strength !== "subject")];
}

customElements.define("desk-artists", Artists);
