// Every screen, seen as people see it: on small and large phones, in the dark, with large text, in
// English, empty, in trouble, offline; and the console on a desk.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { appInstalled, desktop, openBrowser, phone, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, menu, see, tab, until } from "./people.mjs";

const TODAY = "2023-10-02";
const CLOCK = `${TODAY}T10:00:00+09:00`;
const DEMO = "meguri-demo-2026";

let server, session, season, lines;

before(async () => {
  server = await startServer({ demo: true, today: TODAY });
  session = await people.Session.signIn(server.url, "suzuki", DEMO);
  [{ season }] = (await session.get("/api/seasons")).seasons;
  ({ targets: lines } = await session.get(`/api/seasons/${season.id}/targets`));
});

after(async () => {
  await server?.remove();
});

/** Runs a look at an app and asserts what it found, so that one run shows everything. */
async function looking(browser, prefix, look) {
  const looks = new Looks(browser.page, prefix);
  try {
    await look(looks, browser.page);
    assert.equal(looks.found.join("\n"), "");
    assert.deepEqual(browser.faults, []);
  } finally {
    await browser.remove();
  }
}

/** Of the demo's members on that visitor's phone, the first that fits. */
async function memberOf(login, fits) {
  const { users } = await session.get("/api/users");
  const visitor = users.find((user) => user.login === login).id;
  for (const line of lines.filter((line) => line.target.assignment?.visitor === visitor)) {
    const file = await session.get(`/api/members/${line.target.member}`);
    if (fits(file, line)) return file.member;
  }
  throw new Error("the demo has no such member");
}

/** Every screen that a signed-in visitor can reach by its address. */
const addresses = (member) => [
  ["today", "/"],
  ["list", "/list"],
  ["member", `/member/${member.number}`],
  ["call", `/call/${member.number}`],
  ["report", "/report"],
  ["sync", "/sync"],
  ["order", "/order"],
  ["map", "/map"],
  ["card", "/card"],
];

/** What a screen reader says to be wrong with a field; false where nothing is. */
const wrongWith = (field) => field.evaluate((it) =>
  it.getAttribute("aria-invalid") === "true" && document.getElementById(it.getAttribute("aria-describedby")).innerText);

const opened = (page) => page.getByRole("heading", { level: 1 }).and(page.locator("[tabindex]")).waitFor();

test("the phone's sign-in", async () => {
  const browser = await openBrowser({ device: phone, clock: CLOCK });
  await looking(browser, "phone", async (looks, page) => {
    await page.goto(server.url);
    await button(page, "サインインする").waitFor();
    await looks.atPhone("sign-in");
    await people.typeSignIn(page, "tanaka", "wrong-password");
    await see(page, "ログイン名またはパスワードが違います");
    for (const field of ["ログイン名", "パスワード"]) assert.match(await wrongWith(page.getByLabel(field)), /違います/);
    await looks.atPhone("sign-in-wrong");
    await people.typeSignIn(page, "suzuki", DEMO);
    await see(page, "このアカウントは訪問アプリでは使えません");
    await looks.atPhone("sign-in-not-a-visitor");
    await page.getByRole("button", { name: "English" }).click();
    await looks.once("sign-in-en");
  });
});

test("the phone's screens in mid-season", async () => {
  const browser = await openBrowser({ device: phone, clock: CLOCK });
  const answered = await memberOf("tanaka", (file) => file.requests.some((request) => request.answer));
  await looking(browser, "phone", async (looks, page) => {
    await people.signInOnPhone(page, server.url, "tanaka", DEMO);
    await people.nextStop(page);
    for (const [name, address] of addresses(answered)) {
      await page.goto(server.url + address);
      await opened(page);
      await looks.atPhone(name, { fullPage: true });
    }
    await page.goto(`${server.url}/member/999999`);
    await see(page, "この会員は端末にありません");
    await looks.atPhone("member-not-here");

    await page.goto(`${server.url}/list`);
    await button(page, "絞り込み").click();
    await looks.atPhone("list-filters");
    await button(page, "絞り込み").click();
    await page.getByRole("searchbox").fill("045");
    await page.locator("mark").first().waitFor();
    await looks.atPhone("list-found");
    await page.getByRole("searchbox").fill("存在しない会社名");
    await see(page, "見つかりません");
    await looks.atPhone("list-nobody");
  });
});

