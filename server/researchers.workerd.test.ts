/** Researchers on the built server, over HTTP: what a key opens, what it does not, and what happens in between. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { enrolApiHost, madeUp, unitsOf } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { newResearcher, withKey } from "../e2e/support/research.ts";
import { batchListSchema, batchStatusSchema, retryReplySchema } from "../protocol/messages.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";
import { callerSchema, keyListSchema, newKeySchema, projectListSchema, researcherListSchema } from "../protocol/research.ts";

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

const rows = (count: number): string[] => Array.from({ length: count }, (_, i) => `332192831,${1 + i * 1000},1000`);
const operator = () => withKey(deployment, deployment.operatorKey);

async function refusal(answer: Response | Promise<Response>) {
  const response = await answer;
  const problem = problemSchema.parse(await response.json());
  expect(problem.status).toBe(response.status);
  return { ...problem, kind: problemKind(problem) };
}

const listed = async (): Promise<string[]> => {
  const { batches } = batchListSchema.parse(await (await fetch(`${deployment.url}/api/v1/batches`)).json());
  return batches.map(({ batchId }) => batchId);
};

describe("keys", () => {
  test("Q1 the operator alone makes researchers and sees them all", async () => {
    const ada = await newResearcher(deployment, "Ada");
    expect(await refusal(ada.send("POST", "researchers", { name: "Eve" }))).toMatchObject({ kind: "operator-only", status: 403 });
    expect((await refusal(ada.send("GET", "researchers"))).kind).toBe("operator-only");
    expect((await refusal(ada.send("PUT", "hosts/haaaaaaaaaaaaaaaa/vouched"))).kind).toBe("operator-only");
    const { researchers } = researcherListSchema.parse(await (await operator().send("GET", "researchers")).json());
    expect(researchers.map(({ name }) => name)).toContain("Ada");
    expect(callerSchema.parse(await (await ada.send("GET", "researchers/me")).json())).toMatchObject({
      role: "researcher",
      researcher: { name: "Ada" },
      usedToday: { units: 0, blobBytes: 0 },
    });
    expect(await (await operator().send("GET", "researchers/me")).json()).toMatchObject({ role: "operator" });
  });

  test("Q2 a missing, a malformed, an unknown, a revoked, a replaced and an expired key are told apart", async () => {
    const ada = await newResearcher(deployment, "Ada");
    const ask = (key: string) => refusal(withKey(deployment, key).send("GET", "researchers/me"));
    expect((await refusal(fetch(`${deployment.url}/api/v1/researchers/me`))).kind).toBe("missing-key");
    expect(await ask("mh_guess")).toMatchObject({ kind: "wrong-key", detail: expect.stringContaining("of the form") });
    expect(await ask(`mh_kaaaaaaaaaaaaaaaa_${"a".repeat(52)}`)).toMatchObject({
      kind: "wrong-key",
      detail: expect.stringContaining("no such key"),
    });
    const made = await ada.send("POST", "keys", { name: "short", scopes: ["batches:read"], expiresAt: Date.now() + 300 });
    const short = newKeySchema.parse(await made.json());
    const rotated = newKeySchema.parse(await (await ada.send("POST", `keys/${ada.record.keyId}/rotate`, {})).json());
    expect(await ask(ada.key)).toMatchObject({ kind: "revoked-key", detail: expect.stringContaining("rotated") });
    await expect.poll(async () => (await withKey(deployment, short.key).send("GET", "researchers/me")).status).toBe(401);
    expect((await ask(short.key)).kind).toBe("expired-key");
    expect((await withKey(deployment, rotated.key).send("DELETE", `keys/${rotated.keyId}`)).status).toBe(200);
    expect(await ask(rotated.key)).toMatchObject({ kind: "revoked-key", status: 401 });
  });

  test("Q3 a key without the scope is told which it lacks, and lists its like without their texts", async () => {
    const ada = await newResearcher(deployment, "Ada", "Factors");
    const reader = newKeySchema.parse(await (await ada.send("POST", "keys", { name: "reader", scopes: ["batches:read"] })).json());
    const asReader = withKey(deployment, reader.key);
    expect(await refusal(asReader.submit(rows(1)))).toMatchObject({
      kind: "missing-scope",
      detail: expect.stringContaining("batches:write"),
    });
    for (const [method, path, body, scope] of [
      ["GET", "keys", undefined, "keys:write"],
      ["POST", "projects", { title: "x", purpose: "y" }, "projects:write"],
      ["PUT", `blobs/${"a".repeat(64)}`, {}, "blobs:write"],
    ] as const) {
      expect((await refusal(asReader.send(method, path, body))).detail).toContain(scope);
    }
    const answer = await ada.send("GET", "keys");
    const text = await answer.text();
    expect(keyListSchema.parse(JSON.parse(text)).keys.map(({ name }) => name)).toEqual(["first key", "reader"]);
    expect(text).not.toContain(reader.key.split("_")[2]);
  });
});

describe("projects", () => {
  test("Q5 a project is public, changed by its researcher, and weighed by the operator", async () => {
    const [ada, bea] = [await newResearcher(deployment, "Ada", "Factors"), await newResearcher(deployment, "Bea")];
    const at = `projects/${ada.project?.projectId}`;
    expect(await (await fetch(`${deployment.url}/api/v1/${at}`)).json()).toMatchObject({
      title: "Factors",
      share: 100,
      owner: { name: "Ada" },
    });
    expect((await refusal(bea.send("PATCH", at, { title: "Mine" }))).kind).toBe("foreign-project");
    expect((await refusal(ada.send("PATCH", at, { share: 1_000 }))).kind).toBe("operator-only");
    expect((await refusal(operator().send("PATCH", at, { share: 0 }))).errors).toMatchObject([{ field: "/share" }]);
    expect((await refusal(ada.send("PATCH", at, { picture: "b".repeat(64) }))).kind).toBe("unknown-blob");
    expect((await refusal(ada.send("PATCH", at, { links: [{ title: "x", url: "javascript:alert(1)" }] }))).errors).toMatchObject([
      { expected: "an http or https address" },
    ]);
    const { batchId } = await ada.batch(rows(1));
    expect((await operator().send("PATCH", at, { share: 7, title: "All factors" })).status).toBe(200);
    expect((await deployment.status(batchId)).project).toEqual({ projectId: ada.project?.projectId, title: "All factors" });
    expect((await refusal(operator().send("GET", "projects/paaaaaaaaaaaaaaaa"))).kind).toBe("unknown-project");
  });

  test("Q6 a batch is for a project of whoever brings it; the operator gets one by itself", async () => {
    const [ada, bea] = [await newResearcher(deployment, "Ada", "Factors"), await newResearcher(deployment, "Bea")];
    expect(await refusal(bea.submit(rows(1)))).toMatchObject({ kind: "project-required", status: 422 });
    expect((await refusal(bea.submit(rows(1), { project: ada.project?.projectId ?? "" }))).kind).toBe("foreign-project");
    expect((await refusal(ada.submit(rows(1), { project: "paaaaaaaaaaaaaaaa" }))).kind).toBe("unknown-project");
    expect((await refusal(ada.submit(rows(1), { project: "nonsense" }))).kind).toBe("invalid-request");
    expect(await ada.batch(rows(1), { priority: "high" })).toMatchObject({ project: { title: "Factors" }, priority: "high" });
    const second = await ada.batch(rows(2));
    const of = async (project: string) =>
      batchListSchema.parse(await (await fetch(`${deployment.url}/api/v1/batches?project=${project}`)).json()).batches;
    expect((await of(ada.project?.projectId ?? "")).map(({ units }) => units)).toEqual([second.units, 1]);
    expect(await of("paaaaaaaaaaaaaaaa")).toEqual([]);
    const ours = await operator().batch(rows(1));
    expect(ours.project?.title).toBe(new URL(deployment.url).host);
    expect((await operator().batch(rows(1))).project).toEqual(ours.project);
    const { projects } = projectListSchema.parse(await (await fetch(`${deployment.url}/api/v1/projects`)).json());
    expect(projects.filter(({ owner }) => owner === undefined)).toHaveLength(1);
  });
});

describe("batches", () => {
  test("Q4 results and control of a batch that is somebody else's are refused; its state and picture are everybody's", async () => {
    const [ada, bea] = [await newResearcher(deployment, "Ada", "Factors"), await newResearcher(deployment, "Bea", "Other factors")];
    const { batchId } = await ada.batch(rows(2));
    const at = `batches/${batchId}`;
    expect(await refusal(bea.send("GET", `${at}/results`))).toMatchObject({ kind: "foreign-batch", status: 403 });
    for (const what of ["pause", "resume", "cancel", "retry", "clone"]) {
      expect((await refusal(bea.send("POST", `${at}/${what}`))).kind).toBe("foreign-batch");
    }
    expect((await refusal(bea.send("PATCH", at, { name: "mine" }))).kind).toBe("foreign-batch");
    expect((await refusal(bea.send("POST", `${at}/assurance`, { assurance: "quorum", minQuorum: 3 }))).kind).toBe("foreign-batch");
    for (const path of [at, `${at}/picture`]) expect((await fetch(`${deployment.url}/api/v1/${path}`)).status).toBe(200);
    for (const asker of [ada, operator()]) expect((await asker.send("GET", `${at}/results`)).status).toBe(200);
    const ours = await operator().batch(rows(1));
    expect((await refusal(ada.send("GET", `batches/${ours.batchId}/results`))).kind).toBe("foreign-batch");
  });

  test("Q7 Q10 Q11 Q12 a researcher pauses, resumes, renames, copies, retries and cancels a batch", async () => {
    const ada = await newResearcher(deployment, "Ada", "Factors");
    const { batchId } = await ada.batch(rows(3), { maxErrors: "0", name: "one" });
    const at = `batches/${batchId}`;
    const state = async (answer: Promise<Response>) => batchStatusSchema.parse(await (await answer).json());
    expect(await state(ada.send("POST", `${at}/pause`))).toMatchObject({ state: "paused", waiting: 3 });
    expect(await state(ada.send("POST", `${at}/resume`))).toMatchObject({ state: "running" });
    expect(await state(ada.send("PATCH", at, { name: "two", priority: "low" }))).toMatchObject({ name: "two", priority: "low" });
    expect((await refusal(ada.send("PATCH", at, { priority: "urgent" }))).kind).toBe("invalid-request");
    const clone = await state(ada.send("POST", `${at}/clone?name=three`));
    expect(clone).toMatchObject({ name: "three", units: 3, priority: "low", policy: { maxErrorResults: 0 } });
    expect(clone.batchId).not.toBe(batchId);
    expect(retryReplySchema.parse(await (await ada.send("POST", `${at}/retry`)).json())).toEqual({ retried: 0 });
    for (const id of [batchId, clone.batchId]) {
      expect(await state(ada.send("POST", `batches/${id}/cancel`))).toMatchObject({ state: "cancelled" });
      expect((await refusal(ada.send("POST", `batches/${id}/resume`))).kind).toBe("wrong-state");
      expect((await refusal(ada.send("POST", `batches/${id}/retry`))).kind).toBe("wrong-state");
    }
  });

  test("Q10 what was out when a batch was cancelled is taken, and what nobody checks any more burdens nobody", async () => {
    const other = await startDeployment();
    try {
      const { batchId } = await withKey(other, other.operatorKey).batch(rows(2));
      const [first, second] = [await enrolApiHost(other.url), await enrolApiHost(other.url)];
      for (const lease of await first.lease(2)) {
        await first.report(
          lease,
          unitsOf(lease).map((unit) => madeUp(unit)),
        );
      }
      const [out] = await second.lease(2);
      await withKey(other, other.operatorKey).send("POST", `batches/${batchId}/cancel`);
      if (out === undefined) throw new Error("the second host was lent nothing");
      expect(await first.lease(1)).toEqual([]);
      expect((await second.report(out, [madeUp(out.firstUnit), { outcome: "returned", unit: out.firstUnit + 1 }])).status).toBe(200);
      expect(await first.record()).toMatchObject({ pending: expect.any(Number), rejected: 0 });
    } finally {
      await other.close();
    }
  });

  test("an upload that is broken off leaves nothing", async () => {
    const ada = await newResearcher(deployment, "Ada", "Factors");
    const before = await listed();
    const abort = new AbortController();
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("exponent,kStart,kCount\n67,1,10\n"));
      },
    });
    const upload = fetch(`${deployment.url}/api/v1/batches?kernel=mersenne-tf`, {
      method: "POST",
      headers: { authorization: `Bearer ${ada.key}`, "content-type": "text/csv" },
      body,
      duplex: "half",
      signal: abort.signal,
    } as RequestInit);
    setTimeout(() => abort.abort(), 200);
    await expect(upload).rejects.toThrow("aborted");
    expect(await listed()).toEqual(before);
  });

  test("Q2 a key that is revoked while its rows come in lists nothing", async () => {
    const ada = await newResearcher(deployment, "Ada", "Factors");
    const before = await listed();
    const body = new ReadableStream<Uint8Array>({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode("exponent,kStart,kCount\n67,1,10\n"));
        // The key is looked at when the request begins, and again when its rows are in.
        await sleep(500);
        await operator().send("DELETE", `keys/${ada.record.keyId}`);
        controller.enqueue(new TextEncoder().encode("67,11,10\n"));
        controller.close();
      },
    });
    const headers = { authorization: `Bearer ${ada.key}`, "content-type": "text/csv" };
    const request = { method: "POST", headers, body, duplex: "half" } as RequestInit;
    expect((await refusal(fetch(`${deployment.url}/api/v1/batches?kernel=mersenne-tf`, request))).kind).toBe("revoked-key");
    expect(await listed()).toEqual(before);
  });
});

describe("quotas and repeats", () => {
  test("Q8 more units than a day has, and more batches at once, are refused with what is left", async () => {
    const ada = await newResearcher(deployment, "Ada", "Factors");
    const quota = { unitsPerDay: 5, runningBatches: 2, blobBytesPerDay: 10 };
    expect((await operator().send("PATCH", `keys/${ada.record.keyId}`, { quota })).status).toBe(200);
    const { batchId } = await ada.batch(rows(3));
    const told = await refusal(ada.submit(rows(3)));
    expect(told).toMatchObject({ kind: "quota-exceeded", status: 429, left: 2 });
    expect(told.moreAt).toBeGreaterThan(Date.now());
    await ada.batch(rows(1));
    expect(await refusal(ada.submit(rows(1)))).toMatchObject({
      kind: "quota-exceeded",
      detail: expect.stringContaining("2 batches at once"),
    });
    await ada.send("POST", `batches/${batchId}/cancel`);
    await ada.batch(rows(1));
    const at = `${deployment.url}/api/v1/blobs/${"c".repeat(64)}`;
    const put = (bytes: number) =>
      fetch(at, { method: "PUT", headers: { authorization: `Bearer ${ada.key}` }, body: new Uint8Array(bytes) });
    expect(await refusal(put(11))).toMatchObject({ kind: "quota-exceeded", left: 10 });
    // What is refused for its digest costs nothing.
    for (let i = 0; i < 3; i++) expect((await refusal(put(9))).kind).toBe("blob-mismatch");
  });

  test("Q9 the same request under one key is one batch, another one is refused, and two at once are one", async () => {
    const ada = await newResearcher(deployment, "Ada", "Factors");
    const key = { "idempotency-key": "night-run-1" };
    const first = await ada.submit(rows(4), {}, key);
    const again = await ada.submit(rows(4), {}, key);
    expect([first.status, again.status]).toEqual([201, 200]);
    const [one, two] = [batchStatusSchema.parse(await first.json()), batchStatusSchema.parse(await again.json())];
    expect(two.batchId).toBe(one.batchId);
    expect(await refusal(ada.submit(rows(5), {}, key))).toMatchObject({ kind: "idempotency-conflict", status: 409 });
    expect((await refusal(ada.submit(rows(4), { quorum: "3" }, key))).kind).toBe("idempotency-conflict");
    expect((await refusal(ada.submit(rows(4), {}, { "idempotency-key": "two words" }))).kind).toBe("invalid-request");
    const before = await listed();
    const together = await Promise.all([1, 2, 3].map(() => ada.submit(rows(4), {}, { "idempotency-key": "night-run-2" })));
    expect(together.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 201]);
    const ids = await Promise.all(together.map(async (answer) => batchStatusSchema.parse(await answer.json()).batchId));
    expect(new Set(ids).size).toBe(1);
    expect(await listed()).toEqual([ids[0], ...before]);
  });

  test("Q9 a request that a crash cut off is made once when it is sent again", async () => {
    const other = await startDeployment();
    try {
      const asker = withKey(other, other.operatorKey);
      const key = { "idempotency-key": "x" };
      const sent = asker.submit(rows(20_000), {}, key).then(
        async (answer) => batchStatusSchema.parse(await answer.json()).batchId,
        () => undefined,
      );
      await sleep(150);
      await other.kill();
      const before = await sent;
      await other.restart();
      const answer = await asker.submit(rows(20_000), {}, key);
      const { batchId, units } = batchStatusSchema.parse(await answer.json());
      expect(units).toBe(20_000);
      expect(before ?? batchId).toBe(batchId);
      const { batches } = batchListSchema.parse(await (await asker.send("GET", "batches")).json());
      expect(batches.map(({ batchId: id }) => id)).toEqual([batchId]);
    } finally {
      await other.close();
    }
  });
});
