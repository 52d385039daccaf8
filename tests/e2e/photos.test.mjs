// Photos and business cards, from the camera to the console: reduced and upright, kept through a kill
// without a network, sent after their visit and never in its way, freed when the draft is given up.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { desktop, openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { button, openPart, Session, see, signInAtOffice, tab, until } from "./people.mjs";

const TODAY = "2023-10-02";
const NOW = `${TODAY}T10:00:00+09:00`;
const DEMO = "meguri-demo-2026";
const MOST_PIXELS = 1_600;
const AIM_BYTES = 300 * 1024;
/** Where the camera was, as it would stand in the picture. */
const PLACE = "35.4437N139.6380E";

let server, browser, office, session, card;

before(async () => {
  server = await startServer({ demo: true, today: TODAY });
  browser = await people.openInstalledPhone(server, "tanaka", DEMO, { clock: NOW });
  await tab(browser.page, "今日").waitFor();
  card = turned(await drawn(browser.page, 3_000, 2_000));
});

after(async () => {
  await browser?.remove();
  await office?.remove();
  await server?.remove();
});

/** A JPEG with edges and shades, red on the left. */
async function drawn(page, width, height) {
  const base64 = await page.evaluate(async ([width, height]) => {
    const canvas = new OffscreenCanvas(width, height);
    const paper = canvas.getContext("2d");
    const shades = paper.createLinearGradient(0, 0, width, height);
    shades.addColorStop(0, "#eee");
    shades.addColorStop(1, "#468");
    paper.fillStyle = shades;
    paper.fillRect(0, 0, width, height);
    for (let n = 0; n < 3_000; n += 1) {
      paper.fillStyle = `hsl(${n % 360} 60% 50%)`;
      paper.fillRect((n * 997) % width, (n * 613) % height, 60, 40);
    }
    paper.fillStyle = "#f00";
    paper.fillRect(0, 0, width / 10, height);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.95 });
    const bytes = new Uint8Array(await blob.arrayBuffer());
    let text = "";
    for (const byte of bytes) text += String.fromCharCode(byte);
    return btoa(text);
  }, [width, height]);
  return Buffer.from(base64, "base64");
}

/** As a camera held upright writes it: EXIF with orientation 6 (turn to the right), and the place. */
function turned(jpeg) {
  const place = Buffer.from(`${PLACE}\0`, "ascii");
  const tiff = Buffer.alloc(38);
  tiff.write("II*\0", 0, "binary");
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(2, 8);
  // Orientation: one short, 6.
  tiff.writeUInt16LE(0x0112, 10);
  tiff.writeUInt16LE(3, 12);
  tiff.writeUInt32LE(1, 14);
  tiff.writeUInt16LE(6, 18);
  // Image description: a text, after the directory.
  tiff.writeUInt16LE(0x010e, 22);
  tiff.writeUInt16LE(2, 24);
  tiff.writeUInt32LE(place.length, 26);
  tiff.writeUInt32LE(38, 30);
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "binary"), tiff, place]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, exif, jpeg.subarray(2)]);
}

const file = (buffer, name = "DSC_0001.JPG", mimeType = "image/jpeg") => ({ name, mimeType, buffer });

/** The keys of the pictures' bytes on the phone, read beside the app. */
const pictures = (page) => page.evaluate(async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const db = await answer(indexedDB.open("meguri"));
  const keys = await answer(db.transaction("blobs").objectStore("blobs").getAllKeys());
  db.close();
  return keys.filter((key) => key.startsWith("bytes:"));
});

const draftsOnDisk = (page) => page.evaluate(async () => {
  const answer = (request) => new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  const db = await answer(indexedDB.open("meguri"));
  const count = await answer(db.transaction("drafts").objectStore("drafts").count());
  db.close();
  return count;
});

async function take(page, what, picture) {
  await page.getByLabel(what).setInputFiles(picture);
}

