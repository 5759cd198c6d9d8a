import { afterAll, assert, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { GpuManifest } from "./contract.ts";
import { GpuProgram } from "./gpu-program.ts";
import { type GpuPart, GpuPrograms } from "./gpu-programs.ts";
import { findGpu, newDevice } from "./testing/node-gpu.ts";

const found = await findGpu();
const whyNone = typeof found === "string" ? found : "";

const gpu: GpuManifest = { entryPoint: "main", bindings: [{ kind: "result", refill: "slice", maxBytes: 16 }] };

/** Every invocation leaves its number plus another. */
const partOf = (added: number): GpuPart => ({
  gpu,
  shader: `@group(0) @binding(0) var<storage, read_write> result: array<u32>;
    @compute @workgroup_size(1) fn main(@builtin(global_invocation_id) id: vec3u) { result[id.x] += id.x + ${added}u; }`,
});

describe("programs on a device", () => {
  let device: GPUDevice;
  beforeAll(async () => {
    if (typeof found !== "string") device = await newDevice(found);
  });
  beforeEach(({ skip }) => skip(whyNone !== "", `no GPU: ${whyNone}`));
  afterAll(() => device?.destroy());

  it("are compiled once, and kept as long as they are among the newest", async () => {
    const programs = new GpuPrograms(device);
    const first = await programs.get(partOf(0));
    for (const added of [1, 0, 2, 0]) await programs.get(partOf(added));
    expect(await programs.get(partOf(0))).toBe(first);
    for (const added of [1, 2, 3]) await programs.get(partOf(added));
    expect(await programs.get(partOf(0))).not.toBe(first);
  });

  it("begin each slice with an empty result, two slices at a time and no more", async () => {
    const program = await new GpuPrograms(device).get(partOf(5));
    assert(program instanceof GpuProgram);
    const slices = [program.submit(4, 16), program.submit(2, 8)];
    expect(() => program.submit(1, 4)).toThrow("no room for another slice");
    const landed = await Promise.all(slices.map((slice) => slice.landed));
    const words = landed.map((end) => end.kind === "landed" && [...new Uint32Array(end.bytes.buffer)]);
    expect(words).toEqual([
      [5, 6, 7, 8],
      [5, 6],
    ]);
  });

  it("are none where the shader is no shader, or a buffer cannot be had", async () => {
    const programs = new GpuPrograms(device);
    expect(await programs.get({ gpu, shader: "not WGSL" })).toMatchObject({ kind: "unsuitable" });
    const huge: GpuManifest = { ...gpu, bindings: [{ kind: "result", refill: "slice", maxBytes: 2 ** 40 }] };
    expect(await programs.get({ ...partOf(0), gpu: huge })).toMatchObject({ kind: "unsuitable" });
  });
});
