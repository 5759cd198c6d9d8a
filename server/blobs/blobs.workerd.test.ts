/** Blobs on the real workerd, over HTTP. */
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployment, startDeployment } from "../../e2e/support/deployment.ts";
import { digestOf } from "../../protocol/digest.ts";
import { MAX_BLOB_BYTES } from "../../protocol/limits.ts";
import { problemKind, problemSchema } from "../../protocol/problem.ts";

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

const addressOf = (digest: string): string => `${deployment.url}/api/v1/blobs/${digest}`;

const put = (digest: string, body: Uint8Array<ArrayBuffer>, key = deployment.operatorKey): Promise<Response> =>
  fetch(addressOf(digest), { method: "PUT", headers: { authorization: `Bearer ${key}` }, body });

/** What is answered to the announcement of so many bytes, before any is sent. */
async function answerToLength(digest: string, length: number): Promise<string> {
  const headers = { authorization: `Bearer ${deployment.operatorKey}`, "content-length": String(length) };
  const sent = request(addressOf(digest), { method: "PUT", headers });
  sent.flushHeaders();
  const [answer] = (await once(sent, "response")) as [IncomingMessage];
  const told = await text(answer);
  sent.destroy();
  return told;
}

const kindOf = async (response: Response) => problemKind(problemSchema.parse(await response.json()));

test("a blob of several chunks comes back as it went, immutable, after a crash too", async () => {
  const bytes = Uint8Array.from({ length: 5_000_000 }, (_, i) => (i * 31 + (i >> 8)) & 255);
  const digest = digestOf(bytes);
  expect((await fetch(addressOf(digest), { method: "HEAD" })).status).toBe(404);
  expect((await put(digest, bytes)).status).toBe(204);
  expect((await put(digest, bytes)).status).toBe(204);
  await deployment.kill();
  await deployment.restart();
  const head = await fetch(addressOf(digest), { method: "HEAD" });
  expect({ status: head.status, length: head.headers.get("content-length") }).toEqual({ status: 200, length: "5000000" });
  const answer = await fetch(addressOf(digest));
  expect(answer.headers.get("content-type")).toBe("application/octet-stream");
  expect(answer.headers.get("cache-control")).toContain("immutable");
  expect(digestOf(new Uint8Array(await answer.arrayBuffer()))).toBe(digest);
});

test("another digest, another key, too many bytes and a name that is no digest are refused, and nothing is kept", async () => {
  const bytes = new TextEncoder().encode("not what it says");
  const digest = "0".repeat(64);
  expect(await kindOf(await put(digest, bytes))).toBe("blob-mismatch");
  expect(await kindOf(await put(digestOf(bytes), bytes, "guess"))).toBe("wrong-key");
  expect(await kindOf(await put("x", bytes))).toBe("invalid-request");
  expect(await answerToLength(digest, MAX_BLOB_BYTES + 1)).toContain("at most");
  expect(await kindOf(await fetch(addressOf(digest)))).toBe("unknown-blob");
  expect(await kindOf(await fetch(addressOf(digestOf(bytes))))).toBe("unknown-blob");
});
