// A standing page: its title, its word, its text. Readers see it when it is saved, not before; until then it is kept here.
import { call, Problem } from "../api.ts";
import { announce, data } from "../data.ts";
import { declare } from "../keys.ts";
import { word } from "../words.ts";
import { mountBody } from "../editor/body.ts";
import { toJson } from "../editor/document.ts";
import type { Body } from "../story.ts";

interface Page { id: number; revision: number; title: string; slug: string; body: Body; address: string }

const host = document.getElementById("words");
const page = JSON.parse(document.getElementById("standing-page")?.textContent ?? "null") as Page | null;
if (host && page) begin(host, page);

function begin(host: HTMLElement, page: Page): void {
  const title = document.getElementById("page-title") as HTMLInputElement;
  const slug = document.getElementById("page-slug") as HTMLInputElement;
  const said = document.querySelector<HTMLElement>("[data-said]");
  const key = `inkie-page-${page.id}`;
  let body = page.body;
  let changed = false;

  const say = (line: string): void => { if (said) said.textContent = line; };
  const keep = (): void => {
    changed = true;
    say(word("page.script.unsaved"));
    localStorage.setItem(key, JSON.stringify({ revision: page.revision, title: title.value, slug: slug.value, body }));
  };
  const kept = JSON.parse(localStorage.getItem(key) ?? "null") as { revision: number; title: string; slug: string; body: Body } | null;
  if (kept && kept.revision === page.revision) {
    [title.value, slug.value, body] = [kept.title, kept.slug, kept.body];
    changed = true;
    say(word("page.script.kept"));
  } else localStorage.removeItem(key);

  host.replaceChildren();
  mountBody(host, {
    body,
    language: data.language,
    today: () => new Intl.DateTimeFormat("en-CA", { timeZone: data.zone }).format(new Date()),
    changed: (doc) => { body = toJson(doc); keep(); },
    editable: () => true,
    tell: say,
    announce,
    leave: () => title.focus(),
    up: () => slug.focus(),
    save: () => void save(),
    fullScreen: () => undefined,
  });
  for (const field of [title, slug]) field.addEventListener("input", keep);

  async function save(): Promise<void> {
    say(word("page.script.saving"));
    try {
      const saved = await call<Page>("PUT", `/pages/${page.id}`, { revision: page.revision, title: title.value, slug: slug.value, body });
      [page.revision, page.address] = [saved.revision, saved.address];
      slug.value = saved.slug;
      changed = false;
      localStorage.removeItem(key);
      say(word("page.script.saved"));
      announce(word("page.script.saved"));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      say(error.message);
      announce(error.message);
    }
  }

  document.querySelector("[data-save]")?.addEventListener("click", () => void save());
  declare({ key: "mod+s", words: word("page.script.save"), group: word("page.script.group"), run: (event) => { event.preventDefault(); void save(); } });
  addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
  const remove = document.querySelector<HTMLFormElement>("[data-remove]");
  let sure = false;
  remove?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = remove.querySelector("button");
    if (!sure) {
      sure = true;
      if (button) button.textContent = word("script.sure");
      return;
    }
    const to = remove.elements.namedItem("to");
    const leads = to instanceof HTMLInputElement && to.value ? `?to=${encodeURIComponent(to.value)}` : "";
    try {
      await call("DELETE", `/pages/${page.id}${leads}`);
      changed = false;
      localStorage.removeItem(key);
      location.assign("/desk/pages");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      say(error.message);
    }
  });
}
