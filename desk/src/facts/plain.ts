// The facts that are one field each: section, type, dateline, address, newsletter, advisory, score, sponsor.
import { html, nothing, type TemplateResult } from "lit";
import { deskData } from "../desk-data.ts";
import { hear, say } from "../events.ts";
import { ADVISORIES, KINDS, PLACEMENTS, type Advisory, type Kind, type Placement, type Suggestions } from "../story.ts";
import { dated, instant, read } from "../when.ts";
import { word } from "../words.ts";
import { checks } from "./checks.ts";
import { Part, fact } from "./part.ts";

const value = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

export class Plain extends Part {
  protected readonly follows = ["section", "kind", "dateline", "slug", "placement", "advisory", "sponsor", "story", "saving"] as const;
  static override properties = { shown: {}, warned: { state: true }, open: { state: true }, when: { state: true } };
  /** Which of them, one after the other. */
  declare shown: string;
  /** Words of the text that suggest an advisory. */
  declare warned: Suggestions["advisory"];
  declare open: boolean;
  /** A dateline that could not be read. */
  declare when: string | null;

  constructor() {
    super();
    this.shown = "";
    this.warned = [];
    this.open = false;
    this.when = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const tell = (): void => this.requestUpdate();
    checks.told.add(tell);
    this.until(
      () => checks.told.delete(tell),
      hear("desk:suggestions", ({ advisory }) => (this.warned = advisory)),
      // The score stands in the body, which is not read while somebody types.
      hear("desk:saved", () => this.requestUpdate()),
    );
  }

  override render(): TemplateResult {
    const facts: Record<string, () => unknown> = {
      section: () => this.#section(), kind: () => this.#kind(), dateline: () => this.#dateline(), score: () => this.#score(),
      advisory: () => this.#advisory(), placement: () => this.#placement(), address: () => this.#address(), sponsor: () => this.#sponsor(),
    };
    return html`${this.shown.split(" ").map((name) => facts[name]?.())}`;
  }

