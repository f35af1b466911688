// The headline and the standfirst: fields of one paragraph each, set as the page sets them.
import { word } from "../words.ts";
import { el } from "./dom.ts";
import { setPlain } from "./typography.ts";

export interface LineField {
  readonly element: HTMLTextAreaElement;
  show(text: string): void;
  lock(readOnly: boolean): void;
  /** The cursor at the end. */
  focus(): void;
}

export interface LineOptions {
  name: "headline" | "standfirst";
  className: string;
  language: string;
  changed(text: string): void;
  /** To the field or text below, and above. */
  down(): void;
  up?(): void;
  leave(): void;
}

/** A field that grows with its words. Enter goes on to the next; line ends that are pasted are spaces. */
export function lineField(options: LineOptions): LineField {
  const { name, language } = options;
  const label = word(`editor.${name}`);
  const element = el("textarea", { class: options.className, rows: "1", "aria-label": label, placeholder: label, lang: language, spellcheck: "true", autocomplete: "off", name });
  const grow = (): void => {
    element.style.setProperty("height", "auto");
    element.style.setProperty("height", `${element.scrollHeight}px`);
  };
  element.addEventListener("input", () => {
    if (/[\r\n]/.test(element.value)) {
      const at = element.selectionStart;
      element.value = element.value.replace(/\s*[\r\n]+\s*/g, " ");
      element.setSelectionRange(at, at);
    }
    grow();
    options.changed(element.value);
  });
  element.addEventListener("beforeinput", (event) => {
    if (event.inputType !== "insertText" || event.data === null || event.isComposing) return;
    const set = setPlain(event.data, element.value.slice(0, element.selectionStart), language);
    if (!set) return;
    event.preventDefault();
    if (set.remove > 0) element.setSelectionRange(element.selectionStart - set.remove, element.selectionEnd);
    // The one way to put letters into a field that its undo knows.
    document.execCommand("insertText", false, set.text);
  });
  element.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const collapsed = element.selectionStart === element.selectionEnd;
    const atEnd = collapsed && element.selectionEnd === element.value.length;
    const go = (where: (() => void) | undefined): void => {
      if (!where) return;
      event.preventDefault();
      where();
    };
    if (event.key === "Enter") go(options.down);
    else if (event.key === "ArrowDown" && atEnd && !event.shiftKey) go(options.down);
    else if (event.key === "ArrowUp" && collapsed && element.selectionStart === 0 && !event.shiftKey) go(options.up);
    else if (event.key === "Escape") go(options.leave);
  });
  new ResizeObserver(grow).observe(element);
  void document.fonts.ready.then(grow);
  return {
    element,
    show: (text) => {
      if (element.value === text) return;
      const at = Math.min(element.selectionStart, text.length);
      element.value = text;
      if (document.activeElement === element) element.setSelectionRange(at, at);
      grow();
    },
    lock: (readOnly) => void (element.readOnly = readOnly),
    focus: () => {
      element.focus();
      element.setSelectionRange(element.value.length, element.value.length);
    },
  };
}
