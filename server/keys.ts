/** Who is asking: hosts and the operator prove themselves by a bearer key, of which the server keeps only the digest. */
import { digestOf } from "../protocol/digest.ts";
import { base32, type HostId, hostIdSchema } from "../protocol/ids.ts";
import { ProblemError } from "../protocol/problem.ts";
import type { Env } from "./env.ts";

/** Random bytes of a host's secret. */
const SECRET_BYTES = 32;

export interface HostKey {
  readonly hostId: HostId;
  readonly keyDigest: string;
}

/** A new host's key: its id, a dot, and a secret. */
export function makeHostKey(hostId: HostId): string {
  return `${hostId}.${base32(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)))}`;
}

/** The host that a request's bearer key names. Whether the key is right, the cell knows. */
export function hostKeyOf(header: string | undefined): HostKey {
  const key = bearer(header);
  const hostId = hostIdSchema.safeParse(key.split(".")[0]);
  if (!hostId.success) throw new ProblemError("unknown-host", "The bearer key is not that of a host");
  return { hostId: hostId.data, keyDigest: keyDigest(key) };
}

export const keyDigest = (key: string): string => digestOf(new TextEncoder().encode(key));

/** Lets only the operator's key pass. */
export function requireOperator(env: Env, header: string | undefined): void {
  // Digests are compared, so the time it takes tells nothing about the key.
  if (keyDigest(bearer(header)) === env.OPERATOR_KEY_SHA256) return;
  throw new ProblemError("wrong-key", "The key given is not the operator's key of this deployment");
}

function bearer(header: string | undefined): string {
  const key = /^Bearer (\S+)$/i.exec(header ?? "")?.[1];
  if (key !== undefined) return key;
  throw new ProblemError("missing-key", "Send the key as `Authorization: Bearer KEY`");
}