test("the phone's records", async () => {
  const browser = await openBrowser({ device: phone, clock: CLOCK });
  await looking(browser, "phone", async (looks, page) => {
    await people.signInOnPhone(page, server.url, "sato", DEMO);
    await people.nextStop(page);
    await page.getByRole("link", { name: "電話", exact: true }).click();
    await button(page, "アポ取れた").click();
    await looks.atPhone("call-when", { fullPage: true });
    await button(page, "あとで記録").click();
    await see(page, "あとで記録 1件");
    await button(page, "折返しの電話を受けた").click();
    await page.getByLabel("電話番号の下4けた").fill("00");
    await looks.atPhone("today-returned-call", { fullPage: true });

    await button(page, "記録").click();
    await see(page, "どうでしたか");
    await looks.atPhone("visit");
    await button(page, "代表者と面談").click();
    await page.locator(".section-head").first().waitFor();
    await people.openAllParts(page);
    for (const add of ["要望を加える", "依頼を加える", "変更を加える", "紹介を加える", "配布物を加える", "手渡しを加える"]) {
      await button(page, add).click();
    }
    await button(page, "退会したい").click();
    await button(page, "担当者の説明を希望").click();
    await looks.atPhone("visit-everything", { fullPage: true });
    await button(page, "記録する").click();
    await see(page, "まだ記録していません");
    assert.match(await wrongWith(page.getByLabel("承諾した方")), /説明の希望には、誰が・何を・誰に伝えてよいかの承諾: /);
    assert.equal(await wrongWith(page.getByLabel("メモ", { exact: true })), false);
    await looks.atPhone("visit-wanting");
    await page.goto(server.url);
    await see(page, "書きかけ 1件");
    await looks.atPhone("today-drafts");
  });
});

test("the phone offline, with something urgent unsent, and after its session has ended", async () => {
  const browser = await openBrowser({ device: phone, clock: CLOCK });
  try {
    await looking(browser, "phone", async (looks, page) => {
      await people.signInOnPhone(page, server.url, "ito", DEMO);
      await people.nextStop(page);
      await appInstalled(page);
      await server.stop();
      await page.reload();
      await people.nextStop(page);
      await people.beginVisit(page, "代表者と面談");
      await people.openPart(page, "退会の兆し");
      await button(page, "退会したい").click();
      await button(page, "記録する").click();
      await see(page, "未送信です。電話してください");
      await looks.atPhone("today-urgent");
      await tab(page, "送信").click();
      await button(page, "今すぐ送信する").click();
      await see(page, "事務局につながりません");
      await looks.atPhone("sync-offline", { fullPage: true });
      await browser.context.clearCookies();
      await server.start();
      await button(page, "今すぐ送信する").click();
      await see(page, "サインインの期限が切れました");
      await looks.atPhone("sync-session-ended");
    });
  } finally {
    await server.restart();
  }
});

test("the phone before anything is assigned", async () => {
  const administrator = await people.Session.signIn(server.url, "kanri", DEMO);
  await administrator.post("/api/users", { login: "shinjin", name: "新人 一郎", role: "visitor", password: people.password });
  const browser = await openBrowser({ device: phone, clock: CLOCK });
  await looking(browser, "phone", async (looks, page) => {
    await people.signInOnPhone(page, server.url, "shinjin");
    await see(page, "担当の会員がまだいません");
    await looks.atPhone("today-empty");
    for (const [name, address] of [["list", "/list"], ["report", "/report"], ["sync", "/sync"]]) {
      await page.goto(server.url + address);
      await opened(page);
      await looks.atPhone(`${name}-empty`);
    }
  });
});

test("the console's door", async () => {
  const browser = await openBrowser({ device: desktop, clock: CLOCK });
  await looking(browser, "office", async (looks, page) => {
    await page.goto(`${server.url}/office/`);
    await button(page, "サインイン").waitFor();
    await looks.atDesk("sign-in");
    await page.goto(`${server.url}/office/setup?token=spent`);
    await button(page, "管理者をつくって始める").waitFor();
    await looks.atDesk("setup");
  });
});

