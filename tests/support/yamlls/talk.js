// SPDX-License-Identifier: Apache-2.0
// What an editor shows, asked of yaml-language-server with the exported schema of any definition: talk.js CXCTL QUICKSTART
// Right files get no diagnostics, wrong ones theirs; keys and values are offered, and a field is explained.
"use strict";
const { execFileSync, spawn } = require("child_process");
const fs = require("fs"), os = require("os"), path = require("path"), { pathToFileURL } = require("url");

const [cxctl, quickstart] = process.argv.slice(2);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), "cxctl-yamlls-"));
execFileSync(cxctl, ["schema", "export", "--dir", folder], { cwd: folder });
const schema = pathToFileURL(path.join(folder, "definition.schema.json")).href;
const settings = { yaml: { schemas: { [schema]: ["audiences/*.yaml", "webhooks/*.yaml"] }, validate: true, hover: true, completion: true,
  schemaStore: { enable: false } }, http: {}, editor: {} };

const server = spawn(process.execPath, [path.join(__dirname, "node_modules/yaml-language-server/bin/yaml-language-server"), "--stdio"],
  { stdio: ["pipe", "pipe", "inherit"] });
const answers = new Map(), diagnostics = new Map();
let next = 1, rest = Buffer.alloc(0), wrong = 0;
process.on("exit", () => { server.kill(); fs.rmSync(folder, { recursive: true }); });
setTimeout(() => { console.log("the server did not answer in time"); process.exit(1); }, 60000).unref();

function send(message) {
  const body = Buffer.from(JSON.stringify({ jsonrpc: "2.0", ...message }));
  server.stdin.write(`Content-Length: ${body.length}\r\n\r\n`);
  server.stdin.write(body);
}
function ask(method, params) {
  const id = next++;
  send({ id, method, params });
  return new Promise((resolve) => answers.set(id, resolve));
}
function take(message) {
  if (message.method === "workspace/configuration")
    return send({ id: message.id, result: message.params.items.map((item) => settings[item.section] ?? null) });
  if (message.method === "textDocument/publishDiagnostics")
    return diagnostics.get(message.params.uri)?.(message.params.diagnostics);
  if (message.method)
    return message.id === undefined ? undefined : send({ id: message.id, result: null });
  answers.get(message.id)?.(message.result);
}
server.stdout.on("data", (bytes) => {
  rest = Buffer.concat([rest, bytes]);
  for (;;) {
    const head = rest.indexOf("\r\n\r\n");
    const length = head < 0 ? 0 : Number(/Content-Length: (\d+)/i.exec(rest.subarray(0, head))[1]);
    if (head < 0 || rest.length < head + 4 + length) return;
    const body = rest.subarray(head + 4, head + 4 + length);
    rest = rest.subarray(head + 4 + length);
    take(JSON.parse(body));
  }
});

let count = 0;
async function open(text, kind = "audiences") {
  const uri = pathToFileURL(path.join(folder, kind, `file-${count++}.yaml`)).href;
  const found = new Promise((resolve) => diagnostics.set(uri, resolve));
  send({ method: "textDocument/didOpen", params: { textDocument: { uri, languageId: "yaml", version: 1, text } } });
  return { uri, found: await found };
}
// The place of a mark in the text.
function at(text, mark) {
  const before = text.slice(0, text.indexOf(mark)).split("\n");
  return { line: before.length - 1, character: before[before.length - 1].length };
}
function expect(what, holds, shown) {
  if (holds) return;
  wrong++;
  console.log(`${what}: ${JSON.stringify(shown)}`);
}
async function offered(text, mark) {
  const file = await open(text.replace(mark, ""));
  const list = await ask("textDocument/completion", { textDocument: { uri: file.uri }, position: at(text, mark) });
  return (list?.items ?? list ?? []).map((item) => item.label);
}

const HEAD = "apiVersion: cxctl/v1\nkind: Audience\nmetadata:\n  name: vip\n  id: a1b2c3d4-e5f6-7890-abcd-ef1234567890\nspec:\n  name: Vip\n";
const WRONG = HEAD + "  descripton: x\n  criteria:\n    operator: XOR\n    conditions: 5\n";

async function main() {
  await ask("initialize", { processId: process.pid, rootUri: pathToFileURL(folder).href, workspaceFolders: null,
    capabilities: { workspace: { configuration: true }, textDocument: { completion: { completionItem: {} }, hover: {} } } });
  send({ method: "initialized", params: {} });
  for (const kind of ["audiences", "webhooks"]) {
    for (const name of fs.readdirSync(path.join(quickstart, kind))) {
      const { found } = await open(fs.readFileSync(path.join(quickstart, kind, name), "utf8"), kind);
      expect(`${name} is right, and yet`, found.length === 0, found);
    }
  }
  const bad = await open(WRONG);
  const lines = bad.found.map((d) => d.range.start.line + 1);
  for (const line of [8, 10, 11]) expect(`line ${line} is wrong, said of`, lines.includes(line), lines);
  const kinds = await offered("apiVersion: cxctl/v1\nkind: @\n", "@");
  expect("kinds are offered", ["Audience", "Webhook", "CrmWebhook"].every((kind) => kinds.includes(kind)), kinds);
  const fields = await offered(HEAD + "  @\n", "@");
  expect("fields of an audience are offered", ["criteria", "description", "data_source"].every((key) => fields.includes(key)), fields);
  expect("fields of others are not", !fields.includes("url") && !fields.includes("events"), fields);
  const joins = await offered(HEAD + "  criteria:\n    operator: @\n", "@");
  expect("AND and OR are offered", joins.includes("AND") && joins.includes("OR"), joins);
  const right = await open(HEAD);
  const hover = await ask("textDocument/hover", { textDocument: { uri: right.uri }, position: at(HEAD, "id: a1") });
  expect("a field is explained", /UUID/.test(JSON.stringify(hover ?? "")), hover);
  console.log(`${count} files, ${lines.length} diagnostics of the wrong one, ${wrong} wrong`);
  process.exit(wrong ? 1 : 0);
}
main();
