// The name of this window towards the server. It outlives a reload, so that a writer is not taken for a second one; a
// duplicated window, which starts with a copy of the name, takes another.

const KEY = "inkie-client";

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

function freshName(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function hold(name: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`inkie-client-${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => undefined);
    });
  });
}
