// HTML from elsewhere, made into what a story can hold. Word, Google Docs, LibreOffice and web pages each say the same things
// in their own way; what they say about fonts, margins and pages goes.
import { addressOf, isSafeHref } from "../href.ts";
import { joinLists, wordLists } from "./lists.ts";
import { normalText } from "./spaces.ts";
import { straightTables } from "./tables.ts";

export interface Cleaned {
  html: string;
  /** Addresses of frames, each of which stands in the text as a link and may become a clip. */
  frames: string[];
  /** Pictures that came inside the HTML. */
  pictures: File[];
  /** Pictures that only were referred to and cannot be taken. */
  missing: number;
}

const GONE = "script, style, meta, link, title, head, noscript, template, svg, math, button, input, select, textarea, canvas, map, [hidden], .MsoCommentReference, .msocomoff, .Apple-interchange-newline";
const BLOCKS = "address, article, aside, blockquote, center, dd, details, div, dl, dt, fieldset, figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, li, main, nav, ol, p, pre, section, summary, table, tbody, td, tfoot, th, thead, tr, ul";

/** Cleans a pasted piece of HTML. Needs the browser's parser; nothing in it is run or loaded. */
export function clean(html: string): Cleaned {
  const doc = new DOMParser().parseFromString(quiet(html), "text/html");
  const body = doc.body;
  const result: Cleaned = { html: "", frames: [], pictures: [], missing: 0 };
  dropComments(doc, body);
  for (const element of body.querySelectorAll(GONE)) element.remove();
  dropHidden(body);
  trackedChanges(body);
  footnotes(body);
  wordLists(body);
  frames(body, result);
  pictures(body, result);
  for (const element of [...body.querySelectorAll("*")]) foreignElement(element as HTMLElement);
  for (const element of [...body.querySelectorAll<HTMLElement>("*")]) styled(element);
  joinLists(body);
  straightTables(body);
  for (const element of [...body.querySelectorAll<HTMLElement>("a[href]")]) linked(element as HTMLAnchorElement);
  brokenLines(body);
  normalText(body);
  bare(body);
  dropEmpty(body);
  result.html = body.innerHTML;
  return result;
}

/**
 * The HTML with its styles and handlers under another name and without conditional sections: the desk's pages allow neither
 * in the text, and a browser that obeys would hide from us what the styles say.
 */
function quiet(html: string): string {
  const without = html.replace(/<!\[(if|endif)[^\]]*\]>/gi, "").replace(/<style\b[\s\S]*?<\/style\s*>/gi, "");
  return without.replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style=").replace(/\son[a-z]+\s*=/gi, " data-on="));
}

/** One property of an element's style. */
function style(element: Element, name: string): string {
  const text = element.getAttribute("data-style") ?? "";
  return new RegExp(`(?:^|;)\\s*${name}\\s*:\\s*([^;]+)`, "i").exec(text)?.[1]?.trim().toLowerCase() ?? "";
}

function dropComments(doc: Document, body: HTMLElement): void {
  const walker = doc.createTreeWalker(body, NodeFilter.SHOW_COMMENT);
  const comments: Node[] = [];
  while (walker.nextNode()) comments.push(walker.currentNode);
  for (const comment of comments) (comment as Comment).remove();
}

/** What the page did not show. */
function dropHidden(body: HTMLElement): void {
  for (const element of body.querySelectorAll<HTMLElement>("[data-style]")) {
    const said = element.getAttribute("data-style") ?? "";
    if (/mso-hide:\s*all|display:\s*none|visibility:\s*hidden|mso-element:\s*comment/i.test(said)) element.remove();
  }
}

/** Changes that were recorded: what was struck out goes, what was put in stays. A `<del>` of a web page is words struck through. */
function trackedChanges(body: HTMLElement): void {
  for (const element of body.querySelectorAll("del, .msoDel")) {
    if (element.hasAttribute("datetime") || element.hasAttribute("cite") || element.classList.contains("msoDel")) element.remove();
  }
  for (const element of body.querySelectorAll("ins, .msoIns")) unwrap(element);
}

