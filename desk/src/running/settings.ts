// The settings: contrast of the spot colour while it is chosen, a picture for the logo, a test mail, the order of the
// navigation, tables of redirects.
import { call, Problem } from "../api.ts";
import { announce } from "../data.ts";
import { isSure } from "../forms.ts";
import { upload } from "../upload.ts";
import { word } from "../words.ts";
import { ordered } from "./order.ts";

const [PAPER, NIGHT, READABLE] = ["#f6f2e9", "#12110f", 4.5];

function channels(colour: string): [number, number, number] | null {
  const found = /^#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(colour.trim());
  return found ? [parseInt(found[1] ?? "", 16), parseInt(found[2] ?? "", 16), parseInt(found[3] ?? "", 16)] : null;
}

function luminance(colour: string): number {
  const linear = (channels(colour) ?? [0, 0, 0]).map((one) => { const c = one / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
  return 0.2126 * (linear[0] ?? 0) + 0.7152 * (linear[1] ?? 0) + 0.0722 * (linear[2] ?? 0);
}

function contrast(one: string, other: string): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

const spot = document.querySelector<HTMLInputElement>("[data-spot]");
const pick = document.querySelector<HTMLInputElement>("[data-spot-pick]");
const verdict = document.querySelector<HTMLElement>("[data-contrast]");

function tell(): void {
  if (!spot || !verdict) return;
  if (!channels(spot.value)) {
    verdict.textContent = word("settings.script.no_colour");
    return;
  }
  const [day, night] = [contrast(spot.value, PAPER), contrast(spot.value, NIGHT)];
  const said = [word("settings.script.contrast", { text: `${day.toFixed(1)} : 1`, night: `${night.toFixed(1)} : 1` })];
  if (day < READABLE) said.push(word("settings.script.contrast_darker", { text: word("settings.script.darker") }));
  if (night < READABLE) said.push(word("settings.script.contrast_lighter", { night: word("settings.script.lighter") }));
  verdict.textContent = said.join(" ");
}

spot?.addEventListener("input", () => { if (pick && channels(spot.value)) pick.value = spot.value.toLowerCase(); tell(); });
pick?.addEventListener("input", () => { if (spot) spot.value = pick.value; tell(); });
tell();

document.querySelector<HTMLInputElement>("[data-picture-file]")?.addEventListener("change", async (event) => {
  const field = event.target as HTMLInputElement;
  const file = field.files?.[0];
  const key = document.querySelector<HTMLInputElement>("[data-picture]");
  const shown = document.querySelector<HTMLElement>("[data-picture-shown]");
  if (!file || !key) return;
  try {
    const media = await upload(file, () => undefined);
    key.value = media.key;
    if (shown) {
      const picture = document.createElement("img");
      picture.src = `/media/${media.key}`;
      picture.alt = "";
      shown.replaceChildren(picture);
    }
  } catch (error) {
    if (shown) shown.textContent = error instanceof Error ? error.message : String(error);
  }
});

document.querySelector("[data-try-mail]")?.addEventListener("click", async () => {
  const answer = document.querySelector<HTMLElement>("[data-answer]");
  if (!answer) return;
  answer.textContent = word("settings.script.trying");
  try {
    const tried = await call<{ server: string; accepted: boolean; answer: string }>("POST", "/settings/mail/try", {});
    answer.textContent = word(tried.accepted ? "settings.script.accepted" : "settings.script.not_accepted", { server: tried.server, answer: tried.answer });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    answer.textContent = error.message;
  }
});

const order = document.querySelector<HTMLElement>("[data-order]");
if (order) {
  const said = document.querySelector<HTMLElement>("[data-order-said]");
  const send = async (): Promise<void> => {
    const rows = [...order.children].filter((one): one is HTMLElement => one instanceof HTMLElement);
    const stands = (row: HTMLElement): boolean => row.dataset.page === undefined || row.querySelector<HTMLInputElement>("[data-in-nav]")?.checked === true;
    try {
      await call("PUT", "/navigation", { order: rows.filter(stands).map((row) => row.dataset.slug) });
      if (said) said.textContent = word("settings.script.ordered");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (said) said.textContent = error.message;
    }
  };
  ordered({
    list: order, group: word("settings.script.group"), up: word("settings.script.up"), down: word("settings.script.down"),
    moved: (row, from, to) => {
      const target = order.children[to];
      if (to > from) target?.after(row);
      else target?.before(row);
      row.focus();
      void send();
    },
  });
  order.addEventListener("change", (event) => { if (event.target instanceof Element && event.target.matches("[data-in-nav]")) void send(); });
  order.querySelectorAll<HTMLFormElement>("[data-merge]").forEach((form) => {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = form.querySelector("button");
      if (!button || !isSure(button)) return;
      const into = form.elements.namedItem("into");
      if (!(into instanceof HTMLSelectElement)) return;
      try {
        await call("DELETE", `/sections/${form.dataset.merge}?into=${encodeURIComponent(into.value)}`);
        location.reload();
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        announce(error.message);
        if (said) said.textContent = error.message;
      }
    });
  });
}

const table = document.querySelector<HTMLInputElement>("[data-csv]");

/** Has the chosen table read, and says what came of it. */
async function readTable(): Promise<void> {
  const file = table?.files?.[0];
  const said = document.querySelector<HTMLElement>("[data-csv-said]");
  if (!file || !said) return;
  const response = await fetch("/api/v1/redirects/import", { method: "POST", headers: { "content-type": "text/csv" }, body: file });
  const answer = (await response.json().catch(() => ({}))) as { done?: number; problems?: { line: number; problem: string }[]; detail?: string };
  const line = document.createElement("p");
  line.textContent = response.ok ? word("settings.script.read", { done: answer.done ?? 0 }) : answer.detail ?? "";
  const problems = document.createElement("ul");
  problems.className = "csv-problems";
  for (const one of answer.problems ?? []) {
    const item = document.createElement("li");
    item.textContent = word("settings.script.line", { line: one.line, problem: one.problem });
    problems.append(item);
  }
  said.replaceChildren(line, problems);
}

table?.addEventListener("change", () => void readTable());
// One may have been chosen before this script was there.
void readTable();
