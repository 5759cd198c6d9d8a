/** The kernels a deployment offers, built in or brought: their manifests, and where their files lie. */
import { digestOf } from "../protocol/digest.ts";
import type { Kernel, KernelList } from "../protocol/messages.ts";
import { ProblemError } from "../protocol/problem.ts";
import { builtInKernels } from "../worker-kernels/catalog.ts";
import type { Manifest } from "../worker-kernels/contract.ts";
import type { Asker } from "./access/asker.ts";
import type { OpenBlob } from "./blobs/blob-source.ts";
import { blobsOf } from "./blobs/blobs-of.ts";
import { registryOf } from "./cells.ts";
import type { Env } from "./env.ts";
import type { PushedKernel } from "./registry/pushed-kernels.ts";

export type KnownKernel = { readonly manifest: Manifest; readonly pushed?: PushedKernel };

/** A version's files never change, so that their digests may be kept for the life of the isolate. */
const described = new Map<string, Kernel["module"]>();

/** The newest version of a kernel, or the one named as `id@version`. Refuses an unknown one. */
export async function findKernel(env: Env, name: string): Promise<KnownKernel> {
  const [id = "", version] = name.split("@");
  const builtIn = builtInKernels.findLast((manifest) => manifest.id === id && (version === undefined || manifest.version === version));
  if (builtIn !== undefined) return { manifest: builtIn };
  const pushed = await registryOf(env).pushedKernel(id, version);
  if (pushed !== undefined) return { manifest: pushed.manifest, pushed };
  const known = (await listKernels(env)).map((kernel) => `${kernel.id}@${kernel.version}`).join(", ");
  throw new ProblemError("unknown-kernel", `There is no kernel ${name} here`, [
    { field: "kernel", value: name, expected: `one of ${known}` },
  ]);
}

/** As {@link findKernel}, for a batch: a kernel that a researcher brought is computed in that researcher's batches alone. */
export async function kernelFor(env: Env, { holder }: Asker, name: string): Promise<KnownKernel> {
  const kernel = await findKernel(env, name);
  const owner = kernel.pushed?.owner;
  if (owner === undefined || holder === null || holder.researcherId === owner) return kernel;
  throw new ProblemError("foreign-kernel", `${name} was brought by somebody else, and is computed in their batches only`, [
    { field: "kernel", value: name, expected: "a kernel that is built in, or one that you brought" },
  ]);
}

export async function listKernels(env: Env): Promise<KernelList["kernels"]> {
  const ours = builtInKernels.map(({ id, version, title, purpose }) => ({ id, version, title, purpose }));
  const brought = await registryOf(env).pushedKernels();
  return [
    ...ours,
    ...brought.map(({ manifest: { id, version, title, purpose }, broughtBy }) => ({ id, version, title, purpose, broughtBy })),
  ];
}

/** Where the files of a kernel are fetched, how long they are, and the digests by which a host checks them. */
export async function describeKernel(env: Env, { manifest, pushed }: KnownKernel, origin: string): Promise<Kernel> {
  const { id, version, gpu } = manifest;
  const url = (file: KernelFile): string => `/kernels/${id}/${version}/${file}`;
  if (pushed !== undefined) {
    const { module, shader, broughtBy } = pushed;
    const files = { module: { url: url("cpu.wasm"), ...module }, ...(shader && { shader: { url: url("gpu.wgsl"), ...shader } }) };
    return { manifest, ...files, broughtBy };
  }
  const module = await describeAsset(env, url("cpu.wasm"), origin);
  return gpu === undefined ? { manifest, module } : { manifest, module, shader: await describeAsset(env, url("gpu.wgsl"), origin) };
}

async function describeAsset(env: Env, url: string, origin: string): Promise<Kernel["module"]> {
  const known = described.get(url);
  if (known !== undefined) return known;
  const response = await env.ASSETS.fetch(new URL(url, origin));
  if (!response.ok) throw new Error(`the file ${url} is not among the assets`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  const file = { url, bytes: bytes.length, sha256: digestOf(bytes) };
  described.set(url, file);
  return file;
}

type KernelFile = "cpu.wasm" | "gpu.wgsl";

/** A file of a brought kernel by its address. Those of built-in kernels lie among the assets. */
export async function openKernelFile(env: Env, path: string): Promise<OpenBlob | undefined> {
  const [, id, version, file] = /^\/kernels\/([a-z0-9-]+)\/([0-9.]+)\/(cpu\.wasm|gpu\.wgsl)$/.exec(path) ?? [];
  if (id === undefined || version === undefined) return undefined;
  const kernel = await registryOf(env).pushedKernel(id, version);
  const stored = file === "cpu.wasm" ? kernel?.module : kernel?.shader;
  return stored && blobsOf(env).open(stored.sha256);
}
