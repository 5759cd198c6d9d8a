/** Leases work to a host: begun units first, and from a random batch on. Rules L1–L3 of `docs/spec.md`. */
import { type HostId, type LeaseId, leaseNumber } from "../../protocol/ids.ts";
import { MAX_LEASE_UNITS, MAX_LEASED_INPUT_BYTES, MAX_LEASES_PER_EXCHANGE } from "../../protocol/limits.ts";
import type { IdleReason, Wish } from "../../protocol/messages.ts";
import { type Batch, meanOperations } from "../domain/batch.ts";
import { deadlineFor, type Lease, renewedDeadline } from "../domain/lease.ts";
import { batchOrder, bundleUnits, largestInput, wishAfter } from "../domain/scheduler.ts";
import { carve, type Segment } from "../domain/segment.ts";
import type { CellStore } from "./store.ts";

/** Issues leases that together make the wished bundle, or fewer when there is less. `random` is from 0 to below 1. */
export function leaseBundle(store: CellStore, host: HostId, wish: Wish, now: number, random: number): Lease[] {
  const leases: Lease[] = [];
  let left: Wish | undefined = wish;
  let roomBytes = MAX_LEASED_INPUT_BYTES;
  for (const batch of batchOrder(store.batches.running(), random)) {
    if (left === undefined) break;
    if (wish.avoid?.includes(batch.id) === true) continue;
    const inputBytes = largestInput(store.batches.manifest(batch).input);
    const wanted = Math.min(bundleUnits(left, meanOperations(batch)), Math.floor(roomBytes / inputBytes));
    const found = leaseFromBatch(store, batch, host, wanted, MAX_LEASES_PER_EXCHANGE - leases.length, now);
    leases.push(...found);
    const units = found.reduce((sum, lease) => sum + lease.count, 0);
    roomBytes -= units * inputBytes;
    left = wishAfter(left, units, units * meanOperations(batch));
  }
  return leases;
}

function leaseFromBatch(store: CellStore, batch: Batch, host: HostId, units: number, most: number, now: number): Lease[] {
  const leases: Lease[] = [];
  for (let wanted = units; wanted > 0 && leases.length < most;) {
    const segment = store.segments.firstFor(batch.number, host);
    if (segment === undefined) break;
    const lease = leaseFrom(store, batch, segment, host, Math.min(wanted, MAX_LEASE_UNITS), now);
    leases.push(lease);
    wanted -= lease.count;
  }
  return leases;
}

function leaseFrom(store: CellStore, batch: Batch, segment: Segment, host: HostId, most: number, now: number): Lease {
  const { leased, rest } = carve(segment, most, host);
  store.segments.shrink(batch.number, segment, rest);
  if (leased !== undefined) store.segments.add(batch.number, leased);
  return store.leases.issue({
    host,
    batch: batch.number,
    first: segment.first,
    count: Math.min(most, segment.count),
    issuedAt: now,
    deadline: deadlineFor(now, batch.policy.leaseSeconds),
  });
}

/** Why a host that wished for work got none. */
export function idleReason(store: CellStore): IdleReason {
  return store.batches.running().some((batch) => store.segments.any(batch.number)) ? "only-own-work" : "no-work";
}

/** Puts the deadlines of a host's open leases off; leases that are not open or not its own are passed over. */
export function renewLeases(store: CellStore, host: HostId, ids: readonly LeaseId[], now: number) {
  const renewed: { leaseId: LeaseId; deadline: number }[] = [];
  for (const leaseId of ids) {
    const lease = store.leases.find(leaseNumber(leaseId));
    if (lease === undefined || lease.host !== host || lease.state !== "open") continue;
    const batch = store.batches.byNumber(lease.batch);
    if (batch === undefined) continue;
    const deadline = renewedDeadline(lease, now, batch.policy.leaseSeconds);
    store.leases.save({ ...lease, deadline });
    renewed.push({ leaseId, deadline });
  }
  return renewed;
}
