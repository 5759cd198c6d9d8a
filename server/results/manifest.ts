/** Makes and signs the manifest of a finished batch. Its file is made once more for that, and only its digest kept. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { CompactSign } from "jose";
import type { BatchId } from "../../protocol/ids.ts";
import type { BatchStatus, Kernel } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import { MANIFEST_VERSION, type ResultManifest, type SignedManifest } from "../../protocol/result-manifest.ts";
import type { ResultFormat } from "../../protocol/result-query.ts";
import type { Sweep } from "../../protocol/sweep/sweep.ts";
import { MANIFEST_ALGORITHM } from "../../protocol/verify-manifest.ts";
import type { ResultPage } from "../cell/result-rows.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import type { Env } from "../env.ts";
import { manifestKey } from "../identity/manifest-key.ts";
import { describeKernel, findKernel } from "../kernels.ts";
import { resultPages } from "./pages.ts";
import { resultBytes } from "./result-stream.ts";

/** Throws `wrong-state` for a batch that is not finished. `origin`: under which address the deployment is asked. */
export async function signedManifest(env: Env, id: BatchId, format: ResultFormat, origin: string): Promise<SignedManifest> {
  const cell = cellOf(env);
  const status = orThrow(await cell.batchStatus(id));
  const { finishedAt } = status;
  if (status.state !== "finished" || finishedAt === undefined) throw notFinished(status);
  const sweep = orThrow(await cell.batchSweep(id));
  const kernel = await describeKernel(env, await findKernel(env, `${status.kernel.id}@${status.kernel.version}`), origin);
  const { sign, published } = await manifestKey(env);
  const { file, byBasis } = await fileOf(env, id, format);
  const manifest: ResultManifest = {
    ...saidOf({ ...status, finishedAt }, kernel, sweep),
    counts: { units: status.units, validated: status.validated, failed: status.failed, byBasis },
    file: { format, ...file },
    deployment: { url: origin, key: published.did },
    signedAt: Date.now(),
  };
  const signing = new CompactSign(new TextEncoder().encode(JSON.stringify(manifest)));
  const jws = await signing.setProtectedHeader({ alg: MANIFEST_ALGORITHM, kid: published.did }).sign(sign);
  return { manifest, jws };
}

function saidOf(
  { batchId, name, createdAt, finishedAt, kernel, assurance, policy }: BatchStatus & { readonly finishedAt: number },
  { module }: Kernel,
  sweep: Sweep | null,
): Pick<ResultManifest, "manifest" | "batch" | "kernel" | "parameters"> {
  return {
    manifest: MANIFEST_VERSION,
    batch: { batchId, name, createdAt, finishedAt },
    kernel: { ...kernel, moduleSha256: module.sha256 },
    parameters: { assurance, policy, ...(sweep !== null && { sweep }) },
  };
}

/** The whole download as it would be sent, counted and hashed as it passes. */
async function fileOf(env: Env, id: BatchId, format: ResultFormat) {
  const byBasis: Record<string, number> = {};
  const hash = sha256.create();
  let bytes = 0;
  const pages = counted(await resultPages(cellOf(env), id, {}), (basis) => (byBasis[basis] = (byBasis[basis] ?? 0) + 1));
  for await (const piece of resultBytes(pages, format)) {
    hash.update(piece);
    bytes += piece.length;
  }
  return { file: { bytes, sha256: bytesToHex(hash.digest()) }, byBasis };
}

async function* counted(pages: AsyncGenerator<ResultPage>, note: (basis: string) => void): AsyncGenerator<ResultPage> {
  for await (const page of pages) {
    for (const { basis } of page.rows) if (basis !== undefined) note(basis);
    yield page;
  }
}

const notFinished = ({ batchId, state }: BatchStatus): ProblemError =>
  new ProblemError("wrong-state", `${batchId} is ${state}: a manifest speaks of a table that changes no more`, [
    { field: "batchId", value: batchId, expected: "a batch that is finished" },
  ]);
