// An office whose visitor holds so many members of the demo's list.

import { readFile } from "node:fs/promises";
import { startServer } from "../e2e/meguri.mjs";
import * as people from "../e2e/people.mjs";

export const LOGIN = "tanaka";

/** Every fiscal year in which a member of the list may have joined. */
const EVERY_YEAR = Array.from({ length: 100 }, (_, years) => 1924 + years);

/** @param {number} members how many the visitor holds: up to 12,000; no day is planned, so they are suggested. */
export async function startOffice(members) {
  const server = await startServer();
  const { office, visitor } = await people.beginOffice(server, LOGIN);
  for (const [kind, file] of [["members", people.memberList], ["usages", people.usageList]]) {
    await people.importList(office, kind, await readFile(file));
  }
  const chosen = (await people.chooseTargets(office, EVERY_YEAR)).slice(0, members);
  if (chosen.length < members) throw new Error(`the list has only ${chosen.length} members`);
  await people.giveOut(office, chosen, visitor);
  return server;
}
