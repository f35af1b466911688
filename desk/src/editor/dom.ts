// Elements, made in one line.

type Child = globalThis.Node | string | null;

/** An element with attributes and children. `class`, `data-…` and the rest are attributes, functions are listeners. */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attrs: Record<string, string | boolean | null | ((event: never) => void)> = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) {
    if (typeof value === "function") element.addEventListener(name, value as EventListener);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Puts an element under a place in the text, inside the window's width. */
export function placeUnder(element: HTMLElement, place: { left: number; top: number; bottom: number }, inside: HTMLElement): void {
  const around = inside.getBoundingClientRect();
  element.hidden = false;
  const width = element.offsetWidth;
  const room = document.documentElement.clientWidth - 12 - width;
  const left = Math.max(12, Math.min(place.left, room)) - around.left;
  const above = place.bottom + element.offsetHeight + 8 > innerHeight && place.top - element.offsetHeight - 8 > 0;
  element.style.setProperty("left", `${Math.round(left)}px`);
  element.style.setProperty("top", `${Math.round((above ? place.top - element.offsetHeight - 6 : place.bottom + 6) - around.top)}px`);
}
