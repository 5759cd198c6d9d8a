/** The built server on the real workerd, over HTTP: what it refuses, what it repeats, what it never loses. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { problemKind, problemSchema } from "../protocol/problem.ts";
import { resultRowSchema } from "../protocol/messages.ts";
import { enrolApiHost, madeUp, unitsOf } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

const operator = () => ({ authorization: `Bearer ${deployment.operatorKey}` });

const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => `332192831,${1 + i * 1000},1000`);

/** The kind and the errors of a refusal; fails on anything that is no problem document. */
async function refusal(answer: Response | Promise<Response>) {
  const response = await answer;
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return { kind: problemKind(problem), status: problem.status, errors: problem.errors };
}

describe("what is refused", () => {
  test("B2 a bad row, by line, field, value and what was expected; nothing of the batch is kept", async () => {
    const told = await refusal(deployment.submit("exponent,kStart,kCount\n67,1,10\n67,0x1,10\n,1,10\n"));
    expect(told).toMatchObject({ kind: "invalid-rows", status: 422 });
    expect(told.errors).toEqual([
      { line: 3, field: "kStart", value: "0x1", expected: expect.stringContaining("a whole number from 1") },
      { line: 4, field: "exponent", value: "", expected: expect.stringContaining("a whole number from 3") },
    ]);
    const { batches } = (await (await fetch(`${deployment.url}/api/v1/batches`)).json()) as { batches: unknown[] };
    expect(batches).toEqual([]);
  });

  test("B4 a JSON number past 2^53", async () => {
    const body = '{"exponent":67,"kStart":9007199254740993,"kCount":"5"}\n';
    const told = await refusal(deployment.submit(body, {}, "application/x-ndjson"));
    expect(told.errors).toMatchObject([{ line: 1, field: "kStart", expected: expect.stringContaining("written as a string") }]);
  });

  test.each([
    ["an unknown kernel", { kernel: "nope" }, "unknown-kernel"],
    ["an unknown kernel version", { kernel: "mersenne-tf@9.9.9" }, "unknown-kernel"],
    ["a quorum that is no number", { quorum: "two" }, "invalid-request"],
    ["fewer leases in all than the quorum", { quorum: "3", maxTotal: "2" }, "invalid-policy"],
    ["a parameter that does not exist", { quorom: "3" }, "invalid-request"],
  ])("%s", async (_, query, kind) => {
    expect((await refusal(deployment.submit("exponent,kStart,kCount\n67,1,10\n", query))).kind).toBe(kind);
  });

  test("an empty batch, a file of another type, a missing and a wrong key", async () => {
    expect((await refusal(deployment.submit("exponent,kStart,kCount\n"))).kind).toBe("empty-batch");
    expect((await refusal(deployment.submit("x", {}, "application/pdf"))).kind).toBe("unsupported-format");
    const at = `${deployment.url}/api/v1/batches?kernel=mersenne-tf`;
    const request = { method: "POST", headers: { "content-type": "text/csv" }, body: "exponent,kStart,kCount\n67,1,10\n" };
    expect((await refusal(fetch(at, request))).kind).toBe("missing-key");
    const headers = { ...request.headers, authorization: "Bearer guess" };
    expect((await refusal(fetch(at, { ...request, headers }))).kind).toBe("wrong-key");
  });

  test("a body that is too large, one that is not JSON, and another protocol version", async () => {
    const host = await enrolApiHost(deployment.url);
    expect(await refusal(host.exchange({ padding: "x".repeat(1_100_000) }))).toMatchObject({ kind: "body-too-large", status: 413 });
    expect((await refusal(host.exchange({ protocolVersion: 2 }))).kind).toBe("unknown-protocol-version");
    const broken = { method: "POST", headers: { "content-type": "application/json" }, body: '{"protocolVersion":' };
    expect((await refusal(fetch(`${deployment.url}/api/v1/hosts`, broken))).kind).toBe("invalid-request");
  });

  test("an address that does not exist, and a batch that does not", async () => {
    expect((await refusal(fetch(`${deployment.url}/api/v1/nothing`))).kind).toBe("not-found");
    expect((await refusal(fetch(`${deployment.url}/api/v1/batches/baaaaaaaaaaaaaaaa`))).kind).toBe("unknown-batch");
  });

  test("R3 results for a foreign, an unknown and an expired lease, and a digest that does not match", async () => {
    await deployment.submitRows(rows(4), { leaseSeconds: "5", name: "short leases" });
    const [ada, ben] = [await enrolApiHost(deployment.url), await enrolApiHost(deployment.url)];
    const [lease] = await ada.lease(2);
    if (lease === undefined) throw new Error("no lease");
    expect(await refusal(ben.report(lease, [madeUp(0)]))).toMatchObject({
      kind: "foreign-lease",
      errors: [{ field: "/reports/0/leaseId", value: lease.leaseId }],
    });
    expect((await refusal(ada.report({ ...lease, leaseId: "l999999" as typeof lease.leaseId }, [madeUp(0)]))).kind).toBe("unknown-lease");
    const forged = { ...madeUp(1), digest: "0".repeat(64) };
    expect(await refusal(ada.report(lease, [madeUp(0), forged]))).toMatchObject({
      kind: "digest-mismatch",
      errors: [{ field: "/reports/0/outcomes/1/digest" }],
    });
    await sleep(lease.deadline - Date.now() + 100);
    expect((await refusal(ada.report(lease, [madeUp(0)]))).kind).toBe("expired-lease");
  });
});

