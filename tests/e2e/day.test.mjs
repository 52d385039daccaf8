// What a visitor's day needs beside the usual visit: the day of the list, what a call hears,
// closing days, the hour of a visit, a second call, leads found on the way, every service that may be offered,
// who told the member the answer.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { desktop, openBrowser, screenshot } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, menu, see, tab } from "./people.mjs";

const TODAY = "2023-10-02";

let server, office, browser, page, tanaka;

before(async () => {
  ({ server, office, visitor: tanaka, browser, page } = await people.beginDay({ today: TODAY, name: "kaiin_20230929.csv" }));
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
    const file = { name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(people.threeMembers) };
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

test("a part of a telephone number finds its member, and is marked across its hyphens", async () => {
  await tab(page, "一覧").click();
  const found = page.locator(".list .list-link");
  for (const [typed, name, marked] of [["0000101", "関内青果株式会社", "000-0101"], ["5000-0103", "三渓クリニック", "5-000-0103"], ["０１０４", "汐入電設有限会社", "0104"]]) {
    await page.getByRole("searchbox").fill(typed);
    await page.getByText("1件", { exact: true }).waitFor();
    assert.match(await found.innerText(), new RegExp(`^${name}`));
    assert.equal(await found.locator("mark").innerText(), marked);
  }
  await page.getByRole("searchbox").fill("");
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
  const said = page.locator(".urgent-unsent");
  assert.match(await said.locator("li").innerText(), /^.*関内青果.*: クレーム\s·\s退会希望$/);
  await looks.atPhone("call-urgent-unsent");
  await tab(page, "一覧").click();
  const line = page.locator(".told-line");
  await line.getByRole("link", { name: "045-000-1200" }).waitFor();
  const { height } = await line.boundingBox();
  assert.ok(height <= 64, `beside the list it takes ${height} px`);
  await looks.atPhone("list-urgent-unsent");
  await line.getByRole("link", { name: "未送信です。電話してください" }).click();
  await page.getByRole("heading", { name: "送信", exact: true }).waitFor();
  await tab(page, "今日").click();
  await button(page, "電話で伝えた").click();
  await see(page, /電話で伝えました/);
  await looks.atPhone("call-urgent-told");
  await page.goto(`${server.url}/member/300001`);
  await see(page, "退会の兆し: 退会したい · 会費の負担 · 今年度でやめたい");
  // On this screen too, with its arrow back; over a record it would only be in the way.
  await see(page, /電話で伝えました/);
  await button(page, "まだ伝えていない").click();
  await see(page, "045-000-1200");
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

test("nobody is sent to ring on a closing day", async () => {
  await office.put("/api/members/300003/place", { shop_name: "", visit_address: "", entrance: "", closed_on: "月・火", good_hours: "" });
  await page.goto(server.url);
  await people.send(page);
  await page.goto(`${server.url}/member/300003`);
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await button(page, "かけ直し").click();
  // Monday and Tuesday they are closed.
  await button(page, "10月4日(水) 10:00").waitFor();
  assert.equal(await page.getByRole("button", { name: /^(今日|明日) / }).count(), 0);
  await screenshot(page, "day-closing-days");
  await button(page, "応答なし").click();
  await button(page, "記録する").click();
  await see(page, "電話を記録しました");
  await page.goto(`${server.url}/member/300003`);
  await see(page, "電話 1回 · 次は10月4日(水)の午後(14〜16時)");
});

test("a second call is another record; the first one waits for its result", async () => {
  await page.goto(`${server.url}/member/300002`);
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await page.getByLabel("メモ(任意)").fill("朝の電話");
  await button(page, "あとで記録").click();
  await see(page, "あとで記録 1件");
  await browser.context.clock.fastForward("00:30:00");
  await tab(page, "一覧").click();
  await page.locator(".list").getByRole("link", { name: /三渓クリニック/ }).click();
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await page.getByRole("heading", { name: "電話の結果" }).waitFor();
  assert.equal(await page.getByLabel("メモ(任意)").inputValue(), "", "another call");
  await button(page, "応答なし").click();
  await button(page, "記録する").click();
  await see(page, "あとで記録 1件");
  await page.locator(".row-link", { hasText: "電話の結果が未記録" }).click();
  assert.equal(await page.getByLabel("メモ(任意)").inputValue(), "朝の電話");
  await button(page, "応答なし").click();
  await button(page, "記録する").click();
  await page.getByText("あとで記録 1件").waitFor({ state: "hidden" });
  await page.goto(`${server.url}/member/300002`);
  await see(page, "電話 2回");
});

test("a visit recorded later says when it was, and a correction too", async () => {
  const looks = new Looks(page, "day");
  await page.goto(`${server.url}/member/300002`);
  await button(page, "記録").click();
  await button(page, "担当者と面談").click();
  await page.getByText(/の訪問\(日時を直す\)/).click();
  await page.getByLabel("訪問した日時").fill("2023-10-01T15:30");
  await see(page, "10月1日(日) 15:30 の訪問");
  await looks.atPhone("visit-hour");
  // Nobody has been anywhere yet to come.
  await page.getByLabel("訪問した日時").fill("2023-10-09T09:00");
  await page.getByText(/^10:\d\d の訪問/).waitFor();
  await page.getByLabel("訪問した日時").fill("2023-10-02T09:20");
  await button(page, "記録する").click();
  await see(page, "三渓クリニックを記録しました");
  await tab(page, "日報").click();
  await see(page, "訪問 9:20 〜 9:20");
  await page.goto(`${server.url}/member/300002`);
  await button(page.locator(".history .contact", { hasText: "担当者と面談" }), "訂正する").click();
  await page.getByText("9:20 の訪問").click();
  await page.getByLabel("訪問した日時").fill("2023-10-02T09:40");
  await button(page, "記録する").click();
  await see(page, "三渓クリニックの記録を訂正しました");
  await tab(page, "日報").click();
  await see(page, "訪問 9:40 〜 9:40");
  assert.deepEqual(looks.found, []);
});

test("every service that may be offered has its minute of words", async () => {
  const looks = new Looks(page, "day");
  await page.goto(`${server.url}/member/300001`);
  const others = page.getByText(/^ほかにすすめられる事業 \d+件$/);
  await others.waitFor();
  const offered = page.locator(".proposal:visible");
  const shown = await offered.count();
  await others.click();
  await people.until(async () => await offered.count() > shown, "no other offers are shown");
  await offered.filter({ hasText: "生命共済" }).getByText("話し方と事例").click();
  await looks.atPhone("offers", { fullPage: true });
  assert.deepEqual(looks.found, []);
});

test("a lead found on the way is being written, undone, corrected", async () => {
  const looks = new Looks(page, "day");
  await page.goto(`${server.url}/leads`);
  await button(page, "見込先を加える").click();
  await page.getByLabel("事業所名").fill("カフェ汽車道");
  await page.getByRole("button", { name: "戻る" }).click();
  await tab(page, "一覧").or(page.getByRole("button", { name: "戻る" })).first().click();
  await tab(page, "今日").click();
  await see(page, "書きかけ 1件");
  await screenshot(page, "day-lead-draft");
  await page.locator(".row-link", { hasText: "カフェ汽車道" }).click();
  await button(page, "記録する").click();
  await see(page, "カフェ汽車道を記録しました");
  await button(page, "元に戻す").click();
  await page.getByRole("heading", { name: "見込先を加える" }).waitFor();
  await page.getByLabel("電話番号").fill("12");
  await button(page, "記録する").click();
  await see(page, "0から始まる9〜11桁");
  assert.equal(await page.getByLabel("電話番号").getAttribute("aria-invalid"), "true");
  await looks.atPhone("lead-no-number");
  await page.getByLabel("電話番号").fill("０４５−０００−０１８８");
  await button(page, "記録する").click();
  await see(page, "カフェ汽車道を記録しました");
  await page.goto(server.url);
  await people.send(page);
  const found = async () => (await office.get("/api/leads")).leads.map(({ lead }) => [lead.business, lead.telephone]);
  assert.deepEqual(await found(), [["カフェ汽車道", "０４５−０００−０１８８"]]);
  await page.goto(`${server.url}/leads`);
  await page.getByRole("link", { name: /カフェ汽車道/ }).click();
  await looks.atPhone("lead");
  await button(page, "訂正する").click();
  await page.getByRole("heading", { name: "見込先の訂正" }).waitFor();
  await page.getByLabel("事業所名").fill("カフェ汽車道 本店");
  await button(page, "記録する").click();
  await page.getByRole("heading", { name: "カフェ汽車道 本店" }).waitFor();
  await page.goto(server.url);
  await people.send(page);
  assert.deepEqual(await found(), [["カフェ汽車道 本店", "０４５−０００−０１８８"]]);
  assert.deepEqual(looks.found, []);
});

test("an own find is corrected on another phone, too, which never had its record", async () => {
  const other = await openBrowser({ clock: `${TODAY}T12:00:00+09:00` });
  try {
    await people.signInOnPhone(other.page, server.url, "tanaka");
    await people.send(other.page);
    await other.page.goto(`${server.url}/leads`);
    await other.page.getByRole("link", { name: /カフェ汽車道/ }).click();
    await button(other.page, "訂正する").click();
    await other.page.getByLabel("事業所名").fill("カフェ汽車道 桜木町店");
    await button(other.page, "記録する").click();
    await other.page.getByRole("heading", { name: "カフェ汽車道 桜木町店" }).waitFor();
    await other.page.goto(server.url);
    await people.send(other.page);
    const { leads } = await office.get("/api/leads");
    assert.deepEqual(leads.map(({ lead }) => lead.business), ["カフェ汽車道 桜木町店"]);
  } finally {
    await other.remove();
  }
});

test("a lead that nobody has spoken with stands on 今日, is found by the list, and has what to offer and to ask for", async () => {
  const looks = new Looks(page, "day");
  await page.goto(server.url);
  await people.send(page);
  await tab(page, "一覧").click();
  await page.getByRole("searchbox").fill("ｶﾌｪ");
  await page.locator(".list-leads").getByRole("link", { name: /カフェ汽車道 桜木町店/ }).waitFor();
  await page.locator(".count", { hasText: "0件 見込先1件" }).waitFor();
  await looks.atPhone("list-leads");
  await page.getByRole("searchbox").fill("0000188");
  await page.locator(".list-leads mark", { hasText: "000-0188" }).waitFor();
  await page.locator(".list-leads").getByRole("link").click();
  await see(page, "入会すると使える事業");
  await page.getByText("話し方と事例").first().click();
  await looks.atPhone("lead-offers", { fullPage: true });
  await tab(page, "今日").or(page.getByRole("button", { name: "戻る" })).first().click();
  await tab(page, "今日").click();
  const group = page.locator("details", { hasText: "見込先(未接触) 1件" });
  assert.equal(await group.getByRole("link", { name: "カフェ汽車道 桜木町店 電話", exact: true }).getAttribute("href"), "tel:0450000188");
  await group.scrollIntoViewIfNeeded();
  await looks.atPhone("today-leads", { fullPage: true });
  await button(group, "カフェ汽車道 桜木町店 記録").click();
  await button(page, "話せた(担当者以外)").click();
  await people.openPart(page, "入会すると使える事業");
  await see(page, "業種を問わず使える");
  await people.openPart(page, "入会すると使える事業");
  await people.addRequest(page, "販路・交流", "朝市に出たい");
  await looks.atPhone("lead-request", { fullPage: true });
  await button(page, "記録する").click();
  await see(page, "カフェ汽車道 桜木町店を記録しました");
  await see(page, "要望: 朝市に出たい");
  await page.goto(server.url);
  assert.equal(await page.getByText("見込先(未接触)").count(), 0);
  await tab(page, "日報").click();
  await page.locator(".number", { hasText: "要望" }).getByText("1", { exact: true }).waitFor();
  await page.goto(server.url);
  await people.send(page);
  await page.goto(`${server.url}/report`);
  const records = page.locator(".report-line");
  await records.first().waitFor();
  assert.deepEqual(new Set(await records.locator(".chip").allInnerTexts()), new Set(["届きました"]));
  assert.equal(await records.locator(".chip").count(), await records.count());
  await looks.atPhone("report-arrived", { fullPage: true });
  await page.goto(server.url);
  const { leads } = await office.get("/api/leads");
  const said = leads.flatMap(({ lead }) => lead.contacts.flatMap(({ contact }) => contact.requests));
  assert.deepEqual(said.map(({ category, words, reply_wanted }) => [category, words, reply_wanted]), [["sales", "朝市に出たい", true]]);
  const desk = await openBrowser({ device: desktop, clock: `${TODAY}T12:30:00+09:00` });
  try {
    await people.signInAtOffice(desk.page, server.url, "kanri");
    // 概況 counts it as the day's report does.
    const counted = desk.page.locator("tr", { hasText: "販路・交流" });
    await counted.locator("td.num").getByText("1", { exact: true }).waitFor();
    await counted.getByRole("link").click();
    await desk.page.getByRole("link", { name: "見込先の要望 1件" }).click();
    await desk.page.getByText("カフェ汽車道 桜木町店").first().click();
    await see(desk.page, "朝市に出たい");
    const atDesk = new Looks(desk.page, "day");
    await atDesk.atDesk("office-lead-request");
    assert.deepEqual(atDesk.found, []);
  } finally {
    await desk.remove();
  }
  assert.deepEqual(looks.found, []);
});

test("who was introduced without agreeing to be contacted isn't simply called", async () => {
  await page.goto(`${server.url}/member/300002`);
  await button(page, "記録").click();
  await button(page, "代表者と面談").click();
  await people.openPart(page, "紹介");
  await button(page, "紹介を加える").click();
  await page.getByLabel("紹介された事業所").fill("山下公園ホテル");
  await button(page, "記録する").click();
  await see(page, "三渓クリニックを記録しました");
  await page.goto(server.url);
  await people.send(page);
  const { leads } = await office.get("/api/leads");
  const { lead } = leads.find(({ lead }) => lead.business === "山下公園ホテル");
  await office.put(`/api/leads/${lead.id}/visitor`, { visitor: tanaka });
  await page.goto(server.url);
  await people.send(page);
  await page.goto(`${server.url}/lead/${lead.id}`);
  await see(page, "連絡の承諾がまだありません");
  await screenshot(page, "day-no-consent");
});

test("an answer waits until somebody has told the member, by telephone or on site", async () => {
  const looks = new Looks(page, "day");
  await page.goto(`${server.url}/member/300001`);
  await button(page, "記録").click();
  await button(page, "担当者と面談").click();
  await people.addRequest(page, "経営・資金", "使える補助金を知りたい");
  await button(page, "記録する").click();
  await see(page, "関内青果株式会社を記録しました");
  await page.goto(server.url);
  await people.send(page);
  const request = async () => (await office.get("/api/requests")).requests.find(({ line }) => line.member === "300001").line;
  const { id } = await request();
  await office.patch(`/api/requests/${id}`, { answer: "11月末締切の補助金があります" });
  await people.send(page);
  await page.goto(`${server.url}/member/300001`);
  await see(page, "回答あり 10月");
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await button(page, "担当者不在").click();
  await page.getByText("はじめに伝える ── ご要望への回答").click();
  await page.getByRole("switch", { name: "回答を伝えた" }).click();
  await looks.atPhone("answer-told", { fullPage: true });
  await button(page, "記録する").click();
  await see(page, "電話を記録しました");
  const told = async () => {
    await page.goto(`${server.url}/member/300001`);
    await see(page, "11月末締切の補助金があります");
    await see(page, "伝えました: 今日 自分");
    assert.equal(await page.getByText("回答あり").count(), 0);
  };
  await told();
  await page.goto(server.url);
  await people.send(page);
  assert.deepEqual((await request()).told, { by: tanaka, on: TODAY });
  await told();
  await looks.atPhone("answer-told-member");
  assert.deepEqual(looks.found, []);
});

test("an empty phone claims nothing; one with leads alone leads to them", async () => {
  await office.post("/api/users", { login: "sato", name: "佐藤 恵", role: "visitor", password: people.password });
  const { users } = await office.get("/api/users");
  const sato = users.find(({ login }) => login === "sato").id;
  const lead = await office.post("/api/leads", { business: "新港ベーカリー", source: "website_enquiry" });
  const other = await openBrowser({ clock: `${TODAY}T11:00:00+09:00` });
  try {
    const looks = new Looks(other.page, "day");
    await people.signInOnPhone(other.page, server.url, "sato");
    await see(other.page, "担当の会員がまだいません");
    assert.equal(await other.page.getByText("送信済み").count(), 0);
    await looks.atPhone("empty-phone");
    await office.put(`/api/leads/${lead.id}/visitor`, { visitor: sato });
    await people.send(other.page);
    await tab(other.page, "今日").click();
    await see(other.page, "今日まわる会員はありません");
    await looks.atPhone("leads-only");
    await other.page.getByRole("link", { name: "見込先 1件" }).click();
    await see(other.page, lead.business);
    assert.deepEqual(looks.found, []);
  } finally {
    await other.remove();
  }
});
