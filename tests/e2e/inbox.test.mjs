// What goes wrong between a phone and the office, and how people put it right: a record that is refused,
// a phone that can't send any more, a phone that is lost.

import assert from "node:assert/strict";
import { after, before } from "node:test";
import { Looks } from "./looks.mjs";
import { appInstalled, desktop, openBrowser, phone, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, menu, see, tab, until } from "./people.mjs";

const TODAY = "2023-10-02";
const CLOCK = `${TODAY}T10:00:00+09:00`;
const DEMO = "meguri-demo-2026";
const WORDS = "メモが長すぎて入りませんでした。要点だけにして送り直してください。";
const HEARD = "045-987-6543";
const REASON = "別の会員の訪問でした。";

let server, session, office, visitor, looks, phoneLooks;
/** Names of the members by what happens to their records. */
const records = {};

const step = people.stepsOf("inbox", () => ({ office, visitor }));

before(async () => {
  server = await startServer({ demo: true, today: TODAY });
  session = await people.Session.signIn(server.url, "suzuki", DEMO);
  office = await openBrowser({ device: desktop, clock: CLOCK });
  visitor = await openBrowser({ device: phone, clock: CLOCK });
  looks = new Looks(office.page, "inbox-office");
  phoneLooks = new Looks(visitor.page, "inbox-phone");
  await people.signInAtOffice(office.page, server.url, "suzuki", DEMO);
  await people.signInOnPhone(visitor.page, server.url, "tanaka", DEMO);
  await people.nextStop(visitor.page);
  await appInstalled(visitor.page);
});

after(async () => {
  for (const browser of [office, visitor]) await browser?.remove();
  await server?.remove();
});

async function record(outcome = "担当者と面談") {
  const { page } = visitor;
  await tab(page, "今日").click();
  const name = await people.beginVisit(page, outcome);
  await button(page, "記録する").click();
  await see(page, `${name}を記録しました`);
  return name;
}

/** The visits of today that count at a member. */
async function visitsAt(name) {
  const { members } = await session.get(`/api/members?search=${encodeURIComponent(name)}&page=0`);
  const files = await Promise.all(members.filter((it) => it.name === name).map((it) => session.get(`/api/members/${it.number}`)));
  const contacts = files.flatMap((file) => file.contacts);
  return contacts.filter((it) => it.fact.body.visit && !it.retracted && new Date(it.fact.recorded_at.t) >= new Date(CLOCK));
}

const openTab = (page, words) => page.getByRole("navigation", { name: "一覧の切り替え" }).getByRole("link", { name: words }).click();

step("a refused record is said in words on the phone and stays there", async () => {
  const { page } = visitor;
  await people.spoilPushes(visitor.context);
  records.refused = await record();
  await tab(page, "送信").click();
  await see(page, "対応が必要です");
  await see(page, "受け付けられない項目: メモ");
  await visitor.context.unroute("**/sync/v1/push");
  await phoneLooks.atPhone("refused", { fullPage: true });
  // Also where one looks for what one has recorded.
  await button(page, "会員を開く").or(page.getByRole("link", { name: "会員を開く" })).click();
  const refused = page.locator(".history .contact").first();
  await see(refused, "要対応");
  await refused.scrollIntoViewIfNeeded();
  await phoneLooks.once("refused-member");
  await page.getByRole("link", { name: "「送信」で対応する" }).click();
  await see(page, "受け付けられない項目: メモ");
});

step("the office reads it, and asks for a correction in its own words", async () => {
  const { page } = office;
  await page.reload();
  await menu(page, "要確認").getByText("1").waitFor();
  await menu(page, "要確認").click();
  await looks.atDesk("list");
  await page.getByRole("row", { name: records.refused }).click();
  const panel = page.locator(".panel");
  await see(panel, "記録の内容に受け付けられない項目があります（メモ）");
  await see(panel, "担当者と面談");
  await panel.getByText("送られたままのデータ").click();
  await looks.atDesk("refused");
  await page.setViewportSize({ width: 390, height: 844 });
  await looks.once("refused-390");
  await page.setViewportSize(desktop.viewport);
  assert.match(await panel.getByLabel(/^訪問員への言葉/).inputValue(), /「メモ」を直して/);
  await panel.getByLabel(/^訪問員への言葉/).fill(WORDS);
  await button(panel, "直して送り直してもらう").click();
  await see(page, "判断を保存しました");
  await see(page, "訪問員の直しを待っています");
});

step("the phone shows the office's words; corrected, the record arrives and the refused one is settled", async () => {
  const { page } = visitor;
  await tab(page, "送信").click();
  await button(page, "今すぐ送信する").click();
  await see(page, "事務局から: 直して送ってください");
  await see(page, WORDS);
  await phoneLooks.atPhone("asked-to-correct", { fullPage: true });
  await button(page, "直して送る").click();
  await page.getByRole("heading", { name: "訪問記録の訂正" }).waitFor();
  // What is to be put right stands above the record.
  const why = page.locator(".notice", { hasText: "事務局側で受け付けられなかった記録です" });
  await see(why, "受け付けられない項目: メモ");
  await see(why, WORDS);
  await phoneLooks.atPhone("written-anew");
  assert.equal(await button(page, "担当者と面談").getAttribute("aria-pressed"), "true");
  await page.getByLabel("メモ", { exact: true }).fill("要点だけ。");
  await people.openPart(page, "変更の聞き取り");
  await button(page, "変更を加える").click();
  await button(page, "電話番号").click();
  await page.getByLabel("聞いた内容").fill(HEARD);
  await button(page, "記録する").click();
  await see(page, `${records.refused}を記録しました`);
  await people.send(page);
  assert.equal(await page.getByText("対応が必要です").count(), 0);
  const visits = await visitsAt(records.refused);
  assert.deepEqual(visits.map((it) => it.fact.body.visit.note), ["要点だけ。"]);
  const { lines } = await session.get("/api/attention");
  assert.equal(lines[0].resolved.corrected_by, visits[0].fact.id);
});

