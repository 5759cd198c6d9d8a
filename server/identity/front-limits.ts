/**
 * What a front Worker limits by itself, before anything else is looked at: requests by address, and by the operator's
 * key and researchers' keys. Each isolate counts for itself; what a host may ask, its cell counts.
 */
import type { KeyId } from "../../protocol/ids.ts";
import { newRequestCount } from "../cell/request-count.ts";
import { ADDRESS_RATE, KEY_RATE, OPERATOR_RATE } from "../domain/rates.ts";
import type { Env } from "../env.ts";
import { clientAddress, networkOf } from "./client-address.ts";

/** One connection's worth: an IPv6 customer has the last 64 bits to choose from. */
const ADDRESS_BITS = { ipv4: 32, ipv6: 64 };

const countAddress = newRequestCount("this address", ADDRESS_RATE);
const countKey = newRequestCount("this key", KEY_RATE);
const countOperator = newRequestCount("the operator's key", OPERATOR_RATE);

/** Counts a request of an address that is somebody's. Throws `too-many-requests`. */
export function limitAddress(env: Env, request: Request, now: number): void {
  const address = networkOf(clientAddress(env, request), ADDRESS_BITS);
  if (address !== undefined) countAddress(address, now);
}

/** Counts a request with the operator's key. Throws `too-many-requests`. */
export const limitOperator = (now: number): void => countOperator("operator", now);

/** Counts a request with a researcher's key. Throws `too-many-requests`. */
export const limitKey = (id: KeyId, now: number): void => countKey(id, now);
