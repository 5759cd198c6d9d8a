/**
 * The network that a request comes from, as far as it is kept: a keyed hash of the prefix of its address, which is
 * another one the next day. Two hosts with the same hash sit in one network; which one, it does not tell.
 */
import { toBase64 } from "../../protocol/digest.ts";
import { newRecent } from "../cell/recent.ts";
import type { Env } from "../env.ts";
import { clientAddress, networkOf } from "./client-address.ts";
import { deploymentKeys } from "./deployment-keys.ts";

/** What one customer usually has, or a small provider: the unit by which somebody could be many. */
const PREFIX_BITS = { ipv4: 24, ipv6: 48 };

const DAY_MS = 86_400_000;

/** 96 bits: more than enough to tell networks apart. A multiple of 3, so that base64 needs no filling. */
const HASH_BYTES = 12;

/** Hashes that an isolate remembers, so that an exchange costs none. */
const REMEMBERED_HASHES = 5_000;
const hashes = newRecent<string, string>(REMEMBERED_HASHES);

/** Null where the address says nothing about who it is. */
export async function prefixOf(env: Env, request: Request, now: number): Promise<string | null> {
  const network = networkOf(clientAddress(env, request), PREFIX_BITS);
  if (network === undefined) return null;
  const named = `${Math.floor(now / DAY_MS)} ${network}`;
  const hash = hashes.get(named) ?? (await prefixHash((await deploymentKeys(env)).prefix, named));
  hashes.set(named, hash);
  return hash;
}

/** The hash of a day and a network. */
export async function prefixHash(key: CryptoKey, named: string): Promise<string> {
  const mac = await crypto.subtle.sign("HMAC", key, new TextEncoder().encode(named));
  return toBase64(new Uint8Array(mac, 0, HASH_BYTES));
}
