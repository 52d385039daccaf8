// The main job as people do it: lists come in, targets are chosen and given out, a visitor works a
// day without a network, and everything arrives exactly once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { appInstalled, desktop, openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, menu, see, tab, until } from "./people.mjs";

const TODAY = "2023-10-02";
const at = (time) => `${TODAY}T${time}:00+09:00`;

const COORDINATOR = { name: "鈴木 恵", login: "suzuki", role: "事務局担当" };
const TANAKA = { name: "田中 正明", login: "tanaka", role: "訪問員" };
const SATO = { name: "佐藤 由美", login: "sato", role: "訪問員" };

const OFFICE = { name: "港町商工会議所 事務局", telephone: "045-000-1234" };

const FIRST_WISH = "補助金の締切を早めに教えてほしい。申請書は一人では書けない。";
const SECOND_WISH = "若い人を採用できる場がほしい。";
const WHY_LEAVE = "会費に見合うものが見えない。";
const TYPED = "次回は息子さんも同席。10月20日の午後、";
const ANSWER = "締切の一覧を毎月1日にお送りします。書き方は窓口で一緒に作ります。";

let server, office, phone, otherPhone;
/** Members of the day's plan: names by what happened there. */
const stops = {};

const step = people.stepsOf("journey", () => ({ office, phone, otherPhone }));

before(async () => {
  server = await startServer({ today: TODAY });
});

after(async () => {
  for (const browser of [office, phone, otherPhone]) await browser?.remove();
  await server?.remove();
});

step("the link that the server prints makes the first administrator", async () => {
  const [, link] = await server.printed(/^(http:\S+\/office\/setup\?token=\S+)/);
  office = await openBrowser({ device: desktop, clock: at("08:30") });
  const { page } = office;
  await page.goto(link);
  await page.getByLabel("お名前").fill("高木 修");
  await page.getByLabel("ログイン名").fill("kanri");
  await page.getByLabel("パスワード").fill(people.password);
  await screenshot(page, "journey-01-setup");
  await button(page, "管理者をつくって始める").click();
  await see(page, "会員名簿と利用履歴を取り込む");
  await screenshot(page, "journey-02-first-steps");
});

step("the administrator adds a coordinator and two visitors, and the office's telephone", async () => {
  const { page } = office;
  await menu(page, "設定").click();
  for (const person of [COORDINATOR, TANAKA, SATO]) await people.addPerson(page, person);
  for (const { name } of [COORDINATOR, TANAKA, SATO]) await page.getByRole("row", { name }).waitFor();
  await screenshot(page, "journey-03-people");

  await page.getByRole("link", { name: "事務局の連絡先" }).click();
  await page.getByLabel("事務局の名前").fill(OFFICE.name);
  await page.getByLabel("電話番号").fill(OFFICE.telephone);
  await button(page, "保存する").click();
  await see(page, "保存しました");
});

step("the two lists come in as the membership system writes them", async () => {
  const { page } = office;
  await button(page, "サインアウト").click();
  await people.signInAtOffice(page, server.url, COORDINATOR.login);
  await menu(page, "会員").click();
  await page.getByRole("link", { name: "名簿を取り込む" }).first().click();
  await page.getByLabel("ファイルを選ぶ").setInputFiles(people.memberList);
  await see(page, "取り込めない行 12件");
  await see(page, "Shift_JIS（CP932）");
  assert.equal(await people.figure(page, "新規"), "12,000");
  const bad = page.getByRole("region", { name: "取り込めない行" }).locator("tbody tr");
  assert.equal(await bad.count(), 12);
  for (const row of await bad.all()) {
    const [line, , reason] = await row.locator("td").allInnerTexts();
    assert.match(line, /^[\d,]+$/);
    assert.ok(reason.length > 0, `line ${line} is bad for no reason`);
  }
  await screenshot(page, "journey-04-members-preview");
  await page.getByRole("button", { name: /12,?000件を取り込む/ }).click();
  await see(page, "取り込みました");
  await screenshot(page, "journey-05-members-imported");

  await button(page, "続けて利用履歴を取り込む").click();
  await page.getByLabel("ファイルを選ぶ").setInputFiles(people.usageList);
  await page.getByRole("button", { name: /21,?917件を取り込む/ }).waitFor();
  assert.equal(await people.figure(page, "新規"), "21,917");
  await screenshot(page, "journey-06-usages-preview");
  await page.getByRole("button", { name: /21,?917件を取り込む/ }).click();
  await see(page, "取り込みました");
});

