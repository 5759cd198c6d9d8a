/** How a host signs a request: HTTP message signatures (RFC 9421) with a content digest (RFC 9530). */
import { createSignature } from "http-message-sig";
import { contentDigest, requiredComponents, SIGNATURE_ALGORITHM, SIGNATURE_TAG } from "./covered.ts";
import type { SigningKey } from "./signing-key.ts";

export interface UnsignedRequest {
  readonly method: string;
  /** Absolute, as it will be sent. */
  readonly url: string;
  /** What the request carries already; `authorization` is covered when it is among them. */
  readonly headers: Headers;
  /** The exact bytes that will be sent. */
  readonly body?: Uint8Array<ArrayBuffer>;
}

/** A nonce: milliseconds by the server's clock as the host knows it, but always more than the last one. */
export const nextNonce = (lastNonce: number, serverTime: number): number => Math.max(lastNonce + 1, Math.floor(serverTime));

/**
 * The headers that sign a request: to be added to those it has. The `nonce` is one of {@link nextNonce}; it says when the
 * request was signed, too. Each try of a request is signed anew.
 */
export async function signedHeaders(key: SigningKey, request: UnsignedRequest, nonce: number): Promise<Record<string, string>> {
  const { method, url, headers, body } = request;
  const digest: Record<string, string> = body === undefined ? {} : { "content-digest": await contentDigest(body) };
  const authorization = headers.get("authorization");
  const fields = Object.entries({ ...digest, ...(authorization !== null && { authorization }) });
  const { signature, signatureInput } = await createSignature(
    { kind: "request", method, targetUri: withoutFragment(url), fields: fields.map(([name, value]) => ({ name, value })) },
    {
      label: "host",
      components: requiredComponents({ url, hasAuthorization: authorization !== null, hasBody: body !== undefined }),
      parameters: {
        created: Math.floor(nonce / 1_000),
        nonce: String(nonce),
        alg: SIGNATURE_ALGORITHM,
        keyid: key.did,
        tag: SIGNATURE_TAG,
      },
      signer: { algorithm: SIGNATURE_ALGORITHM, sign: (bytes) => key.sign(new Uint8Array(bytes)) },
    },
  );
  return { ...digest, signature, "signature-input": signatureInput };
}

/** As it goes over the wire. */
function withoutFragment(url: string): string {
  const sent = new URL(url);
  sent.hash = "";
  return sent.href;
}
