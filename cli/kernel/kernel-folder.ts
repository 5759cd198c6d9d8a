/** A kernel as its author has it: a folder with a manifest, and a module or the AssemblyScript for one. */
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { parseManifest } from "../../worker-kernels/manifest-problems.ts";
import { CliError } from "../cli-error.ts";
import { compileKernel } from "./compile.ts";

export interface KernelFolder {
  readonly path: string;
  readonly manifest: Manifest;
  readonly module: Uint8Array<ArrayBuffer>;
  readonly shader?: Uint8Array<ArrayBuffer>;
}

/** Reads a folder, compiling first where there is a `cpu.ts`. Throws a {@link CliError} that says what is missing or wrong. */
export async function openKernelFolder(path: string): Promise<KernelFolder> {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw new CliError(`${path}: there is no such folder`);
  const manifest = readManifest(join(path, "manifest.json"));
  if (existsSync(join(path, "cpu.ts"))) await compileKernel(path);
  const module = readFile(join(path, "cpu.wasm"), "neither a cpu.ts to compile nor a cpu.wasm");
  const shader = existsSync(join(path, "gpu.wgsl")) ? readFile(join(path, "gpu.wgsl"), "no shader") : undefined;
  return { path, manifest, module, ...(shader && { shader }) };
}

function readManifest(path: string): Manifest {
  const json = readJson(path);
  const parsed = parseManifest(json);
  if (parsed.ok) return parsed.manifest;
  throw new CliError([`${path}:`, ...parsed.problems.map(({ field, expected }) => `  ${field}: expected ${expected}`)].join("\n"));
}

/** A JSON file's content. Throws a {@link CliError} when it is missing or is no JSON. */
export function readJson(path: string): unknown {
  const text = new TextDecoder().decode(readFile(path, "no such file"));
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CliError(`${path} is no JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readFile(path: string, otherwise: string): Uint8Array<ArrayBuffer> {
  if (!existsSync(path)) throw new CliError(`${path}: there is ${otherwise}`);
  return Uint8Array.from(readFileSync(path));
}
