/**
 * One time of leading: the machine, and the shell that carries out its effects. Effects are carried
 * out in their order; what leaves this device, or runs, waits until everything before it is durable.
 */
import type { ExchangeRequest } from "../../protocol/messages.ts";
import type { Api } from "./api-client.ts";
import type { GpuTrouble } from "./compute/compute-api.ts";
import type { WorkerSnapshot } from "./engine-api.ts";
import type { Kernels } from "./kernels.ts";
import type { NoAnswer, Refused } from "./reply.ts";
import type { Checkpoint, StoreChange, WorkStore } from "./store/work-store.ts";
import { UnitRunner, type UnitRunnerDeps } from "./unit-runner.ts";
import type { Random } from "./volunteer/backoff.ts";
import type { Effect } from "./volunteer/effect.ts";
import type { Answer, RunEnd, VolunteerEvent } from "./volunteer/event.ts";
import { nextWake } from "./volunteer/settle.ts";
import { GPU_SLOT, initialState, type KernelRef, type UnitKey, type VolunteerState, workerSlots } from "./volunteer/state.ts";
import { volunteer } from "./volunteer/volunteer.ts";

export interface SessionDeps extends Pick<UnitRunnerDeps, "blobs" | "spawnWorker" | "restShare"> {
  readonly api: Api;
  readonly store: WorkStore;
  readonly kernels: Kernels;
  readonly now: () => number;
  readonly random: Random;
  /** Something that a snapshot shows is different. */
  readonly onChange: () => void;
  /** There is no GPU any more. */
  readonly onGpuLost: () => void;
  /** What is about to be committed; the answer is committed with it. */
  readonly onCommit: (changes: readonly StoreChange[]) => readonly StoreChange[];
}

/** Timers take at most 31 bits of milliseconds; a machine that wakes too early just sleeps again. */
const MAX_SLEEP_MS = 3_600_000;

export class Session {
  #state: VolunteerState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saved: Promise<void> = Promise.resolve();
  #over = false;
  readonly #deps: SessionDeps;
  readonly #runner: UnitRunner;
  readonly #stops = new Map<number, AbortController>();

