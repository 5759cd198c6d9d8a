/**
 * Compiles every built-in kernel to `dist/kernels/<id>/<version>/cpu.wasm` and lays its manifest, and its shader if it
 * has one, beside it.
 *
 *     node tools/build/kernels.ts
 */
import { copyFileSync, mkdirSync, renameSync } from "node:fs";
import { join, relative } from "node:path";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import { COMPILER_FLAGS } from "../../worker-kernels/compiler-flags.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { DIST, ROOT, runStep } from "./step.ts";

/** Brings the compiled kernels up to date. Throws with the compiler's messages when one does not compile. */
export async function buildKernels(say: (line: string) => void = console.log): Promise<void> {
  for (const manifest of builtInKernels) {
    const source = `worker-kernels/${manifest.id}`;
    const folder = join(DIST, "kernels", manifest.id, manifest.version);
    await runStep(
      {
        name: `kernel-${manifest.id}`,
        inputs: [
          `${source}/manifest.json`,
          `${source}/cpu.ts`,
          `${source}/cpu/*.ts`,
          `${source}/gpu.wgsl`,
          "tools/build/kernels.ts",
          "worker-kernels/compiler-flags.ts",
        ],
        outputs: filesOf(manifest).map((file) => relative(ROOT, join(folder, file))),
        run: () => buildKernel(manifest, join(ROOT, source), folder),
      },
      say,
    );
  }
}

const filesOf = ({ gpu }: Manifest): string[] => ["cpu.wasm", "manifest.json", ...(gpu === undefined ? [] : ["gpu.wgsl"])];

async function buildKernel(manifest: Manifest, source: string, folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (const file of filesOf(manifest)) if (file !== "cpu.wasm") copyFileSync(join(source, file), join(folder, file));
  // Two builds may run at once, of two test files say: nobody must read half a module.
  const unfinished = join(folder, `cpu.${process.pid}.wasm`);
  await compile(manifest.id, join(source, "cpu.ts"), unfinished);
  renameSync(unfinished, join(folder, "cpu.wasm"));
}

/** The compiler takes longer to load than to compile, so that only a build that needs it loads it. */
async function compile(name: string, source: string, target: string): Promise<void> {
  const { default: asc } = await import("assemblyscript/asc");
  const files = [relative(ROOT, source), "--outFile", relative(ROOT, target)];
  let messages = "";
  const stderr = { write: (text: string | Uint8Array): void => void (messages += String(text)) };
  const { error } = await asc.main([...files, "--baseDir", ROOT, ...COMPILER_FLAGS], { stderr });
  if (error !== null) throw new Error(`kernel ${name} does not compile: ${error.message}\n${messages}`);
  if (/^(WARNING|ERROR)/m.test(messages)) throw new Error(`kernel ${name} compiles with complaints:\n${messages}`);
}

if (import.meta.main) {
  await buildKernels().catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
