/** Every state of the donate page, at both sizes and in both schemes: looked at, and read by axe. */
import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";
import { mockPage, ORIGIN } from "./support/mocked-page.ts";
import { type Screen, screens } from "./support/screens.ts";

const SIZES = [
  { width: 375, height: 667 },
  { width: 1440, height: 900 },
];

const SCHEMES = ["light", "dark"] as const;

async function open(page: Page, screen: Screen): Promise<void> {
  await page.addInitScript(() => Object.defineProperty(navigator, "hardwareConcurrency", { get: () => 12 }));
  await mockPage(page, screen);
  await page.goto(ORIGIN);
  await expect(page.getByRole("heading", { name: "The picture so far" })).toBeVisible();
  if (screen.snapshot) await page.getByRole("button", { name: "Start" }).click();
  await expect(page.getByRole("status")).toContainText(screen.says);
}

for (const screen of screens) {
  test(`${screen.name} is said in words, fits and is accessible`, async ({ page }, info) => {
    await open(page, screen);
    await expect(page.getByRole("status")).toHaveCount(1);
    for (const size of SIZES) {
      for (const colorScheme of SCHEMES) {
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
        await page.screenshot({ path: info.outputPath(`${screen.name}-${size.width}-${colorScheme}.png`), fullPage: true });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect(overflow, `${size.width} px: sideways scroll`).toBe(0);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" ")}`)).toEqual([]);
      }
    }
  });
}
