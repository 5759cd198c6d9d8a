/** A researcher's keys, projects and control of batches, through the command, on the real server. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { endOfCommand } from "../e2e/support/command.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { batchStatusSchema } from "../protocol/messages.ts";
import { callerSchema, keyListSchema, newKeySchema, projectListSchema } from "../protocol/research.ts";

const folder = mkdtempSync(join(tmpdir(), "manyhands-research-"));
let deployment: Deployment;
/** The key of a researcher who has a project. */
let key: string;
let project: string;

const run = (secret: string, ...args: readonly string[]) =>
  endOfCommand(args, { PATH: process.env["PATH"], MANYHANDS_SERVER: deployment.url, MANYHANDS_KEY: secret });

/** What a command that succeeds prints. */
async function printed(secret: string, ...args: readonly string[]): Promise<string> {
  const end = await run(secret, ...args);
  expect(end).toMatchObject({ stderr: "", status: 0 });
  return end.stdout.trim();
}

const rows = join(folder, "rows.csv");
const submit = (...options: readonly string[]) => printed(key, "batch", "submit", rows, "--kernel", "mersenne-tf", ...options);

beforeAll(async () => {
  deployment = await startDeployment();
  writeFileSync(rows, "exponent,kStart,kCount\n67,1,1000\n67,1001,1000\n");
  key = await printed(deployment.operatorKey, "researcher", "add", "Ada");
  project = await printed(
    key,
    "project",
    "create",
    "--title",
    "Factors",
    "--purpose",
    "To find factors.",
    "--link",
    "Paper=https://example.org",
  );
});
afterAll(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

test("Q1 Q5 the operator adds researchers and weighs projects; a researcher edits and archives", async () => {
  expect(key).toMatch(/^mh_k[a-z2-7]{16}_[a-z2-7]{52}$/);
  expect(await printed(deployment.operatorKey, "researcher", "list")).toMatch(/^r[a-z2-7]{16} +\d{4}-\d\d-\d\d +Ada$/m);
  expect(await run(key, "researcher", "list")).toMatchObject({
    stdout: "",
    status: 1,
    stderr: expect.stringMatching(/^error: Only the operator/),
  });
  await printed(deployment.operatorKey, "project", "edit", project, "--share", "7");
  await printed(key, "project", "edit", project, "--title", "All factors");
  expect(await printed(key, "project", "list")).toMatch(new RegExp(`^${project} +7 +Ada +All factors$`, "m"));
  await printed(key, "project", "archive", project);
  expect((await run(key, "batch", "submit", rows, "--kernel", "mersenne-tf")).stderr).toContain("Make a project first");
  await printed(key, "project", "archive", project, "--undo");
  const { projects } = projectListSchema.parse(JSON.parse(await printed(key, "project", "list", "--json")));
  expect(projects).toMatchObject([{ projectId: project, share: 7, links: [{ title: "Paper", url: "https://example.org" }] }]);
});

test("Q2 Q3 keys are made, listed, rotated with a grace, and revoked", async () => {
  const reader = await printed(key, "key", "create", "--name", "reader", "--scopes", "batches:read", "--expires", "2099-01-31");
  expect((await run(reader, "batch", "submit", rows, "--kernel", "mersenne-tf")).stderr).toContain("batches:write");
  expect(await printed(key, "key", "list")).toMatch(/^k\S+ +until 2099-01-31 +batches:read +reader$/m);
  const { keys } = keyListSchema.parse(JSON.parse(await printed(key, "key", "list", "--json")));
  const [, made] = keys;
  if (made === undefined) throw new Error("there are two keys");
  const rotated = newKeySchema.parse(JSON.parse(await printed(key, "key", "rotate", made.keyId, "--grace", "3600", "--json")));
  const batchId = await submit();
  for (const secret of [reader, rotated.key]) expect(await run(secret, "batch", "results", batchId)).toMatchObject({ status: 0 });
  expect(await printed(key, "key", "revoke", made.keyId)).toBe(`${made.keyId} is revoked`);
  for (const secret of [reader, rotated.key]) {
    expect(await run(secret, "batch", "results", batchId)).toMatchObject({
      stdout: "",
      status: 1,
      stderr: expect.stringContaining("was revoked"),
    });
  }
});

test("Q7 Q9 Q10 Q11 Q12 a batch is handed in once, paused, resumed, renamed, weighed, copied, retried and cancelled", async () => {
  const batchId = await submit("--idempotency-key", "once", "--priority", "low", "--project", project);
  expect(await submit("--idempotency-key", "once", "--priority", "low", "--project", project)).toBe(batchId);
  expect(await printed(key, "batch", "pause", batchId)).toBe(`${batchId} is paused`);
  expect(await printed(key, "batch", "resume", batchId)).toBe(`${batchId} is running`);
  expect(await printed(key, "batch", "rename", batchId, "Again")).toBe(`${batchId} is called Again, of low priority`);
  expect(await printed(key, "batch", "priority", batchId, "high")).toBe(`${batchId} is called Again, of high priority`);
  expect(await printed(key, "batch", "retry", batchId, "--json")).toBe(JSON.stringify({ batchId, retried: 0 }));
  const clone = await printed(key, "batch", "clone", batchId, "--idempotency-key", "copy", "--name", "Copy");
  expect(await printed(key, "batch", "clone", batchId, "--idempotency-key", "copy", "--name", "Copy")).toBe(clone);
  expect(clone).not.toBe(batchId);
  const status = batchStatusSchema.parse(JSON.parse(await printed(key, "batch", "cancel", clone, "--json")));
  expect(status).toMatchObject({ state: "cancelled", name: "Copy", units: 2, priority: "high", project: { projectId: project } });
  // Whoever watches a batch that was cancelled is told its end.
  expect((await printed(key, "batch", "status", clone, "--watch", "--json")).split("\n")).toHaveLength(1);
  expect(await run(key, "batch", "resume", clone)).toMatchObject({
    status: 1,
    stderr: expect.stringContaining("is cancelled: to resume it takes"),
  });
});

test("Q8 the operator changes a quota, and the researcher sees it and what was used of it", async () => {
  const hers = await printed(deployment.operatorKey, "researcher", "add", "Bea");
  const { key: record } = callerSchema.parse(JSON.parse(await printed(hers, "key", "who", "--json")));
  expect(await printed(deployment.operatorKey, "key", "edit", record?.keyId ?? "", "--units-per-day", "3")).toMatch(/^units a day +3$/m);
  expect((await run(hers, "key", "edit", record?.keyId ?? "", "--units-per-day", "9")).stderr).toContain("operator");
  await printed(hers, "project", "create", "--title", "More", "--purpose", "More factors.");
  await printed(hers, "batch", "submit", rows, "--kernel", "mersenne-tf");
  expect(await printed(hers, "key", "who")).toMatch(/^units today +2 of 3$/m);
  expect((await run(hers, "batch", "submit", rows, "--kernel", "mersenne-tf")).stderr).toContain("the 1 that are left today of 3");
  expect(await printed(deployment.operatorKey, "key", "who")).toMatch(/^whose +the operator$/m);
});
