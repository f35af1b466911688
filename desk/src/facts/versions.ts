// Every version: who and when, how much came and went; two of them beside each other in the middle of the page.
import { html, nothing, type TemplateResult } from "lit";
import { call } from "../api.ts";
import { deskData } from "../desk-data.ts";
import { hear } from "../events.ts";
import type { Version } from "../story.ts";
import { brief } from "../when.ts";
import { word } from "../words.ts";
import { compare } from "./compare.ts";
import { Part } from "./part.ts";

/** So many stand in the column before somebody asks for all. */
const FEW = 5;
const PAUSE_MS = 2500;

export class Versions extends Part {
  protected readonly follows = ["story"] as const;
  static override properties = { list: { state: true }, all: { state: true } };
  declare list: Version[];
  declare all: boolean;
  #timer = 0;

  constructor() {
    super();
    this.list = [];
    this.all = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      hear("desk:saved", () => {
        window.clearTimeout(this.#timer);
        this.#timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
      }),
      () => window.clearTimeout(this.#timer),
    );
  }

  async ask(): Promise<void> {
    const found = await call<{ versions: Version[] }>("GET", `/stories/${this.store.id}/versions?limit=50`).catch(() => null);
    if (found) this.list = found.versions;
  }

  #row(version: Version): TemplateResult {
    const { zone, language } = deskData();
    const said = [version.added > 0 ? `+${version.added}` : "", version.removed > 0 ? `−${version.removed}` : ""].filter(Boolean).join(" ");
    const at = brief(new Date(version.at), new Date(), zone, language);
    return html`<li><button type="button" class="version" @click=${() => compare.versions(version.revision, 0)}>
      <span><time datetime=${version.at}>${at}</time> ${version.who}</span><span class="facts-quiet figures">${version.correction ? word("facts.version_corrected") : said}</span></button></li>`;
  }

  override render(): TemplateResult {
    const shown = this.all ? this.list : this.list.slice(0, FEW);
    return this.section("versions", html`
      ${this.list.length === 0 ? html`<p class="facts-quiet">${word("facts.versions_none")}</p>` : html`<ol class="versions">${shown.map((one) => this.#row(one))}</ol>`}
      ${this.list.length > shown.length ? html`<button type="button" class="add" @click=${() => (this.all = true)}>${word("facts.versions_all", { count: this.list.length })}</button>` : nothing}`);
  }
}

customElements.define("desk-versions", Versions);
