// The bar above the words: who drafts it, how many words, one word of saving, the command line, what comes next.
import { html, nothing, type TemplateResult } from "lit";
import { Bare } from "../bare.ts";
import { openCommand } from "../command.ts";
import { deskData } from "../desk-data.ts";
import { draftStore, type DraftStore } from "../draft.ts";
import { hear, say } from "../events.ts";
import { declare, shown } from "../keys.ts";
import type { Presence, Story } from "../story.ts";
import { brief, spoken } from "../when.ts";
import { word } from "../words.ts";
import { available, mainAct, type ActName } from "./acts.ts";
import "./act.ts";

export class Bar extends Bare {
  static override properties = { act: { state: true }, more: { state: true }, who: { state: true }, said: { state: true } };
  /** Which verb's line is open. */
  declare act: ActName | null;
  declare more: boolean;
  declare who: Presence | null;
  /** What the last verb did, for who does not see the bar change. */
  declare said: string;
  #acts: () => void = () => undefined;

  constructor() {
    super();
    this.act = null;
    this.more = false;
    this.who = null;
    this.said = "";
  }

  get #store(): DraftStore {
    return draftStore();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // What the page said until now, this says better.
    if (!this.hasUpdated) this.replaceChildren();
    this.until(
      this.#store.subscribe((what) => {
        if (what.has("story")) this.#declare();
        this.requestUpdate();
      }),
      hear("desk:presence", (who) => (this.who = who)),
      () => this.#acts(),
      declare({ key: "mod+Enter", words: word("script.keys.main"), group: word("script.keys.story"), when: () => mainAct(this.#store.story) !== null, run: () => this.open(mainAct(this.#store.story)) }),
    );
    this.#declare();
  }

  /** Every verb that is possible now is a command, too. */
  #declare(): void {
    this.#acts();
    this.#acts = declare(...available(this.#store.story).map((name) => ({
      key: KEYS[name] ?? "", words: word(`bar.${name}`), group: word("script.keys.story"), run: () => this.open(name),
    })));
  }

  /** Opens the line of a verb; the same again closes it. */
  open(name: ActName | null): void {
    this.more = false;
    this.act = this.act === name ? null : name;
  }

  #close(said: string): void {
    this.act = null;
    this.said = said;
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".bar-main, .bar-more")?.focus());
  }

  override render(): TemplateResult {
    const store = this.#store;
    const { story } = store;
    const main = mainAct(story);
    const others = available(story).filter((name) => name !== main);
    return html`<div class="bar" role="region" aria-label=${word("bar.bar")}>
        <p class="bar-state">${standing(story)}</p>
        <p class="bar-words figures">${word("bar.words", { count: store.words })}</p>
        <p class="bar-saving bar-saving-${store.saving}" role="status">${word(`bar.saving_${store.saving.replace("-", "_")}`)}</p>
        ${this.#others()}
        <button type="button" class="as-text bar-command" @click=${openCommand} title=${word("script.keys.command")}><span class="vh">${word("script.command.open")}</span><kbd>${shown("mod+k").join(" ")}</kbd></button>
        ${others.length > 0 ? html`<button type="button" class="as-text bar-more" aria-expanded=${this.more} aria-controls="bar-others" @click=${() => { this.more = !this.more; this.act = null; }}>${word("bar.more")}</button>` : nothing}
        ${main ? html`<button type="button" class="button bar-main" aria-expanded=${this.act === main} aria-controls="bar-act" title=${shown("mod+Enter").join(" ")} @click=${() => this.open(main)}>${this.#mainWords(main)}</button>` : nothing}
        <p class="vh" role="status">${this.said}</p>
      </div>
      <ul id="bar-others" class="bar-others" ?hidden=${!this.more}>${others.map((name) => html`<li><button type="button" class="as-text" @click=${() => this.open(name)}>${word(`bar.${name}`)}${KEYS[name] ? html` <kbd>${shown(KEYS[name]).join(" ")}</kbd>` : nothing}</button></li>`)}</ul>
      ${store.problem ? html`<p class="bar-problem" role="alert">${store.problem}</p>` : nothing}
      <div id="bar-act">${this.act ? html`<desk-act .name=${this.act} .done=${(said: string) => this.#close(said)} .left=${() => this.#close("")}></desk-act>` : nothing}</div>`;
  }

  #mainWords(main: ActName): string {
    const { state } = this.#store.story;
    const { zone, language } = deskData();
    if (main === "reschedule" && state.at) return word("bar.main_scheduled", { at: brief(new Date(state.at), new Date(), zone, language) });
    return word(`bar.main_${main}`);
  }

  #others(): TemplateResult | typeof nothing {
    const { who } = this;
    if (!who) return nothing;
    if (!who.yours && who.holder) {
      return html`<p class="bar-who" role="status"><b>${word("bar.held", { who: who.holder.who })}</b>
        ${this.#store.story.rights.write ? html`<button type="button" class="as-text" @click=${() => say("desk:take-over", {})}>${word("bar.take_over")}</button>` : nothing}</p>`;
    }
    if (who.others.length === 0) return nothing;
    return html`<p class="bar-who" role="status">${word("bar.also", { who: who.others.map((one) => one.who).join(", ") })}</p>`;
  }
}

const KEYS: Partial<Record<ActName, string>> = { send_back: "mod+alt+b", share: "mod+alt+l", withdraw: "mod+alt+x", correct: "mod+alt+u", assign: "mod+alt+o" };

/** Where the story stands, in words. */
function standing(story: Story): TemplateResult {
  const { zone, language } = deskData();
  const owner = story.owner?.name ?? story.assignment?.writer?.name;
  const who = html`<b>${owner}</b>`;
  const at = (time: string | null | undefined): string => (time ? spoken(new Date(time), new Date(), zone, language) : "");
  const state = story.pending ? "pending" : sentBack(story) ? "sent_back" : story.state.name;
  const [before, after] = word(`bar.${owner ? "state" : "nobody"}_${state}`, { at: at(story.state.at ?? story.live_since) }).split("{who}");
  return html`${before}${after === undefined ? nothing : who}${after ?? nothing}`;
}

/** A draft that an editor sent back says so. */
function sentBack(story: Story): boolean {
  return story.state.name === "draft" && Boolean(story.state.note);
}

customElements.define("desk-bar", Bar);
