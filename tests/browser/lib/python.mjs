// Python beside the tests: the virtual environment that `run` makes.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "./paper.mjs";

const own = join(root, "target/check/venv/bin/python");
const python = process.env.INKIE_PYTHON ?? (existsSync(own) ? own : "python3");

/** What a Python program prints, read as JSON. */
export async function pythonJson(...words) {
  const { stdout } = await promisify(execFile)(python, words, { maxBuffer: 256 << 20 });
  return JSON.parse(stdout);
}
