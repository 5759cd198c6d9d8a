/**
 * A block of the database, as `../block.ts` writes it: magic, version, count, residues and bytes of
 * names, each a u32; the ends of the sequences (u32 each); the ends of the names; the residues; the names.
 */
import { RESIDUE_KINDS } from "./residues";

const MAGIC: u32 = 0x42_51_45_53; // "SEQB"
const VERSION: u32 = 1;
const HEADER_BYTES: u64 = 20;
const END_BYTES: u64 = 4;

/** So many scores fit in a checkpoint four times over. */
const MAX_SEQUENCES: u32 = 250_000;

// Codes of `attach`.
const NOT_A_BLOCK = 32;
const UNKNOWN_VERSION = 33;
const COUNT_OUT_OF_RANGE = 34;
const WRONG_LENGTH = 35;
const ENDS_OUT_OF_ORDER = 36;
const UNKNOWN_RESIDUE = 37;

/** 0 without a block. */
export let sequenceCount: u32 = 0;
export let residueCount: u32 = 0;
let ends: usize = 0;
let residues: usize = 0;

/** Takes a block, or forgets the one before and answers with a code. */
export function openBlock(block: usize, length: u32): i32 {
  sequenceCount = 0;
  if (length < (HEADER_BYTES as u32) || load<u32>(block) != MAGIC) return NOT_A_BLOCK;
  if (load<u32>(block, 4) != VERSION) return UNKNOWN_VERSION;
  const count = load<u32>(block, 8);
  if (count == 0 || count > MAX_SEQUENCES) return COUNT_OUT_OF_RANGE;
  residueCount = load<u32>(block, 12);
  const nameBytes = load<u32>(block, 16);
  const listBytes = END_BYTES * count;
  if ((length as u64) != HEADER_BYTES + 2 * listBytes + residueCount + nameBytes) return WRONG_LENGTH;

  ends = block + (HEADER_BYTES as usize);
  const nameEnds = ends + (listBytes as usize);
  residues = nameEnds + (listBytes as usize);
  // An empty sequence has nothing to align; a name may be of any length.
  if (!areAscending(ends, count, residueCount, 1) || !areAscending(nameEnds, count, nameBytes, 0)) return ENDS_OUT_OF_ORDER;
  if (!areResidues()) return UNKNOWN_RESIDUE;
  sequenceCount = count;
  return 0;
}

/** Where a sequence begins, counted in residues of the block. */
@inline
export function startOf(sequence: u32): u32 {
  return sequence == 0 ? 0 : load<u32>(ends + 4 * (sequence - 1));
}

@inline
export function lengthOf(sequence: u32): u32 {
  return load<u32>(ends + 4 * sequence) - startOf(sequence);
}

/** Address of a sequence's first residue. */
@inline
export function residuesOf(sequence: u32): usize {
  return residues + startOf(sequence);
}

function areAscending(list: usize, count: u32, total: u32, minLength: u64): bool {
  let end: u64 = 0;
  for (let i: u32 = 0; i < count; i++) {
    const next: u64 = load<u32>(list + 4 * i);
    if (next < end + minLength) return false;
    end = next;
  }
  return end == total;
}

/** Every unit on a block looks at all of it, so this is done sixteen at a time. */
function areResidues(): bool {
  const end = residues + residueCount;
  let at = residues;
  for (; at + 16 <= end; at += 16) {
    if (!i8x16.all_true(i8x16.lt_u(v128.load(at), i8x16.splat(RESIDUE_KINDS as i8)))) return false;
  }
  for (; at < end; at++) {
    if (load<u8>(at) >= RESIDUE_KINDS) return false;
  }
  return true;
}
