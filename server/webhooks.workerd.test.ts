/** Messages that a batch is finished, from the built server to one of ours. */
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { verifySignature } from "http-message-sig";
import { afterAll, beforeAll, expect, test } from "vitest";
import { madeUp, unitsOf } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { digestFits } from "../protocol/identity/covered.ts";
import { publicKeyOf } from "../protocol/identity/did-key.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";
import { publishedKeysSchema } from "../protocol/result-manifest.ts";

interface Told {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

let deployment: Deployment;
let address: string;
const told: Told[] = [];
/** What our server answers, the first time, the second time … */
let answers: number[] = [];

const server = createServer((request, response) => void take(request, response));

async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
  told.push({ headers: request.headers, body: await text(request) });
  response.writeHead(answers.shift() ?? 200).end();
}

beforeAll(async () => {
  deployment = await startDeployment({ webhooksToLoopback: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("no port");
  address = `http://127.0.0.1:${at.port}/done?by=test`;
});
afterAll(async () => {
  server.close();
  await deployment.close();
});

async function finishedBatch(query: Record<string, string>): Promise<string> {
  const { batchId } = await deployment.submitRows(["67,1,1000", "67,1001,1000"], query);
  for (const host of [await deployment.trustedHost(), await deployment.trustedHost()]) {
    for (const lease of await host.lease(10)) {
      await host.report(
        lease,
        unitsOf(lease).map((unit) => madeUp(unit)),
      );
    }
  }
  return batchId;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(100);
}

test("F7 who asked for it is told of a batch's end, signed by the published key, and the status says so", async () => {
  const batchId = await finishedBatch({ name: "told", notify: address });
  await until(async () => (await deployment.status(batchId)).notification?.state === "delivered");
  const [{ headers, body } = { headers: {}, body: "" }] = told;
  const status = await deployment.status(batchId);
  expect(JSON.parse(body)).toMatchObject({
    id: `${batchId}-finished-${status.finishedAt}`,
    type: "batch.finished",
    batch: { batchId, state: "finished", validated: 2 },
  });
  expect(status.notification).toMatchObject({ tries: 1 });
  expect(JSON.stringify(status)).not.toContain(address);

  const { did } = publishedKeysSchema.parse(await (await fetch(`${deployment.url}/.well-known/manyhands-keys.json`)).json());
  expect(await digestFits(String(headers["content-digest"]), new TextEncoder().encode(body))).toBe(true);
  const key = await crypto.subtle.importKey("raw", publicKeyOf(did), "Ed25519", false, ["verify"]);
  const named = ["content-digest", "signature", "signature-input"].map((name) => ({ name, value: String(headers[name]) }));
  const verified = await verifySignature(
    { kind: "request", method: "POST", targetUri: address, fields: named },
    {
      policy: {
        algorithms: ["ed25519"],
        requiredComponents: ["@method", "@authority", "@path", "@query", "content-digest"],
        requiredParameters: ["created", "nonce", "alg", "keyid", "tag"],
      },
      resolveVerifier: ({ parameters }) => {
        expect(parameters).toMatchObject({ keyid: did, tag: "manyhands-webhook" });
        return {
          algorithm: "ed25519",
          verify: (bytes, signature) => crypto.subtle.verify("Ed25519", key, new Uint8Array(signature), new Uint8Array(bytes)),
        };
      },
    },
  );
  expect(verified).toBeDefined();
});

test("F7 a message that was not taken is sent again, with the same id, also by a server that was killed meanwhile", async () => {
  told.length = 0;
  answers = [500];
  const batchId = await finishedBatch({ name: "told twice", notify: address });
  await until(() => told.length === 1);
  await until(async () => (await deployment.status(batchId)).notification?.lastError === "it answered 500");
  expect((await deployment.status(batchId)).notification).toMatchObject({ state: "due", tries: 1 });
  await deployment.kill();
  await deployment.restart();
  await until(() => told.length === 2);
  await until(async () => (await deployment.status(batchId)).notification?.state === "delivered");
  expect(new Set(told.map(({ body }) => (JSON.parse(body) as { id: string }).id)).size).toBe(1);
});

test("F7 nobody is told who did not ask, and an address within a network is refused", async () => {
  told.length = 0;
  const batchId = await finishedBatch({ name: "quiet" });
  expect(await deployment.status(batchId)).not.toHaveProperty("notification");
  for (const notify of ["http://example.org/", "https://10.0.0.1/", "https://localhost/"]) {
    const problem = problemSchema.parse(await (await deployment.submit("exponent,kStart,kCount\n67,1,10\n", { notify })).json());
    expect(problemKind(problem)).toBe("invalid-request");
    expect(problem.errors).toMatchObject([{ field: "notify", value: notify }]);
  }
  expect(told).toEqual([]);
});
