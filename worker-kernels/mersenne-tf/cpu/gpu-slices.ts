/**
 * What the shader (`../gpu.wgsl`) is told, laid out as its structs are. A slice is a run of blocks from `planned` on,
 * a workgroup each. At most two slices are out: they are counted here in blocks, because where the older one begins is
 * where the unit has come to.
 */
import { candidateHigh, candidateLow } from "./candidates";
import { CLASS_COUNT, sievePrimeCount, writeSievePrimes } from "./sieve";
import { END, Position, exponent } from "./unit-range";

/** Blocks of one slice at most. */
export const MAX_BLOCKS: u32 = 16384;
const BLOCK_BYTES: u32 = 32;
export const RESULT_BYTES: u32 = 32;
/** Hits of a block that the shader tells by row. */
export const MAX_HITS: u32 = 5;
const UNIT_BYTES: u32 = 32;

/** The shader works on six limbs of 14 bits. */
const RADIX_BITS: u32 = 84;

// Bindings, in the order of the manifest.
const UNIT = 0;
const PRIMES = 1;
const BLOCKS = 2;

/** The first block that is in no slice yet, and the first of the slice planned last. */
const planned = changetype<Position>(memory.data(offsetof<Position>(), 8));
const sliceStart = changetype<Position>(memory.data(offsetof<Position>(), 8));
const walker = changetype<Position>(memory.data(offsetof<Position>(), 8));
let olderBlocks: u32 = 0;
let newerBlocks: u32 = 0;

export function dropSlices(): void {
  olderBlocks = 0;
  newerBlocks = 0;
}

/** Plans a slice of at most so many blocks and returns how many it has. `done` is how far the unit has come. */
export function planSlice(done: Position, maxBlocks: u32): u32 {
  if (newerBlocks != 0) return 0;
  if (olderBlocks == 0) planned.copyFrom(done);
  sliceStart.copyFrom(planned);
  let blocks: u32 = 0;
  for (; blocks < maxBlocks && blocks < MAX_BLOCKS && planned.class_ != END; blocks++) planned.moveToNextBlock();
  if (olderBlocks == 0) olderBlocks = blocks;
  else newerBlocks = blocks;
  return blocks;
}

/** Takes the oldest slice off the list and returns its blocks; 0 when none is out. */
export function takeOldestSlice(): u32 {
  const blocks = olderBlocks;
  olderBlocks = newerBlocks;
  newerBlocks = 0;
  return blocks;
}

/** Writes what the slice planned last wants in a binding; of the results, tells their length. */
export function writeBinding(binding: u32, target: usize): u32 {
  const blocks = newerBlocks != 0 ? newerBlocks : olderBlocks;
  if (binding == UNIT) return writeUnit(target);
  if (binding == PRIMES) return writeSievePrimes(target);
  return binding == BLOCKS ? writeBlocks(target, blocks) : blocks * RESULT_BYTES;
}

function writeUnit(target: usize): u32 {
  let squarings: u32 = 0;
  while (topExponent(squarings) > RADIX_BITS) squarings++;
  store<u32>(target, exponent - 1);
  store<u32>(target, squarings, 4);
  store<u32>(target, RADIX_BITS - topExponent(squarings), 8);
  store<u32>(target, sievePrimeCount(), 12);
  store<u64>(target, 2 * (exponent as u64) * CLASS_COUNT, 16);
  store<u64>(target, 0, 24);
  return UNIT_BYTES;
}

/** ⌈p / 2^squarings⌉ */
function topExponent(squarings: u32): u32 {
  return ((exponent - 1) >> squarings) + 1;
}

function writeBlocks(target: usize, blocks: u32): u32 {
  walker.copyFrom(sliceStart);
  for (let i: u32 = 0; i < blocks; i++, walker.moveToNextBlock()) {
    const at = target + i * BLOCK_BYTES;
    walker.aimCandidates();
    store<u32>(at, walker.class_);
    store<u64>(at, walker.row, 4);
    store<u32>(at, walker.rows(), 12);
    store<u64>(at, candidateLow(0), 16);
    store<u64>(at, candidateHigh(0), 24);
  }
  return blocks * BLOCK_BYTES;
}
