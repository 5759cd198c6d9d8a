/** A GPU in Node, through Dawn: a real one where Vulkan finds one, else the SwiftShader that Chromium brings along. */
import { existsSync, mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The package's own types bring WebGPU's along, which TypeScript's library has already. */
interface Dawn {
  readonly create: (options: readonly string[]) => GPU;
}

const SWIFTSHADER = "/usr/lib/chromium/vk_swiftshader_icd.json";

/** Dawn aborts the process when one of these is collected. */
const kept: GPU[] = [];

/** Where adapters are to be had, or why there are none. */
export async function findGpu(): Promise<GPU | string> {
  try {
    const { create } = createRequire(import.meta.url)("webgpu") as Dawn;
    // Vulkan's loader wants a folder of the user's.
    process.env["XDG_RUNTIME_DIR"] ??= mkdtempSync(join(tmpdir(), "manyhands-gpu-"));
    return (await usable(create)) ?? (await software(create)) ?? "Vulkan finds no device, and Chromium's SwiftShader is not there";
  } catch (error) {
    return `the package webgpu does not load: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Each device takes an adapter of its own. */
export async function newDevice(gpu: GPU): Promise<GPUDevice> {
  const adapter = await gpu.requestAdapter();
  if (adapter === null) throw new Error("the adapter is gone");
  return adapter.requestDevice();
}

async function software(create: Dawn["create"]): Promise<GPU | null> {
  if (!existsSync(SWIFTSHADER)) return null;
  process.env["VK_ICD_FILENAMES"] = SWIFTSHADER;
  return usable(create);
}

async function usable(create: Dawn["create"]): Promise<GPU | null> {
  const gpu = create([]);
  kept.push(gpu);
  return (await gpu.requestAdapter()) === null ? null : gpu;
}
