/** What a batch asks of its results, from the query of its submission: its class of assurance, and its limits. */
import type { Assurance, Policy, SubmitQuery } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { verifierOf } from "../../worker-kernels/verifiers.ts";
import { decideAssurance } from "../domain/assurance.ts";
import { decidePolicy } from "../domain/policy.ts";

export interface Terms {
  readonly assurance: Assurance;
  readonly policy: Policy;
}

/** Throws `invalid-policy`, with the parameter that is off. */
export function termsOf(query: SubmitQuery, manifest: Manifest): Terms {
  const assurance = assuranceOf(query, manifest);
  return { assurance, policy: policyOf(query, assurance) };
}

const QUERY_NAMES: Record<keyof Policy, string> = {
  minQuorum: "quorum",
  targetResults: "target",
  maxErrorResults: "maxErrors",
  maxTotalResults: "maxTotal",
  leaseSeconds: "leaseSeconds",
};

/** A certificate is possible where the kernel allows it and this server knows how to check it. */
function assuranceOf(query: SubmitQuery, manifest: Manifest): Assurance {
  const possible = manifest.assurance.filter((assurance) => assurance !== "certificate" || verifierOf(manifest) !== undefined);
  const verdict = decideAssurance(query.assurance, possible);
  if (verdict.ok) return verdict.assurance;
  throw invalidPolicy("assurance", verdict.expected);
}

function policyOf(query: SubmitQuery, assurance: Assurance): Policy {
  const wish = {
    minQuorum: query.quorum,
    targetResults: query.target,
    maxErrorResults: query.maxErrors,
    maxTotalResults: query.maxTotal,
    leaseSeconds: query.leaseSeconds,
  };
  const verdict = decidePolicy(wish, assurance);
  if (verdict.ok) return verdict.policy;
  throw invalidPolicy(QUERY_NAMES[verdict.field], verdict.expected);
}

const invalidPolicy = (field: string, expected: string): ProblemError =>
  new ProblemError("invalid-policy", `${field}: expected ${expected}`, [{ field, expected }]);
