/**
 * A host that runs the project's own client: the real state machine, with workers, network and patience made up by its
 * character. Between two messages nothing outside can touch it, so it lives through that time in one go, on a list of
 * its own, and only messages pass through the world's clock.
 */
import type { Effect } from "../web/engine/volunteer/effect.ts";
import type { Answer, VolunteerEvent } from "../web/engine/volunteer/event.ts";
import { nextWake } from "../web/engine/volunteer/settle.ts";
import { initialState, type UnitKey, sameUnit } from "../web/engine/volunteer/state.ts";
import { volunteer } from "../web/engine/volunteer/volunteer.ts";
import type { ExchangeRequest } from "../protocol/messages.ts";
import { Crash } from "./crash.ts";
import { UNIT_OPERATIONS } from "./kernel.ts";
import { disturb } from "./mischief.ts";
import { between } from "./prng.ts";
import { answerOf, call, type Heard, isLost, latency, nextNonce, type SimHost, type Surroundings } from "./sim-host.ts";

/** How long a client waits for an answer that does not come. */
const PATIENCE_MS = 30_000;

interface Coming {
  readonly at: number;
  readonly event: () => VolunteerEvent;
  readonly run?: UnitKey;
}

/** Starts the host now. */
export function startClientHost(around: Surroundings, host: SimHost): void {
  const { clock, random, server } = around;
  const { character, bornAt } = host;
  const goneAt = bornAt + character.vanishesAfterMs;
  const coming: Coming[] = [];
  let state = initialState(character.cores);
  let isWaiting = false;
  let wakeAt = Infinity;
  /** The true time up to which the host has lived. */
  let lived = bornAt;

  /** The machine sees the clock of its own device. */
  function send(event: VolunteerEvent): void {
    const local = lived + character.clockOffsetMs;
    const turn = volunteer(state, event, local, random);
    state = turn.state;
    for (const effect of turn.effects) carryOut(effect);
    wakeAt = nextWake(state, local) - character.clockOffsetMs;
  }

  /** Lives until an instant, or until it has something to say. */
  function live(until: number): void {
    for (;;) {
      const next = earliest(coming);
      const at = Math.min(next?.at ?? Infinity, wakeAt);
      if (at > until || at === Infinity || at >= goneAt) return;
      lived = Math.max(lived, at);
      if (next === undefined || next.at > wakeAt) send({ type: "tick" });
      else {
        coming.splice(coming.indexOf(next), 1);
        send(next.event());
      }
      if (isWaiting && until === Infinity) return;
    }
  }

  function hear(answer: Answer): void {
    live(clock.now());
    if (clock.now() >= goneAt) return;
    lived = clock.now();
    isWaiting = false;
    send(answer);
    if (!isWaiting) live(Infinity);
  }

  function carryOut(effect: Effect): void {
    switch (effect.type) {
      case "save":
        return;
      case "load-kernel":
        coming.push({ at: lived + latency(random, character), event: () => ({ type: "kernel-ready", kernel: effect.kernel }) });
        return;
      case "enrol":
        return converse(() => enrol());
      case "exchange":
        return converse(() => exchange(effect.request));
      case "run":
        return run(effect.key);
      case "stop-run":
        return stopRun(effect.slot);
    }
  }

  /** A request leaves now, is served on its way, and its answer comes later; either may be lost. */
  function converse(serve: () => Answer): void {
    isWaiting = true;
    const sentAt = lived;
    const lost = (): void => clock.at(sentAt + PATIENCE_MS, () => hear({ type: "no-answer" }));
    if (isLost(random, character)) return lost();
    clock.at(sentAt + latency(random, character), () => {
      const answer = serve();
      if (answer.type === "no-answer" || isLost(random, character)) return lost();
      clock.at(clock.now() + latency(random, character), () => hear(answer));
    });
  }

  function enrol(): Answer {
    const { hostId } = host;
    try {
      server.enrol({ hostId, nonce: nextNonce(host, clock.now()), prefix: character.prefix });
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      server.kill();
      return { type: "no-answer" };
    }
    return { type: "enrolled", hostId };
  }

  function exchange(request: ExchangeRequest): Answer {
    const nonce = nextNonce(host, clock.now());
    const heard = call(around, host, nonce, request);
    disturb(around, host, nonce, request, heard);
    return toAnswer(heard);
  }

  function run(key: UnitKey): void {
    const elapsedMs = between(random, ...character.unitMs);
    coming.push({ at: lived + elapsedMs, run: key, event: () => runEnd(key, elapsedMs) });
  }

  function runEnd(key: UnitKey, elapsedMs: number): VolunteerEvent {
    if (character.errorShare > 0 && random() < character.errorShare) {
      return { type: "unit-failed", key, outcome: { outcome: "error", unit: key.unit, code: "trap", message: "unreachable" } };
    }
    const outcome = answerOf(around, host, key.unit, elapsedMs, lived);
    return { type: "unit-finished", key, outcome, operations: UNIT_OPERATIONS };
  }

  function stopRun(slot: number): void {
    const held = state.runs.find((candidate) => candidate.slot === slot);
    if (held === undefined) return;
    const at = coming.findIndex(({ run: key }) => key !== undefined && sameUnit(key, held));
    if (at >= 0) coming.splice(at, 1);
    coming.push({ at: lived, event: () => ({ type: "unit-stopped", key: held, begun: false }) });
  }

  send({ type: "start" });
  if (!isWaiting) live(Infinity);
}

function earliest(coming: readonly Coming[]): Coming | undefined {
  let first: Coming | undefined;
  for (const one of coming) if (first === undefined || one.at < first.at) first = one;
  return first;
}

function toAnswer(heard: Heard): Answer {
  if (heard === "nothing") return { type: "no-answer" };
  if ("reply" in heard) return { type: "exchanged", reply: heard.reply };
  const { problem } = heard;
  return { type: "refused", problem: problem.kind, detail: problem.message, fields: problem.errors.map(({ field }) => field ?? "") };
}
