/** Where a request comes from. Addresses are looked at and never stored; what may be kept is made in `network-prefix.ts`. */
import ipaddr from "ipaddr.js";
import { newRecent } from "../cell/recent.ts";
import type { Env } from "../env.ts";

/** How much of an address makes the network it is in, in bits. */
export interface NetworkBits {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** In memory only, and for as long as others have not crowded them out. */
const REMEMBERED_ADDRESSES = 2_000;

/** Addresses that say nothing about who somebody is: one's own machine, one's own network, a provider's inner network. */
const NOBODYS = new Set(["loopback", "private", "linkLocal", "uniqueLocal", "deprecatedSiteLocal", "carrierGradeNat", "unspecified"]);

/** Reading what the platform tells of a request costs as much as all the rest here, and is asked for twice. */
const seen = new WeakMap<Request, string | undefined>();

/**
 * The address of the client. Where a proxy is trusted, the one that it names in the field `TRUSTED_PROXY_HEADER`; of
 * several the last, which is the one that the proxy itself has seen. Else the other end of the connection.
 */
export function clientAddress(
  { TRUSTED_PROXY_HEADER: field = "" }: Pick<Env, "TRUSTED_PROXY_HEADER">,
  request: Request,
): string | undefined {
  if (field !== "") return request.headers.get(field)?.split(",").at(-1)?.trim();
  if (!seen.has(request)) seen.set(request, otherEnd(request));
  return seen.get(request);
}

function otherEnd(request: Request): string | undefined {
  const end: unknown = request.cf?.["clientIp"];
  return typeof end === "string" ? withoutPort(end) : undefined;
}

/** Networks of addresses that were looked at of late, by address and bits. */
const networks = newRecent<string, string | null>(REMEMBERED_ADDRESSES);

/** The network of a public address, as `203.0.113.0/24`; undefined of one that is nobody's in particular, or no address. */
export function networkOf(address: string | undefined, bits: NetworkBits): string | undefined {
  if (address === undefined) return undefined;
  const asked = `${address} ${bits.ipv4} ${bits.ipv6}`;
  const known = networks.get(asked);
  if (known !== undefined) return known ?? undefined;
  const network = parsedNetwork(address, bits);
  networks.set(asked, network ?? null);
  return network;
}

function parsedNetwork(address: string, bits: NetworkBits): string | undefined {
  if (!ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.process(address);
  if (NOBODYS.has(parsed.range())) return undefined;
  const length = bits[parsed.kind()];
  const kept = parsed.toByteArray().map((byte, at) => byte & (0xff << Math.min(8, Math.max(0, 8 * (at + 1) - length))));
  return `${ipaddr.fromByteArray(kept).toString()}/${length}`;
}

/** `127.0.0.1:4567` and `[::1]:4567`, as workerd tells the other end. */
const withoutPort = (end: string): string => end.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
