/** A kernel that was written from `docs/kernels-howto.md` alone, from its template to the sum that is known. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { resultRowSchema } from "../protocol/messages.ts";
import { runCommand } from "./support/command.ts";
import { type Deployment, startDeployment } from "./support/deployment.ts";
import { writeHowtoFiles } from "./support/howto.ts";

/** OEIS A000170(12). */
const SIZE = 12;
const SOLUTIONS = 14_200;

let deployment: Deployment;
const folder = mkdtempSync(join(tmpdir(), "manyhands-own-kernel-"));
const kernel = join(folder, "queens");

test.beforeAll(async () => {
  deployment = await startDeployment();
});
test.afterAll(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

const operator = (): string[] => ["--server", deployment.url, "--key", deployment.operatorKey];

async function submit(): Promise<string> {
  const file = join(folder, "queens.csv");
  const rows = Array.from({ length: SIZE }, (_, first) => `${SIZE},${first}`);
  writeFileSync(file, `size,first\n${rows.join("\n")}\n`);
  return (await runCommand(["batch", "submit", file, "--kernel", "queens", "--name", "12 queens", ...operator()])).trim();
}

test("a new kernel passes, becomes n-queens, is pushed, and a page and a terminal count what is known", async ({ page }) => {
  await runCommand(["kernel", "new", "queens", kernel]);
  await runCommand(["kernel", "test", kernel]);
  expect(writeHowtoFiles(kernel)).toEqual(["manifest.json", "cpu.ts", "cases.json"]);
  await runCommand(["kernel", "test", kernel]);
  expect(await runCommand(["kernel", "push", kernel, ...operator()])).toBe("queens@1.0.0\n");
  expect(await runCommand(["kernel", "list", "--server", deployment.url])).toMatch(/^queens +1\.0\.0 +the operator of this deployment/m);
  const batchId = await submit();

  await page.goto(deployment.url);
  await expect(page.getByText("brought by the operator of this deployment")).toBeVisible();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await runCommand(["volunteer", "--until-idle", "--new-host", "--server", deployment.url]);
  await expect.poll(async () => (await deployment.status(batchId)).state, { timeout: 90_000 }).toBe("finished");

  const table = await runCommand(["batch", "results", batchId, ...operator()]);
  const rows = table
    .trimEnd()
    .split("\n")
    .map((line) => resultRowSchema.parse(JSON.parse(line)));
  expect(rows.map(({ state, replicas }) => ({ state, replicas }))).toEqual(rows.map(() => ({ state: "validated", replicas: 2 })));
  expect(rows).toHaveLength(SIZE);
  expect(rows.reduce((sum, { output }) => sum + Number(output?.["solutions"]), 0)).toBe(SOLUTIONS);
});
