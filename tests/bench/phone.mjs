// The phone's budgets in a real browser, its CPU slowed down four times: `cargo xtask bench phone`.

import { readFile } from "node:fs/promises";
import { cpus } from "node:os";
import { appInstalled, openBrowser, phone } from "../e2e/meguri.mjs";
import * as people from "../e2e/people.mjs";
import { button, see, tab } from "../e2e/people.mjs";
import { percentile, print } from "./figures.mjs";
import { audit } from "./lighthouse.mjs";
import { LOGIN, startOffice } from "./office.mjs";

const STARTS = 11;
const VISITS = 20;
const SLOW_DOWN = 4;

async function slowDown(page, rate = SLOW_DOWN) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate });
  return devtools;
}

/** A profile with the app installed and everything on it, signed in. */
async function readyProfile(server, members) {
  const browser = await openBrowser({ device: phone });
  await people.signInOnPhone(browser.page, server.url, LOGIN);
  await people.nextStop(browser.page);
  await tab(browser.page, "一覧").click();
  await see(browser.page, new RegExp(`^${members.toLocaleString("ja-JP")}件|^${members}件`));
  await appInstalled(browser.page);
  await openList(browser.page, server.url);
  await rowsFolded(browser.page);
  await browser.close();
  return browser.profile;
}

/** The app folds what it has pulled some seconds after its next start: every later one, which is what counts, reads that. */
async function rowsFolded(page) {
  const folded = () => new Promise((tell, fail) => {
    const opening = indexedDB.open("meguri");
    opening.onerror = () => fail(opening.error);
    opening.onsuccess = () => {
      const bases = opening.result.transaction("base").objectStore("base").count();
      bases.onerror = () => fail(bases.error);
      bases.onsuccess = () => { opening.result.close(); tell(bases.result > 0); };
    };
  });
  // Not `waitForFunction`, which takes a promise of `false` for an answer.
  while (!await page.evaluate(folded));
}

/**
 * From the start of the navigation until the first row is painted and the search takes words. The app isn't
 * running; the browser is, and has come to rest. Nothing asks the page anything meanwhile: it says when it is ready.
 */
async function coldStart(profile, url) {
  const browser = await openBrowser({ profile, device: phone });
  try {
    await slowDown(browser.page);
    await browser.page.addInitScript(() => {
      const drawn = new MutationObserver(() => {
        const search = document.querySelector("input[type=search]");
        if (!search || search.disabled || !document.querySelector(".list .list-link")) return;
        drawn.disconnect();
        // The frame after the one that draws it.
        requestAnimationFrame(() => setTimeout(() => {
          window.interactiveAt = performance.now();
          console.log("interactive");
        }));
      });
      drawn.observe(document, { childList: true, subtree: true });
    });
    await atRest();
    const ready = browser.page.waitForEvent("console", (message) => message.text() === "interactive");
    await browser.page.goto(`${url}/list`, { waitUntil: "commit" });
    await ready;
    return await browser.page.evaluate(() => window.interactiveAt);
  } finally {
    await browser.close();
  }
}

/** The machine has had a quarter of a second with more than half of its time to spare; the slow-down takes most of the rest. */
async function atRest() {
  const clock = () => cpus().map(({ times }) => times)
    .reduce(({ idle, all }, times) => ({ idle: idle + times.idle, all: all + Object.values(times).reduce((a, b) => a + b) }), { idle: 0, all: 0 });
  for (let tries = 0; tries < 240; tries += 1) {
    const before = clock();
    await new Promise((resolve) => setTimeout(resolve, 250));
    const after = clock();
    if (after.idle - before.idle > 0.5 * (after.all - before.all)) return;
  }
  throw new Error("this machine is busy with something else: nothing can be measured");
}

async function coldStarts(server, profile, members, budget) {
  await server.stop();
  const starts = [];
  // The first start fills the browser's own caches of compiled code, as a phone's have been for long.
  for (let start = 0; start <= STARTS; start += 1) {
    const took = await coldStart(profile, server.url);
    if (start > 0) starts.push(took);
  }
  await server.start();
  print(`offline cold start to list, ${members} members, 4x slow-down, p75`, budget, percentile(starts, 0.75), "ms");
}

async function openList(page, url) {
  await page.goto(`${url}/list`);
  await page.locator(".list .list-link").first().waitFor();
}

