// Figures that only a browser has, one JSON object a line: {"name", "budget", "measured", "unit"}.
// A phone with 1,500 members, its CPU slowed down four times, its server stopped.

import { readFile } from "node:fs/promises";
import { appInstalled, openBrowser, phone, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const MEMBERS = 1_500;
const STARTS = 11;
const VISITS = 20;
const SLOW_DOWN = 4;

const percentile = (figures, share) => figures.toSorted((a, b) => a - b)[Math.ceil(figures.length * share) - 1];
const print = (name, budget, figures, share) =>
  console.log(JSON.stringify({ name, budget, measured: Math.round(percentile(figures, share) * 10) / 10, unit: "ms" }));

/** A server whose visitor holds 1,500 members. */
async function fullPhonesServer() {
  const server = await startServer();
  const [, token] = await server.printed(/setup\?token=(\S+)/);
  const office = new people.Session(server.url);
  await office.begin("/api/setup", { token, login: "kanri", name: "高木 修", password: people.password });
  await office.post("/api/users", { login: "tanaka", name: "田中 正明", role: "visitor", password: people.password });
  for (const [kind, file] of [["members", people.memberList], ["usages", people.usageList]]) {
    const { id } = await office.upload(`/api/imports?kind=${kind}&name=list.csv`, await readFile(file));
    await office.post(`/api/imports/${id}/confirm`);
  }
  const season = await office.post("/api/seasons", {
    name: "令和5年度 退会防止", kind: "retention", fiscal_year: 2023, starts_on: "2023-08-01", ends_on: "2024-02-29",
    rule: { cohorts: [2020, 2021] },
  });
  await office.post(`/api/seasons/${season.id}/choose`);
  const { targets } = await office.get(`/api/seasons/${season.id}/targets`);
  const { users } = await office.get("/api/users");
  const visitor = users.find((user) => user.login === "tanaka").id;
  await office.post("/api/assignments", { targets: targets.slice(0, MEMBERS).map((line) => line.target.id), visitor });
  return server;
}

async function slowDown(page) {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: SLOW_DOWN });
}

/** From the start of the navigation until the first row is painted and the search takes words. */
async function coldStart(profile, url) {
  const browser = await openBrowser({ profile, device: phone });
  try {
    await slowDown(browser.page);
    await browser.page.addInitScript(() => {
      const look = () => {
        const search = document.querySelector("input[type=search]");
        if (search && !search.disabled && document.querySelector(".list .list-link")) {
          // The frame after the one that draws it.
          requestAnimationFrame(() => setTimeout(() => { window.interactiveAt = performance.now(); }));
        } else {
          requestAnimationFrame(look);
        }
      };
      look();
    });
    await browser.page.goto(`${url}/list`);
    await browser.page.waitForFunction(() => window.interactiveAt !== undefined);
    return await browser.page.evaluate(() => window.interactiveAt);
  } finally {
    await browser.close();
  }
}

/** From each key's event until what it found is painted. */
async function searchKeys(page, url) {
  await page.goto(`${url}/list`);
  await page.locator(".list .list-link").first().waitFor();
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
    await page.evaluate((name) => { window.expected = name; }, `${name} を記録しました`);
    await button(page, "記録する").click();
    await page.waitForFunction(() => window.saved !== undefined);
    figures.push(await page.evaluate(() => window.saved));
    await button(page, "記録").waitFor();
  }
  return figures;
}

const server = await fullPhonesServer();
const profiles = [];
try {
  let browser = await openBrowser({ device: phone });
  profiles.push(browser);
  await people.signInOnPhone(browser.page, server.url, "tanaka");
  await tab(browser.page, "一覧").click();
  await see(browser.page, `${MEMBERS}件`);
  await appInstalled(browser.page);
  await browser.close();
  await server.stop();

  const starts = [];
  // The first start fills the browser's own caches of compiled code, as a phone's have been for long.
  for (let start = 0; start <= STARTS; start += 1) {
    const took = await coldStart(browser.profile, server.url);
    if (start > 0) starts.push(took);
  }
  print("offline cold start to list, 1,500 members, 4x slow-down, p75", 800, starts, 0.75);

  browser = await openBrowser({ profile: browser.profile, device: phone });
  profiles.push(browser);
  await slowDown(browser.page);
  print("search per key, 1,500 members, 4x slow-down, p95", 80, await searchKeys(browser.page, server.url), 0.95);
  print("save a visit, strict-durable, 4x slow-down, p95", 50, await saves(browser.page, server.url), 0.95);
} finally {
  for (const browser of profiles) await browser.remove();
  await server.remove();
}
