// The column of facts beside the text.
import { html, type TemplateResult } from "lit";
import { hear } from "../events.ts";
import { word } from "../words.ts";
import { Part } from "./part.ts";
import "./checks.ts";
import "./artists.ts";
import "./asides.ts";
import "./brief.ts";
import "./bylines.ts";
import "./cover.ts";
import "./notes.ts";
import "./plain.ts";
import "./previews.ts";
import "./versions.ts";
import "../combo.ts";

/** Where in the column a field of a check stands. */
const PLACES: Record<string, string> = {
  section: "#fact-section", kind: "#fact-kind", type: "#fact-kind", date: "#fact-dateline", dateline: "#fact-dateline", slug: "#fact-slug", address: "#fact-slug",
  sponsor: "#fact-sponsor", "sponsor link": "#fact-sponsor",
};

export class Column extends Part {
  protected readonly follows = [] as const;

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(hear("desk:reveal", ({ field }) => field && void this.#reveal(field)));
  }

  async #reveal(field: string): Promise<void> {
    const part = { byline: "desk-bylines", bylines: "desk-bylines", artists: "desk-artists", "artist line": "desk-artists", cover: "desk-cover" }[field];
    if (part) this.querySelector<HTMLElement & { reveal?: () => unknown }>(part)?.reveal?.();
    const place = PLACES[field];
    const target = this.querySelector<HTMLElement>(part ?? place ?? "none");
    target?.scrollIntoView({ block: "center" });
    if (place) target?.focus();
  }

  protected override firstUpdated(): void {
    // Once the words stand there; none of this is waited for.
    const ask = (): void => {
      for (const name of ["desk-checks", "desk-notes", "desk-versions", "desk-asides"]) void this.querySelector<HTMLElement & { ask?: () => Promise<void> }>(name)?.ask?.();
    };
    if ("requestIdleCallback" in window) window.requestIdleCallback(ask, { timeout: 500 });
    else ask();
  }

  override render(): TemplateResult {
    return html`<desk-brief></desk-brief><desk-checks></desk-checks>
      <section class="facts-part" aria-labelledby="facts-facts"><h2 id="facts-facts">${word("facts.facts")}</h2><div class="fact-list">
        <desk-plain-facts shown="section kind"></desk-plain-facts><desk-bylines></desk-bylines><desk-plain-facts shown="dateline"></desk-plain-facts>
        <desk-artists></desk-artists><desk-plain-facts shown="score advisory placement address sponsor"></desk-plain-facts></div></section>
      <desk-cover></desk-cover><desk-previews></desk-previews><desk-asides></desk-asides><desk-notes></desk-notes><desk-versions></desk-versions>`;
  }
}

customElements.define("desk-facts", Column);
