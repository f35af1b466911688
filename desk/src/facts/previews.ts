// “As they will see it”: the card, the search result, the page and the letter, small, and large at a press.
import { html, type TemplateResult } from "lit";
import { deskData } from "../desk-data.ts";
import { hear } from "../events.ts";
import { word } from "../words.ts";
import { Part } from "./part.ts";

/** Drawing a card takes the server some work: it follows once the writing pauses. */
const PAUSE_MS = 1500;
/** What a search engine shows of a line under a title, in letters. */
const SNIPPET = 155;

export class Previews extends Part {
  protected readonly follows = ["headline", "standfirst", "slug", "story"] as const;
  static override properties = { drawn: { state: true }, seen: { state: true } };
  /** The revision that the pictures show. */
  declare drawn: number;
  /** Whether the column has come to it: nothing is drawn for who does not look. */
  declare seen: boolean;
  #timer = 0;

  constructor() {
    super();
    this.drawn = 0;
    this.seen = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.drawn = this.store.revision;
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.seen = true;
      watch.disconnect();
    });
    // The words come first: the column draws nothing while the page is still being opened.
    const begin = window.setTimeout(() => watch.observe(this), 400);
    this.until(
      () => watch.disconnect(),
      () => window.clearTimeout(begin),
      hear("desk:saved", ({ revision }) => {
        window.clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => (this.drawn = revision), PAUSE_MS);
      }),
      () => window.clearTimeout(this.#timer),
    );
  }

  override render(): TemplateResult {
    const at = (form: string): string => `/desk/stories/${this.store.id}/preview/${form}`;
    const shown = (form: string, body: TemplateResult): TemplateResult => html`<li class="preview preview-${form}">
      <a href=${at(form)} target="_blank"><span class="preview-name">${word(`facts.preview_${form}`)}</span><span class="vh"> ${word("facts.preview_large")}</span></a>${body}</li>`;
    return this.section("previews", html`<ul class="previews">
      ${shown("card", html`<div class="preview-frame">${this.seen ? html`<img src="${at("card")}?r=${this.drawn}" width="1200" height="630" alt=${word("facts.preview_card_alt", { headline: this.store.draft.headline })}>` : ""}</div>`)}
      ${shown("search", this.#result())}
      ${shown("page", this.#frame(at("page"), "page"))}
      ${shown("newsletter", this.#frame(at("newsletter"), "newsletter"))}
    </ul>`);
  }

  #frame(address: string, form: string): TemplateResult {
    return html`<div class="preview-frame preview-scaled">${this.seen ? html`<iframe src="${address}?r=${this.drawn}" title=${word(`facts.preview_${form}`)} loading="lazy" tabindex="-1" sandbox="allow-same-origin"></iframe>` : ""}</div>`;
  }

  /** As a search engine would set it; they cut where they like. */
  #result(): TemplateResult {
    const { draft, story } = this.store;
    const address = (story.address ?? story.proposed_address.replace(/[^/]*$/, draft.slug)).split("/").filter(Boolean).join(" › ");
    const snippet = draft.standfirst.length > SNIPPET ? `${draft.standfirst.slice(0, SNIPPET).trimEnd()}…` : draft.standfirst;
    return html`<div class="preview-frame result"><p class="result-address">${location.host} › ${address}</p>
      <p class="result-title">${draft.headline || word("facts.untitled")} | ${deskData().paper}</p><p class="result-text">${snippet}</p></div>`;
  }
}

customElements.define("desk-previews", Previews);
