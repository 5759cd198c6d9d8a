import { describe, expect, it } from "vitest";
import { hostIdSchema } from "../../protocol/ids.ts";
import type { ExchangeRequest } from "../../protocol/messages.ts";
import { toProblem } from "../../protocol/problem.ts";
import { createApi, type Api } from "./api-client.ts";
import { makeHostKey, signingKeyOf } from "./identity/host-key.ts";
import { createHostClient } from "./identity/host-client.ts";

const ORIGIN = "https://hands.example";
const hostId = hostIdSchema.parse("haaaaaaaaaaaaaaaa");
const NOW = 1_790_000_000_000;
const session = { hostId, session: "a-session", sessionExpiresAt: NOW + 900_000, serverTime: NOW };
const request: ExchangeRequest = { protocolVersion: 1, exchangeId: "00000000-0000-4000-8000-000000000000", reports: [], renewals: [] };

/** An API whose server opens sessions and answers anything else so, and what it was asked. */
async function answering(answer: () => Response | Promise<Response>): Promise<[Api, Request[]]> {
  const asked: Request[] = [];
  const fetcher: typeof fetch = async (input, init) => {
    const one = new Request(input, init);
    asked.push(one);
    return /\/(hosts|sessions)$/.test(one.url) ? Response.json(session, { status: 201 }) : answer();
  };
  const key = signingKeyOf(await makeHostKey());
  const prove = (): never => {
    throw new Error("nobody asked for work");
  };
  const host = createHostClient({ origin: ORIGIN, fetcher, key: async () => key, now: () => NOW, prove });
  return [createApi(ORIGIN, host, fetcher), asked];
}

describe("the typed calls", () => {
  it("go to the routes of the API with what they need", async () => {
    const [api, asked] = await answering(() => Response.json({}));
    await api.enrol();
    await api.exchange(request);
    await api.record();
    await api.kernel({ id: "toy", version: "1.0.0" });
    await api.module("/kernels/toy/1.0.0/cpu.wasm");
    expect(asked.map(({ method, url }) => `${method} ${url.slice(ORIGIN.length)}`)).toEqual([
      "POST /api/v1/hosts",
      "POST /api/v1/exchange",
      "GET /api/v1/hosts/me",
      "GET /api/v1/kernels/toy/1.0.0",
      "GET /kernels/toy/1.0.0/cpu.wasm",
    ]);
    const bearer = "Bearer a-session";
    expect(asked.map(({ headers }) => headers.get("authorization"))).toEqual([null, bearer, bearer, null, null]);
    expect(asked.map(({ headers }) => headers.has("signature"))).toEqual([true, true, false, false, false]);
    expect(await asked[1]?.json()).toEqual(request);
  });

  it("give a reply of the agreed form", async () => {
    const reply = { serverTime: NOW, stored: 0, leases: [], renewed: [] };
    const [api] = await answering(() => Response.json(reply));
    expect(await api.exchange(request)).toEqual({ kind: "reply", value: reply });
  });

  it("give a refusal with the fields it names", async () => {
    const problem = toProblem("expired-lease", "too late", [{ field: "/reports/0/leaseId", expected: "a live lease" }]);
    const [api] = await answering(() => Response.json(problem, { status: 410 }));
    expect(await api.exchange(request)).toMatchObject({
      kind: "refused",
      problem: "expired-lease",
      detail: "too late",
      fields: ["/reports/0/leaseId"],
    });
  });

  it.each([
    ["silence", () => Promise.reject(new TypeError("no network"))],
    ["a sign-in page", () => new Response("<html>", { headers: { "content-type": "text/html" } })],
    ["a reply of another form", () => Response.json({ hostId: 5 })],
    ["a proxy's failure", () => new Response("bad gateway", { status: 502 })],
    ["a problem of a kind that is not ours", () => Response.json({ ...toProblem("internal", ""), type: "about:blank" }, { status: 500 })],
  ])("take %s for no answer", async (_, answer) => {
    const [api] = await answering(answer);
    expect(await api.record()).toEqual({ kind: "no-answer" });
  });

  it("pass on how long a busy server asks to wait", async () => {
    const [api] = await answering(() => new Response("busy", { status: 503, headers: { "retry-after": "7" } }));
    expect(await api.record()).toEqual({ kind: "no-answer", retryAfterMs: 7000 });
  });

  it("give a module's bytes as they came", async () => {
    const [api] = await answering(() => new Response(new Uint8Array([0, 97, 115, 109])));
    expect(await api.module("/m.wasm")).toEqual({ kind: "reply", value: new Uint8Array([0, 97, 115, 109]) });
  });
});