step("the season finds the cohorts of years 2 and 3, never-users first", async () => {
  const { page } = office;
  await menu(page, "訪問対象").click();
  await page.getByRole("link", { name: "実施期間をつくる" }).first().click();
  for (const cohort of ["令和3年度（2年目）", "令和2年度（3年目）"]) {
    assert.ok(await page.getByLabel(cohort).isChecked(), `${cohort} is proposed`);
  }
  await button(page, "対象を確かめる").click();
  await until(async () => await people.figure(page, "合計").catch(() => "") === "1,508", "the rule doesn't find 1,508");
  assert.equal(await people.figure(page, "うち利用なし"), "659");
  await screenshot(page, "journey-07-season-preview");
  await page.getByRole("button", { name: /1,?508件を訪問対象にする/ }).click();
  await see(page, "1,508件のうち1,508件を表示");
  const first = page.getByRole("grid").locator("tbody tr[aria-rowindex]").first();
  assert.match(await first.innerText(), /利用なし/);
  await screenshot(page, "journey-08-targets");
});

step("the first thirty go to a visitor, for today", async () => {
  const { page } = office;
  await button(page, "件を選ぶ").click();
  await see(page, "30件を選択中");
  await page.getByRole("combobox", { name: "訪問員", exact: true }).selectOption({ label: TANAKA.name });
  await page.getByLabel("訪問日（なくても可）").fill(TODAY);
  await screenshot(page, "journey-09-assign");
  await button(page, "割り振る").click();
  await see(page, `30件を${TANAKA.name}さんの10月2日(月)に割り振りました`);
  await menu(page, "訪問予定").click();
  await page.getByRole("combobox", { name: "訪問員", exact: true }).selectOption({ label: TANAKA.name });
  await see(page, "この日の訪問先 30件");
  // By hand, as somebody who knows the streets: the second stop becomes the first.
  const names = page.locator(".stops li strong");
  const before = await names.allInnerTexts();
  await page.getByRole("button", { name: `${before[1]}を上へ` }).click();
  await until(async () => (await names.first().innerText()) === before[1], "the order doesn't change");
  stops.first = before[1];
  stops.given = before.at(-1);
  await screenshot(page, "journey-10-plan");
});

step("the visitor signs in on the phone and sees the day", async () => {
  phone = await openBrowser({ clock: at("09:00") });
  const { page } = phone;
  await page.goto(server.url);
  await see(page, "実会員データはまだ端末に入れないでください");
  await screenshot(page, "journey-11-phone-sign-in");
  await people.signInOnPhone(page, server.url, TANAKA.login);
  await see(page, "1 / 30");
  assert.equal(await people.nextStop(page), stops.first, "the order made at the office is the phone's");
  await screenshot(page, "journey-12-phone-today");
  await tab(page, "一覧").click();
  await see(page, "30件");
  await screenshot(page, "journey-13-phone-list");
  await appInstalled(page);
});

step("without a server the app is closed and opened again, and all is there", async () => {
  await server.stop();
  await phone.close();
  phone = await openBrowser({ profile: phone.profile, clock: at("10:00") });
  await phone.page.goto(server.url);
  await see(phone.page, "1 / 30");
  await screenshot(phone.page, "journey-14-phone-offline");
});

step("a call with its result is recorded", async () => {
  const { page } = phone;
  stops.called = await people.nextStop(page);
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await page.getByRole("heading", { name: "電話の結果" }).waitFor();
  await button(page, "かけ直し").click();
  assert.ok(await button(page, "記録する").isDisabled(), "a call-back needs its time");
  await button(page, "今日 14:00").click();
  await page.getByLabel("メモ(任意)").fill("社長は午前中、現場。");
  await screenshot(page, "journey-15-phone-call");
  await button(page, "記録する").click();
  await see(page, "電話を記録しました");
  await see(page, "折返し・かけ直し待ち 1件");
  await screenshot(page, "journey-16-phone-call-recorded");
});

step("three visits: two requests, a wish to leave; a double tap makes no second visit", async () => {
  const { page } = phone;
  stops.finance = await people.beginVisit(page, "代表者と面談");
  await people.addRequest(page, "経営・資金", FIRST_WISH);
  await screenshot(page, "journey-17-phone-visit");
  await button(page, "記録する").dblclick();
  await see(page, `${stops.finance}を記録しました`);
  await see(page, "2 / 30");

  stops.staffing = await people.beginVisit(page, "担当者と面談");
  await people.addRequest(page, "人材・雇用", SECOND_WISH);
  await button(page, "記録する").click();
  await see(page, "3 / 30");

  stops.leaving = await people.beginVisit(page, "代表者と面談");
  await people.openPart(page, "退会の兆し");
  await button(page, "退会したい").click();
  await button(page, "会費の負担").click();
  await page.getByLabel("相手の言葉のまま").fill(WHY_LEAVE);
  await screenshot(page, "journey-18-phone-leaving");
  await button(page, "記録する").click();
  await see(page, "4 / 30");
  await see(page, "未送信です。電話してください");
  const call = page.locator(".urgent-unsent").getByRole("link", { name: OFFICE.name });
  assert.equal(await call.getAttribute("href"), "tel:0450001234");
  await screenshot(page, "journey-19-phone-urgent");
  assert.equal(new Set([stops.finance, stops.staffing, stops.leaving]).size, 3);
});

