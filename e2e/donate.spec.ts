/** What the donate page does by itself and what it promises, on the built page without server and engine. */
import { expect, type Page, test } from "@playwright/test";
import type { EngineSnapshot } from "../web/engine/engine-api.ts";
import { mockPage, ORIGIN, type Stage } from "./support/mocked-page.ts";
import { screen } from "./support/screens.ts";

const CORES = 12;

async function open(page: Page, name: string): Promise<Stage> {
  await page.addInitScript((cores) => Object.defineProperty(navigator, "hardwareConcurrency", { get: () => cores }), CORES);
  const stage = await mockPage(page, screen(name));
  await page.goto(ORIGIN);
  await expect(page.getByRole("img", { name: "The picture so far" })).toBeVisible();
  return stage;
}

/** The first worker as that of a graphics processor, not chosen yet. */
const withGpu = (shown: EngineSnapshot): EngineSnapshot => ({
  ...shown,
  gpu: "off",
  workers: shown.workers.map((worker, i) => (i === 0 ? { ...worker, slot: -1, kind: "gpu" } : worker)),
});

const status = (page: Page) => page.getByRole("status");
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

const bottomOf = async (page: Page, text: string): Promise<number> => {
  const box = await page.getByText(text).first().boundingBox();
  return box ? box.y + box.height : Infinity;
};

test.describe("a fresh visit", () => {
  test("starts nothing, stores nothing and asks no other origin", async ({ page }) => {
    await page.clock.install();
    const stage = await open(page, "running");
    await page.clock.runFor(60_000);
    expect(stage.requests.filter((url) => url.includes("engine-") || !url.startsWith(ORIGIN))).toEqual([]);
    const kept = await page.evaluate(async () => ({
      storage: localStorage.length + sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      cookies: document.cookie,
    }));
    expect(kept).toEqual({ storage: 0, databases: 0, caches: 0, cookies: "" });
    expect(page.workers()).toEqual([]);
    expect(stage.errors).toEqual([]);
  });

  test("shows all that is needed to decide without scrolling on a phone", async ({ page }) => {
    await page.setViewportSize({ width: 375, height: 667 });
    await open(page, "running");
    for (const text of ["For: Mersenne numbers", "Not running.", "Start", "How much", "9 kB program, once"]) {
      expect(await bottomOf(page, text), text).toBeLessThanOrEqual(667);
    }
  });

  test("shows the picture and its caption beside that on a desktop", async ({ page }) => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await open(page, "running");
    for (const text of ["9 kB program, once", "pieces checked", "Show as table", "Why it matters"]) {
      expect(await bottomOf(page, text), text).toBeLessThanOrEqual(900);
    }
  });

  test("fits a window of 320 px in every part", async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 600 });
    await open(page, "running");
    await button(page, "Start").click();
    await expect(page.getByRole("progressbar")).toHaveCount(3);
    await page.getByText("Show as table").click();
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
  });
});

