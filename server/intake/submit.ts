/** A submission from its request to an open batch. */
import { ID_RANDOM_BYTES, makeBatchId } from "../../protocol/ids.ts";
import { MAX_BATCH_BODY_BYTES } from "../../protocol/limits.ts";
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
import { textOf, tooLarge } from "./bytes.ts";
import { csvRows } from "./csv-rows.ts";
import { takeRows } from "./intake.ts";
import { ndjsonRows } from "./ndjson-rows.ts";

const READERS = { "text/csv": csvRows, "application/x-ndjson": ndjsonRows } as const;

/** Reads the request's body as a batch and opens it. Refused or cut, nothing of it stays. */
export async function submitBatch(env: Env, query: SubmitQuery, request: Request): Promise<BatchStatus> {
  const { manifest } = await findKernel(env, query.kernel);
  const assurance = assuranceOf(query, manifest);
  const policy = policyOf(query, assurance);
  const read = readerFor(request.headers.get("content-type"));
  if (Number(request.headers.get("content-length")) > MAX_BATCH_BODY_BYTES) throw tooLarge();
  if (request.body === null) throw new ProblemError("empty-batch", "The request has no body");
  const cell = cellOf(env);
  const id = makeBatchId(crypto.getRandomValues(new Uint8Array(ID_RANDOM_BYTES)));
  await cell.beginBatch({ id, name: query.name ?? manifest.title, assurance, policy, createdAt: Date.now(), manifest });
  try {
    await takeRows(read(textOf(request.body)), manifest, {
      append: async (units) => orThrow(await cell.appendUnits(id, units)),
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

function readerFor(contentType: string | null): (typeof READERS)[keyof typeof READERS] {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  for (const [known, reader] of Object.entries(READERS)) if (known === type) return reader;
  const expected = Object.keys(READERS).join(" or ");
  throw new ProblemError("unsupported-format", `A batch is sent as ${expected}, not as ${type || "an unnamed type"}`, [
    { field: "content-type", value: type, expected },
  ]);
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
