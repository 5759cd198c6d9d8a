/** Judges results by the kernel's comparison. Exact kernels: results are equivalent when their digests are equal. */
import type { Result } from "./work-unit.ts";

/** Results that are equivalent, by the order in which their first came. */
export function equivalenceClasses(results: readonly Result[]): Result[][] {
  const classes = new Map<string, Result[]>();
  for (const result of results) {
    const members = classes.get(result.digest);
    if (members === undefined) classes.set(result.digest, [result]);
    else members.push(result);
  }
  return [...classes.values()];
}

/** The class that has reached the quorum, or undefined. Quorums count hosts, so one host is one voice. */
export function quorumReached(results: readonly Result[], minQuorum: number): Result[] | undefined {
  if (results.length < minQuorum) return undefined;
  return equivalenceClasses(results).find((members) => voices(members) >= minQuorum);
}

/** How many hosts stand behind the largest class. */
export function largestAgreement(results: readonly Result[]): number {
  return Math.max(0, ...equivalenceClasses(results).map(voices));
}

const voices = (members: readonly Result[]): number => new Set(members.map((member) => member.host)).size;
