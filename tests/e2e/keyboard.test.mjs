// A visit recorded without a finger on the glass: Tab, Enter, Space and Escape, and one always sees where
// one is.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { see } from "./people.mjs";

const DEMO = "meguri-demo-2026";
/** No screen needs more steps from its title to its last target. */
const MOST_STEPS = 120;

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

/** Where the focus is: its name, and whether one can see that it is there. */
const focused = () => page.evaluate(() => {
  const it = document.activeElement;
  const { outlineStyle, outlineWidth } = getComputedStyle(it);
  const box = it.getBoundingClientRect();
  const covered = document.querySelector(".thumb")?.getBoundingClientRect();
  const name = it.ariaLabel ?? it.labels?.[0]?.innerText ?? it.innerText ?? "";
  return {
    name: name.trim(),
    tag: it.tagName,
    outlined: outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2,
    inView: box.bottom > 0 && box.top < innerHeight && (it.closest(".thumb") || !covered || box.top < covered.top),
  };
});

/** Goes on by Tab until this is focused; every stop on the way can be seen. */
async function reach(name, key = "Tab") {
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const at = await focused();
    if (step > 0 && at.tag !== "BODY") {
      assert.ok(at.outlined, `the focus on “${at.name}” can't be seen`);
      assert.ok(at.inView, `the focus on “${at.name}” is out of sight`);
    }
    if (at.name === name) return;
    await page.keyboard.press(key);
  }
  assert.fail(`${key} never reaches “${name}”`);
}

const title = () => page.evaluate(() => (document.activeElement.tagName === "H1" ? document.activeElement.innerText : ""));

test("signing in", async () => {
  await page.goto(server.url);
  await people.button(page, "サインインする").waitFor();
  await reach("ログイン名");
  await page.keyboard.type("tanaka");
  await reach("パスワード");
  await page.keyboard.type(DEMO);
  await page.keyboard.press("Enter");
  await people.nextStop(page);
});

test("a visit from today's page to “saved”", async () => {
  const name = await people.nextStop(page);
  await reach("記録");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "訪問記録" }).waitFor();
  await people.until(async () => await title() === "訪問記録", "the new screen doesn't begin at its title");
  await reach("代表者と面談");
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "代表者と面談", pressed: true }).waitFor();
  await reach("要望・ご意見");
  await page.keyboard.press("Enter");
  assert.equal((await focused()).name, "要望・ご意見", "opening a part keeps the focus where it was");
  await reach("要望を加える");
  await page.keyboard.press("Space");
  await page.getByLabel("相手の言葉のまま").waitFor();
  await page.keyboard.press("Tab");
  assert.equal((await focused()).name, "相手の言葉のまま", "the next step leads into what was added");
  await page.keyboard.type("締切を早めに知りたい");
  await reach("記録する");
  await page.keyboard.press("Enter");
  await see(page, `${name}を記録しました`);
  const said = page.getByRole("status").filter({ hasText: `${name}を記録しました` });
  assert.equal(await said.count(), 1, "what was saved is read out");
  await people.until(async () => /^今日/.test(await title()), "the next screen doesn't begin at its title");
  await page.keyboard.press("Shift+Tab");
  assert.equal((await focused()).name, "元に戻す", "one step before the title");
});

test("sending keeps the focus on its button", async () => {
  await people.tab(page, "送信").focus();
  await page.keyboard.press("Enter");
  await people.until(async () => await title() === "送信", "the new screen doesn't begin at its title");
  await reach("今すぐ送信する");
  await page.keyboard.press("Enter");
  await see(page, "すべて事務局に届いています");
  await people.button(page, "今すぐ送信する").waitFor();
  assert.equal((await focused()).name, "今すぐ送信する");
});

test("back from a member to the place in the list", async () => {
  await page.goto(`${server.url}/list`);
  await page.locator(".list .list-link").first().waitFor();
  await people.until(async () => await title() === "一覧", "the list doesn't begin at its title");
  await page.locator(".list .list-link").nth(3).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "会員", level: 1 }).waitFor();
  await reach("戻る");
  await page.keyboard.press("Enter");
  await page.locator(".list .list-link").first().waitFor();
  await reach("絞り込み", "Shift+Tab");
  await page.keyboard.press("Space");
  await page.getByRole("button", { name: "絞り込み", expanded: true }).waitFor();
});
