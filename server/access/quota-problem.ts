/** What somebody is told who wants more than their key may use: what is left, and when it is more. Rule Q8 of `docs/spec.md`. */
import { hintedProblem, type ProblemError } from "../../protocol/problem.ts";
import { dayEnd } from "../domain/quota.ts";

export function dayQuotaProblem(what: string, wanted: number, { left, limit }: { left: number; limit: number }, now: number): ProblemError {
  const moreAt = dayEnd(now);
  const detail = `${wanted} ${what} are more than the ${left} that are left today of ${limit}; the next day begins at ${new Date(moreAt).toISOString()}`;
  return hintedProblem("quota-exceeded", detail, { left, moreAt, retryAfterSeconds: Math.ceil((moreAt - now) / 1_000) });
}
