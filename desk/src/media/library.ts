// The library beside a text: pictures to choose from, found by words, brought in by drop, paste or a file.
//
//   <picture-library>  fires `choose` with the attributes of a picture of the document, and `close`
import { html, nothing, type TemplateResult } from "lit";
import { call, Problem } from "../api.ts";
import { Bare } from "../bare.ts";
import type { Picture } from "../story.ts";
import { usable, type Media } from "../upload.ts";
import { word } from "../words.ts";
import { bring } from "./bring.ts";

const LISTED = 24;
const TYPING_MS = 150;

/** A use of a stored picture begins with what is said of it. */
function pictureOf(media: Media): Picture {
  const { key, alt, decorative, credit, caption, width, height, focus } = media;
  return { media: key, alt, decorative, credit, caption, width, height, focus };
}

export class PictureLibrary extends Bare {
  static override properties = { media: { state: true }, next: { state: true }, refused: { state: true } };
  declare media: Media[];
  declare next: string | null;
  declare refused: string;
  #words = "";
  #typing = 0;
  #asked: AbortController | null = null;

  constructor() {
    super();
    this.media = [];
    this.next = null;
    this.refused = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#find();
    const paste = (event: ClipboardEvent): void => {
      const files = usable(event.clipboardData?.files);
      if (files.length === 0) return;
      event.preventDefault();
      event.stopPropagation();
      void this.#bring(files);
    };
    this.addEventListener("paste", paste);
    this.until(() => this.removeEventListener("paste", paste), () => this.#asked?.abort());
  }

  async #find(more = false): Promise<void> {
    this.#asked?.abort();
    const asked = (this.#asked = new AbortController());
    const query = new URLSearchParams({ q: this.#words, limit: String(LISTED) });
    if (more && this.next) query.set("before", this.next);
    try {
      const found = await call<{ media: Media[]; next: string | null }>("GET", `/media?${query}`, undefined, { signal: asked.signal });
      const pictures = found.media.filter((one) => one.mime.startsWith("image/"));
      this.media = more ? [...this.media, ...pictures] : pictures;
      this.next = found.next;
      this.refused = "";
    } catch (error) {
      if (error instanceof Problem) this.refused = error.message;
      else if (!(error instanceof DOMException)) throw error;
    }
  }

  #typed(event: Event): void {
    this.#words = (event.target as HTMLInputElement).value;
    clearTimeout(this.#typing);
    this.#typing = window.setTimeout(() => void this.#find(), TYPING_MS);
  }

  async #bring(files: File[]): Promise<void> {
    const list = this.querySelector("[data-uploads]");
    if (!list) return;
    const came = await bring(list, files);
    const [only] = came;
    // One that was brought for this place is meant for it; of several somebody chooses.
    if (only && came.length === 1 && files.length === 1) this.#choose(only);
    else if (came.length > 0) this.media = [...came.reverse(), ...this.media.filter((one) => !came.some((new_) => new_.key === one.key))];
  }

  #choose(media: Media): void {
    this.dispatchEvent(new CustomEvent<Picture>("choose", { detail: pictureOf(media), bubbles: true }));
  }

  #close(): void {
    this.dispatchEvent(new CustomEvent("close", { bubbles: true }));
  }

  override render(): TemplateResult {
    return html`<div @keydown=${(event: KeyboardEvent) => event.key === "Escape" && this.#close()}
        @dragover=${(event: DragEvent) => event.preventDefault()}
        @drop=${(event: DragEvent) => { event.preventDefault(); event.stopPropagation(); void this.#bring(usable(event.dataTransfer?.files)); }}>
      <div class="library-bar">
        <input type="search" aria-label=${word("pictures.search")} placeholder=${word("pictures.search")} autocomplete="off" @input=${(event: Event) => this.#typed(event)}>
        <label class="button-quiet pictures-bring">${word("pictures.bring")}<input class="vh" type="file" multiple accept="image/*"
          @change=${(event: Event) => void this.#bring(usable((event.target as HTMLInputElement).files))}></label>
        <button type="button" class="quiet" @click=${() => this.#close()}>${word("pictures.close")}</button>
      </div>
      <ul class="uploads" data-uploads aria-live="polite"></ul>
      ${this.refused ? html`<p class="field-error" role="alert">${this.refused}</p>` : nothing}
      ${this.media.length === 0 && !this.refused ? html`<p class="nothing">${word(this.#words ? "pictures.nothing_found" : "pictures.nothing")}</p>` : nothing}
      <div class="library-wall">${this.media.map((one) => html`<button type="button" title=${word("pictures.choose")} @click=${() => this.#choose(one)}>
        <img src=${one.thumbnail} width=${one.width || 3} height=${one.height || 2} alt=${one.alt || one.name} loading="lazy" decoding="async" class="tone-${one.tone}">
        <span class="tile-facts">${one.credit || word("pictures.no_credit")}</span></button>`)}</div>
      ${this.next ? html`<button type="button" class="quiet" @click=${() => void this.#find(true)}>${word("pictures.more")}</button>` : nothing}
    </div>`;
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLInputElement>("input[type=search]")?.focus();
  }
}

customElements.define("picture-library", PictureLibrary);

declare global {
  interface HTMLElementTagNameMap {
    "picture-library": PictureLibrary;
  }
}
