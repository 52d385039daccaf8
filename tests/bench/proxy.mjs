// A line between browser and server: it takes half a round trip each way, and counts what passes.

import { once } from "node:events";
import { createServer, connect } from "node:net";

const REQUEST = /^(GET|HEAD|POST|PUT|DELETE|OPTIONS) (\S+) HTTP\/1\.1\r\n/;

/** Milliseconds without a byte after which nobody is talking. */
const QUIET = 300;
const PATIENCE = 600_000;

export class Line {
  #server = createServer((browser) => this.#carry(browser));
  #open = new Set();
  /** When the last byte arrives. */
  last = 0;

  /** Listens on a port of its own, which stays: a browser's storage belongs to the address. */
  static async lay() {
    const line = new Line();
    line.#server.listen(0, "127.0.0.1");
    await once(line.#server, "listening");
    line.url = `http://127.0.0.1:${line.#server.address().port}`;
    line.forget();
    return line;
  }

  /** Where it leads, and milliseconds there and back; without a server it is cut. */
  leadTo(url, roundTrip = 0) {
    this.to = url && new URL(url);
    this.delay = roundTrip / 2;
    for (const socket of this.#open) socket.destroy();
  }

  forget() {
    Object.assign(this, { requests: [], up: 0, down: 0 });
  }

  /** What has passed since it forgot, and the milliseconds from the first request for this path until `end`. */
  since(path, end = performance.now()) {
    const first = this.requests.find((request) => request.path.startsWith(path));
    if (!first) throw new Error(`nobody has asked for ${path}`);
    const from = this.requests.filter((request) => request.at >= first.at);
    return { ms: end - first.at, requests: from.length, up: this.up, down: this.down };
  }

  /** How often it has been asked for this path since it forgot. */
  askedFor(path) {
    return this.requests.filter((request) => request.path.startsWith(path)).length;
  }

  /** Waits until this path was asked for and the line is quiet again. */
  async answered(path) {
    await this.#until(() => this.askedFor(path) > 0);
    await this.quiet();
  }

  /** Waits until nothing has passed for a while. */
  quiet() {
    return this.#until(() => performance.now() - this.last > 2 * this.delay + QUIET);
  }

  async #until(question) {
    const end = performance.now() + PATIENCE;
    while (!question()) {
      if (performance.now() > end) throw new Error("the line stays as it is");
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  async remove() {
    this.leadTo(undefined);
    this.#server.close();
    await once(this.#server, "close");
  }

  #carry(browser) {
    if (!this.to) {
      browser.destroy();
      return;
    }
    const server = connect(Number(this.to.port), this.to.hostname);
    browser.setNoDelay();
    server.setNoDelay();
    this.#pass(browser, server, (bytes) => {
      this.up += bytes.length;
      const request = bytes.subarray(0, 500).toString("latin1").match(REQUEST);
      if (request) this.requests.push({ method: request[1], path: request[2], at: performance.now() });
    });
    this.#pass(server, browser, (bytes) => { this.down += bytes.length; });
  }

  #pass(from, to, count) {
    this.#open.add(from);
    const delay = this.delay;
    // Timers of the same length go off in the order in which they were set.
    const later = (what) => (delay ? setTimeout(what, delay) : what());
    from.on("data", (bytes) => {
      count(bytes);
      this.last = performance.now() + delay;
      later(() => to.write(bytes));
    });
    from.on("end", () => later(() => to.end()));
    from.on("error", () => to.destroy());
    from.on("close", () => {
      this.#open.delete(from);
      later(() => to.destroy());
    });
  }
}
