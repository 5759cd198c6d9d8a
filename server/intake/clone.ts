/** A new batch of another's kernel, rows and limits. The rows never leave the cell: they are copied there, a step at a time. */
import type { BatchStatus } from "../../protocol/messages.ts";
import { orThrow } from "../cell/refusal.ts";
import { cellOf } from "../cells.ts";
import type { Env } from "../env.ts";
import { bring, type Brought, type Claim } from "./bring.ts";

export function cloneBatch(env: Env, { batchId, units }: BatchStatus, name: string | undefined, claim: Claim): Promise<Brought> {
  const cell = cellOf(env);
  return bring(env, claim, {
    begin: async (batch, most) => cell.beginClone(batchId, { ...batch, name }, most),
    async fill(id) {
      while (orThrow(await cell.copyRows(batchId, id)) > 0);
      return units;
    },
  });
}
