/** What a batch asks for, from the query of its submission: its class of assurance, its limits, and whom to tell of its end. */
import type { Assurance, Policy, SubmitQuery } from "../../protocol/messages.ts";
import { ProblemError } from "../../protocol/problem.ts";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { verifierOf } from "../../worker-kernels/verifiers.ts";
import { decideAssurance } from "../domain/assurance.ts";
import { decidePolicy } from "../domain/policy.ts";
import { judgeWebhook } from "../domain/webhook.ts";
import type { Env } from "../env.ts";

export interface Terms {
  readonly assurance: Assurance;
  readonly policy: Policy;
  /** Whom to tell when it is finished. */
  readonly notify?: string;
}

/** Throws `invalid-policy`, with the parameter that is off. */
export function termsOf(env: Env, query: SubmitQuery, manifest: Manifest): Terms {
  const assurance = assuranceOf(query, manifest);
  return { assurance, policy: policyOf(query, assurance), ...notifyOf(env, query) };
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

function notifyOf(env: Env, { notify }: SubmitQuery): Pick<Terms, "notify"> {
  if (notify === undefined) return {};
  const verdict = judgeWebhook(notify, env.WEBHOOKS_TO_LOOPBACK === "yes");
  if (verdict.ok) return { notify: verdict.url };
  throw new ProblemError("invalid-request", `notify: expected ${verdict.expected}`, [
    { field: "notify", value: notify, expected: verdict.expected },
  ]);
}

const invalidPolicy = (field: string, expected: string): ProblemError =>
  new ProblemError("invalid-policy", `${field}: expected ${expected}`, [{ field, expected }]);
