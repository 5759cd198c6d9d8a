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
import {
  type BatchId,
  type HostId,
  ID_RANDOM_BYTES,
  makeVolunteerId,
  type ProjectId,
  type ResearcherId,
  type VolunteerId,
} from "../../protocol/ids.ts";
import type {
  BatchChange,
  BatchStatus,
  ExchangeReply,
  ExchangeRequest,
  HostFile,
  HostRecord,
  LinkReply,
  Picture,
  VolunteerRecord,
} from "../../protocol/messages.ts";
import { LINK_CODE_BYTES } from "../../protocol/personal.ts";
import type { RowChoice } from "../../protocol/result-query.ts";
import type { Sweep } from "../../protocol/sweep/sweep.ts";
import { blobsOf } from "../blobs/blobs-of.ts";
import type { BatchProject, Control } from "../domain/batch.ts";
import type { RaiseWish } from "../domain/raise.ts";
import { ratesOf } from "../domain/rates.ts";
import type { Env } from "../env.ts";
import { announce } from "../webhooks/announce.ts";
import { durableSql } from "../sql/durable-sql.ts";
import { type BlobCache, newBlobCache } from "./blob-cache.ts";
import { type Caller, enrolledHost } from "./caller.ts";
import { blobsToCertify, certifier, type HeldBlobs } from "./certify.ts";
import { type Enrolment, enrol, openSession } from "./enrol.ts";
import { exchange } from "./exchange.ts";
import { beginClone, type CloneOf, copyRows } from "./control/clone.ts";
import { changeBatch, controlBatch } from "./control/control.ts";
import { retryFailed, type RetryStep } from "./control/retry.ts";
import { settleCancelled } from "./control/settle.ts";
import { expireLeases } from "./expiry.ts";
import { type Limiter, newLimiter } from "./limiter.ts";
import { eraseHost, eraseVolunteer } from "./people/erase.ts";
import { redeemLinkCode, showLinkCode } from "./people/links.ts";
import { renameHost, renameVolunteer, volunteerRecord } from "./people/volunteers.ts";
import { hostFile, vouch } from "./people/vouching.ts";
import { batchOf, batchStatus, picture } from "./queries.ts";
import { raiseBatch } from "./raise.ts";
import { unforeseeable } from "./randomness.ts";
import { type Refusable, refusable } from "./refusal.ts";
import { type ResultPage, resultPage } from "./result-rows.ts";
import { type CellStore, openCellStore } from "./store.ts";
import { appendBlock, beginBatch, dropAbandoned, dropBatch, fillSweep, isOpen, openBatch } from "./submission.ts";
import type { NewBatch } from "./tables/batches.ts";
import { createTogether } from "./together.ts";
import { recordOf } from "./tables/hosts.ts";
import type { UnitBlock } from "./unit-block.ts";

/** Between two looks for uploads that were cut, when no lease is due earlier. */
const SWEEP_INTERVAL_MS = 3_600_000;

const NO_BLOBS: HeldBlobs = new Map();

export class Cell extends DurableObject<Env> {
  readonly #store: CellStore;
  readonly #blobs: BlobCache;
  readonly #limiter: Limiter;
  readonly #together = createTogether((callback) => setTimeout(callback, 0));
  /** When the alarm will ring, as far as this object knows; the alarm itself outlives it. */
  #alarmAt = Infinity;

  constructor(state: DurableObjectState, env: Env) {
    super(state, env);
    this.#store = openCellStore(durableSql(state.storage));
    this.#blobs = newBlobCache(blobsOf(env));
    this.#limiter = newLimiter(ratesOf(env.HOST_REQUESTS_PER_SECOND));
    void state.blockConcurrencyWhile(async () => {
      this.#alarmAt = (await state.storage.getAlarm()) ?? Infinity;
    });
  }

  enrol(enrolment: Enrolment): Promise<Refusable<void>> {
    return this.#limited(enrolment.caller, (now) => enrol(this.#store, this.#limiter, enrolment, now));
  }

  openSession(caller: Caller): Promise<Refusable<void>> {
    return this.#limited(caller, () => openSession(this.#store, caller));
  }

  hostRecord(id: HostId): Refusable<HostRecord> {
    return this.#read(id, () => recordOf(enrolledHost(this.#store, id)));
  }