  #section(): TemplateResult {
    const { section } = this.store.draft;
    const { sections } = deskData();
    const known = sections.some((one) => one.slug === section);
    return fact("section", html`<select id="fact-section" class="plain" ?disabled=${this.store.readOnly} @change=${(event: Event) => this.store.set({ section: value(event) })}>
      ${known ? nothing : html`<option value=${section} selected>${section || word("facts.section_none")}</option>`}
      ${sections.map((one) => html`<option value=${one.slug} ?selected=${one.slug === section}>${one.name}</option>`)}
    </select>`, "fact-section");
  }

  #kind(): TemplateResult {
    const { kind } = this.store.draft;
    return fact("kind", html`<select id="fact-kind" class="plain" ?disabled=${this.store.readOnly} @change=${(event: Event) => this.store.set({ kind: value(event) as Kind })}>
      ${KINDS.map((one) => html`<option value=${one} ?selected=${one === kind}>${word(`facts.kind_${one.replace("-", "_")}`)}</option>`)}
    </select>`, "fact-kind");
  }

  #dateline(): TemplateResult {
    const { zone, language } = deskData();
    const { dateline } = this.store.draft;
    const shown = dateline ? dated(new Date(dateline), zone, language) : "";
    return fact("dateline", html`<input id="fact-dateline" class="plain figures" type="text" autocomplete="off" .value=${this.when ?? shown} ?disabled=${this.store.readOnly}
        placeholder=${word("facts.dateline_hint")} aria-describedby="fact-dateline-said" aria-invalid=${this.when !== null}
        @change=${(event: Event) => this.#dated(value(event))}>
      <p id="fact-dateline-said" class="facts-quiet">${this.when === null ? nothing : word("facts.dateline_unread")}</p>`, "fact-dateline");
  }

  #dated(text: string): void {
    const { zone } = deskData();
    const time = read(text, new Date(), zone);
    this.when = time || text.trim() === "" ? null : text;
    if (this.when === null) this.store.set({ dateline: time ? instant(time, zone).toISOString() : null });
  }

  #address(): TemplateResult {
    const { store } = this;
    const { slug } = store.draft;
    if (store.story.address) return fact("address", html`<a class="fact-address" href=${store.story.state.name === "live" ? store.story.address : nothing}>${soft(store.story.address)}</a>`);
    const before = store.story.proposed_address.replace(/[^/]*$/, "");
    const taken = checks.list.find((check) => check.field === "slug");
    return fact("address", html`<span class="slug-line"><span class="facts-quiet">${before}</span><input id="fact-slug" class="plain" type="text" autocomplete="off" autocapitalize="off" spellcheck="false"
        .value=${slug} ?disabled=${store.readOnly} aria-describedby="fact-slug-said" aria-invalid=${taken !== undefined}
        @change=${(event: Event) => store.set({ slug: slugged(value(event)) })}></span>
      <p id="fact-slug-said" class="facts-quiet ${taken ? "facts-bad" : ""}">${taken?.message ?? nothing}</p>`, "fact-slug");
  }

  #score(): TemplateResult | typeof nothing {
    const { kind, body } = this.store.draft;
    const at = body.content?.findIndex((block) => block.type === "score") ?? -1;
    const attrs = body.content?.[at]?.attrs;
    if (!attrs && kind !== "review" && kind !== "live-review") return nothing;
    const shown = attrs ? word("facts.score_of", { value: String(attrs.value ?? ""), out_of: String(attrs.out_of ?? 10) }) : word("facts.score_none");
    return fact("score", html`<button type="button" class="plain ${attrs ? "facts-score" : "add"}" ?disabled=${this.store.readOnly && !attrs}
      @click=${() => say("desk:score", { block: attrs ? at : null })}>${shown}</button>`);
  }

  #placement(): TemplateResult {
    const { placement } = this.store.draft;
    return fact("newsletter", html`<div class="picks" role="radiogroup" aria-label=${word("facts.newsletter")}>
      ${PLACEMENTS.map((one) => html`<label class="pick"><input type="radio" name="placement" .checked=${one === placement} ?disabled=${this.store.readOnly}
        @change=${() => this.store.set({ placement: one as Placement })}><span>${word(`facts.placement_${one}`)}</span></label>`)}
    </div>`);
  }

  #advisory(): TemplateResult {
    const { kinds, note } = this.store.draft.advisory;
    const hinted = this.warned.filter((hint) => !kinds.includes(hint.kind));
    const seen = new Map(hinted.map((hint) => [hint.kind, hint.word]));
    return fact("advisory", html`
      <button type="button" class="plain" aria-expanded=${this.open} aria-controls="fact-advisory" @click=${() => (this.open = !this.open)}>
        ${kinds.length > 0 ? kinds.map((kind) => word(`facts.advisory_${kind.replace("-", "_")}`)).join(", ") : word("facts.advisory_none")}</button>
      ${[...seen].map(([kind, said]) => html`<button type="button" class="hint" ?disabled=${this.store.readOnly} @click=${() => this.#warn(kind, true)}>
        ${word("facts.advisory_hint", { word: said, kind: word(`facts.advisory_${kind.replace("-", "_")}`) })}</button>`)}
      <div id="fact-advisory" class="advisory" ?hidden=${!this.open}>
        <fieldset class="picks picks-column"><legend class="vh">${word("facts.advisory")}</legend>
          ${ADVISORIES.map((kind) => html`<label class="pick"><input type="checkbox" .checked=${kinds.includes(kind)} ?disabled=${this.store.readOnly}
            @change=${(event: Event) => this.#warn(kind, (event.target as HTMLInputElement).checked)}><span>${word(`facts.advisory_${kind.replace("-", "_")}`)}</span></label>`)}
        </fieldset>
        <label class="line-label">${word("facts.advisory_note")}<input type="text" class="line" .value=${note} ?disabled=${this.store.readOnly}
          @change=${(event: Event) => this.store.set({ advisory: { kinds, note: value(event) } })}></label>
      </div>`);
  }

  #warn(kind: Advisory, on: boolean): void {
    const { kinds, note } = this.store.draft.advisory;
    const next = ADVISORIES.filter((one) => (one === kind ? on : kinds.includes(one)));
    this.store.set({ advisory: { kinds: next, note } });
  }

  #sponsor(): TemplateResult {
    const sponsor = this.store.draft.sponsor ?? { name: "", link: null };
    const set = (name: string, link: string): void => this.store.set({ sponsor: name.trim() === "" ? null : { name: name.trim(), link: link.trim() || null } });
    return fact("sponsor", html`<input id="fact-sponsor" class="plain" type="text" autocomplete="off" placeholder=${word("facts.sponsor_hint")} .value=${sponsor.name} ?disabled=${this.store.readOnly}
        @change=${(event: Event) => set(value(event), sponsor.link ?? "")}>
      ${sponsor.name ? html`<input class="plain" type="url" aria-label=${word("facts.sponsor_link")} placeholder=${word("facts.sponsor_link")} .value=${sponsor.link ?? ""} ?disabled=${this.store.readOnly}
        @change=${(event: Event) => set(sponsor.name, value(event))}>` : nothing}`, "fact-sponsor");
  }
}

/** The word of an address that was typed: what the server would make of it, near enough to show at once. */
function slugged(text: string): string {
  return text.normalize("NFKD").replace(/[\u0300-\u036f’']/g, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");
}

/** An address that may break after its strokes. */
function soft(address: string): (string | TemplateResult)[] {
  return address.split(/(?<=\/)/).map((part) => html`${part}<wbr>`);
}

customElements.define("desk-plain-facts", Plain);