/** Footnotes: the sign in the text as a superior figure, the notes as paragraphs where they stand. */
function footnotes(body: HTMLElement): void {
  for (const rule of body.querySelectorAll("[data-style*='mso-element:footnote-list'] :is(hr, br), [data-style*='mso-element:endnote-list'] :is(hr, br)")) rule.remove();
  for (const anchor of body.querySelectorAll<HTMLElement>("a[data-style*='mso-footnote-id'], a[data-style*='mso-endnote-id'], a.sdfootnoteanc, a.sdendnoteanc, a.sdfootnotesym, a.sdendnotesym, a[href^='#_ftn'], a[href^='#ftnt']")) {
    const sign = (anchor.textContent ?? "").replace(/[[\]\s]/g, "");
    const figure = body.ownerDocument.createElement("sup");
    figure.textContent = sign;
    const around = anchor.closest("sup");
    (around && around.textContent?.trim() === anchor.textContent?.trim() ? around : anchor).replaceWith(figure, ...(isNote(anchor) ? [" "] : []));
  }
}

function isNote(anchor: Element): boolean {
  return anchor.matches(".sdfootnotesym, .sdendnotesym, [href^='#_ftnref'], [href^='#ftnt_ref']");
}

/** Frames and embed codes become links, which are looked at as clips afterwards. */
function frames(body: HTMLElement, result: Cleaned): void {
  const instead = (element: Element, address: string | null): void => {
    const href = address === null ? null : addressOf(address.startsWith("//") ? `https:${address}` : address);
    if (href === null || !/^https?:/i.test(href)) return element.remove();
    const link = body.ownerDocument.createElement("a");
    link.href = href;
    link.textContent = href;
    const paragraph = body.ownerDocument.createElement("p");
    paragraph.append(link);
    (element.closest("p") ?? element).after(paragraph);
    element.remove();
    result.frames.push(href);
  };
  for (const frame of body.querySelectorAll("iframe, embed")) instead(frame, frame.getAttribute("src"));
  for (const frame of body.querySelectorAll("object")) instead(frame, frame.getAttribute("data"));
  for (const quoted of body.querySelectorAll("blockquote.instagram-media, blockquote.tiktok-embed")) {
    instead(quoted, quoted.getAttribute("data-instgrm-permalink") ?? quoted.getAttribute("cite"));
  }
  for (const media of body.querySelectorAll("video, audio")) {
    const address = media.getAttribute("src") ?? media.querySelector("source")?.getAttribute("src") ?? null;
    if (address !== null && /^https?:/.test(address)) instead(media, address);
    else media.remove();
  }
}

function pictures(body: HTMLElement, result: Cleaned): void {
  for (const image of body.querySelectorAll("img, picture, v\\:shape, v\\:imagedata")) {
    const source = image.getAttribute("src") ?? "";
    const file = image.localName === "img" ? inlineFile(source, result.pictures.length + 1) : null;
    const tiny = Number(image.getAttribute("width") ?? 99) <= 2 || Number(image.getAttribute("height") ?? 99) <= 2;
    if (file) result.pictures.push(file);
    else if (image.localName === "img" && !tiny) result.missing += 1;
    if (image.localName === "picture") unwrap(image);
    else image.remove();
  }
}

/** A picture that is written out in its address. */
function inlineFile(source: string, n: number): File | null {
  const match = /^data:(image\/(png|jpeg|gif|webp));base64,([A-Za-z0-9+/=\s]+)$/.exec(source);
  if (!match) return null;
  try {
    const bytes = Uint8Array.from(atob((match[3] ?? "").replace(/\s/g, "")), (letter) => letter.charCodeAt(0));
    return new File([bytes], `picture-${n}.${match[2] === "jpeg" ? "jpg" : match[2]}`, { type: match[1] ?? "image/png" });
  } catch {
    return null;
  }
}

