// The sheet of keys: what can be done here now, by group, on `?`.
import { arrived, declare, declared, shown, type Action } from "./keys.ts";
import { word } from "./words.ts";

let sheet: HTMLDialogElement | undefined;

function element<K extends keyof HTMLElementTagNameMap>(tag: K, properties: Partial<HTMLElementTagNameMap[K]>): HTMLElementTagNameMap[K] {
  return Object.assign(document.createElement(tag), properties);
}

function row(action: Action): HTMLElement {
  const [line, name] = [document.createElement("div"), document.createElement("dt")];
  for (const key of shown(action.key)) name.append(element("kbd", { textContent: key }), " ");
  line.append(name, element("dd", { textContent: action.words }));
  return line;
}

function fill(): void {
  const groups = Map.groupBy(declared(), (action) => action.group);
  const close = element("button", { type: "button", textContent: word("script.keys_close"), className: "quiet" });
  close.addEventListener("click", () => sheet?.close());
  const parts: HTMLElement[] = [element("h2", { textContent: word("script.keys_title") })];
  for (const [group, actions] of groups) {
    const list = document.createElement("dl");
    list.append(...actions.map(row));
    parts.push(element("h3", { textContent: group }), list);
  }
  sheet?.replaceChildren(...parts, close);
  sheet?.show();
  close.focus();
}

/** Shows the sheet, or takes it away. It lists what parts of the script that are still on their way can do, too. */
export async function toggle(): Promise<void> {
  if (sheet?.open) return sheet.close();
  await arrived();
  sheet ??= document.body.appendChild(element("dialog", { className: "key-sheet", ariaLabel: word("script.keys_title") }));
  fill();
}

/** Has the page show its sheet on `?`, on Ctrl-/ while somebody types, and where a button asks for it. */
export function listen(): void {
  const group = word("script.keys_everywhere");
  declare(
    { key: "?", words: word("script.key_sheet"), group, run: () => void toggle() },
    { key: "mod+/", words: word("script.key_sheet"), group, run: () => void toggle() },
    { key: "g q", words: word("script.key_queue"), group, run: () => location.assign("/desk/queue") },
  );
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("[data-key-sheet]")) void toggle();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sheet?.open) sheet.close();
  });
}
