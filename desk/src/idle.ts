// What can wait until the page has nothing better to do.

/** Without the browser's own word for it, so long after the page is there. */
const SOON_MS = 200;

/** Runs something once the page is idle. */
export function whenIdle(run: () => void): void {
  if (window.requestIdleCallback) window.requestIdleCallback(run);
  else setTimeout(run, SOON_MS);
}
