// What is read now, asked for every ten seconds while somebody looks.
import { call } from "../api.ts";
import { word } from "../words.ts";

interface Read { path: string; headline: string | null; reads: number }

const EVERY_MS = 10_000;
const sum = document.querySelector<HTMLElement>("[data-now]");
const pages = document.querySelector<HTMLElement>("[data-now-pages]");

function row(page: Read): HTMLElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.className = "row-title";
  link.href = page.path;
  link.textContent = page.headline ?? page.path;
  const side = document.createElement("span");
  side.className = "row-side";
  side.textContent = String(page.reads);
  item.append(link, side);
  return item;
}

async function ask(): Promise<void> {
  if (document.hidden || !sum || !pages) return;
  const counts = await call<{ now: number; now_pages: Read[] }>("GET", "/counts?limit=20").catch(() => null);
  if (!counts) return;
  sum.textContent = String(counts.now);
  if (counts.now_pages.length === 0) {
    const nobody = document.createElement("p");
    nobody.className = "nothing";
    nobody.textContent = word("counts.script.nobody");
    pages.replaceChildren(nobody);
    return;
  }
  const list = document.createElement("ol");
  list.className = "rows counts-list";
  list.append(...counts.now_pages.map(row));
  pages.replaceChildren(list);
}

setInterval(() => void ask(), EVERY_MS);
