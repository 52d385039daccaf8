// Nothing moves by itself: no screen of a day shifts under the thumb, online or offline, and who asked for less motion
// gets none.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { appInstalled, openBrowser, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const TODAY = "2023-10-02";
const DEMO = "meguri-demo-2026";
const ADDS = ["要望を加える", "依頼を加える", "変更を加える", "紹介を加える", "配布物を加える", "手渡しを加える"];

let server, browser, page;
/** What moved, one line each: where, and what. */
const shifts = [];
const motions = [];

before(async () => {
  server = await startServer({ demo: true, today: TODAY });
  const office = await people.Session.signIn(server.url, "suzuki", DEMO);
  const { users } = await office.get("/api/users");
  const tanaka = users.find(({ login }) => login === "tanaka").id;
  const lead = await office.post("/api/leads", { business: "新港ベーカリー", source: "website_enquiry" });
  await office.put(`/api/leads/${lead.id}/visitor`, { visitor: tanaka });
  browser = await openBrowser({ clock: `${TODAY}T10:00:00+09:00` });
  ({ page } = browser);
  await browser.context.exposeFunction("noteShift", (what) => shifts.push(what));
  await browser.context.exposeFunction("noteMotion", (what) => motions.push(what));
  await browser.context.addInitScript(watch);
  await people.signInOnPhone(page, server.url, "tanaka", DEMO);
  await people.nextStop(page);
  await appInstalled(page);
  // Members that arrive for the first time push aside what said that they were on their way.
  shifts.length = 0;
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

/** Runs in each page. */
function watch() {
  const called = (it) => it ? `${it.nodeName.toLowerCase()}.${it.getAttribute?.("class")}` : "?";
  // Chromium takes the first half second of a page for input, too.
  let touched = false;
  addEventListener("pointerdown", () => { touched = true; }, true);
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) {
      // What a tap has just opened moves what is below it.
      if (!hadRecentInput || !touched) noteShift(`${location.pathname}: ${value.toFixed(4)} ${sources.map(({ node }) => called(node)).join(", ")}`);
    }
  }).observe({ type: "layout-shift", buffered: true });
  for (const kind of ["transitionrun", "animationstart"]) {
    addEventListener(kind, ({ target, animationName, propertyName }) => {
      // One of no length only says that it is over.
      const lasts = target.getAnimations({ subtree: true }).some((it) => it.effect.getComputedTiming().endTime > 0);
      if (lasts) noteMotion(`${location.pathname}: ${called(target)} ${animationName ?? propertyName}`);
    }, true);
  }
}

/** The app has drawn what it had to: it changed nothing for so many frames of the browser. */
const QUIET_FRAMES = 12;
const settled = () => page.evaluate(async (quiet) => {
  let since = 0;
  const changes = new MutationObserver(() => { since = 0; });
  changes.observe(document.querySelector(".app"), { subtree: true, childList: true, characterData: true, attributes: true });
  // The test's clock plays the page's own frames; a new observer is told in the browser's next one.
  const frame = () => new Promise((resolve) => {
    const told = new ResizeObserver(() => { told.disconnect(); resolve(); });
    told.observe(document.body);
  });
  for (; since < quiet; since += 1) await frame();
  changes.disconnect();
}, QUIET_FRAMES);

const titled = (title) => page.getByRole("heading", { level: 1, name: title }).and(page.locator("[tabindex]")).waitFor();

/** Every screen of a day, first by its address, as the app is opened, then by taps. `asked`: what tells that the office was asked. */
async function day(asked) {
  await page.goto(server.url);
  const number = (await page.locator(".next-name").getAttribute("href")).split("/").pop();
  for (const [address, title] of [["/", /^今日/], ["/list", "一覧"], [`/member/${number}`, "会員"], ["/report", /^日報/], ["/sync", "送信"], ["/leads", "見込先"], ["/map", /^地図/], ["/order", /^回る順番/], ["/card", "訪問員証"], ["/", /^今日/]]) {
    const round = asked();
    await page.goto(server.url + address);
    await titled(title);
    await round;
    await settled();
  }
  for (const [name, title] of [["一覧", "一覧"], ["日報", /^日報/], ["送信", "送信"], ["今日", /^今日/]]) {
    await tab(page, name).click();
    await titled(title);
    await settled();
  }
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await titled("電話の結果");
  await button(page, "かけ直し").click();
  await settled();
  await button(page, "かけなかった").click();
  await titled(/^今日/);
  await page.getByRole("button", { name: /^(記録|続きを書く)$/ }).click();
  await titled("訪問記録");
  await button(page, "代表者と面談").click();
  await page.locator(".section-head").first().waitFor();
  await people.openAllParts(page);
  for (const add of ADDS) await button(page, add).first().click();
  await page.getByLabel("メモ", { exact: true }).fill("裏口から");
  await see(page, "下書き保存済み");
  await settled();
  await button(page, "記録しない").click();
  await titled(/^今日/);
  await settled();
}

const said = (kind) => page.waitForResponse((response) => response.url().includes(`/sync/v1/${kind}`));
const failed = () => page.waitForEvent("requestfailed", (request) => request.url().includes("/sync/"));

test("no screen of a day shifts, while the office answers", async () => {
  await day(() => said("pull"));
  assert.deepEqual(shifts, []);
});

test("no screen of a day shifts without a network", async () => {
  await server.stop();
  await day(failed);
  assert.deepEqual(shifts, []);
});

test("little room, which is known a moment after the start, is said from the next screen on", async () => {
  await server.start();
  const line = page.getByRole("link", { name: "端末の空きが残りわずかです" });
  await page.addInitScript(() => {
    StorageManager.prototype.estimate = async () => ({ usage: 5_000_000, quota: 20_000_000 });
  });
  shifts.length = 0;
  await page.goto(server.url);
  await titled(/^今日/);
  await settled();
  assert.equal(await line.count(), 0);
  await tab(page, "送信").click();
  await page.locator(".notice", { hasText: "端末の空きが残りわずかです" }).waitFor();
  await tab(page, "今日").click();
  await line.waitFor();
  await settled();
  assert.deepEqual(shifts, []);
});

test("a shift would have been seen", async () => {
  await page.goto(server.url);
  await titled(/^今日/);
  await settled();
  await page.evaluate(() => document.querySelector("main").prepend(Object.assign(document.createElement("p"), { textContent: "遅れて来た行" })));
  await people.until(() => shifts.length > 0, "the observer is blind");
});

/** What moves on a day's ways: a part that opens, what is said of a record, the card's clock. */
async function move() {
  await page.goto(server.url);
  await people.beginVisit(page, "不在");
  await people.openPart(page, "次の予定");
  await button(page, "記録する").click();
  await see(page, "を記録しました");
  await tab(page, "一覧").click();
  await button(page, "絞り込み").click();
  await button(page, "近い順").waitFor();
  await tab(page, "今日").click();
  await page.getByRole("link", { name: "訪問員証" }).click();
  await titled("訪問員証");
  await settled();
}

test("who asked for less motion gets none, and who didn't sees what opens", async () => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto(server.url);
  motions.length = 0;
  await move();
  assert.deepEqual(motions, []);
  await page.emulateMedia({ reducedMotion: "no-preference" });
  await move();
  for (const part of [/^\/visit\/.*\.icon.* transform$/, /\.toast rising$/, / beating$/]) {
    assert.ok(motions.some((motion) => part.test(motion)), `${part} among ${motions.join("; ")}`);
  }
  assert.deepEqual(browser.faults, []);
});
