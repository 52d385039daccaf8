// What every screen must keep to, whatever it shows: nothing runs out of the window, every target
// fits a thumb, nothing lies on top of something else or is cut off, nothing moves for who asked for less motion, and axe
// finds nothing.

import { AxeBuilder } from "@axe-core/playwright";
import { screenshot } from "./meguri.mjs";

/** Widths of phones in use, in CSS pixels. */
const PHONE_WIDTHS = [320, 360, 390];
/** The side of the smallest target, in CSS pixels. */
const TARGET = 48;
/** Everything that can be tapped. */
const TARGETS = "a[href], button, summary, input, select, textarea, [role=button]";
/** Beside WCAG A and AA and the best practices, which axe looks for by itself: text at 7:1 (AAA). */
const AXE = { rules: { "color-contrast-enhanced": { enabled: true } } };

export class Looks {
  constructor(page, prefix) {
    /** What is wrong, one line a finding; a test asserts that there is none. */
    this.found = [];
    /** The narrowest and the lowest target of all screens. */
    this.smallest = { width: Infinity, height: Infinity };
    Object.assign(this, { page, prefix });
  }

  /** Looks at a phone's screen in every way in which a phone may show it. */
  async atPhone(name, { fullPage = false } = {}) {
    const { page } = this;
    // Colours that are on their way between two schemes are nobody's contrast.
    await page.emulateMedia({ reducedMotion: "reduce" });
    await this.#still(name);
    for (const width of PHONE_WIDTHS) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 844 });
      await this.#fits(name, width);
      if (width === 360) await this.#shot(`${name}-360`);
    }
    await this.#axe(name);
    await this.#shot(name);
    if (fullPage) await this.#shot(`${name}-full`, { fullPage });
    await page.emulateMedia({ colorScheme: "dark" });
    await this.#axe(`${name}, dark`);
    await this.#shot(`${name}-dark`);
    await page.emulateMedia({ colorScheme: "light", reducedMotion: null });
    await this.#textSize("200%");
    await this.#fits(`${name}, text 200 %`, 390);
    await this.#shot(`${name}-200`);
    await this.#textSize("");
  }

  /** Looks at the console on a desk and on a small laptop. */
  async atDesk(name) {
    const { page } = this;
    await page.setViewportSize({ width: 1024, height: 768 });
    await this.#fitsWidth(name, 1024);
    await this.#shot(`${name}-1024`);
    await page.setViewportSize({ width: 1440, height: 900 });
    await this.#fitsWidth(name, 1440);
    await this.#axe(name);
    await this.#shot(name);
  }

  /** The smallest phone with the largest text; `look` sees it so, too. */
  async atLargest(name, look) {
    const { page } = this;
    const size = page.viewportSize();
    await page.setViewportSize({ width: 320, height: 568 });
    await this.#textSize("200%");
    await this.#fits(`${name}, text 200 %`, 320);
    await this.#shot(`${name}-largest`);
    await look();
    await this.#textSize("");
    await page.setViewportSize(size);
  }

  /** One picture and what axe says, without the variants. */
  async once(name) {
    await this.#axe(name);
    await this.#shot(name);
  }

  #shot(name, how) {
    return screenshot(this.page, `${this.prefix}-${name}`, how);
  }

  #textSize(size) {
    return this.page.evaluate((size) => {
      document.documentElement.style.fontSize = size;
    }, size);
  }

  async #fits(name, width) {
    await this.#fitsWidth(name, width);
    await this.#fitsThumbs(`${name} at ${width}`);
    await this.#keepsApart(`${name} at ${width}`);
  }

  async #fitsWidth(name, width) {
    const widest = await this.page.evaluate(() => Math.max(...[document.documentElement, ...document.querySelectorAll(".content")]
      .map((it) => it.scrollWidth)));
    if (widest > width) {
      const culprits = await this.page.evaluate((width) => [...document.querySelectorAll("body *")]
        .filter((it) => it.getBoundingClientRect().right > width + 1)
        .map((it) => `${it.tagName.toLowerCase()}.${it.className}`).slice(-3), width);
      this.found.push(`${name} at ${width}: ${widest} px wide (${culprits.join(", ")})`);
    }
  }

  /** Every target is large enough for a thumb. */
  async #fitsThumbs(name) {
    const targets = await this.page.evaluate((targets) => [...document.querySelectorAll(targets)]
      .filter((it) => it.checkVisibility({ visibilityProperty: true }))
      .map((it) => [it, (it.matches("input[type=checkbox], input[type=radio], input[type=file]") ? it.closest("label") ?? it : it).getBoundingClientRect()])
      .filter(([, { width }]) => width > 1)
      .map(([it, { width, height }]) => ({ width, height, what: `${it.tagName.toLowerCase()}.${it.className} “${it.textContent.trim().slice(0, 20)}”` })), TARGETS);
    for (const { width, height, what } of targets) {
      this.smallest.width = Math.min(this.smallest.width, width);
      this.smallest.height = Math.min(this.smallest.height, height);
      // Half a pixel is rounding.
      if (Math.min(width, height) < TARGET - 0.5) {
        this.found.push(`${name}: too small for a thumb: ${what} ${Math.round(width)}×${Math.round(height)}`);
      }
    }
  }

  /** No two targets of the same layer overlap, and no button cuts its own words. */
  async #keepsApart(name) {
    const wrong = await this.page.evaluate((targets) => {
      const shown = [...document.querySelectorAll(targets)].filter((it) => it.checkVisibility({ visibilityProperty: true }));
      const called = (it) => `${it.tagName.toLowerCase()}.${it.className} “${it.textContent.trim().slice(0, 20)}”`;
      // What scrolls in a box of its own is cut off at its edge, and can't lie on anything outside.
      const layer = (it) => it.closest(".filters, .thumb, .toast-place, header, main");
      const found = shown
        .filter((it) => it.matches("button, .button, .action, .tab"))
        .filter((it) => it.scrollWidth > it.clientWidth + 1 || it.scrollHeight > it.clientHeight + 1)
        .map((it) => `its words don't fit: ${called(it)}`);
      // A list's row has one line for each; what is cut there stands whole on the member's page.
      const mayBeCut = ".list-name, .list-line, .actions-name, .visually-hidden, .probe *, .input";
      const cut = [...document.querySelectorAll("body *")].filter((it) => it.checkVisibility() && !it.matches(mayBeCut)
        && getComputedStyle(it).overflowX === "hidden" && it.textContent.trim() && it.scrollWidth > it.clientWidth + 1);
      found.push(...cut.map((it) => `its words are cut: ${called(it)}`));
      shown.forEach((one, at) => {
        const a = one.getBoundingClientRect();
        for (const other of shown.slice(at + 1)) {
          if (one.contains(other) || other.contains(one) || layer(one) !== layer(other)) continue;
          // Where stops of a map lie under one thumb, the nearest is meant.
          if (one.matches("svg *") && other.matches("svg *")) continue;
          const b = other.getBoundingClientRect();
          const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
          const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
          if (across > 1 && down > 1) found.push(`one lies on the other: ${called(one)} and ${called(other)}`);
        }
      });
      return found;
    }, TARGETS);
    this.found.push(...wrong.map((what) => `${name}: ${what}`));
  }

  /** For who asked for less motion nothing on the screen could move: it has neither transitions nor animations of any length. */
  async #still(name) {
    const moving = await this.page.evaluate(() => {
      const lasts = (times) => times.split(",").some((time) => Number.parseFloat(time) > 0);
      const parts = [...document.querySelectorAll("*")].flatMap((it) => [null, "::before", "::after"].map((part) => [it, part]));
      return parts
        .map(([it, part]) => [it, part, getComputedStyle(it, part)])
        .filter(([, , style]) => lasts(style.transitionDuration) || style.animationName !== "none" && lasts(style.animationDuration) || style.scrollBehavior === "smooth")
        .map(([it, part]) => `${it.tagName.toLowerCase()}.${it.getAttribute("class")}${part ?? ""}`);
    });
    if (moving.length > 0) this.found.push(`${name}: moves although less motion was asked for: ${[...new Set(moving)].join(", ")}`);
  }

  /** Windows of many heights: wherever one ends, nothing covers a target in part. */
  async atManyHeights(name) {
    for (let height = 640; height <= 880; height += 12) {
      await this.page.setViewportSize({ width: 412, height });
      await this.#axe(`${name}, ${height} px high`, { runOnly: ["target-size"], rules: { "target-size": { enabled: true } } });
    }
  }

  async #axe(name, how = AXE) {
    // A colour on its way to another is nobody's contrast.
    await this.page.evaluate(() => Promise.allSettled(document.getAnimations()
      .filter((it) => it.effect.getComputedTiming().endTime < Infinity)
      .map((it) => it.finished)));
    const { violations } = await new AxeBuilder({ page: this.page }).options(how).setLegacyMode(true).analyze();
    for (const { id, nodes } of violations) {
      this.found.push(`${name}: axe ${id} (${nodes.length}×): ${nodes[0].target.join(" ")} ${nodes[0].any[0]?.message ?? nodes[0].failureSummary}`);
    }
  }
}
