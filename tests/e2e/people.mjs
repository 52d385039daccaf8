// What people do at the office and on the phone, by the words that they see.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { PATIENCE, appInstalled, openBrowser, screenshot, startServer } from "./meguri.mjs";

export const password = "minato-mirai-21";

const list = (name) => fileURLToPath(new URL(`../../server/demo/${name}`, import.meta.url));
/** The two lists of the membership system, in CP932: 12,012 and 21,917 rows. */
export const memberList = list("members_fy2023.cp932.csv");
export const usageList = list("service_usage_fy2023.cp932.csv");

/** Three members as a membership list has them: 300001 to 300003. */
export const threeMembers = [
  "会員番号,事業所名,代表者名,業種,所属支部,加入年月日,所在地,電話番号,従業員数",
  "300001,関内青果株式会社,渡邊 一郎,小売業,中支部,2021/5/10,横浜市中区黄金町2-13-7,045-000-0101,4",
  "300002,三渓クリニック,三谷 恵,医療・福祉,中支部,2021/7/1,横浜市中区本牧1-1,045-000-0103,9",
  "300003,汐入電設有限会社,汐入 源造,建設業,中支部,2020/9/1,横浜市中区本牧1-1,045-000-0104,6",
].join("\r\n");

/** Waits until `question` answers with something true. */
export async function until(question, complaint, patience = PATIENCE) {
  const end = performance.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (performance.now() > end) throw new Error(typeof complaint === "function" ? await complaint() : complaint);
    // The pause between two questions; nothing depends on its length.
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Waits until this text is in sight, in a page or a part of one; otherwise says what is. */
export async function see(where, text) {
  try {
    await where.getByText(text).first().waitFor();
  } catch (cause) {
    const whole = "goto" in where ? where.locator("body") : where;
    throw new Error(`“${text}” isn't there, but:\n${await whole.innerText()}`, { cause });
  }
}

export const button = (page, name) => page.getByRole("button", { name, exact: true });

/**
 * Steps that build on each other: after a failure the others fail at once and say why. `browsers` tells who is to be
 * pictured when one fails, by name.
 */
export function stepsOf(journey, browsers) {
  let broken;
  return (name, work) => test(name, async () => {
    assert.equal(broken, undefined, `the step before failed: ${broken}`);
    try {
      await work();
    } catch (error) {
      broken = name;
      for (const [who, browser] of Object.entries(browsers())) {
        await screenshot(browser?.page, `${journey}-failed-${who}`).catch(() => {});
      }
      throw error;
    }
  });
}

// At the office

export const menu = (page, name) => page.getByRole("navigation", { name: "メニュー" }).getByRole("link", { name });

export async function signInAtOffice(page, url, login, secret = password) {
  await page.goto(`${url}/office/`);
  await page.getByLabel("ログイン名").fill(login);
  await page.getByLabel("パスワード").fill(secret);
  await button(page, "サインイン").click();
  await menu(page, "概況").waitFor();
}

/** 設定 → 利用者を登録する. */
export async function addPerson(page, { name, login, role }) {
  await page.getByLabel("名前", { exact: true }).fill(name);
  await page.getByLabel("ログイン名").fill(login);
  await page.getByRole("combobox", { name: "役割", exact: true }).selectOption({ label: role });
  await page.getByLabel("パスワード").last().fill(password);
  await button(page, "登録する").click();
  await see(page, `${name}さんを登録しました`);
}

/** The number beside a word, as in a tile. */
export const figure = (page, word) =>
  page.locator("dt", { hasText: word }).first().locator("xpath=following-sibling::dd").innerText();

// On the phone

export const tab = (page, name) => page.getByRole("navigation", { name: "画面" }).getByRole("link", { name });

export async function signInOnPhone(page, url, login, secret = password) {
  await page.goto(url);
  await typeSignIn(page, login, secret);
  await tab(page, "今日").waitFor();
}

/** A phone that may be killed: Chromium writes cookies to the disk only every half minute, and when it is closed. */
export async function openInstalledPhone(server, login, secret = password, options = {}) {
  let browser = await openBrowser(options);
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await signInOnPhone(browser.page, server.url, login, secret);
    await appInstalled(browser.page);
    await browser.close();
    browser = await openBrowser({ ...options, profile: browser.profile });
    await browser.page.goto(server.url);
    // Without network the app opens signed out, too: only the cookie tells.
    if ((await browser.context.cookies()).length > 0) return browser;
  }
  throw new Error("closing the browser didn't keep its session, three times");
}

