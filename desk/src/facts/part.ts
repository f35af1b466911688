// A part of the column of facts: reads the draft, is drawn again when what it shows has changed.
import { html, nothing, type TemplateResult } from "lit";
import { Bare } from "../bare.ts";
import { draftStore, type DraftStore } from "../draft.ts";
import type { Draft } from "../story.ts";
import { word } from "../words.ts";

/** What a part can follow. */
export type Told = keyof Draft | "story" | "saving" | "words";

export abstract class Part extends Bare {
  /** What makes it draw itself again. */
  protected abstract readonly follows: readonly Told[];
  protected get store(): DraftStore {
    return draftStore();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(
      this.store.subscribe((what) => {
        if (this.follows.some((one) => what.has(one))) this.requestUpdate();
      }),
    );
  }

  /** A thick rule and a word over it: how every part of the column begins. */
  protected section(name: string, body: unknown, more: unknown = null): TemplateResult {
    const id = `facts-${name}`;
    return html`<section class="facts-part facts-${name}" aria-labelledby=${id}>
      <h2 id=${id}>${word(`facts.${name}`)}</h2>${more}${body}
    </section>`;
  }
}

/** One fact: its name at the left, what it is at the right. */
export function fact(name: string, body: unknown, id?: string, more?: unknown): TemplateResult {
  return html`<div class="fact-row" data-field=${name}>
    ${id ? html`<label for=${id}>${word(`facts.${name}`)}</label>` : html`<span class="fact-name">${word(`facts.${name}`)}${more ?? nothing}</span>`}
    <div class="fact-body">${body}</div>
  </div>`;
}
