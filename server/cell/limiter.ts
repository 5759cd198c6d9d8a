/**
 * How often hosts and networks have asked of late. It is kept in memory only: a restart forgives everybody, and what
 * a limit is for, keeping one from taking what all need, does not outlast a minute anyway.
 */
import { hintedProblem } from "../../protocol/problem.ts";
import { type EnrolmentPace, NO_ENROLMENTS, withEnrolment, workBits } from "../domain/enrolment-surge.ts";
import type { Rates } from "../domain/rates.ts";
import type { Caller } from "./caller.ts";
import { newRequestCount } from "./request-count.ts";

export interface Limiter {
  /** Counts a request of a host. Throws `too-many-requests`. */
  request(caller: Pick<Caller, "hostId" | "prefix">, now: number): void;
  /** Counts an enrolment of a new host. Throws `too-many-requests`, or `work-proof-required` with the bits that it takes. */
  enrolment(prefix: string | null, hasWorked: boolean, now: number): void;
}

export function newLimiter({ host, prefix, enrolment }: Rates): Limiter {
  const countHost = newRequestCount("this host", host);
  const countNetwork = newRequestCount("this network", prefix);
  const countEnrolment = newRequestCount("new hosts in this network", enrolment);
  let pace: EnrolmentPace = NO_ENROLMENTS;
  return {
    request(caller, now) {
      countHost(caller.hostId, now);
      if (caller.prefix !== null) countNetwork(caller.prefix, now);
    },
    enrolment(network, hasWorked, now) {
      const bits = workBits(pace, now);
      if (bits > 0 && !hasWorked) {
        const detail = `Find a nonce whose SHA-256 with the challenge begins with ${bits} zero bits, and send both as workProof`;
        throw hintedProblem("work-proof-required", detail, { workBits: bits });
      }
      if (network !== null) countEnrolment(network, now);
      pace = withEnrolment(pace, now);
    },
  };
}
