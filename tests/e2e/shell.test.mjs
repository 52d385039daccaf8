// The phone app's shell: it opens without a network, and changes version only when told to.

import assert from "node:assert/strict";
import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { lookForUpdate, publish, version } from "./builds.mjs";
import { appInstalled, newFolder, openBrowser, removeFolder, screenshot, startServer, web } from "./meguri.mjs";
import { until } from "./people.mjs";

let webFolder, server, browser;

before(async () => {
  webFolder = await newFolder("web");
  await cp(web, webFolder, { recursive: true });
  server = await startServer({ webFolder });
  browser = await openBrowser();
  // The app registers its worker by itself.
  await browser.page.goto(server.url);
  await appInstalled(browser.page);
});

after(async () => {
  await browser?.remove();
  await server?.remove();
  if (webFolder) await removeFolder(webFolder);
});

/** Waits until the app has painted over the page's static first words. */
const appIsUp = (page) => page.waitForFunction(() => document.querySelector("main.first-paint") === null);

const cacheNames = (page) => page.evaluate(() => caches.keys());

/** A page of the same address without the app, which would look for updates by itself. */
const besideTheApp = () => `${server.url}/icons/icon.svg`;

test("every file of the build is kept, except the worker itself", async () => {
  const worker = await readFile(join(webFolder, "field/sw.js"), "utf8");
  const files = Object.keys(JSON.parse(worker.match(/^const FILES = (.*);$/m)[1])).sort();
  assert.ok(files.includes("/") && files.some((file) => file.endsWith(".wasm")), files.join(" "));
  const kept = await browser.page.evaluate(async () => {
    const [name] = await caches.keys();
    const requests = await (await caches.open(name)).keys();
    return requests.map((request) => new URL(request.url).pathname).sort();
  });
  assert.deepEqual(kept, files);
});

test("pages keep to the content security policy", async () => {
  await appIsUp(browser.page);
  assert.deepEqual(browser.faults, []);
  const console = await browser.context.newPage();
  const faults = [];
  console.on("pageerror", (error) => faults.push(error.message));
  console.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await console.goto(`${server.url}/office/`);
  await appIsUp(console);
  // Asking who is signed in is answered with 401, and the browser reports that as an error.
  assert.deepEqual(faults.filter((fault) => !fault.startsWith("Failed to load resource")), []);
  await console.close();
});

test("with the server stopped the app still opens, at any of its addresses", async () => {
  await server.stop();
  for (const address of ["/", "/members/1001"]) {
    await browser.page.goto(server.url + address);
    await appIsUp(browser.page);
  }
  await screenshot(browser.page, "shell-offline");
  await assert.rejects(browser.page.goto(`${server.url}/office/`), "the console is not the phone's");
});

test("a killed browser opens the app again, still without a server", async () => {
  await browser.kill();
  browser = await openBrowser({ profile: browser.profile });
  await browser.page.goto(server.url);
  await appIsUp(browser.page);
  await server.start();
});

test("the console is the network's business, and comes back with the server", async () => {
  await browser.page.goto(`${server.url}/office/`);
  await appIsUp(browser.page);
});

test("a build whose files don't fit together is refused, and the old one stays", async () => {
  await browser.page.goto(besideTheApp());
  const old = await cacheNames(browser.page);
  await publish(webFolder, "broken", { broken: true });
  assert.equal(await lookForUpdate(browser.page), "redundant");
  assert.deepEqual(await cacheNames(browser.page), old);
});

test("a new version waits until the page lets it, and then replaces the old one", async () => {
  await publish(webFolder, "second");
  await browser.page.goto(besideTheApp());
  assert.equal(await lookForUpdate(browser.page), "installed");
  await browser.page.reload();
  assert.equal(await version(browser.page), "first");
  await browser.page.evaluate(async () => {
    const { waiting } = await navigator.serviceWorker.getRegistration();
    const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true }));
    waiting.postMessage({ type: "skip-waiting" });
    await changed;
  });
  assert.equal(await version(browser.page), "second");
  await until(async () => String(await cacheNames(browser.page)) === "meguri-field-second", "the old version's cache stays");
});

test("a first installation that breaks off is tried again while the app is open", async () => {
  await publish(webFolder, "torn", { broken: true });
  const newcomer = await openBrowser();
  try {
    await newcomer.page.goto(server.url);
    await appIsUp(newcomer.page);
    const registered = () => newcomer.page.evaluate(async () => Boolean(await navigator.serviceWorker.getRegistration()));
    await until(async () => !(await registered()), "a torn build is installed");
    await publish(webFolder, "whole");
    await appInstalled(newcomer.page);
    await newcomer.page.reload();
    assert.equal(await version(newcomer.page), "whole");
  } finally {
    await newcomer.remove();
  }
});
