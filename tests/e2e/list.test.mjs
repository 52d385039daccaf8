// The list 一覧 with more members than a phone draws at once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { screenshot } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const MEMBERS = 400;
const MOST_ROWS = 60;
const LONG = "株式会社エンターテインメントパートナーズ";
const LIST = [
  "会員番号,事業所名,事業所名カナ,代表者名,業種,所属支部,加入年月日,所在地,電話番号,従業員数",
  ...Array.from({ length: MEMBERS }, (_, at) =>
    `${500_001 + at},${at + 1 < MEMBERS ? `試験商店${at + 1}号` : LONG},シケン${at + 1},渡邊 一郎,小売業,中支部,2021/5/10,横浜市中区本牧${at + 1}-1,045-000-${String(1_000 + at)},4`),
].join("\r\n");

let server, browser, page;

before(async () => {
  ({ server, browser, page } = await people.beginDay({ today: "2023-10-02", list: LIST }));
  await tab(page, "一覧").click();
  await see(page, `${MEMBERS}件`);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

const frame = () => page.locator(".list-frame");
const scrollTo = (top) => frame().evaluate((frame, top) => { frame.scrollTop = top; }, top);
const scrolled = () => frame().evaluate((frame) => frame.scrollTop);

/** The names that can be seen, once the rows have followed the frame: nothing is blank. */
const inSight = () => people.until(() => frame().evaluate((frame) => {
  const { top, bottom } = frame.getBoundingClientRect();
  const rows = [...frame.querySelectorAll(".list > .list-row")].map((row) => [row.getBoundingClientRect(), row]);
  const seen = rows.filter(([at]) => at.bottom > top + 1 && at.top < bottom - 1);
  const isFilled = seen.length > 0 && seen[0][0].top <= top + 1 && seen.at(-1)[0].bottom >= bottom - 1;
  return isFilled && seen.map(([, row]) => row.querySelector(".list-name").textContent.trim());
}), "rows are missing in sight");

test("only what can be seen and a little more is drawn, from the first member to the last", async () => {
  const height = await frame().evaluate((frame) => frame.querySelector(".list-row").offsetHeight);
  const met = new Set();
  for (let top = 0; top < MEMBERS * height; top += 5 * height) {
    await scrollTo(top);
    for (const name of await inSight()) met.add(name);
    assert.ok(await page.locator(".list > .list-row").count() <= MOST_ROWS);
  }
  assert.equal(met.size, MEMBERS, "every member has been in sight");
});

test("coming back from a member, the list stands where one left it", async () => {
  await scrollTo(9_000);
  const before = await inSight();
  await page.getByRole("link", { name: before[2] }).click();
  await page.getByRole("heading", { name: "会員", level: 1 }).waitFor();
  await button(page, "戻る").click();
  assert.deepEqual(await inSight(), before);
  assert.equal(await scrolled(), 9_000);
  await screenshot(page, "list-came-back");
});

test("a new question begins at the top", async () => {
  await page.getByRole("searchbox").fill("試験商店3");
  await see(page, "111件");
  assert.equal(await scrolled(), 0);
  assert.match((await inSight())[0], /^試験商店3/);
  await page.getByRole("searchbox").fill("");
  await see(page, `${MEMBERS}件`);
  assert.equal(await scrolled(), 0);
});

/** With which letter each line of a text begins. */
const lineStarts = (text) => text.evaluate((text) => {
  const starts = [];
  const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
  let bottom = 0;
  while (walker.nextNode()) {
    [...walker.currentNode.data].forEach((letter, at) => {
      const range = document.createRange();
      range.setStart(walker.currentNode, at);
      range.setEnd(walker.currentNode, at + 1);
      const rect = range.getBoundingClientRect();
      if (rect.top >= bottom) starts.push(letter);
      if (rect.top >= bottom) bottom = rect.bottom - 1;
    });
  }
  return starts.join("");
});

test("with large text no line of a name begins with ー, and the search says what it looks through", async () => {
  const textSize = (size) => page.evaluate((size) => { document.documentElement.style.fontSize = size; }, size);
  const size = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await textSize("200%");
  const hint = await page.getByRole("searchbox").evaluate((field) => {
    const { font, fontSize } = getComputedStyle(field, "::placeholder");
    const { paddingLeft, paddingRight } = getComputedStyle(field);
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.font = font;
    const room = field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
    return { room: room - canvas.measureText(field.placeholder).width, size: parseFloat(fontSize) };
  });
  assert.ok(hint.room >= 0 && hint.size >= 18, JSON.stringify(hint));
  await screenshot(page, "list-large-text");
  await page.getByRole("searchbox").fill("エンター");
  await see(page, "1件");
  const widths = [320, 340, 360, 375, 390, 400, 412];
  const look = async (text) => {
    for (const width of widths) {
      await page.setViewportSize({ width, height: 740 });
      assert.doesNotMatch(await lineStarts(text), /[ーァィゥェォッャュョ]/, `at ${width}`);
    }
  };
  await look(page.locator(".list > .list-row .list-name"));
  await screenshot(page, "list-large-text-name");
  await page.locator(".list > .list-row a").click();
  await look(page.locator(".member-name"));
  await page.setViewportSize({ width: 360, height: 740 });
  await screenshot(page, "member-large-text-name");
  await textSize("");
  await page.setViewportSize(size);
});
