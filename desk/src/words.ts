// The words of the desk: no script holds any of its own. The layout prints those of the desk's language into the island
// `#desk-data` under `words`, as tables of messages/en.toml or as one table of dotted keys.

type Counted = { one: string; other: string };
type Table = { [key: string]: string | Counted | Table };

let table: Table | undefined;

function all(): Table {
  table ??= ((JSON.parse(document.getElementById("desk-data")?.textContent ?? "{}") as { words?: Table }).words ?? {}) satisfies Table;
  return table;
}

/** The message of a dotted key with values in its places; the key itself where there is none, so that a gap is seen. */
export function word(key: string, values: Record<string, string | number> = {}): string {
  const found = find(key);
  const pattern = typeof found === "object" ? (values.count === 1 ? found.one : found.other) : found;
  if (pattern === undefined) return key;
  return pattern.replace(/\{(\w+)\}/g, (place, name: string) => (name in values ? String(values[name]) : place));
}

function find(key: string): string | Counted | undefined {
  const direct = all()[key];
  const at = direct ?? key.split(".").reduce<string | Counted | Table | undefined>((inner, part) => (typeof inner === "object" ? (inner as Table)[part] : undefined), all());
  if (typeof at === "string") return at;
  return at !== undefined && typeof at.one === "string" && typeof at.other === "string" ? (at as Counted) : undefined;
}
