/** Independent searches side by side: for each, the sides of all vertices, what flipping one would gain, and its cuts. */
import { mostTolerated, tolerated } from "./acceptance";
import { DRAWS, GROUP, drawGroup } from "./draws";
import { NEIGHBOUR_BYTES, NEIGHBOURS, STARTS, vertexCount } from "./graph";

export const MAX_WALKERS: u32 = 1024;
/** Vertices of all walkers together. */
export const MAX_CELLS: u32 = 1 << 22;
/** Each walker has room for a whole last group. */
const ROOM: u32 = MAX_CELLS + MAX_WALKERS * GROUP;
/** 0 or 1, a byte each; 0 where there is no vertex. */
const SIDES = memory.data(ROOM, 16);
const BEST_SIDES = memory.data(ROOM, 16);
/** What the cut gains when a vertex changes sides, i32 each. */
const GAINS = memory.data(ROOM * 4, 16);
/** i64 each. */
const CUTS = memory.data(MAX_WALKERS * 8, 16);
const BEST_CUTS = memory.data(MAX_WALKERS * 8, 16);
/** The gain of what is no vertex: a loss that no temperature bears. */
const NEVER: i32 = i32.MIN_VALUE;

export let walkerCount: u32 = 0;
/** From one walker's vertices to the next one's. */
let stride: u32 = 0;

export function sidesOf(walker: u32): usize {
  return SIDES + walker * stride;
}

export function bestSidesOf(walker: u32): usize {
  return BEST_SIDES + walker * stride;
}

export function cutAt(walker: u32): usize {
  return CUTS + 8 * walker;
}

export function bestCutAt(walker: u32): usize {
  return BEST_CUTS + 8 * walker;
}

@inline
function gainsOf(walker: u32): usize {
  return GAINS + 4 * walker * stride;
}

/** Makes room for so many walkers of the graph. */
export function prepareWalkers(count: u32): void {
  walkerCount = count;
  stride = (vertexCount + GROUP - 1) & ~(GROUP - 1);
  memory.fill(SIDES, 0, count * stride);
  memory.fill(BEST_SIDES, 0, count * stride);
}

/** Puts every vertex of every walker on a random side. */
export function scatter(): void {
  areGainsOld = false;
  for (let walker: u32 = 0; walker < walkerCount; walker++) {
    const sides = sidesOf(walker);
    for (let vertex: u32 = 0; vertex < vertexCount; vertex++) {
      if (vertex % GROUP == 0) drawGroup(walker, 0, vertex);
      store<u8>(sides + vertex, load<u32>(DRAWS + 4 * (vertex % GROUP)) & 1);
    }
    weigh(walker);
    keepBest(walker);
  }
}

/** Whether sides were brought in from elsewhere, whose gains nobody has worked out. */
let areGainsOld: bool = false;

export function ageGains(): void {
  areGainsOld = true;
}

/** Works out the gains if they are old. To be called before anything is flipped. */
export function renewGains(): void {
  if (!areGainsOld) return;
  areGainsOld = false;
  for (let walker: u32 = 0; walker < walkerCount; walker++) weigh(walker);
}

/** Works out gains and cut of a walker anew from its sides. */
function weigh(walker: u32): void {
  const sides = sidesOf(walker);
  const gains = gainsOf(walker);
  let twiceCut: i64 = 0;
  for (let vertex: u32 = 0; vertex < vertexCount; vertex++) {
    const side = load<u8>(sides + vertex);
    let twiceGain: i64 = 0;
    const end = NEIGHBOURS + load<u32>(STARTS + 4 * vertex + 4);
    for (let at = NEIGHBOURS + load<u32>(STARTS + 4 * vertex); at < end; at += NEIGHBOUR_BYTES) {
      const twice = load<i32>(at, 4) as i64;
      if (load<u8>(sides + load<u32>(at)) == side) {
        twiceGain += twice;
      } else {
        twiceGain -= twice;
        twiceCut += twice;
      }
    }
    store<i32>(gains + 4 * vertex, (twiceGain >> 1) as i32);
  }
  for (let vertex = vertexCount; vertex < stride; vertex++) store<i32>(gains + 4 * vertex, NEVER);
  // Every edge was met from both its ends, and counted twice there.
  store<i64>(cutAt(walker), twiceCut >> 2);
}

