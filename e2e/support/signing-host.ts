/** A key, and requests that are signed with it: what tests and benchmarks that speak for a host themselves have in common. */
import { nextNonce, signedHeaders } from "../../protocol/identity/signing.ts";
import { type SigningKey, webCryptoKey } from "../../protocol/identity/signing-key.ts";

export interface Unsent {
  readonly method: string;
  readonly url: string;
  /** JSON, as it will be sent. */
  readonly body?: string;
  readonly session?: string;
}

export interface SigningHost {
  readonly key: SigningKey;
  /** All headers of a request, signed anew. */
  headersOf(request: Unsent): Promise<Record<string, string>>;
  /** Signs with larger nonces than this from now on. */
  overtake(nonce: number): void;
}

export async function newSigningHost(): Promise<SigningHost> {
  return signingHost(await webCryptoKey(await crypto.subtle.generateKey("Ed25519", false, ["sign", "verify"])));
}

/** `clock` is what the host takes for the server's time. */
export function signingHost(key: SigningKey, clock: () => number = Date.now): SigningHost {
  let nonce = 0;
  return {
    key,
    overtake: (other) => void (nonce = Math.max(nonce, other)),
    async headersOf({ method, url, body, session }) {
      nonce = nextNonce(nonce, clock());
      const plain = {
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(session !== undefined && { authorization: `Bearer ${session}` }),
      };
      const bytes = body === undefined ? {} : { body: new TextEncoder().encode(body) };
      return { ...plain, ...(await signedHeaders(key, { method, url, headers: new Headers(plain), ...bytes }, nonce)) };
    },
  };
}
