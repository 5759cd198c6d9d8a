/** Results that prove themselves, on the real workerd: the graph is a blob, and the cell checks cuts of it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { enrolApiHost, unitsOf } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { digestOf, toBase64 } from "../protocol/digest.ts";
import { encodeRow } from "../protocol/layout/row-bytes.ts";
import { batchStatusSchema, type Outcome } from "../protocol/messages.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";
import { manifestSchema } from "../worker-kernels/contract.ts";
import { graphBlobOf } from "../worker-kernels/maxcut/graph.ts";
import maxcutManifest from "../worker-kernels/maxcut/manifest.json" with { type: "json" };

const maxcut = manifestSchema.parse(maxcutManifest);
/** A path of three vertices, its edges worth 2 and 3: to cut both, the middle one stands alone. */
const graph = graphBlobOf(["3 2", "1 2 2", "2 3 3"]);
const rows = `graph,vertices,seed,walkers,sweeps,temperatureStart,temperatureEnd\n${digestOf(graph)},3,1,1,10,1024,0\n${digestOf(graph)},3,2,1,10,1024,0\n`;

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
  const headers = { authorization: `Bearer ${deployment.operatorKey}` };
  const address = `${deployment.url}/api/v1/blobs/${digestOf(graph)}`;
  const answer = await fetch(address, { method: "PUT", headers, body: graph });
  if (!answer.ok) throw new Error(await answer.text());
});
afterAll(() => deployment.close());

function claim(unit: number, cut: number): Outcome {
  const climb = Array.from({ length: 17 }, () => String(cut));
  const bytes = encodeRow(maxcut.output, { cut: String(cut), climb, partition: [0b010] });
  return { outcome: "success", unit, output: toBase64(bytes), digest: digestOf(bytes), elapsedMs: 1 };
}

test("A1 A2 a class that the kernel has not, and a quorum of certificates, are refused", async () => {
  for (const [query, field] of [
    [{ kernel: "mersenne-tf", assurance: "certificate" }, "assurance"],
    [{ kernel: "maxcut", assurance: "certificate", quorum: "2" }, "quorum"],
  ] as const) {
    const problem = problemSchema.parse(await (await deployment.submit(rows, query)).json());
    expect({ kind: problemKind(problem), field: problem.errors?.[0]?.field }).toEqual({ kind: "invalid-policy", field });
  }
});

test("A3 A4 A9 a false claim is never a result, and voids what else its host said, also after a crash", async () => {
  const { batchId, assurance, policy } = batchStatusSchema.parse(await (await deployment.submit(rows, { kernel: "maxcut" })).json());
  expect({ assurance, quorum: policy.minQuorum }).toEqual({ assurance: "certificate", quorum: 1 });
  const [eve, ada, ben] = [await enrolApiHost(deployment.url), await enrolApiHost(deployment.url), await enrolApiHost(deployment.url)];
  for (const lease of await eve.lease(9)) await eve.report(lease, [claim(1, 5), claim(0, 6)]);
  expect(await deployment.status(batchId)).toMatchObject({ validated: 0, held: 0, results: 2 });
  await deployment.kill();
  await deployment.restart();
  const leases = await ada.lease(9);
  expect(leases.flatMap(unitsOf).toSorted((a, b) => a - b)).toEqual([0, 1]);
  for (const lease of leases)
    await ada.report(
      lease,
      unitsOf(lease).map((unit) => claim(unit, 5)),
    );
  // A5 A8 the claims are proven, and the effort is looked at before they are final.
  expect(await deployment.status(batchId)).toMatchObject({ state: "running", validated: 0, inProgress: 2 });
  const audits = await ben.lease(9);
  for (const lease of audits)
    await ben.report(
      lease,
      unitsOf(lease).map((unit) => claim(unit, 5)),
    );
  expect(await deployment.status(batchId)).toMatchObject({ state: "finished", validated: 2 });
  expect(await eve.record()).toMatchObject({ validated: 0, rejected: 2, microCobblestones: 0 });
});
