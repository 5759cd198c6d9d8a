/** Batches belong to whoever brought them. Rule Q4 of `docs/spec.md`. */
import type { BatchId } from "../../protocol/ids.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Scope } from "../../protocol/research.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import type { Env } from "../env.ts";
import { type Asker, requireScope, researcherOf } from "./asker.ts";

/** Lets pass the operator, and with the scope the researcher who brought the batch. Throws `foreign-batch` for others. */
export async function requireOwnBatch(env: Env, header: string | undefined, scope: Scope, id: BatchId): Promise<Asker> {
  const asker = await requireScope(env, header, scope);
  if (asker.holder === null) return asker;
  const owner = orThrow(await cellOf(env).batchOwner(id));
  if (owner === researcherOf(asker)) return asker;
  throw new ProblemError("foreign-batch", `${id} was brought by somebody else: its results, and what becomes of it, are theirs`, [
    { field: "batchId", value: id, expected: "the id of a batch that you brought" },
  ]);
}