/** What the page shows under this name: its size, and where the red edge is. */
const shown = (page, name) => page.getByRole("img", { name }).evaluate(async (image) => {
  await image.decode();
  const { naturalWidth: width, naturalHeight: height } = image;
  const canvas = new OffscreenCanvas(width, height);
  const paper = canvas.getContext("2d");
  paper.drawImage(image, 0, 0);
  const isRed = (x, y) => {
    const [red, green, blue] = paper.getImageData(x, y, 1, 1).data;
    return red > 200 && green < 60 && blue < 60;
  };
  return { width, height, top: isRed(width / 2, 20), left: isRed(20, height / 2) };
});

/** Others in the demo have the same name. */
let name, number;
/** Names of members by what happens to their records. */
const records = {};

test("a picture is reduced, turned upright, and on the phone's disk at once", async () => {
  const { page } = browser;
  number = (await page.locator(".next-name").getAttribute("href")).split("/").pop();
  name = await people.beginVisit(page, "担当者と面談");
  await openPart(page, "写真・名刺");
  await take(page, "名刺を撮る", file(card));
  const { width, height, top, left } = await shown(page, "名刺 1");
  assert.deepEqual([width, height], [Math.round(MOST_PIXELS * 2 / 3), MOST_PIXELS]);
  assert.ok(top && !left, "the left edge of the sensor is on top");
  await see(page, "下書き保存済み");
  assert.equal((await pictures(page)).length, 1);
  await screenshot(page, "photos-in-draft", { fullPage: true });
});

test("what isn't a picture is said in words, and nothing is lost", async () => {
  const { page } = browser;
  await take(page, "写真を撮る", file(Buffer.from("見積書"), "見積書.jpg"));
  await see(page, "この画像は読み取れませんでした");
  await see(page, "書いた内容と、ほかの写真は消えていません");
  await page.getByRole("img", { name: "名刺 1" }).waitFor();
  await screenshot(page, "photos-not-readable", { fullPage: true });
});

test("a picture that was taken out can be brought back", async () => {
  const { page } = browser;
  await take(page, "写真を撮る", file(await drawn(page, 640, 480), "shop.jpg"));
  const { width, height } = await shown(page, "写真 2");
  assert.deepEqual([width, height], [640, 480], "a small one isn't made larger");
  await button(page, "写真 2を外す").click();
  await page.getByRole("img", { name: "写真 2" }).waitFor({ state: "detached" });
  await button(page, "元に戻す").click();
  await page.getByRole("img", { name: "写真 2" }).waitFor();
  await button(page, "写真 2を外す").click();
  await see(page, "下書き保存済み");
});

test("killed without a network, the draft still has its picture; then the record has it", async () => {
  await server.stop();
  await browser.kill();
  browser = await openBrowser({ profile: browser.profile, clock: NOW });
  const { page } = browser;
  await page.goto(server.url);
  await people.nextStop(page);
  await button(page, "続きを書く").click();
  await openPart(page, "写真・名刺");
  await page.getByRole("img", { name: "名刺 1" }).waitFor();
  await button(page, "記録する").click();
  await see(page, `${name}を記録しました`);
  await browser.kill();
  browser = await openBrowser({ profile: browser.profile, clock: NOW });
  await browser.page.goto(server.url);
  await tab(browser.page, "送信").click();
  await see(browser.page, "写真 1枚 未送信");
  await screenshot(browser.page, "photos-waiting", { fullPage: true });
  assert.equal((await pictures(browser.page)).length, 2, "what was taken out stays for a day: another window may name it");
});

test("the visit arrives although its picture can't, and the office sees that one is to come", async () => {
  const { page } = browser;
  await browser.context.route("**/sync/v1/photos/**", (route) => route.abort());
  await server.start();
  await button(page, "今すぐ送信する").click();
  session = await Session.signIn(server.url, "kanri", DEMO);
  await until(visitWithPicture, "the visit hasn't arrived");
  await see(page, "写真 1枚 未送信");
  office = await openBrowser({ device: desktop, clock: NOW });
  await signInAtOffice(office.page, server.url, "kanri", DEMO);
  await openMember();
  await see(office.page.locator(".panel"), "まだ届いていません");
  await screenshot(office.page, "photos-not-arrived");
});

/** The visit of this journey, as the office has it. */
async function visitWithPicture() {
  const { contacts } = await session.get(`/api/members/${number}`);
  return contacts.map(({ fact }) => fact.body.visit).find((visit) => visit?.photos?.length);
}

