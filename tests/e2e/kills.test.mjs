// The browser is killed in the middle of saving, MEGURI_KILLS times (20 by default): what it had shown
// as saved is there after each restart, and in the end arrives exactly once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { see, tab } from "./people.mjs";

const DEMO = "meguri-demo-2026";
const KILLS = Number(process.env.MEGURI_KILLS ?? 20);
const SEED = Number(process.env.MEGURI_SEED ?? Date.now() % 1_000_000);

let server, browser;

before(async () => {
  server = await startServer({ demo: true });
  browser = await people.openInstalledPhone(server, "tanaka", DEMO);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

/** mulberry32 */
function random(seed) {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let bits = Math.imul(state ^ state >>> 15, 1 | state);
    bits = bits + Math.imul(bits ^ bits >>> 7, 61 | bits) ^ bits;
    return ((bits ^ bits >>> 14) >>> 0) / 2 ** 32;
  };
}

/** The ids of what the phone's outbox holds, read beside the app. */
const outbox = (page) => page.evaluate(async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const db = await answer(indexedDB.open("meguri"));
  const entries = await answer(db.transaction("outbox").objectStore("outbox").getAll());
  db.close();
  return entries.map((entry) => entry.id);
});

// From within the page, so that nothing is waited for; the kill is what ends it.
const tapRecord = () => browser.page.evaluate(() => setTimeout(() => {
  [...document.querySelectorAll("button")].find((button) => button.textContent === "記録する").click();
}));

/** How many milliseconds it takes here from the tap to “saved”. */
async function timeToSave(address) {
  await people.beginVisitAt(browser.page, address);
  const tapped = performance.now();
  await tapRecord();
  await see(browser.page, "を記録しました");
  return performance.now() - tapped;
}

/** Saves a visit and kills the browser `delay` milliseconds after the tap. Tells what it had shown by then. */
async function saveAndKill(address, delay) {
  let shown = false;
  await browser.context.exposeBinding("saysSaved", () => { shown = true; });
  await people.beginVisitAt(browser.page, address);
  const id = browser.page.url().split("/").at(-1);
  await browser.page.evaluate(() => {
    new MutationObserver(() => {
      if (document.querySelector(".toast")?.textContent.includes("を記録しました")) window.saysSaved();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await tapRecord();
  // The moment of the kill is the experiment, nothing is being waited for.
  await new Promise((resolve) => setTimeout(resolve, delay));
  await browser.kill();
  return { id, shown };
}

/** The app is there again, and what it says where it isn't. */
async function started(page, kill) {
  try {
    await tab(page, "今日").waitFor();
  } catch (error) {
    await screenshot(page, "kills-not-started");
    const words = await page.locator("body").innerText();
    throw new Error(`after kill ${kill + 1}, seed ${SEED}: ${words}\n${browser.faults.join("\n")}`, { cause: error });
  }
}

test(`a browser that is killed ${KILLS} times in mid-save loses nothing that it showed as saved`, async () => {
  const before = await people.arrived(server.url, "kanri", DEMO);
  const members = await people.memberPages(browser.page);
  await server.stop();
  const next = random(SEED);
  // Some kills come before the save, some after it.
  const latest = 1.3 * await timeToSave(server.url + members.at(-1));
  const shown = new Set();
  let missing = 0, unseen = 0, saved = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const attempt = await saveAndKill(server.url + members[kill % members.length], next() * latest);
    if (attempt.shown) shown.add(attempt.id);
    browser = await openBrowser({ profile: browser.profile });
    await browser.page.goto(server.url);
    await started(browser.page, kill);
    saved = await outbox(browser.page);
    missing += [...shown].filter((id) => !saved.includes(id)).length;
    unseen += saved.includes(attempt.id) && !attempt.shown;
  }
  console.log(`kills: ${KILLS}, seed ${SEED}: ${shown.size} shown as saved, ${unseen} saved but not shown yet, ` +
    `${KILLS - shown.size - unseen} not saved, ${missing} missing`);
  assert.ok(shown.size > 0, "every kill came before “saved”: nothing was tried");
  assert.equal(missing, 0, `seed ${SEED}`);
  assert.equal(new Set(saved).size, saved.length);
  await server.start();
  await people.send(browser.page);
  await see(browser.page, "すべて事務局に届いています");
  assert.equal(await people.arrived(server.url, "kanri", DEMO), before + saved.length, `seed ${SEED}`);
});
