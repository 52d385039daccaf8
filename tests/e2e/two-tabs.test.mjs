// Two tabs of one phone record at once, while both of them sync: everything arrives, and once.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, openPart, see, tab, until } from "./people.mjs";

const DEMO = "meguri-demo-2026";
const VISITS = 5;
/** One black point. */
const PICTURE = {
  name: "shop.png",
  mimeType: "image/png",
  buffer: Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==", "base64"),
};

let server, visitor, other, members;

before(async () => {
  server = await startServer({ demo: true });
  visitor = await openBrowser();
  await people.signInOnPhone(visitor.page, server.url, "tanaka", DEMO);
  members = await people.memberPages(visitor.page);
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

/** What the office has of this member. */
async function contactsOf(number) {
  const office = await people.Session.signIn(server.url, "kanri", DEMO);
  const { contacts } = await office.get(`/api/members/${number}`);
  return contacts.map(({ fact }) => fact);
}

test("two tabs record five visits each while both send; the office has ten", async () => {
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

const note = (page) => page.getByLabel("メモ", { exact: true });

/** Where one types: the field's text, and the caret in it. */
const caret = (page) => page.evaluate(() => {
  const { value, selectionStart, selectionEnd } = document.activeElement;
  return { value, selectionStart, selectionEnd };
});

test("two tabs finish one draft with different words: neither's vanish, and the second person is told", async () => {
  await people.beginVisitAt(visitor.page, server.url + members[2 * VISITS]);
  await see(visitor.page, "下書き保存済み");
  await other.goto(visitor.page.url());
  await openPart(other, "写真・名刺");
  await other.getByLabel("写真を撮る").setInputFiles(PICTURE);
  await other.getByRole("img", { name: "写真 1" }).waitFor();
  await note(other).fill("裏口から入ってください");
  await note(other).evaluate((field) => field.setSelectionRange(2, 4));
  const typing = await caret(other);
  await see(other, "下書き保存済み");
  await note(visitor.page).fill("駐車場は店の横");
  await button(visitor.page, "記録する").click();
  await see(visitor.page, "を記録しました");
  const told = other.getByText("この記録は、別の画面で先に保存されました");
  await told.waitFor();
  // Wherever the form is scrolled to.
  await note(other).scrollIntoViewIfNeeded();
  await people.until(() => told.evaluate((it) => {
    const { top, bottom } = it.getBoundingClientRect();
    return top > 0 && bottom <= innerHeight;
  }), "the notice is out of sight");
  // Where one was writing one goes on, and the picture is there.
  await other.getByRole("heading", { name: "訪問記録の訂正" }).waitFor();
  assert.deepEqual(await caret(other), typing);
  assert.equal(typing.value, "裏口から入ってください");
  await until(() => button(other, "記録する").isEnabled(), "the record waits for ever");
  await other.getByRole("img", { name: "写真 1" }).waitFor();
  await button(other, "記録する").click();
  await see(other, "の記録を訂正しました");
  await people.send(other);
  await see(other, "写真 1枚 届きました");
  await other.goto(server.url + members[2 * VISITS]);
  await see(other, "訂正済み(前の記録)");
  await see(other, "裏口から入ってください");
  const said = (await contactsOf(members[2 * VISITS].match(/(\d+)$/)[1]))
    .flatMap(({ corrects, body: { visit } }) => (visit ? [[Boolean(corrects), visit.note, visit.photos?.length ?? 0]] : []));
  assert.deepEqual(said.sort(), [[false, "駐車場は店の横", 0], [true, "裏口から入ってください", 1]]);
  assert.deepEqual(visitor.faults, []);
});

test("a call opened by its member becomes its correction, too, and one goes on writing", async () => {
  const words = (page) => page.getByLabel("メモ(任意)", { exact: true });
  const [, number] = members[2 * VISITS + 1].match(/(\d+)$/);
  const address = `${server.url}/call/${number}`;
  const noAnswer = (page) => page.getByRole("button", { name: "応答なし" });
  await visitor.page.goto(address);
  await noAnswer(visitor.page).click();
  const alsoThere = async () => {
    await other.goto(address);
    await noAnswer(other).waitFor();
    return await noAnswer(other).getAttribute("aria-pressed") === "true";
  };
  await until(alsoThere, "the call isn't found begun");
  await words(other).fill("夕方にもう一度");
  await words(other).evaluate((field) => field.setSelectionRange(1, 1));
  const typing = await caret(other);
  await words(visitor.page).fill("留守番電話");
  await button(visitor.page, "記録する").click();
  await see(other, "この記録は、別の画面で先に保存されました");
  await other.getByRole("heading", { name: "電話の記録の訂正" }).waitFor();
  // What the notice offers lies below it.
  await button(other, "訂正しない").waitFor();
  assert.deepEqual(await caret(other), typing);
  await button(other, "記録する").click();
  await people.send(other);
  const said = (await contactsOf(number)).flatMap(({ corrects, body }) => (body.call ? [[Boolean(corrects), body.call.note]] : []));
  assert.deepEqual(said.sort(), [[false, "留守番電話"], [true, "夕方にもう一度"]]);
  assert.deepEqual(visitor.faults, []);
});

/** The drafts of visits that this window lists under 今日, and what is written in each. */
async function draftsIn(page) {
  await page.goto(server.url);
  await tab(page, "今日").waitFor();
  const drafts = page.locator(".row a[href^='/visit/']");
  const notes = [];
  for (const href of await drafts.evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
    await page.goto(server.url + href);
    notes.push(await note(page).inputValue());
  }
  return notes.sort();
}

test("two windows write one draft: both are kept, one is told, and either may be given up", async () => {
  await people.beginVisitAt(visitor.page, server.url + members[2 * VISITS + 2]);
  await note(visitor.page).fill("裏口");
  await see(visitor.page, "下書き保存済み");
  const draft = visitor.page.url();
  await other.goto(draft);
  await note(other).fill("裏口から入る");
  await see(other, "下書き保存済み");
  const told = visitor.page.getByText("この書きかけは、別の画面でも書かれています");
  assert.equal(await told.count(), 0);
  await note(visitor.page).fill("裏口は工事中");
  await told.waitFor();
  await screenshot(visitor.page, "two-tabs-kept-apart");
  assert.deepEqual(await draftsIn(visitor.page), ["裏口から入る", "裏口は工事中"]);
  // A page that was opened before the other one wrote on doesn't take that away.
  await visitor.page.goto(draft);
  await other.goto(draft);
  await note(other).fill("裏口は工事中、表から");
  await see(other, "下書き保存済み");
  await button(visitor.page, "記録しない").click();
  await see(visitor.page, "記録をやめました");
  assert.deepEqual(await draftsIn(visitor.page), ["裏口から入る", "裏口は工事中、表から"]);
  // Finishing it neither: what was written elsewhere corrects the record.
  await visitor.page.goto(draft);
  await other.goto(draft);
  await note(other).fill("表から入る");
  await see(other, "下書き保存済み");
  await other.goto("about:blank");
  await button(visitor.page, "記録する").click();
  await see(visitor.page, "別の画面の内容も、もう1件の書きかけとして残しました。");
  assert.deepEqual(await draftsIn(visitor.page), ["表から入る", "裏口から入る"]);
  await visitor.page.goto(server.url);
  await people.send(visitor.page);
  const said = (await contactsOf(members[2 * VISITS + 2].match(/(\d+)$/)[1])).flatMap(({ body: { visit } }) => (visit ? [visit.note] : []));
  assert.deepEqual(said, ["裏口は工事中、表から"]);
  assert.deepEqual(visitor.faults, []);
});

/** Writes a note, and waits until it is on the disk. */
async function write(page, words) {
  await note(page).fill(words);
  await until(() => page.evaluate(async (words) => {
    const answer = (request) => new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
    const database = await answer(indexedDB.open("meguri"));
    const drafts = await answer(database.transaction("drafts").objectStore("drafts").getAll());
    database.close();
    return drafts.some(({ bytes }) => new TextDecoder().decode(bytes).includes(`"${words}"`));
  }, words), `「${words}」 isn't on the disk`);
}

test("a second draft on which somebody writes on is left alone; one with a picture is kept once; recording both is warned of", async () => {
  const { page } = visitor;
  const MINE = "下書き、表から";
  await people.beginVisitAt(page, server.url + members[2 * VISITS + 1]);
  const name = await page.locator(".talking-to h2").innerText();
  await write(page, "裏口");
  const draft = new URL(page.url()).pathname;
  await other.goto(page.url());
  await openPart(other, "写真・名刺");
  await other.getByLabel("写真を撮る").setInputFiles(PICTURE);
  await other.getByRole("img", { name: "写真 1" }).waitFor();
  await write(other, "裏口から入る");
  await write(page, "駐車場");
  await write(other, "裏口から入る。要予約");
  await write(page, "駐車場なし");
  const back = () => button(other, "戻る").click();
  const drafts = other.locator(".row a[href^='/visit/']").filter({ hasText: name });
  const first = other.locator(`.row a[href="${draft}"]`);
  const second = drafts.and(other.locator(`:not([href="${draft}"])`));
  await back();
  await first.waitFor();
  assert.equal(await drafts.count(), 2);
  // In the second one it is written on, then in the first one, from what the other window says there.
  await second.click();
  assert.equal(await note(other).inputValue(), "裏口から入る。要予約");
  await other.getByRole("img", { name: "写真 1" }).waitFor();
  await write(other, MINE);
  await back();
  await first.click();
  assert.equal(await note(other).inputValue(), "駐車場なし");
  await write(other, "駐車場なし、横");
  await write(page, "駐車場2台");
  await back();
  await first.waitFor();
  await until(async () => await drafts.count() === 3, "a draft is missing");
  const kept = (await draftsIn(other)).filter((words) => /下書き|駐車場/.test(words));
  assert.deepEqual(kept, [MINE, "駐車場2台", "駐車場なし、横"].sort());
  await button(page, "記録する").click();
  await see(page, "を記録しました");
  // Whoever is about to record the same visit once more is told so, and can correct what is recorded.
  await other.goto(server.url);
  await drafts.first().click();
  await see(other, /^今日 \d+:\d+ に訪問を記録済みです$/);
  await screenshot(other, "two-tabs-recorded-that-day");
  await button(other, "その記録を訂正する").click();
  await other.getByRole("heading", { name: "訪問記録の訂正" }).waitFor();
  assert.equal(await note(other).inputValue(), "駐車場2台");
  assert.equal(await other.getByText("に訪問を記録済みです").count(), 0);
  assert.deepEqual(visitor.faults, []);
});
