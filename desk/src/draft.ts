// The draft of the story that this page is about: what stands in the fields now, and how far it has been saved. To the
// browser at once, to the server within two seconds; typing waits for neither.
import { Problem, call } from "./api.ts";
import { say } from "./events.ts";
import { forget, keep, kept } from "./saving/local.ts";
import { sameJson } from "./saving/same.ts";
import type { Body, Draft, Story } from "./story.ts";

export type Saving = "saved" | "saving" | "unsaved" | "offline" | "signed-out" | "aside" | "read-only" | "refused";
export type Told = ReadonlySet<keyof Draft | "story" | "saving" | "words">;

/** Why a text is read and not written. */
export type Holding = "somebody else" | "unknown document";

/** Two texts of which neither may be lost: what stands here, and what the server has. */
export interface Conflict {
  yours: Draft;
  /** When yours was written, where that is known. */
  written: number | null;
  theirs: Story;
  /** Why there are two: somebody else saved; this browser kept what was never saved. */
  why: "outdated" | "kept";
}

export interface DraftStore {
  readonly id: number;
  /** How the server knows this window. */
  client: string;
  /** The server's last answer. */
  readonly story: Story;
  /** What stands now, unsaved changes included. */
  readonly draft: Draft;
  readonly revision: number;
  readonly saving: Saving;
  /** Words for a person when the server refused. */
  readonly problem: string | null;
  /** Whether what is unsaved is at least kept in this browser. */
  readonly keptHere: boolean;
  /** Of the body. */
  readonly words: number;
  readonly readOnly: boolean;
  readonly conflict: Conflict | null;
  /** Merges, keeps locally at once, saves as typing does. */
  set(change: Partial<Draft>): void;
  /** The same for the body, which is written out only when it is needed. */
  setBody(write: () => Body): void;
  countWords(words: number): void;
  subscribe(told: (what: Told) => void): () => void;
  /** Saves now; true when the server has everything. */
  flush(): Promise<boolean>;
  /** After a verb or a restore: takes revision, state and draft from the server; what was typed meanwhile stays. */
  replaceStory(story: Story): void;
  /** Somebody else writes, or the text cannot be edited here: it is read only as long as one of these holds. */
  holdBack(why: Holding, held: boolean): void;
  /** Keeps what is unsaved on the server as a text set aside, and goes back to what the server has. */
  giveUp(): Promise<void>;
  /** Goes on with this text after a conflict. */
  settle(draft: Draft): Promise<void>;
}

/** From the first change to its copy in this browser. */
const KEEP_MS = 200;
/** From the first change to the server. */
const SAVE_MS = 1000;
const RETRY_MS = [1000, 2000, 4000, 8000, 15_000];
/** Somebody signs in elsewhere meanwhile. */
const SIGNED_OUT_MS = 4000;
const PATIENCE_MS = 30_000;

class Store implements DraftStore {
  readonly id: number;
  client: string;
  story: Story;
  saving: Saving = "saved";
  problem: string | null = null;
  keptHere = false;
  words = 0;
  conflict: Conflict | null = null;
  #fields: Omit<Draft, "body">;
  #body: { write: (() => Body) | null; value: Body };
  readonly #held = new Set<Holding>();
  #listeners = new Set<(what: Told) => void>();
  /** Counts changes; what the server has is a number of these. */
  #changes = 0;
  #saved = 0;
  #touched = new Set<keyof Draft>();
  #keepTimer = 0;
  #saveTimer = 0;
  #tries = 0;
  #sending: Promise<void> | null = null;

