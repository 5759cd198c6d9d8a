/** How the server reads a signed request. Every reason to refuse one is told by name. */
import { isSignatureError, type SignatureParameters, type Verifier, verifySignature } from "http-message-sig";
import type { HostId } from "../ids.ts";
import { hintedProblem, ProblemError } from "../problem.ts";
import { digestFits, MAX_CLOCK_DIFFERENCE_MS, requiredComponents, SIGNABLE_FIELDS, SIGNATURE_ALGORITHM, SIGNATURE_TAG } from "./covered.ts";
import { hostIdOf, publicKeyOf } from "./did-key.ts";

export interface ReceivedRequest {
  readonly method: string;
  /** Absolute; its host is the one that the request named. */
  readonly url: string;
  readonly headers: Headers;
  /** The exact bytes that came; empty where there was no body. */
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A host by its key. */
export interface KnownKey {
  readonly did: string;
  readonly hostId: HostId;
  readonly publicKey: Uint8Array<ArrayBuffer>;
  readonly verifier: Verifier;
}

/** Who signed a request. */
export interface Signed {
  readonly key: KnownKey;
  /** Milliseconds, growing with every request that the host signs. Whether it has grown, the cell knows. */
  readonly nonce: number;
}

/** Reads a did:key as the key of a host. Refuses another name as `bad-signature`. */
export async function knownKeyOf(did: string): Promise<KnownKey> {
  const publicKey = parsedKey(did);
  const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
  const verifier: Verifier = {
    algorithm: SIGNATURE_ALGORITHM,
    verify: (bytes, signature) => crypto.subtle.verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(bytes)),
  };
  return { did, hostId: hostIdOf(publicKey), publicKey, verifier };
}

/**
 * Who signed this request, when all of it is covered and nothing was changed. Throws a `ProblemError`: without a
 * signature `missing-signature`, with a clock too far off `clock-difference` that tells `now`, else `bad-signature`.
 */
export async function verifyRequest(request: ReceivedRequest, now: number, keyOf = knownKeyOf): Promise<Signed> {
  const { method, url, headers, body } = request;
  if (!headers.has("signature") || !headers.has("signature-input")) {
    throw new ProblemError(
      "missing-signature",
      "Sign the request with the host's key: the fields `signature-input` and `signature` (RFC 9421)",
    );
  }
  const fields = ["signature", "signature-input", ...SIGNABLE_FIELDS].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [{ name, value }];
  });
  const coverage = { url, hasAuthorization: headers.has("authorization"), hasBody: body.length > 0 || headers.has("content-digest") };
  let key: KnownKey | undefined;
  let nonce = 0;
  try {
    await verifySignature(
      { kind: "request", method, targetUri: url, fields },
      {
        policy: {
          algorithms: [SIGNATURE_ALGORITHM],
          requiredComponents: requiredComponents(coverage),
          requiredParameters: ["created", "nonce", "alg", "keyid", "tag"],
          // The time is judged below, where a clock that is off gets an answer of its own.
          clockSkew: Number.MAX_SAFE_INTEGER,
        },
        async resolveVerifier({ parameters }) {
          nonce = nonceOf(parameters, now);
          if (coverage.hasBody) await checkDigest(headers.get("content-digest") ?? "", body);
          key = await keyOf(parameters.keyid ?? "");
          return key.verifier;
        },
      },
    );
  } catch (error) {
    throw asProblem(error);
  }
  if (key === undefined) throw new Error("a signature was verified without a key");
  return { key, nonce };
}

/** The nonce of a signature, which is also its time. */
function nonceOf({ tag, nonce = "", created, expires }: SignatureParameters, now: number): number {
  if (tag !== SIGNATURE_TAG) throw badSignature("tag", String(tag), `the tag "${SIGNATURE_TAG}"`);
  if (!/^[1-9][0-9]{0,15}$/.test(nonce)) throw badSignature("nonce", nonce, "milliseconds since 1970, in decimal");
  const at = Number(nonce);
  if (created !== Math.floor(at / 1_000)) throw badSignature("created", String(created), "the nonce in whole seconds");
  if (Math.abs(at - now) > MAX_CLOCK_DIFFERENCE_MS) {
    const detail = `The request says it was signed at ${at} and here it is ${now}: sign it anew by the server's time`;
    throw hintedProblem("clock-difference", detail, { serverTime: now });
  }
  if (expires !== undefined && expires * 1_000 < now) throw badSignature("expires", String(expires), "a time to come");
  return at;
}

async function checkDigest(field: string, body: Uint8Array<ArrayBuffer>): Promise<void> {
  if (await digestFits(field, body)) return;
  throw badSignature("content-digest", field, "sha-256=:…: with the base64 SHA-256 of the body's bytes");
}

function parsedKey(did: string): Uint8Array<ArrayBuffer> {
  try {
    return publicKeyOf(did);
  } catch (error) {
    if (error instanceof SyntaxError) throw badSignature("keyid", did, error.message.replace(/^expected /, ""));
    throw error;
  }
}

/** The longest text of a stranger's that a refusal repeats. */
const MOST_ECHOED = 100;

const badSignature = (field: string, value: string, expected: string): ProblemError =>
  new ProblemError("bad-signature", `${field}: expected ${expected}`, [{ field, value: value.slice(0, MOST_ECHOED), expected }]);

/** A refusal of ours comes back as the cause of the library's. */
function asProblem(error: unknown): unknown {
  if (!isSignatureError(error)) return error;
  if (error.code === "ResolverFailed") return error.cause;
  const field = error.code === "VerificationFailed" ? "signature" : "signature-input";
  return new ProblemError("bad-signature", error.message, [{ field, expected: expectation(error.message) }]);
}

const expectation = (message: string): string =>
  message === "Signature verification failed" ? "the signature of this very request" : message;