  async exchange(caller: Caller, request: ExchangeRequest): Promise<Refusable<ExchangeReply>> {
    // Before the blobs: fetching them is what somebody who asks too often would make the cell do.
    const counted = refusable(() => this.#limiter.request(caller, Date.now()));
    if (!counted.ok) return counted;
    const wanted = blobsToCertify(this.#store, caller.hostId, request.reports);
    const certify = certifier(wanted.size === 0 ? NO_BLOBS : await this.#blobs.hold(wanted));
    return this.#step((now) => {
      this.#expireDue(now);
      const reply = exchange(this.#store, caller, request, { now, random: unforeseeable, certify });
      for (const lease of reply.leases) this.#wakeBy(lease.deadline);
      return reply;
    });
  }

  /** `most`: batches that its account may have at once. */
  beginBatch(batch: NewBatch, most?: number): Refusable<void> {
    this.#wakeBy(Date.now() + SWEEP_INTERVAL_MS);
    return refusable(() => beginBatch(this.#store, batch, most));
  }

  appendBlock(id: BatchId, block: UnitBlock): Refusable<void> {
    return refusable(() => appendBlock(this.#store, id, block));
  }

  fillSweep(id: BatchId, sweep: Sweep): Refusable<void> {
    return refusable(() => fillSweep(this.#store, id, sweep));
  }

  /** Lets volunteers have it. Opened before, it stays as it is. */
  openBatch(id: BatchId): Refusable<BatchStatus> {
    return refusable(() => {
      if (!isOpen(this.#store, id)) openBatch(this.#store, id);
      return batchStatus(this.#store, id);
    });
  }

  dropBatch(id: BatchId): Refusable<void> {
    return refusable(() => dropBatch(this.#store, id));
  }

  batchStatus(id: BatchId): Refusable<BatchStatus> {
    return refusable(() => batchStatus(this.#store, id));
  }

  /** The rule of a batch that is a sweep; null for others. */
  batchSweep(id: BatchId): Refusable<Sweep | null> {
    return refusable(() => this.#store.sweeps.find(batchOf(this.#store, id).number) ?? null);
  }

  /** The newest batches of a project. */
  batchesOf(project: ProjectId, limit: number): BatchStatus[] {
    return this.#store.batches.ofProject(project, limit).map(({ id }) => batchStatus(this.#store, id));
  }

  picture(id: BatchId): Refusable<Picture> {
    return refusable(() => picture(this.#store, id));
  }

  /** The wanted rows among up to `limit` decided units after the unit `after`, in input order. */
  resultPage(id: BatchId, after: number, limit: number, choice: RowChoice = {}): Refusable<ResultPage> {
    return refusable(() => resultPage(this.#store, id, after, limit, choice));
  }

  raiseBatch(id: BatchId, wish: RaiseWish): Promise<Refusable<BatchStatus>> {
    return this.#step(() => raiseBatch(this.#store, id, wish));
  }

  /** The researcher who brought a batch; null for the operator. */
  batchOwner(id: BatchId): Refusable<ResearcherId | null> {
    return refusable(() => batchOf(this.#store, id).owner);
  }

  /** Takes over what a project is called and weighs now. */
  noteProject(project: BatchProject): void {
    this.#store.batches.noteProject(project);
  }

  controlBatch(id: BatchId, control: Exclude<Control, "retry">): Promise<Refusable<BatchStatus>> {
    return this.#step((now) => {
      const status = controlBatch(this.#store, id, control, { now, random: unforeseeable });
      // What is left to end of a cancelled batch, the alarm ends.
      if (control === "cancel") this.#wakeBy(now);
      return status;
    });
  }

  changeBatch(id: BatchId, change: BatchChange): Promise<Refusable<BatchStatus>> {
    return this.#step(() => changeBatch(this.#store, id, change));
  }

  /** Retries what has failed among some units behind `after`. */
  retryFailed(id: BatchId, after: number): Promise<Refusable<RetryStep>> {
    return this.#step((now) => retryFailed(this.#store, id, after, { now, random: unforeseeable }));
  }

  beginClone(of: BatchId, clone: CloneOf, most: number): Refusable<void> {
    this.#wakeBy(Date.now() + SWEEP_INTERVAL_MS);
    return refusable(() => beginClone(this.#store, of, clone, most));
  }

  /** Copies some rows of a batch into one that was begun. Returns how many are still to come. */
  copyRows(of: BatchId, to: BatchId): Refusable<number> {
    return refusable(() => copyRows(this.#store, of, to));
  }

  showLinkCode(caller: Caller): Promise<Refusable<LinkReply>> {
    return this.#limited(caller, (now) => showLinkCode(this.#store, caller, randomBytes(LINK_CODE_BYTES), now));
  }

  redeemLinkCode(caller: Caller, code: string): Promise<Refusable<VolunteerRecord>> {
    return this.#limited(caller, (now) => redeemLinkCode(this.#store, caller, code, { now, newVolunteer: newVolunteerId() }));
  }

  volunteerRecord(id: HostId): Refusable<VolunteerRecord> {
    return this.#read(id, () => volunteerRecord(this.#store, id));
  }

  renameHost(caller: Caller, name: string): Promise<Refusable<HostRecord>> {
    return this.#limited(caller, () => renameHost(this.#store, caller, name));
  }

  renameVolunteer(caller: Caller, name: string): Promise<Refusable<VolunteerRecord>> {
    return this.#limited(caller, (now) => renameVolunteer(this.#store, caller, name, newVolunteerId(), now));
  }

  eraseHost(caller: Caller): Promise<Refusable<void>> {
    return this.#limited(caller, (now) => eraseHost(this.#store, caller, { now, random: unforeseeable }));
  }

  eraseVolunteer(caller: Caller): Promise<Refusable<void>> {
    return this.#limited(caller, (now) => eraseVolunteer(this.#store, caller, { now, random: unforeseeable }));
  }

  vouch(id: HostId, vouched: boolean): Promise<Refusable<HostFile>> {
    return this.#step((now) => vouch(this.#store, id, vouched, now));
  }

  hostFile(id: HostId): Refusable<HostFile> {
    return refusable(() => hostFile(this.#store, id, Date.now()));
  }

  override async alarm(): Promise<void> {
    const now = Date.now();
    this.#alarmAt = Infinity;
    this.#sweep(now);
    await announce(this.#store, this.env, { now, random: unforeseeable, wakeBy: (instant) => this.#wakeBy(instant) });
  }

  /** What time alone brings about. */
  #sweep(now: number): void {
    expireLeases(this.#store, { now, random: unforeseeable });
    dropAbandoned(this.#store, now);
    if (settleCancelled(this.#store, { now, random: unforeseeable })) this.#wakeBy(now);
    const next = this.#store.leases.nextDeadline();
    if (next !== undefined) this.#wakeBy(next);
    else if (this.#store.batches.receivingSince(Number.MAX_SAFE_INTEGER).length > 0) this.#wakeBy(now + SWEEP_INTERVAL_MS);
  }

  /** Something that a host reads, which counts against its limit too. */
  #read<T>(hostId: HostId, look: () => T): Refusable<T> {
    return refusable(() => {
      this.#limiter.request({ hostId, prefix: null }, Date.now());
      return look();
    });
  }

  /** A step that counts against the limits of its caller. */
  #limited<T>(caller: Caller, step: (now: number) => T): Promise<Refusable<T>> {
    return this.#step((now) => {
      this.#limiter.request(caller, now);
      return step(now);
    });
  }

  #step<T>(step: (now: number) => T): Promise<Refusable<T>> {
    return this.#together.run(() =>
      refusable(() => {
        const now = Date.now();
        const running = this.#store.batches.running().length;
        const value = step(now);
        // A batch has come to its end: somebody may want to be told.
        if (this.#store.batches.running().length < running) this.#wakeBy(now);
        return value;
      }),
    );
  }

  /** A lease ends at its deadline, not when the alarm happens to ring. No deadline comes before the alarm's instant. */
  #expireDue(now: number): void {
    if (now >= this.#alarmAt) expireLeases(this.#store, { now, random: unforeseeable });
  }

  #wakeBy(instant: number): void {
    if (instant >= this.#alarmAt) return;
    this.#alarmAt = instant;
    void this.ctx.storage.setAlarm(instant);
  }
}

const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));
const newVolunteerId = (): VolunteerId => makeVolunteerId(randomBytes(ID_RANDOM_BYTES));
