/** How a host comes to be known here, and how it opens a session. Rules I1, I3, I8 and I9 of `docs/spec.md`. */
import { ProblemError } from "../../protocol/problem.ts";
import { type Caller, callingHost } from "./caller.ts";
import type { Limiter } from "./limiter.ts";
import type { CellStore } from "./store.ts";

export interface Enrolment {
  readonly caller: Caller;
  /** Base64url of the key that the caller's id is made from. */
  readonly publicKey: string;
  /** Whether it came with a good work proof. */
  readonly hasWorked: boolean;
}

/** Enrols the caller. A host that is enrolled already stays as it is, and passes no limit twice. */
export function enrol(store: CellStore, limiter: Limiter, { caller, publicKey, hasWorked }: Enrolment, now: number): void {
  const known = store.hosts.find(caller.hostId);
  if (known?.erasedAt !== undefined) throw new ProblemError("erased-host", `${caller.hostId} was erased here, and its key with it`);
  if (known !== undefined) return openSession(store, caller);
  limiter.enrolment(caller.prefix, hasWorked, now);
  store.hosts.insert({ hostId: caller.hostId, publicKey, enrolledAt: now, prefix: caller.prefix, lastNonce: caller.nonce });
}

/** Takes the caller's request for a session: it is enrolled, and the request is new. */
export function openSession(store: CellStore, caller: Caller): void {
  store.hosts.save({ ...callingHost(store, caller), lastNonce: caller.nonce, prefix: caller.prefix });
}
