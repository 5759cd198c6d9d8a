/** Volunteers, and what the operator says of hosts and batches, on the real workerd. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApiHost, enrolApiHost, madeUp, sendSigned, unitsOf } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import {
  batchStatusSchema,
  hostFileSchema,
  hostRecordSchema,
  linkReplySchema,
  type VolunteerRecord,
  volunteerRecordSchema,
} from "../protocol/messages.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";

let deployment: Deployment;
beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

const enrol = (): Promise<ApiHost> => enrolApiHost(deployment.url);

async function refusal(response: Response) {
  const problem = problemSchema.parse(await response.json());
  return { status: response.status, kind: problemKind(problem), field: problem.errors?.[0]?.field };
}

async function volunteer({ session }: ApiHost): Promise<VolunteerRecord> {
  const answer = await fetch(`${deployment.url}/api/v1/volunteers/me`, { headers: { authorization: `Bearer ${session}` } });
  return volunteerRecordSchema.parse(await answer.json());
}

const showCode = async (host: ApiHost): Promise<string> => linkReplySchema.parse(await (await host.send("POST", "links")).json()).code;

function asOperator(path: string, method = "GET", body?: unknown, key = deployment.operatorKey): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, ...(body !== undefined && { "content-type": "application/json" }) };
  return fetch(`${deployment.url}/api/v1/${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
}

async function answerAll(host: ApiHost): Promise<number> {
  let answered = 0;
  for (let leases = await host.lease(10); leases.length > 0; leases = await host.lease(10)) {
    for (const lease of leases) {
      const units = unitsOf(lease);
      const answer = await host.report(
        lease,
        units.map((unit) => madeUp(unit)),
      );
      if (!answer.ok) throw new Error(await answer.text());
      answered += units.length;
    }
  }
  return answered;
}

describe("a volunteer of two hosts", () => {
  test("P1 P2 P4 a code joins them; names are given and read back, also after a crash", async () => {
    const [phone, laptop] = [await enrol(), await enrol()];
    expect(await volunteer(phone)).toMatchObject({ hosts: [{ hostId: phone.hostId }], microCobblestones: 0 });
    const code = await showCode(phone);
    const redeemed = await laptop.send("POST", "links/redeem", { code: code.toUpperCase().replaceAll("-", " ") });
    expect(redeemed.status).toBe(200);
    expect((await laptop.send("POST", "links/redeem", { code })).status).toBe(200);
    const named = await laptop.send("PATCH", "hosts/me", { name: "  laptop " });
    expect(hostRecordSchema.parse(await named.json())).toMatchObject({ hostId: laptop.hostId, name: "laptop" });
    expect((await phone.send("PATCH", "volunteers/me", { name: "Ada" })).status).toBe(200);
    await deployment.kill();
    await deployment.restart();
    const both = await volunteer(phone);
    expect(both).toEqual(await volunteer(laptop));
    expect(both).toMatchObject({ name: "Ada", hosts: [{ hostId: phone.hostId }, { hostId: laptop.hostId, name: "laptop" }] });
  });

  test("P2 codes that are wrong, or were used by another, are refused in the field that holds them", async () => {
    const [phone, laptop, third] = [await enrol(), await enrol(), await enrol()];
    const code = await showCode(phone);
    await laptop.send("POST", "links/redeem", { code });
    const redeem = async (host: ApiHost, given: unknown) => refusal(await host.send("POST", "links/redeem", { code: given }));
    expect(await redeem(third, code)).toEqual({ status: 404, kind: "unknown-link-code", field: "/code" });
    expect(await redeem(third, "aaaa-aaaa-aaaa-aaaa")).toEqual({ status: 404, kind: "unknown-link-code", field: "/code" });
    for (const odd of ["", "no code", 7]) {
      expect(await redeem(third, odd)).toEqual({ status: 400, kind: "invalid-request", field: "/code" });
    }
  });

  test("P4 names with control characters, or longer than sixty characters, are refused in their field", async () => {
    const host = await enrol();
    for (const path of ["hosts/me", "volunteers/me"]) {
      for (const name of ["a\u0007b", "x".repeat(61), null]) {
        expect(await refusal(await host.send("PATCH", path, { name }))).toEqual({ status: 400, kind: "invalid-request", field: "/name" });
      }
    }
  });

  test("nobody changes another's record with their own key, or with a session alone", async () => {
    const [phone, thief] = [await enrol(), await enrol()];
    const request = { method: "DELETE", url: `${deployment.url}/api/v1/volunteers/me`, session: phone.session };
    expect(await refusal(await sendSigned(thief.signing, request))).toMatchObject({ kind: "foreign-session" });
    const unsigned = await fetch(request.url, { method: "DELETE", headers: { authorization: `Bearer ${phone.session}` } });
    expect(await refusal(unsigned)).toMatchObject({ kind: "missing-signature" });
    expect((await volunteer(phone)).hosts).toHaveLength(1);
  });

  test("P5 P6 erasing one, then all: the operator sees bare counts, and what was leased goes to others", async () => {
    const [phone, laptop, other] = [await enrol(), await enrol(), await enrol()];
    await laptop.send("POST", "links/redeem", { code: await showCode(phone) });
    const { batchId } = await deployment.submitRows(["67,1,1000", "67,1001,1000"], { quorum: "1" });
    expect(await phone.lease(2)).toHaveLength(1);
    expect(await other.lease(2)).toHaveLength(0);
    expect((await phone.send("DELETE", "hosts/me")).status).toBe(204);
    expect((await phone.send("DELETE", "hosts/me")).status).toBe(204);
    expect((await volunteer(laptop)).hosts).toMatchObject([{ hostId: laptop.hostId }]);
    const file = hostFileSchema.parse(await (await asOperator(`hosts/${phone.hostId}`)).json());
    expect(file).toMatchObject({ erasedAt: expect.any(Number), inFlight: 0, vouched: false, agreements: {} });
    expect(file).not.toHaveProperty("volunteerId");
    expect(await refusal(await phone.exchange({}))).toMatchObject({ kind: "unknown-host" });
    await answerAll(other);
    expect((await deployment.status(batchId)).results).toBe(2);
    expect((await laptop.send("DELETE", "volunteers/me")).status).toBe(204);
    expect(await refusal(await laptop.send("POST", "links"))).toMatchObject({ kind: "unknown-host" });
  });
});

describe("what the operator says", () => {
  test("P7 two hosts that are vouched for validate a batch as established ones", async () => {
    const hosts = [await enrol(), await enrol()];
    for (const { hostId } of hosts) {
      const answer = await asOperator(`hosts/${hostId}/vouched`, "PUT");
      expect(hostFileSchema.parse(await answer.json())).toMatchObject({ hostId, vouched: true });
    }
    const { batchId } = await deployment.submitRows(["67,1,1000", "67,1001,1000"]);
    for (const host of hosts) await answerAll(host);
    expect(await deployment.status(batchId)).toMatchObject({ state: "finished", validated: 2, assurance: "quorum" });
    const rows = await (await asOperator(`batches/${batchId}/results`)).text();
    expect(
      rows
        .trimEnd()
        .split("\n")
        .map((row) => (JSON.parse(row) as { basis: string }).basis),
    ).toEqual(["established", "established"]);
    expect(await (await asOperator(`hosts/${hosts[0]?.hostId}/vouched`, "DELETE")).json()).toMatchObject({ vouched: false });
  });

  test("P7 only the operator sees hosts and answers for them, and only for hosts that there are", async () => {
    const { hostId } = await enrol();
    for (const method of ["PUT", "DELETE"]) {
      expect(await refusal(await asOperator(`hosts/${hostId}/vouched`, method, undefined, "wrong"))).toMatchObject({ kind: "wrong-key" });
    }
    expect(await refusal(await asOperator(`hosts/${hostId}`, "GET", undefined, "wrong"))).toMatchObject({ kind: "wrong-key" });
    expect(await refusal(await asOperator("hosts/haaaaaaaaaaaaaaaa"))).toEqual({ status: 404, kind: "no-such-host", field: "hostId" });
    expect(await refusal(await asOperator("hosts/nobody"))).toMatchObject({ status: 400, kind: "invalid-request", field: "hostId" });
  });

  test("A10 a running batch is raised, once or twice, and never lowered", async () => {
    const { batchId } = await deployment.submitRows(["67,1,1000"]);
    const raise = (body: unknown) => asOperator(`batches/${batchId}/assurance`, "POST", body);
    for (let i = 0; i < 2; i++) {
      const status = batchStatusSchema.parse(await (await raise({ assurance: "quorum", minQuorum: 3 })).json());
      expect(status).toMatchObject({ policy: { minQuorum: 3, targetResults: 1 } });
    }
    expect(await refusal(await raise({ assurance: "quorum", minQuorum: 2 }))).toEqual({
      status: 422,
      kind: "invalid-policy",
      field: "/minQuorum",
    });
    expect(await refusal(await raise({ assurance: "certificate" }))).toEqual({ status: 422, kind: "invalid-policy", field: "/assurance" });
    expect(await refusal(await raise({ assurance: "hope" }))).toEqual({ status: 400, kind: "invalid-request", field: "/assurance" });
    expect(await refusal(await asOperator("batches/baaaaaaaaaaaaaaaa/assurance", "POST", { assurance: "quorum" }))).toMatchObject({
      kind: "unknown-batch",
    });
  });
});
