/**
 * A cell: a complete small volunteer-computing server in one Durable Object.
 *
 * It serialises everything about its hosts and its units. One object is enough for that because a
 * host is pinned to one cell and a unit belongs to one cell: no rule ever needs to look across.
 * SQLite in the object is synchronous, so each call below is one step that nothing can interleave,
 * and the object's output gate holds the answer back until what it says is on disk. Scaling out is
 * more cells.
 *
 * Methods answer {@link Refusable} values; the front Worker turns refusals into problem details.
 */
import { DurableObject } from "cloudflare:workers";
import type { BatchId, HostId } from "../../protocol/ids.ts";
import type { BatchStatus, ExchangeReply, ExchangeRequest, HostRecord, Picture, ResultRow } from "../../protocol/messages.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { blobsOf } from "../blobs/blobs-of.ts";
import type { Env } from "../env.ts";
import { durableSql } from "../sql/durable-sql.ts";
import { type BlobCache, newBlobCache } from "./blob-cache.ts";
import { blobsToCertify, certifier, type HeldBlobs } from "./certify.ts";
import { exchange, knownHost } from "./exchange.ts";
import { expireLeases } from "./expiry.ts";
import { batchOf, batchStatus, picture } from "./queries.ts";
import { type Refusable, refusable } from "./refusal.ts";
import { toResultRow } from "./result-rows.ts";
import { type CellStore, openCellStore } from "./store.ts";
import { appendUnits, beginBatch, dropAbandoned, dropBatch, openBatch } from "./submission.ts";
import type { NewBatch } from "./tables/batches.ts";
import { createTogether } from "./together.ts";
import { recordOf } from "./tables/hosts.ts";
import type { NewUnit } from "./tables/units.ts";

/** Between two looks for uploads that were cut, when no lease is due earlier. */
const SWEEP_INTERVAL_MS = 3_600_000;

const NO_BLOBS: HeldBlobs = new Map();

export interface ResultPage {
  readonly manifest: Manifest;
  readonly rows: ResultRow[];
}

export class Cell extends DurableObject<Env> {
  readonly #store: CellStore;
  readonly #blobs: BlobCache;
  readonly #together = createTogether((callback) => setTimeout(callback, 0));
  /** When the alarm will ring, as far as this object knows; the alarm itself outlives it. */
  #alarmAt = Infinity;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#store = openCellStore(durableSql(state.storage));
    this.#blobs = newBlobCache(blobsOf(env));
    void state.blockConcurrencyWhile(async () => {
      this.#alarmAt = (await state.storage.getAlarm()) ?? Infinity;
    });
  }

  enrol(id: HostId, keyDigest: string): Promise<void> {
    return this.#together.run(() => this.#store.hosts.insert(id, keyDigest, Date.now()));
  }

  hostRecord(id: HostId, keyDigest: string): Refusable<HostRecord> {
    return refusable(() => recordOf(knownHost(this.#store, id, keyDigest)));
  }

  async exchange(id: HostId, keyDigest: string, request: ExchangeRequest): Promise<Refusable<ExchangeReply>> {
    const wanted = blobsToCertify(this.#store, id, request.reports);
    const certify = certifier(wanted.size === 0 ? NO_BLOBS : await this.#blobs.hold(wanted));
    return this.#together.run(() => {
      const now = Date.now();
      this.#expireDue(now);
      const answer = refusable(() => exchange(this.#store, id, keyDigest, request, { now, random: Math.random(), certify }));
      if (answer.ok) for (const lease of answer.value.leases) this.#wakeBy(lease.deadline);
      return answer;
    });
  }

  beginBatch(batch: NewBatch): void {
    beginBatch(this.#store, batch);
    this.#wakeBy(Date.now() + SWEEP_INTERVAL_MS);
  }

  appendUnits(id: BatchId, units: readonly NewUnit[]): Refusable<void> {
    return refusable(() => appendUnits(this.#store, id, units));
  }

  openBatch(id: BatchId): Refusable<BatchStatus> {
    return refusable(() => {
      openBatch(this.#store, id);
      return batchStatus(this.#store, id);
    });
  }

  dropBatch(id: BatchId): Refusable<void> {
    return refusable(() => dropBatch(this.#store, id));
  }

  batchStatus(id: BatchId): Refusable<BatchStatus> {
    return refusable(() => batchStatus(this.#store, id));
  }

  picture(id: BatchId): Refusable<Picture> {
    return refusable(() => picture(this.#store, id));
  }

  /** Up to `limit` decided units after the unit `after`, in input order. */
  resultPage(id: BatchId, after: number, limit: number): Refusable<ResultPage> {
    return refusable(() => {
      const batch = batchOf(this.#store, id);
      const manifest = this.#store.batches.manifest(batch);
      const rows = this.#store.units.decidedAfter(batch.number, after, limit).map((unit) => toResultRow(unit, manifest, batch.assurance));
      return { manifest, rows };
    });
  }

  override alarm(): void {
    const now = Date.now();
    this.#alarmAt = Infinity;
    expireLeases(this.#store, now);
    dropAbandoned(this.#store, now);
    const next = this.#store.leases.nextDeadline();
    if (next !== undefined) this.#wakeBy(next);
    else if (this.#store.batches.receivingSince(Number.MAX_SAFE_INTEGER).length > 0) this.#wakeBy(now + SWEEP_INTERVAL_MS);
  }

  /** A lease ends at its deadline, not when the alarm happens to ring. No deadline comes before the alarm's instant. */
  #expireDue(now: number): void {
    if (now >= this.#alarmAt) expireLeases(this.#store, now);
  }

  #wakeBy(instant: number): void {
    if (instant >= this.#alarmAt) return;
    this.#alarmAt = instant;
    void this.ctx.storage.setAlarm(instant);
  }
}
