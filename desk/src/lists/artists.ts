// Artists by key and while typing: the list follows what is typed, rows are walked with j and k. On an artist's page a
// field finds another artist: to join, or to merge into.
import { call } from "../api.ts";
import { announce } from "../data.ts";
import type { Choice, Combo } from "../combo.ts";
import { declare } from "../keys.ts";
import { word } from "../words.ts";

interface Found { id: number; name: string; disambiguation: string; stories: number }

/** The list is asked for again when nobody has typed for this long. */
const PAUSE_MS = 110;

const rows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".artists-row")];

function move(by: number): void {
  const all = rows();
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** Has a part of the page follow what is typed: the same page is asked for and its part taken. */
function live(input: HTMLInputElement, name: string): void {
  let timer = 0;
  let asked = 0;
  const ask = async (): Promise<void> => {
    const mine = ++asked;
    const path = input.value.trim() === "" ? location.pathname : `${location.pathname}?q=${encodeURIComponent(input.value.trim())}`;
    const answer = await fetch(path, { credentials: "same-origin" }).catch(() => null);
    if (!answer?.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [here, there] = [document.querySelector(name), page.querySelector(name)];
    if (mine !== asked || !here || !there) return;
    here.replaceWith(there);
    history.replaceState(null, "", path);
    announce(there.querySelector("[role=status]")?.textContent ?? "");
  };
  input.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => void ask(), PAUSE_MS);
  });
  declare({ key: "/", group: word("script.artist.group"), words: word("script.artist.find"), run: () => input.select() });
}

/** A field that finds an artist. `data-go`: a path to go to; in a form with `data-path`: whom the form is about. */
class ArtistPick extends HTMLElement {
  connectedCallback(): void {
    if (this.firstChild) return;
    const combo = document.createElement("desk-combo") as Combo<Found>;
    combo.label = this.dataset.label ?? "";
    combo.placeholder = this.dataset.label ?? "";
    combo.empty = word("script.artist.nobody");
    combo.find = async (text) => {
      if (text.trim() === "") return [];
      const { artists } = await call<{ artists: Found[] }>("GET", `/artists?q=${encodeURIComponent(text.trim())}&limit=8`);
      return artists.map((one): Choice<Found> => ({ label: one.name, more: [one.disambiguation, word("script.artist.stories", { count: one.stories })].filter(Boolean).join(", "), value: one }));
    };
    combo.chosen = (choice) => choice && this.#take(combo, choice.value);
    this.append(combo);
  }

  #take(combo: Combo<Found>, found: Found): void {
    combo.value = found.disambiguation ? `${found.name} (${found.disambiguation})` : found.name;
    const { go } = this.dataset;
    if (go !== undefined) location.assign(go.replace("{}", String(found.id)));
    const form = this.closest("form");
    if (form?.dataset.path !== undefined) {
      form.dataset.api = `PUT ${form.dataset.path.replace("{}", String(found.id))}`;
      form.querySelector<HTMLButtonElement>("button:not([type=button])")?.focus();
    }
  }
}

/** Listens where there are artists. */
export function listen(): void {
  const input = document.querySelector<HTMLInputElement>("input[data-live]");
  if (input?.dataset.live) live(input, input.dataset.live);
  if (document.querySelector(".artists")) {
    const group = word("script.artist.group");
    declare(
      { key: "j", group, words: word("script.artist.next"), run: () => move(1) },
      { key: "k", group, words: word("script.artist.previous"), run: () => move(-1) },
    );
  }
  if (document.querySelector("artist-pick")) void import("../combo.ts").then(() => customElements.define("artist-pick", ArtistPick));
}
