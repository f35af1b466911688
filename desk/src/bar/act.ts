// The line that a verb opens under the bar: what it asks for, what stands in its way, and the button that does it.
import { html, nothing, type TemplateResult } from "lit";
import { call } from "../api.ts";
import { Bare } from "../bare.ts";
import { deskData } from "../desk-data.ts";
import { draftStore } from "../draft.ts";
import { say } from "../events.ts";
import { checks } from "../facts/checks.ts";
import type { Check, Preview, Story } from "../story.ts";
import { dated, instant, read, spoken, written } from "../when.ts";
import { word } from "../words.ts";
import type { ActName } from "./acts.ts";

/** What a verb asks for: a sentence, a moment, days, whether readers are told. */
interface Form { path: string; note?: "needed" | "free"; moment?: true; days?: true; writer?: true; tell?: true }

const FORMS: Record<ActName, Form> = {
  submit: { path: "submit", note: "free" },
  publish: { path: "publish", moment: true },
  reschedule: { path: "publish", moment: true },
  unschedule: { path: "unschedule" },
  update: { path: "update", note: "free", tell: true },
  correct: { path: "update", note: "needed", tell: true },
  send_back: { path: "send-back", note: "needed" },
  share: { path: "previews", days: true },
  withdraw: { path: "withdraw", note: "needed" },
  discard: { path: "discard" },
  assign: { path: "assign", writer: true, note: "free" },
  special: { path: "special", note: "free" },
};

interface Made { n: number; url: string; expires: string }

/** What the sentence is called in the request. */
const NOTES: Partial<Record<ActName, string>> = { update: "correction", correct: "correction", withdraw: "reason", assign: "brief" };
const DAYS = [1, 7, 30];

export class Act extends Bare {
  static override properties = { name: {}, later: { state: true }, typed: { state: true }, blocking: { state: true }, busy: { state: true }, refused: { state: true }, links: { state: true }, made: { state: true } };
  declare name: ActName;
  /** Whether a time is given, and the words that give it. */
  declare later: boolean;
  declare typed: string;
  declare blocking: Check[];
  declare busy: boolean;
  declare refused: string;
  declare links: Preview[] | null;
  /** The link that was just made: it is told this once. */
  declare made: Made | null;
  done: (said: string) => void = () => undefined;
  left: () => void = () => undefined;

  constructor() {
    super();
    this.later = false;
    this.typed = "";
    this.blocking = [];
    this.busy = false;
    this.refused = "";
    this.links = null;
    this.made = null;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (!changed.has("name")) return;
    this.refused = "";
    this.later = this.name === "reschedule";
    const { at } = draftStore().story.state;
    this.typed = this.name === "reschedule" && at ? dated(new Date(at), deskData().zone, deskData().language) : "";
    if (FORMS[this.name].moment || this.name === "update" || this.name === "submit") void this.#check();
    if (this.name === "share") void this.#shared();
  }

  protected override updated(changed: Map<string, unknown>): void {
    if (changed.has("name")) this.querySelector<HTMLElement>("textarea, input:checked, input[type=text], select, .button")?.focus();
  }

