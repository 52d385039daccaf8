// Meguri beside PouchDB 9 with express-pouchdb, in one run: the same Chromium, the same rows, the same line.
// Prints its table on standard error, and what has a budget as one JSON object a line:
// {"name", "budget", "measured", "unit"}. `--runs N` says how often each is measured (5: the median counts),
// `--slow-runs N`, or MEGURI_SLOW_RUNS, how often PouchDB with 50,000 rows or far away (5 as well; each takes minutes),
// `--rows 1500,50000` and `--records 600` how much, `--round-trips 0,400` how far away in milliseconds.

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../e2e/meguri.mjs";
import { MeguriSide } from "./meguri-side.mjs";
import { PouchSide } from "./pouch-side.mjs";
import { Line } from "./proxy.mjs";

const text = (value) => ({ type: "string", default: value });
const { values } = parseArgs({
  options: { runs: text("5"), "slow-runs": text(process.env.MEGURI_SLOW_RUNS ?? "5"), rows: text("1500,50000"),
    records: text("600"), "round-trips": text("0,400") },
});
const RUNS = Number(values.runs);
const SLOW_RUNS = Number(values["slow-runs"]);
const SIZES = values.rows.split(",").map(Number);
const RECORDS = Number(values.records);
const ROUND_TRIPS = values["round-trips"].split(",").map(Number);
/** From here on PouchDB takes minutes. */
const MANY_ROWS = 50_000;

/** Milliseconds that the first sync may take. */
const FIRST_SYNC_MS = { 1_500: 400, 50_000: 8_000 };

const median = (figures) => figures.toSorted((a, b) => a - b)[Math.floor((figures.length - 1) / 2)];

/** The median of each figure by itself. */
function medians(measured) {
  const of = (key) => median(measured.map((one) => one[key]));
  return { ms: of("ms"), requests: of("requests"), up: of("up"), down: of("down"), runs: measured.length };
}

async function several(runs, measure) {
  const measured = [];
  for (let run = 0; run < runs; run += 1) measured.push(await measure());
  return measured;
}

async function measureMeguri(side, roundTrip) {
  const first = await several(RUNS, () => side.firstSync(roundTrip));
  const pushes = await several(RUNS, () => side.push(roundTrip));
  return {
    first: medians(first),
    push: medians(pushes.map(({ push }) => push)),
    nothing: medians(pushes.map(({ nothing }) => nothing)),
  };
}

async function measurePouch(side, roundTrip, runs) {
  const all = await several(runs, () => side.all(roundTrip));
  return {
    first: medians(all.map(({ first }) => first)),
    push: medians(all.map(({ push }) => push)),
    nothing: medians(all.map(({ nothing }) => nothing)),
  };
}

const words = { first: "first sync", push: `push of ${RECORDS}`, nothing: "nothing new" };
const kilobytes = (bytes) => (bytes / 1_000).toFixed(1);
const table = [];

/** Said at once: the whole takes more than an hour. */
function note(side, size, rows, roundTrip, measured) {
  for (const what of ["first", "push", "nothing"]) {
    const one = { name: side.name, rows, size, roundTrip, what, ...measured[what] };
    table.push(one);
    console.error([words[what], rows, `${roundTrip} ms`, one.name, Math.round(one.ms), one.requests,
      kilobytes(one.up), kilobytes(one.down), `median of ${one.runs}`].join("\t"));
  }
}

console.error(["what", "rows", "round trip", "side", "ms", "requests", "KB up", "KB down", "of so many runs"].join("\t"));
const line = await Line.lay();
for (const rows of SIZES) {
  const ours = await MeguriSide.prepare(line, rows, RECORDS);
  const pouch = await PouchSide.prepare(line, ours.rows, RECORDS);
  try {
    for (const roundTrip of ROUND_TRIPS) {
      note(ours, rows, ours.rows.length, roundTrip, await measureMeguri(ours, roundTrip));
      const takesMinutes = rows >= MANY_ROWS || roundTrip > 0;
      const runs = takesMinutes ? SLOW_RUNS : RUNS;
      note(pouch, rows, ours.rows.length, roundTrip, await measurePouch(pouch, roundTrip, runs));
    }
  } finally {
    await ours.remove();
    await pouch.remove();
  }
}
await line.remove();

const of = (name, size, roundTrip, what) =>
  table.find((one) => one.name === name && one.size === size && one.roundTrip === roundTrip && one.what === what);

await mkdir(join(root, "target/bench"), { recursive: true });
await writeFile(join(root, "target/bench/sync-table.json"), JSON.stringify(table, undefined, 2));

const print = (name, budget, measured, unit) =>
  console.log(JSON.stringify({ name, budget, measured: Math.round(measured * 1_000) / 1_000, unit }));
const bytes = (one) => one.up + one.down;
for (const size of SIZES) {
  for (const roundTrip of ROUND_TRIPS) {
    const where = `${size.toLocaleString("en")} rows, ${roundTrip} ms away`;
    const near = roundTrip === 0;
    for (const what of ["first", "push", "nothing"]) {
      const [ours, theirs] = [of("Meguri", size, roundTrip, what), of("PouchDB", size, roundTrip, what)];
      const name = `${words[what]}, ${where}, median of ${ours.runs}`;
      const beside = ours.runs === theirs.runs ? name : `${name} and ${theirs.runs}`;
      const budgets = {
        first: { ms: near ? FIRST_SYNC_MS[size] : undefined, share: near ? 0.25 : undefined, bytes: 0.5 },
        push: { ms: near ? 1_000 : undefined, requests: 6 },
        nothing: { requests: 1, up_down: 1 },
      }[what];
      print(name, budgets.ms ?? null, ours.ms, "ms");
      print(`${beside}: share of PouchDB's time`, budgets.share ?? null, ours.ms / theirs.ms, "x");
      print(`${name}: requests`, budgets.requests ?? null, ours.requests, "");
      print(`${name}: both ways`, budgets.up_down ?? null, bytes(ours) / 1_000, "KB");
      print(`${beside}: share of PouchDB's bytes`, budgets.bytes ?? null, bytes(ours) / bytes(theirs), "x");
    }
  }
}
