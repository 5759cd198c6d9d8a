/** What signs for a host. Where the key is kept, and whether WebCrypto or a library computes, is its holder's matter. */
import { didKeyOf } from "./did-key.ts";

export interface SigningKey {
  /** The did:key of the public half. */
  readonly did: string;
  /** The Ed25519 signature of the bytes, 64 bytes long. */
  sign(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>>;
}

/** The signing key of a WebCrypto pair of the algorithm `Ed25519`, of which the private half may well not be extractable. */
export async function webCryptoKey({ privateKey, publicKey }: CryptoKeyPair): Promise<SigningKey> {
  const raw = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  return {
    did: didKeyOf(raw),
    sign: async (bytes) => new Uint8Array(await crypto.subtle.sign("Ed25519", privateKey, bytes)),
  };
}
