// Runs tests/*.test.ts under node's own runner. They are bundled first, each by itself, since node reads no TypeScript here.
import { build } from "esbuild";
import { spawnSync } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const names = (await readdir(join(here, "tests")))
  .filter((name) => name.endsWith(".test.ts") && (wanted.length === 0 || wanted.includes(name.replace(/\.test\.ts$/, ""))));
const out = await mkdtemp(join(tmpdir(), "inkie-desk-tests-"));
try {
  await build({
    absWorkingDir: here,
    entryPoints: names.map((name) => join("tests", name)),
    outdir: out,
    outExtension: { ".js": ".mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node18",
    sourcemap: "inline",
    logLevel: "warning",
  });
  const files = names.map((name) => join(out, name.replace(/\.ts$/, ".mjs")));
  const run = spawnSync(process.execPath, ["--enable-source-maps", "--test", "--test-reporter=spec", ...files], { stdio: "inherit" });
  process.exitCode = run.status ?? 1;
} finally {
  await rm(out, { recursive: true, force: true });
}
