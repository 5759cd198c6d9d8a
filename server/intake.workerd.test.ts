/** Files on their way into the built server: cut, sent twice, checked. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endOfCommand } from "../e2e/support/command.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { batchListSchema } from "../protocol/messages.ts";

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

const HEADER = "exponent,kStart,kCount\n";
const rows = (count: number): string => Array.from({ length: count }, (_, i) => `67,${1 + i},10\n`).join("");

async function listed(): Promise<string[]> {
  const answer = await fetch(`${deployment.url}/api/v1/batches`, { headers: { authorization: `Bearer ${deployment.operatorKey}` } });
  return batchListSchema.parse(await answer.json()).batches.map(({ name }) => name);
}

/** What is in the cell's database, open or not, once it comes to rest. */
async function stored(): Promise<unknown> {
  const folder = join(deployment.dataFolder, "objects", "manyhands-cell");
  const file = readdirSync(folder).find((name) => name.endsWith(".sqlite") && !name.startsWith("metadata"));
  if (file === undefined) throw new Error(`there is no database in ${folder}`);
  await sleep(500);
  const database = new DatabaseSync(join(folder, file), { readOnly: true });
  try {
    return { ...database.prepare("SELECT (SELECT count(*) FROM batches) AS batches, (SELECT count(*) FROM work_units) AS units").get() };
  } finally {
    database.close();
  }
}

test("B6 a file whose connection is lost in the middle leaves nothing, and the next one is taken", async () => {
  const sent = request(`${deployment.url}/api/v1/batches?kernel=mersenne-tf&name=cut`, {
    method: "POST",
    headers: { "content-type": "text/csv", authorization: `Bearer ${deployment.operatorKey}`, "content-length": "10000000" },
  });
  const ended = new Promise((resolve) => sent.on("error", resolve));
  sent.write(HEADER + rows(50_000));
  await sleep(500);
  sent.destroy();
  await ended;
  expect(await listed()).toEqual([]);
  expect(await stored()).toEqual({ batches: 0, units: 0 });
  const whole = await deployment.submit(HEADER + rows(10), { name: "whole" });
  expect(whole.status).toBe(201);
  expect(await listed()).toEqual(["whole"]);
});

test("B1 the same file twice makes two batches", async () => {
  const answers = await Promise.all([1, 2].map(() => deployment.submitRows(rows(300).trimEnd().split("\n"), { name: "twin" })));
  const [one, other] = answers;
  expect(one?.batchId).not.toBe(other?.batchId);
  expect(answers.map(({ units }) => units)).toEqual([300, 300]);
});

test("B8 a check tells every problem, line by line, and stores nothing", async () => {
  const before = await listed();
  const bad = Array.from({ length: 5_000 }, () => "67,0,10\n").join("");
  const answer = await fetch(`${deployment.url}/api/v1/batches/check?kernel=mersenne-tf`, {
    method: "POST",
    headers: { "content-type": "text/csv", authorization: `Bearer ${deployment.operatorKey}` },
    body: HEADER + rows(20_000) + bad,
  });
  expect(answer.headers.get("content-type")).toContain("application/x-ndjson");
  const lines = (await answer.text()).trimEnd().split("\n");
  expect(lines).toHaveLength(5_001);
  expect(JSON.parse(lines[4_999] ?? "")).toMatchObject({ line: 25_001, field: "kStart", value: "0" });
  expect(JSON.parse(lines[5_000] ?? "")).toEqual({ rows: 25_000, problems: 5_000, complete: true });
  expect(await listed()).toEqual(before);
});

test("B8 the command tells all problems of a file, and whether there were any", async () => {
  const folder = mkdtempSync(join(tmpdir(), "manyhands-check-"));
  const [good, bad] = [join(folder, "good.csv"), join(folder, "bad.csv")];
  writeFileSync(good, HEADER + rows(3));
  writeFileSync(bad, `${HEADER}67,1,10\n67,0,10\n67,x,10\n2,1,10\n`);
  const check = (file: string) =>
    endOfCommand(["batch", "check", file, "--kernel", "mersenne-tf"], {
      PATH: process.env["PATH"],
      MANYHANDS_SERVER: deployment.url,
      MANYHANDS_KEY: deployment.operatorKey,
    });
  expect(await check(good)).toEqual({ stdout: "", stderr: `3 rows of ${good} read, all of them fit\n`, status: 0 });
  const told = await check(bad);
  expect(told).toMatchObject({ stderr: `4 rows of ${bad} read, 3 problems\n`, status: 1 });
  expect(
    told.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.slice(0, 17)),
  ).toEqual(["line 3, kStart: f", "line 4, kStart: f", "line 5, exponent:"]);
  rmSync(folder, { recursive: true });
});
