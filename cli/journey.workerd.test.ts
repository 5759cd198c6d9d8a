/** A researcher's whole way through the command, on the real server: hand in, two machines compute, fetch the table. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endOfCommand } from "../e2e/support/command.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { batchStatusSchema, resultRowSchema } from "../protocol/messages.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-journey-"));
let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

const manyhands = (...args: readonly string[]) =>
  endOfCommand(args, { PATH: process.env["PATH"], MANYHANDS_SERVER: deployment.url, MANYHANDS_KEY: deployment.operatorKey });

const file = (name: string, content: string): string => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};

/** Each range holds one factor, but for the last, which holds none. */
const KNOWN = [
  { exponent: 67, kStart: "1445001", kCount: "1000", factors: ["193707721"] },
  { exponent: 113, kStart: "8001", kCount: "1000", factors: ["1868569"] },
  { exponent: 163, kStart: "338001", kCount: "1000", factors: ["110211473"] },
  { exponent: 101, kStart: "1", kCount: "1000", factors: [] },
];

test("A batch of known exponents comes back whole, each row agreed on by two machines", async () => {
  const input = KNOWN.map(({ exponent, kStart, kCount }) => JSON.stringify({ exponent, kStart, kCount })).join("\n");
  const submitted = await manyhands("batch", "submit", file("known.ndjson", input), "--kernel", "mersenne-tf", "--name", "known factors");
  expect(submitted).toMatchObject({ stderr: "", status: 0 });
  const batchId = submitted.stdout.trim();

  // One after the other, as each unit is lent: the second would find nothing to do while the first has it all in hand.
  const lent = [await manyhands("volunteer", "--until-idle", "--new-host"), await manyhands("volunteer", "--until-idle", "--new-host")];
  expect(lent.map(({ status }) => status)).toEqual([0, 0]);
  const watched = await manyhands("batch", "status", batchId, "--watch", "--json");
  const last = batchStatusSchema.parse(JSON.parse(watched.stdout.trimEnd().split("\n").at(-1) ?? ""));
  expect(last).toMatchObject({ state: "finished", units: KNOWN.length, validated: KNOWN.length, failed: 0, inProgress: 0 });

  const out = join(folder, "results.ndjson");
  expect(await manyhands("batch", "results", batchId, "--out", out)).toEqual({ stdout: "", stderr: "", status: 0 });
  const rows = readFileSync(out, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => resultRowSchema.parse(JSON.parse(line)));
  expect(rows.map(({ unit, output, replicas }) => ({ unit, factors: output?.["factors"], replicas }))).toEqual(
    KNOWN.map(({ factors }, unit) => ({ unit, factors, replicas: 2 })),
  );
  const table = await manyhands("batch", "results", batchId, "--format", "csv");
  expect(table.stdout.trimEnd().split(/\r?\n/)).toHaveLength(KNOWN.length + 1);
  expect((await manyhands("batch", "list")).stdout).toMatch(
    new RegExp(`^${batchId} +finished +4/4 +100 % +mersenne-tf +known factors$`, "m"),
  );
});

test("A bad row is told by line, field, value and expectation, and nothing is on stdout", async () => {
  const bad = file("bad.csv", "exponent,kStart,kCount\n67,1,1000\n67,many,1000\n");
  const { stdout, stderr, status } = await manyhands("batch", "submit", bad, "--kernel", "mersenne-tf");
  expect({ stdout, status }).toEqual({ stdout: "", status: 1 });
  expect(stderr).toContain('line 3, kStart: found "many", expected a whole number');
});

test("An unknown batch and a wrong key are told apart", async () => {
  const unknown = "baaaaaaaaaaaaaaaa";
  expect(await manyhands("batch", "status", unknown)).toMatchObject({
    stderr: expect.stringMatching(/^error: No such batch\n/),
    status: 1,
  });
  const results = await manyhands("batch", "results", unknown, "--key", "not-the-key");
  expect(results).toMatchObject({ stdout: "", stderr: expect.stringMatching(/^error: This key does not open this\n/), status: 1 });
});