async function openMember() {
  const { page } = office;
  await people.menu(page, "会員").click();
  await page.getByRole("searchbox").fill(number);
  await page.getByRole("row", { name: number }).click();
  await page.locator(".panel dl.facts").waitFor();
}

test("then the picture follows, and the console shows it with the keyboard alone", async () => {
  const { page } = browser;
  await browser.context.unroute("**/sync/v1/photos/**");
  await button(page, "今すぐ送信する").click();
  await see(page, "写真 1枚 届きました");
  await see(page, "すべて事務局に届いています");
  await screenshot(page, "photos-arrived", { fullPage: true });
  // One's own stays on the phone until a backup has it.
  await tab(page, "一覧").click();
  await page.getByRole("searchbox").fill(name);
  await page.getByRole("link", { name }).first().click();
  await button(page, "写真・名刺を見る(1枚)").click();
  await shown(page, "名刺 1");
  await screenshot(page, "photos-own", { fullPage: true });

  const console_ = office.page;
  await console_.reload();
  await openMember();
  const thumbnail = button(console_, "名刺 1");
  await thumbnail.focus();
  await screenshot(console_, "photos-console");
  await console_.keyboard.press("Enter");
  const { width, height } = await shown(console_.getByRole("dialog"), "名刺 1");
  assert.deepEqual([width, height], [Math.round(MOST_PIXELS * 2 / 3), MOST_PIXELS]);
  await screenshot(console_, "photos-console-large");
  await console_.keyboard.press("Escape");
  await console_.getByRole("dialog").waitFor({ state: "detached" });
  assert.ok(await thumbnail.evaluate((button) => button === document.activeElement), "the focus is where it was");
});

test("what arrived is the promised picture, small, and without the place where it was taken", async () => {
  const address = await office.page.locator(".thumbnail img").first().getAttribute("src");
  const reply = await fetch(server.url + address, { headers: { cookie: session.cookie } });
  const jpeg = Buffer.from(await reply.arrayBuffer());
  assert.ok(card.includes(PLACE) && !jpeg.includes(PLACE) && !jpeg.includes("Exif"));
  console.log(`a picture of ${card.length} bytes became one of ${jpeg.length}`);
  assert.ok(jpeg.length < card.length && jpeg.length <= AIM_BYTES);
  const visit = await visitWithPicture();
  assert.equal(visit.photos.length, 1);
  assert.equal(visit.photos[0].sha256, createHash("sha256").update(jpeg).digest("hex"));
});

/** Pictures that are taken from now on are being reduced until `letGo`. */
async function hold(page) {
  await page.evaluate(() => {
    const Real = globalThis.Worker;
    globalThis.held = [];
    globalThis.Worker = class extends Real {
      postMessage(wish) {
        globalThis.held.push(() => super.postMessage(wish));
      }
    };
    globalThis.letGo = () => {
      globalThis.Worker = Real;
      for (const work of globalThis.held) work();
    };
  });
}

const letGo = (page) => page.evaluate(() => globalThis.letGo());

/** From its page to 今日 and back to it. */
async function leaveAndReturn(page, meanwhile = async () => {}) {
  await button(page, "戻る").click();
  await people.nextStop(page);
  await meanwhile();
  await button(page, "続きを書く").click();
}

/** Transactions that keep pictures stay open a while; notes how many pictures each written draft of a visit names. */
async function slowPictures(page) {
  await page.addInitScript((MILLISECONDS) => {
    const begin = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (stores, mode, ...wish) {
      const opened = begin.call(this, stores, mode, ...wish);
      if (mode !== "readwrite" || !["blobs", "drafts"].every((name) => [stores].flat().includes(name))) return opened;
      const commit = opened.commit.bind(opened);
      const end = performance.now() + MILLISECONDS;
      let asked = false;
      opened.commit = () => { asked = true; };
      const stay = () => {
        if (asked && performance.now() > end) commit();
        else opened.objectStore("meta").get("mark").onsuccess = stay;
      };
      stay();
      return opened;
    };
    window.named = [];
    const put = IDBObjectStore.prototype.put;
    IDBObjectStore.prototype.put = function (value, ...wish) {
      if (this.name === "drafts") {
        window.named.push(JSON.parse(new TextDecoder().decode(value.bytes)).form.visit.visit.photos?.length ?? 0);
      }
      return put.call(this, value, ...wish);
    };
  }, 800);
}

