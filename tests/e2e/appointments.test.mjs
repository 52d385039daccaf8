// What is agreed on with a time: by telephone and at the door, too early, too close to another, on its day, overdue,
// not kept, ended by another word; and the stops that were left over.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { desktop, openBrowser } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const TODAY = "2023-10-02";
const [AOKA, SANKEI, SHIOIRI] = ["関内青果株式会社", "三渓クリニック", "汐入電設有限会社"];
const NUMBER = { [AOKA]: "300001", [SANKEI]: "300002", [SHIOIRI]: "300003" };

let server, office, visitor, browser, page, targets, looks;

before(async () => {
  ({ server, office, visitor, browser, page } = await people.beginDay({
    today: TODAY, name: "kaiin_20230929.csv", before: (_, all) => { targets = all; },
  }));
  looks = new Looks(page, "appointments");
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

const open = (name) => page.goto(`${server.url}/member/${NUMBER[name]}`);
const group = (title) => page.locator("section", { has: page.getByRole("heading", { name: title }) });
const today = () => tab(page, "今日").click();

/** Sends everything, and comes back. */
async function tell() {
  await page.goto(server.url);
  await people.send(page);
  await today();
}

/** The office plans these members for a day, in this order. */
async function plan(names, day) {
  const ids = names.map((name) => targets.find(({ member }) => member === NUMBER[name]).id);
  await office.post("/api/assignments", { targets: ids, visitor, day });
  await office.put("/api/assignments/order", { visitor, day, targets: ids });
}

/** The form of a call with this result. */
async function call(name, word) {
  await open(name);
  await page.getByRole("link", { name: "電話", exact: true }).click();
  await button(page, word).click();
}

async function recordCall() {
  await button(page, "記録する").click();
  await see(page, "電話を記録しました");
}

/** The same page at a later time: it is drawn again as each minute draws it. */
async function later(clock) {
  const ms = new Date(`${clock}+09:00`) - await page.evaluate(() => Date.now());
  await browser.context.clock.fastForward(ms);
}

/** Absent, recorded on the member's page that is open. */
async function recordAbsent(name) {
  await button(page, "記録").click();
  await button(page, "不在").click();
  await button(page, "記録する").click();
  await see(page, `${name}を記録しました`);
  await today();
}

test("a time before the call isn't recorded, and the picker begins with the quarter of an hour", async () => {
  await call(AOKA, "アポ取れた");
  const picker = page.getByLabel("ほかの日時");
  assert.match(await picker.getAttribute("min"), /^2023-10-02T10:(00|15)$/);
  await picker.fill("2023-10-02T09:00");
  await see(page, "電話より前の日時です");
  assert.equal(await picker.getAttribute("aria-invalid"), "true");
  assert.ok(await button(page, "記録する").isDisabled());
  await looks.atPhone("too-early");
  await picker.fill("2023-10-02T15:00");
  await page.getByText("電話より前の日時です").waitFor({ state: "hidden" });
  await recordCall();
});

test("a time that is taken isn't offered; one close to it is warned of", async () => {
  await call(SANKEI, "アポ取れた");
  await button(page, "今日 14:00").click();
  await see(page, "今日のほかのアポ");
  const others = page.locator("section", { hasText: "今日のほかのアポ" }).last();
  assert.match(await others.innerText(), /15:00\s*関内青果株式会社/);
  await page.getByLabel("ほかの日時").fill("2023-10-02T14:45");
  await see(page, "15:00 のアポと30分も離れていません");
  await looks.atPhone("close", { fullPage: true });
  await page.getByLabel("ほかの日時").fill("2023-10-03T10:00");
  await page.getByText("30分も離れていません").waitFor({ state: "hidden" });
  await recordCall();
  await call(SHIOIRI, "アポ取れた");
  await button(page, "明日 14:00").waitFor();
  assert.equal(await button(page, "明日 10:00").count(), 0, "it is taken");
  await button(page, "あとで記録").click();
  await page.locator(".row-link", { hasText: "電話の結果が未記録" }).click();
  await button(page, "かけなかった").click();
});

test("the list and 今日 say what is agreed on for which day", async () => {
  await tab(page, "一覧").click();
  await page.locator(".list-link", { hasText: AOKA }).getByText("今日 15:00 アポ").waitFor();
  await page.locator(".list-link", { hasText: SANKEI }).getByText("明日 10:00 アポ").waitFor();
  await looks.atPhone("list");
  await today();
  await page.getByText("これからのアポ 1件").click();
  await page.locator("details[open]", { hasText: "明日 10:00 アポ" }).getByText(SANKEI).waitFor();
  await looks.atPhone("coming", { fullPage: true });
});

test("a time agreed at the door stands on its day, on the member's page and at the office", async () => {
  await open(SHIOIRI);
  await button(page, "記録").click();
  await button(page, "代表者と面談").click();
  await people.openPart(page, "次の予定");
  await button(page, "再訪問").click();
  const time = page.getByLabel("時刻(決まったとき)");
  assert.equal(await time.count(), 0, "a time is of a day");
  await page.locator("input[type=date]").last().fill(TODAY);
  await time.fill("09:00");
  await button(page, "記録する").click();
  await see(page, "訪問より前の日時です");
  await time.fill("15:15");
  await see(page, "今日のほかのアポ");
  await see(page, "15:00 のアポと30分も離れていません");
  await looks.atPhone("at-the-door-close", { fullPage: true });
  await time.fill("16:30");
  await page.getByText("30分も離れていません").waitFor({ state: "hidden" });
  await looks.atPhone("at-the-door");
  await button(page, "記録する").click();
  await see(page, `${SHIOIRI}を記録しました`);
  await today();
  await group("このあと").locator(".row", { hasText: SHIOIRI }).getByText("16:30 アポ").waitFor();
  await open(SHIOIRI);
  await see(page, "今日 16:30 アポ");
  await see(page, "次の予定: 再訪問 10月2日(月) 16:30");
  await tell();
  await group("このあと").locator(".row", { hasText: SHIOIRI }).getByText("16:30 アポ").waitFor();
  const { contacts } = await office.get(`/api/members/${NUMBER[SHIOIRI]}`);
  const step = contacts.map(({ fact }) => fact.body.visit?.next_step).find(Boolean);
  assert.deepEqual(step, { kind: "visit_again", on: TODAY, minute: 16 * 60 + 30 });
  const desk = await openBrowser({ device: desktop, clock: `${TODAY}T12:30:00+09:00` });
  try {
    await people.signInAtOffice(desk.page, server.url, "kanri");
    await people.menu(desk.page, "訪問予定").click();
    await see(desk.page, "予定のほかのアポ 2件");
    const stop = (name) => desk.page.locator(".stop", { hasText: name });
    await stop(AOKA).getByText("アポ 15:00", { exact: true }).waitFor();
    await stop(SHIOIRI).getByText("アポ 16:30", { exact: true }).waitFor();
    const atDesk = new Looks(desk.page, "appointments");
    await atDesk.atDesk("plan");
    await button(desk.page, "次の日").click();
    await see(desk.page, "予定のほかのアポ 1件");
    await stop(SANKEI).getByText("アポ 10:00", { exact: true }).waitFor();
    await atDesk.atDesk("plan-besides");
    assert.deepEqual(atDesk.found, []);
  } finally {
    await desk.remove();
  }
});

test("an appointment with a lead stands among the members', and is known where another is agreed on", async () => {
  const lead = await office.post("/api/leads", { business: "新港ベーカリー", source: "website_enquiry" });
  await office.put(`/api/leads/${lead.id}/visitor`, { visitor });
  await tell();
  /** A contact with the lead that agrees on this. */
  const agree = async (day, clock, then) => {
    await page.goto(`${server.url}/lead/${lead.id}`);
    await button(page, "記録").click();
    await button(page, "話せた(担当者以外)").click();
    await button(page, "再訪問").click();
    await page.locator("input[type=date]").fill(day);
    await page.getByLabel("時刻(決まったとき)").fill(clock);
    await then?.();
    await button(page, "記録する").click();
    await see(page, `${lead.business}を記録しました`);
    await page.goto(server.url);
  };
  await agree("2023-10-03", "14:00", async () => {
    await see(page, "明日のほかのアポ");
    await page.getByLabel("時刻(決まったとき)").fill("09:45");
    await see(page, "10:00 のアポと30分も離れていません");
    await looks.atPhone("lead-close", { fullPage: true });
    await page.getByLabel("時刻(決まったとき)").fill("14:00");
    await page.getByText("30分も離れていません").waitFor({ state: "hidden" });
  });
  await page.getByText("これからのアポ 2件").click();
  const coming = page.locator("details[open]", { hasText: "これからのアポ" });
  const row = coming.locator(".row", { hasText: lead.business });
  await row.getByText("明日 14:00 アポ").waitFor();
  await row.getByText("見込先", { exact: true }).waitFor();
  await looks.atPhone("lead-coming", { fullPage: true });
  await row.getByRole("link").click();
  await page.getByRole("heading", { name: "見込先", exact: true }).waitFor();
  await call(AOKA, "アポ取れた");
  await button(page, "明日 16:00").waitFor();
  assert.equal(await button(page, "明日 14:00").count(), 0, "a lead has it");
  await page.getByLabel("ほかの日時").fill("2023-10-03T14:20");
  await see(page, "14:00 のアポと30分も離れていません");
  await button(page, "かけなかった").click();

  await agree(TODAY, "13:00");
  const line = page.locator(".row", { hasText: "次のアポ 13:00" });
  await line.getByText(lead.business).waitFor();
  await line.getByText("見込先", { exact: true }).waitFor();
  await line.getByText(/あと\d+時間/).waitFor();
  await looks.atPhone("lead-next", { fullPage: true });
  // It goes on by its own, beyond the days of this journey.
  await agree("2023-10-10", "10:00");
  await see(page, "これからのアポ 2件");
  await tell();
});

test("今日 says how long until an appointment, and when it is overdue, without moving anything", async () => {
  await today();
  const card = page.locator(".next");
  await card.getByText("15:00 アポ").waitFor();
  await card.getByText(/^あと[45]時間$/).waitFor();
  const places = () => page.locator(".next, .day-tool, .row, summary").evaluateAll((all) => {
    const tops = all.map((it) => Math.round(it.getBoundingClientRect().top));
    return tops.map((top) => top - tops[0]);
  });
  const before = await places();
  await later(`${TODAY}T14:15:00`);
  await card.getByText(/^まもなく\(あと4[45]分\)$/).waitFor();
  assert.deepEqual(await places(), before);
  await page.locator(".rows").first().getByText(/^次のアポ 16:30\s·\sあと2時間1[45]分$/).waitFor();
  await later(`${TODAY}T15:20:00`);
  await card.getByText("予定を過ぎています").waitFor();
  assert.deepEqual(await places(), before);
  await looks.atPhone("overdue", { fullPage: true });
  await later(`${TODAY}T16:40:00`);
  await group("このあと").getByText("16:30 アポ · 予定を過ぎています").waitFor();
  assert.deepEqual(await places(), before);
});

test("what wasn't kept: the report says it, and the days after show it until a visit", async () => {
  await tab(page, "日報").click();
  const left = page.locator(".notice", { hasText: "まだ終わっていないもの" });
  await left.getByText("まだ回っていない今日の予定 2件").waitFor();
  for (const [name, at] of [[AOKA, "15:00"], [SHIOIRI, "16:30"]]) {
    await left.getByText(`${name} ${at} アポ · 予定を過ぎています`).waitFor();
  }
  // Nobody hands it in without having read so; it can be handed in all the same.
  await page.locator(".bar").getByText("まだ回っていない今日の予定 2件").waitFor();
  assert.ok(await button(page, "日報を提出する").isEnabled());
  await looks.atPhone("report", { fullPage: true });
  await later("2023-10-04T09:00:00");
  await today();
  const missed = group("訪問できなかったアポ 3件");
  await missed.locator(".row", { hasText: AOKA }).getByText("10月2日(月) 15:00 のアポに行けていません").waitFor();
  await missed.locator(".row", { hasText: SANKEI }).getByText("10月3日(火) 10:00 のアポに行けていません").waitFor();
  await looks.atPhone("missed", { fullPage: true });
  await missed.locator(".row", { hasText: AOKA }).click();
  await recordAbsent(AOKA);
  await group("訪問できなかったアポ 2件").waitFor();
});

test("a call-back ends an appointment, on the phone and at the office", async () => {
  await call(SANKEI, "かけ直し");
  await page.getByLabel("ほかの日時").fill("2023-10-04T10:00");
  await recordCall();
  await group("訪問できなかったアポ 1件").waitFor();
  const promised = group("折返し・かけ直し待ち 1件");
  await promised.getByText("10:00 にかけ直す", { exact: true }).waitFor();
  await later("2023-10-04T10:05:00");
  const late = promised.getByText("10:00 にかけ直す · 予定を過ぎています");
  await late.waitFor();
  const looksLike = (line) => line.evaluate((it) => [getComputedStyle(it).color, getComputedStyle(it).fontWeight]);
  const missed = group("訪問できなかったアポ 1件").getByText(/のアポに行けていません/);
  assert.deepEqual(await looksLike(late), await looksLike(missed), "an overdue call is as an overdue appointment");
  assert.equal((await looksLike(late))[1], "700");
  await looks.atPhone("call-back-late", { fullPage: true });
  await promised.getByRole("link", { name: `${SANKEI} 電話` }).click();
  await page.getByRole("heading", { name: "電話の結果" }).waitFor();
  await button(page, "かけなかった").click();
  await today();
  await tell();
  const { seasons: [{ season }] } = await office.get("/api/seasons");
  const { targets: lines } = await office.get(`/api/seasons/${season.id}/targets`);
  const { target } = lines.find(({ target }) => target.member === NUMBER[SANKEI]);
  assert.equal(target.assignment.appointment, undefined);
});

test("a stop that nobody went to is left over on the days after", async () => {
  await plan([AOKA, SANKEI], "2023-10-05");
  await tell();
  await later("2023-10-06T09:00:00");
  await today();
  await page.getByText("前の日に回れなかった先 2件").click();
  const left = page.locator("details[open]", { hasText: "前の日に回れなかった先" });
  await left.getByText(AOKA).waitFor();
  await looks.atPhone("left-over", { fullPage: true });
  await left.getByText(SANKEI).click();
  await recordAbsent(SANKEI);
  await page.getByText("前の日に回れなかった先 1件").waitFor();
  assert.deepEqual(looks.found, []);
  assert.deepEqual(browser.faults, []);
});
