/** Counts how often each of many has asked, in memory, and refuses who asks too often. */
import { hintedProblem } from "../../protocol/problem.ts";
import { type Bucket, type Rate, take } from "../domain/rate-limit.ts";
import { newRecent } from "./recent.ts";

/** Counts a request of somebody. Throws `too-many-requests` with the time to wait. */
export type RequestCount = (who: string, now: number) => void;

/** `called` is what the refusal names them by. Who has not asked for the longest time is forgotten first. */
export function newRequestCount(called: string, rate: Rate): RequestCount {
  const { burst, perSecond } = rate;
  const buckets = newRecent<string, Bucket>();
  return (who, now) => {
    const taking = take(buckets.get(who), rate, now);
    if (taking.ok) return buckets.set(who, taking.bucket);
    const detail = `Requests of ${called}: at most ${burst} at once, then ${perSecond.toPrecision(2)} a second`;
    throw hintedProblem("too-many-requests", detail, { retryAfterSeconds: taking.retryAfterSeconds });
  };
}