/** Remembers the sides of a walker if none were better. */
export function noteSweep(walker: u32): void {
  if (load<i64>(cutAt(walker)) > load<i64>(bestCutAt(walker))) keepBest(walker);
}

function keepBest(walker: u32): void {
  store<i64>(bestCutAt(walker), load<i64>(cutAt(walker)));
  memory.copy(bestSidesOf(walker), sidesOf(walker), vertexCount);
}

/** The first of those walkers that have the best cut. */
export function bestWalker(): u32 {
  let best: u32 = 0;
  for (let walker: u32 = 1; walker < walkerCount; walker++) {
    if (load<i64>(bestCutAt(walker)) > load<i64>(bestCutAt(best))) best = walker;
  }
  return best;
}

/** Looks at the vertices from `first`, a multiple of 16, up to `end`, and flips those whose loss the temperature bears. */
export function sweepRun(walker: u32, sweep: u32, temperature: u32, first: u32, end: u32): void {
  const gains = gainsOf(walker);
  const hopeless = i32x4.splat(-(min(mostTolerated(temperature), i32.MAX_VALUE as i64) as i32));
  for (let group = first; group < end; group += GROUP) {
    // In the cold, most groups hold no vertex that any draw could flip: for these none is made.
    if (!mayFlip(gains + 4 * group, hopeless)) continue;
    drawGroup(walker, sweep, group);
    const groupEnd = min(group + GROUP, vertexCount);
    for (let vertex = group; vertex < groupEnd; vertex++) {
      const gain = load<i32>(gains + 4 * vertex);
      if (-(gain as i64) <= tolerated(temperature, load<u32>(DRAWS + 4 * (vertex - group)))) flip(walker, vertex, gain);
    }
  }
}

@inline
function mayFlip(gains: usize, hopeless: v128): bool {
  const a = i32x4.max_s(v128.load(gains), v128.load(gains, 16));
  const b = i32x4.max_s(v128.load(gains, 32), v128.load(gains, 48));
  return v128.any_true(i32x4.ge_s(i32x4.max_s(a, b), hopeless));
}

@inline
function flip(walker: u32, vertex: u32, gain: i32): void {
  const sides = sidesOf(walker);
  const gains = gainsOf(walker);
  const side = load<u8>(sides + vertex) as i32;
  store<u8>(sides + vertex, 1 - side);
  store<i32>(gains + 4 * vertex, -gain);
  store<i64>(cutAt(walker), load<i64>(cutAt(walker)) + gain);
  const end = NEIGHBOURS + load<u32>(STARTS + 4 * vertex + 4);
  for (let at = NEIGHBOURS + load<u32>(STARTS + 4 * vertex); at < end; at += NEIGHBOUR_BYTES) {
    const neighbour = load<u32>(at);
    const twice = load<i32>(at, 4);
    // All ones where the two were on one side: what the neighbour would have gained, it now would lose.
    const sign = ((load<u8>(sides + neighbour) as i32) ^ side) - 1;
    const own = gains + 4 * neighbour;
    store<i32>(own, load<i32>(own) + ((twice ^ sign) - sign));
  }
}

/** For the shader: the gains of all walkers, those of one vertex side by side. */
export function writeGains(target: usize): u32 {
  for (let walker: u32 = 0; walker < walkerCount; walker++) {
    const gains = gainsOf(walker);
    for (let vertex: u32 = 0; vertex < vertexCount; vertex++) {
      store<i32>(target + 4 * (vertex * walkerCount + walker), load<i32>(gains + 4 * vertex));
    }
  }
  return 4 * vertexCount * walkerCount;
}
