/** The kernels a deployment offers: their manifests, and where their modules lie. */
import { digestOf } from "../protocol/digest.ts";
import type { Kernel } from "../protocol/messages.ts";
import { ProblemError } from "../protocol/problem.ts";
import { builtInKernels } from "../worker-kernels/catalog.ts";
import type { Manifest } from "../worker-kernels/contract.ts";
import type { Env } from "./env.ts";

/** A version's module never changes, so its digest may be kept for the life of the isolate. */
const modules = new Map<string, Kernel["module"]>();

/** The newest version of a kernel, or the one named as `id@version`. Refuses an unknown one. */
export function findKernel(name: string): Manifest {
  const [id, version] = name.split("@");
  const kernel = builtInKernels.findLast((manifest) => manifest.id === id && (version === undefined || manifest.version === version));
  if (kernel !== undefined) return kernel;
  const known = builtInKernels.map((manifest) => `${manifest.id}@${manifest.version}`).join(", ");
  throw new ProblemError("unknown-kernel", `There is no kernel ${name} here`, [
    { field: "kernel", value: name, expected: `one of ${known}` },
  ]);
}

/** Where the module of a kernel is fetched, how long it is, and the digest by which a host checks it. */
export async function moduleOf(env: Env, { id, version }: Manifest, origin: string): Promise<Kernel["module"]> {
  const url = `/kernels/${id}/${version}/cpu.wasm`;
  const known = modules.get(url);
  if (known !== undefined) return known;
  const response = await env.ASSETS.fetch(new URL(url, origin));
  if (!response.ok) throw new Error(`the module ${url} is not among the assets`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const module = { url, bytes: bytes.length, sha256: digestOf(bytes) };
  modules.set(url, module);
  return module;
}
