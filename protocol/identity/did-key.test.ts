import { bytesToHex } from "@noble/hashes/utils.js";
import fc from "fast-check";
import { expect, test } from "vitest";
import { didKeyOf, hostIdOf, PUBLIC_KEY_BYTES, publicKeyOf } from "./did-key.ts";

const publicKey = fc.uint8Array({ minLength: PUBLIC_KEY_BYTES, maxLength: PUBLIC_KEY_BYTES });

test("I1 a key and its did:key are each other's, for every key", () => {
  const keys = [...fc.sample(publicKey, 100), new Uint8Array(PUBLIC_KEY_BYTES), new Uint8Array(PUBLIC_KEY_BYTES).fill(255)];
  for (const key of keys) expect(publicKeyOf(didKeyOf(key))).toEqual(key);
});

test("I1 a did:key is written as the did:key method writes it", () => {
  // The first Ed25519 example of the method's specification.
  const did = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp";
  expect(bytesToHex(publicKeyOf(did))).toBe("3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29");
  expect(didKeyOf(publicKeyOf(did))).toBe(did);
});

test("I1 a host's id follows from its key, and differs with it", () => {
  const key = new Uint8Array(PUBLIC_KEY_BYTES);
  expect(hostIdOf(key)).toBe(hostIdOf(key.slice()));
  expect(hostIdOf(key)).toMatch(/^h[a-z2-7]{16}$/);
  expect(hostIdOf(key)).not.toBe(hostIdOf(Uint8Array.of(...key.subarray(1), 1)));
});

test.each([
  ["another method", "did:web:example.org", "begins with did:key:z"],
  ["nothing", "", "begins with did:key:z"],
  ["too few letters", "did:key:z6Mki", "56 letters"],
  ["a letter too many", "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWpp", "56 letters"],
  ["a letter that base58 has not", "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooW0", "base58"],
  ["the key of another algorithm", "did:key:z6LSbysY2xFMRpGMhb7tFTLMpeuPRaqaWM1yECx2AtzE3KCc", "Ed25519 public key"],
])("I1 a did:key with %s is refused", (_what, did, expected) => {
  expect(() => publicKeyOf(did)).toThrow(SyntaxError);
  expect(() => publicKeyOf(did)).toThrow(expected);
});
