/** Random bits: Threefry-2x32 with 20 rounds, four blocks at a time, which hold the draws of 16 vertices. */

/** Vertices whose draws are made together. */
export const GROUP: u32 = 16;
/** The draws made last, u32 each, in the order of their vertices. */
export const DRAWS = memory.data(64, 16);

export const DRAW_BITS = 12;
const DRAW_MASK = 0xfff;
const KEY_PARITY: u32 = 0x1bd11bda;

let key0: u32 = 0;
let key1: u32 = 0;
let key2: u32 = 0;

export function setSeed(seed: u64): void {
  key0 = seed as u32;
  key1 = (seed >> 32) as u32;
  key2 = KEY_PARITY ^ key0 ^ key1;
}

/** Makes the draws of 16 vertices of a walker in a sweep; `first` is a multiple of 16. */
export function drawGroup(walker: u32, sweep: u32, first: u32): void {
  let x = i32x4.add(i32x4.splat((walker << 16) + (first >> 2) + key0), i32x4(0, 1, 2, 3));
  let y = i32x4.splat(sweep + key1);
  // Rounds in eights: after each four, the next two words of the key, and the number of the injection.
  for (let injection: u32 = 1; injection < 5; injection += 2) {
    x = i32x4.add(x, y), y = v128.xor(rotated(y, 13), x);
    x = i32x4.add(x, y), y = v128.xor(rotated(y, 15), x);
    x = i32x4.add(x, y), y = v128.xor(rotated(y, 26), x);
    x = i32x4.add(x, y), y = v128.xor(rotated(y, 6), x);
    x = i32x4.add(x, i32x4.splat(keyAt(injection))), y = i32x4.add(y, i32x4.splat(keyAt(injection + 1) + injection));
    x = i32x4.add(x, y), y = v128.xor(rotated(y, 17), x);
    x = i32x4.add(x, y), y = v128.xor(rotated(y, 29), x);
    x = i32x4.add(x, y), y = v128.xor(rotated(y, 16), x);
    x = i32x4.add(x, y), y = v128.xor(rotated(y, 24), x);
    x = i32x4.add(x, i32x4.splat(keyAt(injection + 1))), y = i32x4.add(y, i32x4.splat(keyAt(injection + 2) + injection + 1));
  }
  x = i32x4.add(x, y), y = v128.xor(rotated(y, 13), x);
  x = i32x4.add(x, y), y = v128.xor(rotated(y, 15), x);
  x = i32x4.add(x, y), y = v128.xor(rotated(y, 26), x);
  x = i32x4.add(x, y), y = v128.xor(rotated(y, 6), x);
  x = i32x4.add(x, i32x4.splat(keyAt(5))), y = i32x4.add(y, i32x4.splat(keyAt(6) + 5));

  const mask = i32x4.splat(DRAW_MASK);
  v128.store(DRAWS, v128.and(x, mask));
  v128.store(DRAWS, i32x4.shr_u(x, 32 - DRAW_BITS), 16);
  v128.store(DRAWS, v128.and(y, mask), 32);
  v128.store(DRAWS, i32x4.shr_u(y, 32 - DRAW_BITS), 48);
}

@inline
function keyAt(index: u32): u32 {
  const slot = index % 3;
  return slot == 0 ? key0 : slot == 1 ? key1 : key2;
}

@inline
function rotated(words: v128, bits: i32): v128 {
  return v128.or(i32x4.shl(words, bits), i32x4.shr_u(words, 32 - bits));
}
