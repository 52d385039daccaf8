// Every piece and every screen in every state, as `/gallery` of a development build shows them. The
// pieces are also compared with the pictures in tests/e2e/gallery/, which show what was meant.
//
// After a change that was meant: MEGURI_ACCEPT=1 node --test tests/e2e/gallery.test.mjs, then look at the
// pictures before committing them.

import assert from "node:assert/strict";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { openBrowser, phone, root, startServer } from "./meguri.mjs";

const webFolder = process.env.MEGURI_GALLERY ?? join(root, "target/web-gallery");
const meant = join(root, "tests/e2e/gallery");
const found = join(root, "target/e2e/gallery");

/** Debian's fonts-noto-cjk, which `cargo xtask test` installs; others draw other pixels. */
const FONT = "Noto Sans CJK JP";
/** How far a colour may be off, of 255, before its pixel counts as different: smoothing varies a little. */
const NEARLY = 40;
/** The share of different pixels that another version of Chromium may bring. */
const SHARE = 0.004;

const PICTURES = [
  { name: "choices", sheet: "pieces-choices", width: 360, colorScheme: "light" },
  { name: "choices-320", sheet: "pieces-choices", width: 320, colorScheme: "light" },
  { name: "words-dark", sheet: "pieces-words", width: 360, colorScheme: "dark" },
  { name: "rows", sheet: "pieces-rows", width: 390, colorScheme: "light" },
  { name: "forms", sheet: "pieces-forms", width: 360, colorScheme: "light" },
];

let server, browser, page;

before(async () => {
  server = await startServer({ webFolder });
  browser = await openBrowser({ device: { ...phone, deviceScaleFactor: 1 }, clock: "2023-10-02T09:02:00+09:00" });
  ({ page } = browser);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

async function open(state) {
  await page.goto(`${server.url}/gallery/${state}`);
  await page.locator(".here h1").first().waitFor();
}

test("every state keeps to what every screen must keep to", async () => {
  await open("index");
  const states = await page.locator("main li a").allInnerTexts();
  assert.ok(states.length > 30, `the gallery has only ${states.length} states`);
  const looks = new Looks(page, "gallery");
  for (const state of states) {
    await open(state);
    await looks.atPhone(state);
  }
  console.log(`the smallest target: ${looks.smallest.width} × ${looks.smallest.height} px`);
  assert.equal(looks.found.join("\n"), "");
});

test("a phone that is nearly full says so on 今日 and where pictures are taken, only then", async () => {
  const line = page.getByRole("link", { name: "端末の空きが残りわずかです" });
  for (const state of ["today-nearly-full", "visit-photos"]) {
    await open(state);
    assert.equal(await line.getAttribute("href"), "/sync");
  }
  for (const state of ["today", "visit-talked"]) {
    await open(state);
    assert.equal(await line.count(), 0, state);
  }
});

test("what is too long is said where it is seen, names its field, and isn't recorded", async () => {
  for (const [state, record] of [["call-too-long", "記録する"], ["report-too-long", "日報を提出する"], ["lead-too-long", "記録する"]]) {
    await open(state);
    const button = page.getByRole("button", { name: record, exact: true });
    if (state === "lead-too-long") await button.click();
    else assert.ok(await button.isDisabled(), state);
    await page.getByText("長すぎます").waitFor();
    const field = page.locator("textarea");
    assert.equal(await field.getAttribute("aria-invalid"), "true", state);
    const fault = page.locator(`#${await field.getAttribute("aria-describedby")}`);
    assert.match(await fault.innerText(), /長すぎます/, state);
    const { y, height } = await fault.boundingBox();
    assert.ok(y > 0 && y + height <= page.viewportSize().height, `${state}: it is out of sight`);
    const looks = new Looks(page, "gallery");
    await looks.once(`${state}-said`);
    await looks.atLargest(`${state}-said`, async () => {
      const { whole, top, room } = await page.locator(".fault").evaluate((it) => ({
        whole: it.scrollHeight <= it.clientHeight + 1,
        top: it.getBoundingClientRect().top,
        room: document.querySelector(".content").clientHeight,
      }));
      assert.ok(whole && top > 0, `${state}: it is cut in large text`);
      assert.ok(room > 100, `${state}: it leaves ${room} px for the form`);
    });
    assert.equal(looks.found.join("\n"), "");
  }
});

test("no row of 今日 lies half under the buttons, wherever the window ends", async () => {
  await open("today-without-plan");
  const looks = new Looks(page, "gallery");
  await looks.atManyHeights("today-without-plan");
  assert.equal(looks.found.join("\n"), "");
});

test("with the largest text what was just done covers little more of the page", async () => {
  await page.setViewportSize({ width: 320, height: 568 });
  await open("pieces-words");
  const heights = () => page.locator(".toast").evaluateAll((toasts) => toasts.map((it) => it.offsetHeight));
  const usual = await heights();
  assert.equal(usual.length, 3);
  const looks = new Looks(page, "gallery");
  await looks.atLargest("toasts", async () => {
    const largest = await heights();
    assert.ok(largest.every((height, at) => height < usual[at] * 1.5), `${largest} px instead of ${usual}`);
  });
  assert.equal(looks.found.join("\n"), "");
});

test("what stands between two things never begins a line, however large the text", async () => {
  for (const state of ["member", "today", "today-done", "lead", "sync", "report", "order", "day-map", "list"]) {
    await open(state);
    for (const [width, size] of [[390, ""], [320, "200%"]]) {
      await page.setViewportSize({ width, height: 740 });
      const begun = await page.evaluate(beginsWithDot, size);
      assert.deepEqual(begun, [], `${state} at ${width} px, ${size}`);
    }
  }
});

/** The lines that begin with a dot in text of this size. */
function beginsWithDot(size) {
  document.documentElement.style.fontSize = size;
  const range = document.createRange();
  const topOf = (text, at) => {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().top;
  };
  const found = [];
  const texts = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  let before;
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    for (let at = 0; at < text.data.length; at += 1) {
      if (!text.data[at].trim()) continue;
      const inside = before && before[0].parentElement.closest("p, li, dd, .row-line, .list-line") === text.parentElement.closest("p, li, dd, .row-line, .list-line");
      if (text.data[at] === "·" && inside && topOf(text, at) > topOf(...before) + 8) found.push(text.parentElement.textContent);
      before = [text, at];
    }
  }
  document.documentElement.style.fontSize = "";
  return found;
}

test("今日 says what was refused before what merely waits", async () => {
  for (const [state, words] of [["today-urgent", "要対応 1件"], ["today", "送信済み"]]) {
    await open(state);
    assert.equal(await page.locator(".sync-chip").innerText(), words);
  }
});

test("an address keeps a building and its floor together", async () => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open("today");
  const alone = await page.locator(".together").evaluateAll((all) => all
    .filter((it) => it.getClientRects().length > 1 || it.getBoundingClientRect().height > Number.parseFloat(getComputedStyle(it).lineHeight) * 1.5)
    .map((it) => it.textContent));
  assert.ok(await page.locator(".together").count() > 0);
  assert.deepEqual(alone, []);
});

