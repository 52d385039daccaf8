// What the tests do to the browser behind the store's back. In one file, because the runner's web server may
// forget a request beyond the fourth at once, and the page would wait for it for ever.

// A connection is severed: severed.rs.

let left = Infinity, how = "before", forGood = false;
const lost = () =>
  new DOMException("Connection to Indexed Database server lost. Refresh the page to try again", "UnknownError");
const sever = (transaction, db) => {
  try { transaction?.abort(); } catch {}
  db?.close();
};
function watch(proto, name, transactionOf, dbOf) {
  const plain = proto[name];
  proto[name] = function (...wish) {
    const hit = left-- <= 0;
    if (!hit) return plain.apply(this, wish);
    if (!forGood) left = Infinity;
    // What was asked for happens, and the answer is lost with the connection.
    if (how === "after" && name === "commit") plain.apply(this, wish);
    else if (how !== "refused") sever(transactionOf(this), dbOf(this));
    throw lost();
  };
}
watch(IDBFactory.prototype, "open", () => undefined, () => undefined);
watch(IDBDatabase.prototype, "transaction", () => undefined, (db) => db);
for (const name of ["objectStore", "commit"]) watch(IDBTransaction.prototype, name, (t) => t, (t) => t.db);
for (const name of ["add", "put", "get", "getKey", "getAll", "getAllKeys", "delete", "clear", "index"]) {
  watch(IDBObjectStore.prototype, name, (store) => store.transaction, (store) => store.transaction.db);
}
for (const name of ["get", "getAllKeys"]) {
  watch(IDBIndex.prototype, name, (index) => index.objectStore.transaction, (index) => index.objectStore.transaction.db);
}
export function sever_at(call, when, stays) { left = call; how = when; forGood = stays; }
export function heal() { const hit = left === Infinity || left < 0; left = Infinity; forGood = false; return hit; }

// There is no room: full.rs.

let room = Infinity, full = "never", at_once = true;
const no_room = () => new DOMException("no room", "QuotaExceededError");
const add = IDBObjectStore.prototype.add;
for (const name of ["add", "put"]) {
  const write = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...wish) {
    // The second copy follows what has been written; that it may lack room is another matter.
    const refused = this.name !== "records" && room-- <= 0;
    if (refused && at_once) throw no_room();
    const request = write.apply(this, wish);
    // Once more under the same key: that request fails later, by an event, and its transaction with it.
    return refused ? add.call(this, wish[0], wish[1]) : request;
  };
}
const commit = IDBTransaction.prototype.commit;
IDBTransaction.prototype.commit = function () {
  if (full !== "commit") return commit.call(this);
  // As the browser does it: all writes have succeeded, then the transaction says why it came to nothing.
  Object.defineProperty(this, "error", { value: no_room() });
  this.abort();
};
export function full_at_commit() { full = "commit"; }
export function full_after(writes) { room = writes; at_once = true; }
/** The same, said by the event of each request. */
export function full_later(writes) { room = writes; at_once = false; }
/** Tells whether a write was refused for it. */
export function room_again() { const hit = room < 0; full = "never"; room = Infinity; return hit; }

// How durable each change of a store was: main.rs.

const changes = [];
let whole = 0;
for (const name of ["add", "put", "delete", "clear"]) {
  const change = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...wish) {
    if (name === "clear" && this.name === "records") whole += 1;
    changes.push(`${this.transaction.durability} ${this.name}`);
    return change.apply(this, wish);
  };
}
/** Of all stores of all tests until now, such as `strict outbox`. */
export function changes_so_far() { return changes; }
/** How often everything was copied into a second copy: lost.rs. */
export function whole_copies() { return whole; }

// A whole database is lost: lost.rs.

const opened = [];
const plain = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (...wish) {
  const request = plain.apply(this, wish);
  // The second copy's bucket has a factory of its own.
  if (this === indexedDB) request.addEventListener("success", () => opened.push(request.result));
  return request;
};
const ended = (request) => new Promise((resolve, reject) => {
  request.onsuccess = resolve;
  // Blocked is no failure: a connection that is being closed still finishes its last transaction.
  request.onerror = () => reject(new Error("the database wasn't deleted"));
});
export async function lose(name) {
  for (const db of opened.filter((db) => db.name === name)) db.close();
  await ended(indexedDB.deleteDatabase(name));
}

// What is stored is changed: quarantine.rs.

export async function change_every(name, store, change) {
  const request = indexedDB.open(name);
  const db = await new Promise((done, failed) => { request.onsuccess = () => done(request.result); request.onerror = failed; });
  const transaction = db.transaction([store], "readwrite");
  const cursor = transaction.objectStore(store).openCursor();
  cursor.onsuccess = () => {
    if (!cursor.result) return;
    cursor.result.update(change(cursor.result.value, cursor.result.key));
    cursor.result.continue();
  };
  await new Promise((done, failed) => { transaction.oncomplete = done; transaction.onabort = failed; });
  db.close();
}
/** The second copy can't know any more what it has followed: lost.rs. */
export async function lose_track(name) {
  await change_every(name, "meta", (value, key) => key === "mark" ? "lost" : value);
}
const text = (bytes) => new TextDecoder().decode(bytes);
const bytes = (text) => new TextEncoder().encode(text);
/** A newer app's word in the place of one that this app knows, or the other way round. */
export async function reword(name, store, from, to) {
  await change_every(name, store, (value) => ({ ...value, bytes: bytes(text(value.bytes).replaceAll(from, to)) }));
}
/** The same inside of what the quarantine keeps: as if the app had learned the newer word. */
export async function reword_quarantine(name, from, to) {
  await change_every(name, "quarantine", (kept) =>
    ({ ...kept, value: { ...kept.value, bytes: bytes(text(kept.value.bytes).replaceAll(from, to)) } }));
}
export async function damage(name, store, only) {
  await change_every(name, store, (value, key) => (only && key !== only ? value : "damaged"));
}
