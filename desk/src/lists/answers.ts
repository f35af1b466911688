// A queue that is answered by key. Each key presses the button that says the same, so that a thumb can too.
import { announce } from "../data.ts";
import { declare } from "../keys.ts";

/** A key of a queue: what it presses, and the words for it. */
export interface Answer { key: string; words: string }

const doubts = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("[data-doubt]")];
const open = (): HTMLElement[] => doubts().filter((one) => one.dataset.decided === undefined);
const here = (): HTMLElement | null => document.activeElement?.closest<HTMLElement>("[data-doubt]") ?? null;

function to(doubt: HTMLElement | undefined): void {
  doubt?.focus({ preventScroll: true });
  doubt?.scrollIntoView({ block: "nearest" });
}

function move(by: number): void {
  const all = doubts();
  const at = all.indexOf(here() as HTMLElement);
  to(all[at < 0 ? 0 : Math.min(Math.max(at + by, 0), all.length - 1)]);
}

/** On to the next that is still open, or back to the first. */
function on(from: HTMLElement): void {
  const all = doubts();
  const later = all.slice(all.indexOf(from) + 1).find((one) => one.dataset.decided === undefined);
  to(later ?? open().find((one) => one !== from));
}

function press(key: string): void {
  const doubt = here() ?? open()[0];
  if (!doubt) return;
  const button = doubt.querySelector<HTMLButtonElement>(`[data-press="${key}"]:not([hidden])`) ?? (key === "y" ? doubt.querySelector<HTMLButtonElement>('[data-press="1"]:not([hidden])') : null);
  if (button && !button.disabled) button.click();
  else if (!here()) to(doubt);
}

function decided(doubt: HTMLElement, words: string): void {
  doubt.dataset.decided = "";
  const said = doubt.querySelector<HTMLElement>(".doubt-said");
  if (said) said.textContent = words;
  for (const button of doubt.querySelectorAll<HTMLButtonElement>("[data-press]")) button.hidden = button.dataset.undo === undefined;
  announce(words);
  on(doubt);
}

function reopened(doubt: HTMLElement): void {
  delete doubt.dataset.decided;
  const said = doubt.querySelector<HTMLElement>(".doubt-said");
  if (said) said.textContent = "";
  for (const button of doubt.querySelectorAll<HTMLButtonElement>("[data-press]")) button.hidden = button.dataset.undo !== undefined;
  to(doubt);
}

/** Where the queue goes on and back, and what its keys do. */
export interface Queue { group: string; next: string; previous: string; answers: Answer[]; open?: string }

/** Listens where something waits. */
export function answer(queue: Queue): void {
  const list = document.querySelector<HTMLElement>(".doubts");
  if (!list) return;
  list.addEventListener("done", (event) => {
    const button = event.target as HTMLElement;
    const doubt = button.closest<HTMLElement>("[data-doubt]");
    if (!doubt) return;
    if (button.dataset.undo !== undefined) reopened(doubt);
    else decided(doubt, button.dataset.done ?? "");
  });
  list.addEventListener("click", (event) => {
    const skip = (event.target as Element).closest<HTMLElement>("[data-skip]")?.closest<HTMLElement>("[data-doubt]");
    if (skip) on(skip);
  });
  const { group } = queue;
  declare(
    { key: "j", group, words: queue.next, run: () => move(1) },
    { key: "k", group, words: queue.previous, run: () => move(-1) },
    ...queue.answers.map(({ key, words }) => ({ key, group, words, run: () => press(key) })),
  );
  if (queue.open) declare({ key: "o", group, words: queue.open, run: () => (here() ?? open()[0])?.querySelector<HTMLElement>("[data-open]")?.click() });
  to(doubts()[0]);
}
