/**
 * Sends one message that a batch is finished: JSON, signed by the deployment's key as an HTTP message signature (RFC
 * 9421) over method, authority, path, query and the digest of the body. Rule F7 of `docs/spec.md`.
 */
import { createSignature } from "http-message-sig";
import { contentDigest, requiredComponents, SIGNATURE_ALGORITHM } from "../../protocol/identity/covered.ts";
import type { BatchStatus } from "../../protocol/messages.ts";
import type { Env } from "../env.ts";
import { type ManifestKey, manifestKey } from "../identity/manifest-key.ts";

/** How long the other side may take to answer. */
const TIMEOUT_MS = 10_000;

/** Tells these signatures from those of hosts. */
const WEBHOOK_TAG = "manyhands-webhook";

export type Delivery = { readonly ok: true } | { readonly ok: false; readonly error: string };

/** Anything but an answer of 200 to 299 is a failure, redirections too: whoever moved can say so when handing in. */
export async function deliver(env: Env, url: string, finishedAt: number, batch: BatchStatus): Promise<Delivery> {
  const id = `${batch.batchId}-finished-${finishedAt}`;
  const body = new Uint8Array(new TextEncoder().encode(JSON.stringify({ id, type: "batch.finished", batch })));
  try {
    const headers = await signed(await manifestKey(env), url, body, id);
    const answer = await fetch(url, { method: "POST", headers, body, redirect: "manual", signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.body?.cancel();
    return answer.ok ? { ok: true } : { ok: false, error: `it answered ${answer.status}` };
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    // What exactly went wrong in the network is for the operator's log and not for whoever named the address.
    return { ok: false, error: isLate ? "it did not answer in time" : "it could not be reached" };
  }
}

async function signed({ sign, published }: ManifestKey, url: string, body: Uint8Array<ArrayBuffer>, id: string) {
  const digest = await contentDigest(body);
  const { signature, signatureInput } = await createSignature(
    { kind: "request", method: "POST", targetUri: url, fields: [{ name: "content-digest", value: digest }] },
    {
      label: "manyhands",
      components: requiredComponents({ url, hasAuthorization: false, hasBody: true }),
      parameters: { created: Math.floor(Date.now() / 1_000), nonce: id, alg: SIGNATURE_ALGORITHM, keyid: published.did, tag: WEBHOOK_TAG },
      signer: {
        algorithm: SIGNATURE_ALGORITHM,
        sign: async (bytes) => new Uint8Array(await crypto.subtle.sign("Ed25519", sign, new Uint8Array(bytes))),
      },
    },
  );
  return { "content-type": "application/json", "content-digest": digest, signature, "signature-input": signatureInput };
}
