// Lighthouse over sign-in and today, as a phone: https://github.com/GoogleChrome/lighthouse

import lighthouse from "lighthouse";
import { freePort, openBrowser, phone } from "../e2e/meguri.mjs";
import * as people from "../e2e/people.mjs";
import { print } from "./figures.mjs";
import { LOGIN } from "./office.mjs";

const CATEGORIES = ["performance", "accessibility", "best-practices"];

export async function audit(url) {
  const port = await freePort();
  const browser = await openBrowser({ device: phone, args: [`--remote-debugging-port=${port}`] });
  try {
    await look("sign-in", url, port);
    await people.signInOnPhone(browser.page, url, LOGIN);
    await people.nextStop(browser.page);
    await look("today", url, port);
  } finally {
    await browser.remove();
  }
}

async function look(name, url, port) {
  const { lhr } = await lighthouse(url, {
    port,
    logLevel: "error",
    formFactor: "mobile",
    onlyCategories: CATEGORIES,
    // The signed-in person and what the phone holds are in the storage.
    disableStorageReset: true,
  });
  if (lhr.runtimeError) throw new Error(`Lighthouse on ${name}: ${lhr.runtimeError.message}`);
  for (const category of CATEGORIES) {
    const { score, auditRefs } = lhr.categories[category];
    print(`Lighthouse ${category}, ${name}`, 100, Math.round(score * 100), "of 100", { atLeast: true });
    const missed = auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 0.9);
    for (const { id } of missed) {
      const { displayValue = "", details } = lhr.audits[id];
      const where = (details?.items ?? []).flatMap(({ node }) => node?.snippet ?? []);
      console.error(`Lighthouse, ${name}: ${id} ${displayValue} ${where.join(" ")}`);
    }
  }
  print(`Lighthouse layout shift (CLS), ${name}`, 0, lhr.audits["cumulative-layout-shift"].numericValue, "");
  print(`Lighthouse blocking time (TBT), ${name}`, 50, lhr.audits["total-blocking-time"].numericValue, "ms");
}
