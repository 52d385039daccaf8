// What is rarer than the usual visit: one owner with two businesses, staff who inform, a plate, a new
// representative, a lead found on the way, yesterday's report, practice, help.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { desktop, openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, menu, openPart, see, tab } from "./people.mjs";

const TODAY = "2023-10-02";
const HEAD = "会員番号,事業所名,事業所名カナ,代表者役職,代表者名,代表者名カナ,業種,所属支部,加入年月日,加入経路,所在地,ビル名等,電話番号,従業員数";
const list = (chair) => [
  HEAD,
  "200001,関内青果株式会社,カンナイセイカ,代表取締役,渡邊 一郎,ワタナベ イチロウ,小売業,中支部,2021/5/10,職員,横浜市中区黄金町2-13-7,,045-000-0101,4",
  "200002,わたなべ不動産合同会社,ワタナベフドウサン,代表社員,渡邊　一郎,ワタナベ イチロウ,不動産業,中支部,2020/6/1,職員,横浜市中区黄金町2-13-9,,045-000-0102,2",
  "200003,三渓クリニック,サンケイクリニック,院長,三谷 恵,ミタニ メグミ,医療・福祉,中支部,2021/7/1,職員,横浜市中区本牧1-1,三渓ビル4F,045-000-0103,9",
  `200004,汐入電設有限会社,シオイリデンセツ,代表取締役,${chair},,建設業,中支部,2020/9/1,職員,横浜市中区本牧1-1,三渓ビル2F,045-000-0104,6`,
  "200005,株式会社永い名前の会員事業所であってもはみ出さずに読めることを確かめる商事,ナガイナマエ,代表取締役,見本 桜,ミホン サクラ,卸売業,中支部,2021/8/1,職員,横浜市中区山下町1,,045-000-0105,3",
].join("\r\n");

let server, office, browser, page, tanaka;
const faults = () => browser.faults.filter((fault) => !/404.*fetching the script/.test(fault));

async function takeOver(chair) {
  await people.importList(office, "members", Buffer.from(list(chair)));
}

