// A list whose rows are put in order by hand: dragged, or moved with Alt and the arrows.
import { declare } from "../keys.ts";

export interface Ordered {
  list: HTMLElement;
  /** Whether a row may be moved. */
  movable?: (row: HTMLElement) => boolean;
  /** Hears a row that was moved from one place to another. */
  moved(row: HTMLElement, from: number, to: number): void;
  group: string;
  up: string;
  down: string;
}

function rows(list: HTMLElement): HTMLElement[] {
  return [...list.children].filter((one): one is HTMLElement => one instanceof HTMLElement);
}

/** Has a list be ordered. What moves where is the caller's: rows may change places, or what stands in them. */
export function ordered({ list, moved, group, up, down, movable = () => true }: Ordered): void {
  let dragged: HTMLElement | null = null;
  const over = (row: HTMLElement | null): void => {
    list.querySelectorAll(".front-over").forEach((one) => one.classList.remove("front-over"));
    row?.classList.add("front-over");
  };
  list.addEventListener("dragstart", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("li") : null;
    if (!row || row.parentElement !== list || !movable(row)) return;
    dragged = row;
    event.dataTransfer?.setData("text/plain", row.dataset.story ?? row.dataset.slug ?? "");
  });
  list.addEventListener("dragover", (event) => {
    if (!dragged) return;
    event.preventDefault();
    over(event.target instanceof Element ? event.target.closest<HTMLElement>("li") : null);
  });
  list.addEventListener("dragend", () => {
    dragged = null;
    over(null);
  });
  list.addEventListener("drop", (event) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("li") : null;
    over(null);
    if (!dragged || !row) return;
    event.preventDefault();
    const all = rows(list);
    const [from, to] = [all.indexOf(dragged), all.indexOf(row)];
    if (from >= 0 && to >= 0 && from !== to) moved(dragged, from, to);
    dragged = null;
  });
  const step = (by: number) => (): void => {
    const row = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const all = rows(list);
    const from = row ? all.indexOf(row) : -1;
    const to = from + by;
    if (!row || from < 0 || to < 0 || to >= all.length || !movable(row)) return;
    moved(row, from, to);
  };
  const when = (): boolean => document.activeElement?.parentElement === list;
  declare(
    { key: "alt+ArrowUp", words: up, group, run: step(-1), when },
    { key: "alt+ArrowDown", words: down, group, run: step(1), when },
  );
}
