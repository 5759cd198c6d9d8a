/**
 * How likely a result is wrong, by what it rests on. The formulas, their sources and what the simulator measured beside
 * them are in `docs/trust.md`. They assume that a share f of the hosts answers wrongly on purpose and in concert.
 */
import { ADAPTIVE_AUDIT_RATE, AUDITS_TO_VEST } from "./assurance.ts";
import { ESTABLISHED_AFTER, RELIABLE_AFTER } from "./trust.ts";
import { replicas, type ValidatedUnit } from "./work-unit.ts";

/** f: what a deployment that anybody may join has to reckon with. */
export const ASSUMED_ADVERSARY_SHARE = 0.01;

/** The chance that a verifier of a certificate is mistaken, as a bound: a check of exact arithmetic has none, one by digests 2⁻²⁵⁶. */
const CERTIFICATE_ERROR = 2 ** -40;

/** Shares of wrong results at which an adversary's best is looked for. */
const CHEAT_RATES = Array.from({ length: 1_000 }, (_, i) => (i + 1) / 1_000);

/** The probability that the canonical result of a unit is wrong, by the formula of its basis. */
export function errorProbability(unit: ValidatedUnit, share = ASSUMED_ADVERSARY_SHARE): number {
  const agreeing = replicas(unit);
  switch (unit.basis) {
    case "certificate":
      return CERTIFICATE_ERROR;
    case "established":
      return establishedPairs(unit.established, share) * share ** (agreeing - unit.established);
    case "newcomers":
      return matchingResults(agreeing, share);
    case "reliable":
      return auditedSingles(share);
  }
}

/** (f / (k₀ + 1))ᵐ: m established hosts agree on the same wrong result; one in k₀ + 1 results may be wrong before trust is lost. */
export const establishedPairs = (voices: number, share: number): number => (share / (ESTABLISHED_AFTER + 1)) ** voices;

/** Σ_{j<m} C(m−1+j, j)·fᵐ·(1−f)ʲ: the first m results to agree are an adversary's, who always answers alike. */
export function matchingResults(voices: number, share: number): number {
  let [sum, term] = [0, share ** voices];
  for (let j = 0; j < voices; j++) {
    sum += term;
    term *= ((voices + j) / (j + 1)) * (1 - share);
  }
  return sum;
}

/**
 * f · max over s of (1−q)·s·(1−s)ᵂ / (1 + q·s·k): a reliable host answers wrongly at the rate s that pays best. A wrong
 * result is final when it was not audited and the W audits after it fell on right ones; once caught, it takes k
 * agreements to be reliable again.
 */
export function auditedSingles(share: number, rate = ADAPTIVE_AUDIT_RATE, agreements = RELIABLE_AFTER, audits = AUDITS_TO_VEST): number {
  const gains = CHEAT_RATES.map((s) => ((1 - rate) * s * (1 - s) ** audits) / (1 + rate * s * agreements));
  return share * Math.max(...gains);
}
