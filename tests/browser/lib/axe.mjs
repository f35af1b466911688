// axe-core on a page that stands in the browser.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Violations, one line each. Frames are left out: what a provider plays is not ours, and a letter's frame runs no script. */
export async function violations(page) {
  // Through the debugger: the page's own policy lets no script in that is not the paper's, and stays in force.
  await page.evaluate(SOURCE);
  const found = await page.evaluate((values) => axe.run(document, { runOnly: { type: "tag", values }, iframes: false }), RULES);
  return found.violations.map((one) => {
    const nodes = one.nodes.slice(0, 3).map((node) => `${node.target.join(" ")}: ${node.failureSummary.replace(/\s+/g, " ")}`);
    return `${one.id} (${one.impact}), ${one.nodes.length} places, such as\n      ${nodes.join("\n      ")}`;
  });
}
