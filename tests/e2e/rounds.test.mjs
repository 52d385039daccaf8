// Two tabs of one phone: a round at a time, by a Web Lock; what one writes the other shows at once; a request that
// hangs is given up after 30 s, and the other tab has its turn; where a newer app has been, an older tab only reads.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab, until } from "./people.mjs";

const TODAY = "2023-10-02";
const DEMO = "meguri-demo-2026";
/** A request is given up after 30 s. */
const GIVEN_UP_MS = 31_000;

let server, visitor, page, other, members;
/** Every push and pull of both tabs: whose, and whether it begins or ends. */
let requests = [];

before(async () => {
  server = await startServer({ demo: true, today: TODAY });
  visitor = await openBrowser({ clock: `${TODAY}T10:00:00+09:00` });
  page = visitor.page;
  const note = (what) => (request) => {
    if (/\/sync\/v1\/(push|pull)$/.test(request.url())) requests.push({ tab: request.frame().page(), what });
  };
  visitor.context.on("request", note("begins"));
  for (const end of ["requestfinished", "requestfailed"]) visitor.context.on(end, note("ends"));
  await people.signInOnPhone(page, server.url, "tanaka", DEMO);
  members = await people.memberPages(page);
  await people.send(page);
  other = await visitor.context.newPage();
  await other.goto(server.url);
  await people.send(other);
});

after(async () => {
  await visitor?.remove();
  await server?.remove();
});

const by = (tab, what) => requests.filter((one) => one.tab === tab && one.what === what).length;

/** A visit is saved in the first tab, and its push stays on its way. Returns what lets it go. */
async function saveAndHold(address) {
  await people.beginVisitAt(page, server.url + address);
  await until(() => by(page, "begins") === by(page, "ends"), "the last round never ended");
  requests = [];
  let letGo;
  const held = new Promise((resolve) => { letGo = resolve; });
  await page.route("**/sync/v1/push", async (route) => {
    await held;
    await route.continue();
  });
  await button(page, "記録する").click();
  await see(page, "を記録しました");
  await until(() => by(page, "begins") === 1, "nothing was pushed");
  return letGo;
}

/** The other tab wants to send and waits for its turn. */
async function otherTabWaits() {
  await see(other, "未送信 1件");
  await button(other, "今すぐ送信する").click();
  const waits = () => other.evaluate(async () => {
    const { held, pending } = await navigator.locks.query();
    const count = (locks) => locks.filter(({ name }) => name === "meguri-sync").length;
    return count(held) === 1 && count(pending) === 1;
  });
  await until(waits, "the other tab doesn't wait for its turn");
  assert.equal(by(other, "begins"), 0, "two rounds at once");
}

test("what one tab saves shows in the other, and their rounds don't overlap", async () => {
  const letGo = await saveAndHold(members[0]);
  await otherTabWaits();
  letGo();
  await see(other, "すべて事務局に届いています");
  await until(() => by(other, "begins") > 0 && by(other, "begins") === by(other, "ends"), "it never had its turn");
  const underWay = new Map([[page, 0], [other, 0]]);
  for (const { tab, what } of requests) {
    underWay.set(tab, underWay.get(tab) + (what === "begins" ? 1 : -1));
    assert.ok(underWay.get(page) === 0 || underWay.get(other) === 0, "requests of two rounds at once");
  }
  await page.unroute("**/sync/v1/push");
});

test("a request that hangs is given up after half a minute, and the other tab sends", async () => {
  const before = await people.arrived(server.url, "kanri", DEMO);
  await saveAndHold(members[1]);
  await otherTabWaits();
  const ended = by(page, "ends");
  await visitor.context.clock.fastForward(GIVEN_UP_MS);
  await until(() => by(page, "ends") > ended, "it hangs for ever");
  await see(other, "すべて事務局に届いています");
  assert.equal(await people.arrived(server.url, "kanri", DEMO), before + 1);
  // The first tab hears of it, without having got through itself.
  await tab(page, "送信").click();
  await see(page, "すべて事務局に届いています");
  await page.unrouteAll({ behavior: "ignoreErrors" });
  assert.deepEqual(visitor.faults, []);
});

/** All that the phone's database holds, by its stores. */
const everythingOn = (tab) => tab.evaluate(async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const db = await answer(indexedDB.open("meguri"));
  const names = [...db.objectStoreNames];
  const reading = db.transaction(names);
  const bytes = (_, part) => (part instanceof Uint8Array ? Array.from(part).join() : part);
  const all = await Promise.all(names.map(async (name) => {
    const store = reading.objectStore(name);
    const [keys, values] = await Promise.all([answer(store.getAllKeys()), answer(store.getAll())]);
    return [name, JSON.stringify([keys, values], bytes)];
  }));
  db.close();
  return all;
});

test("where a newer app has been, an older tab reloads, says so, and writes nothing", async () => {
  await page.evaluate(() => { window.begunHere = true; });
  await other.evaluate(async () => {
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const db = await answer(indexedDB.open("meguri"));
    await answer(db.transaction("meta", "readwrite").objectStore("meta").put(1_000, "min_app"));
    db.close();
    new BroadcastChannel("meguri").postMessage(true);
  });
  await page.waitForFunction(() => window.begunHere === undefined);
  await see(page, "新しい版のアプリがこの端末で開かれています");
  const [arrived, stored] = [await people.arrived(server.url, "kanri", DEMO), await everythingOn(page)];
  await people.beginVisitAt(page, server.url + members[2]);
  await button(page, "記録する").click();
  // It says so of the record, not only above the page.
  await see(page, "書いた内容はこの画面に残っています");
  assert.deepEqual(await everythingOn(page), stored);
  assert.equal(await people.arrived(server.url, "kanri", DEMO), arrived);
});
