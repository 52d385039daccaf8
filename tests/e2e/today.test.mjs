// The visitor's day: an own order made without a network against the office's newer one, one building as
// one arrival, the way in the phone's map, the call ladder, the map, the visitor's card.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, phone, screenshot, smallPhone, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { Session, button, see, tab, until } from "./people.mjs";

const DEMO = "meguri-demo-2026";
const TODAY = "2023-10-02";

let server, browser, page, office;

before(async () => {
  server = await startServer({ demo: true, today: TODAY });
  office = await Session.signIn(server.url, "suzuki", DEMO);
  browser = await openBrowser({ device: { ...phone, permissions: ["geolocation"], geolocation: { latitude: 35.444, longitude: 139.638 } }, clock: `${TODAY}T10:00:00+09:00` });
  page = browser.page;
  await people.signInOnPhone(page, server.url, "tanaka", DEMO);
  await people.nextStop(page);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

const link = (name) => page.getByRole("link", { name, exact: true });
const today = () => tab(page, "今日").click();
const without = (text) => text.replace(/ \((屋号|trading).*\)$/, "");

/** The names of the stops still to be made, in their order. */
async function stops() {
  await today();
  const first = await people.nextStop(page);
  const rows = await page.locator("section", { has: page.getByRole("heading", { name: "このあと" }) }).locator(".row-name").allInnerTexts();
  return [first, ...rows.map(without)];
}

/** The visitor's targets of today in the office's order. */
async function plan() {
  const { seasons: [{ season }] } = await office.get("/api/seasons");
  const { targets } = await office.get(`/api/seasons/${season.id}/targets`);
  const { users } = await office.get("/api/users");
  const tanaka = users.find(({ login }) => login === "tanaka").id;
  const mine = targets.filter(({ target: { assignment } }) => assignment?.visitor === tanaka && assignment.day === TODAY);
  mine.sort((a, b) => a.target.assignment.position - b.target.assignment.position);
  return { tanaka, lines: mine };
}

test("an own order is made without a network, by buttons that keep the focus", async () => {
  const [first, second, third] = await stops();
  await server.stop();
  await link("並べ替え").click();
  await page.getByRole("heading", { name: /^回る順番/ }).waitFor();
  const down = button(page, `${first}を下へ`);
  await down.focus();
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await see(page, `${first}は3番目`);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), `${first}を下へ`);
  await screenshot(page, "today-order");
  await button(page, "この順番にする").click();
  await see(page, "順番を変えました");
  assert.deepEqual((await stops()).slice(0, 3), [second, third, first]);
  await see(page, "自分で変えた順番です");
  await screenshot(page, "today-own-order");
});

test("the office's newer plan wins, and the phone says what it changed", async () => {
  await server.start();
  await people.send(page);
  const { tanaka, lines } = await plan();
  const [first, ...others] = lines;
  const targets = [...others, first].map(({ target }) => target.id);
  await office.put("/api/assignments/order", { visitor: tanaka, day: TODAY, targets });
  await people.send(page);
  await today();
  await see(page, "事務局が予定を出し直した");
  await see(page, "順番も変わりました");
  await screenshot(page, "today-newer-plan");
  assert.equal((await stops()).at(-1), first.name);
  await button(page, "この順番で回る").click();
  await page.getByText("事務局が予定を出し直した").waitFor({ state: "hidden" });
});

test("stops of one building are one arrival, from the top floor down", async () => {
  const { lines } = await plan();
  const [low, , , high] = lines;
  const building = (floor) => ({ shop_name: floor === "6F" ? "はまかぜ" : "", visit_address: `横浜市中区海岸通1-1 みなと第一ビル${floor}`, entrance: "裏口から", closed_on: "月" });
  await office.put(`/api/members/${low.target.member}/place`, building("2F"));
  await office.put(`/api/members/${high.target.member}/place`, building("6F"));
  await people.send(page);
  const names = await stops();
  assert.equal(names.indexOf(low.name), names.indexOf(high.name) + 1);
  const row = page.locator(".row", { hasText: low.name });
  await row.getByText("同じ建物 2F").waitFor();
  await page.getByText("(屋号 はまかぜ)").first().waitFor();
  await see(page, "今日は定休日");
  await screenshot(page, "today-building", { fullPage: true });
  await tab(page, "一覧").click();
  await page.getByRole("searchbox").fill("ハマカゼ");
  await page.getByText("1件", { exact: true }).waitFor();
  await screenshot(page, "today-list-shop");
  await page.getByRole("searchbox").fill("");
});

