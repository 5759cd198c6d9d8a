/** What a running batch may be raised to: only something stronger, and only what its kernel allows. Rule A10 of `docs/spec.md`. */
import { MAX_QUORUM } from "../../protocol/limits.ts";
import type { Assurance, Policy } from "../../protocol/messages.ts";

/** How a batch's verdicts are made sure. */
export interface Sureness {
  readonly assurance: Assurance;
  readonly minQuorum: number;
}

export interface RaiseWish {
  readonly assurance: Assurance;
  readonly minQuorum?: number | undefined;
}

export type RaiseVerdict =
  | ({ readonly ok: true } & Sureness)
  | { readonly ok: false; readonly field: keyof Sureness; readonly expected: string };

export interface RaisedBatch {
  readonly assurance: Assurance;
  readonly policy: Pick<Policy, "minQuorum" | "maxTotalResults">;
}

/** Two hosts that agree: less is no quorum. */
const LEAST_QUORUM = 2;

/**
 * Stronger is a quorum alone: than single results that are audited, than proofs of a claim that say nothing of the
 * effort behind it, and than a smaller quorum. `possible` are the classes that the kernel's manifest names. A wish for
 * what the batch has already is granted, and changes nothing.
 */
export function raised({ assurance, policy }: RaisedBatch, wish: RaiseWish, possible: readonly Assurance[]): RaiseVerdict {
  const { minQuorum } = policy;
  if (wish.assurance === assurance && (wish.minQuorum ?? minQuorum) === minQuorum) return { ok: true, assurance, minQuorum };
  const least = assurance === "quorum" ? minQuorum + 1 : Math.max(LEAST_QUORUM, minQuorum);
  const most = Math.min(MAX_QUORUM, policy.maxTotalResults);
  if (!possible.includes("quorum") || least > most) {
    return { ok: false, field: "assurance", expected: `${assurance} as it is: nothing stronger is possible for this batch` };
  }
  const stronger = `a quorum of ${least === most ? least : `${least} to ${most}`}, which is what is stronger than ${nameOf({ assurance, minQuorum })}`;
  if (wish.assurance !== "quorum") return { ok: false, field: "assurance", expected: stronger };
  const wished = wish.minQuorum ?? least;
  if (wished < least || wished > most) return { ok: false, field: "minQuorum", expected: stronger };
  return { ok: true, assurance: "quorum", minQuorum: wished };
}

const nameOf = ({ assurance, minQuorum }: Sureness): string => (assurance === "quorum" ? `a quorum of ${minQuorum}` : assurance);
