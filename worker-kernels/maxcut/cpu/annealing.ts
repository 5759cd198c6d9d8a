/** The sides of all vertices, what flipping each would gain, and the sweeps that change them. */
import { mostTolerated, tolerated } from "./acceptance";
import { DRAWS, GROUP, drawGroup } from "./draws";
import { MAX_VERTICES, NEIGHBOUR_BYTES, NEIGHBOURS, STARTS, vertexCount } from "./graph";

/** Sides and gains have room for a whole last group. */
const ROOM: u32 = (MAX_VERTICES + GROUP - 1) & ~(GROUP - 1);
/** 0 or 1, a byte each. */
export const SIDES = memory.data(ROOM, 16);
export const BEST_SIDES = memory.data(ROOM, 16);
/** What the cut gains when a vertex changes sides, i32 each. */
const GAINS = memory.data(ROOM * 4, 16);
/** The gain of what is no vertex: a loss that no temperature bears. */
const NEVER: i32 = i32.MIN_VALUE;

export let cut: i64 = 0;
export let bestCut: i64 = 0;

/** Puts every vertex on a random side. */
export function scatter(): void {
  for (let vertex: u32 = 0; vertex < vertexCount; vertex++) {
    if (vertex % GROUP == 0) drawGroup(0, vertex);
    store<u8>(SIDES + vertex, load<u32>(DRAWS + 4 * (vertex % GROUP)) & 1);
  }
  weigh();
  keepBest();
}

/** Works out gains and cut anew from the sides. */
export function weigh(): void {
  let twiceCut: i64 = 0;
  for (let vertex: u32 = 0; vertex < vertexCount; vertex++) {
    const side = load<u8>(SIDES + vertex);
    let twiceGain: i64 = 0;
    const end = NEIGHBOURS + load<u32>(STARTS + 4 * vertex + 4);
    for (let at = NEIGHBOURS + load<u32>(STARTS + 4 * vertex); at < end; at += NEIGHBOUR_BYTES) {
      const twice = load<i32>(at, 4) as i64;
      if (load<u8>(SIDES + load<u32>(at)) == side) {
        twiceGain += twice;
      } else {
        twiceGain -= twice;
        twiceCut += twice;
      }
    }
    store<i32>(GAINS + 4 * vertex, (twiceGain >> 1) as i32);
  }
  for (let vertex = vertexCount; vertex < ROOM; vertex++) store<i32>(GAINS + 4 * vertex, NEVER);
  // Every edge was met from both its ends, and counted twice there.
  cut = twiceCut >> 2;
}

export function keepBest(): void {
  bestCut = cut;
  memory.copy(BEST_SIDES, SIDES, vertexCount);
}

export function restoreBest(savedCut: i64): void {
  bestCut = savedCut;
}

/** Looks at the vertices from `first`, a multiple of 16, up to `end`, and flips those whose loss the temperature bears. */
export function sweepRun(sweep: u32, temperature: u32, first: u32, end: u32): void {
  const most = min(mostTolerated(temperature), i32.MAX_VALUE as i64) as i32;
  const hopeless = i32x4.splat(-most);
  for (let group = first; group < end; group += GROUP) {
    // In the cold, most groups hold no vertex that any draw could flip: for these none is made.
    if (!mayFlip(group, hopeless)) continue;
    drawGroup(sweep, group);
    const groupEnd = min(group + GROUP, vertexCount);
    for (let vertex = group; vertex < groupEnd; vertex++) {
      const gain = load<i32>(GAINS + 4 * vertex);
      if (-(gain as i64) <= tolerated(temperature, load<u32>(DRAWS + 4 * (vertex - group)))) flip(vertex, gain);
    }
  }
}

@inline
function mayFlip(group: u32, hopeless: v128): bool {
  const gains = GAINS + 4 * group;
  const a = i32x4.max_s(v128.load(gains), v128.load(gains, 16));
  const b = i32x4.max_s(v128.load(gains, 32), v128.load(gains, 48));
  return v128.any_true(i32x4.ge_s(i32x4.max_s(a, b), hopeless));
}

@inline
function flip(vertex: u32, gain: i32): void {
  const side = load<u8>(SIDES + vertex) as i32;
  store<u8>(SIDES + vertex, 1 - side);
  store<i32>(GAINS + 4 * vertex, -gain);
  cut += gain;
  const end = NEIGHBOURS + load<u32>(STARTS + 4 * vertex + 4);
  for (let at = NEIGHBOURS + load<u32>(STARTS + 4 * vertex); at < end; at += NEIGHBOUR_BYTES) {
    const neighbour = load<u32>(at);
    const twice = load<i32>(at, 4);
    // All ones where the two were on one side: what the neighbour would have gained, it now would lose.
    const sign = ((load<u8>(SIDES + neighbour) as i32) ^ side) - 1;
    const gains = GAINS + 4 * neighbour;
    store<i32>(gains, load<i32>(gains) + ((twice ^ sign) - sign));
  }
}
