// A field with suggestions under it: people for bylines, artists for the artist line, everything for the command line.
import { LitElement, html, nothing, type TemplateResult } from "lit";

export interface Choice<T = unknown> {
  label: string;
  /** A second, quiet line: what tells two of the same name apart. */
  more?: string;
  /** Shown at the end of the line. */
  key?: string;
  /** Heading under which it stands; consecutive choices of the same group share one. */
  group?: string;
  value: T;
}

let made = 0;
/** A request for each letter would be wasted; nobody sees this pause. */
const PAUSE_MS = 90;

/**
 * ARIA's combobox with a list. `find` is asked for choices; `chosen` is told what was taken; `free` allows words that are
 * no choice.
 */
export class Combo<T = unknown> extends LitElement {
  static override properties = {
    label: {}, placeholder: {}, value: {}, free: { type: Boolean }, disabled: { type: Boolean }, empty: {},
    choices: { state: true }, at: { state: true }, open: { state: true },
  };
  declare label: string;
  declare placeholder: string;
  declare value: string;
  declare free: boolean;
  declare disabled: boolean;
  /** Said when nothing was found. */
  declare empty: string;
  declare choices: Choice<T>[];
  declare at: number;
  declare open: boolean;
  find: (text: string) => Choice<T>[] | Promise<Choice<T>[]> = () => [];
  chosen: (choice: Choice<T> | null, text: string) => void = () => undefined;
  left: () => void = () => undefined;
  readonly #name = `combo-${++made}`;
  #timer = 0;
  #asked = 0;

  constructor() {
    super();
    this.label = "";
    this.placeholder = "";
    this.value = "";
    this.free = false;
    this.disabled = false;
    this.empty = "";
    this.choices = [];
    this.at = -1;
    this.open = false;
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  get input(): HTMLInputElement | null {
    return this.querySelector("input");
  }

  override focus(): void {
    this.input?.focus();
    this.input?.select();
  }

  /** Asks again, for the words that stand there. */
  async ask(): Promise<void> {
    const mine = ++this.#asked;
    const text = this.input?.value ?? this.value;
    const found = await Promise.resolve(this.find(text)).catch(() => []);
    if (mine !== this.#asked) return;
    this.choices = found;
    this.at = this.free ? -1 : found.length > 0 ? 0 : -1;
    this.open = document.activeElement === this.input;
  }

  #typed(event: Event): void {
    this.value = (event.target as HTMLInputElement).value;
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  #take(choice: Choice<T> | null): void {
    window.clearTimeout(this.#timer);
    this.#asked += 1;
    const text = this.input?.value.trim() ?? "";
    this.open = false;
    this.chosen(choice, choice ? choice.label : text);
  }

  async #key(event: KeyboardEvent): Promise<void> {
    const count = this.choices.length;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!this.open) return this.ask();
      const least = this.free ? -1 : 0;
      const next = this.at + (event.key === "ArrowDown" ? 1 : -1);
      this.at = next >= count ? least : next < least ? count - 1 : next;
      await this.updateComplete;
      this.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      event.stopPropagation();
      if (!this.free) {
        // Enter may come before the answer does: what is taken belongs to what was typed.
        window.clearTimeout(this.#timer);
        await this.ask();
      }
      const choice = this.open ? this.choices[this.at] : undefined;
      if (choice) this.#take(choice);
      else if (this.free) this.#take(null);
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      if (this.open && this.free) this.open = false;
      else this.left();
    }
  }

  #blur(): void {
    window.clearTimeout(this.#timer);
    this.#asked += 1;
    this.open = false;
    if (this.free) this.#take(null);
    else this.left();
  }

  #row(choice: Choice<T>, place: number): TemplateResult {
    const heading = choice.group && choice.group !== this.choices[place - 1]?.group ? choice.group : null;
    return html`${heading ? html`<li class="combo-group" role="presentation">${heading}</li>` : nothing}
      <li id=${`${this.#name}-${place}`} role="option" aria-selected=${place === this.at}
        @pointerdown=${(event: Event) => event.preventDefault()} @click=${() => this.#take(choice)}>
        <span>${choice.label}</span>${choice.key ? html`<kbd>${choice.key}</kbd>` : nothing}${choice.more ? html`<small>${choice.more}</small>` : nothing}
      </li>`;
  }

  override render(): TemplateResult {
    const shown = this.open && (this.choices.length > 0 || (this.empty !== "" && this.value.trim() !== ""));
    const list = `${this.#name}-list`;
    const active = shown && this.at >= 0 ? `${this.#name}-${this.at}` : nothing;
    return html`<input type="text" role="combobox" autocomplete="off" autocapitalize="off" spellcheck="false" aria-autocomplete="list"
        aria-label=${this.label} aria-expanded=${shown} aria-controls=${list} aria-activedescendant=${active}
        placeholder=${this.placeholder} .value=${this.value} ?disabled=${this.disabled}
        @input=${this.#typed} @keydown=${this.#key} @blur=${this.#blur} @focus=${() => !this.free && void this.ask()}>
      <ul id=${list} class="combo-list" role="listbox" aria-label=${this.label} ?hidden=${!shown}>
        ${this.choices.map((choice, place) => this.#row(choice, place))}
        ${shown && this.choices.length === 0 ? html`<li class="combo-none" role="presentation">${this.empty}</li>` : nothing}
      </ul>`;
  }
}

customElements.define("desk-combo", Combo);
