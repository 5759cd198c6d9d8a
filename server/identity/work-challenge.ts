/**
 * Challenges of the work proof. Nothing of them is kept: a challenge carries its bits and its end, and a code of the
 * deployment binds both to the one key that may use it. Used twice, it enrols the same host again, which changes nothing.
 */
import { toBase64 } from "../../protocol/digest.ts";
import { provesWork } from "../../protocol/identity/work-proof.ts";
import type { WorkProof } from "../../protocol/messages.ts";

/** Long enough for a slow telephone, short enough that hoarding them for a flood gains little. */
const CHALLENGE_MS = 300_000;

/** Of the code: with bits and time it leaves room for the nonce within one block of SHA-256. */
const CODE_BYTES = 15;

/** A challenge that the host with this did:key may answer. */
export function newChallenge(key: CryptoKey, did: string, bits: number, now: number): Promise<string> {
  return signed(key, did, bits, now + CHALLENGE_MS);
}

/** Whether this is the answer to a challenge that was given to this did:key and has not ended. */
export async function hasWorked(key: CryptoKey, did: string, { challenge, nonce }: WorkProof, now: number): Promise<boolean> {
  const [bits = 0, expiresAt = 0] = challenge.split(".").map(Number);
  if (!Number.isInteger(bits) || !Number.isInteger(expiresAt) || expiresAt <= now) return false;
  return (await signed(key, did, bits, expiresAt)) === challenge && provesWork(challenge, nonce, bits);
}

async function signed(key: CryptoKey, did: string, bits: number, expiresAt: number): Promise<string> {
  const code = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(`${did} ${bits} ${expiresAt}`));
  return `${bits}.${expiresAt}.${toBase64(new Uint8Array(code, 0, CODE_BYTES))}`;
}
