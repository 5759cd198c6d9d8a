/** Manifests of the built server, checked by the command and by a stranger's means. */
import { createHash, createPublicKey, verify } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readManifest, verified } from "../cli/verify/command.ts";
import { describeVerified } from "../cli/verify/describe-verified.ts";
import { endOfCommand } from "../e2e/support/command.ts";
import { madeUp, unitsOf } from "../e2e/support/api-host.ts";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { digestOf } from "../protocol/digest.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";
import { publishedKeysSchema, signedManifestSchema } from "../protocol/result-manifest.ts";
import { verifyManifest } from "../protocol/verify-manifest.ts";

let deployment: Deployment;
let batchId: string;
const folder = mkdtempSync(join(tmpdir(), "manyhands-manifest-"));

const get = (path: string): Promise<Response> =>
  fetch(`${deployment.url}/api/v1/batches/${batchId}/${path}`, { headers: { authorization: `Bearer ${deployment.operatorKey}` } });

beforeAll(async () => {
  deployment = await startDeployment();
  ({ batchId } = await deployment.submitRows(
    Array.from({ length: 40 }, (_, i) => `332192831,${1 + i * 1_000},1000`),
    { name: "Cited" },
  ));
});
afterAll(async () => {
  await deployment.close();
  rmSync(folder, { recursive: true });
});

const manifestOf = async (format: string) => signedManifestSchema.parse(await (await get(`manifest?format=${format}`)).json());

test("F4 a batch that still runs has no manifest", async () => {
  expect(problemKind(problemSchema.parse(await (await get("manifest")).json()))).toBe("wrong-state");
});

test("F4 the manifest names kernel, parameters and counts, and the digest of the very bytes of a download", async () => {
  for (const host of [await deployment.trustedHost(), await deployment.trustedHost()]) {
    for (const lease of await host.lease(40)) {
      await host.report(
        lease,
        unitsOf(lease).map((unit) => madeUp(unit)),
      );
    }
  }
  const module = new Uint8Array(await (await fetch(`${deployment.url}/kernels/mersenne-tf/1.0.0/cpu.wasm`)).arrayBuffer());
  for (const format of ["ndjson", "csv", "parquet"]) {
    const { manifest } = await manifestOf(format);
    const bytes = new Uint8Array(await (await get(`results?format=${format}`)).arrayBuffer());
    expect(manifest).toMatchObject({
      batch: { batchId, name: "Cited" },
      kernel: { id: "mersenne-tf", version: "1.0.0", moduleSha256: digestOf(module) },
      parameters: { assurance: "quorum", policy: { minQuorum: 2 } },
      counts: { units: 40, validated: 40, failed: 0, byBasis: { established: 40 } },
      file: { format, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") },
    });
  }
});

test("F5 whoever has the published key can check the signature, with any library", async () => {
  const { manifest, jws } = await manifestOf("csv");
  const { did, keys } = publishedKeysSchema.parse(await (await fetch(`${deployment.url}/.well-known/manyhands-keys.json`)).json());
  const [head = "", payload = "", signature = ""] = jws.split(".");
  const key = createPublicKey({ key: { ...keys[0] }, format: "jwk" });
  expect(verify(null, Buffer.from(`${head}.${payload}`), key, Buffer.from(signature, "base64url"))).toBe(true);
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toEqual(manifest);
  expect(manifest.deployment).toEqual({ url: deployment.url, key: did });
  expect(JSON.parse(Buffer.from(head, "base64url").toString())).toEqual({ alg: "EdDSA", kid: did });
});

test("F5 the key stays when the server is started again", async () => {
  const before = (await manifestOf("csv")).manifest.deployment.key;
  await deployment.kill();
  await deployment.restart();
  expect((await manifestOf("csv")).manifest.deployment.key).toBe(before);
});

test("F6 the command finds a file whole, changed in one letter, cut, or signed by somebody else", async () => {
  const signed = await manifestOf("csv");
  const csv = await (await get("results?format=csv")).text();
  const [file, changed, cut, named] = ["table.csv", "changed.csv", "cut.csv", "manifest.json"].map((name) => join(folder, name));
  if (file === undefined || changed === undefined || cut === undefined || named === undefined) throw new Error("no names");
  writeFileSync(file, csv);
  writeFileSync(changed, csv.replace("validated", "valideted"));
  writeFileSync(cut, csv.slice(0, -10));
  writeFileSync(named, JSON.stringify(signed));
  const jws = readManifest(named);
  const { manifest, key } = await verified(file, jws, signed.manifest.deployment.key);
  expect(manifest).toEqual(signed.manifest);
  expect(describeVerified("table.csv", manifest, true)).toContain(`sha256    ${createHash("sha256").update(csv).digest("hex")}`);
  await expect(verified(changed, jws)).rejects.toThrow("is not the file that was signed");
  await expect(verified(cut, jws)).rejects.toThrow("bytes, and the file that was signed has");
  await expect(verified(file, jws, key.replace("z6Mk", "z6Mj"))).rejects.toThrow("and not by");
  const [head, payload = "", signature] = jws.split(".");
  const forged = Buffer.from(JSON.stringify({ ...manifest, counts: { ...manifest.counts, failed: 1 } })).toString("base64url");
  expect(await verifyManifest([head, forged, signature].join("."))).toMatchObject({ ok: false });
  expect(await verifyManifest([head, payload, "AAAA"].join("."))).toMatchObject({ ok: false });
  expect(await verifyManifest("nothing")).toMatchObject({ ok: false });
});

test("F6 with the command: results in each format, their manifests, and a check of each", async () => {
  const env = { PATH: process.env["PATH"], MANYHANDS_SERVER: deployment.url, MANYHANDS_KEY: deployment.operatorKey };
  const manyhands = (...args: readonly string[]) => endOfCommand(args, env);
  for (const format of ["ndjson", "csv", "parquet"]) {
    const [file, manifest] = [join(folder, `all.${format}`), join(folder, `all.${format}.json`)];
    expect(await manyhands("batch", "results", batchId, "--out", file)).toMatchObject({ stderr: "", status: 0 });
    expect(await manyhands("batch", "manifest", batchId, "--format", format, "--out", manifest)).toMatchObject({ stderr: "", status: 0 });
    // Checked without a server.
    const checked = await endOfCommand(["verify", file, "--manifest", manifest, "--json"], { PATH: process.env["PATH"] });
    expect(checked).toMatchObject({ stderr: "", status: 0 });
    expect(JSON.parse(checked.stdout)).toMatchObject({ verified: true, manifest: { file: { format } } });
    const other = await endOfCommand(["verify", manifest, "--manifest", manifest], { PATH: process.env["PATH"] });
    expect(other).toMatchObject({ status: 1, stdout: "" });
  }
  const some = await manyhands("batch", "results", batchId, "--where", "unit:ge:10", "unit:lt:13", "--limit", "2", "--format", "csv");
  expect(
    some.stdout
      .trimEnd()
      .split("\n")
      .map((line) => line.split(",")[0]),
  ).toEqual(["unit", "10", "11"]);
});
