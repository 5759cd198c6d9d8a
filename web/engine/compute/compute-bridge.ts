/**
 * The engine's side of a compute worker. It owns the worker: starts it when there is something to
 * run, ends it when it idles, does not answer a stop in time, or falls silent. A kernel that never
 * returns can block its worker for ever; it is from here that it is seen and ended.
 */
import { type Endpoint, proxy, type Remote, wrap } from "comlink";
import type { ComputeApi, UnitAssignment, UnitEnd, UnitProgress } from "./compute-api.ts";

/** A worker, of whichever kind this platform has. */
export interface ComputeWorker {
  readonly endpoint: Endpoint;
  /** Calls back when the worker could not be loaded, or crashed. */
  onFailure(listener: (message: string) => void): void;
  terminate(): void;
}

export interface BridgeTimes {
  /** After a stop was asked for, the worker is ended: with the slice under way that stays below 100 ms. */
  readonly stopGraceMs: number;
  /** One look of the watchdog. */
  readonly watchMs: number;
  /** Looks without a sign of life after which a unit is stuck. */
  readonly silentLooks: number;
  /** Looks after which a worker that never gave a sign is held to be impossible here. */
  readonly deafLooks: number;
  /** Without work for this long, a worker gives its memory back. */
  readonly idleAfterMs: number;
}

const TIMES: BridgeTimes = { stopGraceMs: 80, watchMs: 1_000, silentLooks: 10, deafLooks: 60, idleAfterMs: 30_000 };

export type BridgeEnd =
  | UnitEnd
  /** Did not answer the stop in time: it goes on from its last reported checkpoint. */
  | { readonly kind: "terminated" }
  /** This device cannot start the worker. */
  | { readonly kind: "unavailable"; readonly message: string };

interface Awake {
  readonly worker: ComputeWorker;
  readonly api: Remote<ComputeApi>;
  /** Whether it ever gave a sign of life. */
  heard: boolean;
  /** Looks of the watchdog since its last sign of life. */
  silentLooks: number;
}

export class ComputeBridge {
  readonly #spawn: () => ComputeWorker;
  readonly #times: BridgeTimes;
  #awake: Awake | null = null;
  #end: ((end: BridgeEnd) => void) | null = null;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(spawn: () => ComputeWorker, times: Partial<BridgeTimes> = {}) {
    this.#spawn = spawn;
    this.#times = { ...TIMES, ...times };
  }

  /** Runs one unit. Never rejects, and always resolves: with the unit's end, or with the worker's. */
  async run(assignment: UnitAssignment, restShare: number, report: (progress: UnitProgress) => void): Promise<BridgeEnd> {
    clearTimeout(this.#idleTimer);
    const { promise, resolve } = Promise.withResolvers<BridgeEnd>();
    this.#end = resolve;
    const awake = this.#wake();
    if (awake === null) return { kind: "unavailable", message: "the worker could not be started" };
    awake.silentLooks = 0;
    const watch = setInterval(() => this.#look(awake, resolve), this.#times.watchMs);
    const hear = proxy((progress: UnitProgress) => {
      noteLife(awake);
      // A report that was under way when the unit ended says nothing new.
      if (this.#end === resolve) report(progress);
    });
    awake.api.run(assignment, restShare, hear).then(resolve, (error: unknown) => resolve(failed("trap", String(error))));
    const end = await promise;
    clearInterval(watch);
    this.#after(end);
    return end;
  }

  /** Whether a worker has a GPU here. False also where it does not answer. */
  async probeGpu(): Promise<boolean> {
    const awake = this.#wake();
    if (awake === null) return false;
    const { promise: tooLate, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), this.#times.watchMs * this.#times.silentLooks);
    const found = await Promise.race([awake.api.probeGpu().catch(() => false), tooLate]);
    clearTimeout(timer);
    if (this.#end === null) this.#idle();
    return found;
  }

  /** Asks the running unit to stop, and ends the worker if it does not. Harmless when nothing runs. */
  stop(): void {
    const end = this.#end;
    if (end === null || this.#awake === null) return;
    setTimeout(() => end({ kind: "terminated" }), this.#times.stopGraceMs);
    // The answer is the end of `run`; a worker that is too busy to hear this is ended by the timer.
    this.#awake.api.stop().catch(() => undefined);
  }

  /** Ends the worker at once, and the unit in it. */
  close(): void {
    this.#end?.({ kind: "terminated" });
    this.#terminate();
  }

  #wake(): Awake | null {
    if (this.#awake !== null) return this.#awake;
    try {
      const worker = this.#spawn();
      const awake: Awake = { worker, api: wrap<ComputeApi>(worker.endpoint), heard: false, silentLooks: 0 };
      worker.onFailure((message) =>
        this.#end?.(awake.heard ? failed("trap", `the worker crashed: ${message}`) : { kind: "unavailable", message }),
      );
      awake.api.hello().then(
        () => noteLife(awake),
        () => undefined,
      );
      this.#awake = awake;
      return awake;
    } catch {
      // Some browsers throw at once where workers are forbidden.
      return null;
    }
  }

  /**
   * Counts looks, not time: a page that was frozen, or a machine that slept, wakes to one late look,
   * and to the reports that waited, and not to a worker that seems to have been silent for an hour.
   */
  #look(awake: Awake, end: (end: BridgeEnd) => void): void {
    awake.silentLooks += 1;
    const { silentLooks, deafLooks } = this.#times;
    if (awake.heard && awake.silentLooks > silentLooks) end(failed("stuck", "the kernel did not return from one slice"));
    else if (awake.silentLooks > deafLooks) end({ kind: "unavailable", message: "the worker gave no sign of life" });
  }

  #after(end: BridgeEnd): void {
    this.#end = null;
    const usable = end.kind === "finished" || end.kind === "stopped" || (end.kind === "failed" && end.code !== "stuck");
    if (!usable) return this.#terminate();
    this.#idle();
  }

  #idle(): void {
    clearTimeout(this.#idleTimer);
    this.#idleTimer = setTimeout(() => this.#terminate(), this.#times.idleAfterMs);
  }

  #terminate(): void {
    clearTimeout(this.#idleTimer);
    this.#awake?.worker.terminate();
    this.#awake = null;
  }
}

function noteLife(awake: Awake): void {
  awake.heard = true;
  awake.silentLooks = 0;
}

const failed = (code: "trap" | "stuck", message: string): UnitEnd => ({ kind: "failed", code, message });
