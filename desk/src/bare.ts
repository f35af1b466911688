// What the desk's own elements share: they render into the page itself, where its styles and labels reach them.
import { LitElement } from "lit";

export class Bare extends LitElement {
  #ends: (() => void)[] = [];

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  /** Runs when the element leaves the page. */
  protected until(...ends: (() => void)[]): void {
    this.#ends.push(...ends);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const end of this.#ends.splice(0)) end();
  }
}