describe("a batch's way", () => {
  test("V1 two hosts that agree validate it; the table has a row a unit, in order, as NDJSON and as CSV", async () => {
    const { batchId } = await deployment.submitRows(rows(30), { name: "agreeing" });
    for (const host of [await deployment.trustedHost(), await deployment.trustedHost()]) {
      for (const lease of await host.lease(40))
        await host.report(
          lease,
          unitsOf(lease).map((unit) => madeUp(unit)),
        );
    }
    expect(await deployment.status(batchId)).toMatchObject({ state: "finished", validated: 30, failed: 0, inProgress: 0, waiting: 0 });
    const headers = operator();
    const results = `${deployment.url}/api/v1/batches/${batchId}/results`;
    const ndjson = await (await fetch(results, { headers })).text();
    const table = ndjson
      .trimEnd()
      .split("\n")
      .map((line) => resultRowSchema.parse(JSON.parse(line)));
    expect(table.map(({ unit }) => unit)).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect(table[7]).toEqual({
      unit: 7,
      state: "validated",
      input: { exponent: 332192831, kStart: "7001", kCount: "1000" },
      output: { factors: [], residueSum: "7" },
      replicas: 2,
      assurance: "quorum",
      basis: "established",
      errorProbability: expect.any(Number),
    });
    const csv = await (await fetch(`${results}?format=csv`, { headers })).text();
    expect(csv.split("\n").slice(0, 2)).toEqual([
      "unit,state,input.exponent,input.kStart,input.kCount,output.factors,output.residueSum,replicas,assurance,basis,errorProbability",
      expect.stringMatching(/^0,validated,332192831,1,1000,,0,2,quorum,established,[0-9.e-]+$/),
    ]);
    expect((await refusal(fetch(results))).kind).toBe("missing-key");
  });

  test("V2 a host that answers wrongly makes no canonical result while two honest ones answer", async () => {
    const { batchId } = await deployment.submitRows(rows(20), { name: "contradicted" });
    const liar = await enrolApiHost(deployment.url);
    for (const lease of await liar.lease(40))
      await liar.report(
        lease,
        unitsOf(lease).map((unit) => madeUp(unit, 666 + unit)),
      );
    for (const host of [await deployment.trustedHost(), await deployment.trustedHost()]) {
      for (let leases = await host.lease(40); leases.length > 0; leases = await host.lease(40)) {
        for (const lease of leases)
          await host.report(
            lease,
            unitsOf(lease).map((unit) => madeUp(unit)),
          );
      }
    }
    expect(await deployment.status(batchId)).toMatchObject({ state: "finished", validated: 20, results: 60 });
    const table = await (await fetch(`${deployment.url}/api/v1/batches/${batchId}/results`, { headers: operator() })).text();
    const sums = table
      .trimEnd()
      .split("\n")
      .map((line) => resultRowSchema.parse(JSON.parse(line)).output?.["residueSum"]);
    expect(sums).toEqual(Array.from({ length: 20 }, (_, unit) => String(unit)));
    expect(await liar.record()).toMatchObject({ validated: 0, pending: 0, microCobblestones: 0 });
  });

  test("R1 an exchange sent twice is answered the same, byte for byte, and counts once", async () => {
    const { batchId } = await deployment.submitRows(rows(5), { name: "repeated" });
    const host = await enrolApiHost(deployment.url);
    const leases = await host.lease(2);
    const lease = leases.find((candidate) => candidate.batchId === batchId);
    if (lease === undefined) throw new Error("no lease");
    const members = {
      exchangeId: crypto.randomUUID(),
      reports: [{ leaseId: lease.leaseId, outcomes: unitsOf(lease).map((unit) => madeUp(unit)) }],
      wish: { seconds: 60, operationsPerSecond: 0, minUnits: 2, maxUnits: 2 },
    };
    const first = await (await host.exchange(members)).text();
    expect(await (await host.exchange(members)).text()).toBe(first);
    expect(await deployment.status(batchId)).toMatchObject({ results: unitsOf(lease).length });
  });

  test("L4 leases of a host that vanished are leased again when they expire, though nobody asks meanwhile", async () => {
    const { batchId } = await deployment.submitRows(rows(3), { leaseSeconds: "5", name: "vanishing" });
    const gone = await enrolApiHost(deployment.url);
    await gone.lease(100);
    expect(await deployment.status(batchId)).toMatchObject({ inProgress: 3, waiting: 0 });
    await sleep(5_500);
    expect(await deployment.status(batchId)).toMatchObject({ waiting: 3, inProgress: 0, results: 0 });
    for (const host of [await deployment.trustedHost(), await deployment.trustedHost()]) {
      for (const lease of await host.lease(100))
        await host.report(
          lease,
          unitsOf(lease).map((unit) => madeUp(unit)),
        );
    }
    expect(await deployment.status(batchId)).toMatchObject({ state: "finished", validated: 3 });
  });
});