test("the numbers on the day's map grow with the text", async () => {
  const sizes = [];
  for (const size of ["100%", "200%"]) {
    const other = await browser.context.newPage();
    await other.addInitScript((size) => {
      document.addEventListener("readystatechange", () => { document.documentElement.style.fontSize = size; }, { once: true });
    }, size);
    await other.goto(`${server.url}/gallery/day-map`);
    await other.locator(".point").first().waitFor();
    sizes.push((await other.locator(".point .disc").first().boundingBox()).height);
    await other.close();
  }
  assert.ok(sizes[1] > sizes[0] * 1.8, `${sizes} px`);
});

test("each stop on the day's map opens its member, by a thumb or a key, and their order is drawn", async () => {
  await page.setViewportSize({ width: 360, height: 740 });
  await open("day-map");
  const points = page.locator(".day-map .point");
  const count = await points.count();
  assert.equal((await page.locator(".order-line").getAttribute("points")).split(" ").length, count);
  const addresses = await points.evaluateAll((all) => all.map((it) => it.getAttribute("href")));
  // A tap that lies under several means the nearest.
  for (let at = 0; at < count; at += 1) {
    await open("day-map");
    const { x, y, width, height } = await points.nth(at).locator(".disc").boundingBox();
    await page.mouse.click(x + width / 2, y + height / 2);
    await page.waitForURL(`**${addresses[at]}`);
  }
  await open("day-map");
  await points.nth(1).focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**${addresses[1]}`);
});

test("with the largest text a part's name and what is in it, a row and its state don't squeeze one another", async () => {
  await page.setViewportSize({ width: 320, height: 740 });
  const looks = new Looks(page, "gallery");
  for (const [state, part] of [["visit-handed", ".section-title"], ["list", ".list-name"], ["report", ".report-line .row-name"]]) {
    await open(state);
    await looks.atLargest(`${state}-words`, async () => {
      const narrowest = await page.locator(part).evaluateAll((all) => Math.min(...all.map((it) => it.getBoundingClientRect().width)));
      assert.ok(narrowest > 180, `${state}: ${part} has ${narrowest} px`);
    });
  }
  assert.equal(looks.found.join("\n"), "");
});

test("receipts that are filled in, and a new version that waits", async () => {
  await open("visit-handed");
  assert.equal(await page.getByLabel("受領番号・受領者").first().inputValue(), "R-0001 総務課 渡邊 一郎様");
  await page.getByText("手持ち: ギフトカード500円 残り9").waitFor();
  const looks = new Looks(page, "gallery");
  await looks.atPhone("visit-handed-open", { fullPage: true });
  await open("today-new-version");
  await page.getByRole("button", { name: "更新する" }).waitFor();
  await open("today");
  assert.equal(await page.getByRole("button", { name: "更新する" }).count(), 0);
  assert.equal(looks.found.join("\n"), "");
});

test("before a gift is handed over again, without a receipt, or with none left, the record says so", async () => {
  await open("visit-handed-before");
  const again = page.getByText("今年度すでに渡しています: 今日 自分");
  assert.equal(await again.count(), 3, "of the card above and below, and of the plate");
  assert.equal(await page.getByText("手持ちが足りないはずです").count(), 2);
  const plate = page.locator(".entry", { hasText: "受領番号・受領者が未記入です" });
  assert.equal(await plate.count(), 1);
  await page.locator(".section-summary", { hasText: "受領 未記入" }).waitFor();
  const looks = new Looks(page, "gallery");
  await looks.atPhone("visit-handed-before-open", { fullPage: true });
  assert.equal(looks.found.join("\n"), "");
});

test("a record says all at once what is wanting, and leads to the first", async () => {
  await open("visit-wanting");
  await page.getByRole("button", { name: "記録する", exact: true }).click();
  await page.locator(".fault li").first().waitFor();
  const said = (await page.locator(".fault li").allInnerTexts()).map((line) => line.split(":")[0]);
  assert.deepEqual(said, ["メモ", "要望・ご意見", "説明の希望には、誰が・何を・誰に伝えてよいかの承諾"]);
  assert.equal(await page.locator("[aria-invalid=true]").count(), 5);
  await page.waitForFunction(() => document.activeElement?.getAttribute("aria-invalid") === "true");
  const looks = new Looks(page, "gallery");
  await looks.atPhone("visit-wanting-said", { fullPage: true });
  // What is put right is wanting no more; the rest stays said.
  await page.getByLabel("承諾した方").fill("渡邊 一郎");
  assert.equal(await page.locator("[aria-invalid=true]").count(), 4);
  assert.equal(looks.found.join("\n"), "");
});

test("who has told the office by telephone sees a calm line instead of the alarm", async () => {
  await open("today-urgent");
  await page.getByRole("button", { name: "電話で伝えた" }).click();
  await page.getByText(/電話で伝えました\(\d+:\d\d\)/).waitFor();
  assert.equal(await page.getByText("未送信です。電話してください").count(), 0);
  const looks = new Looks(page, "gallery");
  await looks.atPhone("today-urgent-told");
  await page.reload();
  await page.getByText(/電話で伝えました/).waitFor();
  await page.getByRole("button", { name: "まだ伝えていない" }).click();
  await page.getByText("未送信です。電話してください").waitFor();
  assert.equal(looks.found.join("\n"), "");
});

test("a long name breaks between its words", async () => {
  await open("order-long-names");
  const lines = await page.locator(".arranged .name").first().evaluate((name) => {
    const range = document.createRange();
    const tops = new Map();
    const texts = document.createTreeWalker(name, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      [...text.data].forEach((letter, at) => {
        range.setStart(text, at);
        range.setEnd(text, at + 1);
        const { top } = range.getBoundingClientRect();
        tops.set(top, (tops.get(top) ?? "") + letter);
      });
    }
    return [...tops.values()];
  });
  assert.deepEqual(lines.slice(0, 2), ["株式会社", "横浜みなとみらい"]);
});

test("nothing is proposed to a member whom nobody may contact", async () => {
  for (const [state, shown] of [["member", 1], ["member-do-not-contact", 0]]) {
    await open(state);
    assert.equal(await page.getByRole("heading", { name: "今日すすめること" }).count(), shown, state);
  }
});

test("what is promised to non-members is never shown of who is perhaps a member", async () => {
  for (const [state, shown] of [["lead", 2], ["lead-perhaps-a-member", 0]]) {
    await open(state);
    assert.equal(await page.locator(".campaign").count(), shown, state);
  }
});

test("今日 lists what is due of members and leads before the rest of the day", async () => {
  await open("today-due");
  const due = page.locator("details", { hasText: "今日までの予定 2件" });
  assert.deepEqual(await due.locator(".row-line").allInnerTexts(), ["再訪問\u00a0· 今日", "電話する\u00a0· 今日"]);
  const { y } = await due.boundingBox();
  const { y: after } = await page.getByRole("heading", { name: "このあと" }).boundingBox();
  assert.ok(y < after, "it lies below the rest of the day");
  assert.equal(await page.locator(".row-link > .chip").count(), 0, "nothing was made today");
});

test("a record that falls with another is noted, and a long line shows its first fifty", async () => {
  await open("sync-falls");
  await page.getByRole("button", { name: "確認した" }).waitFor();
  await open("sync-long");
  assert.equal(await page.locator(".pending").count(), 50);
  await page.getByText(/ほか.*10件/).waitFor();
});

test("the pieces look as they were meant to", async () => {
  await open(PICTURES[0].sheet);
  const font = await fontOf("h1");
  assert.equal(font, FONT, "the pictures were taken with Debian's fonts-noto-cjk: install it");
  const wrong = [];
  for (const picture of PICTURES) {
    const now = await take(picture);
    const file = join(meant, `${picture.name}.png`);
    if (process.env.MEGURI_ACCEPT) {
      await writeFile(file, now);
      continue;
    }
    const { share, difference } = await compare(await readFile(file), now);
    if (share > SHARE) {
      await mkdir(found, { recursive: true });
      await writeFile(join(found, `${picture.name}.png`), now);
      await writeFile(join(found, `${picture.name}-difference.png`), difference);
      wrong.push(`${picture.name}: ${(share * 100).toFixed(2)} % of the pixels differ`);
    }
  }
  assert.equal(wrong.join("\n"), "", `as they are now, and what differs: target/e2e/gallery/. Was it meant? MEGURI_ACCEPT=1 node --test tests/e2e/gallery.test.mjs`);
});

async function take({ sheet, width, colorScheme }) {
  await page.setViewportSize({ width, height: 740 });
  await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
  await open(sheet);
  await page.evaluate(() => {
    document.activeElement.blur();
    return document.fonts.ready;
  });
  return page.screenshot({ fullPage: true, animations: "disabled", caret: "hide" });
}

/** The font that really draws the first such element. */
async function fontOf(selector) {
  const devtools = await browser.context.newCDPSession(page);
  await devtools.send("DOM.enable");
  await devtools.send("CSS.enable");
  const { root: document } = await devtools.send("DOM.getDocument");
  const { nodeId } = await devtools.send("DOM.querySelector", { nodeId: document.nodeId, selector });
  const { fonts } = await devtools.send("CSS.getPlatformFontsForNode", { nodeId });
  return fonts[0].familyName;
}

/** The share of pixels that differ, and a picture of where; the browser reads PNG already. */
async function compare(one, other) {
  const blank = await browser.context.newPage();
  try {
    const { share, difference } = await blank.evaluate(async ([pictures, nearly]) => {
      const [a, b] = await Promise.all(pictures.map(async (png) => {
        const image = new Image();
        image.src = `data:image/png;base64,${png}`;
        await image.decode();
        return image;
      }));
      const width = Math.max(a.width, b.width);
      const height = Math.max(a.height, b.height);
      const canvas = Object.assign(document.createElement("canvas"), { width, height });
      const context = canvas.getContext("2d", { willReadFrequently: true });
      const pixels = (image) => {
        context.clearRect(0, 0, width, height);
        context.drawImage(image, 0, 0);
        return context.getImageData(0, 0, width, height);
      };
      const [before, now] = [pixels(a), pixels(b)];
      let different = 0;
      for (let at = 0; at < now.data.length; at += 4) {
        const off = [0, 1, 2, 3].some((channel) => Math.abs(before.data[at + channel] - now.data[at + channel]) > nearly);
        if (off) different += 1;
        now.data.set(off ? [255, 0, 0, 255] : [...now.data.slice(at, at + 3), 80], at);
      }
      context.putImageData(now, 0, 0);
      return { share: different / (width * height), difference: canvas.toDataURL("image/png").split(",")[1] };
    }, [[one, other].map((png) => png.toString("base64")), NEARLY]);
    return { share, difference: Buffer.from(difference, "base64") };
  } finally {
    await blank.close();
  }
}
