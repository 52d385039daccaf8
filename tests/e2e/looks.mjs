// What every screen must keep to, whatever it shows: nothing runs out of the window, every target
// fits a thumb, and axe finds nothing.

import { AxeBuilder } from "@axe-core/playwright";
import { screenshot } from "./meguri.mjs";

/** Widths of phones in use, in CSS pixels. */
const PHONE_WIDTHS = [320, 360, 390];
/** The side of the smallest target, in CSS pixels. */
const TARGET = 48;

export class Looks {
  constructor(page, prefix) {
    /** What is wrong, one line a finding; a test asserts that there is none. */
    this.found = [];
    Object.assign(this, { page, prefix });
  }

  /** Looks at a phone's screen in every way in which a phone may show it. */
  async atPhone(name, { fullPage = false } = {}) {
    const { page } = this;
    for (const width of PHONE_WIDTHS) {
      await page.setViewportSize({ width, height: width === 360 ? 740 : 844 });
      await this.#fitsWidth(name, width);
      await this.#fitsThumbs(name, width);
      if (width === 360) await this.#shot(`${name}-360`);
    }
    await this.#axe(name);
    await this.#shot(name);
    if (fullPage) await this.#shot(`${name}-full`, { fullPage });
    await page.emulateMedia({ colorScheme: "dark" });
    await this.#axe(`${name}, dark`);
    await this.#shot(`${name}-dark`);
    await page.emulateMedia({ colorScheme: "light" });
    await this.#textSize("200%");
    await this.#fitsWidth(`${name}, text 200 %`, 390);
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

  async #fitsWidth(name, width) {
    const widest = await this.page.evaluate(() => document.documentElement.scrollWidth);
    if (widest > width) {
      const culprits = await this.page.evaluate((width) => [...document.querySelectorAll("body *")]
        .filter((it) => it.getBoundingClientRect().right > width + 1)
        .map((it) => `${it.tagName.toLowerCase()}.${it.className}`).slice(-3), width);
      this.found.push(`${name} at ${width}: ${widest} px wide (${culprits.join(", ")})`);
    }
  }

  async #fitsThumbs(name, width) {
    const small = await this.page.evaluate((least) => [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
      .filter((it) => it.checkVisibility({ visibilityProperty: true }))
      .map((it) => [it, (it.matches("input[type=checkbox], input[type=radio]") ? it.closest("label") ?? it : it).getBoundingClientRect()])
      // Half a pixel is rounding.
      .filter(([, box]) => box.width > 1 && (box.width < least - 0.5 || box.height < least - 0.5))
      .map(([it, box]) => `${it.tagName.toLowerCase()}.${it.className} “${it.textContent.trim().slice(0, 20)}” ${Math.round(box.width)}×${Math.round(box.height)}`), TARGET);
    this.found.push(...small.map((what) => `${name} at ${width}: too small for a thumb: ${what}`));
  }

  async #axe(name) {
    const { violations } = await new AxeBuilder({ page: this.page }).setLegacyMode(true).analyze();
    for (const { id, nodes } of violations) {
      this.found.push(`${name}: axe ${id} (${nodes.length}×): ${nodes[0].target.join(" ")} ${nodes[0].any[0]?.message ?? nodes[0].failureSummary}`);
    }
  }
}
