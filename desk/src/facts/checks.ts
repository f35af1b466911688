// “Before it runs”: what is not right yet. Each stands with a key, and leads to its place.
import { html, nothing, type TemplateResult } from "lit";
import { call } from "../api.ts";
import { hear, say } from "../events.ts";
import { declare } from "../keys.ts";
import type { Check } from "../story.ts";
import { word } from "../words.ts";
import { Part } from "./part.ts";

/** Typing goes on while the server looks: the checks follow once it pauses. */
const PAUSE_MS = 700;
const WITH_KEY = 9;

/** The checks of this page's story, for the column and for publishing. */
export const checks = {
  list: [] as Check[],
  told: new Set<() => void>(),
  /** Asks the server; what it cannot say while the line is down stays as it was. */
  async ask(story: number): Promise<Check[]> {
    const found = await call<{ checks: Check[] }>("GET", `/stories/${story}/checks`).catch(() => null);
    if (found) this.set(found.checks);
    return this.list;
  },
  set(list: Check[]): void {
    this.list = list;
    for (const tell of this.told) tell();
  },
};

export class Checks extends Part {
  protected readonly follows = [] as const;
  #timer = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const tell = (): void => this.requestUpdate();
    checks.told.add(tell);
    const numbers = Array.from({ length: WITH_KEY }, (_, place) => ({
      key: `alt+${place + 1}`,
      words: word("script.keys.check", { n: place + 1 }),
      group: word("script.keys.column"),
      when: () => checks.list.length > place,
      run: () => this.#go(checks.list[place]),
    }));
    this.until(
      () => checks.told.delete(tell),
      hear("desk:saved", () => this.#soon()),
      declare(...numbers),
      () => window.clearTimeout(this.#timer),
    );
  }

  #soon(): void {
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  async ask(): Promise<void> {
    await checks.ask(this.store.id);
  }

  #go(check: Check | undefined): void {
    if (check) say("desk:reveal", { field: check.field ?? null, block: check.block ?? null });
  }

  override render(): TemplateResult {
    const { list } = checks;
    const items = list.map((check, place) => html`<li>
      <button type="button" class="check ${check.blocking ? "check-blocking" : ""}" @click=${() => this.#go(check)}>
        <span>${check.message}${check.blocking ? nothing : html`<span class="vh"> ${word("facts.check_not_blocking")}</span>`}</span>
        ${place < WITH_KEY ? html`<kbd title=${word("facts.check_key", { n: place + 1 })}>${place + 1}</kbd>` : nothing}
      </button></li>`);
    const taken = list.some((check) => check.field === "slug");
    return this.section("checks", html`<div aria-live="polite">
      ${list.length > 0 ? html`<ol class="checks">${items}</ol>` : html`<p class="facts-quiet">${word("facts.checks_none")}</p>`}
      ${taken || this.store.story.state.name === "live" ? nothing : html`<p class="facts-quiet">${word("facts.address_free")}</p>`}
    </div>`);
  }
}

customElements.define("desk-checks", Checks);
