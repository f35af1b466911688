// A list of readers that is brought in: looked at first, then stored. The file is sent as it is, in both steps.
import { Problem } from "./api.ts";
import { announce } from "./data.ts";
import { word } from "./words.ts";

interface Count { reason: string; readers: number }
interface Report {
  import: number | null;
  origin: string;
  columns: { header: string; meaning: string }[];
  lines: number;
  outcomes: Count[];
  broken: { line: number; problem: string }[];
  broken_in_all: number;
  unknown_artists: string[];
}

const MEANINGS = ["email", "standing", "subscribed", "disabled", "asked", "confirmed", "left_at", "left_why", "gone_at", "gone_why", "choice", "follows", "nothing"];
/** Columns that are listed one by one; a table may have thousands. */
const SHOWN = 40;

const form = document.querySelector<HTMLFormElement>("[data-list]");
const seen = form?.querySelector<HTMLElement>("[data-seen]") ?? null;
let meanings: string[] | null = null;

async function send(look: boolean): Promise<Report> {
  const file = (form?.elements.namedItem("file") as HTMLInputElement).files?.[0];
  if (!file) throw new Problem(422, { detail: word("readers_import.file") });
  const query = new URLSearchParams({ file: file.name, look: String(look) });
  if (meanings) query.set("columns", meanings.join(","));
  if (!look) query.set("proof", (form?.elements.namedItem("proof") as HTMLTextAreaElement).value);
  let response: Response;
  try {
    response = await fetch(`/api/v1/readers/import?${query}`, { method: "POST", headers: { "content-type": "text/csv" }, body: file, credentials: "same-origin" });
  } catch {
    throw new Problem(0);
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok) throw new Problem(response.status, answer);
  return answer as unknown as Report;
}

function element<K extends keyof HTMLElementTagNameMap>(name: K, text = "", kind = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (kind) made.className = kind;
  return made;
}

function columnsOf(report: Report): HTMLElement {
  const box = element("div");
  box.append(element("h3", word("readers_import.columns")));
  const list = element("div", "", "list-columns");
  const known = report.columns.map((column, at) => ({ ...column, at }));
  const shown = known.filter((column) => column.meaning !== "nothing").concat(known.filter((column) => column.meaning === "nothing")).slice(0, SHOWN);
  for (const column of shown.sort((one, other) => one.at - other.at)) {
    const label = element("label", column.header || word("readers_import.no_header", { number: column.at + 1 }));
    const select = element("select");
    label.htmlFor = select.id = `column-${column.at}`;
    for (const meaning of MEANINGS) select.add(new Option(word(`readers_import.meaning_${meaning}`), meaning, false, meaning === column.meaning));
    select.addEventListener("change", () => {
      meanings = report.columns.map((one) => one.meaning);
      // What one column means, no other does.
      if (select.value !== "nothing") meanings = meanings.map((one) => (one === select.value ? "nothing" : one));
      meanings[column.at] = select.value;
      void look();
    });
    list.append(label, select);
  }
  box.append(list);
  if (report.columns.length > shown.length) box.append(element("p", word("readers_import.ignored", { count: report.columns.length - shown.length }), "fact"));
  return box;
}

function outcomesOf(report: Report): HTMLElement[] {
  const list = element("dl", "", "numbers");
  for (const { reason, readers } of report.outcomes) {
    const row = element("div");
    row.append(element("dt", word(`readers_import.outcome_${reason}`)), element("dd", String(readers)));
    list.append(row);
  }
  const parts: HTMLElement[] = [element("p", word("readers_import.seen", { origin: report.origin, count: report.lines })), list];
  if (report.broken_in_all > 0) {
    const broken = element("div", "", "list-broken");
    const lines = element("ul");
    lines.append(...report.broken.map((one) => element("li", word("readers_import.broken_line", { line: one.line, problem: one.problem }))));
    broken.append(element("p", word("readers_import.broken", { count: report.broken_in_all })), lines);
    parts.push(broken);
  }
  if (report.unknown_artists.length > 0) parts.push(element("p", word("readers_import.unknown", { names: report.unknown_artists.join(", ") }), "fact"));
  return parts;
}

/** What is wrong stands where the findings would. */
function complain(error: unknown): void {
  if (!(error instanceof Problem)) throw error;
  const line = element("p", error.message, "field-error");
  line.setAttribute("role", "alert");
  if (error.field === "proof") {
    form?.querySelector("[data-proof-field] .field-error")?.remove();
    form?.querySelector("#proof")?.after(line);
    form?.querySelector<HTMLElement>("#proof")?.focus();
  } else seen?.replaceChildren(line);
}

function ready(is: boolean): void {
  form?.querySelectorAll("[data-proof-field], [data-list-end]").forEach((part) => part.toggleAttribute("hidden", !is));
}

async function look(): Promise<void> {
  seen?.replaceChildren(element("p", word("readers_import.looking"), "fact"));
  try {
    const report = await send(true);
    seen?.replaceChildren(columnsOf(report), ...outcomesOf(report));
    ready(true);
    announce(word("readers_import.seen", { origin: report.origin, count: report.lines }));
  } catch (error) {
    ready(false);
    complain(error);
  }
}

async function bringIn(): Promise<void> {
  const button = form?.querySelector<HTMLButtonElement>("[data-list-end] button");
  if (!button || button.disabled) return;
  const words = button.textContent;
  button.disabled = true;
  button.textContent = word("readers_import.sending");
  try {
    const report = await send(false);
    const added = report.outcomes.filter((one) => one.reason === "added" || one.reason === "confirmed").reduce((sum, one) => sum + one.readers, 0);
    const done = element("p", word("readers_import.done", { added, number: report.import ?? 0 }), "room-lead");
    seen?.replaceChildren(done, ...outcomesOf(report));
    announce(done.textContent ?? "");
    ready(false);
    form?.reset();
  } catch (error) {
    complain(error);
  } finally {
    button.disabled = false;
    button.textContent = words;
  }
}

form?.addEventListener("submit", (event) => {
  event.preventDefault();
  void bringIn();
});
form?.elements.namedItem("file") instanceof HTMLInputElement && form.querySelector("#list-file")?.addEventListener("change", () => {
  meanings = null;
  void look();
});
