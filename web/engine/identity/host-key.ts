/**
 * The Ed25519 key that is this host. A browser that can makes it so that no script can read it, this one
 * included: it signs here and cannot be carried away. Elsewhere the key is bytes, and `isSealed` says so.
 */
import { base64urlnopad } from "@scure/base";
import { z } from "zod";
import { didKeyOf } from "../../../protocol/identity/did-key.ts";
import type { SigningKey } from "../../../protocol/identity/signing-key.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** A key as it is kept. Public keys and seeds are 32 bytes. */
export type HostKey =
  | { readonly isSealed: true; readonly publicKey: Bytes; readonly privateKey: CryptoKey }
  | { readonly isSealed: false; readonly publicKey: Bytes; readonly seed: Bytes };

const part = z.string().regex(/^[A-Za-z0-9_-]{43}$/, "32 bytes in base64url");

/** A key that can be carried: RFC 8037's form, `d` being the private half. */
export const carriedKeySchema = z.object({ kty: z.literal("OKP"), crv: z.literal("Ed25519"), x: part, d: part });

export type CarriedKey = z.infer<typeof carriedKeySchema>;

const bytes32 = z.custom<Bytes>((value) => value instanceof Uint8Array && value.length === 32, "32 bytes");
const sealedSchema = z.object({
  isSealed: z.literal(true),
  publicKey: bytes32,
  privateKey: z.custom<CryptoKey>((value) => value instanceof CryptoKey && value.type === "private", "a private key"),
});

/** A key as it comes back from a store. */
export const hostKeySchema: z.ZodType<HostKey> = z.discriminatedUnion("isSealed", [
  sealedSchema,
  z.object({ isSealed: z.literal(false), publicKey: bytes32, seed: bytes32 }),
]);

/** Absent where the page did not come over a secure connection. */
const subtle = (): SubtleCrypto | undefined => (crypto as Partial<Crypto>).subtle;

/** Makes a new key, sealed where this platform can. */
export async function makeHostKey(): Promise<HostKey> {
  const pair = await attempt((platform) => platform.generateKey("Ed25519", false, ["sign", "verify"]));
  if (pair === undefined) return openKey((await softEd25519()).randomSecretKey());
  return { isSealed: true, publicKey: await rawPublicKey(pair.publicKey), privateKey: pair.privateKey };
}

/** Makes a new key that is meant to be carried. */
export async function makeCarriedKey(): Promise<CarriedKey> {
  const { randomSecretKey, getPublicKey } = await softEd25519();
  const seed = randomSecretKey();
  return { kty: "OKP", crv: "Ed25519", x: base64urlnopad.encode(getPublicKey(seed)), d: base64urlnopad.encode(seed) };
}

/** Takes a carried key into use here. Throws when its halves do not belong together. */
export async function openCarriedKey({ x, d }: CarriedKey): Promise<HostKey> {
  const key = await openKey(base64urlnopad.decode(d));
  if (base64urlnopad.encode(key.publicKey) !== x) throw new Error("the two halves of the key do not belong together");
  return key;
}

export const signingKeyOf = (key: HostKey): SigningKey => ({
  did: didKeyOf(key.publicKey),
  sign: (bytes) => signWith(key, bytes),
});

/** Signs with the private half: 64 bytes. */
export async function signWith(key: HostKey, message: Uint8Array): Promise<Bytes> {
  if (!key.isSealed) return (await softEd25519()).sign(message, key.seed);
  const platform = subtle();
  if (platform === undefined) throw new Error("a sealed key signs over secure connections only");
  return new Uint8Array(await platform.sign("Ed25519", key.privateKey, message as Bytes));
}

async function openKey(seed: Uint8Array): Promise<HostKey> {
  const publicKey = (await softEd25519()).getPublicKey(seed);
  return { isSealed: false, publicKey: new Uint8Array(publicKey), seed: new Uint8Array(seed) };
}

/** Undefined where the platform has no Ed25519. */
async function attempt<T>(make: (platform: SubtleCrypto) => Promise<T>): Promise<T | undefined> {
  const platform = subtle();
  if (platform === undefined) return undefined;
  return make(platform).catch((error: unknown) => {
    if (error instanceof DOMException && error.name === "NotSupportedError") return undefined;
    throw error;
  });
}

const rawPublicKey = async (key: CryptoKey): Promise<Bytes> => new Uint8Array(await crypto.subtle.exportKey("raw", key));

const softEd25519 = () => import("./soft-ed25519.ts");
