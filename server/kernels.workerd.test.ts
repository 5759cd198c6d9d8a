/** Kernels that are brought to the real server, over HTTP. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Deployment, startDeployment } from "../e2e/support/deployment.ts";
import { newResearcher } from "../e2e/support/research.ts";
import { digestOf } from "../protocol/digest.ts";
import { kernelListSchema, kernelSchema } from "../protocol/messages.ts";
import { problemKind, problemSchema } from "../protocol/problem.ts";
import { boundedModuleBytes } from "../worker-kernels/testing/memory-section.ts";
import { i32Const, tinyModuleBytes } from "../worker-kernels/testing/tiny-module.ts";

let deployment: Deployment;

beforeAll(async () => {
  deployment = await startDeployment();
});
afterAll(() => deployment.close());

const manifest = {
  contract: 1,
  id: "toy",
  version: "1.0.0",
  title: "Toy",
  purpose: "Shows that kernels can be brought.",
  input: { fields: [{ name: "n", type: "u32", description: "any number" }] },
  output: { fields: [{ name: "value", type: "u32", description: "what is left in the buffer" }] },
  cost: { base: 1000, perField: {} },
  comparison: "exact",
  assurance: ["quorum"],
  picture: { field: "value", caption: "the value" },
};

interface Parts {
  readonly manifest?: unknown;
  readonly module?: Uint8Array<ArrayBuffer>;
  readonly shader?: string;
  readonly key?: string;
}

function push({
  manifest: json = manifest,
  module = boundedModuleBytes(),
  shader,
  key = deployment.operatorKey,
}: Parts): Promise<Response> {
  const body = new FormData();
  body.set("manifest", new Blob([typeof json === "string" ? json : JSON.stringify(json)]), "manifest.json");
  body.set("module", new Blob([module]), "cpu.wasm");
  if (shader !== undefined) body.set("shader", new Blob([shader]), "gpu.wgsl");
  return fetch(`${deployment.url}/api/v1/kernels`, { method: "POST", headers: { authorization: `Bearer ${key}` }, body });
}

async function refusal(answer: Promise<Response>) {
  const problem = problemSchema.parse(await (await answer).json());
  return { kind: problemKind(problem), errors: problem.errors };
}

describe("a kernel that is brought", () => {
  test("K4 is listed, described, served under plain names and named by batches; the same again is fine", async () => {
    const module = boundedModuleBytes();
    const pushed = await push({ module });
    expect(pushed.status).toBe(201);
    expect((await push({ module })).status).toBe(201);
    const kernel = kernelSchema.parse(await pushed.json());
    const url = "/kernels/toy/1.0.0/cpu.wasm";
    expect(kernel).toMatchObject({ manifest, module: { url, bytes: module.length, sha256: digestOf(module) } });
    expect(kernel.broughtBy).toBe("the operator of this deployment");
    expect(kernelSchema.parse(await (await fetch(`${deployment.url}/api/v1/kernels/toy/1.0.0`)).json())).toEqual(kernel);
    const { kernels } = kernelListSchema.parse(await (await fetch(`${deployment.url}/api/v1/kernels`)).json());
    expect(kernels).toContainEqual(expect.objectContaining({ id: "toy", version: "1.0.0", broughtBy: kernel.broughtBy }));
    const file = await fetch(deployment.url + url);
    expect(file.headers.get("content-type")).toBe("application/wasm");
    expect(file.headers.get("cache-control")).toContain("immutable");
    expect(digestOf(new Uint8Array(await file.arrayBuffer()))).toBe(kernel.module.sha256);
    expect((await fetch(`${deployment.url}/kernels/toy/1.0.0/gpu.wgsl`)).status).toBe(404);
    expect((await deployment.submit("n\n1\n2\n", { kernel: "toy" })).status).toBe(201);
  });

  test("K4 is in conflict with other contents under the same version, and fine under a new one", async () => {
    await push({});
    const other = boundedModuleBytes({ bodies: { step: i32Const(1) } });
    expect(await refusal(push({ module: other }))).toMatchObject({ kind: "kernel-conflict", errors: [{ field: "manifest/version" }] });
    expect((await push({ manifest: { ...manifest, version: "1.0.1" }, module: other })).status).toBe(201);
  });

  test("K5 has no id of a built-in kernel, and comes with the operator's key", async () => {
    expect(await refusal(push({ manifest: { ...manifest, id: "mersenne-tf" } }))).toMatchObject({
      kind: "kernel-conflict",
      errors: [{ field: "manifest/id" }],
    });
    expect((await refusal(push({ key: "guess" }))).kind).toBe("wrong-key");
  });
});

describe("K1 refused, with the reason", () => {
  test.each<[string, Parts, string, string]>([
    ["a manifest that is no JSON", { manifest: "{" }, "manifest", "JSON"],
    ["a manifest that does not parse", { manifest: { ...manifest, title: 3 } }, "manifest/title", "string"],
    [
      "a picture of an unknown field",
      { manifest: { ...manifest, picture: { field: "x", caption: "" } } },
      "manifest/picture/field",
      "value",
    ],
    ["a certificate", { manifest: { ...manifest, assurance: ["certificate"] } }, "manifest/assurance", "quorum or adaptive"],
    ["an import", { module: tinyModuleBytes({ importsAbort: true }) }, "module", "it imports env.abort"],
    ["a missing export", { module: boundedModuleBytes({ without: ["load"] }) }, "module", "it does not export the function load"],
    ["a memory without a maximum", { module: tinyModuleBytes() }, "module", "its memory has no maximum"],
    ["a module that is none", { module: new TextEncoder().encode("hello") }, "module", "it is not a WebAssembly module"],
    ["a shader that the manifest does not name", { shader: "fn main() {}" }, "shader", "the manifest has no gpu part"],
  ])("%s", async (_, parts, field, expected) => {
    expect(await refusal(push(parts))).toMatchObject({
      kind: "invalid-kernel",
      errors: [{ field, expected: expect.stringContaining(expected) }],
    });
  });

  test("a form without a module", async () => {
    const body = new FormData();
    body.set("manifest", JSON.stringify(manifest));
    const headers = { authorization: `Bearer ${deployment.operatorKey}` };
    expect((await refusal(fetch(`${deployment.url}/api/v1/kernels`, { method: "POST", headers, body }))).kind).toBe("invalid-request");
  });
});

describe("a researcher's kernel", () => {
  const hers = { ...manifest, id: "adas-toy" };
  const rows = (key: string, kernel: string) =>
    fetch(`${deployment.url}/api/v1/batches?kernel=${kernel}`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "text/csv" },
      body: "n\n1\n",
    });

  test("K5 is computed in that researcher's batches only, and its id is theirs; the operator's is for all", async () => {
    const [ada, bea] = [await newResearcher(deployment, "Ada", "Toys"), await newResearcher(deployment, "Bea", "More toys")];
    const pushed = await push({ manifest: hers, key: ada.key });
    expect(pushed.status).toBe(201);
    expect(kernelSchema.parse(await pushed.json()).broughtBy).toBe("Ada");
    expect((await rows(ada.key, "adas-toy")).status).toBe(201);
    expect((await rows(deployment.operatorKey, "adas-toy")).status).toBe(201);
    expect((await refusal(rows(bea.key, "adas-toy"))).kind).toBe("foreign-kernel");
    expect((await refusal(push({ manifest: { ...hers, version: "2.0.0" }, key: bea.key }))).kind).toBe("foreign-kernel");
    expect((await refusal(push({ manifest: { ...hers, version: "2.0.0" } }))).kind).toBe("foreign-kernel");
    expect((await push({ manifest: { ...hers, version: "2.0.0" }, key: ada.key })).status).toBe(201);
    await push({ manifest: { ...manifest, id: "our-toy" } });
    expect((await rows(bea.key, "our-toy")).status).toBe(201);
  });
});
