/**
 * The one byte encoding of an output on the wire, and its digest. Two results are equivalent in an
 * exact kernel when their digests are equal.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";

/** SHA-256 of the bytes, 64 lower-case hexadecimal letters. */
export const digestOf = (bytes: Uint8Array): string => bytesToHex(sha256(bytes));

/** Encodes bytes as base64 (RFC 4648 section 4, padded). */
export function toBase64(bytes: Uint8Array): string {
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Decodes base64. Throws a `SyntaxError` when the text is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw new SyntaxError("not base64");
  }
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