export async function typeSignIn(page, login, secret = password) {
  await page.getByLabel("ログイン名").fill(login);
  await page.getByLabel("パスワード").fill(secret);
  await button(page, "サインインする").click();
}

/** 送信 → 今すぐ送信する, until the page says this. */
export async function send(page, says = "すべて事務局に届いています") {
  await tab(page, "送信").click();
  await page.getByRole("heading", { name: "送信", level: 1 }).waitFor();
  await button(page, "今すぐ送信する").click();
  await see(page, says);
  await button(page, "今すぐ送信する").waitFor();
}

/** Today's next stop, by name. */
export const nextStop = (page) => page.getByRole("region", { name: /^次の(訪問先|候補)$/ }).getByRole("heading", { level: 2 }).innerText();

/** Opens the record of the next stop's visit and says how it was. */
export async function beginVisit(page, outcome) {
  const name = await nextStop(page);
  await button(page, "記録").click();
  await page.getByRole("heading", { name: "訪問記録" }).waitFor();
  await button(page, outcome).click();
  return name;
}

/** The addresses of the first members in the list: of those that are drawn. */
export async function memberPages(page) {
  await tab(page, "一覧").click();
  const links = page.locator(".list .list-link");
  await links.first().waitFor();
  return links.evaluateAll((links) => links.map((link) => link.getAttribute("href")));
}

/** Opens the record of a visit at this member, or goes on writing it, up to the last tap. */
export async function beginVisitAt(page, address) {
  await page.goto(address);
  await page.getByRole("button", { name: /^(記録|続きを書く)$/ }).first().click();
  await page.getByRole("heading", { name: "訪問記録" }).waitFor();
  const absent = button(page, "不在");
  if (await absent.getAttribute("aria-pressed") !== "true") await absent.click();
  await page.locator("button.main:not([disabled])", { hasText: "記録する" }).waitFor();
}

/** How many facts of all visitors have arrived at the office and count. */
export async function arrived(url, login, secret = password) {
  const office = await Session.signIn(url, login, secret);
  const { seasons } = await office.get("/api/seasons");
  const progress = await Promise.all(seasons.map(({ season }) => office.get(`/api/seasons/${season.id}/progress`)));
  return progress.flatMap(({ visitors }) => visitors).reduce((sum, visitor) => sum + visitor.arrived, 0);
}

/** On its way to the server every visit gets a note that no rule accepts, as by an app with a fault. */
export async function spoilPushes(context) {
  await context.route("**/sync/v1/push", async (route) => {
    const request = route.request();
    const headers = { ...request.headers() };
    let body = request.postDataBuffer();
    if (headers["content-encoding"] === "gzip") body = gunzipSync(body);
    delete headers["content-encoding"];
    delete headers["content-length"];
    const spoiled = body.toString("utf8").replace(/"outcome":/, `"note":"${"長".repeat(4_100)}","outcome":`);
    await route.continue({ headers, postData: spoiled });
  });
}

/** Opens one part of the visit's record, unless it is open since it holds something already. */
export async function openPart(page, title) {
  const head = page.locator(".section-head", { hasText: title });
  if (await head.getAttribute("aria-expanded") !== "true") await head.click();
}

export async function openAllParts(page) {
  const heads = page.locator(".section-head");
  await heads.first().waitFor();
  for (const head of await heads.all()) if (await head.getAttribute("aria-expanded") !== "true") await head.click();
}

export async function addRequest(page, category, words) {
  await openPart(page, "要望・ご意見");
  await button(page, "要望を加える").click();
  await page.getByLabel("相手の言葉のまま").fill(words);
  await button(page, category).click();
}

