// What is shown of a block and not typed: picture, poster, figure, player.
import type { Node } from "prosemirror-model";
import { word } from "../../words.ts";
import { ADVISORIES } from "../attributes.ts";
import { el } from "../dom.ts";
import { chooseFiles, sendPictures } from "../upload.ts";
import { length, type Attrs } from "./fields.ts";
import type { Place } from "./block.ts";

type Face = { element: HTMLElement; show(attrs: Attrs): void };

const file = (key: unknown): string => `/media/${String(key)}`;

/** The picture, with its focal point as a cross that a finger drags and arrow keys move. */
export function picture(place: Place): Face {
  const image = el("img", { alt: "", decoding: "async" });
  const cross = el("button", { type: "button", class: "focus face-control", "aria-label": word("editor.focus"), title: word("editor.focus") });
  const source = el("a", { class: "picture-file", target: "_blank" }, word("editor.picture_file"));
  const element = el("div", { class: "face face-picture" }, image, cross, source);
  const focus = (): [number, number] => place.attrs().focus as [number, number];
  const put = (x: number, y: number): boolean => place.write({ focus: [x, y].map((one) => Math.round(Math.min(1, Math.max(0, one)) * 100) / 100) });
  cross.addEventListener("keydown", (event) => {
    const steps: Record<string, [number, number]> = { ArrowLeft: [-0.05, 0], ArrowRight: [0.05, 0], ArrowUp: [0, -0.05], ArrowDown: [0, 0.05] };
    const step = steps[event.key];
    if (!step || event.altKey) return;
    event.preventDefault();
    event.stopPropagation();
    put(focus()[0] + step[0], focus()[1] + step[1]);
  });
  const follow = (event: PointerEvent): void => {
    const box = image.getBoundingClientRect();
    if (box.width > 0) void put((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  };
  cross.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    cross.focus();
    cross.setPointerCapture(event.pointerId);
    cross.addEventListener("pointermove", follow);
  });
  cross.addEventListener("lostpointercapture", () => cross.removeEventListener("pointermove", follow));
  return {
    element,
    show: (attrs) => {
      if (image.getAttribute("src") !== file(attrs.media)) image.src = file(attrs.media);
      if (Number(attrs.width) > 0) [image.width, image.height] = [Number(attrs.width), Number(attrs.height)];
      const [x, y] = attrs.focus as [number, number];
      cross.style.setProperty("left", `${x * 100}%`);
      cross.style.setProperty("top", `${y * 100}%`);
      source.href = `/desk/pictures/${String(attrs.media)}`;
    },
  };
}

/** A button that asks for pictures, and a line that says what became of them. */
function asking(key: string, multiple: boolean, take: (pictures: Node[]) => void): HTMLElement {
  const line = el("span", { role: "status" });
  const button = el("button", { type: "button", class: "face-button", click: () => chooseFiles("image/*", multiple, (files) => {
    void sendPictures(files, (said) => void (line.textContent = said)).then((pictures) => pictures.length > 0 && take(pictures));
  }) }, word(key));
  return el("p", { class: "face-ask face-control" }, button, " ", line);
}

/** What a gallery can be given. */
export function gallery(place: Place): Face {
  const element = asking("editor.add_pictures", true, (pictures) => {
    const { view } = place;
    view.dispatch(view.state.tr.insert(place.at() + place.node().nodeSize - 1, pictures));
  });
  return { element, show: () => undefined };
}

/** The clip as the page sets it: poster, advisory, title, provider, length. */
export function clip(place: Place): Face {
  const poster = el("img", { class: "clip-poster", alt: "", decoding: "async" });
  const advisory = el("span", { class: "clip-advisory" });
  const title = el("span", { class: "clip-title" });
  const meta = el("span", { class: "clip-meta" });
  const shown = el("div", { class: "face clip-link", "aria-hidden": "true" }, poster, advisory, title, meta);
  const ask = asking("editor.poster", false, ([picture]) => void place.write({ poster: picture?.attrs.media ?? null }));
  return {
    element: el("div", {}, shown, ask),
    show: (attrs) => {
      const provider = word(`editor.choice.provider.${String(attrs.provider)}`);
      if (attrs.poster) poster.src = file(attrs.poster);
      if (attrs.poster) shown.prepend(poster);
      else poster.remove();
      const kinds = (attrs.advisory as string[]).filter((kind) => ADVISORIES.some((known) => known === kind));
      advisory.hidden = kinds.length === 0;
      advisory.textContent = word("editor.contains", { kinds: kinds.map((kind) => word(`editor.choice.advisory.${kind}`).toLowerCase()).join(", ") });
      title.textContent = String(attrs.title).trim() || provider;
      const duration = Number(attrs.duration) > 0 ? `, ${length(Number(attrs.duration))}` : "";
      meta.textContent = attrs.id === null ? word("editor.clip_unset", { provider }) : provider + duration;
    },
  };
}

/** The paper's own sound. */
export function audio(place: Place): Face {
  const player = el("audio", { controls: true, preload: "metadata" });
  player.addEventListener("loadedmetadata", () => {
    const duration = Math.round(player.duration);
    if (Number.isFinite(duration) && duration > 0 && place.attrs().duration === 0) place.write({ duration });
  });
  return {
    element: el("div", { class: "face face-control" }, player),
    show: (attrs) => {
      if (player.getAttribute("src") !== file(attrs.media)) player.src = file(attrs.media);
    },
  };
}

/** The score as large as its column. */
export function score(): Face {
  const figure = el("p", { class: "score", "aria-hidden": "true" });
  return { element: el("div", { class: "face" }, figure), show: (attrs) => void (figure.textContent = String(Math.round(Number(attrs.value) * 10) / 10)) };
}

/** HTML from elsewhere: shown as what it is, not run. */
export function rawHtml(): Face {
  const code = el("pre", {}, "");
  const element = el("details", { class: "face face-html face-control" }, el("summary", {}, word("editor.raw_html")), code);
  return { element, show: (attrs) => void (code.textContent = String(attrs.html)) };
}
