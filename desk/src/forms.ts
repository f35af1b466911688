// Forms that speak to the API. `<form data-api="PATCH /sections/news">` sends its named fields as JSON; what is wrong is
// said beside the field it is about, and nothing typed is lost.
//
//   data-then="reload" (default) | "stay" | a path in which {id} and the like are filled from the answer
//   on a field: data-as="number" | "list" (a line each) | "null" (empty means null) | "json"
//   <button data-api="DELETE /…" data-sure>  asks for a second press
//   an answered form dispatches `done` with the answer as detail; `preventDefault()` keeps it from going anywhere
import { call, Problem } from "./api.ts";
import { announce } from "./data.ts";
import { word } from "./words.ts";

type Field = HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement;

const SURE_FOR_MS = 4000;

function valueOf(field: Field): unknown {
  if (field instanceof HTMLInputElement && field.type === "checkbox") return field.checked;
  const text = field.value;
  switch (field.dataset.as) {
    case "number": return text.trim() === "" ? null : Number(text);
    case "list": return text.split("\n").map((line) => line.trim()).filter((line) => line !== "");
    case "null": return text.trim() === "" ? null : text;
    case "json": return JSON.parse(text) as unknown;
    default: return text;
  }
}

function fieldsOf(form: HTMLFormElement): Field[] {
  return [...form.elements].filter((one): one is Field =>
    (one instanceof HTMLInputElement || one instanceof HTMLSelectElement || one instanceof HTMLTextAreaElement) && one.name !== "" && !one.disabled);
}

function inputOf(form: HTMLFormElement): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const field of fieldsOf(form)) {
    if (field instanceof HTMLInputElement && field.type === "radio") {
      if (field.checked) input[field.name] = field.value;
    } else if (field instanceof HTMLInputElement && field.type === "checkbox" && field.value !== "on") {
      // Several boxes of one name are a list of what is chosen.
      const chosen = (input[field.name] ??= []) as string[];
      if (field.checked) chosen.push(field.value);
    } else input[field.name] = valueOf(field);
  }
  return input;
}

/** Takes away what an earlier try was told. */
function clear(form: HTMLFormElement): void {
  form.querySelectorAll(".field-error[data-said]").forEach((error) => error.remove());
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
}

/** Says what is wrong beside the field it is about, or at the form's end. */
export function complain(form: HTMLFormElement, problem: Problem): void {
  clear(form);
  const error = document.createElement("p");
  error.className = "field-error";
  error.dataset.said = "";
  error.id = `error-${Math.random().toString(36).slice(2)}`;
  error.setAttribute("role", "alert");
  error.textContent = problem.message;
  const field = fieldsOf(form).find((one) => one.name === problem.field);
  if (field) {
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", error.id);
    field.insertAdjacentElement("afterend", error);
    field.focus();
  } else form.append(error);
}

function target(then: string, answer: unknown): string {
  return then.replace(/\{([a-z_]+)\}/g, (_, name: string) => encodeURIComponent(String((answer as Record<string, unknown>)[name] ?? "")));
}

function go(source: HTMLElement, answer: unknown): void {
  const done = new CustomEvent("done", { detail: answer, bubbles: true, cancelable: true });
  if (!source.dispatchEvent(done)) return;
  const then = source.dataset.then ?? "reload";
  if (then === "reload") location.reload();
  else if (then !== "stay") location.assign(target(then, answer));
}

async function send(source: HTMLElement, form: HTMLFormElement | null, words: string, input?: unknown): Promise<void> {
  const [method = "POST", path = ""] = words.split(" ", 2);
  const buttons = form?.querySelectorAll<HTMLButtonElement>("button") ?? [];
  source.setAttribute("aria-busy", "true");
  buttons.forEach((button) => (button.disabled = true));
  try {
    const answer = await call(method, path, input);
    if (form) clear(form);
    announce(word("script.saved"));
    go(source, answer);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (form) complain(form, error);
    else beside(source, error);
  } finally {
    source.removeAttribute("aria-busy");
    buttons.forEach((button) => (button.disabled = false));
  }
}

function beside(button: HTMLElement, problem: Problem): void {
  const known = button.nextElementSibling;
  const line = known instanceof HTMLElement && known.dataset.said !== undefined ? known : document.createElement("p");
  line.className = "field-error";
  line.dataset.said = "";
  line.setAttribute("role", "alert");
  line.textContent = problem.message;
  button.insertAdjacentElement("afterend", line);
}

/** A button that destroys something is pressed twice; it says so itself. */
export function isSure(button: HTMLElement): boolean {
  if (button.dataset.sure === undefined || button.dataset.asked !== undefined) return true;
  const words = button.textContent ?? "";
  button.dataset.asked = "";
  button.textContent = button.dataset.sure || word("script.sure");
  announce(button.textContent);
  setTimeout(() => {
    delete button.dataset.asked;
    button.textContent = words;
  }, SURE_FOR_MS);
  return false;
}

/** Has every such form and button of the page speak to the API. */
export function listen(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.api === undefined) return;
    event.preventDefault();
    void send(form, form, form.dataset.api, inputOf(form));
  });
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLButtonElement>("button[data-api]") : null;
    if (!button) return;
    event.preventDefault();
    const input = button.dataset.input === undefined ? undefined : (JSON.parse(button.dataset.input) as unknown);
    if (isSure(button)) void send(button, null, button.dataset.api ?? "", input);
  });
}
