// Another version of the phone app, as a release makes it.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { removeFolder } from "./meguri.mjs";

/** Makes the build in `webFolder` another version, with a page that says so. */
export async function publish(webFolder, version, { broken = false } = {}) {
  const page = join(webFolder, "field/index.html");
  const worker = join(webFolder, "field/sw.js");
  const html = (await readFile(page, "utf8")).replace(/(<html lang="ja")[^>]*/, `$1 data-version="${version}"`);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(broken ? html + " " : html));
  const integrity = `sha256-${Buffer.from(digest).toString("base64")}`;
  const code = (await readFile(worker, "utf8"))
    .replace(/^const BUILD = .*$/m, `const BUILD = "${version}";`)
    .replace(/"\/":"[^"]*"/, `"/":"${integrity}"`);
  for (const [file, text] of [[page, html], [worker, code]]) {
    await writeFile(file, text);
    await removeFolder(`${file}.br`);
    await removeFolder(`${file}.gz`);
  }
}

/** Asks the server for a new version; tells what became of it: `installed`, `redundant` or `none`. */
export const lookForUpdate = (page) => page.evaluate(async () => {
  const registration = await navigator.serviceWorker.getRegistration();
  await registration.update();
  const worker = registration.installing ?? registration.waiting;
  if (!worker) return "none";
  const settled = () => ["installed", "redundant"].includes(worker.state);
  while (!settled()) await new Promise((resolve) => worker.addEventListener("statechange", resolve, { once: true }));
  return worker.state;
});

/** Which version's page the worker hands out. */
export const version = (page) => page.evaluate(async () => (await (await fetch("/")).text()).match(/data-version="(.*?)"/)?.[1] ?? "first");
