// White space of other programs: no-break spaces that only kept a page's look, soft hyphens, signs of no width.

const NOTHING = /[\u00ad\u200b\ufeff\u2060]/g;

/** No-break spaces stay where a paper sets them: inside guillemets, between a number and what follows it, behind initials. */
export function spaced(text: string, before = "", after = ""): string {
  const whole = before.slice(-1) + text + after.slice(0, 1);
  const shift = before === "" ? 0 : 1;
  return text
    .replace(/[\u00a0\u202f]/g, (space, at: number) => {
      const left = whole[at + shift - 1] ?? "";
      const right = whole[at + shift + 1] ?? "";
      const kept = left === "«" || /[»:;!?%€]/.test(right) || (/\d/.test(left) && /[\p{L}\d]/u.test(right)) || (left === "." && /\p{Lu}/u.test(whole[at + shift - 2] ?? "") && /\p{Lu}/u.test(right));
      return kept ? space : " ";
    })
    .replace(NOTHING, "");
}

/** Sets the white space of every text right, and breaks lines of source code nowhere. */
export function normalText(body: HTMLElement): void {
  const walker = body.ownerDocument.createTreeWalker(body, NodeFilter.SHOW_TEXT);
  const all: Text[] = [];
  while (walker.nextNode()) all.push(walker.currentNode as Text);
  all.forEach((node, n) => {
    const beside = (other: Text | undefined): string => (other && other.parentElement?.closest("p, li, h1, h2, h3, td, div") === node.parentElement?.closest("p, li, h1, h2, h3, td, div") ? other.data : "");
    node.data = spaced(node.data.replace(/[\t\r\n ]+/g, " "), beside(all[n - 1]), beside(all[n + 1]));
  });
}
