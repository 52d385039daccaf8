// A new version of the app arrives while a record is being written: the old app finishes it and sends it
// to the new server, and only then makes room. What is new is told once, and never over a record.

import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { after, before, test } from "node:test";
import { lookForUpdate, publish, version } from "./builds.mjs";
import { appInstalled, newFolder, openBrowser, removeFolder, screenshot, startServer, web } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const DEMO = "meguri-demo-2026";

let webFolder, server, visitor;

before(async () => {
  webFolder = await newFolder("web");
  await cp(web, webFolder, { recursive: true });
  server = await startServer({ webFolder, demo: true });
  visitor = await openBrowser();
  await people.signInOnPhone(visitor.page, server.url, "tanaka", DEMO);
  await appInstalled(visitor.page);
});

after(async () => {
  await visitor?.remove();
  await server?.remove();
  if (webFolder) await removeFolder(webFolder);
});

/** The visitor turns to another app, and back. */
const look = (page, state) => page.evaluate((state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}, state);

test("a record begun in the old app is finished, sent and kept across an update", async () => {
  const { page } = visitor;
  const before = await people.arrived(server.url, "kanri", DEMO);
  await people.beginVisit(page, "代表者と面談");
  await see(page, "下書き保存済み");
  const record = page.url();
  await page.evaluate(() => { window.begunHere = true; });

  await publish(webFolder, "next");
  await server.restart();
  assert.equal(await lookForUpdate(page), "installed");
  // Even out of sight the page with the record stays what it is.
  await look(page, "hidden");
  await look(page, "visible");
  assert.equal(await version(page), "first");
  assert.equal(await page.evaluate(() => window.begunHere), true);
  assert.equal(page.url(), record);

  await button(page, "記録する").click();
  await see(page, "を記録しました");
  await people.send(page);
  assert.equal(await people.arrived(server.url, "kanri", DEMO), before + 1);

  // Idle and out of sight, the new version takes over, and the page comes back as that.
  await look(page, "hidden");
  await page.waitForFunction(() => window.begunHere === undefined);
  assert.equal(await version(page), "next");
  await tab(page, "送信").click();
  await see(page, "すべて事務局に届いています");
  assert.equal(await people.arrived(server.url, "kanri", DEMO), before + 1);
  assert.deepEqual(visitor.faults, []);
});

test("what is new is told after an update, until it was read, and never over a record", async () => {
  const { page } = visitor;
  const news = page.getByText("アプリが新しくなりました");
  await tab(page, "今日").click();
  await people.nextStop(page);
  assert.equal(await news.count(), 0, "to who opens the app for the first time everything is new");
  // What the app of the edition before remembered: the two builds are one here.
  await page.evaluate(() => {
    window.begunHere = true;
    localStorage.setItem("meguri-news", "0");
  });
  await publish(webFolder, "newest");
  assert.equal(await lookForUpdate(page), "installed");
  assert.equal(await news.count(), 0, "it isn't here yet");
  // Nothing moves on the page that is open.
  assert.equal(await button(page, "更新する").count(), 0);
  await tab(page, "送信").click();
  await button(page, "更新する").click();
  await page.waitForFunction(() => window.begunHere === undefined);
  assert.equal(await version(page), "newest");
  await news.waitFor();
  await screenshot(page, "update-news");
  await tab(page, "今日").click();
  await people.beginVisit(page, "不在");
  assert.equal(await news.count(), 0);
  await button(page, "記録しない").click();
  await see(page, "記録をやめました");
  // Until it was read it stays, whenever the app is opened.
  await page.reload();
  await news.click();
  await see(page, "架空の会員で練習できます");
  await screenshot(page, "update-news-open");
  await button(page, "読みました").click();
  await news.waitFor({ state: "detached" });
  await page.reload();
  await people.nextStop(page);
  assert.equal(await news.count(), 0);
  assert.deepEqual(visitor.faults, []);
});
