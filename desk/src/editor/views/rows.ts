// A list in a block's attributes as rows of fields: songs, tracks, dates, facts. Enter begins a row, Backspace in an empty one
// takes it away, Alt with an arrow moves it, a pasted list becomes rows.
import { word } from "../../words.ts";
import { el } from "../dom.ts";
import { bind, type Attrs, type Bound, type Field, type Write } from "./fields.ts";

export interface Rows {
  /** The attribute. */
  name: string;
  fields: Field[];
  /** A new row. */
  blank: Attrs;
  /** Reads lines that were pasted; `null` when they are no list of these. */
  read?: (text: string) => Promise<Attrs[]>;
}

/** Rows of one attribute. */
export function bindRows(rows: Rows, write: Write, current: () => Attrs[]): Bound {
  const list = el("ol", { class: `row-list rows-${rows.name}` });
  const add = el("button", { type: "button", class: "row-add" }, word(`editor.add.${rows.name}`));
  const heading = el("span", { class: "field-name", id: `rows-${(serial += 1)}` }, word(`editor.field.${rows.name}`));
  list.setAttribute("aria-labelledby", heading.id);
  const element = el("div", { class: "rows-block" }, heading, list, add);
  let bound: Bound[][] = [];

  const put = (items: Attrs[], focus?: [row: number, field: number]): boolean => {
    const written = write({ [rows.name]: items });
    if (focus) inputOf(list, ...focus)?.focus();
    return written;
  };
  const insert = (at: number): boolean => put([...current().slice(0, at), { ...rows.blank }, ...current().slice(at)], [at, 0]);
  const remove = (at: number): boolean => put(current().filter((_, n) => n !== at), [Math.max(0, at - 1), 0]);
  const move = (at: number, by: number, field: number): void => {
    const items = [...current()];
    const [item] = items.splice(at, 1);
    if (!item || at + by < 0 || at + by > items.length) return;
    items.splice(at + by, 0, item);
    put(items, [at + by, field]);
  };

  const pressed = (event: KeyboardEvent, row: number, field: number): void => {
    const input = event.target as HTMLInputElement;
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      insert(row + 1);
    } else if (event.key === "Backspace" && input.value === "" && isBlank(current()[row], rows) && current().length > 1) {
      event.preventDefault();
      remove(row);
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      event.stopPropagation();
      move(row, event.key === "ArrowUp" ? -1 : 1, field);
    }
  };

  const pasted = (event: ClipboardEvent, row: number): void => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!/\n/.test(text.trim()) || !rows.read) return;
    event.preventDefault();
    void rows.read(text).then((read) => {
      // What is no list is words after all.
      if (read.length === 0) return void document.execCommand("insertText", false, text.replace(/\s*\n\s*/g, " ").trim());
      const kept = current().filter((item, n) => n !== row || !isBlank(item, rows));
      const at = Math.min(kept.length, isBlank(current()[row], rows) ? row : row + 1);
      put([...kept.slice(0, at), ...read.map((item) => ({ ...rows.blank, ...item })), ...kept.slice(at)], [at + read.length - 1, 0]);
    });
  };

  const build = (items: Attrs[]): void => {
    bound = items.map((_, row) => rows.fields.map((field) => bind(field, (change) => put(current().map((item, n) => (n === row ? { ...item, ...change } : item))))));
    list.replaceChildren(...bound.map((fields, row) => {
      fields.forEach(({ element }, field) => {
        element.addEventListener("keydown", (event) => pressed(event, row, field));
        element.addEventListener("paste", (event) => pasted(event, row));
      });
      const drop = el("button", { type: "button", class: "row-drop", "aria-label": word("editor.drop_row", { n: row + 1 }), title: word("editor.drop_row", { n: row + 1 }), click: () => void remove(row) }, "×");
      return el("li", {}, ...fields.map(({ element }) => element), drop);
    }));
  };

  add.addEventListener("click", () => insert(current().length));
  return {
    element,
    show: (attrs) => {
      const items = attrs[rows.name] as Attrs[];
      if (items.length !== bound.length) {
        const place = placeOf(list);
        build(items);
        if (place) inputOf(list, ...place)?.focus();
      }
      items.forEach((item, row) => bound[row]?.forEach((field) => field.show(item)));
    },
  };
}

let serial = 0;

function isBlank(item: Attrs | undefined, rows: Rows): boolean {
  return item !== undefined && rows.fields.every(({ name }) => item[name] === rows.blank[name] || item[name] === "");
}

function inputOf(list: HTMLElement, row: number, field: number): HTMLElement | undefined {
  return list.children[row]?.querySelectorAll<HTMLElement>("input, select, textarea")[field];
}

function placeOf(list: HTMLElement): [number, number] | null {
  const row = [...list.children].findIndex((child) => child.contains(document.activeElement));
  if (row < 0) return null;
  const field = [...(list.children[row]?.querySelectorAll("input, select, textarea") ?? [])].findIndex((input) => input === document.activeElement);
  return field < 0 ? null : [row, field];
}
