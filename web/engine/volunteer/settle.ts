/**
 * What follows from the state by itself, after every event: expired work is dropped, idle machines
 * give back, empty workers are filled, and the server is spoken to when there is something to say.
 * Handlers only record what happened; everything that *acts* is here, in one order.
 */
import type { Outcome } from "../../../protocol/messages.ts";
import { exchangeDueAt, planExchange } from "./exchange-plan.ts";
import { putInOutbox, setKernel } from "./on-run.ts";
import { GPU_SLOT, hasShader, hasSlot, type HeldLease, isActive, isLive, kernelKey, type Run, type VolunteerState } from "./state.ts";
import { kernelRetries, waitingIn } from "./supply.ts";
import { save, type Turn, update } from "./turn.ts";

export function settleTurn(turn: Turn): void {
  dropExpired(turn);
  if (turn.state.mode.kind === "finishing" && turn.state.runs.length === 0) update(turn, { mode: { kind: "idle" } });
  giveBack(turn);
  stopSurplusRuns(turn);
  if (turn.state.mode.kind === "running") {
    loadKernels(turn);
    fillWorkers(turn);
  }
  dropEmptyLeases(turn);
  speak(turn);
}

/**
 * The whole millisecond at which something will be due without any further event; Infinity for never.
 * `state` is as the machine left it at `now`, so the answer is later than `now`.
 */
export function nextWake(state: VolunteerState, now: number): number {
  let wake = speakAt(state, now);
  for (const { deadline } of state.leases) if (deadline > now && deadline < wake) wake = deadline;
  const retries = state.mode.kind === "running" ? kernelRetries(state) : [];
  return Math.ceil(Math.min(wake, ...retries));
}

/** What waits under a lease that has ended is dropped. What is finished is still reported: the server judges it. */
function dropExpired(turn: Turn): void {
  for (const lease of turn.state.leases) {
    if (isLive(lease, turn.now) || waitingIn(lease) === 0) continue;
    changeLease(turn, lease, { todo: [], begun: [] });
    save(turn, { kind: "drop-units", keys: [...lease.todo, ...lease.begun].map((unit) => ({ leaseId: lease.leaseId, unit })) });
  }
}

/** A machine that stopped keeps what it has begun, and gives back the rest; one that leaves keeps nothing, and nobody keeps what was set aside. */
function giveBack(turn: Turn): void {
  const { mode, trials } = turn.state;
  for (const lease of turn.state.leases) {
    const isSetAside = trials.setAside.includes(lease.batchId);
    if (isActive(mode) && !isSetAside) continue;
    const keepsBegun = mode.kind !== "leaving" && !isSetAside;
    const units = keepsBegun ? lease.todo : [...lease.todo, ...lease.begun];
    if (units.length === 0) continue;
    changeLease(turn, lease, { todo: [], begun: keepsBegun ? lease.begun : [] });
    for (const unit of units) putInOutbox(turn, lease, isSetAside ? unfit(unit) : { outcome: "returned", unit });
  }
}

const unfit = (unit: number): Outcome => ({ outcome: "returned", unit, reason: "not-for-this-host" });

function changeLease(turn: Turn, lease: HeldLease, part: Partial<HeldLease>): void {
  update(turn, { leases: turn.state.leases.map((held) => (held.leaseId === lease.leaseId ? { ...held, ...part } : held)) });
}

function stopSurplusRuns(turn: Turn): void {
  const { state } = turn;
  const isLiveLease = (id: Run["leaseId"]): boolean => state.leases.some(({ leaseId, deadline }) => leaseId === id && deadline > turn.now);
  const surplus = (run: Run): boolean => !isActive(state.mode) || !hasSlot(state, run.slot) || !isLiveLease(run.leaseId);
  const stopping = state.runs.filter((run) => run.kind === "running" && surplus(run));
  if (stopping.length === 0) return;
  update(turn, { runs: state.runs.map((run) => (stopping.includes(run) ? { ...run, kind: "stopping" } : run)) });
  for (const { slot } of stopping) turn.effects.push({ type: "stop-run", slot });
}

