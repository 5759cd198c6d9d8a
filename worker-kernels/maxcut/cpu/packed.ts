/**
 * The state of all walkers in few bytes, for checkpoints and for the shader. It is words of 32 bits, each of all walkers
 * side by side: the cut, low and high; the best cut, low and high; the sides, 32 in a word; the best sides likewise.
 */
import { vertexCount } from "./graph";
import { ageGains, bestCutAt, bestSidesOf, cutAt, walkerCount, sidesOf } from "./walkers";

/** Words of the sides of one walker. */
export function sideWords(): u32 {
  return (vertexCount + 31) / 32;
}

export function packedBytes(): u32 {
  return 4 * walkerCount * (4 + 2 * sideWords());
}

export function packAll(target: usize): void {
  const step = 4 * walkerCount;
  for (let walker: u32 = 0; walker < walkerCount; walker++) {
    const words = target + 4 * walker;
    packCut(words, step, cutAt(walker));
    packCut(words + 2 * step, step, bestCutAt(walker));
    packSides(words + 4 * step, step, sidesOf(walker), 0);
    packSides(words + (4 + sideWords()) * step, step, bestSidesOf(walker), 0);
  }
}

/** The other way round; the gains are old then. */
export function unpackAll(source: usize): void {
  const step = 4 * walkerCount;
  for (let walker: u32 = 0; walker < walkerCount; walker++) {
    const words = source + 4 * walker;
    unpackCut(cutAt(walker), words, step);
    unpackCut(bestCutAt(walker), words + 2 * step, step);
    unpackSides(sidesOf(walker), words + 4 * step, step);
    unpackSides(bestSidesOf(walker), words + (4 + sideWords()) * step, step);
  }
  ageGains();
}

/** A bit a vertex, the words `step` bytes apart; `flipped` is 1 where the sides are to change their names. */
export function packSides(target: usize, step: u32, sides: usize, flipped: u32): void {
  for (let first: u32 = 0; first < vertexCount; first += 32, target += step) {
    let word: u32 = 0;
    const bits = min<u32>(32, vertexCount - first);
    for (let bit: u32 = 0; bit < bits; bit++) word |= ((load<u8>(sides + first + bit) as u32) ^ flipped) << bit;
    store<u32>(target, word);
  }
}

function packCut(target: usize, step: u32, cut: usize): void {
  store<u32>(target, load<u32>(cut));
  store<u32>(target + step, load<u32>(cut, 4));
}

function unpackCut(cut: usize, source: usize, step: u32): void {
  store<u32>(cut, load<u32>(source));
  store<u32>(cut, load<u32>(source + step), 4);
}

function unpackSides(sides: usize, source: usize, step: u32): void {
  for (let vertex: u32 = 0; vertex < vertexCount; vertex++) {
    store<u8>(sides + vertex, (load<u32>(source + (vertex >> 5) * step) >> (vertex & 31)) & 1);
  }
}
