// Every action by key: one list, in which each action declares its key, its words and what it does. `?` shows what is there.

export interface Action {
  /** What is pressed: `j`, `?`, `Enter`, `mod+k` (⌘ on a Mac, Ctrl elsewhere), `alt+2`, or two one after the other: `g q`. */
  key: string;
  /** What it does, in the words that the sheet and a hover show. */
  words: string;
  /** Where it stands on the sheet. */
  group: string;
  /** Does it. Absent: the action is listed here, its key is handled where it works (in the text). */
  run?: (event: KeyboardEvent) => void;
  /** Whether it can be done now. */
  when?: () => boolean;
  /** Works while somebody types, too. True by itself for keys with mod or alt. */
  typing?: boolean;
}

const mac = /Mac|iPhone|iPad/.test(navigator.platform);
const actions = new Set<Action>();
let begun: { key: string; at: number } | null = null;
/** Two keys make one press when no more than this lies between them. */
const PAIR_MS = 1200;

/** Parts of the scripts that are still on their way, and what was pressed meanwhile that nobody here knew. */
let coming = 0;
let all: Promise<unknown> = Promise.resolve();
const early: KeyboardEvent[] = [];

/** Says that more actions come with this part; a key that is pressed before waits for it. */
export function arriving(part: Promise<unknown>): void {
  coming += 1;
  // A part that does not come takes its keys with it, and no other part's.
  all = Promise.allSettled([all, part]).then(() => {
    coming -= 1;
    if (coming === 0) early.splice(0).forEach(handle);
  });
}

/** When every part that was on its way has come, or will not. */
export function arrived(): Promise<unknown> {
  return all;
}

/** Declares actions; gives what takes them back. */
export function declare(...more: Action[]): () => void {
  for (const action of more) actions.add(action);
  return () => {
    for (const action of more) actions.delete(action);
  };
}

/** What can be done now, in order of declaration. */
export function declared(): Action[] {
  return [...actions].filter((action) => action.when?.() ?? true);
}

/** A key as it is shown: `⌘K`, `Ctrl K`, `g then q`. */
export function shown(key: string): string[] {
  return key.split(" ").map((one) =>
    one
      .split("+")
      .map((part) => NAMES[part] ?? (part.length === 1 && one.includes("+") ? part.toUpperCase() : part))
      .join(mac ? "" : " "),
  );
}

const NAMES: Record<string, string> = {
  mod: mac ? "⌘" : "Ctrl",
  alt: mac ? "⌥" : "Alt",
  shift: mac ? "⇧" : "Shift",
  Enter: "↵",
  Escape: "esc",
  ArrowUp: "↑",
  ArrowDown: "↓",
};

function typesIn(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches("input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select");
}

/** What was pressed, in the words of `Action.key`. */
function pressed(event: KeyboardEvent): string {
  const parts: string[] = [];
  if (mac ? event.metaKey : event.ctrlKey) parts.push("mod");
  if (event.altKey) parts.push("alt");
  // A digit with Alt is named by its place on the board: the letter that Alt makes of it differs by layout.
  const digit = event.altKey ? /^Digit(\d)$/.exec(event.code)?.[1] : undefined;
  const key = digit ?? (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  // Shift belongs to the name of keys that have no other form; `?` says it itself.
  if (event.shiftKey && (event.key.length > 1 || (parts.length > 0 && /[a-z0-9]/i.test(event.key)))) parts.push("shift");
  parts.push(key);
  return parts.join("+");
}

function handle(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.isComposing) return;
  if (["Shift", "Control", "Alt", "Meta"].includes(event.key)) return;
  const now = event.timeStamp;
  const name = pressed(event);
  const whole = begun && now - begun.at < PAIR_MS ? `${begun.key} ${name}` : name;
  begun = null;
  const free = /^(mod|alt)\+/.test(name);
  // Where somebody types, letters are letters.
  const target = event.composedPath()[0] ?? event.target;
  const usable = declared().filter((action) => action.run && (free || action.typing || !typesIn(target)));
  const action = usable.find((one) => one.key === whole) ?? usable.find((one) => one.key === name);
  if (action?.run) {
    event.preventDefault();
    action.run(event);
  } else if (usable.some((one) => one.key.startsWith(`${name} `))) {
    event.preventDefault();
    begun = { key: name, at: now };
  } else if (coming > 0 && !typesIn(target)) {
    early.push(event);
  }
}

document.addEventListener("keydown", handle);