before(async () => {
  server = await startServer({ today: TODAY });
  ({ office, visitor: tanaka } = await people.beginOffice(server));
  await takeOver("汐入 源造");
  // The representative of one member is another in the second list.
  await takeOver("汐入 さくら");
  const targets = await people.chooseTargets(office);
  const target = (number) => targets.find(({ member }) => member === number);
  assert.equal(target("200004").purpose, "representative_change");
  await office.post("/api/targets/purpose", { targets: [target("200003").id], purpose: "commemorative_plate" });
  await office.post("/api/assignments", { targets: targets.map(({ id }) => id), visitor: tanaka, day: TODAY });
  const { seasons: [{ season }] } = await office.get("/api/seasons");
  await office.put(`/api/seasons/${season.id}/campaigns`, { campaigns: [
    { words: "入会金2,000円が無料", ends_on: season.ends_on },
    { words: "年会費が半額", starts_on: TODAY, ends_on: TODAY },
  ] });
  browser = await openBrowser({ clock: `${TODAY}T10:00:00+09:00` });
  page = browser.page;
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

const visitAt = async (number) => {
  await page.goto(`${server.url}/member/${number}`);
  await page.getByRole("button", { name: /^(記録|続きを書く)$/ }).first().click();
  await page.getByRole("heading", { name: "訪問記録" }).waitFor();
};

const record = () => button(page, "記録する").click();

test("help in three pictures is there before anybody has signed in, and is shown once", async () => {
  const looks = new Looks(page, "situations");
  await page.goto(server.url);
  await see(page, "はじめての方へ");
  await looks.atPhone("first-time", { fullPage: true });
  await page.getByRole("link", { name: "使い方(絵3枚)" }).first().click();
  await see(page, "1. ひらく");
  await looks.atPhone("help-1");
  await page.getByRole("link", { name: "次へ" }).click();
  await see(page, "2. たずねて、記録する");
  await looks.once("help-2");
  await page.getByRole("link", { name: "次へ" }).click();
  await see(page, "3. 保存され、届く");
  await looks.once("help-3");
  await page.getByRole("link", { name: "閉じる" }).click();
  await button(page, "サインインする").waitFor();
  assert.equal(await page.getByText("はじめての方へ").count(), 0);
  assert.equal(looks.found.join("\n"), "");
});

test("practice needs no account, stays in sight, and sends nothing", async () => {
  const looks = new Looks(page, "situations");
  const asked = [];
  const note = (request) => { if (/\/sync\/v1\/(push|pull)/.test(request.url())) asked.push(request.url()); };
  page.on("request", note);
  await button(page, "練習してみる").click();
  const name = await people.nextStop(page);
  assert.equal(name, "れんしゅう青果店");
  await looks.atPhone("practice-today");
  await button(page, "記録").click();
  await see(page, "架空の会員です。記録は残らず、送信もされません");
  await button(page, "代表者と面談").click();
  await looks.once("practice-visit");
  await record();
  // The dialler or the camera may take the page away: whoever practised isn't among real members then.
  await page.reload();
  assert.equal(await people.nextStop(page), name);
  await button(page, "記録").click();
  await button(page, "代表者と面談").click();
  await record();
  await see(page, `${name}を記録しました`);
  await tab(page, "送信").click();
  await see(page, "ここに出る記録は送られません。練習を終えると消えます。");
  await looks.atPhone("practice-sync");
  await button(page, "練習を終える").click();
  await button(page, "サインインする").waitFor();
  await page.reload();
  await button(page, "サインインする").waitFor();
  page.off("request", note);
  assert.deepEqual(asked, []);
  assert.equal(looks.found.join("\n"), "");
});

test("one owner's second business is recorded with what is common, and counts as one conversation", async () => {
  await people.signInOnPhone(page, server.url, "tanaka");
  await people.nextStop(page);
  await visitAt("200001");
  await button(page, "代表者と面談").click();
  await page.getByLabel("話した方(任意)").fill("渡邊 一郎");
  await record();
  const other = page.getByRole("button", { name: "同じ代表者の「わたなべ不動産合同会社」も記録" });
  await screenshot(page, "situations-other-business");
  await other.click();
  await see(page, "「関内青果株式会社」と同じ面談として数えます");
  assert.equal(await button(page, "代表者と面談").getAttribute("aria-pressed"), "true");
  assert.equal(await page.getByLabel("話した方(任意)").inputValue(), "渡邊 一郎");
  await screenshot(page, "situations-linked");
  await record();
  await see(page, "わたなべ不動産合同会社を記録しました");
  await tab(page, "日報").click();
  assert.equal(await people.figure(page, "訪問"), "1");
  assert.equal(await people.figure(page, "面談"), "1");
});

test("what the office gave out to be handed over goes down with each gift", async () => {
  await office.post("/api/carried", { visitor: tanaka, item: "gift_card500", count: 5 });
  await page.goto(server.url);
  await people.send(page);
  await visitAt("200005");
  await button(page, "担当者と面談").click();
  await openPart(page, "配布物・手渡し");
  await see(page, "手持ち: ギフトカード500円 残り5");
  await button(page, "手渡しを加える").click();
  // Nothing is handed over before it is said what.
  assert.equal(await page.getByLabel("受領番号・受領者").count(), 0);
  await button(page, "ギフトカード500円").click();
  await page.getByLabel("受領番号・受領者").fill("R-0001");
  await screenshot(page, "situations-carried", { fullPage: true });
  await record();
  await tab(page, "日報").click();
  await see(page, "手持ち: ギフトカード500円 残り4");
});

test("staff who inform keep the whole form and aren't met; a plate and the request for help", async () => {
  const looks = new Looks(page, "situations");
  await visitAt("200003");
  await see(page, "節目の年の記念プレートを届け、加入勧誘への協力をお願いします。");
  await button(page, "不在・従業員対応").click();
  await page.getByRole("switch", { name: "記念プレートを渡した" }).click();
  await page.getByRole("switch", { name: "加入勧誘への協力をお願いした" }).click();
  await openPart(page, "要望・ご意見");
  await looks.atPhone("plate", { fullPage: true });
  await record();
  await see(page, "三渓クリニックを記録しました");
  await tab(page, "日報").click();
  assert.equal(await people.figure(page, "訪問"), "3");
  assert.equal(await people.figure(page, "面談"), "2", "staff isn't whom one came for");
  await page.goto(`${server.url}/member/200003`);
  await see(page, "手渡したもの: 記念プレート");
  await see(page, "加入勧誘への協力をお願いした");
  assert.equal(looks.found.join("\n"), "");
});

test("a changed representative: the old one beside the new one, confirmed on site", async () => {
  await visitAt("200004");
  await button(page, "代表者と面談").click();
  await see(page, "代表取締役 汐入 源造");
  await see(page, "代表取締役 汐入 さくら");
  await page.getByRole("switch", { name: "代表者を現地で確認した(名簿どおり)" }).click();
  await screenshot(page, "situations-representative", { fullPage: true });
  await record();
  await see(page, "汐入電設有限会社を記録しました");
  await page.goto(`${server.url}/member/200004`);
  await see(page, "代表者を現地で確認した(名簿どおり)");
  // Members paid in full: what non-members are promised is never shown to them.
  assert.equal(await page.getByText(/入会金|年会費が半額/).count(), 0);
});

test("a lead found on the way without a network reaches the office with its first contact", async () => {
  const looks = new Looks(page, "situations");
  await page.goto(server.url);
  await people.send(page);
  await server.stop();
  await tab(page, "一覧").click();
  await looks.atPhone("list");
  await page.getByRole("link", { name: "見込先 0件" }).click();
  await see(page, "見込先はまだありません");
  // Opened and left alone: no draft stays.
  await button(page, "見込先を加える").click();
  await page.getByLabel("事業所名").waitFor();
  await page.goBack();
  await see(page, "見込先はまだありません");
  assert.equal(await page.getByText("書きかけ").count(), 0);
  await button(page, "見込先を加える").click();
  await page.getByLabel("事業所名").fill("㈱関内青果");
  await see(page, "すでに会員かもしれません");
  await page.getByLabel("事業所名").fill("カフェ汽車道");
  await page.getByLabel("電話番号").fill("045-000-0188");
  await looks.atPhone("lead-new");
  await record();
  await see(page, "入会金2,000円が無料");
  await see(page, "年会費が半額");
  await see(page, "保存済み(未送信)");
  await looks.atPhone("lead", { fullPage: true });
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await page.getByRole("button", { name: "電話", exact: true, pressed: true }).waitFor();
  await button(page, "訪問").click();
  await button(page, "面談できた").click();
  await button(page, "再訪問").click();
  await button(page, "1週間後").click();
  await page.getByLabel("メモ(任意)").fill("開業は来月");
  await looks.atPhone("lead-record", { fullPage: true });
  await record();
  await see(page, "カフェ汽車道を記録しました");
  await screenshot(page, "situations-lead-met", { fullPage: true });
  await server.start();
  await page.goto(server.url);
  await people.send(page);
  const { leads } = await office.get("/api/leads");
  assert.deepEqual(leads.map(({ lead, visitor }) => [lead.business, lead.stage, lead.contacts.length, visitor]),
    [["カフェ汽車道", "met", 1, tanaka]]);
  await page.goto(`${server.url}/leads`);
  await see(page, "カフェ汽車道");
  await looks.atPhone("leads");
  assert.equal(looks.found.join("\n"), "");
});

test("a contact with a lead that has been sent is corrected", async () => {
  const looks = new Looks(page, "situations");
  await page.getByRole("link", { name: /カフェ汽車道/ }).click();
  assert.deepEqual(await page.locator(".history .chip").allInnerTexts(), ["事務局に届きました"]);
  await button(page.locator(".history"), "訂正する").click();
  await page.getByLabel("メモ(任意)").fill("開業は再来月");
  await record();
  await see(page, "カフェ汽車道の記録を訂正しました");
  await looks.atPhone("lead-corrected", { fullPage: true });
  await page.goto(server.url);
  await people.send(page);
  const { leads } = await office.get("/api/leads");
  assert.deepEqual(leads.map(({ lead }) => lead.contacts.map(({ contact }) => [contact.outcome, contact.note])),
    [[["met", "開業は再来月"]]]);
  assert.equal(looks.found.join("\n"), "");
});

test("the office sees the lead, moves it on and gives it to another", async () => {
  const desk = await openBrowser({ device: desktop, clock: `${TODAY}T10:30:00+09:00` });
  try {
    const looks = new Looks(desk.page, "situations");
    await people.signInAtOffice(desk.page, server.url, "kanri");
    await menu(desk.page, "見込先").click();
    await desk.page.getByText("カフェ汽車道").first().click();
    await see(desk.page, "開業は再来月");
    await looks.atDesk("office-leads");
    await desk.page.getByRole("combobox", { name: "状態" }).selectOption({ label: "申込あり" });
    await see(desk.page, "状態を変えました。");
    const { leads } = await office.get("/api/leads");
    assert.equal(leads[0].lead.stage, "applied");
    assert.equal(looks.found.join("\n"), "");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.remove();
  }
});

test("the office says what non-members may be told, and no longer than the season", async () => {
  const desk = await openBrowser({ device: desktop, clock: `${TODAY}T10:35:00+09:00` });
  try {
    const looks = new Looks(desk.page, "situations");
    await people.signInAtOffice(desk.page, server.url, "kanri");
    await desk.page.goto(`${server.url}/office/settings/seasons`);
    await desk.page.getByText(/^非会員へのご案内/).click();
    const words = desk.page.getByLabel(/^ご案内/);
    await words.nth(1).waitFor();
    assert.deepEqual(await words.evaluateAll((fields) => fields.map(({ value }) => value)), ["入会金2,000円が無料", "年会費が半額", "", ""]);
    await looks.atDesk("office-campaigns");
    await words.nth(2).fill("紹介した会員にも進呈品");
    const ends = desk.page.getByLabel("終了日").nth(2);
    const last = await ends.inputValue();
    await ends.fill("2030-01-01");
    await button(desk.page, "ご案内を保存する").click();
    await see(desk.page, "「ご案内の終了日」を受け付けられません: 開始日より前か、実施期間の終わりより後です");
    await ends.fill(last);
    await words.nth(1).fill("");
    await button(desk.page, "ご案内を保存する").click();
    await see(desk.page, "非会員へのご案内を保存しました。");
    assert.equal(looks.found.join("\n"), "");
    assert.deepEqual(desk.faults.filter((fault) => !/\b422\b/.test(fault)), []);
  } finally {
    await desk.remove();
  }
  await page.goto(server.url);
  await people.send(page);
  await page.goto(`${server.url}/leads`);
  await page.getByRole("link", { name: /カフェ汽車道/ }).click();
  await see(page, "紹介した会員にも進呈品");
  await see(page, "入会金2,000円が無料");
  assert.equal(await page.getByText("年会費が半額").count(), 0);
});

test("the office chooses what a target is visited for, and can undo it", async () => {
  const desk = await openBrowser({ device: desktop, clock: `${TODAY}T10:40:00+09:00` });
  try {
    const looks = new Looks(desk.page, "situations");
    await people.signInAtOffice(desk.page, server.url, "kanri");
    await menu(desk.page, "訪問対象").click();
    await desk.page.getByRole("row", { name: "三渓クリニック" }).getByRole("checkbox").click();
    await desk.page.getByRole("combobox", { name: "訪問目的" }).waitFor();
    await looks.atDesk("office-purpose");
    await desk.page.getByRole("combobox", { name: "訪問目的" }).selectOption({ label: "退会慰留" });
    await see(desk.page, "1件の目的を「退会慰留」にしました。");
    await button(desk.page, "元に戻す").click();
    await see(desk.page, "目的を元に戻しました。");
    assert.equal(looks.found.join("\n"), "");
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.remove();
  }
});

test("a report that was forgotten yesterday is handed in today", async () => {
  await page.clock.setSystemTime(new Date("2023-10-03T09:00:00+09:00"));
  await page.goto(`${server.url}/report`);
  await see(page, "未提出の日報 1件");
  await screenshot(page, "situations-report-missing");
  await page.getByRole("link", { name: "10月2日(月)" }).click();
  await page.getByRole("heading", { name: "日報 10月2日(月)" }).waitFor();
  assert.equal(await people.figure(page, "訪問"), "4");
  assert.equal(await people.figure(page, "見込先への接触"), "1");
  await screenshot(page, "situations-report-of-yesterday", { fullPage: true });
  await button(page, "日報を提出する").click();
  await see(page, "日報を提出しました");
  await page.goto(`${server.url}/report`);
  await page.getByRole("heading", { name: "日報 10月3日(火)" }).waitFor();
  assert.equal(await page.locator(".notice", { hasText: "未提出の日報" }).count(), 0);
  assert.deepEqual(faults(), []);
});

test("a visit begun yesterday doesn't swallow today's; it is found under what is unfinished, and can be made today's", async () => {
  const lead = page.getByText("の書きかけです");
  const note = page.getByLabel("メモ", { exact: true });
  await visitAt("200005");
  await button(page, "不在").click();
  await note.fill("シャッターが閉まっていた");
  await see(page, "下書き保存済み");
  assert.equal(await lead.count(), 0);
  await page.clock.setSystemTime(new Date("2023-10-04T09:00:00+09:00"));
  await page.goto(`${server.url}/member/200005`);
  await button(page, "記録").first().click();
  await page.getByRole("heading", { name: "訪問記録" }).waitFor();
  assert.equal(await lead.count(), 0);
  assert.equal(await button(page, "不在").getAttribute("aria-pressed"), "false");
  await page.goto(server.url);
  await page.getByRole("link", { name: /永い名前.*10月3日/ }).click();
  await see(page, "10月3日(火)の書きかけです");
  await screenshot(page, "situations-left-over");
  await button(page, "今日の訪問にする").click();
  await lead.waitFor({ state: "detached" });
  await record();
  await see(page, "を記録しました");
  await people.send(page);
  const { contacts } = await office.get("/api/members/200005");
  const [visit] = contacts.flatMap(({ fact: { body } }) => (body.visit ? [body.visit] : []));
  assert.equal(visit.note, "シャッターが閉まっていた");
  assert.equal(new Date(visit.at.t).toISOString().slice(0, 10), "2023-10-04");
  assert.deepEqual(faults(), []);
});
