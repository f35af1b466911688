// A standing page: its title, its word, its text. Readers see it when it is saved, not before; until then it is kept here.
import { call, Problem } from "../api.ts";
import { announce, data } from "../data.ts";
import { isSure } from "../forms.ts";
import { declare } from "../keys.ts";
import { word } from "../words.ts";
import { mountBody } from "../editor/body.ts";
import { toJson } from "../editor/document.ts";
import type { Body } from "../story.ts";

interface Page { id: number; revision: number; title: string; slug: string; body: Body; address: string }
/** What this browser kept of a page, and the revision that it was written on. */
type Kept = Pick<Page, "revision" | "title" | "slug" | "body">;

const host = document.getElementById("words");
const page = JSON.parse(document.getElementById("standing-page")?.textContent ?? "null") as Page | null;
if (host && page) begin(host, page);

function begin(host: HTMLElement, page: Page): void {
  const title = document.getElementById("page-title") as HTMLInputElement;
  const slug = document.getElementById("page-slug") as HTMLInputElement;
  const said = document.querySelector<HTMLElement>("[data-said]");
  const key = `inkie-page-${page.id}`;
  let body = page.body;
  /** Counts changes; what readers see is a number of these. */
  let [changes, saved] = [0, 0];
  /** Whether one of two texts must be chosen first. */
  let asked = false;

  const say = (line: string): void => { if (said) said.textContent = line; };
  /** The copy as this window wrote or read it. */
  let copy = localStorage.getItem(key);
  const keep = (): void => {
    copy = JSON.stringify({ revision: page.revision, title: title.value, slug: slug.value, body } satisfies Kept);
    localStorage.setItem(key, copy);
  };
  // What another window keeps of the page is not this one's to forget.
  const forget = (): void => { if (localStorage.getItem(key) === copy) localStorage.removeItem(key); };
  const changed = (): void => {
    changes += 1;
    say(word("page.script.unsaved"));
    keep();
  };
  const kept = JSON.parse(copy ?? "null") as Kept | null;
  if (kept && kept.revision === page.revision) {
    [title.value, slug.value, body] = [kept.title, kept.slug, kept.body];
    changes += 1;
    say(word("page.script.kept"));
  } else if (kept) void offer(kept);

  host.replaceChildren();
  const editor = mountBody(host, {
    body,
    language: data.language,
    today: () => new Intl.DateTimeFormat("en-CA", { timeZone: data.zone }).format(new Date()),
    changed: (doc) => { body = toJson(doc); changed(); },
    editable: () => !asked,
    tell: say,
    announce,
    leave: () => title.focus(),
    up: () => slug.focus(),
    save: () => void save(),
    fullScreen: () => undefined,
  });
  for (const field of [title, slug]) field.addEventListener("input", changed);

  function ask(whether: boolean): void {
    asked = whether;
    title.readOnly = slug.readOnly = whether;
  }

  /** The page was saved since a text of it was kept here: neither goes without having been read. */
  async function offer(kept: Kept): Promise<void> {
    ask(true);
    const { choice } = await import("../saving/two-texts.ts");
    const text = ({ title, slug, body }: Omit<Kept, "revision">) => ({ headline: title, standfirst: "", slug, body });
    const shown = choice(text(kept), text(page), word("page.script.two"), async (chosen) => {
      const theirs = chosen.body === page.body && chosen.headline === page.title && chosen.slug === page.slug;
      [title.value, slug.value, body] = [chosen.headline, chosen.slug, chosen.body];
      ask(false);
      shown.remove();
      editor.replace(body);
      editor.focus();
      if (theirs) forget();
      else changed();
    });
    host.before(shown);
    shown.focus();
  }

  let saving: Promise<void> | null = null;
  /** One request after the other: the second needs the revision that the first made. */
  async function save(): Promise<void> {
    if (asked) return;
    await saving;
    saving = send().finally(() => (saving = null));
    return saving;
  }

  async function send(): Promise<void> {
    const sent = changes;
    say(word("page.script.saving"));
    try {
      const answer = await call<Page>("PUT", `/pages/${page.id}`, { revision: page.revision, title: title.value, slug: slug.value, body });
      [page.revision, page.address, saved] = [answer.revision, answer.address, sent];
      if (sent !== changes) {
        // Somebody went on typing: that is neither saved nor a text of the page as it was.
        say(word("page.script.unsaved"));
        return keep();
      }
      slug.value = answer.slug;
      forget();
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
  addEventListener("beforeunload", (event) => { if (changes > saved) event.preventDefault(); });
  const remove = document.querySelector<HTMLFormElement>("[data-remove]");
  remove?.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = remove.querySelector("button");
    if (!button || !isSure(button)) return;
    const to = remove.elements.namedItem("to");
    const leads = to instanceof HTMLInputElement && to.value ? `?to=${encodeURIComponent(to.value)}` : "";
    try {
      await call("DELETE", `/pages/${page.id}${leads}`);
      saved = changes;
      forget();
      location.assign("/desk/pages");
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      say(error.message);
    }
  });
}
