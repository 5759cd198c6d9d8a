/** What the server's answers, refusals and silence do to the state. */
import type { LeaseId } from "../../../protocol/ids.ts";
import type { ExchangeReply, ExchangeRequest, Lease } from "../../../protocol/messages.ts";
import type { ProblemKind } from "../../../protocol/problem.ts";
import { backoffMs, spreadMs } from "./backoff.ts";
import type { Answer } from "./event.ts";
import type { LeaseRecord } from "../store/work-store.ts";
import { noteNoWork } from "./set-aside.ts";
import { CLOCK_NOISE_MS, DEFAULT_ASK_AGAIN_MS } from "./settings.ts";
import { type HeldLease, initialState, type UnitKey } from "./state.ts";
import { save, type Turn, update } from "./turn.ts";

export function onAnswer(turn: Turn, answer: Answer): void {
  const { link } = turn.state;
  switch (answer.type) {
    case "enrolled":
      return onEnrolled(turn, answer);
    case "exchanged":
      return link.kind === "exchanging" ? onExchanged(turn, link.request, answer.reply) : undefined;
    case "no-answer":
      return backOff(turn, link.kind === "exchanging" ? link.request : null, answer.retryAfterMs);
    case "refused":
      return onRefused(turn, link.kind === "exchanging" ? link.request : null, answer);
  }
}

/** Waits, and then repeats the request (null: enrolment, or whatever is due then). */
function backOff(turn: Turn, request: ExchangeRequest | null, retryAfterMs = 0): void {
  const failures = turn.state.failures + 1;
  const waitMs = Math.max(spreadMs(retryAfterMs, turn.random), backoffMs(failures, turn.random));
  update(turn, { failures, link: { kind: "backing-off", retryAt: turn.now + waitMs, request } });
}

function onEnrolled(turn: Turn, { hostId }: Extract<Answer, { type: "enrolled" }>): void {
  const identity = { hostId };
  update(turn, { identity, link: { kind: "free" } });
  save(turn, { kind: "identity", identity });
}

function onExchanged(turn: Turn, request: ExchangeRequest, reply: ExchangeReply): void {
  save(turn, { kind: "exchange", request: null });
  update(turn, { link: { kind: "free" }, failures: 0 });
  forgetStored(turn, request, reply.stored);
  takeRenewals(turn, request, reply);
  for (const lease of reply.leases) takeLease(turn, lease, reply.serverTime);
  if (request.wish !== undefined) noteWork(turn, reply);
}

/** The outbox forgets the first `stored` outcomes of the request, and nothing else. */
function forgetStored(turn: Turn, request: ExchangeRequest, stored: number): void {
  const keys: UnitKey[] = request.reports
    .flatMap(({ leaseId, outcomes }) => outcomes.map(({ unit }) => ({ leaseId, unit })))
    .slice(0, stored);
  if (keys.length > 0) forgetOutcomes(turn, keys);
}

function forgetOutcomes(turn: Turn, keys: readonly UnitKey[]): void {
  const names = new Set(keys.map(({ leaseId, unit }) => `${leaseId}/${unit}`));
  update(turn, { outbox: turn.state.outbox.filter(({ leaseId, outcome }) => !names.has(`${leaseId}/${outcome.unit}`)) });
  save(turn, { kind: "forget-outcomes", keys });
}

/**
 * A lease that was to be renewed and is not among the renewed ones has ended: its units are others' now.
 * One whose deadline stays where it was has been renewed as often as the server allows.
 */
function takeRenewals(turn: Turn, request: ExchangeRequest, reply: ExchangeReply): void {
  for (const leaseId of request.renewals) {
    const lease = turn.state.leases.find((held) => held.leaseId === leaseId);
    if (lease === undefined) continue;
    const renewed = reply.renewed.find((answer) => answer.leaseId === leaseId);
    const deadline = renewed === undefined ? turn.now : toLocal(turn, renewed.deadline, reply.serverTime);
    changeLease(turn, lease, { deadline, renewable: deadline > lease.deadline + CLOCK_NOISE_MS });
  }
}

function changeLease(turn: Turn, lease: HeldLease, part: Partial<HeldLease>): void {
  const { todo, begun, ...record } = { ...lease, ...part };
  update(turn, { leases: turn.state.leases.map((held) => (held === lease ? { ...record, todo, begun } : held)) });
  save(turn, { kind: "renewal", lease: record });
}

