// The other side: PouchDB in the same Chromium, express-pouchdb as its server, with the same rows.

import { once } from "node:events";
import { cp, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import express from "express";
import expressPouch from "express-pouchdb";
import PouchDB from "pouchdb";
import { newFolder, openBrowser, phone, removeFolder } from "../e2e/meguri.mjs";

const NAME = "rows";
const script = createRequire(import.meta.url).resolve("pouchdb/dist/pouchdb.min.js");
const PAGE = `<!doctype html><meta charset="utf-8"><title>PouchDB</title><script src="/pouchdb.min.js"></script>`;

/** Databases in this folder, and the page that syncs with them. */
async function serve(folder) {
  const Databases = PouchDB.defaults({ prefix: join(folder, "/") });
  const app = express();
  app.get("/page", (_, reply) => reply.type("html").send(PAGE));
  app.get("/pouchdb.min.js", async (_, reply) => reply.type("js").send(await readFile(script)));
  app.use("/db", expressPouch(Databases, { mode: "minimumForPouchDB", logPath: join(folder, "log") }));
  const server = app.listen(0, "127.0.0.1");
  await once(server, "listening");
  const database = new Databases(NAME);
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    database,
    async stop() {
      server.closeAllConnections();
      server.close();
      await database.close();
    },
  };
}

export class PouchSide {
  static async prepare(line, rows, records) {
    const folder = await newFolder("bench-pouch");
    const server = await serve(folder);
    const documents = rows.map((row, n) => ({ _id: `row-${String(n).padStart(6, "0")}`, ...row }));
    for (let from = 0; from < documents.length; from += 1_000) {
      await server.database.bulkDocs(documents.slice(from, from + 1_000));
    }
    await server.stop();
    return Object.assign(new PouchSide(), { name: "PouchDB", line, folder, records, count: rows.length });
  }

  remove() {
    return removeFolder(this.folder);
  }

  /** First sync, then the waiting records, then nothing new: each as the page itself measures it. */
  async all(roundTrip) {
    const folder = await newFolder("bench-pouch-copy");
    await cp(this.folder, folder, { recursive: true });
    const server = await serve(folder);
    this.line.leadTo(server.url, roundTrip);
    const browser = await openBrowser({ device: phone });
    try {
      await browser.page.goto(`${this.line.url}/page`);
      const measured = {};
      for (const what of ["first", "push", "nothing"]) {
        await browser.page.evaluate(prepare, { what, records: this.records, name: NAME });
        await this.line.quiet();
        this.line.forget();
        const { ms, count } = await browser.page.evaluate(run, { what, name: NAME });
        if (what === "first" && count !== this.count) throw new Error(`${count} rows of ${this.count}`);
        const { requests, up, down } = this.line.since("/db");
        measured[what] = { ms, requests, up, down };
      }
      const { doc_count: stored } = await server.database.info();
      if (stored !== this.count + this.records) throw new Error(`${stored} on the server`);
      return measured;
    } finally {
      await browser.remove();
      await server.stop();
      await removeFolder(folder);
    }
  }
}

/** In the page: what must be there before the clock runs. */
async function prepare({ what, records, name }) {
  window.local ??= new PouchDB(name);
  window.remote ??= new PouchDB(`${location.origin}/db/${name}`);
  if (what !== "push") return;
  const visit = (n) => ({
    _id: `fact-${String(n).padStart(6, "0")}-${crypto.randomUUID()}`, schema: 3,
    recorded_at: { utc_ms: 1_696_215_600_000 + n, offset_min: 540 },
    body: { visit: {
      member: String(100_000 + n % 20), target: crypto.randomUUID(),
      at: { utc_ms: 1_696_215_600_000 + n, offset_min: 540 }, manner: "on_site", outcome: "absent",
    } },
  });
  await window.local.bulkDocs(Array.from({ length: records }, (_, n) => visit(n)));
}

/** In the page. */
async function run({ what }) {
  const began = performance.now();
  if (what === "first") await window.local.replicate.from(window.remote);
  if (what === "push") await window.local.replicate.to(window.remote);
  if (what === "nothing") await window.local.sync(window.remote);
  const ms = performance.now() - began;
  return { ms, count: (await window.local.info()).doc_count };
}
