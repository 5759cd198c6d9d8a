/** A simulated host: the real client state machine, with workers, network and patience made up by its character. */
import { digestOf, toBase64 } from "../protocol/digest.ts";
import { encodeRow } from "../protocol/layout/row-bytes.ts";
import { ProblemError } from "../protocol/problem.ts";
import { doubler } from "../server/cell/testing/small-cell.ts";
import type { Effect } from "../web/engine/volunteer/effect.ts";
import type { SuccessOutcome, VolunteerEvent } from "../web/engine/volunteer/event.ts";
import { nextWake } from "../web/engine/volunteer/settle.ts";
import { initialState, type UnitKey } from "../web/engine/volunteer/state.ts";
import { volunteer } from "../web/engine/volunteer/volunteer.ts";
import type { Clock } from "./clock.ts";
import { between, type Random } from "./prng.ts";
import type { SimServer } from "./server.ts";

export interface Character {
  readonly cores: number;
  /** Milliseconds a unit takes, at least and at most. */
  readonly unitMs: readonly [number, number];
  /** Milliseconds a message takes. */
  readonly latencyMs: readonly [number, number];
  /** Share of messages that are lost, on the way there or back. */
  readonly lossShare: number;
  /** Milliseconds after which it is gone without a word; never when absent. */
  readonly vanishesAfterMs?: number;
  /** What it answers for a unit; the truth is twice the unit's number. */
  readonly answer: (unit: number) => number;
  /** Share of units that end as an error. */
  readonly errorShare: number;
}

/** What the server said it stored of a host, as the host remembers it: it must never be gone again. */
export interface Acknowledged {
  readonly host: string;
  readonly unit: number;
}

export function startHost(clock: Clock, random: Random, server: SimServer, character: Character, acknowledged: Acknowledged[]): void {
  let state = initialState(character.cores);
  let cancelWake = () => {};
  const goneAt = clock.now() + (character.vanishesAfterMs ?? Infinity);

  function send(event: VolunteerEvent): void {
    if (clock.now() >= goneAt) return;
    const turn = volunteer(state, event, clock.now(), random);
    state = turn.state;
    for (const effect of turn.effects) carryOut(effect);
    cancelWake();
    const wake = nextWake(state, clock.now());
    cancelWake = Number.isFinite(wake) ? clock.at(wake, () => send({ type: "tick" })) : () => {};
  }

  function carryOut(effect: Effect): void {
    switch (effect.type) {
      case "save":
        return;
      case "load-kernel":
        return later(() => send({ type: "kernel-ready", kernel: effect.kernel }));
      case "enrol":
      case "exchange":
        return request(effect);
      case "run":
        return run(effect.key);
      case "stop-run":
        return stopRun(effect.slot);
    }
  }

  function request(effect: Extract<Effect, { type: "enrol" | "exchange" }>): void {
    if (random() < character.lossShare) return later(() => send({ type: "no-answer" }));
    later(() => {
      const answer = serve(effect);
      later(() => send(random() < character.lossShare ? { type: "no-answer" } : answer));
    });
  }

  function serve(effect: Extract<Effect, { type: "enrol" | "exchange" }>): VolunteerEvent {
    if (effect.type === "enrol") return { type: "enrolled", ...server.enrol() };
    const { identity } = state;
    if (identity === null) throw new Error("an exchange without an identity");
    try {
      const reply = server.exchange(identity.hostId, identity.hostKey, effect.request);
      for (const { outcomes } of effect.request.reports) {
        for (const { unit, outcome } of outcomes) if (outcome === "success") acknowledged.push({ host: identity.hostId, unit });
      }
      return { type: "exchanged", reply };
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      return { type: "refused", problem: error.kind, detail: error.message, fields: error.errors.map(({ field }) => field ?? "") };
    }
  }

  function run(key: UnitKey): void {
    const elapsedMs = between(random, ...character.unitMs);
    clock.at(clock.now() + elapsedMs, () => {
      const still = state.runs.some((held) => held.leaseId === key.leaseId && held.unit === key.unit);
      if (still) send(runEnd(key, elapsedMs));
    });
  }

  function runEnd(key: UnitKey, elapsedMs: number): VolunteerEvent {
    if (random() < character.errorShare) {
      return { type: "unit-failed", key, outcome: { outcome: "error", unit: key.unit, code: "trap", message: "unreachable" } };
    }
    return { type: "unit-finished", key, outcome: outcomeOf(key.unit, character.answer(key.unit), elapsedMs), operations: 432_000 };
  }

  function stopRun(slot: number): void {
    const held = state.runs.find((candidate) => candidate.slot === slot);
    if (held !== undefined) later(() => send({ type: "unit-stopped", key: held, begun: false }));
  }

  function later(step: () => void): void {
    clock.at(clock.now() + between(random, ...character.latencyMs), step);
  }

  send({ type: "start" });
}

function outcomeOf(unit: number, answer: number, elapsedMs: number): SuccessOutcome {
  const bytes = encodeRow(doubler.output, { y: String(answer) });
  return { outcome: "success", unit, output: toBase64(bytes), digest: digestOf(bytes), elapsedMs };
}
