// Two texts beside each other where the words stand: two versions, or what stands and what was set aside.
import { html, nothing, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import { call } from "../api.ts";
import { Bare } from "../bare.ts";
import { deskData } from "../desk-data.ts";
import { draftStore } from "../draft.ts";
import { declare } from "../keys.ts";
import { choice, leftBehind } from "../saving/two-texts.ts";
import type { Aside, Comparison, Draft, Piece, Story, Version } from "../story.ts";
import { spoken } from "../when.ts";
import { word } from "../words.ts";

type Shown = { kind: "versions"; from: number; to: number } | { kind: "aside"; aside: Aside };

/** Opens and closes the comparison from anywhere on the page. */
export const compare = {
  versions(from: number, to: number): void {
    void element()?.show({ kind: "versions", from, to });
  },
  aside(aside: Aside): void {
    void element()?.show({ kind: "aside", aside });
  },
};

const element = (): Compare | null => document.querySelector("desk-compare");

export class Compare extends Bare {
  static override properties = { shown: { state: true }, found: { state: true }, sides: { state: true }, versions: { state: true }, refused: { state: true } };
  declare shown: Shown | null;
  declare found: Comparison | null;
  /** The two texts of one that was set aside, for the person to choose from. */
  declare sides: HTMLElement | null;
  declare versions: Version[];
  declare refused: string;
  #back: HTMLElement | null = null;

  constructor() {
    super();
    this.shown = null;
    this.found = null;
    this.sides = null;
    this.versions = [];
    this.refused = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(declare({ key: "Escape", words: word("script.keys.compare_close"), group: word("script.keys.column"), when: () => this.shown !== null, run: () => this.close() }));
  }

  async show(shown: Shown): Promise<void> {
    this.#back ??= document.activeElement as HTMLElement | null;
    const { id } = draftStore();
    this.refused = "";
    this.found = null;
    this.sides = null;
    try {
      await draftStore().flush();
      if (shown.kind === "versions") {
        if (this.versions.length === 0) this.versions = (await call<{ versions: Version[] }>("GET", `/stories/${id}/versions?limit=50`)).versions;
        this.found = await call<Comparison>("GET", `/stories/${id}/compare?from=${shown.from}&to=${shown.to}`);
      } else {
        const { draft } = await call<{ draft: Draft }>("GET", `/stories/${id}/asides/${shown.aside.n}`);
        const why = word("facts.asides_said");
        const now = draftStore().draft;
        this.sides = draftStore().readOnly ? leftBehind(draft, now, why, null) : choice(draft, now, why, (chosen) => this.#settle(shown.aside, chosen));
      }
    } catch (error) {
      this.found = null;
      this.refused = String((error as Error).message);
    }
    this.shown = shown;
    document.documentElement.dataset.comparing = "";
    await this.updateComplete;
    this.querySelector<HTMLElement>("h2")?.focus();
    this.scrollIntoView({ block: "start" });
  }

  close(): void {
    this.shown = null;
    this.found = null;
    delete document.documentElement.dataset.comparing;
    this.#back?.focus();
    this.#back = null;
  }

  async #restore(revision: number): Promise<void> {
    try {
      draftStore().replaceStory(await call<Story>("POST", `/stories/${draftStore().id}/restore`, { revision }));
      this.close();
    } catch (error) {
      this.refused = String((error as Error).message);
    }
  }

  /** Goes on with what was chosen of two texts. What stood there before is a version already: nothing is lost by it. */
  async #settle(aside: Aside, chosen: Draft): Promise<void> {
    const store = draftStore();
    store.set(chosen);
    if (!(await store.flush())) throw new Error(store.problem ?? word("bar.not_saved"));
    await call("POST", `/stories/${store.id}/asides/${aside.n}/done`, {});
    void document.querySelector<HTMLElement & { ask?: () => Promise<void> }>("desk-asides")?.ask?.();
    this.close();
  }

  override render(): TemplateResult | typeof nothing {
    const { shown } = this;
    if (!shown) return nothing;
    return html`<section class="compare" aria-labelledby="compare-head">
      <header class="compare-head"><h2 id="compare-head" tabindex="-1">${shown.kind === "versions" ? word("facts.compare") : word("facts.aside_of", { who: shown.aside.who, at: this.#at(shown.aside.at) })}</h2>
        ${shown.kind === "versions" ? this.#which(shown) : nothing}
        <button type="button" class="as-text" @click=${() => this.close()}>${word("facts.close")} <kbd>esc</kbd></button></header>
      ${this.refused ? html`<p class="facts-bad" role="alert">${this.refused}</p>` : nothing}
      ${this.found ? this.#text(this.found) : nothing}${this.sides}
    </section>`;
  }

  #at(at: string): string {
    const { zone, language } = deskData();
    return spoken(new Date(at), new Date(), zone, language);
  }

  #which(shown: { kind: "versions"; from: number; to: number }): TemplateResult {
    const option = (version: Version, chosen: number): TemplateResult => html`<option value=${version.revision} ?selected=${version.revision === chosen}>${this.#at(version.at)}, ${version.who}</option>`;
    const number = (event: Event): number => Number((event.target as HTMLSelectElement).value);
    const store = draftStore();
    return html`<p class="compare-which">
      <select class="plain" aria-label=${word("facts.compare_from")} @change=${(event: Event) => this.show({ ...shown, from: number(event) })}>${this.versions.map((one) => option(one, shown.from))}</select>
      <span>${word("facts.compare_against")}</span>
      <select class="plain" aria-label=${word("facts.compare_to")} @change=${(event: Event) => this.show({ ...shown, to: number(event) })}>
        <option value="0" ?selected=${shown.to === 0}>${word("facts.compare_now")}</option>${this.versions.map((one) => option(one, shown.to))}</select>
      ${store.readOnly ? nothing : html`<button type="button" class="button" @click=${() => this.#restore(shown.from)}>${word("facts.restore")}</button>`}
    </p>`;
  }

  #text(found: Comparison): TemplateResult {
    return html`<div class="compare-text">
      <p class="compare-sum facts-quiet">${word("facts.compare_sum", { added: found.added, removed: found.removed })}</p>
      <h3 class="compare-headline">${pieces(found.headline)}</h3><p class="compare-standfirst">${pieces(found.standfirst)}</p>
      ${found.facts.map((one) => html`<p class="compare-fact"><span class="facts-quiet">${word(`facts.${one.field}`)}</span> <del>${one.from || "—"}</del> <ins>${one.to || "—"}</ins></p>`)}
      ${found.blocks.map((block) => html`<div class="compare-block compare-${block.change}">${unsafeHTML(block.html)}</div>`)}
    </div>`;
  }
}

function pieces(list: Piece[]): TemplateResult[] {
  return list.map((piece) => (piece.change === "added" ? html`<ins>${piece.text}</ins>` : piece.change === "removed" ? html`<del>${piece.text}</del>` : html`${piece.text}`));
}

customElements.define("desk-compare", Compare);
