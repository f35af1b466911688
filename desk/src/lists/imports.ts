// A paper that moves in: its file on the way to the server, how far the work at it is, its mapping, its queue by key.
import { call, Problem } from "../api.ts";
import { announce } from "../data.ts";
import { complain } from "../forms.ts";
import { upload } from "../upload.ts";
import { word } from "../words.ts";
import { answer } from "./answers.ts";

/** As the API describes it. */
interface Import { id: number }

/** How often the page asks how far it is. */
const ASK_MS = 800;

function arriving(form: HTMLFormElement): void {
  const file = form.querySelector<HTMLInputElement>("input[type=file]");
  const zone = form.querySelector<HTMLInputElement>("[name=zone]");
  const fetching = form.querySelector<HTMLInputElement>("[name=fetch]");
  const sending = form.querySelector<HTMLElement>("[data-sending]");
  const bar = sending?.querySelector("progress");
  const sent = sending?.querySelector("[data-sent]");
  const button = form.querySelector("button");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = file?.files?.[0];
    if (!chosen || !button || button.disabled) return;
    button.disabled = true;
    form.querySelectorAll("[data-said]").forEach((line) => line.remove());
    sending?.removeAttribute("hidden");
    const told = (share: number): void => {
      if (bar) bar.value = share;
      if (sent) sent.textContent = word(share < 1 ? "script.imports.sent" : "script.imports.recognising", { share: Math.floor(share * 100) });
    };
    told(0);
    try {
      const query = new URLSearchParams(zone?.value.trim() ? { zone: zone.value.trim() } : {});
      if (fetching?.checked) query.set("fetch", "true");
      const arrived = await upload<Import>(chosen, told, { path: `/imports/uploads?${query}` });
      location.assign(`/desk/imports/${arrived.id}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      sending?.setAttribute("hidden", "");
      button.disabled = false;
      complain(form, error);
    }
  });
}

/** Puts what the page says by now in the place of what it said; loads it anew once the work is done. */
async function follow(shown: HTMLElement): Promise<void> {
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, ASK_MS));
    const response = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (!response?.ok) continue;
    const fresh = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("[data-far]");
    if (!fresh) break;
    const [bar, now] = [shown.querySelector("progress"), fresh.querySelector("progress")];
    const lines = shown.querySelectorAll("[data-line]");
    fresh.querySelectorAll("[data-line]").forEach((line, place) => { const own = lines[place]; if (own) own.textContent = line.textContent; });
    shown.querySelector("[data-pause]")?.toggleAttribute("hidden", fresh.querySelector("[data-pause]")?.hasAttribute("hidden") ?? true);
    if (bar && now?.hasAttribute("max")) [bar.max, bar.value] = [now.max, now.value];
    else bar?.removeAttribute("value");
  }
  location.reload();
}

type Tables = Record<string, Record<string, string>>;

type Field = HTMLInputElement | HTMLSelectElement;

function isChanged(field: Field): boolean {
  if (field instanceof HTMLInputElement) return field.type === "checkbox" ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
  const before = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
  return field.value !== before?.value;
}

/** What was shown on a page, when it is another than before, and what is known of other pages. */
function taught(form: HTMLFormElement): unknown[] | null {
  const part = form.querySelector<HTMLElement>("[data-taught]");
  const fields = [...(part?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("[data-shown]") ?? [])];
  if (!part || fields.every((field) => field.value === field.defaultValue)) return null;
  const shown: Record<string, unknown> = {};
  for (const field of fields) {
    const name = field.dataset.shown ?? "";
    const people = field.value.split("\n").map((line) => line.split("=").map((side) => side.trim())).filter(([from, to]) => from && to);
    shown[name] = name === "bylines" ? Object.fromEntries(people) : field.value;
  }
  const others = JSON.parse(part.dataset.others ?? "[]") as unknown[];
  return shown.page ? [shown, ...others] : others;
}

/** What somebody changed in the form: a mapping may have thousands of tags, and the rest stays as it is. */
function changes(form: HTMLFormElement): Record<string, unknown> {
  const said: Record<string, unknown> = {};
  const tables: Tables = {};
  const put = (table: string, key: string, value: string): void => { (tables[table] ??= {})[key] = value; };
  for (const field of form.querySelectorAll<Field>("[data-table], [data-scalar]")) {
    if (!isChanged(field)) continue;
    const { scalar, table = "", key = "" } = field.dataset;
    if (scalar) said[scalar] = field instanceof HTMLInputElement && field.type === "checkbox" ? field.checked : field.value;
    else put(table, key, field.value);
    const made = field instanceof HTMLSelectElement ? field.selectedOptions[0]?.dataset.new : undefined;
    if (made) put("new_sections", field.value, made);
  }
  const shown = taught(form);
  if (shown) said.taught = shown;
  const rows = [...form.querySelectorAll<HTMLInputElement>("[data-house]")];
  const nameOf = (box: HTMLInputElement): string => box.closest(".map-row")?.querySelector<HTMLInputElement>("[data-table=bylines]")?.value ?? "";
  if (rows.some((box) => box.checked !== box.defaultChecked) || (tables.bylines && rows.some((box) => box.checked))) {
    const others = JSON.parse(form.dataset.houses ?? "[]") as string[];
    said.house_bylines = [...new Set([...others, ...rows.filter((box) => box.checked).map(nameOf)])];
  }
  return { ...said, ...tables };
}

function mapping(form: HTMLFormElement): void {
  const there = `/imports/${form.dataset.mapping}`;
  let sent = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    if (!button || button.disabled) return;
    const said = changes(form);
    if (Object.keys(said).length === 0) return location.assign(`/desk${there}`);
    button.disabled = true;
    try {
      await call("PATCH", `${there}/mapping`, said);
      sent = true;
      location.assign(`/desk${there}`);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      button.disabled = false;
      complain(form, error);
    }
  });
  addEventListener("beforeunload", (event) => { if (!sent && Object.keys(changes(form)).length > 0) event.preventDefault(); });
}

function mappingFile(form: HTMLFormElement): void {
  const there = `/imports/${form.dataset.mappingFile}`;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const file = form.querySelector<HTMLInputElement>("input[type=file]")?.files?.[0];
    if (!file) return;
    const response = await fetch(`/api/v1${there}/mapping`, { method: "PUT", headers: { "content-type": "text/plain" }, body: file, credentials: "same-origin" }).catch(() => null);
    if (response?.ok) return location.assign(`/desk${there}`);
    complain(form, new Problem(response?.status ?? 0, ((await response?.json().catch(() => null)) ?? {}) as Record<string, unknown>));
  });
}

/** Listens on the pages of imports. */
export function listen(): void {
  const one = <T extends HTMLElement>(what: string, begin: (found: T) => unknown): void => { const found = document.querySelector<T>(what); if (found) void begin(found); };
  one<HTMLFormElement>("[data-arrive]", arriving);
  one<HTMLElement>("[data-far]", (far) => { announce(far.querySelector("p")?.textContent ?? ""); return follow(far); });
  one<HTMLFormElement>("[data-mapping]", mapping);
  one<HTMLFormElement>("[data-mapping-file]", mappingFile);
  const says = (key: string, words: string) => ({ key, words: word(`script.imports.${words}`) });
  answer({
    group: word("script.imports.group"),
    next: word("script.imports.next"),
    previous: word("script.imports.previous"),
    answers: [says("y", "settle"), says("s", "skip"), says("u", "undo")],
    open: word("script.imports.open"),
  });
}
