/** Units on a GPU in a real browser, on SwiftShader where there is no other, and what is left of them when it crashes. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserServer, chromium, expect, type Page, test } from "@playwright/test";
import { decodeRow, encodeRow } from "../protocol/layout/row-bytes.ts";
import { resultRowSchema } from "../protocol/messages.ts";
import { builtInKernels } from "../worker-kernels/catalog.ts";
import { startUnit } from "../worker-kernels/cpu-runner.ts";
import { BROWSER_FLAGS, findBrowser } from "../tools/browser.mjs";
import { runCommand } from "./support/command.ts";
import { type Deployment, startDeployment } from "./support/deployment.ts";
import { gpuProcessOf, killGpuProcess } from "./support/gpu-process.ts";

/** A page that lost the GPU twice is kept off it for a while, unless told otherwise. */
const CRASH_FLAGS = ["--disable-domain-blocking-for-3d-apis", "--disable-gpu-process-crash-limit"];

/** Half a minute each on SwiftShader, so that a crash falls into one; some seconds each on the core beside it. */
const UNITS = Array.from({ length: 8 }, (_, i) => ({ exponent: 332_192_863, kStart: String(1 + i * 300_000_000), kCount: "300000000" }));

let deployment: Deployment;
let server: BrowserServer;
let browser: Browser;
const folder = mkdtempSync(join(tmpdir(), "manyhands-gpu-"));

test.beforeAll(async () => {
  deployment = await startDeployment();
  const executablePath = findBrowser();
  server = await chromium.launchServer({ args: [...BROWSER_FLAGS, ...CRASH_FLAGS], ...(executablePath && { executablePath }) });
  browser = await chromium.connect(server.wsEndpoint());
});
test.afterAll(async () => {
  await browser.close();
  await server.close();
  await deployment.close();
  rmSync(folder, { recursive: true });
});

const operator = (): string[] => ["--server", deployment.url, "--key", deployment.operatorKey];
const bar = (page: Page) => page.getByRole("progressbar", { name: /^Graphics processor/ });
const progress = (page: Page): Promise<number> => bar(page).evaluate((element: HTMLProgressElement) => element.value / element.max);
const pieceOf = async (page: Page): Promise<string | undefined> =>
  /piece (\d+)/.exec(await bar(page).getAttribute("aria-label").then(String))?.[1];

async function submit(): Promise<string> {
  const file = join(folder, "units.csv");
  writeFileSync(file, `exponent,kStart,kCount\n${UNITS.map((unit) => Object.values(unit).join()).join("\n")}\n`);
  return (
    await runCommand(["batch", "submit", file, "--kernel", "mersenne-tf", "--quorum", "1", "--name", "On a GPU", ...operator()])
  ).trim();
}

/** Ends the GPU process while the unit is under way, and sees the unit go on. */
async function crash(page: Page): Promise<void> {
  const pid = server.process().pid ?? 0;
  const before = await progress(page);
  killGpuProcess(pid);
  await expect.poll(() => gpuProcessOf(pid), { timeout: 30_000 }).toBeDefined();
  await expect.poll(() => progress(page), { timeout: 60_000 }).toBeGreaterThan(before + 0.02);
}

test("a unit outlives two crashes of the GPU process, and every result is what a core gives", async () => {
  const batchId = await submit();
  const page = await browser.newPage();
  await page.goto(deployment.url);
  await page.getByRole("button", { name: "Start", exact: true }).click();
  const choice = page.getByLabel("Use the graphics processor too");
  await test.step("a browser with an adapter offers it, unchosen", async () => {
    await expect(choice).not.toBeChecked();
    await choice.check();
    await expect.poll(() => progress(page)).toBeGreaterThan(0.05);
  });

  const piece = await pieceOf(page);
  await test.step("the unit goes on after each crash", async () => {
    await crash(page);
    await crash(page);
    expect(await pieceOf(page)).toBe(piece);
    await expect(choice).toBeChecked();
  });

  await test.step("the results are those of a core", async () => {
    await expect.poll(async () => (await deployment.status(batchId)).state, { timeout: 120_000 }).toBe("finished");
    const text = await runCommand(["batch", "results", batchId, ...operator()]);
    const rows = text
      .trimEnd()
      .split("\n")
      .map((line) => resultRowSchema.parse(JSON.parse(line)));
    expect(rows.map(({ output }) => output)).toEqual(UNITS.map(onCore));
  });
});

function onCore(unit: (typeof UNITS)[number]): unknown {
  const manifest = builtInKernels.find(({ id }) => id === "mersenne-tf");
  if (manifest === undefined) throw new Error("the kernel is gone");
  const module = new WebAssembly.Module(readFileSync(`dist/kernels/mersenne-tf/${manifest.version}/cpu.wasm`));
  const start = startUnit(module, encodeRow(manifest.input, unit));
  if (start.kind === "failed") throw new Error(start.message);
  while (start.run.slice(100, () => performance.now()).kind === "more");
  const end = start.run.finish();
  if (end.kind === "failed") throw new Error(end.message);
  return decodeRow(manifest.output, end.output);
}
