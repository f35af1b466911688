// A mail in Chromium, as readers' programs show it: wide and narrow, by day, by night, turned about by force, without pictures.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { PAPER_URL } from "./mails.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["color-contrast", "image-alt", "link-name", "aria-hidden-focus", "heading-order", "html-has-lang", "document-title"];
/** What stands in the sheet beside a column of 600 pixels. */
const WIDE = { name: 600, viewport: { width: 600, height: 900 } };
const NARROW = { name: 320, viewport: { width: 320, height: 640 } };
const MODES = [
  { mode: "light", colorScheme: "light" },
  { mode: "dark", colorScheme: "dark" },
  // A program that knows nothing of our own night turns the day about.
  { mode: "forced", colorScheme: "light", forced: true },
];
/** Pixels of the screen for one of the page: thin letters reach their colour only when they are drawn large. */
const DENSITY = 2;
/** WCAG AA: for text, and for text that is large or bold and nearly so. */
const [LEAST, LEAST_LARGE] = [4.5, 3];

/** Every way in which a mail is looked at. */
export const LOOKS = MODES.flatMap((mode) =>
  [WIDE, NARROW].flatMap(({ name, viewport }) => [true, false].map((images) => ({ ...mode, viewport, images, name: `${name}-${mode.mode}${images ? "" : "-no-images"}` }))),
);

/** Opens a mail's HTML. Its addresses are the paper's in the world; what it asks for comes from the paper that runs here. */
export async function openMail(browser, paper, html, look, deviceScaleFactor = 1) {
  const context = await browser.newContext({ viewport: look.viewport, colorScheme: look.colorScheme, reducedMotion: "reduce", deviceScaleFactor });
  const foreign = [];
  await context.route(
    () => true,
    async (route) => {
      const url = new URL(route.request().url());
      if (url.href === `${PAPER_URL}/-/letter`) return route.fulfill({ contentType: "text/html; charset=utf-8", body: html });
      if (url.origin !== PAPER_URL) foreign.push(url.href);
      else if (look.images && url.pathname.startsWith("/media/")) {
        const answer = await fetch(paper.at(url.pathname));
        return route.fulfill({ status: answer.status, contentType: answer.headers.get("content-type"), body: Buffer.from(await answer.arrayBuffer()) });
      }
      return route.abort();
    },
  );
  const page = await context.newPage();
  if (look.forced) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setAutoDarkModeOverride", { enabled: true });
  }
  await page.goto(`${PAPER_URL}/-/letter`, { waitUntil: "load" });
  return { page, context, foreign };
}

/** What a person could not read or press: as axe reads the styles, as the pixels are, and what sticks out of the window. */
export async function faults(browser, paper, html, look) {
  const { page, context, foreign } = await openMail(browser, paper, html, look, DENSITY);
  const found = await page.evaluate(`${AXE}; axe.run(document, { runOnly: { type: "rule", values: ${JSON.stringify(RULES)} } })`);
  const named = found.violations.flatMap((one) => one.nodes.map((node) => `${one.id}, ${node.html.slice(0, 120)}`));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (wide > 0) named.push(`it sticks out by ${wide} pixels`);
  named.push(...foreign.map((address) => `asks for ${address}`));
  // A look without pictures has the same words on the same grounds, but for what stands in a picture's place.
  const words = await page.evaluate(wordsOf);
  const drawn = await page.screenshot({ fullPage: true });
  const sheet = await context.browser().newPage();
  const ratios = await sheet.evaluate(ratiosOf, { drawn: drawn.toString("base64"), words, density: DENSITY });
  await sheet.close();
  await context.close();
  words.forEach((word, at) => {
    if (ratios[at] < (word.large ? LEAST_LARGE : LEAST)) named.push(`contrast ${ratios[at].toFixed(2)}: “${word.text}”`);
  });
  return { named, words: words.length, least: Math.min(...ratios) };
}

/** In the page: every line of words, and where it stands. */
function wordsOf() {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.data.trim();
    const element = node.parentElement;
    const style = getComputedStyle(element);
    if (!/[\p{L}\p{N}]/u.test(text) || !element.checkVisibility() || style.opacity === "0") continue;
    const range = document.createRange();
    // Spaces draw nothing, and one that ends a line has a box of its own.
    range.setStart(node, node.data.search(/\S/));
    range.setEnd(node, node.data.trimEnd().length);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    for (const box of range.getClientRects()) {
      if (box.width > 4 && box.height > 4) found.push({ text: text.slice(0, 40), large, x: box.x + scrollX, y: box.y + scrollY, width: box.width, height: box.height });
    }
  }
  return found;
}

/** In an empty page: how the strongest colour of the letters stands out from their ground, line by line. */
async function ratiosOf({ drawn, words, density }) {
  const bytes = Uint8Array.from(atob(drawn), (letter) => letter.charCodeAt(0));
  const picture = await createImageBitmap(new Blob([bytes], { type: "image/png" }));
  const linear = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const contrast = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  return words.map(({ x, y, width, height }) => {
    const canvas = new OffscreenCanvas(Math.ceil(width * density), Math.ceil(height * density));
    const context = canvas.getContext("2d");
    context.drawImage(picture, -Math.round(x * density), -Math.round(y * density));
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const counted = new Map();
    for (let at = 0; at < data.length; at += 4) {
      const colour = (data[at] << 16) | (data[at + 1] << 8) | data[at + 2];
      counted.set(colour, (counted.get(colour) ?? 0) + 1);
    }
    const parts = (colour) => [colour >> 16, (colour >> 8) & 255, colour & 255];
    const [[ground]] = [...counted].sort((a, b) => b[1] - a[1]);
    const area = canvas.width * canvas.height;
    // Single pixels are edges of something else; a letter's body is more.
    const solid = [...counted].filter(([, times]) => times >= Math.max(4, area / 2_000));
    return Math.max(...solid.map(([colour]) => contrast(light(parts(colour)), light(parts(ground)))));
  });
}
