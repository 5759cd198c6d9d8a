/**
 * The part of the contract that is the same in every kernel: the buffer through which host and module talk, and
 * checkpoints, which are a copy of the unit's state with a checksum. Nothing here needs to be changed, but for a
 * larger buffer.
 */

/** Room for the largest input, output or checkpoint. */
const BUFFER_BYTES: u32 = 4096;
export const BUFFER = memory.data(BUFFER_BYTES, 16);

const CHECKSUM_BYTES: u32 = 8;

// Codes with which a checkpoint is refused.
const WRONG_LENGTH = 16;
const SPOILT = 17;
const OF_ANOTHER_UNIT = 18;

export function reserve(length: u32): usize {
  return length <= BUFFER_BYTES ? BUFFER : 0;
}

export function buffer(): usize {
  return BUFFER;
}

/** Writes a checkpoint of the state, and answers with its length. */
export function saveState(state: usize, bytes: u32): u32 {
  memory.copy(BUFFER, state, bytes);
  store<u64>(BUFFER + bytes, checksum(bytes));
  return bytes + CHECKSUM_BYTES;
}

/**
 * Takes a checkpoint of `length` bytes back into the state; 0, or a code. The first `inputBytes` of the state are the
 * unit's input: a checkpoint with other ones is another unit's.
 */
export function loadState(state: usize, bytes: u32, inputBytes: u32, length: u32): i32 {
  if (length != bytes + CHECKSUM_BYTES) return WRONG_LENGTH;
  if (load<u64>(BUFFER + bytes) != checksum(bytes)) return SPOILT;
  if (memory.compare(BUFFER, state, inputBytes) != 0) return OF_ANOTHER_UNIT;
  memory.copy(state, BUFFER, bytes);
  return 0;
}

/** FNV-1a over the first bytes of the buffer. */
function checksum(bytes: u32): u64 {
  let hash: u64 = 0xcbf29ce484222325;
  for (let i: u32 = 0; i < bytes; i++) hash = (hash ^ load<u8>(BUFFER + i)) * 0x100000001b3;
  return hash;
}
