/** Leases work to a host: begun units first, at random, from batches in random order by weight. Rules L1–L10 of `docs/spec.md`. */
import { type HostId, type LeaseId, leaseNumber } from "../../protocol/ids.ts";
import { MAX_LEASE_UNITS, MAX_LEASED_INPUT_BYTES, MAX_LEASES_PER_EXCHANGE } from "../../protocol/limits.ts";
import type { IdleReason, Wish } from "../../protocol/messages.ts";
import { type Batch, meanOperations } from "../domain/batch.ts";
import { deadlineFor, type Lease, renewedDeadline } from "../domain/lease.ts";
import { bundleUnits, largestInput, wishAfter } from "../domain/scheduler.ts";
import { carve, type Segment } from "../domain/segment.ts";
import { batchOrder } from "../domain/shares.ts";
import { type Asker, askerFor, roomOf } from "./asker.ts";
import type { Now } from "./now.ts";
import { lookAgain } from "./idle-look.ts";
import { barredBy, type Desk } from "./requeue.ts";
import { ringerFor } from "./ringers.ts";
import type { CellStore } from "./store.ts";

/** Of the leases of one exchange, so many at least may be of fresh units: scattered begun ones alone would make small bundles. */
const LEASES_FOR_FRESH = 2;

/** What an exchange leased, or why it leased nothing. */
export type Bundle =
  | { readonly kind: "leased"; readonly leases: readonly Lease[] }
  | { readonly kind: "idle"; readonly reason: IdleReason };

/** Issues leases that together make the wished bundle, or fewer when there is less. */
export function leaseBundle(desk: Desk, host: HostId, wish: Wish, now: Now): Bundle {
  const running = desk.store.batches.running().filter(({ id }) => wish.avoid?.includes(id) !== true);
  const batches = batchOrder(running, now.random);
  let leases = leaseFrom(desk, host, wish, now, batches, "strict");
  // What no stranger is there to check may go to a host of the same hour, rather than to nobody.
  if (leases.length === 0) leases = leaseFrom(desk, host, wish, now, batches, "lenient");
  if (leases.length === 0 && lookAgain(desk, host, batches, now)) leases = leaseFrom(desk, host, wish, now, batches, "lenient");
  return leases.length > 0 ? { kind: "leased", leases } : { kind: "idle", reason: idleReason(desk, host, batches, now) };
}

type Manner = "strict" | "lenient";

function leaseFrom(desk: Desk, host: HostId, wish: Wish, now: Now, batches: readonly Batch[], manner: Manner): Lease[] {
  const leases: Lease[] = [];
  let left: Wish | undefined = wish;
  let roomBytes = MAX_LEASED_INPUT_BYTES;
  for (const batch of batches) {
    if (left === undefined) break;
    const asker = askerFor(desk, host, batch, manner, now.now);
    const inputBytes = largestInput(desk.store.batches.manifest(batch).input);
    const room = Math.min(asker.room, Math.floor(roomBytes / inputBytes));
    const units = Math.min(bundleUnits(left, meanOperations(batch)), room);
    const found = leaseFromBatch(desk, batch, asker, units, MAX_LEASES_PER_EXCHANGE - leases.length, now);
    leases.push(...found);
    const leased = found.reduce((sum, lease) => sum + lease.count, 0);
    roomBytes -= leased * inputBytes;
    left = wishAfter(left, leased, leased * meanOperations(batch));
  }
  return leases;
}

function leaseFromBatch(desk: Desk, batch: Batch, asker: Asker, units: number, most: number, now: Now): Lease[] {
  const leases: Lease[] = [];
  const ringer = units > 1 && !asker.onlyChecks ? ringerFor(desk, batch, asker, units, now) : undefined;
  if (ringer !== undefined) leases.push(issue(desk, batch, asker.hostId, ringer, now.now));
  for (let wanted = units - (ringer?.count ?? 0); wanted > 0 && leases.length < most;) {
    const segment = nextSegment(desk.store, batch, asker, most - leases.length, now.random);
    if (segment === undefined) break;
    const lease = leaseRun(desk, batch, segment, asker, Math.min(wanted, MAX_LEASE_UNITS), now.now);
    leases.push(lease);
    wanted -= lease.count;
  }
  return leases;
}

/** Begun units from a random one on, so that no host can choose whom it checks; fresh ones in order. */
function nextSegment(store: CellStore, batch: Batch, asker: Asker, leasesLeft: number, random: () => number): Segment | undefined {
  const { segments } = store;
  const { tokens } = asker;
  const fresh = (): Segment | undefined => segments.firstFor(batch.number, "fresh", 0, tokens);
  const from = Math.floor(random() * batch.units);
  const begun = (): Segment | undefined =>
    segments.firstFor(batch.number, "begun", from, tokens) ?? segments.firstFor(batch.number, "begun", 0, tokens);
  if (asker.onlyChecks) return begun();
  return leasesLeft <= LEASES_FOR_FRESH ? (fresh() ?? begun()) : (begun() ?? fresh());
}

/**
 * One lease over segments that touch. Units that were answered one by one are a segment each, and a lease for each of
 * them would make bundles of a dozen units and a table of leases as long as that of units.
 */
function leaseRun(desk: Desk, batch: Batch, from: Segment, { hostId, tokens }: Asker, most: number, now: number): Lease {
  const barred = barredBy(desk, batch.number, [hostId]);
  let count = 0;
  for (const segment of desk.store.segments.run(batch.number, from, tokens, most)) {
    const { leased, rest } = carve(segment, most - count, barred);
    desk.store.segments.shrink(batch.number, segment, rest);
    if (leased !== undefined) desk.store.segments.add(batch.number, leased);
    count += segment.count - (rest?.count ?? 0);
  }
  return issue(desk, batch, hostId, { first: from.first, count }, now);
}

function issue({ store, books }: Desk, batch: Batch, host: HostId, { first, count }: Pick<Segment, "first" | "count">, now: number): Lease {
  books.hosts.move(host, { inFlight: count });
  const deadline = deadlineFor(now, batch.policy.leaseSeconds);
  return store.leases.issue({ host, batch: batch.number, first, count, issuedAt: now, deadline });
}

/** Why a host that wished for work got none. */
function idleReason(desk: Desk, host: HostId, batches: readonly Batch[], { now }: Now): IdleReason {
  if (batches.some((batch) => roomOf(desk, host, batch, now) <= 0)) return "awaiting-checks";
  const waits = (desk.store.hosts.find(host)?.held ?? 0) > 0 || batches.some(({ number }) => desk.store.segments.any(number));
  return waits ? "only-own-work" : "no-work";
}

/** Puts the deadlines of a host's open leases off; leases that are not open or not its own are passed over. */
export function renewLeases(store: CellStore, host: HostId, ids: readonly LeaseId[], now: number) {
  const renewed: { leaseId: LeaseId; deadline: number }[] = [];
  for (const leaseId of ids) {
    const lease = store.leases.find(leaseNumber(leaseId));
    if (lease === undefined || lease.host !== host || lease.state !== "open") continue;
    const batch = store.batches.byNumber(lease.batch);
    // Nobody waits for what was cancelled: who is at it may end it in the time that they have.
    if (batch === undefined || batch.state.kind === "cancelled") continue;
    const deadline = renewedDeadline(lease, now, batch.policy.leaseSeconds);
    store.leases.save({ ...lease, deadline });
    renewed.push({ leaseId, deadline });
  }
  return renewed;
}
