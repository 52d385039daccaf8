// Two taps where one was meant, answers that come late, and what was taken back: nothing is begun twice, nothing is
// recorded against a person's word, nothing that was written is lost in between.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, screenshot } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const TODAY = "2023-10-02";

let server, office, browser, page;

before(async () => {
  ({ server, office, browser, page } = await people.beginDay({ today: TODAY }));
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

/** As fast as no finger is: the second before the browser has painted anything of the first. */
const tapTwice = (target) => target.evaluate((it) => { it.click(); it.click(); });
const contacts = async (number) => (await office.get(`/api/members/${number}`)).contacts;

test("two taps on 記録 begin one record, and one step back leads out of it", async () => {
  await tapTwice(button(page, "記録"));
  await page.getByRole("heading", { level: 1, name: "訪問記録" }).waitFor();
  await button(page, "不在").click();
  await see(page, "下書き保存済み");
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: /^今日/ }).waitFor();
  await see(page, "書きかけ 1件");
});

test("a call's record is there before anything of it is drawn, and once", async () => {
  const call = page.getByRole("link", { name: "電話", exact: true });
  const address = await call.evaluate((it) => {
    it.click();
    it.click();
    return location.pathname;
  });
  assert.match(address, /^\/call\//);
  await page.getByRole("heading", { level: 1, name: "電話の結果" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: /^今日/ }).waitFor();
  await see(page, "あとで記録 1件");
});

test("two taps on 取り消して書き直す take back once, and a kill right after loses no word", async () => {
  const note = "次は裏口から、と店主";
  await page.goto(`${server.url}/member/300003`);
  await button(page, "記録").click();
  await button(page, "代表者と面談").click();
  await page.getByLabel("メモ", { exact: true }).fill(note);
  await button(page, "記録する").click();
  await see(page, "汐入電設有限会社を記録しました");
  await people.send(page);
  await page.goto(`${server.url}/member/300003`);
  const anew = page.locator(".history").getByRole("button", { name: "取り消して書き直す" });
  await anew.waitFor();
  await tapTwice(anew);
  // The moment in which the visit is seen as taken back.
  await page.getByRole("heading", { level: 1, name: "訪問記録" }).waitFor();
  await browser.kill();
  browser = await openBrowser({ profile: browser.profile, clock: `${TODAY}T11:00:00+09:00` });
  ({ page } = browser);
  await page.goto(server.url);
  await see(page, /^書きかけ/);
  await page.locator(".row-link", { hasText: "汐入電設" }).filter({ hasText: "訪問記録" }).click();
  const typed = () => page.getByLabel("メモ", { exact: true }).inputValue();
  await people.until(async () => await typed() === note, "what was written is not in its draft");
  await button(page, "記録する").click();
  await see(page, "汐入電設有限会社を記録しました");
  // A kill so soon takes the browser's cookie with it.
  await tab(page, "送信").click();
  await people.typeSignIn(page, "tanaka");
  await people.send(page);
  const visits = (await contacts(300003)).filter(({ fact }) => fact.body.visit);
  assert.deepEqual(visits.map(({ fact }) => fact.body.visit.note), [note, note]);
  assert.deepEqual(visits.map(({ retracted }) => retracted).sort(), [false, true]);
});

test("a corrected record is taken back with all its versions, and comes back as it was by 元に戻す", async () => {
  const history = page.locator(".history .contact");
  const ofMember = async () => (await contacts(300002)).filter(({ fact }) => fact.body.visit);
  await page.goto(`${server.url}/member/300002`);
  await button(page, "記録").click();
  await button(page, "不在").click();
  await button(page, "記録する").click();
  await see(page, "を記録しました");
  await page.goto(`${server.url}/member/300002`);
  await button(history.first(), "訂正する").click();
  await button(page, "代表者と面談").click();
  await page.getByLabel("メモ", { exact: true }).fill("裏口から");
  await button(page, "記録する").click();
  await see(page, "の記録を訂正しました");
  for (const sent of [false, true]) {
    if (sent) {
      await page.goto(server.url);
      await people.send(page);
    }
    await page.goto(`${server.url}/member/300002`);
    await button(history.first(), "取り消して書き直す").click();
    // A record of its own: it corrects nothing that still counts.
    await page.getByRole("heading", { level: 1, name: "訪問記録", exact: true }).waitFor();
    assert.equal(await page.getByLabel("メモ", { exact: true }).inputValue(), "裏口から");
    await see(page, "の記録を取り消しました");
    await button(page, "元に戻す").click();
    await see(page, "の記録を元に戻しました");
    await page.getByRole("heading", { level: 1, name: "会員" }).waitFor();
    await see(history.first(), "代表者と面談");
    assert.equal(await history.count(), 1);
  }
  await page.goto(server.url);
  await people.send(page);
  assert.ok((await ofMember()).some(({ fact, retracted }) => !retracted && fact.body.visit.note === "裏口から"));
  await page.goto(`${server.url}/member/300002`);
  await button(history.first(), "取り消して書き直す").click();
  await see(page, "の記録を取り消しました");
  await button(page, "記録しない").click();
  await see(page, "の書き直しをやめました。元の記録は取り消したままです");
  await page.goto(`${server.url}/member/300002`);
  await page.getByText("取り消した記録 1件").click();
  await see(page.locator(".taken-back"), "裏口から");
  await screenshot(page, "taps-taken-back", { fullPage: true });
  assert.equal(await history.count(), 0);
});

test("a place that was asked for is not recorded once consent is withdrawn", async () => {
  await page.addInitScript(() => {
    navigator.geolocation.getCurrentPosition = (found) => {
      window.answerPlace = () => found({ coords: { latitude: 35.4437, longitude: 139.638, accuracy: 12 } });
    };
  });
  await page.goto(`${server.url}/member/300001`);
  await button(page, "続きを書く").click();
  await page.getByRole("heading", { level: 1, name: "訪問記録" }).waitFor();
  const consent = page.getByText("現在地を記録に付ける", { exact: true });
  await consent.click();
  await see(page, "現在地を確かめています…");
  await consent.click();
  await page.getByText("現在地を確かめています…").waitFor({ state: "detached" });
  await page.evaluate(() => window.answerPlace());
  await button(page, "記録する").click();
  await see(page, "関内青果株式会社を記録しました");
  await people.send(page);
  const place = async () => (await contacts(300001)).find(({ fact }) => fact.body.visit).fact.body.visit.place ?? null;
  assert.equal(await place(), null);
  // With consent it is.
  await page.goto(`${server.url}/member/300001`);
  await page.locator(".history").getByRole("button", { name: "訂正する" }).first().click();
  await consent.click();
  await see(page, "現在地を確かめています…");
  await page.evaluate(() => window.answerPlace());
  await see(page, "35.44370, 139.63800");
});

test("日報: two taps hand it in once", async () => {
  await server.stop();
  await page.goto(`${server.url}/report`);
  const handIn = button(page, "日報を提出する");
  await handIn.waitFor();
  await tapTwice(handIn);
  // Under the same finger.
  const again = button(page, "もう一度提出する");
  await again.waitFor();
  assert.ok(await again.isDisabled());
  await people.until(() => tab(page, "送信").locator(".badge").isVisible(), "nothing waits");
  assert.equal((await tab(page, "送信").locator(".badge [aria-hidden]").innerText()), "1");
  await page.getByLabel("訂正・連絡事項").fill("名刺を切らしました");
  await people.until(() => again.isEnabled(), "what was added can't be handed in");
  await server.start();
});

const title = (name) => page.getByRole("heading", { level: 1, name }).waitFor();
const scrolled = () => page.locator(".content").evaluate((it) => it.scrollTop);

test("the arrow leads to where one came from, and 今日 stands there as one left it", async () => {
  await page.setViewportSize({ width: 360, height: 320 });
  await page.goto(server.url);
  await title(/^今日/);
  const stop = page.locator(".content a[href^='/member/']").last();
  await stop.scrollIntoViewIfNeeded();
  const before = await scrolled();
  assert.ok(before > 0, "the page of the day is too short to be scrolled");
  await stop.click();
  await title("会員");
  assert.equal(await scrolled(), 0, "a new screen begins at its top");
  await button(page, "記録").click();
  await title("訪問記録");
  await button(page, "戻る").click();
  await title("会員");
  await button(page, "戻る").click();
  await title(/^今日/);
  assert.equal(await scrolled(), before);
  // The phone's own "back" doesn't lead to the member again.
  await tab(page, "一覧").click();
  await title("一覧");
  await page.goBack();
  await title(/^今日/);
  assert.equal(await scrolled(), before);
});

test("an app that was opened at a member leads from there to the list, and no step back leads to the member", async () => {
  await page.goto(`${server.url}/member/300003`);
  await title("会員");
  const places = await page.evaluate(() => history.length);
  await button(page, "戻る").click();
  await title("一覧");
  assert.equal(await page.evaluate(() => history.length), places);
});
