// What is being typed, kept in this browser: one record a story, until the server has it.
import type { Draft } from "../story.ts";

export interface Kept {
  story: number;
  /** The revision that the text was written on. */
  base: number;
  draft: Draft;
  /** When, in milliseconds since 1970. */
  at: number;
}

const NAME = "inkie-desk";
const STORE = "drafts";

let opening: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opening ??= new Promise<IDBDatabase>((resolve, reject) => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: "story" });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error("blocked"));
  });
  return opening;
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

/** Keeps a text; `false` when this browser keeps nothing. */
export async function keep(kept: Kept): Promise<boolean> {
  try {
    await run("readwrite", (store) => store.put(kept));
    return true;
  } catch {
    return false;
  }
}

/** What is kept of a story. */
export async function kept(story: number): Promise<Kept | null> {
  try {
    return ((await run("readonly", (store) => store.get(story))) as Kept | undefined) ?? null;
  } catch {
    return null;
  }
}

/** Forgets it: the server has it. */
export async function forget(story: number): Promise<void> {
  try {
    await run("readwrite", (store) => store.delete(story));
  } catch {
    // Nothing was kept, so nothing is left.
  }
}
