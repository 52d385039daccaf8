// The browser is killed in the middle of saving, MEGURI_KILLS times (20 by default). A ledger outside knows what
// was typed and photographed. After each restart every record of it is whole, either saved or still a draft; what
// was shown as saved is saved; and in the end the office has what was saved, once, with its pictures.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { after, before, test } from "node:test";
import { openBrowser, screenshot, startServer } from "./meguri.mjs";
import * as people from "./people.mjs";
import { Session, openPart, see, tab, until } from "./people.mjs";

const DEMO = "meguri-demo-2026";
const KILLS = Number(process.env.MEGURI_KILLS ?? 20);
const SEED = Number(process.env.MEGURI_SEED ?? Date.now() % 1_000_000);
/** One record in so many has a picture. */
const PICTURE_EVERY = 4;
/** How far a save has come: its transaction is open, the second copy follows, the screen has said so. */
const STAGES = ["before", "writing", "copying", "shown"];

let server, browser;
/** What the page has said of the save under way: a stage and when it was heard, in milliseconds. */
let heard = [];

before(async () => {
  server = await startServer({ demo: true });
  browser = await people.openInstalledPhone(server, "tanaka", DEMO);
  await watch(browser.context);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
});

/** mulberry32 */
function random(seed) {
  let state = seed;
  return () => {
    state = state + 0x6d2b79f5 | 0;
    let bits = Math.imul(state ^ state >>> 15, 1 | state);
    bits = bits + Math.imul(bits ^ bits >>> 7, 61 | bits) ^ bits;
    return ((bits ^ bits >>> 14) >>> 0) / 2 ** 32;
  };
}

/** From the next page on, hears how far a save has come. */
async function watch(context) {
  await context.exposeBinding("tell", (_, stage) => { heard.push({ stage, at: performance.now() }); });
  await context.addInitScript(() => {
    const plain = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (stores, mode, ...wish) {
      const opened = plain.call(this, stores, mode, ...wish);
      const saves = mode === "readwrite" && ["outbox", "drafts"].every((name) => [stores].flat().includes(name));
      if (window.tapped && saves) {
        window.tell("writing");
        opened.addEventListener("complete", () => window.tell("copying"));
      }
      return opened;
    };
  });
}

/** Records, drafts and pictures' hashes as the phone's disk has them, each by its id, read beside the app. */
async function disk(page) {
  const { outbox, drafts, blobs } = await page.evaluate(async () => {
    const answer = (request) => new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
    const text = ({ bytes }) => new TextDecoder().decode(bytes);
    const hash = async ({ bytes }) => Array.from(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)),
      (byte) => byte.toString(16).padStart(2, "0")).join("");
    const db = await answer(indexedDB.open("meguri"));
    const stores = db.transaction(["outbox", "drafts", "blobs"]);
    const [outbox, drafts, keys, blobs] = await Promise.all([
      answer(stores.objectStore("outbox").getAll()), answer(stores.objectStore("drafts").getAll()),
      answer(stores.objectStore("blobs").getAllKeys()), answer(stores.objectStore("blobs").getAll())]);
    db.close();
    const pictures = keys.map((key, at) => [key, blobs[at]]).filter(([key]) => key.startsWith("bytes:"));
    return { outbox: outbox.map(text), drafts: drafts.map(text),
      blobs: await Promise.all(pictures.map(async ([key, blob]) => [key.slice("bytes:".length), await hash(blob)])) };
  });
  const facts = outbox.map((fact) => JSON.parse(fact));
  const saved = new Map(facts.map(({ id, body }) => [id, contents(body.visit)]));
  assert.equal(saved.size, facts.length, "a record is in the outbox twice");
  const begun = drafts.map((draft) => JSON.parse(draft)).map(({ id, form: { visit: form } }) =>
    [id, contents({ ...form.visit, outcome: form.outcome })]);
  return { saved, begun: new Map(begun), pictures: new Map(blobs) };
}

/** What a record says, in the words of the ledger. */
const contents = ({ member, outcome, note, photos = [] }) =>
  ({ member, outcome, note, photos: photos.map(({ id, sha256 }) => ({ id, sha256 })) });

/** Types a visit and waits until its draft is on the disk and the page says so. Returns what the ledger has to remember of it. */
async function writeVisit(address, note, withPicture) {
  const { page } = browser;
  await people.beginVisitAt(page, address);
  const id = page.url().split("/").at(-1);
  const before = (await disk(page)).begun.get(id)?.photos ?? [];
  await page.getByLabel("メモ", { exact: true }).fill(note);
  if (withPicture) {
    await openPart(page, "写真・名刺");
    await page.getByLabel("写真を撮る").setInputFiles({ name: "shop.jpg", mimeType: "image/jpeg", buffer: await drawn(page) });
  }
  const count = before.length + Number(withPicture);
  const written = await until(async () => {
    const draft = (await disk(page)).begun.get(id);
    return draft?.note === note && draft.photos.length === count && draft;
  }, "the draft isn't on the disk");
  await page.locator("button.main:not([disabled])", { hasText: "記録する" }).waitFor();
  await see(page, "下書き保存済み");
  return [id, { ...written, member: address.split("/").at(-1), outcome: "absent", note }];
}

/** A JPEG like no other. */
async function drawn(page) {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(320, 240);
    const paper = canvas.getContext("2d");
    for (let x = 0; x < 320; x += 20) {
      paper.fillStyle = `hsl(${Math.random() * 360} 60% 50%)`;
      paper.fillRect(x, 0, 20, 240);
    }
    const blob = await canvas.convertToBlob({ type: "image/jpeg" });
    return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
  });
  return Buffer.from(base64, "base64");
}

