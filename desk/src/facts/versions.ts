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

/** So many stand in the column before somebody asks for more. */
const FEW = 5;
/** So many more stand there then. */
const MORE = 20;
const PAUSE_MS = 2500;

export class Versions extends Part {
  protected readonly follows = ["story"] as const;
  static override properties = { list: { state: true }, wanted: { state: true } };
  /** The newest first; one more than is shown, when there are more. */
  declare list: Version[];
  declare wanted: number;
  #timer = 0;

  constructor() {
    super();
    this.list = [];
    this.wanted = FEW;
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
    const found = await this.#fetch(`limit=${FEW + 1}`);
    if (!found) return;
    const last = found.at(-1);
    const older = last && found.length > FEW ? this.list.filter((one) => one.revision < last.revision) : [];
    this.list = [...found, ...older];
  }

  async #more(): Promise<void> {
    const last = this.list.at(-1);
    const found = last && (await this.#fetch(`before=${last.revision}&limit=${MORE}`));
    if (!found) return;
    const older = found.filter((one) => this.list.every((known) => known.revision > one.revision));
    this.list = [...this.list, ...older];
    this.wanted += MORE;
  }

  async #fetch(which: string): Promise<Version[] | null> {
    const found = await call<{ versions: Version[] }>("GET", `/stories/${this.store.id}/versions?${which}`).catch(() => null);
    return found && found.versions;
  }

  #row(version: Version): TemplateResult {
    const { zone, language } = deskData();
    const said = [version.added > 0 ? `+${version.added}` : "", version.removed > 0 ? `−${version.removed}` : ""].filter(Boolean).join(" ");
    const at = brief(new Date(version.at), new Date(), zone, language);
    return html`<li><button type="button" class="version" @click=${() => compare.versions(version.revision, 0)}>
      <span><time datetime=${version.at}>${at}</time> ${version.who}</span><span class="facts-quiet figures">${version.correction ? word("facts.version_corrected") : said}</span></button></li>`;
  }

  override render(): TemplateResult {
    const shown = this.list.slice(0, this.wanted);
    return this.section("versions", html`
      ${this.list.length === 0 ? html`<p class="facts-quiet">${word("facts.versions_none")}</p>` : html`<ol class="versions">${shown.map((one) => this.#row(one))}</ol>`}
      ${this.list.length > shown.length ? html`<button type="button" class="add" @click=${() => void this.#more()}>${word("facts.versions_more")}</button>` : nothing}`);
  }
}

customElements.define("desk-versions", Versions);
