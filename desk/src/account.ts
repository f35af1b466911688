// The account's page: what is shown once (a telephone's secret, recovery codes, a token) and never asked for again.
import { announce } from "./data.ts";
import { word } from "./words.ts";

type Telephone = { secret: string; uri: string; picture: { size: number; path: string } | null };
type Codes = { recovery_codes: string[] };
type Made = { token: string };

const SVG = "http://www.w3.org/2000/svg";

function part(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-${name}]`);
}

function reveal(box: HTMLElement): void {
  box.hidden = false;
  box.scrollIntoView({ block: "nearest" });
  (box.querySelector<HTMLElement>("input") ?? box).focus();
}

function draw(picture: NonNullable<Telephone["picture"]>): SVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${picture.size} ${picture.size}`);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", picture.path);
  path.setAttribute("fill", "#000");
  svg.append(path);
  return svg;
}

function showTelephone(told: Telephone): void {
  const box = part("telephone");
  if (!box) return;
  const picture = box.querySelector("[data-picture]");
  picture?.replaceChildren(...(told.picture ? [draw(told.picture)] : []));
  const secret = box.querySelector("[data-secret]");
  if (secret) secret.textContent = told.secret.replace(/(.{4})(?=.)/g, "$1 ");
  box.querySelector("[data-uri]")?.setAttribute("href", told.uri);
  reveal(box);
}

function showCodes(told: Codes): void {
  const box = part("codes");
  const list = box?.querySelector("[data-list]");
  if (!box || !list) return;
  const telephone = part("telephone");
  if (telephone) telephone.hidden = true;
  list.replaceChildren(...told.recovery_codes.map((code) => Object.assign(document.createElement("li"), { textContent: code })));
  reveal(box);
}

function showToken(told: Made): void {
  const box = part("token");
  const value = box?.querySelector("[data-value]");
  if (!box || !value) return;
  value.textContent = told.token;
  reveal(box);
}

document.addEventListener("done", (event) => {
  if (!(event instanceof CustomEvent) || !(event.target instanceof HTMLFormElement)) return;
  const form = event.target;
  const shows = form.dataset.shows;
  if (shows === "telephone") showTelephone(event.detail as Telephone);
  else if (shows === "codes") showCodes(event.detail as Codes);
  else if (shows === "token") showToken(event.detail as Made);
  if (shows !== undefined) form.reset();
});

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("[data-copy], [data-reload]") : null;
  if (!button) return;
  if (button.dataset.reload !== undefined) return location.reload();
  const text = button.dataset.copy === "codes"
    ? [...document.querySelectorAll("[data-list] li")].map((line) => line.textContent).join("\n")
    : part("value")?.textContent ?? "";
  void navigator.clipboard.writeText(text).then(() => {
    button.textContent = word("script.account.copied");
    announce(button.textContent);
  });
});
