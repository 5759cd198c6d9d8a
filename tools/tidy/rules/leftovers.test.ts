import { expect, test } from "vitest";
import { complaints } from "./fixture.ts";
import { leftovers } from "./leftovers.ts";

const check = (text: string): string[] => complaints(leftovers, { "cli/key.test.ts": text });

test.each([
  "// TODO later",
  "// @ts-ignore",
  "// oxlint-disable-next-line no-console",
  "const x = y as any;",
  "debugger;",
  'it.only("works", () => {});',
  'it.skip("works", () => {});',
  'describe.skip("works", () => {});',
  'it.skipIf(noGpu)("works", () => {});',
  "test.skip(noGpu);",
])("Found: %s", (text) => {
  expect(check(`\n${text}`)).toEqual([expect.stringMatching(/^cli\/key\.test\.ts:2: /)]);
});

test.each([
  "// oxlint-disable-next-line no-console -- this is the command line",
  'test.skip(noGpu, "there is no GPU");',
  'it("works", (context) => context.skip(noGpu, "there is no GPU"));',
  "rows.skip(3);",
  'const todo = "todo";',
])("Not found: %s", (text) => {
  expect(check(text)).toEqual([]);
});
