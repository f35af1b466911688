// What must stay in view, set on the picture itself: by a press, or by arrow keys.
import { call, Problem } from "../api.ts";
import { announce } from "../data.ts";
import { word } from "../words.ts";

/** One press of an arrow moves the point by this share of the picture; with Shift by a tenth. */
const STEP = 0.01;
/** The server is told when the point has rested this long. */
const REST_MS = 400;

/** `<focal-point x="0.5" y="0.5"><img></focal-point>`; fires `change` with `[x, y]` when it has been moved. */
export class FocalPoint extends HTMLElement {
  #button = document.createElement("button");
  #circles: SVGCircleElement[] = [];
  #rest = 0;

  get point(): [number, number] {
    return [Number(this.getAttribute("x") ?? 0.5), Number(this.getAttribute("y") ?? 0.5)];
  }

  connectedCallback(): void {
    if (this.hasAttribute("disabled") || this.#button.isConnected) return;
    this.#button.type = "button";
    this.#button.className = "focal-button";
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("aria-hidden", "true");
    this.#circles = ["focal-ring-dark", "focal-ring-light"].map((name) => {
      const circle = document.createElementNS("http://www.w3.org/2000/svg", "circle");
      circle.setAttribute("class", name);
      circle.setAttribute("r", "13");
      return circle;
    });
    svg.append(...this.#circles);
    this.#button.append(svg);
    this.append(this.#button);
    this.#button.addEventListener("click", (event) => this.#aim(event));
    this.#button.addEventListener("keydown", (event) => this.#arrow(event));
    this.#show();
  }

  #aim(event: MouseEvent): void {
    // A press by the keyboard has no place.
    if (event.detail === 0) return;
    const box = this.#button.getBoundingClientRect();
    this.#move((event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height);
  }

  #arrow(event: KeyboardEvent): void {
    const step = event.shiftKey ? 10 * STEP : STEP;
    const moves: Record<string, [number, number]> = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const [x, y] = this.point;
    this.#move(x + move[0], y + move[1]);
  }

  #move(x: number, y: number): void {
    const inside = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 1000) / 1000;
    this.setAttribute("x", String(inside(x)));
    this.setAttribute("y", String(inside(y)));
    this.#show();
    clearTimeout(this.#rest);
    this.#rest = window.setTimeout(() => this.dispatchEvent(new CustomEvent("change", { detail: this.point, bubbles: true })), REST_MS);
  }

  #show(): void {
    const [x, y] = this.point;
    for (const circle of this.#circles) {
      circle.setAttribute("cx", `${x * 100}%`);
      circle.setAttribute("cy", `${y * 100}%`);
    }
    this.#button.setAttribute("aria-label", word("picture.focus", { x: Math.round(x * 100), y: Math.round(y * 100) }));
  }
}

customElements.define("focal-point", FocalPoint);

/** Keeps the point of a stored picture with the server. */
export function keep(element: FocalPoint, key: string): void {
  element.addEventListener("change", () => {
    const told = call("PATCH", `/media/${key}`, { focus: element.point });
    told.then(() => announce(word("script.saved")), (error: unknown) => {
      if (error instanceof Problem) announce(error.message);
      else throw error;
    });
  });
}
