/**
 * Joins hosts into volunteers. One host shows a code, a person types it on another, which becomes one of the first
 * one's volunteer: so no two devices ever share a key. Rules P2 and P3 of `docs/spec.md`.
 */
import { digestOf } from "../../../protocol/digest.ts";
import type { VolunteerId } from "../../../protocol/ids.ts";
import { LINK_CODE_SECONDS, MAX_OPEN_LINK_CODES } from "../../../protocol/limits.ts";
import type { LinkReply, VolunteerRecord } from "../../../protocol/messages.ts";
import { linkCodeSchema, makeLinkCode } from "../../../protocol/personal.ts";
import { ProblemError } from "../../../protocol/problem.ts";
import { type Caller, callingHost } from "../caller.ts";
import type { CellStore } from "../store.ts";
import type { LinkCode } from "../tables/link-codes.ts";
import { joinVolunteer, volunteerOf, volunteerRecord } from "./volunteers.ts";

/** Keeps the digest of a new code of the calling host; `random` are the bytes that it is made of. */
export function showLinkCode(store: CellStore, caller: Caller, random: Uint8Array, now: number): LinkReply {
  return store.transaction(() => {
    const host = callingHost(store, caller);
    const code = makeLinkCode(random);
    const expiresAt = now + LINK_CODE_SECONDS * 1_000;
    store.linkCodes.removeExpired(now);
    store.linkCodes.insert({ digest: digestOfCode(linkCodeSchema.parse(code)), host: host.hostId, expiresAt, redeemedBy: undefined });
    store.linkCodes.keepNewest(host.hostId, MAX_OPEN_LINK_CODES);
    store.hosts.saveProfile({ ...host, lastNonce: caller.nonce });
    return { code, expiresAt };
  });
}

/** What a redemption depends on beside the store. */
export interface Redemption {
  readonly now: number;
  /** The id of the volunteer, when the host that showed the code has none yet. */
  readonly newVolunteer: VolunteerId;
}

/** Makes the calling host one of the volunteer's whose host showed the code. Once done, the same again changes nothing. */
export function redeemLinkCode(store: CellStore, caller: Caller, code: string, { now, newVolunteer }: Redemption): VolunteerRecord {
  return store.transaction(() => {
    const host = callingHost(store, caller);
    const link = usableCode(store, caller, code, now);
    store.hosts.saveProfile({ ...host, lastNonce: caller.nonce });
    if (link.redeemedBy === undefined) {
      const volunteer = volunteerOf(store, link.host, newVolunteer, now);
      joinVolunteer(store, caller.hostId, volunteer);
      store.linkCodes.redeem(link.digest, caller.hostId);
    }
    return volunteerRecord(store, caller.hostId);
  });
}

function usableCode(store: CellStore, { hostId }: Caller, code: string, now: number): LinkCode {
  const link = store.linkCodes.find(digestOfCode(code));
  const usable = link !== undefined && link.expiresAt > now && (link.redeemedBy ?? hostId) === hostId;
  if (!usable) {
    throw refusal("The code is mistyped, was used already, or is too old", "a code shown by another device in the last ten minutes");
  }
  if (link.host === hostId) throw refusal("The code was shown by this very device", "a code that another device shows");
  return link;
}

const refusal = (detail: string, expected: string): ProblemError =>
  new ProblemError("unknown-link-code", detail, [{ field: "/code", expected }]);

/** Of the letters alone: `linkCodeSchema` has taken hyphens and spaces away. */
const digestOfCode = (letters: string): string => digestOf(new TextEncoder().encode(letters));
