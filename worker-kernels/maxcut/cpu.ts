/**
 * The kernel contract (`../contract.ts`) for annealing a graph's cut. A unit is worked through sweep by sweep and
 * run by run; a run of vertices is one piece of budget. README.md defines the output.
 */
import { prepareAcceptance } from "./cpu/acceptance";
import { CLIMB, CLIMB_BYTES, CLIMB_STEPS, climbTo, startClimb } from "./cpu/climb";
import { BEST_SIDES, SIDES, bestCut, cut, keepBest, restoreBest, scatter, sweepRun, weigh } from "./cpu/annealing";
import { setSeed } from "./cpu/draws";
import { MAX_BLOB_BYTES, takeGraph, vertexCount } from "./cpu/graph";

// Input: digest of the graph 32 bytes, seed u64, sweeps u32, temperatures u32.
const INPUT_BYTES: u32 = 52;
const INPUT_SEED: u32 = 32;
const INPUT_SWEEPS: u32 = 40;
const INPUT_START: u32 = 44;
const INPUT_END: u32 = 48;
const MAX_SWEEPS: u32 = 1_000_000;

// Codes of `begin`.
const WRONG_INPUT_LENGTH = 1;
const NO_GRAPH = 2;
const SWEEPS_OUT_OF_RANGE = 3;
const TEMPERATURE_RISES = 4;

// Codes of `load`.
const WRONG_CHECKPOINT_LENGTH = 16;
const CHECKPOINT_SPOILT = 17;
const CHECKPOINT_OF_ANOTHER_UNIT = 18;

// Codes of `attach`, beside those of `cpu/graph.ts`.
const NO_SUCH_BLOB = 32;

// Checkpoint: the input, sweep u32, vertex u32, best cut i64, the climb, the sides, the best sides, a checksum u64.
const CHECKPOINT_SWEEP: u32 = INPUT_BYTES;
const CHECKPOINT_VERTEX: u32 = CHECKPOINT_SWEEP + 4;
const CHECKPOINT_BEST: u32 = CHECKPOINT_VERTEX + 4;
const CHECKPOINT_CLIMB: u32 = CHECKPOINT_BEST + 8;
const CHECKPOINT_SIDES: u32 = CHECKPOINT_CLIMB + CLIMB_BYTES;
const CHECKSUM_BYTES: u32 = 8;

/** The largest thing exchanged is a graph. */
const BUFFER = memory.data(MAX_BLOB_BYTES, 16);

/** Vertices of one piece: a multiple of a group of draws. */
const RUN: u32 = 512;

// The unit, and how far it has come: (sweep, vertex) is where the next run begins, and the sweep past the last is the end.
const INPUT = memory.data(INPUT_BYTES, 16);
let sweeps: u32 = 0;
let temperatureStart: u32 = 0;
let temperatureEnd: u32 = 0;
let sweep: u32 = 1;
let vertex: u32 = 0;

export function reserve(length: u32): usize {
  return length <= MAX_BLOB_BYTES ? BUFFER : 0;
}

export function buffer(): usize {
  return BUFFER;
}

export function attach(index: u32, length: u32): i32 {
  sweeps = 0;
  return index == 0 ? takeGraph(BUFFER, length) : NO_SUCH_BLOB;
}

export function begin(length: u32): i32 {
  sweeps = 0;
  sweep = 1;
  vertex = 0;
  if (length != INPUT_BYTES) return WRONG_INPUT_LENGTH;
  if (vertexCount == 0) return NO_GRAPH;
  memory.copy(INPUT, BUFFER, INPUT_BYTES);
  const wanted = load<u32>(INPUT, INPUT_SWEEPS);
  temperatureStart = load<u32>(INPUT, INPUT_START);
  temperatureEnd = load<u32>(INPUT, INPUT_END);
  if (wanted == 0 || wanted > MAX_SWEEPS) return SWEEPS_OUT_OF_RANGE;
  if (temperatureEnd > temperatureStart) return TEMPERATURE_RISES;
  sweeps = wanted;
  setSeed(load<u64>(INPUT, INPUT_SEED));
  prepareAcceptance();
  scatter();
  startClimb(bestCut);
  return 0;
}

