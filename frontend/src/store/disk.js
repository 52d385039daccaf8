// What neither rexie nor idb has an option for: strict durability, why a transaction aborted, and a second
// copy of the database. Changes the browser's own prototypes, before the first transaction.
//
// Why a second copy: Chromium keeps an origin's databases in one LevelDB, and reuses that log at the next
// start even where a kill has left half a record at its end. What is appended then can't be read: at the
// start after that one the whole database is thrown away, everything that was saved with it. A storage
// bucket has a LevelDB of its own, and is written after the first one has completed: one kill damages at
// most one of the two. Browsers without buckets keep IndexedDB in SQLite, which doesn't have that fault.

const BUCKET = "second-copy";
const RECORDS = "records";
/** In `meta`: changes with every transaction that writes, so that the copy knows what it has followed. */
const MARK = "mark";

/** The next transaction needn't be on the medium when it completes. */
let relaxed = false;
let writes = [];
let abort = "";
let plain;
/** The open second copy of each database, by its name; tests have several. */
const copies = new Map();
/** The second copy lacks something: the next write copies everything. */
let behind = false;
/** How many transactions have completed, and, by a database's name, how many of them a copy of everything had. */
let done = 0;
const copied = new Map();
let following = Promise.resolve();
/** A copy that hangs doesn't keep anybody waiting longer: the first one has what was saved. In milliseconds. */
const PATIENCE = 10_000;
/** Held, since Chromium forgets an opening under way once nobody refers to the bucket any more. */
let bucket;
/** What a transaction under way has changed so far: functions that do the same to the copy. */
const changes = new WeakMap();

const answer = (request) => new Promise((resolve, reject) => {
  request.onsuccess = () => resolve(request.result);
  request.onerror = () => reject(request.error);
});
const completed = (transaction) => new Promise((resolve, reject) => {
  transaction.oncomplete = resolve;
  transaction.onabort = () => reject(transaction.error ?? new Error("the second copy's transaction was aborted"));
});

export function prepare() {
  if (plain) return;
  plain = IDBDatabase.prototype.transaction;
  IDBDatabase.prototype.transaction = function (stores, mode, options) {
    const names = [stores].flat();
    const durability = relaxed ? "relaxed" : "strict";
    relaxed = false;
    const opened = plain.call(this, stores, mode, { durability, ...options });
    opened.addEventListener("abort", () => { abort = opened.error?.name ?? ""; });
    if (mode === "readwrite") {
      writes = [...writes.slice(-99), [opened.durability ?? "unknown", ...names]];
      if (navigator.storageBuckets && names.includes("meta")) follow(opened, durability);
    }
    return opened;
  };
  const same = (records, store, [value, key], request) => records.put(value, [store, key ?? request.result]);
  remember("put", same);
  remember("add", same);
  remember("delete", (records, store, [key]) => records.delete([store, key]));
  // An array sorts after everything else that is a key here.
  remember("clear", (records, store) => records.delete(IDBKeyRange.bound([store], [store, []])));
}

export const relax = () => { relaxed = true; };

function remember(method, again) {
  const original = IDBObjectStore.prototype[method];
  IDBObjectStore.prototype[method] = function (...wish) {
    const request = original.apply(this, wish);
    changes.get(this.transaction)?.push((records) => again(records, this.name, wish, request));
    return request;
  };
}

function follow(transaction, durability) {
  const steps = [];
  changes.set(transaction, steps);
  const meta = transaction.objectStore("meta");
  const before = meta.get(MARK);
  meta.put(crypto.randomUUID(), MARK);
  // Earlier than the listener by which the app learns of it, so that `followed` waits for this too.
  transaction.addEventListener("complete", () => {
    done += 1;
    const place = done;
    following = following.then(() => keepUp(transaction.db, place, before.result, steps, durability));
  });
}

async function keepUp(db, place, before, steps, durability) {
  // Many may wait while everything is copied, which has what they wrote: one copy is enough for all.
  if (place <= (copied.get(db.name) ?? 0)) return;
  try {
    if (behind || !await repeat(db.name, before, steps, durability)) await copyEverything(db);
    behind = false;
  } catch (error) {
    // A connection that the browser has closed; over a new one it may succeed.
    copies.clear();
    bucket = undefined;
    behind = await copyEverything(db).then(() => false, () => true);
    // 送信 says it in words; the cause is for whoever looks into the console.
    if (behind) console.warn("the second copy of the phone's storage couldn't be written:", String(error));
  }
}

/** What was written last is in the first copy alone. */
export const second_copy_fails = () => behind;

/** The copy has everything that was written before this call, or has said why it hasn't. */
export const followed = () => {
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  return Promise.race([following, late]);
};

function second(name) {
  if (!copies.has(name)) copies.set(name, open(name));
  return copies.get(name);
}

async function open(name) {
  bucket ??= await navigator.storageBuckets.open(BUCKET, { durability: "strict" });
  const request = bucket.indexedDB.open(name, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(RECORDS);
  return answer(request);
}

/** `false` when the copy isn't where the first one was before these steps: another tab, a kill in between. */
async function repeat(name, before, steps, durability) {
  const transaction = plain.call(await second(name), RECORDS, "readwrite", { durability });
  const records = transaction.objectStore(RECORDS);
  const done = completed(transaction);
  const stands = await answer(records.get(["meta", MARK])) === before && before !== undefined;
  if (stands) for (const step of steps) step(records);
  await done;
  return stands;
}

async function copyEverything(db) {
  const names = [...db.objectStoreNames];
  const reading = plain.call(db, names, "readonly");
  const all = await Promise.all(names.map(async (name) => {
    const store = reading.objectStore(name);
    const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
    return keys.map((key, at) => [values[at], [name, key]]);
  }));
  // What completed before this moment has been read; what begins later waits for this to end.
  const had = done;
  const transaction = plain.call(await second(db.name), RECORDS, "readwrite", { durability: "strict" });
  const records = transaction.objectStore(RECORDS);
  records.clear();
  for (const [value, key] of all.flat()) records.put(value, key);
  await completed(transaction);
  copied.set(db.name, had);
}

/** Puts everything back into a database that was never written to; tells whether there was anything. */
export async function restore(name) {
  if (!navigator.storageBuckets) return false;
  const reading = plain.call(await second(name), RECORDS, "readonly").objectStore(RECORDS);
  const [keys, values] = await Promise.all([answer(reading.getAllKeys()), answer(reading.getAll())]);
  if (keys.length === 0) return false;
  const db = await answer(indexedDB.open(name));
  try {
    const transaction = plain.call(db, [...db.objectStoreNames], "readwrite", { durability: "strict" });
    const done = completed(transaction);
    // Another tab may have been faster.
    if (await answer(transaction.objectStore("meta").get(MARK)) === undefined) {
      keys.forEach(([store, key], at) => transaction.objectStore(store).put(values[at], key));
    }
    await done;
  } finally {
    db.close();
  }
  console.warn("the browser had lost the phone's storage; it was restored from its second copy");
  return true;
}

export const latest_writes = () => writes.map((write) => write.join(" "));
export const reason_of_last_abort = () => abort;

// A record as JSON, for people who look at what the app couldn't read; its bytes as text where they are text.
const bytes = (array) => {
  try { return new TextDecoder("utf-8", { fatal: true }).decode(array); }
  catch { return "hex:" + Array.from(array, (byte) => byte.toString(16).padStart(2, "0")).join(""); }
};
export function as_json(value) {
  return JSON.stringify(value, (_, part) => part instanceof Uint8Array ? bytes(part) : part) ?? "null";
}
