/**
 * What a unit's output is, as plainly as it can be said. Every other implementation of this kernel must give the
 * same; README.md says the same in words. Slow: it walks over a vertex's edges for each decision.
 */
import type { Graph } from "./graph-blob.ts";
import { threefry2x32, type Words } from "./threefry.ts";
import { CLIMB_STEPS, wordsFor } from "./verify.ts";

export interface AnnealingUnit {
  readonly graph: Graph;
  /** 64 bits. */
  readonly seed: bigint;
  /** From 1 to {@link MAX_WALKERS}. */
  readonly walkers: number;
  /** From 1 to {@link MAX_SWEEPS}. */
  readonly sweeps: number;
  /** In units of 1/1024: 32 bits, the end not above the start. */
  readonly temperatureStart: number;
  readonly temperatureEnd: number;
}

export interface AnnealingOutput {
  readonly cut: number;
  /** The best cut at the start, and after each sixteenth of the sweeps. */
  readonly climb: readonly number[];
  readonly partition: readonly number[];
}

export const MAX_SWEEPS = 1_000_000;
export const MAX_WALKERS = 1_024;
/** Vertices and edges of all walkers together. */
export const MAX_CELLS = 2 ** 22;
export const MAX_EDGE_CELLS = 2 ** 25;

/** Draws are of this many bits. */
const DRAW_BITS = 12;
const DRAW_MASK = 2 ** DRAW_BITS - 1;
/** Bits behind the point: of a temperature, and of a logarithm. */
const TEMPERATURE_BITS = 10;
const LOG_BITS = 16;
/** ln 2, rounded. */
const LN_2 = 45_426;

const LOSSES = acceptedLosses();

/** The output of a unit. Throws a `RangeError` for a unit that the kernel must refuse. */
export function anneal(unit: AnnealingUnit): AnnealingOutput {
  checkUnit(unit);
  const searches = Array.from({ length: unit.walkers }, (_, walker) => search(unit, walker));
  const cut = Math.max(...searches.map((found) => found.cut));
  const [best] = searches.filter((found) => found.cut === cut);
  const climb = Array.from({ length: CLIMB_STEPS + 1 }, (_, step) => Math.max(...searches.map((found) => found.climb[step] ?? cut)));
  return { cut, climb, partition: best?.partition ?? [] };
}

/** What one walker finds. */
function search(unit: AnnealingUnit, walker: number): AnnealingOutput {
  const { graph, sweeps } = unit;
  const neighbours = neighboursOf(graph);
  const sides = neighbours.map((_, vertex) => draw(unit, walker, 0, vertex) & 1);
  let cut = graph.edges.reduce((sum, [i, j, weight]) => (sides[i] === sides[j] ? sum : sum + weight), 0);
  let best = { cut, sides: [...sides] };
  const climb = [cut];
  for (let sweep = 1; sweep <= sweeps; sweep++) {
    const temperature = temperatureOf(unit, sweep);
    neighbours.forEach((edges, vertex) => {
      const side = sides[vertex] ?? 0;
      const gain = edges.reduce((sum, [other, weight]) => sum + (sides[other] === side ? weight : -weight), 0);
      if (-gain > tolerated(temperature, draw(unit, walker, sweep, vertex))) return;
      sides[vertex] = 1 - side;
      cut += gain;
    });
    if (cut > best.cut) best = { cut, sides: [...sides] };
    while (sweep * CLIMB_STEPS >= climb.length * sweeps) climb.push(best.cut);
  }
  return { cut: best.cut, climb, partition: packed(best.sides) };
}

/** The temperature falls evenly, from the start in the first sweep to the end in the last. */
export function temperatureOf({ sweeps, temperatureStart, temperatureEnd }: AnnealingUnit, sweep: number): number {
  if (sweeps === 1) return temperatureStart;
  return temperatureStart - Number((BigInt(temperatureStart - temperatureEnd) * BigInt(sweep - 1)) / BigInt(sweeps - 1));
}

