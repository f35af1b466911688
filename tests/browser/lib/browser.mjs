// Chromium, with a wall around it: nothing but the paper is reached, and whatever is tried is written down.
import { chromium } from "playwright-core";

const EXECUTABLE = process.env.CHROMIUM ?? "/usr/bin/chromium";

const ARGUMENTS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // The second wall, behind the routes below: no name but the paper's is ever looked up.
  "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
  // Chromium's sandbox does not start as root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

export const SIZES = [
  { width: 1440, height: 900 },
  { width: 820, height: 1180 },
  { width: 390, height: 844 },
  { width: 320, height: 640 },
];

/** A browser that ends with the test. */
export async function openBrowser(t) {
  const browser = await chromium.launch({ executablePath: EXECUTABLE, args: ARGUMENTS });
  t?.after(() => browser.close());
  return browser;
}

/** A reader: a context of their own, and what happened in it. */
export async function openReader(browser, paper, options = {}) {
  // While one page fades into the next, a click meets neither; a reader waits that quarter of a second, a test does not.
  const context = await browser.newContext({ viewport: SIZES[0], reducedMotion: "reduce", ...options });
  const reader = { context, foreign: [], complaints: [], cookies: [], page: undefined };
  const own = new URL(paper.url).origin;
  await context.route(
    (url) => url.origin !== own,
    (route) => {
      reader.foreign.push(route.request());
      return route.abort();
    },
  );
  context.on("response", (response) => {
    if (response.headers()["set-cookie"]) reader.cookies.push(response.url());
  });
  context.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") reader.complaints.push({ text: message.text(), at: message.location().url });
  });
  context.on("weberror", (error) => reader.complaints.push({ text: String(error.error()), at: "" }));
  // Pages of this machine come at once; what is not there after this is not coming.
  context.setDefaultTimeout(15_000);
  reader.page = await context.newPage();
  return reader;
}

/** What sticks out of the page to the right, as far as nothing around it scrolls or cuts it off on purpose. */
export function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const found = [];
    if (document.scrollingElement.scrollWidth > width) found.push(`the page is ${document.scrollingElement.scrollWidth} wide`);
    const held = (element) => {
      for (let up = element.parentElement; up && up !== document.body; up = up.parentElement) {
        if (getComputedStyle(up).overflowX !== "visible") return true;
      }
      return false;
    };
    for (const element of document.body.querySelectorAll("*")) {
      const box = element.getBoundingClientRect();
      if (element.checkVisibility() && box.width > 1 && box.height > 1 && box.right > width + 1 && !held(element)) {
        const name = element.getAttribute("class");
        found.push(`${element.localName}${name ? `.${name.trim().split(/\s+/).join(".")}` : ""} ends at ${Math.round(box.right)}`);
      }
    }
    return found.slice(0, 5);
  });
}

/** Links and buttons that something else lies over: their middle, or much of their height, is not theirs to be pressed. */
export function covered(page) {
  return page.evaluate(() => {
    const wrong = [];
    for (const element of document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), label[for]")) {
      // The link that skips to the text shows itself when the keyboard comes to it. What is hidden from everybody is there
      // for machines that fill in every field.
      if (!element.checkVisibility({ checkVisibilityCSS: true }) || element.matches(".skip, [aria-hidden='true'] *")) continue;
      element.scrollIntoView({ block: "center", behavior: "instant" });
      const own = (x, y) => {
        const hit = document.elementFromPoint(x, y);
        return hit !== null && (element === hit || element.contains(hit));
      };
      const [box] = [...element.getClientRects()].filter((one) => one.width > 1 && one.height > 1);
      if (!box) continue;
      const middle = box.x + box.width / 2;
      const rows = Array.from({ length: Math.floor(box.height) }, (_, row) => own(middle, box.y + row + 0.5));
      const free = rows.filter(Boolean).length / rows.length;
      if (!own(middle, box.y + box.height / 2) || free < 0.6) {
        const place = element.className || element.parentElement.className;
        wrong.push(`“${element.textContent.trim().slice(0, 40)}” (${element.localName}, ${place}): ${Math.round(free * 100)} % of its height is free`);
      }
    }
    return wrong;
  });
}
