/**
 * One turn of the machine in the making: the state as it becomes, and the effects so far. Handlers
 * change a turn; the machine as a whole stays a function of (state, event, now, random).
 */
import type { Random } from "./backoff.ts";
import type { Effect } from "./effect.ts";
import type { StoreChange } from "../store/work-store.ts";
import type { VolunteerState } from "./state.ts";

export interface Turn {
  state: VolunteerState;
  readonly effects: Effect[];
  readonly now: number;
  readonly random: Random;
}

export function update(turn: Turn, part: Partial<VolunteerState>): void {
  turn.state = { ...turn.state, ...part };
}

/** Adds changes to the turn's commit. Neighbouring commits become one. */
export function save(turn: Turn, ...changes: readonly StoreChange[]): void {
  if (changes.length === 0) return;
  const last = turn.effects.at(-1);
  if (last?.type === "save") turn.effects[turn.effects.length - 1] = { type: "save", changes: [...last.changes, ...changes] };
  else turn.effects.push({ type: "save", changes });
}