/** Our clock may be wrong by days; only the difference to the server's now counts. */
const toLocal = (turn: Turn, instant: number, serverTime: number): number => turn.now + (instant - serverTime);

function takeLease(turn: Turn, lease: Lease, serverTime: number): void {
  if (turn.state.leases.some((held) => held.leaseId === lease.leaseId)) return;
  const { leaseId, batchId, kernel, firstUnit, inputs } = lease;
  const deadline = toLocal(turn, lease.deadline, serverTime);
  const todo = inputs.map((_, i) => firstUnit + i);
  const record: LeaseRecord = { leaseId, batchId, kernel, deadline, termMs: deadline - turn.now, renewable: true };
  update(turn, { leases: [...turn.state.leases, { ...record, todo, begun: [] }] });
  save(turn, { kind: "lease", lease: record, firstUnit, inputs });
}

function noteWork(turn: Turn, reply: ExchangeReply): void {
  update(turn, { wishedAt: turn.now });
  if (reply.leases.length > 0) return update(turn, { noWork: null });
  noteNoWork(turn);
  const waitMs = reply.askAgainSeconds === undefined ? DEFAULT_ASK_AGAIN_MS : reply.askAgainSeconds * 1000;
  update(turn, { noWork: { reason: reply.idleReason ?? "no-work", nextTryAt: turn.now + spreadMs(waitMs, turn.random) } });
}

// ---- refusals -----------------------------------------------------------------------------------

const IDENTITY_GONE: ReadonlySet<ProblemKind> = new Set(["unknown-host", "foreign-session"]);
const PASSING: ReadonlySet<ProblemKind> = new Set([
  "unavailable",
  "internal",
  "too-many-requests",
  // What the shell could not mend at once, though it may be mended the next time.
  "work-proof-required",
  "replayed-request",
  "clock-difference",
  "expired-session",
]);
const LEASE_GONE: ReadonlySet<ProblemKind> = new Set(["expired-lease", "unknown-lease", "foreign-lease"]);

function onRefused(turn: Turn, request: ExchangeRequest | null, refusal: Extract<Answer, { type: "refused" }>): void {
  if (PASSING.has(refusal.problem)) return backOff(turn, request, refusal.retryAfterMs);
  if (request !== null && IDENTITY_GONE.has(refusal.problem)) return forgetIdentity(turn);
  if (request !== null) {
    save(turn, { kind: "exchange", request: null });
    if (dropBlamed(turn, request, refusal)) return update(turn, { link: { kind: "free" } });
  }
  // Nothing we could leave out: the same request would be refused for ever.
  update(turn, { link: { kind: "closed" }, mode: { kind: "failed", code: refusal.problem, message: refusal.detail } });
}

/** Leases and results belong to the identity and go with it. The wait keeps a host that nobody takes from looping. */
function forgetIdentity(turn: Turn): void {
  const { mode, cores, gpu, runs, kernels, pace, failures, trials, startingSince } = turn.state;
  update(turn, { ...initialState(cores, gpu), mode, runs, kernels, pace, failures, trials, startingSince });
  save(turn, { kind: "identity", identity: null });
  backOff(turn, null);
}

/** Leaves out what the refusal points at. False when it points at nothing of ours. */
function dropBlamed(turn: Turn, request: ExchangeRequest, refusal: Extract<Answer, { type: "refused" }>): boolean {
  let dropped = false;
  for (const field of refusal.fields) {
    const [, list, index, , outcomeIndex] = field.split("/");
    const report = list === "reports" ? request.reports[Number(index)] : undefined;
    const leaseId = list === "renewals" ? request.renewals[Number(index)] : report?.leaseId;
    if (leaseId === undefined) continue;
    dropped = true;
    const outcome = report?.outcomes[Number(outcomeIndex)];
    if (LEASE_GONE.has(refusal.problem) || report === undefined) dropLease(turn, leaseId);
    else
      forgetOutcomes(
        turn,
        (outcome ? [outcome] : report.outcomes).map(({ unit }) => ({ leaseId, unit })),
      );
  }
  return dropped;
}

/** Forgets a lease with everything under it; runs of it are stopped by `settle` and end in nothing. */
function dropLease(turn: Turn, leaseId: LeaseId): void {
  update(turn, {
    leases: turn.state.leases.filter((lease) => lease.leaseId !== leaseId),
    outbox: turn.state.outbox.filter((entry) => entry.leaseId !== leaseId),
  });
  save(turn, { kind: "drop-lease", leaseId });
}