/** Taps 記録する from within the page, so that nothing is waited for; the kill is what ends it. */
async function tapRecord() {
  heard = [];
  await browser.page.evaluate(() => {
    new MutationObserver(() => {
      if (document.querySelector(".toast")?.textContent.includes("を記録しました")) window.tell("shown");
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
    setTimeout(() => {
      window.tapped = true;
      [...document.querySelectorAll("button")].find((button) => button.textContent === "記録する").click();
    });
  });
  return performance.now();
}

const hear = (stage) => until(() => heard.find((one) => one.stage === stage), `nothing was heard of “${stage}”`);
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** How many milliseconds a save takes here, from the tap until the screen says so. */
async function timeToSave(address) {
  await people.beginVisitAt(browser.page, address);
  const tapped = await tapRecord();
  return (await hear("shown")).at - tapped;
}

/** Where a kill fell, for the moment of the next one: a machine's saves take now 20 ms, now 120. */
const NEXT = { before: 1.3, writing: 1.05, copying: 1, shown: 0.75 };

/** The app is there again, and what it says where it isn't. */
async function started(page, kill) {
  try {
    await tab(page, "今日").waitFor();
  } catch (error) {
    await screenshot(page, "kills-not-started");
    const words = await page.locator("body").innerText();
    throw new Error(`after kill ${kill + 1}, seed ${SEED}: ${words}\n${browser.faults.join("\n")}`, { cause: error });
  }
}

/** Every record of the ledger is whole on the phone, saved or a draft; what was shown as saved is saved. */
async function compare(ledger, shown, which) {
  const { saved, begun, pictures } = await disk(browser.page);
  for (const [id, expected] of ledger) {
    const where = `${id} after ${which}, seed ${SEED}`;
    assert.ok(!shown.has(id) || saved.has(id), `shown as saved and missing: ${where}`);
    assert.ok(saved.has(id) !== begun.has(id), `record: ${saved.has(id)}, draft: ${begun.has(id)}: ${where}`);
    assert.deepEqual(saved.get(id) ?? begun.get(id), expected, where);
    for (const photo of expected.photos) assert.equal(pictures.get(photo.id), photo.sha256, `a picture of ${where}`);
  }
  return [...saved.keys()];
}

/** What the office has of the ledger's records: each that was saved, once, as it was typed, with its pictures. */
async function atTheOffice(ledger, saved) {
  const office = await Session.signIn(server.url, "kanri", DEMO);
  const members = new Set([...ledger.values()].map(({ member }) => member));
  const files = await Promise.all([...members].map((member) => office.get(`/api/members/${member}`)));
  const facts = files.flatMap(({ contacts }) => contacts).map(({ fact }) => fact).filter(({ id }) => ledger.has(id));
  assert.deepEqual(facts.map(({ id }) => id).sort(), saved.filter((id) => ledger.has(id)).sort(), `seed ${SEED}`);
  for (const { id, body } of facts) {
    const expected = ledger.get(id);
    assert.deepEqual(contents(body.visit), expected, `${id}, seed ${SEED}`);
    for (const photo of expected.photos) {
      const picture = await until(async () => {
        const reply = await fetch(`${server.url}/api/photos/${photo.id}`, { headers: { cookie: office.cookie } });
        return reply.ok && Buffer.from(await reply.arrayBuffer());
      }, `the picture ${photo.id} of ${id} never arrived, seed ${SEED}`);
      assert.equal(createHash("sha256").update(picture).digest("hex"), photo.sha256);
    }
  }
}

test(`a browser that is killed ${KILLS} times in mid-save loses nothing that it showed as saved`, async () => {
  const before = await people.arrived(server.url, "kanri", DEMO);
  const members = await people.memberPages(browser.page);
  await server.stop();
  const next = random(SEED);
  let longest = await timeToSave(server.url + members.at(-1));
  const [ledger, shown] = [new Map(), new Set()];
  const fell = Object.fromEntries(STAGES.map((stage) => [stage, 0]));
  let saved = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    const address = server.url + members[kill % members.length];
    const [id, visit] = await writeVisit(address, `${kill + 1}回目の訪問`, kill % PICTURE_EVERY === 0);
    ledger.set(id, visit);
    await tapRecord();
    // The moment of a kill is the experiment; nothing is being waited for.
    await pause(next() * longest);
    await browser.kill();
    const stage = STAGES.findLast((stage) => stage === "before" || heard.some((one) => one.stage === stage));
    fell[stage] += 1;
    longest *= NEXT[stage];
    if (stage === "shown") shown.add(id);
    browser = await openBrowser({ profile: browser.profile });
    await watch(browser.context);
    await browser.page.goto(server.url);
    await started(browser.page, kill);
    saved = await compare(ledger, shown, `kill ${kill + 1} (${stage})`);
  }
  const unseen = saved.filter((id) => ledger.has(id) && !shown.has(id)).length;
  console.log(`kills: ${KILLS}, seed ${SEED}; up to ${Math.round(longest)} ms after the tap: ` +
    `${fell.before} before its transaction, ${fell.writing} in it, ${fell.copying} while the second copy followed, ` +
    `${fell.shown} after “saved”; ${ledger.size} records: ${shown.size} shown as saved, ${unseen} saved but not ` +
    `shown yet, ${ledger.size - shown.size - unseen} still drafts; none missing, none double`);
  const inside = fell.writing + fell.copying;
  assert.ok(inside >= KILLS / 5, `only ${inside} of ${KILLS} kills fell in mid-save, seed ${SEED}`);
  await server.start();
  await people.send(browser.page);
  await see(browser.page, "すべて事務局に届いています");
  await atTheOffice(ledger, saved);
  assert.equal(await people.arrived(server.url, "kanri", DEMO), before + saved.length, `seed ${SEED}`);
});
