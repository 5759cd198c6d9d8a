/**
 * What lending costs the page, and how fast it stops, in a real Chromium on the built page and server.
 *
 *     npm run -s bench:page -- --json
 *
 * `page.mainThread.busy`: share of time that the page's own thread had anything to do while a worker computed, by
 * Chromium's own count. `page.longTasks`: its tasks over 50 ms in that time. `page.stop.*`: milliseconds from the press
 * on Stop until the worker has told that its unit is stopped, with its checkpoint, or was ended. The aim is 100.
 */
import { type CDPSession, chromium, type Page } from "@playwright/test";
import { startDeployment } from "../e2e/support/deployment.ts";
import { build } from "../tools/build/build.ts";
import { BROWSER_FLAGS, findBrowser } from "../tools/browser.mjs";
import { demonstrationRows } from "../worker-kernels/mersenne-tf/demonstration.ts";
import { environment, median, type Metric, note, printReport } from "./report.ts";

const LENDING_MS = 20_000;
const STOPS = 7;
/** Long enough that every stop meets a kernel in the middle of its work. */
const BETWEEN_STOPS_MS = 2_500;
const UNITS = 400;

await build(undefined, note);
const deployment = await startDeployment();
const executablePath = findBrowser();
const browser = await chromium.launch({ args: BROWSER_FLAGS, ...(executablePath === undefined ? {} : { executablePath }) });
try {
  const rows = Array.from(demonstrationRows(UNITS), ({ exponent, kStart, kCount }) => `${exponent},${kStart},${kCount}`);
  await deployment.submitRows(rows);
  const page = await browser.newPage();
  await page.addInitScript(watchWorkers);
  await page.goto(deployment.url);
  const metrics = [...(await whileLending(page)), ...(await stopping(page))];
  printReport({ metrics, environment: environment({ browser: browser.version() }) });
} finally {
  await browser.close();
  await deployment.close();
}

async function whileLending(page: Page): Promise<Metric[]> {
  note("lending …");
  await page.evaluate(watchLongTasks);
  await press(page, "Start");
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  await page.waitForTimeout(3_000);
  const [busyBefore, longBefore] = [await busySeconds(session), await longTasks(page)];
  await page.waitForTimeout(LENDING_MS);
  const busy = (await busySeconds(session)) - busyBefore;
  return [
    { name: "page.mainThread.busy", value: (busy / LENDING_MS) * 1e5, unit: "%" },
    { name: "page.longTasks", value: (await longTasks(page)) - longBefore, unit: "tasks" },
  ];
}

async function stopping(page: Page): Promise<Metric[]> {
  const took: number[] = [];
  for (let i = 0; i < STOPS; i++) {
    note(`stop ${i + 1} of ${STOPS} …`);
    took.push(await page.evaluate(pressStop));
    await press(page, "Start");
    await page.waitForTimeout(BETWEEN_STOPS_MS);
  }
  return [
    { name: "page.stop.median", value: median(took), unit: "ms" },
    { name: "page.stop.max", value: Math.max(...took), unit: "ms" },
  ];
}

async function press(page: Page, name: string): Promise<void> {
  await page.getByRole("button", { name, exact: true }).click();
}

/** Seconds that the page's thread has spent in tasks. */
async function busySeconds(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN;
}

function longTasks(page: Page): Promise<number> {
  return page.evaluate(() => Number(document.body.dataset["longTasks"]));
}

/** Runs in the page. */
function watchLongTasks(): void {
  document.body.dataset["longTasks"] = "0";
  new PerformanceObserver((list) => {
    document.body.dataset["longTasks"] = String(Number(document.body.dataset["longTasks"]) + list.getEntries().length);
  }).observe({ type: "longtask" });
}

/** Runs in the page before its scripts: notes when a worker last said something of its own, or was ended. */
function watchWorkers(): void {
  const note = (): void => {
    document.body.dataset["workerSaid"] = String(performance.now());
  };
  window.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener("message", note);
    }
    override terminate(): void {
      note();
      super.terminate();
    }
  };
}

/** Runs in the page: presses Stop, and answers with the milliseconds until the worker last said something, which is that its unit has stopped. */
async function pressStop(): Promise<number> {
  const stop = [...document.querySelectorAll("button")].find((button) => button.textContent === "Stop");
  const pressedAt = performance.now();
  stop?.click();
  await new Promise((resolve) => setTimeout(resolve, 500));
  const saidAt = Number(document.body.dataset["workerSaid"]);
  return saidAt > pressedAt ? saidAt - pressedAt : Number.NaN;
}
