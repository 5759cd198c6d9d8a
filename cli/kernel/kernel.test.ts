/** The template as it is written, and as an author might spoil it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { contractChecks } from "./contract-run.ts";
import { openKernelFolder } from "./kernel-folder.ts";
import { writeTemplate } from "./new.ts";

const root = mkdtempSync(join(tmpdir(), "manyhands-kernel-"));
afterAll(() => rmSync(root, { recursive: true }));

let folders = 0;

/** A new kernel in which one text of one file is another. */
function spoilt(file: string, text: string, other: string): string {
  const folder = writeTemplate("walk", join(root, String((folders += 1))));
  const path = join(folder, file);
  const before = readFileSync(path, "utf8");
  expect(before).toContain(text);
  writeFileSync(path, before.replace(text, other));
  return folder;
}

/** What is broken, promise by promise. */
async function broken(folder: string): Promise<Record<string, readonly string[]>> {
  const checks = contractChecks(await openKernelFolder(folder));
  const results = checks.map((check) => [check.title, check.run()] as const);
  return Object.fromEntries(results.filter(([, problems]) => problems.length > 0));
}

describe("a new kernel", () => {
  test("compiles and keeps every promise, under the name it was given", async () => {
    const folder = writeTemplate("longest-walk", join(root, "named"));
    expect((await openKernelFolder(folder)).manifest.id).toBe("longest-walk");
    expect(await broken(folder)).toEqual({});
    expect(() => writeTemplate("longest-walk", folder)).toThrow("something is there already");
    expect(() => writeTemplate("Longest Walk", join(root, "capitals"))).toThrow("lower-case letters");
  });

  test.each([
    [
      "a wrong answer",
      "cpu.ts",
      "3 * number + 1",
      "5 * (number >> 63) + 3 * number + 2 - 1 + (steps == 7 ? 2 : 0)",
      "each case has its known answer",
    ],
    ["an output without its last field", "cpu.ts", "return 12;", "return 8;", "an output is one row of its layout"],
    [
      "a field that checkpoints forget",
      "cpu.ts",
      "return loadState(changetype<usize>(state), offsetof<State>(),",
      'state.bestSteps = 9999;\n  return loadState(changetype<usize>(state), offsetof<State>("bestNumber"),',
      "an output does not depend on slices and checkpoints",
    ],
    ["a begin that forgets to forget", "cpu.ts", "  state.bestSteps = 0;\n", "", "a unit is not disturbed by the one before"],
    [
      "a progress that goes down",
      "cpu.ts",
      "(state.done as f64) / (state.count as f64)",
      "1 - (state.done as f64) / (state.count as f64)",
      "progress grows from 0 to 1",
    ],
    [
      "an input whose length is not looked at",
      "cpu.ts",
      "if (length != INPUT_BYTES) return WRONG_INPUT_LENGTH;",
      "",
      "an input of another length is refused",
    ],
    [
      "no checksum",
      "exchange.ts",
      "if (load<u64>(BUFFER + bytes) != checksum(bytes)) return SPOILT;",
      "",
      "a spoilt checkpoint is refused",
    ],
    [
      "a checkpoint for everybody",
      "exchange.ts",
      "if (memory.compare(BUFFER, state, inputBytes) != 0) return OF_ANOTHER_UNIT;",
      "",
      "another unit's checkpoint is refused",
    ],
    ["a missing export", "cpu.ts", "export function finish", "function finish", "the module and the shader are what a server takes"],
    [
      "a trap",
      "cpu.ts",
      "  let steps: u32 = 0;",
      "  let steps: u32 = 0;\n  if (first == 9) unreachable();",
      "each case has its known answer",
    ],
  ])("%s is told", async (_, file, text, other, title) => {
    expect(Object.keys(await broken(spoilt(file, text, other)))).toContain(title);
  });

  test.each([
    ["a manifest that does not parse", "manifest.json", '"contract": 1', '"contract": 2', "/contract: expected"],
    ["a manifest that is no JSON", "manifest.json", "{", "", "is no JSON"],
    [
      "a picture of nothing",
      "manifest.json",
      '"field": "steps"',
      '"field": "stops"',
      "/picture/field: expected a number or an array among the output fields: number, steps",
    ],
    ["a source that does not compile", "cpu.ts", "state.done++", "state.dune++", "does not compile"],
    ["a case that does not fit", "cases.json", '"count": 10', '"count": 0', "case up to 10, input"],
  ])("%s is told before anything runs", async (_, file, text, other, message) => {
    await expect(broken(spoilt(file, text, other))).rejects.toThrow(message);
  });
});
