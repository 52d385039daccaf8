// The visit's record as visitors use it: how many taps the usual case costs, corrections, what is
// given up and brought back, and Japanese typing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see } from "./people.mjs";

/** A record that costs more isn't made at the door. */
const MOST_TAPS = 5;
const DEMO = "meguri-demo-2026";

let server, browser, page, name;

before(async () => {
  server = await startServer({ demo: true, today: "2023-10-02" });
  browser = await openBrowser({ clock: "2023-10-02T10:00:00+09:00" });
  page = browser.page;
  await people.signInOnPhone(page, server.url, "tanaka", DEMO);
  await people.nextStop(page);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

/** By way of the list. */
async function openMember() {
  await people.tab(page, "一覧").click();
  await page.getByRole("searchbox").fill(name);
  await page.getByRole("link", { name }).first().click();
}

test("the usual visit: met, one service proposed, recorded", async () => {
  let taps = 0;
  const tap = async (target) => {
    taps += 1;
    await target.click();
  };
  name = await people.nextStop(page);
  await tap(button(page, "記録"));
  await tap(button(page, "代表者と面談"));
  await tap(page.locator(".section-head", { hasText: "すすめた事業と反応" }));
  await tap(button(page, "検討する").first());
  await tap(button(page, "記録する"));
  await see(page, `${name}を記録しました`);
  console.log(`the usual visit: ${taps} taps (at most ${MOST_TAPS})`);
  assert.ok(taps <= MOST_TAPS);
});

test("what was answered doesn't count once one looks for a rarer outcome", async () => {
  await button(page, "記録").click();
  await button(page, "お断り").click();
  await button(page, "移転・休業・廃業など").click();
  assert.equal(await button(page, "お断り").getAttribute("aria-pressed"), "false");
  assert.ok(await button(page, "記録する").isDisabled(), "it isn't said which");
  await button(page, "移転").click();
  assert.ok(await button(page, "記録する").isEnabled());
  await button(page, "記録しない").click();
});

test("a saved visit is corrected: the new version counts, the old one can be read", async () => {
  await openMember();
  const history = page.locator(".history .contact").first();
  await history.getByText("代表者と面談").waitFor();
  await button(history, "訂正する").click();
  await page.getByRole("heading", { name: "訪問記録の訂正" }).waitFor();
  assert.equal(await button(page, "代表者と面談").getAttribute("aria-pressed"), "true");
  await button(page, "担当者と面談").click();
  await screenshot(page, "visit-correcting");
  await button(page, "記録する").click();
  await see(page, `${name}を記録しました`);
  await openMember();
  await history.getByText("担当者と面談").waitFor();
  await history.getByText("訂正済み").click();
  await history.getByText("代表者と面談").waitFor();
  await screenshot(page, "visit-corrected", { fullPage: true });
  await page.goto(`${server.url}/report`);
  assert.equal(await people.figure(page, "訪問"), "1", "a correction is no second visit");
  await page.locator(".report-line", { hasText: name }).click();
  await page.getByRole("heading", { name, exact: true, level: 2 }).waitFor();
});

test("a call that was not made can be brought back", async () => {
  await page.goto(server.url);
  await people.nextStop(page);
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await page.getByLabel("メモ(任意)").fill("代表は午後に戻る");
  await button(page, "かけなかった").click();
  await button(page, "元に戻す").click();
  await page.getByRole("heading", { name: "電話の結果" }).waitFor();
  assert.equal(await page.getByLabel("メモ(任意)").inputValue(), "代表は午後に戻る");
  await button(page, "かけなかった").click();
  await button(page, "元に戻す").waitFor();
});

test("Japanese is composed without being cut, and Enter inside it sends nothing", async () => {
  await page.goto(server.url);
  await people.beginVisit(page, "担当者と面談");
  const field = page.getByLabel("話した方(任意)");
  await field.click();
  const ime = await browser.context.newCDPSession(page);
  for (const text of ["た", "たな", "たなか"]) {
    await ime.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
    assert.equal(await field.inputValue(), text, "the composition is the browser's own");
  }
  await ime.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key: "Enter", code: "Enter", windowsVirtualKeyCode: 229 });
  await page.getByRole("heading", { name: "訪問記録" }).waitFor();
  await ime.send("Input.insertText", { text: "田中" });
  assert.equal(await field.inputValue(), "田中");
  await see(page, "下書き保存済み");
  // A development build has no service worker.
  assert.deepEqual(browser.faults.filter((fault) => !/404.*fetching the script/.test(fault)), []);
});
