// A phone whose clock is wrong: its person is told on every screen, until a round finds the clock right. What was
// recorded meanwhile stays as it was recorded, and arrives.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { appInstalled, openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const DEMO = "meguri-demo-2026";
const DAY_MS = 24 * 60 * 60 * 1_000;
const AHEAD = "端末の時計が1年進んでいます";

let server, visitor, page;

before(async () => {
  // Of a server whose own day was moved no phone is told the time.
  server = await startServer({ demo: true });
  visitor = await openBrowser({ clock: Date.now() + 365 * DAY_MS });
  page = visitor.page;
  await people.signInOnPhone(page, server.url, "tanaka", DEMO);
});

after(async () => {
  await visitor?.remove();
  await server?.remove();
});

test("a phone that is a year ahead says so on every screen, also where a record is written", async () => {
  await people.send(page);
  for (const screen of ["今日", "一覧", "日報", "送信"]) {
    await tab(page, screen).click();
    await page.getByRole("heading", { level: 1, name: screen }).waitFor();
    await see(page, AHEAD);
  }
  await tab(page, "今日").click();
  await see(page, "端末の設定で直してください");
  await screenshot(page, "clock-ahead");
  const [member] = await people.memberPages(page);
  await people.beginVisitAt(page, server.url + member);
  await see(page, AHEAD);
  await button(page, "不在").click();
  await button(page, "記録する").click();
  await see(page, "を記録しました");
});

test("without a network it is still said, also after a start", async () => {
  await people.send(page);
  await appInstalled(page);
  await server.stop();
  await page.reload();
  await see(page, AHEAD);
  await server.start();
});

test("once the clock is right, a round ends it; a clock that is behind is told as that", async () => {
  await visitor.context.clock.setSystemTime(Date.now() - 3 * DAY_MS);
  await people.send(page);
  await see(page, "端末の時計が3日遅れています");
  await visitor.context.clock.setSystemTime(Date.now());
  await people.send(page);
  await page.getByText(/端末の時計が/).waitFor({ state: "hidden" });
  // What is heard on an open screen isn't pushed in above what one reads there: the next one says it.
  await visitor.context.clock.setSystemTime(Date.now() - 3 * DAY_MS);
  await people.send(page);
  assert.equal(await page.getByText(/端末の時計が/).count(), 0);
  await tab(page, "今日").click();
  await see(page, "端末の時計が3日遅れています");
  await visitor.context.clock.setSystemTime(Date.now());
  await people.send(page);
  assert.equal(await people.arrived(server.url, "kanri", DEMO) > 0, true);
  assert.deepEqual(visitor.faults, []);
});
