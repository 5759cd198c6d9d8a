/**
 * What is left to lease, as runs of neighbouring units in the same condition: how many more leases
 * each wants, and who holds or has answered them. Runs never overlap. A batch of ten million units
 * begins as one segment, so that leasing costs the same at any size.
 */
import type { HostId } from "../../protocol/ids.ts";

export interface Segment {
  readonly first: number;
  readonly count: number;
  /** Leases wanted for each of the units; at least 1. */
  readonly wanted: number;
  /** Hosts that may not lease these units, sorted: they hold a lease on them, or have answered them. */
  readonly holders: readonly HostId[];
}

/** The segment after its first `count` units were leased to `host`. */
export interface Carved {
  /** The leased units, when they want still more leases. */
  readonly leased: Segment | undefined;
  readonly rest: Segment | undefined;
}

export function carve(segment: Segment, count: number, host: HostId): Carved {
  const { first, wanted, holders } = segment;
  const taken = Math.min(count, segment.count);
  const leased = wanted > 1 ? { first, count: taken, wanted: wanted - 1, holders: [...holders, host].toSorted() } : undefined;
  const rest = taken < segment.count ? { ...segment, first: first + taken, count: segment.count - taken } : undefined;
  return { leased, rest };
}

/** The two as one, when they touch and are in the same condition. */
export function joined(left: Segment, right: Segment): Segment | undefined {
  if (left.first + left.count !== right.first || left.wanted !== right.wanted) return undefined;
  if (left.holders.join() !== right.holders.join()) return undefined;
  return { ...left, count: left.count + right.count };
}

/** What remains of a segment without one of its units. */
export function without(segment: Segment, unit: number): Segment[] {
  const before = { ...segment, count: unit - segment.first };
  const after = { ...segment, first: unit + 1, count: segment.first + segment.count - unit - 1 };
  return [before, after].filter((piece) => piece.count > 0);
}