  /** What stands in the way, of the text as it is now. */
  async #check(): Promise<void> {
    await draftStore().flush();
    this.blocking = (await checks.ask(draftStore().id)).filter((check) => check.blocking);
  }

  async #shared(): Promise<void> {
    const found = await call<{ previews: Preview[] }>("GET", `/stories/${draftStore().id}/previews`).catch(() => null);
    this.links = found?.previews ?? [];
  }

  /** The moment that was typed; null when none is wanted, undefined when it cannot be read. */
  #moment(): { text: string; at: Date } | null | undefined {
    if (!this.later) return null;
    const { zone } = deskData();
    // Of an hour that comes twice the server names both, each with its offset: that is taken as it stands.
    const exact = this.typed.trim();
    if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?([+-]\d\d(:?\d\d)?|Z)$/.test(exact)) return { text: exact, at: new Date(exact.replace(/([+-]\d\d)$/, "$1:00")) };
    const time = read(this.typed, new Date(), zone);
    return time ? { text: written(time), at: instant(time, zone) } : undefined;
  }

  async #send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const form = FORMS[this.name];
    const fields = new FormData(this.querySelector("form") ?? undefined);
    const moment = form.moment ? this.#moment() : null;
    if (moment === undefined) {
      this.refused = word("bar.when_unread");
      this.querySelector<HTMLElement>("input[type=text]")?.focus();
      return;
    }
    const body: Record<string, unknown> = {};
    const note = String(fields.get("note") ?? "").trim();
    if (note !== "") body[NOTES[this.name] ?? "note"] = note;
    if (moment) body.at = moment.text;
    if (form.tell && note !== "" && fields.get("tell") !== null) body.tell = true;
    if (form.days) body.days = Number(fields.get("days"));
    if (form.writer) Object.assign(body, { writer: Number(fields.get("writer")), brief: note, ...this.#deadline(fields) });
    await this.#do(form.path, body);
  }

  #deadline(fields: FormData): { deadline?: string } {
    const time = read(String(fields.get("deadline") ?? ""), new Date(), deskData().zone);
    return time ? { deadline: written(time) } : {};
  }

  async #do(path: string, body: Record<string, unknown>): Promise<void> {
    const store = draftStore();
    this.busy = true;
    this.refused = "";
    try {
      if (!(await store.flush())) {
        this.refused = store.problem ?? word("bar.not_saved");
        return;
      }
      if (this.name === "special") {
        // It is looked at, and sent, on its own page.
        const { name } = await call<{ name: string }>("POST", "/editions/specials", { story: store.id, ...body });
        location.assign(`/desk/editions/${name}`);
        return;
      }
      const answer = await call<Story | Made>("POST", `/stories/${store.id}/${path}`, body);
      if (this.name === "share") {
        this.made = answer as Made;
        await this.#shared();
        return;
      }
      store.replaceStory(await whole(answer as Story, store.id));
      this.done(this.#outcome(store.story));
      say("desk:saved", { revision: store.revision });
    } catch (error) {
      this.refused = String((error as Error).message);
    } finally {
      this.busy = false;
    }
  }

  #outcome(story: Story): string {
    const { zone, language } = deskData();
    const { state } = story;
    return word(`bar.done_${state.name}`, { at: state.at ? spoken(new Date(state.at), new Date(), zone, language) : "" });
  }

  override render(): TemplateResult {
    const form = FORMS[this.name];
    return html`<form class="act act-${this.name}" aria-label=${word(`bar.${this.name}`)} @submit=${this.#send}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); this.left(); }
          if (event.key === "Enter" && (event.metaKey || event.ctrlKey)) { event.stopPropagation(); void this.#send(event); }
        }}>
      <p class="act-said">${word(`bar.said_${this.name}`)}</p>
      ${this.#blocking()}
      ${form.moment ? this.#when() : nothing}
      ${form.writer ? this.#writer() : nothing}
      ${form.note ? html`<label class="line-label">${word(`bar.note_${this.name}`)}<textarea name="note" class="line" rows="2" ?required=${form.note === "needed"}></textarea></label>` : nothing}
      ${form.tell ? html`<label class="pick act-tell"><input type="checkbox" name="tell"><span>${word("bar.tell")}</span></label>` : nothing}
      ${form.days ? this.#share() : nothing}
      ${this.refused ? html`<p class="facts-bad" role="alert">${this.refused}</p>` : nothing}
      <p class="act-buttons"><button type="submit" class="button" ?disabled=${this.busy || (this.blocking.length > 0 && (form.moment ?? false))}>${this.#button()}</button>
        <button type="button" class="as-text" @click=${() => this.left()}>${word("bar.cancel")} <kbd>esc</kbd></button></p>
    </form>`;
  }

  #button(): string {
    if (FORMS[this.name].moment && this.later) return word("bar.do_schedule");
    if (this.name === "reschedule") return word("bar.do_publish");
    return word(`bar.do_${this.name}`);
  }

  #blocking(): TemplateResult | typeof nothing {
    if (this.blocking.length === 0) return nothing;
    return html`<div class="act-blocking" role="alert"><p>${word("bar.blocking", { count: this.blocking.length })}</p><ul>${this.blocking.map((check) => html`<li>
      <button type="button" class="check check-blocking" @click=${() => { this.left(); say("desk:reveal", { field: check.field ?? null, block: check.block ?? null }); }}>${check.message}</button></li>`)}</ul></div>`;
  }

  #when(): TemplateResult {
    const { zone, language } = deskData();
    const moment = this.#moment();
    const said = !this.later ? "" : moment ? spoken(moment.at, new Date(), zone, language) : this.typed.trim() === "" ? "" : word("bar.when_unread");
    return html`<fieldset class="act-when"><legend class="vh">${word("bar.when")}</legend>
      <label class="pick"><input type="radio" name="later" value="" .checked=${!this.later} @change=${() => (this.later = false)}><span>${word("bar.now")}</span></label>
      <label class="pick"><input type="radio" name="later" value="1" .checked=${this.later} @change=${() => this.#pick()}><span>${word("bar.at")}</span></label>
      <input type="text" class="line figures" name="at" autocomplete="off" aria-label=${word("bar.when")} placeholder=${word("bar.when_hint")} .value=${this.typed} aria-describedby="act-when-said"
        @focus=${() => (this.later = true)} @input=${(event: Event) => { this.later = true; this.typed = (event.target as HTMLInputElement).value; }}>
      <span id="act-when-said" class="act-when-said" aria-live="polite">${said}</span>
    </fieldset>`;
  }

  async #pick(): Promise<void> {
    this.later = true;
    await this.updateComplete;
    this.querySelector<HTMLElement>("input[name=at]")?.focus();
  }

  #writer(): TemplateResult {
    const { staff } = deskData();
    const now = draftStore().story.assignment?.writer?.id ?? draftStore().story.owner?.id;
    return html`<label class="line-label">${word("bar.writer")}<select name="writer" class="line">${staff.map((one) => html`<option value=${one.id} ?selected=${one.id === now}>${one.name}</option>`)}</select></label>
      <label class="line-label">${word("bar.deadline")}<input type="text" name="deadline" class="line figures" autocomplete="off" placeholder=${word("bar.when_hint")}></label>`;
  }

  #share(): TemplateResult {
    const { zone, language } = deskData();
    return html`<fieldset class="act-when"><legend class="vh">${word("bar.days")}</legend>${DAYS.map((days) => html`<label class="pick"><input type="radio" name="days" value=${days} .checked=${days === 7}><span>${word("bar.days_of", { count: days })}</span></label>`)}</fieldset>
      ${this.made ? html`<label class="line-label">${word("bar.link")}<input class="line figures" readonly .value=${new URL(this.made.url, location.href).href} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}></label>` : nothing}
      ${this.links?.length ? html`<ul class="act-links">${this.links.map((link) => html`<li><span>${word("bar.link_of", { who: link.who })}</span>
        <span class="facts-quiet">${word("bar.link_until", { at: spoken(new Date(link.expires), new Date(), zone, language) })}</span>
        <button type="button" class="as-text" @click=${() => this.#unshare(link)}>${word("bar.link_end")}</button></li>`)}</ul>` : nothing}`;
  }

  async #unshare(link: Preview): Promise<void> {
    try {
      await call<unknown>("DELETE", `/stories/${draftStore().id}/previews/${link.n}`);
      await this.#shared();
    } catch (error) {
      this.refused = String((error as Error).message);
    }
  }
}

/** Verbs answer with the story; one that does not is asked for. */
async function whole(answer: Story, id: number): Promise<Story> {
  return answer?.rights ? answer : call<Story>("GET", `/stories/${id}`);
}

customElements.define("desk-act", Act);
