import { afterEach, describe, expect, it, vi } from "vitest";
import { hostIdOf } from "../../../protocol/identity/did-key.ts";
import { verifyRequest } from "../../../protocol/identity/verifying.ts";
import { makeHostKey, signingKeyOf } from "./host-key.ts";
import { ServerClock } from "./server-clock.ts";
import { authorizedFetch, signedFetch } from "./signed-fetch.ts";

const NOW = 1_790_000_000_000;
const POST_IT = { method: "POST", body: '{"a":1}', headers: { "content-type": "application/json" } };

afterEach(() => {
  vi.unstubAllGlobals();
});

/** What was sent, by a fetch that signs. */
async function sent(init: RequestInit, url = "https://hands.example/api/v1/exchange") {
  const key = await makeHostKey();
  const requests: Request[] = [];
  const fetcher: typeof fetch = async (input, rest) => {
    requests.push(new Request(input, rest));
    return new Response();
  };
  const signed = signedFetch(fetcher, async () => signingKeyOf(key), new ServerClock(() => NOW));
  await authorizedFetch(fetcher, signed, () => "a-session")(url, init);
  const [request] = requests;
  if (request === undefined) throw new Error("nothing was sent");
  return { key, request };
}

const verified = async (request: Request) =>
  verifyRequest(
    { method: request.method, url: request.url, headers: request.headers, body: new Uint8Array(await request.clone().arrayBuffer()) },
    NOW,
  );

describe("a fetch that signs", () => {
  it.each([
    ["a body", POST_IT],
    ["no body", { method: "DELETE" }],
  ])("sends what the server can verify, with %s and the session", async (_, init) => {
    const { key, request } = await sent(init, "https://hands.example/api/v1/hosts/me?a=b");
    expect((await verified(request)).key.hostId).toBe(hostIdOf(key.publicKey));
    expect(request.headers.get("authorization")).toBe("Bearer a-session");
  });

  it("leaves unsigned what only reads", async () => {
    const { request } = await sent({});
    expect([request.headers.has("signature"), request.headers.get("authorization")]).toEqual([false, "Bearer a-session"]);
  });

  it("signs alike where the page did not come over a secure connection, and has no WebCrypto", async () => {
    const platform = crypto;
    vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => platform.getRandomValues(bytes) });
    const { key, request } = await sent(POST_IT);
    vi.unstubAllGlobals();
    expect(key.isSealed).toBe(false);
    expect((await verified(request)).key.hostId).toBe(hostIdOf(key.publicKey));
  });
});
