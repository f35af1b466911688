// Every word of the desk stands in a source or a template: its whole key, or a pattern that gives it, `bar.saving_${…}`.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

const root = join(process.cwd(), "..");
/** What asks for words of the desk. */
const ASKING: [folder: string, ending: string][] = [["desk/src", ".ts"], ["desk/templates", ".html"], ["crates/web/src", ".rs"], ["crates/text/src", ".rs"], ["crates/inkie/src", ".rs"]];
/** A pattern says at least so much of a key: less would give any. */
const SAYS = /[a-z]{2}\.|\.[a-z]{3}/;

function keys(): string[] {
  let table = "";
  return readFileSync(join(root, "desk/messages/en.toml"), "utf8").split("\n").flatMap((line) => {
    table = /^\[([\w.-]+)\]/.exec(line)?.[1] ?? table;
    const key = /^([\w-]+) = /.exec(line)?.[1];
    // A table of its own says one thing, for one and for more.
    return key === "one" ? [table] : key && key !== "other" ? [`${table}.${key}`] : [];
  });
}

function texts(): string[] {
  return ASKING.flatMap(([folder, ending]) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(ending)).map((name) => readFileSync(join(root, folder, name), "utf8")));
}

/** Quoted keys as they are, and patterns where a part is filled in: `${…}` of a script, `{…}` of Rust, `+ name +` of a template. */
function asked(text: string): { whole: string[]; patterns: string[] } {
  const strings = [...text.matchAll(/"([\w.-]+)"/g)].map(([, inside = ""]) => inside);
  const filled = [/`([\w.-]*(?:\$\{[^{}`]*\}[\w.-]*)+)`/g, /"([\w.-]*(?:\{\w*\}[\w.-]*)+)"/g].flatMap((shape) => [...text.matchAll(shape)].map(([, inside = ""]) => inside.replace(/\$?\{[^{}]*\}/g, "{}")));
  const added = [...text.matchAll(/"([\w.-]+)" \+ [\w.]+(?: \+ "([\w.-]+)")?/g)].map(([, begin = "", end = ""]) => `${begin}{}${end}`);
  return { whole: strings, patterns: [...filled, ...added] };
}

test("no word is written that nothing says", () => {
  const found = texts().map(asked);
  const whole = new Set(found.flatMap((one) => one.whole));
  const patterns = [...new Set(found.flatMap((one) => one.patterns))].filter((one) => SAYS.test(one))
    .map((one) => new RegExp(`^${one.split("{}").map((part) => part.replace(/[.]/g, "\\.")).join("[\\w-]+")}$`));
  const all = keys();
  assert.ok(all.length > 500, "the messages are read");
  assert.deepEqual(all.filter((key) => !whole.has(key) && !patterns.some((pattern) => pattern.test(key))), []);
});
