/** `fetch` that signs what it sends. */
import { signedHeaders } from "../../../protocol/identity/signing.ts";
import type { SigningKey } from "../../../protocol/identity/signing-key.ts";
import type { ServerClock } from "./server-clock.ts";

/** Signs each request with the key, by the clock. Rejects when the key is not to be had. */
export function signedFetch(fetcher: typeof fetch, key: () => Promise<SigningKey>, clock: ServerClock): typeof fetch {
  return async (input, init = {}) => {
    const { url, method, headers, body } = exactly(input, init);
    const request = { url, method, headers, ...(body && { body }) };
    for (const [name, value] of Object.entries(await signedHeaders(await key(), request, clock.nonce()))) headers.set(name, value);
    return fetcher(url, { ...init, ...request });
  };
}

/** Sends a session along, and leaves unsigned what only reads. */
export function authorizedFetch(fetcher: typeof fetch, signed: typeof fetch, session: () => string): typeof fetch {
  return async (input, init = {}) => {
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${session()}`);
    const send = (init.method ?? "GET") === "GET" ? fetcher : signed;
    return send(input, { ...init, headers });
  };
}

/** A request as exactly these bytes, which are what is signed. */
function exactly(input: RequestInfo | URL, { method = "GET", headers, body }: RequestInit) {
  const bytes = typeof body === "string" ? new TextEncoder().encode(body) : undefined;
  return { url: input instanceof Request ? input.url : String(input), method, headers: new Headers(headers), body: bytes };
}
