// What is being typed, kept in this browser until the server has it. A copy belongs to one person and one load of one window:
// a window that has saved forgets its own and no other's, and nobody is offered what somebody else typed at this machine.
import { data } from "../data.ts";
import type { Draft } from "../story.ts";
import { livingNames } from "./client.ts";

export interface Kept {
  story: number;
  /** Who typed it; empty in copies of a time when that was not written down. */
  staff: string;
  /** The window; empty as above. */
  client: string;
  /** Which load of that window, in milliseconds since 1970: a window that is loaded again finds what it had before. */
  load: number;
  /** The revision that the text was written on. */
  base: number;
  draft: Draft;
  /** When, in milliseconds since 1970. */
  at: number;
}

const NAME = "inkie-desk";
const STORE = "copies";
/** Until version 2: one copy a story, whoever had typed it. */
const OLD = "drafts";

const LOAD = Date.now();
const staff = (): string => String(data.me?.id ?? "");

let opening: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, 2);
    request.onupgradeneeded = () => upgrade(request.result, request.transaction as IDBTransaction);
    request.onsuccess = () => {
      // A window of a later version must not wait for this one.
      request.result.onversionchange = () => {
        request.result.close();
        opening = undefined;
      };
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  opening.catch(() => (opening = undefined));
  return opening;
}

/** The copies of version 1 are carried over. */
function upgrade(database: IDBDatabase, transaction: IDBTransaction): void {
  const copies = database.createObjectStore(STORE, { keyPath: ["story", "staff", "client", "load"] });
  if (!database.objectStoreNames.contains(OLD)) return;
  transaction.objectStore(OLD).getAll().onsuccess = (event) => {
    for (const old of (event.target as IDBRequest<Omit<Kept, "staff" | "client" | "load">[]>).result) copies.put({ ...old, staff: "", client: "", load: 0 });
    database.deleteObjectStore(OLD);
  };
}

async function run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const transaction = (await database()).transaction(STORE, mode, { durability: "strict" });
  const request = ask(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Keeps this window's text of a story; `false` when this browser keeps nothing. */
export async function keep(text: Pick<Kept, "story" | "client" | "base" | "draft">): Promise<boolean> {
  try {
    await run("readwrite", (store) => store.put({ ...text, staff: staff(), load: LOAD, at: Date.now() } satisfies Kept));
    return true;
  } catch {
    return false;
  }
}

/** The copies of a story that nobody is writing in any more: this person's, the newest first. */
export async function kept(story: number, client: string): Promise<Kept[]> {
  try {
    const all = (await run("readonly", (store) => store.getAll(IDBKeyRange.bound([story], [story, []])))) as Kept[];
    const living = await livingNames();
    const mine = (one: Kept): boolean => one.staff === staff() || one.staff === "";
    const left = (one: Kept): boolean => (one.client === client ? one.load !== LOAD : !living.has(one.client));
    return all.filter((one) => mine(one) && left(one)).sort((a, b) => b.at - a.at);
  } catch {
    return [];
  }
}

/** Forgets this window's text of a story: the server has it. */
export function forget(story: number, client: string): Promise<void> {
  return forgetCopy({ story, staff: staff(), client, load: LOAD });
}

/** Forgets one of [`kept`]. */
export async function forgetCopy({ story, staff, client, load }: Pick<Kept, "story" | "staff" | "client" | "load">): Promise<void> {
  try {
    await run("readwrite", (store) => store.delete([story, staff, client, load]));
  } catch {
    // Nothing was kept, so nothing is left.
  }
}
