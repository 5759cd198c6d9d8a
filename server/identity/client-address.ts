/** Where a request comes from. Addresses are looked at and never kept; what may be kept is made in `network-prefix.ts`. */
import ipaddr from "ipaddr.js";
import type { Env } from "../env.ts";

/** How much of an address makes the network it is in, in bits. */
export interface NetworkBits {
  readonly ipv4: number;
  readonly ipv6: number;
}

/** Addresses that say nothing about who somebody is: one's own machine, one's own network, a provider's inner network. */
const NOBODYS = new Set(["loopback", "private", "linkLocal", "uniqueLocal", "deprecatedSiteLocal", "carrierGradeNat", "unspecified"]);

/**
 * The address of the client. Where a proxy is trusted, the one that it names in the field `TRUSTED_PROXY_HEADER`; of
 * several the last, which is the one that the proxy itself has seen. Else the other end of the connection.
 */
export function clientAddress(env: Pick<Env, "TRUSTED_PROXY_HEADER">, request: Request): string | undefined {
  const field = env.TRUSTED_PROXY_HEADER;
  if (field !== undefined && field !== "") return request.headers.get(field)?.split(",").at(-1)?.trim();
  const seen: unknown = request.cf?.["clientIp"];
  return typeof seen === "string" ? withoutPort(seen) : undefined;
}

/** The network of a public address, as `203.0.113.0/24`; undefined of one that is nobody's in particular, or no address. */
export function networkOf(address: string | undefined, bits: NetworkBits): string | undefined {
  if (address === undefined || !ipaddr.isValid(address)) return undefined;
  const parsed = ipaddr.process(address);
  if (NOBODYS.has(parsed.range())) return undefined;
  const length = bits[parsed.kind()];
  const kept = parsed.toByteArray().map((byte, at) => byte & (0xff << Math.min(8, Math.max(0, 8 * (at + 1) - length))));
  return `${ipaddr.fromByteArray(kept).toString()}/${length}`;
}

/** `127.0.0.1:4567` and `[::1]:4567`, as workerd tells the other end. */
const withoutPort = (end: string): string => end.replace(/:\d+$/, "").replace(/^\[|\]$/g, "");
