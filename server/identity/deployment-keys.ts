/** The keys that this deployment signs and hashes with: derived from its one secret, a key for each purpose. */
import { registryOf } from "../cells.ts";
import type { Env } from "../env.ts";

/** HMAC-SHA-256 keys, none of which can be read. */
export interface DeploymentKeys {
  /** Signs sessions. */
  readonly session: CryptoKey;
  /** Hashes network prefixes. */
  readonly prefix: CryptoKey;
  /** Signs the challenges of work proofs. */
  readonly workProof: CryptoKey;
}

/**
 * An isolate serves one deployment, so the keys are derived once. What is kept are the keys and not the promise of
 * them: a request may not wait for what another request has asked.
 */
let known: DeploymentKeys | undefined;

export async function deploymentKeys(env: Env): Promise<DeploymentKeys> {
  known ??= await keysFrom(await registryOf(env).secret());
  return known;
}

/** The keys of a secret. */
export async function keysFrom(secret: Uint8Array<ArrayBuffer>): Promise<DeploymentKeys> {
  const root = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveKey"]);
  const [session, prefix, workProof] = await Promise.all([derive(root, "session"), derive(root, "prefix"), derive(root, "work-proof")]);
  return { session, prefix, workProof };
}

function derive(root: CryptoKey, purpose: string): Promise<CryptoKey> {
  const info = new TextEncoder().encode(`manyhands ${purpose} 1`);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  return crypto.subtle.deriveKey(hkdf, root, { name: "HMAC", hash: "SHA-256", length: 256 }, false, ["sign", "verify"]);
}
