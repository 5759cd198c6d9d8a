/** Sends the messages that are due, and notes how far each has come. */
import { batchStatus } from "../cell/queries.ts";
import type { CellStore } from "../cell/store.ts";
import type { DueWebhook } from "../cell/tables/webhooks.ts";
import { MOST_TRIES, nextTry } from "../domain/webhook.ts";
import type { Env } from "../env.ts";
import { deliver } from "./deliver.ts";

/** Messages that are sent at once. */
const AT_ONCE = 8;

export interface Announcing {
  readonly now: number;
  readonly random: () => number;
  /** Asks to be called again at an instant, even if the server is killed before it. */
  readonly wakeBy: (instant: number) => void;
}

/** Tells whoever asked for it of batches that are finished; what is not taken, is due again later. */
export async function announce(store: CellStore, env: Env, { now, random, wakeBy }: Announcing): Promise<void> {
  store.webhooks.noteFinished(now);
  const due = store.webhooks.due(now, AT_ONCE);
  for (const { batch, tries } of due) {
    const again = nextTry(tries + 1, now, random());
    store.webhooks.tried(batch, tries + 1, again);
    wakeBy(again);
  }
  await Promise.all(due.map((webhook) => tell(store, env, webhook)));
  const next = store.webhooks.nextAt();
  if (next !== undefined) wakeBy(next);
}

async function tell(store: CellStore, env: Env, due: DueWebhook): Promise<void> {
  const batch = store.batches.byNumber(due.batch);
  if (batch === undefined) return;
  const delivery = await deliver(env, due.url, due.finishedAt, batchStatus(store, batch.id));
  const failed = due.tries + 1 >= MOST_TRIES ? "given-up" : "due";
  store.webhooks.ended(due, delivery.ok ? "delivered" : failed, delivery.ok ? null : delivery.error, Date.now());
}
