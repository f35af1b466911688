// What the page gives its scripts besides words: the paper, who is signed in, and data of its own.

interface DeskData {
  paper: string;
  language: string;
  zone: string;
  /** Who is signed in. */
  me: { id: number; name: string; role: string } | null;
  [name: string]: unknown;
}

const island = document.getElementById("desk-data")?.textContent ?? "{}";

/** The page's data, as its handler wrote it. */
export const data: DeskData = { paper: "", me: null, language: "en", zone: "UTC", ...(JSON.parse(island) as Partial<DeskData>) };

/** Says something to whoever listens instead of looking. */
export function announce(words: string): void {
  const said = document.getElementById("said");
  if (said) said.textContent = words;
}
