// The name of this window towards the server. It outlives a reload, so that a writer is not taken for a second one; a
// duplicated window, which starts with a copy of the name, takes another.

const KEY = "inkie-client";
const LOCK = "inkie-client-";

/** The name that this window had before it was loaded again, or a new one. */
export function windowName(): string {
  try {
    const known = sessionStorage.getItem(KEY);
    if (known !== null) return known;
  } catch {
    // Without storage each load is a window of its own.
  }
  return freshName();
}

/** Holds the name until this page is gone. When another window holds it, a new one is taken. */
export async function holdName(name: string): Promise<string> {
  const held = (await hold(name)) ? name : freshName();
  if (held !== name) await hold(held);
  try {
    sessionStorage.setItem(KEY, held);
  } catch {
    // As above.
  }
  return held;
}

/** The names that open windows hold; none where the browser does not tell. */
export async function livingNames(): Promise<Set<string>> {
  const { held = [] } = (await navigator.locks?.query()) ?? {};
  return new Set(held.map(({ name = "" }) => name).filter((name) => name.startsWith(LOCK)).map((name) => name.slice(LOCK.length)));
}

function freshName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function hold(name: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`${LOCK}${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => undefined);
    });
  });
}
