/** Who a browser is, on the real server: a key that nobody can read, one person of several devices, and nobody in the end. */
import { readFileSync } from "node:fs";
import { type Browser, expect, type Locator, type Page, test } from "@playwright/test";
import { type Deployment, startDeployment } from "./support/deployment.ts";
import { knownUnits, toRow } from "./support/known-batch.ts";

/** More work than the test lasts, in pieces of a second or so. */
const UNITS = knownUnits(400_000_000n, 0);

let deployment: Deployment;

test.beforeAll(async () => {
  deployment = await startDeployment();
  for (let i = 0; i < 5; i++) await deployment.submitRows(UNITS.map(toRow), { quorum: "2" });
});
test.afterAll(() => deployment.close());

const panelOf = (page: Page): Locator => page.locator("#you .device");
const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });
const number = (page: Page): Promise<string> => panelOf(page).locator(".device__identity dd").innerText();

/** A browser profile of its own on the donate page. `platform` runs in it before anything else. */
async function newProfile(browser: Browser, platform?: () => void): Promise<Page> {
  const context = await browser.newContext();
  if (platform) await context.addInitScript(platform);
  const page = await context.newPage();
  await page.goto(deployment.url);
  return page;
}

async function openPanel(page: Page): Promise<void> {
  await page.getByText("Name it, link it to others").click();
  await expect(panelOf(page)).toBeVisible();
}

async function startAndStop(page: Page): Promise<void> {
  await button(page, "Start").click();
  await expect(page.getByRole("status")).toContainText("Working");
  await button(page, "Stop").click();
  await expect(button(page, "Start")).toBeVisible();
}

/** What this browser keeps of its key. */
const keptKey = (page: Page): Promise<Record<string, unknown> | null> =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases();
    if (!databases.some(({ name }) => name === "manyhands")) return null;
    const request = indexedDB.open("manyhands");
    await new Promise((resolve) => request.addEventListener("success", resolve));
    const read = request.result.transaction("keys").objectStore("keys").get("host");
    await new Promise((resolve) => read.addEventListener("success", resolve));
    request.result.close();
    const { privateKey, seed, ...rest } = (read.result ?? {}) as { privateKey?: CryptoKey; seed?: Uint8Array };
    return { ...rest, extractable: privateKey?.extractable, seedBytes: seed?.length };
  });

async function showCode(page: Page): Promise<string> {
  await button(page, "Show a code").click();
  return panelOf(page).locator(".device__code code").innerText();
}

async function saveFile(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await button(page, "Save a recovery file").click();
  await expect(panelOf(page)).toContainText("Keep the file where only you can get at it");
  return (await download).path();
}

test("a browser is its key; a person links, saves, restores and erases their devices", async ({ browser }) => {
  const desk = await newProfile(browser);
  let deskNumber = "";

  await test.step("H14 nothing is made by looking; a start makes a key that nobody can read, and a reload keeps it", async () => {
    await openPanel(desk);
    await expect(panelOf(desk)).toContainText("Nobody knows this device yet");
    expect(await keptKey(desk)).toBeNull();
    await startAndStop(desk);
    expect(await keptKey(desk)).toMatchObject({ isSealed: true, extractable: false });
    await expect(panelOf(desk)).toContainText("no page can read or copy it");
    deskNumber = await number(desk);
    await desk.reload();
    await openPanel(desk);
    await expect(panelOf(desk).locator(".device__identity dd")).toHaveText(deskNumber);
  });

  await test.step("it is given a name", async () => {
    await desk.getByLabel("Name", { exact: true }).fill("  Desk  ");
    await button(desk, "Save name").click();
    await expect(panelOf(desk)).toContainText("Saved.");
    await desk.reload();
    await openPanel(desk);
    await expect(desk.getByLabel("Name", { exact: true })).toHaveValue("Desk");
  });

  const lab = await newProfile(browser);
  await test.step("H17 a second device becomes the same person's by a code, which works once", async () => {
    await openPanel(lab);
    const code = await showCode(desk);
    await lab.getByLabel("A code that your other device shows").fill(code.toUpperCase());
    await button(lab, "Link this device").click();
    await expect(panelOf(lab)).toContainText("Credit of your 2 devices");
    await expect(panelOf(lab)).toContainText("Desk");
    expect(await number(lab)).not.toBe(deskNumber);
    const thief = await newProfile(browser);
    await openPanel(thief);
    await thief.getByLabel("A code that your other device shows").fill(code);
    await button(thief, "Link this device").click();
    await expect(thief.getByRole("alert")).toContainText("This code opens nothing");
  });

  const attic = await newProfile(browser);
  await test.step("H17 a third device becomes theirs by a recovery file, which holds no device's key", async () => {
    const file = await saveFile(desk);
    expect(JSON.parse(readFileSync(file, "utf8"))).toMatchObject({ format: "manyhands-recovery", server: deployment.url });
    await openPanel(attic);
    await attic.getByLabel("Use a recovery file").setInputFiles(file);
    await expect(panelOf(attic)).toContainText("Credit of your 4 devices");
    await expect(panelOf(attic)).toContainText("Recovery file of");
  });

  await test.step("H18 one device is erased alone", async () => {
    await button(attic, "Erase everything about me").click();
    await button(attic, "Erase this device only").click();
    await expect(panelOf(attic)).toContainText("Erased, here and at the server");
    expect(await keptKey(attic)).toEqual({});
    await attic.reload();
    await openPanel(attic);
    await expect(panelOf(attic)).toContainText("Nobody knows this device yet");
  });

  await test.step("H18 everything is erased while another device works, which stops and begins as a new one", async () => {
    await button(desk, "Start").click();
    await expect(desk.getByRole("status")).toContainText("Working");
    await button(lab, "Erase everything about me").click();
    await lab.getByRole("dialog").getByRole("button", { name: "Erase everything", exact: true }).click();
    await expect(panelOf(lab)).toContainText("Erased, here and at the server");
    await expect(desk.getByRole("status")).toContainText("This device was erased", { timeout: 90_000 });
    await button(desk, "Try again").click();
    await expect(desk.getByRole("status")).toContainText("Working");
    await desk.reload();
    await openPanel(desk);
    await expect(panelOf(desk).locator(".device__identity dd")).not.toHaveText(deskNumber);
    await expect(desk.getByLabel("Name", { exact: true })).toHaveValue("");
  });
});

test("H14 a browser without Ed25519 keeps its key as data, says so, and works all the same", async ({ browser }) => {
  const page = await newProfile(browser, () => {
    const { subtle } = crypto;
    const unknown = (): Promise<never> => Promise.reject(new DOMException("Unrecognized name", "NotSupportedError"));
    subtle.generateKey = unknown;
    subtle.importKey = unknown;
  });
  await startAndStop(page);
  expect(await keptKey(page)).toMatchObject({ isSealed: false, seedBytes: 32 });
  await openPanel(page);
  await expect(panelOf(page)).toContainText("This browser cannot lock keys away");
});

test("H18 erasing ends the work of another tab, and what it held is gone", async ({ browser }) => {
  const first = await newProfile(browser);
  await button(first, "Start").click();
  await expect(first.getByRole("status")).toContainText("Working");
  const second = await first.context().newPage();
  await second.goto(deployment.url);
  await openPanel(second);
  await button(second, "Erase everything about me").click();
  await second.getByRole("dialog").getByRole("button", { name: "Erase everything", exact: true }).click();
  await expect(panelOf(second)).toContainText("Erased, here and at the server");
  await expect(button(first, "Start")).toBeVisible();
  expect(await keptKey(first)).toEqual({});
  await startAndStop(first);
});
