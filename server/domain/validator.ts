/**
 * Judges results: which of them are equivalent, and whether those that agree are enough for a verdict.
 * Rules V1–V6 and A5–A7 of `docs/spec.md`; what each is worth: `docs/trust.md`.
 */
import type { AssuranceRules } from "./assurance.ts";
import { type Crowd, isYoung } from "./crowd.ts";
import { isAtLeast, type Rank } from "./trust.ts";
import type { Basis, Result, UndecidedUnit } from "./work-unit.ts";

/** What a verdict depends on beside the unit's own results. */
export interface Bench {
  readonly rules: AssuranceRules;
  readonly crowd: Crowd;
  /** What the result of a host under a lease counts now. */
  readonly rankOf: (host: Result["host"], lease: number) => Rank;
  /** How many voices hosts are: those of one volunteer or one network are one. */
  readonly voicesOf: (hosts: readonly Result["host"][]) => number;
  /** Whether two outputs, in base64, are equivalent by the kernel's comparison; the same bytes always are. */
  readonly equivalent: (a: string, b: string) => boolean;
}

/** Results that agree with one of them, which stands for all. */
export interface Agreement {
  readonly canonical: Result;
  readonly members: readonly Result[];
  readonly voices: number;
  readonly established: number;
}

export type Judgement =
  | { readonly kind: "final"; readonly agreement: Agreement; readonly basis: Basis }
  /** It may rest on the single result of this lease for now. */
  | { readonly kind: "hold"; readonly lease: number }
  /** So many more results that agree are missing. */
  | { readonly kind: "more"; readonly missing: number };

/** The digests' outputs of some results: equal ones are kept once. */
type Outputs = ReadonlyMap<string, string>;

export function judge(unit: UndecidedUnit, bench: Bench): Judgement {
  const { rules } = bench;
  const counting = unit.results.filter(({ host, lease }) => bench.rankOf(host, lease) !== "void");
  const best = largestAgreement(counting, outputsOf(unit.results), bench);
  if (best === undefined) return { kind: "more", missing: rules.single === undefined ? rules.quorum : 1 };
  if (best.established >= rules.quorum) return final(best, rules, "established");
  const isUnanimous = best.members.length === counting.length;
  const mayStandAlone = isUnanimous && (unit.kind === "held" || unit.audited === null);
  const single = mayStandAlone ? singleResult(best.members, bench) : undefined;
  if (single !== undefined && rules.single?.auditRate === 0) return final(best, rules, "certificate");
  if (single !== undefined) return { kind: "hold", lease: single.lease };
  const judgement = judgeByNewcomers(best, counting, unit, bench);
  // One more may be enough where single results may stand; the quorum is asked for when they disagree.
  return judgement.kind === "more" && mayStandAlone && rules.single !== undefined ? { kind: "more", missing: 1 } : judgement;
}

const final = (agreement: Agreement, { assurance }: AssuranceRules, basis: Basis): Judgement => ({
  kind: "final",
  agreement,
  basis: assurance === "certificate" ? "certificate" : basis,
});

/** The first of the results that may stand alone. */
function singleResult(members: readonly Result[], { rules, rankOf }: Bench): Result | undefined {
  const { single } = rules;
  return single && members.find(({ host, lease }) => isAtLeast(rankOf(host, lease), single.from));
}

/**
 * Too few established voices. As long as enough others are about, it waits for them. In a young deployment newcomers
 * count: one more than the quorum where there are as many hosts, and never fewer than the quorum.
 */
function judgeByNewcomers(best: Agreement, counting: readonly Result[], unit: UndecidedUnit, bench: Bench): Judgement {
  const { rules, crowd } = bench;
  // Whoever has answered, or failed to, is not asked again.
  const answered = [...counting, ...unit.failures].filter(({ host, lease }) => isAtLeast(bench.rankOf(host, lease), "established")).length;
  const reachable = { ...crowd, established: Math.max(crowd.established - answered, 0) + best.established };
  if (!isYoung(reachable, rules.quorum)) return { kind: "more", missing: rules.quorum - best.established };
  const dissenting = unit.results.length - best.members.length + unit.failures.length;
  const needed = Math.min(rules.quorum + 1, Math.max(rules.quorum, crowd.active - dissenting));
  if (best.voices >= needed) return final(best, rules, "newcomers");
  return { kind: "more", missing: needed - best.voices };
}

export function outputsOf(results: readonly Result[]): Outputs {
  const outputs = new Map<string, string>();
  for (const { digest, output } of results) if (output !== undefined) outputs.set(digest, output);
  return outputs;
}

/**
 * The largest agreement. Equivalence within a tolerance is not transitive: a may agree with b and b with c, and a not
 * with c. So each digest in turn is taken for canonical, with all that agree with it directly; the one with most
 * established voices, then most voices, then the earliest stands. Which one that is does not depend on who asks.
 */
export function largestAgreement(
  results: readonly Result[],
  outputs: Outputs,
  bench: Omit<Bench, "crowd" | "rules">,
): Agreement | undefined {
  let best: Agreement | undefined;
  for (const canonical of results) {
    if (best?.members.some(({ digest }) => digest === canonical.digest) === true && best.members.length === results.length) break;
    const agreement = agreementWith(canonical, results, outputs, bench);
    if (best === undefined || isLarger(agreement, best)) best = agreement;
  }
  return best;
}

const isLarger = (a: Agreement, b: Agreement): boolean =>
  a.established > b.established || (a.established === b.established && a.voices > b.voices);

function agreementWith(
  canonical: Result,
  results: readonly Result[],
  outputs: Outputs,
  { equivalent, rankOf, voicesOf }: Omit<Bench, "crowd" | "rules">,
): Agreement {
  const output = outputs.get(canonical.digest) ?? "";
  const members = results.filter(({ digest }) => digest === canonical.digest || equivalent(output, outputs.get(digest) ?? ""));
  const established = members.filter(({ host, lease }) => isAtLeast(rankOf(host, lease), "established"));
  const voices = (some: readonly Result[]): number => (some.length < 2 ? some.length : voicesOf(some.map(({ host }) => host)));
  return { canonical, members, voices: voices(members), established: voices(established) };
}
