/** The key by which this deployment signs manifests: Ed25519, from its one secret, and public by its other half. */
import { getPublicKeyAsync } from "@noble/ed25519";
import { base64urlnopad } from "@scure/base";
import { type CryptoKey as JoseKey, importJWK } from "jose";
import { didKeyOf } from "../../protocol/identity/did-key.ts";
import type { PublishedKeys } from "../../protocol/result-manifest.ts";
import { jwkOf, MANIFEST_ALGORITHM } from "../../protocol/verify-manifest.ts";
import { registryOf } from "../cells.ts";
import type { Env } from "../env.ts";

export interface ManifestKey {
  readonly sign: JoseKey;
  readonly published: PublishedKeys;
}

const SEED_BITS = 256;

/** As in `deployment-keys.ts`: the key is kept, and not the promise of it. */
let known: ManifestKey | undefined;

export async function manifestKey(env: Env): Promise<ManifestKey> {
  known ??= await manifestKeyFrom(await registryOf(env).secret());
  return known;
}

/** The key of a secret. */
export async function manifestKeyFrom(secret: Uint8Array<ArrayBuffer>): Promise<ManifestKey> {
  const root = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const info = new TextEncoder().encode("manyhands manifest 1");
  const seed = new Uint8Array(
    await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info }, root, SEED_BITS),
  );
  const publicKey = await getPublicKeyAsync(seed);
  const jwk = jwkOf(publicKey);
  const sign = await importJWK({ ...jwk, d: base64urlnopad.encode(seed) }, MANIFEST_ALGORITHM);
  if (sign instanceof Uint8Array) throw new TypeError("an Ed25519 key is no secret key");
  const did = didKeyOf(publicKey);
  return { sign, published: { did, keys: [{ ...jwk, kid: did, alg: MANIFEST_ALGORITHM, use: "sig" }] } };
}
