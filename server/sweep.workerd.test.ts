/** Sweeps on the built server. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { fromBase64 } from "../protocol/digest.ts";
import { decodeRow } from "../protocol/layout/row-bytes.ts";
import { batchStatusSchema } from "../protocol/messages.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";
import { builtInKernels } from "../worker-kernels/catalog.ts";

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

const submit = (sweep: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${deployment.url}/api/v1/batches/sweep`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${deployment.operatorKey}`, ...headers },
    body: JSON.stringify(sweep),
  });

const billion = {
  kernel: "mersenne-tf",
  name: "A billion",
  leaseSeconds: 60,
  fields: {
    exponent: { list: [67, 101] },
    kStart: { from: "1", to: "499999999000001", step: "1000000" },
    kCount: { value: "1000000" },
  },
};

test("S2 a billion units are opened by their rule, and rows are made as they are leased", async () => {
  const answer = await submit(billion);
  expect(answer.status).toBe(201);
  const { batchId, units, waiting } = batchStatusSchema.parse(await answer.json());
  expect({ units, waiting }).toEqual({ units: 1_000_000_000, waiting: 1_000_000_000 });
  const host = await deployment.trustedHost();
  const [lease] = await host.lease(3);
  expect(lease?.batchId).toBe(batchId);
  const [manifest] = builtInKernels;
  if (manifest === undefined || lease === undefined) throw new Error("no lease, or no kernel");
  expect(lease.inputs.map((input) => decodeRow(manifest.input, fromBase64(input)))).toEqual(
    [0, 1, 2].map((i) => ({ exponent: 67, kStart: String(1 + (lease.firstUnit + i) * 1_000_000), kCount: "1000000" })),
  );
  const picture = (await (await fetch(`${deployment.url}/api/v1/batches/${batchId}/picture`)).json()) as { squares: { units: number }[] };
  expect(picture.squares.reduce((sum, square) => sum + square.units, 0)).toBe(1_000_000_000);
});

test("S3 what does not fit is named by its place, and nothing is stored", async () => {
  const answer = await submit({ ...billion, fields: { ...billion.fields, kStart: { from: 0, to: 5 }, q: { value: 1 } } });
  const problem = problemSchema.parse(await answer.json());
  expect(problemKind(problem)).toBe("invalid-sweep");
  expect(problem.errors?.map(({ field }) => field)).toEqual(["/fields/q", "/fields/kStart"]);
});

test("S3 a field that is no rule is refused, and so is a class that the kernel does not allow", async () => {
  expect((await submit({ ...billion, fields: { exponent: { from: 1 } } })).status).toBe(400);
  const problem = problemSchema.parse(await (await submit({ ...billion, assurance: "certificate" })).json());
  expect(problemKind(problem)).toBe("invalid-policy");
});

test("Q9 a sweep sent twice with one idempotency key is one batch", async () => {
  const small = { ...billion, fields: { ...billion.fields, kStart: { value: 1 } } };
  const [first, again] = [await submit(small, { "idempotency-key": "one" }), await submit(small, { "idempotency-key": "one" })];
  expect([first.status, again.status]).toEqual([201, 200]);
  expect(batchStatusSchema.parse(await again.json()).batchId).toBe(batchStatusSchema.parse(await first.json()).batchId);
  const other = problemSchema.parse(await (await submit(billion, { "idempotency-key": "one" })).json());
  expect(problemKind(other)).toBe("idempotency-conflict");
});
