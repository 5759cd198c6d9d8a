/** The baselines in C: `bench/native/<name>.c`, compiled anew for SSE4.1. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DIST } from "../../tools/build/step.ts";
import { note } from "../report.ts";

const FLAGS = ["-O3", "-msse4.1"];

/** Runs the program with parameters, and gives the words that it printed. */
export type NativeProgram = (...parameters: readonly string[]) => string[];

/** Where benchmarks keep files that they hand to programs. */
export function benchFolder(): string {
  const folder = join(DIST, "bench");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Undefined where there is no compiler, or none for this instruction set. */
export function compileNative(name: string): NativeProgram | undefined {
  const program = join(benchFolder(), name);
  const source = join(import.meta.dirname, "../native", `${name}.c`);
  const { status } = spawnSync("cc", [...FLAGS, "-o", program, source], { stdio: "ignore" });
  if (status !== 0) {
    note(`${name}: no C compiler for SSE4.1 here: no baseline`);
    return undefined;
  }
  return (...parameters) => execFileSync(program, parameters, { encoding: "utf8" }).trim().split(" ");
}

/** The compiler and its flags, for the report; nothing where there is none. */
export function nativeEnvironment(): Readonly<Record<string, string>> {
  const { stdout, status } = spawnSync("cc", ["--version"], { encoding: "utf8" });
  return status === 0 ? { baseline: `${stdout.split("\n", 1)[0]} ${FLAGS.join(" ")}` } : {};
}
