/** A submission from its request to an open batch. */
import type { SubmitQuery } from "../../protocol/messages.ts";
import { blobsOf } from "../blobs/blobs-of.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import type { Env } from "../env.ts";
import { kernelFor } from "../kernels.ts";
import { bring, type Brought, type Claim } from "./bring.ts";
import { takeRows } from "./intake.ts";
import { rowsOf } from "./readers.ts";
import { termsOf } from "./terms.ts";

/** Keeps the Worker at something though the client may have gone. */
export type KeepAt = (work: Promise<unknown>) => void;

/** Reads the request's body as a batch and opens it. Refused or cut, nothing of it stays. */
export function submitBatch(env: Env, query: SubmitQuery, request: Request, claim: Claim, keepAt: KeepAt): Promise<Brought> {
  const submission = submit(env, query, request, claim);
  // A request ends with its connection; what had come in would stay for an hour.
  keepAt(submission.catch(() => undefined));
  return submission;
}

async function submit(env: Env, query: SubmitQuery, request: Request, claim: Claim): Promise<Brought> {
  const { manifest } = await kernelFor(env, claim.asker, query.kernel);
  const terms = termsOf(env, query, manifest);
  const rows = rowsOf(request, manifest.input);
  const cell = cellOf(env);
  return bring(env, claim, {
    begin: async (batch, most) => cell.beginBatch({ ...batch, ...terms, name: query.name ?? manifest.title, manifest }, most),
    async fill(id) {
      let units = 0;
      await takeRows(rows, manifest, {
        async append(block) {
          orThrow(await cell.appendBlock(id, block));
          units += block.units;
        },
        missingBlobs: (digests) => blobsOf(env).missing(digests),
      });
      return units;
    },
  });
}