step("one record stays open, half-written", async () => {
  const { page } = phone;
  stops.draft = await people.beginVisit(page, "代表者と面談");
  await page.getByLabel("メモ", { exact: true }).fill(TYPED);
  await see(page, "下書き保存済み");
  await screenshot(page, "journey-20-phone-draft");
});

step("the browser is killed; all that was saved is there, and so is the draft", async () => {
  await phone.kill();
  phone = await openBrowser({ profile: phone.profile, clock: at("11:00") });
  const { page } = phone;
  await page.goto(server.url);
  await see(page, "4 / 30");
  await see(page, "書きかけ 1件");
  await see(page, "未送信 4件");
  await screenshot(page, "journey-21-phone-after-kill");
  await tab(page, "送信").click();
  assert.equal(await page.locator(".pending").count(), 4);
  await screenshot(page, "journey-22-phone-waiting");
  await tab(page, "今日").click();
  await page.getByRole("link", { name: /訪問記録.*まで保存済み/ }).click();
  const typed = () => page.getByLabel("メモ", { exact: true }).inputValue();
  await until(async () => await typed() === TYPED, async () => `the note says “${await typed()}”`);
  await button(page, "戻る").click();
});

step("the server comes back and everything arrives exactly once", async () => {
  await server.start();
  const { page } = phone;
  await people.send(page);
  await tab(page, "送信").getByText("未送信").waitFor({ state: "detached" });
  await screenshot(page, "journey-23-phone-sent");

  const session = await people.Session.signIn(server.url, COORDINATOR.login);
  const { requests } = await session.get("/api/requests");
  assert.deepEqual(requests.map((it) => [it.member_name, it.line.words]).sort(), [
    [stops.finance, FIRST_WISH],
    [stops.staffing, SECOND_WISH],
  ].sort());
  const { cases } = await session.get("/api/withdrawals");
  assert.deepEqual(cases.map((it) => [it.member_name, it.line.words, it.line.level]), [[stops.leaving, WHY_LEAVE, "leaving"]]);

  const { seasons } = await session.get("/api/seasons");
  const progress = await session.get(`/api/seasons/${seasons[0].season.id}/progress`);
  const mine = progress.visitors.find((line) => line.name === TANAKA.name);
  assert.deepEqual({ ...mine.reached, arrived: mine.arrived, waiting: mine.on_the_phone },
    { targets: 30, assigned: 30, called: 1, reached: 3, visited: 3, met: 3, arrived: 4, waiting: 0 });

  const { targets } = await session.get(`/api/seasons/${seasons[0].season.id}/targets`);
  const contacts = [];
  for (const { target, name } of targets.filter((line) => line.target.assignment)) {
    const file = await session.get(`/api/members/${target.member}`);
    for (const contact of file.contacts) contacts.push([name, Object.keys(contact.fact.body)[0] ?? contact.fact.body]);
  }
  assert.equal(contacts.length, 4, JSON.stringify(contacts));
});

step("the coordinator sees the day: progress, requests, the wish to leave", async () => {
  const { page } = office;
  await page.reload();
  await menu(page, "概況").click();
  const line = page.getByRole("row", { name: TANAKA.name });
  await line.waitFor();
  await until(async () => /30\s+1\s+3\s+3\s+3\s+4\s+0/.test((await line.innerText()).replace(/\s+/g, " ")),
    async () => `the progress of ${TANAKA.name} reads ${await line.innerText()}`);
  await screenshot(page, "journey-24-progress");
  await menu(page, "退会希望").click();
  await page.getByRole("row", { name: stops.leaving }).click();
  await see(page.locator(".panel"), WHY_LEAVE);
  await screenshot(page, "journey-25-withdrawal");
  await menu(page, "要望").click();
  await page.getByRole("row", { name: stops.staffing }).waitFor();
});

step("an answer survives a session that ends in mid-work, and reaches the phone", async () => {
  const { page } = office;
  await page.getByRole("row", { name: stops.finance }).click();
  await page.getByLabel(/^回答/).fill(ANSWER);
  await office.context.clearCookies();
  // Not as a finger would: the console may have asked for something else meanwhile, and lie under the dialog already.
  await button(page, "回答を送る").evaluate((it) => it.click());
  const layer = page.getByRole("dialog", { name: "もう一度サインインしてください" });
  await layer.getByLabel("パスワード").fill(people.password);
  await screenshot(page, "journey-26-office-session-ended");
  await button(layer, "サインイン").click();
  await see(page, "回答を保存しました");
  await screenshot(page, "journey-27-answered");

  const { page: small } = phone;
  await people.send(small);
  await tab(small, "一覧").click();
  await small.getByRole("link", { name: stops.finance }).click();
  await see(small, "10月のご要望への回答");
  await see(small, ANSWER);
  await screenshot(small, "journey-28-phone-answer");
  await button(small, "戻る").click();
});