export function step(budget: i32): i32 {
  for (; budget > 0 && sweep <= sweeps; budget--) {
    const end = min(vertex + RUN, vertexCount);
    sweepRun(sweep, temperatureOf(sweep), vertex, end);
    vertex = end;
    if (vertex == vertexCount) endSweep();
  }
  return sweep <= sweeps ? 1 : 0;
}

export function progress(): f64 {
  if (sweep > sweeps) return 1;
  return ((sweep - 1) as f64 + (vertex as f64) / (vertexCount as f64)) / (sweeps as f64);
}

export function finish(): u32 {
  const words = packedBytes() >> 2;
  store<i64>(BUFFER, bestCut);
  store<u32>(BUFFER, CLIMB_STEPS + 1, 8);
  memory.copy(BUFFER + 12, CLIMB, CLIMB_BYTES);
  const partition = BUFFER + 12 + CLIMB_BYTES;
  store<u32>(partition, words);
  // Of the two ways to name the sides, the one in which vertex 0 is on side 0.
  pack(partition + 4, BEST_SIDES, load<u8>(BEST_SIDES));
  return 16 + CLIMB_BYTES + 4 * words;
}

export function save(): u32 {
  const bytes = packedBytes();
  memory.copy(BUFFER, INPUT, INPUT_BYTES);
  store<u32>(BUFFER + CHECKPOINT_SWEEP, sweep);
  store<u32>(BUFFER + CHECKPOINT_VERTEX, vertex);
  store<i64>(BUFFER + CHECKPOINT_BEST, bestCut);
  memory.copy(BUFFER + CHECKPOINT_CLIMB, CLIMB, CLIMB_BYTES);
  pack(BUFFER + CHECKPOINT_SIDES, SIDES, 0);
  pack(BUFFER + CHECKPOINT_SIDES + bytes, BEST_SIDES, 0);
  const checksumAt = CHECKPOINT_SIDES + 2 * bytes;
  store<u64>(BUFFER + checksumAt, checksum(checksumAt));
  return checksumAt + CHECKSUM_BYTES;
}

function resume(length: u32): i32 {
  const bytes = packedBytes();
  const checksumAt = CHECKPOINT_SIDES + 2 * bytes;
  if (length != checksumAt + CHECKSUM_BYTES) return WRONG_CHECKPOINT_LENGTH;
  // What has the right checksum was saved by this code, so that its position needs no check of its own.
  if (load<u64>(BUFFER + checksumAt) != checksum(checksumAt)) return CHECKPOINT_SPOILT;
  if (memory.compare(BUFFER, INPUT, INPUT_BYTES) != 0) return CHECKPOINT_OF_ANOTHER_UNIT;

  sweep = load<u32>(BUFFER + CHECKPOINT_SWEEP);
  vertex = load<u32>(BUFFER + CHECKPOINT_VERTEX);
  restoreBest(load<i64>(BUFFER + CHECKPOINT_BEST));
  memory.copy(CLIMB, BUFFER + CHECKPOINT_CLIMB, CLIMB_BYTES);
  unpack(SIDES, BUFFER + CHECKPOINT_SIDES);
  unpack(BEST_SIDES, BUFFER + CHECKPOINT_SIDES + bytes);
  weigh();
  return 0;
}

/** The best cut is looked for at the ends of sweeps: looking after each flip would cost more than the flip. */
function endSweep(): void {
  if (cut > bestCut) keepBest();
  climbTo(sweep, sweeps, bestCut);
  vertex = 0;
  sweep++;
}

function temperatureOf(sweep: u32): u32 {
  if (sweeps == 1) return temperatureStart;
  const fall = ((temperatureStart - temperatureEnd) as u64) * (sweep - 1);
  return temperatureStart - ((fall / (sweeps - 1)) as u32);
}

/** Bytes of all sides with a bit each, in words of 32. */
function packedBytes(): u32 {
  return ((vertexCount + 31) / 32) * 4;
}

function pack(target: usize, sides: usize, flipped: u32): void {
  memory.fill(target, 0, packedBytes());
  for (let i: u32 = 0; i < vertexCount; i++) {
    const byte = target + (i >> 3);
    store<u8>(byte, load<u8>(byte) | (((load<u8>(sides + i) as u32) ^ flipped) << (i & 7)));
  }
}

function unpack(sides: usize, source: usize): void {
  for (let i: u32 = 0; i < vertexCount; i++) store<u8>(sides + i, ((load<u8>(source + (i >> 3)) as u32) >> (i & 7)) & 1);
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