/** The largest loss that is accepted; below zero where even a gain must be that large. A double holds the product of 32 by 20 bits. */
const tolerated = (temperature: number, drawn: number): number =>
  Math.floor((temperature * (LOSSES[drawn] ?? 0)) / 2 ** (TEMPERATURE_BITS + LOG_BITS));

/** The 12 random bits of a vertex of a walker in a sweep. A block of 64 bits holds those of four vertices, which are four apart. */
function draw({ seed }: AnnealingUnit, walker: number, sweep: number, vertex: number): number {
  const key: Words = [Number(BigInt.asUintN(32, seed)), Number(seed >> 32n)];
  const words = threefry2x32([walker * 2 ** 16 + Math.floor(vertex / 16) * 4 + (vertex % 4), sweep], key);
  const part = Math.floor(vertex / 4) % 4;
  const word = words[part < 2 ? 0 : 1];
  return part % 2 === 0 ? word & DRAW_MASK : word >>> (32 - DRAW_BITS);
}

/**
 * ln((1 − u) / u) for every draw k, u = (2k + 1) / 8192, in units of 2^-16. A change is accepted when its loss is at most
 * the temperature times this. That happens with a chance of 1 / (1 + exp(loss / temperature)), which is the heat bath:
 * a change that costs nothing is made every other time. (Metropolis makes it always, and then a sweep pushes the
 * borders between domains of a ring before it for ever.)
 */
function acceptedLosses(): number[] {
  const logs = Array.from({ length: 2 ** DRAW_BITS }, (_, k) => {
    const bits = (DRAW_BITS + 1) * 2 ** LOG_BITS - log2(2 * k + 1);
    return Math.floor((bits * LN_2) / 2 ** LOG_BITS);
  });
  return logs.map((log, k) => log - (logs[logs.length - 1 - k] ?? 0));
}

/** log2 of a whole number from 1, in units of 2^-16, bit by bit: a square has twice the logarithm. Cut off at every step. */
function log2(value: number): number {
  const whole = 31 - Math.clz32(value);
  let mantissa = BigInt(value) << BigInt(31 - whole);
  let bits = whole;
  for (let bit = 0; bit < LOG_BITS; bit++) {
    mantissa = (mantissa * mantissa) >> 31n;
    const isTwoOrMore = mantissa >= 2n ** 32n;
    if (isTwoOrMore) mantissa >>= 1n;
    bits = 2 * bits + Number(isTwoOrMore);
  }
  return bits;
}

type Neighbour = readonly [vertex: number, weight: number];

function neighboursOf({ vertices, edges }: Graph): Neighbour[][] {
  const neighbours = Array.from({ length: vertices }, (): Neighbour[] => []);
  for (const [i, j, weight] of edges) {
    neighbours[i]?.push([j, weight]);
    neighbours[j]?.push([i, weight]);
  }
  return neighbours;
}

/** A bit a vertex; of the two ways to name the sides, the one in which vertex 0 is on side 0. */
function packed(sides: readonly number[]): number[] {
  const words = Array.from({ length: wordsFor(sides.length) }, () => 0);
  sides.forEach((side, vertex) => {
    const word = Math.floor(vertex / 32);
    words[word] = ((words[word] ?? 0) | ((side ^ (sides[0] ?? 0)) << (vertex % 32))) >>> 0;
  });
  return words;
}

function checkUnit({ graph, walkers, sweeps, temperatureStart, temperatureEnd }: AnnealingUnit): void {
  if (walkers < 1 || walkers > MAX_WALKERS) throw new RangeError(`${walkers} walkers are not from 1 to ${MAX_WALKERS}`);
  if (walkers * graph.vertices > MAX_CELLS) throw new RangeError(`all walkers have more than ${MAX_CELLS} vertices`);
  if (walkers * graph.edges.length > MAX_EDGE_CELLS) throw new RangeError(`all walkers have more than ${MAX_EDGE_CELLS} edges`);
  if (sweeps < 1 || sweeps > MAX_SWEEPS) throw new RangeError(`${sweeps} sweeps are not from 1 to ${MAX_SWEEPS}`);
  if (temperatureEnd > temperatureStart) throw new RangeError("the temperature may not rise");
}