test.describe("Start and Stop", () => {
  test("are reached by key in at most five stops after the skip link, and keep the focus", async ({ page }) => {
    await open(page, "running");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to the controls" })).toBeFocused();
    let stops = 0;
    while (stops < 6 && !(await button(page, "Start").evaluate((element) => element === document.activeElement))) {
      await page.keyboard.press("Tab");
      stops++;
    }
    expect(stops).toBeLessThanOrEqual(5);
    await page.keyboard.press("Enter");
    await expect(button(page, "Stop")).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(status(page)).toHaveText("Working gently on 3 of 12 cores.");
    await page.keyboard.press("Enter");
    await expect(button(page, "Start")).toBeFocused();
    await expect(status(page)).toHaveText("Stopped. Nothing is running.");
  });

  test("a stop after this piece can be taken back", async ({ page }) => {
    await open(page, "running");
    await button(page, "Start").click();
    await button(page, "Stop after this piece").click();
    await expect(status(page)).toContainText("then stopping");
    await button(page, "Keep going").click();
    await expect(status(page)).toHaveText("Working gently on 3 of 12 cores.");
    await expect(page).toHaveTitle("Working · Manyhands");
  });

  test("more cores than a gentle number are lent only when chosen", async ({ page }) => {
    await open(page, "running");
    await expect(page.getByLabel("How much")).toHaveValue("3");
    await button(page, "Start").click();
    await page.getByLabel("How much").selectOption("6");
    await expect(status(page)).toHaveText("Working on 6 of 12 cores.");
  });

  test("the graphics processor is lent only when chosen, and offered only where one was found after Start", async ({ page }) => {
    const stage = await open(page, "running");
    const { snapshot } = stage.screen;
    if (snapshot) stage.screen = { ...stage.screen, snapshot: withGpu(snapshot) };
    const choice = page.getByLabel("Use the graphics processor too");
    await expect(choice).toHaveCount(0);
    await button(page, "Start").click();
    await expect(choice).not.toBeChecked();
    await choice.check();
    await expect(choice).toBeChecked();
    await expect(page.getByRole("progressbar", { name: /^Graphics processor, piece \d+$/ })).toBeVisible();
    await page.setViewportSize({ width: 320, height: 600 });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  });

  test("a reload goes on, one after Stop does not", async ({ page }) => {
    await open(page, "running");
    await button(page, "Start").click();
    await expect(button(page, "Stop")).toBeVisible();
    await page.reload();
    await expect(status(page)).toHaveText("Working gently on 3 of 12 cores.");
    await button(page, "Stop").click();
    await page.reload();
    await expect(status(page)).toHaveText("Not running. Nothing starts until you press Start.");
  });

  test("an engine that cannot be fetched is told, and can be tried again", async ({ page }) => {
    const stage = await open(page, "running");
    stage.engineReachable = false;
    await button(page, "Start").click();
    await expect(status(page)).toHaveText("The work could not load; a blocker or this network may have stopped it. Nothing ran.");
    stage.engineReachable = true;
    await button(page, "Try again").click();
    await expect(status(page)).toHaveText("Working gently on 3 of 12 cores.");
  });
});

test.describe("what is shown", () => {
  test("the findings are readable mathematics", async ({ page }) => {
    await open(page, "running");
    await button(page, "Start").click();
    const found = page.getByRole("region", { name: "Found on this computer" }).getByRole("listitem");
    await expect(found).toHaveCount(3);
    await expect(found.first()).toContainText("2^332,193,089 − 1 is divisible by 368,734,328,791");
  });

  test("the picture, its caption and its table agree", async ({ page }) => {
    await open(page, "running");
    await button(page, "Start").click();
    const caption = page.locator("#picture-caption");
    await expect(caption).toContainText("A dot marks your work");
    await page.getByText("Show as table").click();
    const cells = await page
      .locator("#picture tbody tr")
      .evaluateAll((rows) => rows.map((row) => [...row.querySelectorAll("td")].map((cell) => cell.textContent ?? "")));
    expect(cells).toHaveLength(384);
    const sum = (column: number): number => cells.reduce((total, row) => total + Number.parseInt(row[column] ?? "", 10), 0);
    await expect(caption).toContainText(`${sum(0).toLocaleString("en")} of 8,448 pieces checked`);
    await expect(caption).toContainText(`A dot marks your work: ${sum(3)} pieces`);
    const drawn = page.locator("#picture svg path");
    expect(await drawn.count()).toBeLessThanOrEqual(5);
  });

  test("numbers say how old they are within thirty seconds of the server's stop, and none turns to zero", async ({ page }) => {
    await page.clock.install({ time: new Date(2026, 10, 20, 14, 5) });
    const stage = await open(page, "running");
    stage.apiReachable = false;
    await page.clock.runFor(30_000);
    await expect(page.getByText("Numbers are from 14:05")).toBeVisible();
    await expect(page.locator("#picture-caption")).toContainText("of 8,448 pieces checked");
    stage.apiReachable = true;
    await page.clock.runFor(60_000);
    await expect(page.getByText("Numbers are from")).toHaveCount(0);
  });

  test("a hidden tab asks nothing", async ({ page }) => {
    await page.clock.install();
    const stage = await open(page, "running");
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { configurable: true, get: () => true });
    });
    await page.clock.runFor(6_000);
    const before = stage.requests.length;
    await page.clock.runFor(60_000);
    expect(stage.requests.length).toBe(before);
  });

  test("states stay told apart in forced colours and without motion", async ({ page }, info) => {
    await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
    await open(page, "running");
    await button(page, "Start").click();
    await expect(page.getByRole("progressbar")).toHaveCount(3);
    await page.screenshot({ path: info.outputPath("forced-colours.png"), fullPage: true });
    const moving = await page.evaluate(
      () => [...document.querySelectorAll("*")].filter((element) => getComputedStyle(element).transitionDuration !== "0s").length,
    );
    expect(moving).toBe(0);
  });
});
