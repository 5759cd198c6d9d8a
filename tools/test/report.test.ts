import { expect, test } from "vitest";
import { summary, total, withExitStatus } from "./report.ts";

const skip = { title: "draws a cube", reason: "no GPU" };

test("Reports add up", () => {
  const sum = total([
    { passed: 2, failed: 0, skipped: [skip] },
    { passed: 1, failed: 1, skipped: [] },
  ]);
  expect(sum).toEqual({ passed: 3, failed: 1, skipped: [skip] });
});

test("The last line leaves skipped tests out when there are none", () => {
  expect(summary({ passed: 3, failed: 0, skipped: [] })).toBe("3 passed, 0 failed");
  expect(summary({ passed: 3, failed: 1, skipped: [skip] })).toBe("3 passed, 1 failed, 1 skipped");
});

test("A runner that dies after passing tests is a failure", () => {
  expect(withExitStatus({ passed: 3, failed: 0, skipped: [] }, 139).failed).toBe(1);
});

test("Failed tests are not counted again for the exit status they cause", () => {
  expect(withExitStatus({ passed: 3, failed: 2, skipped: [] }, 1).failed).toBe(2);
});
