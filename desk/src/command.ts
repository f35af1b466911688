// The command line: ⌘K or Ctrl K, from anywhere. Stories, artists, places and what can be done here, by a few letters.
import { html, nothing, type TemplateResult } from "lit";
import { call } from "./api.ts";
import { Bare } from "./bare.ts";
import type { Choice, Combo } from "./combo.ts";
import { declared, shown, type Action } from "./keys.ts";
import { word } from "./words.ts";
import "./combo.ts";

type Target = { go: string } | { run: Action };
const EACH = 6;

/** Opens the command line. */
export function openCommand(): void {
  let line = document.querySelector<Command>("desk-command");
  if (!line) {
    line = document.createElement("desk-command") as Command;
    document.body.prepend(line);
  }
  line.show();
}

const folded = (text: string): string => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
const fits = (text: string, query: string): boolean => query.split(/\s+/).every((part) => folded(text).includes(part));

export class Command extends Bare {
  static override properties = { open: { state: true } };
  declare open: boolean;
  #back: HTMLElement | null = null;

  constructor() {
    super();
    this.open = false;
  }

  show(): void {
    if (!this.open) this.#back = document.activeElement as HTMLElement | null;
    this.open = true;
    void this.updateComplete.then(async () => {
      const combo = this.querySelector<Combo>("desk-combo");
      await combo?.updateComplete;
      combo?.focus();
    });
  }

  #close(back: boolean): void {
    this.open = false;
    if (back) this.#back?.focus();
    this.#back = null;
  }

  async #find(text: string): Promise<Choice<Target>[]> {
    const query = folded(text.trim());
    const actions = declared().filter((one) => one.run && one.words && fits(one.words, query) && !one.key.startsWith("alt+") && one.key !== "mod+k");
    const places = [...document.querySelectorAll<HTMLAnchorElement>(".places-menu nav a")].filter((link) => fits(name(link), query));
    const goTo = (link: HTMLAnchorElement): Choice<Target> => ({ label: name(link), group: word("script.command.places"), value: { go: link.href } });
    const here: Choice<Target>[] = actions.slice(0, query === "" ? 8 : EACH).map((one) => ({ label: one.words, key: shown(one.key).join(" "), group: word("script.command.actions"), value: { run: one } }));
    if (query.length < 2) return [...places.map(goTo), ...here];
    const [stories, artists] = await Promise.all([this.#stories(text), this.#artists(text)]);
    // Who types “queue” means the place, whatever headlines say; it stands first before and after they are found.
    const meant = places.filter((link) => folded(name(link)).startsWith(query));
    const others = places.filter((link) => !meant.includes(link));
    return [...meant.map(goTo), ...stories, ...artists, ...others.map(goTo), ...here];
  }

  async #stories(text: string): Promise<Choice<Target>[]> {
    const found = await call<{ stories: { id: number; headline: string; artist_line: string; state: { name: string } }[] }>("GET", `/stories?q=${encodeURIComponent(text.trim())}&limit=${EACH}`).catch(() => ({ stories: [] }));
    return found.stories.map((one) => ({
      label: one.headline || word("script.command.untitled"), more: [one.artist_line, word(`script.state.${one.state.name}`)].filter(Boolean).join(", "),
      group: word("script.command.stories"), value: { go: `/desk/stories/${one.id}` },
    }));
  }

  async #artists(text: string): Promise<Choice<Target>[]> {
    const found = await call<{ artists: { id: number; name: string; disambiguation: string }[] }>("GET", `/artists?q=${encodeURIComponent(text.trim())}&limit=${EACH}`).catch(() => ({ artists: [] }));
    return found.artists.map((one) => ({ label: one.name, more: one.disambiguation, group: word("script.command.artists"), value: { go: `/desk/artists/${one.id}` } }));
  }

  #take(choice: Choice<Target> | null): void {
    if (!choice) return;
    this.#close("run" in choice.value);
    if ("go" in choice.value) location.assign(choice.value.go);
    else choice.value.run.run?.(new KeyboardEvent("keydown"));
  }

  override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    return html`<search class="command"><desk-combo .label=${word("script.command.open")} .placeholder=${word("script.command.hint")} .empty=${word("script.command.none")}
      .find=${(text: string) => this.#find(text)} .chosen=${(choice: Choice<Target> | null) => this.#take(choice)} .left=${() => this.#close(true)}></desk-combo></search>`;
  }
}

function name(link: HTMLAnchorElement): string {
  // The count beside a place is no part of its name.
  return (link.querySelector("[data-name]") ?? link.firstChild ?? link).textContent?.trim() ?? "";
}

customElements.define("desk-command", Command);