describe("killed and started again", () => {
  test("R5 no acknowledged result is missing, and every unit gets its verdict", async () => {
    const { batchId } = await deployment.submitRows(rows(3_000), { name: "killed", leaseSeconds: "5" });
    let acknowledged = 0;
    for (let round = 0; round < 4; round++) {
      const killing = sleep(400).then(() => deployment.kill());
      const working = Array.from({ length: 4 }, async () => {
        const host = await deployment.trustedHost();
        for (;;) {
          for (const lease of await host.lease(5)) {
            const answer = await host.report(
              lease,
              unitsOf(lease).map((unit) => madeUp(unit)),
            );
            if (answer.ok && lease.batchId === batchId) acknowledged += lease.inputs.length;
          }
        }
      });
      await Promise.allSettled([killing, ...working]);
      await deployment.restart();
      const { results } = await deployment.status(batchId);
      expect(results).toBeGreaterThanOrEqual(acknowledged);
    }
    expect(acknowledged).toBeGreaterThan(100);
    await sleep(5_500);
    for (const host of [await deployment.trustedHost(), await deployment.trustedHost(), await deployment.trustedHost()]) {
      for (let leases = await host.lease(500); leases.length > 0; leases = await host.lease(500)) {
        for (const lease of leases)
          await host.report(
            lease,
            unitsOf(lease).map((unit) => madeUp(unit)),
          );
      }
    }
    expect(await deployment.status(batchId)).toMatchObject({ state: "finished", validated: 3_000, failed: 0 });
  });
});

describe("the documents", () => {
  test("OpenAPI 3.1 names every route, and its reader comes from our own origin", async () => {
    const document = (await (await fetch(`${deployment.url}/api/v1/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe("3.1.0");
    expect(Object.keys(document.paths).toSorted()).toEqual([
      "/.well-known/manyhands-keys.json",
      "/api/v1/batches",
      "/api/v1/batches/check",
      "/api/v1/batches/sweep",
      "/api/v1/batches/{batchId}",
      "/api/v1/batches/{batchId}/assurance",
      "/api/v1/batches/{batchId}/cancel",
      "/api/v1/batches/{batchId}/clone",
      "/api/v1/batches/{batchId}/manifest",
      "/api/v1/batches/{batchId}/pause",
      "/api/v1/batches/{batchId}/picture",
      "/api/v1/batches/{batchId}/results",
      "/api/v1/batches/{batchId}/resume",
      "/api/v1/batches/{batchId}/retry",
      "/api/v1/blobs/{sha256}",
      "/api/v1/exchange",
      "/api/v1/health",
      "/api/v1/hosts",
      "/api/v1/hosts/me",
      "/api/v1/hosts/{hostId}",
      "/api/v1/hosts/{hostId}/vouched",
      "/api/v1/kernels",
      "/api/v1/kernels/{id}/{version}",
      "/api/v1/keys",
      "/api/v1/keys/{keyId}",
      "/api/v1/keys/{keyId}/rotate",
      "/api/v1/links",
      "/api/v1/links/redeem",
      "/api/v1/projects",
      "/api/v1/projects/{projectId}",
      "/api/v1/researchers",
      "/api/v1/researchers/me",
      "/api/v1/sessions",
      "/api/v1/volunteers/me",
    ]);
    const reader = await (await fetch(`${deployment.url}/api/docs`)).text();
    const sources = [...reader.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, source]) => source ?? "");
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.filter((source) => !source.startsWith("/"))).toEqual([]);
    for (const source of sources) expect((await fetch(new URL(source, deployment.url))).status).toBe(200);
  });

  test("a page comes with a strict policy, and a module as WebAssembly for ever", async () => {
    const page = await fetch(deployment.url);
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self' 'wasm-unsafe-eval'");
    const module = await fetch(`${deployment.url}/kernels/mersenne-tf/1.0.0/cpu.wasm`);
    expect(module.headers.get("content-type")).toBe("application/wasm");
    expect(module.headers.get("cache-control")).toContain("immutable");
  });
});
