// The draft of the story that this page is about: what stands in the fields now, and how far it has been saved. To the
// browser at once, to the server within two seconds; typing waits for neither.
import { Problem, call } from "./api.ts";
import { say } from "./events.ts";
import { forget, forgetCopy, keep, kept, type Kept } from "./saving/local.ts";
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
  /** Whether the server has yours among the texts set aside. */
  aside: boolean;
  /** The copy in this browser that yours is. */
  copy?: Kept;
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
  /** Whether something stands here that the server does not have. */
  readonly unsaved: boolean;
  readonly conflict: Conflict | null;
  /** Merges, keeps locally at once, saves as typing does. */
  set(change: Partial<Draft>): void;
  /** The same for the body, which is written out only when it is needed. */
  setBody(write: () => Body): void;
  countWords(words: number): void;
  subscribe(told: (what: Told) => void): () => void;
  /** Saves now; true when the server has everything. */
  flush(): Promise<boolean>;
  /** After a verb or a restore: takes revision, state and draft from the server. What was typed meanwhile stays; where
      somebody else changed the same, there are two texts. */
  replaceStory(story: Story): void;
  /** Somebody else writes, or the text cannot be edited here: it is read only as long as one of these holds. */
  holdBack(why: Holding, held: boolean): void;
  /** Keeps what is unsaved on the server as a text set aside, and goes back to what the server has; whether there was any. */
  giveUp(): Promise<boolean>;
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
  /** What of it is on its way. */
  #flying = new Set<keyof Draft>();
  #keepTimer = 0;
  #saveTimer = 0;
  #tries = 0;
  #sending: Promise<void> | null = null;
  /** Until the window has its name and what it kept before has been read, nothing is kept over it. */
  #seen: () => void = () => undefined;
  readonly #looked = new Promise<void>((seen) => (this.#seen = seen));

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

  get unsaved(): boolean {
    return this.#dirty;
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
    await this.#looked;
    if (!this.#dirty) return;
    const kept = await keep({ story: this.id, client: this.client, base: this.revision, draft: this.#sendable });
    // The server may have been quicker.
    if (!this.#dirty) await this.#forget();
    if (kept !== this.keptHere) {
      this.keptHere = kept;
      this.#tell(new Set(["saving"]));
    }
  }

  #forget(): Promise<void> {
    return forget(this.id, this.client);
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
    this.#flying = this.#touched;
    this.#touched = new Set();
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const body = { revision: this.revision, client: this.client, draft };
      const answer = await call<{ revision: number; text_version: number; saved_at: string; pending: boolean; slug: string }>("PUT", `/stories/${this.id}/draft`, body, { keepalive, signal });
      this.#tries = 0;
      this.#saved = sent;
      const { revision, text_version, pending, slug } = answer;
      // A story that came meanwhile is newer than this answer, and has what was sent.
      if (revision >= this.revision) this.story = { ...this.story, revision, text_version, pending, draft: { ...draft, slug }, saved: { ...this.story.saved, at: answer.saved_at } };
      if (this.story.slug_follows && slug !== this.#fields.slug) {
        this.#fields = { ...this.#fields, slug };
        this.#tell(new Set(["slug"]));
      }
      this.#state(this.#dirty ? "unsaved" : "saved");
      if (!this.#dirty) await this.#forget();
      this.#tell(new Set(["story"]));
      say("desk:saved", { revision });
    } catch (error) {
      for (const key of this.#flying) this.#touched.add(key);
      await this.#refused(error instanceof Problem ? error : new Problem(0), sent);
    } finally {
      this.#flying = new Set();
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
    } else if (problem.status === 409 && (problem.type === "outdated" || problem.answer.aside !== undefined)) {
      await this.#outdated(sent);
    } else {
      this.#state("refused", problem.message);
    }
  }

  /** Somebody else saved since, or the story is no longer this person's to write. The server keeps what it refused; what was
      typed since is sent once more, to be kept too. */
  async #outdated(sent: number): Promise<void> {
    this.#state("aside");
    try {
      const theirs = await call<Story>("GET", `/stories/${this.id}`);
      const aside = sent === this.#changes || (await this.#setAside(this.#sendable, this.revision));
      this.#meet({ yours: this.draft, written: null, theirs, why: "outdated", aside });
    } catch {
      this.#state("offline");
      this.#again(RETRY_MS[0] ?? SAVE_MS);
    }
  }

  #meet(conflict: Conflict): void {
    if (sameJson(conflict.yours, conflict.theirs.draft)) {
      this.#take(conflict.theirs, conflict.theirs.draft);
      this.#rest();
      void this.#forget();
      return;
    }
    this.conflict = conflict;
    this.#state("aside");
    this.#tell(new Set(["saving"]));
    // Where there is nothing to choose, what the server has need not be kept here for another choice.
    if (conflict.aside && !conflict.theirs.rights.write) void (conflict.copy ? forgetCopy(conflict.copy) : this.#forget());
  }

  /** Has the server keep a text without making it the story's: an outdated save is kept, never dropped. `false` when it
      refuses even that. */
  async #setAside(draft: Draft, revision: number): Promise<boolean> {
    try {
      await call("PUT", `/stories/${this.id}/draft`, { revision, client: this.client, draft });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 409) {
        say("desk:aside", {});
        return true;
      }
      if (error.status >= 400 && error.status < 500 && error.status !== 401 && error.status !== 429) return false;
      throw error;
    }
    return true;
  }

  /** What is said where there is nothing to save. */
  #rest(): void {
    this.#state(this.#readOnly ? "read-only" : "saved");
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
    if (this.conflict !== null) return;
    const typed = this.#dirty ? this.#pick(new Set([...this.#touched, ...this.#flying])) : {};
    const draft = { ...story.draft, ...typed };
    const lost = (key: keyof Draft): boolean => !sameJson(draft[key], story.draft[key]) && (!story.rights.write || !sameJson(this.story.draft[key], story.draft[key]));
    if (!(Object.keys(typed) as (keyof Draft)[]).some(lost)) return this.#take(story, draft);
    this.story = story;
    this.#tell(new Set(["story"]));
    const meet = (aside: boolean): void => this.#meet({ yours: draft, written: null, theirs: story, why: "outdated", aside });
    if (story.rights.write) meet(false);
    else void this.#asideOf(draft).then(meet);
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
    if (this.conflict === null) this.#state(this.#readOnly ? "read-only" : this.#dirty ? "unsaved" : "saved");
    this.#tell(new Set(["story", "saving"]));
  }

  async giveUp(): Promise<boolean> {
    await this.#sending?.catch(() => undefined);
    // Two texts are both kept already.
    if (this.conflict !== null) return false;
    const yours = this.#dirty ? this.draft : null;
    await this.#keep();
    const aside = yours === null || (await this.#setAside(this.#sendable, 0));
    const theirs = await call<Story>("GET", `/stories/${this.id}`);
    if (yours !== null && !aside) {
      this.#meet({ yours, written: null, theirs, why: "outdated", aside });
      return false;
    }
    this.#saved = this.#changes;
    this.#touched = new Set();
    this.#take(theirs, theirs.draft);
    await this.#forget();
    return yours !== null;
  }

  async settle(draft: Draft): Promise<void> {
    const conflict = this.conflict;
    if (!conflict) return;
    const { yours, theirs, copy } = conflict;
    // Where this person may not write, what the server has goes on; a copy that it does not have stays in this browser.
    const left = !sameJson(draft, yours);
    const safe = !left || conflict.aside || (theirs.rights.write && (await this.#setAside(yours, 0)));
    const theirsGoes = sameJson(draft, theirs.draft);
    // Going on is writing: most often it is one's own window, dead for seconds, that still holds the story.
    if (this.#held.has("somebody else") && !theirsGoes) {
      await call("POST", `/stories/${this.id}/take-over`, { client: this.client });
      this.#held.delete("somebody else");
    }
    this.conflict = null;
    this.#take(theirs, draft);
    if (theirsGoes) {
      if (safe) await this.#forget();
      this.#rest();
    } else {
      this.#state("unsaved");
      this.#changed((Object.keys(draft) as (keyof Draft)[]).filter((key) => !sameJson(draft[key], theirs.draft[key])));
      await this.#keep();
    }
    if (copy && safe) await forgetCopy(copy);
  }

  /** What this browser kept and the server never got, if there is any. */
  async lookForKept(): Promise<void> {
    const found = await kept(this.id, this.client);
    this.#seen();
    if (this.#held.has("unknown document")) return;
    // What was typed while the page was being opened is the story's before another text is met.
    if (found.length > 0 && this.#dirty) await this.flush();
    const unread: Kept[] = [];
    for (const copy of found) {
      const had = [this.story.draft, ...unread.map((one) => one.draft)];
      if (had.some((draft) => sameJson(this.#whole(copy), draft) || sameJson(copy.draft, draft))) await forgetCopy(copy);
      else unread.push(copy);
    }
    const [newest, ...older] = unread;
    if (!newest || this.#dirty) return;
    const aside = !this.story.rights.write && (await this.#asideOf(newest.draft));
    this.#meet({ yours: this.#whole(newest), written: newest.at, theirs: this.story, why: "kept", aside, copy: newest });
    // One is chosen from; the others are found where whatever was set aside is.
    for (const copy of older) if (await this.#asideOf(copy.draft)) await forgetCopy(copy);
  }

  #whole({ draft }: Kept): Draft {
    return draft.slug === "" ? { ...draft, slug: this.story.draft.slug } : draft;
  }

  /** Whether the server has a text among those set aside, now that it was sent there. */
  async #asideOf(draft: Draft): Promise<boolean> {
    try {
      return await this.#setAside(draft, 0);
    } catch {
      return false;
    }
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
