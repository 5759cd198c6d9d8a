/**
 * Drives one machine against a {@link FakeServer} and a store by hand, step by step, with the clock in
 * the test's hands.
 */
import { digestOf, toBase64 } from "../../../protocol/digest.ts";
import { ProblemError } from "../../../protocol/problem.ts";
import type { ExchangeRequest } from "../../../protocol/messages.ts";
import { createMemoryStore } from "../store/memory-store.ts";
import type { Effect } from "../volunteer/effect.ts";
import type { RunEnd, VolunteerEvent } from "../volunteer/event.ts";
import { nextWake } from "../volunteer/settle.ts";
import { initialState, type Run, type VolunteerState } from "../volunteer/state.ts";
import { volunteer } from "../volunteer/volunteer.ts";
import type { FakeServer } from "./fake-server.ts";

const OUTPUT = new Uint8Array([1, 2, 3]);
const CHECKPOINT = { bytes: OUTPUT, progress: 0.5, elapsedMs: 1 };

type Request = Extract<Effect, { type: "enrol" | "exchange" | "load-kernel" }>;

export class MachineWorld {
  now = 1_000_000;
  state: VolunteerState;
  /** Requests whose answer has not come yet. */
  requests: Request[] = [];
  readonly effects: Effect[] = [];
  /** Whether the server's kernels can run on a GPU. */
  hasShader = true;
  readonly store = createMemoryStore();
  /** `lease/unit` of every outcome that the machine was told is stored, and of every unit that finished. */
  readonly acknowledged = new Set<string>();
  readonly finished = new Set<string>();
  readonly #server: FakeServer;
  readonly #random: () => number;

  constructor(server: FakeServer, cores = 1, random = seeded(1)) {
    this.#server = server;
    this.#random = random;
    this.state = initialState(cores);
  }

  send(event: VolunteerEvent): void {
    const { state, effects } = volunteer(this.state, event, this.now, this.#random);
    this.state = state;
    for (const effect of effects) {
      this.effects.push(effect);
      if (effect.type === "save") void this.store.commit(effect.changes);
      if (effect.type === "enrol" || effect.type === "exchange" || effect.type === "load-kernel") this.requests.push(effect);
    }
  }

  /** Lets the server answer the oldest request. `lost`: it did its part, and the answer went astray. */
  answer(lost = false): void {
    const request = this.requests.shift();
    if (request === undefined) return;
    if (request.type === "load-kernel") {
      const { kernel } = request;
      return this.send(lost ? { type: "kernel-unreachable", kernel } : { type: "kernel-ready", kernel, hasShader: this.hasShader });
    }
    const answer = this.#serve(request);
    if (!lost && answer.type === "exchanged" && request.type === "exchange") this.#note(request.request);
    this.send(lost ? { type: "no-answer" } : answer);
  }

  /** The process dies, and another one finds what the store kept. */
  async crash(): Promise<void> {
    this.requests = [];
    this.state = initialState(this.state.cores, this.state.gpu);
    this.send({ type: "start", work: await this.store.work() });
  }

  /** The request never arrives. */
  lose(): void {
    const request = this.requests.shift();
    if (request === undefined) return;
    this.send(request.type === "load-kernel" ? { type: "kernel-unreachable", kernel: request.kernel } : { type: "no-answer" });
  }

  answerAll(): void {
    while (this.requests.length > 0) this.answer();
  }

  /** Ends the run in the slot, in the way a worker would. */
  end(slot: number, how: HowItEnds, elapsedMs = 1000): void {
    const run = this.state.runs.find((candidate) => candidate.slot === slot);
    if (run === undefined) return;
    if (how === "finished") this.finished.add(`${run.leaseId}/${run.unit}`);
    if (how === "stopped") void this.store.commit([{ kind: "checkpoint", key: run, checkpoint: CHECKPOINT }]);
    this.send(runEnd(run, how, elapsedMs));
  }

  /** Moves the clock, ticking whenever the machine asked to be woken, with a network that works. */
  pass(ms: number): void {
    const until = this.now + ms;
    this.answerAll();
    while (this.wake() <= until) {
      this.sleep();
      this.answerAll();
    }
    this.now = until;
  }

  /** Moves the clock to where the machine asked to be woken, and ticks. */
  sleep(): void {
    this.now = this.wake();
    this.send({ type: "tick" });
  }

  wake(): number {
    return nextWake(this.state, this.now);
  }

  #note({ reports }: ExchangeRequest): void {
    for (const { leaseId, outcomes } of reports) for (const { unit } of outcomes) this.acknowledged.add(`${leaseId}/${unit}`);
  }

  #serve(request: Exclude<Request, { type: "load-kernel" }>): VolunteerEvent {
    if (request.type === "enrol") return { type: "enrolled", ...this.#server.enrol() };
    try {
      const { identity } = this.state;
      if (identity === null) throw new Error("an exchange without an identity");
      return { type: "exchanged", reply: this.#server.exchange(identity.hostId, request.request, this.now) };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { type: "refused", problem: error.kind, detail: error.message, fields: error.errors.map(({ field }) => field ?? "") };
    }
  }
}

type HowItEnds = "finished" | "failed" | "stopped" | "too-large" | "unreadable";

function runEnd({ leaseId, unit }: Run, how: HowItEnds, elapsedMs: number): RunEnd {
  const key = { leaseId, unit };
  switch (how) {
    case "finished": {
      const outcome = { outcome: "success", unit, output: toBase64(OUTPUT), digest: digestOf(OUTPUT), elapsedMs } as const;
      return { type: "unit-finished", key, outcome, operations: 1e6 };
    }
    case "failed":
      return { type: "unit-failed", key, outcome: { outcome: "error", unit, code: "trap", message: "trapped" } };
    case "stopped":
      return { type: "unit-stopped", key, begun: true };
    case "too-large":
      return { type: "unit-too-large", key, message: "no room" };
    case "unreadable":
      return { type: "unit-unreadable", key };
  }
}

/** SplitMix64's little brother for tests: 32 bits of state are enough here. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
