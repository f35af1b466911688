#!/usr/bin/env python3
"""What Inkie reads out of saved pages, beside trafilatura, newspaper4k, Readability.js and dom_smoothie on the same files.

    bench/pages.py            # unpacks, installs the peers under target/pages, runs all, prints the tables of docs/pages.md
    bench/pages.py --peers    # the peers alone, into target/pages/*.jsonl
    bench/pages.py --kept     # ours against what the peers said last time

Needs the folder of given inputs (INKIE_DATA, else ../shared/data), Python's venv, npm, cargo. Ends by itself.
"""
import json
import lzma
import os
import pathlib
import subprocess
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "target" / "pages"
DATA = pathlib.Path(os.environ.get("INKIE_DATA", ROOT.parent / "shared" / "data")) / "pages"
PYTHON_PEERS = ["trafilatura==2.3.1", "newspaper4k"]
NPM_PEERS = ["@mozilla/readability", "jsdom@24"]

PYTHON = '''
import json, sys, warnings, logging
warnings.simplefilter("ignore"); logging.disable(logging.CRITICAL)
work, which = sys.argv[1:]
import trafilatura, newspaper
from trafilatura.utils import decode_file
def with_trafilatura(raw, url):
    found = trafilatura.bare_extraction(raw, url=url, with_metadata=True, include_comments=False)
    if found is None: return {}
    return {"title": found.title, "authors": (found.author or "").split("; ") if found.author else [], "date": found.date,
            "dek": found.description, "body": found.text}
def with_newspaper(raw, url):
    article = newspaper.Article(url or "http://localhost/")
    article.download(input_html=decode_file(raw)); article.parse()
    return {"title": article.title, "authors": article.authors, "date": str(article.publish_date or ""), "dek": article.meta_description,
            "body": article.text}
read = {"trafilatura": with_trafilatura, "newspaper4k": with_newspaper}[which]
with open(f"{work}/{which}.jsonl", "w") as out:
    for line in open(f"{work}/pages.jsonl"):
        page = json.loads(line)
        try: found = read(open(f"{work}/{page['file']}", "rb").read(), page.get("url"))
        except Exception as error: found = {"error": str(error)}
        out.write(json.dumps({"set": page["set"], "id": page["id"], **found}) + "\\n")
'''

NODE = '''
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
const [work] = process.argv.slice(2);
const require = createRequire(`${work}/npm/`);
const { Readability } = require("@mozilla/readability");
const { JSDOM, VirtualConsole } = require("jsdom");
const out = [];
for (const line of readFileSync(`${work}/pages.jsonl`, "utf8").trim().split("\\n")) {
  const page = JSON.parse(line);
  let found = {};
  try {
    const dom = new JSDOM(readFileSync(`${work}/${page.file}`), { url: page.url ?? "http://localhost/", virtualConsole: new VirtualConsole() });
    const read = new Readability(dom.window.document).parse();
    const by = (read?.byline ?? "").replace(/^\\s*by\\s+/i, "");
    found = { title: read?.title, authors: by ? [by] : [], date: read?.publishedTime, dek: read?.excerpt, body: read?.textContent };
    dom.window.close();
  } catch (error) { found = { error: String(error) }; }
  out.push(JSON.stringify({ set: page.set, id: page.id, ...found }));
}
writeFileSync(`${work}/readability.jsonl`, out.join("\\n") + "\\n");
'''

RUST = '''
use serde_json::{json, Value};
use std::fmt::Write as _;
fn main() {
    let work = std::env::args().nth(1).unwrap();
    let mut out = String::new();
    for line in std::fs::read_to_string(format!("{work}/pages.jsonl")).unwrap().lines() {
        let page: Value = serde_json::from_str(line).unwrap();
        let raw = std::fs::read(format!("{work}/{}", page["file"].as_str().unwrap())).unwrap();
        let html = String::from_utf8_lossy(&raw);
        let read = std::panic::catch_unwind(|| dom_smoothie::Readability::new(html.as_ref(), page["url"].as_str(), None).and_then(|mut page| page.parse()));
        let mut found = json!({"set": page["set"], "id": page["id"]});
        if let Ok(Ok(read)) = read {
            let authors: Vec<String> = read.byline.into_iter().collect();
            found["title"] = json!(read.title); found["authors"] = json!(authors); found["date"] = json!(read.published_time);
            found["dek"] = json!(read.excerpt); found["body"] = json!(read.text_content.to_string());
        }
        writeln!(out, "{found}").unwrap();
    }
    std::fs::write(format!("{work}/dom_smoothie.jsonl"), out).unwrap();
}
'''


def run(*command, cwd=ROOT):
    subprocess.run([str(word) for word in command], cwd=cwd, check=True)


def unpack():
    WORK.mkdir(parents=True, exist_ok=True)
    pages = []
    for truth in sorted(DATA.glob("*.truth.jsonl.xz")):
        name = truth.name.removesuffix(".truth.jsonl.xz")
        if not (WORK / name).is_dir():
            with tarfile.open(DATA / f"{name}.tar.xz") as archive:
                archive.extractall(WORK, filter="data")
        pages += [line for line in lzma.open(truth, "rt", encoding="utf-8").read().split("\n") if line]
    (WORK / "pages.jsonl").write_text("\n".join(pages) + "\n")


def peers():
    python = WORK / "venv" / "bin" / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", WORK / "venv")
        run(python, "-m", "pip", "install", "-q", "-U", "pip")
    run(python, "-m", "pip", "install", "-q", *PYTHON_PEERS)
    npm = WORK / "npm"
    npm.mkdir(exist_ok=True)
    (npm / "package.json").exists() or (npm / "package.json").write_text("{}")
    run("npm", "install", "--silent", "--no-fund", "--no-audit", *NPM_PEERS, cwd=npm)
    for name in ["trafilatura", "newspaper4k"]:
        run(python, "-c", PYTHON, WORK, name)
    (WORK / "readability.mjs").write_text(NODE)
    run("node", WORK / "readability.mjs", WORK)
    rust = WORK / "smoothie"
    (rust / "src").mkdir(parents=True, exist_ok=True)
    (rust / "src" / "main.rs").write_text(RUST)
    (rust / "Cargo.toml").write_text(
        '[package]\nname = "smoothie"\nversion = "0.0.0"\nedition = "2024"\n[workspace]\n'
        '[dependencies]\ndom_smoothie = "0.19"\nserde_json = "1"\n[profile.dev]\nopt-level = 1\ndebug = false\n')
    run("cargo", "run", "--quiet", "--", WORK, cwd=rust)


def main():
    if "--help" in sys.argv:
        print(__doc__)
        return
    unpack()
    if "--kept" not in sys.argv:
        peers()
    if "--peers" not in sys.argv:
        run("cargo", "run", "--release", "--quiet", "-p", "text", "--example", "pages", "--", WORK)


if __name__ == "__main__":
    main()