test("the console's screens in mid-season", async () => {
  const browser = await openBrowser({ device: desktop, clock: CLOCK });
  await looking(browser, "office", async (looks, page) => {
    await people.signInAtOffice(page, server.url, "suzuki", DEMO);
    const chooseFirst = async () => {
      await page.getByRole("grid").locator("tbody tr[aria-rowindex]").first().click();
      await page.locator(".panel dl.facts").waitFor();
    };
    await see(page, "訪問員別");
    await looks.atDesk("overview");

    await menu(page, "会員").click();
    await see(page, "12,000件");
    await looks.atDesk("members");
    await chooseFirst();
    await looks.atDesk("member");

    await menu(page, "訪問対象").click();
    await see(page, "1,508件のうち1,508件を表示");
    await button(page, "件を選ぶ").click();
    await chooseFirst();
    await looks.atDesk("targets");
    await page.getByRole("searchbox").fill("存在しない会社名");
    await see(page, "条件に合うものがありません");
    await looks.atDesk("targets-nothing");
    await page.getByRole("link", { name: "実施期間をつくる" }).click();
    await looks.atDesk("season-new");
    await button(page, "対象を確かめる").click();
    await see(page, "うち利用なし");
    await looks.atDesk("season-preview");

    await menu(page, "訪問予定").click();
    await see(page, "この日の訪問先");
    await looks.atDesk("plan");
    await button(page, "次の日").click();
    await page.locator(".stop-name").first().click();
    await page.locator(".panel dl.facts").waitFor();
    await looks.atDesk("plan-member");

    await menu(page, "要望").click();
    await chooseFirst();
    await looks.atDesk("requests");
    for (const [name, words] of [["tasks", "事務局への依頼"], ["complaints", "クレーム"], ["changes", "変更聞き取り"]]) {
      await page.getByRole("navigation", { name: "一覧の切り替え" }).getByRole("link", { name: words }).click();
      await page.getByRole("grid", { name: words }).waitFor();
      await looks.atDesk(name);
    }
    await menu(page, "退会希望").click();
    await chooseFirst();
    await looks.atDesk("withdrawals");

    await menu(page, "要確認").click();
    await until(async () => (await page.getByText("読み込んでいます…").count()) === 0, "it goes on loading");
    await looks.atDesk("attention");
  });
});

test("the console's settings, an import, and a session that ends", async () => {
  const browser = await openBrowser({ device: desktop, clock: CLOCK });
  await looking(browser, "office", async (looks, page) => {
    await people.signInAtOffice(page, server.url, "kanri", DEMO);
    await menu(page, "設定").click();
    await see(page, "利用者を登録する");
    await looks.atDesk("people");
    for (const [name, words] of [["devices", "端末"], ["seasons", "実施期間"], ["office-card", "事務局の連絡先"]]) {
      await page.getByRole("navigation", { name: "一覧の切り替え" }).getByRole("link", { name: words }).click();
      await until(async () => (await page.getByText("読み込んでいます…").count()) === 0, "it goes on loading");
      await looks.atDesk(name);
    }
    await menu(page, "会員").click();
    await page.getByRole("link", { name: "名簿を取り込む" }).first().click();
    await see(page, "これまでの取り込み");
    await looks.atDesk("import");
    await page.getByLabel("ファイルを選ぶ").setInputFiles(people.memberList);
    await see(page, "取り込めない行 12件");
    await looks.atDesk("import-preview");
    await page.goto(`${server.url}/office/no-such-page`);
    await see(page, "このページはありません");
    await looks.atDesk("no-such-page");
    await menu(page, "設定").click();
    await button(page, "English").click();
    await looks.atDesk("people-en");
    await page.getByRole("link", { name: "Overview" }).click();
    await page.getByText("By visitor").first().waitFor();
    await looks.atDesk("overview-en");
    await browser.context.clearCookies();
    await page.getByRole("link", { name: "Requests" }).first().click();
    await page.getByRole("dialog").waitFor();
    await looks.atDesk("session-ended");
  });
});