function loadKernels(turn: Turn): void {
  for (const { kernel } of turn.state.leases.filter((lease) => waitingIn(lease) > 0)) {
    const known = turn.state.kernels[kernelKey(kernel)];
    if (known?.kind === "loading" || known?.kind === "ready") continue;
    if (known?.kind === "unreachable" && known.retryAt > turn.now) continue;
    setKernel(turn, kernel, { kind: "loading", tries: (known?.tries ?? 0) + 1 });
    turn.effects.push({ type: "load-kernel", kernel });
  }
}

function fillWorkers(turn: Turn): void {
  const { runs, gpu, cores } = turn.state;
  // From the GPU's place on, which comes before those of the cores: see `workerSlots`.
  for (let slot = gpu ? GPU_SLOT : 0; slot < cores; slot++) {
    if (runs.some((run) => run.slot === slot)) continue;
    const lease = nextLease(turn.state, slot);
    if (lease !== undefined) startUnit(turn, slot, lease);
  }
}

/** The lease that a worker should work on: begun units first, so that checkpoints do not grow old, then the nearest deadline. */
function nextLease(state: VolunteerState, slot: number): HeldLease | undefined {
  const isReady = ({ kernel }: HeldLease): boolean =>
    slot === GPU_SLOT ? hasShader(state, kernel) : state.kernels[kernelKey(kernel)]?.kind === "ready";
  const ready = state.leases.filter((lease) => waitingIn(lease) > 0 && isReady(lease));
  const begun = ready.filter((lease) => lease.begun.length > 0);
  const [first, ...others] = begun.length > 0 ? begun : ready;
  return first && others.reduce((best, lease) => (lease.deadline < best.deadline ? lease : best), first);
}

function startUnit(turn: Turn, slot: number, lease: HeldLease): void {
  const { leaseId, batchId, kernel } = lease;
  const [unit, begun, todo] = takeUnit(lease);
  if (unit === undefined) return;
  changeLease(turn, lease, { begun, todo });
  update(turn, { runs: [...turn.state.runs, { kind: "running", slot, leaseId, unit, batchId, startedAt: turn.now }] });
  turn.effects.push({ type: "run", slot, key: { leaseId, unit }, kernel });
}

function takeUnit({ begun, todo }: HeldLease): [unit: number | undefined, begun: readonly number[], todo: readonly number[]] {
  return begun.length > 0 ? [begun[0], begun.slice(1), todo] : [todo[0], begun, todo.slice(1)];
}

function dropEmptyLeases(turn: Turn): void {
  const { runs, outbox } = turn.state;
  const isNeeded = ({ leaseId }: HeldLease): boolean => [runs, outbox].some((items) => items.some((item) => item.leaseId === leaseId));
  const isEmpty = (lease: HeldLease): boolean => waitingIn(lease) === 0 && !isNeeded(lease);
  const empty = turn.state.leases.filter(isEmpty);
  if (empty.length === 0) return;
  update(turn, { leases: turn.state.leases.filter((lease) => !isEmpty(lease)) });
  save(turn, ...empty.map(({ leaseId }) => ({ kind: "drop-lease", leaseId }) as const));
}

// ---- the conversation with the server -------------------------------------------------------------

function speakAt(state: VolunteerState, now: number): number {
  if (state.link.kind === "backing-off") return state.link.retryAt;
  return state.link.kind === "free" && state.identity !== null ? exchangeDueAt(state, now) : Infinity;
}

function speak(turn: Turn): void {
  const { link } = turn.state;
  if (link.kind === "backing-off" && link.retryAt <= turn.now) repeat(turn, link.request);
  if (turn.state.link.kind !== "free") return;
  if (turn.state.identity === null) return enrol(turn);
  const request = planExchange(turn.state, turn.now, turn.random);
  if (request === undefined) return;
  update(turn, { link: { kind: "exchanging", request } });
  save(turn, { kind: "exchange", request });
  turn.effects.push({ type: "exchange", request });
}

function repeat(turn: Turn, request: Extract<VolunteerState["link"], { kind: "exchanging" }>["request"] | null): void {
  if (request === null) return update(turn, { link: { kind: "free" } });
  update(turn, { link: { kind: "exchanging", request } });
  turn.effects.push({ type: "exchange", request });
}

function enrol(turn: Turn): void {
  if (turn.state.mode.kind !== "running") return;
  update(turn, { link: { kind: "enrolling" } });
  turn.effects.push({ type: "enrol" });
}