test("a draft that is typed while its picture is being kept goes on naming it", async () => {
  const { page } = browser;
  const second = await page.context().newPage();
  await slowPictures(second);
  await second.goto(server.url);
  const before = (await pictures(second)).length;
  await people.beginVisit(second, "不在");
  await openPart(second, "写真・名刺");
  await second.getByLabel("メモ", { exact: true }).fill("写真のまえに書いた");
  await take(second, "写真を撮る", file(await drawn(second, 64, 48)));
  await shown(second, "写真 1");
  await see(second, "下書き保存済み");
  const named = await second.evaluate(() => window.named);
  const first = named.indexOf(1);
  assert.ok(first >= 0 && named.slice(first).every((count) => count === 1), `the drafts written named ${named} pictures`);
  await button(second, "記録しない").click();
  await until(async () => (await pictures(second)).length === before, "it is still on the phone");
  await second.close();
});

test("a page that is left while a picture is being reduced doesn't lose it", async () => {
  const { page } = browser;
  await page.goto(server.url);
  records.left = await people.beginVisit(page, "不在");
  await openPart(page, "写真・名刺");
  await hold(page);
  await take(page, "写真を撮る", file(await drawn(page, 640, 480)));
  await see(page, "写真を小さくしています");
  await leaveAndReturn(page);
  await see(page, "写真を小さくしています");
  assert.ok(await button(page, "記録する").isEnabled(), "the record waits for it");
  assert.ok(await page.getByLabel("写真を撮る").isDisabled());
  await screenshot(page, "photos-being-reduced", { fullPage: true });
  // The page that was opened anew writes the draft as it knows it.
  await page.getByLabel("メモ", { exact: true }).fill("店の前");
  await see(page, "写真を小さくしています");
  await letGo(page);
  await shown(page, "写真 1");
  await see(page, "下書き保存済み");

  await hold(page);
  await take(page, "名刺を撮る", file(card));
  const before = (await pictures(page)).length;
  await leaveAndReturn(page, async () => {
    await letGo(page);
    await until(async () => (await pictures(page)).length === before + 1, "it wasn't kept");
  });
  await shown(page, "名刺 2");
  await see(page, "下書き保存済み");

  await hold(page);
  await take(page, "写真を撮る", file(Buffer.from("見積書"), "見積書.jpg"));
  await leaveAndReturn(page, () => letGo(page));
  await see(page, "この画像は読み取れませんでした");
  await page.reload();
  await openPart(page, "写真・名刺");
  await shown(page, "写真 1");
  await shown(page, "名刺 2");
});

test("a refused visit is opened again with all of its pictures, or not at all", async () => {
  const { page } = browser;
  await people.spoilPushes(browser.context);
  await button(page, "記録する").click();
  await see(page, `${records.left}を記録しました`);
  await tab(page, "送信").click();
  await see(page, "対応が必要です");
  await browser.context.unroute("**/sync/v1/push");
  // The phone has room for one more picture, then for none.
  await page.evaluate(() => {
    const put = IDBObjectStore.prototype.put;
    let bytes = 0;
    IDBObjectStore.prototype.put = function (value, key) {
      const full = String(key).startsWith("bytes:") && (bytes += 1) === 2;
      if (full) throw new DOMException("full", "QuotaExceededError");
      return put.call(this, value, key);
    };
  });
  const before = (await pictures(page)).length;
  await button(page, "直して送る").click();
  await see(page, "保存できませんでした");
  assert.equal((await pictures(page)).length, before);
  await button(page, "直して送る").click();
  await page.getByRole("heading", { name: "訪問記録の訂正" }).waitFor();
  await openPart(page, "写真・名刺");
  await shown(page, "写真 1");
  await shown(page, "名刺 2");
  await page.getByLabel("メモ", { exact: true }).fill("要点だけ");
  await button(page, "記録する").click();
  await people.send(page);
  await until(async () => (await pictures(page)).length === before, "the refused one's pictures are still here");
});

