// Lists of other programs: Word writes paragraphs with a sign before them, Google Docs puts lists inside lists. A story's
// lists have one level.

interface Item { paragraph: HTMLElement; sign: string }

const ORDERED = /^\(?(\d{1,4}|[a-zA-Z]|[ivxlcIVXLC]{1,6})[.)]/;

/** Paragraphs that Word meant as items of a list. */
export function wordLists(body: HTMLElement): void {
  const run: Item[] = [];
  const flush = (): void => {
    if (run.length > 0) made(run);
    run.length = 0;
  };
  for (const paragraph of [...body.querySelectorAll<HTMLElement>("p, h1, h2, h3, h4, h5, h6, ul, ol, table")]) {
    const sign = paragraph.localName === "p" ? signOf(paragraph) : null;
    if (sign === null || (run.length > 0 && !follows(run.at(-1)?.paragraph, paragraph))) flush();
    if (sign !== null) run.push({ paragraph, sign });
  }
  flush();
}

/** The sign before an item, taken out of it; `null` when the paragraph is none. */
function signOf(paragraph: HTMLElement): string | null {
  const style = paragraph.getAttribute("data-style") ?? "";
  if (!/mso-list:\s*(?!none|skip)/i.test(style)) return null;
  const sign = [...paragraph.querySelectorAll<HTMLElement>("span")].find((span) => /mso-list:\s*Ignore/i.test(span.getAttribute("data-style") ?? ""));
  const text = (sign?.textContent ?? "").replace(/\u00a0/g, " ").trim();
  sign?.remove();
  return text;
}

function follows(before: HTMLElement | undefined, paragraph: HTMLElement): boolean {
  let next: ChildNode | null = before?.nextSibling ?? null;
  while (next && next.nodeType === 3 && (next.textContent ?? "").trim() === "") next = next.nextSibling;
  return next === paragraph;
}

function made(items: Item[]): void {
  const [first] = items;
  if (!first) return;
  const doc = first.paragraph.ownerDocument;
  const number = ORDERED.exec(first.sign);
  const list = doc.createElement(number ? "ol" : "ul");
  const start = Number(number?.[1]);
  if (Number.isInteger(start) && start !== 1) list.setAttribute("start", String(start));
  first.paragraph.before(list);
  for (const { paragraph } of items) {
    const item = doc.createElement("li");
    item.append(...paragraph.childNodes);
    paragraph.remove();
    list.append(item);
  }
}

/** Lists inside lists, one level; a list of other items than `<li>` gets them. */
export function joinLists(body: HTMLElement): void {
  for (const list of [...body.querySelectorAll("li ul, li ol")].reverse()) {
    const item = list.parentElement?.closest("li");
    item?.after(...[...list.children]);
    list.remove();
  }
  for (const list of [...body.querySelectorAll("ul > ul, ul > ol, ol > ul, ol > ol")].reverse()) list.replaceWith(...list.children);
  for (const list of body.querySelectorAll("ul, ol")) {
    for (const child of [...list.childNodes]) {
      if (child instanceof Element && child.localName === "li") continue;
      if ((child.textContent ?? "").trim() === "") child.remove();
      else {
        const item = list.ownerDocument.createElement("li");
        child.replaceWith(item);
        item.append(child);
      }
    }
  }
  // Docs and Word put headings and divisions into items.
  for (const block of body.querySelectorAll("li div, li h1, li h2, li h3, li h4, li h5, li h6")) {
    const paragraph = block.ownerDocument.createElement("p");
    paragraph.append(...block.childNodes);
    block.replaceWith(paragraph);
  }
}
