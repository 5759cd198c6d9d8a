/** Checks the signature of a manifest, with nothing but its text. */
import { base64urlnopad } from "@scure/base";
import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from "jose";
import { publicKeyOf } from "./identity/did-key.ts";
import { type ResultManifest, resultManifestSchema } from "./result-manifest.ts";

/** The algorithm, by the name that every library knows. */
export const MANIFEST_ALGORITHM = "EdDSA";

export type ManifestVerdict =
  | { readonly ok: true; readonly manifest: ResultManifest; readonly key: string }
  | { readonly ok: false; readonly reason: string };

/** Whether a compact JWS is a manifest signed by the key that it names. Whose key that is, only its deployment can say. */
export async function verifyManifest(jws: string): Promise<ManifestVerdict> {
  try {
    const { kid = "" } = decodeProtectedHeader(jws);
    const { payload } = await compactVerify(jws, await importJWK(jwkOf(publicKeyOf(kid)), MANIFEST_ALGORITHM), {
      algorithms: [MANIFEST_ALGORITHM],
    });
    const parsed = resultManifestSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    if (!parsed.success) return { ok: false, reason: "what is signed is no manifest of this version" };
    if (parsed.data.deployment.key !== kid) return { ok: false, reason: "it is signed by another key than it says" };
    return { ok: true, manifest: parsed.data, key: kid };
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
}

/** A public key of Ed25519 as a JWK. */
export const jwkOf = (publicKey: Uint8Array) =>
  ({ kty: "OKP", crv: "Ed25519", x: base64urlnopad.encode(publicKey) }) as const satisfies JWK;
