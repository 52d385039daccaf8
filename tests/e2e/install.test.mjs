// How the app comes onto a phone: the browser's offer, the words for an iPhone, and the way out of LINE's own browser.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { openBrowser, phone } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const TODAY = "2023-10-02";
const CLOCK = `${TODAY}T10:00:00+09:00`;
const IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1";
const LINE = "Mozilla/5.0 (Linux; Android 13; Pixel 6a Build/TQ3A.230805.001; wv) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/118.0.0.0 Mobile Safari/537.36 Line/13.20.1/IAB";

let server, browser, page;

before(async () => {
  ({ server, browser, page } = await people.beginDay({ today: TODAY }));
  // Chromium makes its offer when it likes; here it is played.
  await page.addInitScript(() => addEventListener("beforeinstallprompt", (event) => {
    if (event.isTrusted) event.stopImmediatePropagation();
  }));
  await page.goto(server.url);
  await people.nextStop(page);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

/** Another phone, signed in. */
async function withPhone(userAgent, look) {
  const other = await openBrowser({ device: { ...phone, userAgent }, clock: CLOCK });
  try {
    await look(other.page, other);
    assert.deepEqual(other.faults, []);
  } finally {
    await other.remove();
  }
}

/** What Chromium does by itself on a phone, once an app may be installed; tells whether the app took it over. */
const offer = () => page.evaluate(() => {
  window.asked = 0;
  const event = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
    prompt: async () => { window.asked += 1; },
  });
  dispatchEvent(event);
  return event.defaultPrevented;
});

const homeScreen = () => button(page, "ホーム画面に追加する");

test("the browser's offer becomes a button, is used once, and the app says when it is installed", async () => {
  const looks = new Looks(page, "install");
  await tab(page, "送信").click();
  await see(page, "ブラウザのメニュー(⋮)→「ホーム画面に追加」");
  assert.equal(await homeScreen().count(), 0);
  // It comes while one looks at where the button will be.
  assert.equal(await offer(), true, "the browser's own banner would lie over the page");
  await homeScreen().click();
  await see(page, "ブラウザのメニュー(⋮)→「ホーム画面に追加」");
  assert.equal(await page.evaluate(() => window.asked), 1);
  assert.equal(await homeScreen().count(), 0, "an offer can be used once");
  // It comes while one is elsewhere.
  await tab(page, "今日").click();
  await offer();
  await tab(page, "送信").click();
  await homeScreen().scrollIntoViewIfNeeded();
  await looks.atPhone("offered");
  await homeScreen().click();
  await page.evaluate(() => dispatchEvent(new Event("appinstalled")));
  await see(page, "ホーム画面に追加しました");
  await page.getByText("ホーム画面に追加しました").scrollIntoViewIfNeeded();
  await looks.atPhone("installed");
  assert.deepEqual(looks.found, []);
});

test("an app that was opened from the home screen says nothing about it", async () => {
  await page.evaluate(() => {
    const plain = window.matchMedia.bind(window);
    window.matchMedia = (query) => query === "(display-mode: standalone)" ? { matches: true } : plain(query);
  });
  await tab(page, "今日").click();
  await tab(page, "送信").click();
  await see(page, "アプリの版");
  assert.equal(await page.getByText("ホーム画面に追加").count(), 0);
});

test("an iPhone is told how, and to send first", async () => {
  await withPhone(IPHONE, async (page) => {
    const looks = new Looks(page, "install");
    await people.signInOnPhone(page, server.url, "tanaka");
    await tab(page, "送信").click();
    await see(page, "Safariの共有ボタン(□に↑)→「ホーム画面に追加」。追加する前に送信を済ませてください。");
    await page.getByText("Safariの共有ボタン").scrollIntoViewIfNeeded();
    await looks.atPhone("iphone");
    assert.deepEqual(looks.found, []);
  });
});

test("inside LINE every screen leads out, and a record that is being written stays alone", async () => {
  await withPhone(LINE, async (page) => {
    const looks = new Looks(page, "install");
    const out = page.getByRole("link", { name: "ブラウザで開く" });
    await page.goto(server.url);
    await see(page, "LINEの中で開いています");
    assert.equal(await out.getAttribute("href"), `${server.url}/?openExternalBrowser=1`);
    await looks.atPhone("line-sign-in");
    await people.typeSignIn(page, "tanaka");
    await people.nextStop(page);
    await see(page, "ここでは記録が消えることがあります");
    await looks.atPhone("line-today");
    await tab(page, "一覧").click();
    await page.locator(".list .list-link").first().waitFor();
    await out.waitFor();
    await looks.atPhone("line-list");
    await tab(page, "送信").click();
    await out.waitFor();
    // From there nothing can be installed.
    assert.equal(await page.getByText("ホーム画面に追加でき").count(), 0);
    await tab(page, "今日").click();
    await people.beginVisit(page, "不在");
    assert.equal(await out.count(), 0);
    assert.deepEqual(looks.found, []);
  });
});
