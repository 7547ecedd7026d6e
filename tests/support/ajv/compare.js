// SPDX-License-Identifier: Apache-2.0
// Our checker and ajv, verdict by verdict, over the exported schemas: compare.js CXCTL VERDICTS QUICKSTART
// Documents are the schemas' examples, the quickstart's definitions, and changes of these by a fixed seed.
"use strict";
const { execFileSync } = require("child_process");
const fs = require("fs"), os = require("os"), path = require("path");
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const [cxctl, verdicts, quickstart] = process.argv.slice(2);
const SEED = 20261121, CHANGES = 120;
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cxctl-ajv-"));
process.on("exit", () => fs.rmSync(folder, { recursive: true }));

let state = SEED;
function random(n) { // xorshift
  state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
  return (state >>> 0) % n;
}
const pick = (list) => list[random(list.length)];

// Every place of a value: the holder and the key.
function places(value, found = []) {
  for (const key of value && typeof value === "object" ? Object.keys(value) : []) {
    found.push([value, Array.isArray(value) ? Number(key) : key]);
    places(value[key], found);
  }
  return found;
}

const VALUES = [null, true, false, 0, -1, 1, 1.5, 1e30, "", " ", "x", "X".repeat(101), "y".repeat(600), "é".repeat(100),
  "\u{1F600}".repeat(100), [], {}, [null], ["x", "x"], { ref: "x" }, { env: "A" }, { env: "A", file: "b" }, { env: "1" }, "AND", "and",
  "Audience", "Webhook", "cxctl/v1", "cxctl/v2", "https://a.example/x", "http://a.example", "http://localhost:8080/", "ftp://a",
  "https://u:p@a.example/", "no url", "a1b2c3d4-e5f6-7890-abcd-ef1234567890", "a1b2c3d4", "2027-01-31", "2027-02-31", "not-a-date"];
const changes = [
  ([holder, key]) => Array.isArray(holder) ? holder.splice(key, 1) : delete holder[key],
  ([holder, key]) => { holder[key] = structuredClone(pick(VALUES)); },
  ([holder, key]) => { holder[key] = structuredClone(pick(VALUES)); },
  ([holder, key]) => { if (typeof holder[key] === "string") holder[key] = holder[key].toUpperCase(); },
  ([holder, key]) => { if (typeof holder[key] === "string") holder[key] = holder[key].slice(1); },
  ([holder, key]) => { if (typeof holder[key] === "number") holder[key] = pick([-holder[key], holder[key] + 0.5, holder[key] * 1e6]); },
  ([holder, key]) => { if (Array.isArray(holder)) holder.push(structuredClone(holder[key])); else holder[key + "x"] = holder[key]; },
];
function changed(document) {
  const copy = structuredClone(document);
  for (let n = 1 + random(2); n > 0; n--) {
    const all = places(copy);
    if (all.length) pick(changes)(pick(all));
  }
  return copy;
}

function yamlFiles(at) {
  return fs.readdirSync(at, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? yamlFiles(path.join(at, entry.name)) : entry.name.endsWith(".yaml") ? [path.join(at, entry.name)] : []);
}
const fromYaml = (file) => execFileSync(verdicts, [file], { encoding: "utf8" }).trim().split("\n").map((line) => JSON.parse(line));

function ours(schema, documents) {
  const lines = path.join(folder, "lines");
  fs.writeFileSync(lines, documents.map((document) => JSON.stringify(document) + "\n").join(""));
  return [...execFileSync(verdicts, [schema, lines], { encoding: "utf8" }).trim()].map((c) => c === "1");
}

execFileSync(cxctl, ["schema", "export", "--dir", folder], { cwd: folder });
const schemas = fs.readdirSync(folder).filter((name) => name.endsWith(".schema.json")).sort();
const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, name), "utf8"));
const good = yamlFiles(quickstart).flatMap(fromYaml);
const kinds = read("definition.schema.json").properties.kind.enum;
const definitions = good.filter((document) => kinds.includes(document.kind))
  .concat(schemas.filter((name) => kinds.includes(read(name).properties?.kind?.const)).flatMap((name) => read(name).examples));
let wrong = 0, accepted = 0, refused = 0;

function fail(text) { console.log(text); wrong++; }

for (const name of schemas) {
  // x-cxctl-* are annotations: strict mode would refuse what it does not know.
  const ajv = new Ajv({ strict: false, allErrors: false });
  addFormats(ajv);
  if (!ajv.validateSchema(read(name))) fail(`${name}: ajv says: ${ajv.errorsText(ajv.errors)}`);
  const validate = ajv.compile(read(name));
  const own = name === "definition.schema.json" ? definitions
    : (read(name).examples ?? []).concat(good.filter((document) => read(name).properties?.kind?.const === document.kind));
  const seeds = own.length ? own : definitions;
  const documents = seeds.concat(definitions, ...seeds.map((document) => Array.from({ length: CHANGES }, () => changed(document))));
  const mine = ours(path.join(folder, name), documents);
  documents.forEach((document, i) => {
    const theirs = validate(document);
    if (i < own.length && !theirs) fail(`${name}: example ${i} is refused by ajv: ${ajv.errorsText(validate.errors)}`);
    if (theirs) accepted++; else refused++;
    if (theirs !== mine[i]) fail(`${name}: ajv ${theirs ? "accepts" : "refuses"} and we do not: ${JSON.stringify(document)}` +
      (theirs ? "" : ` (${ajv.errorsText(validate.errors)})`));
  });
}
console.log(`seed ${SEED}: ${schemas.length} schemas, ${accepted + refused} documents, ${accepted} accepted, ${refused} refused, ${wrong} wrong`);
if (accepted < 100 || refused < 100) fail("too few of one sort to mean anything");
process.exitCode = wrong ? 1 : 0;
