/**
 * The kernel contract (`../contract.ts`) for annealing a graph's cut. All walkers of a unit go forward together: run of
 * vertices by run, and within a run walker by walker, which is one piece of budget. README.md defines the output.
 */
import { prepareAcceptance } from "./cpu/acceptance";
import { CLIMB, CLIMB_BYTES, CLIMB_STEPS, climbTo, startClimb } from "./cpu/climb";
import { setCooling, temperatureOf } from "./cpu/cooling";
import { setSeed } from "./cpu/draws";
import { edgeCount, takeGraph, vertexCount } from "./cpu/graph";
import { dropSlices, planSlice, takeOldestSlice, writeBinding } from "./cpu/gpu-slices";
import { packAll, packSides, packedBytes, sideWords, unpackAll } from "./cpu/packed";
import {
  MAX_CELLS,
  MAX_WALKERS,
  bestCutAt,
  bestWalker,
  bestSidesOf,
  noteSweep,
  prepareWalkers,
  renewGains,
  walkerCount,
  scatter,
  sweepRun,
} from "./cpu/walkers";

// Input: digest of the graph 32 bytes, vertices u32, seed u64, walkers u32, sweeps u32, temperatures u32.
const INPUT_BYTES: u32 = 60;
const INPUT_VERTICES: u32 = 32;
const INPUT_SEED: u32 = 36;
const INPUT_WALKERS: u32 = 44;
const INPUT_SWEEPS: u32 = 48;
const INPUT_START: u32 = 52;
const INPUT_END: u32 = 56;
const MAX_SWEEPS: u32 = 1_000_000;
/** Edges of all walkers: to weigh them is the longest step there is. */
const MAX_EDGE_CELLS: u64 = 1 << 25;

// Codes of `begin`.
const WRONG_INPUT_LENGTH = 1;
const NO_GRAPH = 2;
const SWEEPS_OUT_OF_RANGE = 3;
const TEMPERATURE_RISES = 4;
const OTHER_VERTEX_COUNT = 5;
const WALKERS_OUT_OF_RANGE = 6;
const UNIT_TOO_LARGE = 7;

// Codes of `load`.
const WRONG_CHECKPOINT_LENGTH = 16;
const CHECKPOINT_SPOILT = 17;
const CHECKPOINT_OF_ANOTHER_UNIT = 18;

// Codes of `attach`, beside those of `cpu/graph.ts`.
const NO_SUCH_BLOB = 32;

// Checkpoint: the input, position u32, walker u32, the climb, the state of the walkers, a checksum u64.
const CHECKPOINT_POSITION: u32 = INPUT_BYTES;
const CHECKPOINT_WALKER: u32 = CHECKPOINT_POSITION + 4;
const CHECKPOINT_CLIMB: u32 = CHECKPOINT_WALKER + 4;
const CHECKPOINT_STATE: u32 = CHECKPOINT_CLIMB + CLIMB_BYTES;
const CHECKSUM_BYTES: u32 = 8;

// Codes of `gpuFold`.
const WRONG_RESULT_LENGTH = 48;

/** The largest thing exchanged is what a shader is told at first: gains, cuts and twice the sides of all walkers. */
const BUFFER_BYTES: u32 = MAX_CELLS * 4 + MAX_WALKERS * 16 + (MAX_CELLS / 32 + MAX_WALKERS) * 8;
const BUFFER = memory.data(BUFFER_BYTES, 16);

/** Vertices of one run: a multiple of a group of draws. */
const RUN: u32 = 256;

// The unit, and how far it has come: `position` counts runs over all sweeps, from 0; `walker` is the next one in the run.
const INPUT = memory.data(INPUT_BYTES, 16);
let sweeps: u32 = 0;
let runs: u32 = 1;
let position: u32 = 0;
let walker: u32 = 0;

export function reserve(length: u32): usize {
  return length <= BUFFER_BYTES ? BUFFER : 0;
}

export function buffer(): usize {
  return BUFFER;
}

export function attach(index: u32, length: u32): i32 {
  sweeps = 0;
  return index == 0 ? takeGraph(BUFFER, length) : NO_SUCH_BLOB;
}

export function begin(length: u32): i32 {
  dropSlices();
  sweeps = 0;
  position = 0;
  walker = 0;
  if (length != INPUT_BYTES) return WRONG_INPUT_LENGTH;
  if (vertexCount == 0) return NO_GRAPH;
  memory.copy(INPUT, BUFFER, INPUT_BYTES);
  const refusal = refusalOf(load<u32>(INPUT, INPUT_WALKERS), load<u32>(INPUT, INPUT_SWEEPS));
  if (refusal != 0) return refusal;

  sweeps = load<u32>(INPUT, INPUT_SWEEPS);
  runs = (vertexCount + RUN - 1) / RUN;
  setCooling(sweeps, load<u32>(INPUT, INPUT_START), load<u32>(INPUT, INPUT_END));
  setSeed(load<u64>(INPUT, INPUT_SEED));
  prepareAcceptance();
  prepareWalkers(load<u32>(INPUT, INPUT_WALKERS));
  scatter();
  startClimb(bestCut());
  return 0;
}

