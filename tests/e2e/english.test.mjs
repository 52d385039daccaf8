// The phone app in English, of members whose data has no Japanese letter: nothing is left in Japanese, and nothing is cut.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Looks } from "./looks.mjs";
import { openBrowser, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button } from "./people.mjs";

const TODAY = "2023-10-02";
const LIST = [
  "会員番号,事業所名,代表者名,業種,所属支部,加入年月日,加入経路,所在地,電話番号,従業員数",
  ...["Kannai Produce", "Sankei Clinic", "Shioiri Electric"].map((name, at) =>
    `30000${at + 1},${name},Ichiro Watanabe ${at},Retail,Naka,2021/5/1${at},職員,1-${at} Honmoku Naka-ku Yokohama,045-000-010${at},4`),
].join("\r\n");
/** What stays as it is: where one finds the other language, and the trades of the chamber's case stories. */
const KEPT = /日本語|言語|[ぁ-んァ-ヶー一-鿿・]+業|医療・福祉/g;
const PARTS = ["Add a request", "Add a task", "Add a change", "Add an introduction", "Add a leaflet", "Add a gift"];

let server, office, browser, page, looks;

before(async () => {
  server = await startServer({ today: TODAY });
  ({ office } = await people.beginOffice(server));
  await people.importList(office, "members", Buffer.from(LIST));
  const targets = await people.chooseTargets(office);
  await office.post("/api/users", { login: "smith", name: "John Smith", role: "visitor", password: people.password });
  const { users } = await office.get("/api/users");
  const smith = users.find(({ login }) => login === "smith").id;
  await office.post("/api/assignments", { targets: targets.map(({ id }) => id), visitor: smith, day: TODAY });
  await office.put("/api/office-card", { name: "Member services", telephone: "045-000-1200" });
  const lead = await office.post("/api/leads", { business: "Shinko Bakery", source: "website_enquiry", telephone: "045-000-0200" });
  await office.put(`/api/leads/${lead.id}/visitor`, { visitor: smith });
  browser = await openBrowser({ clock: `${TODAY}T10:00:00+09:00` });
  ({ page } = browser);
  looks = new Looks(page, "en");
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

/** Looks at the screen: as every screen is looked at, and for what was forgotten. */
async function look(name) {
  await looks.atPhone(name, { fullPage: true });
  const texts = await page.evaluate(() => {
    const found = [document.title];
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
      if (!node.parentElement.closest("script, style, noscript")) found.push(node.data);
    }
    for (const it of document.querySelectorAll("*")) {
      for (const name of ["aria-label", "alt", "title", "placeholder"]) found.push(it.getAttribute(name) ?? "");
    }
    return found;
  });
  const left = texts.filter((text) => /[぀-ヿ㐀-鿿！-ﾟ、。]/.test(text.replaceAll(KEPT, "")));
  looks.found.push(...left.map((text) => `${name}: in Japanese: ${text.trim()}`));
  assert.equal(await page.evaluate(() => document.documentElement.lang), "en", name);
}

const open = async (address) => {
  await page.goto(server.url + address);
  await page.getByRole("heading", { level: 1 }).and(page.locator("[tabindex]")).waitFor();
};

test("English is chosen before one signs in, and stays", async () => {
  await page.goto(server.url);
  await button(page, "English").click();
  await button(page, "Sign in").waitFor();
  await look("sign-in");
  await page.getByLabel("Login").fill("smith");
  await page.getByLabel("Password").fill(people.password);
  await button(page, "Sign in").click();
  await page.getByRole("region", { name: "Next stop" }).waitFor();
  for (const [name, address] of [["today", "/"], ["list", "/list"], ["member", "/member/300001"], ["call", "/call/300001"], ["report", "/report"], ["send", "/sync"], ["order", "/order"], ["map", "/map"], ["card", "/card"], ["help", "/help/2"], ["leads", "/leads"]]) {
    await open(address);
    await look(name);
  }
});

test("what opens on a tap is English, too", async () => {
  await open("/list");
  await button(page, "Filter").click();
  await button(page, "Near me").waitFor();
  await look("list-filters");
  await page.getByRole("searchbox").fill("nobody");
  await page.getByText("Nobody found").waitFor();
  await look("list-nobody");
  await page.getByRole("searchbox").fill("");
  await open("/member/300002");
  for (const summary of await page.locator("summary:visible").all()) await summary.click();
  await look("member-open");
  await open("/");
  await button(page, "A call came back").click();
  await page.getByLabel("Last four digits of the number").fill("9999");
  await page.getByText("No member or lead").waitFor();
  await look("today-nobody");
  await page.getByRole("link", { name: "Call", exact: true }).click();
  await button(page, "Call back").click();
  await look("call-when");
  await button(page, "I didn't call").click();
  await page.getByText("Not recorded").waitFor();
  await open("/leads");
  await page.getByRole("link", { name: /Shinko Bakery/ }).click();
  await look("lead");
  await button(page, "Record").click();
  await button(page, "Met").click();
  await look("lead-record");
  await button(page, "Don't record").click();
});

test("a whole record is English: every part, what is wanting, what becomes of it", async () => {
  await open("/");
  await button(page, "Record").click();
  await button(page, "Met the representative").click();
  await page.locator(".section-head").first().waitFor();
  await look("visit");
  await people.openAllParts(page);
  for (const add of PARTS) await button(page, add).first().click();
  await button(page, "Wants to leave").click();
  await button(page, "Wants an explanation").first().click();
  await button(page, "Visit again").click();
  await look("visit-everything");
  await button(page, "Record").click();
  await page.getByText("Not recorded yet").waitFor();
  await look("visit-wanting");
  await page.getByLabel("Who agreed").fill("Ichiro Watanabe");
  await page.getByLabel("What may be passed on").fill("Name and number");
  await page.getByLabel("To whom").fill("Mutual aid");
  await server.stop();
  await button(page, "Record").click();
  await page.getByText("Kannai Produce recorded").waitFor();
  await look("today-urgent");
  await page.getByRole("navigation", { name: "Screens" }).getByRole("link", { name: "Send" }).click();
  await page.getByText("The office can't be reached").waitFor();
  await look("send-offline");
  await server.start();
  await button(page, "Send now").click();
  await page.getByText("Everything has arrived at the office").waitFor();
  await look("send-arrived");
  await open("/member/300001");
  await page.getByText("Arrived at the office").waitFor();
  await look("member-visited");
  await open("/report");
  await look("report-visited");
});

test("nothing of it was wrong", () => {
  assert.equal(looks.found.join("\n"), "");
  assert.deepEqual(browser.faults, []);
});
