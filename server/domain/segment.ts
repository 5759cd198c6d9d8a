/**
 * What is left to lease, as runs of neighbouring units in the same condition: how many more leases
 * each wants, and who may not have them. Runs never overlap. A batch of ten million units
 * begins as one segment, so that leasing costs the same at any size.
 */
export interface Segment {
  readonly first: number;
  readonly count: number;
  /** Leases wanted for each of the units; at least 1. */
  readonly wanted: number;
  /** Tokens of those that hold a lease on these units or have answered them, sorted: see `affinity.ts`. */
  readonly barred: readonly string[];
}

/** The segment after its first `count` units were leased to a host with these tokens. */
export interface Carved {
  /** The leased units, when they want still more leases. */
  readonly leased: Segment | undefined;
  readonly rest: Segment | undefined;
}

export function carve(segment: Segment, count: number, tokens: readonly string[]): Carved {
  const { first, wanted, barred } = segment;
  const taken = Math.min(count, segment.count);
  const leased = wanted > 1 ? { first, count: taken, wanted: wanted - 1, barred: merged(barred, tokens) } : undefined;
  const rest = taken < segment.count ? { ...segment, first: first + taken, count: segment.count - taken } : undefined;
  return { leased, rest };
}

/** The two as one, when they touch and are in the same condition. */
export function joined(left: Segment, right: Segment): Segment | undefined {
  if (left.first + left.count !== right.first || left.wanted !== right.wanted) return undefined;
  if (left.barred.join() !== right.barred.join()) return undefined;
  return { ...left, count: left.count + right.count };
}

/** Tokens of both, each once and sorted, so that equal sets are equal texts. */
export const merged = (some: readonly string[], more: readonly string[]): string[] => [...new Set([...some, ...more])].toSorted();

/** What remains of a segment without one of its units. */
export function without(segment: Segment, unit: number): Segment[] {
  const before = { ...segment, count: unit - segment.first };
  const after = { ...segment, first: unit + 1, count: segment.first + segment.count - unit - 1 };
  return [before, after].filter((piece) => piece.count > 0);
}
