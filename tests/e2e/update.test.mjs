// A new version of the app arrives while a record is being written: the old app finishes it and sends it
// to the new server, and only then makes room.

import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { after, before, test } from "node:test";
import { lookForUpdate, publish, version } from "./builds.mjs";
import { appInstalled, newFolder, openBrowser, removeFolder, startServer, web } from "./meguri.mjs";
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
