// Another window holds the phone's storage and doesn't let go: one is told so, nothing is called saved that isn't, and
// all goes on by itself once it answers. And a browser that has no locks for windows to take turns by.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const DEMO = "meguri-demo-2026";

let server, visitor, holder;

before(async () => {
  server = await startServer({ demo: true });
  visitor = await openBrowser();
  await people.signInOnPhone(visitor.page, server.url, "tanaka", DEMO);
  await people.nextStop(visitor.page);
  // A page of this address without the app.
  holder = await visitor.context.newPage();
  await holder.goto(`${server.url}/sw.js`);
});

after(async () => {
  await visitor?.remove();
  await server?.remove();
});

/** One transaction over everything that asks for ever; what it returns lets go. */
async function hold() {
  await holder.evaluate(() => new Promise((held) => {
    window.letGo = false;
    const opening = indexedDB.open("meguri");
    opening.onsuccess = () => {
      const db = opening.result;
      const transaction = db.transaction([...db.objectStoreNames], "readwrite");
      transaction.oncomplete = () => db.close();
      const ask = () => {
        held();
        if (!window.letGo) transaction.objectStore("meta").get("nothing").onsuccess = ask;
      };
      transaction.objectStore("meta").get("nothing").onsuccess = ask;
    };
  }));
  return () => holder.evaluate(() => { window.letGo = true; });
}

test("a record that the storage doesn't answer is never called saved, and is once it does", async () => {
  const { page } = visitor;
  const before = await people.arrived(server.url, "kanri", DEMO);
  await people.beginVisit(page, "代表者と面談");
  await see(page, "下書き保存済み");
  const letGo = await hold();
  await page.getByLabel("メモ", { exact: true }).fill("裏口から");
  await button(page, "記録する").click();
  await see(page, "端末の保存が応答していません");
  await see(page, "書いた内容は、この画面を開いている間は消えません。");
  await screenshot(page, "silence-record");
  assert.equal(await page.getByText("を記録しました").count(), 0);
  assert.equal(await page.getByLabel("メモ", { exact: true }).inputValue(), "裏口から");
  await letGo();
  await see(page, "を記録しました");
  await page.getByText("端末の保存が応答していません").waitFor({ state: "detached" });
  await people.send(page);
  assert.equal(await people.arrived(server.url, "kanri", DEMO), before + 1);
});

test("on a screen of the day it is said at the foot, and nothing of the page moves for it", async () => {
  const { page } = visitor;
  await tab(page, "今日").click();
  await people.beginVisit(page, "不在");
  await see(page, "下書き保存済み");
  const letGo = await hold();
  await page.getByLabel("メモ", { exact: true }).fill("表から");
  await button(page, "戻る").click();
  const next = page.locator(".next");
  const before = await next.boundingBox();
  const said = page.locator("footer").getByText("端末の保存が応答していません");
  await said.waitFor();
  assert.deepEqual(await next.boundingBox(), before);
  await screenshot(page, "silence-today");
  await letGo();
  await said.waitFor({ state: "detached" });
});

test("an app that can't be opened for that says so, and opens by itself", async () => {
  const { page } = visitor;
  const letGo = await hold();
  await page.goto(server.url);
  await see(page, "端末の保存が応答していません");
  await see(page, "保存済みの記録は消えていません。");
  await screenshot(page, "silence-opening");
  await letGo();
  await people.nextStop(page);
  assert.equal(await page.getByText("端末の保存が応答していません").count(), 0);
  assert.deepEqual(visitor.faults, []);
});

test("a browser without Web Locks: recorded, sent, and news from the office arrive", async () => {
  const browser = await openBrowser();
  const { page } = browser;
  try {
    await browser.context.addInitScript(() => Object.defineProperty(Navigator.prototype, "locks", { value: undefined }));
    await people.signInOnPhone(page, server.url, "tanaka", DEMO);
    await people.nextStop(page);
    assert.equal(await page.evaluate(() => navigator.locks), undefined);
    const before = await people.arrived(server.url, "kanri", DEMO);
    await people.beginVisit(page, "代表者と面談");
    await people.addRequest(page, "その他", "会報を2部ほしい");
    await button(page, "記録する").click();
    await see(page, "を記録しました");
    await people.send(page);
    assert.equal(await people.arrived(server.url, "kanri", DEMO), before + 1);
    await page.goto(server.url);
    await people.nextStop(page);
    // The office's word comes by itself, over the stream that one tab holds.
    await tab(page, "一覧").click();
    const leads = page.getByRole("link", { name: /^見込先 \d+件$/ });
    const count = Number((await leads.innerText()).match(/\d+/)[0]);
    const office = await people.Session.signIn(server.url, "suzuki", DEMO);
    const { users } = await office.get("/api/users");
    const lead = await office.post("/api/leads", { business: "新港ベーカリー", source: "website_enquiry" });
    await office.put(`/api/leads/${lead.id}/visitor`, { visitor: users.find(({ login }) => login === "tanaka").id });
    await people.until(async () => (await leads.innerText()).includes(`${count + 1}件`), "the new lead doesn't come");
    assert.deepEqual(browser.faults, []);
  } finally {
    await browser.remove();
  }
});
