/** FNV-1a, 64 bits: the digest of scores, and the checksum against storage that lost or mixed bytes. */

export const FNV_START: u64 = 0xcbf29ce484222325;
const FNV_PRIME: u64 = 0x100000001b3;

/** Takes bytes into a digest. */
export function fnv(digest: u64, bytes: usize, length: u32): u64 {
  const end = bytes + length;
  for (; bytes < end; bytes++) digest = (digest ^ load<u8>(bytes)) * FNV_PRIME;
  return digest;
}
