/**
 * The one request a working host makes: report what is done, put deadlines off, lease new work. All
 * of it is one transaction: it is stored before it is answered, or refused and nothing is stored.
 */
import { type HostId, makeLeaseId } from "../../protocol/ids.ts";
import type { ExchangeReply, ExchangeRequest, Lease as LeaseMessage } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Lease } from "../domain/lease.ts";
import { openBooks } from "./books.ts";
import type { Certify } from "./certify.ts";
import { idleReason, leaseBundle, renewLeases } from "./leasing.ts";
import { takeReport } from "./report.ts";
import type { CellStore } from "./store.ts";
import type { AnsweredExchange, Host } from "./tables/hosts.ts";

/** When to ask again: with others at work, a verdict may want another lease soon. */
const ASK_AGAIN_SECONDS = { "no-work": 15, "only-own-work": 10 } as const;

/** What an exchange depends on beside the store and itself. */
export interface Circumstances {
  readonly now: number;
  /** From 0 to below 1. */
  readonly random: number;
  readonly certify: Certify;
}

/** Answers one exchange. The same exchange sent again is answered the same, and changes nothing. */
export function exchange(
  store: CellStore,
  hostId: HostId,
  keyDigest: string,
  request: ExchangeRequest,
  { now, random, certify }: Circumstances,
): ExchangeReply {
  const host = knownHost(store, hostId, keyDigest);
  if (host.lastExchange?.id === request.exchangeId) return replay(store, host.lastExchange);
  return store.transaction(() => {
    const books = openBooks(store, now);
    let stored = 0;
    request.reports.forEach((report, i) => {
      stored += takeReport({ store, books, certify }, hostId, report, `/reports/${i}`);
    });
    const renewed = renewLeases(store, hostId, request.renewals, now);
    const leases = request.wish === undefined ? [] : leaseBundle(store, hostId, request.wish, now, random);
    const idle = request.wish !== undefined && leases.length === 0 ? { idleReason: idleReason(store) } : {};
    const summary = { id: request.exchangeId, at: now, stored, renewed, ...idle };
    books.close({ host: hostId, exchange: { ...summary, leases: leases.map((lease) => lease.number) } });
    return toReply(store, summary, leases);
  });
}

/** The host, when its key is right. */
export function knownHost(store: CellStore, hostId: HostId, keyDigest: string): Host {
  const host = store.hosts.find(hostId);
  if (host === undefined || host.keyDigest !== keyDigest) {
    throw new ProblemError("unknown-host", `${hostId} is not enrolled here, or this is not its key`);
  }
  return host;
}

/** The answer that was given, made again from what it was made of. */
function replay(store: CellStore, answer: AnsweredExchange): ExchangeReply {
  const leases = answer.leases.map((leaseNumber) => {
    const lease = store.leases.find(leaseNumber);
    if (lease === undefined) throw new Error(`lease ${leaseNumber} is missing`);
    return lease;
  });
  return toReply(store, answer, leases);
}

function toReply(store: CellStore, answer: Omit<AnsweredExchange, "leases">, leases: readonly Lease[]): ExchangeReply {
  const { at, stored, renewed, idleReason: reason } = answer;
  const idle = reason === undefined ? {} : { idleReason: reason, askAgainSeconds: ASK_AGAIN_SECONDS[reason] };
  return { serverTime: at, stored, leases: leases.map((lease) => toMessage(store, lease)), renewed: [...renewed], ...idle };
}

function toMessage(store: CellStore, lease: Lease): LeaseMessage {
  const batch = store.batches.byNumber(lease.batch);
  if (batch === undefined) throw new Error(`batch ${lease.batch} is missing`);
  return {
    leaseId: makeLeaseId(lease.number),
    batchId: batch.id,
    kernel: batch.kernel,
    issuedAt: lease.issuedAt,
    deadline: lease.deadline,
    firstUnit: lease.first,
    inputs: store.units.inputs(lease.batch, lease.first, lease.count),
  };
}
