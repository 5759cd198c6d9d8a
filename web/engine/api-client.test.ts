import { describe, expect, it } from "vitest";
import { hostIdSchema } from "../../protocol/ids.ts";
import type { ExchangeRequest } from "../../protocol/messages.ts";
import { toProblem } from "../../protocol/problem.ts";
import { createApi, type Api } from "./api-client.ts";

const ORIGIN = "https://hands.example";
const enrolled = { hostId: hostIdSchema.parse("haaaaaaaaaaaaaaaa"), hostKey: "secret" };
const request: ExchangeRequest = { protocolVersion: 1, exchangeId: "00000000-0000-4000-8000-000000000000", reports: [], renewals: [] };

/** An API whose server always answers so, and what it was asked. */
function answering(answer: () => Response | Promise<Response>): [Api, Request[]] {
  const asked: Request[] = [];
  const api = createApi(ORIGIN, async (input, init) => {
    asked.push(new Request(input, init));
    return answer();
  });
  return [api, asked];
}

describe("the typed calls", () => {
  it("go to the routes of the API with what they need", async () => {
    const [api, asked] = answering(() => Response.json({}));
    await api.enrol();
    await api.exchange("secret", request);
    await api.record("secret");
    await api.kernel({ id: "toy", version: "1.0.0" });
    await api.module("/kernels/toy/1.0.0/cpu.wasm");
    expect(asked.map(({ method, url }) => `${method} ${url.slice(ORIGIN.length)}`)).toEqual([
      "POST /api/v1/hosts",
      "POST /api/v1/exchange",
      "GET /api/v1/hosts/me",
      "GET /api/v1/kernels/toy/1.0.0",
      "GET /kernels/toy/1.0.0/cpu.wasm",
    ]);
    expect(asked.map(({ headers }) => headers.get("authorization"))).toEqual([null, "Bearer secret", "Bearer secret", null, null]);
    expect(await asked[1]?.json()).toEqual(request);
  });

  it("give a reply of the agreed form", async () => {
    const [api] = answering(() => Response.json(enrolled, { status: 201 }));
    expect(await api.enrol()).toEqual({ kind: "reply", value: enrolled });
  });

  it("give a refusal with the fields it names", async () => {
    const problem = toProblem("expired-lease", "too late", [{ field: "/reports/0/leaseId", expected: "a live lease" }]);
    const [api] = answering(() => Response.json(problem, { status: 410 }));
    expect(await api.exchange("secret", request)).toEqual({
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
    const [api] = answering(answer);
    expect(await api.enrol()).toEqual({ kind: "no-answer" });
  });

  it("pass on how long a busy server asks to wait", async () => {
    const [api] = answering(() => new Response("busy", { status: 503, headers: { "retry-after": "7" } }));
    expect(await api.enrol()).toEqual({ kind: "no-answer", retryAfterMs: 7000 });
  });

  it("give a module's bytes as they came", async () => {
    const [api] = answering(() => new Response(new Uint8Array([0, 97, 115, 109])));
    expect(await api.module("/m.wasm")).toEqual({ kind: "reply", value: new Uint8Array([0, 97, 115, 109]) });
  });
});