step("a member given to the other visitor leaves one phone and appears on the other", async () => {
  const { page } = office;
  await menu(page, "訪問対象").click();
  // Several businesses may have one name; of the first visitor's there is one.
  await page.getByRole("combobox", { name: "担当", exact: true }).selectOption({ label: TANAKA.name });
  await page.getByRole("searchbox").fill(stops.given);
  await see(page, "1,508件のうち1件を表示");
  await page.getByRole("row", { name: stops.given }).getByRole("checkbox").click();
  await page.getByRole("combobox", { name: "訪問員", exact: true }).selectOption({ label: SATO.name });
  await page.getByLabel("訪問日（なくても可）").fill(TODAY);
  await button(page, "割り振る").click();
  await see(page, `1件を${SATO.name}さんの10月2日(月)に割り振りました`);
  await screenshot(page, "journey-29-reassigned");

  const { page: small } = phone;
  await people.send(small);
  await tab(small, "一覧").click();
  await see(small, "29件");
  assert.equal(await small.getByRole("link", { name: stops.given }).count(), 0);
  await screenshot(small, "journey-30-phone-without-it");

  otherPhone = await openBrowser({ clock: at("11:30") });
  await people.signInOnPhone(otherPhone.page, server.url, SATO.login);
  await see(otherPhone.page, "1 / 1");
  assert.equal(await people.nextStop(otherPhone.page), stops.given);
  await screenshot(otherPhone.page, "journey-31-other-phone");
});

step("a member whose assignment is undone leaves the phone", async () => {
  const { page } = office;
  await page.getByRole("combobox", { name: "担当", exact: true }).selectOption({ label: SATO.name });
  await see(page, "1,508件のうち1件を表示");
  await page.getByRole("row", { name: stops.given }).getByRole("checkbox").click();
  await button(page, "割り振りを解除する").click();
  await see(page, "1件の割り振りを解除しました");

  const { page: small } = otherPhone;
  await people.send(small);
  await tab(small, "一覧").click();
  await until(async () => (await small.getByRole("link", { name: stops.given }).count()) === 0,
    "the member whose assignment was undone stays on the phone");
  await screenshot(small, "journey-32-other-phone-empty");
});

step("a session that ends in mid-record stops only the sending", async () => {
  const { page } = phone;
  await tab(page, "今日").click();
  await page.getByRole("link", { name: /訪問記録.*まで保存済み/ }).click();
  await phone.context.clearCookies();
  await button(page, "記録する").click();
  await see(page, `${stops.draft}を記録しました`);
  await tab(page, "送信").click();
  await see(page, "サインインの期限が切れました");
  await see(page, "未送信 1件");
  await screenshot(page, "journey-33-phone-session-ended");
  await people.typeSignIn(page, TANAKA.login);
  await see(page, "すべて事務局に届いています");
});

step("a lent phone sends nobody's work as another's", async () => {
  const { page } = phone;
  await server.stop();
  await tab(page, "今日").click();
  stops.lent = await people.beginVisit(page, "不在");
  await button(page, "記録する").click();
  await see(page, `${stops.lent}を記録しました`);
  await tab(page, "送信").click();
  await see(page, "未送信 1件");
  await button(page, "サインアウトする").click();
  await page.getByLabel("ログイン名").waitFor();

  await server.start();
  await people.typeSignIn(page, SATO.login);
  await tab(page, "送信").click();
  await see(page, `${TANAKA.name}さんの未送信 1件`);
  await people.send(page);
  await screenshot(page, "journey-34-phone-lent");
  const session = await people.Session.signIn(server.url, COORDINATOR.login);
  const [{ season }] = (await session.get("/api/seasons")).seasons;
  const arrived = async () => {
    const { visitors } = await session.get(`/api/seasons/${season.id}/progress`);
    return Object.fromEntries(visitors.map((line) => [line.name, line.arrived]));
  };
  assert.deepEqual(await arrived(), { [TANAKA.name]: 5, [SATO.name]: 0 });

  await button(page, "サインアウトする").click();
  await people.typeSignIn(page, TANAKA.login);
  await tab(page, "送信").click();
  await see(page, "すべて事務局に届いています");
  await until(async () => (await arrived())[TANAKA.name] === 6, "the lent phone's record doesn't arrive");
  assert.deepEqual(await arrived(), { [TANAKA.name]: 6, [SATO.name]: 0 });
});

step("no page complained", async () => {
  for (const browser of [office, phone, otherPhone]) assert.deepEqual(browser.faults, []);
});
