// `?`: every key that works on this page, as the page declared them.
import { html, nothing, type TemplateResult } from "lit";
import { Bare } from "./bare.ts";
import { declare, declared, shown, type Action } from "./keys.ts";
import { word } from "./words.ts";

export class KeysSheet extends Bare {
  static override properties = { open: { state: true } };
  declare open: boolean;
  #back: HTMLElement | null = null;

  constructor() {
    super();
    this.open = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.until(declare({ key: "Escape", words: word("keys.sheet_close"), group: word("keys.desk"), typing: true, when: () => this.open, run: () => this.toggle() }));
  }

  toggle(): void {
    this.open = !this.open;
    if (this.open) {
      this.#back = document.activeElement as HTMLElement | null;
      void this.updateComplete.then(() => this.querySelector<HTMLElement>("h2")?.focus());
    } else {
      this.#back?.focus();
    }
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    const groups = new Map<string, Action[]>();
    for (const action of declared()) if (action.key && action.words) groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
    return html`<aside class="keys" aria-labelledby="keys-head"><header><h2 id="keys-head" tabindex="-1">${word("keys.keys")}</h2>
      <button type="button" class="quiet" @click=${() => this.toggle()}>${word("facts.close")} <kbd>esc</kbd></button></header>
      <div class="keys-groups" tabindex="0" role="group" aria-labelledby="keys-head">${[...groups].map(([group, actions]) => html`<section><h3>${group}</h3><dl>${actions.map((action) => html`<div><dt>${action.words}</dt><dd>${shown(action.key).map((one) => html`<kbd>${one}</kbd>`)}</dd></div>`)}</dl></section>`)}</div></aside>`;
  }
}

customElements.define("desk-keys", KeysSheet);

function sheet(): KeysSheet {
  let found = document.querySelector<KeysSheet>("desk-keys");
  if (!found) {
    found = document.createElement("desk-keys") as KeysSheet;
    document.body.append(found);
  }
  return found;
}

declare({ key: "?", words: word("keys.sheet"), group: word("keys.desk"), run: () => sheet().toggle() });
document.addEventListener("click", (event) => {
  if (event.target instanceof Element && event.target.closest("[data-keys]")) sheet().toggle();
});
