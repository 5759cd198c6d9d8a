/** The compiled modules, and the shaders, of built-in kernels, for tests. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../contract.ts";

const ROOT = join(import.meta.dirname, "../..");

/** Bytes of a kernel's module, compiled first where its sources have changed. */
export function compiledKernel({ id, version }: Manifest): Uint8Array<ArrayBuffer> {
  // As a command: this project is compiled apart from the tools, and the compiler stays out of the test's memory.
  execFileSync(process.execPath, [join(ROOT, "tools/build/kernels.ts")], { stdio: ["ignore", "ignore", "inherit"] });
  return Uint8Array.from(readFileSync(join(ROOT, "dist/kernels", id, version, "cpu.wasm")));
}

export const shaderOf = ({ id }: Manifest): string => readFileSync(join(ROOT, "worker-kernels", id, "gpu.wgsl"), "utf8");
