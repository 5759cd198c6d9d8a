/**
 * The state of all replicas in few bytes, for checkpoints and for the shader. In words of 32 bits, replicas side by
 * side: cuts (two words each), best cuts (two words each), then for each 32 vertices a word of sides, then likewise of
 * the best sides.
 */
import { vertexCount } from "./graph";
import { bestCutAt, bestSidesOf, cutAt, replicaCount, sidesOf, weigh } from "./replicas";

/** Words of the sides of one replica. */
export function sideWords(): u32 {
  return (vertexCount + 31) / 32;
}

export function packedBytes(): u32 {
  return 4 * replicaCount * (4 + 2 * sideWords());
}

export function packAll(target: usize): void {
  const cutBytes = 8 * replicaCount;
  memory.copy(target, cutAt(0), cutBytes);
  memory.copy(target + cutBytes, bestCutAt(0), cutBytes);
  const sides = target + 2 * cutBytes;
  const bestSides = sides + 4 * replicaCount * sideWords();
  for (let replica: u32 = 0; replica < replicaCount; replica++) {
    packSides(sides + 4 * replica, 4 * replicaCount, sidesOf(replica), 0);
    packSides(bestSides + 4 * replica, 4 * replicaCount, bestSidesOf(replica), 0);
  }
}

/** The other way round; the gains are worked out anew. */
export function unpackAll(source: usize): void {
  const cutBytes = 8 * replicaCount;
  memory.copy(bestCutAt(0), source + cutBytes, cutBytes);
  const sides = source + 2 * cutBytes;
  const bestSides = sides + 4 * replicaCount * sideWords();
  for (let replica: u32 = 0; replica < replicaCount; replica++) {
    unpackSides(sidesOf(replica), sides + 4 * replica);
    unpackSides(bestSidesOf(replica), bestSides + 4 * replica);
    weigh(replica);
  }
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

function unpackSides(sides: usize, source: usize): void {
  const step = 4 * replicaCount;
  for (let vertex: u32 = 0; vertex < vertexCount; vertex++) {
    store<u8>(sides + vertex, (load<u32>(source + (vertex >> 5) * step) >> (vertex & 31)) & 1);
  }
}
