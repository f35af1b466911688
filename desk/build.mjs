// Bundles the desk's scripts into dist/: desk.js for every page, story.js for the page of a story. The same source gives
// the same bytes, and they are committed, so that nobody needs Node to build the program. `--check` writes nothing and fails
// when dist is not what the sources give, or the first load of the editor is above its budget.
import { build, context } from "esbuild";
import { mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "dist");
// Names the parts of the story's scripts in the page: a browser would else find each only by reading the one before.
const preloads = join(here, "templates", "parts", "story-scripts.html");
// What a writer's browser loads before the first letter can be typed: both scripts, compressed.
const BUDGET = 120 * 1024;

const options = {
  absWorkingDir: here,
  entryPoints: { desk: "src/desk.ts", story: "src/story-page.ts", edition: "src/edition-page.ts", readers: "src/readers-page.ts", account: "src/account.ts", pictures: "src/pictures-page.ts" },
  outdir: "dist",
  bundle: true,
  minify: true,
  format: "esm",
  // A module with state exists once, whichever script asked for it first.
  splitting: true,
  chunkNames: "part-[hash]",
  metafile: true,
  target: "es2022",
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};

/** The scripts that the page of a story loads at once: both entries and whatever they import, but not what they ask for later. */
function atOnce(outputs) {
  const names = Object.keys(outputs);
  const found = new Set(names.filter((name) => outputs[name].entryPoint === "src/desk.ts" || outputs[name].entryPoint === "src/story-page.ts"));
  for (const name of found) for (const { path, kind } of outputs[name].imports) if (kind === "import-statement") found.add(path);
  return found;
}

function weigh({ outputFiles, metafile }) {
  const first = atOnce(metafile.outputs);
  let total = 0;
  for (const file of outputFiles) {
    const gzip = gzipSync(file.contents, { level: 9 }).length;
    const counted = first.has(relative(here, file.path));
    if (counted) total += gzip;
    console.log(`${basename(file.path)}: ${kb(file.contents.length)}, ${kb(gzip)} compressed${counted ? "" : ", loaded later"}`);
  }
  console.log(`first load of the editor: ${kb(total)} of ${kb(BUDGET)}`);
  return total;
}

/** A template that has the browser fetch, all together, what the page of a story imports at once. */
function preloading({ metafile }) {
  const parts = [...atOnce(metafile.outputs)].map((name) => basename(name)).filter((name) => name.startsWith("part-"));
  return parts.sort().map((name) => `<link rel="modulepreload" href="{{ asset("js/desk/${name}") }}">\n`).join("");
}

/** Names of files in dist that the sources do not give, or give otherwise. */
async function differing(outputFiles) {
  const there = new Set((await readdir(out).catch(() => [])).filter((name) => name.endsWith(".js")));
  const wrong = [];
  for (const file of outputFiles) {
    const name = basename(file.path);
    there.delete(name);
    const bytes = await readFile(file.path).catch(() => null);
    if (!bytes?.equals(file.contents)) wrong.push(name);
  }
  return [...wrong, ...there];
}

function kb(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}

if (process.argv.includes("--watch")) {
  await (await context(options)).watch();
  console.log("watching src");
} else {
  const result = await build({ ...options, write: false });
  const { outputFiles } = result;
  const total = weigh(result);
  if (process.argv.includes("--check")) {
    if (total > BUDGET) {
      console.error("the scripts are above their budget: load less, or load it later");
      process.exit(1);
    }
    const stale = await differing(outputFiles);
    if ((await readFile(preloads, "utf8").catch(() => "")) !== preloading(result)) stale.push(relative(here, preloads));
    if (stale.length > 0) {
      console.error(`desk/dist is not what the sources give: ${stale.join(", ")}; run npm run build and commit it`);
      process.exit(1);
    }
  } else {
    await mkdir(out, { recursive: true });
    const kept = new Set(outputFiles.map((file) => basename(file.path)));
    for (const file of outputFiles) await writeFile(file.path, file.contents);
    await writeFile(preloads, preloading(result));
    for (const name of await readdir(out)) if (name.endsWith(".js") && !kept.has(name)) await rm(join(out, name));
  }
}
