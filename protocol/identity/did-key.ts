/**
 * How a host is named: its Ed25519 public key as a did:key (multicodec, base58), and the shorter host id made from
 * the same key. Both follow from the key alone, so nobody hands names out.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { base58 } from "@scure/base";
import { type HostId, ID_RANDOM_BYTES, makeHostId } from "../ids.ts";

/** Bytes of an Ed25519 public key. */
export const PUBLIC_KEY_BYTES = 32;

/** `z` says base58; the multicodec of Ed25519 follows within it. */
const PREFIX = "did:key:z";
const CODEC = [0xed, 0x01] as const;
/** 34 bytes that begin with the codec always make so many letters. */
const DID_KEY_LETTERS = 56;

/** The did:key of a public key of {@link PUBLIC_KEY_BYTES} bytes. */
export function didKeyOf(publicKey: Uint8Array): string {
  if (publicKey.length !== PUBLIC_KEY_BYTES) throw new RangeError(`a public key has ${PUBLIC_KEY_BYTES} bytes, not ${publicKey.length}`);
  return PREFIX + base58.encode(Uint8Array.of(...CODEC, ...publicKey));
}

/** The public key that a did:key names. Throws a `SyntaxError` that says what was expected of any other text. */
export function publicKeyOf(did: string): Uint8Array<ArrayBuffer> {
  if (!did.startsWith(PREFIX)) throw new SyntaxError(`expected a text that begins with ${PREFIX}`);
  // The length first: decoding costs the square of it.
  if (did.length !== DID_KEY_LETTERS) throw new SyntaxError(`expected the ${DID_KEY_LETTERS} letters of an Ed25519 did:key`);
  const bytes = decoded(did.slice(PREFIX.length));
  if (bytes.length !== CODEC.length + PUBLIC_KEY_BYTES || CODEC.some((byte, at) => bytes[at] !== byte)) {
    throw new SyntaxError("expected the did:key of an Ed25519 public key");
  }
  return new Uint8Array(bytes.subarray(CODEC.length));
}

/** The id of the host with this public key: the first bytes of its SHA-256. */
export const hostIdOf = (publicKey: Uint8Array): HostId => makeHostId(sha256(publicKey).subarray(0, ID_RANDOM_BYTES));

function decoded(letters: string): Uint8Array {
  try {
    return base58.decode(letters);
  } catch {
    throw new SyntaxError("expected letters of base58 only");
  }
}
