// What makes the phone ask the office, and what it sends: a poke, a look at the app again; a Wi-Fi's sign-in page that
// redirects; compressed pushes; a restored server.

import assert from "node:assert/strict";
import { cp, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { openBrowser, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { Session, button, see, tab, until } from "./people.mjs";

const TODAY = "2023-10-02";
const DEMO = "meguri-demo-2026";
const POKE = "/sync/v1/poke";

let server, office, visitor, page, me;
/** Requests that are still open, and all that there were. */
const open = new Map();
const asked = [];

before(async () => {
  server = await startServer({ demo: true, today: TODAY });
  office = await Session.signIn(server.url, "kanri", DEMO);
  const { users } = await office.get("/api/users");
  me = users.find(({ login }) => login === "tanaka").id;
  visitor = await openBrowser({ clock: `${TODAY}T10:00:00+09:00` });
  page = visitor.page;
  visitor.context.on("request", (request) => {
    const { pathname } = new URL(request.url());
    asked.push({ request, pathname });
    open.set(request, pathname);
  });
  for (const end of ["requestfinished", "requestfailed"]) visitor.context.on(end, (request) => open.delete(request));
  await people.signInOnPhone(page, server.url, "tanaka", DEMO);
  await people.nextStop(page);
  await people.send(page);
});

after(async () => {
  await visitor?.remove();
  await server?.remove();
});

const streams = () => [...open.values()].filter((path) => path === POKE).length;
const oneStream = () => until(() => streams() === 1, `${streams()} streams are open`);

/** The office writes something into the visitor's card, which that phone alone may see. */
const writeOnCard = (affiliation) => office.put(`/api/users/${me}/card`, { affiliation });

/** The visitor turns to another app, and back. */
const look = (state) => page.evaluate((state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
}, state);

test("what the office writes shows on the open phone by itself; one stream a browser", async () => {
  await page.goto(`${server.url}/card`);
  await oneStream();
  await writeOnCard("第一班");
  await see(page, "第一班");

  const other = await visitor.context.newPage();
  await other.goto(`${server.url}/card`);
  await see(other, "第一班");
  await writeOnCard("第二班");
  for (const one of [page, other]) await see(one, "第二班");
  assert.equal(streams(), 1, "each tab holds a stream of its own");
  await other.close();
  await oneStream();
});

test("a phone that nobody looks at holds no stream, and asks as soon as somebody does", async () => {
  await look("hidden");
  await until(() => streams() === 0, "the stream stays open");
  await writeOnCard("第三班");
  await see(page, "第二班");
  await look("visible");
  await see(page, "第三班");
  await oneStream();
});

test("a Wi-Fi's page to which a push is redirected is no answer, and the record comes through later", async () => {
  const before = await people.arrived(server.url, "kanri", DEMO);
  await page.goto(server.url);
  const [member] = await people.memberPages(page);
  await visitor.context.route("**/sync/v1/push", (route) =>
    route.fulfill({ status: 302, headers: { location: `${server.url}/portal` } }));
  await people.beginVisitAt(page, server.url + member);
  // Long enough to be worth compressing.
  await page.getByLabel("メモ", { exact: true }).fill("春の講習会の案内を希望。".repeat(40));
  await button(page, "記録する").click();
  await see(page, "を記録しました");
  await tab(page, "送信").click();
  await see(page, "未送信 1件");
  await until(() => asked.some(({ pathname }) => pathname === "/sync/v1/push"), "nothing was pushed");
  assert.ok(!asked.some(({ pathname }) => pathname === "/portal"), "the redirect was followed");
  await visitor.context.unroute("**/sync/v1/push");
  await people.send(page);
  assert.equal(await people.arrived(server.url, "kanri", DEMO), before + 1);

  const push = asked.findLast(({ pathname }) => pathname === "/sync/v1/push");
  assert.equal(await push.request.headerValue("content-encoding"), "gzip");
});

test("an open phone notices by itself that the office went back to a copy, and brings the record again", async () => {
  const database = join(server.data, "meguri.sqlite");
  const copy = `${database}.copy`;
  await server.stop();
  await cp(database, copy);
  await server.start();
  const [, member] = await people.memberPages(page);
  const before = await people.arrived(server.url, "kanri", DEMO);
  await people.beginVisitAt(page, server.url + member);
  await button(page, "記録する").click();
  await people.send(page);
  await oneStream();

  await server.stop();
  await rename(copy, database);
  for (const beside of ["-wal", "-shm"]) await rm(database + beside, { force: true });
  await server.start();
  const arrived = () => people.arrived(server.url, "kanri", DEMO);
  assert.equal(await arrived(), before, "the office didn't go back");
  await until(async () => await arrived() === before + 1, "the phone never noticed");
});
