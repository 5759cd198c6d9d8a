import { Hono } from "hono";
import { expect, test } from "vitest";
import { limitBody } from "./body-limit.ts";
import { onError } from "./problems.ts";

const app = new Hono().post("/", limitBody(10), async (context) => context.text(await context.req.text()));
app.onError(onError);

const chunked = (text: string) => new Blob([text]).stream();
const send = (body: BodyInit, headers: Record<string, string> = {}) =>
  app.request("/", { method: "POST", body, headers, duplex: "half" } as RequestInit);

test.each<[string, () => Response | Promise<Response>, number]>([
  ["a length within the limit", () => send("0123456789", { "content-length": "10" }), 200],
  ["a length above it", () => send("0123456789x", { "content-length": "11" }), 413],
  ["a length that is no number", () => send("0123456789x", { "content-length": "many", "transfer-encoding": "chunked" }), 413],
  ["no length, and a stream within the limit", () => send(chunked("0123456789")), 200],
  ["no length, and a stream above it", () => send(chunked("0123456789x")), 413],
])("a body with %s", async (_what, answer, status) => {
  expect((await answer()).status).toBe(status);
});

test("a request without a body passes", async () => {
  expect((await app.request("/", { method: "POST" })).status).toBe(200);
});
