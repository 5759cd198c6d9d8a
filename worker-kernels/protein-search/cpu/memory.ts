/**
 * Where things lie: the block first, then what a unit works with, and last the exchange buffer, which
 * the host makes as long as it likes.
 */

const ALIGNMENT: usize = 16;
const PAGE_BITS: usize = 16;

/** Start of the block. */
export const BLOCK: usize = aligned(__heap_base);

/** Start of the exchange buffer. */
export let exchange: usize = BLOCK;

/** Moves the exchange buffer, to where nothing is that is still needed. */
export function moveExchange(to: usize): void {
  exchange = to;
}

/** Makes memory reach up to an address; false when there is no room. */
export function reach(end: usize): bool {
  const pages = (end + 0xffff) >> PAGE_BITS;
  const lacking = (pages as i32) - memory.size();
  return lacking <= 0 || memory.grow(lacking) >= 0;
}

@inline
export function aligned(address: usize): usize {
  return (address + (ALIGNMENT - 1)) & ~(ALIGNMENT - 1);
}