function refusalOf(walkers: u32, wantedSweeps: u32): i32 {
  if (load<u32>(INPUT, INPUT_VERTICES) != vertexCount) return OTHER_VERTEX_COUNT;
  if (wantedSweeps == 0 || wantedSweeps > MAX_SWEEPS) return SWEEPS_OUT_OF_RANGE;
  if (walkers == 0 || walkers > MAX_WALKERS) return WALKERS_OUT_OF_RANGE;
  if (walkers * vertexCount > MAX_CELLS || (walkers as u64) * edgeCount > MAX_EDGE_CELLS) return UNIT_TOO_LARGE;
  return load<u32>(INPUT, INPUT_END) > load<u32>(INPUT, INPUT_START) ? TEMPERATURE_RISES : 0;
}

export function step(budget: i32): i32 {
  dropSlices();
  renewGains();
  for (; budget > 0 && position < sweeps * runs; budget--) doPiece();
  return position < sweeps * runs ? 1 : 0;
}

function doPiece(): void {
  const sweep = position / runs + 1;
  const run = position % runs;
  sweepRun(walker, sweep, temperatureOf(sweep), run * RUN, min((run + 1) * RUN, vertexCount));
  // The best cut is looked for at the ends of sweeps: looking after each flip would cost more than the flip.
  if (run == runs - 1) noteSweep(walker);
  walker++;
  if (walker < walkerCount) return;
  walker = 0;
  position++;
  if (run == runs - 1) climbTo(sweep, sweeps, bestCut());
}

/** Before the first slice, the CPU sees the run in hand through: the shader takes all walkers or none. */
export function gpuPlan(budget: i32): i32 {
  if (walker != 0) {
    dropSlices();
    renewGains();
    while (walker != 0) doPiece();
  }
  return planSlice(position, runs, sweeps, max(budget, 1));
}

export function gpuFill(binding: u32): u32 {
  return writeBinding(binding, BUFFER, runs, load<u64>(INPUT, INPUT_SEED));
}

export function gpuFold(length: u32): i32 {
  const done = takeOldestSlice();
  if (done == 0 || length != packedBytes()) return WRONG_RESULT_LENGTH;
  unpackAll(BUFFER);
  position += done;
  if (position % runs == 0) climbTo(position / runs, sweeps, bestCut());
  return 0;
}

export function gpuDrop(): i32 {
  dropSlices();
  return 0;
}

export function progress(): f64 {
  return ((position as f64) + (walker as f64) / (walkerCount as f64)) / ((sweeps as f64) * (runs as f64));
}

export function finish(): u32 {
  store<i64>(BUFFER, bestCut());
  store<u32>(BUFFER, CLIMB_STEPS + 1, 8);
  memory.copy(BUFFER + 12, CLIMB, CLIMB_BYTES);
  const partition = BUFFER + 12 + CLIMB_BYTES;
  const sides = bestSidesOf(bestWalker());
  store<u32>(partition, sideWords());
  // Of the two ways to name the sides, the one in which vertex 0 is on side 0.
  packSides(partition + 4, 4, sides, load<u8>(sides));
  return 16 + CLIMB_BYTES + 4 * sideWords();
}

export function save(): u32 {
  memory.copy(BUFFER, INPUT, INPUT_BYTES);
  store<u32>(BUFFER + CHECKPOINT_POSITION, position);
  store<u32>(BUFFER + CHECKPOINT_WALKER, walker);
  memory.copy(BUFFER + CHECKPOINT_CLIMB, CLIMB, CLIMB_BYTES);
  packAll(BUFFER + CHECKPOINT_STATE);
  const checksumAt = CHECKPOINT_STATE + packedBytes();
  store<u64>(BUFFER + checksumAt, checksum(checksumAt));
  return checksumAt + CHECKSUM_BYTES;
}

function resume(length: u32): i32 {
  const checksumAt = CHECKPOINT_STATE + packedBytes();
  if (length != checksumAt + CHECKSUM_BYTES) return WRONG_CHECKPOINT_LENGTH;
  // What has the right checksum was saved by this code, so that its position needs no check of its own.
  if (load<u64>(BUFFER + checksumAt) != checksum(checksumAt)) return CHECKPOINT_SPOILT;
  if (memory.compare(BUFFER, INPUT, INPUT_BYTES) != 0) return CHECKPOINT_OF_ANOTHER_UNIT;

  dropSlices();
  position = load<u32>(BUFFER + CHECKPOINT_POSITION);
  walker = load<u32>(BUFFER + CHECKPOINT_WALKER);
  memory.copy(CLIMB, BUFFER + CHECKPOINT_CLIMB, CLIMB_BYTES);
  unpackAll(BUFFER + CHECKPOINT_STATE);
  return 0;
}

function bestCut(): i64 {
  return load<i64>(bestCutAt(bestWalker()));
}

/** FNV-1a of the buffer's first bytes, against storage that lost or mixed some. */
function checksum(length: u32): u64 {
  let hash: u64 = 0xcbf29ce484222325;
  for (let at: u32 = 0; at < length; at++) {
    hash = (hash ^ load<u8>(BUFFER + at)) * 0x100000001b3;
  }
  return hash;
}

// `load` is also the name of the language's own function for reading memory.
export { resume as load };
