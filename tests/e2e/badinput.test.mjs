// What people see when what they gave can't be used: what happened, what is safe, what to do.
// What the server makes of it is tested over HTTP in tests/http.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { desktop, openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, menu, see } from "./people.mjs";

let server, office;

before(async () => {
  server = await startServer({ today: "2023-10-02" });
  const [, token] = await server.printed(/setup\?token=(\S+)/);
  const administrator = new people.Session(server.url);
  await administrator.begin("/api/setup", { token, login: "kanri", name: "高木 修", password: people.password });
  for (const [login, name, role] of [["suzuki", "鈴木 恵", "coordinator"], ["tanaka", "田中 正明", "visitor"]]) {
    await administrator.post("/api/users", { login, name, role, password: people.password });
  }
  office = await openBrowser({ device: desktop, clock: "2023-10-02T10:00:00+09:00" });
});

after(async () => {
  await office?.remove();
  await server?.remove();
});

test("a wrong password at the console", async () => {
  const { page } = office;
  await page.goto(`${server.url}/office/`);
  await page.getByLabel("ログイン名").fill("suzuki");
  await page.getByLabel("パスワード").fill("wrong-password");
  await button(page, "サインイン").click();
  const alert = page.getByRole("alert");
  await see(alert, "ログイン名かパスワードが違います");
  assert.equal(await page.getByLabel("ログイン名").inputValue(), "suzuki", "what was typed stays");
  await screenshot(page, "badinput-password");
});

test("a visitor at the console's door is shown to the phone app", async () => {
  const { page } = office;
  await page.getByLabel("ログイン名").fill("tanaka");
  await page.getByLabel("パスワード").fill(people.password);
  await button(page, "サインイン").click();
  await see(page, "田中 正明さん、こちらは事務局の画面です");
  assert.equal(await page.getByRole("navigation", { name: "メニュー" }).count(), 0);
  await screenshot(page, "badinput-visitor");
  await page.getByRole("link", { name: "訪問アプリを開く" }).click();
  await button(page, "サインインする").waitFor();
  await page.goto(`${server.url}/office/`);
  await button(page, "サインアウト").click();
  await button(page, "サインイン").waitFor();
});

test("a link for the first administrator that was used already", async () => {
  const { page } = office;
  await page.goto(`${server.url}/office/setup?token=used-already`);
  await page.getByLabel("お名前").fill("誰か");
  await page.getByLabel("ログイン名").fill("dareka");
  await page.getByLabel("パスワード").fill(people.password);
  await button(page, "管理者をつくって始める").click();
  await see(page.getByRole("alert"), "このリンクは使えません");
  await screenshot(page, "badinput-setup");
});

const FILES = [
  ["an empty file", "empty.csv", "", "ファイルが空です"],
  ["headings without rows", "header.csv", "会員番号,事業所名,加入年月日\r\n", "見出しの行だけで、データがありません"],
  ["a workbook", "members.csv", Buffer.from("504b0304140006000800", "hex"), "CSVではなく"],
  ["an unknown encoding", "utf16.csv", Buffer.from("\uFEFF会員番号,事業所名\r\n1,店\r\n", "utf16le"), /CSVではなく|文字を読めません/],
];

test("files that are no list change nothing and say so", async () => {
  const { page } = office;
  await people.signInAtOffice(page, server.url, "suzuki");
  await menu(page, "会員").click();
  await page.getByRole("link", { name: "名簿を取り込む" }).first().click();
  for (const [what, name, bytes, words] of FILES) {
    await page.getByLabel("ファイルを選ぶ").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(bytes) });
    const alert = page.getByRole("alert");
    await see(alert, words);
    await see(alert, "何も取り込まれていません");
    await screenshot(page, `badinput-${what.replaceAll(" ", "-")}`);
    // The next file begins without the last one's words.
    await page.getByLabel("利用履歴").check();
    await alert.waitFor({ state: "detached" });
    await page.getByLabel("会員名簿").check();
  }
});

test("a file with columns that nobody can guess asks which they are", async () => {
  const { page } = office;
  const file = { name: "other.csv", mimeType: "text/csv", buffer: Buffer.from("A,B,C\r\n1,店,2021-05-10\r\n") };
  await page.getByLabel("ファイルを選ぶ").setInputFiles(file);
  await see(page.getByRole("alert"), "必要な列が決まっていません");
  assert.ok(await page.getByRole("button", { name: /件を取り込む/ }).isDisabled());
  await page.getByRole("combobox", { name: "「A」の意味" }).selectOption({ label: "会員番号（必須）" });
  await page.getByRole("combobox", { name: "「B」の意味" }).selectOption({ label: "事業所名（必須）" });
  await page.getByRole("combobox", { name: "「C」の意味" }).selectOption({ label: "加入日（必須）" });
  await page.getByRole("button", { name: "1件を取り込む" }).and(page.locator(":enabled")).waitFor();
  await screenshot(page, "badinput-columns");
});

const LISTS = {
  first: "会員番号,事業所名,加入年月日,所在地\r\n1,関内青果,2021-05-10,横浜市中区\r\n2,汐入電設,2021-05-10,横浜市中区\r\n",
  wrong: "会員番号,事業所名,加入年月日,所在地\r\n1,関内商会,2021-05-10,横浜市西区\r\n2,汐入商会,2021-05-10,横浜市西区\r\n3,野毛商会,2021-05-10,横浜市西区\r\n",
};

async function takeIn(page, name, count) {
  await page.getByLabel("ファイルを選ぶ").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(LISTS[name.split(".")[0]]) });
  await page.getByRole("button", { name: `${count}件を取り込む` }).click();
  await see(page, "取り込みました");
}

test("a list that was the wrong one is taken back, but for what somebody has changed since", async () => {
  const { page } = office;
  await button(page, "別のファイルを選ぶ").click();
  await takeIn(page, "first.csv", 2);
  await button(page, "別のファイルを取り込む").click();
  await takeIn(page, "wrong.csv", 3);
  const suzuki = await people.Session.signIn(server.url, "suzuki");
  await suzuki.put("/api/members/2/place", { entrance: "裏口から" });

  await button(page, "取込を取り消す").click();
  const undo = page.getByRole("region", { name: "取込を取り消す" });
  await see(undo, "「wrong.csv」の取込を取り消しますか");
  await see(undo, "3件のうち2件を、取り込む前に戻します。");
  await see(undo.getByRole("row", { name: /^2 / }), "汐入商会");
  await screenshot(page, "badinput-undo-preview");
  await button(undo, "やめる").click();
  await undo.waitFor({ state: "detached" });

  await button(page, "取込を取り消す").click();
  await button(undo, "2件を元に戻す").click();
  await see(undo, "3件のうち2件を元に戻しました。1件はその後変更されたか使われているため、そのままです。");
  await see(page.getByRole("row", { name: /wrong\.csv/ }), /取り消し済み/);
  await screenshot(page, "badinput-undone");
  const { members } = await suzuki.get("/api/members");
  assert.deepEqual(members.map((member) => member.name), ["関内青果", "汐入商会"]);
  // It is the first list's turn now, and the same file can come in once more.
  assert.equal(await button(page.getByRole("row", { name: /first\.csv/ }), "取込を取り消す").count(), 1);
  await takeIn(page, "wrong.csv", 2);
});

test("nothing complained besides", () => {
  assert.deepEqual(office.faults, []);
});
