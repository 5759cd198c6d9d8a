/**
 * Smith-Waterman with affine gaps (Gotoh's recurrences), one sequence to a lane, as in SWIPE
 * (T. Rognes, 2011). Down the query, four columns are done at once. With H the best score of an
 * alignment that ends at a cell, E and F of one that ends there in a gap:
 *
 *   H = max(0, H[diagonal] + score, E, F)
 *   E = max(E[left] - gapExtend, H[left] - gapOpen)    F = max(F[above] - gapExtend, H[above] - gapOpen)
 *
 * Lanes of 8 and 16 bits hold a score less the middle of their range. So 0 is the lowest value they
 * have, saturation does the max with 0, and a score that reaches their highest value is not known:
 * it may be that or more, and the sequence is done again in wider lanes.
 */
import { QUERY, gapExtend, gapOpen, queryLength } from "./input";
import { PROFILE, PROFILE_ROW_BYTES, makeProfile } from "./profile";

/** What a row of the query hands on to the next four columns: H and E. */
export const ROW_BYTES: u32 = 32;

/** What stands for a score of 0 in lanes of type T. */
@inline
export function zero<T>(): T {
  return sizeof<T>() == 4 ? (0 as T) : (<T>(<i32>(-1) << (8 * (sizeof<T>() as i32) - 1)));
}

/** Makes the rows ready for the first columns of other sequences. */
export function clearRows<T>(rows: usize): void {
  const none = v128.splat<T>(zero<T>());
  const end = rows + queryLength * ROW_BYTES;
  for (; rows < end; rows += 16) v128.store(rows, none);
}

/** Aligns the next four columns, and brings the highest score of each lane, at `highest`, up to date. */
export function alignColumns<T>(columns: usize, rows: usize, highest: usize): void {
  makeProfile<T>(columns);
  let best = v128.load(highest);
  const none = v128.splat<T>(zero<T>());
  const open = v128.splat<T>(gapOpen as T);
  const extend = v128.splat<T>(gapExtend as T);
  // Of the row above: H of the column left of the four, and of the first three.
  let left = none;
  let h0 = none;
  let h1 = none;
  let h2 = none;
  let f0 = none;
  let f1 = none;
  let f2 = none;
  let f3 = none;
  const end = QUERY + queryLength;
  for (let residue = QUERY; residue < end; residue++) {
    const scores = PROFILE + (<usize>load<u8>(residue)) * PROFILE_ROW_BYTES;
    const nextLeft = v128.load(rows);
    let e = v128.load(rows, 16);

    const g0 = cell<T>(left, v128.load(scores), e, f0);
    best = v128.max<T>(best, g0);
    let opened = less<T>(g0, open);
    e = v128.max<T>(less<T>(e, extend), opened);
    f0 = v128.max<T>(less<T>(f0, extend), opened);

    const g1 = cell<T>(h0, v128.load(scores, 16), e, f1);
    best = v128.max<T>(best, g1);
    opened = less<T>(g1, open);
    e = v128.max<T>(less<T>(e, extend), opened);
    f1 = v128.max<T>(less<T>(f1, extend), opened);

    const g2 = cell<T>(h1, v128.load(scores, 32), e, f2);
    best = v128.max<T>(best, g2);
    opened = less<T>(g2, open);
    e = v128.max<T>(less<T>(e, extend), opened);
    f2 = v128.max<T>(less<T>(f2, extend), opened);

    const g3 = cell<T>(h2, v128.load(scores, 48), e, f3);
    best = v128.max<T>(best, g3);
    opened = less<T>(g3, open);
    e = v128.max<T>(less<T>(e, extend), opened);
    f3 = v128.max<T>(less<T>(f3, extend), opened);

    left = nextLeft;
    h0 = g0;
    h1 = g1;
    h2 = g2;
    v128.store(rows, g3);
    v128.store(rows, e, 16);
    rows += ROW_BYTES;
  }
  v128.store(highest, best);
}

@inline
function cell<T>(diagonal: v128, score: v128, e: v128, f: v128): v128 {
  return v128.max<T>(v128.max<T>(plus<T>(diagonal, score), e), f);
}

/** Lanes of 32 bits are never full, and need the max with 0 spelt out. */
@inline
function plus<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 4) return v128.max<i32>(v128.add<i32>(a, b), i32x4.splat(0));
  return v128.add_sat<T>(a, b);
}

/** A gap below 0 does no harm in lanes of 32 bits: H is the max with 0. */
@inline
function less<T>(a: v128, b: v128): v128 {
  if (sizeof<T>() == 4) return v128.sub<i32>(a, b);
  return v128.sub_sat<T>(a, b);
}
