import { afterEach, describe, expect, it, vi } from "vitest";
import { type HostKey, makeCarriedKey, makeHostKey, openCarriedKey, signWith } from "./host-key.ts";

const MESSAGE = new TextEncoder().encode("a request");

afterEach(() => {
  vi.restoreAllMocks();
});

/** A platform whose WebCrypto knows no Ed25519. */
const withoutEd25519 = (): void =>
  void vi.spyOn(crypto.subtle, "generateKey").mockRejectedValue(new DOMException("Unrecognized name.", "NotSupportedError"));

/** Checked by the platform, whoever signed. */
async function isSigned(key: HostKey, signature: Uint8Array<ArrayBuffer>): Promise<boolean> {
  const publicKey = await crypto.subtle.importKey("raw", key.publicKey, "Ed25519", false, ["verify"]);
  return crypto.subtle.verify("Ed25519", publicKey, signature, MESSAGE);
}

describe("a host's key", () => {
  it("is one that no script can read, where the platform can", async () => {
    const key = await makeHostKey();
    if (!key.isSealed) throw new Error("the key is not sealed");
    expect(key.privateKey.extractable).toBe(false);
    await expect(crypto.subtle.exportKey("jwk", key.privateKey)).rejects.toThrow("not extractable");
    expect(await isSigned(key, await signWith(key, MESSAGE))).toBe(true);
  });

  it("is bytes where the platform has no Ed25519, and signs alike", async () => {
    withoutEd25519();
    const key = await makeHostKey();
    expect(key.isSealed).toBe(false);
    expect(await isSigned(key, await signWith(key, MESSAGE))).toBe(true);
  });

  it("is never made in script because of another failure", async () => {
    vi.spyOn(crypto.subtle, "generateKey").mockRejectedValue(new DOMException("no entropy", "OperationError"));
    await expect(makeHostKey()).rejects.toThrow("no entropy");
  });

  it("can be carried when it was made for that", async () => {
    const carried = await makeCarriedKey();
    const key = await openCarriedKey(carried);
    expect(await isSigned(key, await signWith(key, MESSAGE))).toBe(true);
    const { x } = await makeCarriedKey();
    await expect(openCarriedKey({ ...carried, x })).rejects.toThrow("do not belong together");
  });
});
