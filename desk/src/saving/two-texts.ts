// Two texts of one story, side by side: yours left, theirs right, words marked. Each place where they differ is chosen by
// itself, or one text is taken whole. What is not taken stays with the server as a text set aside. Where nothing can be
// chosen, what stayed behind is read and copied.
import type { Conflict } from "../draft.ts";
import { announce, data } from "../data.ts";
import { el } from "../editor/dom.ts";
import type { Block, Body, Draft } from "../story.ts";
import { word } from "../words.ts";
import { sameJson } from "./same.ts";
import { compareWords, kept } from "./words-diff.ts";

type Side = "yours" | "theirs";

/** What two texts have in common: a story's draft, a standing page. Whatever else they have are facts, by name. */
export interface Words { headline: string; standfirst: string; body: Body }

/** One place: what each side has there. `same`: both have it. */
interface Place<W> { name: string; yours: string; theirs: string; same: boolean; choice: Side; take: (text: W, side: Side) => void }

/** The element that a conflict is settled in; `go` gets the text that the person goes on with. Who may not write the story
    gets to read what stayed behind. */
export function twoTexts(conflict: Conflict, go: (draft: Draft) => Promise<void>): HTMLElement {
  const { yours, theirs, written, aside } = conflict;
  if (!theirs.rights.write) {
    const why = word(aside ? "editor.two.closed" : "editor.two.closed_here", { at: moment(written ?? Date.now()) });
    return leftBehind(yours, theirs.draft, why, () => void go(theirs.draft));
  }
  const why = conflict.why === "outdated" ? word("editor.two.outdated", { who: theirs.saved.who, at: moment(theirs.saved.at) }) : word("editor.two.kept", { at: moment(written) });
  return choice(yours, theirs.draft, why, go);
}

/** The element that one of two texts is chosen in, or some of each. */
export function choice<W extends Words>(yours: W, theirs: W, why: string, go: (chosen: W) => Promise<void>): HTMLElement {
  const places = placesOf(yours, theirs);
  const rows = places.map((place, n) => row(place, n));
  const wrong = el("p", { class: "line-wrong", role: "alert" });
  const settle = async (side: Side | null): Promise<void> => {
    wrong.textContent = "";
    try {
      await go(side === "yours" ? yours : side === "theirs" ? theirs : chosen(theirs, places));
    } catch (error) {
      wrong.textContent = error instanceof Error ? error.message : String(error);
    }
  };
  const button = (key: string, side: Side | null, className: string): HTMLElement => el("button", { type: "button", class: className, click: () => void settle(side) }, word(key));
  return section("editor.two.title", why,
    el("p", { class: "two-buttons" }, button("editor.two.yours", "yours", "button-quiet"), " ", button("editor.two.theirs", "theirs", "button-quiet"), " ", button("editor.two.chosen", null, "button")),
    wrong,
    el("div", { class: "two-heads", "aria-hidden": "true" }, el("b", {}, word("editor.two.left")), el("b", {}, word("editor.two.right"))),
    ...rows);
}

/** A text that did not go into the story, to be read and copied; `close` is absent where something around it closes it. */
export function leftBehind<W extends Words>(yours: W, theirs: W, why: string, close: (() => void) | null): HTMLElement {
  const places = placesOf(yours, theirs).filter((place) => place.yours !== "");
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(places.map((place) => place.yours).join("\n\n"));
    announce(word("editor.two.copied"));
  };
  const button = (key: string, className: string, click: () => void): HTMLElement => el("button", { type: "button", class: className, click }, word(key));
  // Outside of https a browser gives scripts no clipboard; the text can be selected all the same.
  const buttons = [navigator.clipboard ? button("editor.two.copy", "button", () => void copy()) : null, close ? button("editor.close", "button-quiet", close) : null];
  return section("editor.two.behind", why, el("p", { class: "two-buttons" }, ...buttons), ...places.map((place) => el("p", { class: "two-words two-yours" }, ...marked(place, "yours"))));
}

function section(title: string, why: string, ...inside: HTMLElement[]): HTMLElement {
  return el("section", { class: "two-texts", tabindex: "-1", "aria-label": word(title) }, el("h2", {}, word(title)), el("p", {}, why), ...inside);
}

function moment(at: string | number | null): string {
  if (at === null) return "";
  return new Intl.DateTimeFormat(data.language, { timeZone: data.zone, hour: "numeric", minute: "2-digit", day: "numeric", month: "long" }).format(new Date(at));
}

function chosen<W extends Words>(theirs: W, places: Place<W>[]): W {
  const text: W = { ...theirs, body: { ...theirs.body, content: [] } };
  for (const place of places) place.take(text, place.choice);
  return text;
}

function marked(place: Place<never>, which: Side): (HTMLElement | string)[] {
  if (place.same) return [place[which]];
  const pieces = compareWords(place.yours, place.theirs).filter(({ change }) => change !== (which === "yours" ? "added" : "removed"));
  return pieces.map(({ text, change }) => (change === "same" ? text : el("mark", {}, text)));
}

function row(place: Place<never>, n: number): HTMLElement {
  if (place.same) return el("p", { class: "two-same" }, place.yours);
  const name = `two-${n}`;
  const side = (which: Side): HTMLElement => {
    const words = marked(place, which);
    const radio = el("input", { type: "radio", name, checked: place.choice === which, change: () => void (place.choice = which) });
    radio.checked = place.choice === which;
    const label = word(which === "yours" ? "editor.two.take_left" : "editor.two.take_right");
    return el("label", { class: `two-side two-${which}` }, el("span", { class: "two-take" }, radio, label), el("span", { class: "two-words" }, ...(words.length > 0 ? words : [el("i", {}, word("editor.two.nothing"))])));
  };
  return el("fieldset", { class: "two-place" }, el("legend", {}, place.name), side("yours"), side("theirs"));
}

function placesOf<W extends Words>(yours: W, theirs: W): Place<W>[] {
  const lines = (["headline", "standfirst"] as const).map((name): Place<W> => ({
    name: word(`editor.${name}`), yours: yours[name], theirs: theirs[name], same: yours[name] === theirs[name], choice: "yours",
    take: (text, side) => void (text[name] = side === "yours" ? yours[name] : theirs[name]),
  }));
  return [...lines, ...bodyPlaces<W>(yours.body.content ?? [], theirs.body.content ?? []), ...factPlaces(yours, theirs)];
}

/** Stretches of blocks: those that both have, and those between them. */
function bodyPlaces<W extends Words>(left: Block[], right: Block[]): Place<W>[] {
  const places: Place<W>[] = [];
  const put = (mine: Block[], other: Block[], same: boolean): void => {
    if (mine.length === 0 && other.length === 0) return;
    places.push({
      name: word("editor.two.text"), yours: mine.map(shown).join("\n"), theirs: other.map(shown).join("\n"), same, choice: "yours",
      take: (text, side) => void text.body.content?.push(...(side === "yours" ? mine : other)),
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

function factPlaces<W extends Words>(yours: W, theirs: W): Place<W>[] {
  const texts = ["headline", "standfirst", "body"];
  const names = (Object.keys(theirs) as (keyof W & string)[]).filter((name) => !texts.includes(name) && !sameJson(yours[name], theirs[name]));
  return names.map((name) => ({
    name: word(`editor.fact.${name}`), yours: shownFact(yours[name]), theirs: shownFact(theirs[name]), same: false, choice: "yours" as Side,
    take: (text: W, side: Side) => void Object.assign(text, { [name]: side === "yours" ? yours[name] : theirs[name] }),
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
