// A real server and a real browser for the journeys. `cargo xtask test` sets MEGURI_BIN and
// CHROME_PATH; by hand the debug server and Debian's Chromium are taken.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readlink, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

export const root = fileURLToPath(new URL("../..", import.meta.url));
/** The web apps that `cargo xtask test web` built last, or those of another folder. */
export const web = process.env.MEGURI_WEB ?? join(root, "target/web");
const shots = join(root, "target/e2e");

export const phone = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true };
export const smallPhone = { ...phone, viewport: { width: 360, height: 740 } };
export const desktop = { viewport: { width: 1440, height: 900 } };

/** How long anything may take before a test calls it stuck, in milliseconds; a busy machine needs longer. */
export const PATIENCE = Number(process.env.MEGURI_PATIENCE ?? 30) * 1_000;

/** A new empty folder; the caller removes it with `removeFolder`. */
export const newFolder = (name) => mkdtemp(join(tmpdir(), `meguri-${name}-`));
export const removeFolder = (folder) => rm(folder, { recursive: true, force: true, maxRetries: 5 });

/** A port that nothing listens on. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

/**
 * Starts the server and waits until it listens.
 *
 * @param {object} options
 * @param {string} [options.data] its data directory; without it a new one, removed by `remove()`
 * @param {string} [options.webFolder] the built web apps
 * @param {boolean} [options.demo] fill a new data directory with the demo
 * @param {string} [options.today] the server's day, YYYY-MM-DD
 * @param {number} [options.port] 0 takes a free one; a restart keeps it, because the browser's
 *   storage belongs to the address
 */
export async function startServer({ data, webFolder = web, demo = false, today, port = 0 } = {}) {
  const folder = data ?? await newFolder("data");
  // Filling the demo takes a while; FILLED_DEMO is the folder of one that was filled before.
  if (demo && !data && process.env.FILLED_DEMO) await cp(process.env.FILLED_DEMO, folder, { recursive: true });
  const server = new Server(folder, webFolder, demo, today, port);
  await server.start();
  return server;
}

class Server {
  constructor(data, webFolder, demo, today, port) {
    Object.assign(this, { data, webFolder, demo, today, port, lines: [] });
  }

