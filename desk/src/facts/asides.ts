// Texts that were set aside: two people wrote, and both texts are kept until somebody has looked at them.
import { html, nothing, type TemplateResult } from "lit";
import { call } from "../api.ts";
import { deskData } from "../desk-data.ts";
import { hear } from "../events.ts";
import type { Aside } from "../story.ts";
import { brief } from "../when.ts";
import { word } from "../words.ts";
import { compare } from "./compare.ts";
import { Part } from "./part.ts";

export class Asides extends Part {
  protected readonly follows = ["story", "saving"] as const;
  static override properties = { list: { state: true } };
  declare list: Aside[];
  #aside = false;

  constructor() {
    super();
    this.list = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(hear("desk:aside", () => void this.ask()));
  }

  async ask(): Promise<void> {
    const found = await call<{ asides: Aside[] }>("GET", `/stories/${this.store.id}/asides`).catch(() => null);
    if (found) this.list = found.asides;
  }

  protected override willUpdate(): void {
    const aside = this.store.saving === "aside";
    if (aside && !this.#aside) void this.ask();
    this.#aside = aside;
  }

  override render(): TemplateResult | typeof nothing {
    const { zone, language } = deskData();
    if (this.list.length === 0) return nothing;
    return this.section("asides", html`<ol class="versions">${this.list.map((one) => html`<li><button type="button" class="version" @click=${() => compare.aside(one)}>
      <span><time datetime=${one.at}>${brief(new Date(one.at), new Date(), zone, language)}</time> ${one.who}</span><span class="facts-quiet figures">${word("facts.words", { count: one.words })}</span></button></li>`)}</ol>`,
      html`<p class="facts-quiet">${word("facts.asides_said")}</p>`);
  }
}

customElements.define("desk-asides", Asides);
