/**
 * Example kernel: of all numbers in a range, which takes the longest walk down to 1? It is AssemblyScript: TypeScript
 * to look at, with the number types of WebAssembly, and no objects that have to be collected.
 *
 * Replace `State`, `begin`, `step`, `progress` and `finish` with your own. The output must depend on the input alone.
 */
import { BUFFER, loadState, saveState } from "./exchange";

export { buffer, reserve } from "./exchange";

/** Everything a unit knows: first its input, then how far it has come. A checkpoint is a copy of this. */
@unmanaged
class State {
  from: u64;
  count: u32;
  done: u32;
  bestNumber: u64;
  bestSteps: u32;
}

const state = changetype<State>(memory.data(offsetof<State>(), 8));

/** The input's fields in their order, without gaps: from u64, count u32. */
const INPUT_BYTES: u32 = 12;

// Codes with which an input is refused.
const WRONG_INPUT_LENGTH = 1;
const OUT_OF_RANGE = 2;

/** No walk that begins below 12,327,829,503 passes 2^64 (OEIS A006884). */
const MAX_END: u64 = 12_327_829_503;

/** Takes the input that lies in the buffer. Whatever was before is forgotten. */
export function begin(length: u32): i32 {
  if (length != INPUT_BYTES) return WRONG_INPUT_LENGTH;
  state.from = load<u64>(BUFFER);
  state.count = load<u32>(BUFFER, 8);
  state.done = 0;
  state.bestNumber = state.from;
  state.bestSteps = 0;
  if (state.from == 0 || state.from > MAX_END || state.count == 0 || state.count > MAX_END - state.from) {
    state.count = 0;
    return OUT_OF_RANGE;
  }
  return 0;
}

/** Does `budget` pieces, here numbers; 1 when there are more to do. */
export function step(budget: i32): i32 {
  for (; budget > 0 && state.done < state.count; budget--) {
    walk(state.from + state.done);
    state.done++;
  }
  return state.done < state.count ? 1 : 0;
}

/** Share of the unit that is done. */
export function progress(): f64 {
  return state.count == 0 ? 0 : (state.done as f64) / (state.count as f64);
}

/** Writes the output's fields in their order, without gaps: number u64, steps u32. */
export function finish(): u32 {
  store<u64>(BUFFER, state.bestNumber);
  store<u32>(BUFFER, state.bestSteps, 8);
  return 12;
}

export function save(): u32 {
  return saveState(changetype<usize>(state), offsetof<State>());
}

/** The name `load` is AssemblyScript's own for reading memory. */
function resume(length: u32): i32 {
  return loadState(changetype<usize>(state), offsetof<State>(), offsetof<State>("done"), length);
}
export { resume as load };

function walk(first: u64): void {
  let steps: u32 = 0;
  for (let number = first; number != 1; steps++) number = number & 1 ? 3 * number + 1 : number >> 1;
  if (steps > state.bestSteps) {
    state.bestSteps = steps;
    state.bestNumber = first;
  }
}
