// Two texts of one story, side by side: yours left, theirs right, words marked. Each place where they differ is chosen by
// itself, or one text is taken whole. What is not taken stays with the server as a text set aside.
import type { Conflict } from "../draft.ts";
import { data } from "../data.ts";
import { el } from "../editor/dom.ts";
import type { Block, Draft } from "../story.ts";
import { word } from "../words.ts";
import { sameJson } from "./same.ts";
import { compareWords, kept } from "./words-diff.ts";

type Side = "yours" | "theirs";

/** One place: what each side has there. `same`: both have it. */
interface Place { name: string; yours: string; theirs: string; same: boolean; choice: Side; take: (draft: Draft, side: Side) => void }

/** The element; `go` gets the text that the person goes on with. */
export function twoTexts(conflict: Conflict, go: (draft: Draft) => Promise<void>): HTMLElement {
  const places = placesOf(conflict);
  const rows = places.map((place, n) => row(place, n));
  const wrong = el("p", { class: "line-wrong", role: "alert" });
  const settle = async (side: Side | null): Promise<void> => {
    wrong.textContent = "";
    try {
      await go(chosen(conflict, places, side));
    } catch (error) {
      wrong.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  const button = (key: string, side: Side | null, className: string): HTMLElement => el("button", { type: "button", class: className, click: () => void settle(side) }, word(key));
  const why = conflict.why === "outdated" ? word("editor.two.outdated", { who: conflict.theirs.saved.who, at: moment(conflict.theirs.saved.at) }) : word("editor.two.kept", { at: moment(conflict.written) });
  const section = el("section", { class: "two-texts", tabindex: "-1", "aria-label": word("editor.two.title") },
    el("h2", {}, word("editor.two.title")), el("p", {}, why),
    el("p", { class: "two-buttons" }, button("editor.two.yours", "yours", "button-quiet"), " ", button("editor.two.theirs", "theirs", "button-quiet"), " ", button("editor.two.chosen", null, "button")),
    wrong,
    el("div", { class: "two-heads", "aria-hidden": "true" }, el("b", {}, word("editor.two.left")), el("b", {}, word("editor.two.right"))),
    ...rows);
  return section;
}

function moment(at: string | number | null): string {
  if (at === null) return "";
  return new Intl.DateTimeFormat(data.language, { timeZone: data.zone, hour: "numeric", minute: "2-digit", day: "numeric", month: "long" }).format(new Date(at));
}

function chosen({ yours, theirs }: Conflict, places: Place[], side: Side | null): Draft {
  if (side === "yours") return yours;
  if (side === "theirs") return theirs.draft;
  const draft: Draft = { ...theirs.draft, body: { ...theirs.draft.body, content: [] } };
  for (const place of places) place.take(draft, place.choice);
  return draft;
}

function row(place: Place, n: number): HTMLElement {
  if (place.same) return el("p", { class: "two-same" }, place.yours);
  const name = `two-${n}`;
  const side = (which: Side): HTMLElement => {
    const pieces = compareWords(place.yours, place.theirs).filter(({ change }) => change !== (which === "yours" ? "added" : "removed"));
    const words = pieces.map(({ text, change }) => (change === "same" ? text : el("mark", {}, text)));
    const radio = el("input", { type: "radio", name, checked: place.choice === which, change: () => void (place.choice = which) });
    radio.checked = place.choice === which;
    const label = word(which === "yours" ? "editor.two.take_left" : "editor.two.take_right");
    return el("label", { class: `two-side two-${which}` }, el("span", { class: "two-take" }, radio, label), el("span", { class: "two-words" }, ...(words.length > 0 ? words : [el("i", {}, word("editor.two.nothing"))])));
  };
  return el("fieldset", { class: "two-place" }, el("legend", {}, place.name), side("yours"), side("theirs"));
}

function placesOf({ yours, theirs }: Conflict): Place[] {
  const lines = (["headline", "standfirst"] as const).map((name): Place => ({
    name: word(`editor.${name}`), yours: yours[name], theirs: theirs.draft[name], same: yours[name] === theirs.draft[name], choice: "yours",
    take: (draft, side) => void (draft[name] = side === "yours" ? yours[name] : theirs.draft[name]),
  }));
  return [...lines, ...bodyPlaces(yours.body.content ?? [], theirs.draft.body.content ?? []), ...factPlaces(yours, theirs.draft)];
}

/** Stretches of blocks: those that both have, and those between them. */
function bodyPlaces(left: Block[], right: Block[]): Place[] {
  const places: Place[] = [];
  const put = (mine: Block[], other: Block[], same: boolean): void => {
    if (mine.length === 0 && other.length === 0) return;
    places.push({
      name: word("editor.two.text"), yours: mine.map(shown).join("\n"), theirs: other.map(shown).join("\n"), same, choice: "yours",
      take: (draft, side) => void draft.body.content?.push(...(side === "yours" ? mine : other)),
    });
  };
  let [x, y] = [0, 0];
  for (const [a, b] of [...kept(left, right, sameJson), [left.length, right.length] as [number, number]]) {
    put(left.slice(x, a), right.slice(y, b), false);
    if (a < left.length) put(left.slice(a, a + 1), right.slice(b, b + 1), true);
    [x, y] = [a + 1, b + 1];
  }
  return places;
}

function factPlaces(yours: Draft, theirs: Draft): Place[] {
  const texts = ["headline", "standfirst", "body"];
  const names = (Object.keys(theirs) as (keyof Draft)[]).filter((name) => !texts.includes(name) && !sameJson(yours[name], theirs[name]));
  return names.map((name) => ({
    name: word(`editor.fact.${name}`), yours: shownFact(yours[name]), theirs: shownFact(theirs[name]), same: false, choice: "yours" as Side,
    take: (draft: Draft, side: Side) => void Object.assign(draft, { [name]: side === "yours" ? yours[name] : theirs[name] }),
  }));
}

function shownFact(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  return Object.values(value).map(shownFact).filter((one) => one !== "").join(", ");
}

/** A block's words; of a block of facts, what its attributes say. */
function shown(block: Block): string {
  if (block.type === "text") return block.text ?? "";
  if (block.type === "hard_break") return "\n";
  const inside = (block.content ?? []).map(shown);
  const words = block.content?.some((child) => child.type === "text" || child.type === "hard_break") ? inside.join("") : inside.join("\n");
  const facts = block.attrs ? Object.values(block.attrs).map(shownAttr).filter((one) => one !== "").join(", ") : "";
  return [words, facts].filter((one) => one !== "").join("\n");
}

function shownAttr(value: unknown): string {
  if (typeof value === "string") return /^[0-9a-f]{64}\./.test(value) ? "" : value;
  return typeof value === "object" ? shownFact(value) : "";
}
