import { afterEach, describe, expect, it, vi } from "vitest";
import type { Manifest } from "../../worker-kernels/contract.ts";
import { tinyModule } from "../../worker-kernels/testing/tiny-module.ts";
import type { ComputeApi, GpuTrouble, UnitAssignment } from "./compute/compute-api.ts";
import type { ComputeWorker } from "./compute/compute-bridge.ts";
import { createComputeService } from "./compute/compute-service.ts";
import type { EngineSnapshot } from "./engine-api.ts";
import { bench, type Bench, compileTo, reach } from "./testing/engine-bench.ts";
import { SHADER_SHA256, toyManifest } from "./testing/fake-api.ts";
import { workerOf } from "./testing/in-process-worker.ts";

const withShader: Manifest = {
  ...toyManifest,
  gpu: { entryPoint: "main", bindings: [{ kind: "result", refill: "slice", maxBytes: 4 }] },
};
const UNITS = 12;

interface FakeGpu {
  readonly exists?: boolean;
  /** What comes of each unit there. */
  readonly trouble?: GpuTrouble | "trap";
}

/** An engine whose workers play a GPU on the CPU, and remember what they were given for it. */
function setUp({ exists = true, trouble }: FakeGpu = {}, changes: Parameters<typeof bench>[1] = {}) {
  compileTo(tinyModule());
  const onGpu: UnitAssignment[] = [];
  const spawnWorker = (): ComputeWorker => {
    const service = createComputeService(() => new Promise((resolve) => setTimeout(resolve)));
    const run: ComputeApi["run"] = async ({ gpu, ...assignment }, restShare, report) => {
      if (gpu !== undefined) {
        onGpu.push({ gpu, ...assignment });
        if (trouble === "trap") return { kind: "failed", code: "trap", message: "gpuPlan trapped" };
        if (trouble !== undefined) return { kind: "stopped", checkpoint: new Uint8Array(4), elapsedMs: 1, trouble };
      }
      return service.run(assignment, restShare, report);
    };
    return workerOf({ ...service, probeGpu: async () => exists, run });
  };
  const made: Bench = bench(UNITS, { spawnWorker, knowsGpus: true, ...changes });
  made.api.manifest = withShader;
  made.api.shaderSha256 = SHADER_SHA256;
  return { ...made, onGpu };
}

/** Starts with the GPU chosen; units come only when it was found, or was not. */
async function startWithGpu({ engine, api, goOnline }: Bench, found: EngineSnapshot["gpu"] = "on"): Promise<void> {
  api.offline = true;
  engine.setGpu(true);
  engine.start();
  await until(engine, found);
  api.offline = false;
  goOnline();
}

const until = (engine: Bench["engine"], gpu: EngineSnapshot["gpu"]): Promise<void> =>
  vi.waitFor(() => expect(engine.snapshot().gpu).toBe(gpu), { timeout: 4_000, interval: 5 });

/** All units are computed, and nothing but successes was reported. */
async function expectAllDone({ engine, server }: Bench): Promise<void> {
  expect(await reach(engine, "no-work")).toMatchObject({ today: { units: UNITS } });
  await vi.waitFor(() => expect(server.stored.size).toBe(UNITS));
  for (const outcome of server.stored.values()) expect(outcome).toContain('"success"');
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe("the GPU of a volunteer", () => {
  it("H13 is looked for after the start, and not lent unasked", async () => {
    const made = setUp();
    expect(made.engine.snapshot().gpu).toBe("unknown");
    made.engine.start();
    await until(made.engine, "off");
    await expectAllDone(made);
    expect([made.onGpu, made.api.fetched]).toEqual([[], ["/toy.wasm"]]);
  });

  it("H13 computes beside the cores when it is chosen, with the shader that the server named", async () => {
    const made = setUp();
    await startWithGpu(made);
    expect(made.engine.snapshot().workers.map(({ kind }) => kind)).toEqual(["gpu", "core"]);
    await expectAllDone(made);
    expect(made.onGpu.length).toBeGreaterThan(0);
    expect(made.onGpu[0]?.gpu).toEqual({ shader: "// what stands for a shader", gpu: withShader.gpu });
    expect(made.api.fetched).toEqual(["/toy.wasm", "/toy.wgsl"]);
  });

  it("is none where the platform knows none, or finds none", async () => {
    const without = setUp({}, { knowsGpus: false });
    expect(without.engine.snapshot().gpu).toBe("none");
    const empty = setUp({ exists: false });
    await startWithGpu(empty, "none");
    await expectAllDone(empty);
  });

  it("H13 that goes away leaves its unit to the cores, and is not offered any more", async () => {
    const made = setUp({ trouble: "lost" });
    await startWithGpu(made);
    await until(made.engine, "none");
    expect(made.engine.snapshot().workers.map(({ kind }) => kind)).toEqual(["core"]);
    await expectAllDone(made);
  });

  it.each(["unsuitable", "trap"] as const)("H13 that ends a unit as %s leaves this kernel to the cores", async (trouble) => {
    const made = setUp({ trouble });
    await startWithGpu(made);
    await expectAllDone(made);
    expect([made.onGpu.length, made.engine.snapshot().gpu]).toEqual([1, "on"]);
  });

  it("gets no shader that is not what the server named", async () => {
    const made = setUp();
    made.api.shaderSha256 = "0".repeat(64);
    await startWithGpu(made);
    await expectAllDone(made);
    expect(made.onGpu).toEqual([]);
  });
});
