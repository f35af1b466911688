// Doubtful links by key: y, n, 1 to 3, s, u.
import { word } from "../words.ts";
import { answer } from "./answers.ts";

/** Listens where links wait. */
export function listen(): void {
  const says = (key: string, words: string) => ({ key, words: word(`script.links.${words}`) });
  answer({
    group: word("script.links.group"),
    next: word("script.links.next"),
    previous: word("script.links.previous"),
    answers: [says("y", "yes"), says("n", "no"), says("1", "first"), says("2", "second"), says("3", "third"), says("s", "skip"), says("u", "undo")],
  });
}