/** The office's first session, by the link that a new server prints, and one visitor. */
export async function beginOffice(server, login = "tanaka") {
  const [, token] = await server.printed(/setup\?token=(\S+)/);
  const office = new Session(server.url);
  await office.begin("/api/setup", { token, login: "kanri", name: "高木 修", password });
  await office.post("/api/users", { login, name: "田中 正明", role: "visitor", password });
  const { users } = await office.get("/api/users");
  return { office, visitor: users.find((user) => user.login === login).id };
}

export async function importList(office, kind, bytes, name = "list.csv") {
  const { id } = await office.upload(`/api/imports?kind=${kind}&name=${name}`, bytes);
  await office.post(`/api/imports/${id}/confirm`);
}

/** The season of fiscal year 2023 with the members of these cohorts as its targets. */
export async function chooseTargets(office, cohorts = [2020, 2021]) {
  const season = await office.post("/api/seasons", {
    name: "令和5年度 退会防止", kind: "retention", fiscal_year: 2023, starts_on: "2023-08-01", ends_on: "2024-02-29",
    rule: { cohorts },
  });
  await office.post(`/api/seasons/${season.id}/choose`);
  const { targets } = await office.get(`/api/seasons/${season.id}/targets`);
  return targets.map((line) => line.target);
}

/** The most targets that are given out in one request. */
const AT_ONCE = 1_000;

/** No day is planned, so they are suggested. */
export async function giveOut(office, targets, visitor) {
  for (let from = 0; from < targets.length; from += AT_ONCE) {
    await office.post("/api/assignments", { targets: targets.slice(from, from + AT_ONCE).map(({ id }) => id), visitor });
  }
}

/**
 * A new server on `today`, the members of `list` (CSV in a file of this `name`) given out to one visitor, and this
 * visitor's phone at ten in the morning. `before` may still change what there is to do.
 */
export async function beginDay({ today, list = threeMembers, name, before }) {
  const server = await startServer({ today });
  const { office, visitor } = await beginOffice(server);
  await importList(office, "members", Buffer.from(list), name);
  const targets = await chooseTargets(office);
  await before?.(office, targets);
  await giveOut(office, targets, visitor);
  const browser = await openBrowser({ clock: `${today}T10:00:00+09:00` });
  await signInOnPhone(browser.page, server.url, "tanaka");
  await nextStop(browser.page);
  return { server, office, visitor, browser, page: browser.page };
}

/** A session at the server, beside any browser. */
export class Session {
  static async signIn(url, login, secret = password) {
    const session = new Session(url);
    await session.begin("/api/session", { app: "console", login, password: secret });
    return session;
  }

  constructor(url) {
    this.url = url;
  }

  /** Posts what makes the server hand out a session, and keeps it. */
  async begin(path, message) {
    const reply = await this.#ask("POST", path, "application/json", JSON.stringify(message));
    this.cookie = reply.headers.getSetCookie()[0].split(";")[0];
  }

  async get(path) {
    return (await this.#ask("GET", path)).json();
  }

  async post(path, message) {
    const reply = await this.#ask("POST", path, "application/json", message && JSON.stringify(message));
    const text = await reply.text();
    return text && JSON.parse(text);
  }

  async put(path, message) {
    await this.#ask("PUT", path, "application/json", JSON.stringify(message));
  }

  async patch(path, message) {
    await this.#ask("PATCH", path, "application/json", JSON.stringify(message));
  }

  async putFile(path, text) {
    await this.#ask("PUT", path, "application/octet-stream", text);
  }

  async upload(path, bytes) {
    return (await this.#ask("POST", path, "application/octet-stream", bytes)).json();
  }

  async #ask(method, path, type, body) {
    const headers = { accept: "application/json" };
    if (this.cookie) headers.cookie = this.cookie;
    if (body) headers["content-type"] = type;
    const reply = await fetch(this.url + path, { method, headers, body });
    assert.ok(reply.ok, `${method} ${path}: ${reply.status}`);
    return reply;
  }
}
