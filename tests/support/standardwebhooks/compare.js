// SPDX-License-Identifier: Apache-2.0
// Our signatures in the eyes of a receiver with npm's standardwebhooks: compare.js SIGN
// Secrets with the prefix and plain ones, payloads of many lengths and scripts, by a fixed seed.
"use strict";
const { execFileSync } = require("child_process");
const { Webhook } = require("standardwebhooks");

const SEED = 20261121, CASES = 300;
let state = SEED;
function random(n) { // xorshift
  state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
  return (state >>> 0) % n;
}
const bytes = (n) => Buffer.from(Array.from({ length: n }, () => random(256)));
const text = (n) => Array.from({ length: n }, () => "aZ09 .,\"\\/\n\u00e9\u4e2d\u{1f600}".match(/./gsu)[random(14)]).join("");

// The receiver refuses what is older than 5 minutes, so the time is now.
const now = String(Math.floor(Date.now() / 1000));
const cases = Array.from({ length: CASES }, (_, i) => {
  const plain = i % 5 === 4;
  return {
    secret: plain ? `plain-${bytes(1 + random(30)).toString("hex")}` : `whsec_${bytes(1 + random(64)).toString("base64")}`,
    plain,
    id: `msg_${bytes(8).toString("hex")}`,
    timestamp: now,
    payload: JSON.stringify({ event: "AUDIENCE_UPDATED", segment_name: text(random(60)), n: random(1000) }),
  };
});
const signatures = execFileSync(process.argv[2], { input: cases.map((c) => JSON.stringify(c) + "\n").join("") })
  .toString().trim().split("\n");

function accepts(c, signature, change = {}) {
  const seen = { ...c, ...change };
  const headers = { "webhook-id": seen.id, "webhook-timestamp": seen.timestamp, "webhook-signature": signature };
  try {
    new Webhook(seen.secret, c.plain ? { format: "raw" } : undefined).verify(seen.payload, headers);
    return true;
  } catch (error) {
    return false;
  }
}

let wrong = signatures.length === CASES ? 0 : 1;
cases.forEach((c, i) => {
  const other = cases[(i + 5) % CASES];
  const checks = {
    "is refused": accepts(c, signatures[i]),
    "is taken with another payload": !accepts(c, signatures[i], { payload: c.payload + " " }),
    "is taken with another id": !accepts(c, signatures[i], { id: other.id }),
    "is taken with another time": !accepts(c, signatures[i], { timestamp: String(Number(now) - 1) }),
    "is taken with another secret": !accepts(c, signatures[i], { secret: other.secret }),
  };
  for (const [what, good] of Object.entries(checks))
    if (!good && ++wrong <= 5) console.log(`seed ${SEED}, case ${i} ${what}: ${JSON.stringify(c)} ${signatures[i]}`);
});
console.log(`${CASES} signatures, ${wrong} wrong`);
process.exit(wrong ? 1 : 0);
