// The queue and the archive by key: move, open, begin, ask somebody for a story. Their pages are the server's.
import { html, nothing, render, type TemplateResult } from "lit";
import { call } from "../api.ts";
import { deskData } from "../desk-data.ts";
import { declare } from "../keys.ts";
import { read, written } from "../when.ts";
import { word } from "../words.ts";

const links = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>(".job-link")];
const job = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>(".job") ?? null;

/** Moves along the rows as they stand on the page; stops at the ends. */
function move(by: number): void {
  const all = links();
  const at = all.findIndex((link) => link === job()?.querySelector(".job-link"));
  const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

/** To the neighbouring column, at the same height. */
function across(by: number): void {
  const columns = [...document.querySelectorAll<HTMLElement>(".board-column:has(.job)")];
  const here = job()?.closest<HTMLElement>(".board-column");
  const next = columns[here ? columns.indexOf(here) + by : 0];
  const top = job()?.getBoundingClientRect().top ?? 0;
  const near = [...(next?.querySelectorAll<HTMLElement>(".job-link") ?? [])];
  near.sort((a, b) => Math.abs(a.getBoundingClientRect().top - top) - Math.abs(b.getBoundingClientRect().top - top));
  near[0]?.focus();
}

/** Makes a story and opens it. */
async function begin(): Promise<void> {
  const button = document.querySelector<HTMLButtonElement>("[data-new]");
  if (!button || button.disabled) return;
  button.disabled = true;
  const section = new URLSearchParams(location.search).get("section");
  try {
    const { id } = await call<{ id: number }>("POST", "/stories", section ? { section } : {});
    location.assign(`/desk/stories/${id}`);
  } catch (error) {
    button.disabled = false;
    said(button, (error as Error).message);
  }
}

function said(beside: HTMLElement, words: string): void {
  const line = document.createElement("p");
  line.className = "field-error";
  line.setAttribute("role", "alert");
  line.textContent = words;
  beside.after(line);
}

interface Asked { headline: boolean; writer: number; refused: string; busy: boolean }

/** The form that asks somebody for a story, where it stands: under a row, or over the board for a new one. */
function ask(place: HTMLElement, path: string, asked: Asked, back: HTMLElement | null): void {
  const draw = (change: Partial<Asked>): void => {
    Object.assign(asked, change);
    render(form(asked, send, close), place);
  };
  const close = (): void => {
    render(nothing, place);
    back?.focus();
  };
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    const fields = new FormData(event.target as HTMLFormElement);
    const get = (name: string): string => String(fields.get(name) ?? "").trim();
    const typed = get("deadline");
    const time = read(typed, new Date(), deskData().zone);
    if (typed !== "" && !time) return draw({ refused: word("queue.deadline_unread") });
    const assignment = { writer: Number(get("writer")), brief: get("brief"), ...(time ? { deadline: written(time) } : {}) };
    draw({ busy: true, refused: "" });
    try {
      await call("POST", path, asked.headline ? { headline: get("headline"), section: get("section"), assignment } : assignment);
      location.reload();
    } catch (error) {
      draw({ busy: false, refused: (error as Error).message });
    }
  };
  draw({});
  place.querySelector<HTMLElement>("input, select")?.focus();
}

function form(asked: Asked, send: (event: Event) => Promise<void>, close: () => void): TemplateResult {
  const { staff, sections } = deskData();
  return html`<form class=${asked.headline ? "ask" : "ask-here"} aria-label=${word("queue.ask")} @submit=${send}
      @keydown=${(event: KeyboardEvent) => { if (event.key === "Escape") { event.stopPropagation(); close(); } }}>
    ${asked.headline ? html`<label class="line-label">${word("queue.working_headline")}<input class="line" name="headline" autocomplete="off"></label>
      <label class="line-label">${word("queue.section")}<select class="line" name="section">${sections.map((one) => html`<option value=${one.slug}>${one.name}</option>`)}</select></label>` : nothing}
    <label class="line-label">${word("queue.writer")}<select class="line" name="writer">${staff.map((one) => html`<option value=${one.id} ?selected=${one.id === asked.writer}>${one.name}</option>`)}</select></label>
    <label class="line-label">${word("queue.deadline_label")}<input class="line figures" name="deadline" autocomplete="off" placeholder=${word("queue.deadline_hint")}></label>
    <label class="line-label wide">${word("queue.brief")}<textarea class="line" name="brief" rows="2" required></textarea></label>
    ${asked.refused ? html`<p class="facts-bad" role="alert">${asked.refused}</p>` : nothing}
    <p class="act-buttons"><button class="button" ?disabled=${asked.busy}>${word("queue.do_ask")}</button> <button type="button" class="as-text" @click=${close}>${word("queue.cancel")} <kbd>esc</kbd></button></p>
  </form>`;
}

function askHere(): void {
  const row = job();
  if (!row) return;
  let place = row.querySelector<HTMLElement>(".job-ask");
  if (!place) {
    place = document.createElement("div");
    place.className = "job-ask";
    row.append(place);
  }
  ask(place, `/stories/${row.dataset.story}/assign`, { headline: false, writer: Number(row.dataset.writer), refused: "", busy: false }, row.querySelector<HTMLElement>(".job-link"));
}

function askNew(): void {
  const place = document.querySelector<HTMLElement>("[data-ask-here]");
  if (place) ask(place, "/stories", { headline: true, writer: 0, refused: "", busy: false }, document.querySelector<HTMLElement>("[data-ask]"));
}

const press = (selector: string) => (): void => document.querySelector<HTMLElement>(selector)?.click();
const there = (selector: string) => (): boolean => document.querySelector(selector) !== null;

/** Has the page of a list listen to its keys. */
export function listen(): void {
  if (!document.querySelector(".desk-queue, .desk-stories")) return;
  const group = word("script.keys.queue");
  declare(
    { key: "j", words: word("script.keys.next"), group, run: () => move(1) },
    { key: "k", words: word("script.keys.previous"), group, run: () => move(-1) },
    { key: "ArrowRight", words: word("script.keys.right"), group, when: there(".board"), run: () => across(1) },
    { key: "ArrowLeft", words: word("script.keys.left"), group, when: there(".board"), run: () => across(-1) },
    { key: "Enter", words: word("script.keys.open"), group },
    { key: "c", words: word("script.keys.new"), group, when: there("[data-new]"), run: () => void begin() },
    { key: "a", words: word("script.keys.assign"), group, when: there("[data-ask]"), run: askHere },
    { key: "n", words: word("script.keys.ask"), group, when: there("[data-ask]"), run: askNew },
    { key: "m", words: word("script.keys.mine"), group, when: there("[data-key=m]"), run: press("[data-key=m]") },
    { key: "t", words: word("script.keys.due"), group, when: there("[data-key=t]"), run: press("[data-key=t]") },
    { key: "/", words: word("script.keys.search"), group, run: () => document.querySelector<HTMLElement>("input[type=search]")?.focus() },
  );
  document.querySelector("[data-new]")?.addEventListener("click", () => void begin());
  document.querySelector("[data-ask]")?.addEventListener("click", askNew);
  // A filter that is chosen is used: there is nothing else to press.
  for (const select of document.querySelectorAll<HTMLSelectElement>("select.filter")) select.addEventListener("change", () => select.form?.requestSubmit());
}
