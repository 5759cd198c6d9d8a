/**
 * Numbers that no host can foresee. `Math.random` would not do: who sees enough of what it decided can work out what it
 * will decide next, such as which results are audited.
 */

/** Drawn at once, since most of what a draw costs is asking for it. */
const DRAWN_AT_ONCE = 512;

let drawn = new Uint32Array(0);
let used = 0;

/** From 0 to below 1. */
export function unforeseeable(): number {
  if (used === drawn.length) {
    drawn = crypto.getRandomValues(new Uint32Array(DRAWN_AT_ONCE));
    used = 0;
  }
  return (drawn[used++] ?? 0) / 2 ** 32;
}