  constructor(story: Story, client: string) {
    this.id = story.id;
    this.client = client;
    this.story = story;
    const { body, ...fields } = story.draft;
    this.#fields = fields;
    this.#body = { write: null, value: body };
    this.saving = this.#readOnly ? "read-only" : "saved";
    addEventListener("online", () => this.#retry());
    addEventListener("focus", () => this.#retry());
    addEventListener("pagehide", () => this.#leave());
    addEventListener("beforeunload", (event) => {
      // Only where this browser keeps nothing would going away lose something.
      if (this.#dirty && !this.keptHere && this.saving === "offline") event.preventDefault();
    });
    document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? this.#leave() : this.#retry()));
  }

  get draft(): Draft {
    return { ...this.#fields, body: this.#writtenBody() };
  }

  /** The draft as it travels: a word of the address that follows the headline is left to the server. */
  get #sendable(): Draft {
    return this.story.slug_follows ? { ...this.draft, slug: "" } : this.draft;
  }

  get revision(): number {
    return this.story.revision;
  }

  get readOnly(): boolean {
    return this.#readOnly || this.conflict !== null;
  }

  get #readOnly(): boolean {
    return this.#held.size > 0 || !this.story.rights.write;
  }

  get #dirty(): boolean {
    return this.#changes > this.#saved;
  }

  #writtenBody(): Body {
    if (this.#body.write) this.#body = { write: null, value: this.#body.write() };
    return this.#body.value;
  }

  set(change: Partial<Draft>): void {
    if (this.readOnly) return;
    const { body, ...fields } = change;
    this.#fields = { ...this.#fields, ...fields };
    if (fields.slug !== undefined) this.story = { ...this.story, slug_follows: fields.slug === "" };
    if (body) this.#body = { write: null, value: body };
    this.#changed(Object.keys(change) as (keyof Draft)[]);
  }

  setBody(write: () => Body): void {
    if (this.readOnly) return;
    this.#body = { ...this.#body, write };
    this.#changed(["body"]);
  }

  #changed(keys: (keyof Draft)[]): void {
    this.#changes += 1;
    for (const key of keys) this.#touched.add(key);
    this.#keepTimer ||= window.setTimeout(() => void this.#keep(), KEEP_MS);
    if (!this.#saveTimer && !this.#sending) this.#saveTimer = window.setTimeout(() => void this.#send(), SAVE_MS);
    if (this.saving === "saved" || this.saving === "refused") this.#state("unsaved");
    this.#tell(new Set(keys));
  }

  countWords(words: number): void {
    if (words === this.words) return;
    this.words = words;
    this.#tell(new Set(["words"]));
  }

  subscribe(told: (what: Told) => void): () => void {
    this.#listeners.add(told);
    return () => this.#listeners.delete(told);
  }

  #tell(what: Told): void {
    for (const told of this.#listeners) told(what);
  }

  #state(saving: Saving, problem: string | null = null): void {
    if (saving === this.saving && problem === this.problem) return;
    this.saving = saving;
    this.problem = problem;
    this.#tell(new Set(["saving"]));
  }

  async #keep(): Promise<void> {
    clearTimeout(this.#keepTimer);
    this.#keepTimer = 0;
    if (!this.#dirty) return;
    const kept = await keep({ story: this.id, base: this.revision, draft: this.#sendable, at: Date.now() });
    // The server may have been quicker.
    if (!this.#dirty) await forget(this.id);
    if (kept !== this.keptHere) {
      this.keptHere = kept;
      this.#tell(new Set(["saving"]));
    }
  }

  /** The page may go away for good. */
  #leave(): void {
    if (!this.#dirty) return;
    void this.#keep();
    void this.#send(true);
  }

  #retry(): void {
    if (this.#dirty && this.conflict === null) void this.#send();
  }

  #again(wait: number): void {
    clearTimeout(this.#saveTimer);
    this.#saveTimer = window.setTimeout(() => void this.#send(), wait);
  }

  #send(leaving = false): Promise<void> {
    if (this.#sending) return this.#sending;
    clearTimeout(this.#saveTimer);
    this.#saveTimer = 0;
    if (!this.#dirty || this.readOnly) return Promise.resolve();
    this.#sending = this.#put(leaving).finally(() => {
      this.#sending = null;
      if (this.#dirty && !this.#saveTimer && this.conflict === null && this.saving !== "refused") this.#again(SAVE_MS);
    });
    return this.#sending;
  }

  async #put(leaving: boolean): Promise<void> {
    const sent = this.#changes;
    const draft = this.#sendable;
    if (this.saving !== "offline" && this.saving !== "signed-out") this.#state("saving");
    // A request that outlives its page may carry 64 KB at most.
    const keepalive = leaving && JSON.stringify(draft).length < 50_000;
    const touched = this.#touched;
    this.#touched = new Set();
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const body = { revision: this.revision, client: this.client, draft };
      const answer = await call<{ revision: number; text_version: number; saved_at: string; pending: boolean; slug: string }>("PUT", `/stories/${this.id}/draft`, body, { keepalive, signal });
      this.#tries = 0;
      this.#saved = sent;
      const { revision, text_version, pending, slug } = answer;
      this.story = { ...this.story, revision, text_version, pending, draft: { ...draft, slug }, saved: { ...this.story.saved, at: answer.saved_at } };
      if (this.story.slug_follows && slug !== this.#fields.slug) {
        this.#fields = { ...this.#fields, slug };
        this.#tell(new Set(["slug"]));
      }
      this.#state(this.#dirty ? "unsaved" : "saved");
      if (!this.#dirty) await forget(this.id);
      this.#tell(new Set(["story"]));
      say("desk:saved", { revision });
    } catch (error) {
      for (const key of touched) this.#touched.add(key);
      await this.#refused(error instanceof Problem ? error : new Problem(0), sent);
    }
  }

  async #refused(problem: Problem, sent: number): Promise<void> {
    if (problem.status === 0 || problem.status >= 500 || problem.status === 429) {
      this.#state("offline", problem.status === 0 ? null : problem.message);
      this.#again(RETRY_MS[Math.min(this.#tries++, RETRY_MS.length - 1)] ?? SAVE_MS);
      void this.#keep();
    } else if (problem.status === 401) {
      this.#state("signed-out");
      this.#again(SIGNED_OUT_MS);
      void this.#keep();
    } else if (problem.status === 409 && problem.type === "outdated") {
      await this.#outdated(sent);
    } else {
      this.#state("refused", problem.message);
    }
  }

  /** Somebody else saved since. The server keeps what it refused; what was typed since is sent once more, to be kept too. */
  async #outdated(sent: number): Promise<void> {
    this.#state("aside");
    try {
      const theirs = await call<Story>("GET", `/stories/${this.id}`);
      if (sent !== this.#changes) await this.#setAside(this.#sendable, this.revision);
      this.#meet({ yours: this.draft, written: null, theirs, why: "outdated" });
    } catch {
      this.#state("offline");
      this.#again(RETRY_MS[0] ?? SAVE_MS);
    }
  }

  #meet(conflict: Conflict): void {
    if (sameJson(conflict.yours, conflict.theirs.draft)) {
      this.#take(conflict.theirs, conflict.theirs.draft);
      this.#state("saved");
      void forget(this.id);
      return;
    }
    this.conflict = conflict;
    this.#state("aside");
    this.#tell(new Set(["saving"]));
  }

  /** Has the server keep a text without making it the story's: an outdated save is kept, never dropped. */
  async #setAside(draft: Draft, revision: number): Promise<void> {
    try {
      await call("PUT", `/stories/${this.id}/draft`, { revision, client: this.client, draft });
    } catch (error) {
      if (!(error instanceof Problem) || error.status !== 409) throw error;
    }
  }

  flush(): Promise<boolean> {
    const settled = async (): Promise<boolean> => {
      for (let turn = 0; turn < 3 && this.#dirty && this.conflict === null; turn += 1) {
        await (this.#sending ?? this.#send());
        if (this.saving === "offline" || this.saving === "signed-out" || this.saving === "refused") return false;
      }
      return !this.#dirty && this.conflict === null;
    };
    return settled();
  }

  replaceStory(story: Story): void {
    const typed = this.#dirty ? this.#pick(this.#touched) : {};
    this.#take(story, { ...story.draft, ...typed });
  }

  #pick(keys: Set<keyof Draft>): Partial<Draft> {
    const draft = this.draft;
    return Object.fromEntries([...keys].map((key) => [key, draft[key]])) as Partial<Draft>;
  }

  #take(story: Story, draft: Draft): void {
    const { body, ...fields } = draft;
    const before = this.draft;
    this.story = story;
    this.#fields = fields;
    this.#body = { write: null, value: body };
    if (sameJson(draft, story.draft)) {
      this.#saved = this.#changes;
      this.#touched = new Set();
    }
    const what = new Set<keyof Draft | "story" | "saving" | "words">(["story"]);
    for (const key of Object.keys(draft) as (keyof Draft)[]) if (!sameJson(before[key], draft[key])) what.add(key);
    this.#tell(what);
  }

  holdBack(why: Holding, held: boolean): void {
    const before = this.#readOnly;
    if (held) this.#held.add(why);
    else this.#held.delete(why);
    if (this.#readOnly === before) return;
    this.#state(this.#readOnly ? "read-only" : this.#dirty ? "unsaved" : "saved");
    this.#tell(new Set(["story", "saving"]));
  }

  async giveUp(): Promise<void> {
    await this.#sending?.catch(() => undefined);
    if (this.#dirty) {
      await this.#keep();
      await this.#setAside(this.#sendable, 0);
    }
    const story = await call<Story>("GET", `/stories/${this.id}`);
    this.#saved = this.#changes;
    this.#touched = new Set();
    this.#take(story, story.draft);
    await forget(this.id);
  }

  async settle(draft: Draft): Promise<void> {
    const conflict = this.conflict;
    if (!conflict) return;
    const forsaken = !sameJson(draft, conflict.yours);
    if (forsaken && conflict.why === "kept") await this.#setAside(conflict.yours, 0);
    // Going on is writing: most often it is one's own window, dead for seconds, that still holds the story.
    if (this.#held.has("somebody else") && !sameJson(draft, conflict.theirs.draft)) {
      await call("POST", `/stories/${this.id}/take-over`, { client: this.client });
      this.#held.delete("somebody else");
    }
    this.conflict = null;
    this.#take(conflict.theirs, draft);
    if (sameJson(draft, conflict.theirs.draft)) {
      await forget(this.id);
      this.#state("saved");
    } else {
      this.#state("unsaved");
      this.#changed(["body", "headline", "standfirst"]);
    }
  }

  /** What this browser kept and the server never got, if there is any. */
  async lookForKept(): Promise<void> {
    const found = await kept(this.id);
    if (found === null) return;
    const yours = found.draft.slug === "" ? { ...found.draft, slug: this.story.draft.slug } : found.draft;
    if (sameJson(yours, this.story.draft)) return forget(this.id);
    if (!this.story.rights.write || this.#held.has("unknown document")) return;
    this.#meet({ yours, written: found.at, theirs: this.story, why: "kept" });
  }
}

let store: Store | undefined;

/** The store of this page; throws before [`openDraft`]. */
export function draftStore(): DraftStore {
  if (!store) throw new Error("no draft is open");
  return store;
}

/** Opens the draft of this page's story. `client` names this window to the server. */
export function openDraft(story: Story, client: string): DraftStore {
  store = new Store(story, client);
  return store;
}

/** Looks whether this browser holds a text of the open story that the server never got; then both are in `conflict`. */
export async function lookForKept(): Promise<void> {
  await store?.lookForKept();
}