test("the next stops open in the phone's map, in pieces of four", async () => {
  // Two of them are in one building: one arrival.
  const arrivals = (await stops()).length - 1;
  await page.getByText("次の訪問先をまとめて地図で").click();
  const links = await page.locator(".way a").evaluateAll((links) => links.map(({ href }) => href));
  assert.equal(links.length, Math.ceil(arrivals / 4));
  const places = links.flatMap((href) => {
    const { hostname, searchParams } = new URL(href);
    assert.equal(hostname, "www.google.com");
    const waypoints = searchParams.get("waypoints")?.split("|") ?? [];
    assert.ok(waypoints.length <= 3, "a phone takes three waypoints");
    return [...waypoints, searchParams.get("destination")];
  });
  assert.equal(places.length, arrivals);
  assert.equal(new Set(places).size, arrivals, "none twice");
  assert.ok(places.every((place) => place.startsWith("横浜市")), places.join());
  await page.locator(".way").scrollIntoViewIfNeeded();
  await screenshot(page, "today-way");
});

test("the ladder: another hour after each call in vain, then without an appointment", async () => {
  await today();
  const { lines } = await plan();
  const first = await people.nextStop(page);
  const { target } = lines.find(({ name }) => name === first);
  // On its closing day nobody would ring.
  await office.put(`/api/members/${target.member}/place`, { shop_name: "はまかぜ", visit_address: "横浜市中区海岸通1-1 みなと第一ビル6F", entrance: "裏口から", closed_on: "火", good_hours: "" });
  await people.send(page);
  await today();
  for (const [hours, advice] of [["04:10:00", "電話 1回 · 次は今日の午後(14〜16時)"], ["02:00:00", "電話 2回 · 次は今日の夕方(16〜18時)"], [null, "電話 3回 · アポなしで訪問する頃合い"]]) {
    await people.nextStop(page);
    await link("電話").click();
    await page.getByRole("heading", { name: "電話の結果" }).waitFor();
    await button(page, "応答なし").click();
    await button(page, "記録する").click();
    await see(page, "電話を記録しました");
    await see(page, advice);
    if (hours) await browser.context.clock.fastForward(hours);
  }
  await screenshot(page, "today-ladder");
});

test("a call that comes back is found by its last digits; who isn't to be contacted can't be called", async () => {
  const { lines } = await plan();
  const { member } = await office.get(`/api/members/${lines[1].target.member}`);
  await today();
  await page.setViewportSize(smallPhone.viewport);
  await button(page, "折返しの電話を受けた").click();
  // The caller waits: one types at once, and sees below who it is.
  await page.locator(".returned-call input:focus").waitFor();
  const { y, height } = await page.locator(".returned-call input").boundingBox();
  const { y: bar } = await page.locator(".thumb").boundingBox();
  assert.ok(y + height + 64 < bar, `the field ends at ${y + height}, the buttons begin at ${bar}`);
  await page.getByLabel("電話番号の下4けた").fill(member.telephone.replaceAll(/\D/g, "").slice(-4));
  await page.locator(".returned-call .row-link", { hasText: member.name }).click();
  await page.getByRole("heading", { name: "折返し受電の結果" }).waitFor();
  const offered = await page.locator(".results .toggle").allInnerTexts();
  assert.deepEqual(offered, ["アポ取れた", "担当者不在", "かけ直し", "お断り"], "they rang, and not in vain");
  assert.equal(await button(page, "かけなかった").count(), 0);
  await button(page, "あとで記録").click();
  await see(page, "あとで記録 1件");
  await office.patch(`/api/members/${member.number}`, { do_not_contact: true });
  await people.send(page);
  await page.goto(`${server.url}/member/${member.number}`);
  await see(page, "連絡停止");
  await page.getByRole("button", { name: "電話", exact: true }).and(page.locator("[disabled]")).waitFor();
  // The call did happen: its result can be recorded all the same.
  await page.goto(`${server.url}/call/${member.number}`);
  await page.locator("button:not([disabled])", { hasText: "担当者不在" }).waitFor();
  assert.equal(await page.locator(".talking-to a").count(), 0, "no number to ring");
});