  async start() {
    const executable = process.env.MEGURI_BIN ?? join(root, "target/debug/meguri");
    const flags = ["--port", this.port, "--data", this.data, "--web", this.webFolder];
    if (this.demo) flags.push("--demo");
    if (this.today) flags.push("--today", this.today);
    this.lines = [];
    this.waiting = new Set();
    this.process = spawn(executable, flags.map(String), { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    this.ended = new Promise((resolve) => {
      this.process.once("error", (error) => resolve(`could not be started: ${error.message}`));
      this.process.once("exit", (code, signal) => resolve(`ended with ${signal ?? code}`));
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      createInterface({ input: stream }).on("line", (line) => this.#note(line));
    }
    const [, url] = await this.printed(/listening on (http:\/\/[^\s/]+)/);
    this.url = url;
    this.port = Number(new URL(url).port);
  }

  #note(line) {
    this.lines.push(line);
    for (const look of this.waiting) look(line);
  }

  /** The match of the first line, printed already or still to come, that fits. */
  async printed(pattern) {
    const known = this.lines.map((line) => line.match(pattern)).find(Boolean);
    if (known) return known;
    let look;
    const found = new Promise((resolve) => {
      look = (line) => {
        const match = line.match(pattern);
        if (match) resolve(match);
      };
      this.waiting.add(look);
    });
    const ended = this.ended.then((how) => Promise.reject(new Error(`the server ${how}:\n${this.log()}`)));
    try {
      return await within(Promise.race([found, ended]), () => `the server printed nothing like ${pattern}:\n${this.log()}`);
    } finally {
      this.waiting.delete(look);
    }
  }

  log() {
    return this.lines.join("\n");
  }

  /** Asks it to stop, as a service manager does, and waits until it has. */
  async stop() {
    this.process.kill("SIGTERM");
    return within(this.ended, () => `the server did not stop:\n${this.log()}`);
  }

  /** Takes it away in the middle of whatever it does. */
  async kill() {
    this.process.kill("SIGKILL");
    return this.ended;
  }

  /** Starts it again on the same port with the same data. */
  async restart() {
    await this.stop();
    await this.start();
  }

  /** Stops it if it still runs, and removes its data. */
  async remove() {
    await this.kill();
    await removeFolder(this.data);
  }
}

/**
 * Opens a browser whose storage is in `profile`, so that it can be closed or killed and opened again.
 *
 * @param {object} options
 * @param {string} [options.profile] without it a new one, removed by `remove()`
 * @param {object} [options.device] `phone`, `smallPhone` or `desktop`
 * @param {string} [options.clock] the pages' time at the start, with offset; it runs on from there
 * @param {string[]} [options.args] Chromium's other flags
 */
export async function openBrowser({ profile, device = phone, clock, locale = "ja-JP", args = [] } = {}) {
  const folder = profile ?? await newFolder("profile");
  const context = await chromium.launchPersistentContext(folder, {
    ...device,
    executablePath: process.env.CHROME_PATH ?? "/usr/bin/chromium",
    locale,
    timezoneId: "Asia/Tokyo",
    acceptDownloads: true,
    args: [
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...args,
    ],
  });
  context.setDefaultTimeout(PATIENCE);
  // There is no dialler here: Chromium would ask which program to open, unseen, and every later tap
  // would go to that question instead of the page.
  await context.addInitScript(() => addEventListener("click", (event) => {
    if (event.target.closest?.("a[href^='tel:']")) event.preventDefault();
  }));
  if (clock) await context.clock.install({ time: new Date(clock) });
  const [page] = context.pages();
  const browser = new Browser(folder, context, page);
  page.on("pageerror", (error) => browser.faults.push(`uncaught: ${error.message}`));
  page.on("console", (message) => {
    // A refused connection is what an offline journey is about; what the app does about it is tested.
    if (message.type() === "error" && !/^Failed to load resource/.test(message.text())) {
      browser.faults.push(message.text());
    }
  });
  return browser;
}

class Browser {
  constructor(profile, context, page) {
    /** What the first page complained about: uncaught errors, panics, policy violations. */
    this.faults = [];
    Object.assign(this, { profile, context, page });
  }

  close() {
    return this.context.close();
  }

  /** Ends all of its processes at once, as a phone does that runs out of memory or battery. */
  async kill() {
    const closed = once(this.context, "close");
    // Chromium notes the process that owns a profile as "host-pid"; that process leads the group.
    const owner = await readlink(join(this.profile, "SingletonLock"));
    process.kill(-Number(owner.split("-").at(-1)), "SIGKILL");
    await within(closed, () => "the browser did not end");
  }

  /** Closes it if it is still open, and removes its storage. */
  async remove() {
    await this.context.close();
    await removeFolder(this.profile);
  }
}

/**
 * Waits until the phone app is installed: from now on it opens without a network. A page that was opened
 * just before may stay without a controller, as the browser's `claim` passes over pages that are being loaded.
 */
export async function appInstalled(page) {
  const installed = page.evaluate(async () => {
    const { active } = await navigator.serviceWorker.ready;
    while (active.state !== "activated") {
      await new Promise((resolve) => active.addEventListener("statechange", resolve, { once: true }));
    }
  });
  await within(installed, () => "the app wasn't installed");
}

/** Writes `target/e2e/<name>.png`; `fullPage` shows what has to be scrolled to, too. */
export async function screenshot(page, name, { fullPage = false } = {}) {
  await mkdir(shots, { recursive: true });
  const { width, height } = page.viewportSize();
  // The phone scrolls between its head and what lies under the thumb: the window grows by what is hidden there.
  const hidden = fullPage && await page.evaluate(() => {
    const content = document.querySelector(".content");
    return content && content.scrollHeight - content.clientHeight;
  });
  if (hidden) await page.setViewportSize({ width, height: height + hidden });
  await page.screenshot({ path: join(shots, `${name}.png`), animations: "disabled", fullPage });
  if (hidden) await page.setViewportSize({ width, height });
}

async function within(promise, complaint) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(complaint())), PATIENCE);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
