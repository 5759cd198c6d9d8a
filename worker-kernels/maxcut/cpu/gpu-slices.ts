/**
 * What the shader (`../gpu.wgsl`) is told, laid out as it reads it. A slice is some runs of vertices, of all walkers.
 * The state stays on the device from slice to slice; it is taken there again after a loss, or when the CPU went on.
 */
import { writeLosses } from "./acceptance";
import { CLIMB_STEPS } from "./climb";
import { writeNeighbours, vertexCount } from "./graph";
import { packAll, packedBytes, sideWords } from "./packed";
import { temperatureOf } from "./cooling";
import { renewGains, walkerCount, writeGains } from "./walkers";

const LANES: u32 = 64;
/** Sweeps of one slice at most, whose temperatures it is told. */
const MAX_SLICE_SWEEPS: u32 = 4096;

// Bindings, in the order of the manifest.
const SLICE = 0;
const GRAPH = 1;
const LOSSES = 2;
const TEMPERATURES = 3;
const UPLOAD = 4;

/** The position that no slice has yet, and where the slice planned last begins. */
let planned: u32 = 0;
let sliceStart: u32 = 0;
let olderRuns: u32 = 0;
let newerRuns: u32 = 0;
/** Whether the device holds the state of the position that is planned next. */
let isOnDevice: bool = false;
/** Whether the slice planned last takes its state there first. */
let doesUpload: bool = false;

/** Forgets all slices, and what the device may hold. */
export function dropSlices(): void {
  olderRuns = 0;
  newerRuns = 0;
  isOnDevice = false;
}

/** Plans a slice of at most so many runs from `position` on, when none is out; else behind those that are. */
export function planSlice(position: u32, runs: u32, sweeps: u32, mostRuns: u32): u32 {
  if (newerRuns != 0) return 0;
  if (olderRuns == 0) planned = position;
  if (planned == sweeps * runs) return 0;
  doesUpload = !isOnDevice;
  isOnDevice = true;
  sliceStart = planned;
  const done = planned / runs;
  const end = min(endOfStep(done, sweeps), done + MAX_SLICE_SWEEPS) * runs;
  planned = mostRuns < end - planned ? planned + mostRuns : end;
  if (olderRuns == 0) olderRuns = planned - sliceStart;
  else newerRuns = planned - sliceStart;
  return (walkerCount + LANES - 1) / LANES;
}

/** The sweeps that are done when the sixteenth in hand is: there the climb is noted, and so every slice ends. */
function endOfStep(doneSweeps: u32, sweeps: u32): u32 {
  const step = (doneSweeps * CLIMB_STEPS) / sweeps + 1;
  return (step * sweeps + CLIMB_STEPS - 1) / CLIMB_STEPS;
}

/** Takes the oldest slice off the list and returns its runs; 0 when none is out. */
export function takeOldestSlice(): u32 {
  const runs = olderRuns;
  olderRuns = newerRuns;
  newerRuns = 0;
  return runs;
}

/** Writes what the slice planned last wants in a binding; of the result, tells its length. */
export function writeBinding(binding: u32, target: usize, runs: u32, seed: u64): u32 {
  switch (binding) {
    case SLICE:
      return writeSlice(target, runs, seed);
    case GRAPH:
      return writeNeighbours(target);
    case LOSSES:
      return writeLosses(target);
    case TEMPERATURES:
      return writeTemperatures(target, runs);
    case UPLOAD:
      return writeUpload(target);
    default:
      return packedBytes();
  }
}

const SLICE_BYTES: u32 = 48;

function writeSlice(target: usize, runs: u32, seed: u64): u32 {
  store<u32>(target, walkerCount);
  store<u32>(target, vertexCount, 4);
  store<u32>(target, sideWords(), 8);
  store<u32>(target, doesUpload, 12);
  store<u32>(target, runs, 16);
  store<u32>(target, sliceStart % runs, 20);
  store<u32>(target, planned - sliceStart, 24);
  store<u32>(target, sliceStart / runs + 1, 28);
  store<u64>(target, seed, 32);
  store<u64>(target, 0, 40);
  return SLICE_BYTES;
}

function writeTemperatures(target: usize, runs: u32): u32 {
  const first = sliceStart / runs + 1;
  const last = (planned - 1) / runs + 1;
  for (let sweep = first; sweep <= last; sweep++) store<u32>(target + 4 * (sweep - first), temperatureOf(sweep));
  return 4 * (last - first + 1);
}

function writeUpload(target: usize): u32 {
  if (!doesUpload) return 0;
  renewGains();
  const gainBytes = writeGains(target);
  packAll(target + gainBytes);
  return gainBytes + packedBytes();
}
