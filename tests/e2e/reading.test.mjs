// What a screen reader says: names and roles of the main screens, in the order in which they are read,
// and what is announced without being asked for.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const DEMO = "meguri-demo-2026";

let server, browser, page;

before(async () => {
  server = await startServer({ demo: true, today: "2023-10-02" });
  browser = await openBrowser({ clock: "2023-10-02T10:00:00+09:00" });
  ({ page } = browser);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

/**
 * The accessibility tree has these lines, in this order; other lines may stand between them. A line is
 * a role and a name as in Playwright's ARIA snapshots, or a pattern.
 */
async function reads(...lines) {
  const tree = (await page.locator("body").ariaSnapshot()).split("\n").map((line) => line.trim().replace(/^- /, "").replace(/:$/, ""));
  let from = 0;
  for (const line of lines) {
    const at = tree.findIndex((read, at) => at >= from && (line instanceof RegExp ? line.test(read) : read === line || read.startsWith(`${line} [`) || read.startsWith(`${line}:`)));
    assert.notEqual(at, -1, `${line} is not read after “${tree[from - 1] ?? "the beginning"}”:\n${tree.join("\n")}`);
    from = at + 1;
  }
  const nameless = tree.filter((line) => /^(button|link|textbox|searchbox|checkbox|combobox|switch|img)(?! ")/.test(line));
  assert.deepEqual(nameless, [], "something has no name");
}

const tabs = ['navigation "画面"', 'link "今日"', 'link "一覧"', /^link "日報/, /^link "送信/];

test("signing in", async () => {
  await page.goto(server.url);
  await button(page, "サインインする").waitFor();
  await reads("main", /^heading ".+" \[level=1\]/, 'textbox "ログイン名"', 'textbox "パスワード"', 'button "サインインする"');
  await people.typeSignIn(page, "tanaka", "wrong-password");
  await page.getByRole("alert").filter({ hasText: "ログイン名またはパスワードが違います" }).waitFor();
  await people.typeSignIn(page, "tanaka", DEMO);
  await people.nextStop(page);
});

test("today: the date, the next stop, what comes after, then the actions", async () => {
  const name = await people.nextStop(page);
  await reads("banner", /^heading "今日 10月2日\(月\)" \[level=1\]/, "main", /^region "次の(訪問先|候補)"/, `heading "${name}" [level=2]`,
    "contentinfo", 'link "電話"', 'link "地図"', 'button "記録"', ...tabs);
});

test("the list: how many, the rows, then the search; what was found is announced", async () => {
  await tab(page, "一覧").click();
  await page.locator(".list .list-link").first().waitFor();
  await reads("banner", 'heading "一覧" [level=1]', /^status: .*件/, "main", 'region "一覧"', "list", "listitem", /^link ".+"/,
    "contentinfo", 'searchbox "検索"', 'button "絞り込み"', ...tabs);
  const said = page.getByRole("status").filter({ hasText: /件/ });
  const all = await said.innerText();
  await page.getByRole("searchbox").fill("045");
  await page.locator("mark").first().waitFor();
  assert.notEqual(await said.innerText(), all, "the count of what was found is announced");
});

test("a member: who, then what to do, under one heading each", async () => {
  await page.getByRole("searchbox").fill("");
  await page.locator(".list .list-link").first().click();
  await page.getByRole("heading", { name: "会員", level: 1 }).waitFor();
  await reads("banner", 'button "戻る"', 'heading "会員" [level=1]', "main", /^heading ".+" \[level=2\]/, /^heading ".+" \[level=[23]\]/,
    "contentinfo", 'link "地図"', 'button "記録"');
});

test("a visit: the question, its answers as one group, the parts closed, then 記録する; saving is announced", async () => {
  await page.goto(server.url);
  const name = await people.beginVisit(page, "代表者と面談");
  await reads("banner", 'button "戻る"', 'heading "訪問記録" [level=1]', "main", `heading "${name}" [level=2]`, 'group "どうでしたか"',
    'button "代表者と面談" [pressed]', 'button "不在"', 'textbox "メモ"', "contentinfo", 'button "記録しない"', 'button "記録する"');
  await page.getByRole("status").filter({ hasText: "下書き保存済み" }).waitFor();
  await button(page, "記録する").click();
  await page.getByRole("status").filter({ hasText: `${name}を記録しました` }).waitFor();
});

test("sending: the state first, then the button", async () => {
  await tab(page, "送信").click();
  await see(page, "すべて事務局に届いています");
  await reads("banner", 'heading "送信" [level=1]', "main", "contentinfo", 'button "今すぐ送信する"', ...tabs);
});
