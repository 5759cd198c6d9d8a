/**
 * A kernel from its parts to the registry. It is judged by what it says of itself: the server never compiles it, and
 * a volunteer's machine runs it without imports, in bounds, and on a leash.
 */
import { digestOf } from "../../protocol/digest.ts";
import type { ResearcherId } from "../../protocol/ids.ts";
import { ProblemError, type ProblemDetail } from "../../protocol/problem.ts";
import { builtInKernels } from "../../worker-kernels/catalog.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { parseManifest, pushedProblems } from "../../worker-kernels/manifest-problems.ts";
import { binaryProblems } from "../../worker-kernels/module-rules.ts";
import { shaderProblems } from "../../worker-kernels/shader-rules.ts";
import type { BlobSource } from "../blobs/blob-source.ts";
import { blobsOf } from "../blobs/blobs-of.ts";
import { registryOf } from "../cells.ts";
import type { Env } from "../env.ts";
import type { KnownKernel } from "../kernels.ts";
import type { StoredFile } from "../registry/pushed-kernels.ts";

export interface KernelParts {
  /** JSON. */
  readonly manifest: string;
  readonly module: Uint8Array<ArrayBuffer>;
  readonly shader?: Uint8Array<ArrayBuffer>;
}

const OPERATOR = "the operator of this deployment";

/** Keeps a kernel version for good. Throws a `ProblemError` with everything that is wrong with it, and keeps nothing then. */
export async function pushKernel(env: Env, parts: KernelParts, by: ResearcherId | null): Promise<KnownKernel> {
  const manifest = manifestOf(parts.manifest);
  refuseReserved(manifest);
  refuseAny([
    ...pushedProblems(manifest).map(({ field, expected }) => ({ field: `manifest${field}`, expected })),
    ...binaryProblems(parts.module, manifest).map((expected) => ({ field: "module", expected })),
    ...shaderProblems(parts.shader, manifest).map((expected) => ({ field: "shader", expected })),
  ]);
  // The files come first: what the registry names must be there.
  const blobs = blobsOf(env);
  const module = await keep(blobs, parts.module);
  const shader = parts.shader && (await keep(blobs, parts.shader));
  const broughtBy = by === null ? OPERATOR : ((await registryOf(env).researcher(by))?.name ?? by);
  const pushed = { manifest, module, ...(shader && { shader }), broughtBy, ...(by !== null && { owner: by }) };
  const end = await registryOf(env).pushKernel(pushed);
  if (end === "conflict") throw conflict(manifest);
  if (end === "foreign") throw foreign(manifest);
  return { manifest, pushed };
}

function manifestOf(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw refusal([{ field: "manifest", expected: `JSON: ${error instanceof Error ? error.message : String(error)}` }]);
  }
  const parsed = parseManifest(json);
  if (parsed.ok) return parsed.manifest;
  throw refusal(parsed.problems.map(({ field, expected }) => ({ field: `manifest${field}`, expected })));
}

function refuseReserved({ id }: Manifest): void {
  if (!builtInKernels.some((manifest) => manifest.id === id)) return;
  throw new ProblemError("kernel-conflict", `${id} is built in`, [
    { field: "manifest/id", value: id, expected: "an id that no built-in kernel has" },
  ]);
}

function refuseAny(problems: readonly ProblemDetail[]): void {
  if (problems.length > 0) throw refusal(problems);
}

const refusal = (problems: readonly ProblemDetail[]): ProblemError =>
  new ProblemError("invalid-kernel", problems.map(({ field, expected }) => `${field}: ${expected}`).join("; "), problems);

async function keep(blobs: BlobSource, bytes: Uint8Array<ArrayBuffer>): Promise<StoredFile> {
  const sha256 = digestOf(bytes);
  await blobs.put(sha256, bytes.length, new Blob([bytes]).stream());
  return { sha256, bytes: bytes.length };
}

const foreign = ({ id }: Manifest): ProblemError =>
  new ProblemError("foreign-kernel", `${id} was brought by somebody else`, [
    { field: "manifest/id", value: id, expected: "an id of your own" },
  ]);

const conflict = ({ id, version }: Manifest): ProblemError =>
  new ProblemError("kernel-conflict", `${id}@${version} was pushed before with other contents`, [
    { field: "manifest/version", value: version, expected: "a new version: a version that was pushed never changes" },
  ]);
