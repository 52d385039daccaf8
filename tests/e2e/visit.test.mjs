// The visit's record as visitors use it: how many taps the usual case costs, walk-ins, what is remembered of the last
// record and what isn't, corrections, what is given up and brought back, and Japanese typing.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { desktop, openBrowser, phone, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { Session, button, menu, openPart, see } from "./people.mjs";

/** A record that costs more isn't made at the door. */
const MOST_TAPS = 5;
const DEMO = "meguri-demo-2026";
const TODAY = "2023-10-02";

let server, browser, page, office, name, planned;

before(async () => {
  server = await startServer({ demo: true, today: TODAY });
  office = await Session.signIn(server.url, "suzuki", DEMO);
  const there = { ...phone, permissions: ["geolocation"], geolocation: { latitude: 35.444, longitude: 139.638 } };
  browser = await openBrowser({ device: there, clock: `${TODAY}T10:00:00+09:00` });
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
  planned = (await page.locator(".next-name").getAttribute("href")).split("/").pop();
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
  await see(page, "どれに当たるかを1つ選ぶと、記録できます。");
  // The tap is still there when one comes back.
  await see(page, "下書き保存済み");
  await page.reload();
  await see(page, "どれに当たるかを1つ選ぶと、記録できます。");
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
  await button(page, "訂正しない").click();
  await see(page, `${name}の訂正をやめました。元の記録はそのままです`);
  await button(page, "元に戻す").click();
  await page.getByRole("heading", { name: "訪問記録の訂正" }).waitFor();
  await button(page, "記録する").click();
  await see(page, `${name}の記録を訂正しました`);
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

/** Of the members on this visitor's phone those that are planned for no day: so many, in the list's order. */
async function unplanned(count) {
  const { users } = await office.get("/api/users");
  const tanaka = users.find(({ login }) => login === "tanaka").id;
  const { seasons: [{ season }] } = await office.get("/api/seasons");
  const { targets } = await office.get(`/api/seasons/${season.id}/targets`);
  const own = targets.filter(({ target: { state, assignment } }) => assignment?.visitor === tanaka && !assignment.day && state === "open");
  return own.slice(0, count).map(({ target: { member }, name }) => ({ number: member, name }));
}

const visitsAt = async (number) => (await office.get(`/api/members/${number}`)).contacts.map(({ fact }) => fact.body.visit).filter(Boolean);

async function visitAt(number, outcome = "担当者と面談") {
  await page.goto(`${server.url}/member/${number}`);
  await button(page, "記録").click();
  await button(page, outcome).click();
  await page.locator(".section-head").first().waitFor();
}

async function record() {
  await button(page, "記録する").click();
  await see(page, "を記録しました");
}

test("飛び込み: from the search to a recorded visit, which the office knows as not planned", async () => {
  const [member] = await unplanned(1);
  await people.tab(page, "一覧").click();
  await page.getByRole("searchbox").fill(member.number);
  if (await page.locator(".list .list-link").count() !== 1) await page.getByRole("searchbox").fill(member.name);
  await page.locator(".list .list-link", { hasText: member.name }).first().click();
  await page.getByRole("heading", { name: member.name, level: 2 }).waitFor();
  await button(page, "記録").click();
  await button(page, "代表者と面談").click();
  await record();
  await people.send(page);
  const walkedIn = async (number) => (await visitsAt(number)).at(0).walk_in ?? false;
  assert.deepEqual([await walkedIn(member.number), await walkedIn(planned)], [true, false]);
  const desk = await openBrowser({ device: desktop, clock: `${TODAY}T10:30:00+09:00` });
  try {
    await people.signInAtOffice(desk.page, server.url, "suzuki", DEMO);
    await menu(desk.page, "会員").click();
    const panel = desk.page.locator(".panel");
    for (const [number, isPlanned] of [[member.number, false], [planned, true]]) {
      await desk.page.getByRole("searchbox").fill(number);
      await desk.page.getByRole("row", { name: number }).click();
      await see(panel, number);
      await see(panel, /者と面談/);
      assert.equal(await panel.getByText("飛び込み").count(), isPlanned ? 0 : 1);
      await screenshot(desk.page, `visit-${isPlanned ? "planned" : "walk-in"}-at-the-office`);
    }
    assert.deepEqual(desk.faults, []);
  } finally {
    await desk.remove();
  }
});

test("what one carries and whether one's place is added is remembered; what a member said or got never is", async () => {
  const leaflet = () => page.getByLabel("配布物と号").last();
  const copies = () => page.getByLabel("部数").last();
  const leave = async () => {
    await openPart(page, "配布物・手渡し");
    assert.equal(await page.getByLabel("配布物と号").count(), 0, "nothing is left before one says so");
    await button(page, "配布物を加える").click();
    return [await leaflet().inputValue(), await copies().inputValue()];
  };
  const members = (await unplanned(6)).slice(1).map(({ number }) => number);

  await visitAt(members[0]);
  await leave();
  await leaflet().fill("会報 2023年10月号");
  await copies().fill("2");
  await button(page, "手渡しを加える").click();
  await button(page, "記念プレート").click();
  await page.getByLabel("受領番号・受領者").fill("R-0007 渡邊様");
  await page.getByLabel("話した方(任意)").fill("渡邊 花子");
  await page.getByLabel("メモ", { exact: true }).fill("駐車場は裏");
  await page.getByText("現在地を記録に付ける", { exact: true }).click();
  await see(page, "35.44400, 139.63800");
  await record();

  // The next one: nothing of it is chosen or written by itself but the place.
  await visitAt(members[1]);
  const chosen = page.locator("[aria-pressed=true], [aria-checked=true]");
  assert.deepEqual(await chosen.allInnerTexts(), ["担当者と面談", "訪問", "✓\n現在地を記録に付ける"]);
  for (const field of ["話した方(任意)", "メモ"]) assert.equal(await page.getByLabel(field, { exact: true }).inputValue(), "");
  await see(page, "35.44400, 139.63800");
  assert.deepEqual(await leave(), ["会報 2023年10月号", "2"]);
  await button(page, "手渡しを加える").click();
  assert.equal(await button(page, "記念プレート").getAttribute("aria-pressed"), "false", "nothing changes hands by itself");
  await button(page, "記念プレート").click();
  assert.equal(await page.getByLabel("受領番号・受領者").inputValue(), "", "a receipt is one person's");
  await screenshot(page, "visit-remembered", { fullPage: true });
  // A slip of the pen, taken back.
  await leaflet().fill("会報 2032年01月号");
  await record();
  await button(page, "元に戻す").click();
  await page.getByRole("heading", { name: "訪問記録" }).waitFor();
  await see(page, "の記録を取り消しました");
  await button(page, "記録しない").click();
  await see(page, "の書き直しをやめました。元の記録は取り消したままです");

  await visitAt(members[2], "代表者と面談");
  assert.deepEqual(await leave(), ["会報 2023年10月号", "2"], "what was taken back was never left");
  await leaflet().fill("会報 2023年11月号");
  await record();

  // Corrected: it was the older one.
  await page.goto(`${server.url}/member/${members[2]}`);
  await button(page.locator(".history .contact").first(), "訂正する").click();
  await openPart(page, "配布物・手渡し");
  await page.locator(".entry").getByRole("button", { name: "これを外す" }).click();
  await button(page, "記録する").click();
  await see(page, "の記録を訂正しました");
  await visitAt(members[3]);
  assert.deepEqual(await leave(), ["会報 2023年10月号", "2"], "what was corrected away was never left");
  await button(page, "記録しない").click();

  // Who adds none leaves none.
  await visitAt(members[4]);
  await record();
  await people.send(page);
  const [{ leaflets, handed_over, place }] = await visitsAt(members[4]);
  assert.deepEqual([leaflets ?? [], handed_over ?? []], [[], []]);
  assert.equal(place.north, 35_444_000, "whoever wanted it with one visit wants it with each");
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
