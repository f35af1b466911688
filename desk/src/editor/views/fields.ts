// Labelled fields of a block's attributes. A field writes what was typed into the document as it is typed, and shows what
// the document says when that changes from elsewhere (undo, another version).
import { word } from "../../words.ts";
import { el } from "../dom.ts";

export type Attrs = Record<string, unknown>;
/** Writes attributes into the document; `false` when together they are none that a document may hold. */
export type Write = (change: Attrs) => boolean;

export interface Field {
  /** The attribute; its label is `editor.field.<name>`. */
  name: string;
  kind: "line" | "text" | "whole" | "decimal" | "length" | "day" | "check" | "choice" | "several";
  /** Of a choice; their words are `editor.choice.<name>.<option>`. */
  options?: readonly string[];
  /** What an empty line means. */
  empty?: null | "";
  /** The label is read out, not shown: the field stands where the words stand on the page. */
  quiet?: boolean;
  /** Suggestions for a line. */
  list?: string;
}

export interface Bound {
  element: HTMLElement;
  show(attrs: Attrs): void;
}

/** Seconds as `4:12`. */
export function length(seconds: number): string {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, String(seconds % 60).padStart(2, "0")];
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** Reads `4:12`, `1:02:03`, `75`, `1m15s`; `null` when it is none. */
export function seconds(text: string): number | null {
  const said = text.trim().toLowerCase();
  if (said === "") return 0;
  if (/^\d{1,6}$/.test(said)) return Number(said);
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):([0-5]\d)$/.exec(said);
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const units = /^(?:(\d{1,3})h)?\s*(?:(\d{1,3})m)?\s*(?:(\d{1,3})s)?$/.exec(said);
  return units ? Number(units[1] ?? 0) * 3600 + Number(units[2] ?? 0) * 60 + Number(units[3] ?? 0) : null;
}

function labelled(field: Field, input: HTMLElement): HTMLElement {
  const name = el("span", { class: field.quiet ? "vh" : "field-name" }, word(`editor.field.${field.name}`));
  return el("label", { class: `field field-${field.kind} field-${field.name}` }, name, input);
}

/** A value from the document as a field shows it. */
function shown(field: Field, value: unknown): string {
  if (value === null || value === undefined) return "";
  if (field.kind === "length") return value === 0 ? "" : length(Number(value));
  return String(value);
}

/** What was typed as the document wants it; `undefined` when it cannot be. */
function read(field: Field, text: string): unknown {
  switch (field.kind) {
    case "whole":
      return text.trim() === "" ? (field.empty === null ? null : undefined) : /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined;
    case "decimal":
      return /^\d+([.,]\d+)?$/.test(text.trim()) ? Number(text.trim().replace(",", ".")) : undefined;
    case "length":
      return seconds(text) ?? undefined;
    case "day":
      return text === "" ? undefined : text;
    default:
      return text === "" && field.empty === null ? null : text;
  }
}

function line(field: Field, write: Write): Bound {
  const modes: Record<string, string> = { whole: "numeric", decimal: "decimal" };
  const common = { autocomplete: "off", ...(field.quiet ? { placeholder: word(`editor.field.${field.name}`) } : {}) };
  const input =
    field.kind === "text"
      ? el("textarea", { rows: "1", ...common })
      : el("input", { type: field.kind === "day" ? "date" : "text", inputmode: modes[field.kind] ?? null, list: field.list ?? null, ...common });
  const typed = (): void => {
    const value = read(field, input.value);
    const good = value !== undefined && write({ [field.name]: value });
    if (good) input.removeAttribute("aria-invalid");
    else input.setAttribute("aria-invalid", "true");
  };
  input.addEventListener("input", typed);
  return {
    element: labelled(field, input),
    show: (attrs) => {
      const value = shown(field, attrs[field.name]);
      // While somebody types `4:1`, the field is theirs; what it means stands in the document.
      const theirs = document.activeElement === input && String(read(field, input.value)) === String(attrs[field.name]);
      if (input.value !== value && !theirs) input.value = value;
      if (input.value === value) input.removeAttribute("aria-invalid");
    },
  };
}

function check(field: Field, write: Write): Bound {
  const input = el("input", { type: "checkbox" });
  input.addEventListener("change", () => void write({ [field.name]: input.checked }));
  return { element: labelled(field, input), show: (attrs) => void (input.checked = attrs[field.name] === true) };
}

function choice(field: Field, write: Write): Bound {
  const options = (field.options ?? []).map((option) => el("option", { value: option }, word(`editor.choice.${field.name}.${option}`)));
  const select = el("select", {}, ...options);
  select.addEventListener("change", () => write({ [field.name]: select.value }));
  return { element: labelled(field, select), show: (attrs) => void (select.value = String(attrs[field.name])) };
}

function several(field: Field, write: Write): Bound {
  const boxes = (field.options ?? []).map((option) => ({ option, input: el("input", { type: "checkbox" }) }));
  const chosen = (): string[] => boxes.filter(({ input }) => input.checked).map(({ option }) => option);
  const labels = boxes.map(({ option, input }) => {
    input.addEventListener("change", () => write({ [field.name]: chosen() }));
    return el("label", { class: "one-of" }, input, ` ${word(`editor.choice.${field.name}.${option}`)}`);
  });
  const summary = el("summary", {});
  const element = el("details", { class: `field field-several field-${field.name}` }, summary, el("fieldset", {}, el("legend", { class: "vh" }, word(`editor.field.${field.name}`)), ...labels));
  return {
    element,
    show: (attrs) => {
      const value = attrs[field.name] as string[];
      for (const { option, input } of boxes) input.checked = value.includes(option);
      const said = value.map((option) => word(`editor.choice.${field.name}.${option}`)).join(", ");
      summary.textContent = `${word(`editor.field.${field.name}`)}: ${said || word("editor.none")}`;
    },
  };
}

/** Makes a field. */
export function bind(field: Field, write: Write): Bound {
  if (field.kind === "check") return check(field, write);
  if (field.kind === "choice") return choice(field, write);
  if (field.kind === "several") return several(field, write);
  return line(field, write);
}
