// What each purpose of a visit asks for, what a visit finds when a business is no more, mutual aid, and the visitor's
// card with a photo and out of date.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { openBrowser, screenshot } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, openPart, see } from "./people.mjs";

const TODAY = "2023-10-02";
const PURPOSES = { "400001": "web_join_follow_up", "400002": "requested_material", "400003": "recruiting", "400004": "retention", "400005": "requested_material" };
const GONE = { "移転": "400011", "休業": "400012", "廃業": "400013", "合併": "400014", "代表者逝去": "400015" };
const numbers = [...Object.keys(PURPOSES), ...Object.values(GONE)];
const LIST = [
  "会員番号,事業所名,代表者名,業種,所属支部,加入年月日,所在地,電話番号,従業員数",
  ...numbers.map((number, at) => `${number},試験商店${at},渡邊 ${at}郎,小売業,中支部,2021/5/10,横浜市中区本牧1-${at},045-000-01${at}0,4`),
].join("\r\n");
/** One pixel. */
const JPEG = "/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==";

let server, office, browser, page, tanaka;

before(async () => {
  const setPurposes = async (office, targets) => {
    for (const [number, purpose] of Object.entries(PURPOSES)) {
      const { id } = targets.find(({ member }) => member === number);
      await office.post("/api/targets/purpose", { targets: [id], purpose });
    }
  };
  ({ server, office, visitor: tanaka, browser, page } = await people.beginDay({ today: TODAY, list: LIST, before: setPurposes }));
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

/** What the office has said since is on the phone. */
async function synchronise() {
  await page.goto(server.url);
  await people.send(page);
}

const openMember = (number) => page.goto(`${server.url}/member/${number}`);

async function visitAt(number, outcome) {
  await openMember(number);
  await button(page, "記録").click();
  await page.getByRole("heading", { name: "訪問記録" }).waitFor();
  if (outcome) await button(page, outcome).click();
}

async function record() {
  await button(page, "記録する").click();
  await see(page, "を記録しました");
}

/** The visit to this member as the office has it. */
async function visit(number) {
  await synchronise();
  const { contacts } = await office.get(`/api/members/${number}`);
  return contacts[0].fact.body.visit;
}

test("WEB加入フォロー: online, asked before anything else", async () => {
  await visitAt("400001");
  await see(page, "WEBだけで入会した方です。");
  await button(page, "オンライン").click();
  await button(page, "代表者と面談").click();
  await screenshot(page, "purposes-web-join", { fullPage: true });
  await record();
  const { manner, outcome } = await visit("400001");
  assert.deepEqual([manner, outcome], ["online", "met_representative"]);
});

test("資料請求面談: the gift card of 500 yen after the meeting", async () => {
  await visitAt("400002", "代表者と面談");
  await see(page, "資料を請求した方です。");
  await page.getByRole("switch", { name: "ギフトカード500円を渡した(面談後)" }).click();
  await screenshot(page, "purposes-material", { fullPage: true });
  await record();
  assert.deepEqual((await visit("400002")).handed_over.map(({ item }) => item), ["gift_card500"]);
});

test("資料請求面談: a contractor's meeting ends without the gift card where the office says so, and staff's with it", async () => {
  const gift = page.getByRole("switch", { name: "ギフトカード500円を渡した(面談後)" });
  const desk = await openBrowser();
  try {
    await people.signInAtOffice(desk.page, server.url, "kanri");
    await people.menu(desk.page, "設定").click();
    await desk.page.getByRole("link", { name: "事務局の連絡先・進呈品" }).click();
    await desk.page.getByLabel("事務局の名前").fill("会員サービス課");
    await desk.page.getByLabel("電話番号").fill("045-000-1200");
    await desk.page.getByLabel("職員の面談だけを対象にする").check();
    await screenshot(desk.page, "purposes-gift-setting");
    await button(desk.page, "保存する").click();
    await see(desk.page, "保存しました");

    await synchronise();
    await openMember("400005");
    await see(page, "委託訪問員の面談はギフトカードの対象外です。");
    await visitAt("400005", "代表者と面談");
    const draft = page.url();
    await see(page, "委託訪問員の面談はギフトカードの対象外です。");
    assert.equal(await gift.count(), 0);
    await screenshot(page, "purposes-no-gift", { fullPage: true });

    await desk.page.getByRole("link", { name: "利用者" }).click();
    await desk.page.getByRole("row", { name: "田中" }).getByRole("button", { name: "訪問員証" }).click();
    await desk.page.getByLabel("職員(委託訪問員ではない)").check();
    await screenshot(desk.page, "purposes-is-staff");
    await button(desk.page, "訪問員証を保存する").click();
    await see(desk.page, "訪問員証を保存しました");
    await synchronise();
    await openMember("400005");
    await see(page, "面談のあと、ギフトカード500円を渡します。");
    await page.goto(draft);
    await gift.waitFor();
    assert.deepEqual([...browser.faults, ...desk.faults], []);
  } finally {
    await desk.remove();
  }
});

test("加入勧誘: whether help was asked for, and who was introduced", async () => {
  await visitAt("400003", "代表者と面談");
  await see(page, "紹介できる非会員の事業所がないか伺います。");
  await page.getByRole("switch", { name: "加入勧誘への協力をお願いした" }).click();
  await openPart(page, "紹介");
  await button(page, "紹介を加える").click();
  await page.getByLabel("紹介された事業所").fill("元町ベーカリー");
  await page.getByRole("switch", { name: "連絡してよいと承諾あり" }).click();
  await record();
  const { asked_to_introduce, introductions: [{ business, consented }] } = await visit("400003");
  assert.deepEqual([asked_to_introduce, business, consented], [true, "元町ベーカリー", true]);
});

test("退会慰留: listened to, with the reasons, on the register at once", async () => {
  await visitAt("400004", "代表者と面談");
  await see(page, "引き止めより先に事情を聞き");
  await openPart(page, "退会の兆し");
  await button(page, "迷っている").click();
  await button(page, "業績不振").click();
  await page.getByLabel("相手の言葉のまま").fill("来年度は考えたい");
  await record();
  await visit("400004");
  const { cases } = await office.get("/api/withdrawals");
  assert.deepEqual(cases.map(({ line }) => [line.member, line.level, line.reasons]), [["400004", "wavering", ["business"]]]);
});

test("mutual aid: what to say is there; an explanation is wanted only with who agreed to pass on what to whom", async () => {
  const looks = new Looks(page, "purposes");
  await visitAt("400001", "担当者と面談");
  await page.getByLabel("話した方").fill("経理 高島 恵");
  await openPart(page, "生命共済の案内");
  await see(page, "会員の役員・従業員のための共済制度です");
  await page.locator(".section-body").getByText("話し方と事例").click();
  await see(page, "こういう制度があることをお知らせするだけ");
  await button(page, "担当者の説明を希望").click();
  await button(page, "記録する").click();
  await see(page, "説明の希望には、誰が・何を・誰に伝えてよいかの承諾");
  // The usual words are one tap away, and what was typed gives way to a tap.
  await page.getByLabel("承諾した方").fill("高");
  await button(page, "経理 高島 恵").click();
  assert.equal(await page.getByLabel("承諾した方").inputValue(), "経理 高島 恵");
  await button(page, "渡邊 0郎").click();
  await button(page, "お名前と連絡先").click();
  await button(page, "会議所の共済担当者").click();
  assert.equal(await page.getByLabel("承諾した方").inputValue(), "渡邊 0郎");
  await looks.atPhone("mutual-aid", { fullPage: true });
  await page.getByLabel("伝えてよい内容").fill("事業所名と電話番号");
  await record();
  const { mutual_aid } = await visit("400001");
  assert.deepEqual(mutual_aid, {
    interest: "wants_explanation",
    consent: { agreed_by: "渡邊 0郎", passes_on: "事業所名と電話番号", to: "会議所の共済担当者" },
  });
  assert.deepEqual(looks.found, []);
});

for (const [outcome, number] of Object.entries(GONE)) {
  test(`${outcome}: what it asks, and whether contact stops`, async () => {
    await visitAt(number, "移転・休業・廃業など");
    await button(page, outcome).click();
    const stops = outcome !== "移転";
    await page.locator(".section-head", { hasText: "変更の聞き取り" }).waitFor();
    assert.equal(await page.getByText("連絡を止めます").count(), stops ? 1 : 0);
    assert.equal(await page.locator(".section-head", { hasText: "すすめた事業と反応" }).count(), 0, "nothing to propose");
    await openPart(page, "変更の聞き取り");
    await button(page, "変更を加える").click();
    await page.getByLabel("聞いた内容").fill("連絡先は長男の渡邊様");
    await screenshot(page, `purposes-${number}`, { fullPage: true });
    await record();
    const { changes } = await visit(number);
    assert.equal(changes[0].new, "連絡先は長男の渡邊様");
    const { member } = await office.get(`/api/members/${number}`);
    assert.equal(member.do_not_contact ?? false, stops);
    await openMember(number);
    await page.getByRole("heading", { level: 2, name: /^試験商店/ }).waitFor();
    assert.equal(await page.getByRole("link", { name: "電話", exact: true }).count(), stops ? 0 : 1);
    assert.equal(await page.getByText(`今日、自分が「${outcome}」と記録しました`).count(), stops ? 1 : 0);
    assert.equal(await page.locator(".member-head .chips li").count() > 0, !stops, "no reason to go is given");
  });
}

test("the visitor's card: with the photo, and out of date in so many words", async () => {
  const card = (valid_until) => office.put(`/api/users/${tanaka}/card`, { affiliation: "東横浜商工会議所 委託訪問員", valid_until, photo: JPEG });
  await card("2024-03-31");
  await synchronise();
  await page.goto(`${server.url}/card`);
  await see(page, "東横浜商工会議所 委託訪問員");
  await see(page, "有効期限 2024年3月31日");
  const photo = page.getByRole("img", { name: "田中 正明の写真" });
  assert.ok(await photo.evaluate((image) => image.decode().then(() => image.naturalWidth > 0)));
  await screenshot(page, "purposes-card");
  await card("2023-10-01");
  await synchronise();
  await page.goto(`${server.url}/card`);
  await see(page, "有効期限切れ(2023年10月1日まで)。事務局に連絡してください。");
  await screenshot(page, "purposes-card-expired");
});
