// Who made it: names with their part. A name is sent when it is complete, never letter by letter.
import { html, nothing, type TemplateResult } from "lit";
import { call } from "../api.ts";
import type { Choice } from "../combo.ts";
import { PARTS, type Byline, type Part as Share } from "../story.ts";
import { word } from "../words.ts";
import { Part, fact } from "./part.ts";

interface Known { name: string; house: boolean; stories?: number }

export class Bylines extends Part {
  protected readonly follows = ["bylines", "story", "saving"] as const;
  static override properties = { adding: { state: true } };
  declare adding: boolean;

  constructor() {
    super();
    this.adding = false;
  }

  async #people(text: string): Promise<Choice<Known>[]> {
    const found = await call<{ people: Known[] }>("GET", `/people?q=${encodeURIComponent(text.trim())}&limit=8`);
    return found.people.map((one) => ({ label: one.name, more: one.house ? word("facts.house_byline") : "", value: one }));
  }

  #set(bylines: Byline[]): void {
    this.store.set({ bylines });
  }

  #add(name: string, house: boolean): void {
    this.adding = false;
    const bylines = this.store.draft.bylines;
    if (name !== "" && !bylines.some((one) => one.name === name)) this.#set([...bylines, { name, house, part: "words" }]);
  }

  #part(place: number, part: Share): void {
    this.#set(this.store.draft.bylines.map((one, at) => (at === place ? { ...one, part } : one)));
  }

  #row(byline: Byline, place: number): TemplateResult {
    return html`<li class="who-row">
      <span class="who-name">${byline.name}</span>
      <select class="plain who-part" aria-label=${word("facts.part_of", { name: byline.name })} ?disabled=${this.store.readOnly}
        @change=${(event: Event) => this.#part(place, (event.target as HTMLSelectElement).value as Share)}>
        ${PARTS.map((part) => html`<option value=${part} ?selected=${part === byline.part}>${word(`facts.part_${part}`)}</option>`)}
      </select>
      <button type="button" class="as-text" aria-label=${word("facts.remove", { name: byline.name })} ?disabled=${this.store.readOnly}
        @click=${() => this.#set(this.store.draft.bylines.filter((_, at) => at !== place))}>×</button>
    </li>`;
  }

  override render(): TemplateResult {
    const { bylines } = this.store.draft;
    return fact("bylines", html`
      ${bylines.length > 0 ? html`<ul class="who">${bylines.map((one, place) => this.#row(one, place))}</ul>` : html`<p class="facts-quiet">${word("facts.bylines_none")}</p>`}
      ${this.adding
        ? html`<desk-combo class="fact-add" .label=${word("facts.byline_new")} .placeholder=${word("facts.byline_hint")} .free=${true}
            .find=${(text: string) => this.#people(text)}
            .chosen=${(choice: Choice<Known> | null, text: string) => this.#add(choice?.label ?? text, choice?.value.house ?? false)}
            .left=${() => (this.adding = false)}></desk-combo>`
        : nothing}`, undefined, this.store.readOnly || this.adding ? nothing : html` <button type="button" class="plus" aria-label=${word("facts.byline_more")} title=${word("facts.byline_more")} @click=${() => void this.reveal()}>+</button>`);
  }

  /** Puts the cursor where a name is missing. */
  async reveal(): Promise<void> {
    this.adding = true;
    await this.updateComplete;
    const combo = this.querySelector<HTMLElement & { updateComplete: Promise<boolean> }>("desk-combo");
    await combo?.updateComplete;
    combo?.focus();
  }
}

customElements.define("desk-bylines", Bylines);
