/** What some hosts try beside their work: old exchanges again, and results under the leases of others. */
import { leaseNumber, makeLeaseId } from "../protocol/ids.ts";
import { type ExchangeRequest, type Outcome, PROTOCOL_VERSION } from "../protocol/messages.ts";
import { makeUuid } from "../web/engine/volunteer/backoff.ts";
import { encodeClaim, lie } from "./kernel.ts";
import { call, type Heard, nextNonce, type SimHost, type Surroundings } from "./sim-host.ts";

/** Lets a host that is up to something do it, right after its own request was served. */
export function disturb(around: Surroundings, host: SimHost, nonce: number, request: ExchangeRequest, heard: Heard): void {
  if (host.character.mischief === "replay") replay(around, host, nonce, request);
  if (host.character.mischief === "theft" && heard !== "nothing" && "reply" in heard) {
    for (const { leaseId, firstUnit } of heard.reply.leases) steal(around, host, leaseNumber(leaseId) - 1, firstUnit);
  }
}

/** The same bytes with the old signature, and the same exchange signed anew. */
function replay(around: Surroundings, host: SimHost, nonce: number, request: ExchangeRequest): void {
  call(around, host, nonce, request);
  call(around, host, nextNonce(host, around.clock.now()), request);
}

/** Lease numbers are no secret: the one before its own is probably another's. */
function steal(around: Surroundings, host: SimHost, number: number, unit: number): void {
  const outcome: Outcome = { outcome: "success", unit, ...encodeClaim(lie(unit, 7)), elapsedMs: 1 };
  const reports = [{ leaseId: makeLeaseId(Math.max(1, number)), outcomes: [outcome] }];
  const request: ExchangeRequest = { protocolVersion: PROTOCOL_VERSION, exchangeId: makeUuid(around.random), reports, renewals: [] };
  call(around, host, nextNonce(host, around.clock.now()), request);
}
