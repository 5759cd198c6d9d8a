/** Classes of assurance: which one a batch gets, and what each asks of a verdict. Rules A1–A9 of `docs/spec.md`. */
import type { Assurance, Policy } from "../../protocol/messages.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import type { Rank } from "./trust.ts";

export type AssuranceVerdict = { readonly ok: true; readonly assurance: Assurance } | { readonly ok: false; readonly expected: string };

/** The wished class, or the first of the `possible` ones: those that the kernel allows and this server can check. */
export function decideAssurance(wish: Assurance | undefined, possible: readonly Assurance[]): AssuranceVerdict {
  const [usual] = possible;
  if (usual === undefined) return { ok: false, expected: "a kernel whose results this server can check" };
  if (wish === undefined) return { ok: true, assurance: usual };
  if (possible.includes(wish)) return { ok: true, assurance: wish };
  return { ok: false, expected: `${possible.join(" or ")}, which is what this kernel's results can be made sure by` };
}

/** What a class asks of a verdict. */
export interface AssuranceRules {
  readonly assurance: Assurance;
  /** Equivalent results of established hosts that make a verdict. */
  readonly quorum: number;
  /** Whose single result may stand, when any may; how often such a result is audited. At 0 it is final at once. */
  readonly single?: { readonly from: Rank; readonly auditRate: number };
}

/** A single result that is audited is compared with another host's. */
const AUDIT_QUORUM = 2;

/** q of `docs/trust.md` in class `adaptive`: the floor at which single results are audited. */
export const ADAPTIVE_AUDIT_RATE = 0.05;

/** Effort behind a certificate: a cheap claim must not pay. With (1 − q)/q = 99 units of credit at risk it does not. */
export const EFFORT_AUDIT_RATE = 0.01;

/** W of `docs/trust.md`: audits that a host has to pass after a single result of its before that is final. */
export const AUDITS_TO_VEST = 3;

/** The rules of a batch. */
export function assuranceRules(assurance: Assurance, policy: Policy, { effort }: Pick<Manifest, "effort">): AssuranceRules {
  switch (assurance) {
    case "quorum":
      return { assurance, quorum: policy.minQuorum };
    case "adaptive":
      return { assurance, quorum: Math.max(AUDIT_QUORUM, policy.minQuorum), single: { from: "reliable", auditRate: ADAPTIVE_AUDIT_RATE } };
    case "certificate": {
      const auditRate = effort === "audited" ? EFFORT_AUDIT_RATE : 0;
      return { assurance, quorum: AUDIT_QUORUM, single: { from: "newcomer", auditRate } };
    }
  }
}
