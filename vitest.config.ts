/**
 * Three kinds of test, told apart by file name: plain units; whole-system simulations under a seed;
 * and integration tests, which start the built server on the real workerd.
 */
import { configDefaults, defineConfig } from "vitest/config";

const workerdTests = "**/*.workerd.test.ts";
const simulations = "sim/**/*.test.ts";
const exclude = [...configDefaults.exclude, "dist/**", "e2e/**"];

/** Starting the server and its first compile, on a busy machine of two cores. */
const INTEGRATION_TIMEOUT_MS = 120_000;
/** Far more than a unit needs: a busy machine must not fail a test. */
const UNIT_TIMEOUT_MS = 60_000;
const SIMULATION_TIMEOUT_MS = 300_000;

export default defineConfig({
  oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          testTimeout: UNIT_TIMEOUT_MS,
          include: ["**/*.test.{ts,tsx}"],
          exclude: [...exclude, workerdTests, "**/*.browser.test.ts", simulations],
        },
      },
      { extends: true, test: { name: "sim", include: [simulations], exclude, testTimeout: SIMULATION_TIMEOUT_MS } },
      {
        extends: true,
        test: {
          name: "integration",
          include: [workerdTests],
          exclude,
          testTimeout: INTEGRATION_TIMEOUT_MS,
          hookTimeout: INTEGRATION_TIMEOUT_MS,
          // Each file starts a server of its own: one after the other, so that none is starved.
          fileParallelism: false,
        },
      },
    ],
  },
});
