/** Kernels that loop for ever, trap, take all memory or leave garbage cost their units and nothing else, in a real browser. */
import { expect, type Page, test } from "@playwright/test";
import { submitBadBatches } from "./support/bad-kernels.ts";
import { type Deployment, startDeployment } from "./support/deployment.ts";
import { knownUnits, toRow } from "./support/known-batch.ts";

const GOOD = knownUnits(50_000_000n, 0);

/** Two of each: fewer than make the host set a batch aside, so that every unit gets its end. */
const UNITS_EACH = 2;

let deployment: Deployment;

test.beforeAll(async () => {
  deployment = await startDeployment();
});
test.afterAll(() => deployment.close());

/** Whether the page's own thread still turns: a script that it is given is run, and a timer in it rings. */
const turns = (page: Page): Promise<boolean> => page.evaluate(() => new Promise((resolve) => setTimeout(() => resolve(true), 0)));

test("K3 bad kernels end as errors, the good batch is computed, and the page answers all the while", async ({ page }) => {
  const bad = await submitBadBatches(deployment, UNITS_EACH);
  const good = await deployment.submitRows(GOOD.map(toRow), { quorum: "1" });
  await page.goto(deployment.url);
  await page.getByRole("button", { name: "Start", exact: true }).click();

  const finished = async (): Promise<boolean> => {
    expect(await turns(page)).toBe(true);
    const states = await Promise.all([...bad, good.batchId].map((id) => deployment.status(id)));
    return states.every(({ state }) => state === "finished");
  };
  await expect.poll(finished, { timeout: 150_000, intervals: [500] }).toBe(true);
  for (const id of bad) expect(await deployment.status(id)).toMatchObject({ validated: 0, failed: UNITS_EACH });
  expect(await deployment.status(good.batchId)).toMatchObject({ validated: GOOD.length, failed: 0 });
  await expect(page.getByRole("status")).not.toContainText(/stopped itself|failed/i);
});

test("H1 a stop is heard while a kernel loops for ever", async ({ page }) => {
  await submitBadBatches(deployment, UNITS_EACH);
  await page.goto(deployment.url);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await expect(page.getByRole("status")).toContainText("Working");
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await expect(page.getByRole("button", { name: "Start", exact: true })).toBeVisible();
  expect(await turns(page)).toBe(true);
});
