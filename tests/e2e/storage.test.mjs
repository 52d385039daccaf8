// The phone's storage: the browser is asked to keep it; when it is full, what is typed isn't lost in silence, and
// what was saved stays saved.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { openBrowser, phone, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const TODAY = "2023-10-02";
const NOW = `${TODAY}T10:00:00+09:00`;
const DEMO = "meguri-demo-2026";

let server;
let visitor;

before(async () => {
  server = await startServer({ demo: true, today: TODAY });
  visitor = await openBrowser({ device: phone, clock: NOW });
  // Chromium decides by itself, and never in favour of a page that nobody has used.
  await visitor.context.addInitScript(() => {
    window.askedToKeep = 0;
    StorageManager.prototype.persisted = async () => false;
    StorageManager.prototype.persist = async () => {
      window.askedToKeep += 1;
      return true;
    };
  });
  await people.signInOnPhone(visitor.page, server.url, "tanaka", DEMO);
});

after(async () => {
  await visitor?.close();
  await visitor?.remove();
  await server?.remove();
});

test("with the first save the browser is asked to keep the records, once, and its answer is shown", async () => {
  const { page } = visitor;
  const asked = () => page.evaluate(() => window.askedToKeep);
  await tab(page, "送信").click();
  await see(page, "端末の空きが減ると、ブラウザが消すことがあります");
  assert.equal(await asked(), 0);
  for (const before of [0, 1]) {
    await tab(page, "今日").click();
    await people.beginVisit(page, "不在");
    assert.equal(await asked(), before);
    await button(page, "記録する").click();
    await see(page, "を記録しました");
    await tab(page, "送信").click();
    await see(page, "記録は端末に保存され、自動では消えません");
    assert.equal(await asked(), 1);
  }
});

/**
 * Chromium's own quota can't be lowered from outside for storage that is in use, so its refusal is played on this page:
 * as long as `full(true)` was said last.
 */
async function playFullStorage(page) {
  await page.evaluate(() => {
    for (const name of ["add", "put"]) {
      const plain = IDBObjectStore.prototype[name];
      IDBObjectStore.prototype[name] = function write(...wish) {
        if (window.storageIsFull) throw new DOMException("no room", "QuotaExceededError");
        return plain.apply(this, wish);
      };
    }
  });
  return (isFull) => page.evaluate((isFull) => { window.storageIsFull = isFull; }, isFull);
}

test("full storage is said in words, and the record comes through once there is room", async () => {
  const { page } = visitor;
  const full = await playFullStorage(page);
  await tab(page, "今日").click();
  await people.beginVisit(page, "不在");
  await see(page, "下書き保存済み");
  await full(true);
  const memo = page.getByLabel("メモ", { exact: true });
  await memo.fill("裏口から入る");
  await button(page, "記録する").click();
  await see(page, "空き容量");
  await screenshot(page, "phone-storage-full");
  await full(false);
  // What was typed last comes to the disk by itself, whatever becomes of the app.
  await see(page, "下書き保存済み");
  await page.reload();
  await memo.waitFor();
  assert.equal(await memo.inputValue(), "裏口から入る");
  await button(page, "記録する").click();
  await see(page, "を記録しました");
  // A draft may have been due while there was no room; the app says so to whoever looks into the console too.
  assert.deepEqual(visitor.faults.filter((words) => !words.includes("storage is full")), []);
});

test("a lead found on a full phone: one thing to do is said, above the button, and what was typed isn't lost", async () => {
  const { page } = visitor;
  const looks = new Looks(page, "storage");
  await page.goto(`${server.url}/leads`);
  await button(page, "見込先を加える").click();
  await page.getByLabel("事業所名").waitFor();
  const full = await playFullStorage(page);
  await full(true);
  await page.getByLabel("事業所名").fill("カフェ汽車道");
  // Nothing tells to close the app, which would lose what stands here.
  const told = page.locator(".notice.urgent");
  await see(told, "端末の空きを確かめて、もう一度お試しください");
  await button(page, "記録する").click();
  await see(page.locator(".fault"), "空き容量がありません");
  assert.equal(await told.count(), 1, "said twice");
  await looks.atPhone("lead-full");
  await button(page, "戻る").click();
  const draft = page.getByRole("link", { name: /^カフェ汽車道\s*見込先 .* まで保存済み$/ });
  await draft.waitFor();
  await full(false);
  await draft.click();
  await button(page, "記録する").click();
  await see(page, "カフェ汽車道を記録しました");
  assert.deepEqual(looks.found, []);
});

test("a second copy that couldn't be written is said on 送信, until one could", async () => {
  const { page } = visitor;
  await page.goto(server.url);
  await people.nextStop(page);
  await page.evaluate(() => {
    const plain = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function put(...wish) {
      const request = plain.apply(this, wish);
      // The copy's one store; a full bucket aborts what is written to it.
      if (window.copyIsFull && this.name === "records") this.transaction.abort();
      return request;
    };
  });
  for (const full of [true, false]) {
    await page.evaluate((full) => { window.copyIsFull = full; }, full);
    await tab(page, "今日").click();
    await people.beginVisit(page, "不在");
    await button(page, "記録する").click();
    await see(page, "を記録しました");
    await tab(page, "送信").click();
    const told = page.locator(".notice", { hasText: "記録の予備を端末に書けませんでした" });
    await told.waitFor({ state: full ? "visible" : "hidden" });
    if (full) await screenshot(page, "phone-second-copy-fails");
  }
});

test("an estimate of little room is said on 今日 and 送信, and no longer once there is more", async () => {
  const { page } = visitor;
  // Chromium estimates 10 GiB beyond what is used, whatever quota its developer tools set.
  const estimate = (left) => page.addInitScript((left) => {
    StorageManager.prototype.estimate = async () => ({ usage: 5_000_000, quota: 5_000_000 + left });
  }, left);
  const line = page.getByRole("link", { name: "端末の空きが残りわずかです" });
  await estimate(15_000_000);
  await page.goto(server.url);
  // It isn't known at once, and what is known later moves nothing.
  await people.nextStop(page);
  await tab(page, "送信").click();
  await page.locator(".notice", { hasText: "端末の空きが残りわずかです" }).waitFor();
  await tab(page, "今日").click();
  await line.waitFor();
  await screenshot(page, "phone-storage-low");
  await line.click();
  await page.locator(".notice", { hasText: "端末の空きが残りわずかです" }).waitFor();
  await screenshot(page, "phone-storage-low-sync", { fullPage: true });
  await estimate(15_000_000_000);
  await page.goto(server.url);
  await people.nextStop(page);
  await tab(page, "送信").click();
  await see(page, "すべて事務局に届いています");
  await tab(page, "今日").click();
  await people.nextStop(page);
  assert.equal(await line.count(), 0);
});
