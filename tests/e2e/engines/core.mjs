// The core journey in other engines than Chromium: sign in, see the day, record without a network,
// reload, send. `cargo xtask test engines` installs what it needs and sets the variables.
//
// What it can't show here: an installed app, a real dialler, a phone's keyboard. docs/phone-checklist.md
// has those, for real phones.

import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { root, startServer } from "../meguri.mjs";
import * as people from "../people.mjs";
import { until } from "../people.mjs";
import { openEngine } from "./webdriver.mjs";

const DEMO = "meguri-demo-2026";
const { FIREFOX, GECKODRIVER, WEBKIT, WEBKIT_DRIVER } = process.env;

const engines = [
  {
    title: "Firefox",
    driver: GECKODRIVER,
    capabilities: { browserName: "firefox", "moz:firefoxOptions": { binary: FIREFOX, args: ["-headless", "--width=390", "--height=844"] } },
  },
  {
    title: "WebKitGTK",
    driver: WEBKIT_DRIVER,
    capabilities: { browserName: "MiniBrowser", "webkitgtk:browserOptions": { binary: WEBKIT, args: ["--automation", "--geometry=390x844"] } },
  },
];

for (const { title, ...how } of engines) {
  test(`the core journey in ${title}`, { skip: how.driver ? false : `no driver for ${title} here` }, async () => {
    const server = await startServer({ demo: true, today: "2023-10-02" });
    let engine;
    try {
      engine = await openEngine(how);
      console.log(`in ${engine.name}`);
      await journey(engine, server);
    } finally {
      await engine?.close();
      await server.remove();
    }
  });
}

async function journey(engine, server) {
  await engine.goto(server.url);
  await engine.type("ログイン名", "tanaka");
  await engine.type("パスワード", DEMO);
  await engine.tap("サインインする");
  const name = await until(() => engine.run("return document.querySelector('.next h2')?.innerText ?? ''"), "no next stop came");
  const member = await engine.run("return document.querySelector('.next-name').pathname.split('/').at(-1)");
  const office = await people.Session.signIn(server.url, "suzuki", DEMO);
  const contacts = async () => (await office.get(`/api/members/${member}`)).contacts.length;
  const before = await contacts();
  await picture(engine, "today");
  const installed = await engine.run(`return (async () => {
    if (!navigator.serviceWorker) return false;
    const { active } = await navigator.serviceWorker.ready;
    while (active.state !== "activated") {
      await new Promise((resolve) => active.addEventListener("statechange", resolve, { once: true }));
    }
    return true;
  })()`);
  assert.ok(installed, "the app is not installed for use without a network");

  await server.stop();
  await engine.reload();
  await engine.see(name);
  await engine.tap("記録");
  await engine.see("どうでしたか");
  await engine.tap("不在");
  await engine.type("メモ", "裏口の呼び鈴が鳴らない");
  await engine.see("下書き保存済み");
  await picture(engine, "visit");

  // In the middle of the record: what was typed is there again.
  await engine.reload();
  await engine.see("下書き保存済み");
  assert.equal(await engine.run("return document.querySelector('textarea').value"), "裏口の呼び鈴が鳴らない");
  assert.equal(await engine.run("return document.querySelector('.toggle[aria-pressed=true]').innerText.trim()"), "不在");
  await engine.tap("記録する");
  await engine.see(`${name}を記録しました`);
  await engine.reload();
  await engine.see("未送信 1件");
  await picture(engine, "unsent");

  await server.start();
  await engine.tap("送信");
  await engine.tap("今すぐ送信する");
  await engine.see("すべて事務局に届いています");
  assert.equal(await contacts(), before + 1, "the visit arrived once");
  await picture(engine, "sent");
}

async function picture(engine, name) {
  const folder = join(root, "target/e2e");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `engine-${engine.name.split(" ")[0].toLowerCase()}-${name}.png`), await engine.picture());
}