/** A visit with a picture that is being reduced until `letGo`; recorded meanwhile. */
async function recordBeforeItsPicture(page, note, picture) {
  await page.goto(server.url);
  await people.nextStop(page);
  const number = (await page.locator(".next-name").getAttribute("href")).split("/").pop();
  const visited = await people.beginVisit(page, "不在");
  await page.getByLabel("メモ", { exact: true }).fill(note);
  await openPart(page, "写真・名刺");
  await hold(page);
  await take(page, "写真を撮る", picture);
  await see(page, "写真を小さくしています");
  await button(page, "記録する").click();
  await see(page, `${visited}を記録しました。写真はこのあと加わります`);
  return { number, name: visited };
}

test("a record doesn't wait for its picture, which is added to it once it is ready", async () => {
  const { page } = browser;
  const before = (await pictures(page)).length;
  records.late = await recordBeforeItsPicture(page, "写真を待たずに", file(await drawn(page, 640, 480)));
  await letGo(page);
  await until(async () => (await pictures(page)).length === before + 1 && await draftsOnDisk(page) === 0, "it isn't in the record");
  await page.goto(`${server.url}/member/${records.late.number}`);
  await button(page, "写真・名刺を見る(1枚)").click();
  await shown(page, "写真 1");
  await see(page, "写真を待たずに");
  await page.goto(server.url);
  await people.send(page);
  await see(page, "すべて事務局に届いています");
  await page.goto(`${server.url}/report`);
  await page.locator(".report-line").first().waitFor();
  assert.equal(await page.locator(`.report-line[href$="${records.late.number}"]`).count(), 1, "a correction is no second visit");
});

test("killed while its picture is being reduced, the record has all of its words", async () => {
  const late = await recordBeforeItsPicture(browser.page, "店じまいの前に", file(await drawn(browser.page, 640, 480)));
  await browser.kill();
  browser = await openBrowser({ profile: browser.profile, clock: NOW });
  const { page } = browser;
  await page.goto(`${server.url}/member/${late.number}`);
  await see(page, "店じまいの前に");
  await page.goto(server.url);
  await people.nextStop(page);
  assert.equal(await page.getByText(/書きかけ/).count(), 0);
});

test("a record that was taken back while its picture was being reduced has it in the draft", async () => {
  const { page } = browser;
  await recordBeforeItsPicture(page, "やり直し", file(await drawn(page, 640, 480)));
  await button(page, "元に戻す").click();
  await page.getByRole("heading", { name: "訪問記録", exact: true }).waitFor();
  await letGo(page);
  // What was added is in sight by itself.
  await shown(page, "写真 1");
  await page.getByLabel("メモ", { exact: true }).fill("やり直しました");
  await see(page, "下書き保存済み");
  await page.reload();
  await shown(page, "写真 1");
  await button(page, "記録する").click();
  await see(page, "を記録しました");
  await people.send(page);
  await see(page, "すべて事務局に届いています");
});

test("a picture that can't be reduced after its record was saved is said until somebody has read it", async () => {
  const { page } = browser;
  const late = await recordBeforeItsPicture(page, "見積書の件", file(Buffer.from("見積書"), "見積書.jpg"));
  await letGo(page);
  await see(page, "この画像は読み取れませんでした");
  await see(page, `「${late.name}」の記録は保存済みですが`);
  await screenshot(page, "photos-late-failed", { fullPage: true });
  await button(page, "確認した").click();
  await page.getByText("この画像は読み取れませんでした").waitFor({ state: "detached" });
});

test("a draft that is given up frees its picture, unless it is brought back", async () => {
  const { page } = browser;
  const before = (await pictures(page)).length;
  await page.goto(server.url);
  await people.beginVisit(page, "不在");
  await openPart(page, "写真・名刺");
  await take(page, "写真を撮る", file(card));
  await page.getByRole("img", { name: "写真 1" }).waitFor();
  await button(page, "記録しない").click();
  await button(page, "元に戻す").click();
  await openPart(page, "写真・名刺");
  await shown(page, "写真 1");
  await button(page, "記録しない").click();
  await until(async () => (await pictures(page)).length === before, "it is still on the phone");
  assert.deepEqual(browser.faults, []);
});
