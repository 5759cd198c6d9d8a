/** What a host's signature covers (RFC 9421), and the digest that binds a body to it (RFC 9530): the same for both sides. */
import { sha256 as sha256InScript } from "@noble/hashes/sha2.js";
import { fromBase64, toBase64 } from "../digest.ts";

/** Tells these signatures from any other that a request may carry. */
export const SIGNATURE_TAG = "manyhands";
export const SIGNATURE_ALGORITHM = "ed25519";

/** Milliseconds by which a signature's time may differ from the server's clock, either way. */
export const MAX_CLOCK_DIFFERENCE_MS = 300_000;

/** Header fields that a signature may cover. */
export const SIGNABLE_FIELDS = ["authorization", "content-digest", "content-type"] as const;

export interface Coverage {
  /** Absolute. */
  readonly url: string;
  readonly hasAuthorization: boolean;
  readonly hasBody: boolean;
}

/** The components that a signature has to cover. The scheme is not among them: TLS may end at a proxy. */
export function requiredComponents({ url, hasAuthorization, hasBody }: Coverage): string[] {
  return [
    "@method",
    "@authority",
    "@path",
    ...(new URL(url).search === "" ? [] : ["@query"]),
    ...(hasBody ? ["content-digest"] : []),
    ...(hasAuthorization ? ["authorization"] : []),
  ];
}

/** The field `content-digest` of a body. */
export const contentDigest = async (body: Uint8Array<ArrayBuffer>): Promise<string> => `sha-256=:${toBase64(await sha256(body))}:`;

/** Whether a field `content-digest` names the SHA-256 of the body; it may name other digests beside it. */
export async function digestFits(field: string, body: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const named = field.split(",").flatMap((member) => /^\s*sha-256=:([A-Za-z0-9+/]{43}=):\s*$/.exec(member)?.[1] ?? []);
  const digest = await sha256(body);
  return named.length === 1 && named.every((text) => fromBase64(text).every((byte, at) => byte === digest[at]));
}

/** The platform's digest is the faster one; a page that did not come over a secure connection has none. */
async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const subtle = crypto.subtle as SubtleCrypto | undefined;
  return subtle === undefined ? sha256InScript(bytes) : new Uint8Array(await subtle.digest("SHA-256", bytes));
}