/** Elements that say something in another dialect. */
function foreignElement(element: HTMLElement): void {
  const name = element.localName;
  if (!element.isConnected) return;
  // Smart tags, Office's own elements, Docs' wrapper, and whatever only says how it looks.
  if (name.includes(":") || ["font", "u", "center", "o:p", "big", "small", "tt", "label", "picture", "wbr"].includes(name) || (name === "b" && /^docs-internal-guid/.test(element.id))) return unwrap(element);
  if (name === "cite" || name === "var" || name === "dfn" || name === "i") return void rename(element, "em");
  if (name === "strike" || name === "del") return void rename(element, "s");
  if (name === "code" || name === "kbd" || name === "samp") return unwrap(element);
  if (name === "q") {
    element.prepend("“");
    element.append("”");
    return unwrap(element);
  }
  if (name === "pre") return preformatted(element);
  const wordStyle = /^Mso(Title|Subtitle|Quote|IntenseQuote|Heading(\d))/.exec(element.className);
  if (name === "p" && wordStyle) {
    const kind = wordStyle[1] ?? "";
    if (kind === "Quote" || kind === "IntenseQuote") wrapIn(element, "blockquote");
    else rename(element, kind === "Title" || wordStyle[2] === "1" || wordStyle[2] === "2" ? "h2" : "h3");
  }
}

function preformatted(element: HTMLElement): void {
  const paragraph = element.ownerDocument.createElement("p");
  (element.textContent ?? "").replace(/\n$/, "").split("\n").forEach((line, n) => {
    if (n > 0) paragraph.append(element.ownerDocument.createElement("br"));
    paragraph.append(line.trim());
  });
  element.replaceWith(paragraph);
}

/** What a style says about letters, as elements. Headings are as heavy as they are. */
function styled(element: HTMLElement): void {
  const [fontWeight, fontStyle, verticalAlign] = [style(element, "font-weight"), style(element, "font-style"), style(element, "vertical-align")];
  const decoration = `${style(element, "text-decoration")} ${style(element, "text-decoration-line")}`;
  const name = element.localName;
  const heading = element.closest("h1, h2, h3, h4, h5, h6") !== null;
  const holdsBlocks = element.querySelector(BLOCKS) !== null;
  const bold = /^(bold|bolder|[6-9]\d\d)$/.test(fontWeight);
  const light = /^(normal|lighter|[1-5]\d\d)$/.test(fontWeight);
  if (heading && (name === "b" || name === "strong")) return unwrap(element);
  if ((name === "b" || name === "strong") && light) return unwrap(element);
  if (name === "em" && fontStyle === "normal") return unwrap(element);
  const wraps: string[] = [];
  if (bold && !heading && name !== "b" && name !== "strong" && name !== "th") wraps.push("strong");
  if (/^(italic|oblique)/.test(fontStyle) && name !== "em") wraps.push("em");
  if (/line-through/.test(decoration) && name !== "s") wraps.push("s");
  if (/^(super|sub)$/.test(verticalAlign) && !["sup", "sub"].includes(name)) wraps.push(verticalAlign === "super" ? "sup" : "sub");
  // A style on what holds paragraphs is the page's, not these words'.
  if (!holdsBlocks) for (const tag of wraps) wrapInside(element, tag);
  if (name === "span") unwrap(element);
}

function linked(link: HTMLAnchorElement): void {
  let href = (link.getAttribute("href") ?? "").trim();
  try {
    const url = new URL(href);
    if (/(^|\.)google\.[a-z.]+$/.test(url.hostname) && url.pathname === "/url") href = url.searchParams.get("q") ?? url.searchParams.get("url") ?? href;
  } catch {
    // A path, an anchor, or nothing: below.
  }
  href = withoutTracking(href);
  // A path was one of the page it came from, not of this paper.
  if (!/^(https?:|mailto:)/i.test(href) || !isSafeHref(href) || (link.textContent ?? "").trim() === "") return unwrap(link);
  link.setAttribute("href", href);
}

