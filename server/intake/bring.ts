/** A batch on its way in, whatever its units come from: begun, filled, listed, opened. Refused or cut, nothing of it stays. */
import { type BatchId, ID_RANDOM_BYTES, keyIdSchema, makeBatchId } from "../../protocol/ids.ts";
import { keyIdOf } from "../../protocol/access-key.ts";
import type { BatchStatus, Priority, SubmitQuery } from "../../protocol/messages.ts";
import { type Asker, endedKey, researcherOf } from "../access/asker.ts";
import { dayQuotaProblem } from "../access/quota-problem.ts";
import { type Refusable, orThrow } from "../cell/refusal.ts";
import type { NewBatch } from "../cell/tables/batches.ts";
import { cellOf, registryOf } from "../cells.ts";
import type { BatchProject } from "../domain/batch.ts";
import type { Env } from "../env.ts";
import type { ListingVerdict } from "../registry/listing-desk.ts";
import { batchOfRequest, conflict, type Once } from "./once.ts";

/** Who brings a batch, and what it is for. */
export interface Claim {
  readonly asker: Asker;
  readonly project: BatchProject;
  readonly priority: Priority;
  readonly once: Once | undefined;
}

/** The batch that a request led to; not new when the request was made before. */
export interface Brought {
  readonly status: BatchStatus;
  readonly isNew: boolean;
}

/** Finds the project, and sees that the day's quota is not used up. Throws a `ProblemError`. */
export async function claimFor(
  env: Env,
  asker: Asker,
  { project, priority }: Pick<SubmitQuery, "project" | "priority">,
  request: Request,
  once: Once | undefined,
): Promise<Claim> {
  const registry = registryOf(env);
  const found = orThrow(await registry.projectFor(asker.holder, project, new URL(request.url).host));
  if (asker.holder !== null) {
    const { accountId, quota } = asker.holder;
    const left = quota.unitsPerDay - (await registry.usedToday(accountId)).units;
    if (left <= 0) throw dayQuotaProblem("units", 1, { left: 0, limit: quota.unitsPerDay }, Date.now());
  }
  const { projectId, title, share } = found;
  return { asker, project: { projectId, title, share }, priority: priority ?? "normal", once };
}

/** What of a claim a new batch keeps. */
export type Homed = Required<Pick<NewBatch, "id" | "createdAt" | "owner" | "project" | "priority">> & Pick<NewBatch, "account">;

/** How a batch is begun, and how its units come in; `fill` returns how many there were. */
export interface Bringing {
  readonly begin: (batch: Homed, mostAtOnce: number) => Promise<Refusable<void>>;
  readonly fill: (id: BatchId) => Promise<number>;
}

export async function bring(env: Env, claim: Claim, { begin, fill }: Bringing): Promise<Brought> {
  const cell = cellOf(env);
  const { holder } = claim.asker;
  const id = makeBatchId(crypto.getRandomValues(new Uint8Array(ID_RANDOM_BYTES)));
  const { project, priority } = claim;
  const home = { id, createdAt: Date.now(), owner: researcherOf(claim.asker), project, priority };
  orThrow(await begin({ ...home, ...(holder !== null && { account: holder.accountId }) }, holder?.quota.runningBatches ?? Infinity));
  try {
    const units = await fill(id);
    const once = claim.once?.seen();
    const verdict = await registryOf(env).listBatch({ batchId: id, units, key: claim.asker.keyText, once });
    refuse(claim, units, verdict);
    // Listed before it is opened: a crash in between leaves a listed batch that is dropped, not an open one that nobody sees.
    if (verdict.kind !== "same" || once === undefined) return { status: orThrow(await cell.openBatch(id)), isNew: true };
    orThrow(await cell.dropBatch(id));
    return { status: await batchOfRequest(env, once, verdict.batch), isNew: false };
  } catch (error) {
    // It may be opened or dropped already, and then stays what it is.
    await cell.dropBatch(id);
    throw error;
  }
}

function refuse({ asker, once }: Claim, units: number, verdict: ListingVerdict): void {
  if (verdict.kind === "conflict") throw conflict(once?.key ?? "");
  if (verdict.kind === "quota-exceeded") throw dayQuotaProblem("units", units, verdict, Date.now());
  if (verdict.kind === "key-ended") throw endedKey(keyIdSchema.parse(keyIdOf(asker.keyText ?? "")), verdict.how);
}
