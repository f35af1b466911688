// The page of an edition: the order of its stories by drag and by key, what it says, the letter as any reader gets it,
// and how far it is while it goes out. Whatever is changed is saved at once.
import { call, Problem } from "./api.ts";
import { announce, data } from "./data.ts";
import { declare } from "./keys.ts";
import { word } from "./words.ts";

interface Progress { pending: number; accepted: number; deferred: number; refused: number; in_doubt: number; sent_again: number; left: number; excluded: number; audience: number }
interface Edition {
  name: string;
  revision: number;
  order: number[];
  dropped: number[];
  stories: { id: number }[];
  subject: string;
  preheader: string;
  state: string | null;
  progress: Progress | null;
}

const page = document.querySelector<HTMLElement>("[data-edition]");
let edition = data.edition as Edition;
const path = `/editions/${edition.name}`;
const order = document.querySelector<HTMLOListElement>("[data-order]");
const out = document.querySelector<HTMLUListElement>("[data-out]");
const lines = document.querySelector<HTMLFormElement>("[data-lines]");
const saidState = document.querySelector<HTMLElement>("[data-state]");
const whose = document.querySelector<HTMLFormElement>("[data-whose]");
const frame = document.querySelector<HTMLIFrameElement>("[data-letter]");

const FILLS_UP_MS = 20_000;
const TYPED_MS = 900;
const WATCH_MS = 1_000;

function say(words: string, loud = false): void {
  if (saidState) saidState.textContent = words;
  if (loud) announce(words);
}

// Saving. One request at a time; what is changed meanwhile goes with the next.

let dropped = new Set(edition.dropped ?? []);
let ordered = (edition.order ?? []).length > 0;
let dirty = false;
let saving = false;
/** Runs from a letter typed into the lines until a pause: that is not saved either. */
let typing: ReturnType<typeof setTimeout> | undefined;

const idsIn = (list: HTMLElement | null): number[] => [...(list?.children ?? [])].map((row) => Number((row as HTMLElement).dataset.story));

function field(name: string): string {
  const found = lines?.elements.namedItem(name);
  return found instanceof HTMLInputElement || found instanceof HTMLTextAreaElement ? found.value : "";
}

async function save(): Promise<void> {
  clearTimeout(typing);
  typing = undefined;
  dirty = true;
  if (saving) return;
  saving = true;
  while (dirty) {
    dirty = false;
    say(word("edition.saving"));
    const wanted = {
      revision: edition.revision,
      order: ordered ? idsIn(order) : [],
      dropped: [...dropped],
      subject: field("subject"),
      preheader: field("preheader"),
      note: field("note"),
    };
    try {
      edition = await call<Edition>("PUT", path, wanted);
    } catch (error) {
      saving = false;
      dirty = true;
      if (!(error instanceof Problem)) throw error;
      say(error.type === "outdated" ? word("edition.outdated") : word("edition.unsaved", { why: error.message }), true);
      return;
    }
  }
  saving = false;
  say(word("edition.saved"), true);
  shownAsSaved();
}

/** What the server made of it: the lead's lines where none were typed, a story that went live meanwhile. */
function shownAsSaved(): void {
  for (const name of ["subject", "preheader"] as const) {
    const input = lines?.elements.namedItem(name);
    if (input instanceof HTMLInputElement) input.placeholder = edition[name];
  }
  if (changedElsewhere(edition) && !busy()) location.reload();
  else refresh();
}

const unsaved = (): boolean => dirty || saving || typing !== undefined;

/** Whether somebody is in the middle of something that loading the page again would take from them. */
function busy(): boolean {
  return unsaved() || held !== null || (lines?.contains(document.activeElement) ?? false);
}

function changedElsewhere(newest: Edition): boolean {
  return order !== null && newest.stories.map((story) => story.id).join() !== idsIn(order).join();
}

// The order.

const rowOf = (inside: Element | null): HTMLElement | null => inside?.closest<HTMLElement>("[data-story]") ?? null;
const headlineOf = (row: HTMLElement): string => row.querySelector(".order-headline")?.textContent?.trim() ?? "";

function place(row: HTMLElement): void {
  const all = idsIn(order);
  announce(word("edition.moved", { headline: headlineOf(row), place: all.indexOf(Number(row.dataset.story)) + 1, count: all.length }));
}

/** Does one of the things that can be done with a row; the focus stays where it was. */
function move(row: HTMLElement, how: string): void {
  if (!order || !out) return;
  const id = Number(row.dataset.story);
  const before = document.activeElement;
  if (how === "drop") {
    if (row.parentElement !== order) return;
    const next = (row.nextElementSibling ?? row.previousElementSibling)?.querySelector<HTMLElement>(".order-headline");
    out.prepend(row);
    dropped.add(id);
    announce(word("edition.dropped", { headline: headlineOf(row) }));
    next?.focus();
  } else if (how === "in") {
    order.append(row);
    dropped.delete(id);
    ordered = true;
    row.querySelector<HTMLElement>(".order-headline")?.focus();
    place(row);
  } else {
    if (row.parentElement !== order) return;
    if (how === "up") row.previousElementSibling?.before(row);
    else if (how === "down") row.nextElementSibling?.after(row);
    else order.prepend(row);
    ordered = true;
    if (before instanceof HTMLElement && row.contains(before)) before.focus();
    place(row);
  }
  shapes();
  void save();
}

function shapes(): void {
  document.querySelector<HTMLElement>("[data-nothing]")?.toggleAttribute("hidden", (order?.children.length ?? 0) > 0);
  document.querySelector<HTMLElement>("[data-out-section]")?.toggleAttribute("hidden", (out?.children.length ?? 0) === 0);
}

let held: HTMLElement | null = null;

