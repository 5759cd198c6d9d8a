/** What the ends of runs and the news about kernels do to the state. */
import type { Outcome } from "../../../protocol/messages.ts";
import { backoffMs } from "./backoff.ts";
import type { KernelNews, RunEnd } from "./event.ts";
import { noteFailure, noteSuccess, setAside } from "./set-aside.ts";
import { type HeldLease, isLive, kernelKey, type KernelRef, type KernelState, type Run, sameUnit, type UnitKey } from "./state.ts";
import { measured } from "./supply.ts";
import { save, type Turn, update } from "./turn.ts";

/** Takes a unit out of its worker. Under a lease that ended meanwhile its end means nothing any more. */
export function onRunEnd(turn: Turn, end: RunEnd): void {
  const run = turn.state.runs.find((candidate) => sameUnit(candidate, end.key));
  if (run === undefined) return;
  update(turn, { runs: turn.state.runs.filter((candidate) => candidate !== run) });
  const lease = turn.state.leases.find((held) => held.leaseId === run.leaseId);
  if (lease === undefined) return;
  if (isLive(lease, turn.now)) settleRun(turn, run, lease, end);
  else save(turn, { kind: "drop-units", keys: [end.key] });
}

function settleRun(turn: Turn, run: Run, lease: HeldLease, end: RunEnd): void {
  switch (end.type) {
    case "unit-finished":
      update(turn, { pace: measured(turn.state.pace, run, end.operations, end.outcome.elapsedMs, turn.now) });
      noteSuccess(turn, run.batchId);
      return putInOutbox(turn, lease, end.outcome);
    case "unit-failed":
      putInOutbox(turn, lease, end.outcome);
      return noteFailure(turn, run.batchId, { kind: "failed", code: end.outcome.code, message: end.outcome.message });
    case "unit-too-large":
      putInOutbox(turn, lease, { outcome: "returned", unit: run.unit, reason: "not-for-this-host" });
      // A device that can hold none of a batch must not go on asking for it.
      return noteFailure(turn, run.batchId, { kind: "failed", code: "out-of-memory", message: end.message });
    case "unit-unreadable":
      return putInOutbox(turn, lease, { outcome: "returned", unit: run.unit });
    case "unit-stopped":
      return wait(turn, run, end.begun);
  }
}

/** Moves a unit that has left its lease's lists, and its worker, to the outbox. */
export function putInOutbox(turn: Turn, lease: HeldLease, outcome: Outcome): void {
  const { leaseId, batchId } = lease;
  update(turn, { outbox: [...turn.state.outbox, { leaseId, outcome, since: turn.now }] });
  save(turn, { kind: "outcome", leaseId, batchId, outcome, since: turn.now });
}

function wait(turn: Turn, key: UnitKey, begun: boolean): void {
  const leases = turn.state.leases.map((lease) => {
    if (lease.leaseId !== key.leaseId) return lease;
    return begun ? { ...lease, begun: [...lease.begun, key.unit] } : { ...lease, todo: [key.unit, ...lease.todo] };
  });
  update(turn, { leases });
}

export function onKernel(turn: Turn, news: KernelNews): void {
  const before = turn.state.kernels[kernelKey(news.kernel)];
  const tries = before?.kind === "loading" ? before.tries : 1;
  switch (news.type) {
    case "kernel-ready":
      return setKernel(turn, news.kernel, { kind: "ready", hasShader: news.hasShader ?? false });
    case "shader-unusable":
      return before?.kind === "ready" ? setKernel(turn, news.kernel, { kind: "ready", hasShader: false }) : undefined;
    case "kernel-unreachable":
      return setKernel(turn, news.kernel, { kind: "unreachable", tries, retryAt: turn.now + backoffMs(tries, turn.random) });
    case "kernel-unusable":
      forgetKernel(turn, news.kernel);
      return setAsideBatchesOf(turn, news.kernel);
  }
}

export function setKernel(turn: Turn, kernel: KernelRef, state: KernelState): void {
  update(turn, { kernels: { ...turn.state.kernels, [kernelKey(kernel)]: state } });
}

function setAsideBatchesOf(turn: Turn, kernel: KernelRef): void {
  const leases = turn.state.leases.filter((lease) => kernelKey(lease.kernel) === kernelKey(kernel));
  for (const { batchId } of leases) setAside(turn, batchId, { kind: "blocked", reason: "kernel-unavailable" });
}

/** So that the next start tries it afresh. */
function forgetKernel(turn: Turn, kernel: KernelRef): void {
  const others = Object.entries(turn.state.kernels).filter(([key]) => key !== kernelKey(kernel));
  update(turn, { kernels: Object.fromEntries(others) });
}
