// schema.org's own vocabulary: which types there are, and which property may stand on which.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { pythonJson } from "./python.mjs";

const FILE = "validators/schemaorg-30.0-all-https.jsonld.xz";
// Node reads no xz; Python does.
const UNPACK = "import lzma, sys; sys.stdout.write(lzma.open(sys.argv[1], 'rt', encoding='utf-8').read())";

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const names = (value) => list(value).map((one) => one["@id"]).filter((id) => id?.startsWith("schema:")).map((id) => id.slice(7));

/** The vocabulary in the folder of given inputs, or nothing when there is no such folder or no such file in it. */
export async function vocabulary() {
  const file = process.env.INKIE_DATA && join(process.env.INKIE_DATA, FILE);
  if (!file || !existsSync(file)) return undefined;
  const types = new Map();
  const properties = new Map();
  for (const node of (await pythonJson("-c", UNPACK, file))["@graph"]) {
    const name = node["@id"].slice(7);
    if (!node["@id"].startsWith("schema:")) continue;
    if (list(node["@type"]).includes("rdf:Property")) properties.set(name, new Set(names(node["schema:domainIncludes"])));
    if (list(node["@type"]).includes("rdfs:Class")) types.set(name, names(node["rdfs:subClassOf"]));
  }
  return { types, properties };
}

/** A type and everything it is a kind of. */
export function kinds(types, type) {
  const found = new Set([type]);
  for (const one of found) for (const parent of types.get(one) ?? []) found.add(parent);
  return found;
}

/** Every node in a document, whatever it stands in. */
export function nodes(value) {
  if (Array.isArray(value)) return value.flatMap(nodes);
  if (value === null || typeof value !== "object") return [];
  return [value, ...Object.values(value).flatMap(nodes)];
}

/** What a document says in words that schema.org does not have, or not there. */
export function unknownWords({ types, properties }, document) {
  const wrong = new Set();
  for (const node of nodes(document["@graph"] ?? document)) {
    const own = list(node["@type"]);
    for (const type of own) if (!types.has(type)) wrong.add(`there is no type ${type}`);
    const all = new Set(own.flatMap((type) => [...kinds(types, type)]));
    for (const name of Object.keys(node).filter((key) => !key.startsWith("@"))) {
      const domain = properties.get(name);
      if (!domain) wrong.add(`there is no property ${name} (on ${own})`);
      else if (![...domain].some((type) => all.has(type))) wrong.add(`${name} does not stand on ${own}`);
    }
  }
  return [...wrong];
}
