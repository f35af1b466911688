// What changed between two texts, by word. Pure.

export interface Piece { text: string; change: "same" | "removed" | "added" }

/** Above this many steps a whole text counts as replaced. */
const MOST = 4000;

/** The shortest way from one list to another (Myers): pairs of indexes that are kept. */
export function kept<T>(before: readonly T[], after: readonly T[], same: (a: T, b: T) => boolean): [number, number][] {
  const most = Math.min(before.length + after.length, MOST);
  const trace: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let steps = 0; steps <= most; steps += 1) {
    trace.push(new Map(furthest));
    for (let line = -steps; line <= steps; line += 2) {
      const down = line === -steps || (line !== steps && (furthest.get(line - 1) ?? -1) < (furthest.get(line + 1) ?? -1));
      let x = down ? (furthest.get(line + 1) ?? 0) : (furthest.get(line - 1) ?? 0) + 1;
      let y = x - line;
      while (x < before.length && y < after.length && same(before[x] as T, after[y] as T)) [x, y] = [x + 1, y + 1];
      furthest.set(line, x);
      if (x >= before.length && y >= after.length) return back(trace, before.length, after.length);
    }
    furthest = new Map(furthest);
  }
  return [];
}

function back(trace: Map<number, number>[], length: number, other: number): [number, number][] {
  const pairs: [number, number][] = [];
  let [x, y] = [length, other];
  for (let steps = trace.length - 1; steps >= 0; steps -= 1) {
    const furthest = trace[steps] ?? new Map<number, number>();
    const line = x - y;
    const down = line === -steps || (line !== steps && (furthest.get(line - 1) ?? -1) < (furthest.get(line + 1) ?? -1));
    const from = down ? line + 1 : line - 1;
    const startX = furthest.get(from) ?? 0;
    const startY = startX - from;
    while (x > Math.max(startX, 0) && y > Math.max(startY, 0)) {
      [x, y] = [x - 1, y - 1];
      pairs.push([x, y]);
    }
    if (steps > 0) [x, y] = [startX, startY];
  }
  return pairs.reverse();
}

/** Two texts as pieces: for the left side without what was added, for the right without what was removed. */
export function compareWords(before: string, after: string): Piece[] {
  const [left, right] = [split(before), split(after)];
  const pieces: Piece[] = [];
  const push = (text: string, change: Piece["change"]): void => {
    const last = pieces.at(-1);
    if (last?.change === change) last.text += text;
    else if (text !== "") pieces.push({ text, change });
  };
  let [x, y] = [0, 0];
  for (const [a, b] of [...kept(left, right, (one, other) => one === other), [left.length, right.length] as [number, number]]) {
    push(left.slice(x, a).join(""), "removed");
    push(right.slice(y, b).join(""), "added");
    if (a < left.length) push(left[a] ?? "", "same");
    [x, y] = [a + 1, b + 1];
  }
  return pieces;
}

function split(text: string): string[] {
  return text.match(/[\p{L}\p{N}’'-]+|\s+|[^\p{L}\p{N}\s]/gu) ?? [];
}
