/** What a check of a cell finds to be off. */
import type { BatchId, HostId, LeaseId } from "../../../protocol/ids.ts";

/** Where it is: as much as applies. */
export interface Place {
  readonly batch?: BatchId;
  readonly unit?: number;
  readonly host?: HostId;
  readonly lease?: LeaseId;
}

/**
 * - `credit`: a sum of credit is not that of its grants;
 * - `count`: a count is not that of what it counts;
 * - `unit`: a work unit contradicts itself, or is missing;
 * - `pairing`: a host is twice on a unit;
 * - `lease`: leases, what is left to lease and what was answered do not add up;
 * - `reference`: something names what is not there;
 * - `erased`: something of an erased host is left.
 */
export type ViolationKind = "credit" | "count" | "unit" | "pairing" | "lease" | "reference" | "erased";

export interface Violation extends Place {
  readonly kind: ViolationKind;
  /** Says what was found and what was expected. */
  readonly message: string;
}

/** Collects violations: counts all, and keeps the first of them. */
export interface Findings {
  report(kind: ViolationKind, place: Place, message: string): void;
  /** Reports where the number on record is not the one that was found. */
  compare(kind: ViolationKind, place: Place, what: string, onRecord: number, found: number): void;
}

export function newFindings(most: number): Findings & { readonly violations: Violation[]; count(): number } {
  const violations: Violation[] = [];
  let count = 0;
  function report(kind: ViolationKind, place: Place, message: string): void {
    count += 1;
    if (violations.length < most) violations.push({ kind, ...place, message });
  }
  return {
    violations,
    count: () => count,
    report,
    compare(kind, place, what, onRecord, found) {
      if (onRecord !== found) report(kind, place, `${what}: ${onRecord} on record, ${found} found`);
    },
  };
}
