// Our side: the real server, and the real phone app in Chromium, measured from outside.

import { cp } from "node:fs/promises";
import { appInstalled, newFolder, openBrowser, phone, removeFolder, startServer } from "../e2e/meguri.mjs";
import * as people from "../e2e/people.mjs";
import { button, see, tab } from "../e2e/people.mjs";

const LOGIN = "tanaka";
/** Services, seasons and colleagues: what a phone gets beside a member and its target each. */
const BESIDE = 20;

/** A server whose only visitor holds so many members that their rows are about `rows`. */
async function fill(rows) {
  const members = Math.round((rows - BESIDE) / 2);
  const server = await startServer();
  const { office, visitor } = await people.beginOffice(server, LOGIN);
  await people.importList(office, "members", list(members));
  await people.giveOut(office, await people.chooseTargets(office), visitor);
  await server.stop();
  return { server, members };
}

/** The membership system's list, as the demo's is. */
function list(members) {
  const head = "会員番号,事業所名,事業所名カナ,代表者役職,代表者名,代表者名カナ,業種,所属部会,所属支部,加入年月日," +
    "加入経路,郵便番号,所在地,ビル名等,電話番号,従業員数,会費口数,法人番号,退会年月日";
  const line = (n) => `${100_000 + n},合同会社東洋青果${n},トウヨウセイカ,代表,清水 智子,シミズ トモコ,小売業,商業部会,` +
    `都筑支部,2021/05/${10 + n % 20},職員,,横浜市都筑区早渕${1 + n % 9}丁目${n % 40}-23,みなとタワー${n % 9}F,` +
    `045003${String(n).padStart(5, "0")},${n % 60},5,,`;
  return [head, ...Array.from({ length: members }, (_, n) => line(n))].join("\n");
}

/** Every row that the visitor may see, as a phone gets it. */
async function rowsOf(url) {
  const reply = await fetch(`${url}/api/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ app: "phone", login: LOGIN, password: people.password }),
  });
  const cookie = reply.headers.getSetCookie()[0].split(";")[0];
  const { user } = await reply.json();
  const rows = [];
  // A session belongs to the first device that uses it.
  const device = crypto.randomUUID();
  let page = { epoch: null, next: 0 };
  do {
    const request = {
      proto: 1, schema: 3, device, user: user.id, epoch: page.epoch, cursor: page.next, limit: 1_000,
    };
    const answer = await fetch(`${url}/sync/v1/pull`, {
      method: "POST",
      headers: { "content-type": "application/json", cookie },
      body: JSON.stringify(request),
    });
    page = await answer.json();
    if (!answer.ok) throw new Error(`the server gives no rows: ${JSON.stringify(page)}`);
    rows.push(...page.changes.map((change) => change.row.row));
  } while (page.more);
  return rows;
}

/** Records visits without a network, tapping as a person does, only faster. */
async function recordMany(page, records) {
  const addresses = (await people.memberPages(page)).slice(0, 20);
  await page.evaluate(async ({ addresses, records, patience }) => {
    const once = async (find) => {
      for (const end = performance.now() + patience; performance.now() < end;) {
        const found = find();
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 2));
      }
      throw new Error(`${location.pathname} stays as it is: ${document.body.innerText}`);
    };
    const button = (name) => [...document.querySelectorAll("button:not([disabled])")]
      .find((button) => name.test(button.textContent.trim()));
    for (let n = 0; n < records; n += 1) {
      const address = addresses[n % addresses.length];
      history.pushState({}, "", address);
      dispatchEvent(new PopStateEvent("popstate"));
      // The address is there before its page; only this page names the member's number.
      const shown = () => document.body.textContent.includes(`会員番号${address.split("/").at(-1)}`);
      await once(() => shown() && button(/^(記録|続きを書く)$/)).then((tap) => tap.click());
      await once(() => location.pathname.startsWith("/visit") && button(/^不在$/)).then((tap) => tap.click());
      await once(() => button(/^記録する$/)).then((tap) => tap.click());
      await once(() => !location.pathname.startsWith("/visit"));
    }
  }, { addresses, records, patience: 60_000 });
}

export class MeguriSide {
  /** Prepares the data once: rows on the server, and a phone that has them and holds `records` unsent ones. */
  static async prepare(line, rows, records) {
    const side = new MeguriSide();
    Object.assign(side, { name: "Meguri", line, ...await fill(rows) });
    await side.server.start();
    side.rows = await rowsOf(side.server.url);
    line.leadTo(side.server.url);
    const browser = await openBrowser({ device: phone });
    side.profile = browser.profile;
    await people.signInOnPhone(browser.page, line.url, LOGIN);
    await appInstalled(browser.page);
    await side.#seesAll(browser.page);
    line.leadTo(undefined);
    await side.server.stop();
    await recordMany(browser.page, records);
    await browser.close();
    return side;
  }

  async remove() {
    await this.server.remove();
    await removeFolder(this.profile);
  }

  /** From the first request for rows until the list shows every member. */
  firstSync(roundTrip) {
    return this.#onACopy(roundTrip, undefined, async (page) => {
      await page.goto(this.line.url);
      await page.getByLabel("ログイン名").waitFor();
      this.line.forget();
      await people.typeSignIn(page, LOGIN);
      await this.#seesAll(page);
      return this.line.since("/sync/v1/pull");
    });
  }

  /** From the first push of the waiting records until the page says that all have arrived; then once more, with
   *  nothing new. */
  push(roundTrip) {
    return this.#onACopy(roundTrip, this.profile, async (page) => {
      this.line.forget();
      await page.goto(this.line.url);
      await tab(page, "送信").click();
      await see(page, "すべて事務局に届いています");
      const { ms } = this.line.since("/sync/v1/push");
      await button(page, "今すぐ送信する").waitFor();
      await this.line.quiet();
      // The pull that follows isn't the pushing's, but its bytes are counted.
      const requests = this.line.askedFor("/sync/v1/push");
      const push = { ...this.line.since("/sync/v1/push"), ms, requests };
      this.line.forget();
      await button(page, "今すぐ送信する").click();
      await this.line.answered("/sync/v1/pull");
      return { push, nothing: this.line.since("/sync/v1/pull", this.line.last) };
    });
  }

  async #seesAll(page) {
    await tab(page, "一覧").click();
    await page.getByText(`${this.members}件`, { exact: true }).first().waitFor({ timeout: 120_000 });
  }

  async #onACopy(roundTrip, profile, measure) {
    const data = await newFolder("bench-data");
    await cp(this.server.data, data, { recursive: true });
    const folder = await newFolder("bench-profile");
    if (profile) await cp(profile, folder, { recursive: true });
    const server = await startServer({ data });
    this.line.leadTo(server.url, roundTrip);
    const browser = await openBrowser({ profile: folder, device: phone });
    try {
      return await measure(browser.page);
    } catch (error) {
      const words = await browser.page.locator("body").innerText();
      throw new Error(`the page says: ${words}\n${browser.faults.join("\n")}`, { cause: error });
    } finally {
      await browser.remove();
      await server.remove();
    }
  }
}
