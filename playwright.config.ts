/** Real browsers against the real server; each spec starts the server it needs. */
import { defineConfig } from "@playwright/test";
import { BROWSER_FLAGS, findBrowser } from "./tools/browser.mjs";

const executablePath = findBrowser();

export default defineConfig({
  testDir: "e2e",
  testMatch: "*.spec.ts",
  outputDir: "test-results",
  // Volunteers keep every core busy that they are given: two specs at once would measure each other.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 30_000 },
  forbidOnly: true,
  use: {
    browserName: "chromium",
    launchOptions: { args: BROWSER_FLAGS, ...(executablePath === undefined ? {} : { executablePath }) },
    trace: "retain-on-failure",
    screenshot: "only-on-failure",
  },
});
