// The cover: from the library or from this machine, with what must stay in view when it is cropped.
import { html, nothing, type TemplateResult } from "lit";
import { call } from "../api.ts";
import type { Picture } from "../story.ts";
import { upload, type Media } from "../upload.ts";
import { word } from "../words.ts";
import { Part } from "./part.ts";

const value = (event: Event): string => (event.target as HTMLInputElement).value;
/** One press of an arrow moves the focal point by this share of the picture. */
const STEP = 0.05;

export class Cover extends Part {
  protected readonly follows = ["cover", "story", "saving"] as const;
  static override properties = { library: { state: true }, busy: { state: true }, refused: { state: true }, over: { state: true } };
  /** Pictures to choose from; null while the library is closed. */
  declare library: Media[] | null;
  /** How much of the upload has gone, 0 to 1. */
  declare busy: number | null;
  declare refused: string;
  declare over: boolean;

  constructor() {
    super();
    this.library = null;
    this.busy = null;
    this.refused = "";
    this.over = false;
  }

  async #open(query = ""): Promise<void> {
    this.refused = "";
    try {
      const { media } = await call<{ media: Media[] }>("GET", `/media?q=${encodeURIComponent(query)}&limit=12`);
      this.library = media;
    } catch (error) {
      this.refused = String((error as Error).message);
    }
  }

  #take(media: Media): void {
    const cover: Picture = {
      media: media.key, alt: media.alt, decorative: false, credit: media.credit, caption: media.caption,
      width: media.width, height: media.height, focus: media.focus,
    };
    this.library = null;
    this.store.set({ cover });
  }

  async #upload(file: File | undefined): Promise<void> {
    if (!file || this.store.readOnly) return;
    this.refused = "";
    this.busy = 0;
    try {
      this.#take(await upload(file, (share) => (this.busy = share)));
    } catch (error) {
      this.refused = String((error as Error).message);
    }
    this.busy = null;
  }

  #change(change: Partial<Picture>): void {
    const { cover } = this.store.draft;
    if (cover) this.store.set({ cover: { ...cover, ...change } });
  }

  #aim(event: MouseEvent): void {
    if (this.store.readOnly) return;
    const box = (event.currentTarget as HTMLElement).getBoundingClientRect();
    // A press by the keyboard has no place.
    if (event.detail === 0) return;
    this.#focus((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  #focus(x: number, y: number): void {
    const inside = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 100) / 100;
    this.#change({ focus: [inside(x), inside(y)] });
  }

  #arrows(event: KeyboardEvent, [x, y]: [number, number]): void {
    const moves: Record<string, [number, number]> = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const move = moves[event.key];
    if (!move || this.store.readOnly) return;
    event.preventDefault();
    this.#focus(x + move[0], y + move[1]);
  }

  override render(): TemplateResult {
    const { cover } = this.store.draft;
    return this.section("cover", html`<div class="cover ${this.over ? "cover-over" : ""}"
        @dragover=${(event: DragEvent) => { event.preventDefault(); this.over = true; }} @dragleave=${() => (this.over = false)}
        @drop=${(event: DragEvent) => { event.preventDefault(); this.over = false; void this.#upload(event.dataTransfer?.files[0]); }}>
      ${cover ? this.#picture(cover) : nothing}
      ${this.busy === null ? nothing : html`<progress max="1" .value=${this.busy} aria-label=${word("facts.cover_uploading")}></progress>`}
      ${this.refused ? html`<p class="facts-bad" role="alert">${this.refused}</p>` : nothing}
      ${this.store.readOnly ? nothing : html`<p class="cover-ways">
        <button type="button" class="add" @click=${() => this.#open()}>${word("facts.cover_library")}</button>
        <label class="add">${word("facts.cover_upload")}<input type="file" class="vh" accept="image/*" @change=${(event: Event) => this.#upload((event.target as HTMLInputElement).files?.[0])}></label>
        ${cover ? html`<button type="button" class="add" @click=${() => this.store.set({ cover: null })}>${word("facts.cover_remove")}</button>` : nothing}
      </p>`}
      ${this.library ? this.#shelf(this.library) : nothing}
    </div>`);
  }

  #picture(cover: Picture): TemplateResult {
    const [x, y] = cover.focus;
    const percent = (share: number): number => Math.round(share * 100);
    return html`<button type="button" class="cover-picture" ?disabled=${this.store.readOnly} @click=${this.#aim} @keydown=${(event: KeyboardEvent) => this.#arrows(event, cover.focus)}
        aria-label=${word("facts.cover_focus", { x: percent(x), y: percent(y) })} title=${word("facts.cover_focus_hint")}>
        <img src="/media/${cover.media}" alt="" width=${cover.width || nothing} height=${cover.height || nothing}>
        <span class="cover-point" .style=${`left:${percent(x)}%;top:${percent(y)}%`}></span>
      </button>
      <label class="line-label">${word("facts.cover_alt")}<input type="text" class="line" .value=${cover.alt} ?disabled=${this.store.readOnly || cover.decorative} @change=${(event: Event) => this.#change({ alt: value(event) })}></label>
      <label class="pick"><input type="checkbox" .checked=${cover.decorative} ?disabled=${this.store.readOnly} @change=${(event: Event) => this.#change({ decorative: (event.target as HTMLInputElement).checked })}><span>${word("facts.cover_decorative")}</span></label>
      <label class="line-label">${word("facts.cover_credit")}<input type="text" class="line" .value=${cover.credit} ?disabled=${this.store.readOnly} @change=${(event: Event) => this.#change({ credit: value(event) })}></label>
      <label class="line-label">${word("facts.cover_caption")}<input type="text" class="line" .value=${cover.caption} ?disabled=${this.store.readOnly} @change=${(event: Event) => this.#change({ caption: value(event) })}></label>`;
  }

  #shelf(media: Media[]): TemplateResult {
    return html`<div class="shelf" @keydown=${(event: KeyboardEvent) => event.key === "Escape" && (this.library = null)}>
      <label class="line-label">${word("facts.cover_search")}<input type="search" class="line" @change=${(event: Event) => this.#open(value(event))}></label>
      ${media.length === 0 ? html`<p class="facts-quiet">${word("facts.cover_library_empty")}</p>` : nothing}
      <ul>${media.map((one) => html`<li><button type="button" aria-label=${one.alt || one.credit || word("facts.cover_unnamed")} @click=${() => this.#take(one)}>
        <img src=${one.thumbnail ?? `/media/${one.key}`} alt="" loading="lazy"></button></li>`)}</ul>
      <button type="button" class="add" @click=${() => (this.library = null)}>${word("facts.close")}</button>
    </div>`;
  }

  /** Leads to what a check asks for. */
  reveal(): void {
    const { cover } = this.store.draft;
    const wanted = cover && !cover.credit ? 1 : 0;
    const line = this.querySelectorAll<HTMLElement>(".line")[cover && cover.alt && wanted ? 1 : 0];
    (line ?? this.querySelector<HTMLElement>("button"))?.focus();
  }
}

customElements.define("desk-cover", Cover);
