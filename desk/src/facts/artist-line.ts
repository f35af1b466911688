// How the artist line follows the text without undoing what a person did to it.
import type { Credit } from "../story.ts";

const same = (a: Credit, b: Credit): boolean => a.artist === b.artist && a.credited_as === b.credited_as && a.strength === b.strength;

export interface Followed {
  /** The new line; null when nothing is to be changed. */
  line: Credit[] | null;
  /** What of it comes from the text. */
  filled: Credit[];
}

/**
 * `line` is what stands now, `found` what the text says, `filled` what the text put there before, `taken` whom a person
 * took off. Whoever was filled in and left alone goes when the text no longer speaks of them; whoever a person put in or
 * changed stays.
 */
export function follow(line: readonly Credit[], found: readonly Credit[], filled: readonly Credit[], taken: ReadonlySet<number>): Followed {
  const wanted = found.filter((one) => !taken.has(one.artist));
  const byText = (credit: Credit): boolean => [...filled, ...wanted].some((one) => same(one, credit));
  const kept = line.filter((one) => !byText(one) || wanted.some((now) => same(now, one)));
  const coming = wanted.filter((one) => !kept.some((there) => there.artist === one.artist));
  const order = (credit: Credit): number => (credit.strength === "subject" ? 0 : 1);
  // Who stands there keeps their place; who is new comes after them, subjects before who takes part.
  const next = [...kept, ...coming].sort((a, b) => order(a) - order(b));
  const changed = next.length !== line.length || next.some((one, place) => !line[place] || !same(one, line[place]));
  return { line: changed ? next : null, filled: wanted.filter((one) => next.some((there) => same(there, one))) };
}