/** From each key's event until what it found is painted. */
async function searchKeys(page, url) {
  await openList(page, url);
  await page.evaluate(() => {
    window.keys = [];
    document.querySelector("input[type=search]").addEventListener("input", () => {
      const pressed = performance.now();
      requestAnimationFrame(() => setTimeout(() => window.keys.push(performance.now() - pressed)));
    }, { capture: true });
  });
  let pressed = 0;
  for (const words of ["shokudou", "0450", "中区", "ミナト", "サービス", "工業"]) {
    for (const key of words) {
      await page.getByRole("searchbox").pressSequentially(key);
      pressed += 1;
      await page.waitForFunction((pressed) => window.keys.length === pressed, pressed);
    }
    await page.getByRole("searchbox").fill("");
    pressed += 1;
    await page.waitForFunction((pressed) => window.keys.length === pressed, pressed);
  }
  return page.evaluate(() => window.keys);
}

/** Flings the list from end to end and back: the most rows there were at once, and the longest frame. */
async function scrolling(page, url, devtools) {
  await openList(page, url);
  await page.evaluate(() => {
    window.scrolled = { rows: 0, frame: 0 };
    let before;
    const look = (now) => {
      window.scrolled.rows = Math.max(window.scrolled.rows, document.querySelectorAll(".list > .list-row").length);
      if (before !== undefined) window.scrolled.frame = Math.max(window.scrolled.frame, now - before);
      before = now;
      window.scrolling = requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  for (const yDistance of [-20_000, -20_000, 15_000, -40_000]) {
    // A synthesized touch doesn't scroll anything here; a wheel does.
    await devtools.send("Input.synthesizeScrollGesture", { x: 195, y: 400, yDistance, speed: 8_000, gestureSourceType: "mouse" });
  }
  const top = await page.locator(".list-frame").evaluate((frame) => frame.scrollTop);
  if (top < 50_000) throw new Error(`the list has been scrolled to ${top} px only`);
  return page.evaluate(() => {
    cancelAnimationFrame(window.scrolling);
    return window.scrolled;
  });
}

/** From the tap on 記録する until the page says that the visit is on the disk. */
async function saves(page, url) {
  const figures = [];
  await page.goto(url);
  await page.evaluate(() => {
    document.addEventListener("click", (event) => {
      if (event.target.closest("button")?.textContent !== "記録する") return;
      const tapped = performance.now();
      const said = new MutationObserver(() => {
        if (!document.querySelector(".toast")?.textContent.includes(window.expected)) return;
        said.disconnect();
        window.saved = performance.now() - tapped;
      });
      window.saved = undefined;
      said.observe(document.body, { childList: true, subtree: true, characterData: true });
    }, { capture: true });
  });
  for (let visit = 0; visit < VISITS; visit += 1) {
    const name = await people.beginVisit(page, "不在");
    await see(page, "下書き保存済み");
    await page.evaluate((name) => { window.expected = name; }, `${name}を記録しました`);
    await button(page, "記録する").click();
    await page.waitForFunction(() => window.saved !== undefined);
    figures.push(await page.evaluate(() => window.saved));
    await button(page, "記録").waitFor();
  }
  return figures;
}

/**
 * A scripted day: a call, a visit, a look at the list and a member, what waits. From each tap or key until
 * the frame that answers it, as the browser measures it (INP; it rounds to 8 ms).
 */
async function interactions(page, url) {
  await page.addInitScript(() => {
    window.taps = new Map();
    new PerformanceObserver((list) => {
      for (const { interactionId, duration, name, target } of list.getEntries()) {
        if (interactionId === 0) continue;
        const worst = window.taps.get(interactionId);
        if (!worst || worst.duration < duration) {
          window.taps.set(interactionId, { duration, what: `${name} ${target?.className ?? ""} ${target?.textContent?.trim().slice(0, 20) ?? ""}` });
        }
      }
    }).observe({ type: "event", durationThreshold: 16, buffered: true });
  });
  await page.goto(url);
  await people.nextStop(page);
  const tap = async (target) => {
    await target.scrollIntoViewIfNeeded();
    const { x, y, width, height } = await target.boundingBox();
    await atRest();
    // Playwright's own `tap` runs its checks in the page, slowed down too, as part of what is measured.
    await page.touchscreen.tap(x + width / 2, y + height / 2);
  };
  // A screen is drawn after the paint that answers the tap; only then is its predecessor gone.
  const shown = (title) => page.getByRole("heading", { level: 1, name: title }).waitFor();
  for (let round = 0; round < 3; round += 1) {
    await tap(page.getByRole("link", { name: "電話", exact: true }));
    await shown("電話の結果");
    await tap(button(page, "不在・応答なし").or(page.locator(".results .toggle").nth(1)).first());
    await tap(button(page, "記録する"));
    await shown(/^今日/);
    await tap(button(page, "記録"));
    await shown("訪問記録");
    await tap(button(page, "代表者と面談"));
    await page.locator(".section-head").first().waitFor();
    for (const head of await page.locator(".section-head").all()) await tap(head);
    await tap(button(page, "検討する").first());
    await page.getByLabel("メモ").last().focus();
    await page.keyboard.type("春の講習会の案内を希望");
    await tap(button(page, "記録する"));
    await shown(/^今日/);
    await tap(tab(page, "一覧"));
    await shown("一覧");
    await page.getByRole("searchbox").focus();
    await page.keyboard.type("minato");
    await tap(button(page, "絞り込み"));
    await tap(page.locator(".filters .toggle").nth(4));
    await tap(page.locator(".filters .toggle").nth(4));
    await tap(button(page, "絞り込み"));
    await page.getByRole("searchbox").fill("");
    await tap(page.locator(".list .list-link").nth(2));
    await shown("会員");
    await tap(button(page, "戻る"));
    await shown("一覧");
    await tap(tab(page, "日報"));
    await shown("日報");
    await tap(tab(page, "送信"));
    await shown("送信");
    await tap(tab(page, "今日"));
    await people.nextStop(page);
  }
  await atRest();
  const taps = await page.evaluate(() => [...window.taps.values()]);
  if (taps.length < 50) throw new Error(`only ${taps.length} interactions were measured`);
  return taps.toSorted((a, b) => b.duration - a.duration);
}

/** What the page's process alone uses, in MB; Linux counts it. */
async function memory(browser) {
  const devtools = await browser.context.browser().newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const pages = processInfo.filter(({ type }) => type === "renderer");
  const sizes = await Promise.all(pages.map(async ({ id }) => {
    const rollup = await readFile(`/proc/${id}/smaps_rollup`, "utf8");
    return [...rollup.matchAll(/^Private_\w+: +(\d+) kB/gm)].reduce((sum, [, kb]) => sum + Number(kb), 0) / 1024;
  }));
  return Math.max(...sizes);
}

async function withProfile(profile, work) {
  const browser = await openBrowser({ profile, device: phone });
  try {
    return await work(browser);
  } finally {
    await browser.close();
  }
}

/** The budgets that are about 1,500 members. */
async function usualPhone() {
  const server = await startOffice(1_500);
  try {
    const profile = await readyProfile(server, 1_500);
    await coldStarts(server, profile, "1,500", 800);
    await server.stop();
    await withProfile(profile, async ({ page }) => {
      print("save a visit, strict-durable, p95", 20, percentile(await saves(page, server.url), 0.95), "ms");
      await slowDown(page);
      print("save a visit, strict-durable, 4x slow-down, p95", 50, percentile(await saves(page, server.url), 0.95), "ms");
    });
    await server.start();
    await withProfile(profile, async ({ page }) => {
      await slowDown(page);
      const taps = await interactions(page, server.url);
      console.error(`the slowest of ${taps.length} interactions:`, taps.slice(0, 5));
      print("worst interaction of a scripted day (INP), 4x slow-down", 80, taps[0].duration, "ms");
    });
    await audit(server.url);
  } finally {
    await server.remove();
  }
}

/** The budgets that are about 10,000. */
async function fullPhone() {
  const server = await startOffice(10_000);
  try {
    const profile = await readyProfile(server, 10_000);
    await coldStarts(server, profile, "10,000", 1_000);
    await withProfile(profile, async (browser) => {
      const { page } = browser;
      await openList(page, server.url);
      print("phone's page with 10,000 members, private memory", null, await memory(browser), "MB");
      print("search per key, 10,000 members, p95", 16, percentile(await searchKeys(page, server.url), 0.95), "ms");
      const devtools = await slowDown(page);
      print("search per key, 10,000 members, 4x slow-down, p95", 80, percentile(await searchKeys(page, server.url), 0.95), "ms");
      const { rows, frame } = await scrolling(page, server.url, devtools);
      print("scroll through 10,000: rows mounted at most", 60, rows, "rows");
      print("scroll through 10,000: longest frame, 4x slow-down", 50, frame, "ms");
    });
  } finally {
    await server.remove();
  }
}

await usualPhone();
await fullPhone();
