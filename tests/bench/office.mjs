// An office whose visitor holds so many members of the demo's list.

import { readFile } from "node:fs/promises";
import { startServer } from "../e2e/meguri.mjs";
import * as people from "../e2e/people.mjs";

export const LOGIN = "tanaka";

/** How many targets are given out at once. */
const AT_ONCE = 1_000;
/** Every fiscal year in which a member of the list may have joined. */
const EVERY_YEAR = Array.from({ length: 100 }, (_, years) => 1924 + years);

/** @param {number} members how many the visitor holds: up to 12,000; no day is planned, so they are suggested. */
export async function startOffice(members) {
  const server = await startServer();
  const [, token] = await server.printed(/setup\?token=(\S+)/);
  const office = new people.Session(server.url);
  await office.begin("/api/setup", { token, login: "kanri", name: "高木 修", password: people.password });
  await office.post("/api/users", { login: LOGIN, name: "田中 正明", role: "visitor", password: people.password });
  for (const [kind, file] of [["members", people.memberList], ["usages", people.usageList]]) {
    const { id } = await office.upload(`/api/imports?kind=${kind}&name=list.csv`, await readFile(file));
    await office.post(`/api/imports/${id}/confirm`);
  }
  const season = await office.post("/api/seasons", {
    name: "令和5年度 退会防止", kind: "retention", fiscal_year: 2023, starts_on: "2023-08-01", ends_on: "2024-02-29",
    rule: { cohorts: EVERY_YEAR },
  });
  await office.post(`/api/seasons/${season.id}/choose`);
  const { targets } = await office.get(`/api/seasons/${season.id}/targets`);
  const { users } = await office.get("/api/users");
  const visitor = users.find((user) => user.login === LOGIN).id;
  const chosen = targets.slice(0, members).map((line) => line.target.id);
  if (chosen.length < members) throw new Error(`the list has only ${chosen.length} members`);
  for (let from = 0; from < members; from += AT_ONCE) {
    await office.post("/api/assignments", { targets: chosen.slice(from, from + AT_ONCE), visitor });
  }
  return server;
}