step("a record that the office discards stays on the phone until its visitor has noted it", async () => {
  const { page } = visitor;
  await people.spoilPushes(visitor.context);
  records.discarded = await record();
  await tab(page, "送信").click();
  await see(page, "対応が必要です");
  await visitor.context.unroute("**/sync/v1/push");
  const { page: desk } = office;
  await desk.reload();
  await desk.getByRole("row", { name: records.discarded }).click();
  const panel = desk.locator(".panel");
  await panel.getByLabel(/^訪問員への言葉/).fill(REASON);
  await button(panel, "使わない（理由を伝える）").click();
  await see(desk, "判断を保存しました");
  await looks.atDesk("decided");
  await button(page, "今すぐ送信する").click();
  await see(page, REASON);
  await phoneLooks.once("discarded");
  await button(page, "確認した").click();
  await page.getByText("対応が必要です").waitFor({ state: "detached" });
  await page.reload();
  await see(page, "すべて事務局に届いています");
  assert.deepEqual(await visitsAt(records.discarded), []);
});

step("a phone that can't send hands its records over as a file, and nothing becomes double", async () => {
  const { page } = visitor;
  await visitor.context.setOffline(true);
  records.exported = await record();
  await tab(page, "送信").click();
  const download = page.waitForEvent("download");
  await button(page, "ファイルに書き出す").click();
  const file = await (await download).path();

  const { page: desk } = office;
  await menu(desk, "要確認").click();
  await openTab(desk, "端末のファイル");
  await looks.atDesk("file");
  await desk.getByLabel("ファイルを選ぶ").setInputFiles({ name: "names.csv", mimeType: "text/csv", buffer: Buffer.from("会員番号") });
  await see(desk, "訪問アプリが書き出したファイルではない");
  await desk.getByLabel("ファイルを選ぶ").setInputFiles(file);
  await desk.getByRole("row", { name: records.exported }).getByText("新しい").waitFor();
  await looks.atDesk("file-preview");
  await button(desk, "1件を取り込む").click();
  await see(desk, "1件を取り込みました");
  await looks.atDesk("file-taken");
  assert.equal((await visitsAt(records.exported)).length, 1);
  await button(desk, "別のファイルを取り込む").click();
  await desk.getByLabel("ファイルを選ぶ").setInputFiles(file);
  await see(desk, "新しい記録はありません");

  await visitor.context.setOffline(false);
  await people.send(page);
  assert.equal((await visitsAt(records.exported)).length, 1);
});

step("changes heard go from the visitor's word to the membership system, and back by undo", async () => {
  const { page } = office;
  await menu(page, "要望").click();
  await openTab(page, "変更聞き取り");
  await page.getByRole("grid", { name: "変更聞き取り" }).waitFor();
  await page.getByRole("row", { name: records.refused }).click();
  await page.locator(".panel dl.facts").waitFor();
  await looks.atDesk("changes");
  const panel = page.locator(".panel");
  await button(panel, "変更届を受け取った").click();
  await see(page, "「変更届を受領」にしました");
  const { members: accepted } = await session.get(`/api/members?search=${HEARD}&page=0`);
  assert.deepEqual(accepted.map((it) => it.name), [records.refused]);
  await button(page, "元に戻す").click();
  await see(page, "元に戻しました");
  await button(panel, "変更届を受け取った").waitFor();
});

step("a lost phone is stopped: it says so, keeps what it has, and goes on once it is let in again", async () => {
  const { page: desk } = office;
  await menu(desk, "設定").click();
  await openTab(desk, "端末");
  // The demo's diary has phones of its own, without an app.
  const { devices: known } = await session.get("/api/devices");
  const { id: lost } = known.find((device) => device.about.app_version);
  const mine = desk.getByRole("row").filter({ hasText: `端末 ${lost.slice(-4).toUpperCase()}` });
  await mine.waitFor();
  await looks.atDesk("devices");
  await button(mine, "停止…").click();
  await looks.atDesk("devices-asking");
  await button(desk, "この端末を停止する").click();
  await see(desk, "停止しました");

  const { page } = visitor;
  records.kept = await record();
  await see(page, "この端末は事務局が停止しました");
  await tab(page, "送信").click();
  await see(page, "未送信 1件");
  await phoneLooks.atPhone("revoked", { fullPage: true });
  assert.equal((await visitsAt(records.kept)).length, 0);

  const administrator = await people.Session.signIn(server.url, "kanri", DEMO);
  await administrator.post(`/api/devices/${lost}/restore`);
  await button(page, "今すぐ送信する").click();
  await see(page, "サインインの期限が切れました");
  await people.typeSignIn(page, "tanaka", DEMO);
  await until(async () => (await visitsAt(records.kept)).length === 1, "what waited doesn't arrive");
});

step("every screen looked at keeps to what all screens must", () => {
  assert.equal([...looks.found, ...phoneLooks.found].join("\n"), "");
  assert.deepEqual([...office.faults, ...visitor.faults], []);
});
