/**
 * The one request a working host makes: report what is done, put deadlines off, lease new work. All
 * of it is one transaction: it is stored before it is answered, or refused and nothing is stored.
 */
import { makeLeaseId } from "../../protocol/ids.ts";
import type { ExchangeReply, ExchangeRequest, Lease as LeaseMessage } from "../../protocol/messages.ts";
import type { Lease } from "../domain/lease.ts";
import { openBooks } from "./books.ts";
import type { Now } from "./now.ts";
import { type Caller, callingHost } from "./caller.ts";
import type { Certify } from "./certify.ts";
import { releaseDue } from "./holds.ts";
import { leaseBundle, renewLeases } from "./leasing.ts";
import { takeReport } from "./report.ts";
import type { CellStore } from "./store.ts";
import type { AnsweredExchange, Host } from "./tables/hosts.ts";

/** When to ask again: with others at work, a verdict may want another lease soon. */
const ASK_AGAIN_SECONDS = { "no-work": 15, "only-own-work": 10, "awaiting-checks": 10 } as const;

/** What an exchange depends on beside the store and itself. */
export interface Circumstances extends Now {
  readonly certify: Certify;
}

/** Answers one exchange. The same exchange sent again is answered the same, and changes nothing else. */
export function exchange(store: CellStore, caller: Caller, request: ExchangeRequest, circumstances: Circumstances): ExchangeReply {
  const host = callingHost(store, caller);
  return store.transaction(() => {
    if (host.lastExchange?.id === request.exchangeId) return replay(store, { ...host, lastNonce: caller.nonce }, host.lastExchange);
    store.crowd.note(host.hostId, request.wish !== undefined, circumstances.now);
    const reply = answer(store, caller, host, request, circumstances);
    releaseDue(store, circumstances);
    return reply;
  });
}

function answer(
  store: CellStore,
  caller: Caller,
  host: Host,
  request: ExchangeRequest,
  { now, random, certify }: Circumstances,
): ExchangeReply {
  const { hostId } = host;
  const desk = { store, books: openBooks(store, { now, random }), certify };
  const stored = request.reports.reduce((sum, report, i) => sum + takeReport(desk, hostId, report, `/reports/${i}`), 0);
  const renewed = renewLeases(store, hostId, request.renewals, now);
  const bundle = request.wish === undefined ? NOTHING : leaseBundle(desk, hostId, request.wish, { now, random });
  const leases = bundle.kind === "leased" ? bundle.leases : [];
  const idle = bundle.kind === "idle" ? { idleReason: bundle.reason } : {};
  const summary = { id: request.exchangeId, at: now, stored, renewed, ...idle };
  desk.books.close({
    hostId,
    prefix: caller.prefix,
    lastNonce: caller.nonce,
    wishedAt: request.wish === undefined ? host.wishedAt : now,
    lastExchange: { ...summary, leases: leases.map((lease) => lease.number) },
  });
  return toReply(store, summary, leases);
}

const NOTHING = { kind: "leased", leases: [] } as const;

/** The answer that was given, made again from what it was made of. */
function replay(store: CellStore, host: Host, answer: AnsweredExchange): ExchangeReply {
  store.hosts.save(host);
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
