/**
 * A build step runs only when something it reads has changed since it last succeeded. What it reads is compared
 * by content, so that a fresh checkout, a touched file or a switched branch and back rebuild no more than they must.
 */
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export const ROOT = dirname(dirname(import.meta.dirname));
export const DIST = join(ROOT, "dist");

/** One thing the build makes. Paths and patterns are relative to the root of the project. */
export interface Step {
  readonly name: string;
  /** Glob patterns of everything the outcome depends on; the lock file always belongs to it. */
  readonly inputs: readonly string[];
  /** Files that must exist for the step to count as done. */
  readonly outputs: readonly string[];
  readonly run: () => Promise<void> | void;
}

const ALWAYS_INPUTS = ["package-lock.json", "tools/build/step.ts"];

/** Runs the step if it is not up to date, and says whether it did. Throws what the step throws. */
export async function runStep(step: Step, say: (line: string) => void, root: string = ROOT): Promise<boolean> {
  const stampFile = join(root, "dist", ".stamps", step.name);
  const stamp = contentHash([...ALWAYS_INPUTS, ...step.inputs], root);
  const isDone = step.outputs.every((output) => existsSync(join(root, output)));
  if (isDone && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return false;
  const startedAt = performance.now();
  // A build that is interrupted must not look finished to the next one.
  rmSync(stampFile, { force: true });
  await step.run();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
  say(`build: ${step.name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`);
  return true;
}

/** Hash over names and contents of all files that the patterns match. */
function contentHash(patterns: readonly string[], root: string): string {
  const hash = createHash("sha256");
  for (const file of globSync(patterns, { cwd: root, exclude: ["**/*.test.ts", "**/*.test.tsx"] }).toSorted()) {
    const path = join(root, file);
    if (!statSync(path).isFile()) continue;
    hash.update(`${file}\0`).update(readFileSync(path)).update("\0");
  }
  return hash.digest("hex");
}