test("the map of the day: outlines of the office, numbered stops, own position", async () => {
  const square = (west, south) => [[west, south], [west + 0.03, south], [west + 0.03, south + 0.025], [west, south + 0.025], [west, south]];
  const map = {
    type: "FeatureCollection",
    features: [["中区", 139.625, 35.43], ["西区", 139.6, 35.445]].map(([name, west, south]) => ({ type: "Feature", properties: { name }, geometry: { type: "Polygon", coordinates: [square(west, south)] } })),
  };
  await office.putFile("/api/area-map?credit=%E4%BE%8B", JSON.stringify(map));
  await page.goto(server.url);
  await people.send(page);
  await today();
  await link("今日の地図").click();
  await page.locator(".day-map .area").nth(1).waitFor();
  await see(page, "境界の出典: 例");
  await button(page, "現在地を表示する").click();
  await see(page, "赤い二重の輪が現在地です");
  const drawn = await page.locator(".day-map > g").evaluateAll((layers) => layers.map((layer) => layer.querySelector(".area, .point")?.classList[0] ?? layer.classList[0]));
  assert.deepEqual(drawn, ["area", "here", "point"], "one's own position covers a stop");
  await screenshot(page, "today-map", { fullPage: true });
});

test("near me sorts by distance", async () => {
  await page.goto(`${server.url}/list`);
  await button(page, "絞り込み").click();
  await button(page, "近い順").click();
  await page.locator(".list-line", { hasText: /約\d/ }).first().waitFor();
  await screenshot(page, "today-near");
});

test("near me says how old the place is, and looks again when the list is turned to", async () => {
  const metres = () => page.locator(".list-line").first().innerText();
  await see(page, "現在地 たった今");
  const near = await metres();
  await browser.context.clock.fastForward("00:05:00");
  await see(page, "現在地 5分前");
  await browser.context.setGeolocation({ latitude: 35.5, longitude: 139.7 });
  await people.tab(page, "今日").click();
  await people.tab(page, "一覧").click();
  await see(page, "現在地 たった今");
  await until(async () => await metres() !== near, "the list counts from the earlier place");
  await screenshot(page, "today-near-again");
});

test("back after a record leads to where one was before 今日", async () => {
  await people.tab(page, "一覧").click();
  await people.tab(page, "今日").click();
  await page.getByRole("button", { name: /^(記録|続きを書く)$/ }).first().click();
  await button(page, "不在").click();
  await button(page, "記録する").click();
  await see(page, "を記録しました");
  await page.getByRole("heading", { level: 1, name: /^今日/ }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "一覧" }).waitFor();
});

test("the visitor's card: two taps, with the office's number and a clock that runs", async () => {
  await page.setViewportSize(smallPhone.viewport);
  await page.goto(`${server.url}/list`);
  await today();
  await link("訪問員証").click();
  await see(page, "田中 正明");
  await see(page, "045-000-1200");
  const clock = page.getByRole("timer");
  const before = await clock.innerText();
  await until(async () => await clock.innerText() !== before, "the clock stands");
  await screenshot(page, "today-card");
  // A development build has no service worker, and the server was gone for a while.
  assert.deepEqual(browser.faults.filter((fault) => !/404.*fetching the script/.test(fault)), []);
});

test("a stop has one number on 今日, in the order and on the map, also once others are made", async () => {
  await page.goto(server.url);
  await people.beginVisit(page, "代表者と面談");
  await button(page, "記録する").click();
  await see(page, "を記録しました");
  const placeOfNext = async () => (await page.locator(".next-head .place").innerText()).split(" / ")[0];
  const place = await placeOfNext();
  assert.notEqual(place, "1");
  await link("並べ替え").click();
  const rows = page.locator(".arranged");
  assert.equal(await rows.first().locator(".place").innerText(), place);
  const second = without((await rows.nth(1).locator(".row-name").innerText()));
  await rows.nth(1).getByRole("button", { name: /を上へ$/ }).click();
  await button(page, "この順番にする").click();
  await see(page, "順番を変えました");
  assert.equal(await people.nextStop(page), second);
  assert.equal(await placeOfNext(), place);
  await link("今日の地図").click();
  await page.locator(".row-name", { hasText: `${place}.\u00a0${second}` }).waitFor();
});
