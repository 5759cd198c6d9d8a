/** The kernels a deployment offers: their manifests, and where their modules and shaders lie. */
import { digestOf } from "../protocol/digest.ts";
import type { Kernel } from "../protocol/messages.ts";
import { ProblemError } from "../protocol/problem.ts";
import { builtInKernels } from "../worker-kernels/catalog.ts";
import type { Manifest } from "../worker-kernels/contract.ts";
import type { Env } from "./env.ts";

/** A version's files never change, so that their digests may be kept for the life of the isolate. */
const described = new Map<string, Kernel["module"]>();

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

/** Where the files of a kernel are fetched, how long they are, and the digests by which a host checks them. */
export async function filesOf(env: Env, { id, version, gpu }: Manifest, origin: string): Promise<Omit<Kernel, "manifest">> {
  const folder = `/kernels/${id}/${version}`;
  const module = await describe(env, `${folder}/cpu.wasm`, origin);
  return gpu === undefined ? { module } : { module, shader: await describe(env, `${folder}/gpu.wgsl`, origin) };
}

async function describe(env: Env, url: string, origin: string): Promise<Kernel["module"]> {
  const known = described.get(url);
  if (known !== undefined) return known;
  const response = await env.ASSETS.fetch(new URL(url, origin));
  if (!response.ok) throw new Error(`the file ${url} is not among the assets`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const file = { url, bytes: bytes.length, sha256: digestOf(bytes) };
  described.set(url, file);
  return file;
}
