// A small W3C WebDriver client: what one journey needs, in any engine that has a driver.
// https://www.w3.org/TR/webdriver2/

import { spawn } from "node:child_process";
import { kill } from "node:process";
import { freePort } from "../meguri.mjs";
import { until } from "../people.mjs";

/** The key under which WebDriver hands out an element. */
const ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

/**
 * Starts a driver, and a browser by it.
 *
 * @param {object} engine
 * @param {string} engine.driver the driver's program
 * @param {string[]} [engine.flags] the driver's other flags
 * @param {object} engine.capabilities what the browser is to be
 */
export async function openEngine({ driver, flags = [], capabilities }) {
  const port = await freePort();
  const said = [];
  // A group of its own, to be ended as a whole: a browser that has crashed or hangs outlives its driver.
  const process = spawn(driver, [`--port=${port}`, ...flags], { stdio: ["ignore", "pipe", "pipe"], detached: true });
  for (const stream of [process.stdout, process.stderr]) stream.on("data", (text) => said.push(text));
  let failed;
  process.once("error", (error) => { failed = error; });
  const base = `http://127.0.0.1:${port}`;
  const listens = () => fetch(`${base}/status`).then((reply) => reply.ok, () => false);
  try {
    await until(async () => {
      if (failed) throw failed;
      return listens();
    }, () => `${driver} does not listen: ${said.join("")}`);
    const { sessionId, capabilities: has } = await ask(base, "POST", "/session", { capabilities: { alwaysMatch: capabilities } });
    return new Engine(process, `${base}/session/${sessionId}`, `${has.browserName} ${has.browserVersion}`);
  } catch (error) {
    end(process);
    throw error;
  }
}

function end({ pid }) {
  // Without one the program never began.
  if (!pid) return;
  try {
    kill(-pid, "SIGKILL");
  } catch (error) {
    if (error.code !== "ESRCH") throw error;
  }
}

async function ask(base, method, path, body) {
  const reply = await fetch(base + path, {
    method,
    headers: { "content-type": "application/json" },
    body: method === "POST" ? JSON.stringify(body ?? {}) : undefined,
  });
  const { value } = await reply.json();
  if (!reply.ok) throw new Error(`${method} ${path}: ${value.error}: ${value.message}`);
  return value;
}

class Engine {
  constructor(process, session, name) {
    Object.assign(this, { process, session, name });
  }

  #ask(method, path, body) {
    return ask(this.session, method, path, body);
  }

  goto(url) {
    return this.#ask("POST", "/url", { url });
  }

  /** As people do it: Firefox' own refresh for drivers goes past the service worker. */
  async reload() {
    await this.run("window.before = true; setTimeout(() => location.reload())");
    const anew = () => this.run("return !window.before && document.readyState === 'complete'").catch(() => false);
    await until(anew, `${this.name} did not reload`);
  }

  /** Runs the body of a function in the page; a promise is waited for. */
  run(script, ...args) {
    return this.#ask("POST", "/execute/sync", { script, args });
  }

  /** Writes a picture as PNG. */
  async picture() {
    return Buffer.from(await this.#ask("GET", "/screenshot"), "base64");
  }

  /** Waits until this text can be seen. */
  see(text) {
    const shown = "return document.body.innerText.includes(arguments[0])";
    return until(() => this.run(shown, text), async () => `${this.name} never showed “${text}” but ${await this.#shown()}`);
  }

  #shown() {
    return this.run("return location.pathname + '\\n' + document.body.innerText");
  }

  /** Taps what can be seen and is called so, where a finger would. */
  async tap(name) {
    await this.#ask("POST", `/element/${await this.#named("button, a[href], summary", name)}/click`);
  }

  /** Types into the field with this label. */
  async type(label, text) {
    const field = await this.#named("input, textarea", label);
    await this.#ask("POST", `/element/${field}/value`, { text });
  }

  /**
   * The first element of this kind that can be seen and pressed and is called so.
   *
   * The label is the one around a field, as the app nests them, and not one of `labels`: in WebKit 2.50 such a list
   * whose page is gone ends the whole process at the next garbage collection (https://bugs.webkit.org/show_bug.cgi?id=300692).
   */
  async #named(selector, name) {
    const find = `
      const called = (it) => it.ariaLabel ?? (it.closest("label") ?? it).innerText;
      return [...document.querySelectorAll(arguments[0])].find((it) =>
        it.getClientRects().length > 0 && !it.disabled && called(it).trim() === arguments[1]) ?? null;`;
    const found = await until(() => this.run(find, selector, name),
      async () => `${this.name} shows nothing called “${name}” but ${await this.#shown()}`);
    return found[ELEMENT];
  }

  /** Ends the browser and its driver. */
  async close() {
    try {
      await this.#ask("DELETE", "");
    } finally {
      end(this.process);
    }
  }
}
