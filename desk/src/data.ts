// What the page gives its scripts besides words: the paper's language and zone, and data of its own.

interface DeskData {
  language: string;
  zone: string;
  [name: string]: unknown;
}

const island = document.getElementById("desk-data")?.textContent ?? "{}";

/** The page's data, as its handler wrote it. */
export const data: DeskData = { language: "en", zone: "UTC", ...(JSON.parse(island) as Partial<DeskData>) };

/** Says something to whoever listens instead of looking. */
export function announce(words: string): void {
  const said = document.getElementById("said");
  if (said) said.textContent = words;
}
