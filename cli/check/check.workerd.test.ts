/** The check of a real deployment's data directory: while its server runs, after it was killed, and after somebody wrote in its books. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolApiHost, madeUp, unitsOf } from "../../e2e/support/api-host.ts";
import { endOfCommand } from "../../e2e/support/command.ts";
import { batchListSchema } from "../../protocol/messages.ts";
import { type RunningServer, startServer } from "../../server/selfhost/server-process.ts";
import { cellFiles } from "./cell-files.ts";

const UNITS = 5_000;
/** The hosts are in the middle of their work then. */
const MANY_RESULTS = 300;

const folder = mkdtempSync(join(tmpdir(), "manyhands-check-"));
const data = join(folder, "data");
let server: RunningServer;
const hosts: string[] = [];

beforeAll(async () => {
  server = await startServer(data, 0);
  const headers = { authorization: `Bearer ${server.data.operatorKey}`, "content-type": "text/csv" };
  const body = `exponent,kStart,kCount\n${Array.from({ length: UNITS }, (_, i) => `67,${1 + i * 1_000},100000`).join("\n")}\n`;
  const submitted = await fetch(`${server.url}/api/v1/batches?kernel=mersenne-tf`, { method: "POST", headers, body });
  if (!submitted.ok) throw new Error(await submitted.text());
  for (const units of [25, 30]) {
    const host = await enrolApiHost(server.url);
    hosts.push(host.hostId);
    for (const lease of await host.lease(units)) {
      const answered = unitsOf(lease).slice(0, -1);
      await host.report(
        lease,
        answered.map((unit) => madeUp(unit)),
      );
    }
  }
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true });
});

/** Answers whatever it is lent until the server is gone. */
async function workUntilGone(): Promise<void> {
  const host = await enrolApiHost(server.url);
  for (;;) {
    for (const lease of await host.lease(3)) {
      await host.report(
        lease,
        unitsOf(lease).map((unit) => madeUp(unit)),
      );
    }
  }
}

async function results(): Promise<number> {
  const answer = await fetch(`${server.url}/api/v1/batches`);
  return batchListSchema.parse(await answer.json()).batches.reduce((sum, batch) => sum + batch.results, 0);
}

const check = (...args: string[]) => endOfCommand(["check", ...args], { PATH: process.env["PATH"] });

test("C3 a running deployment is found in order, and goes on", async () => {
  const { stdout, stderr, status } = await check(data);
  expect({ stderr, status }).toEqual({ stderr: "", status: 0 });
  expect(stdout).toMatch(new RegExp(`^units +${UNITS}$`, "m"));
  expect(stdout).toContain("All of it adds up");
  expect((await fetch(`${server.url}/api/v1/health`)).ok).toBe(true);
});

test("C3 a server that is killed while hosts are at work leaves books that add up, and one row that is written in is named", async () => {
  const copy = join(folder, "copy");
  const atWork = Promise.allSettled([workUntilGone(), workUntilGone(), workUntilGone()]);
  while ((await results()) < MANY_RESULTS) await setTimeout(20);
  const ended = new Promise((resolve) => server.process.once("exit", resolve));
  server.process.kill("SIGKILL");
  await ended;
  await atWork;
  cpSync(data, copy, { recursive: true });
  expect(await check(copy, "--json")).toMatchObject({ stderr: "", status: 0 });
  const [file = ""] = cellFiles(copy);
  const database = new DatabaseSync(file);
  database.prepare("UPDATE hosts SET micro_cobblestones = micro_cobblestones + 7 WHERE id = ?").run(hosts[0] ?? "");
  database.close();
  const told = await check(copy);
  expect(told.status).toBe(1);
  expect(told.stdout).toMatch(new RegExp(`1 thing is off:\n  host ${hosts[0]}: credit of the host: \\d+ on record, \\d+ found`));
  const report = JSON.parse((await check(copy, "--json")).stdout) as { violationCount: number; violations: { host: string }[] };
  expect(report).toMatchObject({ violationCount: 1, violations: [{ kind: "credit", host: hosts[0] }] });
});

test("C3 a folder that is none of a deployment is told from one that has no cell yet", async () => {
  expect(await check(folder)).toMatchObject({ stdout: "", status: 1, stderr: expect.stringContaining("is not the data directory") });
  const fresh = join(folder, "fresh");
  const other = await startServer(fresh, 0);
  await other.stop();
  expect(await check(fresh)).toMatchObject({ stdout: "", status: 1, stderr: expect.stringContaining("has no cell yet") });
});
