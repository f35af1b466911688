// A block with fields: shown as the page shows it, edited in place. The document stays the one source; fields follow it.
import type { Node } from "prosemirror-model";
import { NodeSelection, TextSelection } from "prosemirror-state";
import type { EditorView, NodeView, ViewMutationRecord } from "prosemirror-view";
import { word } from "../../words.ts";
import { problemOf } from "../attributes.ts";
import { el } from "../dom.ts";
import { bind, type Attrs, type Bound, type Field, type Write } from "./fields.ts";
import { bindRows, type Rows } from "./rows.ts";

export interface Place {
  view: EditorView;
  write: Write;
  attrs(): Attrs;
  node(): Node;
  at(): number;
}

/** What a kind of block is made of. */
export interface Shape {
  tag: keyof HTMLElementTagNameMap;
  className: string | ((attrs: Attrs) => string);
  /** The element that holds the text of a block which has some. */
  content?: { tag: keyof HTMLElementTagNameMap; className?: string };
  /** Fields that stand above the text or under it. */
  before?: (Field | Rows)[];
  after?: (Field | Rows)[];
  /** What is shown and not typed: a poster, a figure. Made anew when the attributes that it names change. */
  face?: (place: Place) => { element: HTMLElement; show(attrs: Attrs): void };
}

const isRows = (part: Field | Rows): part is Rows => "fields" in part;

export class BlockView implements NodeView {
  readonly dom: HTMLElement;
  readonly contentDOM?: HTMLElement;
  #node: Node;
  #bound: Bound[] = [];
  readonly #shape: Shape;

  constructor(node: Node, view: EditorView, getPos: () => number | undefined, shape: Shape) {
    this.#node = node;
    this.#shape = shape;
    const place: Place = {
      view,
      node: () => this.#node,
      attrs: () => this.#node.attrs,
      at: () => getPos() ?? 0,
      write: (change) => this.#write(view, getPos, change),
    };
    this.dom = el(shape.tag, { role: "group", "aria-label": word(`editor.block.${node.type.name}`), "data-kind": node.type.name });
    if (shape.content) this.contentDOM = el(shape.content.tag, shape.content.className ? { class: shape.content.className } : {});
    const face = shape.face?.(place);
    if (face) {
      face.element.contentEditable = "false";
      this.#bound.push(face);
    }
    this.dom.append(...[face?.element, this.#part(shape.before, place), this.contentDOM, this.#part(shape.after, place)].filter((part) => part !== undefined));
    this.dom.addEventListener("keydown", (event) => this.#pressed(event, view, getPos));
    this.#show();
  }

  #part(parts: (Field | Rows)[] | undefined, place: Place): HTMLElement | undefined {
    if (!parts) return undefined;
    const bound = parts.map((part) => (isRows(part) ? bindRows(part, place.write, () => place.attrs()[part.name] as Attrs[]) : bind(part, place.write)));
    this.#bound.push(...bound);
    const element = el("div", { class: "fields" }, ...bound.map((one) => one.element));
    element.contentEditable = "false";
    return element;
  }

  #write(view: EditorView, getPos: () => number | undefined, change: Attrs): boolean {
    const at = getPos();
    if (at === undefined || !view.editable || problemOf(this.#node.type.name, { ...this.#node.attrs, ...change }) !== null) return false;
    const { tr } = view.state;
    for (const [name, value] of Object.entries(change)) tr.setNodeAttribute(at, name, value);
    view.dispatch(tr);
    return true;
  }

  /** From the fields back to the text: Escape chooses the block. */
  #pressed(event: KeyboardEvent, view: EditorView, getPos: () => number | undefined): void {
    if (event.key !== "Escape" || !isControl(event.target)) return;
    event.preventDefault();
    event.stopPropagation();
    const at = getPos();
    if (at === undefined) return;
    const { doc, tr } = view.state;
    const selection = NodeSelection.isSelectable(this.#node) ? NodeSelection.create(doc, at) : TextSelection.near(doc.resolve(at + 1));
    view.dispatch(tr.setSelection(selection));
    view.focus();
  }

  #show(): void {
    const { className } = this.#shape;
    const chosen = this.dom.classList.contains("chosen");
    this.dom.className = `block ${typeof className === "string" ? className : className(this.#node.attrs)}${chosen ? " chosen" : ""}`;
    for (const bound of this.#bound) bound.show(this.#node.attrs);
  }

  update(node: Node): boolean {
    if (node.type !== this.#node.type) return false;
    this.#node = node;
    this.#show();
    return true;
  }

  selectNode(): void {
    this.dom.classList.add("chosen");
  }

  deselectNode(): void {
    this.dom.classList.remove("chosen");
  }

  stopEvent(event: Event): boolean {
    return isControl(event.target) || (event.target instanceof HTMLElement && event.target.closest(".face-control") !== null);
  }

  ignoreMutation(mutation: ViewMutationRecord): boolean {
    if (mutation.type === "selection") return isControl(mutation.target) || !(this.contentDOM?.contains(mutation.target) ?? false);
    return !(this.contentDOM?.contains(mutation.target) ?? false);
  }
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("input, textarea, select, button, summary, audio, label") !== null;
}

/** Puts the cursor into the first field of a block that is chosen. */
export function enterFields(view: EditorView): boolean {
  const { selection } = view.state;
  if (!(selection instanceof NodeSelection)) return false;
  const dom = view.nodeDOM(selection.from);
  const field = dom instanceof HTMLElement ? dom.querySelector<HTMLElement>("input, textarea, select, summary, button") : null;
  field?.focus();
  return field !== null;
}
