// Two tabs of one phone record at once, while both of them sync: everything arrives, and once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, see, tab } from "./people.mjs";

const DEMO = "meguri-demo-2026";
const VISITS = 5;

let server, visitor, other;

before(async () => {
  server = await startServer({ demo: true });
  visitor = await openBrowser();
  await people.signInOnPhone(visitor.page, server.url, "tanaka", DEMO);
  other = await visitor.context.newPage();
  await other.goto(server.url);
  await tab(other, "今日").waitFor();
});

after(async () => {
  await visitor?.remove();
  await server?.remove();
});

async function record(page, addresses) {
  for (const address of addresses) {
    await people.beginVisitAt(page, server.url + address);
    await button(page, "記録する").click();
    await see(page, "を記録しました");
  }
}

test("two tabs record five visits each while both send; the office has ten", async () => {
  const members = await people.memberPages(visitor.page);
  assert.ok(members.length >= 2 * VISITS, `${members.length} members on the phone`);
  const before = await people.arrived(server.url, "kanri", DEMO);
  await Promise.all([
    record(visitor.page, members.slice(0, VISITS)),
    record(other, members.slice(VISITS, 2 * VISITS)),
  ]);
  await people.send(visitor.page);
  await people.send(other);
  assert.equal(await people.arrived(server.url, "kanri", DEMO), before + 2 * VISITS);
  assert.deepEqual(visitor.faults, []);
});

test("two tabs finish one draft with different words: neither's vanish, and the second person is told", async () => {
  const note = (page) => page.getByLabel("メモ", { exact: true });
  const members = await people.memberPages(visitor.page);
  await people.beginVisitAt(visitor.page, server.url + members[2 * VISITS]);
  await see(visitor.page, "下書き保存済み");
  await other.goto(visitor.page.url());
  await note(other).fill("裏口から入ってください");
  await see(other, "下書き保存済み");
  await note(visitor.page).fill("駐車場は店の横");
  await button(visitor.page, "記録する").click();
  await see(visitor.page, "を記録しました");
  await see(other, "この記録は、別の画面で先に保存されました");
  assert.equal(await note(other).inputValue(), "裏口から入ってください");
  await button(other, "記録する").click();
  await see(other, "を記録しました");
  await people.send(other);
  await other.goto(server.url + members[2 * VISITS]);
  await see(other, "訂正済み(前の記録)");
  await see(other, "裏口から入ってください");
  assert.deepEqual(visitor.faults, []);
});