function drag(): void {
  const unmark = (): void => document.querySelectorAll("[data-before]").forEach((row) => row.removeAttribute("data-before"));
  document.addEventListener("dragstart", (event) => {
    held = rowOf(event.target as Element);
    if (!held) return;
    held.setAttribute("data-held", "");
    event.dataTransfer?.setData("text/plain", headlineOf(held));
  });
  document.addEventListener("dragend", () => {
    held?.removeAttribute("data-held");
    held = null;
    unmark();
  });
  for (const list of [order, out]) {
    list?.addEventListener("dragover", (event) => {
      if (!held) return;
      event.preventDefault();
      unmark();
      rowOf(event.target as Element)?.setAttribute("data-before", "");
    });
    list?.addEventListener("drop", (event) => {
      if (!held || !order || !out) return;
      event.preventDefault();
      const over = rowOf(event.target as Element);
      const [row, id] = [held, Number(held.dataset.story)];
      if (over && over !== row) over.before(row);
      else if (!over) list.append(row);
      if (list === out) dropped.add(id);
      else {
        dropped.delete(id);
        ordered = true;
      }
      shapes();
      void save();
    });
  }
}

function turnAbout(): void {
  if (!order) return;
  drag();
  page?.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-move]");
    const row = rowOf(button);
    if (button && row) move(row, button.dataset.move ?? "");
  });
  const here = (): HTMLElement | null => rowOf(document.activeElement);
  const group = word("edition.keys");
  const act = (key: string, words: string, how: string) => ({
    key, words: word(words), group, when: () => here() !== null,
    run: (event: KeyboardEvent) => {
      const row = here();
      if (!row) return;
      event.preventDefault();
      move(row, how);
    },
  });
  declare(act("alt+ArrowUp", "edition.key_up", "up"), act("alt+ArrowDown", "edition.key_down", "down"), act("l", "edition.key_lead", "lead"), act("x", "edition.key_drop", "drop"));
  lines?.addEventListener("submit", (event) => {
    event.preventDefault();
    void save();
  });
  lines?.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => void save(), TYPED_MS);
  });
  lines?.addEventListener("change", () => {
    void save();
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved()) event.preventDefault();
  });
  setInterval(() => void fillUp(), FILLS_UP_MS);
}

/** Stories that went live since come in by themselves, unless somebody is in the middle of something. */
async function fillUp(): Promise<void> {
  if (busy() || document.hidden) return;
  try {
    const newest = await call<Edition>("GET", path);
    if (!busy() && (changedElsewhere(newest) || newest.state !== edition.state)) location.reload();
  } catch {
    // The next try is soon enough.
  }
}

// The letter.

function reader(): { choice: string; follows: string[]; way: string } {
  const fields = new FormData(whose ?? undefined);
  const get = (name: string): string => String(fields.get(name) ?? "");
  return { choice: get("choice") || "general", follows: get("follows").split(/[\s,]+/).filter((one) => one !== ""), way: get("way") || "day" };
}

function refresh(): void {
  if (!frame) return;
  const { choice, follows, way } = reader();
  const query = new URLSearchParams({ choice, follows: choice === "general" ? "" : follows.join(","), light: way === "night" ? "night" : "day" });
  if (way === "text") query.set("part", "text");
  frame.dataset.way = way;
  const wanted = `/desk/editions/${edition.name}/letter?${query}`;
  if (frame.contentWindow) frame.contentWindow.location.replace(wanted);
  else frame.src = wanted;
}

function showLetter(): void {
  const follows = whose?.querySelector<HTMLElement>(".letter-follows");
  const fit = (): void => {
    follows?.toggleAttribute("hidden", reader().choice === "general");
  };
  whose?.addEventListener("change", () => {
    fit();
    refresh();
  });
  whose?.addEventListener("submit", (event) => {
    event.preventDefault();
    void test();
  });
  fit();
}

async function test(): Promise<void> {
  const { choice, follows } = reader();
  try {
    const { to } = await call<{ to: string }>("POST", `${path}/test`, { choice, follows: choice === "general" ? [] : follows });
    say(word("edition.tested", { to }), true);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    say(error.message, true);
  }
}

// How far it is.

const PARTS = ["accepted", "left", "excluded", "deferred", "in_doubt", "refused", "pending"] as const;

function draw(progress: Progress): void {
  for (const cell of document.querySelectorAll<HTMLElement>("[data-count]")) {
    cell.textContent = String(progress[cell.dataset.count as keyof Progress]);
  }
  document.querySelector<HTMLElement>("[data-sent-again]")?.toggleAttribute("hidden", progress.sent_again === 0);
  const bar = document.querySelector<SVGElement>("[data-bar]");
  if (!bar) return;
  let x = 0;
  bar.replaceChildren(...PARTS.map((part) => {
    const width = progress.audience > 0 ? (1000 * progress[part]) / progress.audience : 0;
    const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    rect.setAttribute("class", `part-${part}`);
    rect.setAttribute("x", String(x));
    rect.setAttribute("width", String(width));
    rect.setAttribute("height", "14");
    x += width;
    return rect;
  }));
}

async function watch(): Promise<void> {
  const open = (state: string | null): boolean => state === "sending" || state === "freezing";
  while (open(edition.state)) {
    await new Promise((next) => setTimeout(next, WATCH_MS));
    if (document.hidden) continue;
    try {
      const { state, progress } = await call<{ state: string; progress: Progress }>("GET", `${path}/progress`);
      draw(progress);
      if (!open(state)) location.reload();
    } catch {
      // The next try is soon enough.
    }
  }
}

turnAbout();
showLetter();
if (edition.progress) {
  draw(edition.progress);
  void watch();
}
