/** The largest inputs there may be, on the real workerd, whose strings and calls have limits of their own. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { digestOf } from "../protocol/digest.ts";
import { encodeBlock } from "../worker-kernels/protein-search/block.ts";

const UNITS = 400;
const HEADER = "queryName,query,gapOpen,gapExtend,top,matrix,cells,block";
const QUERY = "A".repeat(39_000);

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

async function putBlob(body: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = digestOf(body);
  const headers = { authorization: `Bearer ${deployment.operatorKey}` };
  expect((await fetch(`${deployment.url}/api/v1/blobs/${digest}`, { method: "PUT", headers, body })).ok).toBe(true);
  return digest;
}

test("L3 a batch of them is taken in, and a wish for a thousand answered with as many as one reply carries", async () => {
  const block = await putBlob(encodeBlock([{ name: "one", residues: Uint8Array.of(0) }]));
  const row = `q,${QUERY},11,1,1,,${QUERY.length},${block}\n`;
  const submitted = await deployment.submit(`${HEADER}\n${row.repeat(UNITS)}`, { kernel: "protein-search" });
  expect(submitted.status).toBe(201);
  const host = await deployment.trustedHost();
  const counts: number[] = [];
  for (let leases = await host.lease(1_000); leases.length > 0; leases = await host.lease(1_000)) {
    counts.push(leases.reduce((sum, lease) => sum + lease.inputs.length, 0));
  }
  expect(counts).toEqual([256, UNITS - 256]);
});