const TRACKING = /(^|[?&#;])(utm_\w+|fbclid|gclid|mc_cid|mc_eid|igshid)=[^&#;]*/g;

/** An address without the marks of those who count. */
function withoutTracking(href: string): string {
  const [, path = "", query, anchor] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(href) ?? [];
  const kept = (part: string | undefined): string => (part ?? "").replace(TRACKING, "$1").replace(/&{2,}/g, "&").replace(/^&|&$/g, "");
  const [left, behind] = [kept(query), kept(anchor)];
  return path + (left === "" ? "" : `?${left}`) + (behind === "" ? "" : `#${behind}`);
}

/** Two line breaks are a paragraph's end; breaks at the ends of a block are none. */
function brokenLines(body: HTMLElement): void {
  for (const block of [body, ...body.querySelectorAll<HTMLElement>("p, div, blockquote, li, section, article")]) {
    if (!block.isConnected || [...block.children].some((child) => child.matches(BLOCKS)) && block !== body) continue;
    const holder = block === body ? null : block;
    if (holder && holder.querySelector("br")) splitAtBreaks(holder);
  }
  for (const br of [...body.children].filter((child) => child.localName === "br")) {
    const beside = (node: ChildNode | null): boolean => node === null || (node instanceof Element && node.matches(`${BLOCKS}, br`)) || (node.nodeType === 3 && (node.textContent ?? "").trim() === "");
    if (beside(br.previousSibling) || beside(br.nextSibling)) br.remove();
  }
}

function splitAtBreaks(block: HTMLElement): void {
  const groups: ChildNode[][] = [[]];
  const nodes = [...block.childNodes];
  nodes.forEach((node, n) => {
    const isBreak = (one: ChildNode | undefined): boolean => one instanceof Element && one.localName === "br";
    const blank = (one: ChildNode | undefined): boolean => one !== undefined && one.nodeType === 3 && (one.textContent ?? "").trim() === "";
    const next = blank(nodes[n + 1]) ? nodes[n + 2] : nodes[n + 1];
    const last = groups.at(-1);
    if (isBreak(node) && (isBreak(next) || next === undefined || last?.length === 0)) {
      if (last && last.length > 0) groups.push([]);
    } else last?.push(node);
  });
  const filled = groups.filter((group) => group.some((node) => (node.textContent ?? "").trim() !== ""));
  if (filled.length <= 1 && !(nodes.at(-1) instanceof Element && (nodes.at(-1) as Element).localName === "br")) return;
  const keep = block.localName === "li" || block.localName === "blockquote" || block.localName === "div" || block.localName === "section" || block.localName === "article";
  const made = filled.map((group) => {
    const paragraph = block.ownerDocument.createElement("p");
    paragraph.append(...group);
    return paragraph;
  });
  if (keep) block.replaceChildren(...made);
  else block.replaceWith(...made);
}

/** Attributes that say nothing here. */
function bare(body: HTMLElement): void {
  for (const element of body.querySelectorAll("*")) {
    for (const { name } of [...element.attributes]) {
      if (!(name === "href" || (name === "start" && element.localName === "ol"))) element.removeAttribute(name);
    }
  }
}

function dropEmpty(body: HTMLElement): void {
  for (const element of [...body.querySelectorAll("p, h1, h2, h3, h4, h5, h6, li, blockquote, ul, ol, strong, em, s, sup, sub, a")].reverse()) {
    if ((element.textContent ?? "").trim() === "" && !element.querySelector("hr, td")) {
      if (element.matches(BLOCKS)) element.remove();
      else unwrap(element);
    }
  }
}

function unwrap(element: Element): void {
  element.replaceWith(...element.childNodes);
}

function rename(element: Element, tag: string): HTMLElement {
  const made = element.ownerDocument.createElement(tag);
  const said = element.getAttribute("data-style");
  if (said) made.setAttribute("data-style", said);
  made.append(...element.childNodes);
  element.replaceWith(made);
  return made;
}

function wrapIn(element: Element, tag: string): void {
  const made = element.ownerDocument.createElement(tag);
  element.replaceWith(made);
  made.append(element);
}

function wrapInside(element: Element, tag: string): void {
  const made = element.ownerDocument.createElement(tag);
  made.append(...element.childNodes);
  element.append(made);
}
