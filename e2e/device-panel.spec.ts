/** "You and this device" in every state, at both sizes and in both schemes, and what a person does with it, without a server. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Locator, type Page, test } from "@playwright/test";
import { deviceScreen, deviceScreens, type DeviceScreen, REFUSED } from "./support/device-screens.ts";
import { mockPage, ORIGIN, type Stage } from "./support/mocked-page.ts";
import { screen } from "./support/screens.ts";

const SIZES = [
  { width: 320, height: 600 },
  { width: 375, height: 667 },
  { width: 1440, height: 900 },
];

const SCHEMES = ["light", "dark"] as const;

const panelOf = (page: Page): Locator => page.locator("#you .device");
const button = (page: Page, name: string): Locator => page.getByRole("button", { name, exact: true });

async function open(page: Page, device: DeviceScreen): Promise<Stage> {
  const stage = await mockPage(page, screen("running"));
  stage.device = device;
  await page.goto(ORIGIN);
  await page.getByText("Name it, link it to others").click();
  await expect(panelOf(page)).toContainText(device.says);
  return stage;
}

/** Looks at the page as it is now, wherever it may be looked at. */
async function inspect(page: Page, name: string, path: (file: string) => string): Promise<void> {
  for (const size of SIZES) {
    for (const colorScheme of SCHEMES) {
      await page.setViewportSize(size);
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.screenshot({ path: path(`device-${name}-${size.width}-${colorScheme}.png`), fullPage: true });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(overflow, `${size.width} px: sideways scroll`).toBe(0);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
    }
  }
}

for (const device of deviceScreens) {
  test(`the state ${device.name} is said in words, fits and is accessible`, async ({ page }, info) => {
    const { errors } = await open(page, device);
    if (device.name === "several") await button(page, "Show a code").click();
    await inspect(page, device.name, (file) => info.outputPath(file));
    await expect(page.getByRole("status")).toHaveCount(1);
    expect(errors).toEqual([]);
  });
}

test("erasing says what goes and what stays, can be left by key, and ends with nothing of the person on show", async ({ page }, info) => {
  await open(page, deviceScreen("several"));
  const opener = button(page, "Erase everything about me");
  await opener.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Erase everything about you?" });
  await expect(dialog).toContainText("your 3 devices");
  await expect(dialog).toContainText("under a number that no longer names anybody");
  await inspect(page, "erase", (file) => info.outputPath(file));
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await opener.press("Enter");
  await dialog.getByRole("button", { name: "Erase everything", exact: true }).click();
  await expect(panelOf(page)).toHaveText(/^Erased, here and at the server\./);
  await expect(panelOf(page).locator("p")).toBeFocused();
  await inspect(page, "erased", (file) => info.outputPath(file));
});

test("what a person does is answered beside where they did it, and a refusal is said at once", async ({ page }, info) => {
  await open(page, REFUSED);
  await page.getByLabel("Name", { exact: true }).fill("Lab");
  await page.keyboard.press("Enter");
  await expect(panelOf(page).getByText("Saved.", { exact: true })).toBeVisible();
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();

  await page.getByLabel("A code that your other device shows").fill("k7qf-w2ma-x4rt-6ybe");
  await button(page, "Link this device").click();
  await expect(page.getByRole("alert")).toContainText("This code opens nothing");

  const saved = page.waitForEvent("download");
  await button(page, "Save a recovery file").click();
  expect((await saved).suggestedFilename()).toMatch(/^manyhands-recovery-\d{4}-\d\d-\d\d\.json$/);

  await page
    .getByLabel("Use a recovery file")
    .setInputFiles({ name: "holiday.json", mimeType: "application/json", buffer: Buffer.from("?") });
  await expect(page.getByRole("alert")).toContainText("That file cannot be used: this is no recovery file");
  await inspect(page, "refused", (file) => info.outputPath(file));
});

test("nothing of it is fetched or read before it is opened", async ({ page }) => {
  const stage = await mockPage(page, screen("running"));
  await page.goto(ORIGIN);
  await expect(page.getByText("Name it, link it to others")).toBeVisible();
  expect(stage.requests.filter((url) => /device-panel|engine/.test(url))).toEqual([]);
  await page.getByText("Name it, link it to others").click();
  await expect(panelOf(page)).toContainText("Nobody knows this device yet");
  await expect(page.getByRole("status")).toHaveText("Not running. Nothing starts until you press Start.");
});

test("a code says how long it still works, and when it no longer does", async ({ page }) => {
  await page.clock.install();
  await open(page, deviceScreen("alone"));
  await button(page, "Show a code").click();
  await expect(panelOf(page)).toContainText("10 minutes from now");
  await page.clock.runFor(9 * 60_000 + 10_000);
  await expect(panelOf(page)).toContainText("less than a minute from now");
  await page.clock.runFor(60_000);
  await expect(panelOf(page)).toContainText("The code has ended");
  await expect(panelOf(page)).not.toContainText("ggm3");
});
