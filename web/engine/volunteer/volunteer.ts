/**
 * The machine a volunteer's computer is: (state, event, now, random) → (state, effects). It holds no
 * clock, no network and no storage, so that a browser, the headless host and the simulator drive the
 * same one.
 */
import type { Random } from "./backoff.ts";
import type { Effect } from "./effect.ts";
import type { Order, RestoredWork, VolunteerEvent } from "./event.ts";
import { onAnswer } from "./on-answer.ts";
import { onKernel, onRunEnd } from "./on-run.ts";
import { settleTurn } from "./settle.ts";
import { ONLINE_SPREAD_MS } from "./settings.ts";
import { NO_TRIALS, type VolunteerState } from "./state.ts";
import { type Turn, update } from "./turn.ts";

/** One step of the machine. The caller carries the effects out in order and feeds their ends back as events. */
export function volunteer(
  state: VolunteerState,
  event: VolunteerEvent,
  now: number,
  random: Random,
): { readonly state: VolunteerState; readonly effects: readonly Effect[] } {
  const turn: Turn = { state, effects: [], now, random };
  apply(turn, event);
  settleTurn(turn);
  if (turn.state.runs.length > 0) update(turn, { startingSince: null });
  return turn;
}

function apply(turn: Turn, event: VolunteerEvent): void {
  switch (event.type) {
    case "tick":
      return;
    case "online":
      return hurry(turn);
    case "workers-unavailable":
      return update(turn, { mode: { kind: "blocked", reason: "no-workers" } });
    case "storage-failed":
      return update(turn, { mode: { kind: "failed", code: "storage", message: event.message } });
    case "enrolled":
    case "exchanged":
    case "no-answer":
    case "refused":
      return onAnswer(turn, event);
    case "kernel-ready":
    case "kernel-unreachable":
    case "kernel-unusable":
    case "shader-unusable":
      return onKernel(turn, event);
    case "unit-finished":
    case "unit-failed":
    case "unit-stopped":
    case "unit-too-large":
    case "unit-unreadable":
      return onRunEnd(turn, event);
    default:
      return obey(turn, event);
  }
}

function obey(turn: Turn, order: Order): void {
  const { mode } = turn.state;
  switch (order.type) {
    case "start":
      return start(turn, order.work);
    case "stop":
      return update(turn, { mode: { kind: "idle" } });
    case "leave":
      return update(turn, { mode: { kind: "leaving" } });
    case "finish":
      return mode.kind === "running" ? update(turn, { mode: { kind: "finishing" } }) : undefined;
    case "keep-going":
      return mode.kind === "finishing" ? update(turn, { mode: { kind: "running" } }) : undefined;
    case "set-cores":
      return update(turn, { cores: order.cores });
    case "set-gpu":
      return update(turn, { gpu: order.on });
  }
}

function start(turn: Turn, work: RestoredWork | undefined): void {
  update(turn, { mode: { kind: "running" }, trials: NO_TRIALS, noWork: null, startingSince: turn.now });
  const { link } = turn.state;
  if (link.kind === "closed") update(turn, { link: { kind: "free" } });
  if (work !== undefined) restore(turn, work);
}

/** Tries again soon: the reason for waiting has probably gone. */
function hurry(turn: Turn): void {
  const { link } = turn.state;
  const retryAt = turn.now + ONLINE_SPREAD_MS * turn.random();
  if (link.kind === "backing-off") update(turn, { link: { ...link, retryAt: Math.min(link.retryAt, retryAt) } });
}

/** Goes on where an earlier life ended; an exchange whose answer was never seen is repeated at once. */
function restore(turn: Turn, work: RestoredWork): void {
  const { identity, exchange, leases, outbox, operationsPerMs } = work;
  const link = exchange === null ? ({ kind: "free" } as const) : ({ kind: "backing-off", retryAt: turn.now, request: exchange } as const);
  update(turn, { identity, leases, outbox, link, pace: { ...turn.state.pace, operationsPerMs } });
}
