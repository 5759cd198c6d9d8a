/** A submission from its request to an open batch. */
import { ID_RANDOM_BYTES, makeBatchId } from "../../protocol/ids.ts";
import type { Assurance, BatchStatus, Policy, SubmitQuery } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { verifierOf } from "../../worker-kernels/verifiers.ts";
import { blobsOf } from "../blobs/blobs-of.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf, registryOf } from "../cells.ts";
import { decideAssurance } from "../domain/assurance.ts";
import { decidePolicy } from "../domain/policy.ts";
import type { Env } from "../env.ts";
import { findKernel } from "../kernels.ts";
import { takeRows } from "./intake.ts";
import { rowsOf } from "./readers.ts";

/** Keeps the Worker at something though the client may have gone. */
export type KeepAt = (work: Promise<unknown>) => void;

/** Reads the request's body as a batch and opens it. Refused or cut, nothing of it stays. */
export function submitBatch(env: Env, query: SubmitQuery, request: Request, keepAt: KeepAt): Promise<BatchStatus> {
  const submission = submit(env, query, request);
  // A request ends with its connection; what had come in would stay for an hour.
  keepAt(submission.catch(() => undefined));
  return submission;
}

async function submit(env: Env, query: SubmitQuery, request: Request): Promise<BatchStatus> {
  const { manifest } = await findKernel(env, query.kernel);
  const assurance = assuranceOf(query, manifest);
  const policy = policyOf(query, assurance);
  const rows = rowsOf(request, manifest.input);
  const cell = cellOf(env);
  const id = makeBatchId(crypto.getRandomValues(new Uint8Array(ID_RANDOM_BYTES)));
  orThrow(await cell.beginBatch({ id, name: query.name ?? manifest.title, assurance, policy, createdAt: Date.now(), manifest }));
  try {
    await takeRows(rows, manifest, {
      append: async (block) => orThrow(await cell.appendBlock(id, block)),
      missingBlobs: (digests) => blobsOf(env).missing(digests),
    });
  } catch (error) {
    orThrow(await cell.dropBatch(id));
    throw error;
  }
  // Listed before it is opened: a crash in between leaves a listed batch that is dropped, not an open one that nobody sees.
  await registryOf(env).list(id);
  return orThrow(await cell.openBatch(id));
}

const QUERY_NAMES: Record<keyof Policy, string> = {
  minQuorum: "quorum",
  targetResults: "target",
  maxErrorResults: "maxErrors",
  maxTotalResults: "maxTotal",
  leaseSeconds: "leaseSeconds",
};

/** A certificate is possible where the kernel allows it and this server knows how to check it. */
function assuranceOf(query: SubmitQuery, manifest: Manifest): Assurance {
  const possible = manifest.assurance.filter((assurance) => assurance !== "certificate" || verifierOf(manifest) !== undefined);
  const verdict = decideAssurance(query.assurance, possible);
  if (verdict.ok) return verdict.assurance;
  throw invalidPolicy("assurance", verdict.expected);
}

function policyOf(query: SubmitQuery, assurance: Assurance): Policy {
  const wish = {
    minQuorum: query.quorum,
    targetResults: query.target,
    maxErrorResults: query.maxErrors,
    maxTotalResults: query.maxTotal,
    leaseSeconds: query.leaseSeconds,
  };
  const verdict = decidePolicy(wish, assurance);
  if (verdict.ok) return verdict.policy;
  throw invalidPolicy(QUERY_NAMES[verdict.field], verdict.expected);
}

const invalidPolicy = (field: string, expected: string): ProblemError =>
  new ProblemError("invalid-policy", `${field}: expected ${expected}`, [{ field, expected }]);
