// The front in small: stories change places; what was placed by hand is sent, the rest goes by time.
import { call, Problem } from "../api.ts";
import { announce, data } from "../data.ts";
import { declare } from "../keys.ts";
import { word } from "../words.ts";
import { ordered } from "./order.ts";

interface Story { id: number; headline: string }
interface Place { place: number; name: string; by_hand: boolean; until: string | null; story: Story | null }
interface Front { at: string; layout: { id: number; from: string } | null; places: Place[]; others: Story[]; to_come: { id: number; from: string }[] }

const list = document.querySelector<HTMLElement>("[data-front]");
if (list) begin(list);

function local(instant: string): string {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: data.zone, dateStyle: "short", timeStyle: "short", hour12: false }).formatToParts(new Date(instant));
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}T${part("hour").replace("24", "00")}:${part("minute")}`;
}

function begin(list: HTMLElement): void {
  const front = data.front as Front;
  const at = String(data.at ?? "");
  const places = front.places.map((place) => ({ ...place, until: place.until ? local(place.until) : null }));
  const others = [...front.others];
  const said = document.querySelector<HTMLElement>("[data-said]");
  let changed = false;

  const rows = (): HTMLElement[] => [...list.children].filter((one): one is HTMLElement => one instanceof HTMLElement);

  function draw(focus?: number): void {
    rows().forEach((row, number) => {
      const place = places[number];
      if (!place) return;
      const headline = row.querySelector(".front-headline");
      if (headline) headline.textContent = place.story?.headline ?? "–";
      row.dataset.story = place.story ? String(place.story.id) : "";
      row.classList.toggle("front-pinned", place.by_hand);
      row.setAttribute("aria-label", `${word(`front.script.${place.name}`)}: ${place.story?.headline ?? "–"}. ${word(place.by_hand ? "front.script.placed" : "front.script.by_time")}`);
      row.querySelector(".front-facts")?.replaceWith(facts(place));
    });
    if (focus !== undefined) rows()[focus]?.focus();
  }

  function facts(place: Place): HTMLElement {
    const line = document.createElement("span");
    line.className = "front-facts";
    if (!place.by_hand) {
      line.textContent = word("front.script.by_time");
      return line;
    }
    const until = document.createElement("input");
    until.type = "datetime-local";
    until.value = place.until ?? "";
    until.setAttribute("aria-label", word("front.script.until_label"));
    until.addEventListener("change", () => {
      place.until = until.value || null;
      mark();
    });
    const free = document.createElement("button");
    free.type = "button";
    free.className = "quiet";
    free.textContent = word("front.script.unpin");
    free.addEventListener("click", () => unpin(place));
    line.append(word("front.script.until"), " ", until, " ", free);
    return line;
  }

  function mark(): void {
    changed = true;
    if (said) said.textContent = word("front.script.changed");
  }

  function unpin(place: Place): void {
    place.by_hand = false;
    place.until = null;
    mark();
    draw(place.place);
  }

  /** Puts a story into a place; what stood between moves on by one, the placed ones stay placed. */
  function move(from: number, to: number): void {
    const stories = places.map((place) => ({ story: place.story, until: place.until }));
    const [taken] = stories.splice(from, 1);
    if (!taken?.story) return;
    stories.splice(to, 0, taken);
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    const pinned = places.map((place) => (place.by_hand ? place.story?.id : undefined));
    places.forEach((place, number) => {
      const now = stories[number];
      if (number < low || number > high || !now) return;
      place.story = now.story;
      place.until = now.until;
      place.by_hand = number === to || (now.story !== null && pinned.includes(now.story.id));
    });
    mark();
    draw(to);
    const place = places[to];
    if (place) announce(word("front.script.moved", { headline: taken.story.headline, place: word(`front.script.${place.name}`) }));
  }

  function placeIt(story: Story, to: number): void {
    const last = places[places.length - 1];
    if (last?.story && !last.by_hand) others.unshift(last.story);
    for (let number = places.length - 1; number > to; number -= 1) {
      const [place, before] = [places[number], places[number - 1]];
      if (!place || !before) continue;
      [place.story, place.by_hand, place.until] = [before.story, before.by_hand, before.until];
    }
    const place = places[to];
    if (place) [place.story, place.by_hand, place.until] = [story, true, null];
    document.querySelector(`[data-others] [data-story="${story.id}"]`)?.remove();
    mark();
    draw(to);
  }

  async function save(from: string | null, had: number | null): Promise<void> {
    const slots = places.filter((place) => place.by_hand && place.story).map((place) => ({ place: place.place, story: place.story?.id, until: place.until }));
    try {
      await call("PUT", "/front", { from, had, slots });
      changed = false;
      const words = word(from ? "front.script.scheduled" : "front.script.saved");
      announce(words);
      location.assign(from ? `/desk/front?at=${encodeURIComponent(from)}` : "/desk/front");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (said) said.textContent = error.message;
      announce(error.message);
    }
  }

  ordered({ list, moved: (_, from, to) => move(from, to), group: word("front.script.group"), up: word("front.script.up"), down: word("front.script.down") });
  list.addEventListener("drop", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("li") : null;
    const id = Number(event.dataTransfer?.getData("text/plain"));
    const story = others.find((one) => one.id === id);
    if (!row || !story) return;
    event.preventDefault();
    placeIt(story, rows().indexOf(row));
  });
  const otherList = document.querySelector<HTMLElement>("[data-others]");
  otherList?.addEventListener("dragstart", (event) => {
    const row = event.target instanceof HTMLElement ? event.target : null;
    event.dataTransfer?.setData("text/plain", row?.dataset.story ?? "");
  });
  list.addEventListener("dragover", (event) => event.preventDefault());
  otherList?.addEventListener("click", (event) => {
    const row = event.target instanceof Element && event.target.closest("[data-place-it]") ? event.target.closest<HTMLElement>("li") : null;
    const story = others.find((one) => String(one.id) === row?.dataset.story);
    if (story) placeIt(story, 0);
  });

  const scheduled = at ? front.to_come.find((one) => local(one.from) === at) ?? null : null;
  const saveHere = (): void => void (at ? save(at, scheduled?.id ?? null) : save(null, front.layout?.id ?? null));
  document.querySelector("[data-save]")?.addEventListener("click", saveHere);
  document.querySelector<HTMLFormElement>("[data-later]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = (event.target as HTMLFormElement).elements.namedItem("later");
    if (field instanceof HTMLInputElement && field.value) void save(field.value, null);
  });
  declare(
    { key: "mod+s", words: word("front.script.key_save"), group: word("front.script.group"), run: (event) => { event.preventDefault(); saveHere(); } },
    { key: "Backspace", words: word("front.script.key_unpin"), group: word("front.script.group"), when: () => document.activeElement?.parentElement === list,
      run: () => { const place = places[rows().indexOf(document.activeElement as HTMLElement)]; if (place?.by_hand) unpin(place); } },
  );
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  draw();
}
