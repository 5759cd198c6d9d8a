/** The whole way on real parts: two browsers and a Node volunteer compute a batch whose factors are known, through every mishap. */
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { resultRowSchema } from "../protocol/messages.ts";
import { runCommand, startCommand } from "./support/command.ts";
import { type Deployment, startDeployment } from "./support/deployment.ts";
import { knownUnits, toRow } from "./support/known-batch.ts";

const UNITS = knownUnits(800_000_000n, 3);

let deployment: Deployment;
let volunteer: ChildProcess | undefined;
const folder = mkdtempSync(join(tmpdir(), "manyhands-e2e-"));

test.beforeAll(async () => {
  deployment = await startDeployment();
});
test.afterAll(async () => {
  volunteer?.kill("SIGTERM");
  await deployment.close();
  rmSync(folder, { recursive: true });
});

/** A browser profile of its own on the donate page. */
async function newProfile(browser: Browser): Promise<Page> {
  const page = await (await browser.newContext()).newPage();
  await page.goto(deployment.url);
  return page;
}

const start = (page: Page): Promise<void> => page.getByRole("button", { name: "Start", exact: true }).click();

/** How far the first piece in hand is, 0 to 1. */
const progress = (page: Page): Promise<number> =>
  page
    .locator("#in-hand progress")
    .first()
    .evaluate((bar: HTMLProgressElement) => bar.value / bar.max);

/** Whether 2^exponent − 1 is divisible by it. */
const divides = (factor: bigint, exponent: number): boolean => (2n ** BigInt(exponent) - 1n) % factor === 0n;

const operator = (): string[] => ["--server", deployment.url, "--key", deployment.operatorKey];

async function submit(): Promise<string> {
  const file = join(folder, "known.csv");
  writeFileSync(file, `exponent,kStart,kCount\n${UNITS.map(toRow).join("\n")}\n`);
  return (
    await runCommand(["batch", "submit", file, "--kernel", "mersenne-tf", "--quorum", "2", "--name", "Known factors", ...operator()])
  ).trim();
}

test("a batch is worked to its end through a reload, a cut network and a killed server, and every known factor is found", async ({
  browser,
}) => {
  test.setTimeout(420_000);
  const batchId = await submit();
  const ada = await newProfile(browser);

  await test.step("a reload in mid-unit goes on from the checkpoint", async () => {
    await start(ada);
    await expect(ada.getByRole("status")).toContainText("Working");
    await expect.poll(() => progress(ada)).toBeGreaterThan(0.4);
    await ada.reload();
    await expect(ada.getByText(/Went on from [1-9]\d*%, where it was left/)).toBeVisible();
  });

  const ben = await newProfile(browser);
  await test.step("a cut network stops nothing that is in hand, and loses nothing", async () => {
    await start(ben);
    await expect(ben.getByRole("status")).toContainText("Working");
    await ben.context().setOffline(true);
    await expect(ben.getByRole("status")).toContainText(/No connection.*(wait|continue)/, { timeout: 60_000 });
    await ben.context().setOffline(false);
    await expect(ben.getByRole("status")).toContainText("Working", { timeout: 90_000 });
  });

  await test.step("a killed server has everything that it acknowledged", async () => {
    volunteer = startCommand(["volunteer", "--new-host", "--server", deployment.url]);
    await expect.poll(async () => (await deployment.status(batchId)).results, { timeout: 120_000 }).toBeGreaterThan(5);
    const before = await deployment.status(batchId);
    await deployment.kill();
    await deployment.restart();
    const after = await deployment.status(batchId);
    expect(after.results).toBeGreaterThanOrEqual(before.results);
    expect(after.validated).toBeGreaterThanOrEqual(before.validated);
  });

  await test.step("no unit is stuck, and the table holds every known factor, each agreed on by two hosts", async () => {
    await expect.poll(async () => (await deployment.status(batchId)).state, { timeout: 240_000 }).toBe("finished");
    const text = await runCommand(["batch", "results", batchId, ...operator()]);
    const rows = text
      .trimEnd()
      .split("\n")
      .map((line) => resultRowSchema.parse(JSON.parse(line)));
    // A product of two known factors may lie in the range too.
    expect(rows.map(({ output }) => output?.["factors"])).toEqual(UNITS.map(({ factors }) => expect.arrayContaining([...factors])));
    for (const { input, output } of rows) {
      for (const factor of [output?.["factors"] ?? []].flat()) expect(divides(BigInt(factor), Number(input["exponent"]))).toBe(true);
    }
    // Nobody was established when it began, so three had to agree where three were about.
    expect(rows.map(({ unit }) => unit)).toEqual([...UNITS.keys()]);
    expect(rows.filter(({ replicas }) => replicas < 2 || replicas > 3)).toEqual([]);
  });

  await test.step("the page says so", async () => {
    await expect(ada.getByRole("status")).toContainText("This study is complete", { timeout: 60_000 });
  });
});
