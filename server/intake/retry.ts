/** Retries all failed units of a batch, in steps between which the cell serves others. */
import type { BatchId } from "../../protocol/ids.ts";
import { orThrow } from "../cell/refusal.ts";
import type { RetryStep } from "../cell/control/retry.ts";
import { cellOf } from "../cells.ts";
import type { Env } from "../env.ts";

/** Returns how many there were. Cut in the middle, the rest is retried when it is asked for again. */
export async function retryAll(env: Env, id: BatchId): Promise<number> {
  const cell = cellOf(env);
  let retried = 0;
  for (let after: number | undefined = -1; after !== undefined;) {
    const step: RetryStep = orThrow(await cell.retryFailed(id, after));
    retried += step.retried;
    after = step.last;
  }
  return retried;
}