  constructor(deps: SessionDeps, cores: number, gpu: boolean) {
    this.#deps = deps;
    this.#state = initialState(cores, gpu);
    this.#runner = new UnitRunner({
      kernels: deps.kernels,
      blobs: deps.blobs,
      spawnWorker: deps.spawnWorker,
      restShare: deps.restShare,
      onProgress: deps.onChange,
      onCheckpoint: (key, checkpoint) => this.#commitCheckpoint(key, checkpoint),
      onFinding: (key, found) => this.#commitFinding(key, found),
      onUnavailable: () => this.send({ type: "workers-unavailable" }),
      onGpuTrouble: (trouble, kernel) => this.#onGpuTrouble(trouble, kernel),
    });
  }

  get state(): VolunteerState {
    return this.#state;
  }

  /** The units in the workers, one entry a slot. */
  workers(): readonly WorkerSnapshot[] {
    return workerSlots(this.#state).map((slot) => {
      const run = this.#state.runs.find((candidate) => candidate.slot === slot && candidate.kind === "running");
      return { slot, kind: slot === GPU_SLOT ? "gpu" : "core", unit: run === undefined ? null : this.#runner.snapshot(run) };
    });
  }

  /** Looks for a GPU, as a worker would use it. */
  probeGpu(): Promise<boolean> {
    return this.#runner.probeGpu();
  }

  send(event: VolunteerEvent): void {
    if (this.#over) return;
    const { state, effects } = volunteer(this.#state, event, this.#deps.now(), this.#deps.random);
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect);
    this.#setTimer();
    this.#deps.onChange();
  }

  /** Resolves when everything committed so far is durable. */
  async saved(): Promise<void> {
    await this.#saved;
  }

  /** Whether it was told to stop, has, and has nothing to tell the server either. */
  isQuiet(): boolean {
    const { mode, runs, outbox, link } = this.#state;
    const stopped = mode.kind === "idle" || mode.kind === "leaving";
    return stopped && runs.length === 0 && outbox.length === 0 && link.kind === "free";
  }

  /** Ends at once, writes nothing more and hears nothing more: what is stored is another's now. */
  end(): void {
    this.#over = true;
    clearTimeout(this.#timer);
    this.#runner.close();
  }

  #onGpuTrouble(trouble: GpuTrouble, { id, version }: KernelRef): void {
    if (trouble === "lost") this.#deps.onGpuLost();
    else this.send({ type: "shader-unusable", kernel: { id, version } });
  }

  #carryOut(effect: Effect): void {
    switch (effect.type) {
      case "save":
        return this.#commit(effect.changes);
      case "enrol":
        return this.#then(async () => this.send(await this.#enrol()));
      case "exchange":
        return this.#then(async () => this.send(await this.#exchange(effect.request)));
      case "load-kernel":
        return this.#then(async () => this.send(await this.#deps.kernels.load(effect.kernel)));
      case "run":
        return this.#run(effect);
      case "stop-run":
        return this.#stops.get(effect.slot)?.abort();
    }
  }

  /** Does something when all before it is durable. The steps never reject: each failure is an event. */
  #then(step: () => Promise<void>): void {
    void this.#saved.then(() => (this.#over ? undefined : step()));
  }

  #commit(changes: readonly StoreChange[]): void {
    if (this.#over) return;
    const all = [...changes, ...this.#deps.onCommit(changes)];
    this.#saved = this.#saved
      .then(() => (this.#over ? undefined : this.#deps.store.commit(all)))
      .catch((error: unknown) => this.send({ type: "storage-failed", message: String(error) }));
  }

  #commitFinding(key: UnitKey, found: Parameters<UnitRunnerDeps["onFinding"]>[1]): void {
    const lease = this.#state.leases.find(({ leaseId }) => leaseId === key.leaseId);
    if (lease === undefined) return;
    const finding = { batchId: lease.batchId, unit: key.unit, foundAt: this.#deps.now(), ...found };
    this.#commit([{ kind: "finding", finding }]);
  }

  #commitCheckpoint(key: UnitKey, checkpoint: Checkpoint): void {
    // Under a lease that was dropped meanwhile it would stay in the store for ever.
    if (this.#state.leases.some((lease) => lease.leaseId === key.leaseId)) this.#commit([{ kind: "checkpoint", key, checkpoint }]);
  }

  #run({ slot, key, kernel }: Extract<Effect, { type: "run" }>): void {
    const stop = new AbortController();
    this.#stops.set(slot, stop);
    this.#then(async () => {
      const stored = await this.#deps.store.unit(key).catch(() => undefined);
      const end: RunEnd = await this.#runner.run(slot, key, kernel, stored, stop.signal);
      this.send(end);
    });
  }

  async #enrol(): Promise<Answer> {
    const reply = await this.#deps.api.enrol();
    return reply.kind === "reply" ? { type: "enrolled", hostId: reply.value.hostId } : toAnswer(reply);
  }

  async #exchange(request: ExchangeRequest): Promise<Answer> {
    const reply = await this.#deps.api.exchange(request);
    return reply.kind === "reply" ? { type: "exchanged", reply: reply.value } : toAnswer(reply);
  }

  #setTimer(): void {
    clearTimeout(this.#timer);
    const now = this.#deps.now();
    const wake = nextWake(this.#state, now);
    if (wake === Infinity) return;
    this.#timer = setTimeout(() => this.send({ type: "tick" }), Math.min(MAX_SLEEP_MS, Math.max(0, wake - now)));
  }
}

function toAnswer(reply: NoAnswer | Refused): Answer {
  const wait = reply.retryAfterMs === undefined ? {} : { retryAfterMs: reply.retryAfterMs };
  if (reply.kind === "no-answer") return { type: "no-answer", ...wait };
  const { problem, detail, fields } = reply;
  return { type: "refused", problem, detail, fields, ...wait };
}
