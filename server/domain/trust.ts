/**
 * What a host has earned. It is earned per version of a kernel by agreeing with verdicts that did not rest on the
 * host itself, halves with time, and is lost altogether with one result that is proven wrong.
 */

/** Agreements with one kernel version, as they counted at an instant. */
export interface Trust {
  readonly agreed: number;
  readonly at: number;
}

/** What a host has earned, by `kernel@version`. */
export type Reputation = Readonly<Record<string, Trust>>;

/**
 * - `void`: the result came from a host before it was proven wrong, and counts for nothing;
 * - `newcomer`: on probation: its results count only where established hosts agree, or with a certificate;
 * - `established`: a voice in a quorum;
 * - `reliable`: in class `adaptive` trusted with single results, which are audited at random.
 */
export type Rank = "void" | "newcomer" | "established" | "reliable";

/** k₀ of `docs/trust.md`: agreements before a host is established. */
export const ESTABLISHED_AFTER = 20;

/** k of `docs/trust.md`: agreements before single results of a host are accepted. */
export const RELIABLE_AFTER = 250;

/** Agreements count half after this time. */
export const TRUST_HALF_LIFE_MS = 30 * 24 * 3_600_000;

/** Versions that a host's reputation remembers; the one it has agreed on least recently is forgotten first. */
const MOST_VERSIONS = 16;

/** Agreements as they count at an instant. */
export function agreements(trust: Trust | undefined, now: number): number {
  return trust === undefined ? 0 : trust.agreed * 2 ** (-Math.max(0, now - trust.at) / TRUST_HALF_LIFE_MS);
}

export function rankFor(trust: Trust | undefined, now: number): Rank {
  const agreed = agreements(trust, now);
  if (agreed >= RELIABLE_AFTER) return "reliable";
  return agreed >= ESTABLISHED_AFTER ? "established" : "newcomer";
}

const ORDER: readonly Rank[] = ["void", "newcomer", "established", "reliable"];

export const isAtLeast = (rank: Rank, least: Rank): boolean => ORDER.indexOf(rank) >= ORDER.indexOf(least);

/** The reputation after `more` further agreements on a kernel version. */
export function withAgreements(reputation: Reputation, version: string, more: number, now: number): Reputation {
  const others = Object.entries(reputation).filter(([name]) => name !== version);
  const kept = others.toSorted(([, a], [, b]) => b.at - a.at).slice(0, MOST_VERSIONS - 1);
  return Object.fromEntries([[version, { agreed: agreements(reputation[version], now) + more, at: now }], ...kept]);
}
