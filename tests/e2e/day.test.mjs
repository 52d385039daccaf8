// What a visitor's day needs beside the usual visit: the day of the list, what a call hears.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { desktop, openBrowser, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, menu, see, tab } from "./people.mjs";

const TODAY = "2023-10-02";
const LIST = [
  "会員番号,事業所名,代表者名,業種,所属支部,加入年月日,所在地,電話番号,従業員数",
  "300001,関内青果株式会社,渡邊 一郎,小売業,中支部,2021/5/10,横浜市中区黄金町2-13-7,045-000-0101,4",
  "300002,三渓クリニック,三谷 恵,医療・福祉,中支部,2021/7/1,横浜市中区本牧1-1,045-000-0103,9",
  "300003,汐入電設有限会社,汐入 源造,建設業,中支部,2020/9/1,横浜市中区本牧1-1,045-000-0104,6",
].join("\r\n");

let server, office, browser, page, tanaka;

before(async () => {
  server = await startServer({ today: TODAY });
  ({ office, visitor: tanaka } = await people.beginOffice(server));
  const { id } = await office.upload("/api/imports?kind=members&name=kaiin_20230929.csv", Buffer.from(LIST));
  await office.post(`/api/imports/${id}/confirm`);
  const targets = await people.chooseTargets(office);
  await people.giveOut(office, targets, tanaka);
  browser = await openBrowser({ clock: `${TODAY}T10:00:00+09:00` });
  page = browser.page;
  await people.signInOnPhone(page, server.url, "tanaka");
  await people.nextStop(page);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

test("the day of the list stands beside the list, on the phone and at the office", async () => {
  const looks = new Looks(page, "day");
  await tab(page, "一覧").click();
  await see(page, "名簿 令和5年9月29日現在");
  await looks.atPhone("list");
  await page.goto(`${server.url}/member/300001`);
  await see(page, "名簿 令和5年9月29日現在");
  const desk = await openBrowser({ device: desktop, clock: `${TODAY}T10:30:00+09:00` });
  try {
    const desks = new Looks(desk.page, "day");
    await people.signInAtOffice(desk.page, server.url, "kanri");
    await menu(desk.page, "会員").click();
    await see(desk.page, "名簿 令和5年9月29日現在");
    await desk.page.getByRole("link", { name: "名簿を取り込む" }).click();
    const file = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(LIST) };
    await desk.page.locator("input[type=file]").setInputFiles(file);
    const day = desk.page.getByLabel("いつ現在の一覧ですか");
    assert.equal(await day.inputValue(), TODAY, "its name says nothing");
    await day.fill("2023-10-01");
    await desk.page.locator("button.main:not([disabled])", { hasText: "取り込む" }).waitFor();
    await desks.atDesk("office-list-day");
    await desk.page.locator("button.main", { hasText: "取り込む" }).click();
    await see(desk.page, "2023年10月1日");
    assert.deepEqual(desks.found, []);
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.remove();
  }
  await page.goto(server.url);
  await people.send(page);
  await tab(page, "一覧").click();
  await see(page, "名簿 令和5年10月1日現在");
  assert.deepEqual(looks.found, []);
});

test("a wish to leave and a complaint heard by telephone: the office's number while they can't be sent", async () => {
  const looks = new Looks(page, "day");
  await office.put("/api/office-card", { name: "会員サービス課", telephone: "045-000-1200" });
  await page.goto(server.url);
  await people.send(page);
  await server.stop();
  await page.goto(`${server.url}/member/300001`);
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await page.getByRole("heading", { name: "電話の結果" }).waitFor();
  assert.equal(await page.locator(".section-head").count(), 0, "nobody has spoken yet");
  await button(page, "お断り").click();
  await people.openPart(page, "退会の兆し");
  await button(page, "退会したい").click();
  await button(page, "会費の負担").click();
  await page.getByLabel("相手の言葉のまま").fill("今年度でやめたい");
  await people.openPart(page, "クレーム");
  await page.getByLabel("相手の言葉のまま").last().fill("請求書が二度届いた");
  await looks.atPhone("call-urgent", { fullPage: true });
  await button(page, "記録する").click();
  await see(page, "未送信です。電話してください");
  await see(page, "045-000-1200");
  await looks.atPhone("call-urgent-unsent");
  await page.goto(`${server.url}/member/300001`);
  await see(page, "退会の兆し: 退会したい · 会費の負担 · 今年度でやめたい");
  await server.start();
  await page.goto(server.url);
  await people.send(page);
  assert.equal(await page.getByText("未送信です。電話してください").count(), 0);
  const { cases } = await office.get("/api/withdrawals");
  assert.deepEqual(cases.map(({ line }) => [line.member, line.level, line.words]), [["300001", "leaving", "今年度でやめたい"]]);
  const { complaints } = await office.get("/api/complaints");
  assert.deepEqual(complaints.map(({ line }) => line.words), ["請求書が二度届いた"]);
  assert.deepEqual(looks.found, []);
});
