// The name of this window towards the server. It outlives a reload, so that a writer is not taken for a second one; a
// duplicated window, which starts with a copy of the name, takes another.

const KEY = "inkie-client";

/** This window's name. */
export async function clientName(): Promise<string> {
  const stored = remembered();
  const name = stored !== null && (await mine(stored)) ? stored : fresh();
  if (name !== stored) await mine(name);
  try {
    sessionStorage.setItem(KEY, name);
  } catch {
    // Without storage each load is a window of its own.
  }
  return name;
}

function remembered(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function fresh(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether no other window holds the name. It is held until this page is gone. */
function mine(name: string): Promise<boolean> {
  if (!navigator.locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void navigator.locks.request(`inkie-client-${name}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => undefined);
    });
  });
}
