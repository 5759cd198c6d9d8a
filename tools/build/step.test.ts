import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runStep } from "./step.ts";

/** A project of one source, and a step that counts how often it ran. */
function project() {
  const root = mkdtempSync(join(tmpdir(), "manyhands-step-"));
  onTestFinished(() => rmSync(root, { recursive: true }));
  mkdirSync(join(root, "source"));
  const write = (file: string, content: string): void => writeFileSync(join(root, file), content);
  write("source/a.ts", "1");
  const said: string[] = [];
  const build = (run: () => void = () => write("made.js", "")): Promise<boolean> =>
    runStep({ name: "made", inputs: ["source/**/*"], outputs: ["made.js"], run }, (line) => said.push(line), root);
  return { root, write, said, build };
}

test("A step runs once, says so, and not again", async () => {
  const { build, said } = project();
  expect([await build(), await build()]).toEqual([true, false]);
  expect(said).toEqual([expect.stringMatching(/^build: made \(\d+\.\d s\)$/)]);
});

test("It runs again when a source has changed, has come or has gone, but not for a test", async () => {
  const { root, build, write } = project();
  await build();
  write("source/a.ts", "2");
  expect(await build()).toBe(true);
  write("source/b.ts", "");
  expect(await build()).toBe(true);
  rmSync(join(root, "source/b.ts"));
  expect(await build()).toBe(true);
  write("source/a.test.ts", "");
  expect(await build()).toBe(false);
});

test("It runs again when what it made is gone", async () => {
  const { root, build } = project();
  await build();
  rmSync(join(root, "made.js"));
  expect(await build()).toBe(true);
});

test("A step that failed is not taken for done", async () => {
  const { build, write } = project();
  await build();
  write("source/a.ts", "2");
  const fail = (): never => {
    throw new Error("does not compile");
  };
  await expect(build(fail)).rejects.toThrow("does not compile");
  expect(await build()).toBe(true);
});
