// Tables: those that only lay a page out are taken apart, others get rows of the same length and cells of running text.

/** Makes every table one that a story can hold. Inner tables come first. */
export function straightTables(body: HTMLElement): void {
  for (const table of [...body.querySelectorAll("table")].reverse()) {
    const rows = [...table.rows];
    const widest = Math.max(0, ...rows.map((row) => [...row.cells].reduce((sum, cell) => sum + span(cell), 0)));
    if (widest <= 1 || rows.length === 0 || (rows.length === 1 && table.querySelector("p, div, h1, h2, h3, ul") !== null)) {
      table.replaceWith(...rows.flatMap((row) => [...row.cells].flatMap((cell) => inDivision(cell))));
      continue;
    }
    for (const row of rows) {
      for (const cell of [...row.cells]) {
        running(cell);
        for (let n = span(cell); n > 1; n -= 1) cell.after(body.ownerDocument.createElement(cell.localName));
      }
      for (let n = row.cells.length; n < widest; n += 1) row.append(body.ownerDocument.createElement("td"));
    }
    table.querySelectorAll("colgroup, col").forEach((column) => column.remove());
  }
}

function span(cell: HTMLTableCellElement): number {
  return Math.min(20, Math.max(1, cell.colSpan));
}

function inDivision(cell: HTMLTableCellElement): HTMLElement[] {
  const division = cell.ownerDocument.createElement("div");
  division.append(...cell.childNodes);
  return (division.textContent ?? "").trim() === "" ? [] : [division];
}

/** A cell's paragraphs as lines. */
function running(cell: HTMLElement): void {
  const blocks = [...cell.querySelectorAll("p, div, li, h1, h2, h3, h4, h5, h6")].filter((block) => block.querySelector("p, div, li") === null);
  if (blocks.length === 0) return;
  const lines: Node[] = [];
  for (const block of blocks) {
    if ((block.textContent ?? "").trim() === "") continue;
    if (lines.length > 0) lines.push(cell.ownerDocument.createElement("br"));
    lines.push(...block.childNodes);
  }
  cell.replaceChildren(...lines);
}
