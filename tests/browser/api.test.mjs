// The API, asked by schemathesis: requests made out of its own description, valid and not, and every answer held against it.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { freshDemo, root, work } from "./lib/paper.mjs";
import { ownersHeaders } from "./lib/desk.mjs";

const run = promisify(execFile);
const own = join(root, "target/check/venv/bin/schemathesis");
const SCHEMATHESIS = process.env.INKIE_SCHEMATHESIS ?? (existsSync(own) ? own : "schemathesis");
const SCOPES = ["read", "write", "publish", "artists", "edition", "readers", "manage"];
/** Requests an operation and phase; the seed makes them the same in every run. */
const EXAMPLES = 12;
const SEED = 7;
const CHECKS = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance", "ignored_auth"];

/** The owner's token with every scope, made as the desk makes it. */
async function ownersToken(paper) {
  const headers = await ownersHeaders(paper, {});
  const made = await fetch(paper.at("/api/v1/account/tokens"), { method: "POST", headers, body: JSON.stringify({ name: "the tests", scopes: SCOPES, days: 1 }) });
  assert.equal(made.status, 201);
  return (await made.json()).token;
}

async function described(paper) {
  const document = await (await fetch(paper.at("/api/v1/openapi.json"))).json();
  return Object.values(document.paths).flatMap((item) => Object.keys(item)).length;
}

test("the API answers as it says it does", { timeout: 900_000 }, async (t) => {
  const paper = await freshDemo(t);
  const token = await ownersToken(paper);
  const operations = await described(paper);
  assert.ok(operations > 100, `only ${operations} operations are described`);
  const words = ["run", paper.at("/api/v1/openapi.json"), "-H", `Authorization: Bearer ${token}`, "--phases", "examples,coverage,fuzzing", "--max-examples", `${EXAMPLES}`,
    "--seed", `${SEED}`, "--checks", CHECKS.join(","), "--continue-on-failure", "--request-timeout", "30", "--no-color"];
  const told = await run(SCHEMATHESIS, words, { cwd: work, maxBuffer: 256 << 20 }).catch((error) => error);
  const summary = told.stdout?.split("SUMMARY").pop() ?? "";
  assert.equal(told.code ?? 0, 0, `schemathesis found something:\n${told.stdout}\n${told.stderr}`);
  assert.match(summary, new RegExp(`Tested: +${operations}\\b`), "not every operation was asked");
  console.log(`${operations} operations\n${summary.trim().split("\n").slice(0, 14).join("\n")}`);
});
